#include "config.h"

#include "plot/scene.h"

#include "plot/layout.h"

#include <math.h>
#include <string.h>

static void
trace_clear (gpointer data)
{
  RkTrace *trace = data;

  g_clear_pointer (&trace->span, rk_span_unref);
  g_clear_pointer (&trace->figure, rk_figure_unref);
  g_clear_pointer (&trace->label, g_free);
  rk_conversion_clear (&trace->conversion);
  rk_conversion_clear (&trace->x_conversion);
}

static void
mark_clear (gpointer data)
{
  RkMarkNote *mark = data;

  g_clear_pointer (&mark->text, g_free);
}

static void
label_clear (gpointer data)
{
  RkPointLabel *label = data;

  g_clear_pointer (&label->text, g_free);
}

static void
axis_clear (gpointer data)
{
  RkAxis *axis = data;

  g_clear_pointer (&axis->title, g_free);
}

/**
 * rk_scene_new:
 * @width: logical pixels
 * @height: logical pixels
 * @scale: device pixels per logical pixel
 *
 * Makes a scene without axes and traces: 14 px font, light, decimal point, legend.
 *
 * Nothing is checked here: a scene without a size or with impossible limits is refused by the
 * renderer with %RK_PLOT_ERROR_SCENE.
 *
 * Returns: (transfer full): the scene
 */
RkScene *
rk_scene_new (double width,
              double height,
              double scale)
{
  RkScene *self = g_new0 (RkScene, 1);

  self->width = width;
  self->height = height;
  self->scale = scale;
  self->font_px = 14.0;
  self->line_px = 1.5;
  self->theme = RK_THEME_LIGHT;
  self->decimal_sign = '.';
  self->legend = TRUE;
  self->x.upper = 1.0;
  self->axes = g_array_new (FALSE, TRUE, sizeof (RkAxis));
  g_array_set_clear_func (self->axes, axis_clear);
  self->traces = g_array_new (FALSE, TRUE, sizeof (RkTrace));
  g_array_set_clear_func (self->traces, trace_clear);
  self->marks = g_array_new (FALSE, TRUE, sizeof (RkMarkNote));
  g_array_set_clear_func (self->marks, mark_clear);
  self->levels = g_array_new (FALSE, TRUE, sizeof (RkLevelLine));
  self->labels = g_array_new (FALSE, TRUE, sizeof (RkPointLabel));
  g_array_set_clear_func (self->labels, label_clear);
  g_atomic_ref_count_init (&self->ref_count);

  return self;
}

/**
 * rk_scene_ref:
 * @self: a scene
 *
 * Threads: any.
 *
 * Returns: (transfer full): @self
 */
RkScene *
rk_scene_ref (RkScene *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * rk_scene_unref:
 * @self: (transfer full): a scene
 *
 * Threads: any; the spans are dropped on the thread that drops the last reference.
 */
void
rk_scene_unref (RkScene *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  if (self->layout != NULL)
    rk_layout_clear (self->layout);
  g_free (self->layout);
  g_array_unref (self->labels);
  g_array_unref (self->levels);
  g_array_unref (self->marks);
  g_array_unref (self->traces);
  g_array_unref (self->axes);
  axis_clear (&self->x);
  g_free (self->title);
  g_free (self);
}

/**
 * rk_scene_add_axis:
 * @self: a scene that is being built
 * @lower: lower limit of the values
 * @upper: upper limit
 * @title: (nullable): "T, °C"
 *
 * Adds a pane below those there are.
 *
 * Returns: the index of the axis
 */
guint
rk_scene_add_axis (RkScene    *self,
                   double      lower,
                   double      upper,
                   const char *title)
{
  RkAxis axis = { .lower = lower, .upper = upper };

  g_return_val_if_fail (self != NULL, 0);

  for (guint i = 0; i < self->axes->len; i++)
    axis.pane += !g_array_index (self->axes, RkAxis, i).right;
  axis.title = g_strdup (title);
  g_array_append_val (self->axes, axis);

  return self->axes->len - 1;
}

/**
 * rk_scene_add_right_axis:
 * @self: a scene that is being built
 * @left: the axis of a pane
 * @lower: lower limit of the values
 * @upper: upper limit
 * @title: (nullable): "U, V"
 *
 * Adds an axis on the right of a pane, for another unit than that on its left.
 *
 * Its numbers and its title get the colour of its first trace. A pane has one; a scene with more is
 * refused by the renderer.
 *
 * Returns: the index of the axis
 */
guint
rk_scene_add_right_axis (RkScene    *self,
                         guint       left,
                         double      lower,
                         double      upper,
                         const char *title)
{
  RkAxis axis = { .lower = lower, .upper = upper, .right = TRUE };

  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail (left < self->axes->len, 0);

  axis.pane = g_array_index (self->axes, RkAxis, left).pane;
  axis.title = g_strdup (title);
  g_array_append_val (self->axes, axis);

  return self->axes->len - 1;
}

/**
 * rk_scene_add_trace:
 * @self: a scene that is being built
 * @trace: the trace; its label is copied, its span, figure and calibration are referenced
 *
 * Adds a trace, drawn above those there are.
 */
void
rk_scene_add_trace (RkScene       *self,
                    const RkTrace *trace)
{
  RkTrace copy;

  g_return_if_fail (self != NULL);
  g_return_if_fail (trace != NULL);

  copy = *trace;
  copy.span = trace->span != NULL ? rk_span_ref (trace->span) : NULL;
  copy.figure = trace->figure != NULL ? rk_figure_ref (trace->figure) : NULL;
  copy.label = g_strdup (trace->label);
  copy.conversion = rk_conversion_copy (&trace->conversion);
  copy.x_conversion = rk_conversion_copy (&trace->x_conversion);
  g_array_append_val (self->traces, copy);
}

static int
compare_marks (gconstpointer a,
               gconstpointer b)
{
  const RkMarkNote *one = a;
  const RkMarkNote *two = b;

  return one->begin_s < two->begin_s ? -1 : one->begin_s > two->begin_s;
}

/**
 * rk_scene_add_mark:
 * @self: a scene that is being built
 * @mark: the mark; its text is copied. Not finite ones are passed over
 *
 * Adds a mark, in its place in time.
 */
void
rk_scene_add_mark (RkScene          *self,
                   const RkMarkNote *mark)
{
  RkMarkNote copy;

  g_return_if_fail (self != NULL);
  g_return_if_fail (mark != NULL);

  if (!isfinite (mark->begin_s) || !isfinite (mark->end_s))
    return;

  copy = *mark;
  copy.end_s = MAX (mark->begin_s, mark->end_s);
  copy.text = g_strdup (mark->text != NULL ? mark->text : "");
  g_array_append_val (self->marks, copy);

  /* Marks of one run come in order. */
  if (self->marks->len > 1 && compare_marks (&copy, &g_array_index (self->marks, RkMarkNote, self->marks->len - 2)) < 0)
    g_array_sort (self->marks, compare_marks);
}

/**
 * rk_scene_add_level:
 * @self: a scene that is being built
 * @axis: index of an axis
 * @value: in its unit; a not finite one is passed over
 * @color: index into the palette
 *
 * Adds a level that a value is compared with.
 */
void
rk_scene_add_level (RkScene *self,
                    guint    axis,
                    double   value,
                    guint    color)
{
  RkLevelLine level = { .value = value, .axis = axis, .color = color };

  g_return_if_fail (self != NULL);

  if (isfinite (value) && axis < self->axes->len)
    g_array_append_val (self->levels, level);
}

/**
 * rk_scene_add_label:
 * @self: a scene that is being built
 * @axis: index of an axis
 * @x: where the point is along x; one that is not finite is passed over
 * @y: its value
 * @text: what stands there
 *
 * Adds a point with a text.
 */
void
rk_scene_add_label (RkScene    *self,
                    guint       axis,
                    double      x,
                    double      y,
                    const char *text)
{
  RkPointLabel label = { .x = x, .y = y, .axis = axis };

  g_return_if_fail (self != NULL);
  g_return_if_fail (text != NULL);

  if (!isfinite (x) || !isfinite (y) || axis >= self->axes->len)
    return;

  label.text = g_strdup (text);
  g_array_append_val (self->labels, label);
}

/**
 * rk_scene_set_x:
 * @self: a scene that is being built
 * @lower: seconds
 * @upper: seconds
 * @title: (nullable): "t, s"
 *
 * Sets the limits of the common x axis.
 */
void
rk_scene_set_x (RkScene    *self,
                double      lower,
                double      upper,
                const char *title)
{
  char *copy;

  g_return_if_fail (self != NULL);

  copy = g_strdup (title); /* may be the one that is replaced */
  g_free (self->x.title);
  self->x = (RkAxis) { .lower = lower, .upper = upper, .title = copy };
}

/**
 * rk_scene_get_pane_index:
 * @self: a scene
 * @axis: index of an axis
 *
 * Threads: any, once the scene is built.
 *
 * Returns: which pane it is of, from the top; %G_MAXUINT if there is no such axis
 */
guint
rk_scene_get_pane_index (const RkScene *self,
                         guint          axis)
{
  g_return_val_if_fail (self != NULL, G_MAXUINT);

  return axis < self->axes->len ? g_array_index (self->axes, RkAxis, axis).pane : G_MAXUINT;
}

/**
 * rk_scene_get_pane:
 * @self: a scene
 * @axis: index of an axis; beyond the last: the last
 *
 * Threads: any, once the scene is built.
 *
 * Returns: the inside of the frame of that axis, logical pixels
 */
RkRect
rk_scene_get_pane (const RkScene *self,
                   guint          axis)
{
  const RkLayout *layout;

  g_return_val_if_fail (self != NULL, (RkRect) { 0 });

  layout = rk_layout_get (self);

  return layout->panes[MIN (rk_scene_get_pane_index (self, axis), layout->n_panes - 1)].frame;
}

/**
 * rk_scene_get_area:
 * @self: a scene
 *
 * Threads: any, once the scene is built.
 *
 * Returns: all panes as one, from the top of the first to the bottom of the last, logical pixels
 */
RkRect
rk_scene_get_area (const RkScene *self)
{
  RkRect area;
  RkRect last;

  g_return_val_if_fail (self != NULL, (RkRect) { 0 });

  area = rk_scene_get_pane (self, 0);
  last = rk_scene_get_pane (self, G_MAXUINT);
  area.height = last.y + last.height - area.y;

  return area;
}

static gboolean
rect_contains (const RkRect *rect,
               double        x,
               double        y)
{
  return x >= rect->x && x <= rect->x + rect->width && y >= rect->y && y <= rect->y + rect->height;
}

/**
 * rk_scene_hit:
 * @self: a scene
 * @x: logical pixels
 * @y: logical pixels
 * @axis: (out) (optional): the axis that is meant, 0 for none and for the x axis; of a mark its index
 *
 * Finds what is at a place of the picture. The inside of a pane means its left axis.
 *
 * The numbers and the title of an axis belong to it, so that it can be grabbed comfortably.
 *
 * Threads: any, once the scene is built.
 *
 * Returns: what is there
 */
RkHit
rk_scene_hit (const RkScene *self,
              double         x,
              double         y,
              guint         *axis)
{
  const RkLayout *layout;
  const RkRect *last;
  guint ignored;

  g_return_val_if_fail (self != NULL, RK_HIT_NOTHING);

  if (axis == NULL)
    axis = &ignored;
  *axis = 0;

  layout = rk_layout_get (self);

  for (guint i = 0; i < layout->marks->len; i++) {
    const RkMarkLabel *label = &g_array_index (layout->marks, RkMarkLabel, i);

    if (label->rect.width > 0.0 && rect_contains (&label->rect, x, y)) {
      *axis = label->mark;
      return RK_HIT_MARK;
    }
  }

  for (guint i = 0; i < layout->n_panes; i++) {
    const RkRect *frame = &layout->panes[i].frame;

    if (y < frame->y || y > frame->y + frame->height)
      continue;

    *axis = layout->panes[i].left;
    if (x >= frame->x && x <= frame->x + frame->width)
      return RK_HIT_PLOT;
    if (x >= 0.0 && x < frame->x)
      return RK_HIT_Y_AXIS;
    *axis = layout->panes[i].right;
    if (*axis != G_MAXUINT && x > frame->x && x <= self->width)
      return RK_HIT_Y_AXIS;
    *axis = 0;
    return RK_HIT_NOTHING;
  }

  for (guint i = 0; i < layout->legend->len; i++) {
    const RkLegendItem *item = &g_array_index (layout->legend, RkLegendItem, i);

    if (rect_contains (&item->rect, x, y)) {
      if (item->trace < self->traces->len)
        *axis = g_array_index (self->traces, RkTrace, item->trace).axis;
      return RK_HIT_LEGEND;
    }
  }

  last = &layout->panes[layout->n_panes - 1].frame;
  if (y > last->y + last->height && y <= self->height && x >= last->x && x <= last->x + last->width)
    return RK_HIT_X_AXIS;

  return RK_HIT_NOTHING;
}

/**
 * rk_scene_hit_level:
 * @self: a scene
 * @x: logical pixels
 * @y: logical pixels
 * @reach: how far from the line it is still meant, logical pixels
 * @level: (out): index of the nearest level
 *
 * Finds the level that a pointer means.
 *
 * Threads: any, once the scene is built.
 *
 * Returns: whether there is one
 */
gboolean
rk_scene_hit_level (const RkScene *self,
                    double         x,
                    double         y,
                    double         reach,
                    guint         *level)
{
  gboolean found = FALSE;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (level != NULL, FALSE);

  for (guint i = 0; i < self->levels->len; i++) {
    const RkLevelLine *line = &g_array_index (self->levels, RkLevelLine, i);
    RkRect pane = rk_scene_get_pane (self, line->axis);
    double distance = fabs (y - CLAMP (rk_scene_from_value (self, line->axis, line->value), pane.y, pane.y + pane.height));

    if (x >= pane.x && x <= pane.x + pane.width && distance <= reach) {
      *level = i;
      reach = distance;
      found = TRUE;
    }
  }

  return found;
}

/**
 * rk_scene_to_time:
 * @self: a scene
 * @x: logical pixels, anywhere
 *
 * Threads: any, once the scene is built.
 *
 * Returns: the time at @x in seconds
 */
double
rk_scene_to_time (const RkScene *self,
                  double         x)
{
  RkRect pane = rk_scene_get_pane (self, 0);

  return rk_axis_get_value (&self->x, (x - pane.x) / pane.width);
}

/**
 * rk_scene_from_time:
 * @self: a scene
 * @seconds: a time
 *
 * The inverse of rk_scene_to_time ().
 *
 * Returns: logical pixels, also outside of the picture; NaN where a logarithmic axis has no place
 */
double
rk_scene_from_time (const RkScene *self,
                    double         seconds)
{
  RkRect pane = rk_scene_get_pane (self, 0);

  return pane.x + rk_axis_get_share (&self->x, seconds) * pane.width;
}

/**
 * rk_scene_to_value:
 * @self: a scene
 * @axis: index of an axis
 * @y: logical pixels, anywhere
 *
 * Threads: any, once the scene is built.
 *
 * Returns: the value at @y, in the unit of the axis; NaN if there is no such axis
 */
double
rk_scene_to_value (const RkScene *self,
                   guint          axis,
                   double         y)
{
  RkRect pane = rk_scene_get_pane (self, axis);
  const RkAxis *a;

  if (axis >= self->axes->len)
    return NAN;

  a = &g_array_index (self->axes, RkAxis, axis);

  return rk_axis_get_value (a, 1.0 - (y - pane.y) / pane.height);
}

/**
 * rk_scene_from_value:
 * @self: a scene
 * @axis: index of an axis
 * @value: in the unit of the axis
 *
 * The inverse of rk_scene_to_value ().
 *
 * Returns: logical pixels, also outside of the picture; NaN if there is no such axis, or no place on a logarithmic one
 */
double
rk_scene_from_value (const RkScene *self,
                     guint          axis,
                     double         value)
{
  RkRect pane = rk_scene_get_pane (self, axis);
  const RkAxis *a;

  if (axis >= self->axes->len)
    return NAN;

  a = &g_array_index (self->axes, RkAxis, axis);

  return pane.y + (1.0 - rk_axis_get_share (a, value)) * pane.height;
}
