#pragma once

#include <gio/gio.h>

#include "acquire/decoder.h"

G_BEGIN_DECLS

typedef enum { RK_PARITY_NONE, RK_PARITY_EVEN, RK_PARITY_ODD } RkParity;

typedef enum {
  RK_RESET_KEEP,  /* do not touch the board on opening (DTR and RTS as set below, no pulse) */
  RK_RESET_PULSE, /* reset it by DTR, then wait */
} RkResetPolicy;

typedef struct {
  guint         baud;      /* any; 9600 unless told */
  guint         data_bits; /* 5...8 */
  RkParity      parity;
  guint         stop_bits; /* 1, 2 */
  int           dtr;       /* 1, 0, -1 = leave */
  int           rts;
  RkResetPolicy reset;
  guint         wait_ms;   /* after opening, before bytes count */
} RkLineSettings;

void rk_line_settings_init (RkLineSettings *self); /* 9600 8N1, DTR and RTS left */

/* What is sent to the device, [Talk] in the file. Messages are bytes; escapes are resolved. */
typedef struct {
  GBytes  **start;         /* NULL-terminated; after opening, one after another */
  GBytes  **poll;          /* NULL-terminated; one round asks for one row. Empty: the decoder asks itself
                            * (rk_decoder_request ()), or the device speaks by itself */
  GBytes  **stop;          /* NULL-terminated; before closing */
  guint     period_ms;     /* from the begin of a round to the next; 0 = as the rate says, else as fast as it answers */
  guint     timeout_ms;    /* for an answer */
  guint     gap_ms;        /* quiet time before each message */
  GBytes   *probe;         /* nullable: asks an unknown device, on the user's word only */
  char     *answer;        /* nullable: pattern the answer to @probe fits, as Latin-1 text */
  /* Pauses before each message, and the last one after all of them: one number more than messages. */
  guint    *start_pauses_ms;
  guint    *poll_pauses_ms;
  guint    *stop_pauses_ms;
} RkTalk;

/* What is known about the sensor behind a column; NaN, NULL and 0 = unknown. Values in @unit. */
typedef struct {
  char   *key;
  char   *name;       /* in the user's language */
  char   *symbol;
  char   *quantity;
  char   *unit;
  int     decimals;   /* -1 */
  double  range_min;  /* it can measure from ... to */
  double  range_max;
  double  safe_min;   /* it survives from ... to */
  double  safe_max;
  double  resolution; /* one step */
  double  accuracy;   /* +- in units ... */
  double  accuracy_percent; /* ... and in percent of the reading */
  double  warm_up_s;
  char   *calibration; /* nullable: factory calibration, text form of store/calibration.h */
} RkProfileChannel;

/**
 * RkProfile:
 *
 * How to talk to one kind of device, read from a .rkdevice file (a GKeyFile; the format is specified
 * in data/devices/README.md). Immutable, counted by reference, any thread.
 */
typedef struct _RkProfile RkProfile;

/* @basename names the file in messages. Errors: RK_ACQUIRE_ERROR_PROFILE "NAME, line 12: ...". */
RkProfile            *rk_profile_parse           (const char *text, gsize len, const char *basename,
                                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
RkProfile            *rk_profile_load            (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* By id among those shipped, installed and the user's own. */
RkProfile            *rk_profile_find            (const char *id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray            *rk_profile_list            (void) G_GNUC_WARN_UNUSED_RESULT; /* of RkProfile, sorted by name */
/* Messages on files in the folders of profiles that were left out because of a mistake. */
GPtrArray            *rk_profile_list_errors     (void) G_GNUC_WARN_UNUSED_RESULT; /* of char * */
/* Reads the folders again when next asked (a file was added). */
void                  rk_profile_reload          (void);
/* The profile that claims the USB ids; NULL = none. Lower-case hexadecimal. */
RkProfile            *rk_profile_match           (const char *vid, const char *pid,
                                                  const char *product) G_GNUC_WARN_UNUSED_RESULT;

RkProfile            *rk_profile_ref             (RkProfile *self);
void                  rk_profile_unref           (RkProfile *self);
const char           *rk_profile_get_id          (RkProfile *self);
const char           *rk_profile_get_name        (RkProfile *self); /* in the user's language */
const char           *rk_profile_get_description (RkProfile *self); /* nullable */
const RkLineSettings *rk_profile_get_line        (RkProfile *self);
const char           *rk_profile_get_decoder     (RkProfile *self);
GHashTable           *rk_profile_get_options     (RkProfile *self); /* of the decoder */
double                rk_profile_get_rate_hz     (RkProfile *self); /* usual; 0 = the device decides */
double                rk_profile_get_duration_s  (RkProfile *self); /* usual; 0 = until stopped */
/* A copy with some options of the decoder (or the line settings) replaced: "one click to change". */
RkProfile            *rk_profile_with_options    (RkProfile *self, GHashTable *options) G_GNUC_WARN_UNUSED_RESULT;
RkProfile            *rk_profile_with_baud       (RkProfile *self, guint baud) G_GNUC_WARN_UNUSED_RESULT;
RkProfile            *rk_profile_with_line       (RkProfile *self, const RkLineSettings *line) G_GNUC_WARN_UNUSED_RESULT;

const RkTalk         *rk_profile_get_talk        (RkProfile *self); /* nullable: it only listens */
/* NULL when the profile says nothing about the column. A key with a base is looked up by itself, then by its base. */
const RkProfileChannel *rk_profile_find_channel  (RkProfile *self, const char *key, const char *base);
/* The text of a .rkdevice file that reads as this profile; what the editor saves. */
char                 *rk_profile_to_text         (RkProfile *self) G_GNUC_WARN_UNUSED_RESULT;
/* Fills in what the profile knows about a column the decoder found (name, quantity, unit, decimals). */
void                  rk_profile_describe_column (RkProfile *self, RkColumn *column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkProfile, rk_profile_unref)

G_END_DECLS
