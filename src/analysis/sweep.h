#pragma once

#include "store/calibration.h"
#include "store/span.h"

G_BEGIN_DECLS

typedef enum { RK_EDGE_RISES, RK_EDGE_FALLS } RkEdge;

typedef struct {
  gint64 width_ns; /* of a window, > 0 */
  RkEdge edge;
  double level;    /* shown unit; NaN = the middle of what was last seen */
} RkSweepSettings;

/**
 * RkSweep:
 *
 * Windows that begin where a value passes a level, as an oscilloscope shows them: what repeats stands still. A window is
 * shown when it is complete. Plain data; belongs to one thread.
 */
typedef struct {
  gint64   begin_ns;   /* of the window to show */
  gboolean is_free;    /* no trigger came: the newest window, whatever is in it */
  guint64  serial;     /* another one is another window; 0 = none yet */

  /*< private >*/
  guint64  next;       /* first sample that was not looked at */
  gint64   since_ns;   /* nothing before this begins a window; and since when there was none */
  gint64   pending_ns; /* where the window begins that is not yet complete */
  gboolean is_pending;
  gboolean is_armed;
  double   level;
  double   hysteresis; /* NaN = to be found */
  double   last;       /* the value before @next; NaN = none */
  gint64   last_ns;
} RkSweep;

void     rk_sweep_init (RkSweep *self);
/* Looks at what is new in a column of @span, the same series each time; TRUE when there is another window. */
gboolean rk_sweep_look (RkSweep *self, const RkSpan *span, guint column, const RkConversion *conversion,
                        const RkSweepSettings *settings);

G_END_DECLS
