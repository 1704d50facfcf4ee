/* Strokes over a graph. In the set-up:
 *
 *   "ink": [ { "color": 1, "highlighter": false, "unit": "m", "x": [0.5, 0.01], "y": [0.02, 0.001], "by": [3, -2, 4, 1] } ]
 *
 * which is a stroke that begins at 0.5 s and 0.02 m and goes on by 0.03 s and -0.002 m. A stroke knows when and at which
 * value it was drawn, so that it stays with the curve when the graph moves. Steps of whole pixels keep it short. */

#include "config.h"

#include "app/panel-ink.h"

#include "app/set-up.h"

#include <math.h>

#define MEMBER "ink"

/* No hand draws further than that between two points, pixels. */
#define MAX_STEPS 100000

struct _RkPanelInk
{
  GObject parent_instance;

  RkExperiment *experiment; /* nullable */
  GSignalGroup *experiment_signals;
  GPtrArray    *strokes;    /* of RkInkStroke */
  gboolean      open;       /* the last stroke is being drawn */
  gboolean      keeping;    /* the set-up is being written */
};

enum {
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RkPanelInk, rk_panel_ink, G_TYPE_OBJECT)

static void
stroke_free (RkInkStroke *self)
{
  g_array_unref (self->points);
  g_free (self->unit);
  g_free (self);
}

static RkInkStroke *
stroke_new (guint       color,
            gboolean    highlighter,
            const char *unit,
            double      step_x,
            double      step_y)
{
  RkInkStroke *self = g_new0 (RkInkStroke, 1);

  self->color = color;
  self->highlighter = highlighter;
  self->unit = g_strdup (unit);
  self->step_x = step_x;
  self->step_y = step_y;
  self->points = g_array_new (FALSE, FALSE, sizeof (RkInkPoint));

  return self;
}

/* ---- in the set-up ---- */

static JsonArray *
make_pair (double first,
           double step)
{
  JsonArray *pair = json_array_sized_new (2);

  json_array_add_double_element (pair, first);
  json_array_add_double_element (pair, step);

  return pair;
}

static JsonObject *
make_stroke (const RkInkStroke *stroke)
{
  JsonObject *object = json_object_new ();
  JsonArray *by = json_array_new ();
  const RkInkPoint *points = (const RkInkPoint *) stroke->points->data;

  for (guint i = 1; i < stroke->points->len; i++) {
    json_array_add_int_element (by, (gint64) round ((points[i].x - points[i - 1].x) / stroke->step_x));
    json_array_add_int_element (by, (gint64) round ((points[i].y - points[i - 1].y) / stroke->step_y));
  }

  json_object_set_int_member (object, "color", stroke->color);
  json_object_set_boolean_member (object, "highlighter", stroke->highlighter);
  json_object_set_string_member (object, "unit", stroke->unit);
  json_object_set_array_member (object, "x", make_pair (points[0].x, stroke->step_x));
  json_object_set_array_member (object, "y", make_pair (points[0].y, stroke->step_y));
  json_object_set_array_member (object, "by", by);

  return object;
}

static JsonNode *
make_node (RkPanelInk *self)
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *strokes = json_array_new ();

  for (guint i = 0; i < self->strokes->len; i++)
    json_array_add_object_element (strokes, make_stroke (g_ptr_array_index (self->strokes, i)));
  json_node_take_array (node, strokes);

  return node;
}

static void
keep (RkPanelInk *self)
{
  g_autofree char *json = NULL;

  if (self->experiment == NULL)
    return;

  json = rk_set_up_replace (rk_experiment_get_setup (self->experiment), MEMBER, make_node (self));
  self->keeping = TRUE;
  rk_experiment_set_setup (self->experiment, json);
  self->keeping = FALSE;
}

/* The member @name where it is an array. */
static JsonArray *
get_array (JsonObject *object,
           const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static double
get_number (JsonArray *array,
            guint      n)
{
  JsonNode *node = array != NULL && n < json_array_get_length (array) ? json_array_get_element (array, n) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_double (node) : (double) NAN;
}

/* As many points as there is room for. */
static void
read_points (RkInkStroke *stroke,
             JsonArray   *by,
             RkInkPoint   point,
             guint        room)
{
  guint n = by != NULL ? json_array_get_length (by) / 2 : 0;

  g_array_append_val (stroke->points, point);
  for (guint i = 0; i < n && stroke->points->len < room; i++) {
    double dx = get_number (by, 2 * i);
    double dy = get_number (by, 2 * i + 1);

    if (!(fabs (dx) <= MAX_STEPS && fabs (dy) <= MAX_STEPS))
      return;
    point.x += dx * stroke->step_x;
    point.y += dy * stroke->step_y;
    if (!isfinite (point.x) || !isfinite (point.y))
      return;
    g_array_append_val (stroke->points, point);
  }
}

/* NULL where it is none. */
static RkInkStroke *
read_stroke (JsonNode *node,
             guint     room)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonNode *unit = object != NULL ? json_object_get_member (object, "unit") : NULL;
  JsonNode *color = object != NULL ? json_object_get_member (object, "color") : NULL;
  JsonNode *highlighter = object != NULL ? json_object_get_member (object, "highlighter") : NULL;
  RkInkPoint first;
  RkInkStroke *stroke;
  gint64 n = 0;
  double step_x;
  double step_y;

  if (unit == NULL || !JSON_NODE_HOLDS_VALUE (unit) || json_node_get_string (unit) == NULL || room == 0)
    return NULL;

  first.x = get_number (get_array (object, "x"), 0);
  first.y = get_number (get_array (object, "y"), 0);
  step_x = get_number (get_array (object, "x"), 1);
  step_y = get_number (get_array (object, "y"), 1);
  if (!isfinite (first.x) || !isfinite (first.y) || !isfinite (step_x) || !isfinite (step_y) || step_x == 0 || step_y == 0)
    return NULL;

  if (color != NULL && JSON_NODE_HOLDS_VALUE (color))
    n = CLAMP (json_node_get_int (color), 0, RK_INK_COLORS - 1);
  stroke = stroke_new ((guint) n,
                       highlighter != NULL && JSON_NODE_HOLDS_VALUE (highlighter) && json_node_get_boolean (highlighter),
                       json_node_get_string (unit), step_x, step_y);
  read_points (stroke, get_array (object, "by"), first, room);

  return stroke;
}

static guint
count_points (RkPanelInk *self)
{
  guint n = 0;

  for (guint i = 0; i < self->strokes->len; i++)
    n += ((const RkInkStroke *) g_ptr_array_index (self->strokes, i))->points->len;

  return n;
}

static void
read_kept (RkPanelInk *self)
{
  g_autoptr (JsonObject) object = NULL;
  JsonNode *node;

  if (self->keeping)
    return;

  self->open = FALSE;
  g_ptr_array_set_size (self->strokes, 0);
  if (self->experiment != NULL) {
    object = rk_set_up_parse (rk_experiment_get_setup (self->experiment));
    node = json_object_get_member (object, MEMBER);
    if (node != NULL && JSON_NODE_HOLDS_ARRAY (node)) {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < MIN (json_array_get_length (array), RK_INK_MAX_STROKES); i++) {
        RkInkStroke *stroke = read_stroke (json_array_get_element (array, i), RK_INK_MAX_POINTS - count_points (self));

        if (stroke != NULL)
          g_ptr_array_add (self->strokes, stroke);
      }
    }
  }

  g_signal_emit (self, signals[CHANGED], 0);
}

/* Somebody else wrote the set-up, while a hand draws too: that stroke is not in it yet. */
static void
setup_cb (RkPanelInk *self)
{
  if (!self->open)
    read_kept (self);
}

/* ---- the object ---- */

static void
rk_panel_ink_dispose (GObject *object)
{
  RkPanelInk *self = RK_PANEL_INK (object);

  g_clear_object (&self->experiment_signals);
  g_clear_object (&self->experiment);

  G_OBJECT_CLASS (rk_panel_ink_parent_class)->dispose (object);
}

static void
rk_panel_ink_finalize (GObject *object)
{
  g_ptr_array_unref (RK_PANEL_INK (object)->strokes);

  G_OBJECT_CLASS (rk_panel_ink_parent_class)->finalize (object);
}

static void
rk_panel_ink_class_init (RkPanelInkClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rk_panel_ink_dispose;
  G_OBJECT_CLASS (klass)->finalize = rk_panel_ink_finalize;

  /**
   * RkPanelInk::changed:
   *
   * There are other strokes.
   */
  signals[CHANGED] = g_signal_new ("changed", RK_TYPE_PANEL_INK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rk_panel_ink_init (RkPanelInk *self)
{
  self->strokes = g_ptr_array_new_with_free_func ((GDestroyNotify) stroke_free);
  self->experiment_signals = g_signal_group_new (RK_TYPE_EXPERIMENT);
  g_signal_group_connect_swapped (self->experiment_signals, "notify::setup", G_CALLBACK (setup_cb), self);
}

/**
 * rk_panel_ink_new:
 *
 * Returns: (transfer full): no strokes, of no experiment
 */
RkPanelInk *
rk_panel_ink_new (void)
{
  return g_object_new (RK_TYPE_PANEL_INK, NULL);
}

/**
 * rk_panel_ink_set_experiment:
 * @self: ink
 * @experiment: (nullable): over whose graph it is
 *
 * Takes the strokes over that are kept with the experiment.
 */
void
rk_panel_ink_set_experiment (RkPanelInk   *self,
                             RkExperiment *experiment)
{
  g_return_if_fail (RK_IS_PANEL_INK (self));
  g_return_if_fail (experiment == NULL || RK_IS_EXPERIMENT (experiment));

  if (!g_set_object (&self->experiment, experiment))
    return;

  g_signal_group_set_target (self->experiment_signals, experiment);
  read_kept (self);
}

/**
 * rk_panel_ink_get_n_strokes:
 * @self: ink
 *
 * Returns: how many strokes there are, the one being drawn too
 */
guint
rk_panel_ink_get_n_strokes (RkPanelInk *self)
{
  g_return_val_if_fail (RK_IS_PANEL_INK (self), 0);

  return self->strokes->len;
}

/**
 * rk_panel_ink_get_stroke:
 * @self: ink
 * @n: the first drawn is 0
 *
 * Returns: (transfer none): a stroke, until the next change
 */
const RkInkStroke *
rk_panel_ink_get_stroke (RkPanelInk *self,
                         guint       n)
{
  g_return_val_if_fail (RK_IS_PANEL_INK (self), NULL);
  g_return_val_if_fail (n < self->strokes->len, NULL);

  return g_ptr_array_index (self->strokes, n);
}

/**
 * rk_panel_ink_begin:
 * @self: ink
 * @color: less than %RK_INK_COLORS
 * @highlighter: whether it is broad and lets the graph through
 * @unit: of the pane it begins in
 * @step_x: a pixel along x, in its unit, not 0
 * @step_y: a pixel along y, in @unit, not 0
 *
 * Begins a stroke.
 *
 * Returns: %FALSE if there are as many as there may be
 */
gboolean
rk_panel_ink_begin (RkPanelInk *self,
                    guint       color,
                    gboolean    highlighter,
                    const char *unit,
                    double      step_x,
                    double      step_y)
{
  g_return_val_if_fail (RK_IS_PANEL_INK (self), FALSE);
  g_return_val_if_fail (color < RK_INK_COLORS, FALSE);
  g_return_val_if_fail (unit != NULL, FALSE);

  rk_panel_ink_end (self);
  if (self->strokes->len >= RK_INK_MAX_STROKES || count_points (self) >= RK_INK_MAX_POINTS ||
      !isfinite (step_x) || !isfinite (step_y) || step_x == 0 || step_y == 0)
    return FALSE;

  g_ptr_array_add (self->strokes, stroke_new (color, highlighter, unit, step_x, step_y));
  self->open = TRUE;

  return TRUE;
}

/**
 * rk_panel_ink_add:
 * @self: ink
 * @x: seconds, or in the unit of what is along x
 * @y: in the unit of the pane
 *
 * Draws the stroke on; where there is no more room it stops.
 */
void
rk_panel_ink_add (RkPanelInk *self,
                  double      x,
                  double      y)
{
  RkInkPoint point = { x, y };
  RkInkStroke *stroke;

  g_return_if_fail (RK_IS_PANEL_INK (self));

  if (!self->open || !isfinite (x) || !isfinite (y))
    return;

  stroke = g_ptr_array_index (self->strokes, self->strokes->len - 1);
  if (count_points (self) >= RK_INK_MAX_POINTS)
    return;

  /* From point to point in whole steps, as it is kept. */
  if (stroke->points->len > 0) {
    const RkInkPoint *last = &g_array_index (stroke->points, RkInkPoint, stroke->points->len - 1);

    point.x = last->x + round ((x - last->x) / stroke->step_x) * stroke->step_x;
    point.y = last->y + round ((y - last->y) / stroke->step_y) * stroke->step_y;
  }
  g_array_append_val (stroke->points, point);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * rk_panel_ink_end:
 * @self: ink
 *
 * Ends the stroke and keeps it with the experiment.
 */
void
rk_panel_ink_end (RkPanelInk *self)
{
  RkInkStroke *stroke;

  g_return_if_fail (RK_IS_PANEL_INK (self));

  if (!self->open)
    return;

  self->open = FALSE;
  stroke = g_ptr_array_index (self->strokes, self->strokes->len - 1);
  if (stroke->points->len == 0)
    g_ptr_array_set_size (self->strokes, (int) self->strokes->len - 1);
  else
    keep (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * rk_panel_ink_undo:
 * @self: ink
 *
 * Takes the last stroke back.
 */
void
rk_panel_ink_undo (RkPanelInk *self)
{
  g_return_if_fail (RK_IS_PANEL_INK (self));

  if (self->strokes->len == 0)
    return;

  self->open = FALSE;
  g_ptr_array_set_size (self->strokes, (int) self->strokes->len - 1);
  keep (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * rk_panel_ink_clear:
 * @self: ink
 *
 * Takes all strokes away.
 */
void
rk_panel_ink_clear (RkPanelInk *self)
{
  g_return_if_fail (RK_IS_PANEL_INK (self));

  if (self->strokes->len == 0)
    return;

  self->open = FALSE;
  g_ptr_array_set_size (self->strokes, 0);
  keep (self);
  g_signal_emit (self, signals[CHANGED], 0);
}
