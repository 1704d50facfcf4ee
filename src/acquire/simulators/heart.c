/* The heart of a resting pupil: 72 beats a minute on average.
 *
 * Each beat is a sum of five bells, the waves P, Q, R, S and T, with the usual heights and delays of
 * lead II (after the shape of McSharry et al., IEEE Trans. Biomed. Eng. 50 (2003) 289). The time between
 * beats breathes (respiratory arrhythmia, a breath in four seconds) and varies at random.
 */

#include "config.h"

#include "acquire/simulators/model.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define BEATS_PER_MIN  72.0
#define BREATH_HZ      0.25
#define BREATH_DEPTH   0.05  /* of the time between beats */
#define RANDOM_DEPTH   0.025
#define WANDER_MV      0.03  /* of the baseline, with the breath */
#define NOISE_MV       0.008
#define N_MEAN         3     /* beats behind the number shown */

typedef struct {
  double delay_s; /* from the peak of R */
  double mv;
  double width_s;
} Wave;

static const Wave waves[] = {
  { -0.170,  0.12, 0.025 }, /* P */
  { -0.026, -0.10, 0.010 }, /* Q */
  {  0.000,  1.00, 0.011 }, /* R */
  {  0.028, -0.22, 0.010 }, /* S */
  {  0.280,  0.28, 0.050 }, /* T */
};

typedef struct {
  /* Peaks of R, oldest first. The last but one is at or before now, the last after it. */
  double beats_s[N_MEAN + 2];
} Heart;

static void
heart_next_beat (Heart    *self,
                 RkRandom *random)
{
  double *beats = self->beats_s;
  guint last = N_MEAN + 1;
  double interval = 60.0 / BEATS_PER_MIN
                    * (1.0
                       + BREATH_DEPTH * sin (2.0 * G_PI * BREATH_HZ * beats[last])
                       + RANDOM_DEPTH * CLAMP (rk_random_normal (random), -3.0, 3.0));

  for (guint i = 0; i < last; i++)
    beats[i] = beats[i + 1];

  beats[last] += interval;
}

static void
heart_begin (gpointer  state,
             RkRandom *random)
{
  Heart *self = state;

  /* It was beating before: the history is a regular one, the next beat comes at 0.3 s. */
  for (guint i = 0; i < G_N_ELEMENTS (self->beats_s); i++)
    self->beats_s[i] = 0.3 - (N_MEAN + 1.0 - i) * 60.0 / BEATS_PER_MIN;
}

static double
heart_voltage (const Heart *self,
               double       t_s)
{
  double mv = WANDER_MV * sin (2.0 * G_PI * BREATH_HZ * t_s);

  /* Of a beat further away nothing is left. */
  for (guint i = N_MEAN - 1; i < G_N_ELEMENTS (self->beats_s); i++) {
    for (guint k = 0; k < G_N_ELEMENTS (waves); k++) {
      double x = (t_s - self->beats_s[i] - waves[k].delay_s) / waves[k].width_s;

      mv += waves[k].mv * exp (-0.5 * x * x);
    }
  }

  return mv;
}

static RkSimulatorEvent
heart_print (gpointer    state,
             RkTick     *tick,
             GByteArray *bytes)
{
  Heart *self = state;

  while (self->beats_s[N_MEAN + 1] <= tick->t_s)
    heart_next_beat (self, tick->random);

  rk_print_text (bytes, "bpm:");
  rk_print_fixed (bytes, 60.0 * N_MEAN / (self->beats_s[N_MEAN] - self->beats_s[0]), 0);
  rk_print_text (bytes, ",ecg:");
  rk_print_fixed (bytes, heart_voltage (self, tick->t_s) + NOISE_MV * rk_random_normal (tick->random), 3);
  rk_print_text (bytes, "\n");

  return RK_SIMULATOR_GO_ON;
}

const RkSimulatorModel rk_simulator_heart = {
  .info = {
    .id = "heart",
    .name = N_("Heartbeat"),
    .description = N_("The cardiogram and the pulse of a pupil at rest"),
    .icon = "emote-love-symbolic",
    .profile = "sim-heart",
    .rate_hz = 100.0,
    .duration_s = 30.0,
  },
  .state_size = sizeof (Heart),
  .begin = heart_begin,
  .print = heart_print,
};
