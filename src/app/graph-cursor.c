#include "config.h"

#include "app/graph-cursor.h"

#include "app/graph-trace.h"

#include <math.h>

/* More ranges than these nobody tells apart. */
#define MAX_SELECTIONS 12

struct _RkGraphCursors
{
  GObject parent_instance;

  RkGraphView *view;
  double       seconds[RK_N_CURSORS]; /* NaN = not placed */
  guint        active;
  double       playing; /* NaN = nothing */
  gboolean     selecting;
  GListStore  *selections;
};

enum {
  PROP_0,
  PROP_SELECTING,
  N_PROPS,
};

enum {
  CHANGED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RkGraphCursors, rk_graph_cursors, G_TYPE_OBJECT)

static void
changed (RkGraphCursors *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Another experiment has other times. */
static void
experiment_cb (RkGraphCursors *self)
{
  self->seconds[0] = (double) NAN;
  self->seconds[1] = (double) NAN;
  self->active = 0;
  rk_graph_cursors_set_selecting (self, FALSE);
  g_list_store_remove_all (self->selections);
  changed (self);
}

static void
rk_graph_cursors_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  switch (prop_id) {
  case PROP_SELECTING:
    g_value_set_boolean (value, RK_GRAPH_CURSORS (object)->selecting);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
rk_graph_cursors_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  switch (prop_id) {
  case PROP_SELECTING:
    rk_graph_cursors_set_selecting (RK_GRAPH_CURSORS (object), g_value_get_boolean (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
rk_graph_cursors_dispose (GObject *object)
{
  RkGraphCursors *self = RK_GRAPH_CURSORS (object);

  g_clear_object (&self->view);
  g_clear_object (&self->selections);

  G_OBJECT_CLASS (rk_graph_cursors_parent_class)->dispose (object);
}

static void
rk_graph_cursors_class_init (RkGraphCursorsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = rk_graph_cursors_get_property;
  object_class->set_property = rk_graph_cursors_set_property;
  object_class->dispose = rk_graph_cursors_dispose;

  /**
   * RkGraphCursors:selecting:
   *
   * Whether the next drag in the graph selects a range of time; it ends with that.
   */
  properties[PROP_SELECTING] =
    g_param_spec_boolean ("selecting", NULL, NULL,
                          FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * RkGraphCursors::changed:
   *
   * A cursor or a selection is elsewhere, new or gone.
   */
  signals[CHANGED] =
    g_signal_new ("changed",
                  RK_TYPE_GRAPH_CURSORS,
                  G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
rk_graph_cursors_init (RkGraphCursors *self)
{
  self->seconds[0] = (double) NAN;
  self->seconds[1] = (double) NAN;
  self->playing = (double) NAN;
  self->selections = g_list_store_new (RK_TYPE_GRAPH_SELECTION);
}

/**
 * rk_graph_cursors_new:
 * @view: what is read
 *
 * Returns: (transfer full): no cursors and no selections
 */
RkGraphCursors *
rk_graph_cursors_new (RkGraphView *view)
{
  RkGraphCursors *self = g_object_new (RK_TYPE_GRAPH_CURSORS, NULL);

  self->view = g_object_ref (view);
  g_signal_connect_object (view, "notify::experiment", G_CALLBACK (experiment_cb), self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * rk_graph_cursors_get_view:
 * @self: cursors
 *
 * Returns: (transfer none): what is read
 */
RkGraphView *
rk_graph_cursors_get_view (RkGraphCursors *self)
{
  g_return_val_if_fail (RK_IS_GRAPH_CURSORS (self), NULL);

  return self->view;
}

/**
 * rk_graph_cursors_get:
 * @self: cursors
 * @n: 0 or 1
 *
 * Returns: where it is, seconds along x; NaN if it is not placed
 */
double
rk_graph_cursors_get (RkGraphCursors *self,
                      guint           n)
{
  g_return_val_if_fail (RK_IS_GRAPH_CURSORS (self), (double) NAN);
  g_return_val_if_fail (n < RK_N_CURSORS, (double) NAN);

  return self->seconds[n];
}

/**
 * rk_graph_cursors_put:
 * @self: cursors
 * @n: 0 or 1; a second without a first becomes the first
 * @seconds: along x, finite
 *
 * Places a cursor; the keys move it from now on.
 */
void
rk_graph_cursors_put (RkGraphCursors *self,
                      guint           n,
                      double          seconds)
{
  g_return_if_fail (RK_IS_GRAPH_CURSORS (self));
  g_return_if_fail (n < RK_N_CURSORS);

  if (!isfinite (seconds))
    return;

  if (isnan (self->seconds[0]))
    n = 0;
  self->seconds[n] = seconds;
  self->active = n;
  changed (self);
}

/**
 * rk_graph_cursors_remove:
 * @self: cursors
 * @n: 0 or 1
 *
 * Removes a cursor; the other becomes the first.
 */
void
rk_graph_cursors_remove (RkGraphCursors *self,
                         guint           n)
{
  g_return_if_fail (RK_IS_GRAPH_CURSORS (self));
  g_return_if_fail (n < RK_N_CURSORS);

  if (n == 0)
    self->seconds[0] = self->seconds[1];
  self->seconds[1] = (double) NAN;
  self->active = 0;
  changed (self);
}

/**
 * rk_graph_cursors_get_active:
 * @self: cursors
 *
 * Returns: which the keys move
 */
guint
rk_graph_cursors_get_active (RkGraphCursors *self)
{
  g_return_val_if_fail (RK_IS_GRAPH_CURSORS (self), 0);

  return self->active;
}

/**
 * rk_graph_cursors_set_active:
 * @self: cursors
 * @n: one that is placed
 *
 * Lets the keys move another.
 */
void
rk_graph_cursors_set_active (RkGraphCursors *self,
                             guint           n)
{
  g_return_if_fail (RK_IS_GRAPH_CURSORS (self));
  g_return_if_fail (n < RK_N_CURSORS);

  if (isnan (self->seconds[n]) || self->active == n)
    return;

  self->active = n;
  changed (self);
}

/**
 * rk_graph_cursors_add:
 * @self: cursors
 * @scene: (nullable): the picture on show
 *
 * Places the cursor that is missing on a sample in sight: the first in the middle, the second right of it. When both are
 * there, the keys move the other one.
 */
void
rk_graph_cursors_add (RkGraphCursors *self,
                      const RkScene  *scene)
{
  double at;

  g_return_if_fail (RK_IS_GRAPH_CURSORS (self));

  if (!isnan (self->seconds[1])) {
    rk_graph_cursors_set_active (self, 1 - self->active);
    return;
  }

  if (scene == NULL || scene->xy || scene->traces->len == 0)
    return;

  if (isnan (self->seconds[0])) {
    rk_graph_cursors_put (self, 0, rk_scene_snap (scene, scene->x.lower / 2 + scene->x.upper / 2));
    return;
  }

  at = self->seconds[0] + (scene->x.upper - scene->x.lower) / 8;
  if (at > scene->x.upper)
    at = self->seconds[0] - (scene->x.upper - scene->x.lower) / 8;
  rk_graph_cursors_put (self, 1, rk_scene_snap (scene, at));
}

/**
 * rk_graph_cursors_get_playing:
 * @self: cursors
 *
 * Returns: the instant that is heard now, seconds along x; NaN = nothing is
 */
double
rk_graph_cursors_get_playing (RkGraphCursors *self)
{
  g_return_val_if_fail (RK_IS_GRAPH_CURSORS (self), (double) NAN);

  return self->playing;
}

/**
 * rk_graph_cursors_set_playing:
 * @self: cursors
 * @seconds: along x; NaN = nothing
 *
 * Shows where in the graph a sound is.
 */
void
rk_graph_cursors_set_playing (RkGraphCursors *self,
                              double          seconds)
{
  g_return_if_fail (RK_IS_GRAPH_CURSORS (self));

  if (self->playing == seconds || (isnan (self->playing) && isnan (seconds)))
    return;

  self->playing = seconds;
  changed (self);
}

/**
 * rk_graph_cursors_get_selecting:
 * @self: cursors
 *
 * Returns: whether the next drag selects
 */
gboolean
rk_graph_cursors_get_selecting (RkGraphCursors *self)
{
  g_return_val_if_fail (RK_IS_GRAPH_CURSORS (self), FALSE);

  return self->selecting;
}

/**
 * rk_graph_cursors_set_selecting:
 * @self: cursors
 * @selecting: whether the next drag selects
 *
 * Lets the next drag select a range instead of moving the graph.
 */
void
rk_graph_cursors_set_selecting (RkGraphCursors *self,
                                gboolean        selecting)
{
  g_return_if_fail (RK_IS_GRAPH_CURSORS (self));

  if (self->selecting == selecting)
    return;

  self->selecting = selecting;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTING]);
}

/**
 * rk_graph_cursors_get_selections:
 * @self: cursors
 *
 * Returns: (transfer none): of RkGraphSelection
 */
GListModel *
rk_graph_cursors_get_selections (RkGraphCursors *self)
{
  g_return_val_if_fail (RK_IS_GRAPH_CURSORS (self), NULL);

  return G_LIST_MODEL (self->selections);
}

/**
 * rk_graph_cursors_select:
 * @self: cursors
 * @begin_s: an edge, seconds along x
 * @end_s: the other
 *
 * Selects a range beside those there are.
 *
 * Returns: (transfer none) (nullable): it; %NULL if there are too many
 */
RkGraphSelection *
rk_graph_cursors_select (RkGraphCursors *self,
                         double          begin_s,
                         double          end_s)
{
  g_autoptr (RkGraphSelection) selection = NULL;

  g_return_val_if_fail (RK_IS_GRAPH_CURSORS (self), NULL);

  if (g_list_model_get_n_items (G_LIST_MODEL (self->selections)) >= MAX_SELECTIONS)
    return NULL;

  selection = rk_graph_selection_new (begin_s, end_s);
  g_signal_connect_object (selection, "changed", G_CALLBACK (changed), self, G_CONNECT_SWAPPED);
  g_list_store_append (self->selections, selection);
  changed (self);

  return selection;
}

/**
 * rk_graph_cursors_unselect:
 * @self: cursors
 * @selection: one of them
 *
 * Removes a selection.
 */
void
rk_graph_cursors_unselect (RkGraphCursors   *self,
                           RkGraphSelection *selection)
{
  guint n;

  g_return_if_fail (RK_IS_GRAPH_CURSORS (self));

  if (!g_list_store_find (self->selections, selection, &n))
    return;

  g_list_store_remove (self->selections, n);
  changed (self);
}

static gboolean
is_over_panes (const RkScene *scene,
               double         x,
               double         y)
{
  RkRect area = rk_scene_get_area (scene);

  return x >= area.x && x <= area.x + area.width && y >= area.y && y <= area.y + area.height;
}

/**
 * rk_graph_cursors_hit:
 * @self: cursors
 * @scene: (nullable): the picture on show
 * @x: logical pixels
 * @y: logical pixels
 * @reach: how far a line reaches to either side, logical pixels
 * @n: (out): index of the cursor or the selection
 *
 * What can be grabbed there: cursors before selections, newer selections before older ones.
 *
 * Returns: the part
 */
RkGraphPart
rk_graph_cursors_hit (RkGraphCursors *self,
                      const RkScene  *scene,
                      double          x,
                      double          y,
                      double          reach,
                      guint          *n)
{
  double best = reach;
  gboolean is_found = FALSE;

  g_return_val_if_fail (RK_IS_GRAPH_CURSORS (self), RK_GRAPH_PART_NOTHING);

  *n = 0;
  if (scene == NULL || scene->xy || scene->axes->len == 0 || !is_over_panes (scene, x, y))
    return RK_GRAPH_PART_NOTHING;

  for (guint i = 0; i < RK_N_CURSORS; i++) {
    double distance = fabs (rk_scene_from_time (scene, self->seconds[i]) - x);

    if (!isnan (self->seconds[i]) && distance <= best) {
      best = distance;
      *n = i;
      is_found = TRUE;
    }
  }
  if (is_found)
    return RK_GRAPH_PART_CURSOR;

  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->selections)); i > 0; i--) {
    g_autoptr (RkGraphSelection) selection = g_list_model_get_item (G_LIST_MODEL (self->selections), i - 1);
    RkGraphPart part = rk_graph_selection_hit (selection, scene, x, y, reach);

    *n = i - 1;
    if (part != RK_GRAPH_PART_NOTHING)
      return part;
  }

  return RK_GRAPH_PART_NOTHING;
}
