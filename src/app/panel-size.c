#include "config.h"

#include "app/panel-size.h"

#include <math.h>

/* Rows of text that a graph of the whole window would hold: its numbers then are 1/52 of its height. */
#define ROWS 52

/* A graph smaller than this many sizes of its font shows nothing but numbers. */
#define LEAST_EM 13

#define FONT_MIN_PX 8.0
#define FONT_MAX_PX 200.0

#define MM_PER_INCH 25.4

/**
 * rk_panel_font_px:
 * @system_px: size of the font of the system, logical pixels
 * @window_height: logical pixels
 * @width: of the graph, logical pixels
 * @height: of the graph, logical pixels
 * @font_scale: chosen by the user
 *
 * Sizes the numbers of the axes by the window, not by the graph: they do not shrink where digits stand beside it.
 *
 * Returns: logical pixels
 */
double
rk_panel_font_px (double system_px,
                  double window_height,
                  double width,
                  double height,
                  double font_scale)
{
  double wanted = MAX (system_px, window_height / ROWS) * font_scale;

  return CLAMP (MIN (wanted, MIN (width, height) / LEAST_EM), FONT_MIN_PX, FONT_MAX_PX);
}

/**
 * rk_panel_line_px:
 * @line_px: what the trace would have elsewhere, logical pixels
 * @scale: device pixels of a logical one
 *
 * Makes a trace thick enough for the last row.
 *
 * Returns: logical pixels
 */
double
rk_panel_line_px (double line_px,
                  double scale)
{
  return MAX (line_px, RK_PANEL_LINE_PX / MAX (scale, 1.0));
}

/**
 * rk_panel_pitch_mm:
 * @diagonal_in: inches
 * @width_px: physical pixels
 * @height_px: physical pixels
 *
 * Returns: millimetres from one pixel to the next, for square pixels
 */
double
rk_panel_pitch_mm (double diagonal_in,
                   double width_px,
                   double height_px)
{
  return diagonal_in * MM_PER_INCH / hypot (width_px, height_px);
}

/**
 * rk_panel_minutes:
 * @height_mm: of what is looked at
 * @distance_m: from the eye
 *
 * Says how large something is seen. 16' is the least for reading, 20' to 22' are good (ISO 9241-3).
 *
 * Returns: minutes of arc
 */
double
rk_panel_minutes (double height_mm,
                  double distance_m)
{
  return atan2 (height_mm / 1000.0, distance_m) * 180.0 / G_PI * 60.0;
}
