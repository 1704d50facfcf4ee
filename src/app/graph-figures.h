#pragma once

#include "app/graph-cursor.h"

G_BEGIN_DECLS

/* A small table of what was read: texts ready to be shown, spoken and copied. */
#define RK_FIGURE_COLUMNS 5

typedef struct {
  int   color;                     /* index into the palette; -1 = none */
  char *cells[RK_FIGURE_COLUMNS];  /* the first names the row; NULL after the last */
} RkFigureRow;

typedef struct {
  char      *title;
  GPtrArray *rows; /* of RkFigureRow */
} RkFigures;

void       rk_figures_free    (RkFigures *self);
char      *rk_figures_to_text (const RkFigures *self) G_GNUC_WARN_UNUSED_RESULT;
/* In one sentence, for who hears it. */
char      *rk_figures_to_speech (const RkFigures *self) G_GNUC_WARN_UNUSED_RESULT;

/* NULL when there is nothing to tell. */
RkFigures *rk_graph_cursors_read (RkGraphCursors *self, const RkScene *scene) G_GNUC_WARN_UNUSED_RESULT;
/* Also where no trace has anything: then only the range. */
RkFigures *rk_graph_selection_read (RkGraphSelection *self, RkGraphView *view, const RkScene *scene) G_GNUC_WARN_UNUSED_RESULT;

/* What win.exclude-range takes: the run it tells of and the range of its time. (transfer floating) (nullable) */
GVariant  *rk_graph_selection_make_range (RkGraphSelection *self, RkGraphView *view, const RkScene *scene, gboolean only);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkFigures, rk_figures_free)

G_END_DECLS
