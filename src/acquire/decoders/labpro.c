/* Vernier LabPro and TI CBL 2, readings as text (LabPro Technical Manual, 2002, p. 21):
 *
 *   { +2.34560E+01, +1.00000E+00 }
 *
 * a list of the channels that are set up, then the time in seconds since the start. Longer lists are answers to questions
 * about the device, other lines the echo of commands.
 */
#include "config.h"

#include "acquire/decoders/kinds.h"

#include "acquire/decoders/column-set.h"
#include "acquire/decoders/device-clock.h"
#include "acquire/decoders/lines.h"
#include "acquire/decoders/option.h"
#include "base/clock.h"
#include "base/number.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define LINE_MAX_BYTES 1024
#define CHANNELS_MAX   8

typedef struct {
  RkLineDecoder base;
  gboolean      has_time;  /* the last value of a list */
  gboolean      is_synced; /* a whole line was read */
} Labpro;

static void
emit_list (Labpro       *self,
           const double *values,
           guint         n,
           gsize         end)
{
  gboolean has_time = self->has_time && n > 1;
  gint64 device_ns = has_time ? rk_device_clock_to_ns (values[n - 1], RK_NS_PER_S) : RK_TIME_NONE;
  guint columns[CHANNELS_MAX + 1];

  for (guint i = 0; i < n; i++) {
    gboolean is_time = has_time && i + 1 == n;
    g_autofree char *key = is_time ? g_strdup ("time") : g_strdup_printf ("ch%u", i + 1);

    columns[i] = (guint) rk_column_set_add_known (&self->base.set, key, is_time ? "time" : NULL, is_time ? "s" : NULL, -1);
  }

  rk_column_set_begin (&self->base.set);
  for (guint i = 0; i < n; i++)
    rk_column_set_put (&self->base.set, columns[i], values[i], RK_VALUE_OK);
  rk_line_decoder_emit (&self->base, device_ns, end);
}

static gsize
skip_blanks (const guint8 *line,
             gsize         n,
             gsize         pos)
{
  while (pos < n && (line[pos] == ' ' || line[pos] == '\t'))
    pos++;

  return pos;
}

static RkLineClass
read_list (Labpro       *self,
           const guint8 *line,
           gsize         n,
           gsize         begin,
           gsize         end)
{
  double values[CHANNELS_MAX + 1];
  guint n_values = 0;
  gsize pos = begin;

  for (;;) {
    const char *after;
    double value;

    pos = skip_blanks (line, n, pos);
    after = rk_number_scan ((const char *) line + pos, (const char *) line + n, RK_NUMBER_PLAIN, &value);
    if (after == NULL)
      return rk_line_decoder_refuse (&self->base, line, n, (gssize) pos, _("this is not a number"));
    if (n_values < G_N_ELEMENTS (values))
      values[n_values] = value;
    n_values++;

    pos = skip_blanks (line, n, (gsize) ((const guint8 *) after - line));
    if (pos < n && line[pos] == '}')
      break;
    if (pos >= n || line[pos] != ',')
      return rk_line_decoder_refuse (&self->base, line, n, (gssize) pos, _("here “,” or “}” is expected"));
    pos++;
  }

  /* Seventeen numbers are the state of the device. */
  if (n_values > G_N_ELEMENTS (values))
    return rk_line_decoder_text (&self->base, line, n);

  emit_list (self, values, n_values, end);

  return RK_LINE_PARSED;
}

static RkLineClass
read_line (gpointer      user_data,
           const guint8 *line,
           gsize         n,
           gsize         end)
{
  Labpro *self = user_data;
  gsize begin = skip_blanks (line, n, 0);
  gboolean is_list = begin < n && line[begin] == '{';
  gboolean was_synced = self->is_synced;

  self->is_synced = TRUE;
  if (begin == n)
    return RK_LINE_PARSED;
  if (is_list)
    return read_list (self, line, n, begin + 1, end);
  /* The rest of a list, when one comes into the middle of it. */
  if (!was_synced)
    return RK_LINE_DROPPED;

  return rk_line_decoder_text (&self->base, line, n);
}

static gpointer
labpro_create (GHashTable *options,
               GError    **error)
{
  static const char * const words[] = { "yes", "no", NULL };
  int time = rk_option_enum (options, "time", words, 0, error);
  Labpro *self;

  if (time < 0)
    return NULL;

  self = g_new0 (Labpro, 1);
  self->has_time = time == 0;
  rk_line_decoder_init (&self->base, LINE_MAX_BYTES, FALSE, read_line, NULL);

  return self;
}

static void
labpro_reset (gpointer decoder)
{
  Labpro *self = decoder;

  rk_line_decoder_reset (self);
  self->is_synced = FALSE;
}

/* The braces. */
static guint
labpro_get_evidence (gpointer decoder)
{
  return 16;
}

const RkDecoderKind rk_decoder_labpro = {
  .id = "labpro",
  .title = N_("LabPro, text"),
  .options = "time",
  .create = labpro_create,
  .feed = rk_line_decoder_feed,
  .flush = rk_line_decoder_flush,
  .reset = labpro_reset,
  .get_counts = rk_line_decoder_get_counts,
  .free = rk_line_decoder_free,
  .get_evidence = labpro_get_evidence,
};
