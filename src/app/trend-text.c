#include "config.h"

#include "app/trend-text.h"

#include "analysis/trend.h"
#include "base/number.h"
#include "base/quantity.h"

#include <glib/gi18n-lib.h>

#include <math.h>

/* What can be listened to without forgetting how it began. */
#define MAX_CHANNELS 6

/* Digits of the range of the values that are told where the channel asks for none. */
#define DIGITS 3

typedef struct {
  const char *unit;
  int         decimals;
} Manner;

static char *
format_cb (double   value,
           gpointer user_data)
{
  const Manner *manner = user_data;
  g_autofree char *number = rk_number_format (value, manner->decimals);

  return *manner->unit != '\0' ? g_strdup_printf ("%s %s", number, manner->unit) : g_steal_pointer (&number);
}

static int
find_decimals (RkChannel     *channel,
               const RkTrend *trend)
{
  double size = trend->max - trend->min;

  if (rk_channel_get_decimals (channel) >= 0)
    return rk_channel_get_decimals (channel);
  if (!(size > 0.0) || !isfinite (size))
    size = fabs (trend->middle);
  if (!(size > 0.0) || !isfinite (size))
    return 1;

  return CLAMP (DIGITS - 1 - (int) floor (log10 (size)), 0, 9);
}

static char *
tell_channel (RkRun     *run,
              RkStream  *stream,
              guint      column,
              RkChannel *channel)
{
  g_autoptr (RkSpan) span = rk_run_take_span (run, stream);
  Manner manner = { rk_unit_local (rk_channel_get_unit (channel)), 0 };
  g_autofree char *words = NULL;
  RkConversion conversion;
  RkTrend trend;

  rk_channel_get_conversion (channel, &conversion);
  rk_trend_measure (&trend, span, column, &conversion, G_MININT64, G_MAXINT64);
  manner.decimals = find_decimals (channel, &trend);
  words = rk_trend_to_text (&trend, format_cb, &manner);

  /* Translators: the name of a channel, and what it does: "rises from 20 °C to 65 °C in 300 s". */
  return g_strdup_printf (_("%s %s"), rk_channel_get_name (channel), words);
}

/**
 * rk_trend_text:
 * @run: a run
 *
 * A run in words, as somebody would tell it who looks at its graph: how each visible channel goes, of six at most.
 *
 * Cost: some milliseconds a channel, however long the run is; for when it is asked for.
 * Threads: main.
 *
 * Returns: (transfer full) (nullable): "Temperature rises from 21.3 °C to 64.8 °C in 300 s, almost linearly; …"; %NULL where
 * nothing is to be told
 */
char *
rk_trend_text (RkRun *run)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = 0;

  g_return_val_if_fail (RK_IS_RUN (run), NULL);

  for (guint i = 0; i < rk_run_get_n_streams (run); i++) {
    RkStream *stream = rk_run_get_stream (run, i);

    for (guint column = 0; column < rk_stream_get_n_channels (stream) && n < MAX_CHANNELS; column++) {
      RkChannel *channel = rk_stream_get_channel (stream, column);
      g_autofree char *words = NULL;

      if (channel == NULL || !rk_channel_get_visible (channel))
        continue;

      words = tell_channel (run, stream, column, channel);
      g_string_append_printf (text, "%s%s", n > 0 ? "; " : "", words);
      n++;
    }
  }

  return n > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

/**
 * rk_trend_text_newest:
 * @experiment: an experiment
 *
 * The newest finished run of those on show, in words.
 *
 * Threads: main.
 *
 * Returns: (transfer full) (nullable): "Run 2: Temperature rises from 21.3 °C to 64.8 °C in 300 s"; %NULL without such a run
 */
char *
rk_trend_text_newest (RkExperiment *experiment)
{
  GListModel *runs;

  g_return_val_if_fail (RK_IS_EXPERIMENT (experiment), NULL);

  runs = rk_experiment_get_runs (experiment);
  for (guint i = g_list_model_get_n_items (runs); i > 0; i--) {
    g_autoptr (RkRun) run = g_list_model_get_item (runs, i - 1);
    g_autofree char *text = NULL;

    if (!rk_run_get_visible (run) || rk_run_get_state (run) == RK_RUN_RECORDING)
      continue;
    text = rk_trend_text (run);
    /* Translators: the name of a run, and what its channels do. */
    if (text != NULL)
      return g_strdup_printf (_("%s: %s"), rk_run_get_name (run), text);
  }

  return NULL;
}
