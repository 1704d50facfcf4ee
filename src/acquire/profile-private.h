#pragma once

#include "acquire/profile.h"

G_BEGIN_DECLS

/* Largest profile, in bytes. */
#define RK_PROFILE_MAX (64 * 1024)

#define RK_GROUP_DEVICE  "Device"
#define RK_GROUP_LINE    "Line"
#define RK_GROUP_DECODER "Decoder"
#define RK_GROUP_TALK    "Talk"
#define RK_GROUP_CHANNEL "Channel "

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
  RkTalk         *talk;        /* nullable */
  GArray         *channels;    /* of RkProfileChannel */
};

RkProfile *rk_profile_alloc (void) G_GNUC_WARN_UNUSED_RESULT;

RkTalk    *rk_talk_copy     (const RkTalk *self) G_GNUC_WARN_UNUSED_RESULT; /* nullable both */
void       rk_talk_free     (RkTalk *self);
/* Message after message with the pauses between them, as in a file. */
char      *rk_talk_print    (GBytes * const *messages, const guint *pauses_ms) G_GNUC_WARN_UNUSED_RESULT;

void       rk_profile_channel_copy  (RkProfileChannel *self, const RkProfileChannel *from);
void       rk_profile_channel_clear (RkProfileChannel *self);

/* --- Reading a file: shared by profile-parse.c, profile-talk.c and profile-channel.c --- */

typedef struct {
  const char *basename;
  GKeyFile   *file;
  GHashTable *lines;  /* "group\nkey" and "group" -> line number */
  GPtrArray  *groups; /* names, in the order of the file */
  RkProfile  *profile;
  GError    **error;
} RkProfileParser;

extern const char * const rk_profile_talk_keys[];
extern const char * const rk_profile_channel_keys[];

/* Sets the error with the place; always FALSE. Line 0 = the whole file. */
gboolean rk_profile_fail         (RkProfileParser *self, guint line, const char *format, ...) G_GNUC_PRINTF (3, 4);
/* The same for a word that is none of @words. */
gboolean rk_profile_unknown_word (RkProfileParser *self, guint line, const char *what, const char * const *words);
/* 0 when it is not there; @key NULL: of the group. */
guint    rk_profile_line_of      (RkProfileParser *self, const char *group, const char *key);
/* As it is written, without escapes; NULL if the key is missing. */
char    *rk_profile_dup_value    (RkProfileParser *self, const char *group, const char *key) G_GNUC_WARN_UNUSED_RESULT;
/* These leave their result alone when the key is missing. */
gboolean rk_profile_read_text    (RkProfileParser *self, const char *group, const char *key, char **text);
gboolean rk_profile_read_number  (RkProfileParser *self, const char *group, const char *key,
                                  double lower, double upper, gboolean whole, double *value);

gboolean rk_profile_read_talk_group    (RkProfileParser *self);
gboolean rk_profile_read_channel_group (RkProfileParser *self, const char *group);

G_END_DECLS
