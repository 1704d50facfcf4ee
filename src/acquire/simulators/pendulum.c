/* A bob on a thread of one metre, let go 10 cm from rest.
 *
 *   theta'' = -(g / l) sin theta - 2 gamma theta'
 *
 * The period is 2 pi sqrt (l / g) = 2.006 s (0.06 % longer at this angle); air takes 1/e of the swing in
 * 100 s. Printed: the distance from the middle and the acceleration along the path.
 */

#include "config.h"

#include "acquire/simulators/model.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define LENGTH_M     1.0
#define G_M_S2       9.81
#define BEGIN_M      0.1
#define GAMMA_PER_S  0.01
#define NOISE_M      0.0002 /* a motion sensor resolves tenths of a millimetre */
#define NOISE_M_S2   0.005
#define MAX_STEP_S   0.005  /* error of RK4 per period below 1e-9 */

typedef struct {
  double angle; /* rad */
  double speed; /* rad/s */
} Pendulum;

static double
angular_acceleration (double angle,
                      double speed)
{
  return -G_M_S2 / LENGTH_M * sin (angle) - 2.0 * GAMMA_PER_S * speed;
}

static void
pendulum_advance (Pendulum *self,
                  double    dt_s)
{
  guint n = (guint) ceil (dt_s / MAX_STEP_S);

  for (guint i = 0; i < n; i++) {
    double h = dt_s / n;
    double x = self->angle;
    double v = self->speed;
    double a1 = angular_acceleration (x, v);
    double v2 = v + a1 * h / 2.0;
    double a2 = angular_acceleration (x + v * h / 2.0, v2);
    double v3 = v + a2 * h / 2.0;
    double a3 = angular_acceleration (x + v2 * h / 2.0, v3);
    double v4 = v + a3 * h;
    double a4 = angular_acceleration (x + v3 * h, v4);

    self->angle = x + (v + 2.0 * v2 + 2.0 * v3 + v4) * h / 6.0;
    self->speed = v + (a1 + 2.0 * a2 + 2.0 * a3 + a4) * h / 6.0;
  }
}

static void
pendulum_begin (gpointer  state,
                RkRandom *random)
{
  Pendulum *self = state;

  self->angle = asin (BEGIN_M / LENGTH_M);
  self->speed = 0.0;
}

static RkSimulatorEvent
pendulum_print (gpointer    state,
                RkTick     *tick,
                GByteArray *bytes)
{
  Pendulum *self = state;
  double x_m;
  double a_m_s2;

  pendulum_advance (self, tick->dt_s);

  x_m = LENGTH_M * sin (self->angle);
  a_m_s2 = LENGTH_M * angular_acceleration (self->angle, self->speed);

  rk_print_text (bytes, "x:");
  rk_print_fixed (bytes, x_m + NOISE_M * rk_random_normal (tick->random), 4);
  rk_print_text (bytes, ",a:");
  rk_print_fixed (bytes, a_m_s2 + NOISE_M_S2 * rk_random_normal (tick->random), 3);
  rk_print_text (bytes, "\n");

  return RK_SIMULATOR_GO_ON;
}

const RkSimulatorModel rk_simulator_pendulum = {
  .info = {
    .id = "pendulum",
    .name = N_("Pendulum"),
    .description = N_("A bob on a thread of one metre swings slowly to rest"),
    .icon = "object-flip-horizontal-symbolic",
    .profile = "sim-pendulum",
    .rate_hz = 50.0,
    .duration_s = 30.0,
  },
  .state_size = sizeof (Pendulum),
  .begin = pendulum_begin,
  .print = pendulum_print,
};
