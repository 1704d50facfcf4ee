#include "config.h"

#include "base/clock.h"
#include "store/align.h"

#define S RK_NS_PER_S

/* Three runs: wall clocks 100 s, 90 s and 160 s; shifted by 5 s the first. */
static GPtrArray *
make_runs (void)
{
  static const gint64 walls_s[] = { 100, 90, 160 };
  GPtrArray *runs = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < G_N_ELEMENTS (walls_s); i++)
    g_ptr_array_add (runs, rk_run_new (i + 1, NULL, walls_s[i] * G_USEC_PER_SEC));
  rk_run_set_offset_ns (g_ptr_array_index (runs, 0), 5 * S);

  return runs;
}

static void
assert_offsets (const gint64 *offsets_ns,
                gint64        first_s,
                gint64        second_s,
                gint64        third_s)
{
  g_assert_cmpint (offsets_ns[0], ==, first_s * S);
  g_assert_cmpint (offsets_ns[1], ==, second_s * S);
  g_assert_cmpint (offsets_ns[2], ==, third_s * S);
}

static void
test_start_and_clock (void)
{
  g_autoptr (GPtrArray) runs = make_runs ();
  gint64 offsets[3];

  g_assert_cmpuint (rk_align_runs (runs, RK_ALIGN_START, NULL, NULL, offsets), ==, 3);
  assert_offsets (offsets, 0, 0, 0);
  g_assert_cmpuint (rk_align_runs (runs, RK_ALIGN_CLOCK, NULL, NULL, offsets), ==, 3);
  assert_offsets (offsets, 10, 0, 70);
  /* Nothing was moved. */
  g_assert_cmpint (rk_run_get_offset_ns (g_ptr_array_index (runs, 0)), ==, 5 * S);
}

/* Clocks of a damaged file. */
static void
test_wild_clocks (void)
{
  g_autoptr (GPtrArray) runs = g_ptr_array_new_with_free_func (g_object_unref);
  gint64 offsets[2];

  g_ptr_array_add (runs, rk_run_new (1, NULL, G_MININT64));
  g_ptr_array_add (runs, rk_run_new (2, NULL, G_MAXINT64));
  g_assert_cmpuint (rk_align_runs (runs, RK_ALIGN_CLOCK, NULL, NULL, offsets), ==, 2);
  g_assert_cmpint (offsets[0], ==, 0);
  g_assert_cmpint (offsets[1], ==, RK_RUN_MAX_OFFSET_NS);
}

static void
test_trigger (void)
{
  g_autoptr (GPtrArray) runs = make_runs ();
  gint64 offsets[3];

  g_assert_cmpuint (rk_align_runs (runs, RK_ALIGN_TRIGGER, NULL, NULL, offsets), ==, 0);
  assert_offsets (offsets, 5, 0, 0);

  rk_run_add_mark (g_ptr_array_index (runs, 1), RK_MARK_NOTE, 1 * S, 1 * S, "no trigger");
  rk_run_add_mark (g_ptr_array_index (runs, 1), RK_MARK_TRIGGER, 3 * S, 3 * S, NULL);
  rk_run_add_mark (g_ptr_array_index (runs, 0), RK_MARK_TRIGGER, 0, 0, NULL);
  g_assert_cmpuint (rk_align_runs (runs, RK_ALIGN_TRIGGER, NULL, NULL, offsets), ==, 2);
  assert_offsets (offsets, 0, -3, 0);
}

/* The same text wins over the first mark; a run without marks stays where it is. */
static void
test_mark (void)
{
  g_autoptr (GPtrArray) runs = make_runs ();
  RkMark *chosen;
  gint64 offsets[3];

  g_assert_cmpuint (rk_align_runs (runs, RK_ALIGN_MARK, NULL, NULL, offsets), ==, 0);
  assert_offsets (offsets, 5, 0, 0);

  chosen = rk_run_add_mark (g_ptr_array_index (runs, 0), RK_MARK_NOTE, 10 * S, 12 * S, "salt");
  rk_run_add_mark (g_ptr_array_index (runs, 1), RK_MARK_NOTE, 2 * S, 2 * S, "stirred");
  rk_run_add_mark (g_ptr_array_index (runs, 1), RK_MARK_NOTE, 4 * S, 4 * S, "salt");
  g_assert_cmpuint (rk_align_runs (runs, RK_ALIGN_MARK, g_ptr_array_index (runs, 0), chosen, offsets), ==, 2);
  assert_offsets (offsets, 5, 11, 0);

  rk_run_add_mark (g_ptr_array_index (runs, 2), RK_MARK_NOTE, 30 * S, 30 * S, "something else");
  g_assert_cmpuint (rk_align_runs (runs, RK_ALIGN_MARK, NULL, NULL, offsets), ==, 3);
  assert_offsets (offsets, 5, 11, -15);
}

static void
test_ids (void)
{
  static const char * const ids[] = { "start", "trigger", "mark", "clock" };
  RkAlign align = RK_ALIGN_CLOCK;

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    g_assert_true (rk_align_from_id (ids[i], &align));
    g_assert_cmpuint (align, ==, i);
  }
  g_assert_false (rk_align_from_id ("moon", &align));
  g_assert_false (rk_align_from_id (NULL, &align));
  g_assert_cmpuint (align, ==, RK_ALIGN_CLOCK);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/store/align/start-and-clock", test_start_and_clock);
  g_test_add_func ("/store/align/wild-clocks", test_wild_clocks);
  g_test_add_func ("/store/align/trigger", test_trigger);
  g_test_add_func ("/store/align/mark", test_mark);
  g_test_add_func ("/store/align/ids", test_ids);

  return g_test_run ();
}
