#include "config.h"

#include "app/panel-size.h"

#include <math.h>

/* Rows of text that a graph of the whole window would hold: its numbers then are 1/52 of its height. */
#define ROWS 52

/* A graph smaller than this many sizes of its font shows nothing but numbers. */
#define LEAST_EM 13

#define FONT_MIN_PX 8.0
#define FONT_MAX_PX 200.0

/* Who stands at the panel is ten times nearer than the last row. */
#define NEAR_ROWS   54
#define NEAR_MIN_PX 16.0

/* Targets in the height of the window: 20 mm on a panel of 65 to 86 inches. */
#define TARGETS 30

/* Height of a line of letters with descenders, as a multiple of their size. */
#define UNIT_LINE 1.3

#define MM_PER_INCH 25.4

/**
 * rk_panel_text_px:
 * @system_px: size of the font of the system, logical pixels
 * @window_height: logical pixels
 * @font_scale: chosen by the user
 *
 * Sizes what the class reads by the window.
 *
 * Returns: logical pixels
 */
double
rk_panel_text_px (double system_px,
                  double window_height,
                  double font_scale)
{
  return CLAMP (MAX (system_px, window_height / ROWS) * font_scale, FONT_MIN_PX, FONT_MAX_PX);
}

/**
 * rk_panel_near_px:
 * @window_height: logical pixels
 *
 * Sizes the words of buttons and menus.
 *
 * Returns: logical pixels
 */
double
rk_panel_near_px (double window_height)
{
  return MAX (NEAR_MIN_PX, window_height / NEAR_ROWS);
}

/**
 * rk_panel_target_px:
 * @window_height: logical pixels
 *
 * Sizes buttons: 56 at least, since a large screen need not have a scale of its own.
 *
 * Returns: logical pixels
 */
double
rk_panel_target_px (double window_height)
{
  return MAX (RK_PANEL_TARGET_PX, window_height / TARGETS);
}

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
  double wanted = rk_panel_text_px (system_px, window_height, font_scale);

  return CLAMP (MIN (wanted, MIN (width, height) / LEAST_EM), FONT_MIN_PX, FONT_MAX_PX);
}

/**
 * rk_panel_digit_px:
 * @width: of the room, logical pixels
 * @height: of the room, logical pixels
 * @number_em: width of the number, as a multiple of its size
 * @unit_em: width of the unit at that size
 * @name_px: size of the name
 *
 * How large a reading may be where the name and the unit share a line above the number.
 *
 * Returns: size of the font of the number, logical pixels
 */
double
rk_panel_digit_px (double width,
                   double height,
                   double number_em,
                   double unit_em,
                   double name_px)
{
  double by_width = MIN (width / MAX (number_em, 0.5), width / MAX (unit_em * RK_PANEL_UNIT, 0.25));
  double by_height = MIN (height / (RK_PANEL_LINE + UNIT_LINE * RK_PANEL_UNIT), (height - name_px * UNIT_LINE) / RK_PANEL_LINE);

  return MAX (MIN (by_width, by_height), FONT_MIN_PX);
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
