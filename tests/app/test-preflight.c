#include "app/preflight.h"

#include "base/number.h"

#include <math.h>
#include <string.h>

typedef struct {
  const char   *name;
  RkDeviceFacts facts;
  RkCheckLevel  level;
} DeviceCase;

static const DeviceCase device_cases[] = {
  { "answers", { .state = RK_SOURCE_LISTENING, .rate_hz = 10.0, .counters = { .bytes = 100, .parsed = 100, .frames = 10 } }, RK_CHECK_GOOD },
  { "unplugged", { .state = RK_SOURCE_LOST }, RK_CHECK_BAD },
  { "failed", { .state = RK_SOURCE_FAILED, .error_text = "busy" }, RK_CHECK_BAD },
  { "lent", { .state = RK_SOURCE_RELEASED }, RK_CHECK_BAD },
  { "closed", { .state = RK_SOURCE_CLOSED }, RK_CHECK_BAD },
  { "opening", { .state = RK_SOURCE_OPENING }, RK_CHECK_CARE },
  { "silent", { .state = RK_SOURCE_LISTENING, .silent_s = 3, .counters = { .bytes = 100, .parsed = 100, .frames = 10 } }, RK_CHECK_BAD },
  { "not-yet-silent", { .state = RK_SOURCE_LISTENING, .silent_s = 2, .counters = { .bytes = 100, .parsed = 100, .frames = 10 } }, RK_CHECK_GOOD },
  { "wrong-speed", { .state = RK_SOURCE_LISTENING, .counters = { .bytes = 100, .rejected = 90 } }, RK_CHECK_BAD },
  { "bad-cable", { .state = RK_SOURCE_LISTENING, .counters = { .bytes = 100, .parsed = 80, .rejected = 20, .frames = 8 } }, RK_CHECK_CARE },
  { "single-fault", { .state = RK_SOURCE_LISTENING, .counters = { .bytes = 1000, .parsed = 990, .rejected = 10, .frames = 8 } }, RK_CHECK_GOOD },
  { "warning", { .state = RK_SOURCE_LISTENING, .warning_text = "slow", .counters = { .bytes = 9, .parsed = 9, .frames = 1 } }, RK_CHECK_CARE },
  { "no-value-yet", { .state = RK_SOURCE_LISTENING }, RK_CHECK_CARE },
};

static void
test_device (gconstpointer data)
{
  const DeviceCase *c = data;
  RkDeviceFacts facts = c->facts;
  g_autoptr (RkCheck) check = NULL;

  facts.name = "Scales";
  check = rk_preflight_judge_device (&facts);

  g_assert_cmpint (check->level, ==, c->level);
  g_assert_cmpstr (check->name, ==, "Scales");
  g_assert_cmpstr (check->text, !=, "");
  /* What is red says what to do. */
  g_assert_true (check->level != RK_CHECK_BAD || check->advice != NULL);
}

typedef struct {
  const char  *name;
  double       mean;
  double       sd;
  double       warm_up_left_s;
  gboolean     battery_low;
  int          calibrated_days_ago; /* -1 = never */
  RkCheckLevel level;
} ChannelCase;

/* A thermometer of -40...125 degrees in steps of 0.1, which bears -50...150. */
static const ChannelCase channel_cases[] = {
  { "quiet", 21.5, 0.05, 0.0, FALSE, -1, RK_CHECK_GOOD },
  { "one-reading", 21.5, NAN, 0.0, FALSE, -1, RK_CHECK_GOOD },
  { "at-the-limit-of-noise", 21.5, 0.5, 0.0, FALSE, -1, RK_CHECK_GOOD },
  { "noisy", 21.5, 0.51, 0.0, FALSE, -1, RK_CHECK_CARE },
  { "warming-up", 21.5, 0.05, 12.3, FALSE, -1, RK_CHECK_CARE },
  { "battery", 21.5, 0.05, 0.0, TRUE, -1, RK_CHECK_CARE },
  { "out-of-range", 126.0, 0.05, 0.0, FALSE, -1, RK_CHECK_BAD },
  { "unsafe", 151.0, 0.05, 0.0, TRUE, -1, RK_CHECK_BAD },
  { "calibrated", 21.5, 0.05, 0.0, FALSE, 30, RK_CHECK_GOOD },
  { "calibrated-long-ago", 21.5, 0.05, 0.0, FALSE, 400, RK_CHECK_CARE },
};

static void
test_channel (gconstpointer data)
{
  const ChannelCase *c = data;
  g_autoptr (RkColumn) column = rk_column_new ("T", "temperature", "°C");
  g_autoptr (RkChannel) channel = rk_channel_new ("c1", "source", column);
  RkChannelFacts facts = {
    .channel = channel,
    .has_recent = TRUE,
    .recent = { .n = 50, .mean = c->mean, .sd = c->sd },
    .warm_up_left_s = c->warm_up_left_s,
    .battery_low = c->battery_low,
    .now_us = G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC,
  };
  g_autoptr (RkCheck) check = NULL;

  rk_channel_set_range (channel, -40.0, 125.0);
  rk_channel_set_safe (channel, -50.0, 150.0);
  rk_channel_set_resolution (channel, 0.1);
  if (c->calibrated_days_ago >= 0) {
    const double line[] = { 0.0, 1.0 };
    g_autoptr (RkCalibration) calibration = rk_calibration_new (RK_CALIBRATION_POLYNOMIAL, line, 2, NULL);

    rk_channel_set_calibration (channel, calibration, NULL, "lesson", NULL,
                                facts.now_us - c->calibrated_days_ago * G_USEC_PER_SEC * G_GINT64_CONSTANT (86400));
  }

  check = rk_preflight_judge_channel (&facts);
  g_assert_cmpint (check->level, ==, c->level);
  g_assert_nonnull (strstr (check->text, "°C"));
  g_assert_true ((check->advice != NULL) == (check->level != RK_CHECK_GOOD));
}

static void
test_probe_without_value (void)
{
  g_autoptr (RkColumn) column = rk_column_new ("T", "temperature", "°C");
  g_autoptr (RkChannel) channel = rk_channel_new ("c1", "source", column);
  const RkChannelFacts facts = { .channel = channel };
  g_autoptr (RkCheck) check = rk_preflight_judge_channel (&facts);

  g_assert_cmpint (check->level, ==, RK_CHECK_BAD);
  g_assert_nonnull (check->advice);
}

/* In °F the noise is 1.8 times that in °C: 0.05 becomes 0.09. */
static void
test_noise_is_in_the_shown_unit (void)
{
  g_autoptr (RkColumn) column = rk_column_new ("T", "temperature", "°C");
  g_autoptr (RkChannel) channel = rk_channel_new ("c1", "source", column);
  const RkChannelFacts facts = { .channel = channel, .has_recent = TRUE, .recent = { .n = 9, .mean = 100.0, .sd = 0.05 } };
  g_autoptr (RkCheck) check = NULL;

  rk_number_set_decimal_sign ('.');
  rk_channel_set_unit (channel, "°F");
  check = rk_preflight_judge_channel (&facts);
  g_assert_nonnull (strstr (check->text, "212"));
  g_assert_nonnull (strstr (check->text, "0.090"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (device_cases); i++) {
    g_autofree char *path = g_strconcat ("/app/preflight/device/", device_cases[i].name, NULL);

    g_test_add_data_func (path, &device_cases[i], test_device);
  }
  for (guint i = 0; i < G_N_ELEMENTS (channel_cases); i++) {
    g_autofree char *path = g_strconcat ("/app/preflight/channel/", channel_cases[i].name, NULL);

    g_test_add_data_func (path, &channel_cases[i], test_channel);
  }
  g_test_add_func ("/app/preflight/probe-without-value", test_probe_without_value);
  g_test_add_func ("/app/preflight/noise-is-in-the-shown-unit", test_noise_is_in_the_shown_unit);

  return g_test_run ();
}
