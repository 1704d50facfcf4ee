/* The sound level of a quiet classroom in which somebody claps from time to time.
 *
 * Levels add by their energy. The murmur wanders around 44 dB within some seconds; a clap of 72...84 dB
 * dies away with the reverberation of the room, 60 dB in 0.9 s.
 */

#include "config.h"

#include "acquire/simulators/model.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MURMUR_DB      44.0
#define MURMUR_SD_DB   1.5
#define MURMUR_S       2.0  /* time in which it forgets where it was */
#define DECAY_DB_S     (60.0 / 0.9)
#define NOISE_DB       0.2

typedef struct {
  double murmur_db;
  double clap_s;      /* when the last clap was; before the first one nothing */
  double clap_db;
  double next_clap_s;
} Noise;

static void
noise_begin (gpointer  state,
             RkRandom *random)
{
  Noise *self = state;

  self->murmur_db = MURMUR_DB + MURMUR_SD_DB * rk_random_normal (random);
  self->next_clap_s = 3.0;
}

static RkSimulatorEvent
noise_print (gpointer    state,
             RkTick     *tick,
             GByteArray *bytes)
{
  Noise *self = state;
  double keep = exp (-tick->dt_s / MURMUR_S);
  double clap_db;
  double level_db;

  self->murmur_db = MURMUR_DB + (self->murmur_db - MURMUR_DB) * keep
                    + MURMUR_SD_DB * sqrt (1.0 - keep * keep) * rk_random_normal (tick->random);

  while (self->next_clap_s <= tick->t_s) {
    self->clap_s = self->next_clap_s;
    self->clap_db = 72.0 + 12.0 * rk_random_uniform (tick->random);
    self->next_clap_s += 3.0 + 4.0 * rk_random_uniform (tick->random);
  }

  clap_db = self->clap_db - DECAY_DB_S * (tick->t_s - self->clap_s);
  level_db = 10.0 * log10 (pow (10.0, self->murmur_db / 10.0) + pow (10.0, clap_db / 10.0));

  rk_print_text (bytes, "L:");
  rk_print_fixed (bytes, level_db + NOISE_DB * rk_random_normal (tick->random), 1);
  rk_print_text (bytes, "\n");

  return RK_SIMULATOR_GO_ON;
}

const RkSimulatorModel rk_simulator_noise = {
  .info = {
    .id = "noise",
    .name = N_("Noise in the classroom"),
    .description = N_("The sound level of a quiet classroom in which somebody claps"),
    .icon = "audio-input-microphone-symbolic",
    .profile = "sim-noise",
    .rate_hz = 10.0,
    .duration_s = 60.0,
  },
  .state_size = sizeof (Noise),
  .begin = noise_begin,
  .print = noise_print,
};
