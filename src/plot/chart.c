/* Scenes of plain numbers. Their traces hold figures in place of spans; everything else is that of all scenes. */
#include "config.h"

#include "plot/chart.h"

#include "base/number.h"

#include <math.h>
#include <string.h>

/* What lies this much below the highest is seldom more than rounding: it does not choose the limits of a logarithmic axis. */
#define LOG_DEPTH 1e-6

/* Limits beyond these are of no use. */
#define LOG_LEAST 1e-280
#define LOG_MOST 1e280

/**
 * rk_chart_settings_init:
 * @self: (out caller-allocates): settings
 *
 * Fills in 800 x 450 pixels at scale 1, letters of 14 px, lines of 1.5 px, light, with a legend, the decimal sign of the user's
 * language, and limits that fit the data.
 */
void
rk_chart_settings_init (RkChartSettings *self)
{
  g_return_if_fail (self != NULL);

  memset (self, 0, sizeof *self);
  self->width = 800.0;
  self->height = 450.0;
  self->scale = 1.0;
  self->font_px = 14.0;
  self->line_px = 1.5;
  self->theme = RK_THEME_LIGHT;
  self->decimal_sign = rk_number_decimal_sign ();
  self->legend = TRUE;
  self->x_lower = self->x_upper = self->y_lower = self->y_upper = NAN;
}

/* A scene with one pane; the limits follow when the data are there. */
static RkScene *
make_scene (const RkChartSettings *settings)
{
  RkScene *scene = rk_scene_new (settings->width, settings->height, settings->scale);

  scene->font_px = settings->font_px;
  scene->line_px = settings->line_px;
  scene->theme = settings->theme;
  scene->decimal_sign = settings->decimal_sign;
  scene->grey = settings->grey;
  scene->legend = settings->legend;
  scene->live = settings->live;
  scene->title = g_strdup (settings->title);
  scene->xy = TRUE;
  rk_scene_add_axis (scene, 0.0, 1.0, settings->y_title);
  rk_scene_set_x (scene, 0.0, 1.0, settings->x_title);
  scene->x.log = settings->log_x;
  g_array_index (scene->axes, RkAxis, 0).log = settings->log_y;

  return scene;
}

static void
add_figure (RkScene     *scene,
            RkFigure    *figure, /* taken */
            RkTraceStyle style,
            guint        color,
            const char  *label)
{
  RkTrace trace = { .style = style, .color = color, .label = (char *) label, .conversion.scale = 1.0, .x_conversion.scale = 1.0 };

  trace.figure = figure;
  rk_scene_add_trace (scene, &trace);
  rk_figure_unref (figure);
}

/* Limits that were asked for stand where they can. */
static void
apply_limits (RkAxis *axis,
              double  lower,
              double  upper)
{
  if (isfinite (lower) && (!axis->log || lower > 0.0))
    axis->lower = lower;
  if (isfinite (upper) && (!axis->log || upper > 0.0))
    axis->upper = upper;

  if (axis->log) {
    axis->lower = CLAMP (axis->lower, LOG_LEAST, LOG_MOST);
    if (!(axis->upper > axis->lower * (1.0 + 1e-6)))
      axis->upper = axis->lower * 10.0;
  }
  rk_axis_clamp (&axis->lower, &axis->upper);
}

/* The first place along x that has a logarithm. */
static double
find_positive_x (const RkScene *scene)
{
  double least = INFINITY;

  for (guint i = 0; i < scene->traces->len; i++) {
    const RkFigure *figure = g_array_index (scene->traces, RkTrace, i).figure;
    double steps = figure->x_begin > 0.0 ? 0.0 : floor (-figure->x_begin / figure->x_step) + 1.0;

    if (figure->n_x > 0 && steps <= figure->n_x)
      least = MIN (least, figure->x_begin + steps * figure->x_step);
  }

  return least;
}

static void
fit_x (RkScene               *scene,
       const RkChartSettings *settings)
{
  double min;
  double max;

  if (rk_scene_get_x_extrema (scene, &min, &max)) {
    /* The data end where they end: no air, and no round numbers. */
    if (scene->x.log && min <= 0.0)
      min = find_positive_x (scene);
    if (min < max && isfinite (min) && (!scene->x.log || min > 0.0)) {
      scene->x.lower = min;
      scene->x.upper = max;
    } else {
      (scene->x.log ? rk_axis_fit_log : rk_axis_fit) (min, max, &scene->x.lower, &scene->x.upper);
    }
  } else if (scene->x.log) {
    rk_axis_fit_log ((double) NAN, (double) NAN, &scene->x.lower, &scene->x.upper);
  }
  apply_limits (&scene->x, settings->x_lower, settings->x_upper);
}

static void
fit_y (RkScene               *scene,
       const RkChartSettings *settings,
       gboolean               is_tight)
{
  RkAxis *axis = &g_array_index (scene->axes, RkAxis, 0);
  double min = (double) NAN;
  double max = (double) NAN;
  gboolean found = rk_scene_get_extrema (scene, 0, &min, &max);

  if (axis->log)
    rk_axis_fit_log (found && !is_tight ? MAX (min, max * LOG_DEPTH) : min, max, &axis->lower, &axis->upper);
  else
    rk_axis_fit (min, max, &axis->lower, &axis->upper);
  if (found && is_tight && min < max) {
    axis->lower = min;
    axis->upper = max;
  }
  apply_limits (axis, settings->y_lower, settings->y_upper);
}

/**
 * rk_chart_new_curves:
 * @settings: how the picture looks
 * @curves: (array length=n): lines; their numbers are copied
 * @n: how many
 *
 * Makes a picture of lines over a quantity.
 *
 * Threads: any.
 *
 * Returns: (transfer full): a scene
 */
RkScene *
rk_chart_new_curves (const RkChartSettings *settings,
                     const RkChartCurve    *curves,
                     guint                  n)
{
  RkScene *scene;

  g_return_val_if_fail (settings != NULL, NULL);
  g_return_val_if_fail (n == 0 || curves != NULL, NULL);

  scene = make_scene (settings);
  for (guint i = 0; i < n; i++)
    add_figure (scene, rk_figure_new (RK_FIGURE_CURVE, curves[i].begin, curves[i].step, curves[i].values, curves[i].n),
                RK_TRACE_LINE, curves[i].color, curves[i].label);
  fit_x (scene, settings);
  fit_y (scene, settings, FALSE);

  return scene;
}

/**
 * rk_chart_new_columns:
 * @settings: how the picture looks
 * @columns: (array length=n): rows of columns; their numbers are copied
 * @n: how many rows
 *
 * Makes a picture of columns that stand on zero, as of a histogram.
 *
 * Threads: any.
 *
 * Returns: (transfer full): a scene
 */
RkScene *
rk_chart_new_columns (const RkChartSettings *settings,
                      const RkChartColumns  *columns,
                      guint                  n)
{
  RkScene *scene;

  g_return_val_if_fail (settings != NULL, NULL);
  g_return_val_if_fail (n == 0 || columns != NULL, NULL);

  scene = make_scene (settings);
  for (guint i = 0; i < n; i++)
    add_figure (scene, rk_figure_new (RK_FIGURE_COLUMNS, columns[i].begin, columns[i].step, columns[i].values, columns[i].n),
                RK_TRACE_BARS, columns[i].color, columns[i].label);
  fit_x (scene, settings);
  fit_y (scene, settings, FALSE);

  return scene;
}

/* The range of the finite cells. */
static void
fit_colors (const RkChartImage *image,
            double             *lower,
            double             *upper)
{
  double min = INFINITY;
  double max = -INFINITY;
  guint64 n = (guint64) image->n_x * image->n_y;

  for (guint64 i = 0; n <= RK_FIGURE_MAX && i < n; i++) {
    double value = (double) image->values[i];

    if (isfinite (value)) {
      min = MIN (min, value);
      max = MAX (max, value);
    }
  }
  rk_axis_fit (min, max, lower, upper);

  /* Limits that leave no range are not meant. */
  min = isfinite (image->lower) ? image->lower : *lower;
  max = isfinite (image->upper) ? image->upper : *upper;
  if (min < max) {
    *lower = min;
    *upper = max;
  }
  rk_axis_clamp (lower, upper);
}

/**
 * rk_chart_new_image:
 * @settings: how the picture looks
 * @image: a matrix; its numbers are copied
 *
 * Makes a picture of a matrix whose values are colours, with the scale of the colours on its right.
 *
 * The scale is axis 1 of the scene.
 *
 * Threads: any.
 *
 * Returns: (transfer full): a scene
 */
RkScene *
rk_chart_new_image (const RkChartSettings *settings,
                    const RkChartImage    *image)
{
  RkScene *scene;
  double lower;
  double upper;
  guint colors;

  g_return_val_if_fail (settings != NULL, NULL);
  g_return_val_if_fail (image != NULL, NULL);
  g_return_val_if_fail (image->n_x == 0 || image->n_y == 0 || image->values != NULL, NULL);

  scene = make_scene (settings);
  fit_colors (image, &lower, &upper);
  add_figure (scene, rk_figure_new_image (image->x_begin, image->x_step, image->n_x, image->y_begin, image->y_step, image->n_y,
                                          image->values, lower, upper),
              RK_TRACE_LINE, 0, NULL);
  fit_x (scene, settings);
  fit_y (scene, settings, TRUE);
  colors = rk_scene_add_right_axis (scene, 0, lower, upper, image->title);
  g_array_index (scene->axes, RkAxis, colors).colors = TRUE;

  return scene;
}

/**
 * rk_chart_add_label:
 * @scene: a chart that nobody uses yet
 * @x: where the point is along x
 * @y: its value
 * @text: what stands there
 *
 * Adds a point with a text.
 */
void
rk_chart_add_label (RkScene    *scene,
                    double      x,
                    double      y,
                    const char *text)
{
  rk_scene_add_label (scene, 0, x, y, text);
}
