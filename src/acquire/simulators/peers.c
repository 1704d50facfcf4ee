/* Devices that say nothing until they are asked: a Modbus probe, a bench multimeter, a pH circuit, a gas sensor, an
 * Arduino with StandardFirmata. They take the messages of the real ones and answer as late as those do.
 */

#include "config.h"

#include "acquire/simulators/model.h"

#include "base/checksum.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static double
wave (double t_s,
      double mean,
      double swing,
      double period_s)
{
  return mean + swing * sin (2.0 * G_PI * t_s / period_s);
}

static void
put_bytes (GByteArray   *reply,
           const guint8 *bytes,
           guint         n)
{
  g_byte_array_append (reply, bytes, n);
}

/* Nothing comes by itself. */
static RkSimulatorEvent
silent_print (gpointer    state,
              RkTick     *tick,
              GByteArray *bytes)
{
  return RK_SIMULATOR_GO_ON;
}

/* A line ended by @end; NULL = not yet. */
static char *
take_line (const guint8 *bytes,
           gsize         n,
           char          end,
           gsize        *used)
{
  const guint8 *stop = memchr (bytes, end, n);

  if (stop == NULL)
    return NULL;
  *used = (gsize) (stop - bytes) + 1;

  return g_strstrip (g_strndup ((const char *) bytes, (gsize) (stop - bytes)));
}

/* --- SHT20 board: Modbus RTU, device 1, function 4, registers 1 and 2 in tenths --- */

static void
put_with_crc (GByteArray   *reply,
              const guint8 *bytes,
              guint         n)
{
  guint16 crc = rk_crc16_modbus (bytes, n);
  guint8 tail[2] = { (guint8) crc, (guint8) (crc >> 8) };

  put_bytes (reply, bytes, n);
  put_bytes (reply, tail, sizeof tail);
}

static gsize
sht20_answer (gpointer      state,
              const guint8 *bytes,
              gsize         n,
              RkTick       *tick,
              GByteArray   *reply,
              double       *delay_s)
{
  gint16 values[2] = {
    (gint16) lround (10.0 * (wave (tick->t_s, 22.0, 3.0, 120.0) + 0.03 * rk_random_normal (tick->random))),
    (gint16) lround (10.0 * (wave (tick->t_s, 45.0, 10.0, 200.0) + 0.1 * rk_random_normal (tick->random))),
  };
  guint address;
  guint count;
  guint8 message[8];

  if (n < 8)
    return 0;
  /* A frame begins where the checksum fits. */
  if (rk_crc16_modbus (bytes, 6) != (bytes[6] | bytes[7] << 8))
    return 1;
  if (bytes[0] != 1)
    return 8;

  *delay_s = 0.02;
  address = (guint) bytes[2] << 8 | bytes[3];
  count = (guint) bytes[4] << 8 | bytes[5];
  message[0] = 1;

  if (bytes[1] != 4 || address < 1 || count < 1 || address + count > 3) {
    message[1] = bytes[1] | 0x80;
    message[2] = bytes[1] != 4 ? 1 : 2;
    put_with_crc (reply, message, 3);
    return 8;
  }

  message[1] = 4;
  message[2] = (guint8) (2 * count);
  for (guint i = 0; i < count; i++) {
    guint16 value = (guint16) values[address - 1 + i];

    message[3 + 2 * i] = (guint8) (value >> 8);
    message[4 + 2 * i] = (guint8) value;
  }
  put_with_crc (reply, message, 3 + 2 * count);

  return 8;
}

const RkSimulatorModel rk_simulator_modbus_sht20 = {
  .info = {
    .id = "modbus-sht20",
    .name = N_("Modbus climate probe"),
    .description = N_("A probe for temperature and humidity that answers over Modbus"),
    .icon = "weather-few-clouds-symbolic",
    .profile = "modbus-sht20",
    .rate_hz = 1.0,
    .duration_s = 300.0,
  },
  .print = silent_print,
  .answer = sht20_answer,
};

/* --- Multimeter with SCPI --- */

static gsize
scpi_answer (gpointer      state,
             const guint8 *bytes,
             gsize         n,
             RkTick       *tick,
             GByteArray   *reply,
             double       *delay_s)
{
  static const char * const asks[] = { "READ?", "FETC?", "FETCH?", "MEAS?", "MEAS:VOLT:DC?", "MEASURE:VOLTAGE:DC?", NULL };
  gsize used = 0;
  g_autofree char *line = take_line (bytes, n, '\n', &used);
  g_autofree char *command = line != NULL ? g_ascii_strup (line, -1) : NULL;
  double volts;

  if (command == NULL)
    return 0;

  *delay_s = 0.05;
  if (strcmp (command, "*IDN?") == 0) {
    rk_print_text (reply, "ROSTOK,SIMULATED METER,0,1.0\n");
  } else if (g_strv_contains (asks, command)) {
    /* A battery that runs down. */
    volts = 1.2 + 0.36 * exp (-tick->t_s / 120.0) + 2e-5 * rk_random_normal (tick->random);
    rk_print_text (reply, "+");
    rk_print_fixed (reply, volts, 6);
    rk_print_text (reply, "E+00\n");
  }

  return used;
}

const RkSimulatorModel rk_simulator_scpi_meter = {
  .info = {
    .id = "scpi-meter",
    .name = N_("Multimeter with SCPI"),
    .description = N_("A bench multimeter on a battery that runs down; it is asked for every reading"),
    .icon = "battery-good-symbolic",
    .profile = "scpi",
    .rate_hz = 5.0,
    .duration_s = 120.0,
  },
  .print = silent_print,
  .answer = scpi_answer,
};

/* --- Atlas EZO pH --- */

typedef struct {
  guint period; /* s between readings it prints by itself; 0 = it waits */
  guint n_ticks;
} Ezo;

static void
ezo_reading (RkTick     *tick,
             GByteArray *bytes)
{
  rk_print_fixed (bytes, wave (tick->t_s, 7.0, 0.8, 180.0) + 0.004 * rk_random_normal (tick->random), 3);
  rk_print_text (bytes, "\r");
}

static void
ezo_begin (gpointer  state,
           RkRandom *random)
{
  Ezo *self = state;

  self->period = 1; /* as it comes from the works */
}

static RkSimulatorEvent
ezo_print (gpointer    state,
           RkTick     *tick,
           GByteArray *bytes)
{
  Ezo *self = state;

  if (self->period > 0 && self->n_ticks++ % self->period == 0)
    ezo_reading (tick, bytes);

  return RK_SIMULATOR_GO_ON;
}

static gsize
ezo_answer (gpointer      state,
            const guint8 *bytes,
            gsize         n,
            RkTick       *tick,
            GByteArray   *reply,
            double       *delay_s)
{
  Ezo *self = state;
  gsize used = 0;
  g_autofree char *line = take_line (bytes, n, '\r', &used);
  g_autofree char *command = line != NULL ? g_ascii_strup (line, -1) : NULL;

  if (command == NULL)
    return 0;

  *delay_s = 0.3;
  if (strcmp (command, "R") == 0) {
    *delay_s = 0.6;
    ezo_reading (tick, reply);
    rk_print_text (reply, "*OK\r");
  } else if (strcmp (command, "I") == 0) {
    rk_print_text (reply, "?I,pH,2.10\r*OK\r");
  } else if (command[0] == 'C' && command[1] == ',' && g_ascii_isdigit (command[2])) {
    self->period = (guint) g_ascii_digit_value (command[2]);
    self->n_ticks = 0;
    rk_print_text (reply, "*OK\r");
  } else {
    rk_print_text (reply, "*ER\r");
  }

  return used;
}

const RkSimulatorModel rk_simulator_ezo_ph = {
  .info = {
    .id = "ezo-ph",
    .name = N_("pH circuit"),
    .description = N_("A circuit for acidity that is asked once a second"),
    .icon = "applications-science-symbolic",
    .profile = "ezo",
    .rate_hz = 1.0,
    .duration_s = 300.0,
  },
  .state_size = sizeof (Ezo),
  .begin = ezo_begin,
  .print = ezo_print,
  .answer = ezo_answer,
};

/* --- Winsen MH-Z19: nine bytes, nine bytes back --- */

static gsize
mhz19_answer (gpointer      state,
              const guint8 *bytes,
              gsize         n,
              RkTick       *tick,
              GByteArray   *reply,
              double       *delay_s)
{
  guint8 message[9] = { 0xff, 0x86 };
  guint ppm;

  if (n < sizeof message)
    return bytes[0] == 0xff ? 0 : 1;
  if (bytes[0] != 0xff || rk_checksum_compute (RK_CHECKSUM_SUM8_NEGATED, bytes + 1, 7) != bytes[8])
    return 1;
  if (bytes[1] != 1 || bytes[2] != 0x86)
    return sizeof message;

  /* A class in a closed room. */
  ppm = (guint) lround (420.0 + 1200.0 * (1.0 - exp (-tick->t_s / 600.0)) + 3.0 * rk_random_normal (tick->random));
  message[2] = (guint8) (ppm >> 8);
  message[3] = (guint8) ppm;
  message[4] = 63; /* 23 degrees */
  message[8] = (guint8) rk_checksum_compute (RK_CHECKSUM_SUM8_NEGATED, message + 1, 7);
  put_bytes (reply, message, sizeof message);
  *delay_s = 0.02;

  return sizeof message;
}

const RkSimulatorModel rk_simulator_mhz19 = {
  .info = {
    .id = "mhz19",
    .name = N_("Air in a classroom"),
    .description = N_("A carbon dioxide sensor in a closed room full of people"),
    .icon = "weather-fog-symbolic",
    .profile = "mhz19",
    .rate_hz = 1.0,
    .duration_s = 600.0,
  },
  .print = silent_print,
  .answer = mhz19_answer,
};

/* --- Arduino with StandardFirmata --- */

typedef struct {
  guint analog; /* inputs that are reported, a bit each */
  guint ports;
  guint told;   /* state of port 0 as last reported + 1 */
} Board;

static void
board_report (GByteArray *bytes,
              guint8      kind,
              guint       value)
{
  guint8 message[3] = { kind, value & 0x7f, (value >> 7) & 0x7f };

  put_bytes (bytes, message, sizeof message);
}

static RkSimulatorEvent
board_print (gpointer    state,
             RkTick     *tick,
             GByteArray *bytes)
{
  Board *self = state;
  guint pressed = fmod (tick->t_s, 4.0) < 1.0 ? 0x04 : 0;

  for (guint8 pin = 0; pin < 6; pin++) {
    if ((self->analog >> pin & 1) != 0)
      board_report (bytes, 0xe0 | pin, (guint) lround (wave (tick->t_s + pin, 512.0, 400.0, 5.0 + pin) +
                                                       rk_random_normal (tick->random)));
  }

  /* A button on pin 2, told when it changes. */
  if ((self->ports & 1) != 0 && self->told != pressed + 1) {
    board_report (bytes, 0x90, pressed);
    self->told = pressed + 1;
  }

  return RK_SIMULATOR_GO_ON;
}

static void
set_bit (guint   *bits,
         guint    bit,
         gboolean on)
{
  *bits = on ? *bits | 1u << bit : *bits & ~(1u << bit);
}

static gsize
sysex_answer (const guint8 *bytes,
              gsize         n,
              GByteArray   *reply)
{
  static const guint8 firmware[] = { 0xf0, 0x79, 2, 5, 'S', 0, 'i', 0, 'm', 0, 0xf7 };
  const guint8 *end = memchr (bytes, 0xf7, n);

  if (end == NULL)
    return 0;
  if (bytes[1] == 0x79)
    put_bytes (reply, firmware, sizeof firmware);

  return (gsize) (end - bytes) + 1;
}

static gsize
board_answer (gpointer      state,
              const guint8 *bytes,
              gsize         n,
              RkTick       *tick,
              GByteArray   *reply,
              double       *delay_s)
{
  Board *self = state;

  *delay_s = 0.002;
  switch (bytes[0] >= 0xf0 ? bytes[0] : bytes[0] & 0xf0) {
  case 0xc0:
  case 0xd0:
    if (n < 2)
      return 0;
    set_bit ((bytes[0] & 0xf0) == 0xc0 ? &self->analog : &self->ports, bytes[0] & 0x0f, bytes[1] != 0);
    return 2;
  case 0xf4:
  case 0xf5:
    return n < 3 ? 0 : 3;
  case 0xf0:
    return sysex_answer (bytes, n, reply);
  case 0xf9:
    board_report (reply, 0xf9, 2 | 5 << 7);
    return 1;
  case 0xff:
    *self = (Board) { 0 };
    return 1;
  default:
    return 1;
  }
}

const RkSimulatorModel rk_simulator_firmata = {
  .info = {
    .id = "firmata",
    .name = N_("Board with Firmata"),
    .description = N_("Six analog inputs and a button of a board that is told what to report"),
    .icon = "media-flash-symbolic",
    .profile = "firmata",
    .rate_hz = 50.0,
    .duration_s = 60.0,
  },
  .state_size = sizeof (Board),
  .print = board_print,
  .answer = board_answer,
};
