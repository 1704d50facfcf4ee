#pragma once

#include "app/graph-cursor.h"

G_BEGIN_DECLS

/* What was read in a graph, for its picture: marks where the cursors and selections are, and below the graph what they tell. */

gboolean rk_picture_has_readings  (RkGraphCursors *cursors);
/* A paragraph for the cursors and one for each selection, of the picture on show; NULL when there is nothing to tell. */
char    *rk_picture_tell_readings (RkGraphCursors *cursors, const RkScene *shown) G_GNUC_WARN_UNUSED_RESULT;
/* Before anybody asks where something is in @scene. */
void     rk_picture_mark_readings (RkGraphCursors *cursors, RkScene *scene);

G_END_DECLS
