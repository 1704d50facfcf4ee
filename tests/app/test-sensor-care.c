#include "config.h"

#include "app/sensor-care.h"
#include "base/number.h"
#include "source-fixture.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

/* ---- what is judged, without a device ---- */

static RkChannel *
make_channel (void)
{
  g_autoptr (RkColumn) column = rk_column_new ("a", "temperature", "°C");

  column->name = (g_free (column->name), g_strdup ("Bath"));
  column->decimals = 1;

  return rk_channel_new ("id", "key", column);
}

static const struct {
  const char *name;
  double      min;
  double      max;
  double      value;
  const char *words; /* in the warning; NULL = none */
  gboolean    calm;  /* a warning may end here: a fiftieth of the limits inside */
} safe[] = {
  { "well-inside", -50.0, 150.0, 20.0, NULL, TRUE },
  { "at-the-top", -50.0, 150.0, 150.0, NULL, FALSE },
  { "above", -50.0, 150.0, 150.5, "up to 150.0 °C", FALSE },
  { "below", -50.0, 150.0, -51.0, "down to −50.0 °C", FALSE },
  { "top-margin", -50.0, 150.0, 146.5, NULL, FALSE },
  { "inside-top-margin", -50.0, 150.0, 145.5, NULL, TRUE },
  { "bottom-margin", -50.0, 150.0, -46.5, NULL, FALSE },
  { "inside-bottom-margin", -50.0, 150.0, -45.5, NULL, TRUE },
  { "only-top-above", NAN, 100.0, 101.0, "up to 100.0 °C", FALSE },
  { "only-top-margin", NAN, 100.0, 98.5, NULL, FALSE },
  { "only-top-calm", NAN, 100.0, -1e6, NULL, TRUE },
  { "only-bottom-below", 10.0, NAN, 9.0, "down to 10.0 °C", FALSE },
  { "only-bottom-calm", 10.0, NAN, 1e6, NULL, TRUE },
  { "unknown", NAN, NAN, 1e9, NULL, TRUE },
  { "no-value", -50.0, 150.0, NAN, NULL, FALSE },
};

static void
test_safe (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (RkChannel) channel = make_channel ();
  g_autofree char *text = NULL;

  rk_channel_set_safe (channel, safe[i].min, safe[i].max);
  text = rk_sensor_judge_safe (channel, safe[i].value);

  g_assert_cmpint (text != NULL, ==, safe[i].words != NULL);
  if (text != NULL) {
    g_assert_nonnull (strstr (text, safe[i].words));
    g_assert_nonnull (strstr (text, "Bath"));
  }
  g_assert_cmpint (rk_sensor_is_calm (channel, safe[i].value), ==, safe[i].calm);
}

static const struct {
  const char *name;
  double      resolution;
  double      min;
  double      max;
  const char *words; /* NULL: fine enough */
} steps[] = {
  { "none", 0.5, 20.0, 20.0, "did not change" },
  { "one", 0.5, 20.0, 20.5, "only 1 step " },
  { "four", 0.5, 20.0, 22.0, "only 4 steps " },
  { "nine", 0.5, 20.0, 24.5, "only 9 steps " },
  { "ten", 0.5, 20.0, 25.0, NULL },
  { "many", 0.5, 20.0, 90.0, NULL },
  { "unknown", 0.0, 20.0, 20.0, NULL },
  { "no-values", 0.5, NAN, NAN, NULL },
};

static void
test_steps (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (RkChannel) channel = make_channel ();
  g_autofree char *text = NULL;

  rk_channel_set_resolution (channel, steps[i].resolution);
  text = rk_sensor_judge_steps (channel, steps[i].min, steps[i].max);

  g_assert_cmpint (text != NULL, ==, steps[i].words != NULL);
  if (text != NULL)
    g_assert_nonnull (strstr (text, steps[i].words));
}

/* ---- with a device ---- */

typedef struct {
  TestPty       pty;
  RkDocument   *document;
  RkSensorCare *care;
  RkSource     *source;
  RkChannel    *channel; /* "A" */
  GString      *said;    /* "danger;over;remark;", in order */
  guint         n_changed;
} Fixture;

static void
danger_cb (Fixture    *f,
           const char *text)
{
  g_string_append (f->said, text != NULL ? "danger;" : "over;");
}

static void
remark_cb (Fixture    *f,
           const char *text)
{
  g_string_append (f->said, "remark;");
}

static void
changed_cb (Fixture *f)
{
  f->n_changed++;
}

static RkChannel *
find_channel (RkDocument *document,
              RkSource   *source,
              const char *column_key)
{
  GListModel *channels = rk_experiment_get_channels (rk_document_get_experiment (document));

  for (guint i = 0; i < g_list_model_get_n_items (channels); i++) {
    g_autoptr (RkChannel) channel = g_list_model_get_item (channels, i);

    if (g_strcmp0 (rk_channel_get_source_key (channel), rk_source_get_key (source)) == 0
        && g_strcmp0 (rk_channel_get_column_key (channel), column_key) == 0)
      return channel; /* the experiment keeps it */
  }

  return NULL;
}

static RkSource *
plug (RkDocument *document,
      TestPty    *pty)
{
  g_autoptr (RkDevice) device = NULL;
  RkSource *source;

  test_pty_plug (pty);
  device = rk_device_new_path (pty->slave);
  source = rk_document_connect_device (document, device);
  test_wait_state (source, RK_SOURCE_LISTENING);
  test_pty_print (pty, "half a line\n");

  return source;
}

static gboolean
has_channel (gpointer data)
{
  Fixture *f = data;

  f->channel = find_channel (f->document, f->source, "A");

  return f->channel != NULL;
}

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  f->said = g_string_new (NULL);
  f->document = rk_document_new ();
  f->care = rk_sensor_care_new (f->document);
  g_signal_connect_swapped (f->care, "danger", G_CALLBACK (danger_cb), f);
  g_signal_connect_swapped (f->care, "remark", G_CALLBACK (remark_cb), f);
  g_signal_connect_swapped (f->care, "changed", G_CALLBACK (changed_cb), f);
  f->source = plug (f->document, &f->pty);
  test_pty_print (&f->pty, "A:1,B:2\nA:1,B:2\n");
  test_wait_until (has_channel, f);
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  g_autofree char *path = NULL;

  g_assert_finalize_object (f->care);
  path = rk_document_close (f->document);
  g_assert_finalize_object (f->document);
  test_pty_unplug (&f->pty);
  g_string_free (f->said, TRUE);
}

typedef struct {
  Fixture *f;
  double   value;
} Shown;

static gboolean
is_shown (gpointer data)
{
  Shown *shown = data;

  return rk_channel_get_last_value (shown->f->channel) == shown->value;
}

/* Until the care has seen it too: it listens to the same signal as the channel. */
static void
show (Fixture *f,
      double   value)
{
  Shown shown = { f, value };

  test_pty_print (&f->pty, "A:%g,B:2\n", value);
  test_wait_until (is_shown, &shown);
  test_turn_ms (150);
}

/* Noise at the limit is one warning, not many. */
static void
test_one_warning (Fixture      *f,
                  gconstpointer data)
{
  rk_channel_set_safe (f->channel, 0.0, 100.0);
  show (f, 101.0);
  g_assert_cmpstr (f->said->str, ==, "danger;");
  show (f, 99.5);
  show (f, 102.0);
  g_assert_cmpstr (f->said->str, ==, "danger;");
  show (f, 60.0);
  g_assert_cmpstr (f->said->str, ==, "danger;over;");
  show (f, -1.0);
  g_assert_cmpstr (f->said->str, ==, "danger;over;danger;");

  rk_document_disconnect_source (f->document, f->source);
  g_assert_cmpstr (f->said->str, ==, "danger;over;danger;over;");
}

static gboolean
is_warm (gpointer data)
{
  Fixture *f = data;

  return rk_sensor_care_get_warm_up_left_s (f->care, f->channel) == 0.0;
}

static gboolean
has_changed (gpointer data)
{
  return ((Fixture *) data)->n_changed >= 2;
}

static void
test_warm_up (Fixture      *f,
              gconstpointer data)
{
  g_autoptr (RkColumn) column = rk_column_new ("A", NULL, NULL);

  g_assert_cmpfloat (rk_sensor_care_get_warm_up_left_s (f->care, f->channel), ==, 0.0);

  column->sensor.warm_up_s = 3600.0;
  rk_channel_learn (f->channel, column);
  g_assert_cmpfloat (rk_sensor_care_get_warm_up_left_s (f->care, f->channel), >, 3500.0);
  g_assert_cmpfloat (rk_sensor_care_get_warm_up_left_s (f->care, f->channel), <=, 3600.0);

  /* It is told while it counts, and once more at the end. */
  column->sensor.warm_up_s = 1.5;
  rk_channel_learn (f->channel, column);
  show (f, 3.0);
  test_wait_until (is_warm, f);
  test_wait_until (has_changed, f);

  column->sensor.warm_up_s = 3600.0;
  rk_channel_learn (f->channel, column);
  rk_document_disconnect_source (f->document, f->source);
  g_assert_cmpfloat (rk_sensor_care_get_warm_up_left_s (f->care, f->channel), ==, 0.0);
}

static void
test_zero_all (Fixture      *f,
               gconstpointer data)
{
  RkChannel *b = find_channel (f->document, f->source, "B");
  g_autoptr (RkColumn) away = rk_column_new ("a", NULL, NULL);
  g_autofree char *shown = NULL;

  g_assert_nonnull (b);
  /* One that is not connected has no reading. */
  g_assert_nonnull (rk_experiment_ensure_channel (rk_document_get_experiment (f->document), "away", away));
  test_turn_ms (1100); /* the mean is that of the second before the newest reading */
  show (f, 8.0);
  g_assert_cmpuint (rk_sensor_zero_all (f->document), ==, 2);
  g_assert_cmpfloat_with_epsilon (rk_channel_get_zero (f->channel), 8.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (rk_channel_get_zero (b), 2.0, 1e-9);
  shown = rk_channel_format (f->channel, 9.0);
  g_assert_cmpfloat_with_epsilon (g_ascii_strtod (shown, NULL), 1.0, 1e-9);

  /* Zeroing again starts from what is measured, not from what is shown; a hidden channel is left alone. */
  rk_channel_set_visible (b, FALSE);
  test_turn_ms (1100);
  show (f, 5.0);
  g_assert_cmpuint (rk_sensor_zero_all (f->document), ==, 1);
  g_assert_cmpfloat_with_epsilon (rk_channel_get_zero (f->channel), 5.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (rk_channel_get_zero (b), 2.0, 1e-9);

  rk_document_disconnect_source (f->document, f->source);
  g_assert_cmpuint (rk_sensor_zero_all (f->document), ==, 0);
}

typedef struct {
  RkDocument *document;
  TestPty     pty;
  RkSource   *source;
} Second;

static gboolean
has_both (gpointer data)
{
  Second *second = data;

  return find_channel (second->document, second->source, "A") != NULL
         && find_channel (second->document, second->source, "C") != NULL;
}

static void
test_equal (Fixture      *f,
            gconstpointer data)
{
  Second second = { .document = f->document };
  g_autoptr (RkDevice) other = rk_device_new_simulated ("pendulum", 0.0, 1);
  g_autoptr (GPtrArray) equal = NULL;
  g_autoptr (GPtrArray) alone = NULL;

  rk_document_connect_device (f->document, other);
  second.source = plug (f->document, &second.pty);
  test_pty_print (&second.pty, "A:1,C:3 V\nA:1,C:3 V\n");
  test_wait_until (has_both, &second);

  /* "B" beside it and "A" of the second board; neither the volts nor the pendulum. */
  equal = rk_sensor_find_equal (f->document, f->channel);
  g_assert_cmpuint (equal->len, ==, 2);
  g_assert_true (g_ptr_array_index (equal, 0) == find_channel (f->document, f->source, "B"));
  g_assert_true (g_ptr_array_index (equal, 1) == find_channel (f->document, second.source, "A"));

  alone = rk_sensor_find_equal (f->document, find_channel (f->document, second.source, "C"));
  g_assert_cmpuint (alone->len, ==, 0);

  rk_document_disconnect_source (f->document, second.source);
  g_ptr_array_unref (g_steal_pointer (&equal));
  equal = rk_sensor_find_equal (f->document, f->channel);
  g_assert_cmpuint (equal->len, ==, 1);
  test_pty_unplug (&second.pty);
}

static gboolean
has_samples (gpointer data)
{
  GListModel *runs = rk_experiment_get_runs (rk_document_get_experiment (data));
  g_autoptr (RkRun) run = g_list_model_get_item (runs, g_list_model_get_n_items (runs) - 1);

  return run != NULL && rk_run_get_n_samples (run) >= 12;
}

/* A run of a few steps is worth a word; one without a known step is not. */
static void
test_remark (Fixture      *f,
             gconstpointer data)
{
  const double resolutions[] = { 0.0, 1.0 };

  for (guint i = 0; i < G_N_ELEMENTS (resolutions); i++) {
    g_autoptr (GError) error = NULL;

    rk_channel_set_resolution (f->channel, resolutions[i]);
    rk_document_start (f->document, &error);
    g_assert_no_error (error);
    for (guint k = 0; k < 12; k++)
      test_pty_print (&f->pty, "A:%u,B:2\n", k % 3);
    test_wait_until (has_samples, f->document);
    rk_document_stop (f->document);
    test_turn_ms (100);
    g_assert_cmpstr (f->said->str, ==, i == 0 ? "" : "remark;");
  }
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    remove_tree (child);
  }
  g_remove (path);
}

#define ADD(path, function) g_test_add ("/app/sensor-care/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_autofree char *home = g_dir_make_tmp ("rostok-test-XXXXXX", NULL);
  int status;

  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_test_init (&argc, &argv, NULL);
  rk_number_set_decimal_sign ('.');

  for (guint i = 0; i < G_N_ELEMENTS (safe); i++) {
    g_autofree char *path = g_strdup_printf ("/app/sensor-care/safe/%s", safe[i].name);

    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_safe);
  }
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    g_autofree char *path = g_strdup_printf ("/app/sensor-care/steps/%s", steps[i].name);

    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_steps);
  }
  ADD ("one-warning", test_one_warning);
  ADD ("warm-up", test_warm_up);
  ADD ("zero-all", test_zero_all);
  ADD ("equal", test_equal);
  ADD ("remark", test_remark);

  status = g_test_run ();
  remove_tree (home);

  return status;
}
