#include "config.h"

#include "exchange/audio.h"
#include "exchange/errors.h"
#include "fixture.h"

#include "base/clock.h"
#include "store/span.h"

#include <signal.h>
#include <sys/resource.h>

/* A WAV file as a list of bytes, so that its header can lie. */
static void
put_u32 (GByteArray *bytes,
         guint32     value)
{
  guint32 le = GUINT32_TO_LE (value);

  g_byte_array_append (bytes, (const guint8 *) &le, 4);
}

static void
put_u16 (GByteArray *bytes,
         guint16     value)
{
  guint16 le = GUINT16_TO_LE (value);

  g_byte_array_append (bytes, (const guint8 *) &le, 2);
}

static void
put_id (GByteArray *bytes,
        const char *id)
{
  g_byte_array_append (bytes, (const guint8 *) id, 4);
}

/* 16 bits, @n_frames of the ramp 0, 256, 512... per channel. */
static GByteArray *
make_wav (guint16 n_channels,
          guint32 rate_hz,
          guint   n_frames)
{
  GByteArray *bytes = g_byte_array_new ();
  guint n_bytes = n_frames * n_channels * 2;

  put_id (bytes, "RIFF");
  put_u32 (bytes, 36 + n_bytes);
  put_id (bytes, "WAVE");
  put_id (bytes, "fmt ");
  put_u32 (bytes, 16);
  put_u16 (bytes, 1);
  put_u16 (bytes, n_channels);
  put_u32 (bytes, rate_hz);
  put_u32 (bytes, rate_hz * n_channels * 2);
  put_u16 (bytes, (guint16) (n_channels * 2));
  put_u16 (bytes, 16);
  put_id (bytes, "data");
  put_u32 (bytes, n_bytes);

  for (guint i = 0; i < n_frames; i++) {
    for (guint k = 0; k < n_channels; k++)
      put_u16 (bytes, (guint16) (i * 256 + k));
  }

  return bytes;
}

static RkRun *
read_bytes (Fixture       *fixture,
            RkExperiment  *experiment,
            const guint8  *bytes,
            gsize          len,
            GError       **error)
{
  g_autofree char *path = g_build_filename (fixture->folder, "sound.wav", NULL);

  g_assert_true (g_file_set_contents (path, (const char *) bytes, (gssize) len, NULL));

  return rk_audio_read (experiment, path, NULL, error);
}

static void
test_read_sound (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (GByteArray) bytes = make_wav (2, 44100, 5000);
  g_autoptr (RkSpan) span = NULL;
  RkRun *run = read_bytes (fixture, experiment, bytes->data, bytes->len, &error);

  g_assert_no_error (error);
  span = take_span (run);
  g_assert_cmpuint (rk_span_get_n_samples (span), ==, 5000);
  g_assert_cmpuint (rk_span_get_n_columns (span), ==, 2);
  g_assert_cmpstr (rk_channel_get_quantity (channel_of (run, 0)), ==, "level");
  g_assert_cmpint (rk_run_get_state (run), ==, RK_RUN_COMPLETE);

  for (guint i = 0; i < 5000; i++) {
    /* To the nanosecond: i / 44100 s. */
    g_assert_cmpint (ABS (rk_span_get_time_ns (span, i) - (gint64) llround (i * 1e9 / 44100.0)), <=, 1);
    g_assert_cmpfloat (rk_span_get_value (span, 1, i), ==, (gint16) (i * 256 + 1) / 32768.0);
  }
}

typedef struct {
  const char *name;
  guint16     n_channels;
  guint32     rate_hz;
  int         code; /* -1: is read */
} LimitCase;

static const LimitCase limits[] = {
  { "one-channel",       1, 44100,      -1 },
  { "eight-channels",    8, 44100,      -1 },
  { "nine-channels",     9, 44100,      RK_EXCHANGE_ERROR_UNSUPPORTED },
  { "1024-channels",  1024, 44100,      RK_EXCHANGE_ERROR_UNSUPPORTED },
  { "rate-1",            1, 1,          -1 },
  { "rate-768000",       1, 768000,     -1 },
  { "rate-768001",       1, 768001,     RK_EXCHANGE_ERROR_UNSUPPORTED },
  { "rate-2147483647",   1, 2147483647, RK_EXCHANGE_ERROR_UNSUPPORTED },
};

static void
test_limit (Fixture      *fixture,
            gconstpointer data)
{
  const LimitCase *c = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (GByteArray) bytes = make_wav (c->n_channels, c->rate_hz, 10);
  RkRun *run = read_bytes (fixture, experiment, bytes->data, bytes->len, &error);

  if (c->code < 0) {
    g_assert_no_error (error);
    g_assert_cmpuint (rk_run_get_n_samples (run), ==, 10);
  } else {
    g_assert_error (error, RK_EXCHANGE_ERROR, c->code);
    g_assert_cmpuint (g_list_model_get_n_items (rk_experiment_get_runs (experiment)), ==, 0);
  }
}

/* A file may end anywhere: never a crash, and NULL always comes with a reason. */
static void
test_truncated_anywhere (Fixture      *fixture,
                         gconstpointer data)
{
  g_autoptr (GByteArray) bytes = make_wav (2, 8000, 20);

  for (gsize n = 0; n <= bytes->len; n++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (RkExperiment) experiment = rk_experiment_new ();
    RkRun *run = read_bytes (fixture, experiment, bytes->data, n, &error);

    g_assert_true ((run == NULL) == (error != NULL));
    g_assert_cmpuint (g_list_model_get_n_items (rk_experiment_get_runs (experiment)), ==, run != NULL ? 1 : 0);
  }
}

/* Each field of the header, set to nothing and to its maximum, in words of 16 and 32 bits. */
static void
test_lying_header (Fixture      *fixture,
                   gconstpointer data)
{
  static const guint8 lies[] = { 0x00, 0x7f, 0x80, 0xff };
  g_autoptr (GByteArray) bytes = make_wav (1, 8000, 20);

  for (guint i = 4; i < 44; i += 2) {
    for (guint width = 2; width <= 4; width += 2) {
      for (guint k = 0; k < sizeof lies; k++) {
        g_autoptr (GError) error = NULL;
        g_autoptr (RkExperiment) experiment = rk_experiment_new ();
        g_autofree guint8 *copy = g_memdup2 (bytes->data, bytes->len);
        RkRun *run;

        memset (copy + i, lies[k] == 0x80 ? 0 : 0xff, width);
        copy[i + width - 1] = lies[k];
        run = read_bytes (fixture, experiment, copy, bytes->len, &error);
        g_assert_true ((run == NULL) == (error != NULL));

        /* 84 bytes hold no more. */
        if (run != NULL)
          g_assert_cmpuint (rk_run_get_n_samples (run), <=, 100);
      }
    }
  }
}

static RkExperiment *
make_run (guint        n,
          double       step_ns,
          double       jitter_ns,
          const char **columns,
          RkRun      **run)
{
  RkExperiment *experiment = rk_experiment_new ();
  g_autoptr (RkSeries) series = NULL;
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  g_autofree gint64 *times = g_new (gint64, n);
  guint n_columns = g_strv_length ((char **) columns);
  g_autofree double *values = g_new (double, (gsize) n * n_columns);

  series = rk_series_new (n_columns, 0);

  for (guint i = 0; i < n; i++) {
    times[i] = 5000000 + (gint64) llround (i * step_ns + jitter_ns * (g_rand_double (rand) - 0.5));

    for (guint k = 0; k < n_columns; k++)
      values[(gsize) i * n_columns + k] = (k + 1) * 20.0 + 10.0 * sin (i / 7.0 + k);
  }

  for (guint i = 0; i < n; i += 1000)
    append_rows (series, n_columns, MIN (1000, n - i), times + i, values + (gsize) i * n_columns);

  *run = add_run (experiment, "device", columns, series);

  return experiment;
}

static GPtrArray *
all_channels (RkRun *run)
{
  RkStream *stream = rk_run_get_stream (run, 0);
  GPtrArray *channels = g_ptr_array_new ();

  for (guint i = 0; i < rk_stream_get_n_channels (stream); i++)
    g_ptr_array_add (channels, rk_stream_get_channel (stream, i));

  return channels;
}

typedef struct {
  const char *name;
  const char *file;
  double      step_ns;
  double      jitter_ns;
} RoundCase;

static const RoundCase rounds[] = {
  { "wav-20-hz",         "a.wav",  5e7,          0 },
  { "flac-20-hz",        "a.flac", 5e7,          0 },
  { "wav-every-minute",  "a.wav",  6e10,         0 },
  { "flac-every-minute", "a.flac", 6e10,         0 },
  { "wav-odd-rate",      "a.wav",  1e9 / 7.3,    0 },
  { "flac-odd-rate",     "a.FLAC", 1e9 / 7.3,    0 },
  { "flac-70001-hz",     "a.flac", 1e9 / 70001., 0 },
  { "wav-live-20-hz",    "a.wav",  5e7,          1.9e6 },
  { "wav-live-1-khz",    "a.wav",  1e6,          1.8e6 },
};

/* Values within half a step, the exact rate, names and units. */
static void
test_round_trip (Fixture      *fixture,
                 gconstpointer data)
{
  const RoundCase *c = data;
  const char *columns[] = { "Cup, open|°C", "pH|pH", "“c” \\ \"d\"|odd unit", NULL };
  g_autoptr (GError) error = NULL;
  RkRun *run;
  g_autoptr (RkExperiment) experiment = make_run (3000, c->step_ns, c->jitter_ns, columns, &run);
  g_autoptr (RkExperiment) back = rk_experiment_new ();
  g_autoptr (GPtrArray) channels = all_channels (run);
  g_autofree char *path = g_build_filename (fixture->folder, c->file, NULL);
  g_autoptr (RkSpan) was = take_span (run);
  g_autoptr (RkSpan) is = NULL;
  RkRun *run_back;

  g_assert_true (rk_audio_write (experiment, run, channels, path, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (fixture_count_files (fixture), ==, 1);
  run_back = rk_audio_read (back, path, NULL, &error);
  g_assert_no_error (error);
  is = take_span (run_back);
  g_assert_cmpuint (rk_span_get_n_samples (is), ==, 3000);

  for (guint k = 0; k < 3; k++) {
    /* Half of the range over 2^24 - 2 steps; twice that for rounding. */
    double step = 20.0 / 16777214.0;

    g_assert_cmpstr (rk_channel_get_name (channel_of (run_back, k)), ==, rk_channel_get_name (channel_of (run, k)));
    g_assert_cmpstr (rk_channel_get_unit (channel_of (run_back, k)), ==, rk_channel_get_unit (channel_of (run, k)));

    for (guint i = 0; i < 3000; i++)
      g_assert_cmpfloat_with_epsilon (rk_span_get_value (is, k, i), rk_span_get_value (was, k, i), step * 0.51);
  }

  for (guint i = 0; i < 3000; i++) {
    double off_ns = (double) (rk_span_get_time_ns (is, i) - rk_span_get_time_ns (was, i));

    g_assert_cmpfloat (fabs (off_ns), <=, c->jitter_ns == 0.0 ? 2.0 : 1.0e6);
  }
}

/* Sound comes back bit for bit: it is not stretched. */
static void
test_sound_stays (Fixture      *fixture,
                  gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (RkExperiment) back = rk_experiment_new ();
  g_autoptr (GByteArray) bytes = make_wav (2, 44100, 5000);
  RkRun *run = read_bytes (fixture, experiment, bytes->data, bytes->len, NULL);
  g_autoptr (GPtrArray) channels = all_channels (run);
  g_autofree char *path = g_build_filename (fixture->folder, "b.flac", NULL);
  g_autoptr (RkSpan) was = take_span (run);
  g_autoptr (RkSpan) is = NULL;

  g_assert_true (rk_audio_write (experiment, run, channels, path, NULL, &error));
  g_assert_no_error (error);
  is = take_span (rk_audio_read (back, path, NULL, &error));
  g_assert_no_error (error);

  for (guint i = 0; i < 5000; i++)
    assert_same (rk_span_get_value (is, 1, i), rk_span_get_value (was, 1, i));
}

static void
test_constant (Fixture      *fixture,
               gconstpointer data)
{
  const char *columns[] = { "a", NULL };
  static const gint64 times[] = { 0, 1000000000, 2000000000 };
  static const double values[] = { 21.53, 21.53, 21.53 };
  g_autoptr (GError) error = NULL;
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autofree char *path = g_build_filename (fixture->folder, "b.wav", NULL);
  g_autoptr (GPtrArray) channels = NULL;
  g_autoptr (RkSpan) is = NULL;
  RkRun *run;

  append_rows (series, 1, 3, times, values);
  run = add_run (experiment, "device", columns, series);
  channels = all_channels (run);
  g_assert_true (rk_audio_write (experiment, run, channels, path, NULL, &error));
  g_assert_no_error (error);
  is = take_span (rk_audio_read (experiment, path, NULL, &error));
  g_assert_cmpfloat (rk_span_get_value (is, 0, 2), ==, 21.53);
}

typedef struct {
  const char *name;
  gint64      times[6];
  double      values[6];
  int         code; /* -1 = is written */
  const char *says;
} RefuseCase;

#define S G_GINT64_CONSTANT (1000000000)
#define NONE ((double) NAN)
#define UNSUPPORTED RK_EXCHANGE_ERROR_UNSUPPORTED

static const RefuseCase refusals[] = {
  { "uneven", { 0, S, 2 * S, 5 * S, 6 * S, 7 * S }, { 1, 2, 3, 4, 5, 6 }, UNSUPPORTED, "evenly" },
  { "lost-one", { 0, S, 2 * S, 4 * S, 5 * S, 6 * S }, { 1, 2, 3, 4, 5, 6 }, UNSUPPORTED, "4.000" },
  { "same-time", { S, S, S, S, S, S }, { 1, 2, 3, 4, 5, 6 }, UNSUPPORTED, "same" },
  { "missing", { 0, S, 2 * S, 3 * S, 4 * S, 5 * S }, { 1, 2, NONE, 4, 5, 6 }, UNSUPPORTED, "2.000" },
  { "missing-first", { 0, S, 2 * S, 3 * S, 4 * S, 5 * S }, { NONE, 2, 3, 4, 5, 6 }, UNSUPPORTED, "0.000" },
  { "missing-last", { 0, S, 2 * S, 3 * S, 4 * S, 5 * S }, { 1, 2, 3, 4, NONE, NONE }, -1, NULL },
  { "nothing", { 0, S, 2 * S, 3 * S, 4 * S, 5 * S }, { NONE, NONE, NONE, NONE, NONE, NONE },
    RK_EXCHANGE_ERROR_EMPTY, NULL },
  { "single", { 0, S, 2 * S, 3 * S, 4 * S, 5 * S }, { 1, NONE, NONE, NONE, NONE, NONE }, UNSUPPORTED, "two" },
  { "too-large", { 0, S, 2 * S, 3 * S, 4 * S, 5 * S }, { 1, 1.7e308, -1.7e308, 4, 5, 6 }, UNSUPPORTED, "large" },
};

static void
test_refusal (Fixture      *fixture,
              gconstpointer data)
{
  const RefuseCase *c = data;
  const char *columns[] = { "a|V", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autofree char *path = g_build_filename (fixture->folder, "b.wav", NULL);
  g_autoptr (GPtrArray) channels = NULL;
  RkRun *run;

  append_rows (series, 1, 6, c->times, c->values);
  run = add_run (experiment, "device", columns, series);
  channels = all_channels (run);

  if (c->code < 0) {
    g_assert_true (rk_audio_write (experiment, run, channels, path, NULL, &error));
    g_assert_no_error (error);
    g_assert_cmpuint (rk_run_get_n_samples (rk_audio_read (experiment, path, NULL, NULL)), ==, 4);
    return;
  }

  g_assert_false (rk_audio_write (experiment, run, channels, path, NULL, &error));
  g_assert_error (error, RK_EXCHANGE_ERROR, c->code);
  if (c->says != NULL)
    g_assert_nonnull (strstr (error->message, c->says));
  g_assert_cmpuint (fixture_count_files (fixture), ==, 0);
}

/* Two lines waited when the run began: they came at once, the others each at its time. */
static void
test_late_begin (Fixture      *fixture,
                 gconstpointer data)
{
  const char *columns[] = { "T|°C", NULL };
  g_autoptr (GError) error = NULL;

  for (guint lost = 0; lost < 2; lost++) {
    g_autoptr (RkExperiment) experiment = rk_experiment_new ();
    g_autoptr (RkSeries) series = rk_series_new (1, 0);
    g_autoptr (GPtrArray) channels = NULL;
    g_autoptr (RkSpan) span = NULL;
    g_autofree char *path = g_build_filename (fixture->folder, "b.wav", NULL);
    gint64 times[40];
    double values[40];
    RkRun *run;

    for (guint i = 0; i < 40; i++) {
      times[i] = (gint64) i * 50000000 - 40000000 + i * 7919 % 1000 * 1000;
      values[i] = i;
    }

    /* A loss in the same place is a step in all later times, and early, not late. */
    for (guint i = 0; i < 2; i++)
      times[i] = lost == 1 ? times[i] - 50000000 : times[1];

    append_rows (series, 1, 40, times, values);
    run = add_run (experiment, "device", columns, series);
    channels = all_channels (run);

    if (lost == 1) {
      g_assert_false (rk_audio_write (experiment, run, channels, path, NULL, &error));
      g_assert_error (error, RK_EXCHANGE_ERROR, RK_EXCHANGE_ERROR_UNSUPPORTED);
      continue;
    }

    g_assert_true (rk_audio_write (experiment, run, channels, path, NULL, &error));
    g_assert_no_error (error);
    span = take_span (rk_audio_read (experiment, path, NULL, &error));
    g_assert_cmpfloat_with_epsilon ((double) rk_span_get_time_ns (span, 0), -40e6, 1e6);
    g_assert_cmpfloat_with_epsilon ((double) rk_span_get_time_ns (span, 39), 1910e6, 2e6);
    g_unlink (path);
  }
}

typedef struct {
  const char *name;
  gint64      late_ns;  /* of every 37th sample: the computer was busy */
  guint       lost;     /* where a sample was lost; 0 = nowhere */
  double      drift;    /* the pace slows down by this much of a step a sample */
  gboolean    is_steady;
} LateCase;

static const LateCase late_cases[] = {
  { "one-step", 19000000, 0, 0, TRUE },
  { "five-steps", 95000000, 0, 0, TRUE },
  { "late-and-lost", 19000000, 300, 0, FALSE },
  { "lost-early", 19000000, 20, 0, FALSE },
  { "slows-down", 19000000, 0, 1e-4, FALSE },
};

/* 50 samples a second, taken up late now and then: the pace is that of the others. */
static void
test_late (Fixture      *fixture,
           gconstpointer data)
{
  const LateCase *c = data;
  const char *columns[] = { "x|m", NULL };
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) channels = NULL;
  g_autoptr (RkSpan) span = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "l.flac", NULL);
  gint64 times[600];
  double values[600];
  RkRun *run;

  for (guint i = 0; i < 600; i++) {
    double index = i + (c->lost > 0 && i >= c->lost ? 1 : 0) + c->drift * i * i;

    times[i] = (gint64) (index * 20e6) + (i % 37 == 30 ? c->late_ns : 0);
    if (i > 0)
      times[i] = MAX (times[i], times[i - 1]);
    values[i] = i;
  }

  append_rows (series, 1, 600, times, values);
  run = add_run (experiment, "device", columns, series);
  channels = all_channels (run);

  if (!c->is_steady) {
    g_assert_false (rk_audio_write (experiment, run, channels, path, NULL, &error));
    g_assert_error (error, RK_EXCHANGE_ERROR, RK_EXCHANGE_ERROR_UNSUPPORTED);
    return;
  }

  g_assert_true (rk_audio_write (experiment, run, channels, path, NULL, &error));
  g_assert_no_error (error);
  span = take_span (rk_audio_read (experiment, path, NULL, &error));
  g_assert_cmpuint (rk_span_get_n_samples (span), ==, 600);
  g_assert_cmpfloat_with_epsilon ((double) rk_span_get_time_ns (span, 0), 0, 1e6);
  g_assert_cmpfloat_with_epsilon ((double) rk_span_get_time_ns (span, 599), 11980e6, 1e6);
  g_unlink (path);
}

static void
test_refuse_gap (Fixture      *fixture,
                 gconstpointer data)
{
  static const gint64 times[] = { 0, S, 2 * S, 3 * S };
  static const double values[] = { 1, 2, 3, 4 };
  const RkGap gap = { .begin_ns = S, .end_ns = 2 * S, .reason = RK_GAP_UNPLUGGED };
  const char *columns[] = { "a|V", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (GPtrArray) channels = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "b.wav", NULL);
  g_autofree char *other = g_build_filename (fixture->folder, "b.ogg", NULL);
  RkRun *run;

  append_rows (series, 1, 2, times, values);
  rk_series_append_gap (series, &gap);
  append_rows (series, 1, 2, times + 2, values + 2);
  run = add_run (experiment, "device", columns, series);
  channels = all_channels (run);

  g_assert_false (rk_audio_write (experiment, run, channels, path, NULL, &error));
  g_assert_error (error, RK_EXCHANGE_ERROR, RK_EXCHANGE_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "gap"));
  g_clear_error (&error);

  g_assert_false (rk_audio_write (experiment, run, channels, other, NULL, &error));
  g_assert_error (error, RK_EXCHANGE_ERROR, RK_EXCHANGE_ERROR_UNSUPPORTED);
  g_clear_error (&error);

  g_ptr_array_set_size (channels, 0);
  g_assert_false (rk_audio_write (experiment, run, channels, path, NULL, &error));
  g_assert_error (error, RK_EXCHANGE_ERROR, RK_EXCHANGE_ERROR_UNSUPPORTED);
}

static void
test_full_disk (Fixture      *fixture,
                gconstpointer data)
{
  static const rlim_t sizes[] = { 0, 10, 50, 1000, 20000 };
  const char *columns[] = { "a|V", "b", NULL };
  RkRun *run;
  g_autoptr (RkExperiment) experiment = make_run (10000, 1e6, 0, columns, &run);
  g_autoptr (GPtrArray) channels = all_channels (run);
  struct rlimit old;

  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &old);

  for (guint k = 0; k < 2; k++) {
    g_autofree char *path = g_build_filename (fixture->folder, k == 0 ? "b.wav" : "b.flac", NULL);

    g_file_set_contents (path, "old", -1, NULL);

    for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
      g_autoptr (GError) error = NULL;
      g_autofree char *text = NULL;
      struct rlimit limit = { sizes[i], old.rlim_max };
      gboolean done;

      setrlimit (RLIMIT_FSIZE, &limit);
      done = rk_audio_write (experiment, run, channels, path, NULL, &error);
      setrlimit (RLIMIT_FSIZE, &old);

      g_assert_error (error, RK_EXCHANGE_ERROR, RK_EXCHANGE_ERROR_CANNOT_WRITE);
      g_assert_false (done);
      g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
      g_assert_cmpstr (text, ==, "old");
      g_assert_cmpuint (fixture_count_files (fixture), ==, k + 1);
    }
  }
}

static void
test_cancel (Fixture      *fixture,
             gconstpointer data)
{
  const char *columns[] = { "a|V", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  RkRun *run;
  g_autoptr (RkExperiment) experiment = make_run (100, 1e6, 0, columns, &run);
  g_autoptr (GPtrArray) channels = all_channels (run);
  g_autofree char *path = g_build_filename (fixture->folder, "b.wav", NULL);

  g_assert_true (rk_audio_write (experiment, run, channels, path, NULL, NULL));
  g_cancellable_cancel (cancellable);
  g_assert_null (rk_audio_read (experiment, path, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_unlink (path);
  g_assert_false (rk_audio_write (experiment, run, channels, path, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (fixture_count_files (fixture), ==, 0);
}

/* A damaged FLAC file of ours: every truncation, and every byte of its head inverted. */
static void
test_damaged_flac (Fixture      *fixture,
                   gconstpointer data)
{
  const char *columns[] = { "a|V", NULL };
  RkRun *run;
  g_autoptr (RkExperiment) experiment = make_run (50, 1e6, 0, columns, &run);
  g_autoptr (GPtrArray) channels = all_channels (run);
  g_autofree char *path = g_build_filename (fixture->folder, "b.flac", NULL);
  g_autofree char *bytes = NULL;
  gsize len;

  g_assert_true (rk_audio_write (experiment, run, channels, path, NULL, NULL));
  g_assert_true (g_file_get_contents (path, &bytes, &len, NULL));

  for (gsize n = 0; n < len; n++) {
    for (guint k = 0; k < 2; k++) {
      g_autoptr (GError) error = NULL;
      g_autoptr (RkExperiment) back = rk_experiment_new ();
      g_autofree char *copy = g_memdup2 (bytes, len);
      RkRun *run_back;

      copy[n] = (char) ~copy[n];
      g_file_set_contents (path, copy, (gssize) (k == 0 ? len : n), NULL);
      run_back = rk_audio_read (back, path, NULL, &error);
      g_assert_true ((run_back == NULL) == (error != NULL));
    }
  }
}

/* Failing to open leaves no descriptor behind. */
static void
test_descriptors (Fixture      *fixture,
                  gconstpointer data)
{
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  guint n[2] = { 0 };

  for (guint k = 0; k < 2; k++) {
    g_autoptr (GDir) dir = NULL;

    for (guint i = 0; i < 20; i++)
      g_assert_null (read_bytes (fixture, experiment, (const guint8 *) "RIFFxxxxWAVEnope", 16, NULL));

    dir = g_dir_open ("/proc/self/fd", 0, NULL);
    while (g_dir_read_name (dir) != NULL)
      n[k]++;
  }

  g_assert_cmpuint (n[1], ==, n[0]);
}

#define ADD(path, data, func) \
  g_test_add ("/exchange/audio/" path, Fixture, data, fixture_set_up, func, fixture_tear_down)

#define ADD_ROWS(prefix, rows, func) \
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) { \
    g_autofree char *path = g_strconcat ("/exchange/audio/" prefix "/", rows[i].name, NULL); \
    g_test_add (path, Fixture, &rows[i], fixture_set_up, func, fixture_tear_down); \
  }

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD_ROWS ("limit", limits, test_limit);
  ADD_ROWS ("round-trip", rounds, test_round_trip);
  ADD_ROWS ("refusal", refusals, test_refusal);
  ADD ("read-sound", NULL, test_read_sound);
  ADD ("truncated-anywhere", NULL, test_truncated_anywhere);
  ADD ("lying-header", NULL, test_lying_header);
  ADD ("sound-stays", NULL, test_sound_stays);
  ADD ("constant", NULL, test_constant);
  ADD ("late-begin", NULL, test_late_begin);
  ADD_ROWS ("late", late_cases, test_late);
  ADD ("refuse-gap", NULL, test_refuse_gap);
  ADD ("full-disk", NULL, test_full_disk);
  ADD ("cancel", NULL, test_cancel);
  ADD ("damaged-flac", NULL, test_damaged_flac);
  ADD ("descriptors", NULL, test_descriptors);

  return g_test_run ();
}
