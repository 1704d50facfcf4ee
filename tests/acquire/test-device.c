/* Devices and the words of failed openings; ports of the system are in test-port.c. */
#include "config.h"

#include "acquire/device.h"
#include "acquire/errors.h"
#include "acquire/holder.h"
#include "acquire/port.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static void
test_path (void)
{
  g_autofree char *dir = g_dir_make_tmp ("rostok-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "sensor", NULL);
  g_autofree char *key = g_strconcat ("path:", path, NULL);
  g_autoptr (RkProfile) profile = NULL;
  RkDevice *device = rk_device_new_path (path);

  g_assert_cmpint (rk_device_get_kind (device), ==, RK_DEVICE_PATH);
  g_assert_cmpstr (rk_device_get_path (device), ==, path);
  g_assert_cmpstr (rk_device_get_key (device), ==, key);
  g_assert_cmpstr (rk_device_get_name (device), ==, path);
  g_assert_null (rk_device_get_vid (device));
  g_assert_null (rk_device_dup_holder (device));
  g_assert_cmpint (rk_device_get_state (device), ==, RK_DEVICE_GONE);

  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  g_assert_cmpint (rk_device_get_state (device), ==, RK_DEVICE_FREE);

  profile = rk_device_guess_profile (device);
  g_assert_cmpstr (rk_profile_get_id (profile), ==, "generic-text");

  g_assert_finalize_object (device);
  g_unlink (path);
  g_rmdir (dir);
}

static void
test_simulated (void)
{
  RkDevice *device = rk_device_new_simulated ("heating", 0.0, 0);
  g_autoptr (RkProfile) profile = rk_device_guess_profile (device);

  g_assert_cmpint (rk_device_get_kind (device), ==, RK_DEVICE_SIMULATED);
  g_assert_cmpstr (rk_device_get_key (device), ==, "simulated:heating");
  g_assert_cmpstr (rk_device_get_path (device), ==, "heating");
  g_assert_cmpstr (rk_device_get_name (device), !=, "heating"); /* but words */
  g_assert_cmpint (rk_device_get_state (device), ==, RK_DEVICE_FREE);
  g_assert_nonnull (profile);
  g_assert_finalize_object (device);
}

static void
test_locate (void)
{
  g_assert_null (rk_device_locate ("usb:0000:0000:none:0"));
  g_assert_null (rk_device_locate ("path:/dev/null"));
  g_assert_null (rk_device_locate (""));
}

/* Links at the end of a path, and circles of them. */
static void
test_links (void)
{
  g_autofree char *dir = g_dir_make_tmp ("rostok-XXXXXX", NULL);
  g_autofree char *circle = g_build_filename (dir, "circle", NULL);
  g_autofree char *link = g_build_filename (dir, "link", NULL);

  g_assert_cmpint (symlink ("circle", circle), ==, 0);
  g_assert_cmpint (symlink ("/dev/null", link), ==, 0);
  g_assert_null (rk_port_find_name (circle));
  g_assert_null (rk_port_find_name (link));
  g_assert_null (rk_port_find_name ("/dev/null"));
  g_assert_null (rk_port_find_name ("/dev/tty0"));
  g_assert_null (rk_port_find_name (""));
  g_assert_null (rk_holder_find (circle));

  g_unlink (circle);
  g_unlink (link);
  g_rmdir (dir);
}

typedef struct {
  const char *name;
  int         errnum;
  int         code;
} WordsCase;

static const WordsCase words_cases[] = {
  { "forbidden", EACCES, RK_ACQUIRE_ERROR_FORBIDDEN },
  { "busy", EBUSY, RK_ACQUIRE_ERROR_BUSY },
  { "locked", EWOULDBLOCK, RK_ACQUIRE_ERROR_BUSY },
  { "missing", ENOENT, RK_ACQUIRE_ERROR_NOT_FOUND },
  { "gone", ENXIO, RK_ACQUIRE_ERROR_NOT_FOUND },
  { "broken", EIO, RK_ACQUIRE_ERROR_LOST },
  { "other", EMFILE, RK_ACQUIRE_ERROR_FAILED },
};

static void
test_words (gconstpointer data)
{
  const WordsCase *c = data;
  g_autoptr (GError) error = NULL;

  rk_port_set_error (&error, "/dev/ttyUSB7", c->errnum);
  g_assert_error (error, RK_ACQUIRE_ERROR, c->code);
  g_assert_nonnull (strstr (error->message, "/dev/ttyUSB7"));
  g_assert_false (g_str_has_suffix (error->message, "."));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/acquire/device/path", test_path);
  g_test_add_func ("/acquire/device/simulated", test_simulated);
  g_test_add_func ("/acquire/device/locate", test_locate);
  g_test_add_func ("/acquire/device/links", test_links);
  for (guint i = 0; i < G_N_ELEMENTS (words_cases); i++) {
    g_autofree char *path = g_strconcat ("/acquire/device/words/", words_cases[i].name, NULL);

    g_test_add_data_func (path, &words_cases[i], test_words);
  }

  return g_test_run ();
}
