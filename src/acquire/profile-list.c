/* Where profiles are found: the user's folder, the installed one, and those inside the program.
 * Of two with the same id the one named first here wins.
 */
#include "config.h"

#include "acquire/profile-private.h"

#include "acquire/errors.h"
#include "base/errors.h"
#include "devices-resources.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define RESOURCE_FOLDER "/org/rostok/Rostok/devices"
#define SUFFIX ".rkdevice"
/* More files than this in one folder are not looked at. */
#define FILES_MAX 1000

typedef struct {
  GPtrArray  *profiles; /* of RkProfile, sorted by name */
  GHashTable *by_id;    /* borrowed id -> borrowed profile */
  GPtrArray  *errors;   /* of char * */
} Registry;

static GMutex lock;
static Registry *registry;   /* guarded by @lock; NULL until asked for */
static gboolean  registered; /* guarded by @lock: the resource is known to GIO */

/* Reads at most one byte more than a profile may have; a folder, pipe or device is no file. */
static char *
read_file (const char *path,
           gsize      *len,
           GError    **error)
{
  g_autofree char *text = g_malloc (RK_PROFILE_MAX + 1);
  int fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
  int saved = errno;
  struct stat info;

  *len = 0;
  if (fd >= 0 && fstat (fd, &info) == 0 && !S_ISREG (info.st_mode)) {
    close (fd);
    fd = -1;
    saved = S_ISDIR (info.st_mode) ? EISDIR : EINVAL;
  }

  while (fd >= 0 && *len <= RK_PROFILE_MAX) {
    gssize n = read (fd, text + *len, RK_PROFILE_MAX + 1 - *len);

    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0) {
      saved = errno;
      close (fd);
      fd = -1;
    }
    if (n <= 0)
      break;
    *len += (gsize) n;
  }

  if (fd < 0) {
    g_set_error (error, RK_ACQUIRE_ERROR, saved == ENOENT ? RK_ACQUIRE_ERROR_NOT_FOUND : RK_ACQUIRE_ERROR_PROFILE,
                 /* Translators: a path, then what the system says. */
                 _("the profile “%s” cannot be read: %s"), path, rk_errno_text (saved));
    return NULL;
  }

  close (fd);

  return g_steal_pointer (&text);
}

/**
 * rk_profile_load:
 * @path: a .rkdevice file
 * @error: return location
 *
 * Reads a profile from a file of any name and place.
 *
 * Errors: as rk_profile_parse(), and %RK_ACQUIRE_ERROR_NOT_FOUND or _PROFILE if the file cannot be read.
 *
 * Returns: (transfer full): a profile, or %NULL
 */
RkProfile *
rk_profile_load (const char *path,
                 GError    **error)
{
  g_autofree char *text = NULL;
  g_autofree char *basename = NULL;
  gsize len;

  g_return_val_if_fail (path != NULL, NULL);

  text = read_file (path, &len, error);
  if (text == NULL)
    return NULL;

  basename = g_path_get_basename (path);

  return rk_profile_parse (text, len, basename, error);
}

/* Takes @profile over; one with an id that is known already is left out. */
static void
add_profile (Registry  *self,
             RkProfile *profile,
             GError    *error)
{
  g_assert (profile != NULL || error != NULL);

  if (profile == NULL) {
    g_debug ("%s", error->message);
    g_ptr_array_add (self->errors, g_strdup (error->message));
    g_error_free (error);
    return;
  }

  if (g_hash_table_contains (self->by_id, profile->id)) {
    rk_profile_unref (profile);
    return;
  }

  g_ptr_array_add (self->profiles, profile);
  g_hash_table_insert (self->by_id, profile->id, profile);
}

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

static void
add_folder (Registry   *self,
            const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (folder != NULL && names->len < FILES_MAX && (name = g_dir_read_name (folder)) != NULL) {
    if (g_str_has_suffix (name, SUFFIX))
      g_ptr_array_add (names, g_strdup (name));
  }

  /* The order of a folder is chance; with two equal ids the same file wins each time. */
  g_ptr_array_sort (names, compare_texts);
  for (guint i = 0; i < names->len; i++) {
    g_autofree char *file = g_build_filename (path, g_ptr_array_index (names, i), NULL);
    GError *error = NULL;
    RkProfile *profile = rk_profile_load (file, &error);

    add_profile (self, profile, error);
  }
}

static void
add_resources (Registry *self)
{
  GResource *resource;
  g_auto (GStrv) names = NULL;

  if (!registered) {
    /* Not by a constructor: the linker drops those of a static library. */
    rk_devices_register_resource ();
    registered = TRUE;
  }

  resource = rk_devices_get_resource ();
  names = g_resource_enumerate_children (resource, RESOURCE_FOLDER, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  for (guint i = 0; names != NULL && names[i] != NULL; i++) {
    g_autofree char *path = g_strconcat (RESOURCE_FOLDER "/", names[i], NULL);
    g_autoptr (GBytes) bytes = g_resource_lookup_data (resource, path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    GError *error = NULL;
    RkProfile *profile;

    if (bytes == NULL)
      continue;
    profile = rk_profile_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), names[i], &error);
    add_profile (self, profile, error);
  }
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  const RkProfile *first = *(const RkProfile * const *) a;
  const RkProfile *second = *(const RkProfile * const *) b;
  int order = g_utf8_collate (first->name, second->name);

  return order != 0 ? order : strcmp (first->id, second->id);
}

static Registry *
get_registry_locked (void)
{
  g_autofree char *own = NULL;

  if (registry != NULL)
    return registry;

  registry = g_new0 (Registry, 1);
  registry->profiles = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_profile_unref);
  registry->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  registry->errors = g_ptr_array_new_with_free_func (g_free);

  own = g_build_filename (g_get_user_data_dir (), "rostok", "devices", NULL);
  add_folder (registry, own);
  for (const char *const *dir = g_get_system_data_dirs (); *dir != NULL; dir++) {
    g_autofree char *installed = g_build_filename (*dir, "rostok", "devices", NULL);

    add_folder (registry, installed);
  }
  add_resources (registry);
  g_ptr_array_sort (registry->profiles, compare_names);

  return registry;
}

/**
 * rk_profile_reload:
 *
 * Forgets what was found: the folders are read again when a profile is next asked for.
 */
void
rk_profile_reload (void)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);
  Registry *old = g_steal_pointer (&registry);

  if (old == NULL)
    return;

  g_hash_table_unref (old->by_id);
  g_ptr_array_unref (old->profiles);
  g_ptr_array_unref (old->errors);
  g_free (old);
}

/**
 * rk_profile_find:
 * @id: an id
 * @error: return location
 *
 * Finds a profile among the user's own, the installed and the built-in ones.
 *
 * Errors: %RK_ACQUIRE_ERROR_NOT_FOUND.
 * Threads: any.
 *
 * Returns: (transfer full): a profile, or %NULL
 */
RkProfile *
rk_profile_find (const char *id,
                 GError    **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  RkProfile *found;

  g_return_val_if_fail (id != NULL, NULL);

  locker = g_mutex_locker_new (&lock);
  found = g_hash_table_lookup (get_registry_locked ()->by_id, id);
  if (found != NULL)
    return rk_profile_ref (found);

  g_set_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_NOT_FOUND, _("there is no profile “%s”"), id);

  return NULL;
}

/**
 * rk_profile_list:
 *
 * Returns: (transfer full) (element-type RkProfile): all profiles, sorted by name
 */
GPtrArray *
rk_profile_list (void)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);
  GPtrArray *all = get_registry_locked ()->profiles;
  GPtrArray *result = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_profile_unref);

  for (guint i = 0; i < all->len; i++)
    g_ptr_array_add (result, rk_profile_ref (g_ptr_array_index (all, i)));

  return result;
}

/**
 * rk_profile_list_errors:
 *
 * Returns: (transfer full) (element-type utf8): why files in the folders of profiles were left out
 */
GPtrArray *
rk_profile_list_errors (void)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);
  GPtrArray *all = get_registry_locked ()->errors;
  GPtrArray *result = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < all->len; i++)
    g_ptr_array_add (result, g_strdup (g_ptr_array_index (all, i)));

  return result;
}

/* How well the profile fits: 0 = not at all. */
static guint
match_score (const RkProfile *self,
             const char      *vid,
             const char      *pid,
             const char      *product)
{
  guint best = 0;

  for (guint i = 0; i < self->usb->len; i++) {
    const RkProfileUsb *usb = &g_array_index (self->usb, RkProfileUsb, i);

    if (g_ascii_strcasecmp (usb->vid, vid) != 0)
      continue;
    if (usb->pid == NULL)
      best = MAX (best, 1);
    else if (g_ascii_strcasecmp (usb->pid, pid) == 0)
      best = MAX (best, 2);
  }

  if (best == 0 || self->product == NULL)
    return best;

  return product != NULL && strstr (product, self->product) != NULL ? best + 2 : 0;
}

/**
 * rk_profile_match:
 * @vid: (nullable): vendor id, hexadecimal
 * @pid: (nullable): product id, hexadecimal
 * @product: (nullable): what the device calls itself
 *
 * Finds the profile that claims a device; the closest claim wins.
 *
 * Returns: (transfer full) (nullable): a profile, %NULL if none claims it
 */
RkProfile *
rk_profile_match (const char *vid,
                  const char *pid,
                  const char *product)
{
  g_autoptr (GMutexLocker) locker = NULL;
  RkProfile *best = NULL;
  guint best_score = 0;
  GPtrArray *all;

  if (vid == NULL || pid == NULL)
    return NULL;

  locker = g_mutex_locker_new (&lock);
  all = get_registry_locked ()->profiles;
  for (guint i = 0; i < all->len; i++) {
    RkProfile *profile = g_ptr_array_index (all, i);
    guint score = match_score (profile, vid, pid, product);

    if (score > best_score) {
      best = profile;
      best_score = score;
    }
  }

  return best != NULL ? rk_profile_ref (best) : NULL;
}
