#pragma once

#include "acquire/link.h"
#include "acquire/recording.h"

G_BEGIN_DECLS

/* What the main thread sees of a source: a copy. */
typedef struct {
  RkSourceState state;
  char         *error_text;   /* nullable */
  char         *warning;      /* nullable */
  guint         columns_serial; /* changes with the columns */
  guint         serial;         /* changes with anything else */
  double        rate_hz;
  gint64        silent_ns;    /* when the last byte came, or the device was opened; RK_TIME_NONE = neither */
  gboolean      is_done;      /* the run took all it wanted */
  char         *candidate;    /* nullable: a path */
  gboolean      is_comma_open; /* the lines allow both readings of "23,5": see rk_decoder_get_decimal () */
} RkReaderStatus;

/* A condition that came true. */
typedef struct {
  guint  id; /* of the watch */
  gint64 time_ns;
  double value; /* as shown */
} RkFired;

void rk_reader_status_clear (RkReaderStatus *self);

/**
 * RkReader:
 *
 * The thread of a source: it opens the device, reads it, decodes, stamps and records, and waits
 * for nothing but the device. Its functions are for the main thread.
 */
typedef struct _RkReader RkReader;

/* @wake is called on the thread when there is something new; it must not wait. */
RkReader  *rk_reader_new         (const RkTarget *target, RkProfile *profile,
                                  void (*wake) (gpointer data), gpointer data) G_GNUC_WARN_UNUSED_RESULT;
void       rk_reader_free        (RkReader *self); /* stops and joins */
void       rk_reader_start       (RkReader *self);
void       rk_reader_stop        (RkReader *self);
void       rk_reader_set_profile (RkReader *self, RkProfile *profile);
void       rk_reader_hold        (RkReader *self, gboolean hold);
void       rk_reader_begin       (RkReader *self, RkRecording *recording); /* takes it */
void       rk_reader_end         (RkReader *self);

void       rk_reader_release     (RkReader *self, gboolean release);
void       rk_reader_take_candidate (RkReader *self);
void       rk_reader_set_watches (RkReader *self, GPtrArray *watches);
GArray    *rk_reader_take_fired  (RkReader *self, guint64 *n_lost) G_GNUC_WARN_UNUSED_RESULT;
gboolean   rk_reader_get_recent  (RkReader *self, guint column, double seconds, RkRecent *recent);
gboolean   rk_reader_send        (RkReader *self, GBytes *bytes, GError **error);

void       rk_reader_get_status   (RkReader *self, RkReaderStatus *status); /* clear it afterwards */
GPtrArray *rk_reader_copy_columns (RkReader *self) G_GNUC_WARN_UNUSED_RESULT;
double     rk_reader_get_last_value (RkReader *self, guint column);
guint32    rk_reader_get_last_flags (RkReader *self, guint column);
void       rk_reader_get_counters (RkReader *self, gboolean of_run, RkCounters *counters);
char      *rk_reader_dup_last_rejected (RkReader *self, int *caret, char **reason);
GBytes    *rk_reader_copy_raw     (RkReader *self, gsize max) G_GNUC_WARN_UNUSED_RESULT;
GBytes    *rk_reader_copy_traffic (RkReader *self, gsize max, GArray **pieces, guint64 *serial) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
