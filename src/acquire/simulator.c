/* Simulated devices: what they have in common.
 *
 * A model (simulators/) turns time into one printed reading. Here the readings get their moments:
 * reading n is due at boot time + n / rate, computed afresh for each n, so that no error adds up.
 * Pauses leave readings out and keep the grid. The whole is a pure function of model, rate and seed;
 * simulator-play.c adds the clock.
 */

#include "config.h"

#include "acquire/simulator-private.h"

#include "acquire/errors.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MIN_RATE_HZ 0.001
#define MAX_RATE_HZ 20000.0
#define MAX_HEARD   256 /* bytes of a command */

/* In the order in which they are offered: the best first graph first. */
static const RkSimulatorModel * const models[] = {
  &rk_simulator_heating,
  &rk_simulator_cooling,
  &rk_simulator_pendulum,
  &rk_simulator_capacitor,
  &rk_simulator_titration,
  &rk_simulator_heart,
  &rk_simulator_photogate,
  &rk_simulator_picket_fence,
  &rk_simulator_noise,
  &rk_simulator_modbus_sht20,
  &rk_simulator_scpi_meter,
  &rk_simulator_ezo_ph,
  &rk_simulator_mhz19,
  &rk_simulator_firmata,
  &rk_simulator_arduino,
  &rk_simulator_multimeter,
  &rk_simulator_misbehaving,
};

static const RkSimulatorModel *
find_model (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (models); i++) {
    if (g_strcmp0 (models[i]->info.id, id) == 0)
      return models[i];
  }

  return NULL;
}

/**
 * rk_simulator_nth:
 * @n: index
 *
 * Lists the kinds of simulated devices, in the order in which to offer them.
 *
 * Threads: any.
 *
 * Returns: (transfer none) (nullable): %NULL after the last
 */
const RkSimulatorInfo *
rk_simulator_nth (guint n)
{
  return n < G_N_ELEMENTS (models) ? &models[n]->info : NULL;
}

/**
 * rk_simulator_find:
 * @id: (nullable): for example "heating"
 *
 * Finds a kind of simulated device.
 *
 * Threads: any.
 *
 * Returns: (transfer none) (nullable): %NULL if there is none called @id
 */
const RkSimulatorInfo *
rk_simulator_find (const char *id)
{
  const RkSimulatorModel *model = find_model (id);

  return model != NULL ? &model->info : NULL;
}

/**
 * rk_simulator_new:
 * @id: the kind
 * @rate_hz: readings a second, 0.001...20000; 0 = the usual number
 * @seed: chooses the noise; equal seeds print equal bytes
 * @error: return location
 *
 * Switches a simulated device on.
 *
 * Errors: %RK_ACQUIRE_ERROR_NOT_FOUND for an unknown @id, %RK_ACQUIRE_ERROR_SETTINGS for a rate outside
 * the limits.
 * Threads: any, one at a time for each device.
 *
 * Returns: (transfer full): the device
 */
RkSimulator *
rk_simulator_new (const char *id,
                  double      rate_hz,
                  guint32     seed,
                  GError    **error)
{
  const RkSimulatorModel *model = find_model (id);
  RkSimulator *self;

  if (model == NULL) {
    g_set_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_NOT_FOUND,
                 _("There is no simulated device called “%s”"), id != NULL ? id : "");
    return NULL;
  }

  if (rate_hz == 0.0)
    rate_hz = model->info.rate_hz;

  if (!(rate_hz >= MIN_RATE_HZ && rate_hz <= MAX_RATE_HZ)) {
    g_set_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_SETTINGS,
                 _("A simulated device gives between 0.001 and 20000 readings a second, not %g"), rate_hz);
    return NULL;
  }

  self = g_new0 (RkSimulator, 1);
  self->model = model;
  self->rate_hz = rate_hz;
  self->state = g_malloc0 (MAX (model->state_size, 1));
  self->out = g_byte_array_new ();
  self->next = g_byte_array_new ();
  self->heard = g_byte_array_new ();
  self->reply = g_byte_array_new ();
  self->reply_ns = -1;
  self->begin_ns = -1;

  rk_random_init (&self->random, seed);

  if (model->begin != NULL)
    model->begin (self->state, &self->random);

  return self;
}

/**
 * rk_simulator_free:
 * @self: (transfer full) (nullable): a device that nobody plays
 *
 * Takes the device away.
 */
void
rk_simulator_free (RkSimulator *self)
{
  if (self == NULL)
    return;

  g_byte_array_unref (self->out);
  g_byte_array_unref (self->next);
  g_byte_array_unref (self->heard);
  g_byte_array_unref (self->reply);
  g_free (self->state);
  g_free (self);
}

/**
 * rk_simulator_get_rate_hz:
 * @self: a device
 *
 * Returns: readings a second
 */
double
rk_simulator_get_rate_hz (RkSimulator *self)
{
  g_return_val_if_fail (self != NULL, 0.0);

  return self->rate_hz;
}

/**
 * rk_simulator_step:
 * @self: a device that is not being played
 * @bytes: what is printed is appended here
 * @at_ns: (out): when, in nanoseconds since it was switched on; never descends
 *
 * Makes the next reading.
 *
 * With %RK_SIMULATOR_UNPLUG the bytes are the last before the plug is pulled at @at_ns; the next step's
 * moment is when it is back. A greeting is a step of its own, at 0.
 *
 * Threads: one at a time; no clock, no sleep.
 *
 * Returns: what happens at @at_ns
 */
RkSimulatorEvent
rk_simulator_step (RkSimulator *self,
                   GByteArray  *bytes,
                   gint64      *at_ns)
{
  RkSimulatorEvent event;
  RkTick tick = { .random = &self->random };

  g_return_val_if_fail (self != NULL, RK_SIMULATOR_GO_ON);
  g_return_val_if_fail (bytes != NULL && at_ns != NULL, RK_SIMULATOR_GO_ON);

  if (!self->greeted) {
    self->greeted = TRUE;

    if (self->model->greeting != NULL) {
      rk_print_text (bytes, self->model->greeting);
      *at_ns = 0;
      return RK_SIMULATOR_GO_ON;
    }
  }

  tick.t_s = self->model->boot_s + (double) self->n / self->rate_hz;
  tick.dt_s = self->n == 0 ? 0.0 : tick.t_s - self->last_s;

  event = self->model->print (self->state, &tick, bytes);

  *at_ns = (gint64) llround (tick.t_s * 1e9);

  self->last_s = tick.t_s;
  self->n += 1 + (guint64) ceil (tick.away_s * self->rate_hz);

  return event;
}

/**
 * rk_simulator_is_deaf:
 * @self: a device
 *
 * Returns: whether it speaks by itself only and never answers
 */
gboolean
rk_simulator_is_deaf (RkSimulator *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->model->answer == NULL;
}

/**
 * rk_simulator_hear:
 * @self: a device
 * @bytes: (array length=n): what was said to it
 * @n: number of bytes
 * @now_ns: when, in ns since its start
 * @reply: what it answers is appended here
 *
 * Lets a device hear something. Pure: no clock, no sleep.
 *
 * Returns: when the answer leaves the device, in ns since its start; @now_ns if there is none
 */
gint64
rk_simulator_hear (RkSimulator  *self,
                   const guint8 *bytes,
                   gsize         n,
                   gint64        now_ns,
                   GByteArray   *reply)
{
  RkTick tick = { .t_s = (double) now_ns / 1e9, .random = &self->random };
  double delay_s = 0.0;
  gsize used;

  g_return_val_if_fail (self != NULL, now_ns);
  g_return_val_if_fail (bytes != NULL || n == 0, now_ns);
  g_return_val_if_fail (reply != NULL, now_ns);

  if (self->model->answer == NULL)
    return now_ns;

  /* Commands are short: what does not end in one of them is forgotten, the oldest first. */
  for (gsize pos = 0; pos < n;) {
    gsize part = MIN (n - pos, MAX_HEARD);

    g_byte_array_append (self->heard, bytes + pos, (guint) part);
    pos += part;
    while (self->heard->len > 0 &&
           (used = self->model->answer (self->state, self->heard->data, self->heard->len, &tick, reply, &delay_s)) > 0)
      g_byte_array_remove_range (self->heard, 0, (guint) used);
    if (self->heard->len > MAX_HEARD)
      g_byte_array_remove_range (self->heard, 0, self->heard->len - MAX_HEARD);
  }

  return now_ns + (gint64) llround (delay_s * 1e9);
}
