#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How large things are on a touch panel that is read from the last row. Pure: no widget. */

#define RK_PANEL_LINE_PX   7.5        /* physical pixels: the thinnest trace; its points are 16 then */
#define RK_PANEL_DIGIT     (1.0 / 8)  /* of the height of the window: capitals of the digits beside the graph */
#define RK_PANEL_UNIT      0.62       /* of the size of the number: 60 % at least */
#define RK_PANEL_LINE      0.95       /* of the size of the number: its line; digits have no descenders */
#define RK_PANEL_TARGET_PX 56         /* the least a finger hits */

/* Of all that the class reads. */
double rk_panel_text_px  (double system_px, double window_height, double font_scale);
/* Of what is read by who stands at the panel: buttons and menus. */
double rk_panel_near_px  (double window_height);
/* What a finger hits. */
double rk_panel_target_px (double window_height);
/* Of the numbers on the axes. */
double rk_panel_font_px  (double system_px, double window_height, double width, double height, double font_scale);
/* Of a reading beside the graph, name and unit in a line above it; widths as multiples of the size. */
double rk_panel_digit_px (double width, double height, double number_em, double unit_em, double name_px);
/* Of a trace: at least RK_PANEL_LINE_PX on the screen. */
double rk_panel_line_px  (double line_px, double scale);
/* From one pixel to the next of a screen of that diagonal. */
double rk_panel_pitch_mm (double diagonal_in, double width_px, double height_px);
/* How large something is for who looks at it from that distance, minutes of arc. */
double rk_panel_minutes  (double height_mm, double distance_m);

G_END_DECLS
