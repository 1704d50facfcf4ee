#pragma once

#include <gio/gio.h>

#include "store/experiment.h"

G_BEGIN_DECLS

/* A foreign file as read: made on any thread, put into an experiment on the main thread at the end,
 * so that a file with a mistake leaves no trace. Private to this folder. */
typedef struct {
  char     *name;   /* nullable: of the run, else the file's */
  RkSeries *series;
  gint64    end_ns; /* time of the last sample */
  GArray   *excluded; /* RkTimeRange: what the file says is left out, in order, at most RK_EXCLUDED_MAX */
} RkTablePart;

typedef struct {
  char      *path;
  GPtrArray *columns;       /* RkColumn */
  GPtrArray *parts;         /* RkTablePart: one run each */
  gint64     begin_wall_us;
  GString   *notes;         /* what the reader had to guess, for people */
} RkTable;

RkTable     *rk_table_new        (const char *path) G_GNUC_WARN_UNUSED_RESULT; /* wall time: when the file was changed */
void         rk_table_free       (RkTable *self);
RkTablePart *rk_table_add_part   (RkTable *self, const char *name, guint n_columns);
/* Takes nothing; a short name is the symbol too. */
void         rk_table_add_column (RkTable *self, const char *key, const char *name, const char *quantity, const char *unit);
void         rk_table_add_note   (RkTable *self, const char *note);
/* Returns the first run. */
RkRun       *rk_table_attach     (RkTable *self, RkExperiment *experiment);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkTable, rk_table_free)

/* The readers, each for one kind of file. Any thread. */
RkTable     *rk_csv_load       (const char *path, GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;
RkTable     *rk_audio_load     (const char *path, GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Opens a plain file for reading; errors name it. */
int          rk_table_open     (const char *path, GError **error);

G_END_DECLS
