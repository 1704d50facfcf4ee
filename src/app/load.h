#pragma once

#include "project/project.h"

G_BEGIN_DECLS

/* What came out of a file. @project is NULL for foreign formats: their one run is in @experiment. */
typedef struct {
  char         *path;
  RkProject    *project;    /* nullable */
  RkExperiment *experiment;
  GPtrArray    *warnings;   /* of char*; parts that were left out */
} RkLoaded;

void      rk_loaded_free    (RkLoaded *self);

gboolean  rk_load_is_project (const char *path);
void      rk_load_async     (const char          *path,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data);
void      rk_load_recover_async (RkUnfinished        *unfinished,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data);
RkLoaded *rk_load_finish    (GAsyncResult  *result,
                             GError       **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkLoaded, rk_loaded_free)

G_END_DECLS
