/* Kinematics from the moments of edges.
 *
 * Gate: a flag of width w blocks for dt: v = w / dt, the mean speed, which for constant acceleration is that of the middle
 * of dt; so there the row lies. Pulse: the same over the distance of two gates, or of two flags.
 *
 * Pendulum: the bob passes twice in a period, so every second passage is one. Both edges of a passage shift alike, so the
 * width of the bob drops out.
 *
 * Fence: bars at distances 0, p, 2 p ... begin to block at t0, t1, t2 ... A parabola through three neighbours gives speed
 * and acceleration at each of them, exactly so for constant acceleration.
 */
#include "config.h"

#include "analysis/photogate.h"

#include "analysis/errors.h"
#include "base/clock.h"
#include "base/number.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* So long after the last bar another fence falls. */
#define NEW_FENCE_NS (2 * RK_NS_PER_S)

/* A pendulum this slow stands. */
#define MAX_PERIOD_NS (60 * RK_NS_PER_S)

/* Empty intervals told at once at most: after a longer silence counting begins anew. */
#define MAX_EMPTY 100000

static const struct {
  const char *id;
  double      usual;
  double      min;
  double      max;
} modes[] = {
  [RK_PHOTOGATE_GATE] =     { "gate",     0.05, 1e-4, 10.0 },
  [RK_PHOTOGATE_PULSE] =    { "pulse",    0.02, 1e-4, 100.0 },
  [RK_PHOTOGATE_PENDULUM] = { "pendulum", 0.0,  0.0,  0.0 },
  [RK_PHOTOGATE_FENCE] =    { "fence",    0.05, 1e-4, 10.0 },
  [RK_PHOTOGATE_COUNT] =    { "count",    1.0,  0.01, 86400.0 },
};

/* --- Settings --- */

/**
 * rk_photogate_mode_id:
 * @mode: a mode
 *
 * Returns: "gate", "pulse", "pendulum", "fence" or "count"
 */
const char *
rk_photogate_mode_id (RkPhotogateMode mode)
{
  g_return_val_if_fail ((guint) mode < G_N_ELEMENTS (modes), NULL);

  return modes[mode].id;
}

static gboolean
fail (const char *text,
      GError    **error)
{
  g_set_error (error, RK_ANALYSIS_ERROR, RK_ANALYSIS_ERROR_INPUT,
               _("“%s” is no way to use a photogate; write gate, pulse or fence with a length in metres (gate 0.05),"
                 " pendulum, or count with a number of seconds"), text);

  return FALSE;
}

/**
 * rk_photogate_parse:
 * @text: (nullable): "gate 0.05"
 * @self: (out caller-allocates): the settings
 * @error: return location
 *
 * Reads the text form of settings.
 *
 * Errors: %RK_ANALYSIS_ERROR_INPUT when it is none; @self is then unchanged.
 *
 * Returns: %TRUE on success
 */
gboolean
rk_photogate_parse (const char  *text,
                    RkPhotogate *self,
                    GError     **error)
{
  g_auto (GStrv) words = NULL;
  g_autofree char *stripped = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  if (text == NULL || !g_utf8_validate (text, -1, NULL) || strlen (text) > 100)
    return fail (text != NULL && g_utf8_validate (text, -1, NULL) ? "…" : "", error);

  stripped = g_strstrip (g_strdup (text));
  words = g_strsplit (stripped, " ", 2);
  for (guint i = 0; i < G_N_ELEMENTS (modes); i++) {
    double parameter = modes[i].usual;

    if (g_strcmp0 (words[0], modes[i].id) != 0)
      continue;
    if (words[1] != NULL && (!rk_number_parse_typed (words[1], &parameter) ||
                             !(parameter >= modes[i].min && parameter <= modes[i].max)))
      break;

    *self = (RkPhotogate) { (RkPhotogateMode) i, parameter };
    return TRUE;
  }

  return fail (stripped, error);
}

/**
 * rk_photogate_to_text:
 * @self: settings
 *
 * Returns: their text form
 */
char *
rk_photogate_to_text (const RkPhotogate *self)
{
  char number[RK_NUMBER_BUFFER];

  g_return_val_if_fail (self != NULL, NULL);

  if (self->mode == RK_PHOTOGATE_PENDULUM)
    return g_strdup (modes[self->mode].id);

  rk_number_print (self->parameter, number);

  return g_strconcat (modes[self->mode].id, " ", number, NULL);
}

static void
add_result (GPtrArray  *results,
            const char *key,
            const char *name,
            const char *symbol,
            const char *quantity,
            const char *unit,
            int         decimals)
{
  RkColumn *column = rk_column_new (key, quantity, unit);

  g_free (column->name);
  column->name = g_strdup (name);
  column->symbol = g_strdup (symbol);
  column->decimals = decimals;
  g_ptr_array_add (results, column);
}

/**
 * rk_photogate_get_results:
 * @self: settings
 *
 * Returns: (transfer full) (element-type RkColumn): what the values of a row are
 */
GPtrArray *
rk_photogate_get_results (const RkPhotogate *self)
{
  GPtrArray *results = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_column_free);

  g_return_val_if_fail (self != NULL, results);

  switch (self->mode) {
  case RK_PHOTOGATE_GATE:
    add_result (results, "gate-time", _("Time in the gate"), "t", "time", "s", 4);
    add_result (results, "gate-speed", _("Speed"), "v", "speed", "m/s", 3);
    break;
  case RK_PHOTOGATE_PULSE:
    add_result (results, "pulse-time", _("Time between"), "t", "time", "s", 4);
    add_result (results, "pulse-speed", _("Speed"), "v", "speed", "m/s", 3);
    break;
  case RK_PHOTOGATE_PENDULUM:
    add_result (results, "period", _("Period"), "T", "time", "s", 4);
    break;
  case RK_PHOTOGATE_FENCE:
    add_result (results, "distance", _("Distance"), "x", "distance", "m", 3);
    add_result (results, "speed", _("Speed"), "v", "speed", "m/s", 3);
    add_result (results, "acceleration", _("Acceleration"), "a", "acceleration", "m/s²", 2);
    break;
  case RK_PHOTOGATE_COUNT:
  default:
    add_result (results, "count", _("Count"), "N", "count", NULL, 0);
    break;
  }

  return results;
}

/* --- Kinematics --- */

/**
 * rk_photogate_speed:
 * @length_m: what was passed, m
 * @begin_ns: when it began
 * @end_ns: when it ended
 *
 * Returns: the mean speed, m/s; NaN when no time has passed
 */
double
rk_photogate_speed (double length_m,
                    gint64 begin_ns,
                    gint64 end_ns)
{
  return end_ns > begin_ns ? length_m / ((double) (end_ns - begin_ns) * 1e-9) : (double) NAN;
}

/**
 * rk_photogate_motion:
 * @times_ns: when three bars at equal distances begin to block, ascending
 * @at: of which of them, 0...2
 * @pitch_m: their distance, m
 * @speed: (out): m/s
 * @acceleration: (out): m/s²
 *
 * Differentiates the parabola through three points (Newton's divided differences):
 * x' = f01 + f012 (2 t - t0 - t1), x'' = 2 f012.
 */
void
rk_photogate_motion (const gint64 times_ns[3],
                     guint        at,
                     double       pitch_m,
                     double      *speed,
                     double      *acceleration)
{
  double t1 = (double) (times_ns[1] - times_ns[0]) * 1e-9;
  double t2 = (double) (times_ns[2] - times_ns[0]) * 1e-9;
  double t = at == 0 ? 0.0 : at == 1 ? t1 : t2;
  double f01;
  double f012;

  *speed = (double) NAN;
  *acceleration = (double) NAN;
  if (!(t1 > 0.0) || !(t2 > t1))
    return;

  f01 = pitch_m / t1;
  f012 = (pitch_m / (t2 - t1) - f01) / t2;
  *speed = f01 + f012 * (2.0 * t - t1);
  *acceleration = 2.0 * f012;
}

/* --- One after another --- */

struct _RkPhotogateTimer
{
  RkPhotogate settings;
  gboolean    two_gates;  /* pulse: the second gate has spoken */
  gint64      times_ns[3]; /* moments it was blocked, the newest last */
  guint       n_times;
  guint       n_bars;      /* fence: of this one */
  gint64      begin_ns;    /* of the interval that is counted */
  guint       count;
};

/**
 * rk_photogate_timer_new:
 * @settings: what is made of the edges; copied
 *
 * Returns: a timer that has seen no edge
 */
RkPhotogateTimer *
rk_photogate_timer_new (const RkPhotogate *settings)
{
  RkPhotogateTimer *self = g_new0 (RkPhotogateTimer, 1);

  self->settings = *settings;

  return self;
}

/**
 * rk_photogate_timer_free:
 * @self: (nullable): a timer
 *
 * Frees a timer.
 */
void
rk_photogate_timer_free (RkPhotogateTimer *self)
{
  g_free (self);
}

static void
tell_passage (double          length_m,
              gint64          begin_ns,
              gint64          end_ns,
              RkCalculatorRow row,
              gpointer        user_data)
{
  double values[] = { (double) (end_ns - begin_ns) * 1e-9, rk_photogate_speed (length_m, begin_ns, end_ns) };

  row (user_data, begin_ns + (end_ns - begin_ns) / 2, values);
}

static void
gate_edge (RkPhotogateTimer *self,
           guint             gate,
           gint64            time_ns,
           gboolean          blocked,
           RkCalculatorRow   row,
           gpointer          user_data)
{
  if (gate != 0)
    return;

  if (!blocked && self->n_times > 0)
    tell_passage (self->settings.parameter, self->times_ns[0], time_ns, row, user_data);
  self->times_ns[0] = time_ns;
  self->n_times = blocked ? 1 : 0;
}

static void
pulse_edge (RkPhotogateTimer *self,
            guint             gate,
            gint64            time_ns,
            gboolean          blocked,
            RkCalculatorRow   row,
            gpointer          user_data)
{
  gboolean is_second;

  if (gate > 0)
    self->two_gates = TRUE;
  if (!blocked)
    return;

  /* With two gates the first one begins, however often, and the second one ends. */
  is_second = self->n_times > 0 && (gate == 1 || !self->two_gates);
  if (is_second)
    tell_passage (self->settings.parameter, self->times_ns[0], time_ns, row, user_data);
  self->times_ns[0] = time_ns;
  self->n_times = is_second || gate == 1 ? 0 : 1;
}

static void
pendulum_edge (RkPhotogateTimer *self,
               gint64            time_ns,
               RkCalculatorRow   row,
               gpointer          user_data)
{
  double period_s;

  if (self->n_times > 0 && time_ns - self->times_ns[0] > MAX_PERIOD_NS)
    self->n_times = 0;

  if (self->n_times == 2) {
    period_s = (double) (time_ns - self->times_ns[0]) * 1e-9;
    row (user_data, time_ns, &period_s);
    self->n_times = 0;
  }

  if (self->n_times == 0)
    self->times_ns[0] = time_ns;
  self->n_times++;
}

/* The bar that is @at of the last three; without three of them the distance alone. */
static void
tell_bar (RkPhotogateTimer *self,
          guint             at,
          RkCalculatorRow   row,
          gpointer          user_data)
{
  double pitch_m = self->settings.parameter;
  guint place = self->n_bars - self->n_times + at;
  double values[] = { place * pitch_m, (double) NAN, (double) NAN };

  if (self->n_times == 3)
    rk_photogate_motion (self->times_ns, at, pitch_m, &values[1], &values[2]);
  row (user_data, self->times_ns[at], values);
}

/* The bars that waited for one more. */
static void
end_fence (RkPhotogateTimer *self,
           RkCalculatorRow   row,
           gpointer          user_data)
{
  if (self->n_times == 3)
    tell_bar (self, 2, row, user_data);
  for (guint i = 0; self->n_times < 3 && i < self->n_times; i++)
    tell_bar (self, i, row, user_data);
  self->n_times = 0;
  self->n_bars = 0;
}

static void
fence_edge (RkPhotogateTimer *self,
            gint64            time_ns,
            RkCalculatorRow   row,
            gpointer          user_data)
{
  if (self->n_times > 0 && time_ns - self->times_ns[self->n_times - 1] > NEW_FENCE_NS)
    end_fence (self, row, user_data);

  if (self->n_times == 3) {
    self->times_ns[0] = self->times_ns[1];
    self->times_ns[1] = self->times_ns[2];
    self->n_times = 2;
  }
  self->times_ns[self->n_times++] = time_ns;
  self->n_bars++;

  if (self->n_times < 3)
    return;
  if (self->n_bars == 3)
    tell_bar (self, 0, row, user_data);
  tell_bar (self, 1, row, user_data);
}

/* Tells all intervals that have ended by @time_ns; a row lies at the end of its own. */
static void
count_until (RkPhotogateTimer *self,
             gint64            time_ns,
             RkCalculatorRow   row,
             gpointer          user_data)
{
  gint64 interval_ns = (gint64) llround (self->settings.parameter * 1e9);

  for (guint i = 0; time_ns - self->begin_ns >= interval_ns; i++) {
    double count = self->count;

    if (i == MAX_EMPTY) {
      self->begin_ns = time_ns;
      return;
    }
    self->begin_ns += interval_ns;
    self->count = 0;
    row (user_data, self->begin_ns, &count);
  }
}

/**
 * rk_photogate_timer_edge:
 * @self: a timer
 * @gate: 0, or 1 for the second gate; others do not count
 * @time_ns: when, since the begin of the run
 * @blocked: whether it is blocked from now on, else free
 * @row: takes the rows that follow
 * @user_data: data for @row
 *
 * Takes an edge.
 */
void
rk_photogate_timer_edge (RkPhotogateTimer *self,
                         guint             gate,
                         gint64            time_ns,
                         gboolean          blocked,
                         RkCalculatorRow   row,
                         gpointer          user_data)
{
  g_return_if_fail (self != NULL && row != NULL);

  switch (self->settings.mode) {
  case RK_PHOTOGATE_GATE:
    gate_edge (self, gate, time_ns, blocked, row, user_data);
    break;
  case RK_PHOTOGATE_PULSE:
    if (gate <= 1)
      pulse_edge (self, gate, time_ns, blocked, row, user_data);
    break;
  case RK_PHOTOGATE_PENDULUM:
    if (gate == 0 && blocked)
      pendulum_edge (self, time_ns, row, user_data);
    break;
  case RK_PHOTOGATE_FENCE:
    if (gate == 0 && blocked)
      fence_edge (self, time_ns, row, user_data);
    break;
  case RK_PHOTOGATE_COUNT:
  default:
    if (gate != 0)
      break;
    count_until (self, time_ns, row, user_data);
    if (blocked)
      self->count++;
    break;
  }
}

/**
 * rk_photogate_timer_break:
 * @self: a timer
 * @row: takes the rows that waited for an edge
 * @user_data: data for @row
 *
 * Begins anew: edges were missed, so nothing is reckoned from those before to those behind. Counts go on.
 */
void
rk_photogate_timer_break (RkPhotogateTimer *self,
                          RkCalculatorRow   row,
                          gpointer          user_data)
{
  g_return_if_fail (self != NULL && row != NULL);

  if (self->settings.mode == RK_PHOTOGATE_FENCE)
    end_fence (self, row, user_data);
  self->n_times = 0;
}

/**
 * rk_photogate_timer_finish:
 * @self: a timer
 * @end_ns: when the run ended
 * @row: takes the rows that waited for an edge, or for their interval to end
 * @user_data: data for @row
 *
 * Says that no more edges come.
 */
void
rk_photogate_timer_finish (RkPhotogateTimer *self,
                           gint64            end_ns,
                           RkCalculatorRow   row,
                           gpointer          user_data)
{
  g_return_if_fail (self != NULL && row != NULL);

  if (self->settings.mode == RK_PHOTOGATE_COUNT)
    count_until (self, end_ns, row, user_data);
  rk_photogate_timer_break (self, row, user_data);
}
