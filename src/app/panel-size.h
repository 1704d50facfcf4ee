#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How large things are on a touch panel that is read from the last row. Pure: no widget. */

#define RK_PANEL_LINE_PX   6.0        /* physical pixels: the thinnest trace */
#define RK_PANEL_DIGIT     (1.0 / 8)  /* of the height of the window: capitals of the digits beside the graph */
#define RK_PANEL_TARGET_PX 56         /* what a finger hits */

/* Of the numbers on the axes. */
double rk_panel_font_px  (double system_px, double window_height, double width, double height, double font_scale);
/* Of a trace: at least RK_PANEL_LINE_PX on the screen. */
double rk_panel_line_px  (double line_px, double scale);
/* From one pixel to the next of a screen of that diagonal. */
double rk_panel_pitch_mm (double diagonal_in, double width_px, double height_px);
/* How large something is for who looks at it from that distance, minutes of arc. */
double rk_panel_minutes  (double height_mm, double distance_m);

G_END_DECLS
