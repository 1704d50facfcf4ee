#include "config.h"

#include "app/graph-history.h"

#define SECOND G_TIME_SPAN_SECOND

/* States are numbers here. */
static GVariant *
state (int n)
{
  return g_variant_new_int32 (n);
}

static void
assert_go (RkGraphHistory *history,
           gboolean        forward,
           int             now,
           int             expected)
{
  g_autoptr (GVariant) found = rk_graph_history_go (history, forward, state (now));

  g_assert_nonnull (found);
  g_assert_cmpint (g_variant_get_int32 (found), ==, expected);
}

static void
test_back_and_forward (void)
{
  g_autoptr (RkGraphHistory) history = rk_graph_history_new ();

  g_assert_false (rk_graph_history_can (history, FALSE));
  g_assert_null (rk_graph_history_go (history, FALSE, state (0)));

  g_assert_true (rk_graph_history_leave (history, state (0), FALSE, 1 * SECOND));
  g_assert_true (rk_graph_history_leave (history, state (1), FALSE, 2 * SECOND));
  assert_go (history, FALSE, 2, 1);
  assert_go (history, FALSE, 1, 0);
  g_assert_false (rk_graph_history_can (history, FALSE));
  assert_go (history, TRUE, 0, 1);
  assert_go (history, TRUE, 1, 2);
  g_assert_false (rk_graph_history_can (history, TRUE));
}

static void
test_a_gesture_is_one_step (void)
{
  g_autoptr (RkGraphHistory) history = rk_graph_history_new ();

  /* A drag of four seconds, then a rest, then another one. */
  for (int i = 0; i < 80; i++)
    g_assert_cmpint (rk_graph_history_leave (history, state (i), TRUE, SECOND + i * SECOND / 20), ==, i == 0);
  g_assert_true (rk_graph_history_leave (history, state (100), TRUE, 10 * SECOND));

  assert_go (history, FALSE, 101, 100);
  assert_go (history, FALSE, 100, 0);
  g_assert_false (rk_graph_history_can (history, FALSE));
}

/* A fit just after a drag is a step of its own, and so is a drag just after the fit. */
static void
test_a_single_move_ends_a_gesture (void)
{
  g_autoptr (RkGraphHistory) history = rk_graph_history_new ();

  g_assert_true (rk_graph_history_leave (history, state (0), TRUE, SECOND));
  g_assert_true (rk_graph_history_leave (history, state (1), FALSE, SECOND + 1));
  g_assert_true (rk_graph_history_leave (history, state (2), TRUE, SECOND + 2));
  assert_go (history, FALSE, 3, 2);
  /* Nor does it go on after going back. */
  g_assert_true (rk_graph_history_leave (history, state (4), TRUE, SECOND + 3));
}

static void
test_a_move_forgets_what_was_ahead (void)
{
  g_autoptr (RkGraphHistory) history = rk_graph_history_new ();

  g_assert_true (rk_graph_history_leave (history, state (0), FALSE, SECOND));
  assert_go (history, FALSE, 1, 0);
  g_assert_true (rk_graph_history_can (history, TRUE));
  g_assert_true (rk_graph_history_leave (history, state (0), FALSE, 2 * SECOND));
  g_assert_false (rk_graph_history_can (history, TRUE));
}

static void
test_nothing_moved_is_no_step (void)
{
  g_autoptr (RkGraphHistory) history = rk_graph_history_new ();

  g_assert_true (rk_graph_history_leave (history, state (7), FALSE, SECOND));
  g_assert_false (rk_graph_history_leave (history, state (7), FALSE, 2 * SECOND));
}

static void
test_is_bounded (void)
{
  g_autoptr (RkGraphHistory) history = rk_graph_history_new ();
  guint n = 0;
  int now = 1000;

  for (int i = 0; i < 1000; i++)
    g_assert_true (rk_graph_history_leave (history, state (i), FALSE, i * SECOND));
  for (GVariant *found; (found = rk_graph_history_go (history, FALSE, state (now))) != NULL; n++) {
    g_assert_cmpint (g_variant_get_int32 (found), ==, --now);
    g_variant_unref (found);
  }
  g_assert_cmpuint (n, ==, 100);

  rk_graph_history_clear (history);
  g_assert_false (rk_graph_history_can (history, TRUE));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/app/graph-history/back-and-forward", test_back_and_forward);
  g_test_add_func ("/app/graph-history/a-gesture-is-one-step", test_a_gesture_is_one_step);
  g_test_add_func ("/app/graph-history/a-single-move-ends-a-gesture", test_a_single_move_ends_a_gesture);
  g_test_add_func ("/app/graph-history/a-move-forgets-what-was-ahead", test_a_move_forgets_what_was_ahead);
  g_test_add_func ("/app/graph-history/nothing-moved-is-no-step", test_nothing_moved_is_no_step);
  g_test_add_func ("/app/graph-history/is-bounded", test_is_bounded);

  return g_test_run ();
}
