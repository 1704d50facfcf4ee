#include "config.h"

#include "exchange/picture-caption.h"

#include "base/number.h"
#include "plot/text.h"

#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

/* In sizes of the font. */
#define GAP       0.5 /* above the first line and below the last one */
#define LINE      1.35
#define SIDE      0.6 /* left and right */
#define BASE_LINE 1.0 /* below the top of a line */

/* A caption is a sentence or two, not an essay. */
#define MAX_LINES 12
#define MAX_CHARS 2000

/* A line that is not to grow any more; what is too long for the width, a word, is cut. */
static void
add_line (GPtrArray *lines,
          GString   *line,
          double     width)
{
  g_autofree char *clean = rk_text_sanitise (line->str);

  g_ptr_array_add (lines, rk_text_fit (clean, width));
  g_string_truncate (line, 0);
}

static void
wrap_paragraph (GPtrArray  *lines,
                const char *paragraph,
                double      width)
{
  g_auto (GStrv) words = g_strsplit (paragraph, " ", -1);
  g_autoptr (GString) line = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL && lines->len < MAX_LINES; i++) {
    gsize len = line->len;

    if (*words[i] == '\0')
      continue;

    if (len > 0)
      g_string_append_c (line, ' ');
    g_string_append (line, words[i]);

    if (len > 0 && (rk_text_width (line->str) > width || g_utf8_strlen (line->str, -1) > RK_TEXT_MAX_CHARS)) {
      g_string_truncate (line, len);
      add_line (lines, line, width);
      g_string_append (line, words[i]);
    }
  }

  if (line->len > 0 && lines->len < MAX_LINES)
    add_line (lines, line, width);
}

/* internal; see picture-caption.h */
GPtrArray *
rk_caption_wrap (const char *caption,
                 double      width)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *valid = g_utf8_make_valid (caption != NULL ? caption : "", -1);
  g_autofree char *cut = g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), MAX_CHARS));
  g_auto (GStrv) paragraphs = g_strsplit (cut, "\n", MAX_LINES);

  for (guint i = 0; paragraphs[i] != NULL; i++) {
    /* Control characters are no part of a text in SVG. */
    for (char *p = paragraphs[i]; *p != '\0'; p++) {
      if ((guchar) *p < 0x20 || *p == 0x7f)
        *p = ' ';
    }
    wrap_paragraph (lines, paragraphs[i], MAX (width - 2.0 * SIDE, 1.0));
  }

  return lines;
}

/* internal; see picture-caption.h */
double
rk_caption_height (GPtrArray *lines)
{
  return lines->len > 0 ? 2.0 * GAP + lines->len * LINE : 0.0;
}

/* internal; see picture-caption.h */
double
rk_caption_get_side (void)
{
  return SIDE;
}

/* internal; see picture-caption.h */
void
rk_caption_draw (GPtrArray *lines,
                 cairo_t   *cr,
                 double     y,
                 double     font)
{
  g_autoptr (PangoLayout) layout = pango_cairo_create_layout (cr);
  PangoFontDescription *description = pango_font_description_from_string ("sans");

  pango_font_description_set_absolute_size (description, font * PANGO_SCALE);
  pango_layout_set_font_description (layout, description);
  pango_font_description_free (description);
  cairo_set_source_rgb (cr, 0.0, 0.0, 0.0);

  for (guint i = 0; i < lines->len; i++) {
    pango_layout_set_text (layout, g_ptr_array_index (lines, i), -1);
    cairo_move_to (cr, SIDE * font, y + (GAP + i * LINE + BASE_LINE) * font);
    pango_cairo_show_layout_line (cr, pango_layout_get_line_readonly (layout, 0));
  }
}

static void
append_number (GString    *svg,
               const char *key,
               double      value)
{
  char number[RK_NUMBER_BUFFER];

  rk_number_print (round (value * 1000.0) / 1000.0, number);
  g_string_append_printf (svg, " %s=\"%s\"", key, number);
}

/* internal; see picture-caption.h */
void
rk_caption_append_svg (GPtrArray *lines,
                       GString   *svg,
                       double     y,
                       double     font)
{
  for (guint i = 0; i < lines->len; i++) {
    g_autofree char *escaped = g_markup_escape_text (g_ptr_array_index (lines, i), -1);

    g_string_append (svg, "<text");
    append_number (svg, "x", SIDE * font);
    append_number (svg, "y", y + (GAP + i * LINE + BASE_LINE) * font);
    append_number (svg, "font-size", font);
    g_string_append_printf (svg, " font-family=\"sans-serif\">%s</text>\n", escaped);
  }
}
