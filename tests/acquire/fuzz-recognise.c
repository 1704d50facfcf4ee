/* libFuzzer: any bytes as what an unknown device says; the first two choose how the ear was set. */
#include "config.h"

#include "acquire/recognise.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_guess (const RkGuess *guess)
{
  g_assert_true (guess->confidence >= 0.0 && guess->confidence <= 1.0);
  g_assert_true (guess->rejected >= 0.0 && guess->rejected <= 1.0);
  g_assert_nonnull (guess->profile);
  g_assert_true (guess->reason != NULL && g_utf8_validate (guess->reason, -1, NULL));
  g_assert_cmpuint (guess->samples->len, <=, 3);
  for (guint i = 0; i < guess->samples->len; i++)
    g_assert_true (g_utf8_validate (g_ptr_array_index (guess->samples, i), -1, NULL));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  static const guint speeds[] = { 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200 };
  g_autoptr (GPtrArray) guesses = NULL;
  RkHeard heard = { 0 };

  if (size < 2)
    return 0;

  rk_line_settings_init (&heard.line);
  heard.line.baud = speeds[data[0] % G_N_ELEMENTS (speeds)];
  heard.line.data_bits = (data[0] & 0x80) != 0 ? 7 : 8;
  heard.line.parity = (RkParity) ((data[0] >> 4) % 3);
  heard.faults.framing = data[1];
  heard.bytes = data + 2;
  heard.n = size - 2;

  guesses = rk_recognise (&heard);
  for (guint i = 0; i < guesses->len; i++) {
    check_guess (g_ptr_array_index (guesses, i));
    if (i > 0)
      g_assert_cmpfloat (((RkGuess *) g_ptr_array_index (guesses, i))->confidence, <=,
                         ((RkGuess *) g_ptr_array_index (guesses, i - 1))->confidence);
  }

  return 0;
}
