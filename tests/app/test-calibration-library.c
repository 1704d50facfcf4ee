#include "config.h"

#include "app/calibration-library.h"

#include <glib/gstdio.h>
#include <string.h>

#define SENSOR "usb:1a86:7523:SN[42]/1", "value 1"

static char *folder;

static char *
make_path (const char *name)
{
  return g_build_filename (folder, name, "calibrations.ini", NULL);
}

static void
add (RkCalibrationLibrary *library,
     const char           *text,
     const char           *name)
{
  RkStoredCalibration stored = {
    .name = (char *) name, .author = (char *) "Иванова", .unit = (char *) "pH", .wall_us = G_GINT64_CONSTANT (1763683200000000),
  };
  g_autoptr (GError) error = NULL;

  stored.calibration = rk_calibration_parse (text, NULL);
  g_assert_true (rk_calibration_library_add (library, SENSOR, &stored, &error));
  g_assert_no_error (error);
  rk_calibration_unref (stored.calibration);
}

/* "A* B" : names, the one in use with a star. */
static char *
list (RkCalibrationLibrary *library)
{
  int active;
  g_autoptr (GPtrArray) entries = rk_calibration_library_list (library, SENSOR, &active);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < entries->len; i++) {
    const RkStoredCalibration *stored = g_ptr_array_index (entries, i);

    g_string_append_printf (text, "%s%s%s", i > 0 ? " " : "", stored->name, (int) i == active ? "*" : "");
  }

  return g_string_free (text, FALSE);
}

static void
assert_list (RkCalibrationLibrary *library,
             const char           *expected)
{
  g_autofree char *text = list (library);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_round_trip (void)
{
  g_autofree char *path = make_path ("round-trip");
  int active;

  {
    g_autoptr (RkCalibrationLibrary) library = rk_calibration_library_new (path);

    g_assert_null (rk_calibration_library_get_trouble (library));
    assert_list (library, "");
    add (library, "polynomial 17.5 -6", "A");
    add (library, "table 0:0 1:2", "B");
    assert_list (library, "A B*");
    g_assert_true (rk_calibration_library_set_active (library, SENSOR, 0, NULL));
  }
  {
    g_autoptr (RkCalibrationLibrary) library = rk_calibration_library_new (path);
    g_autoptr (GPtrArray) entries = rk_calibration_library_list (library, SENSOR, &active);
    g_autoptr (GPtrArray) other = rk_calibration_library_list (library, "usb:other", "value 1", &active);
    const RkStoredCalibration *stored = g_ptr_array_index (entries, 0);
    g_autofree char *text = rk_calibration_to_text (stored->calibration);

    assert_list (library, "A* B");
    g_assert_cmpstr (text, ==, "polynomial 17.5 -6");
    g_assert_cmpstr (stored->author, ==, "Иванова");
    g_assert_cmpstr (stored->unit, ==, "pH");
    g_assert_cmpint (stored->wall_us, ==, G_GINT64_CONSTANT (1763683200000000));
    g_assert_cmpuint (other->len, ==, 0);
    g_assert_true (rk_calibration_library_set_active (library, SENSOR, -1, NULL));
    assert_list (library, "A B");
    g_assert_true (rk_calibration_library_set_active (library, SENSOR, 1, NULL));
    g_assert_true (rk_calibration_library_remove (library, SENSOR, 1, NULL));
    assert_list (library, "A");
    add (library, "polynomial 1 1", "C");
    assert_list (library, "A C*");
  }
}

static void
test_bounded (void)
{
  g_autofree char *path = make_path ("bounded");
  g_autoptr (RkCalibrationLibrary) library = rk_calibration_library_new (path);
  g_autoptr (GPtrArray) entries = NULL;
  g_autofree char *long_name = g_strnfill (5000, 'x');
  int active;

  for (guint i = 0; i < RK_LIBRARY_MAX_ENTRIES + 5; i++) {
    g_autofree char *name = g_strdup_printf ("n%u", i);

    add (library, "polynomial 1 1", i == RK_LIBRARY_MAX_ENTRIES + 4 ? long_name : name);
  }
  entries = rk_calibration_library_list (library, SENSOR, &active);
  g_assert_cmpuint (entries->len, ==, RK_LIBRARY_MAX_ENTRIES);
  g_assert_cmpint (active, ==, RK_LIBRARY_MAX_ENTRIES - 1);
  g_assert_cmpstr (((const RkStoredCalibration *) g_ptr_array_index (entries, 0))->name, ==, "n5");
  g_assert_cmpuint (strlen (((const RkStoredCalibration *) g_ptr_array_index (entries, (guint) active))->name), ==, 200);
}

static void
write_file (const char *path,
            const char *text)
{
  g_autofree char *parent = g_path_get_dirname (path);

  g_mkdir_with_parents (parent, 0700);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

/* Entries nobody can read are left out, and stay in the file. */
static void
test_damaged_entries (void)
{
  g_autofree char *path = make_path ("entries");
  g_autofree char *text = NULL;
  g_autoptr (RkCalibrationLibrary) library = NULL;

  write_file (path, "[usb:1a86:7523:SN%5B42%5D/1/value 1]\nactive=7\ncalibration-1=polynomial 1\nname-1=Bad\n"
                    "calibration-x=polynomial 1 1\ncalibration-99999999999=polynomial 1 1\n"
                    "calibration-7=polynomial 1 2\nname-7=Good\ndate-7=yesterday\nauthor-7=\\x\n[other]\nkey=value\n");
  library = rk_calibration_library_new (path);
  g_assert_null (rk_calibration_library_get_trouble (library));
  assert_list (library, "Good*");
  add (library, "polynomial 1 1", "New");
  assert_list (library, "Good New*");
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "calibration-1=polynomial 1\n"));
  g_assert_nonnull (strstr (text, "[other]"));
}

static void
test_damaged_file (void)
{
  g_autofree char *path = make_path ("damaged");
  g_autofree char *aside = g_strconcat (path, ".broken", NULL);
  g_autofree char *text = NULL;
  g_autoptr (RkCalibrationLibrary) library = NULL;

  write_file (path, "\xff no key file\n=\n");
  library = rk_calibration_library_new (path);
  g_assert_nonnull (strstr (rk_calibration_library_get_trouble (library), path));
  assert_list (library, "");

  /* It is somebody's work: it is there still. */
  add (library, "polynomial 1 1", "New");
  g_assert_null (rk_calibration_library_get_trouble (library));
  assert_list (library, "New*");
  g_assert_true (g_file_get_contents (aside, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "\xff no key file\n=\n");
}

static void
test_not_saved (void)
{
  g_autofree char *file = g_build_filename (folder, "plain-file", NULL);
  g_autofree char *path = g_build_filename (file, "calibrations.ini", NULL);
  g_autoptr (RkCalibrationLibrary) library = NULL;
  RkStoredCalibration stored = { .name = (char *) "A" };
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (file, "", -1, NULL));
  library = rk_calibration_library_new (path);
  stored.calibration = rk_calibration_parse ("polynomial 1 1", NULL);
  g_assert_false (rk_calibration_library_add (library, SENSOR, &stored, &error));
  g_assert_nonnull (error);
  assert_list (library, "");
  rk_calibration_unref (stored.calibration);
}

int
main (int   argc,
      char *argv[])
{
  int status;
  g_autofree char *command = NULL;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("rostok-library-XXXXXX", NULL);

  g_test_add_func ("/app/calibration-library/round-trip", test_round_trip);
  g_test_add_func ("/app/calibration-library/bounded", test_bounded);
  g_test_add_func ("/app/calibration-library/damaged-entries", test_damaged_entries);
  g_test_add_func ("/app/calibration-library/damaged-file", test_damaged_file);
  g_test_add_func ("/app/calibration-library/not-saved", test_not_saved);

  status = g_test_run ();
  command = g_strdup_printf ("rm -r %s", folder);
  g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);
  g_free (folder);

  return status;
}
