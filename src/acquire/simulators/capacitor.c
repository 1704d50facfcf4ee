/* A capacitor of 1000 µF is charged to 5 V through 470 ohm (0.47 s) and discharges from the fifth second
 * on through 10 kilo-ohm: U = U0 exp (-t / RC), RC = 10 s. The voltmeter draws no current.
 */

#include "config.h"

#include "acquire/simulators/model.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define SOURCE_V       5.0
#define CHARGE_OHM     470.0
#define DISCHARGE_OHM  10e3
#define CAPACITY_F     1000e-6
#define SWITCH_S       5.0
#define NOISE_V        0.002
#define STEP_V         0.00125 /* 12 bits over 0...5.12 V */

static double
voltage (double t_s)
{
  double charged = SOURCE_V * (1.0 - exp (-MIN (t_s, SWITCH_S) / (CHARGE_OHM * CAPACITY_F)));

  return charged * exp (-MAX (t_s - SWITCH_S, 0.0) / (DISCHARGE_OHM * CAPACITY_F));
}

static RkSimulatorEvent
capacitor_print (gpointer    state,
                 RkTick     *tick,
                 GByteArray *bytes)
{
  double u = voltage (tick->t_s) + NOISE_V * rk_random_normal (tick->random);
  double code = CLAMP (round (u / STEP_V), 0.0, 4095.0);

  rk_print_text (bytes, "U:");
  rk_print_fixed (bytes, code * STEP_V, 3);
  rk_print_text (bytes, "\n");

  return RK_SIMULATOR_GO_ON;
}

const RkSimulatorModel rk_simulator_capacitor = {
  .info = {
    .id = "capacitor",
    .name = N_("Capacitor"),
    .description = N_("A capacitor is charged to 5 V and then discharges through a resistor"),
    .icon = "battery-good-charging-symbolic",
    .profile = "sim-capacitor",
    .rate_hz = 20.0,
    .duration_s = 75.0,
  },
  .print = capacitor_print,
};
