/* Widths of texts, for the layout: the same font as PLplot's cairo driver uses, measured at one
 * size without hinting, so that a layout is the same at every scale and on every thread.
 */
#include "config.h"

#include "plot/text.h"

#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

/* Pixels at which texts are measured: large, so that rounding does not show. */
#define MEASURE_PX 100

/* Widths kept per thread: a window shows a few dozen texts, a hostile file could bring millions. */
#define MAX_CACHED 512

typedef struct {
  PangoLayout *layout;
  GHashTable  *widths; /* char* -> double*, of a 1 px font */
} Ruler;

static void
ruler_free (gpointer data)
{
  Ruler *self = data;

  g_object_unref (self->layout);
  g_hash_table_unref (self->widths);
  g_free (self);
}

/* Pango's objects belong to one thread each. */
static GPrivate rulers = G_PRIVATE_INIT (ruler_free);

static Ruler *
get_ruler (void)
{
  Ruler *self = g_private_get (&rulers);
  PangoContext *context;
  PangoFontMap *map;
  PangoFontDescription *font;
  cairo_font_options_t *options;

  if (self != NULL)
    return self;

  map = pango_cairo_font_map_new ();
  context = pango_font_map_create_context (map);

  options = cairo_font_options_create ();
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options (context, options);
  cairo_font_options_destroy (options);

  font = pango_font_description_from_string ("sans");
  pango_font_description_set_absolute_size (font, MEASURE_PX * PANGO_SCALE);

  self = g_new0 (Ruler, 1);
  self->layout = pango_layout_new (context);
  pango_layout_set_font_description (self->layout, font);
  pango_layout_set_single_paragraph_mode (self->layout, TRUE);
  self->widths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  pango_font_description_free (font);
  g_object_unref (context);
  g_object_unref (map);
  g_private_set (&rulers, self);

  return self;
}

/**
 * rk_text_width:
 * @text: valid UTF-8
 *
 * Measures a line of text in the font of the graphs.
 *
 * Threads: any; each keeps a small table of its own.
 *
 * Returns: the width in a font of 1 px
 */
double
rk_text_width (const char *text)
{
  Ruler *ruler;
  double *width;
  int w;

  g_return_val_if_fail (text != NULL, 0.0);

  if (text[0] == '\0')
    return 0.0;

  ruler = get_ruler ();
  width = g_hash_table_lookup (ruler->widths, text);
  if (width != NULL)
    return *width;

  pango_layout_set_text (ruler->layout, text, -1);
  pango_layout_get_size (ruler->layout, &w, NULL);

  if (g_hash_table_size (ruler->widths) >= MAX_CACHED)
    g_hash_table_remove_all (ruler->widths);

  width = g_new (double, 1);
  *width = (double) w / PANGO_SCALE / MEASURE_PX;
  g_hash_table_insert (ruler->widths, g_strdup (text), width);

  return *width;
}

/**
 * rk_text_fit:
 * @text: valid UTF-8
 * @max_width: room, in sizes of the font
 *
 * Cuts a text to the room there is and marks the cut.
 *
 * Threads: any.
 *
 * Returns: (transfer full): what fits, at least an ellipsis
 */
char *
rk_text_fit (const char *text,
             double      max_width)
{
  glong low = 0;
  glong high;

  g_return_val_if_fail (text != NULL, NULL);

  if (rk_text_width (text) <= max_width)
    return g_strdup (text);

  /* The largest number of characters whose text fits is in [low, high). */
  high = g_utf8_strlen (text, -1);
  while (high - low > 1) {
    glong middle = low + (high - low) / 2;
    g_autofree char *head = g_utf8_substring (text, 0, middle);
    g_autofree char *cut = g_strconcat (g_strchomp (head), "…", NULL);

    if (rk_text_width (cut) <= max_width)
      low = middle;
    else
      high = middle;
  }

  {
    g_autofree char *head = g_utf8_substring (text, 0, low);

    return g_strconcat (g_strchomp (head), "…", NULL);
  }
}

/**
 * rk_text_sanitise:
 * @text: (nullable): any bytes
 *
 * Makes a text fit to be drawn: valid UTF-8, one line, at most %RK_TEXT_MAX_CHARS characters.
 *
 * Bytes that are not UTF-8 and codes that are no characters, which XML does not allow, become U+FFFD, control characters
 * blanks; a cut is marked by an ellipsis.
 *
 * Threads: pure, any thread.
 *
 * Returns: (transfer full): the text
 */
char *
rk_text_sanitise (const char *text)
{
  g_autoptr (GString) result = g_string_new (NULL);
  g_autofree char *valid = NULL;
  gsize n = 0;

  if (text == NULL)
    return g_strdup ("");

  /* Four bytes make the longest character, so this much is always enough to look at. */
  valid = g_utf8_make_valid (text, (gssize) strnlen (text, 4 * (RK_TEXT_MAX_CHARS + 1)));

  for (const char *c = valid; *c != '\0'; c = g_utf8_next_char (c)) {
    gunichar u = g_utf8_get_char (c);

    if (++n > RK_TEXT_MAX_CHARS) {
      g_string_append (result, "…");
      break;
    }
    if (g_unichar_iscntrl (u) || u == 0x2028 || u == 0x2029)
      u = ' ';
    else if ((u & 0xfffe) == 0xfffe)
      u = 0xfffd;
    g_string_append_unichar (result, u);
  }

  return g_string_free (g_steal_pointer (&result), FALSE);
}
