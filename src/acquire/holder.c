/* Who holds a port, found in /proc without touching the port. */
#include "config.h"

#include "acquire/holder.h"

#include "acquire/sysfs.h"
#include "base/bytes.h"

#include <dirent.h>
#include <limits.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

/* A process that holds more is not searched further: the answer is a courtesy. */
#define MAX_FDS 4096

static gboolean
is_number (const char *text)
{
  if (*text == '\0')
    return FALSE;

  for (; *text != '\0'; text++)
    if (!g_ascii_isdigit (*text))
      return FALSE;

  return TRUE;
}

/* Compares what the links point at: other users' processes cannot be read and are passed over. */
static gboolean
process_holds (const char *pid,
               const char *target)
{
  g_autofree char *dir_path = g_strdup_printf ("/proc/%s/fd", pid);
  DIR *dir = opendir (dir_path);
  struct dirent *entry;
  gboolean found = FALSE;

  if (dir == NULL)
    return FALSE;

  for (guint n = 0; !found && n < MAX_FDS && (entry = readdir (dir)) != NULL; n++) {
    char link[PATH_MAX];
    ssize_t len = readlinkat (dirfd (dir), entry->d_name, link, sizeof link - 1);

    if (len <= 0)
      continue;
    link[len] = '\0';
    found = strcmp (link, target) == 0;
  }

  closedir (dir);

  return found;
}

static char *
describe_process (const char *pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%s/comm", pid);
  g_autofree char *text = NULL;
  g_autofree char *shown = NULL;
  gsize len = 0;

  if (!g_file_get_contents (path, &text, &len, NULL))
    return g_strdup (pid);

  while (len > 0 && g_ascii_isspace (text[len - 1]))
    len--;
  shown = rk_bytes_to_text ((const guint8 *) text, len, 32);

  return g_strdup_printf ("%s (%s)", shown, pid);
}

/**
 * rk_holder_find:
 * @path: path of a port
 *
 * Finds another program that has the port open.
 *
 * Only what this user may see is found; this program itself does not count.
 *
 * Threads: any. Reads /proc: some milliseconds.
 *
 * Returns: (nullable): "minicom (4711)", or %NULL if nobody is seen
 */
char *
rk_holder_find (const char *path)
{
  g_autofree char *target = NULL;
  g_autofree char *own = g_strdup_printf ("%d", (int) getpid ());
  DIR *dir;
  struct dirent *entry;
  char *holder = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  target = rk_port_node_resolve (path);
  if (target == NULL)
    return NULL;

  dir = opendir ("/proc");
  if (dir == NULL)
    return NULL;

  while (holder == NULL && (entry = readdir (dir)) != NULL) {
    if (!is_number (entry->d_name) || strcmp (entry->d_name, own) == 0)
      continue;
    if (process_holds (entry->d_name, target))
      holder = describe_process (entry->d_name);
  }

  closedir (dir);

  return holder;
}

/* The number of the controlling terminal: the fifth field after the name, which stands in
 * parentheses and may itself hold anything. */
static gboolean
controls_process (const char *pid,
                  gint64      number)
{
  g_autofree char *path = g_strdup_printf ("/proc/%s/stat", pid);
  g_autofree char *text = NULL;
  g_auto (GStrv) fields = NULL;
  const char *rest;
  gint64 tty = 0;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return FALSE;

  rest = strrchr (text, ')');
  if (rest == NULL || rest[1] != ' ')
    return FALSE;

  fields = g_strsplit (rest + 2, " ", 6);
  if (g_strv_length (fields) < 5)
    return FALSE;

  return g_ascii_string_to_signed (fields[4], 10, G_MININT32, G_MAXINT32, &tty, NULL) &&
         tty == number;
}

/**
 * rk_holder_is_terminal_of_somebody:
 * @device: number of a terminal
 *
 * Tells whether somebody works at this terminal.
 *
 * The kernel gives the number of a closed pty to the next window that opens: before such a
 * path is taken up again, this says whether it now is another person's shell.
 *
 * Threads: any.
 */
gboolean
rk_holder_is_terminal_of_somebody (dev_t device)
{
  /* As the kernel writes it: new_encode_dev (). */
  gint64 number = (minor (device) & 0xff) | (major (device) << 8) |
                  ((gint64) (minor (device) & ~0xffu) << 12);
  DIR *dir = opendir ("/proc");
  struct dirent *entry;
  gboolean found = FALSE;

  if (dir == NULL)
    return FALSE;

  while (!found && (entry = readdir (dir)) != NULL)
    found = is_number (entry->d_name) && controls_process (entry->d_name, number);

  closedir (dir);

  return found;
}
