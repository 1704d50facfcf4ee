#include "config.h"

#include "base/paths.h"

#include <string.h>

#define DEFAULT_DATA_DIRS "/usr/local/share:/usr/share"

static char *localedir;

/* The folder "share" of the prefix this very program runs from; NULL in a build folder. */
static char *
find_share (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *bin = program != NULL ? g_path_get_dirname (program) : NULL;
  g_autofree char *prefix = bin != NULL ? g_path_get_dirname (bin) : NULL;
  g_autofree char *share = prefix != NULL ? g_build_filename (prefix, "share", NULL) : NULL;
  g_autofree char *mark = NULL;

  if (share == NULL)
    return NULL;

  mark = g_build_filename (share, "mime", "packages", APP_ID "-mime.xml", NULL);

  return g_file_test (mark, G_FILE_TEST_EXISTS) ? g_steal_pointer (&share) : NULL;
}

static void
add_data_dir (const char *share)
{
  const char *dirs = g_getenv ("XDG_DATA_DIRS");
  g_autofree char *all = NULL;
  g_auto (GStrv) parts = NULL;

  if (dirs == NULL || dirs[0] == '\0')
    dirs = DEFAULT_DATA_DIRS;

  parts = g_strsplit (dirs, ":", -1);
  if (g_strv_contains ((const char *const *) parts, share))
    return;

  all = g_strconcat (share, ":", dirs, NULL);
  g_setenv ("XDG_DATA_DIRS", all, TRUE);
}

/**
 * rk_paths_set_up:
 *
 * Lets a program find what was installed beside it.
 *
 * Installed below any prefix, or copied to another place with its prefix, it finds its settings, icons,
 * device profiles and translations by its own place. Must run before anything asks for the data folders.
 *
 * Threads: main, first.
 */
void
rk_paths_set_up (void)
{
  const char *wanted = g_getenv ("ROSTOK_LOCALEDIR");
  g_autofree char *share = find_share ();

  if (share != NULL)
    add_data_dir (share);

  g_free (localedir);
  if (wanted != NULL)
    localedir = g_strdup (wanted);
  else if (share != NULL)
    localedir = g_build_filename (share, "locale", NULL);
  else
    localedir = g_strdup (LOCALEDIR);
}

/**
 * rk_paths_localedir:
 *
 * Tells where the translations are: the environment variable ROSTOK_LOCALEDIR, else beside the
 * program, else where it was configured to be installed.
 *
 * Returns: (transfer none): a folder
 */
const char *
rk_paths_localedir (void)
{
  return localedir != NULL ? localedir : LOCALEDIR;
}
