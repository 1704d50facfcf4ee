/* Small notes in the user's data folder: one file each, named by a hash of the path, so that
 * instances of the program never write into the same one. */
#include "config.h"

#include "project/unfinished.h"

#include "base/errors.h"
#include "project/errors.h"
#include "project/project.h"
#include "project/schema.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#define MAX_NOTES     1000
#define MAX_NOTE_SIZE 65536

char *
rk_unfinished_get_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), "rostok", "experiments", NULL);
}

gboolean
rk_unfinished_is_untitled (const char *path)
{
  g_autofree char *folder = rk_unfinished_get_folder ();
  g_autofree char *parent = g_path_get_dirname (path);
  g_autoptr (GFile) a = g_file_new_for_path (folder);
  g_autoptr (GFile) b = g_file_new_for_path (parent);

  return g_file_equal (a, b);
}

/**
 * rk_unfinished_make_folder:
 * @folder: path
 * @error: return location
 *
 * Makes a folder that is still there after a power cut.
 *
 * Returns: %TRUE if it is there now
 */
gboolean
rk_unfinished_make_folder (const char *folder,
                           GError    **error)
{
  if (g_mkdir_with_parents (folder, 0700) != 0) {
    int code = errno;

    g_set_error (error, RK_PROJECT_ERROR, RK_PROJECT_ERROR_FAILED,
                 "%s: %s", folder, rk_errno_text (code));
    return FALSE;
  }

  return rk_schema_sync (folder, error) && rk_schema_sync_folder_of (folder, error);
}

static char *
note_path (const char *kind,
           const char *path)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, path, -1);

  return g_build_filename (g_get_user_data_dir (), "rostok", kind, hash, NULL);
}

static void
write_note (const char *kind,
            const char *path,
            const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *note = note_path (kind, path);
  g_autofree char *folder = g_path_get_dirname (note);

  if (!rk_unfinished_make_folder (folder, &error)
      || !g_file_set_contents_full (note, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                    0600, &error))
    g_debug ("Note about %s: %s", path, error->message);
}

void
rk_unfinished_note (const char *path)
{
  if (!rk_unfinished_is_untitled (path))
    write_note ("recording", path, path);
}

void
rk_unfinished_unnote (const char *path)
{
  g_autofree char *note = note_path ("recording", path);

  g_unlink (note);
}

static char *
read_note (const char *note)
{
  g_autofree char *text = NULL;
  GStatBuf info;
  gsize len;

  if (g_stat (note, &info) != 0 || info.st_size > MAX_NOTE_SIZE
      || !g_file_get_contents (note, &text, &len, NULL)
      || strlen (text) != len)
    return NULL;

  return g_steal_pointer (&text);
}

GPtrArray *
rk_unfinished_get_noted (void)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "rostok", "recording", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && paths->len < MAX_NOTES && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *note = g_build_filename (folder, name, NULL);
    char *path = read_note (note);

    if (path != NULL)
      g_ptr_array_add (paths, path);
  }

  return paths;
}

void
rk_unfinished_set_settled (const char *path,
                           gint64      begin_wall_us)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT "\n%s", begin_wall_us, path);

  write_note ("settled", path, text);
  rk_unfinished_unnote (path);
}

gboolean
rk_unfinished_is_settled (const char *path,
                          gint64      begin_wall_us)
{
  g_autofree char *note = note_path ("settled", path);
  g_autofree char *text = read_note (note);

  return text != NULL && g_ascii_strtoll (text, NULL, 10) == begin_wall_us;
}
