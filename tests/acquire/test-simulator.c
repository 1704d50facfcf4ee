#include "config.h"

#include "acquire/decoder.h"
#include "acquire/errors.h"
#include "acquire/simulator.h"

#include <math.h>
#include <string.h>

/* All readings of a device within @duration_s, as one text. */
static char *
print_all (const char *id,
           double      rate_hz,
           guint32     seed,
           double      duration_s)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RkSimulator) device = rk_simulator_new (id, rate_hz, seed, &error);
  GByteArray *bytes = g_byte_array_new ();
  gint64 at_ns = 0;

  g_assert_no_error (error);

  while (at_ns < (gint64) (duration_s * 1e9))
    rk_simulator_step (device, bytes, &at_ns);

  g_byte_array_append (bytes, (const guint8 *) "", 1);

  return (char *) g_byte_array_free (bytes, FALSE);
}

/* Column @column (0, 1...) of "a:1,b:2" lines. */
static GArray *
read_column (const char *text,
             guint       column)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  GArray *values = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++) {
    g_auto (GStrv) cells = g_strsplit (lines[i], ",", -1);
    char *colon;
    double value;

    g_assert_cmpuint (g_strv_length (cells), >, column);
    colon = strchr (cells[column], ':');
    g_assert_nonnull (colon);
    value = g_ascii_strtod (colon + 1, NULL);
    g_array_append_val (values, value);
  }

  return values;
}

static double
at (GArray *values,
    double  index)
{
  guint i = (guint) lround (index);

  g_assert_cmpuint (i, <, values->len);

  return g_array_index (values, double, i);
}

/* Slope of the least squares line through readings first ... last, per second. */
static double
slope (GArray *values,
       double  rate_hz,
       double  first_s,
       double  last_s)
{
  double n = 0.0, st = 0.0, sy = 0.0, stt = 0.0, sty = 0.0;

  for (guint i = (guint) lround (first_s * rate_hz); i <= (guint) lround (last_s * rate_hz); i++) {
    double t = i / rate_hz;
    double y = at (values, i);

    n += 1.0;
    st += t;
    sy += y;
    stt += t * t;
    sty += t * y;
  }

  return (n * sty - st * sy) / (n * stt - st * st);
}

static double
mean (GArray *values,
      double  rate_hz,
      double  first_s,
      double  last_s)
{
  double sum = 0.0;
  guint first = (guint) lround (first_s * rate_hz);
  guint last = (guint) lround (last_s * rate_hz);

  for (guint i = first; i <= last; i++)
    sum += at (values, i);

  return sum / (last - first + 1);
}

/* When the values first reach @level upwards. */
static double
crossing_s (GArray *values,
            double  rate_hz,
            double  level)
{
  for (guint i = 0; i < values->len; i++) {
    if (at (values, i) >= level)
      return i / rate_hz;
  }

  g_assert_not_reached ();
}

/* By hand for 0.1 kg and 250 W: ice 8.4 s, melting 133.6 s, water 167.6 s (c m 100 K / P), boiling 904 s.
 * The probe lags 2 s behind. */
static void
test_heating_times (void)
{
  g_autofree char *text = print_all ("heating", 10.0, 1, 1400.0);
  g_autoptr (GArray) t = read_column (text, 0);

  g_assert_cmpfloat_with_epsilon (at (t, 0), -10.0, 0.15);

  /* 250 W / (0.1 kg 2100 J/(kg K)) = 1.190 K/s; in the range where the lag has settled. */
  g_assert_cmpfloat_with_epsilon (slope (t, 10.0, 6.0, 8.4), 1.190, 0.1);

  /* The plateau: 0.0 °C until 142 s, and warmer by 0.6 K/s afterwards. */
  g_assert_cmpfloat_with_epsilon (mean (t, 10.0, 25.0, 140.0), 0.0, 0.01);
  g_assert_cmpfloat (mean (t, 10.0, 144.0, 145.0), >, 0.2);

  /* 250 / (0.1 4190) = 0.5967 K/s. */
  g_assert_cmpfloat_with_epsilon (slope (t, 10.0, 155.0, 305.0), 0.5967, 0.0005);

  /* 50 °C at 142.0 + 83.8 s, seen 2 s later. */
  g_assert_cmpfloat_with_epsilon (crossing_s (t, 10.0, 50.0), 227.8, 0.3);

  /* Boiling from 309.6 s to 1213.6 s. */
  g_assert_cmpfloat_with_epsilon (mean (t, 10.0, 325.0, 1210.0), 100.0, 0.01);
  g_assert_cmpfloat (mean (t, 10.0, 1230.0, 1240.0), <, 92.0);
}

/* The rate changes the number of readings, not the physics. */
static void
test_heating_rates (void)
{
  g_autofree char *slow = print_all ("heating", 1.0, 1, 300.0);
  g_autofree char *fast = print_all ("heating", 40.0, 1, 300.0);
  g_autoptr (GArray) a = read_column (slow, 0);
  g_autoptr (GArray) b = read_column (fast, 0);

  /* 5 sigma of the noise of both. */
  for (guint s = 0; s < 300; s++)
    g_assert_cmpfloat_with_epsilon (at (a, s), at (b, 40.0 * s), 0.2);
}

/* Work F07: open 2-3 °C/min at 75 °C, 0.5-1 °C/min at 40 °C, with a lid 2-4 times slower. */
static void
test_cooling_rates (void)
{
  g_autofree char *text = print_all ("cooling", 2.0, 3, 7200.0);
  g_autoptr (GArray) open = read_column (text, 0);
  g_autoptr (GArray) lidded = read_column (text, 1);
  double first = -60.0 * slope (open, 2.0, 0.0, 60.0);
  double first_lidded = -60.0 * slope (lidded, 2.0, 0.0, 60.0);
  double at_40_s = 0.0;
  double later;

  g_assert_cmpfloat_with_epsilon (at (open, 0), 75.2, 0.15);
  g_assert_cmpfloat (first, >=, 2.0);
  g_assert_cmpfloat (first, <=, 3.0);
  g_assert_cmpfloat (first / first_lidded, >=, 2.0);
  g_assert_cmpfloat (first / first_lidded, <=, 4.0);

  while (at (open, 2.0 * at_40_s) > 40.0)
    at_40_s += 0.5;

  later = -60.0 * slope (open, 2.0, at_40_s - 60.0, at_40_s + 60.0);
  g_assert_cmpfloat (later, >=, 0.5);
  g_assert_cmpfloat (later, <=, 1.0);

  /* Newton's law alone: 22 + 53 exp (-0.012 * 30) after half an hour. */
  g_assert_cmpfloat_with_epsilon (mean (lidded, 2.0, 1795.0, 1805.0), 22.0 + 53.0 * exp (-0.36), 0.05);

  /* Neither ever falls far below the room: evaporation may cool an open cup by 1-2 °C. */
  g_assert_cmpfloat (at (open, 14399), >, 20.0);
}

/* 2 pi sqrt (1 / 9.81) = 2.0061 s, and 1 + theta²/16 = 1.0006 of it at 0.1 rad. */
static void
test_pendulum_period (void)
{
  g_autofree char *text = print_all ("pendulum", 200.0, 2, 30.0);
  g_autoptr (GArray) x = read_column (text, 0);
  g_autoptr (GArray) a = read_column (text, 1);
  double first_s = NAN;
  double last_s = NAN;
  guint n = 0;

  g_assert_cmpfloat_with_epsilon (at (x, 0), 0.1, 0.001);
  g_assert_cmpfloat_with_epsilon (at (a, 0), -0.981, 0.03);

  /* Upward zero crossings, by the means of 5 readings around them. */
  for (guint i = 20; i + 20 < x->len; i++) {
    if (at (x, i - 1) < 0.0 && at (x, i) >= 0.0 && at (x, i - 20) < -0.01) {
      double v = slope (x, 200.0, (i - 5) / 200.0, (i + 5) / 200.0);

      last_s = i / 200.0 - mean (x, 200.0, (i - 5) / 200.0, (i + 5) / 200.0) / v;
      first_s = n++ == 0 ? last_s : first_s;
    }
  }

  g_assert_cmpuint (n, >=, 14);
  g_assert_cmpfloat_with_epsilon ((last_s - first_s) / (n - 1), 2.0067, 0.001);

  /* exp (-0.01 * 28.09) of the swing is left after 14 periods. */
  g_assert_cmpfloat_with_epsilon (at (x, 200.0 * 14.0 * 2.0067), 0.1 * exp (-0.281), 0.0015);
}

static void
test_capacitor_tau (void)
{
  g_autofree char *text = print_all ("capacitor", 20.0, 5, 75.0);
  g_autoptr (GArray) u = read_column (text, 0);

  g_assert_cmpfloat (at (u, 0), <, 0.02);
  g_assert_cmpfloat_with_epsilon (mean (u, 20.0, 4.0, 4.9), 5.0, 0.005);

  /* After tau = 10 s 5 V / e = 1.839 V are left, after 3 tau 0.249 V. */
  g_assert_cmpfloat_with_epsilon (mean (u, 20.0, 14.9, 15.1), 1.839, 0.005);
  g_assert_cmpfloat_with_epsilon (mean (u, 20.0, 34.9, 35.1), 0.249, 0.004);
}

/* 0.1 mol/l: pH 1 at the start; half of the acid is left at 10 ml: 1.0 mmol in 30 ml, pH 1.477;
 * 10 ml too much of the base: 1.0 mmol in 50 ml, pOH 1.699. */
static void
test_titration_curve (void)
{
  g_autofree char *text = print_all ("titration", 5.0, 4, 170.0);
  g_autoptr (GArray) v = read_column (text, 0);
  g_autoptr (GArray) ph = read_column (text, 1);
  guint steepest = 0;
  guint i;

  g_assert_cmpfloat (at (v, 0), ==, 0.0);
  g_assert_cmpfloat_with_epsilon (at (ph, 0), 1.0, 0.05);

  for (i = 1; i < ph->len; i++) {
    g_assert_cmpfloat (at (v, i), >=, at (v, i - 1));

    if (at (ph, i) - at (ph, i - 1) > at (ph, steepest + 1) - at (ph, steepest))
      steepest = i - 1;
  }

  g_assert_cmpfloat_with_epsilon ((at (v, steepest) + at (v, steepest + 1)) / 2.0, 20.0, 0.15);
  g_assert_cmpfloat (at (ph, steepest + 10) - at (ph, steepest - 10), >, 6.0);

  for (i = 0; at (v, i) < 10.0; i++)
    ;
  g_assert_cmpfloat_with_epsilon (at (ph, i), 1.477, 0.05);

  for (i = 0; at (v, i) < 30.0; i++)
    ;
  g_assert_cmpfloat_with_epsilon (at (ph, i), 14.0 - 1.699, 0.05);

  /* The burette holds 50 ml. */
  g_assert_cmpfloat (at (v, v->len - 1), ==, 50.0);
}

static void
test_heart_beats (void)
{
  g_autofree char *text = print_all ("heart", 100.0, 6, 60.0);
  g_autoptr (GArray) bpm = read_column (text, 0);
  g_autoptr (GArray) ecg = read_column (text, 1);
  guint n_beats = 0;
  guint since = 100;

  for (guint i = 0; i < ecg->len; i++, since++) {
    g_assert_cmpfloat_with_epsilon (at (bpm, i), 72.0, 6.0);

    if (at (ecg, i) > 0.5 && since > 30) {
      n_beats++;
      since = 0;
    }
  }

  g_assert_cmpuint (n_beats, >=, 70);
  g_assert_cmpuint (n_beats, <=, 74);
}

static void
test_noise_levels (void)
{
  g_autofree char *text = print_all ("noise", 10.0, 7, 60.0);
  g_autoptr (GArray) level = read_column (text, 0);
  guint n_loud = 0;

  for (guint i = 0; i < level->len; i++) {
    g_assert_cmpfloat (at (level, i), >, 35.0);
    g_assert_cmpfloat (at (level, i), <, 90.0);
    n_loud += at (level, i) > 65.0;
  }

  /* 8...19 claps, each loud for up to 0.3 s. */
  g_assert_cmpuint (n_loud, >=, 5);
  g_assert_cmpuint (n_loud, <=, 70);
}

static void
test_arduino_labels (void)
{
  g_autofree char *text = print_all ("arduino", 10.0, 8, 20.0);
  g_auto (GStrv) lines = g_strsplit (text, "\r\n", -1);
  guint n = 0;

  g_assert_true (g_str_has_prefix (text, "\r\nRostok demo board\r\n"));

  for (guint i = 3; lines[i] != NULL && *lines[i] != '\0'; i++, n++)
    g_assert_true (g_regex_match_simple ("^Temperature:\\d\\d\\.\\d,Humidity:\\d\\d\\.\\d,Light:\\d+$",
                                         lines[i], 0, 0));

  g_assert_cmpuint (n, ==, 196); /* from 0.5 s to 20 s, both counted */
}

/* Unplugged for about three seconds about every twelve, with broken lines between. */
static void
test_misbehaving_unplugs (void)
{
  g_autoptr (RkSimulator) device = rk_simulator_new ("misbehaving", 0.0, 9, NULL);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  gint64 last_ns = 0;
  gint64 at_ns = 0;
  gint64 unplug_ns = 0;
  gboolean away = FALSE;
  guint n_unplugs = 0;
  guint n_pauses = 0;
  guint n_strange = 0;

  while (at_ns < G_GINT64_CONSTANT (120000000000)) {
    RkSimulatorEvent event = rk_simulator_step (device, bytes, &at_ns);
    double gap_s = (double) (at_ns - last_ns) / 1e9;

    if (away) {
      g_assert_cmpfloat_with_epsilon (gap_s, 3.1, 0.5);
    } else if (gap_s > 0.15) {
      n_pauses++;
      g_assert_cmpfloat (gap_s, <, 2.3);
    }

    if (event == RK_SIMULATOR_UNPLUG) {
      g_assert_cmpfloat_with_epsilon ((double) (at_ns - unplug_ns) / 1e9, 12.5, 3.0);
      unplug_ns = at_ns;
      n_unplugs++;
    }

    away = event == RK_SIMULATOR_UNPLUG;
    last_ns = at_ns;
  }

  for (guint i = 0; i < bytes->len; i++)
    n_strange += bytes->data[i] >= 0x80;

  g_assert_cmpuint (n_unplugs, >=, 8);
  g_assert_cmpuint (n_pauses, >=, 1);
  g_assert_cmpuint (n_strange, >=, 10);
}

typedef struct {
  GPtrArray *columns; /* nullable; copies */
  guint      n[3];    /* rows with a value of the column */
  guint      n_rows;
  guint      n_open;  /* rows without a value: the leads hang free */
} Meter;

static void
meter_columns_cb (gpointer   user_data,
                  GPtrArray *columns)
{
  Meter *self = user_data;

  g_clear_pointer (&self->columns, g_ptr_array_unref);
  self->columns = rk_columns_copy (columns);
}

static void
meter_frame_cb (gpointer       user_data,
                const RkFrame *frame)
{
  Meter *self = user_data;
  guint n_there = 0;

  for (guint i = 0; i < frame->n_values; i++) {
    if ((frame->flags[i] & RK_VALUE_ABSENT) != 0)
      continue;
    n_there++;
    self->n[i]++;
    self->n_open += (frame->flags[i] & RK_VALUE_OVER) != 0 ? 1 : 0;
  }
  g_assert_cmpuint (n_there, ==, 1);
  self->n_rows++;
}

/* Two turns of the dial: three columns, none of which mixes what was measured. */
static void
test_multimeter_dial (void)
{
  static const char * const units[] = { "V", "Ω", "°C" };
  static const RkDecoderEvents events = { .columns = meter_columns_cb, .frame = meter_frame_cb };
  g_autoptr (RkSimulator) device = rk_simulator_new ("multimeter", 0.0, 3, NULL);
  g_autoptr (RkDecoder) decoder = rk_decoder_new ("es519xx-19200-14b", NULL, NULL);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  RkDecoderCounts counts;
  Meter meter = { 0 };
  gint64 at_ns = 0;

  while (at_ns < G_GINT64_CONSTANT (119500000000))
    rk_simulator_step (device, bytes, &at_ns);
  rk_decoder_feed (decoder, bytes->data, bytes->len, &events, &meter);

  rk_decoder_get_counts (decoder, &counts);
  g_assert_cmpuint (counts.parsed, ==, bytes->len);
  g_assert_cmpuint (meter.n_rows, ==, bytes->len / 14);
  g_assert_cmpuint (meter.columns->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpstr (((RkColumn *) g_ptr_array_index (meter.columns, i))->unit, ==, units[i]);
  /* 24, 18 and 18 s of each minute at 2 Hz; 1.5 s of them open. */
  g_assert_cmpuint (meter.n[0], ==, 96);
  g_assert_cmpuint (meter.n[1], ==, 72);
  g_assert_cmpuint (meter.n[2], ==, 72);
  g_assert_cmpuint (meter.n_open, ==, 6);
  g_clear_pointer (&meter.columns, g_ptr_array_unref);
}

static void
test_same_seed (gconstpointer data)
{
  const RkSimulatorInfo *info = data;
  g_autofree char *a = print_all (info->id, 0.0, 42, 20.0);
  g_autofree char *b = print_all (info->id, 0.0, 42, 20.0);
  g_autofree char *c = print_all (info->id, 0.0, 43, 20.0);
  g_autoptr (RkSimulator) device = rk_simulator_new (info->id, 0.0, 0, NULL);

  g_assert_cmpstr (a, ==, b);
  /* Those that are asked are silent. */
  if (*a != '\0')
    g_assert_cmpstr (a, !=, c);
  else
    g_assert_false (rk_simulator_is_deaf (device));
}

static void
test_info (gconstpointer data)
{
  const RkSimulatorInfo *info = data;
  gint64 at_ns;
  gint64 before_ns = 0;
  g_autoptr (RkSimulator) device = rk_simulator_new (info->id, 0.0, 0, NULL);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  g_assert_true (rk_simulator_find (info->id) == info);
  g_assert_cmpstr (info->name, !=, NULL);
  g_assert_cmpstr (info->description, !=, NULL);
  g_assert_cmpstr (info->profile, !=, NULL);
  g_assert_true (g_str_has_suffix (info->icon, "-symbolic"));
  g_assert_cmpfloat (info->duration_s, >, 0.0);
  g_assert_cmpfloat (rk_simulator_get_rate_hz (device), ==, info->rate_hz);

  /* Time never goes back, and on the grid of the rate it does not drift. */
  for (guint i = 0; i < 1000; i++) {
    rk_simulator_step (device, bytes, &at_ns);
    g_assert_cmpint (at_ns, >=, before_ns);
    before_ns = at_ns;
  }
}

static void
test_errors (void)
{
  static const double rates[] = { -1.0, 20001.0, 0.0001, NAN, INFINITY };
  g_autoptr (GError) error = NULL;

  g_assert_null (rk_simulator_new ("unicorn", 0.0, 0, &error));
  g_assert_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "unicorn"));
  g_assert_null (rk_simulator_find ("unicorn"));
  g_assert_null (rk_simulator_find (NULL));
  g_assert_null (rk_simulator_nth (G_MAXUINT));

  for (guint i = 0; i < G_N_ELEMENTS (rates); i++) {
    g_clear_error (&error);
    g_assert_null (rk_simulator_new ("heating", rates[i], 0, &error));
    g_assert_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_SETTINGS);
  }
}

/* Any seed keeps the values printable, whatever the rate. */
static void
test_extreme_rates (gconstpointer data)
{
  const RkSimulatorInfo *info = data;
  static const double rates[] = { 0.01, 20000.0 };

  for (guint k = 0; k < G_N_ELEMENTS (rates); k++) {
    g_autoptr (RkSimulator) device = rk_simulator_new (info->id, rates[k], 77, NULL);
    g_autoptr (GByteArray) bytes = g_byte_array_new ();
    gint64 at_ns;

    for (guint i = 0; i < 300; i++) {
      g_byte_array_set_size (bytes, 0);
      rk_simulator_step (device, bytes, &at_ns);
      g_assert_cmpuint (bytes->len, <, 128);
    }
  }
}

int
main (int   argc,
      char *argv[])
{
  static const struct {
    const char   *name;
    GTestDataFunc func;
  } rows[] = {
    { "info", test_info },
    { "same-seed-same-bytes", test_same_seed },
    { "extreme-rates", test_extreme_rates },
  };
  const RkSimulatorInfo *info;

  g_test_init (&argc, &argv, NULL);

  for (guint k = 0; k < G_N_ELEMENTS (rows); k++) {
    for (guint n = 0; (info = rk_simulator_nth (n)) != NULL; n++) {
      g_autofree char *path = g_strdup_printf ("/acquire/simulator/%s/%s", rows[k].name, info->id);

      g_test_add_data_func (path, info, rows[k].func);
    }
  }

  g_test_add_func ("/acquire/simulator/multimeter-dial", test_multimeter_dial);
  g_test_add_func ("/acquire/simulator/heating-times", test_heating_times);
  g_test_add_func ("/acquire/simulator/heating-rates", test_heating_rates);
  g_test_add_func ("/acquire/simulator/cooling-rates", test_cooling_rates);
  g_test_add_func ("/acquire/simulator/pendulum-period", test_pendulum_period);
  g_test_add_func ("/acquire/simulator/capacitor-tau", test_capacitor_tau);
  g_test_add_func ("/acquire/simulator/titration-curve", test_titration_curve);
  g_test_add_func ("/acquire/simulator/heart-beats", test_heart_beats);
  g_test_add_func ("/acquire/simulator/noise-levels", test_noise_levels);
  g_test_add_func ("/acquire/simulator/arduino-labels", test_arduino_labels);
  g_test_add_func ("/acquire/simulator/misbehaving-unplugs", test_misbehaving_unplugs);
  g_test_add_func ("/acquire/simulator/errors", test_errors);

  return g_test_run ();
}
