/* libFuzzer: any bytes into any decoder. The first byte chooses the decoder and its options, the
 * second how the rest is cut. The report must not depend on the cuts and every byte is counted:
 * decoder-log.c checks it. */
#include "config.h"

#include "decoder-log.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static const struct {
  const char *kind;
  const char *options;
} set_ups[] = {
  { "delimited", "" },
  { "delimited", "decimal=comma first-line=keep hex=yes" },
  { "delimited", "decimal=point first-line=drop time-column=1" },
  { "delimited", "time-column=none first-line=keep" },
  { "json-lines", "" },
  { "teleplot", "" },
  { "regex", "pattern=(?<status>[NG]?)(?<a>[-+]?[\\d.,]+)(?<a_unit>[a-z%°]*)(?:;(?<b>.*))? flags=N=net units=G=g skip=x.*" },
  { "regex", "pattern=(?:(?<m_x16>-?\\d+):)?(?<m>[\\d./]+)+(?<time_ms>[tT]\\d+)? strip=/ over=1000 first-line=drop" },
};

static char *
read_all (guint          set_up,
          const uint8_t *data,
          size_t         size,
          gsize          step)
{
  g_autoptr (GHashTable) options = decoder_log_options (set_ups[set_up].options);
  g_autoptr (RkDecoder) decoder = rk_decoder_new (set_ups[set_up].kind, options, NULL);

  return decoder_log_run (decoder, (const char *) data, size, step);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *whole = NULL;
  g_autofree char *cut = NULL;
  guint set_up;
  gsize step;

  if (size < 2)
    return 0;

  set_up = data[0] % G_N_ELEMENTS (set_ups);
  step = 1 + data[1] % 16;
  whole = read_all (set_up, data + 2, size - 2, 0);
  cut = read_all (set_up, data + 2, size - 2, step);
  g_assert_cmpstr (whole, ==, cut);

  return 0;
}
