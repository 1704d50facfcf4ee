#pragma once

#include "store/calculator.h"

G_BEGIN_DECLS

/* What is made of the moments at which a photogate is blocked and set free. */
typedef enum {
  RK_PHOTOGATE_GATE,     /* a flag of known width: how long it blocks -> speed */
  RK_PHOTOGATE_PULSE,    /* from one gate to the other, or from the first flag to the second -> speed */
  RK_PHOTOGATE_PENDULUM, /* every second time it is blocked -> period */
  RK_PHOTOGATE_FENCE,    /* bars of equal pitch -> distance, speed, acceleration */
  RK_PHOTOGATE_COUNT,    /* how often it is blocked within each interval */
} RkPhotogateMode;

#define RK_PHOTOGATE_MAX_RESULTS 3

/* Its text form stands in files and options: "gate 0.05", "pulse 0.02", "pendulum", "fence 0.05", "count 1". */
typedef struct {
  RkPhotogateMode mode;
  double          parameter; /* width of the flag, distance, pitch: m; interval: s; pendulum: 0 */
} RkPhotogate;

const char *rk_photogate_mode_id    (RkPhotogateMode mode);
/* Without a number that of most kits: flag 0.05 m, distance 0.02 m, pitch 0.05 m, interval 1 s. */
gboolean    rk_photogate_parse      (const char *text, RkPhotogate *self, GError **error);
char       *rk_photogate_to_text    (const RkPhotogate *self) G_GNUC_WARN_UNUSED_RESULT;
/* RkColumn, in the order of the values of a row. */
GPtrArray  *rk_photogate_get_results (const RkPhotogate *self) G_GNUC_WARN_UNUSED_RESULT;

/* m/s; NaN when no time has passed. */
double      rk_photogate_speed      (double length_m, gint64 begin_ns, gint64 end_ns);
/* Of three moments at equal distances, in the @at-th of them (0...2): from the parabola through them. */
void        rk_photogate_motion     (const gint64 times_ns[3], guint at, double pitch_m, double *speed, double *acceleration);

/* One after another. */
typedef struct _RkPhotogateTimer RkPhotogateTimer;

RkPhotogateTimer *rk_photogate_timer_new    (const RkPhotogate *settings) G_GNUC_WARN_UNUSED_RESULT;
void              rk_photogate_timer_free   (RkPhotogateTimer *self);
/* Gate @gate (0, 1) is blocked or set free at @time_ns, never before the edge before. */
void              rk_photogate_timer_edge   (RkPhotogateTimer *self, guint gate, gint64 time_ns, gboolean blocked,
                                             RkCalculatorRow row, gpointer user_data);
/* Edges were missed: nothing is reckoned across this. */
void              rk_photogate_timer_break  (RkPhotogateTimer *self, RkCalculatorRow row, gpointer user_data);
/* No more comes; what waited for an edge is told. */
void              rk_photogate_timer_finish (RkPhotogateTimer *self, gint64 end_ns, RkCalculatorRow row, gpointer user_data);

/* For rk_recorder_set_calculator (): edges are the changes of the columns of quantity "gate", or called gate...: 0 is free. */
extern const RkCalculator rk_photogate_calculator;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkPhotogateTimer, rk_photogate_timer_free)

G_END_DECLS
