#pragma once

#include "plot/column-cache.h"
#include "plot/scene.h"

G_BEGIN_DECLS

typedef struct {
  double x;
  double y;
} RkPoint;

/* A trace as it is drawn: lines in device pixels, clipped to its frame, broken at gaps. A run of
 * one point is a single reading. */
typedef struct {
  GArray  *points;    /* of RkPoint; x never goes down within a run */
  GArray  *runs;      /* of guint: index of the first point of each run */
  GArray  *marks;     /* of RkPoint: where readings are marked; empty if they are not */
  GArray  *bars;      /* of RkRect: instead of lines, for bars */
  double   length;    /* of all lines, pixels */
  gboolean decimated; /* points are extrema of pixel columns, not samples */
} RkPath;

/* @frame is in device pixels; @pitch is the width of the columns into which more samples than that are
 * gathered: 1 for pixels. */
void rk_path_init  (RkPath *self, const RkScene *scene, const RkTrace *trace, const RkRect *frame, double pitch,
                    RkColumnCache *cache);
void rk_path_clear (RkPath *self);

/* Marks the line, instead of its readings, every @spacing pixels from @x on. */
void rk_path_mark_evenly (RkPath *self, double x, double spacing);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RkPath, rk_path_clear)

G_END_DECLS
