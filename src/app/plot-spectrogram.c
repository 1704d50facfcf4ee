/* How the frequencies of the newest visible run change with time. What was found out is kept for the next picture: live data
 * cost only what is new. */

#include "config.h"

#include "app/plot-makers.h"

#include "analysis/spectrogram.h"
#include "base/quantity.h"

#include <glib/gi18n-lib.h>

#include <math.h>

/* Below the highest level by more than this everything has the colour of nothing, decibels. */
#define RANGE_DB 80

/* Counted by reference: a job that nobody waits for any more may still use it. */
typedef struct {
  GMutex         lock;
  RkSpectrogram *spectrogram; /* guarded by @lock */
  RkTaper       window;      /* of it; guarded by @lock */
} State;

typedef struct {
  RkPlotData data;
  RkTaper   window;
  State     *state;
} Job;

static gpointer
new_state (void)
{
  State *state = g_atomic_rc_box_new0 (State);

  g_mutex_init (&state->lock);

  return state;
}

static void
state_clear (gpointer data)
{
  State *state = data;

  g_clear_pointer (&state->spectrogram, rk_spectrogram_free);
  g_mutex_clear (&state->lock);
}

static void
unref_state (gpointer state)
{
  g_atomic_rc_box_release_full (state, state_clear);
}

static gpointer
snap (const RkPlotSnap *what)
{
  Job *job = g_new0 (Job, 1);

  rk_plot_data_init (&job->data, what);
  rk_taper_from_id (rk_plot_get_window (what->plot), &job->window);
  job->state = g_atomic_rc_box_acquire (what->state);

  return job;
}

static void
job_free (gpointer data)
{
  Job *job = data;

  rk_plot_data_clear (&job->data);
  unref_state (job->state);
  g_free (job);
}

static double
find_highest (const float *levels,
              gsize        n)
{
  double highest = -INFINITY;

  for (gsize i = 0; i < n; i++)
    if (isfinite (levels[i]))
      highest = MAX (highest, (double) levels[i]);

  return highest;
}

static RkScene *
draw (Job           *job,
      RkSpectrogram *spectrogram)
{
  g_autofree char *x_title = rk_axis_title ("t", "s");
  g_autofree char *y_title = rk_axis_title ("f", "Hz");
  RkChartImage image = { 0 };
  double highest;

  image.n_x = rk_spectrogram_get_n_columns (spectrogram);
  image.n_y = rk_spectrogram_get_n_lines (spectrogram);
  image.values = rk_spectrogram_get_levels (spectrogram);
  image.x_begin = rk_spectrogram_get_begin_s (spectrogram);
  image.x_step = rk_spectrogram_get_step_s (spectrogram);
  image.y_step = rk_spectrogram_get_step_hz (spectrogram);
  image.y_begin = -image.y_step / 2;
  highest = find_highest (image.values, (gsize) image.n_x * image.n_y);
  image.upper = isfinite (highest) ? highest : (double) NAN;
  image.lower = image.upper - RANGE_DB;
  /* Translators: the level of a frequency; the title of a scale of colours. */
  image.title = _("L, dB");
  job->data.settings.x_title = x_title;
  job->data.settings.y_title = y_title;
  job->data.settings.y_lower = 0;
  job->data.settings.log_x = FALSE;
  job->data.settings.log_y = FALSE;

  return rk_chart_new_image (&job->data.settings, &image);
}

static RkScene *
make (gpointer   data,
      GError   **error)
{
  Job *job = data;
  State *state = job->state;
  const RkPlotPiece *piece;
  g_autoptr (GMutexLocker) locker = NULL;

  if (job->data.pieces->len == 0) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("No values yet"));
    return NULL;
  }

  locker = g_mutex_locker_new (&state->lock);
  if (state->spectrogram == NULL || state->window != job->window) {
    g_clear_pointer (&state->spectrogram, rk_spectrogram_free);
    state->spectrogram = rk_spectrogram_new (job->window, 0);
    state->window = job->window;
  }

  piece = &g_array_index (job->data.pieces, RkPlotPiece, job->data.pieces->len - 1);
  if (!rk_spectrogram_update (state->spectrogram, piece->span, piece->column, &job->data.conversion, piece->begin_ns,
                              piece->end_ns, error))
    return NULL;
  if (rk_spectrogram_get_n_columns (state->spectrogram) == 0) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("Not enough values yet"));
    return NULL;
  }

  return draw (job, state->spectrogram);
}

const RkPlotChartMaker rk_spectrogram_maker = {
  .snap = snap, .make = make, .free = job_free, .new_state = new_state, .unref_state = unref_state,
};
