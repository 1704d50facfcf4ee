#pragma once

#include "plot/path.h"

G_BEGIN_DECLS

/* A path while it is made: what its makers for samples and for plain numbers share. */
typedef struct {
  const RkTrace *trace;
  RkRect         frame;
  RkPath        *path;
  double         lower_ns; /* the view in times of the span */
  double         upper_ns;
  double         x_lower;  /* the view along x, as the axis counts: the logarithm where it has one */
  double         x_range;
  gboolean       is_log_x;
  double         upper;    /* of what convert () gives */
  double         range;
  gboolean       is_log_y;
  double         base;     /* y that bars stand on */
  gboolean       is_line;  /* shown = scale * raw + offset */
  double         scale;
  double         offset;
  RkPoint        min, max; /* of the clip box */
  RkPoint        last;     /* end of the line so far, not clipped */
  gboolean       has_last;
  gboolean       is_open;  /* the last point of the path is @last */
} RkPathBuilder;

/* Pixels; NaN for a place that a logarithmic axis does not have. */
double rk_path_builder_get_x         (const RkPathBuilder *self, double x);
double rk_path_builder_get_x_of_time (const RkPathBuilder *self, gint64 time_ns);
/* What stands for a finite sample on the axis, by its logarithm if that is so; NaN where there is nothing. */
double rk_path_builder_convert       (const RkPathBuilder *self, double raw);
double rk_path_builder_get_y         (const RkPathBuilder *self, double converted);

void   rk_path_builder_add_point     (RkPathBuilder *self, double x, double y, gboolean joined);
/* The next reading: a step goes there level, then upright. */
void   rk_path_builder_add_reading   (RkPathBuilder *self, double x, double y, gboolean joined);
/* From the base over @top ... @bottom. */
void   rk_path_builder_add_bar       (RkPathBuilder *self, double x0, double x1, double top, double bottom);
void   rk_path_builder_add_mark      (RkPathBuilder *self, double x, double y);

/* The path of a trace that is made of numbers, not of a span. */
void   rk_path_add_figure            (RkPathBuilder *self);

G_END_DECLS
