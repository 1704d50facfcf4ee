#include "config.h"

#include "store/block.h"
#include "store/column.h"

static void
test_steady_block_is_zeroed (void)
{
  g_autoptr (RkBlock) block = rk_block_new (3, 100, 5000, 1000.0);

  g_assert_cmpuint (block->n_columns, ==, 3);
  g_assert_cmpuint (block->n_samples, ==, 100);
  g_assert_cmpint (block->begin_ns, ==, 5000);
  g_assert_cmpfloat (block->step_ns, ==, 1000.0);
  g_assert_null (block->times_ns);
  for (guint i = 0; i < 300; i++)
    g_assert_cmpfloat (block->values[i], ==, 0.0);
}

static void
test_block_with_times_has_room (void)
{
  g_autoptr (RkBlock) block = rk_block_new (2, 5, 0, 0.0);

  g_assert_nonnull (block->times_ns);
  for (guint i = 0; i < 5; i++)
    block->times_ns[i] = i * i;
  for (guint i = 0; i < 10; i++)
    block->values[i] = i;

  g_assert_cmpint (rk_block_get_time_ns (block, 4), ==, 16);
  g_assert_cmpfloat (block->values[9], ==, 9.0);
}

static void
test_times_of_steady_block_are_rounded (void)
{
  /* 3 samples in 10 ns: 0, 3.33, 6.67 */
  g_autoptr (RkBlock) block = rk_block_new (1, 3, 100, 10.0 / 3.0);

  g_assert_cmpint (rk_block_get_time_ns (block, 0), ==, 100);
  g_assert_cmpint (rk_block_get_time_ns (block, 1), ==, 103);
  g_assert_cmpint (rk_block_get_time_ns (block, 2), ==, 107);
}

static void
test_greatest_block (void)
{
  g_autoptr (RkBlock) block = rk_block_new (RK_MAX_COLUMNS, RK_BLOCK_MAX_SAMPLES, 0, 0.0);

  block->values[(gsize) RK_MAX_COLUMNS * RK_BLOCK_MAX_SAMPLES - 1] = 1.0;
  block->times_ns[RK_BLOCK_MAX_SAMPLES - 1] = 1;
}

static void
test_impossible_blocks_are_refused (void)
{
  static const guint sizes[][2] = { { 0, 1 }, { 1, 0 }, { RK_MAX_COLUMNS + 1, 1 }, { 1, RK_BLOCK_MAX_SAMPLES + 1 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    RkBlock *block;

    g_test_expect_message ("rk-store", G_LOG_LEVEL_CRITICAL, "*rk_block_new*");
    block = rk_block_new (sizes[i][0], sizes[i][1], 0, 1.0);
    g_test_assert_expected_messages ();
    g_assert_null (block);
  }
}

static void
test_last_reference_frees (void)
{
  RkBlock *block = rk_block_new (1, 1, 0, 1.0);

  g_assert_true (rk_block_ref (block) == block);
  rk_block_unref (block);
  g_assert_cmpfloat (block->values[0], ==, 0.0);
  rk_block_unref (block);
}

static void
test_gap_reasons_have_names (void)
{
  static const char * const ids[] = { "unplugged", "paused", "suspended", "lost", "silent" };
  RkGapReason reason = RK_GAP_LOST;

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    g_assert_cmpstr (rk_gap_reason_id ((RkGapReason) i), ==, ids[i]);
    g_assert_true (rk_gap_reason_from_id (ids[i], &reason));
    g_assert_cmpint (reason, ==, (int) i);
    g_assert_cmpstr (rk_gap_reason_text ((RkGapReason) i), !=, "");
  }

  g_assert_false (rk_gap_reason_from_id ("eaten", &reason));
  g_assert_false (rk_gap_reason_from_id (NULL, &reason));
  g_assert_cmpint (reason, ==, RK_GAP_SILENT);
}

static void
test_columns_are_copied_whole (void)
{
  g_autoptr (GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_column_free);
  g_autoptr (GPtrArray) copies = NULL;
  RkColumn *column = rk_column_new ("value 1", "temperature", "degC");
  const RkColumn *copy;

  g_assert_cmpstr (column->name, ==, "value 1");
  g_assert_null (column->symbol);
  g_assert_cmpint (column->decimals, ==, -1);
  column->symbol = g_strdup ("T");
  column->decimals = 2;
  g_ptr_array_add (columns, column);

  copies = rk_columns_copy (columns);
  g_ptr_array_set_size (columns, 0);

  g_assert_cmpuint (copies->len, ==, 1);
  copy = g_ptr_array_index (copies, 0);
  g_assert_cmpstr (copy->key, ==, "value 1");
  g_assert_cmpstr (copy->name, ==, "value 1");
  g_assert_cmpstr (copy->symbol, ==, "T");
  g_assert_cmpstr (copy->quantity, ==, "temperature");
  g_assert_cmpstr (copy->unit, ==, "degC");
  g_assert_cmpint (copy->decimals, ==, 2);
}

/* Sums, but for what has none: there the newer counts if it is known, and of the queue the larger. */
static void
test_counters_add (void)
{
  RkCounters sum = RK_COUNTERS_NONE;
  const RkCounters more = { 10, 6, 2, 1, 1, 3, 1, 2000, 12.5, 1, 2, 3, 4, 100, 5 };
  const RkCounters unknown = { .bytes = 5, .parsed = 5, .time_error_ns = -1, .drift_ppm = (double) NAN, .queue_high = 50 };

  g_assert_cmpint (sum.time_error_ns, ==, -1);
  g_assert_true (isnan (sum.drift_ppm));

  rk_counters_add (&sum, &more);
  rk_counters_add (&sum, &more);
  rk_counters_add (&sum, &unknown);

  g_assert_cmpuint (sum.bytes, ==, 25);
  g_assert_cmpuint (sum.bytes, ==, sum.parsed + sum.rejected + sum.dropped + sum.pending);
  g_assert_cmpuint (sum.frames, ==, 6);
  g_assert_cmpuint (sum.n_rejected, ==, 2);
  g_assert_cmpint (sum.time_error_ns, ==, 2000);
  g_assert_cmpfloat (sum.drift_ppm, ==, 12.5);
  g_assert_cmpuint (sum.overrun, ==, 2);
  g_assert_cmpuint (sum.framing, ==, 4);
  g_assert_cmpuint (sum.parity, ==, 6);
  g_assert_cmpuint (sum.breaks, ==, 8);
  g_assert_cmpuint (sum.queue_high, ==, 100);
  g_assert_cmpuint (sum.answers_late, ==, 10);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/store/block/steady-block-is-zeroed", test_steady_block_is_zeroed);
  g_test_add_func ("/store/block/block-with-times-has-room", test_block_with_times_has_room);
  g_test_add_func ("/store/block/times-of-steady-block-are-rounded", test_times_of_steady_block_are_rounded);
  g_test_add_func ("/store/block/greatest-block", test_greatest_block);
  g_test_add_func ("/store/block/impossible-blocks-are-refused", test_impossible_blocks_are_refused);
  g_test_add_func ("/store/block/last-reference-frees", test_last_reference_frees);
  g_test_add_func ("/store/block/gap-reasons-have-names", test_gap_reasons_have_names);
  g_test_add_func ("/store/block/columns-are-copied-whole", test_columns_are_copied_whole);
  g_test_add_func ("/store/block/counters-add", test_counters_add);

  return g_test_run ();
}
