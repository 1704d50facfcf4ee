#include "config.h"

#include "store/experiment.h"

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
assert_texts (RkRun      *run,
              const char *expected)
{
  g_autoptr (GString) texts = g_string_new (NULL);
  GListModel *marks = rk_run_get_marks (run);

  for (guint i = 0; i < g_list_model_get_n_items (marks); i++) {
    g_autoptr (RkMark) mark = g_list_model_get_item (marks, i);

    g_string_append (texts, rk_mark_get_text (mark));
  }

  g_assert_cmpstr (texts->str, ==, expected);
}

static void
test_kinds_have_names (void)
{
  RkMarkKind kind = RK_MARK_ALERT;

  for (guint i = 0; i <= RK_MARK_ALERT; i++) {
    g_assert_true (rk_mark_kind_from_id (rk_mark_kind_id ((RkMarkKind) i), &kind));
    g_assert_cmpint (kind, ==, i);
  }
  g_assert_cmpstr (rk_mark_kind_id (RK_MARK_TRIGGER), ==, "trigger");
  g_assert_false (rk_mark_kind_from_id ("Note", &kind));
  g_assert_false (rk_mark_kind_from_id (NULL, &kind));
  g_assert_cmpint (kind, ==, RK_MARK_ALERT);
}

static void
test_properties (void)
{
  g_autoptr (RkMark) mark = rk_mark_new (4, RK_MARK_NOTE, 20, 10, NULL);
  guint count = 0;
  gint64 id;
  RkMarkKind kind;

  g_object_get (mark, "id", &id, "kind", &kind, NULL);
  g_assert_cmpint (id, ==, 4);
  g_assert_cmpint (kind, ==, RK_MARK_NOTE);
  g_assert_cmpint (rk_mark_get_begin_ns (mark), ==, 10);
  g_assert_cmpint (rk_mark_get_end_ns (mark), ==, 20);
  g_assert_cmpstr (rk_mark_get_text (mark), ==, "");

  g_signal_connect_swapped (mark, "notify", G_CALLBACK (count_cb), &count);
  for (guint turn = 0; turn < 2; turn++) {
    rk_mark_set_range (mark, -5, 20);
    rk_mark_set_text (mark, "salt");
    g_object_set (mark, "text", "salt", "begin-ns", G_GINT64_CONSTANT (-5), NULL);
    g_assert_cmpuint (count, ==, 2);
  }
  g_assert_cmpint (rk_mark_get_begin_ns (mark), ==, -5);

  /* An end before the begin takes the begin along. */
  g_object_set (mark, "end-ns", G_GINT64_CONSTANT (-9), NULL);
  g_assert_cmpint (rk_mark_get_begin_ns (mark), ==, -9);
  g_assert_cmpint (rk_mark_get_end_ns (mark), ==, -9);
}

static void
test_photo (void)
{
  g_autoptr (RkMark) mark = rk_mark_new (1, RK_MARK_NOTE, 0, 0, NULL);
  g_autoptr (GBytes) abc = g_bytes_new_static ("abc", 3);
  g_autoptr (GBytes) same = g_bytes_new ("abc", 3);
  g_autoptr (GBytes) got = NULL;
  guint count = 0;

  g_signal_connect_swapped (mark, "notify::photo", G_CALLBACK (count_cb), &count);
  g_assert_null (rk_mark_get_photo_hash (mark));
  rk_mark_set_photo (mark, abc);
  /* FIPS 180-2, appendix B.1. */
  g_assert_cmpstr (rk_mark_get_photo_hash (mark), ==,
                   "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  rk_mark_set_photo (mark, same);
  g_assert_cmpuint (count, ==, 1);
  g_object_get (mark, "photo", &got, NULL);
  g_assert_true (g_bytes_equal (got, abc));

  g_object_set (mark, "photo", NULL, NULL);
  g_assert_null (rk_mark_get_photo (mark));
  g_assert_null (rk_mark_get_photo_hash (mark));
  g_assert_cmpuint (count, ==, 2);
}

static void
test_run_keeps_them_in_order (void)
{
  g_autoptr (RkRun) run = rk_run_new (1, NULL, 0);
  g_autoptr (RkMark) c = g_object_ref (rk_run_add_mark (run, RK_MARK_NOTE, 30, 30, "c"));
  g_autoptr (RkMark) again = NULL;
  RkMark *a = rk_run_add_mark (run, RK_MARK_TRIGGER, 0, 0, "a");

  rk_run_add_mark (run, RK_MARK_ALERT, 10, 15, "b");
  rk_run_add_mark (run, RK_MARK_ALERT, 10, 12, "B");
  assert_texts (run, "abBc");
  rk_mark_set_range (a, 20, 20);
  assert_texts (run, "bBac");
  rk_run_remove_mark (run, c);
  rk_run_remove_mark (run, c);
  assert_texts (run, "bBa");

  /* Taken back: in its place, under its own id. */
  rk_run_insert_mark (run, c);
  assert_texts (run, "bBac");
  again = g_object_ref (rk_run_add_mark (run, RK_MARK_NOTE, 1, 1, "d"));
  g_assert_cmpint (rk_mark_get_id (again), ==, 5);
}

static void
test_experiment_hears_of_changes (void)
{
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  RkRun *run = rk_experiment_begin_run (experiment, 0);
  g_autoptr (RkMark) mark = NULL;
  guint count = 0;

  g_signal_connect_swapped (experiment, "changed", G_CALLBACK (count_cb), &count);
  mark = g_object_ref (rk_run_add_mark (run, RK_MARK_NOTE, 1, 1, "a"));
  g_assert_cmpuint (count, ==, 1);
  rk_mark_set_text (mark, "b");
  g_assert_cmpuint (count, ==, 2);
  rk_mark_set_range (mark, 2, 3);
  g_assert_cmpuint (count, >=, 3);
  count = 0;
  rk_run_remove_mark (run, mark);
  g_assert_cmpuint (count, ==, 1);
  rk_mark_set_text (mark, "c");
  g_assert_cmpuint (count, ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/store/mark/kinds-have-names", test_kinds_have_names);
  g_test_add_func ("/store/mark/properties", test_properties);
  g_test_add_func ("/store/mark/photo", test_photo);
  g_test_add_func ("/store/mark/run-keeps-them-in-order", test_run_keeps_them_in_order);
  g_test_add_func ("/store/mark/experiment-hears-of-changes", test_experiment_hears_of_changes);

  return g_test_run ();
}
