/* What was chosen for devices, in a folder of settings of its own. */
#include "config.h"

#include "acquire/device.h"
#include "acquire/memory.h"

#include <glib/gstdio.h>
#include <string.h>

#define KEY "usb:1a86:7523:0001:0"

static void
write_file (const char *text)
{
  g_autofree char *folder = g_build_filename (g_get_user_config_dir (), "rostok", NULL);
  g_autofree char *path = g_build_filename (folder, "known-devices.ini", NULL);

  g_mkdir_with_parents (folder, 0700);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
test_nothing (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (rk_memory_find (KEY));
  g_assert_true (rk_memory_forget (KEY, &error));
  g_assert_no_error (error);
}

/* The profile comes back with the settings of the line. */
static void
test_stored (void)
{
  g_autoptr (RkProfile) kern = rk_profile_find ("kern", NULL);
  g_autoptr (RkProfile) fast = NULL;
  g_autoptr (RkProfile) found = NULL;
  g_autoptr (GError) error = NULL;
  RkLineSettings line = *rk_profile_get_line (kern);

  line.baud = 9600;
  line.parity = RK_PARITY_ODD;
  fast = rk_profile_with_line (kern, &line);
  g_assert_true (rk_memory_store (KEY, fast, &error));
  g_assert_no_error (error);

  found = rk_memory_find (KEY);
  g_assert_nonnull (found);
  g_assert_cmpstr (rk_profile_get_id (found), ==, "kern");
  g_assert_cmpuint (rk_profile_get_line (found)->baud, ==, 9600);
  g_assert_cmpint (rk_profile_get_line (found)->parity, ==, RK_PARITY_ODD);
  g_assert_cmpuint (rk_profile_get_line (found)->stop_bits, ==, 2);
  g_assert_null (rk_memory_find ("usb:1a86:7523:0002:0"));

  g_assert_true (rk_memory_forget (KEY, &error));
  g_assert_null (rk_memory_find (KEY));
}

/* A device is what was chosen for it, from then on. */
static void
test_device (void)
{
  g_autoptr (RkDevice) device = rk_device_new_path ("/nowhere/rostok-memory");
  g_autoptr (RkProfile) kern = rk_profile_find ("kern", NULL);
  g_autoptr (RkProfile) before = rk_device_guess_profile (device);
  g_autoptr (RkProfile) after = NULL;

  g_assert_cmpstr (rk_profile_get_id (before), ==, "generic-text");
  g_assert_false (rk_device_is_known (device));

  g_assert_true (rk_memory_store (rk_device_get_key (device), kern, NULL));
  after = rk_device_guess_profile (device);
  g_assert_cmpstr (rk_profile_get_id (after), ==, "kern");
  g_assert_true (rk_device_is_known (device));
  g_assert_true (rk_memory_forget (rk_device_get_key (device), NULL));
}

/* A profile that is in no list is kept whole. */
static void
test_found_packets (void)
{
  static const char text[] = "[Device]\nid=found-packets\nname=Packets\n[Line]\nbaud=4800\n"
                             "[Decoder]\nkind=binary-frame\nsync=AA 55\nlength=7\nfield-v1=u16be@3\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (RkProfile) profile = rk_profile_parse (text, strlen (text), "test", &error);
  g_autoptr (RkProfile) found = NULL;

  g_assert_no_error (error);
  g_assert_true (rk_memory_store (KEY, profile, &error));
  g_assert_no_error (error);
  found = rk_memory_find (KEY);
  g_assert_nonnull (found);
  g_assert_cmpstr (rk_profile_get_decoder (found), ==, "binary-frame");
  g_assert_cmpstr (g_hash_table_lookup (rk_profile_get_options (found), "field-v1"), ==, "u16be@3");
  g_assert_cmpuint (rk_profile_get_line (found)->baud, ==, 4800);
}

/* A pty has no identity: its number goes to the next window that opens. */
static void
test_pty (void)
{
  g_autoptr (RkProfile) kern = rk_profile_find ("kern", NULL);

  g_assert_true (rk_memory_store ("path:/dev/pts/7", kern, NULL));
  g_assert_null (rk_memory_find ("path:/dev/pts/7"));
}

static void
test_damaged (void)
{
  static const char * const texts[] = {
    "", "garbage", "[usb%3A1a86%3A7523%3A0001%3A0]\n", "[usb%3A1a86%3A7523%3A0001%3A0]\nprofile=nobody\n",
    "[usb%3A1a86%3A7523%3A0001%3A0]\ntext=[Device]\n", "\xff\xfe[[[]]",
  };
  g_autoptr (RkProfile) kern = rk_profile_find ("kern", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (RkProfile) found = NULL;

    write_file (texts[i]);
    g_assert_null (rk_memory_find (KEY));
    g_assert_true (rk_memory_store (KEY, kern, NULL));
    found = rk_memory_find (KEY);
    g_assert_nonnull (found);
  }
}

/* Numbers out of their range are not used. */
static void
test_wild_numbers (void)
{
  g_autoptr (RkProfile) found = NULL;

  write_file ("[usb%3A1a86%3A7523%3A0001%3A0]\nprofile=kern\nbaud=-5\ndata-bits=99\nparity=7\n");
  found = rk_memory_find (KEY);
  g_assert_nonnull (found);
  g_assert_cmpuint (rk_profile_get_line (found)->baud, ==, 1200);
  g_assert_cmpuint (rk_profile_get_line (found)->data_bits, ==, 8);
}

static void
test_many (void)
{
  g_autoptr (RkProfile) kern = rk_profile_find ("kern", NULL);
  g_autoptr (RkProfile) last = NULL;
  g_autofree char *path = g_build_filename (g_get_user_config_dir (), "rostok", "known-devices.ini", NULL);
  g_autofree char *text = NULL;
  gsize len;

  for (guint i = 0; i < 230; i++) {
    g_autofree char *key = g_strdup_printf ("usb:1:2:%u", i);

    g_assert_true (rk_memory_store (key, kern, NULL));
  }
  last = rk_memory_find ("usb:1:2:229");
  g_assert_nonnull (last);
  g_assert_true (g_file_get_contents (path, &text, &len, NULL));
  g_assert_cmpuint (len, <, 64 * 1024);
}

/* Every test begins with nothing known. (GLib's own isolation of folders leaks, and the sanitizer says so.) */
static void
forget_all (void)
{
  g_autofree char *path = g_build_filename (g_get_user_config_dir (), "rostok", "known-devices.ini", NULL);

  g_remove (path);
}

static void
run (gconstpointer data)
{
  void (*test) (void) = (void (*) (void)) data;

  forget_all ();
  test ();
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *home = g_dir_make_tmp ("rostok-test-XXXXXX", NULL);

  g_setenv ("XDG_CONFIG_HOME", home, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/acquire/memory/nothing", test_nothing, run);
  g_test_add_data_func ("/acquire/memory/stored", test_stored, run);
  g_test_add_data_func ("/acquire/memory/device", test_device, run);
  g_test_add_data_func ("/acquire/memory/found-packets", test_found_packets, run);
  g_test_add_data_func ("/acquire/memory/pty", test_pty, run);
  g_test_add_data_func ("/acquire/memory/damaged", test_damaged, run);
  g_test_add_data_func ("/acquire/memory/wild-numbers", test_wild_numbers, run);
  g_test_add_data_func ("/acquire/memory/many", test_many, run);

  return g_test_run ();
}
