/* [Talk] of a profile: what is sent to the device.
 *
 * A text is a row of messages: "\p" ends one and "\p200" waits 200 ms besides. All other escapes are those
 * of C, so that any byte can be sent; the file itself stays readable text.
 */
#include "config.h"

#include "acquire/profile-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* More and longer messages than these speak to no device. */
#define MESSAGES_MAX 64
#define MESSAGE_MAX  1024
#define PAUSE_MAX_MS 60000

#define TIMEOUT_MS 1000

const char * const rk_profile_talk_keys[] = {
  "start", "poll", "stop", "period", "timeout", "gap", "probe", "answer", NULL
};

static const struct {
  char   letter;
  guint8 byte;
} escapes[] = {
  { 'r', '\r' }, { 'n', '\n' }, { 't', '\t' }, { 's', ' ' }, { 'e', 0x1b }, { '0', 0 }, { '\\', '\\' },
};

/* What a text is read into. */
typedef struct {
  GPtrArray  *messages; /* of GBytes */
  GArray     *pauses;   /* of guint, one more in the end */
  GByteArray *message;  /* the one at hand */
} Messages;

static void
messages_init (Messages *self)
{
  self->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->pauses = g_array_new (FALSE, FALSE, sizeof (guint));
  self->message = g_byte_array_new ();
}

static void
messages_clear (Messages *self)
{
  g_clear_pointer (&self->messages, g_ptr_array_unref);
  g_clear_pointer (&self->pauses, g_array_unref);
  g_clear_pointer (&self->message, g_byte_array_unref);
}

/* Ends the message at hand; an empty one only adds to the pause. */
static void
end_message (Messages *self,
             guint    *pause_ms)
{
  if (self->message->len == 0)
    return;

  g_array_append_val (self->pauses, *pause_ms);
  g_ptr_array_add (self->messages, g_bytes_new (self->message->data, self->message->len));
  g_byte_array_set_size (self->message, 0);
  *pause_ms = 0;
}

/* One escape after "\"; returns what follows it, NULL = there is no such escape. */
static const char *
read_escape (Messages   *self,
             const char *p,
             guint      *pause_ms)
{
  guint8 byte;

  if (*p == 'p') {
    guint ms = 0;

    end_message (self, pause_ms);
    for (p++; g_ascii_isdigit (*p) && ms <= PAUSE_MAX_MS; p++)
      ms = ms * 10 + (guint) g_ascii_digit_value (*p);
    *pause_ms += ms;
    return *pause_ms <= PAUSE_MAX_MS ? p : NULL;
  }

  if (*p == 'x') {
    if (!g_ascii_isxdigit (p[1]) || !g_ascii_isxdigit (p[2]))
      return NULL;
    byte = (guint8) (g_ascii_xdigit_value (p[1]) * 16 + g_ascii_xdigit_value (p[2]));
    g_byte_array_append (self->message, &byte, 1);
    return p + 3;
  }

  for (guint i = 0; i < G_N_ELEMENTS (escapes); i++) {
    if (escapes[i].letter == *p) {
      g_byte_array_append (self->message, &escapes[i].byte, 1);
      return p + 1;
    }
  }

  return NULL;
}

static gboolean
scan_messages (RkProfileParser *self,
               const char      *key,
               const char      *text,
               Messages        *found)
{
  guint line = rk_profile_line_of (self, RK_GROUP_TALK, key);
  guint pause_ms = 0;

  for (const char *p = text; *p != '\0';) {
    const char *after = p + 1;

    if (*p != '\\') {
      g_byte_array_append (found->message, (const guint8 *) p, 1);
    } else {
      after = read_escape (found, p + 1, &pause_ms);
      if (after == NULL)
        return rk_profile_fail (self, line,
                                _("“%s”: “%.4s” is not known; possible are \\r \\n \\t \\s \\e \\0 \\\\ \\xHH \\p and \\p200 "
                                  "(a pause of at most %d ms)"), key, p, PAUSE_MAX_MS);
    }

    if (found->message->len > MESSAGE_MAX || found->messages->len > MESSAGES_MAX)
      return rk_profile_fail (self, line, _("“%s” has more than %d messages or one of more than %d bytes"),
                              key, MESSAGES_MAX, MESSAGE_MAX);
    p = after;
  }

  end_message (found, &pause_ms);
  g_array_append_val (found->pauses, pause_ms);

  return TRUE;
}

static gboolean
read_messages (RkProfileParser *self,
               const char      *key,
               GBytes        ***messages,
               guint          **pauses_ms)
{
  g_autofree char *text = rk_profile_dup_value (self, RK_GROUP_TALK, key);
  Messages found;
  gboolean good;

  messages_init (&found);
  good = scan_messages (self, key, text != NULL ? text : "", &found);
  if (good && text != NULL && found.messages->len == 0)
    good = rk_profile_fail (self, rk_profile_line_of (self, RK_GROUP_TALK, key), _("“%s” has no message"), key);

  g_ptr_array_set_free_func (found.messages, NULL);
  g_ptr_array_add (found.messages, NULL);
  *messages = (GBytes **) g_ptr_array_free (g_steal_pointer (&found.messages), FALSE);
  if (found.pauses->len == 0)
    g_array_set_size (found.pauses, 1);
  *pauses_ms = (guint *) (void *) g_array_free (g_steal_pointer (&found.pauses), FALSE);
  messages_clear (&found);

  return good;
}

static gboolean
read_ms (RkProfileParser *self,
         const char      *key,
         double           lower,
         double           upper,
         guint           *ms)
{
  double value = *ms;

  if (!rk_profile_read_number (self, RK_GROUP_TALK, key, lower, upper, TRUE, &value))
    return FALSE;
  *ms = (guint) value;

  return TRUE;
}

static gboolean
read_probe (RkProfileParser *self,
            RkTalk          *talk)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GRegex) regex = NULL;
  GBytes **messages = NULL;
  g_autofree guint *pauses_ms = NULL;
  gboolean good = read_messages (self, "probe", &messages, &pauses_ms);
  guint line;

  if (good && messages[0] != NULL && messages[1] != NULL)
    good = rk_profile_fail (self, rk_profile_line_of (self, RK_GROUP_TALK, "probe"), _("“%s” must be one message"), "probe");
  if (good && messages[0] != NULL)
    talk->probe = g_bytes_ref (messages[0]);
  for (guint i = 0; messages[i] != NULL; i++)
    g_bytes_unref (messages[i]);
  g_free (messages);
  if (!good)
    return FALSE;

  talk->answer = rk_profile_dup_value (self, RK_GROUP_TALK, "answer");
  line = rk_profile_line_of (self, RK_GROUP_TALK, "answer");
  if ((talk->answer == NULL) != (talk->probe == NULL))
    return rk_profile_fail (self, MAX (line, rk_profile_line_of (self, RK_GROUP_TALK, "probe")),
                            _("“%s” and “%s” go together"), "probe", "answer");
  if (talk->answer == NULL)
    return TRUE;

  regex = g_regex_new (talk->answer, 0, 0, &local);
  if (regex == NULL)
    return rk_profile_fail (self, line, "“%s”: %s", "answer", local->message);

  return TRUE;
}

/* A profile without [Talk] has no talk: the device speaks by itself. */
gboolean
rk_profile_read_talk_group (RkProfileParser *self)
{
  RkTalk *talk;

  if (rk_profile_line_of (self, RK_GROUP_TALK, NULL) == 0)
    return TRUE;

  talk = g_new0 (RkTalk, 1);
  talk->timeout_ms = TIMEOUT_MS;
  self->profile->talk = talk;

  return read_messages (self, "start", &talk->start, &talk->start_pauses_ms) &&
         read_messages (self, "poll", &talk->poll, &talk->poll_pauses_ms) &&
         read_messages (self, "stop", &talk->stop, &talk->stop_pauses_ms) &&
         read_ms (self, "period", 0, 3600000, &talk->period_ms) &&
         read_ms (self, "timeout", 10, 60000, &talk->timeout_ms) &&
         read_ms (self, "gap", 0, 10000, &talk->gap_ms) &&
         read_probe (self, talk);
}

static GBytes **
copy_messages (GBytes **messages)
{
  guint n = 0;
  GBytes **copy;

  /* NULL in a profile whose reading failed half-way. */
  while (messages != NULL && messages[n] != NULL)
    n++;

  copy = g_new0 (GBytes *, n + 1);
  for (guint i = 0; i < n; i++)
    copy[i] = g_bytes_ref (messages[i]);

  return copy;
}

static guint *
copy_pauses (GBytes     **messages,
             const guint *pauses_ms)
{
  guint n = 0;

  while (messages != NULL && messages[n] != NULL)
    n++;

  return pauses_ms != NULL ? g_memdup2 (pauses_ms, (n + 1) * sizeof (guint)) : g_new0 (guint, n + 1);
}

RkTalk *
rk_talk_copy (const RkTalk *self)
{
  RkTalk *copy;

  if (self == NULL)
    return NULL;

  copy = g_new (RkTalk, 1);
  *copy = *self;
  copy->start = copy_messages (self->start);
  copy->poll = copy_messages (self->poll);
  copy->stop = copy_messages (self->stop);
  copy->start_pauses_ms = copy_pauses (self->start, self->start_pauses_ms);
  copy->poll_pauses_ms = copy_pauses (self->poll, self->poll_pauses_ms);
  copy->stop_pauses_ms = copy_pauses (self->stop, self->stop_pauses_ms);
  copy->probe = self->probe != NULL ? g_bytes_ref (self->probe) : NULL;
  copy->answer = g_strdup (self->answer);

  return copy;
}

static void
free_messages (GBytes **messages)
{
  for (guint i = 0; messages != NULL && messages[i] != NULL; i++)
    g_bytes_unref (messages[i]);
  g_free (messages);
}

void
rk_talk_free (RkTalk *self)
{
  if (self == NULL)
    return;

  free_messages (self->start);
  free_messages (self->poll);
  free_messages (self->stop);
  g_free (self->start_pauses_ms);
  g_free (self->poll_pauses_ms);
  g_free (self->stop_pauses_ms);
  g_clear_pointer (&self->probe, g_bytes_unref);
  g_free (self->answer);
  g_free (self);
}

static void
print_pause (GString *text,
             guint    pause_ms,
             gboolean separates)
{
  if (pause_ms > 0)
    g_string_append_printf (text, "\\p%u", pause_ms);
  else if (separates)
    g_string_append (text, "\\p");
}

static void
print_byte (GString *text,
            guint8   byte)
{
  for (guint i = 0; i < G_N_ELEMENTS (escapes); i++) {
    /* A blank is one, unless the ends of the value would lose it. */
    if (escapes[i].byte == byte && byte != ' ') {
      g_string_append_printf (text, "\\%c", escapes[i].letter);
      return;
    }
  }

  if (byte >= 0x20 && byte < 0x7f)
    g_string_append_c (text, (char) byte);
  else
    g_string_append_printf (text, "\\x%02X", byte);
}

char *
rk_talk_print (GBytes * const *messages,
               const guint    *pauses_ms)
{
  GString *text = g_string_new (NULL);
  guint n = 0;

  for (; messages != NULL && messages[n] != NULL; n++) {
    gsize len;
    const guint8 *bytes = g_bytes_get_data (messages[n], &len);
    gboolean after_pause = n > 0 || pauses_ms[n] > 0;

    print_pause (text, pauses_ms[n], n > 0);
    for (gsize i = 0; i < len; i++) {
      /* "\p5" and "5" are not to become "\p55", and the ends of the value are stripped. */
      gboolean bare = bytes[i] == ' ' ? i > 0 && i + 1 < len : !(i == 0 && after_pause && g_ascii_isdigit ((char) bytes[i]));

      if (bare)
        print_byte (text, bytes[i]);
      else
        g_string_append_printf (text, "\\x%02X", bytes[i]);
    }
  }
  if (n > 0)
    print_pause (text, pauses_ms[n], FALSE);

  return g_string_free (text, FALSE);
}
