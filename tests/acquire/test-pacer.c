/* Thinning: hand-computed rows. */
#include "config.h"

#include "acquire/pacer.h"

#include "base/clock.h"

#include <math.h>

/* What the pacer said, as text: "time_ms:value,value;" */
static void
note_row (gpointer      user_data,
          gint64        time_ns,
          const double *values,
          guint         n_values)
{
  GString *rows = user_data;

  g_string_append_printf (rows, "%g:", (double) time_ns / 1e6);
  for (guint i = 0; i < n_values; i++)
    g_string_append_printf (rows, "%s%g", i > 0 ? "," : "", values[i]);
  g_string_append_c (rows, ';');
}

typedef struct {
  const char *name;
  RkPaceMode  mode;
  double      rate_hz;
  const char *rows;
} PaceCase;

/* Frames 0, 30, 60, 90 ... 270 ms with values 0 ... 9; origin 0. At 10 Hz the intervals hold
 * {0 1 2 3}, {4 5 6}, {7 8 9}: means 1.5, 5, 8; the last one, cut by the end, reaches from
 * 200 to 270 ms: its middle is 235. */
static const PaceCase cases[] = {
  { "every", RK_PACE_EVERY, 10.0, "0:0;30:1;60:2;90:3;120:4;150:5;180:6;210:7;240:8;270:9;" },
  { "average", RK_PACE_AVERAGE, 10.0, "50:1.5;150:5;235:8;" },
  { "pick", RK_PACE_PICK, 10.0, "90:3;180:6;270:9;" },
  { "average-one-interval", RK_PACE_AVERAGE, 1.0, "135:4.5;" },
  { "pick-faster-than-frames", RK_PACE_PICK, 1000.0,
    "0:0;30:1;60:2;90:3;120:4;150:5;180:6;210:7;240:8;270:9;" },
  { "average-without-rate", RK_PACE_AVERAGE, 0.0,
    "0:0;30:1;60:2;90:3;120:4;150:5;180:6;210:7;240:8;270:9;" },
};

static void
test_case (gconstpointer data)
{
  const PaceCase *c = data;
  g_autoptr (RkPacer) pacer = rk_pacer_new (c->mode, c->rate_hz, 0);
  g_autoptr (GString) rows = g_string_new (NULL);

  for (int i = 0; i < 10; i++) {
    double value = i;

    rk_pacer_feed (pacer, i * 30 * RK_NS_PER_MS, &value, 1, note_row, rows);
  }
  rk_pacer_flush (pacer, note_row, rows);
  rk_pacer_flush (pacer, note_row, rows);

  g_assert_cmpstr (rows->str, ==, c->rows);
}

/* Missing values do not count, and do not become 0. */
static void
test_missing (void)
{
  g_autoptr (RkPacer) pacer = rk_pacer_new (RK_PACE_AVERAGE, 10.0, 0);
  g_autoptr (GString) rows = g_string_new (NULL);
  const double first[] = { 1.0, NAN };
  const double second[] = { NAN, NAN };
  const double third[] = { 3.0, NAN, INFINITY };

  rk_pacer_feed (pacer, 0, first, 2, note_row, rows);
  rk_pacer_feed (pacer, 10 * RK_NS_PER_MS, second, 2, note_row, rows);
  rk_pacer_feed (pacer, 20 * RK_NS_PER_MS, third, 3, note_row, rows);
  rk_pacer_feed (pacer, 100 * RK_NS_PER_MS, first, 2, note_row, rows);

  g_assert_cmpstr (rows->str, ==, "50:2,nan,nan;");
}

/* An empty interval has no row; time does not go back after a gap within an interval. */
static void
test_gap (void)
{
  g_autoptr (RkPacer) pacer = rk_pacer_new (RK_PACE_AVERAGE, 1.0, 0);
  g_autoptr (GString) rows = g_string_new (NULL);
  const double one = 1.0;
  const double three = 3.0;

  rk_pacer_feed (pacer, 0, &one, 1, note_row, rows);
  rk_pacer_feed (pacer, 200 * RK_NS_PER_MS, &three, 1, note_row, rows);
  rk_pacer_flush (pacer, note_row, rows);
  rk_pacer_feed (pacer, 800 * RK_NS_PER_MS, &three, 1, note_row, rows);
  rk_pacer_feed (pacer, 5000 * RK_NS_PER_MS, &one, 1, note_row, rows);
  rk_pacer_flush (pacer, note_row, rows);

  /* 100 = middle of 0 ... 200; 900 = middle of what is left, 800 ... 1000. */
  g_assert_cmpstr (rows->str, ==, "100:2;900:3;5000:1;");
}

/* The border belongs to the interval that begins there, though 1/3 s is no whole number of ns. */
static void
test_border (void)
{
  g_autoptr (RkPacer) pacer = rk_pacer_new (RK_PACE_PICK, 3.0, 7);
  guint n = 0;
  g_autoptr (GString) rows = g_string_new (NULL);

  for (int i = 0; i < 3000; i++) {
    double value = i;
    gint64 border_ns = 7 + (gint64) llround (i * 1e9 / 3.0);

    rk_pacer_feed (pacer, border_ns, &value, 1, note_row, rows);
  }

  for (const char *at = rows->str; *at != '\0'; at++)
    n += *at == ';';
  g_assert_cmpuint (n, ==, 2999);
}

/* Before the origin intervals are counted down from it: at 10 Hz -30 ms lies in [-100, 0), 0 does not. */
static void
test_before_origin (void)
{
  g_autoptr (RkPacer) average = rk_pacer_new (RK_PACE_AVERAGE, 10.0, 50 * RK_NS_PER_MS);
  g_autoptr (RkPacer) pick = rk_pacer_new (RK_PACE_PICK, 10.0, 0);
  g_autoptr (GString) averages = g_string_new (NULL);
  g_autoptr (GString) picks = g_string_new (NULL);

  /* Frames -250, -220 ... 20 ms with values 0 ... 9; intervals of the averages [-250, -150), [-150, -50), [-50, 50). */
  for (int i = 0; i < 10; i++) {
    double value = i;
    gint64 time_ns = (-250 + i * 30) * RK_NS_PER_MS;

    rk_pacer_feed (average, time_ns, &value, 1, note_row, averages);
    rk_pacer_feed (pick, time_ns, &value, 1, note_row, picks);
  }
  rk_pacer_flush (average, note_row, averages);
  rk_pacer_flush (pick, note_row, picks);

  g_assert_cmpstr (averages->str, ==, "-200:1.5;-100:5;-15:8;");
  g_assert_cmpstr (picks->str, ==, "-220:1;-130:4;-10:8;20:9;");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/acquire/pacer/", cases[i].name, NULL);

    g_test_add_data_func (path, &cases[i], test_case);
  }

  g_test_add_func ("/acquire/pacer/missing", test_missing);
  g_test_add_func ("/acquire/pacer/gap", test_gap);
  g_test_add_func ("/acquire/pacer/border", test_border);
  g_test_add_func ("/acquire/pacer/before-origin", test_before_origin);

  return g_test_run ();
}
