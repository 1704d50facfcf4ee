/* Which frequencies there are in the newest visible run of a channel, in the time that is in sight, and the highest peaks. */

#include "config.h"

#include "app/plot-makers.h"

#include "analysis/spectrum.h"
#include "base/number.h"
#include "base/quantity.h"

#include <glib/gi18n-lib.h>

#include <math.h>

/* More peaks than these are not told. */
#define MAX_PEAKS 5

/* Places of a frequency beyond the distance of the lines, which the shape of a peak tells. */
#define MORE_PLACES 1

typedef struct {
  RkPlotData         data;
  RkSpectrumSettings spectrum;
} Job;

static gpointer
snap (const RkPlotSnap *what)
{
  Job *job = g_new0 (Job, 1);

  rk_plot_data_init (&job->data, what);
  rk_spectrum_settings_init (&job->spectrum);
  rk_taper_from_id (rk_plot_get_window (what->plot), &job->spectrum.window);
  job->spectrum.n_averages = rk_plot_get_averages (what->plot);

  return job;
}

static void
job_free (gpointer data)
{
  Job *job = data;

  rk_plot_data_clear (&job->data);
  g_free (job);
}

static void
add_peaks (RkScene          *scene,
           const RkSpectrum *spectrum)
{
  RkSpectrumPeak peaks[MAX_PEAKS];
  guint n = rk_spectrum_find_peaks (spectrum, peaks, MAX_PEAKS);
  int decimals = CLAMP ((int) ceil (-log10 (spectrum->step_hz)) + MORE_PLACES, 0, 9);

  for (guint i = 0; i < n; i++) {
    g_autofree char *number = rk_number_format (peaks[i].hz, decimals);
    g_autofree char *text = g_strdup_printf ("%s %s", number, rk_unit_local ("Hz"));

    rk_chart_add_label (scene, peaks[i].hz, peaks[i].amplitude, text);
  }
}

static RkScene *
make (gpointer   data,
      GError   **error)
{
  Job *job = data;
  const RkPlotPiece *piece;
  g_autoptr (RkSpectrum) spectrum = NULL;
  g_autofree char *x_title = rk_axis_title ("f", "Hz");
  RkChartCurve curve = { .color = job->data.color };
  RkScene *scene;

  if (job->data.pieces->len == 0) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("No values yet"));
    return NULL;
  }

  piece = &g_array_index (job->data.pieces, RkPlotPiece, job->data.pieces->len - 1);
  spectrum = rk_spectrum_new (piece->span, piece->column, &job->data.conversion, piece->begin_ns, piece->end_ns,
                              &job->spectrum, error);
  if (spectrum == NULL)
    return NULL;

  curve.step = spectrum->step_hz;
  curve.n = spectrum->n_lines;
  curve.values = spectrum->amplitude;
  job->data.settings.x_title = x_title;
  job->data.settings.y_title = job->data.title;
  if (!job->data.settings.log_y)
    job->data.settings.y_lower = 0;

  scene = rk_chart_new_curves (&job->data.settings, &curve, 1);
  add_peaks (scene, spectrum);

  return scene;
}

const RkPlotChartMaker rk_spectrum_maker = { .snap = snap, .make = make, .free = job_free };
