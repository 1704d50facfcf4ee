/* libFuzzer: any bytes into a decoder of the kind FUZZ_KIND. The first byte chooses its options, the second how the
 * rest is cut, or that the line breaks in between. The report must not depend on the cuts and every byte is counted:
 * decoder-log.c checks it. */
#include "config.h"

#include "acquire/profile.h"
#include "decoder-log.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static const struct {
  const char *kind;
  const char *options;
} extra[] = {
  { "delimited", "" },
  { "delimited", "decimal=comma first-line=keep hex=yes" },
  { "delimited", "decimal=point first-line=drop time-column=1" },
  { "delimited", "time-column=none first-line=keep" },
  { "json-lines", "" },
  { "teleplot", "" },
  { "regex", "pattern=(?<status>[NG]?)(?<a>[-+]?[\\d.,]+)(?<a_unit>[a-z%°]*)(?:;(?<b>.*))? flags=N=net units=G=g skip=x.*" },
  { "regex", "pattern=(?:(?<m_x16>-?\\d+):)?(?<m>[\\d./]+)+(?<time_ms>[tT]\\d+)? strip=/ over=1000 first-line=drop" },
};

typedef struct {
  const char *kind;
  GHashTable *options; /* nullable */
} SetUp;

/* The kind of this target; without it (test-fuzz.c) all of them. */
static gboolean
is_wanted (const char *kind)
{
#ifdef FUZZ_KIND
  return strcmp (kind, FUZZ_KIND) == 0;
#else
  return TRUE;
#endif
}

static void
add_set_up (GArray     *set_ups,
            const char *kind,
            GHashTable *options)
{
  SetUp added = { kind, options };

  g_array_append_val (set_ups, added);
}

/* What profiles that come with the program ask of decoders, and what they do not. Kept until the end. */
static GArray *
get_set_ups (void)
{
  static GArray *set_ups;
  GPtrArray *profiles;

  if (set_ups != NULL)
    return set_ups;

  set_ups = g_array_new (FALSE, FALSE, sizeof (SetUp));
  for (guint i = 0; i < G_N_ELEMENTS (extra); i++) {
    if (is_wanted (extra[i].kind))
      add_set_up (set_ups, extra[i].kind, decoder_log_options (extra[i].options));
  }

  profiles = rk_profile_list ();
  for (guint i = 0; i < profiles->len; i++) {
    RkProfile *profile = g_ptr_array_index (profiles, i);

    if (is_wanted (rk_profile_get_decoder (profile))) {
      rk_profile_ref (profile);
      add_set_up (set_ups, rk_profile_get_decoder (profile), rk_profile_get_options (profile));
    }
  }
  g_ptr_array_unref (profiles);

  /* Kinds no profile speaks of, if they can do without options. */
  for (guint i = 0; rk_decoder_kind_nth (i) != NULL; i++) {
    RkDecoder *decoder = rk_decoder_new (rk_decoder_kind_nth (i)->id, NULL, NULL);

    if (decoder != NULL && is_wanted (rk_decoder_kind_nth (i)->id))
      add_set_up (set_ups, rk_decoder_kind_nth (i)->id, NULL);
    rk_decoder_free (decoder);
  }
  g_assert_cmpuint (set_ups->len, >, 0);
  g_assert_cmpuint (set_ups->len, <=, 256);

  return set_ups;
}

static char *
read_all (const SetUp   *set_up,
          const uint8_t *data,
          size_t         size,
          gsize          step)
{
  g_autoptr (RkDecoder) decoder = rk_decoder_new (set_up->kind, set_up->options, NULL);

  return decoder_log_run (decoder, (const char *) data, size, step);
}

static void
ask (RkDecoder *decoder)
{
  g_autoptr (GByteArray) message = g_byte_array_new ();
  guint n = 0;

  while (rk_decoder_request (decoder, n, message))
    g_assert_cmpuint (++n, <=, 1000);
}

/* One asks, the line breaks after half of the bytes, one asks again. */
static void
read_broken (const SetUp   *set_up,
             const uint8_t *data,
             size_t         size)
{
  g_autoptr (RkDecoder) decoder = rk_decoder_new (set_up->kind, set_up->options, NULL);
  RkDecoderCounts before;
  RkDecoderCounts after;
  DecoderLog log;

  decoder_log_init (&log);
  ask (decoder);
  rk_decoder_feed (decoder, data, size / 2, &decoder_log_events, &log);
  rk_decoder_get_counts (decoder, &before);
  rk_decoder_reset (decoder);
  decoder_log_balance (decoder, size / 2);
  rk_decoder_get_counts (decoder, &after);
  g_assert_cmpuint (after.pending, ==, 0);
  g_assert_cmpuint (after.dropped, ==, before.dropped + before.pending);

  ask (decoder);
  rk_decoder_feed (decoder, data + size / 2, size - size / 2, &decoder_log_events, &log);
  decoder_log_balance (decoder, size);
  rk_decoder_flush (decoder, &decoder_log_events, &log);
  rk_decoder_flush (decoder, &decoder_log_events, &log);
  decoder_log_balance (decoder, size);
  rk_decoder_get_counts (decoder, &after);
  g_assert_cmpuint (after.pending, ==, 0);
  g_assert_cmpuint (after.n_frames, ==, log.n_frames);
  decoder_log_clear (&log);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *whole = NULL;
  g_autofree char *cut = NULL;
  const SetUp *set_up;
  gsize step;

  if (size < 2)
    return 0;

  set_up = &g_array_index (get_set_ups (), SetUp, data[0] % get_set_ups ()->len);
  if ((data[1] & 0x10) != 0) {
    read_broken (set_up, data + 2, size - 2);
    return 0;
  }

  step = 1 + data[1] % 16;
  whole = read_all (set_up, data + 2, size - 2, 0);
  cut = read_all (set_up, data + 2, size - 2, step);
  g_assert_cmpstr (whole, ==, cut);

  return 0;
}
