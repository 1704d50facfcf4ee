#pragma once

#include <cairo.h>

#include "plot/layout.h"

G_BEGIN_DECLS

/* The size of the texts of marks, in sizes of the font. */
#define RK_MARK_TEXT 0.85

/* Marks in a picture: a lane with their signs and texts above the first pane, a line or band through all panes. */
double  rk_mark_lane_height (const RkScene *scene);
/* Fills the labels of @layout, whose panes are placed. */
void    rk_mark_lane_place  (RkLayout *layout, const RkScene *scene);
/* Lines, bands and signs; the texts are left to PLplot. Its matrix does not matter. */
void    rk_mark_lane_draw   (cairo_t *cr, const RkScene *scene, const RkLayout *layout, gboolean on_pixels);
RkColor rk_mark_color       (RkMarkKind kind, RkTheme theme);

G_END_DECLS
