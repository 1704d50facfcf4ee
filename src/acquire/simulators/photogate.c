/* Photogates on a board that prints every edge: its clock in microseconds and whether the gate is blocked.
 *
 * Pendulum: a ball of 20 mm on a thread of half a metre swings through the gate, 5 cm to each side at first;
 * T = 2 pi sqrt (l / g), 0.06 % more at this angle. It blocks while |x| < r.
 *
 * Picket fence: a ruler with seven bars, 5 cm apart and half as wide, falls through the gate every four seconds, held 2 cm
 * above it: s = v0 t + g t^2 / 2.
 */
#include "config.h"

#include "acquire/simulators/model.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MAX_EDGES   4 /* in one reading */

#define G_M_S2      9.81
#define JITTER_S    4e-6 /* micros () of the usual board steps by so much */

#define THREAD_M    0.5
#define SWING_M     0.05
#define BALL_M      0.01 /* radius */
#define DAMPING_S   200.0

#define PITCH_M     0.05
#define BAR_M       0.025
#define N_BARS      7
#define HEIGHT_M    0.02
#define FALL_EACH_S 4.0

typedef struct {
  guint64  n;    /* edges so far */
  gboolean told; /* the state at the begin */
} Photogate;

/* Edge @n of a pendulum that is let go at t = 0 on one side: two for each passage. */
static double
pendulum_edge_s (guint64 n)
{
  double omega = sqrt (G_M_S2 / THREAD_M) / (1.0 + SWING_M * SWING_M / THREAD_M / THREAD_M / 16.0);
  double middle_s = ((double) (n / 2) + 0.5) * G_PI / omega;
  double swing_m = SWING_M * exp (-middle_s / DAMPING_S);
  double half_s;

  /* A swing that no longer leaves the gate is pushed again: the device never falls silent. */
  swing_m = MAX (swing_m, 2.0 * BALL_M);
  half_s = asin (BALL_M / swing_m) / omega;

  return n % 2 == 0 ? middle_s - half_s : middle_s + half_s;
}

/* Edge @n of rulers that fall one after another. */
static double
fence_edge_s (guint64 n)
{
  guint64 fall = n / (2 * N_BARS);
  guint edge = (guint) (n % (2 * N_BARS));
  double path_m = (edge / 2) * PITCH_M + (edge % 2) * BAR_M;
  double v0 = sqrt (2.0 * G_M_S2 * HEIGHT_M);

  return ((double) fall + 0.5) * FALL_EACH_S + (sqrt (v0 * v0 + 2.0 * G_M_S2 * path_m) - v0) / G_M_S2;
}

static void
print_line (GByteArray *bytes,
            double      t_s,
            gboolean    blocked)
{
  char line[48];

  /* The clock of the board counts in 32 bits and runs over after 71 minutes. */
  g_snprintf (line, sizeof line, "%u %d\n", (guint) (guint32) (guint64) llround (t_s * 1e6), blocked ? 1 : 0);
  rk_print_text (bytes, line);
}

static RkSimulatorEvent
print_edges (gpointer    state,
             RkTick     *tick,
             GByteArray *bytes,
             double    (*edge_s) (guint64 n))
{
  Photogate *self = state;
  double next_s;

  if (!self->told)
    print_line (bytes, tick->t_s, FALSE);
  self->told = TRUE;

  /* A reading tells few edges; one that comes seldom leaves out what was before, whole passages of it. */
  while (edge_s (self->n + MAX_EDGES) <= tick->t_s)
    self->n += 2;

  while ((next_s = edge_s (self->n)) <= tick->t_s) {
    print_line (bytes, next_s + JITTER_S * rk_random_uniform (tick->random), self->n % 2 == 0);
    self->n++;
  }

  /* The next reading is the one at or behind the next edge. */
  tick->away_s = MAX (next_s - tick->t_s - 0.001, 0.0);

  return RK_SIMULATOR_GO_ON;
}

static RkSimulatorEvent
pendulum_print (gpointer    state,
                RkTick     *tick,
                GByteArray *bytes)
{
  return print_edges (state, tick, bytes, pendulum_edge_s);
}

static RkSimulatorEvent
fence_print (gpointer    state,
             RkTick     *tick,
             GByteArray *bytes)
{
  return print_edges (state, tick, bytes, fence_edge_s);
}

const RkSimulatorModel rk_simulator_photogate = {
  .info = {
    .id = "photogate",
    .name = N_("Photogate with a pendulum"),
    .description = N_("A ball on a thread swings through a photogate; the board prints the moment of every edge"),
    .icon = "media-record-symbolic",
    .profile = "photogate",
    .rate_hz = 1000.0,
    .duration_s = 20.0,
  },
  .state_size = sizeof (Photogate),
  .print = pendulum_print,
};

const RkSimulatorModel rk_simulator_picket_fence = {
  .info = {
    .id = "picket-fence",
    .name = N_("Photogate with a falling ruler"),
    .description = N_("A ruler with seven bars falls through a photogate every four seconds"),
    .icon = "go-down-symbolic",
    .profile = "photogate",
    .rate_hz = 1000.0,
    .duration_s = 12.0,
  },
  .state_size = sizeof (Photogate),
  .print = fence_print,
};
