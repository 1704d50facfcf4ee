/* Texts in SVG.
 *
 * Cairo draws each piece of text as a group of references to outlines of glyphs:
 *
 *   <g style="fill:rgb(0%,0%,0%);fill-opacity:1;">
 *     <use xlink:href="#glyph0-1" x="47.99" y="279.27"/>
 *   </g>
 *
 * Which texts there are, in which order and where, the layout of the scene knows. So every group is given to the text
 * whose place it is in; the first group of a text tells its exact origin and becomes a <text>, further ones (of
 * another script or font) go. If anything does not fit, nothing is changed.
 */

#include "config.h"

#include "exchange/svg-text.h"

#include "base/number.h"
#include "plot/layout.h"
#include "plot/mark-lane.h"
#include "plot/point-labels.h"
#include "plot/text.h"

#include <math.h>
#include <string.h>

/* Of the title of a picture to other texts, as drawn. */
#define TITLE_SIZE 1.15
/* From the middle of a text down to the line it stands on, sizes of the font: as PLplot places it, measured 0.375...0.377. */
#define BASELINE   0.376
/* How far an outline may begin outside the place of its text, sizes of the font. Numbers of y are 1.5 apart at least. */
#define SLACK      0.6

typedef struct {
  char    *text;
  double   x, y;    /* left end and middle, points */
  double   width;
  double   size;    /* of the font, points */
  gboolean found;
} Label;

typedef struct {
  GArray       *labels; /* in the order of drawing */
  double        scale;
  const RkScene *scene;
} Labels;

static void
label_clear (gpointer data)
{
  g_free (((Label *) data)->text);
}

/* The arguments are those of the renderer: logical pixels, @align 0...1. */
static void
add_label (Labels     *self,
           double      x,
           double      y,
           double      align,
           double      size,
           const char *text)
{
  double font = self->scene->font_px * size * self->scale;
  Label label = { .y = y * self->scale, .size = font };

  if (text == NULL || *text == '\0')
    return;

  label.text = g_strdup (text);
  label.width = rk_text_width (text) * font;
  label.x = x * self->scale - align * label.width;
  g_array_append_val (self->labels, label);
}

static void
add_y_numbers (Labels        *self,
               const RkPane  *pane,
               const RkTicks *ticks,
               double         x,
               double         align)
{
  char text[RK_TICKS_BUFFER];

  for (guint i = 0; i < ticks->n; i++) {
    double share = 1.0 - rk_ticks_get_share (ticks, rk_ticks_get_value (ticks, i));

    rk_ticks_format (ticks, i, self->scene->decimal_sign, text);
    add_label (self, x, pane->frame.y + share * pane->frame.height, align, 1.0, text);
  }
}

static void
add_numbers (Labels         *self,
             const RkLayout *layout)
{
  const RkRect *first = &layout->panes[0].frame;
  char text[RK_TICKS_BUFFER];

  for (guint i = 0; i < layout->x.n; i++) {
    double share = rk_ticks_get_share (&layout->x, rk_ticks_get_value (&layout->x, i));

    rk_ticks_format (&layout->x, i, self->scene->decimal_sign, text);
    add_label (self, first->x + share * first->width, layout->numbers_y, 0.5, 1.0, text);
  }

  for (guint p = 0; p < layout->n_panes; p++) {
    const RkPane *pane = &layout->panes[p];
    double gap = 0.55 * self->scene->font_px;

    add_y_numbers (self, pane, &pane->y, pane->frame.x - gap, 1.0);
    add_y_numbers (self, pane, &pane->right_y, pane->right_x, 0.0);
  }
}

static void
add_titles (Labels         *self,
            const RkLayout *layout)
{
  const RkRect *last = &layout->panes[layout->n_panes - 1].frame;

  add_label (self, self->scene->width / 2.0, layout->top_y, 0.5, TITLE_SIZE, layout->title);
  add_label (self, last->x + last->width, layout->x_title_y, 1.0, 1.0, layout->x_title);

  for (guint i = 0; i < layout->n_panes; i++) {
    const RkPane *pane = &layout->panes[i];

    add_label (self, layout->title_x, pane->title_y, 0.0, 1.0, pane->title);
    add_label (self, layout->right_title_x, pane->title_y, 1.0, 1.0, pane->right_title);
  }

  for (guint i = 0; i < layout->legend->len; i++) {
    const RkLegendItem *item = &g_array_index (layout->legend, RkLegendItem, i);

    add_label (self, item->text_x, item->rect.y + item->rect.height / 2.0, 0.0, 1.0, item->text);
  }

  for (guint i = 0; i < layout->marks->len; i++) {
    const RkMarkLabel *mark = &g_array_index (layout->marks, RkMarkLabel, i);

    add_label (self, mark->text_x, layout->lane_y, 0.0, RK_MARK_TEXT, mark->text);
  }
  for (guint i = 0; i < layout->points->len; i++) {
    const RkPlacedPoint *point = &g_array_index (layout->points, RkPlacedPoint, i);

    add_label (self, point->text_x, point->rect.y + point->rect.height / 2.0, 0.0, RK_POINT_LABEL_TEXT, point->text);
  }
}

/* The number after @key within a tag. */
static gboolean
read_attribute (const char *tag,
                const char *end,
                const char *key,
                double     *value)
{
  const char *p = g_strstr_len (tag, end - tag, key);

  return p != NULL && rk_number_scan (p + strlen (key), end, RK_NUMBER_PLAIN, value) != NULL;
}

/* The label whose place (@x, @y) is in, the current one or a later one; G_MAXUINT if there is none. */
static guint
find_label (const Labels *self,
            guint         current,
            double        x,
            double        y)
{
  for (guint i = current; i < self->labels->len; i++) {
    const Label *label = &g_array_index (self->labels, Label, i);
    double slack = SLACK * label->size;

    if (x >= label->x - slack && x <= label->x + label->width + slack && fabs (y - label->y - BASELINE * label->size) <= slack)
      return i;
  }

  return G_MAXUINT;
}

static void
append_text (GString     *svg,
             const Label *label,
             double       x,
             double       y,
             const char  *style,
             gsize        style_len)
{
  g_autofree char *escaped = g_markup_escape_text (label->text, -1);
  char number[3][RK_NUMBER_BUFFER];

  rk_number_print (round (x * 1000.0) / 1000.0, number[0]);
  rk_number_print (round (y * 1000.0) / 1000.0, number[1]);
  rk_number_print (round (label->size * 1000.0) / 1000.0, number[2]);

  g_string_append_printf (svg, "<text x=\"%s\" y=\"%s\" font-family=\"sans-serif\" font-size=\"%s\" %.*s>%s</text>\n",
                          number[0], number[1], number[2], (int) style_len, style, escaped);
}

/* Copies @svg with its groups of glyphs replaced; FALSE if one is in nobody's place. */
static gboolean
replace_groups (Labels     *self,
                const char *svg,
                GString    *out)
{
  static const char use[] = "<use xlink:href=\"#glyph";
  static const char group[] = "<g ";
  static const char group_end[] = "</g>\n";
  const char *copied = svg;
  const char *p = svg;
  guint current = 0;

  while ((p = strstr (p, use)) != NULL) {
    const char *begin = g_strrstr_len (copied, p - copied, group);
    const char *end = strstr (p, group_end);
    const char *style_end = begin != NULL ? memchr (begin, '>', (gsize) (p - begin)) : NULL;
    const char *tag_end = strchr (p, '>');
    guint previous = current;
    double x, y;

    if (begin == NULL || end == NULL || style_end == NULL || tag_end == NULL
        || !read_attribute (p, tag_end, " x=\"", &x) || !read_attribute (p, tag_end, " y=\"", &y))
      return FALSE;

    current = find_label (self, previous, x, y);
    if (current == G_MAXUINT)
      return FALSE;

    g_string_append_len (out, copied, begin - copied);

    if (!g_array_index (self->labels, Label, current).found) {
      const char *style = begin + strlen (group);

      append_text (out, &g_array_index (self->labels, Label, current), x, y, style, (gsize) (style_end - style));
      g_array_index (self->labels, Label, current).found = TRUE;
    }

    copied = p = end + strlen (group_end);
  }

  g_string_append (out, copied);

  for (guint i = 0; i < self->labels->len; i++) {
    if (!g_array_index (self->labels, Label, i).found)
      return FALSE;
  }

  return TRUE;
}

/* The outlines nobody refers to any more. */
static void
remove_outlines (GString *svg)
{
  static const char symbol[] = "<symbol overflow=\"visible\" id=\"glyph";
  static const char symbol_end[] = "</symbol>\n";
  char *begin = strstr (svg->str, symbol);
  char *end = begin;
  char *next;

  /* All in one block, with nothing but their groups between. */
  while (end != NULL && (next = strstr (end, symbol_end)) != NULL && strstr (end, symbol) != NULL
         && strstr (end, symbol) < next)
    end = next + strlen (symbol_end);

  if (begin != NULL && end != begin)
    g_string_erase (svg, begin - svg->str, end - begin);
}

GString *
rk_svg_restore_text (const char    *svg,
                     const RkScene *scene,
                     double         points_per_pixel)
{
  const RkLayout *layout;
  Labels labels = { .scale = points_per_pixel, .scene = scene };
  GString *out = g_string_sized_new (strlen (svg));
  gboolean done;

  layout = rk_layout_get (scene);
  labels.labels = g_array_new (FALSE, FALSE, sizeof (Label));
  g_array_set_clear_func (labels.labels, label_clear);
  add_numbers (&labels, layout);
  add_titles (&labels, layout);

  done = replace_groups (&labels, svg, out);
  g_array_unref (labels.labels);

  if (!done) {
    g_debug ("The texts of an SVG picture stay outlines");
    g_string_free (out, TRUE);
    return NULL;
  }

  remove_outlines (out);

  return out;
}
