#pragma once

#include "plot/scene.h"

G_BEGIN_DECLS

/* Pictures of plain numbers, with something else than time along x: spectra, histograms, spectrograms. They are
 * scenes as all others: the renderer, hit testing and the exporters know no difference. */

typedef struct {
  double      width, height, scale, font_px, line_px;
  RkTheme     theme;
  char        decimal_sign;
  gboolean    grey, legend, live;
  const char *title;             /* nullable, as are the next */
  const char *x_title, *y_title; /* "f, Hz" */
  double      x_lower, x_upper;  /* limits: NAN = fit to the data */
  double      y_lower, y_upper;
  gboolean    log_x, log_y;      /* values <= 0 are missing then */
} RkChartSettings;

/* Values at even distances along x, joined by a line; NaN is missing. */
typedef struct {
  double        begin;  /* x of the first */
  double        step;   /* > 0 */
  guint         n;
  const double *values;
  guint         color;  /* index into the palette */
  const char   *label;  /* nullable; for the legend */
} RkChartCurve;

/* Columns side by side that stand on zero: column i is over begin + i * step ... begin + (i + 1) * step. */
typedef struct {
  double        begin;
  double        step;
  guint         n;
  const double *values;
  guint         color;
  const char   *label;
} RkChartColumns;

/* A matrix whose values are shown as colours. */
typedef struct {
  double       x_begin, x_step; /* edges of the cells */
  guint        n_x;
  double       y_begin, y_step;
  guint        n_y;
  const float *values;          /* values[x * n_y + y]; NaN = nothing there */
  double       lower, upper;    /* what the colours go from and to; NAN = fit */
  const char  *title;           /* of the scale of colours: "L, dB" */
} RkChartImage;

void     rk_chart_settings_init (RkChartSettings *self); /* 800 x 450, scale 1, 14 px, 1.5 px, light, the user's sign, fit */

/* All numbers are copied. Any thread. */
RkScene *rk_chart_new_curves    (const RkChartSettings *settings, const RkChartCurve *curves,
                                 guint n) G_GNUC_WARN_UNUSED_RESULT;
RkScene *rk_chart_new_columns   (const RkChartSettings *settings, const RkChartColumns *columns,
                                 guint n) G_GNUC_WARN_UNUSED_RESULT;
RkScene *rk_chart_new_image     (const RkChartSettings *settings, const RkChartImage *image) G_GNUC_WARN_UNUSED_RESULT;
/* A point with a short text, as "440 Hz"; the first ones have the first choice of room. Before the scene is used. */
void     rk_chart_add_label     (RkScene *scene, double x, double y, const char *text);

G_END_DECLS
