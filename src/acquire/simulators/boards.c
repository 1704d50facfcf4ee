/* Two boards on a USB cable: one as it should be, one with every fault a serial port can have. */

#include "config.h"

#include "acquire/simulators/model.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef struct {
  double temperature_c;
  double humidity;
  double light;      /* reading of a 10-bit converter */
  double shadow_s;   /* when the next hand comes over the light sensor */
} Arduino;

static void
arduino_begin (gpointer  state,
               RkRandom *random)
{
  Arduino *self = state;

  self->temperature_c = 21.5;
  self->humidity = 40.2;
  self->light = 512.0;
  self->shadow_s = 6.0;
}

/* Moves towards @rest and is pushed about; the spread in the long run is @sd. */
static double
wander (double    value,
        double    rest,
        double    sd,
        double    memory_s,
        RkTick   *tick)
{
  double keep = exp (-tick->dt_s / memory_s);

  return rest + (value - rest) * keep + sd * sqrt (1.0 - keep * keep) * rk_random_normal (tick->random);
}

static RkSimulatorEvent
arduino_print (gpointer    state,
               RkTick     *tick,
               GByteArray *bytes)
{
  Arduino *self = state;
  gboolean in_shadow;

  while (self->shadow_s + 2.0 < tick->t_s)
    self->shadow_s += 6.0 + 6.0 * rk_random_uniform (tick->random);

  in_shadow = tick->t_s >= self->shadow_s;

  self->temperature_c = wander (self->temperature_c, 21.8, 0.4, 60.0, tick);
  self->humidity = wander (self->humidity, 41.0, 1.0, 60.0, tick);
  self->light = wander (self->light, in_shadow ? 180.0 : 520.0, 6.0, 0.3, tick);

  rk_print_text (bytes, "Temperature:");
  rk_print_fixed (bytes, self->temperature_c, 1);
  rk_print_text (bytes, ",Humidity:");
  rk_print_fixed (bytes, CLAMP (self->humidity, 0.0, 100.0), 1);
  rk_print_text (bytes, ",Light:");
  rk_print_fixed (bytes, CLAMP (self->light, 0.0, 1023.0), 0);
  rk_print_text (bytes, "\r\n");

  return RK_SIMULATOR_GO_ON;
}

const RkSimulatorModel rk_simulator_arduino = {
  .info = {
    .id = "arduino",
    .name = N_("Arduino with three sensors"),
    .description = N_("A board prints temperature, humidity and light with their names"),
    .icon = "application-x-firmware-symbolic",
    .profile = "sim-arduino",
    .rate_hz = 10.0,
    .duration_s = 60.0,
  },
  .state_size = sizeof (Arduino),
  .greeting = "\r\nRostok demo board\r\nSensors are ready\r\n",
  .boot_s = 0.5,
  .begin = arduino_begin,
  .print = arduino_print,
};

typedef struct {
  double temperature_c;
  double unplug_s; /* when somebody pulls the plug next */
} Misbehaving;

static void
misbehaving_begin (gpointer  state,
                   RkRandom *random)
{
  Misbehaving *self = state;

  self->temperature_c = 22.0;
  self->unplug_s = 11.0 + 2.0 * rk_random_uniform (random);
}

/* Bytes that are never part of a number, as at a wrong speed. */
static void
print_garbage (GByteArray *bytes,
               RkRandom   *random)
{
  static const guint8 set[] = { 0x00, 0x80, 0xc3, 0xe2, 0xf8, 0xfe, 0xff, 0x1b, '#', '?', '~', '{' };
  guint n = 1 + (guint) (12.0 * rk_random_uniform (random));

  for (guint i = 0; i < n; i++) {
    guint k = (guint) (rk_random_uniform (random) * G_N_ELEMENTS (set));

    g_byte_array_append (bytes, &set[k], 1);
  }
}

static RkSimulatorEvent
misbehaving_print (gpointer    state,
                   RkTick     *tick,
                   GByteArray *bytes)
{
  Misbehaving *self = state;
  double fate = rk_random_uniform (tick->random);

  self->temperature_c = wander (self->temperature_c, 24.0, 2.0, 20.0, tick);

  if (tick->t_s >= self->unplug_s) {
    /* The plug goes in the middle of a line. */
    rk_print_text (bytes, "T:2");
    tick->away_s = 2.7 + 0.6 * rk_random_uniform (tick->random);
    self->unplug_s = tick->t_s + tick->away_s + 8.0 + 2.0 * rk_random_uniform (tick->random);
    return RK_SIMULATOR_UNPLUG;
  }

  if (fate < 0.04) {
    print_garbage (bytes, tick->random);
  } else if (fate < 0.08) {
    /* Half a line: no line end, so that the next line joins it and both are void. */
    rk_print_text (bytes, "T:2");
    return RK_SIMULATOR_GO_ON;
  } else if (fate < 0.10) {
    tick->away_s = 0.5 + 1.5 * rk_random_uniform (tick->random);
  }

  rk_print_text (bytes, "T:");
  rk_print_fixed (bytes, self->temperature_c, 2);

  if (fate >= 0.10 && fate < 0.13)
    print_garbage (bytes, tick->random);

  rk_print_text (bytes, "\n");

  return RK_SIMULATOR_GO_ON;
}

const RkSimulatorModel rk_simulator_misbehaving = {
  .info = {
    .id = "misbehaving",
    .name = N_("Bad cable"),
    .description = N_("A thermometer with a loose plug: garbage, broken lines, pauses, and no signal every few seconds"),
    .icon = "dialog-warning-symbolic",
    .profile = "sim-misbehaving",
    .rate_hz = 10.0,
    .duration_s = 60.0,
  },
  .state_size = sizeof (Misbehaving),
  .begin = misbehaving_begin,
  .print = misbehaving_print,
};
