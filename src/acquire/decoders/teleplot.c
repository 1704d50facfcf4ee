/* Teleplot's text protocol over serial (nesnes/teleplot README): a line that starts with ">" is
 *
 *   name [ "," widget ] ":" points [ "§" unit ] [ "|" flags ]
 *   points = point { ";" point };  point = value | t_ms ":" value | x ":" y [ ":" t_ms ] (flag xy)
 *
 * and any other line is text. Text values (flag t) and shapes ("3D|") give no number.
 */
#include "config.h"

#include "acquire/decoders/kinds.h"

#include "acquire/decoders/column-set.h"
#include "acquire/decoders/device-clock.h"
#include "acquire/decoders/lines.h"
#include "acquire/decoders/option.h"
#include "acquire/decoders/text.h"
#include "base/number.h"
#include "store/block.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Longest line, in bytes: room for some hundred points. */
#define LINE_MAX_BYTES (16 * 1024)

typedef struct {
  RkLineDecoder base;
  GString      *scratch;
} Teleplot;

/* One line; all texts lie in it. */
typedef struct {
  const char *begin;
  const char *name;
  gsize       name_len;
  const char *points;
  const char *points_end;
  char       *unit; /* nullable, owned */
  gboolean    is_xy;
  gboolean    is_text;
} Message;

static void
teleplot_free (gpointer decoder)
{
  Teleplot *self = decoder;

  rk_line_decoder_clear (&self->base);
  g_string_free (self->scratch, TRUE);
  g_free (self);
}

/* The flags after "|": unknown ones are left to newer programs. */
static void
read_flags (Message    *message,
            const char *p,
            const char *end)
{
  while (p < end) {
    const char *comma = memchr (p, ',', (gsize) (end - p));
    const char *stop = comma != NULL ? comma : end;
    gsize n = (gsize) (stop - p);

    message->is_xy = message->is_xy || (n == 2 && memcmp (p, "xy", 2) == 0);
    message->is_text = message->is_text || (n == 1 && *p == 't');
    p = stop + 1;
  }
}

/* Cuts the line into its parts; FALSE with the place and the reason. */
static gboolean
split_message (Message     *message,
               const char  *text,
               gsize        len,
               gsize       *fault,
               const char **reason)
{
  const char *end = text + len;
  const char *name = text + 1;
  const char *colon = memchr (name, ':', (gsize) (end - name));
  const char *comma;
  const char *bar;
  const char *sign;

  *message = (Message) { .begin = text, .name = name };
  *fault = 1;

  if (colon == NULL) {
    *reason = _("there is no “:” after the name");
    return FALSE;
  }

  comma = memchr (name, ',', (gsize) (colon - name));
  message->name_len = (gsize) ((comma != NULL ? comma : colon) - name);
  if (message->name_len == 0 || message->name_len > RK_KEY_MAX - 2) {
    *reason = message->name_len == 0 ? _("there is no name before “:”") : _("the name is too long");
    return FALSE;
  }

  bar = memchr (colon, '|', (gsize) (end - colon));
  if (bar != NULL) {
    read_flags (message, bar + 1, end);
    end = bar;
  }

  sign = g_strstr_len (colon, end - colon, "§");
  if (sign != NULL) {
    const char *unit = sign + strlen ("§");

    if (unit < end && end - unit <= 31)
      message->unit = rk_text_dup_unit (unit, (gsize) (end - unit));
    end = sign;
  }

  message->points = colon + 1;
  message->points_end = end;

  return TRUE;
}

/* Up to three numbers between ":"; returns how many, 0 = not a point. */
static guint
read_point (const char *p,
            const char *end,
            double      numbers[3])
{
  for (guint n = 0; n < 3; n++) {
    p = rk_number_scan (p, end, RK_NUMBER_WORDS, &numbers[n]);
    if (p == NULL)
      return 0;
    if (p == end)
      return n + 1;
    if (*p != ':')
      return 0;
    p++;
  }

  return 0;
}

static void
emit_point (Teleplot      *self,
            const Message *message,
            const int      columns[2],
            const double   numbers[3],
            guint          n,
            gsize          end)
{
  guint n_values = message->is_xy ? 2 : 1;
  gint64 device_ns = RK_TIME_NONE;
  /* Of "t:value" the time comes first, of "x:y:t" last. */
  guint time_at = message->is_xy ? 2 : 0;
  guint value_at = !message->is_xy && n == 2 ? 1 : 0;

  if (n > n_values)
    device_ns = rk_device_clock_to_ns (numbers[time_at], RK_NS_PER_MS);

  rk_column_set_begin (&self->base.set);
  for (guint i = 0; i < n_values; i++)
    rk_column_set_put_in (&self->base.set, (guint) columns[i], numbers[value_at + i], RK_VALUE_OK, message->unit);
  rk_line_decoder_emit (&self->base, device_ns, end);
}

static gboolean
find_columns (Teleplot      *self,
              const Message *message,
              int            columns[2])
{
  static const char * const axes[] = { ".x", ".y" };

  for (guint i = 0; i < (message->is_xy ? 2 : 1); i++) {
    char key[RK_KEY_MAX + 1];

    g_snprintf (key, sizeof key, "%.*s%s", (int) message->name_len, message->name, message->is_xy ? axes[i] : "");
    if (rk_column_set_find (&self->base.set, key) < 0 && self->base.set.columns->len + 2 > RK_MAX_COLUMNS)
      return FALSE;
    columns[i] = rk_column_set_add (&self->base.set, key);
  }

  return TRUE;
}

/* All points are looked at before the first is reported: a line is good or it is not. */
static RkLineClass
read_points (Teleplot          *self,
             const Message     *message,
             const RkCleanLine *clean,
             gsize              end)
{
  const guint8 *line = (const guint8 *) clean->text;
  int columns[2];

  for (gboolean emit = FALSE;; emit = TRUE) {
    const char *p = message->points;

    while (p <= message->points_end) {
      const char *stop = memchr (p, ';', (gsize) (message->points_end - p));
      double numbers[3];
      guint n;

      if (stop == NULL)
        stop = message->points_end;
      /* "1;2;" ends with a separator. */
      if (p == stop && p > message->points && stop == message->points_end)
        break;

      n = read_point (p, stop, numbers);
      if (n == 0 || (message->is_xy ? n == 1 : n == 3))
        return rk_line_decoder_refuse (&self->base, line, clean->len, p - message->begin, _("this is not a number"));
      if (emit)
        emit_point (self, message, columns, numbers, n, end);
      p = stop + 1;
    }

    if (emit)
      return RK_LINE_PARSED;
    if (!find_columns (self, message, columns))
      return rk_line_decoder_refuse (&self->base, line, clean->len, -1,
                                     _("more different names than a run can hold"));
  }
}

static RkLineClass
read_line (gpointer      user_data,
           const guint8 *line,
           gsize         n,
           gsize         end)
{
  Teleplot *self = user_data;
  const char *reason = NULL;
  RkCleanLine clean;
  Message message;
  RkLineClass class;
  gsize fault;

  rk_text_clean (line, n, self->scratch, &clean);
  if (clean.reason != NULL)
    return rk_line_decoder_refuse (&self->base, line, n, (gssize) clean.fault, clean.reason);
  if (clean.len == 0)
    return RK_LINE_PARSED;
  /* ">>>" is the prompt of MicroPython. */
  if (clean.text[0] != '>' || (clean.len > 1 && clean.text[1] == '>'))
    return rk_line_decoder_text (&self->base, line, n);

  if (clean.len > 3 && memcmp (clean.text + 1, "3D|", 3) == 0)
    return RK_LINE_PARSED;

  if (!split_message (&message, clean.text, clean.len, &fault, &reason))
    return rk_line_decoder_refuse (&self->base, (const guint8 *) clean.text, clean.len, (gssize) fault, reason);

  class = message.is_text ? rk_line_decoder_text (&self->base, line, n)
                          : read_points (self, &message, &clean, end);
  g_free (message.unit);

  return class;
}

static gpointer
teleplot_create (GHashTable *options,
                 GError    **error)
{
  int first = rk_option_first_line (options, error);
  Teleplot *self;

  if (first < 0)
    return NULL;

  self = g_new0 (Teleplot, 1);
  rk_line_decoder_init (&self->base, LINE_MAX_BYTES, first == RK_FIRST_LINE_DROP, read_line, NULL);
  self->scratch = g_string_new (NULL);

  return self;
}

/* ">", a name and ":" stand in every line. */
static guint
teleplot_get_evidence (gpointer decoder)
{
  return 12;
}

const RkDecoderKind rk_decoder_teleplot = {
  .id = "teleplot",
  .title = N_("Teleplot"),
  .options = "first-line",
  .create = teleplot_create,
  .feed = rk_line_decoder_feed,
  .flush = rk_line_decoder_flush,
  .reset = rk_line_decoder_reset,
  .get_counts = rk_line_decoder_get_counts,
  .get_evidence = teleplot_get_evidence,
  .free = teleplot_free,
};
