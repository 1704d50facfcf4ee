#include "config.h"

#include "acquire/history.h"
#include "base/clock.h"

#include <math.h>

static void
add (RkHistory *history,
     gint64     time_ns,
     double     a,
     double     b)
{
  const double values[] = { a, b };

  rk_history_add (history, &time_ns, values, 1, 2);
}

static void
test_empty (void)
{
  RkHistory *history = rk_history_new ();
  RkRecent recent = { .n = 7 };

  g_assert_false (rk_history_get_recent (history, 0, 10.0, &recent));
  g_assert_cmpuint (recent.n, ==, 0);
  g_assert_true (isnan (recent.mean) && isnan (recent.sd) && isnan (recent.min) && isnan (recent.last));
  g_assert_cmpint (rk_history_get_first_ns (history), ==, RK_TIME_NONE);
  rk_history_free (history);
}

/* 2, 4, 4, 4, 5, 5, 7, 9: mean 5, sum of squared deviations 32, sd = sqrt (32 / 7). */
static void
test_by_hand (void)
{
  static const double values[] = { 2, 4, 4, 4, 5, 5, 7, 9 };
  RkHistory *history = rk_history_new ();
  RkRecent recent;

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    add (history, i * RK_NS_PER_S, values[i], i == 3 ? 1.5 : (double) NAN);

  g_assert_true (rk_history_get_recent (history, 0, 60.0, &recent));
  g_assert_cmpuint (recent.n, ==, 8);
  g_assert_cmpfloat_with_epsilon (recent.mean, 5.0, 1e-15);
  g_assert_cmpfloat_with_epsilon (recent.sd, sqrt (32.0 / 7.0), 1e-15);
  g_assert_cmpfloat (recent.min, ==, 2.0);
  g_assert_cmpfloat (recent.max, ==, 9.0);
  g_assert_cmpfloat (recent.last, ==, 9.0);
  g_assert_cmpint (recent.first_ns, ==, 0);
  g_assert_cmpint (recent.last_ns, ==, 7 * RK_NS_PER_S);

  /* The last two seconds hold three rows; both ends count. */
  g_assert_true (rk_history_get_recent (history, 0, 2.0, &recent));
  g_assert_cmpuint (recent.n, ==, 3);
  g_assert_cmpfloat_with_epsilon (recent.mean, 7.0, 1e-15);
  g_assert_cmpfloat_with_epsilon (recent.sd, 2.0, 1e-15);

  /* 0 s is the newest row alone; one value has no deviation. */
  g_assert_true (rk_history_get_recent (history, 0, 0.0, &recent));
  g_assert_cmpuint (recent.n, ==, 1);
  g_assert_cmpfloat (recent.mean, ==, 9.0);
  g_assert_true (isnan (recent.sd));

  g_assert_true (rk_history_get_recent (history, 1, 60.0, &recent));
  g_assert_cmpuint (recent.n, ==, 1);
  g_assert_cmpint (recent.last_ns, ==, 3 * RK_NS_PER_S);
  g_assert_false (rk_history_get_recent (history, 1, 2.0, &recent));
  g_assert_false (rk_history_get_recent (history, 2, 60.0, &recent));

  rk_history_clear (history);
  g_assert_false (rk_history_get_recent (history, 0, 60.0, &recent));
  rk_history_free (history);
}

typedef struct {
  guint64 n;
  double  sum;
  double  squares;
  gint64  last_ns;
  guint   n_values;
  GString *log;
} Seen;

static void
row_cb (gpointer      user_data,
        gint64        time_ns,
        const double *values,
        guint         n_values)
{
  Seen *seen = user_data;

  g_assert_true (seen->n == 0 || time_ns >= seen->last_ns);
  seen->n++;
  seen->sum += values[0];
  seen->squares += values[0] * values[0];
  seen->last_ns = time_ns;
  seen->n_values = n_values;

  if (seen->log == NULL)
    return;
  g_string_append_printf (seen->log, "%" G_GINT64_FORMAT ":", time_ns);
  for (guint i = 0; i < n_values; i++)
    g_string_append_printf (seen->log, isnan (values[i]) ? "-" : "%g", values[i]);
  g_string_append_c (seen->log, ' ');
}

/* Against plain sums over a replay of the same rows: any batch, any window. */
static void
test_property (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (11);
  RkHistory *history = rk_history_new ();
  gint64 now_ns = -5 * RK_NS_PER_S; /* before an origin, too */

  for (guint round = 0; round < 200; round++) {
    gint64 times[300];
    double values[300 * 3];
    guint n = (guint) g_rand_int_range (random, 1, 300);

    for (guint i = 0; i < n; i++) {
      now_ns += g_rand_int_range (random, 0, 2000000);
      times[i] = now_ns;
      for (guint c = 0; c < 3; c++)
        values[i * 3 + c] = 1000.0 + g_rand_double (random);
    }
    rk_history_add (history, times, values, n, 3);

    if (round % 20 == 0) {
      double seconds = g_rand_double_range (random, 0.0, 20.0);
      Seen seen = { 0 };
      RkRecent recent;

      rk_history_replay (history, now_ns - (gint64) (seconds * RK_NS_PER_S), row_cb, &seen);
      g_assert_true (rk_history_get_recent (history, 0, seconds, &recent));
      g_assert_cmpuint (recent.n, ==, seen.n);
      g_assert_cmpfloat_with_epsilon (recent.mean, seen.sum / (double) seen.n, 1e-9);
      if (seen.n > 1)
        g_assert_cmpfloat_with_epsilon (recent.sd * recent.sd * (double) (seen.n - 1),
                                        seen.squares - seen.sum * seen.sum / (double) seen.n, 1e-4);
    }
  }
  rk_history_free (history);
}

static void
test_columns_later (void)
{
  RkHistory *history = rk_history_new ();
  const gint64 times[] = { 1, 2, 3, 4, 5 };
  const double values[] = { 1, 2, 3, 4, 5, 6 };
  Seen seen = { .log = g_string_new (NULL) };

  rk_history_add (history, times, values, 2, 1);
  rk_history_add (history, times + 2, values, 2, 2);
  rk_history_add (history, times + 4, values, 1, 1); /* narrower: the rest is missing */
  rk_history_add (history, times + 4, values, 0, 1);
  rk_history_replay (history, 2, row_cb, &seen);
  g_assert_cmpstr (seen.log->str, ==, "2:2 3:12 4:34 5:1- ");
  g_assert_cmpint (rk_history_get_first_ns (history), ==, 1);

  g_string_truncate (seen.log, 0);
  rk_history_replay (history, 6, row_cb, &seen);
  g_assert_cmpstr (seen.log->str, ==, "");
  g_string_free (seen.log, TRUE);
  rk_history_free (history);
}

/* Neither many rows nor wide ones go over the limit, and the newest are always there. */
static void
test_bounded (void)
{
  static const guint widths[] = { 1, 3, 1024 };

  for (guint w = 0; w < G_N_ELEMENTS (widths); w++) {
    RkHistory *history = rk_history_new ();
    guint n = widths[w];
    guint n_rows = 3 * RK_HISTORY_VALUES / n;
    g_autofree double *values = g_new0 (double, n);
    Seen seen = { 0 };

    for (guint i = 0; i < n_rows; i++) {
      gint64 time_ns = i;

      values[0] = i;
      rk_history_add (history, &time_ns, values, 1, n);
    }
    rk_history_replay (history, G_MININT64, row_cb, &seen);
    g_assert_cmpuint (seen.n * n, <=, RK_HISTORY_VALUES);
    g_assert_cmpuint (seen.n * n, >, RK_HISTORY_VALUES * 9 / 10);
    g_assert_cmpint (seen.last_ns, ==, n_rows - 1);
    rk_history_free (history);
  }
}

/* Old rows go, though there is room. */
static void
test_old (void)
{
  RkHistory *history = rk_history_new ();
  RkRecent recent;

  for (guint i = 0; i < 20000; i++)
    add (history, i * 10 * RK_NS_PER_MS, i, 0.0);

  /* 200 s of rows; those of the last 60 s are there, and at most a chunk more. */
  g_assert_cmpint (rk_history_get_first_ns (history), >, 100 * RK_NS_PER_S);
  g_assert_cmpint (rk_history_get_first_ns (history), <, 140 * RK_NS_PER_S);
  g_assert_true (rk_history_get_recent (history, 0, 1000.0, &recent));
  g_assert_cmpuint (recent.n, ==, 6001);
  rk_history_free (history);
}

/* --- A writer and readers at once --- */

typedef struct {
  RkHistory *history;
  gint       ended; /* atomic */
} Stress;

/* Value 0 of a row is its time, value 1 the negative of it; from row 30000 on there are three. */
static gpointer
writer_thread (gpointer data)
{
  Stress *self = data;

  for (guint i = 0; i < 60000;) {
    gint64 times[64];
    double values[64 * 3];
    guint n_columns = i < 30000 ? 2 : 3;
    guint n = 1 + i % 64;

    for (guint k = 0; k < n; k++, i++) {
      times[k] = i;
      values[k * n_columns] = i;
      values[k * n_columns + 1] = -(double) i;
      if (n_columns == 3)
        values[k * n_columns + 2] = 2.0 * i;
    }
    rk_history_add (self->history, times, values, n, n_columns);
    if (i % 1000 < n)
      g_usleep (200);
  }
  g_atomic_int_set (&self->ended, 1);

  return NULL;
}

static void
check_row_cb (gpointer      user_data,
              gint64        time_ns,
              const double *values,
              guint         n_values)
{
  gint64 *last_ns = user_data;

  g_assert_true (*last_ns < 0 || time_ns == *last_ns + 1);
  *last_ns = time_ns;
  g_assert_cmpfloat (values[0], ==, (double) time_ns);
  g_assert_cmpfloat (values[1], ==, -(double) time_ns);
  if (n_values == 3)
    g_assert_cmpfloat (values[2], ==, 2.0 * (double) time_ns);
}

static gpointer
reader_thread (gpointer data)
{
  Stress *self = data;

  while (!g_atomic_int_get (&self->ended)) {
    gint64 last_ns = -1;
    RkRecent recent;

    rk_history_replay (self->history, 0, check_row_cb, &last_ns);
    if (rk_history_get_recent (self->history, 0, 1e-5, &recent)) {
      g_assert_cmpfloat (recent.last, ==, (double) recent.last_ns);
      g_assert_cmpfloat (recent.max, ==, recent.last);
    }
  }

  return NULL;
}

static void
test_threads (void)
{
  Stress stress = { rk_history_new (), 0 };
  GThread *threads[3];

  threads[0] = g_thread_new ("writer", writer_thread, &stress);
  for (guint i = 1; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("reader", reader_thread, &stress);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (rk_history_get_first_ns (stress.history), ==, 0);
  rk_history_free (stress.history);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/acquire/history/empty", test_empty);
  g_test_add_func ("/acquire/history/by-hand", test_by_hand);
  g_test_add_func ("/acquire/history/property", test_property);
  g_test_add_func ("/acquire/history/columns-later", test_columns_later);
  g_test_add_func ("/acquire/history/bounded", test_bounded);
  g_test_add_func ("/acquire/history/old", test_old);
  g_test_add_func ("/acquire/history/threads", test_threads);

  return g_test_run ();
}
