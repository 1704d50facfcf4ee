#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/* The words below a picture: lines that fit its width, in the order of reading. Private to this folder. */

/* For a picture @width sizes of the font wide; a new line begins a new line. NULL = no caption. */
GPtrArray *rk_caption_wrap   (const char *caption, double width) G_GNUC_WARN_UNUSED_RESULT;
/* In sizes of the font; 0 without lines. */
double     rk_caption_height (GPtrArray *lines);
/* What is left free on its left, in sizes of the font. */
double     rk_caption_get_side (void);
/* Draws in units of @cr from @y on. */
void       rk_caption_draw   (GPtrArray *lines, cairo_t *cr, double y, double font);
/* Adds the same as texts of SVG. */
void       rk_caption_append_svg (GPtrArray *lines, GString *svg, double y, double font);

G_END_DECLS
