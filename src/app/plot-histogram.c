/* How often which values of a channel occur, in all visible runs together. */

#include "config.h"

#include "app/plot-makers.h"

#include "analysis/histogram.h"
#include "base/quantity.h"

#include <glib/gi18n-lib.h>

/* Of more values the newest count: memory has a bound. */
#define MAX_VALUES (1 << 22)

typedef struct {
  RkSpan *span;
  guint   column;
} Piece;

typedef struct {
  RkChartSettings settings;
  GArray         *pieces;     /* of Piece */
  RkConversion    conversion; /* a copy */
  guint           color;
  char           *x_title;
} Job;

static void
piece_clear (gpointer data)
{
  rk_span_unref (((Piece *) data)->span);
}

static void
job_free (gpointer data)
{
  Job *job = data;

  g_array_unref (job->pieces);
  rk_conversion_clear (&job->conversion);
  g_free (job->x_title);
  g_free (job);
}

static void
add_run (Job       *job,
         RkRun     *run,
         RkChannel *channel)
{
  for (guint i = 0; i < rk_run_get_n_streams (run); i++) {
    RkStream *stream = rk_run_get_stream (run, i);
    int column = rk_stream_find_channel (stream, channel);
    Piece piece;

    if (column < 0)
      continue;

    piece.span = rk_series_take_span (rk_stream_get_series (stream));
    piece.column = (guint) column;
    g_array_append_val (job->pieces, piece);
  }
}

static gpointer
snap (RkPlot                *plot,
      RkChannel             *channel,
      GPtrArray             *runs,
      const RkChartSettings *settings)
{
  const char *symbol = rk_channel_get_symbol (channel);
  Job *job = g_new0 (Job, 1);
  RkConversion conversion;

  job->settings = *settings;
  job->pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  g_array_set_clear_func (job->pieces, piece_clear);
  for (guint i = 0; i < runs->len; i++)
    add_run (job, g_ptr_array_index (runs, i), channel);
  if (job->pieces->len == 0) {
    job_free (job);
    return NULL;
  }

  rk_channel_get_conversion (channel, &conversion);
  job->conversion = rk_conversion_copy (&conversion);
  job->color = rk_channel_get_color (channel);
  job->x_title = rk_axis_title (symbol != NULL && *symbol != '\0' ? symbol : rk_channel_get_name (channel),
                                rk_channel_get_unit (channel));

  return job;
}

/* The newest values of all pieces, in the shown unit. */
static double *
read_values (const Job *job,
             gsize     *n)
{
  guint64 total = 0;
  guint64 at = 0;
  guint64 skip;
  double *values;

  for (guint i = 0; i < job->pieces->len; i++)
    total += rk_span_get_n_samples (g_array_index (job->pieces, Piece, i).span);

  skip = total > MAX_VALUES ? total - MAX_VALUES : 0;
  values = g_new (double, MAX (total - skip, 1));
  for (guint i = 0; i < job->pieces->len; i++) {
    const Piece *piece = &g_array_index (job->pieces, Piece, i);
    guint64 length = rk_span_get_n_samples (piece->span);
    guint64 first = MIN (skip, length);

    skip -= first;
    if (length > first)
      rk_span_read_values (piece->span, piece->column, first, length - first, values + at);
    at += length - first;
  }

  for (guint64 i = 0; i < at; i++)
    values[i] = rk_conversion_apply (&job->conversion, values[i]);
  *n = at;

  return values;
}

static RkScene *
make (gpointer   data,
      GError   **error)
{
  Job *job = data;
  gsize n;
  g_autofree double *values = read_values (job, &n);
  g_autoptr (RkHistogram) histogram = rk_histogram_new (values, n);
  g_autofree double *counts = g_new (double, MAX (histogram->n_bins, 1));
  RkChartColumns columns = { .begin = histogram->begin, .step = histogram->width, .n = histogram->n_bins,
                             .values = counts, .color = job->color };

  if (histogram->n_bins == 0) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("No values yet"));
    return NULL;
  }

  for (guint i = 0; i < histogram->n_bins; i++)
    counts[i] = (double) histogram->counts[i];

  job->settings.x_title = job->x_title;
  /* Translators: how many values; the title of an axis. */
  job->settings.y_title = C_("axis", "n");
  /* A column of nothing has no logarithm. */
  job->settings.log_x = FALSE;

  return rk_chart_new_columns (&job->settings, &columns, 1);
}

const RkPlotChartMaker rk_histogram_maker = { snap, make, job_free };
