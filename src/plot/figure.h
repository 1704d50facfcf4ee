#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  RK_FIGURE_CURVE,
  RK_FIGURE_COLUMNS,
  RK_FIGURE_IMAGE,
} RkFigureKind;

/* No figure has more values than this in any direction, an image no more in all. */
#define RK_FIGURE_MAX (1 << 22)

/**
 * RkFigure:
 *
 * Plain numbers that a trace shows in place of samples. Immutable, counted by reference, any thread.
 */
typedef struct {
  RkFigureKind kind;
  double       x_begin, x_step; /* of points, or of edges of columns and cells; step > 0 */
  guint        n_x;
  double      *values;          /* of a curve or columns: n_x; NaN is missing */

  double       y_begin, y_step; /* of an image */
  guint        n_y;
  float       *cells;           /* cells[x * n_y + y] */
  double       lower, upper;    /* what its colours go from and to; lower < upper */

  /*< private >*/
  gatomicrefcount ref_count;
} RkFigure;

/* Both copy. What cannot be placed has no values. */
RkFigure *rk_figure_new       (RkFigureKind kind, double x_begin, double x_step,
                               const double *values, guint n) G_GNUC_WARN_UNUSED_RESULT;
RkFigure *rk_figure_new_image (double x_begin, double x_step, guint n_x, double y_begin, double y_step, guint n_y,
                               const float *cells, double lower, double upper) G_GNUC_WARN_UNUSED_RESULT;
RkFigure *rk_figure_ref       (RkFigure *self);
void      rk_figure_unref     (RkFigure *self);

/* From the first to the last along x. FALSE without values. */
gboolean  rk_figure_get_x_extrema (const RkFigure *self, double *min, double *max);
/* Of what is between two places along x, zero for columns too; @positive: of what is above 0 alone. FALSE without values. */
gboolean  rk_figure_get_extrema   (const RkFigure *self, double x_lower, double x_upper, gboolean positive,
                                   double *min, double *max);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkFigure, rk_figure_unref)

G_END_DECLS
