#pragma once

#include "acquire/profile.h"

G_BEGIN_DECLS

/* Largest profile, in bytes. */
#define RK_PROFILE_MAX (64 * 1024)

/* What a profile says about one column; NULL and -1 = nothing. */
typedef struct {
  char *key;
  char *name;
  char *symbol;
  char *quantity;
  char *unit;
  int   decimals;
} RkProfileColumn;

/* "2341:*": the product id is NULL for any. */
typedef struct {
  char *vid;
  char *pid;
} RkProfileUsb;

struct _RkProfile
{
  gatomicrefcount ref_count;

  char           *id;
  char           *name;
  char           *description; /* nullable */
  GArray         *usb;         /* of RkProfileUsb */
  char           *product;     /* nullable: text the product name must contain */
  double          rate_hz;
  double          duration_s;
  RkLineSettings  line;
  char           *decoder;
  GHashTable     *options;     /* string to string; never changed once the profile is out */
  GArray         *columns;     /* of RkProfileColumn */
};

RkProfile *rk_profile_alloc (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
