/* 20 ml of 0.1 mol/l hydrochloric acid, titrated drop by drop with 0.1 mol/l sodium hydroxide.
 *
 * Strong acid and base are fully dissociated, so the charge balance is exact:
 *
 *   [H+] + [Na+] = [Cl-] + [OH-],  [H+] [OH-] = Kw  =>  h² - d h - Kw = 0,  d = [Cl-] - [Na+]
 *
 * Ideal solution at 25 °C. Six drops of 0.05 ml a second: the step stands at 20.00 ml, after 67 s.
 */

#include "config.h"

#include "acquire/simulators/model.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define ACID_ML       20.0
#define ACID_MOL_L    0.1
#define BASE_MOL_L    0.1
#define KW            1.0e-14
#define DROP_ML       0.05
#define DROPS_PER_S   6.0
#define BURETTE_ML    50.0
#define ELECTRODE_S   0.3  /* time constant of electrode and stirrer */
#define NOISE_PH      0.01

typedef struct {
  double solution_ph; /* at the reading before */
  double electrode_ph;
} Titration;

static double
solution_ph (double base_ml)
{
  double d = (ACID_MOL_L * ACID_ML - BASE_MOL_L * base_ml) / (ACID_ML + base_ml);
  double root = sqrt (d * d + 4.0 * KW);

  /* The larger root of the pair loses no digits; the other one follows from Kw. */
  if (d >= 0.0)
    return -log10 ((root + d) / 2.0);

  return -log10 (KW) + log10 ((root - d) / 2.0);
}

static void
titration_begin (gpointer  state,
                 RkRandom *random)
{
  Titration *self = state;

  self->solution_ph = solution_ph (0.0);
  self->electrode_ph = self->solution_ph;
}

static RkSimulatorEvent
titration_print (gpointer    state,
                 RkTick     *tick,
                 GByteArray *bytes)
{
  Titration *self = state;
  /* The small term: a drop due at this very moment has fallen, however t_s was rounded. */
  double drops = floor (tick->t_s * DROPS_PER_S + 1e-9);
  double base_ml = MIN (drops * DROP_ML, BURETTE_ML);
  double now_ph = solution_ph (base_ml);

  self->electrode_ph = rk_follow (self->electrode_ph, self->solution_ph, now_ph, tick->dt_s, ELECTRODE_S);
  self->solution_ph = now_ph;

  rk_print_text (bytes, "V:");
  rk_print_fixed (bytes, base_ml, 2);
  rk_print_text (bytes, ",pH:");
  rk_print_fixed (bytes, self->electrode_ph + NOISE_PH * rk_random_normal (tick->random), 2);
  rk_print_text (bytes, "\n");

  return RK_SIMULATOR_GO_ON;
}

const RkSimulatorModel rk_simulator_titration = {
  .info = {
    .id = "titration",
    .name = N_("Titration"),
    .description = N_("Alkali drips into acid, and the pH jumps where the two are even"),
    .icon = "color-select-symbolic",
    .profile = "sim-titration",
    .rate_hz = 5.0,
    .duration_s = 120.0,
  },
  .state_size = sizeof (Titration),
  .begin = titration_begin,
  .print = titration_print,
};
