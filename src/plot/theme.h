#pragma once

#include "plot/scene.h"

G_BEGIN_DECLS

/* What a picture is drawn with, apart from its traces. */
typedef struct {
  RkColor background, text, frame, grid, band;
} RkThemeColors;

#define RK_GREYS 4

/* Signs of readings, in the order in which traces get them. */
typedef enum {
  RK_SHAPE_DISC,
  RK_SHAPE_SQUARE,
  RK_SHAPE_UP,
  RK_SHAPE_DIAMOND,
  RK_SHAPE_DOWN,
  RK_SHAPE_CROSS,
  RK_SHAPE_STAR,
  RK_SHAPE_BAR,
} RkShape;

const RkThemeColors *rk_theme_get_colors (RkTheme theme);
RkColor              rk_theme_get_grey   (guint n, RkTheme theme);

/* Whether traces must be told apart without colour: by dash and sign. */
gboolean rk_scene_needs_signs (const RkScene *scene);

RkColor  rk_trace_get_color (const RkScene *scene, const RkTrace *trace);
RkColor  rk_axis_get_color  (const RkScene *scene, guint axis); /* of its first trace; that of texts if it has none */
RkShape  rk_trace_get_shape (const RkScene *scene, const RkTrace *trace);
/* Lengths of dash and gap, device pixels; 0 for a solid line. */
void     rk_trace_get_dash  (const RkScene *scene, const RkTrace *trace, double *on, double *off);

/* The outline of a sign as pairs of x and y around 0, size 1; how many pairs. */
#define RK_SHAPE_MAX 20
guint    rk_shape_get_outline (RkShape shape, double outline[RK_SHAPE_MAX][2]);

/* WCAG 2.1: 1 ... 21. */
double   rk_color_get_contrast (RkColor a, RkColor b);

G_END_DECLS
