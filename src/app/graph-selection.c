#include "config.h"

#include "app/graph-selection.h"

#include <math.h>

struct _RkGraphSelection
{
  GObject parent_instance;

  double begin_s;
  double end_s;
  char  *key; /* nullable */
  double place_x;
  double place_y;
};

enum {
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RkGraphSelection, rk_graph_selection, G_TYPE_OBJECT)

static void
rk_graph_selection_finalize (GObject *object)
{
  RkGraphSelection *self = RK_GRAPH_SELECTION (object);

  g_free (self->key);

  G_OBJECT_CLASS (rk_graph_selection_parent_class)->finalize (object);
}

static void
rk_graph_selection_class_init (RkGraphSelectionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rk_graph_selection_finalize;

  /**
   * RkGraphSelection::changed:
   *
   * Its range, its trace or the place of its box is another.
   */
  signals[CHANGED] =
    g_signal_new ("changed",
                  RK_TYPE_GRAPH_SELECTION,
                  G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
rk_graph_selection_init (RkGraphSelection *self)
{
  self->place_x = (double) NAN;
  self->place_y = (double) NAN;
}

/**
 * rk_graph_selection_new:
 * @begin_s: an edge, seconds along x
 * @end_s: the other
 *
 * Returns: (transfer full): a selection
 */
RkGraphSelection *
rk_graph_selection_new (double begin_s,
                        double end_s)
{
  RkGraphSelection *self = g_object_new (RK_TYPE_GRAPH_SELECTION, NULL);

  rk_graph_selection_set (self, begin_s, end_s);

  return self;
}

/**
 * rk_graph_selection_get_begin:
 * @self: a selection
 *
 * Returns: seconds along x
 */
double
rk_graph_selection_get_begin (RkGraphSelection *self)
{
  g_return_val_if_fail (RK_IS_GRAPH_SELECTION (self), 0);

  return self->begin_s;
}

/**
 * rk_graph_selection_get_end:
 * @self: a selection
 *
 * Returns: seconds along x, not before its begin
 */
double
rk_graph_selection_get_end (RkGraphSelection *self)
{
  g_return_val_if_fail (RK_IS_GRAPH_SELECTION (self), 0);

  return self->end_s;
}

/**
 * rk_graph_selection_set:
 * @self: a selection
 * @begin_s: an edge, seconds along x
 * @end_s: the other
 *
 * Selects another range. What is not finite changes nothing.
 */
void
rk_graph_selection_set (RkGraphSelection *self,
                        double            begin_s,
                        double            end_s)
{
  g_return_if_fail (RK_IS_GRAPH_SELECTION (self));

  if (!isfinite (begin_s) || !isfinite (end_s))
    return;

  self->begin_s = MIN (begin_s, end_s);
  self->end_s = MAX (begin_s, end_s);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * rk_graph_selection_get_key:
 * @self: a selection
 *
 * Returns: (nullable): the trace it tells of; %NULL is the first
 */
const char *
rk_graph_selection_get_key (RkGraphSelection *self)
{
  g_return_val_if_fail (RK_IS_GRAPH_SELECTION (self), NULL);

  return self->key;
}

/**
 * rk_graph_selection_set_key:
 * @self: a selection
 * @key: (nullable): of a trace
 *
 * Tells of another trace.
 */
void
rk_graph_selection_set_key (RkGraphSelection *self,
                            const char       *key)
{
  g_return_if_fail (RK_IS_GRAPH_SELECTION (self));

  if (g_strcmp0 (self->key, key) == 0)
    return;

  g_free (self->key);
  self->key = g_strdup (key);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * rk_graph_selection_get_place:
 * @self: a selection
 * @x: (out): left edge of its box, logical pixels; NaN if it was not put anywhere
 * @y: (out): top edge
 *
 * Where its box was put by hand.
 */
void
rk_graph_selection_get_place (RkGraphSelection *self,
                              double           *x,
                              double           *y)
{
  g_return_if_fail (RK_IS_GRAPH_SELECTION (self));

  *x = self->place_x;
  *y = self->place_y;
}

/**
 * rk_graph_selection_set_place:
 * @self: a selection
 * @x: left edge of its box, logical pixels
 * @y: top edge
 *
 * Puts its box somewhere.
 */
void
rk_graph_selection_set_place (RkGraphSelection *self,
                              double            x,
                              double            y)
{
  g_return_if_fail (RK_IS_GRAPH_SELECTION (self));

  self->place_x = x;
  self->place_y = y;
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * rk_graph_selection_hit:
 * @self: a selection
 * @scene: the picture it is shown in
 * @x: logical pixels
 * @y: logical pixels
 * @reach: how far an edge reaches to either side, logical pixels
 *
 * What of it is there. Between the edges only the bar at the top can be grabbed: below it the graph is.
 * An edge that is near wins over the bar; of two near edges the nearer.
 *
 * Returns: the part
 */
RkGraphPart
rk_graph_selection_hit (RkGraphSelection *self,
                        const RkScene    *scene,
                        double            x,
                        double            y,
                        double            reach)
{
  RkRect area;
  double begin;
  double end;
  double near;

  g_return_val_if_fail (RK_IS_GRAPH_SELECTION (self), RK_GRAPH_PART_NOTHING);

  if (scene == NULL || scene->axes->len == 0 || scene->xy)
    return RK_GRAPH_PART_NOTHING;

  area = rk_scene_get_area (scene);
  if (y < area.y || y > area.y + area.height || x < area.x || x > area.x + area.width)
    return RK_GRAPH_PART_NOTHING;

  begin = rk_scene_from_time (scene, self->begin_s);
  end = rk_scene_from_time (scene, self->end_s);
  near = MIN (fabs (x - begin), fabs (x - end));

  /* Of a narrow one the outer sides are its edges, and the bar is all that is between them. */
  if (x > begin && x < end && y <= area.y + MAX (RK_GRAPH_SELECTION_BAR, reach) && near > MIN (reach, (end - begin) / 4))
    return RK_GRAPH_PART_WHOLE;
  if (near > reach)
    return RK_GRAPH_PART_NOTHING;

  return fabs (x - begin) < fabs (x - end) ? RK_GRAPH_PART_BEGIN : RK_GRAPH_PART_END;
}
