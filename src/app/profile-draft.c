#include "config.h"

#include "app/profile-draft.h"

#include "acquire/errors.h"
#include "base/quantity.h"

#include <glib/gi18n-lib.h>
#include <errno.h>
#include <string.h>

#define MAX_ID 40

/* Longest line a pattern is made of, bytes. */
#define MAX_SAMPLE 500

static void
draft_channel_free (gpointer data)
{
  RkDraftChannel *self = data;

  g_free (self->key);
  g_free (self->name);
  g_free (self->symbol);
  g_free (self->quantity);
  g_free (self->unit);
  g_free (self);
}

static void
copy_option (gpointer key,
             gpointer value,
             gpointer user_data)
{
  g_hash_table_insert (user_data, g_strdup (key), g_strdup (value));
}

/**
 * rk_profile_draft_new:
 * @profile: what it begins as
 *
 * Returns: (transfer full): a draft
 */
RkProfileDraft *
rk_profile_draft_new (RkProfile *profile)
{
  RkProfileDraft *self;
  GHashTable *options;

  g_return_val_if_fail (profile != NULL, NULL);

  self = g_new0 (RkProfileDraft, 1);
  self->base = rk_profile_to_text (profile);
  self->line = *rk_profile_get_line (profile);
  self->kind = g_strdup (rk_profile_get_decoder (profile));
  self->options = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->channels = g_ptr_array_new_with_free_func (draft_channel_free);

  options = rk_profile_get_options (profile);
  if (options != NULL)
    g_hash_table_foreach (options, copy_option, self->options);

  return self;
}

/**
 * rk_profile_draft_free:
 * @self: (nullable): a draft
 *
 * Frees it.
 */
void
rk_profile_draft_free (RkProfileDraft *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->description);
  g_free (self->base);
  g_free (self->kind);
  g_hash_table_unref (self->options);
  g_ptr_array_unref (self->channels);
  g_free (self);
}

/**
 * rk_profile_draft_set_option:
 * @self: a draft
 * @name: name of an option of the decoder
 * @value: (nullable): its text; %NULL and "" take it away
 *
 * Sets an option.
 */
void
rk_profile_draft_set_option (RkProfileDraft *self,
                             const char     *name,
                             const char     *value)
{
  g_return_if_fail (self != NULL && name != NULL);

  if (value != NULL && *value != '\0')
    g_hash_table_insert (self->options, g_strdup (name), g_strdup (value));
  else
    g_hash_table_remove (self->options, name);
}

/* "field-*" knows all that begins like it. */
static gboolean
knows_option (const RkDecoderKind *kind,
              const char          *name)
{
  g_auto (GStrv) known = g_strsplit (kind->options, " ", -1);

  for (guint i = 0; known[i] != NULL; i++) {
    if (strcmp (known[i], name) == 0)
      return TRUE;
    if (g_str_has_suffix (known[i], "*") && strncmp (known[i], name, strlen (known[i]) - 1) == 0)
      return TRUE;
  }

  return FALSE;
}

/**
 * rk_profile_draft_set_kind:
 * @self: a draft
 * @kind: id of a decoder
 *
 * Chooses another decoder; options it does not know are taken away.
 */
void
rk_profile_draft_set_kind (RkProfileDraft *self,
                           const char     *kind)
{
  const RkDecoderKind *found = rk_decoder_kind_find (kind);
  GHashTableIter iter;
  gpointer name;

  g_return_if_fail (self != NULL && found != NULL);

  g_free (self->kind);
  self->kind = g_strdup (kind);

  g_hash_table_iter_init (&iter, self->options);
  while (g_hash_table_iter_next (&iter, &name, NULL)) {
    if (!knows_option (found, name))
      g_hash_table_iter_remove (&iter);
  }
}

/**
 * rk_profile_draft_ensure_channel:
 * @self: a draft
 * @key: key of a column
 *
 * Returns: (transfer none): what is said of the column; made if need be
 */
RkDraftChannel *
rk_profile_draft_ensure_channel (RkProfileDraft *self,
                                 const char     *key)
{
  RkDraftChannel *channel;

  g_return_val_if_fail (self != NULL && key != NULL, NULL);

  for (guint i = 0; i < self->channels->len; i++) {
    channel = g_ptr_array_index (self->channels, i);
    if (strcmp (channel->key, key) == 0)
      return channel;
  }

  channel = g_new0 (RkDraftChannel, 1);
  channel->key = g_strdup (key);
  channel->decimals = -1;
  g_ptr_array_add (self->channels, channel);

  return channel;
}

/* ---- as a file ---- */

/* What the profile said that nobody changes here ([Talk], limits of channels) is kept as it was. */
static GKeyFile *
load_base (RkProfileDraft *self)
{
  GKeyFile *file = g_key_file_new ();

  if (!g_key_file_load_from_data (file, self->base, strlen (self->base), G_KEY_FILE_KEEP_TRANSLATIONS, NULL))
    g_warning ("a profile does not read as the file it was written as");

  return file;
}

static void
set_text (GKeyFile   *file,
          const char *group,
          const char *key,
          const char *value)
{
  g_autofree char *line = NULL;

  if (value == NULL || *value == '\0') {
    g_key_file_remove_key (file, group, key, NULL);
    return;
  }

  /* Values stand in one line. */
  line = g_strdelimit (g_strdup (value), "\r\n", ' ');
  g_key_file_set_value (file, group, key, line);
}

static void
set_number (GKeyFile   *file,
            const char *group,
            const char *key,
            guint       value)
{
  g_autofree char *text = g_strdup_printf ("%u", value);

  g_key_file_set_value (file, group, key, text);
}

static void
write_line (RkProfileDraft *self,
            GKeyFile       *file)
{
  static const char * const parities[] = { "none", "even", "odd" };

  set_number (file, "Line", "baud", self->line.baud);
  set_number (file, "Line", "data-bits", self->line.data_bits);
  set_number (file, "Line", "stop-bits", self->line.stop_bits);
  g_key_file_set_value (file, "Line", "parity", parities[self->line.parity]);
}

static void
write_decoder (RkProfileDraft *self,
               GKeyFile       *file)
{
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (self->options), (GCompareFunc) strcmp);

  g_key_file_remove_group (file, "Decoder", NULL);
  g_key_file_set_value (file, "Decoder", "kind", self->kind);
  for (GList *l = names; l != NULL; l = l->next)
    set_text (file, "Decoder", l->data, g_hash_table_lookup (self->options, l->data));
}

static void
write_channel (const RkDraftChannel *channel,
               GKeyFile             *file)
{
  g_autofree char *group = g_strconcat ("Channel ", channel->key, NULL);
  g_autofree char *decimals = channel->decimals >= 0 ? g_strdup_printf ("%d", channel->decimals) : NULL;

  /* A key with a bracket would end the name of its group. */
  if (strpbrk (channel->key, "[]\n\r") != NULL)
    return;
  if (channel->name == NULL && channel->quantity == NULL && channel->unit == NULL && decimals == NULL)
    return;

  set_text (file, group, "name", channel->name);
  set_text (file, group, "symbol", channel->symbol);
  set_text (file, group, "quantity", channel->quantity);
  set_text (file, group, "unit", channel->unit);
  set_text (file, group, "decimals", decimals);
}

/**
 * rk_profile_draft_to_text:
 * @self: a draft
 *
 * Returns: (transfer full): the .rkdevice file it would be
 */
char *
rk_profile_draft_to_text (RkProfileDraft *self)
{
  g_autoptr (GKeyFile) file = NULL;
  g_autofree char *id = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  file = load_base (self);
  id = rk_profile_draft_make_id (self->name);
  g_key_file_remove_group (file, "Device", NULL);
  g_key_file_set_value (file, "Device", "id", id);
  set_text (file, "Device", "name", self->name != NULL && *self->name != '\0' ? self->name : id);
  set_text (file, "Device", "description", self->description);
  write_line (self, file);
  write_decoder (self, file);
  for (guint i = 0; i < self->channels->len; i++)
    write_channel (g_ptr_array_index (self->channels, i), file);

  return g_key_file_to_data (file, NULL, NULL);
}

/**
 * rk_profile_draft_to_profile:
 * @self: a draft
 * @error: return location
 *
 * Reads the draft as the profile it would be.
 *
 * Errors: of the parser and of the decoder, in the user's words; the draft is unchanged.
 *
 * Returns: (transfer full): the profile
 */
RkProfile *
rk_profile_draft_to_profile (RkProfileDraft *self,
                             GError        **error)
{
  g_autofree char *text = NULL;
  g_autofree char *name = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  text = rk_profile_draft_to_text (self);
  name = rk_profile_draft_make_id (self->name);

  return rk_profile_parse (text, strlen (text), name, error);
}

/**
 * rk_profile_draft_make_id:
 * @name: (nullable): a name for people
 *
 * Makes what a file may be called: small Latin letters, digits and dashes.
 *
 * Returns: (transfer full): never empty
 */
char *
rk_profile_draft_make_id (const char *name)
{
  g_autofree char *plain = g_str_to_ascii (name != NULL ? name : "", "C");
  g_autoptr (GString) id = g_string_new (NULL);

  for (const char *p = plain; *p != '\0' && id->len < MAX_ID; p++) {
    if (g_ascii_isalnum (*p))
      g_string_append_c (id, g_ascii_tolower (*p));
    else if (id->len > 0 && id->str[id->len - 1] != '-')
      g_string_append_c (id, '-');
  }
  while (id->len > 0 && id->str[id->len - 1] == '-')
    g_string_truncate (id, id->len - 1);

  /* Nothing of it can be written in Latin letters. */
  if (id->len == 0)
    return name != NULL && *name != '\0' ? g_strdup_printf ("my-device-%08x", g_str_hash (name)) : g_strdup ("my-device");

  return g_string_free (g_steal_pointer (&id), FALSE);
}

/**
 * rk_profile_draft_save:
 * @self: a draft
 * @error: return location
 *
 * Writes it into the user's folder of profiles, where it is found from now on.
 *
 * Returns: (transfer full): path of the file
 */
char *
rk_profile_draft_save (RkProfileDraft *self,
                       GError        **error)
{
  g_autoptr (RkProfile) profile = rk_profile_draft_to_profile (self, error);
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "rostok", "devices", NULL);
  g_autofree char *basename = NULL;
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;

  if (profile == NULL)
    return NULL;

  if (g_mkdir_with_parents (folder, 0755) != 0) {
    int code = errno;

    g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (code),
                 _("The folder %s could not be made: %s"), folder, g_strerror (code));
    return NULL;
  }

  basename = g_strconcat (rk_profile_get_id (profile), ".rkdevice", NULL);
  path = g_build_filename (folder, basename, NULL);
  text = rk_profile_draft_to_text (self);
  if (!g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0644, error))
    return NULL;

  rk_profile_reload ();

  return g_steal_pointer (&path);
}

/* ---- a pattern from a line ---- */

/* A number at @p: sign, digits, one point or comma. 0 = none. */
static gsize
number_length (const char *p,
               gboolean    after_word)
{
  gsize n = 0;
  gboolean has_sign = *p == '-' || *p == '+';

  /* The 2 of CO2 and the minus of 10-20 belong to what stands before. */
  if (after_word)
    return 0;

  if (has_sign)
    n++;
  if (!g_ascii_isdigit (p[n]))
    return 0;
  while (g_ascii_isdigit (p[n]))
    n++;
  if ((p[n] == '.' || p[n] == ',') && g_ascii_isdigit (p[n + 1])) {
    n++;
    while (g_ascii_isdigit (p[n]))
      n++;
  }

  return n;
}

static void
append_literal (GString    *pattern,
                const char *text,
                gsize       n)
{
  for (gsize i = 0; i < n;) {
    if (text[i] == ' ' || text[i] == '\t') {
      while (i < n && (text[i] == ' ' || text[i] == '\t'))
        i++;
      g_string_append (pattern, "\\s+");
    } else {
      if (strchr ("\\^$.|?*+()[]{}", text[i]) != NULL)
        g_string_append_c (pattern, '\\');
      g_string_append_c (pattern, text[i++]);
    }
  }
}

/* The last word before the number names it, if it is one that a group may be called. */
static char *
name_group (const char *text,
            gsize       n,
            GHashTable *taken,
            guint       number)
{
  gsize end = n;
  gsize begin;
  g_autofree char *name = NULL;

  while (end > 0 && !g_ascii_isalnum (text[end - 1]))
    end--;
  begin = end;
  while (begin > 0 && (g_ascii_isalnum (text[begin - 1]) || text[begin - 1] == '_'))
    begin--;
  while (begin < end && !g_ascii_isalpha (text[begin]))
    begin++;

  /* PCRE takes at most 32 characters. */
  name = begin < end ? g_strndup (text + begin, MIN (end - begin, 24)) : g_strdup_printf ("value%u", number);
  if (g_hash_table_contains (taken, name) || g_str_has_prefix (name, "time_") || g_str_has_prefix (name, "status")) {
    char *other = g_strdup_printf ("%s_%u", name, number);

    g_free (name);
    name = other;
  }
  g_hash_table_add (taken, g_strdup (name));

  return g_steal_pointer (&name);
}

/* A known unit that follows the number, with the blanks before it. */
static gsize
unit_length (const char *p,
             gsize      *blanks)
{
  gsize begin = 0;
  gsize n;

  while (p[begin] == ' ')
    begin++;
  n = begin;
  while (p[n] != '\0' && strchr (" \t,;|", p[n]) == NULL)
    n++;

  for (; n > begin; n--) {
    g_autofree char *unit = g_strndup (p + begin, n - begin);

    if (g_utf8_validate (unit, -1, NULL) && rk_unit_find (unit) != NULL) {
      *blanks = begin;
      return n - begin;
    }
  }

  return 0;
}

/**
 * rk_profile_draft_make_pattern:
 * @line: a line as the device sent it
 *
 * Makes a pattern for lines like this one: its numbers become named groups, known units behind them
 * groups too, blanks any number of blanks, and the rest stays as it stands.
 *
 * Returns: (transfer full): "" when the line has no number
 */
char *
rk_profile_draft_make_pattern (const char *line)
{
  g_autofree char *text = g_strstrip (g_strndup (line != NULL ? line : "", MAX_SAMPLE));
  g_autoptr (GString) pattern = g_string_new (NULL);
  g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gsize literal = 0; /* begin of what is not yet written */
  guint n_values = 0;

  for (gsize i = 0; text[i] != '\0';) {
    gsize n = number_length (text + i, i > 0 && (g_ascii_isalnum (text[i - 1]) || text[i - 1] == '_'));
    g_autofree char *name = NULL;
    gsize blanks = 0;
    gsize unit;

    if (n == 0) {
      i++;
      continue;
    }

    append_literal (pattern, text + literal, i - literal);
    name = name_group (text + literal, i - literal, taken, ++n_values);
    g_string_append_printf (pattern, "(?<%s>[-+]?[\\d.,]+)", name);
    i += n;
    unit = unit_length (text + i, &blanks);
    if (unit > 0) {
      g_string_append_printf (pattern, "%s(?<%s_unit>[^\\s,;|]+)", blanks > 0 ? "\\s*" : "", name);
      i += blanks + unit;
    }
    literal = i;
  }

  if (n_values == 0)
    return g_strdup ("");
  append_literal (pattern, text + literal, strlen (text + literal));

  return g_string_free (g_steal_pointer (&pattern), FALSE);
}
