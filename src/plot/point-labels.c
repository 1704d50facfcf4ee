/* Points with a text: above their point, else beside it; within the frame, and never over another. One that has no room
 * keeps its point and loses its text. */
#include "config.h"

#include "plot/point-labels.h"

#include "plot/text.h"

#include <math.h>

#define MAX_LABELS 40

/* In sizes of the font. */
#define HEIGHT 1.1
#define DISTANCE 0.4
#define AIR 0.2

static gboolean
overlaps (const RkRect *a,
          const RkRect *b)
{
  return a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height && b->y < a->y + a->height;
}

static gboolean
has_room (const RkLayout *layout,
          const RkRect   *frame,
          const RkRect   *rect)
{
  if (rect->x < frame->x || rect->x + rect->width > frame->x + frame->width
      || rect->y < frame->y || rect->y + rect->height > frame->y + frame->height)
    return FALSE;

  for (guint i = 0; i < layout->points->len; i++) {
    const RkPlacedPoint *other = &g_array_index (layout->points, RkPlacedPoint, i);

    if (other->text[0] != '\0' && overlaps (rect, &other->rect))
      return FALSE;
  }

  return TRUE;
}

/* Above, to the right, to the left. */
static gboolean
find_room (const RkLayout *layout,
           const RkRect   *frame,
           double          font,
           RkPlacedPoint  *point)
{
  double width = point->rect.width;
  double height = point->rect.height;
  const double places[][2] = {
    { CLAMP (point->x - width / 2.0, frame->x, MAX (frame->x, frame->x + frame->width - width)),
      point->y - DISTANCE * font - height },
    { point->x + DISTANCE * font, point->y - height / 2.0 },
    { point->x - DISTANCE * font - width, point->y - height / 2.0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    point->rect.x = places[i][0];
    point->rect.y = places[i][1];
    if (has_room (layout, frame, &point->rect))
      return TRUE;
  }

  return FALSE;
}

/**
 * rk_point_labels_place:
 * @layout: a layout whose panes are placed
 * @scene: its scene
 *
 * Works out where the points in sight and their texts stand.
 *
 * Threads: any.
 */
void
rk_point_labels_place (RkLayout      *layout,
                       const RkScene *scene)
{
  for (guint i = 0; i < MIN (scene->labels->len, MAX_LABELS); i++) {
    const RkPointLabel *label = &g_array_index (scene->labels, RkPointLabel, i);
    guint pane = rk_scene_get_pane_index (scene, label->axis);
    const RkRect *frame;
    RkPlacedPoint point = { .label = i };
    g_autofree char *clean = NULL;
    double x;
    double y;

    if (pane >= layout->n_panes)
      continue;
    frame = &layout->panes[pane].frame;
    x = rk_axis_get_share (&scene->x, label->x);
    y = rk_axis_get_share (&g_array_index (scene->axes, RkAxis, label->axis), label->y);
    /* Written so that NaN fails. */
    if (!(x >= 0.0 && x <= 1.0 && y >= 0.0 && y <= 1.0))
      continue;

    point.x = frame->x + x * frame->width;
    point.y = frame->y + (1.0 - y) * frame->height;
    clean = rk_text_sanitise (label->text);
    point.rect.width = (rk_text_width (clean) * RK_POINT_LABEL_TEXT + 2.0 * AIR) * scene->font_px;
    point.rect.height = HEIGHT * scene->font_px;
    if (find_room (layout, frame, scene->font_px, &point))
      point.text = g_steal_pointer (&clean);
    else
      point.text = g_strdup ("");
    point.text_x = point.rect.x + AIR * scene->font_px;
    g_array_append_val (layout->points, point);
  }
}
