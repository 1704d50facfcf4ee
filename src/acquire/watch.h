#pragma once

#include "store/calibration.h"

G_BEGIN_DECLS

typedef enum {
  RK_WATCH_RISES, /* from below the level to it or above */
  RK_WATCH_FALLS,
  RK_WATCH_AT,    /* passes or reaches the level either way */
  RK_WATCH_ABOVE, /* is above: at once, when it is so from the beginning; then again after it was not */
  RK_WATCH_BELOW,
} RkWatchKind;

const char *rk_watch_kind_id      (RkWatchKind kind); /* "rises", "falls", "at", "above", "below" */
gboolean    rk_watch_kind_from_id (const char *id, RkWatchKind *kind);

/* A condition on a column: what triggers, alerts and stop conditions are made of. */
typedef struct {
  guint        id;         /* of the one who asked */
  char        *column_key;
  RkWatchKind  kind;
  double       level;      /* in the channel's shown unit */
  double       hysteresis; /* >= 0, same unit: how far back a value must go before it fires again */
  RkConversion conversion; /* owned; what makes a raw value a shown one */
  gboolean     ends;       /* the row it fires at is the last one of a run that is on */
} RkWatch;

RkWatch *rk_watch_copy (const RkWatch *self) G_GNUC_WARN_UNUSED_RESULT;
void     rk_watch_free (RkWatch *self);
/* Whether they ask for the same: the state of one holds for the other. */
gboolean rk_watch_equal (const RkWatch *a, const RkWatch *b);

/* Where a watch is; zeroed = at the beginning. */
typedef struct {
  gboolean has_last;
  gboolean is_fired; /* has to go back first */
  double   last;
} RkWatchState;

/* Pure. Takes the next raw value (NaN changes nothing); TRUE = it fires at this very value. */
gboolean rk_watch_step (const RkWatch *self, RkWatchState *state, double raw);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkWatch, rk_watch_free)

G_END_DECLS
