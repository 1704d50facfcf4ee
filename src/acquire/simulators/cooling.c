/* Two cups of hot water, one open, one with a lid.
 *
 * 150 ml each in a room of 22 °C. Newton's law of cooling through walls and surface; the open cup also
 * evaporates, the more the hotter it is, so that its curve is steeper than an exponential at first:
 *
 *   open:   dT/dt = -K_OPEN (T - Tr) - EVAPORATION (p(T) - RH p(Tr))
 *   lidded: dT/dt = -K_LIDDED (T - Tr)
 *
 * K_OPEN: 10 W/(m² K) over 0.021 m² and 627 J/K of water. EVAPORATION: Lewis' relation gives 16.3 K of
 * convection for each kPa of vapour pressure, 4.7 W/(m² K) over the 38 cm² of the surface. So the open
 * cup loses 2.1 °C/min at 75 °C and 0.53 °C/min at 40 °C, the lidded one 3.3 and 2.4 times less: what
 * classes find (effective k of 0.02...0.04 per minute).
 */

#include "config.h"

#include "acquire/simulators/model.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define ROOM_C             22.0
#define HUMIDITY           0.5
#define OPEN_BEGIN_C       75.2
#define LIDDED_BEGIN_C     75.0
#define K_OPEN_PER_MIN     0.020
#define K_LIDDED_PER_MIN   0.012
#define EVAPORATION        0.028 /* °C/min for each kPa */
#define NOISE_C            0.03
#define MAX_STEP_S         1.0

typedef struct {
  double open_c;
  double lidded_c;
} Cooling;

/* Pressure of saturated vapour in kPa, Magnus' formula with the constants of Alduchov and
 * Eskridge, J. Appl. Meteor. 35 (1996) 601. */
static double
vapour_kpa (double t_c)
{
  return 0.61094 * exp (17.625 * t_c / (t_c + 243.04));
}

static double
open_slope (double t_c)
{
  return -(K_OPEN_PER_MIN * (t_c - ROOM_C)
           + EVAPORATION * (vapour_kpa (t_c) - HUMIDITY * vapour_kpa (ROOM_C))) / 60.0;
}

static double
open_after (double t_c,
            double dt_s)
{
  guint n = (guint) ceil (dt_s / MAX_STEP_S);

  for (guint i = 0; i < n; i++) {
    double h = dt_s / n;
    double a = open_slope (t_c);
    double b = open_slope (t_c + a * h / 2.0);
    double c = open_slope (t_c + b * h / 2.0);
    double d = open_slope (t_c + c * h);

    t_c += (a + 2.0 * b + 2.0 * c + d) * h / 6.0;
  }

  return t_c;
}

static void
cooling_begin (gpointer  state,
               RkRandom *random)
{
  Cooling *self = state;

  self->open_c = OPEN_BEGIN_C;
  self->lidded_c = LIDDED_BEGIN_C;
}

static RkSimulatorEvent
cooling_print (gpointer    state,
               RkTick     *tick,
               GByteArray *bytes)
{
  Cooling *self = state;

  self->open_c = open_after (self->open_c, tick->dt_s);
  self->lidded_c = ROOM_C + (self->lidded_c - ROOM_C) * exp (-K_LIDDED_PER_MIN / 60.0 * tick->dt_s);

  rk_print_text (bytes, "T1:");
  rk_print_fixed (bytes, self->open_c + NOISE_C * rk_random_normal (tick->random), 2);
  rk_print_text (bytes, ",T2:");
  rk_print_fixed (bytes, self->lidded_c + NOISE_C * rk_random_normal (tick->random), 2);
  rk_print_text (bytes, "\n");

  return RK_SIMULATOR_GO_ON;
}

const RkSimulatorModel rk_simulator_cooling = {
  .info = {
    .id = "cooling",
    .name = N_("Cooling cups"),
    .description = N_("Hot water cools in an open cup and in a cup with a lid"),
    .icon = "weather-snow-symbolic",
    .profile = "sim-cooling",
    .rate_hz = 2.0,
    .duration_s = 900.0,
  },
  .state_size = sizeof (Cooling),
  .begin = cooling_begin,
  .print = cooling_print,
};
