#pragma once

#include "project/lock.h"
#include "project/project.h"
#include "project/writer.h"

G_BEGIN_DECLS

/* An opened file of unknown origin. */
typedef struct {
  char       *path;
  RkLock     *lock;
  RkDatabase *database;
  gboolean    read_only;
  gboolean    damaged;   /* what can be read is read, nothing is written */
  gboolean    newer;     /* by a version that may mean other things by it */
  char       *note;      /* nullable: a warning for the user */
  char       *temporary; /* nullable: folder of a copy, to be removed at the end */
} RkOpened;

RkOpened   *rk_opened_new     (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void        rk_opened_free    (RkOpened *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkOpened, rk_opened_free)

/* Takes @opened. */
RkProject  *rk_project_new_for (RkOpened *opened) G_GNUC_WARN_UNUSED_RESULT;

/* project.c, for project-save.c. The writer is NULL once the file is closed. */
RkWriter       *rk_project_get_writer (RkProject *self);
const RkOpened *rk_project_get_opened (RkProject *self);
/* Says that nothing can be written; FALSE. */
gboolean        rk_project_fail_read_only (RkProject *self, GError **error);
/* The file is now @path, held by @lock; takes both. An untitled one before it is removed. */
void            rk_project_settle     (RkProject *self, char *path, RkLock *lock);

/* load.c: on the thread that has the database. @warnings nullable. */
gboolean    rk_load           (RkDatabase *database, gboolean damaged, RkExperiment *experiment,
                               GPtrArray *warnings, GError **error);

/* copy.c */
typedef struct {
  const char   *path;
  GCancellable *cancellable; /* nullable */
  RkLock       *lock; /* out: of the new file */
} RkCopy;

gboolean    rk_copy_and_switch (RkWriter *writer, gpointer copy, GError **error); /* RkWriterJob */
/* Byte by byte, with its log; neither may be open. */
gboolean    rk_copy_files     (const char *from, const char *to, GError **error);

/* import.c */
gboolean    rk_import_run     (RkWriter *writer, gpointer import, GError **error); /* RkWriterJob */
gboolean    rk_import_check_free (RkWriter *writer, gint64 id, GError **error);
gpointer    rk_import_new     (RkRun *run) G_GNUC_WARN_UNUSED_RESULT;
void        rk_import_free    (gpointer import);

/* sink.c */
RkRunSink  *rk_sink_new       (RkWriter *writer, RkWriterRun *handle, RkRun *run) G_GNUC_WARN_UNUSED_RESULT;
void        rk_sink_end       (RkRunSink *sink);

/* A new file for an experiment without a name; "name" or "name (2)" ... in the data folder. */
char       *rk_project_make_untitled (const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char       *rk_project_format_time   (gint64 wall_us) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
