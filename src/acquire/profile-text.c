/* Writes .rkdevice files: what profile-parse.c reads as the same profile. */
#include "config.h"

#include "acquire/profile-private.h"

#include "base/number.h"

#include <math.h>
#include <string.h>

/* Values stand in one line as they are; a line end cannot be written. */
static void
put (GString    *text,
     const char *key,
     const char *value)
{
  gsize begin;

  if (value == NULL)
    return;

  g_string_append_printf (text, "%s=", key);
  begin = text->len;
  g_string_append (text, value);
  for (gsize i = begin; i < text->len; i++) {
    if (text->str[i] == '\n' || text->str[i] == '\r')
      text->str[i] = ' ';
  }
  g_string_append_c (text, '\n');
}

/* Texts for people, in which "\" begins an escape. */
static void
put_text (GString    *text,
          const char *key,
          const char *value)
{
  g_auto (GStrv) parts = NULL;
  g_autofree char *escaped = NULL;

  if (value == NULL)
    return;

  parts = g_strsplit (value, "\\", -1);
  escaped = g_strjoinv ("\\\\", parts);
  put (text, key, escaped);
}

static void
put_number (GString    *text,
            const char *key,
            double      value)
{
  char buffer[RK_NUMBER_BUFFER];

  if (!isfinite (value))
    return;

  rk_number_print (value, buffer);
  put (text, key, buffer);
}

static void
put_range (GString    *text,
           const char *key,
           double      min,
           double      max)
{
  char from[RK_NUMBER_BUFFER];
  char to[RK_NUMBER_BUFFER];

  if (!isfinite (min) || !isfinite (max))
    return;

  rk_number_print (min, from);
  rk_number_print (max, to);
  g_string_append_printf (text, "%s=%s..%s\n", key, from, to);
}

static void
put_device (GString         *text,
            const RkProfile *self)
{
  g_autoptr (GString) usb = g_string_new (NULL);

  g_string_append (text, "[" RK_GROUP_DEVICE "]\n");
  put (text, "id", self->id);
  put_text (text, "name", self->name);
  put_text (text, "description", self->description);

  for (guint i = 0; i < self->usb->len; i++) {
    const RkProfileUsb *ids = &g_array_index (self->usb, RkProfileUsb, i);

    g_string_append_printf (usb, "%s%s:%s", i > 0 ? ";" : "", ids->vid, ids->pid != NULL ? ids->pid : "*");
  }
  put (text, "usb", usb->len > 0 ? usb->str : NULL);
  put_text (text, "product", self->product);
  if (self->rate_hz > 0)
    put_number (text, "rate", self->rate_hz);
  if (self->duration_s > 0)
    put_number (text, "duration", self->duration_s);
}

static const char *
level_word (int level)
{
  return level > 0 ? "on" : level == 0 ? "off" : NULL;
}

/* Only what differs from the usual line. */
static void
put_line (GString              *text,
          const RkLineSettings *line)
{
  static const char * const parities[] = { "none", "even", "odd" };
  RkLineSettings usual;

  rk_line_settings_init (&usual);
  g_string_append (text, "\n[" RK_GROUP_LINE "]\n");
  put_number (text, "baud", line->baud);
  if (line->data_bits != usual.data_bits)
    put_number (text, "data-bits", line->data_bits);
  if (line->parity != usual.parity)
    put (text, "parity", parities[line->parity]);
  if (line->stop_bits != usual.stop_bits)
    put_number (text, "stop-bits", line->stop_bits);
  put (text, "dtr", level_word (line->dtr));
  put (text, "rts", level_word (line->rts));
  if (line->reset == RK_RESET_PULSE)
    put (text, "reset", "pulse");
  if (line->wait_ms > 0)
    put_number (text, "wait", line->wait_ms);
}

static void
put_decoder (GString         *text,
             const RkProfile *self)
{
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (self->options), (GCompareFunc) strcmp);

  g_string_append (text, "\n[" RK_GROUP_DECODER "]\n");
  put (text, "kind", self->decoder);
  for (GList *l = names; l != NULL; l = l->next)
    put (text, l->data, g_hash_table_lookup (self->options, l->data));
}

static void
put_messages (GString     *text,
              const char  *key,
              GBytes     **messages,
              const guint *pauses_ms)
{
  g_autofree char *printed = rk_talk_print (messages, pauses_ms);

  if (*printed != '\0')
    put (text, key, printed);
}

static void
put_talk (GString      *text,
          const RkTalk *talk)
{
  static const guint no_pauses[] = { 0, 0 };

  if (talk == NULL)
    return;

  g_string_append (text, "\n[" RK_GROUP_TALK "]\n");
  put_messages (text, "start", talk->start, talk->start_pauses_ms);
  put_messages (text, "poll", talk->poll, talk->poll_pauses_ms);
  put_messages (text, "stop", talk->stop, talk->stop_pauses_ms);
  if (talk->period_ms > 0)
    put_number (text, "period", talk->period_ms);
  put_number (text, "timeout", talk->timeout_ms);
  if (talk->gap_ms > 0)
    put_number (text, "gap", talk->gap_ms);
  if (talk->probe != NULL) {
    GBytes *probe[] = { talk->probe, NULL };

    put_messages (text, "probe", probe, no_pauses);
  }
  put (text, "answer", talk->answer);
}

static void
put_accuracy (GString                *text,
              const RkProfileChannel *channel)
{
  g_autoptr (GString) accuracy = g_string_new (NULL);
  char buffer[RK_NUMBER_BUFFER];

  if (isfinite (channel->accuracy)) {
    rk_number_print (channel->accuracy, buffer);
    g_string_append (accuracy, buffer);
  }
  if (isfinite (channel->accuracy_percent)) {
    rk_number_print (channel->accuracy_percent, buffer);
    g_string_append_printf (accuracy, "%s%s%%", accuracy->len > 0 ? " + " : "", buffer);
  }
  put (text, "accuracy", accuracy->len > 0 ? accuracy->str : NULL);
}

static void
put_channel (GString                *text,
             const RkProfileChannel *channel)
{
  g_string_append_printf (text, "\n[" RK_GROUP_CHANNEL "%s]\n", channel->key);
  put_text (text, "name", channel->name);
  put_text (text, "symbol", channel->symbol);
  put (text, "quantity", channel->quantity);
  put_text (text, "unit", channel->unit);
  if (channel->decimals >= 0)
    put_number (text, "decimals", channel->decimals);
  put_range (text, "range", channel->range_min, channel->range_max);
  put_range (text, "safe", channel->safe_min, channel->safe_max);
  put_number (text, "resolution", channel->resolution);
  put_accuracy (text, channel);
  if (channel->warm_up_s > 0)
    put_number (text, "warm-up", channel->warm_up_s);
  put (text, "calibration", channel->calibration);
}

/**
 * rk_profile_to_text:
 * @self: a profile
 *
 * Writes the profile as a .rkdevice file, names in the language in which they were read.
 *
 * Returns: (transfer full): a text that rk_profile_parse() reads as an equal profile
 */
char *
rk_profile_to_text (RkProfile *self)
{
  GString *text;

  g_return_val_if_fail (self != NULL, NULL);

  text = g_string_sized_new (1024);
  put_device (text, self);
  put_line (text, &self->line);
  put_decoder (text, self);
  put_talk (text, self->talk);
  for (guint i = 0; i < self->channels->len; i++)
    put_channel (text, &g_array_index (self->channels, RkProfileChannel, i));

  return g_string_free (text, FALSE);
}
