/* Devices that were told what they are: a key file in the user's folder of settings.
 *
 *   [usb%3A1a86%3A7523%3A...]
 *   profile=kern          the id
 *   baud=1200 ...         the settings of the line
 *   text=[Device]...      the whole profile, where it is no plain one of the list (worked out, or with other options)
 *   used=1700000000       when it was chosen, s since 1970: the oldest goes when there are too many
 *
 * The file is small and read anew each time, so that two windows agree. A damaged one counts as empty.
 */
#include "config.h"

#include "acquire/memory.h"

#include "acquire/errors.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>

#define FILE_MAX (1024 * 1024)
#define DEVICES_MAX 200

static char *
dup_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "rostok", "known-devices.ini", NULL);
}

/* A pty gets a number that the next one gets again; simulated devices are known. */
static gboolean
is_lasting (const char *key)
{
  return !g_str_has_prefix (key, "path:/dev/pts/") && !g_str_has_prefix (key, "simulated:");
}

static GKeyFile *
load (void)
{
  GKeyFile *file = g_key_file_new ();
  g_autofree char *path = dup_path ();
  struct stat info;

  if (stat (path, &info) == 0 && S_ISREG (info.st_mode) && info.st_size <= FILE_MAX)
    g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL);

  return file;
}

static gboolean
save (GKeyFile  *file,
      GError   **error)
{
  g_autofree char *path = dup_path ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *text = NULL;
  g_autoptr (GError) local = NULL;
  gsize len;

  text = g_key_file_to_data (file, &len, NULL);
  g_mkdir_with_parents (folder, 0700);
  if (g_file_set_contents_full (path, text, (gssize) len, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                0600, &local))
    return TRUE;

  g_set_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_FAILED,
               /* Translators: what the system says, with the name of the file */
               _("What the device is cannot be remembered: %s"), local->message);

  return FALSE;
}

static char *
dup_group (const char *key)
{
  return g_uri_escape_string (key, NULL, FALSE);
}

/* A number of the file, @standard where it is missing or out of the range. */
static guint
read_number (GKeyFile   *file,
             const char *group,
             const char *name,
             guint       min,
             guint       max,
             guint       standard)
{
  g_autoptr (GError) error = NULL;
  int value = g_key_file_get_integer (file, group, name, &error);

  return error == NULL && value >= (int) min && value <= (int) max ? (guint) value : standard;
}

static RkProfile *
read_profile (GKeyFile   *file,
              const char *group)
{
  g_autofree char *text = g_key_file_get_string (file, group, "text", NULL);
  g_autofree char *id = g_key_file_get_string (file, group, "profile", NULL);

  if (text != NULL)
    return rk_profile_parse (text, strlen (text), "known-devices.ini", NULL);

  return id != NULL ? rk_profile_find (id, NULL) : NULL;
}

/**
 * rk_memory_find:
 * @key: identity of a device
 *
 * Finds what was chosen for a device earlier.
 *
 * Returns: (transfer full) (nullable): the profile with the settings of the line; %NULL when nothing was
 *   chosen, or the profile is not there any more
 */
RkProfile *
rk_memory_find (const char *key)
{
  g_autoptr (GKeyFile) file = NULL;
  g_autoptr (RkProfile) profile = NULL;
  g_autofree char *group = NULL;
  RkLineSettings line;

  g_return_val_if_fail (key != NULL, NULL);

  group = dup_group (key);
  file = load ();
  if (!g_key_file_has_group (file, group))
    return NULL;
  profile = read_profile (file, group);
  if (profile == NULL)
    return NULL;

  line = *rk_profile_get_line (profile);
  line.baud = read_number (file, group, "baud", 50, 20000000, line.baud);
  line.data_bits = read_number (file, group, "data-bits", 5, 8, line.data_bits);
  line.parity = (RkParity) read_number (file, group, "parity", RK_PARITY_NONE, RK_PARITY_ODD, line.parity);
  line.stop_bits = read_number (file, group, "stop-bits", 1, 2, line.stop_bits);

  return rk_profile_with_line (profile, &line);
}

/* Whether the list has just this profile, but for the line. */
static gboolean
is_listed (RkProfile *profile)
{
  g_autoptr (RkProfile) listed = rk_profile_find (rk_profile_get_id (profile), NULL);
  GHashTableIter iter;
  gpointer name;
  gpointer value;

  if (listed == NULL || strcmp (rk_profile_get_decoder (listed), rk_profile_get_decoder (profile)) != 0 ||
      g_hash_table_size (rk_profile_get_options (listed)) != g_hash_table_size (rk_profile_get_options (profile)))
    return FALSE;

  g_hash_table_iter_init (&iter, rk_profile_get_options (profile));
  while (g_hash_table_iter_next (&iter, &name, &value)) {
    if (g_strcmp0 (g_hash_table_lookup (rk_profile_get_options (listed), name), value) != 0)
      return FALSE;
  }

  return TRUE;
}

static void
drop_oldest (GKeyFile *file)
{
  gsize n;
  g_auto (GStrv) groups = g_key_file_get_groups (file, &n);
  const char *oldest = NULL;
  gint64 oldest_s = G_MAXINT64;

  if (n <= DEVICES_MAX)
    return;

  for (gsize i = 0; i < n; i++) {
    gint64 used_s = g_key_file_get_int64 (file, groups[i], "used", NULL);

    if (used_s < oldest_s) {
      oldest_s = used_s;
      oldest = groups[i];
    }
  }
  g_key_file_remove_group (file, oldest, NULL);
}

/**
 * rk_memory_store:
 * @key: identity of a device
 * @profile: what it is, with the settings of its line
 * @error: return location
 *
 * Remembers what was chosen. A device without a lasting identity (a pty) is not remembered.
 *
 * Errors: %RK_ACQUIRE_ERROR_FAILED when the file cannot be written; it is then as it was.
 *
 * Returns: whether it worked
 */
gboolean
rk_memory_store (const char *key,
                 RkProfile  *profile,
                 GError    **error)
{
  g_autoptr (GKeyFile) file = NULL;
  g_autofree char *group = NULL;
  const RkLineSettings *line;

  g_return_val_if_fail (key != NULL && profile != NULL, FALSE);

  if (!is_lasting (key))
    return TRUE;

  file = load ();
  group = dup_group (key);
  line = rk_profile_get_line (profile);
  g_key_file_remove_group (file, group, NULL);
  g_key_file_set_string (file, group, "profile", rk_profile_get_id (profile));
  g_key_file_set_integer (file, group, "baud", (int) line->baud);
  g_key_file_set_integer (file, group, "data-bits", (int) line->data_bits);
  g_key_file_set_integer (file, group, "parity", (int) line->parity);
  g_key_file_set_integer (file, group, "stop-bits", (int) line->stop_bits);
  g_key_file_set_int64 (file, group, "used", g_get_real_time () / G_USEC_PER_SEC);
  if (!is_listed (profile)) {
    g_autofree char *text = rk_profile_to_text (profile);

    g_key_file_set_string (file, group, "text", text);
  }
  drop_oldest (file);

  return save (file, error);
}

/**
 * rk_memory_forget:
 * @key: identity of a device
 * @error: return location
 *
 * Forgets what was chosen; the device is then as new.
 *
 * Errors: %RK_ACQUIRE_ERROR_FAILED.
 *
 * Returns: whether it worked; also when nothing was known
 */
gboolean
rk_memory_forget (const char  *key,
                  GError     **error)
{
  g_autoptr (GKeyFile) file = NULL;
  g_autofree char *group = NULL;

  g_return_val_if_fail (key != NULL, FALSE);

  file = load ();
  group = dup_group (key);
  if (!g_key_file_remove_group (file, group, NULL))
    return TRUE;

  return save (file, error);
}
