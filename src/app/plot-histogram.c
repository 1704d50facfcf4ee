/* How often which values of a channel occur in the time that is in sight, in all visible runs together. */

#include "config.h"

#include "app/plot-makers.h"

#include "analysis/histogram.h"

#include <glib/gi18n-lib.h>

/* Of more values the newest count: memory has a bound. */
#define MAX_VALUES (1 << 22)

static gpointer
snap (const RkPlotSnap *what)
{
  RkPlotData *data = g_new0 (RkPlotData, 1);

  rk_plot_data_init (data, what);

  return data;
}

static void
job_free (gpointer data)
{
  rk_plot_data_clear (data);
  g_free (data);
}

/* The newest values of all pieces, in the shown unit. */
static double *
read_values (const RkPlotData *data,
             gsize            *n)
{
  guint64 total = 0;
  guint64 at = 0;
  guint64 skip;
  double *values;

  for (guint i = 0; i < data->pieces->len; i++)
    total += g_array_index (data->pieces, RkPlotPiece, i).end - g_array_index (data->pieces, RkPlotPiece, i).first;

  skip = total > MAX_VALUES ? total - MAX_VALUES : 0;
  values = g_new (double, MAX (total - skip, 1));
  for (guint i = 0; i < data->pieces->len; i++) {
    const RkPlotPiece *piece = &g_array_index (data->pieces, RkPlotPiece, i);
    guint64 skipped = MIN (skip, piece->end - piece->first);
    guint64 length = piece->end - piece->first - skipped;

    skip -= skipped;
    if (length > 0)
      rk_span_read_values (piece->span, piece->column, piece->first + skipped, length, values + at);
    at += length;
  }

  for (guint64 i = 0; i < at; i++)
    values[i] = rk_conversion_apply (&data->conversion, values[i]);
  *n = at;

  return values;
}

static RkScene *
make (gpointer   job,
      GError   **error)
{
  RkPlotData *data = job;
  gsize n;
  g_autofree double *values = read_values (data, &n);
  g_autoptr (RkHistogram) histogram = rk_histogram_new (values, n);
  g_autofree double *counts = g_new (double, MAX (histogram->n_bins, 1));
  RkChartColumns columns = { .begin = histogram->begin, .step = histogram->width, .n = histogram->n_bins,
                             .values = counts, .color = data->color };

  if (histogram->n_bins == 0) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("No values yet"));
    return NULL;
  }

  for (guint i = 0; i < histogram->n_bins; i++)
    counts[i] = (double) histogram->counts[i];

  data->settings.x_title = data->title;
  /* Translators: how many values; the title of an axis. */
  data->settings.y_title = C_("axis", "n");
  /* A column of nothing has no logarithm. */
  data->settings.log_x = FALSE;

  return rk_chart_new_columns (&data->settings, &columns, 1);
}

const RkPlotChartMaker rk_histogram_maker = { .snap = snap, .make = make, .free = job_free };
