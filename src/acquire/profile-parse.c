/* Reads .rkdevice files; data/devices/README.md specifies them.
 *
 * The syntax is that of desktop files, and GKeyFile reads the translated keys. But GKeyFile knows no
 * line numbers, takes the last of two equal keys and any group, and whoever writes a profile for
 * a sensor needs to be told where the mistake is. So the lines are scanned here first.
 */
#include "config.h"

#include "acquire/profile-private.h"

#include "acquire/decoders/option.h"
#include "acquire/errors.h"
#include "base/number.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* More columns than this describe no device, but an attack. */
#define COLUMNS_MAX 256

static const char * const device_keys[] = { "id", "name", "description", "usb", "product", "rate", "duration", NULL };
static const char * const line_keys[] = { "baud", "data-bits", "parity", "stop-bits", "dtr", "rts", "reset", "wait", NULL };

/* Sets the error with the place; always FALSE. Line 0 = the whole file. */
gboolean
rk_profile_fail (RkProfileParser *self,
                 guint            line,
                 const char      *format,
                 ...)
{
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);

  if (line > 0)
    g_set_error (self->error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_PROFILE,
                 /* Translators: the name of a file, the number of a line, what is wrong there. */
                 _("%s, line %u: %s"), self->basename, line, what);
  else
    g_set_error (self->error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_PROFILE, "%s: %s", self->basename, what);

  return FALSE;
}

/* 0 when it is not there. */
guint
rk_profile_line_of (RkProfileParser *self,
                    const char      *group,
                    const char      *key)
{
  g_autofree char *place = key != NULL ? g_strconcat (group, "\n", key, NULL) : g_strdup (group);

  return GPOINTER_TO_UINT (g_hash_table_lookup (self->lines, place));
}

gboolean
rk_profile_unknown_word (RkProfileParser    *self,
                         guint               line,
                         const char         *what,
                         const char * const *words)
{
  const char *near = rk_option_nearest (what, words);
  g_autofree char *all = NULL;

  if (near != NULL)
    return rk_profile_fail (self, line, _("“%s” is not known here, did you mean “%s”?"), what, near);

  all = g_strjoinv (", ", (char **) words);

  return rk_profile_fail (self, line, _("“%s” is not known here; possible are: %s"), what, all);
}

static gboolean
check_group (RkProfileParser *self,
             const char      *name,
             guint            line)
{
  static const char * const names[] = {
    RK_GROUP_DEVICE, RK_GROUP_LINE, RK_GROUP_DECODER, RK_GROUP_TALK, RK_GROUP_CHANNEL "NAME", NULL
  };
  guint before = rk_profile_line_of (self, name, NULL);

  if (before > 0)
    return rk_profile_fail (self, line, _("[%s] stands in line %u already"), name, before);
  if (g_str_has_prefix (name, RK_GROUP_CHANNEL)) {
    if (name[strlen (RK_GROUP_CHANNEL)] == '\0')
      return rk_profile_fail (self, line, _("[Channel] needs the name of a column, as the device prints it"));
    if (self->groups->len > COLUMNS_MAX)
      return rk_profile_fail (self, line, _("there are more than %d channels"), COLUMNS_MAX);
  } else if (!g_strv_contains (names, name) || strcmp (name, RK_GROUP_CHANNEL "NAME") == 0) {
    return rk_profile_unknown_word (self, line, name, names);
  }

  g_ptr_array_add (self->groups, g_strdup (name));
  g_hash_table_insert (self->lines, g_strdup (name), GUINT_TO_POINTER (line));

  return TRUE;
}

/* The keys a group may have; NULL = any (the decoder checks its options itself). */
static const char * const *
keys_of (const char *group)
{
  if (strcmp (group, RK_GROUP_DEVICE) == 0)
    return device_keys;
  if (strcmp (group, RK_GROUP_LINE) == 0)
    return line_keys;
  if (strcmp (group, RK_GROUP_TALK) == 0)
    return rk_profile_talk_keys;

  return g_str_has_prefix (group, RK_GROUP_CHANNEL) ? rk_profile_channel_keys : NULL;
}

/* "name" or "name[ru]" in @group. */
static gboolean
check_key (RkProfileParser *self,
           const char      *group,
           const char      *key,
           guint            line)
{
  const char *bracket = strchr (key, '[');
  g_autofree char *plain = bracket != NULL ? g_strndup (key, (gsize) (bracket - key)) : g_strdup (key);
  const char * const *known = keys_of (group);
  guint before = rk_profile_line_of (self, group, key);

  if (before > 0)
    return rk_profile_fail (self, line, _("“%s” stands in line %u already"), key, before);

  if (known != NULL && !g_strv_contains (known, plain)) {
    const char *near = rk_option_nearest (plain, known);
    g_autofree char *all = NULL;

    if (near != NULL)
      return rk_profile_fail (self, line, _("unknown key “%s” in [%s], did you mean “%s”?"), plain, group, near);
    all = g_strjoinv (", ", (char **) known);
    return rk_profile_fail (self, line, _("unknown key “%s” in [%s]; possible are: %s"), plain, group, all);
  }

  if (bracket != NULL && strcmp (plain, "name") != 0 && strcmp (plain, "description") != 0)
    return rk_profile_fail (self, line, _("“%s” cannot be translated"), plain);

  g_hash_table_insert (self->lines, g_strconcat (group, "\n", key, NULL), GUINT_TO_POINTER (line));

  return TRUE;
}

/* One line: a comment, a group or a key. @group is where we are. */
static gboolean
scan_line (RkProfileParser *self,
           char            *text,
           guint            line,
           const char     **group)
{
  char *equals;
  gsize n;

  /* GKeyFile takes blanks before a line into account; we do as it does. */
  g_strchomp (text);
  n = strlen (text);
  if (n == 0 || *text == '#')
    return TRUE;

  if (*text == '[') {
    if (text[n - 1] != ']' || n < 3 || strpbrk (text + 1, "[") != NULL || memchr (text, ']', n - 1) != NULL)
      return rk_profile_fail (self, line, _("a group is written as [Name]"));
    text[n - 1] = '\0';
    if (!check_group (self, text + 1, line))
      return FALSE;
    *group = g_ptr_array_index (self->groups, self->groups->len - 1);
    return TRUE;
  }

  equals = strchr (text, '=');
  if (equals == NULL || equals == text)
    return rk_profile_fail (self, line, _("here “key=value”, [Group] or # comment is expected"));
  if (*group == NULL)
    return rk_profile_fail (self, line, _("a key stands before the first [Group]"));

  *equals = '\0';
  g_strchomp (text);
  if (g_ascii_isspace (*text))
    return rk_profile_fail (self, line, _("the line begins with a blank"));

  return check_key (self, *group, text, line);
}

static gboolean
scan_text (RkProfileParser *self,
           const char      *text,
           gsize            len)
{
  const char *group = NULL;
  const char *p = text;
  const char *end = text + len;
  const char *bad;

  if (len > RK_PROFILE_MAX)
    return rk_profile_fail (self, 0, _("the profile is larger than %d KiB"), RK_PROFILE_MAX / 1024);

  for (guint line = 1; p < end; line++) {
    const char *stop = memchr (p, '\n', (gsize) (end - p));
    g_autofree char *copy = NULL;

    if (stop == NULL)
      stop = end;
    if (!g_utf8_validate (p, stop - p, &bad))
      return rk_profile_fail (self, line, _("the text is not UTF-8"));
    copy = g_strndup (p, (gsize) (stop - p));
    if (!scan_line (self, copy, line, &group))
      return FALSE;
    p = stop + 1;
  }

  return TRUE;
}

/* The value as it is written, without escapes (patterns have many "\"); NULL if the key is missing. */
char *
rk_profile_dup_value (RkProfileParser *self,
                      const char      *group,
                      const char      *key)
{
  char *value;

  if (rk_profile_line_of (self, group, key) == 0)
    return NULL;

  value = g_key_file_get_value (self->file, group, key, NULL);

  return value != NULL ? g_strstrip (value) : NULL;
}

/* Of a name for people: translated, not empty, one line. */
gboolean
rk_profile_read_text (RkProfileParser *self,
                      const char      *group,
                      const char      *key,
                      char           **text)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *language = NULL;
  g_autofree char *full = NULL;
  g_autofree char *found = NULL;
  guint line = rk_profile_line_of (self, group, key);

  if (line == 0)
    return TRUE;

  /* g_key_file_get_locale_string () passes over wrong escapes, and leaks. */
  language = g_key_file_get_locale_for_key (self->file, group, key, NULL);
  full = language != NULL ? g_strdup_printf ("%s[%s]", key, language) : g_strdup (key);
  found = g_key_file_get_string (self->file, group, full, &local);
  if (local != NULL)
    return rk_profile_fail (self, line, _("“%s” cannot be read: %s"), key, local->message);
  if (*g_strstrip (found) == '\0' || g_utf8_strlen (found, -1) > 200 || strpbrk (found, "\n\r\t") != NULL)
    return rk_profile_fail (self, line, _("“%s” must be a text of 1 to 200 characters"), key);

  *text = g_steal_pointer (&found);

  return TRUE;
}

gboolean
rk_profile_read_number (RkProfileParser *self,
                        const char      *group,
                        const char      *key,
                        double           lower,
                        double           upper,
                        gboolean         whole,
                        double          *value)
{
  g_autofree char *text = rk_profile_dup_value (self, group, key);
  double found;

  if (text == NULL)
    return TRUE;

  if (!rk_number_parse (text, strlen (text), RK_NUMBER_PLAIN, &found) || !(found >= lower && found <= upper) ||
      (whole && found != (double) (gint64) found)) {
    char from[RK_NUMBER_BUFFER];
    char to[RK_NUMBER_BUFFER];

    rk_number_print (lower, from);
    rk_number_print (upper, to);
    return rk_profile_fail (self, rk_profile_line_of (self, group, key),
                            whole ? _("“%s” must be a whole number from %s to %s, not “%s”")
                                  : _("“%s” must be a number from %s to %s, not “%s”"),
                            key, from, to, text);
  }

  *value = found;

  return TRUE;
}

static gboolean
read_whole (RkProfileParser *self,
            const char      *key,
            guint            lower,
            guint            upper,
            guint           *value)
{
  double found = *value;

  if (!rk_profile_read_number (self, RK_GROUP_LINE, key, lower, upper, TRUE, &found))
    return FALSE;
  *value = (guint) found;

  return TRUE;
}

/* The number of the word in @words that the key says; @value is kept when the key is missing. */
static gboolean
read_word (RkProfileParser    *self,
           const char         *group,
           const char         *key,
           const char * const *words,
           int                *value)
{
  g_autofree char *text = rk_profile_dup_value (self, group, key);

  if (text == NULL)
    return TRUE;

  for (int i = 0; words[i] != NULL; i++) {
    if (strcmp (words[i], text) == 0) {
      *value = i;
      return TRUE;
    }
  }

  return rk_profile_unknown_word (self, rk_profile_line_of (self, group, key), text, words);
}

/* A level of DTR or RTS: words[0] is 0, words[1] is 1, words[2] leaves it (-1). */
static gboolean
read_level (RkProfileParser *self,
            const char      *key,
            int             *level)
{
  static const char * const words[] = { "off", "on", "leave", NULL };
  int word = *level < 0 ? 2 : *level;

  if (!read_word (self, RK_GROUP_LINE, key, words, &word))
    return FALSE;
  *level = word == 2 ? -1 : word;

  return TRUE;
}

static gboolean
read_line_group (RkProfileParser *self)
{
  static const char * const parities[] = { "none", "even", "odd", NULL };
  static const char * const resets[] = { "keep", "pulse", NULL };
  RkLineSettings *line = &self->profile->line;
  int parity = line->parity;
  int reset = line->reset;

  if (!read_whole (self, "baud", 50, 20000000, &line->baud) ||
      !read_whole (self, "data-bits", 5, 8, &line->data_bits) ||
      !read_word (self, RK_GROUP_LINE, "parity", parities, &parity) ||
      !read_whole (self, "stop-bits", 1, 2, &line->stop_bits) ||
      !read_level (self, "dtr", &line->dtr) ||
      !read_level (self, "rts", &line->rts) ||
      !read_word (self, RK_GROUP_LINE, "reset", resets, &reset) ||
      !read_whole (self, "wait", 0, 60000, &line->wait_ms))
    return FALSE;

  line->parity = (RkParity) parity;
  line->reset = (RkResetPolicy) reset;

  return TRUE;
}

static gboolean
is_id (const char *text)
{
  gsize n = strlen (text);

  if (n == 0 || n > 64 || !g_ascii_isalnum (*text))
    return FALSE;

  return strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789-") == n;
}

static gboolean
is_hex4 (const char *text)
{
  return strlen (text) == 4 && strspn (text, "0123456789abcdef") == 4;
}

/* "0d28:0204;2341:*" */
static gboolean
read_usb (RkProfileParser *self)
{
  g_autofree char *text = rk_profile_dup_value (self, RK_GROUP_DEVICE, "usb");
  g_auto (GStrv) parts = NULL;

  if (text == NULL)
    return TRUE;

  parts = g_strsplit (text, ";", -1);
  for (guint i = 0; parts[i] != NULL; i++) {
    g_auto (GStrv) ids = NULL;
    RkProfileUsb usb;

    if (*g_strstrip (parts[i]) == '\0')
      continue;

    ids = g_strsplit (parts[i], ":", 2);
    if (g_strv_length (ids) != 2 || !is_hex4 (ids[0]) || !(is_hex4 (ids[1]) || strcmp (ids[1], "*") == 0))
      return rk_profile_fail (self, rk_profile_line_of (self, RK_GROUP_DEVICE, "usb"),
                              _("“%s” is not of the form 2341:0043 or 2341:* (lower-case hexadecimal)"), parts[i]);

    usb.vid = g_strdup (ids[0]);
    usb.pid = strcmp (ids[1], "*") == 0 ? NULL : g_strdup (ids[1]);
    g_array_append_val (self->profile->usb, usb);
  }

  return TRUE;
}

static gboolean
read_device_group (RkProfileParser *self)
{
  RkProfile *profile = self->profile;

  if (rk_profile_line_of (self, RK_GROUP_DEVICE, NULL) == 0)
    return rk_profile_fail (self, 0, _("there is no group [%s]"), RK_GROUP_DEVICE);

  profile->id = rk_profile_dup_value (self, RK_GROUP_DEVICE, "id");
  if (profile->id == NULL)
    return rk_profile_fail (self, rk_profile_line_of (self, RK_GROUP_DEVICE, NULL), _("[%s] has no “%s”"),
                            RK_GROUP_DEVICE, "id");
  if (!is_id (profile->id))
    return rk_profile_fail (self, rk_profile_line_of (self, RK_GROUP_DEVICE, "id"),
                            _("an id has small letters, digits and “-” only, not “%s”"), profile->id);

  if (!rk_profile_read_text (self, RK_GROUP_DEVICE, "name", &profile->name) ||
      !rk_profile_read_text (self, RK_GROUP_DEVICE, "description", &profile->description) ||
      !rk_profile_read_text (self, RK_GROUP_DEVICE, "product", &profile->product) ||
      !read_usb (self) ||
      !rk_profile_read_number (self, RK_GROUP_DEVICE, "rate", 0, 1e6, FALSE, &profile->rate_hz) ||
      !rk_profile_read_number (self, RK_GROUP_DEVICE, "duration", 0, 1e7, FALSE, &profile->duration_s))
    return FALSE;

  if (profile->name == NULL)
    return rk_profile_fail (self, rk_profile_line_of (self, RK_GROUP_DEVICE, NULL), _("[%s] has no “%s”"),
                            RK_GROUP_DEVICE, "name");

  return TRUE;
}

/* The line of the option that a message of the decoder speaks of. */
static guint
line_of_option (RkProfileParser *self,
                const char      *message)
{
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, self->profile->options);
  while (g_hash_table_iter_next (&iter, &name, NULL)) {
    /* Translations have quotation marks of their own. */
    g_autofree char *quoted = g_strdup_printf ("“%s”", (const char *) name);
    g_autofree char *angled = g_strdup_printf ("«%s»", (const char *) name);

    if (strstr (message, quoted) != NULL || strstr (message, angled) != NULL)
      return rk_profile_line_of (self, RK_GROUP_DECODER, name);
  }

  return rk_profile_line_of (self, RK_GROUP_DECODER, NULL);
}

static gboolean
read_decoder_group (RkProfileParser *self)
{
  RkProfile *profile = self->profile;
  g_auto (GStrv) keys = NULL;
  g_autoptr (GError) local = NULL;
  g_autoptr (RkDecoder) trial = NULL;

  if (rk_profile_line_of (self, RK_GROUP_DECODER, NULL) == 0)
    return rk_profile_fail (self, 0, _("there is no group [%s]"), RK_GROUP_DECODER);

  keys = g_key_file_get_keys (self->file, RK_GROUP_DECODER, NULL, NULL);
  for (guint i = 0; keys != NULL && keys[i] != NULL; i++) {
    if (strcmp (keys[i], "kind") != 0)
      g_hash_table_insert (profile->options, g_strdup (keys[i]), rk_profile_dup_value (self, RK_GROUP_DECODER, keys[i]));
  }

  profile->decoder = rk_profile_dup_value (self, RK_GROUP_DECODER, "kind");
  if (profile->decoder == NULL)
    return rk_profile_fail (self, rk_profile_line_of (self, RK_GROUP_DECODER, NULL), _("[%s] has no “%s”"),
                            RK_GROUP_DECODER, "kind");

  /* The decoder knows best whether its options make sense. */
  trial = rk_decoder_new (profile->decoder, profile->options, &local);
  if (trial == NULL) {
    guint line = g_error_matches (local, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_NOT_FOUND)
                   ? rk_profile_line_of (self, RK_GROUP_DECODER, "kind")
                   : line_of_option (self, local->message);

    return rk_profile_fail (self, line, "%s", local->message);
  }

  return TRUE;
}

static gboolean
parse (RkProfileParser *self,
       const char      *text,
       gsize            len)
{
  g_autoptr (GError) local = NULL;

  if (!scan_text (self, text, len))
    return FALSE;

  if (!g_key_file_load_from_data (self->file, text, len, G_KEY_FILE_KEEP_TRANSLATIONS, &local))
    return rk_profile_fail (self, 0, "%s", local->message);

  if (!read_device_group (self) || !read_line_group (self) || !read_decoder_group (self) ||
      !rk_profile_read_talk_group (self))
    return FALSE;

  for (guint i = 0; i < self->groups->len; i++) {
    const char *group = g_ptr_array_index (self->groups, i);

    if (g_str_has_prefix (group, RK_GROUP_CHANNEL) && !rk_profile_read_channel_group (self, group))
      return FALSE;
  }

  return TRUE;
}

/**
 * rk_profile_parse:
 * @text: (array length=len): a profile; need not end with a zero byte
 * @len: bytes of @text
 * @basename: the name of the file, for messages
 * @error: return location
 *
 * Reads a profile and checks all of it; its decoder is made once to check the options.
 *
 * Errors: %RK_ACQUIRE_ERROR_PROFILE with the file, the line and what to write instead.
 * Threads: any.
 *
 * Returns: (transfer full): a profile, or %NULL
 */
RkProfile *
rk_profile_parse (const char *text,
                  gsize       len,
                  const char *basename,
                  GError    **error)
{
  g_autoptr (RkProfile) profile = NULL;
  g_autoptr (GKeyFile) file = NULL;
  g_autoptr (GHashTable) lines = NULL;
  g_autoptr (GPtrArray) groups = NULL;
  RkProfileParser self = { .basename = basename, .error = error };

  g_return_val_if_fail (text != NULL || len == 0, NULL);
  g_return_val_if_fail (basename != NULL, NULL);

  self.profile = profile = rk_profile_alloc ();
  self.file = file = g_key_file_new ();
  self.lines = lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self.groups = groups = g_ptr_array_new_with_free_func (g_free);

  if (!parse (&self, text != NULL ? text : "", len))
    return NULL;

  return g_steal_pointer (&profile);
}
