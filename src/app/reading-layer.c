#include "config.h"

#include "app/reading-layer.h"

#include "app/figure-box.h"
#include "app/graph-figures.h"
#include "app/graph-trace.h"

#include <glib/gi18n-lib.h>

#include <math.h>

/* While a recording goes on the figures change no faster than they can be read. */
#define LIVE_US (G_USEC_PER_SEC / 4)

#define GAP          10 /* between a line and its box, pixels */
#define STAGGER      28 /* between the boxes of selections that begin at the same height */
#define DOT_RADIUS   4.5
#define GRIP_WIDTH   6
#define GRIP_HEIGHT  32
#define LARGE_STEP   10 /* pixels */

struct _RkReadingLayer
{
  GtkWidget parent_instance;

  RkCanvas  *canvas;     /* nullable: its page ends it */
  GtkWidget *cursor_box;
  GPtrArray *boxes;      /* of RkFigureBox, one for each selection */
  double     cursor_x;   /* where its box was put by hand; NaN = nowhere */
  double     cursor_y;
  gint64     read_us;    /* when the figures were last written */
  guint      late_id;    /* writes them when it is time again */
};

G_DEFINE_FINAL_TYPE (RkReadingLayer, rk_reading_layer, GTK_TYPE_WIDGET)

static RkGraphCursors *
get_cursors (RkReadingLayer *self)
{
  return self->canvas != NULL ? rk_canvas_get_cursors (self->canvas) : NULL;
}

/* NULL while there is nothing to read in it. */
static const RkScene *
get_scene (RkReadingLayer *self)
{
  const RkScene *scene = self->canvas != NULL ? rk_canvas_get_scene (self->canvas) : NULL;

  return scene != NULL && !scene->xy && scene->axes->len > 0 ? scene : NULL;
}

static RkGraphSelection *
get_selection (RkReadingLayer *self,
               guint           n)
{
  return g_list_model_get_item (rk_graph_cursors_get_selections (get_cursors (self)), n);
}

/* ---- what is drawn ---- */

static GdkRGBA
get_color (RkReadingLayer *self,
           const char     *name,
           const char     *otherwise,
           float           alpha)
{
  GdkRGBA color;

  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (GTK_WIDGET (self)), name, &color))
    gdk_rgba_parse (&color, otherwise);
  color.alpha = alpha;

  return color;
}

static void
append_round (GtkSnapshot   *snapshot,
              double         x,
              double         y,
              double         width,
              double         height,
              float          radius,
              const GdkRGBA *color)
{
  graphene_rect_t bounds = GRAPHENE_RECT_INIT ((float) x, (float) y, (float) width, (float) height);
  GskRoundedRect round;

  gsk_rounded_rect_init_from_rect (&round, &bounds, radius);
  gtk_snapshot_push_rounded_clip (snapshot, &round);
  gtk_snapshot_append_color (snapshot, color, &bounds);
  gtk_snapshot_pop (snapshot);
}

static void
append_edge (RkReadingLayer *self,
             GtkSnapshot    *snapshot,
             const RkRect   *panes,
             double          x)
{
  GdkRGBA color = get_color (self, "accent_color", "#1c71d8", 1);

  if (x < panes->x || x > panes->x + panes->width)
    return;

  gtk_snapshot_append_color (snapshot, &color,
                             &GRAPHENE_RECT_INIT ((float) floor (x), (float) panes->y, 1, (float) panes->height));
  append_round (snapshot, floor (x) - GRIP_WIDTH / 2 + 0.5, panes->y + panes->height / 2 - GRIP_HEIGHT / 2, GRIP_WIDTH,
                GRIP_HEIGHT, GRIP_WIDTH / 2, &color);
}

static void
snapshot_selection (RkReadingLayer   *self,
                    GtkSnapshot      *snapshot,
                    const RkScene    *scene,
                    RkGraphSelection *selection)
{
  RkRect panes = rk_scene_get_area (scene);
  double begin = rk_scene_from_time (scene, rk_graph_selection_get_begin (selection));
  double end = rk_scene_from_time (scene, rk_graph_selection_get_end (selection));
  double left = CLAMP (begin, panes.x, panes.x + panes.width);
  double right = CLAMP (end, panes.x, panes.x + panes.width);
  GdkRGBA shade = get_color (self, "accent_bg_color", "#3584e4", 0.16f);
  GdkRGBA bar = get_color (self, "accent_bg_color", "#3584e4", 0.55f);

  if (right > left) {
    gtk_snapshot_append_color (snapshot, &shade, &GRAPHENE_RECT_INIT ((float) left, (float) panes.y, (float) (right - left),
                                                                      (float) panes.height));
    gtk_snapshot_append_color (snapshot, &bar, &GRAPHENE_RECT_INIT ((float) left, (float) panes.y, (float) (right - left),
                                                                    RK_GRAPH_SELECTION_BAR));
  }
  append_edge (self, snapshot, &panes, begin);
  append_edge (self, snapshot, &panes, end);
}

/* The samples the cursor stands on. */
static void
snapshot_dots (RkReadingLayer *self,
               GtkSnapshot    *snapshot,
               const RkScene  *scene,
               double          seconds)
{
  GdkRGBA halo = get_color (self, "view_bg_color", "#ffffff", 1);
  double radius = MAX (DOT_RADIUS, 1.1 * scene->line_px);

  for (guint t = 0; t < scene->traces->len; t++) {
    const RkTrace *trace = &g_array_index (scene->traces, RkTrace, t);
    RkColor rgb = rk_palette_color (trace->color, scene->theme);
    GdkRGBA color = { (float) rgb.r, (float) rgb.g, (float) rgb.b, 1 };
    RkRect pane = rk_scene_get_pane (scene, trace->axis);
    guint64 i;
    double x;
    double y;

    if (!rk_trace_is_readable (trace))
      continue;

    i = rk_trace_find_nearest (trace, seconds);
    if (i >= rk_span_get_n_samples (trace->span))
      continue;
    x = rk_scene_from_time (scene, rk_trace_get_time (trace, i));
    y = rk_scene_from_value (scene, trace->axis, rk_trace_get_value (trace, i));
    if (!(y >= pane.y && y <= pane.y + pane.height && x >= pane.x && x <= pane.x + pane.width) ||
        fabs (x - rk_scene_from_time (scene, seconds)) > 24)
      continue;

    append_round (snapshot, x - radius - 2, y - radius - 2, 2 * radius + 4, 2 * radius + 4, (float) radius + 2, &halo);
    append_round (snapshot, x - radius, y - radius, 2 * radius, 2 * radius, (float) radius, &color);
  }
}

/* Its number stands in a flag at its foot, clear of the marks above. */
static void
snapshot_flag (RkReadingLayer *self,
               GtkSnapshot    *snapshot,
               const RkRect   *panes,
               double          x,
               guint           n,
               gboolean        is_active)
{
  g_autofree char *text = g_strdup_printf ("%u", n + 1);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  GdkRGBA fill = is_active ? get_color (self, "accent_bg_color", "#3584e4", 1)
                           : get_color (self, "window_fg_color", "#2e3436", 1);
  GdkRGBA ink = is_active ? get_color (self, "accent_fg_color", "#ffffff", 1) : get_color (self, "window_bg_color", "#ffffff", 1);
  int width;
  int height;
  double side;
  double y;

  pango_layout_get_pixel_size (layout, &width, &height);
  side = height + 2;
  y = panes->y + panes->height - side - 2;
  append_round (snapshot, x - side / 2, y, side, side, (float) side / 2, &fill);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) (x - width / 2.0), (float) (y + (side - height) / 2)));
  gtk_snapshot_append_layout (snapshot, layout, &ink);
  gtk_snapshot_restore (snapshot);
}

static void
snapshot_cursor (RkReadingLayer *self,
                 GtkSnapshot    *snapshot,
                 const RkScene  *scene,
                 guint           n)
{
  RkGraphCursors *cursors = get_cursors (self);
  double seconds = rk_graph_cursors_get (cursors, n);
  double x = isnan (seconds) ? (double) NAN : rk_scene_from_time (scene, seconds);
  gboolean is_active = rk_graph_cursors_get_active (cursors) == n;
  RkRect panes = rk_scene_get_area (scene);
  GdkRGBA color = is_active ? get_color (self, "accent_color", "#1c71d8", 1)
                            : get_color (self, "window_fg_color", "#2e3436", 0.7f);

  if (!(x >= panes.x && x <= panes.x + panes.width))
    return;

  gtk_snapshot_append_color (snapshot, &color, &GRAPHENE_RECT_INIT ((float) floor (x) - 0.5f, (float) panes.y, 2,
                                                                    (float) panes.height));
  snapshot_dots (self, snapshot, scene, seconds);
  if (!isnan (rk_graph_cursors_get (cursors, 1)))
    snapshot_flag (self, snapshot, &panes, x, n, is_active);
}

/* What is heard now: it only passes by. */
static void
snapshot_playing (RkReadingLayer *self,
                  GtkSnapshot    *snapshot,
                  const RkScene  *scene)
{
  double seconds = rk_graph_cursors_get_playing (get_cursors (self));
  double x = isnan (seconds) ? (double) NAN : rk_scene_from_time (scene, seconds);
  RkRect panes = rk_scene_get_area (scene);
  GdkRGBA color = get_color (self, "accent_color", "#1c71d8", 0.55f);

  if (x >= panes.x && x <= panes.x + panes.width)
    gtk_snapshot_append_color (snapshot, &color, &GRAPHENE_RECT_INIT ((float) x - 2, (float) panes.y, 4, (float) panes.height));
}

static void
rk_reading_layer_snapshot (GtkWidget   *widget,
                           GtkSnapshot *snapshot)
{
  RkReadingLayer *self = RK_READING_LAYER (widget);
  const RkScene *scene = get_scene (self);

  if (scene == NULL || get_cursors (self) == NULL)
    return;

  for (guint i = 0; i < self->boxes->len; i++) {
    g_autoptr (RkGraphSelection) selection = get_selection (self, i);

    snapshot_selection (self, snapshot, scene, selection);
  }

  for (guint i = 0; i < RK_N_CURSORS; i++)
    snapshot_cursor (self, snapshot, scene, i);
  snapshot_playing (self, snapshot, scene);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    gtk_widget_snapshot_child (widget, child, snapshot);
}

/* ---- where the boxes are ---- */

/* Beside a range of pixels; @x and @y where it was put by hand. */
static void
allocate_box (RkReadingLayer *self,
              GtkWidget      *box,
              const RkRect   *panes,
              double          begin,
              double          end,
              double          x,
              double          y,
              double          below)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  GtkRequisition size;
  GtkAllocation place;
  gboolean is_seen = end >= panes->x && begin <= panes->x + panes->width;

  gtk_widget_set_child_visible (box, is_seen);
  if (!is_seen)
    return;

  gtk_widget_get_preferred_size (box, NULL, &size);
  if (isnan (x)) {
    x = end + GAP;
    if (x + size.width > panes->x + panes->width)
      x = begin - GAP - size.width;
    /* There is room on neither side: inside, at the right. */
    if (x < panes->x)
      x = MIN (end, panes->x + panes->width) - GAP - size.width;
    y = panes->y + RK_GRAPH_SELECTION_BAR + GAP + below;
  }

  place.x = (int) CLAMP (x, 0, MAX (width - size.width, 0));
  place.y = (int) CLAMP (y, 0, MAX (height - size.height, 0));
  place.width = size.width;
  place.height = size.height;
  gtk_widget_size_allocate (box, &place, -1);
}

static void
allocate_cursor_box (RkReadingLayer *self,
                     const RkScene  *scene,
                     const RkRect   *panes)
{
  RkGraphCursors *cursors = get_cursors (self);
  double first = rk_graph_cursors_get (cursors, 0);
  double second = rk_graph_cursors_get (cursors, 1);
  double x;

  if (isnan (first))
    return;

  if (isnan (second))
    second = first;
  x = rk_scene_from_time (scene, MIN (first, second));
  allocate_box (self, self->cursor_box, panes, x, rk_scene_from_time (scene, MAX (first, second)),
                self->cursor_x, self->cursor_y, 0);
}

static void
rk_reading_layer_size_allocate (GtkWidget *widget,
                                int        width,
                                int        height,
                                int        baseline)
{
  RkReadingLayer *self = RK_READING_LAYER (widget);
  const RkScene *scene = get_scene (self);
  RkRect panes;

  if (scene == NULL || get_cursors (self) == NULL) {
    for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
      gtk_widget_set_child_visible (child, FALSE);
    return;
  }

  panes = rk_scene_get_area (scene);
  allocate_cursor_box (self, scene, &panes);

  for (guint i = 0; i < self->boxes->len; i++) {
    g_autoptr (RkGraphSelection) selection = get_selection (self, i);
    double x;
    double y;

    rk_graph_selection_get_place (selection, &x, &y);
    allocate_box (self, g_ptr_array_index (self->boxes, i), &panes,
                  rk_scene_from_time (scene, rk_graph_selection_get_begin (selection)),
                  rk_scene_from_time (scene, rk_graph_selection_get_end (selection)), x, y, (double) i * STAGGER);
  }
}

static void
rk_reading_layer_measure (GtkWidget      *widget,
                          GtkOrientation  orientation,
                          int             for_size,
                          int            *minimum,
                          int            *natural,
                          int            *minimum_baseline,
                          int            *natural_baseline)
{
  /* The graph decides: boxes that do not fit are cut. */
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child)) {
    int ignored;

    if (gtk_widget_should_layout (child))
      gtk_widget_measure (child, orientation, -1, &ignored, &ignored, NULL, NULL);
  }

  *minimum = 0;
  *natural = 0;
}

/* Beside its boxes it is not there for the pointer. */
static gboolean
rk_reading_layer_contains (GtkWidget *widget,
                           double     x,
                           double     y)
{
  return FALSE;
}

/* ---- what the boxes say ---- */

static void
fill_choices (RkReadingLayer   *self,
              RkFigureBox      *box,
              RkGraphSelection *selection,
              const RkScene    *scene)
{
  g_autoptr (GPtrArray) traces = rk_graph_view_list_traces (rk_canvas_get_view (self->canvas), scene);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  const char *key = rk_graph_selection_get_key (selection);
  const char *last = NULL;
  guint selected = 0;

  for (guint i = 0; i < traces->len; i++) {
    const RkTraceFacts *facts = g_ptr_array_index (traces, i);

    if (g_strcmp0 (facts->key, last) == 0)
      continue;
    if (g_strcmp0 (facts->key, key) == 0)
      selected = names->len;
    last = facts->key;
    g_ptr_array_add (names, facts->name);
  }
  g_ptr_array_add (names, NULL);
  rk_figure_box_set_choices (box, (const char *const *) names->pdata, selected);
}

static void
say (RkReadingLayer  *self,
     const RkFigures *figures)
{
  g_autofree char *speech = figures != NULL ? rk_figures_to_speech (figures) : NULL;

  rk_canvas_say (self->canvas, speech);
}

static void
read_now (RkReadingLayer *self)
{
  const RkScene *scene = get_scene (self);
  RkGraphCursors *cursors = get_cursors (self);
  RkFigures *figures;

  g_clear_handle_id (&self->late_id, g_source_remove);
  self->read_us = g_get_monotonic_time ();
  if (cursors == NULL)
    return;

  figures = rk_graph_cursors_read (cursors, scene);
  say (self, figures);
  gtk_widget_set_visible (self->cursor_box, figures != NULL);
  if (figures != NULL)
    rk_figure_box_set (RK_FIGURE_BOX (self->cursor_box), figures);
  if (isnan (rk_graph_cursors_get (cursors, 0)))
    self->cursor_x = (double) NAN;

  for (guint i = 0; scene != NULL && i < self->boxes->len; i++) {
    g_autoptr (RkGraphSelection) selection = get_selection (self, i);

    fill_choices (self, g_ptr_array_index (self->boxes, i), selection, scene);
    rk_figure_box_set (g_ptr_array_index (self->boxes, i),
                       rk_graph_selection_read (selection, rk_canvas_get_view (self->canvas), scene));
  }
}

static void
show (RkReadingLayer *self)
{
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
changed_cb (RkReadingLayer *self)
{
  read_now (self);
  show (self);
}

static gboolean
late_cb (gpointer user_data)
{
  RkReadingLayer *self = user_data;

  self->late_id = 0;
  read_now (self);

  return G_SOURCE_REMOVE;
}

static gboolean
is_empty (RkReadingLayer *self)
{
  return self->boxes->len == 0 && isnan (rk_graph_cursors_get (get_cursors (self), 0));
}

/* Another picture: what is shown may have moved, and while recording there is more of it. */
static void
drawn_cb (RkReadingLayer *self)
{
  gint64 due_us = self->read_us + LIVE_US - g_get_monotonic_time ();

  if (get_cursors (self) == NULL || is_empty (self))
    return;

  if (due_us <= 0)
    read_now (self);
  else if (self->late_id == 0)
    self->late_id = g_timeout_add ((guint) (due_us / 1000) + 1, late_cb, self);
  show (self);
}

/* ---- boxes ---- */

static RkGraphSelection *
find_selection (RkReadingLayer *self,
                GtkWidget      *box)
{
  guint n;

  return g_ptr_array_find (self->boxes, box, &n) ? get_selection (self, n) : NULL;
}

static void
close_cb (RkReadingLayer *self,
          GtkWidget      *box)
{
  g_autoptr (RkGraphSelection) selection = find_selection (self, box);

  gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
  if (selection != NULL)
    rk_graph_cursors_unselect (get_cursors (self), selection);
}

static void
zoom_cb (RkReadingLayer *self,
         GtkWidget      *box)
{
  g_autoptr (RkGraphSelection) selection = find_selection (self, box);

  if (selection != NULL)
    rk_graph_view_show_time (rk_canvas_get_view (self->canvas), rk_graph_selection_get_begin (selection),
                             rk_graph_selection_get_end (selection));
}

/* The points of the run it tells of, in all its channels: a point that is wrong in one is not to be trusted. */
static void
exclude (RkReadingLayer *self,
         GtkWidget      *box,
         gboolean        only)
{
  g_autoptr (RkGraphSelection) selection = find_selection (self, box);
  GVariant *range;

  if (selection == NULL || get_scene (self) == NULL)
    return;

  range = rk_graph_selection_make_range (selection, rk_canvas_get_view (self->canvas), get_scene (self), only);
  if (range == NULL)
    return;

  gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
  rk_graph_cursors_unselect (get_cursors (self), selection);
  gtk_widget_activate_action_variant (GTK_WIDGET (self->canvas), "win.exclude-range", range);
}

static void
exclude_cb (RkReadingLayer *self,
            GtkWidget      *box)
{
  exclude (self, box, FALSE);
}

static void
keep_only_cb (RkReadingLayer *self,
              GtkWidget      *box)
{
  exclude (self, box, TRUE);
}

static void
moved_cb (RkReadingLayer *self,
          double          x,
          double          y,
          GtkWidget      *box)
{
  g_autoptr (RkGraphSelection) selection = find_selection (self, box);

  x = CLAMP (x, 0, MAX (gtk_widget_get_width (GTK_WIDGET (self)) - gtk_widget_get_width (box), 0));
  y = CLAMP (y, 0, MAX (gtk_widget_get_height (GTK_WIDGET (self)) - gtk_widget_get_height (box), 0));
  if (selection != NULL)
    rk_graph_selection_set_place (selection, x, y);
}

static void
chosen_cb (RkReadingLayer *self,
           guint           n,
           GtkWidget      *box)
{
  g_autoptr (RkGraphSelection) selection = find_selection (self, box);
  g_autoptr (GPtrArray) traces = NULL;
  const char *last = NULL;

  if (selection == NULL || get_scene (self) == NULL)
    return;

  traces = rk_graph_view_list_traces (rk_canvas_get_view (self->canvas), get_scene (self));
  for (guint i = 0; i < traces->len; i++) {
    const RkTraceFacts *facts = g_ptr_array_index (traces, i);

    if (g_strcmp0 (facts->key, last) == 0)
      continue;
    last = facts->key;
    if (n-- == 0) {
      rk_graph_selection_set_key (selection, facts->key);
      return;
    }
  }
}

/* Sample by sample, or ten pixels at a time. */
static double
walk (const RkScene *scene,
      double         seconds,
      gboolean       forward,
      gboolean       large)
{
  double pixel_s = (scene->x.upper - scene->x.lower) / MAX (rk_scene_get_pane (scene, 0).width, 1);

  if (large)
    return seconds + (forward ? LARGE_STEP : -LARGE_STEP) * pixel_s;

  return rk_scene_step (scene, seconds, forward);
}

/* Arrows move the right edge, with Ctrl the left one; X leaves out what is inside, with Shift what is outside. Letters as they
 * are on a Russian keyboard too. */
static gboolean
box_key_cb (RkReadingLayer        *self,
            guint                  keyval,
            guint                  keycode,
            GdkModifierType        state,
            GtkEventControllerKey *controller)
{
  GtkWidget *box = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));
  g_autoptr (RkGraphSelection) selection = find_selection (self, box);
  const RkScene *scene = get_scene (self);
  gboolean forward = keyval == GDK_KEY_Right || keyval == GDK_KEY_KP_Right;
  double begin;
  double end;

  if (selection == NULL || scene == NULL)
    return GDK_EVENT_PROPAGATE;

  begin = rk_graph_selection_get_begin (selection);
  end = rk_graph_selection_get_end (selection);

  switch (keyval) {
  case GDK_KEY_Delete:
  case GDK_KEY_KP_Delete:
    close_cb (self, box);
    return GDK_EVENT_STOP;
  case GDK_KEY_Escape:
    gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
    return GDK_EVENT_STOP;
  case GDK_KEY_x:
  case GDK_KEY_X:
  case GDK_KEY_Cyrillic_che:
  case GDK_KEY_Cyrillic_CHE:
    if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
      return GDK_EVENT_PROPAGATE;
    exclude (self, box, (state & GDK_SHIFT_MASK) != 0);
    return GDK_EVENT_STOP;
  case GDK_KEY_Left:
  case GDK_KEY_KP_Left:
  case GDK_KEY_Right:
  case GDK_KEY_KP_Right:
    if (!gtk_widget_is_focus (box))
      return GDK_EVENT_PROPAGATE;
    if ((state & GDK_CONTROL_MASK) != 0)
      begin = MIN (walk (scene, begin, forward, (state & GDK_SHIFT_MASK) != 0), end);
    else
      end = MAX (walk (scene, end, forward, (state & GDK_SHIFT_MASK) != 0), begin);
    rk_graph_selection_set (selection, begin, end);
    return GDK_EVENT_STOP;
  default:
    return GDK_EVENT_PROPAGATE;
  }
}

static GtkWidget *
add_box (RkReadingLayer *self)
{
  GtkWidget *box = rk_figure_box_new (_("Selection"), _("Remove the Selection"), TRUE);
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_signal_connect_object (box, "close", G_CALLBACK (close_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (box, "zoom", G_CALLBACK (zoom_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (box, "exclude", G_CALLBACK (exclude_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (box, "keep-only", G_CALLBACK (keep_only_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (box, "moved", G_CALLBACK (moved_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (box, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (box_key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (box, keys);
  gtk_widget_set_parent (box, GTK_WIDGET (self));

  return box;
}

static void
selections_cb (RkReadingLayer *self,
               guint           position,
               guint           removed,
               guint           added)
{
  for (guint i = 0; i < removed; i++) {
    gtk_widget_unparent (g_ptr_array_index (self->boxes, position));
    g_ptr_array_remove_index (self->boxes, position);
  }

  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (self->boxes, (int) (position + i), add_box (self));

  changed_cb (self);
  if (added > 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_grab_focus (g_ptr_array_index (self->boxes, position));
}

static void
cursor_close_cb (RkReadingLayer *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
  while (!isnan (rk_graph_cursors_get (get_cursors (self), 0)))
    rk_graph_cursors_remove (get_cursors (self), 0);
}

static void
cursor_moved_cb (RkReadingLayer *self,
                 double          x,
                 double          y)
{
  self->cursor_x = x;
  self->cursor_y = y;
  show (self);
}

/* ---- the object ---- */

static void
rk_reading_layer_dispose (GObject *object)
{
  RkReadingLayer *self = RK_READING_LAYER (object);
  GtkWidget *child;

  g_clear_handle_id (&self->late_id, g_source_remove);
  g_clear_weak_pointer (&self->canvas);
  g_ptr_array_set_size (self->boxes, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (rk_reading_layer_parent_class)->dispose (object);
}

static void
rk_reading_layer_finalize (GObject *object)
{
  RkReadingLayer *self = RK_READING_LAYER (object);

  g_ptr_array_unref (self->boxes);

  G_OBJECT_CLASS (rk_reading_layer_parent_class)->finalize (object);
}

static void
rk_reading_layer_class_init (RkReadingLayerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = rk_reading_layer_dispose;
  object_class->finalize = rk_reading_layer_finalize;
  widget_class->snapshot = rk_reading_layer_snapshot;
  widget_class->measure = rk_reading_layer_measure;
  widget_class->size_allocate = rk_reading_layer_size_allocate;
  widget_class->contains = rk_reading_layer_contains;

  gtk_widget_class_set_css_name (widget_class, "reading");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
rk_reading_layer_init (RkReadingLayer *self)
{
  self->boxes = g_ptr_array_new ();
  self->cursor_x = (double) NAN;
  self->cursor_y = (double) NAN;

  self->cursor_box = rk_figure_box_new (_("Cursors"), _("Remove the Cursors"), FALSE);
  gtk_widget_set_visible (self->cursor_box, FALSE);
  gtk_widget_set_parent (self->cursor_box, GTK_WIDGET (self));
  g_signal_connect_object (self->cursor_box, "close", G_CALLBACK (cursor_close_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->cursor_box, "moved", G_CALLBACK (cursor_moved_cb), self, G_CONNECT_SWAPPED);
}

/**
 * rk_reading_layer_set_canvas:
 * @self: a layer
 * @canvas: what lies below, with its cursors; outlives it
 *
 * Shows what is placed on a canvas. Once.
 */
void
rk_reading_layer_set_canvas (RkReadingLayer *self,
                             RkCanvas       *canvas)
{
  RkGraphCursors *cursors;

  g_return_if_fail (RK_IS_READING_LAYER (self));
  g_return_if_fail (RK_IS_CANVAS (canvas) && self->canvas == NULL);

  cursors = rk_canvas_get_cursors (canvas);
  g_set_weak_pointer (&self->canvas, canvas);
  g_signal_connect_object (canvas, "drawn", G_CALLBACK (drawn_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (cursors, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (rk_graph_cursors_get_selections (cursors), "items-changed", G_CALLBACK (selections_cb), self,
                           G_CONNECT_SWAPPED);
}
