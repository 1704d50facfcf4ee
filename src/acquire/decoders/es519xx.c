/* Multimeters with Cyrustek chips ES519xx: lines of ASCII from 0x30 to 0x3f, ended by CR LF.
 *
 *   14 bytes: range, 5 digits, function, status, option 1...4       (ES51921/22/31/32: UT61E)
 *   11 bytes: range, 4 digits, function, status, option 1, option 2 (all others), sent twice
 *
 * The low half of status and options are flags; which ones depends on the chip, as do the places the
 * range gives. Known from captures (UT61E, UT70B, UT803, IDM103N) and from what libsigrok's es519xx.c
 * documents; a capture wins. Beside CR LF and the high halves a line of 14 bytes has no redundancy: a digit
 * that turned into another one is only found by the parity of the line (7O1). Lines of 11 bytes are
 * taken when both copies agree.
 */
#include "config.h"

#include "acquire/decoders/kinds.h"

#include "acquire/decoders/meter.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The rows of a table of exponents. */
enum { ROW_V, ROW_UA, ROW_MA, ROW_A, ROW_HAND_A, ROW_OHM, ROW_HZ, ROW_F, ROW_DIODE, ROW_RPM, N_ROWS };

/* A range that the chip does not have. */
#define NO 99

/* The two states of the bit "judge" at a frequency. */
typedef enum { JUDGE_DUTY, JUDGE_RPM, JUDGE_NOT_RPM } Judge;

typedef struct {
  Judge             judge;
  gboolean          swaps_amperes; /* 0x3f is A and 0x39 is mA */
  gboolean          other_codes;   /* ES51960/77/88: functions and flags of their own */
  const RkMeterBit *bits;
  guint             n_bits;
  gint8             exponents[N_ROWS][8];
} Chip;

/* Bytes of a line of 14. */
#define FUNCTION_14 6
/* Bytes of a line of 11. */
#define FUNCTION_11 5

#define COMMON_14 \
  { 7, 4, RK_SHOWS (63) }, { 7, 2, RK_SHOWS_BATTERY }, { 7, 1, RK_SHOWS_OVER }, \
  { 8, 8, RK_SHOWS_MAX }, { 8, 4, RK_SHOWS_MIN }, { 8, 2, RK_SHOWS_RELATIVE }, \
  { 9, 8, RK_SHOWS_UNDER }, { 9, 4, RK_SHOWS_PMAX }, { 9, 2, RK_SHOWS_PMIN }, \
  { 10, 8, RK_SHOWS_DC }, { 10, 4, RK_SHOWS_AC }, { 10, 2, RK_SHOWS_AUTO }
#define COMMON_11 \
  { 6, 4, RK_SHOWS (63) }, { 6, 2, RK_SHOWS_BATTERY }, { 6, 1, RK_SHOWS_OVER }, \
  { 8, 8, RK_SHOWS_DC }, { 8, 4, RK_SHOWS_AC }, { 8, 2, RK_SHOWS_AUTO }

/* Signs of these chips only. */
#define SHOWS_MINUS  RK_SHOWS (63)
#define SHOWS_DIGIT4 RK_SHOWS (62) /* a 1 before the four digits */
#define SHOWS_VASEL  RK_SHOWS (61) /* volts on the dial for µA and mA */

static const RkMeterBit bits_14[] = { COMMON_14, { 11, 2, RK_SHOWS_HOLD } };
static const RkMeterBit bits_14_lpf[] = { COMMON_14, { 11, 8, RK_SHOWS_HOLD } };
static const RkMeterBit bits_2400[] = { COMMON_11, { 7, 8, RK_SHOWS_PMAX }, { 7, 4, RK_SHOWS_PMIN } };
static const RkMeterBit bits_other_codes[] = {
  { 6, 8, SHOWS_MINUS }, { 6, 4, RK_SHOWS_BATTERY }, { 6, 3, RK_SHOWS_OVER }, { 8, 8, RK_SHOWS_DC }, { 8, 4, RK_SHOWS_AUTO },
};
static const RkMeterBit bits_11[] = { COMMON_11, { 7, 8, RK_SHOWS_HOLD }, { 7, 4, RK_SHOWS_MAX }, { 7, 2, RK_SHOWS_MIN } };
static const RkMeterBit bits_11_five[] = {
  COMMON_11, { 7, 8, RK_SHOWS_UNDER }, { 7, 4, RK_SHOWS_PMAX }, { 7, 2, RK_SHOWS_PMIN }, { 7, 1, SHOWS_DIGIT4 },
};
static const RkMeterBit bits_11_clamp[] = { COMMON_11, { 7, 8, RK_SHOWS_UNDER }, { 7, 4, SHOWS_VASEL } };

#define BITS(array) .bits = array, .n_bits = G_N_ELEMENTS (array)

#define EXPONENTS_14 { \
  { -4, -3, -2, -1, -5, NO, NO, NO },       /* V */ \
  { -8, -7, NO, NO, NO, NO, NO, NO },       /* µA */ \
  { -6, -5, NO, NO, NO, NO, NO, NO },       /* mA */ \
  { -3, NO, NO, NO, NO, NO, NO, NO },       /* A */ \
  { -4, -3, -2, -1, 0, NO, NO, NO },        /* A, by hand */ \
  { -2, -1, 0, 1, 2, 3, 4, NO },            /* Ω */ \
  { -2, -1, 0, 0, 1, 2, 3, 4 },             /* Hz */ \
  { -12, -11, -10, -9, -8, -7, -6, -5 },    /* F */ \
  { -4, NO, NO, NO, NO, NO, NO, NO },       /* diode */ \
  { NO, NO, NO, NO, NO, NO, NO, NO } }

#define EXPONENTS_2400 { \
  { -4, -3, -2, -1, 0, NO, NO, NO }, \
  { -7, -6, NO, NO, NO, NO, NO, NO }, \
  { -5, -4, NO, NO, NO, NO, NO, NO }, \
  { -2, NO, NO, NO, NO, NO, NO, NO }, \
  { NO, NO, NO, NO, NO, NO, NO, NO }, \
  { -1, 0, 1, 2, 3, 4, NO, NO }, \
  { 0, 1, 2, 3, 4, 5, NO, NO }, \
  { -12, -11, -10, -9, -8, -7, -6, -5 }, \
  { -3, NO, NO, NO, NO, NO, NO, NO }, \
  { 1, 2, 3, 4, 5, 6, NO, NO } }

static const Chip chips_14[] = {
  { JUDGE_DUTY, BITS (bits_14), .exponents = EXPONENTS_14 },
  { JUDGE_DUTY, BITS (bits_14_lpf), .exponents = EXPONENTS_14 },
};
static const Chip chips_2400[] = {
  { JUDGE_RPM, .swaps_amperes = TRUE, BITS (bits_2400), .exponents = EXPONENTS_2400 },
  { JUDGE_RPM, .other_codes = TRUE, BITS (bits_other_codes), .exponents = EXPONENTS_2400 },
};
static const Chip chips_11[] = {
  { JUDGE_NOT_RPM, BITS (bits_11), .exponents = {
    { -3, -2, -1, 0, -4, NO, NO, NO },
    { -7, -6, NO, NO, NO, NO, NO, NO },
    { -5, -4, NO, NO, NO, NO, NO, NO },
    { -3, -2, NO, NO, NO, NO, NO, NO },
    { -2, NO, NO, NO, NO, NO, NO, NO },
    { -1, 0, 1, 2, 3, 4, NO, NO },
    { 0, 1, 2, 3, 4, NO, NO, NO },
    { -12, -11, -10, -9, -8, -7, -6, NO },
    { -3, NO, NO, NO, NO, NO, NO, NO },
    { NO, NO, NO, NO, NO, NO, NO, NO } } },
  { JUDGE_RPM, BITS (bits_11_five), .exponents = {
    { -4, -3, -2, -1, -5, NO, NO, NO },
    { -8, -7, NO, NO, NO, NO, NO, NO },
    { -6, -5, NO, NO, NO, NO, NO, NO },
    { NO, -3, NO, NO, NO, NO, NO, NO },
    { -4, -3, -2, -1, 0, NO, NO, NO },
    { -2, -1, 0, 1, 2, 3, 4, NO },
    { -1, 0, 0, 1, 2, 3, 4, NO },
    { -12, -11, -10, -9, -8, -7, -6, -5 },
    { -4, NO, NO, NO, NO, NO, NO, NO },
    { NO, NO, NO, NO, NO, NO, NO, NO } } },
  { JUDGE_RPM, BITS (bits_11_clamp), .exponents = {
    { -3, -2, -1, 0, -4, NO, NO, NO },
    { -7, -6, NO, NO, NO, NO, NO, NO },
    { -5, -4, NO, NO, NO, NO, NO, NO },
    { -2, NO, NO, NO, NO, NO, NO, NO },
    { -3, -2, -1, 0, NO, NO, NO, NO },
    { -1, 0, 1, 2, 3, 4, NO, NO },
    { -1, 0, 0, 1, 2, 3, 4, NO },
    { -12, -11, -10, -9, -8, -7, -6, -5 },
    { -3, NO, NO, NO, NO, NO, NO, NO },
    { NO, NO, NO, NO, NO, NO, NO, NO } } },
};

/* By the low half of the byte of the function. */
typedef struct {
  guint64 shows; /* 0 = an adapter whose quantity the meter does not know */
  guint8  row;
} Function;

static const Function functions[16] = {
  [0x0] = { RK_SHOWS_AMPERE, ROW_A },
  [0x1] = { RK_SHOWS_DIODE, ROW_DIODE },
  [0x2] = { RK_SHOWS_HERTZ, ROW_HZ },
  [0x3] = { RK_SHOWS_OHM, ROW_OHM },
  [0x4] = { RK_SHOWS_CELSIUS, N_ROWS },
  [0x5] = { RK_SHOWS_BEEP, ROW_OHM },
  [0x6] = { RK_SHOWS_FARAD, ROW_F },
  [0x9] = { RK_SHOWS_AMPERE, ROW_HAND_A },
  [0xb] = { RK_SHOWS_VOLT, ROW_V },
  [0xd] = { RK_SHOWS_AMPERE, ROW_UA },
  [0xf] = { RK_SHOWS_AMPERE, ROW_MA },
};

static const Function other_functions[16] = {
  [0x6] = { RK_SHOWS_BEEP, ROW_OHM },
  [0x7] = { RK_SHOWS_OHM, ROW_OHM },
  [0xa] = { RK_SHOWS_HERTZ, ROW_HZ },
  [0xb] = { RK_SHOWS_DIODE, ROW_DIODE },
  [0xc] = { RK_SHOWS_VOLT, ROW_V },
  [0xd] = { RK_SHOWS_AMPERE, ROW_MA },
  [0xe] = { RK_SHOWS_AMPERE, ROW_UA },
  [0xf] = { RK_SHOWS_AMPERE, ROW_A },
};

/* What the chip measures by its function, "judge" and the button that shows the frequency of V and A. */
static Function
find_function (const Chip *chip,
               guint8      byte,
               gboolean    judge,
               gboolean    vahz,
               guint64     shows)
{
  Function f = chip->other_codes ? other_functions[byte & 0x0f] : functions[byte & 0x0f];

  if (chip->swaps_amperes && (f.row == ROW_MA || f.row == ROW_HAND_A))
    f.row = f.row == ROW_MA ? ROW_A : ROW_MA;
  if ((shows & SHOWS_VASEL) != 0 && (f.row == ROW_UA || f.row == ROW_MA))
    f = functions[0xb];

  if (vahz && (f.shows & (RK_SHOWS_VOLT | RK_SHOWS_AMPERE)) != 0)
    f = functions[0x2];

  if (f.shows == RK_SHOWS_HERTZ && chip->judge == JUDGE_DUTY && judge)
    f = (Function) { RK_SHOWS_PERCENT, N_ROWS };
  else if (f.shows == RK_SHOWS_HERTZ && chip->judge == JUDGE_RPM && judge)
    f = (Function) { RK_SHOWS_RPM, ROW_RPM };
  else if (f.shows == RK_SHOWS_HERTZ && chip->judge == JUDGE_NOT_RPM && !judge)
    f = (Function) { RK_SHOWS_RPM, ROW_RPM };
  else if (f.shows == RK_SHOWS_CELSIUS && !judge)
    f.shows = RK_SHOWS_FAHRENHEIT;

  return f;
}

static RkPacketClass
show_line (RkMeter      *self,
           const Chip   *chip,
           const guint8 *line,
           guint         function_at,
           const char  **reason)
{
  guint64 shows = rk_meter_signs (chip->bits, chip->n_bits, line);
  gboolean judge = !chip->other_codes && (line[function_at + 1] & 8) != 0;
  /* The last bit of the byte with AC and DC; at 2400 baud that of option 1 instead. */
  gboolean vahz = !chip->other_codes && (line[chip->swaps_amperes ? 7 : function_at == FUNCTION_14 ? 10 : 8] & 1) != 0;
  Function function = find_function (chip, line[function_at], judge, vahz, shows);
  guint range = line[0] & 0x0f;
  gint64 number = rk_meter_ascii (line + 1, function_at - 1);
  int exponent = function.shows == RK_SHOWS_PERCENT ? -1 : 0;

  if (function.shows == 0)
    return RK_PACKET_SKIP;

  if (chip->other_codes && (shows & RK_SHOWS_DC) == 0)
    shows |= RK_SHOWS_AC;
  if (chip->other_codes && (function.shows & (RK_SHOWS_VOLT | RK_SHOWS_AMPERE)) == 0)
    shows &= ~(RK_SHOWS_AC | RK_SHOWS_DC);

  if (function.row < N_ROWS) {
    if (range > 7 || chip->exponents[function.row][range] == NO) {
      *reason = _("this function of the meter has no such range");
      return RK_PACKET_BAD;
    }
    exponent = chip->exponents[function.row][range];
  }
  if (number < 0 && (shows & (RK_SHOWS_OVER | RK_SHOWS_UNDER)) == 0) {
    *reason = _("these are no digits");
    return RK_PACKET_BAD;
  }

  if ((shows & SHOWS_DIGIT4) != 0)
    number += 10000;
  if ((shows & SHOWS_MINUS) != 0)
    number = -number;

  return rk_meter_show (self, "display", shows | function.shows | RK_SHOWS_ONE_OF_AC_DC, number, exponent, reason);
}

static gssize
measure_14 (RkMeter      *self,
            const guint8 *bytes,
            gsize         n)
{
  return rk_meter_ascii_line (bytes, n, 14);
}

static RkPacketClass
read_14 (RkMeter      *self,
         const guint8 *bytes,
         gsize         n,
         const char  **reason)
{
  return show_line (self, &chips_14[self->variant], bytes, FUNCTION_14, reason);
}

/* Both copies; a line whose copy differs is none. */
static gssize
measure_11 (RkMeter      *self,
            const guint8 *bytes,
            gsize         n)
{
  if (rk_meter_ascii_line (bytes, n, 11) < 0 || (n > 11 && memcmp (bytes, bytes + 11, MIN (n - 11, 11)) != 0))
    return -1;

  return 22;
}

static RkPacketClass
read_2400 (RkMeter      *self,
           const guint8 *bytes,
           gsize         n,
           const char  **reason)
{
  return show_line (self, &chips_2400[self->variant], bytes, FUNCTION_11, reason);
}

static RkPacketClass
read_11 (RkMeter      *self,
         const guint8 *bytes,
         gsize         n,
         const char  **reason)
{
  return show_line (self, &chips_11[self->variant], bytes, FUNCTION_11, reason);
}

static const char * const variants_14[] = { "es51922", "es51932", NULL };
static const char * const variants_2400[] = { "es51962", "es51977", NULL };
static const char * const variants_11[] = { "es51986", "es51916", "es51969", NULL };

static const RkMeterFamily es519xx_19200_14b = {
  .max_len = 14,
  .evidence = 16 + 12 * 4,
  .variants = variants_14,
  .measure = measure_14,
  .read = read_14,
};

/* The copy counts for its digits: an open line or a hum repeats itself too. */
static const RkMeterFamily es519xx_2400_11b = {
  .max_len = 22,
  .evidence = 2 * 16 + 18 * 4,
  .variants = variants_2400,
  .measure = measure_11,
  .read = read_2400,
};

static const RkMeterFamily es519xx_19200_11b = {
  .max_len = 22,
  .evidence = 2 * 16 + 18 * 4,
  .variants = variants_11,
  .measure = measure_11,
  .read = read_11,
};

RK_METER_KIND ("es519xx-19200-14b", N_("Multimeter ES519xx, 19200 baud, 14 bytes"), "variant displays", es519xx_19200_14b);
RK_METER_KIND ("es519xx-2400-11b", N_("Multimeter ES519xx, 2400 baud, 11 bytes"), "variant displays", es519xx_2400_11b);
RK_METER_KIND ("es519xx-19200-11b", N_("Multimeter ES519xx, 19200 baud, 11 bytes"), "variant displays", es519xx_19200_11b);
