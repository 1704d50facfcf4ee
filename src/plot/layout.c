/* The layout of a picture.
 *
 *     |  title of the picture                      |
 *     |  T, °C                    --- Run 1  --- Run 2  <- header: title of y, legend
 *     |         ▼ T ↑ 30 °C    ⚑ stirred           <- lane of the marks, if there are any
 *     |  100 +----------------------------------+  |
 *     |   50 |            pane 0                |  |
 *     |    0 +----------------------------------+  |
 *     |  U, V                                      |
 *     |    5 +----------------------------------+  |
 *     |    0 +----------------------------------+  |
 *     |      0        10        20        30       |
 *     |                                     t, s   |
 *
 * A pane may have a second axis on its right, with its title at the end of the header.
 *
 * The titles stand at the ends of their axes, as on graphs at school, and the legend above the
 * frame, where it covers nothing. All lengths follow from the size of the font. The left margin
 * grows by two digits at a time, so that the frame of a live graph does not tremble.
 */
#include "config.h"

#include "plot/layout.h"

#include "plot/mark-lane.h"
#include "plot/point-labels.h"
#include "plot/text.h"

#include <math.h>
#include <string.h>

/* In sizes of the font. */
#define MARGIN 0.6         /* around the picture */
#define LINE 1.5           /* a line of the header */
#define HEADER_GAP 0.4     /* between it and the frame, where half a number of y may stand */
#define PANE_GAP 0.55      /* between a frame and the header of the next */
#define BARE_HEADER 0.7    /* above a pane that has neither title nor legend */
#define NUMBERS 1.75       /* height of the numbers of x with their gap */
#define X_TITLE 1.35
#define Y_GAP 0.45         /* between the numbers of y and the frame */
#define RIGHT_GAP 0.55     /* the same on the right */
#define STRIP_GAP 0.7      /* between the frame and the strip of colours */
#define STRIP 1.0          /* its width */
#define X_GAP 1.05         /* between the frame and the middle of the numbers of x */
#define PICTURE_TITLE 2.0
#define SAMPLE 1.7         /* piece of line in the legend */
#define SAMPLE_GAP 0.45
#define ITEM_GAP 1.3
#define Y_SPACING 2.7      /* distance of numbers, on average */
#define Y_LEAST 1.5        /* and at least */
#define X_SPACING 1.7      /* least gap between numbers */
#define MAX_ITEM 20.0      /* longest text in the legend */
#define MAX_LEGEND_ROWS 3
#define ENOUGH_NUMBERS 4.0 /* steps of 1, 2, 5 with room for so many leave two at least: one number is no scale */
#define MAX_X_NUMBERS 16
#define MAX_Y_NUMBERS 11
#define MIN_PANE_PX 1.0

static void
legend_item_clear (gpointer data)
{
  RkLegendItem *item = data;

  g_clear_pointer (&item->text, g_free);
}

static void
point_clear (gpointer data)
{
  RkPlacedPoint *point = data;

  g_clear_pointer (&point->text, g_free);
}

static double
widest_number (const RkTicks *ticks,
               char           decimal_sign)
{
  double widest = 0.0;

  for (guint i = 0; i < ticks->n; i++) {
    char text[RK_TICKS_BUFFER];

    rk_ticks_format (ticks, i, decimal_sign, text);
    widest = MAX (widest, rk_text_width (text));
  }

  return widest;
}

/* The next width that is a whole number of pairs of digits, at least two. */
static double
quantise_width (double width)
{
  double pair = 2.0 * rk_text_width ("0");

  return MAX (1.0, ceil (width / pair - 1e-6)) * pair;
}

static void
init_ticks (RkTicks      *ticks,
            const RkAxis *axis,
            guint         max)
{
  if (axis->log)
    rk_ticks_init_log (ticks, axis->lower, axis->upper, max);
  else
    rk_ticks_init (ticks, axis->lower, axis->upper, max);
}

/* Fewer numbers until they fit, since finer steps also make longer numbers. */
static void
place_x_numbers (RkLayout      *self,
                 const RkScene *scene,
                 double         width)
{
  guint max = (guint) CLAMP (width / (scene->font_px * 3.0), ENOUGH_NUMBERS, (double) MAX_X_NUMBERS);

  for (; max >= 1; max--) {
    double room;

    init_ticks (&self->x, &scene->x, max);
    room = rk_ticks_get_spacing (&self->x) * width / scene->font_px;
    if (room >= widest_number (&self->x, scene->decimal_sign) + X_SPACING)
      break;
  }
}

typedef struct {
  double x, y;      /* end of the row, its middle */
  double available; /* width of a row, sizes of the font */
} LegendBox;

/* Puts the traces of @pane into rows, ends on the right. Returns the number of rows. With @box NULL only counts. */
static guint
place_legend (RkLayout        *self,
              const RkScene   *scene,
              guint            pane,
              double           available,
              const LegendBox *box)
{
  g_autoptr (GArray) items = g_array_new (FALSE, TRUE, sizeof (RkLegendItem)); /* texts owned until moved */
  g_autoptr (GArray) rows = g_array_new (FALSE, TRUE, sizeof (double));        /* width of each row so far */
  double font = scene->font_px;
  guint n_left = 0;

  if (!scene->legend || available < 5.0)
    return 0;

  for (guint i = 0; i < scene->traces->len; i++) {
    const RkTrace *trace = &g_array_index (scene->traces, RkTrace, i);
    RkLegendItem item = { .trace = i };
    g_autofree char *label = NULL;
    double width;
    double *row;

    if (rk_scene_get_pane_index (scene, trace->axis) != pane || trace->label == NULL || trace->label[0] == '\0')
      continue;

    label = rk_text_sanitise (trace->label);
    item.text = rk_text_fit (label, MIN (MAX_ITEM, available - SAMPLE - SAMPLE_GAP));
    width = SAMPLE + SAMPLE_GAP + rk_text_width (item.text);

    row = rows->len > 0 ? &g_array_index (rows, double, rows->len - 1) : NULL;
    if (row == NULL || *row + ITEM_GAP + width > available) {
      double zero = 0.0;

      if (rows->len == MAX_LEGEND_ROWS) {
        n_left++;
        g_free (item.text);
        continue;
      }
      g_array_append_val (rows, zero);
      row = &g_array_index (rows, double, rows->len - 1);
    }

    item.rect.x = *row > 0.0 ? *row + ITEM_GAP : 0.0;
    item.rect.y = rows->len - 1;
    item.rect.width = width;
    *row = item.rect.x + width;
    g_array_append_val (items, item);
  }

  /* What has no room is counted in place of the last item. */
  if (n_left > 0 && items->len > 0) {
    RkLegendItem *item = &g_array_index (items, RkLegendItem, items->len - 1);
    double *row;

    g_assert (rows->len > 0 && rows->data != NULL); /* an item has a row */
    row = &g_array_index (rows, double, rows->len - 1);
    g_free (item->text);
    item->text = g_strdup_printf ("+%u", n_left + 1);
    item->trace = G_MAXUINT;
    item->rect.width = rk_text_width (item->text);
    *row = item->rect.x + item->rect.width;
  }

  for (guint i = 0; i < items->len; i++) {
    RkLegendItem *item = &g_array_index (items, RkLegendItem, i);
    guint row = (guint) item->rect.y;

    if (box == NULL) {
      g_free (item->text);
      continue;
    }

    item->rect.x = box->x + (item->rect.x - g_array_index (rows, double, row)) * font;
    item->rect.y = box->y - ((rows->len - 1 - row) * LINE + LINE / 2.0) * font;
    item->rect.width *= font;
    item->rect.height = LINE * font;
    item->text_x = item->rect.x + (item->trace == G_MAXUINT ? 0.0 : (SAMPLE + SAMPLE_GAP) * font);
    g_array_append_val (self->legend, *item);
  }

  return rows->len;
}

/* What the titles take of a header. */
static double
titles_width (const RkPane *pane)
{
  double left = rk_text_width (pane->title);
  double right = rk_text_width (pane->right_title);

  return left + (left > 0.0 ? ITEM_GAP : 0.0) + right + (right > 0.0 ? ITEM_GAP : 0.0);
}

/* The rest of a header, sizes of the font: from the left title to the right one, or to the edge of the frame. */
static double
legend_width (const RkLayout *self,
              const RkScene  *scene,
              guint           pane,
              double          frame_end)
{
  const RkPane *p = &self->panes[pane];
  double end = p->right_title[0] != '\0' ? self->right_title_x : frame_end;

  return (end - self->title_x) / scene->font_px - titles_width (p);
}

static double
header_height (RkLayout      *self,
               const RkScene *scene,
               guint          pane,
               double         frame_end)
{
  guint rows = place_legend (self, scene, pane, legend_width (self, scene, pane, frame_end), NULL);

  if (titles_width (&self->panes[pane]) > 0.0)
    rows = MAX (rows, 1);

  return (rows > 0 ? rows * LINE + HEADER_GAP : BARE_HEADER) * scene->font_px;
}

static void
place_axis (RkTicks       *ticks,
            char         **title,
            const RkScene *scene,
            guint          i,
            double         height)
{
  static const RkAxis nothing = { .upper = 1.0 };
  const RkAxis *axis = i < scene->axes->len ? &g_array_index (scene->axes, RkAxis, i) : &nothing;
  guint max = (guint) CLAMP (height / (scene->font_px * Y_SPACING) + 1.0, ENOUGH_NUMBERS, (double) MAX_Y_NUMBERS);
  g_autofree char *clean = rk_text_sanitise (axis->title);

  for (; max >= 1; max--) {
    init_ticks (ticks, axis, max);
    if (rk_ticks_get_spacing (ticks) * height >= Y_LEAST * scene->font_px)
      break;
  }

  g_free (*title);
  *title = rk_ticks_title (ticks, clean);
}

static void
place_y_numbers (RkPane        *pane,
                 const RkScene *scene,
                 double         height)
{
  place_axis (&pane->y, &pane->title, scene, pane->left, height);
  if (pane->right != G_MAXUINT)
    place_axis (&pane->right_y, &pane->right_title, scene, pane->right, height);
  else
    pane->right_title = g_strdup ("");
}

static void
find_panes (RkLayout      *self,
            const RkScene *scene)
{
  for (guint i = 0; i < RK_MAX_PANES; i++)
    self->panes[i].right = G_MAXUINT;

  for (guint i = 0; i < scene->axes->len; i++) {
    const RkAxis *axis = &g_array_index (scene->axes, RkAxis, i);

    if (axis->pane >= RK_MAX_PANES)
      continue;
    self->n_panes = MAX (self->n_panes, axis->pane + 1);
    if (axis->right)
      self->panes[axis->pane].right = i;
    else
      self->panes[axis->pane].left = i;
  }
  self->n_panes = MAX (self->n_panes, 1);
}

static gboolean
has_strip (const RkLayout *self,
           const RkScene  *scene,
           guint           pane)
{
  guint right = self->panes[pane].right;

  return right != G_MAXUINT && g_array_index (scene->axes, RkAxis, right).colors;
}

/* The numbers on the right, behind the strip of colours if there is one. */
static void
place_right (RkLayout      *self,
             const RkScene *scene,
             guint          pane)
{
  RkPane *p = &self->panes[pane];
  double font = scene->font_px;
  double x = p->frame.x + p->frame.width;

  if (has_strip (self, scene, pane)) {
    p->strip = (RkRect) { x + STRIP_GAP * font, p->frame.y, STRIP * font, p->frame.height };
    x = p->strip.x + p->strip.width;
  }
  p->right_x = x + RIGHT_GAP * font;
}

/* From the top down, once the heights are known. */
static void
place_panes (RkLayout      *self,
             const RkScene *scene,
             double         left,
             double         width,
             double         top,
             const double  *headers,
             double         height)
{
  double y = top;

  for (guint i = 0; i < self->n_panes; i++) {
    RkPane *pane = &self->panes[i];
    LegendBox box;

    y += headers[i];
    pane->frame = (RkRect) { left, y, width, height };
    place_right (self, scene, i);
    pane->title_y = y - (HEADER_GAP + LINE / 2.0) * scene->font_px - (i == 0 ? self->lane : 0.0);

    box = (LegendBox) { .x = left + width, .y = pane->title_y };
    if (pane->right_title[0] != '\0')
      box.x = self->right_title_x - (rk_text_width (pane->right_title) + ITEM_GAP) * scene->font_px;
    place_legend (self, scene, i, legend_width (self, scene, i, left + width), &box);
    y += height;
  }

  self->numbers_y = y + X_GAP * scene->font_px;
  self->x_title_y = y + (NUMBERS + X_TITLE / 2.0) * scene->font_px;
}

/* A picture too small for text still has its panes. */
static void
place_bare (RkLayout      *self,
            const RkScene *scene)
{
  double height = scene->height / self->n_panes;

  g_array_set_size (self->legend, 0);
  self->lane = 0.0;
  for (guint i = 0; i < self->n_panes; i++) {
    RkPane *pane = &self->panes[i];

    pane->frame = (RkRect) { 0.0, i * height, scene->width, height };
    pane->title[0] = '\0';
    pane->right_title[0] = '\0';
    pane->y.n = 0;
    pane->right_y.n = 0;
  }
  self->x.n = 0;
  self->x_title[0] = '\0';
  self->title[0] = '\0';
}

/**
 * rk_layout_init:
 * @self: what to fill; free with rk_layout_clear ()
 * @scene: a scene with a positive size
 *
 * Works out where everything in the picture of @scene stands.
 *
 * The one place that knows: the renderer draws by it and hit testing reads it. A scene without
 * axes has one pane from 0 to 1.
 *
 * Threads: any.
 */
void
rk_layout_init (RkLayout      *self,
                const RkScene *scene)
{
  double font;
  double top;
  double bottom;
  double left = 0.0;
  double right = 0.0;
  double strip = 0.0;
  double width;
  double height;
  double headers[RK_MAX_PANES] = { 0.0 };
  double sum = 0.0;
  g_autofree char *x_title = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (scene != NULL);

  memset (self, 0, sizeof *self);
  font = scene->font_px;
  find_panes (self, scene);
  self->legend = g_array_new (FALSE, TRUE, sizeof (RkLegendItem));
  g_array_set_clear_func (self->legend, legend_item_clear);
  self->points = g_array_new (FALSE, TRUE, sizeof (RkPlacedPoint));
  g_array_set_clear_func (self->points, point_clear);

  self->title = rk_text_sanitise (scene->title);
  self->title_x = MARGIN * font;
  self->right_title_x = scene->width - MARGIN * font;
  top = 0.25 * font + (self->title[0] != '\0' ? PICTURE_TITLE * font : 0.0);
  self->top_y = (0.25 + PICTURE_TITLE / 2.0) * font;

  x_title = rk_text_sanitise (scene->x.title);
  init_ticks (&self->x, &scene->x, 2);
  self->x_title = rk_ticks_title (&self->x, x_title);
  bottom = (NUMBERS + (self->x_title[0] != '\0' ? X_TITLE : 0.0) + 0.3) * font;

  /* The numbers of y need the height of a pane, which needs the rows of the legend, which
   * need the width, which needs the numbers: a first guess of the height settles it. */
  height = MAX (MIN_PANE_PX, (scene->height - top - bottom) / self->n_panes - LINE * font);
  for (guint i = 0; i < self->n_panes; i++) {
    place_y_numbers (&self->panes[i], scene, height);
    left = MAX (left, widest_number (&self->panes[i].y, scene->decimal_sign));
    right = MAX (right, widest_number (&self->panes[i].right_y, scene->decimal_sign));
    if (has_strip (self, scene, i))
      strip = STRIP_GAP + STRIP;
  }
  left = (MARGIN + quantise_width (left) + Y_GAP) * font;
  right = right > 0.0 ? MARGIN + quantise_width (right) + Y_GAP + strip : 1.2 + strip;

  width = scene->width - left - right * font;
  place_x_numbers (self, scene, MAX (width, 1.0));
  right = MAX (right, quantise_width (widest_number (&self->x, scene->decimal_sign)) / 2.0 + 0.2) * font;
  width = scene->width - left - right;
  /* Half of the last number stands in the margin: what is left may hold fewer of them. */
  place_x_numbers (self, scene, MAX (width, 1.0));

  for (guint i = 0; i < self->n_panes; i++) {
    headers[i] = header_height (self, scene, i, left + width) + (i > 0 ? PANE_GAP * font : 0.0);
    if (i == 0)
      headers[i] += self->lane = rk_mark_lane_height (scene);
    sum += headers[i];
  }
  height = (scene->height - top - bottom - sum) / self->n_panes;

  if (width < 3.0 * font || height < 1.5 * font)
    place_bare (self, scene);
  else
    place_panes (self, scene, left, width, top, headers, height);
  rk_mark_lane_place (self, scene);
  rk_point_labels_place (self, scene);
}

/**
 * rk_layout_clear:
 * @self: a layout; zeroed memory is fine
 *
 * Frees what rk_layout_init () made.
 */
void
rk_layout_clear (RkLayout *self)
{
  g_return_if_fail (self != NULL);

  for (guint i = 0; i < RK_MAX_PANES; i++) {
    g_clear_pointer (&self->panes[i].title, g_free);
    g_clear_pointer (&self->panes[i].right_title, g_free);
  }
  g_clear_pointer (&self->x_title, g_free);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->legend, g_array_unref);
  g_clear_pointer (&self->marks, g_array_unref);
  g_clear_pointer (&self->points, g_array_unref);
}

/**
 * rk_layout_get:
 * @scene: a scene that is built: from here on it must not change
 *
 * Works the layout out once for all who need it: the renderer, every hit test and what is drawn over the picture.
 *
 * Threads: any; two that come at the same time agree on one.
 *
 * Returns: (transfer none): the layout, for as long as the scene
 */
const RkLayout *
rk_layout_get (const RkScene *scene)
{
  RkLayout *layout;
  RkScene *owner = (RkScene *) scene;

  g_return_val_if_fail (scene != NULL, NULL);

  layout = g_atomic_pointer_get (&owner->layout);
  if (layout != NULL)
    return layout;

  layout = g_new (RkLayout, 1);
  rk_layout_init (layout, scene);
  if (!g_atomic_pointer_compare_and_exchange (&owner->layout, NULL, layout)) {
    rk_layout_clear (layout);
    g_free (layout);
    layout = g_atomic_pointer_get (&owner->layout);
  }

  return layout;
}
