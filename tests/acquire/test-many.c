/* Eight devices of different kinds at once: what each of them said is what its stream holds, byte for byte. */
#include "config.h"

#include "acquire/decoder.h"
#include "acquire/simulator.h"
#include "acquire/source.h"
#include "base/clock.h"
#include "source-fixture.h"

#include <math.h>
#include <string.h>

#define SEED      5
#define RUN_MS    3000

typedef struct {
  const char *id;
  double      rate_hz;

  RkSource *source;
  RkSeries *series;
  TestSink *sink;
} Part;

/* Each has a rate of its own, as sensors in a lesson do; together 2 k lines/s. */
static Part parts[] = {
  { .id = "noise", .rate_hz = 1000.0 },
  { .id = "heart", .rate_hz = 500.0 },
  { .id = "pendulum", .rate_hz = 200.0 },
  { .id = "capacitor", .rate_hz = 100.0 },
  { .id = "heating", .rate_hz = 50.0 },
  { .id = "titration", .rate_hz = 20.0 },
  { .id = "arduino", .rate_hz = 10.0 },
  { .id = "cooling", .rate_hz = 5.0 },
};

static void
part_begin (Part  *self,
            gint64 origin_ns)
{
  g_autoptr (RkDevice) device = rk_device_new_simulated (self->id, self->rate_hz, SEED);
  g_autoptr (RkProfile) profile = rk_device_guess_profile (device);

  self->source = rk_source_new (device, profile);
  self->series = rk_series_new (0, origin_ns);
  self->sink = test_sink_new ();

  /* Still opening, and nothing is read before the begin: the run has it from its first byte on. */
  rk_source_hold (self->source, TRUE);
  rk_source_open (self->source);
  rk_source_begin (self->source, &(RkRecordingPlan) {
    .series = self->series,
    .sink = &self->sink->sink,
    .stream = 7,
    .origin_ns = origin_ns,
    .from_ns = origin_ns,
    .raw = TRUE,
  });
}

/* Rows of the first @n bytes that the device prints, by the decoder alone. */
typedef struct {
  GArray *values; /* of double */
  guint   n_columns;
  guint   n_rows;
} Expected;

static void
columns_cb (gpointer   user_data,
            GPtrArray *columns)
{
  ((Expected *) user_data)->n_columns = columns->len;
}

static void
frame_cb (gpointer       user_data,
          const RkFrame *frame)
{
  Expected *self = user_data;

  g_array_append_vals (self->values, frame->values, frame->n_values);
  self->n_rows++;
}

static void
part_check (Part *self)
{
  static const RkDecoderEvents events = { .columns = columns_cb, .frame = frame_cb };
  g_autoptr (RkSpan) span = rk_series_take_span (self->series);
  g_autoptr (GError) error = NULL;
  g_autoptr (RkSimulator) twin = rk_simulator_new (self->id, self->rate_hz, SEED, &error);
  RkProfile *profile = rk_source_get_profile (self->source);
  g_autoptr (RkDecoder) decoder = rk_decoder_new (rk_profile_get_decoder (profile), rk_profile_get_options (profile), &error);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  Expected expected = { g_array_new (FALSE, FALSE, sizeof (double)), 0, 0 };
  RkCounters counters;
  gint64 at_ns;

  g_assert_no_error (error);

  /* Every byte, none twice. */
  while (bytes->len < self->sink->raw->len)
    rk_simulator_step (twin, bytes, &at_ns);
  g_assert_cmpmem (self->sink->raw->data, self->sink->raw->len, bytes->data, self->sink->raw->len);

  /* They balance, and nothing was refused. */
  rk_source_get_run_counters (self->source, &counters);
  test_assert_balanced (&counters);
  g_assert_cmpuint (counters.bytes, ==, self->sink->raw->len);
  g_assert_cmpuint (counters.rejected, ==, 0);
  g_assert_cmpuint (counters.pending, ==, 0);

  /* Every sample, as a decoder alone makes it of the same bytes. */
  rk_decoder_feed (decoder, bytes->data, self->sink->raw->len, &events, &expected);
  g_assert_cmpuint (counters.frames, ==, expected.n_rows);
  g_assert_cmpuint (rk_span_get_n_samples (span), ==, expected.n_rows);
  g_assert_cmpuint (self->sink->n_samples, ==, expected.n_rows);
  g_assert_cmpuint (rk_span_get_n_columns (span), ==, expected.n_columns);
  g_assert_cmpuint (rk_span_get_n_gaps (span), ==, 0);
  for (guint i = 0; i < expected.n_rows; i++) {
    for (guint c = 0; c < expected.n_columns; c++) {
      double value = g_array_index (expected.values, double, i * expected.n_columns + c);
      double stored = rk_span_get_value (span, c, i);

      g_assert_true (isnan (value) ? isnan (stored) : value == stored);
    }
  }

  g_test_message ("%s: %u rows", self->id, expected.n_rows);
  g_array_unref (expected.values);
}

static void
test_eight (void)
{
  gint64 origin_ns = rk_clock_now_ns ();

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    part_begin (&parts[i], origin_ns);
  test_turn_ms (RUN_MS);

  /* Each at its own rate; the processor may be another's for a while. */
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_assert_cmpint (rk_source_get_state (parts[i].source), ==, RK_SOURCE_LISTENING);
    g_assert_cmpfloat_with_epsilon (rk_source_get_rate_hz (parts[i].source), parts[i].rate_hz, 0.3 * parts[i].rate_hz);
  }

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    rk_source_end (parts[i].source);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    part_check (&parts[i]);
    g_assert_cmpfloat ((double) rk_series_get_n_samples (parts[i].series), >, 0.7 * parts[i].rate_hz * RUN_MS / 1000.0);
    rk_source_close (parts[i].source);
    g_assert_finalize_object (parts[i].source);
    rk_series_unref (parts[i].series);
    test_sink_free (parts[i].sink);
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/acquire/many/eight", test_eight);

  return g_test_run ();
}
