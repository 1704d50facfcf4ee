#pragma once

#include "plot/scene.h"

G_BEGIN_DECLS

/**
 * RkRobust:
 *
 * What a value axis has to show, by columns of equal width along x: for limits that single bad points do not spoil.
 */
typedef struct {
  GArray *lows;      /* double: the smallest value of each column */
  GArray *highs;     /* the largest */
  guint64 n_samples;
} RkRobust;

void     rk_robust_init    (RkRobust *self);
void     rk_robust_clear   (RkRobust *self);
/* From the traces of a pane within the limits of x, of a scene where x is time. */
void     rk_robust_measure (RkRobust *self, const RkScene *scene, guint axis);
/* FALSE when there is nothing, or too little, to tell outliers by. Sorts the columns. */
gboolean rk_robust_decide  (RkRobust *self, double *min, double *max);
/* Columns with a value out of the limits. */
void     rk_robust_count   (const RkRobust *self, double lower, double upper, guint *below, guint *above);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RkRobust, rk_robust_clear)

G_END_DECLS
