#pragma once

#include <cairo.h>

#include "plot/ink.h"
#include "plot/layout.h"
#include "plot/theme.h"

G_BEGIN_DECLS

/* One picture while it is drawn. All of this file is for the renderer's thread. */
typedef struct {
  const RkScene       *scene;
  const RkLayout      *layout;
  const RkThemeColors *theme;
  cairo_surface_t     *surface;
  cairo_t             *cr;
  cairo_status_t       status;   /* of @cr at the end */
  double               unit;     /* device pixels per unit of PLplot's page */
  double               budget;   /* µs left for stroking */
  gboolean             is_image; /* pixels may be written directly */
  RkInk                ink;
  RkColumnCache       *columns;  /* of the traces of the last pictures */
} RkPage;

void     rk_page_draw_base (const RkPage *page);
void     rk_page_draw_data (RkPage *page);

/* What PLplot does for them, behind the wall of render-plplot.c. Coordinates and lengths are device pixels. */

/* Clipped to @rect from now on. */
void     rk_pen_set_window      (const RkPage *page, const RkRect *rect);
/* Coordinates are in steps of the axes, for rk_pen_box () alone. */
void     rk_pen_set_axis_window (const RkPage *page, const RkRect *frame, const RkTicks *x, const RkTicks *y);
void     rk_pen_set_ticks       (const RkPage *page, double major, double minor);
/* As plbox (). */
void     rk_pen_box             (const char *x_options, double x_step, int x_minor,
                                 const char *y_options, double y_step, int y_minor);
void     rk_pen_set_color       (const RkColor *color);
void     rk_pen_set_line_width  (const RkPage *page, double width);
void     rk_pen_set_dash        (const RkPage *page, const RkTrace *trace); /* NULL = solid */
void     rk_pen_join            (double x0, double y0, double x1, double y1);
void     rk_pen_line            (const double *x, const double *y, guint n);
void     rk_pen_fill            (const double *x, const double *y, guint n);
void     rk_pen_ring            (double x, double y, double radius);
/* @x, @y: logical pixels; @y is the middle of the capitals. @align: 0 left, 0.5 middle, 1 right. */
void     rk_pen_text            (const RkPage *page, double x, double y, double align, double size, const char *text);

/* On whole device pixels, if it is an image. */
double   rk_page_snap           (const RkPage *page, double logical);
/* The inside of the frame of a pane. */
RkRect   rk_page_get_frame      (const RkPage *page, guint pane);
/* Lines along the axes are crisp without anti-aliasing. */
void     rk_page_set_smooth     (const RkPage *page, gboolean smooth);
void     rk_page_set_window_to_picture (const RkPage *page);
void     rk_page_draw_sign      (RkShape shape, RkPoint center, double radius);
void     rk_page_draw_rect      (const RkRect *rect);

gboolean rk_page_has_points     (const RkTrace *trace);
gboolean rk_page_has_line       (const RkTrace *trace);
/* Readings over another quantity than time are points; numbers that are given in order are what they say. */
gboolean rk_page_has_style      (const RkPage *page, const RkTrace *trace);
double   rk_page_get_mark_radius (const RkPage *page, const RkTrace *trace);

G_END_DECLS
