/* Times of frames against the truth, over a simulated line: an adapter that collects bytes, a
 * scheduler that is late, stalls, a crystal that is off, frames that are lost or sent twice.
 *
 * The model is the usual one of USB adapters: frame k is sent at k * period, is ready 0.8 ms later,
 * leaves at the next tick of the adapter's timer, and is read after 0.3 ms (mean) of scheduling;
 * one frame in a hundred waits 20 ms (mean) more, with all behind it.
 */
#include "config.h"

#include "acquire/stamper.h"

#include "base/clock.h"

#include <math.h>

#define LINE    10    /* bytes */
#define READY_S 0.8e-3

typedef struct {
  double   rate_hz;
  double   timer_s;
  double   ppm;      /* the device's second is longer by so much */
  double   stalls;   /* share of frames that stall */
  double   length_s;
  guint32  seed;
  gboolean knows_timer;
} Line;

typedef struct {
  double sent_s;
  double arrival_s;
  gint64 device_ns;
  guint  n_bytes;
  double time_s;
  double width_s; /* < 0: unknown */
} Frame;

static double
exponential (GRand *random,
             double mean)
{
  return -mean * log (1.0 - g_rand_double (random));
}

static GArray *
frames_new (void)
{
  return g_array_new (FALSE, TRUE, sizeof (Frame));
}

static Frame *
frame_at (GArray *frames,
          guint   i)
{
  return &g_array_index (frames, Frame, i);
}

static void
send_frame (GArray *frames,
            double  sent_s)
{
  Frame frame = { .sent_s = sent_s, .device_ns = RK_TIME_NONE, .n_bytes = LINE };

  g_array_append_val (frames, frame);
}

static void
send_steadily (GArray *frames,
               double  begin_s,
               double  period_s,
               guint   n)
{
  for (guint i = 0; i < n; i++)
    send_frame (frames, begin_s + i * period_s);
}

/* When each is read: noise is of the read, stalls of the frame and all behind it. */
static void
deliver (GArray     *frames,
         const Line *line)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (line->seed);
  double ready_s = -1.0;
  double noise_s = 0.0;
  double tick_s = -1.0;

  for (guint i = 0; i < frames->len; i++) {
    double s = frame_at (frames, i)->sent_s + READY_S;

    if (line->timer_s > 0.0)
      s = ceil (s / line->timer_s) * line->timer_s;
    if (s != tick_s) {
      tick_s = s;
      noise_s = exponential (random, 0.3e-3);
    }
    s += noise_s;
    if (g_rand_double (random) < line->stalls)
      s += exponential (random, 20e-3);
    ready_s = MAX (ready_s, s);
    frame_at (frames, i)->arrival_s = ready_s;
  }
}

/* Reads them; time may neither go back nor lie in the future of a read. */
static void
stamp (GArray    *frames,
       RkStamper *stamper)
{
  gint64 last_ns = rk_stamper_get_last_ns (stamper);

  for (guint i = 0; i < frames->len;) {
    gint64 arrival_ns = (gint64) (frame_at (frames, i)->arrival_s * 1e9);
    gsize n_bytes = 0;
    gsize end = 0;
    guint n = 1;

    while (i + n < frames->len && !(frame_at (frames, i + n)->arrival_s > frame_at (frames, i)->arrival_s))
      n++;

    for (guint k = 0; k < n; k++)
      n_bytes += frame_at (frames, i + k)->n_bytes;

    rk_stamper_begin (stamper, arrival_ns, n_bytes);
    for (guint k = 0; k < n; k++) {
      Frame *frame = frame_at (frames, i + k);
      gint64 time_ns;
      gint64 width_ns;

      end += frame->n_bytes;
      time_ns = rk_stamper_frame (stamper, end, frame->device_ns);
      width_ns = rk_stamper_get_uncertainty_ns (stamper);

      g_assert_cmpint (time_ns, <=, arrival_ns);
      g_assert_cmpint (time_ns, >=, last_ns);
      last_ns = time_ns;
      frame->time_s = (double) time_ns / 1e9;
      frame->width_s = width_ns < 0 ? -1.0 : (double) width_ns / 1e9;
    }
    rk_stamper_end (stamper);
    i += n;
  }
}

/* Error but for a constant: that of the mean. */
static double
rms_error_s (GArray *frames,
             double  from_s,
             double  to_s)
{
  double sum = 0.0;
  double squares = 0.0;
  guint n = 0;

  for (guint i = 0; i < frames->len; i++) {
    double error = frame_at (frames, i)->time_s - frame_at (frames, i)->sent_s - READY_S;

    if (frame_at (frames, i)->sent_s < from_s || frame_at (frames, i)->sent_s >= to_s)
      continue;
    sum += error;
    squares += error * error;
    n++;
  }
  g_assert_cmpuint (n, >, 0);

  return sqrt (MAX (squares / n - sum / n * (sum / n), 0.0));
}

static double
worst_error_s (GArray *frames,
               double  from_s,
               double  to_s)
{
  double worst = 0.0;

  for (guint i = 0; i < frames->len; i++) {
    const Frame *frame = frame_at (frames, i);

    if (frame->sent_s >= from_s && frame->sent_s < to_s)
      worst = MAX (worst, fabs (frame->time_s - frame->sent_s - READY_S));
  }

  return worst;
}

/* Share of the frames whose truth lies within the stated uncertainty. */
static double
covered (GArray *frames)
{
  guint n = 0;
  guint n_covered = 0;

  for (guint i = 0; i < frames->len; i++) {
    const Frame *frame = frame_at (frames, i);

    if (frame->width_s < 0.0)
      continue;
    n++;
    n_covered += fabs (frame->time_s - frame->sent_s - READY_S) <= frame->width_s;
  }
  g_assert_cmpuint (n, >, frames->len * 9 / 10);

  return (double) n_covered / n;
}

static RkStamper *
stamper_for (const Line *line)
{
  RkStamper *stamper = rk_stamper_new ();

  if (line->knows_timer)
    rk_stamper_set_timer_ns (stamper, line->timer_s * 1e9);

  return stamper;
}

/* --- Steady --- */

/* The target: half a millisecond after a minute, in bursts of 16 ms, with 150 ppm and stalls. */
static void
test_steady (gconstpointer data)
{
  const Line *given = data;

  for (guint32 seed = 1; seed <= 4; seed++) {
    g_autoptr (GArray) frames = frames_new ();
    g_autoptr (RkStamper) stamper = NULL;
    Line line = *given;

    line.seed = seed;
    stamper = stamper_for (&line);
    send_steadily (frames, 0.003, (1.0 + line.ppm * 1e-6) / line.rate_hz, (guint) (line.rate_hz * line.length_s));
    deliver (frames, &line);
    stamp (frames, stamper);

    g_test_message ("rms %.3f ms, covered %.3f, uncertainty %.3f ms, drift %.1f ppm",
                    rms_error_s (frames, 60.0, line.length_s) * 1e3, covered (frames),
                    (double) rk_stamper_get_uncertainty_ns (stamper) / 1e6,
                    rk_stamper_get_drift_ppm (stamper));
    g_assert_cmpfloat (rms_error_s (frames, 60.0, line.length_s), <=, 0.5e-3);
    g_assert_cmpfloat (covered (frames), >=, 0.95);
    /* A device whose second is longer is slower. A sweep of 1 ms over 60 s is 17 ppm. */
    g_assert_cmpfloat_with_epsilon (rk_stamper_get_drift_ppm (stamper), -line.ppm, 35.0);
  }
}

/* Any rate, timer and drift: the stated uncertainty holds, and is not a mere excuse. */
static void
test_honest (gconstpointer data)
{
  static const double timers_s[] = { 0.0, 1e-3, 4e-3, 16e-3 };
  static const double rates_hz[] = { 1, 5, 10, 20, 37.7, 50, 62.5, 100, 125, 250, 333.3, 800, 1000 };
  const double timer_s = timers_s[GPOINTER_TO_UINT (data)];

  for (guint i = 0; i < G_N_ELEMENTS (rates_hz); i++) {
    for (guint32 seed = 1; seed <= 2; seed++) {
      g_autoptr (GArray) frames = frames_new ();
      g_autoptr (RkStamper) stamper = NULL;
      Line line = { rates_hz[i], timer_s, seed == 1 ? 150.0 : -20.0, 0.01, rates_hz[i] < 20 ? 300.0 : 70.0, seed, TRUE };

      stamper = stamper_for (&line);
      send_steadily (frames, 0.003, (1.0 + line.ppm * 1e-6) / line.rate_hz, (guint) (line.rate_hz * line.length_s));
      deliver (frames, &line);
      stamp (frames, stamper);

      g_test_message ("%g Hz, timer %g ms: covered %.3f, uncertainty %.3f ms", line.rate_hz, timer_s * 1e3,
                      covered (frames), (double) rk_stamper_get_uncertainty_ns (stamper) / 1e6);
      g_assert_cmpfloat (covered (frames), >=, 0.95);
      g_assert_cmpint (rk_stamper_get_uncertainty_ns (stamper), <=, 30 * RK_NS_PER_MS);
    }
  }
}

/* The change from bytes to the index is no visible jump. */
static void
test_smooth_start (void)
{
  const Line line = { 100.0, 16e-3, 150.0, 0.0, 30.0, 5, FALSE };
  g_autoptr (RkStamper) stamper = stamper_for (&line);
  g_autoptr (GArray) frames = frames_new ();

  send_steadily (frames, 0.0, 1.00015 / 100.0, 3000);
  deliver (frames, &line);
  stamp (frames, stamper);

  for (guint i = 100; i < frames->len; i++) {
    double step = frame_at (frames, i)->time_s - frame_at (frames, i - 1)->time_s;

    g_assert_cmpfloat (step, <=, 0.02);
    if (frame_at (frames, i)->sent_s > 4.0)
      g_assert_cmpfloat_with_epsilon (step, 0.010, 0.001);
  }
}

/* --- What is not as it was --- */

/* Frames are lost in the device: the gap stands where it was, nothing is smeared over it. */
static void
test_lost_frames (gconstpointer data)
{
  const Line line = { 1000.0, 16e-3, 150.0, 0.0, 0.0, 3, TRUE };
  const guint n_lost = GPOINTER_TO_UINT (data);
  g_autoptr (RkStamper) stamper = stamper_for (&line);
  g_autoptr (GArray) frames = frames_new ();
  const double period_s = 1.00015e-3;
  const double gap_s = 20000 * period_s;
  const double back_s = gap_s + n_lost * period_s;
  double step = 0.0;

  send_steadily (frames, 0.0, period_s, 20000);
  send_steadily (frames, back_s, period_s, 40000);
  deliver (frames, &line);
  stamp (frames, stamper);

  for (guint i = 19900; i < 20100; i++)
    step = MAX (step, frame_at (frames, i)->time_s - frame_at (frames, i - 1)->time_s);
  g_assert_cmpfloat_with_epsilon (step, (n_lost + 1) * period_s, 17e-3 * (n_lost > 16) + 3e-3);

  /* Within a burst it cannot be seen which frames are missing. */
  g_assert_cmpfloat (worst_error_s (frames, 15.0, gap_s - 16e-3), <=, 1.2e-3);
  g_assert_cmpfloat (worst_error_s (frames, back_s + 1.0, back_s + 40.0), <=, 3.0e-3);
  g_assert_cmpfloat (worst_error_s (frames, back_s + 5.0, back_s + 40.0), <=, 1.2e-3);
  g_assert_cmpfloat (covered (frames), >=, 0.95);
}

/* One frame lost, or sent twice, cannot be seen at once, but not for long either. */
static void
test_one_frame (gconstpointer data)
{
  const Line line = { 50.0, 16e-3, 80.0, 0.0, 0.0, 4, TRUE };
  const int sign = GPOINTER_TO_INT (data);
  g_autoptr (RkStamper) stamper = stamper_for (&line);
  g_autoptr (GArray) frames = frames_new ();
  const double period_s = 0.02;

  send_steadily (frames, 0.0, period_s, 1000);
  if (sign < 0)
    send_frame (frames, 1000 * period_s - 1e-4);
  send_steadily (frames, (1000 + (sign > 0)) * period_s, period_s, 2000);
  deliver (frames, &line);
  stamp (frames, stamper);

  g_assert_cmpfloat (worst_error_s (frames, 10.0, 20.0), <=, 8e-3);
  g_assert_cmpfloat (worst_error_s (frames, 22.5, 60.0), <=, 8e-3);
}

/* At 10 Hz with short delays a frame that is missing shows at once; lines of any length. */
static void
test_slow_gap (void)
{
  const Line line = { 10.0, 1e-3, 0.0, 0.0, 0.0, 13, TRUE };
  g_autoptr (RkStamper) stamper = stamper_for (&line);
  g_autoptr (GArray) frames = frames_new ();

  send_steadily (frames, 0.0, 0.1, 200);
  send_steadily (frames, 20.1, 0.1, 200);
  deliver (frames, &line);
  for (guint i = 0; i < frames->len; i++)
    frame_at (frames, i)->n_bytes = 5 + (i * 7) % 5;
  stamp (frames, stamper);

  g_assert_cmpfloat (worst_error_s (frames, 0.0, 60.0), <=, 5e-3);
}

static void
test_rate_change (gconstpointer data)
{
  const double rate_hz = GPOINTER_TO_UINT (data);
  const Line line = { 100.0, 16e-3, 0.0, 0.0, 0.0, 6, TRUE };
  g_autoptr (RkStamper) stamper = stamper_for (&line);
  g_autoptr (GArray) frames = frames_new ();

  send_steadily (frames, 0.0, 0.010013, 2000);
  send_steadily (frames, 20.026, 1.00013 / rate_hz, (guint) (20 * rate_hz));
  deliver (frames, &line);
  stamp (frames, stamper);

  g_assert_cmpfloat (worst_error_s (frames, 10.0, 20.0), <=, 2.5e-3);
  g_assert_cmpfloat (worst_error_s (frames, 20.026, 24.0), <=, 80e-3);
  g_assert_cmpfloat (worst_error_s (frames, 30.0, 40.0), <=, 4.5e-3);
  g_assert_cmpfloat_with_epsilon (rk_stamper_get_rate_hz (stamper), rate_hz, 0.02 * rate_hz);
  g_assert_cmpfloat (covered (frames), >=, 0.95);
}

/* Waiting loops, people, pendulums: their times are those of the bytes, not of a rate. */
static void
test_irregular (gconstpointer data)
{
  const guint kind = GPOINTER_TO_UINT (data);
  const Line line = { 0.0, 1e-3, 0.0, 0.0, 0.0, 7, TRUE };
  g_autoptr (RkStamper) stamper = stamper_for (&line);
  g_autoptr (GArray) frames = frames_new ();
  g_autoptr (GRand) random = g_rand_new_with_seed (8);
  double s = 0.0;

  for (guint i = 0; i < 3000; i++) {
    send_frame (frames, s);
    if (kind == 0)
      s += exponential (random, 0.1); /* a button, a particle */
    else if (kind == 1)
      s += i % 2 == 0 ? 0.07 : 0.93;  /* a pendulum through a gate */
    else
      s += 0.05 + 0.05 * g_rand_double (random); /* a loop that waits for its sensor */
  }
  deliver (frames, &line);
  stamp (frames, stamper);

  /* The noise of reading and the timer; but where two events come in one read, the first is moved
   * back by the bytes of the second. */
  g_assert_cmpfloat (rms_error_s (frames, 0.0, s), <=, kind == 0 ? 5e-3 : 0.6e-3);
  g_assert_cmpfloat (covered (frames), >=, 0.95);
}

/* A silence in a steady stream: what follows is not dated back into it. */
static void
test_pause (void)
{
  const Line line = { 100.0, 16e-3, 30.0, 0.0, 0.0, 9, TRUE };
  g_autoptr (RkStamper) stamper = stamper_for (&line);
  g_autoptr (GArray) frames = frames_new ();

  send_steadily (frames, 0.0, 0.0100003, 2000);
  send_steadily (frames, 95.0, 0.0100003, 2000);
  deliver (frames, &line);
  stamp (frames, stamper);

  g_assert_cmpfloat (worst_error_s (frames, 95.0, 97.0), <=, 17e-3);
  g_assert_cmpfloat (worst_error_s (frames, 98.0, 115.0), <=, 2.5e-3);
}

/* --- Device clocks --- */

/* A board with a resonator that is off by 0.3 %, printing whole milliseconds. */
static void
test_device_drift (gconstpointer data)
{
  const double slope = GPOINTER_TO_INT (data) * 1e-6 + 1.0; /* our time in the device's */
  const Line line = { 0.0, 16e-3, 0.0, 0.01, 0.0, 10, TRUE };
  g_autoptr (RkStamper) stamper = stamper_for (&line);
  g_autoptr (GArray) frames = frames_new ();
  g_autoptr (GRand) random = g_rand_new_with_seed (11);
  double s = 0.0;

  while (s < 120.0) {
    send_frame (frames, s);
    frame_at (frames, frames->len - 1)->device_ns = (77 * 1000 + (gint64) (s / slope * 1000.0)) * RK_NS_PER_MS;
    s += 0.004 + 0.01 * g_rand_double (random);
  }
  deliver (frames, &line);
  stamp (frames, stamper);

  g_assert_cmpfloat (rms_error_s (frames, 60.0, 120.0), <=, 0.5e-3);
  g_assert_cmpfloat (covered (frames), >=, 0.95);
  g_assert_cmpfloat_with_epsilon (rk_stamper_get_drift_ppm (stamper), (1.0 / slope - 1.0) * 1e6, 20.0);
  g_assert_cmpint (rk_stamper_get_uncertainty_ns (stamper), <=, 3 * RK_NS_PER_MS);
}

/* --- Figures --- */

static void
test_unknown (void)
{
  g_autoptr (RkStamper) stamper = rk_stamper_new ();

  g_assert_cmpint (rk_stamper_get_uncertainty_ns (stamper), ==, -1);
  g_assert_cmpint (rk_stamper_get_latency_ns (stamper), ==, -1);
  g_assert_true (isnan (rk_stamper_get_drift_ppm (stamper)));
  g_assert_cmpfloat (rk_stamper_get_load (stamper), ==, 0.0);
}

static void
test_latency (void)
{
  const Line line = { 1000.0, 16e-3, 150.0, 0.0, 0.0, 12, FALSE };
  g_autoptr (RkStamper) stamper = stamper_for (&line);
  g_autoptr (GArray) frames = frames_new ();

  send_steadily (frames, 0.0, 1.00015e-3, 5000);
  deliver (frames, &line);
  stamp (frames, stamper);

  g_assert_cmpfloat_with_epsilon ((double) rk_stamper_get_latency_ns (stamper) / 1e6, 16.0, 1.0);
}

/* 9600 baud carry 960 bytes a second: full, half full, and not known of a device that is not a wire. */
static void
test_load (void)
{
  const double shares[] = { 1.0, 0.5, 0.0 };

  for (guint i = 0; i < G_N_ELEMENTS (shares); i++) {
    g_autoptr (RkStamper) stamper = rk_stamper_new ();
    double expected = shares[i];

    rk_stamper_set_byte_ns (stamper, shares[i] > 0.0 ? 10e9 / 9600 : 0.0);
    for (int k = 1; k <= 400; k++) {
      rk_stamper_begin (stamper, k * 12500 * RK_NS_PER_US, shares[i] > 0.6 ? 12 : 6);
      rk_stamper_end (stamper);
      if (k == 100)
        g_assert_cmpfloat (rk_stamper_get_load (stamper), ==, 0.0); /* not two seconds yet */
    }
    g_assert_cmpfloat_with_epsilon (rk_stamper_get_load (stamper), expected, 0.02);

    rk_stamper_reset (stamper);
    g_assert_cmpfloat (rk_stamper_get_load (stamper), ==, 0.0);
  }
}

int
main (int   argc,
      char *argv[])
{
  static const Line steady[] = {
    { 1000.0, 16e-3, 150.0, 0.01, 90.0, 0, FALSE },
    { 100.0, 16e-3, 150.0, 0.01, 90.0, 0, FALSE },
    { 1000.0, 0.0, 150.0, 0.01, 90.0, 0, FALSE },
    { 100.0, 0.0, -150.0, 0.01, 90.0, 0, FALSE },
    { 100.0, 1e-3, 150.0, 0.0, 90.0, 0, FALSE },
  };

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (steady); i++) {
    g_autofree char *path = g_strdup_printf ("/acquire/true-time/steady/%g-hz-%g-ms-%u", steady[i].rate_hz,
                                             steady[i].timer_s * 1e3, i);

    g_test_add_data_func (path, &steady[i], test_steady);
  }
  g_test_add_data_func ("/acquire/true-time/honest/0-ms", GUINT_TO_POINTER (0), test_honest);
  g_test_add_data_func ("/acquire/true-time/honest/1-ms", GUINT_TO_POINTER (1), test_honest);
  g_test_add_data_func ("/acquire/true-time/honest/4-ms", GUINT_TO_POINTER (2), test_honest);
  g_test_add_data_func ("/acquire/true-time/honest/16-ms", GUINT_TO_POINTER (3), test_honest);
  g_test_add_func ("/acquire/true-time/smooth-start", test_smooth_start);
  g_test_add_data_func ("/acquire/true-time/lost-frames/4", GUINT_TO_POINTER (4), test_lost_frames);
  g_test_add_data_func ("/acquire/true-time/lost-frames/20", GUINT_TO_POINTER (20), test_lost_frames);
  g_test_add_data_func ("/acquire/true-time/lost-frames/500", GUINT_TO_POINTER (500), test_lost_frames);
  g_test_add_data_func ("/acquire/true-time/one-frame/lost", GINT_TO_POINTER (1), test_one_frame);
  g_test_add_data_func ("/acquire/true-time/one-frame/twice", GINT_TO_POINTER (-1), test_one_frame);
  g_test_add_func ("/acquire/true-time/slow-gap", test_slow_gap);
  g_test_add_data_func ("/acquire/true-time/rate-change/faster", GUINT_TO_POINTER (250), test_rate_change);
  g_test_add_data_func ("/acquire/true-time/rate-change/slower", GUINT_TO_POINTER (40), test_rate_change);
  g_test_add_data_func ("/acquire/true-time/irregular/events", GUINT_TO_POINTER (0), test_irregular);
  g_test_add_data_func ("/acquire/true-time/irregular/pendulum", GUINT_TO_POINTER (1), test_irregular);
  g_test_add_data_func ("/acquire/true-time/irregular/loop", GUINT_TO_POINTER (2), test_irregular);
  g_test_add_func ("/acquire/true-time/pause", test_pause);
  g_test_add_data_func ("/acquire/true-time/device-drift/crystal", GINT_TO_POINTER (60), test_device_drift);
  g_test_add_data_func ("/acquire/true-time/device-drift/resonator", GINT_TO_POINTER (-3000), test_device_drift);
  g_test_add_func ("/acquire/true-time/unknown", test_unknown);
  g_test_add_func ("/acquire/true-time/latency", test_latency);
  g_test_add_func ("/acquire/true-time/load", test_load);

  return g_test_run ();
}
