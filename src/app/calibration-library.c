/* [source key/column key]
 * active=2
 * calibration-1=polynomial 17.5 -6
 * unit-1=pH
 * name-1=Buffers 4 and 7
 * author-1=Ivanova
 * date-1=2026-11-21T08:15:00Z
 * calibration-2=...
 */
#include "config.h"

#include "app/calibration-library.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#define FILE_NAME "calibrations.ini"

/* Thousands of sensors. */
#define MAX_BYTES (8 * 1024 * 1024)

#define MAX_TEXT 200 /* characters of a name */

struct _RkCalibrationLibrary
{
  char     *path;
  GKeyFile *file;
  char     *trouble; /* nullable; then the file at @path is somebody's, but not understood */
};

/**
 * rk_stored_calibration_free:
 * @self: (nullable): a calibration
 *
 * Frees it.
 */
void
rk_stored_calibration_free (RkStoredCalibration *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->author);
  g_free (self->unit);
  g_clear_pointer (&self->calibration, rk_calibration_unref);
  g_free (self);
}

static void
load (RkCalibrationLibrary *self)
{
  g_autoptr (GError) error = NULL;
  GStatBuf info;

  if (g_stat (self->path, &info) != 0 && errno == ENOENT)
    return;

  if (info.st_size > MAX_BYTES)
    self->trouble = g_strdup_printf (_("The stored calibrations in %s are too large to be read"), self->path);
  else if (!g_key_file_load_from_file (self->file, self->path, G_KEY_FILE_KEEP_COMMENTS, &error))
    self->trouble = g_strdup_printf (_("The stored calibrations cannot be read: %s: %s"), self->path, error->message);

  if (self->trouble != NULL) {
    g_key_file_unref (self->file);
    self->file = g_key_file_new ();
  }
}

/**
 * rk_calibration_library_new:
 * @path: (nullable): the file; %NULL = the user's own
 *
 * Reads the stored calibrations. Without a file there are none.
 *
 * Returns: (transfer full): the library
 */
RkCalibrationLibrary *
rk_calibration_library_new (const char *path)
{
  RkCalibrationLibrary *self = g_new0 (RkCalibrationLibrary, 1);

  self->path = path != NULL ? g_strdup (path) : g_build_filename (g_get_user_data_dir (), "rostok", FILE_NAME, NULL);
  self->file = g_key_file_new ();
  load (self);

  return self;
}

/**
 * rk_calibration_library_get_default:
 *
 * Gets the stored calibrations of the user.
 *
 * Returns: (transfer none): the library, for the life of the program
 */
RkCalibrationLibrary *
rk_calibration_library_get_default (void)
{
  static RkCalibrationLibrary *library;

  if (library == NULL)
    library = rk_calibration_library_new (NULL);

  return library;
}

/**
 * rk_calibration_library_free:
 * @self: (nullable): a library
 *
 * Frees it. Everything is saved already.
 */
void
rk_calibration_library_free (RkCalibrationLibrary *self)
{
  if (self == NULL)
    return;

  g_key_file_unref (self->file);
  g_free (self->path);
  g_free (self->trouble);
  g_free (self);
}

/**
 * rk_calibration_library_get_trouble:
 * @self: a library
 *
 * Returns: (nullable): why the file could not be read
 */
const char *
rk_calibration_library_get_trouble (RkCalibrationLibrary *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->trouble;
}

/* Brackets and control characters cannot stand in the name of a group. */
static char *
make_group (const char *source_key,
            const char *column_key)
{
  g_autofree char *source = g_uri_escape_string (source_key, " :.,;+*()=-_/", TRUE);
  g_autofree char *column = g_uri_escape_string (column_key, " :.,;+*()=-_", TRUE);

  return g_strdup_printf ("%s/%s", source, column);
}

static char *
make_key (const char *what,
          guint       number)
{
  return g_strdup_printf ("%s-%u", what, number);
}

static char *
dup_text (RkCalibrationLibrary *self,
          const char           *group,
          const char           *what,
          guint                 number)
{
  g_autofree char *key = make_key (what, number);
  g_autofree char *text = g_key_file_get_string (self->file, group, key, NULL);

  if (text == NULL || *text == '\0')
    return NULL;

  return g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), MAX_TEXT));
}

static gint64
read_date (const char *text)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) date = text != NULL ? g_date_time_new_from_iso8601 (text, utc) : NULL;

  return date != NULL ? MAX (g_date_time_to_unix (date), 0) * G_USEC_PER_SEC : 0;
}

/* The entry with @number; NULL if there is none that can be read. */
static RkStoredCalibration *
read_entry (RkCalibrationLibrary *self,
            const char           *group,
            guint                 number)
{
  g_autofree char *key = make_key ("calibration", number);
  g_autofree char *text = g_key_file_get_string (self->file, group, key, NULL);
  g_autoptr (RkCalibration) calibration = text != NULL ? rk_calibration_parse (text, NULL) : NULL;
  g_autofree char *date = NULL;
  RkStoredCalibration *stored;

  if (calibration == NULL)
    return NULL;

  date = dup_text (self, group, "date", number);
  stored = g_new0 (RkStoredCalibration, 1);
  stored->calibration = g_steal_pointer (&calibration);
  stored->name = dup_text (self, group, "name", number);
  stored->author = dup_text (self, group, "author", number);
  stored->unit = dup_text (self, group, "unit", number);
  stored->wall_us = read_date (date);

  return stored;
}

/* Numbers of the entries in the file, readable or not, ascending. */
static GArray *
find_numbers (RkCalibrationLibrary *self,
              const char           *group)
{
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  g_auto (GStrv) keys = g_key_file_get_keys (self->file, group, NULL, NULL);
  const char *prefix = "calibration-";

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++) {
    guint64 number;
    guint place = 0;
    guint value;

    if (!g_str_has_prefix (keys[i], prefix)
        || !g_ascii_string_to_unsigned (keys[i] + strlen (prefix), 10, 1, 1000000, &number, NULL))
      continue;

    value = (guint) number;
    while (place < numbers->len && g_array_index (numbers, guint, place) < value)
      place++;
    g_array_insert_val (numbers, place, value);
  }

  return numbers;
}

/* The same, of those that can be read: entry i of the list has the number i here. */
static GPtrArray *
read_entries (RkCalibrationLibrary *self,
              const char           *group,
              GArray              **numbers)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_stored_calibration_free);
  GArray *all = find_numbers (self, group);

  for (guint i = 0; i < all->len;) {
    RkStoredCalibration *stored = read_entry (self, group, g_array_index (all, guint, i));

    if (stored != NULL) {
      g_ptr_array_add (entries, stored);
      i++;
    } else {
      g_array_remove_index (all, i);
    }
  }
  *numbers = all;

  return entries;
}

/**
 * rk_calibration_library_list:
 * @self: a library
 * @source_key: key of a source
 * @column_key: key of its column
 * @active: (out): index of the one in use; -1 = as from the factory
 *
 * Lists the calibrations of a sensor.
 *
 * Returns: (transfer full) (element-type RkStoredCalibration): the oldest first
 */
GPtrArray *
rk_calibration_library_list (RkCalibrationLibrary *self,
                             const char           *source_key,
                             const char           *column_key,
                             int                  *active)
{
  g_autofree char *group = NULL;
  g_autoptr (GArray) numbers = NULL;
  GPtrArray *entries;
  guint64 number;

  g_return_val_if_fail (self != NULL && source_key != NULL && column_key != NULL && active != NULL, NULL);

  group = make_group (source_key, column_key);
  entries = read_entries (self, group, &numbers);
  number = g_key_file_get_uint64 (self->file, group, "active", NULL);

  *active = -1;
  for (guint i = 0; i < numbers->len; i++)
    if (g_array_index (numbers, guint, i) == number)
      *active = (int) i;

  return entries;
}

/* Writes all of it, or nothing; what could not be understood goes aside. */
static gboolean
save (RkCalibrationLibrary *self,
      GError              **error)
{
  g_autofree char *text = NULL;
  g_autofree char *folder = g_path_get_dirname (self->path);
  gsize len;

  if (self->trouble != NULL) {
    g_autofree char *aside = g_strconcat (self->path, ".broken", NULL);

    if (g_rename (self->path, aside) != 0 && errno != ENOENT) {
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), _("%s could not be moved aside: %s"), self->path,
                   g_strerror (errno));
      return FALSE;
    }
    g_clear_pointer (&self->trouble, g_free);
  }

  if (g_mkdir_with_parents (folder, 0700) != 0) {
    g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "%s: %s", folder, g_strerror (errno));
    return FALSE;
  }

  text = g_key_file_to_data (self->file, &len, NULL);

  return g_file_set_contents_full (self->path, text, (gssize) len, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0600, error);
}

/* Changes are tried on the key file; when they cannot be saved it becomes what it was. */
static gboolean
save_or_restore (RkCalibrationLibrary *self,
                 const char           *before,
                 GError              **error)
{
  if (save (self, error))
    return TRUE;

  g_key_file_unref (self->file);
  self->file = g_key_file_new ();
  g_key_file_load_from_data (self->file, before, (gsize) -1, G_KEY_FILE_KEEP_COMMENTS, NULL);

  return FALSE;
}

static void
put_text (RkCalibrationLibrary *self,
          const char           *group,
          const char           *what,
          guint                 number,
          const char           *text)
{
  g_autofree char *key = make_key (what, number);
  g_autofree char *cut = NULL;

  if (text == NULL || *text == '\0')
    return;

  cut = g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), MAX_TEXT));
  g_key_file_set_string (self->file, group, key, cut);
}

static void
remove_number (RkCalibrationLibrary *self,
               const char           *group,
               guint                 number)
{
  static const char *const parts[] = { "calibration", "unit", "name", "author", "date" };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autofree char *key = make_key (parts[i], number);

    g_key_file_remove_key (self->file, group, key, NULL);
  }
  if (g_key_file_get_uint64 (self->file, group, "active", NULL) == number)
    g_key_file_remove_key (self->file, group, "active", NULL);
}

/**
 * rk_calibration_library_add:
 * @self: a library
 * @source_key: key of a source
 * @column_key: key of its column
 * @stored: a calibration, copied
 * @error: return location
 *
 * Keeps a calibration and makes it the one in use.
 *
 * Returns: %FALSE if it could not be saved; nothing has changed then
 */
gboolean
rk_calibration_library_add (RkCalibrationLibrary      *self,
                            const char                *source_key,
                            const char                *column_key,
                            const RkStoredCalibration *stored,
                            GError                   **error)
{
  g_autofree char *group = NULL;
  g_autofree char *before = NULL;
  g_autofree char *key = NULL;
  g_autofree char *text = NULL;
  g_autofree char *date_text = NULL;
  g_autoptr (GDateTime) date = NULL;
  g_autoptr (GArray) numbers = NULL;
  guint number;

  g_return_val_if_fail (self != NULL && source_key != NULL && column_key != NULL && stored != NULL, FALSE);
  g_return_val_if_fail (stored->calibration != NULL, FALSE);

  before = g_key_file_to_data (self->file, NULL, NULL);
  group = make_group (source_key, column_key);
  numbers = find_numbers (self, group);
  number = numbers->len > 0 ? g_array_index (numbers, guint, numbers->len - 1) + 1 : 1;

  /* The one in use is about to be another. */
  while (numbers->len >= RK_LIBRARY_MAX_ENTRIES) {
    remove_number (self, group, g_array_index (numbers, guint, 0));
    g_array_remove_index (numbers, 0);
  }

  key = make_key ("calibration", number);
  text = rk_calibration_to_text (stored->calibration);
  date = g_date_time_new_from_unix_utc (stored->wall_us / G_USEC_PER_SEC);
  date_text = date != NULL && stored->wall_us > 0 ? g_date_time_format_iso8601 (date) : NULL;
  g_key_file_set_string (self->file, group, key, text);
  put_text (self, group, "unit", number, stored->unit);
  put_text (self, group, "name", number, stored->name);
  put_text (self, group, "author", number, stored->author);
  put_text (self, group, "date", number, date_text);
  g_key_file_set_uint64 (self->file, group, "active", number);

  return save_or_restore (self, before, error);
}

/**
 * rk_calibration_library_set_active:
 * @self: a library
 * @source_key: key of a source
 * @column_key: key of its column
 * @index: in the list; -1 = as from the factory
 * @error: return location
 *
 * Chooses the calibration in use.
 *
 * Returns: %FALSE if it could not be saved; nothing has changed then
 */
gboolean
rk_calibration_library_set_active (RkCalibrationLibrary *self,
                                   const char           *source_key,
                                   const char           *column_key,
                                   int                   index,
                                   GError              **error)
{
  g_autofree char *group = NULL;
  g_autofree char *before = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GArray) numbers = NULL;

  g_return_val_if_fail (self != NULL && source_key != NULL && column_key != NULL, FALSE);

  before = g_key_file_to_data (self->file, NULL, NULL);
  group = make_group (source_key, column_key);
  entries = read_entries (self, group, &numbers);
  g_return_val_if_fail (index < (int) entries->len, FALSE);

  if (index >= 0)
    g_key_file_set_uint64 (self->file, group, "active", g_array_index (numbers, guint, index));
  else if (!g_key_file_has_key (self->file, group, "active", NULL))
    return TRUE;
  else
    g_key_file_remove_key (self->file, group, "active", NULL);

  return save_or_restore (self, before, error);
}

/**
 * rk_calibration_library_remove:
 * @self: a library
 * @source_key: key of a source
 * @column_key: key of its column
 * @index: in the list
 * @error: return location
 *
 * Forgets a calibration. If it was in use, none is.
 *
 * Returns: %FALSE if it could not be saved; nothing has changed then
 */
gboolean
rk_calibration_library_remove (RkCalibrationLibrary *self,
                               const char           *source_key,
                               const char           *column_key,
                               guint                 index,
                               GError              **error)
{
  g_autofree char *group = NULL;
  g_autofree char *before = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GArray) numbers = NULL;

  g_return_val_if_fail (self != NULL && source_key != NULL && column_key != NULL, FALSE);

  before = g_key_file_to_data (self->file, NULL, NULL);
  group = make_group (source_key, column_key);
  entries = read_entries (self, group, &numbers);
  g_return_val_if_fail (index < entries->len, FALSE);

  remove_number (self, group, g_array_index (numbers, guint, index));

  return save_or_restore (self, before, error);
}
