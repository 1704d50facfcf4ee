/* Mastech MS2115B: 9 bytes in binary.
 *
 *   0x55, function, range, range of the frequency, main value (16 bits, low byte first), second value, flags
 *
 * Besides 0x55 and the unused bits of three bytes there is no redundancy: what a noisy line does to a value is
 * not found.
 */
#include "config.h"

#include "acquire/decoders/kinds.h"

#include "acquire/decoders/meter.h"

#include <glib/gi18n-lib.h>

#define PACKET 9
#define SYNC 0x55
/* The meter counts to 6000 and sends 6208 and more for "0.L"; diodes end at 2500. */
#define OVERLOAD 6200
#define OVERLOAD_DIODE 2500

/* A range that the function does not have. */
#define NO 99

/* The bit of the function that says DC or diode. */
#define SECOND_FUNCTION 0x08

enum { MODE_A_HIGH, MODE_A, MODE_V, MODE_DIODE, MODE_OHM, MODE_FARAD, MODE_HERTZ, N_MODES };

static const struct {
  guint64 shows;
  gint8   exponents[8];
} modes[N_MODES] = {
  { RK_SHOWS_AMPERE, { -1, -1, -1, -1, -1, -1, -1, -1 } },
  { RK_SHOWS_AMPERE, { -2, -2, -2, -2, -2, -2, -2, -2 } },
  { RK_SHOWS_VOLT, { -4, -3, -2, -1, 0, NO, NO, NO } },
  { RK_SHOWS_DIODE, { -3, -3, -3, -3, -3, -3, -3, -3 } },
  { RK_SHOWS_OHM, { -1, 0, 1, 2, 3, 4, NO, NO } },
  { RK_SHOWS_FARAD, { -12, -11, -10, -9, -8, -7, -6, -5 } },
  { RK_SHOWS_HERTZ, { -2, -1, 0, 1, 2, 3, 4, NO } },
};

static gssize
measure (RkMeter      *self,
         const guint8 *bytes,
         gsize         n)
{
  if (bytes[0] != SYNC || (n > 1 && (bytes[1] > 0x0f || (bytes[1] & 7) >= N_MODES)) ||
      (n > 2 && bytes[2] > 7) || (n > 3 && bytes[3] > 7))
    return -1;

  return PACKET;
}

/* The frequency beside AC, the duty cycle beside a frequency. */
static void
show_second (RkMeter      *self,
             guint         mode,
             const guint8 *bytes)
{
  guint raw = bytes[6] | (guint) bytes[7] << 8;
  const char *ignored;

  if (raw == 0 || (bytes[1] & SECOND_FUNCTION) != 0)
    return;
  if (mode <= MODE_V)
    rk_meter_show (self, "second", RK_SHOWS_HERTZ, raw, -2, &ignored);
  else if (mode == MODE_HERTZ)
    rk_meter_show (self, "second", RK_SHOWS_PERCENT, raw, -1, &ignored);
}

static RkPacketClass
read_packet (RkMeter      *self,
             const guint8 *bytes,
             gsize         n,
             const char  **reason)
{
  guint mode = bytes[1] & 7;
  gboolean second_function = (bytes[1] & SECOND_FUNCTION) != 0;
  guint64 shows = modes[mode].shows | ((bytes[8] & 1) != 0 ? RK_SHOWS_MANUAL : RK_SHOWS_AUTO);
  guint raw = bytes[4] | (guint) bytes[5] << 8;
  int exponent = modes[mode].exponents[mode == MODE_HERTZ ? bytes[3] : bytes[2]];
  gint64 number = raw;
  gint64 limit = OVERLOAD;
  RkPacketClass class;

  if (mode <= MODE_V) {
    shows |= second_function ? RK_SHOWS_DC : RK_SHOWS_AC;
    number = (gint16) raw;
  } else if (mode == MODE_DIODE && second_function) {
    limit = OVERLOAD_DIODE;
  } else if (mode == MODE_DIODE) {
    /* The buzzer works in the lowest range of ohms. */
    shows = (shows & ~RK_SHOWS_DIODE) | RK_SHOWS_BEEP;
    exponent = modes[MODE_OHM].exponents[0];
  }

  if (exponent == NO) {
    *reason = _("this function of the meter has no such range");
    return RK_PACKET_BAD;
  }
  if (ABS (number) > limit)
    shows |= RK_SHOWS_OVER;

  class = rk_meter_show (self, "display", shows, number, exponent, reason);
  if (self->second && class == RK_PACKET_WHOLE)
    show_second (self, mode, bytes);

  return class;
}

static const RkMeterFamily ms2115b = {
  .max_len = PACKET,
  .evidence = 8 + 4 + 5 + 5,
  .measure = measure,
  .read = read_packet,
};

RK_METER_KIND ("ms2115b", N_("Multimeter MS2115B"), "displays", ms2115b);
