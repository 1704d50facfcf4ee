#pragma once

#include "store/calibration.h"
#include "store/span.h"

G_BEGIN_DECLS

/* How a trace goes, as somebody would tell it who looks at the graph. */
typedef enum {
  RK_TREND_NOTHING,     /* no value */
  RK_TREND_SINGLE,      /* one value: @first */
  RK_TREND_STEADY,      /* stays near @middle */
  RK_TREND_RISES,       /* from @first to @last */
  RK_TREND_FALLS,
  RK_TREND_PEAK,        /* from @first to @turn at @turn_s, then back to @last */
  RK_TREND_VALLEY,
  RK_TREND_JUMPS,       /* from @first to @last at @turn_s */
  RK_TREND_OSCILLATES,  /* about @middle by @amplitude, each time in @period_s */
  RK_TREND_VARIES,      /* between @min and @max, in no simple way */
} RkTrendKind;

/* In the shown unit and seconds; what the kind does not name may be NaN. */
typedef struct {
  RkTrendKind kind;
  gboolean    is_linear; /* rises or falls almost along a straight line */
  double      begin_s;
  double      end_s;
  double      first;
  double      last;
  double      min;
  double      max;
  double      middle;
  double      turn;
  double      turn_s;
  double      amplitude;
  double      period_s;
} RkTrend;

/* A shown value with its unit, "64,8 °C"; the caller frees. */
typedef char *(*RkTrendFormat) (double value, gpointer user_data);

/* Of @n points; times ascend. */
void  rk_trend_init    (RkTrend *self, const double *times_s, const double *values, guint n);
/* Of a range of a column: of at most 2000 points of it. */
void  rk_trend_measure (RkTrend *self, const RkSpan *span, guint column, const RkConversion *conversion,
                        gint64 begin_ns, gint64 end_ns);
/* "rises from 21.3 °C to 64.8 °C in 300 s, almost linearly": follows the name of the trace. */
char *rk_trend_to_text (const RkTrend *self, RkTrendFormat format, gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
