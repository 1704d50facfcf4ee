/* Ice to steam at constant power.
 *
 * 0.1 kg of finely crushed ice from the freezer is heated with 250 W of useful power, well stirred:
 * warming of the ice, melting, warming of the water, boiling. The temperature follows from the heat
 * given so far, Q = P t, piece by piece:
 *
 *   ice   -10...0 °C    c m dT      2 100 J            8.4 s
 *   melting              lambda m   33 400 J         133.6 s
 *   water   0...100 °C  c m dT      41 900 J         167.6 s
 *   boiling away         L m        226 000 J        904 s
 *
 * Constants as in school tables (Peryshkin, Physics 8; CRC Handbook: 2.1 and 4.19 kJ/(kg K),
 * 334 and 2 260 kJ/kg), at normal pressure.
 */

#include "config.h"

#include "acquire/simulators/model.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MASS_KG        0.1
#define POWER_W        250.0
#define BEGIN_C        (-10.0)
#define ICE_J_KG_K     2100.0
#define MELTING_J_KG   3.34e5
#define WATER_J_KG_K   4190.0
#define BOILING_J_KG   2.26e6

#define ROOM_C         22.0
#define COOLING_S      120.0 /* of the dry beaker in air */

#define PROBE_S        2.0   /* time constant of a steel probe in stirred water */
#define NOISE_C        0.03

typedef struct {
  double substance_c; /* true temperature at the reading before */
  double probe_c;
} Heating;

static double
substance_temperature (double t_s)
{
  double q = POWER_W * t_s; /* J given, less those used up below */
  double ice = MASS_KG * ICE_J_KG_K * (0.0 - BEGIN_C);
  double melting = MASS_KG * MELTING_J_KG;
  double water = MASS_KG * WATER_J_KG_K * 100.0;
  double boiling = MASS_KG * BOILING_J_KG;

  if (q < ice)
    return BEGIN_C + q / (MASS_KG * ICE_J_KG_K);

  q -= ice;

  if (q < melting)
    return 0.0;

  q -= melting;

  if (q < water)
    return q / (MASS_KG * WATER_J_KG_K);

  q -= water;

  if (q < boiling)
    return 100.0;

  /* Nothing is left to heat: the plate has switched itself off. */
  q -= boiling;

  return ROOM_C + (100.0 - ROOM_C) * exp (-q / POWER_W / COOLING_S);
}

static void
heating_begin (gpointer  state,
               RkRandom *random)
{
  Heating *self = state;

  self->substance_c = BEGIN_C;
  self->probe_c = BEGIN_C;
}

static RkSimulatorEvent
heating_print (gpointer    state,
               RkTick     *tick,
               GByteArray *bytes)
{
  Heating *self = state;
  double now_c = substance_temperature (tick->t_s);

  self->probe_c = rk_follow (self->probe_c, self->substance_c, now_c, tick->dt_s, PROBE_S);
  self->substance_c = now_c;

  rk_print_text (bytes, "T:");
  rk_print_fixed (bytes, self->probe_c + NOISE_C * rk_random_normal (tick->random), 2);
  rk_print_text (bytes, "\n");

  return RK_SIMULATOR_GO_ON;
}

const RkSimulatorModel rk_simulator_heating = {
  .info = {
    .id = "heating",
    .name = N_("Ice to steam"),
    .description = N_("Ice is heated until the water boils: the temperature stands still twice"),
    .icon = "weather-clear-symbolic",
    .profile = "sim-heating",
    .rate_hz = 10.0,
    .duration_s = 360.0,
  },
  .state_size = sizeof (Heating),
  .begin = heating_begin,
  .print = heating_print,
};
