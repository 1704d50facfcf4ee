/* The graph on the screen.
 *
 * Nothing is drawn here: a scene goes to the render thread, a finished picture comes back and
 * is painted. One request is under way at a time; the next is made on the frame clock, when the
 * last came back and something changed. At rest there is no tick callback and no redraw. New
 * readings are looked for at a pace of their own: the hand wants every frame of the screen, a recording does not.
 */

#include "config.h"

#include "app/canvas.h"

#include "app/canvas-input.h"
#include "app/canvas-level.h"
#include "app/canvas-reading.h"
#include "app/graph-reading.h"
#include "app/ink.h"
#include "app/graph-size.h"
#include "app/trend-text.h"
#include "plot/renderer.h"

#include <glib/gi18n-lib.h>

#include <math.h>

/* The words for screen readers change at most once a second. */
#define DESCRIBE_US G_USEC_PER_SEC

/* How a finished run goes is told when the picture has been at rest for so long: finding it out takes longer than a frame. */
#define SUMMARY_MS 600

/* The render thread rests a quarter of its drawing time, so that slow machines stay usable. */
#define PACE 1.25

/* Between two pictures of a recording: the time in which the newest reading moves on by half a pixel, within these. A
 * screen that shows minutes has nothing new to show in each frame. */
#define LIVE_MIN_MS 33
#define LIVE_MAX_MS 50

struct _RkCanvas
{
  GtkWidget parent_instance;

  RkGraphView *view;       /* nullable */
  RkGraphSize  size;
  gboolean     frozen;     /* what is on show stays */
  char        *error_text; /* nullable */

  RkScene         *scene;   /* what @picture shows; nullable */
  cairo_surface_t *picture; /* nullable */
  /* The picture before, kept until GTK has let go of the frame that shows it: a surface that ends
   * while a recording still refers to it is copied. */
  cairo_surface_t *previous;

  double   held_level;   /* being dragged; NaN = none */
  gboolean let_go;       /* it was: the next picture has it */

  guint    tick_id;
  guint    live_id;      /* looks for new readings */
  gboolean dirty;        /* another picture is due */
  gboolean waiting;      /* one is being drawn */
  guint64  n_requested;  /* rk_graph_view_count () of the last request */
  gint64   requested_us;
  gint64   cost_us;      /* from request to picture */
  gint64   described_us;
  guint    summary_id;   /* waits for rest */

  RkGraphCursors *cursors; /* nullable */
  char           *said;    /* about them, for screen readers; nullable */
};

enum {
  PROP_0,
  PROP_VIEW,
  PROP_FONT_SCALE,
  PROP_ERROR_TEXT,
  N_PROPS,
};

enum {
  DRAWN,
  MARK_CLICKED,
  AXIS_CLICKED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RkCanvas, rk_canvas, GTK_TYPE_WIDGET)

static void
set_error_text (RkCanvas   *self,
                const char *text)
{
  if (g_strcmp0 (self->error_text, text) == 0)
    return;

  g_free (self->error_text);
  self->error_text = g_strdup (text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR_TEXT]);
}

static gboolean
summary_cb (gpointer user_data)
{
  RkCanvas *self = user_data;
  g_autofree char *words = NULL;
  g_autofree char *summary = NULL;
  g_autofree char *text = NULL;

  self->summary_id = 0;
  if (self->said != NULL || self->view == NULL || rk_graph_view_get_live (self->view) ||
      !rk_graph_view_has_data (self->view) || rk_graph_view_get_x_channel (self->view) != NULL)
    return G_SOURCE_REMOVE;

  summary = rk_trend_text_newest (rk_graph_view_get_experiment (self->view));
  if (summary == NULL)
    return G_SOURCE_REMOVE;

  words = rk_graph_view_describe (self->view);
  text = g_strdup_printf ("%s. %s", summary, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);

  return G_SOURCE_REMOVE;
}

static void
describe (RkCanvas *self)
{
  g_autofree char *text = NULL;
  gint64 now_us = g_get_monotonic_time ();

  if (self->said != NULL || self->view == NULL ||
      (now_us - self->described_us < DESCRIBE_US && rk_graph_view_get_live (self->view)))
    return;

  self->described_us = now_us;
  text = rk_graph_view_describe (self->view);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);

  g_clear_handle_id (&self->summary_id, g_source_remove);
  self->summary_id = g_timeout_add (SUMMARY_MS, summary_cb, self);
}

/* ---- asking for pictures ---- */

static void
picture_cb (const RkScene   *scene,
            cairo_surface_t *surface,
            const GError    *error,
            gpointer         user_data)
{
  RkCanvas *self = user_data;

  self->waiting = FALSE;
  self->cost_us = g_get_monotonic_time () - self->requested_us;

  if (surface == NULL) {
    set_error_text (self, error != NULL ? error->message : _("The graph could not be drawn"));
    return;
  }

  set_error_text (self, NULL);

  if (self->let_go)
    rk_canvas_release_level (self, TRUE);

  g_clear_pointer (&self->previous, cairo_surface_destroy);
  self->previous = self->picture;
  self->picture = surface;

  g_clear_pointer (&self->scene, rk_scene_unref);
  self->scene = rk_scene_ref ((RkScene *) scene);

  gtk_widget_queue_draw (GTK_WIDGET (self));
  describe (self);
  g_signal_emit (self, signals[DRAWN], 0);
}

static void
request (RkCanvas *self)
{
  RkViewSettings settings;
  RkScene *scene;

  rk_canvas_init_settings (self, &settings);
  self->n_requested = rk_graph_view_count (self->view);
  scene = rk_graph_view_make_scene (self->view, &settings);

  self->dirty = FALSE;
  self->waiting = TRUE;
  self->requested_us = g_get_monotonic_time ();
  rk_renderer_request (rk_renderer_get_default (), scene, self, picture_cb, self);
  rk_scene_unref (scene);
}

/* Runs while a picture is due. */
static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  RkCanvas *self = RK_CANVAS (widget);

  if (self->waiting ||
      (double) (g_get_monotonic_time () - self->requested_us) < PACE * (double) self->cost_us)
    return G_SOURCE_CONTINUE;

  self->tick_id = 0;
  if (self->dirty && !self->frozen && self->view != NULL &&
      gtk_widget_get_width (widget) > 0 && gtk_widget_get_height (widget) > 0)
    request (self);

  return G_SOURCE_REMOVE;
}

static guint
get_live_ms (RkCanvas *self)
{
  double lower;
  double upper;
  double pixels;

  if (self->scene == NULL || !rk_graph_view_get_x (self->view, &lower, &upper))
    return LIVE_MIN_MS;

  pixels = self->scene->width * self->scene->scale;

  return (guint) CLAMP (500 * (upper - lower) / MAX (pixels, 1), LIVE_MIN_MS, LIVE_MAX_MS);
}

static void queue_picture (RkCanvas *self);

static gboolean
live_cb (gpointer user_data)
{
  RkCanvas *self = user_data;

  self->live_id = 0;
  if (self->view == NULL || !rk_graph_view_get_live (self->view))
    return G_SOURCE_REMOVE;

  self->live_id = g_timeout_add (get_live_ms (self), live_cb, self);
  if (rk_graph_view_get_following (self->view) && rk_graph_view_count (self->view) != self->n_requested)
    queue_picture (self);

  return G_SOURCE_REMOVE;
}

static void
queue_picture (RkCanvas *self)
{
  self->dirty = TRUE;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) || self->frozen)
    return;

  if (self->tick_id == 0)
    self->tick_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
  if (self->live_id == 0 && self->view != NULL && rk_graph_view_get_live (self->view))
    self->live_id = g_timeout_add (LIVE_MIN_MS, live_cb, self);
}

static void
forget_request (RkCanvas *self)
{
  if (self->waiting)
    rk_renderer_cancel (rk_renderer_get_default (), self);
  self->waiting = FALSE;

  if (self->tick_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick_id);
  self->tick_id = 0;
  g_clear_handle_id (&self->live_id, g_source_remove);
  g_clear_handle_id (&self->summary_id, g_source_remove);
}

/* ---- widget ---- */

static void
snapshot_focus (RkCanvas    *self,
                GtkSnapshot *snapshot,
                float        width,
                float        height)
{
  GskRoundedRect outline;
  GdkRGBA color;

  if (!gtk_widget_has_visible_focus (GTK_WIDGET (self)))
    return;

  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (GTK_WIDGET (self)), "accent_color", &color))
    gdk_rgba_parse (&color, "#3584e4");
  color.alpha = 0.5f;

  gsk_rounded_rect_init_from_rect (&outline, &GRAPHENE_RECT_INIT (1, 1, width - 2, height - 2), 6);
  gtk_snapshot_append_border (snapshot, &outline, (float[4]) { 2, 2, 2, 2 }, (GdkRGBA[4]) { color, color, color, color });
}

static void
rk_canvas_snapshot (GtkWidget   *widget,
                    GtkSnapshot *snapshot)
{
  RkCanvas *self = RK_CANVAS (widget);
  float width = (float) gtk_widget_get_width (widget);
  float height = (float) gtk_widget_get_height (widget);

  if (self->picture != NULL)
    rk_ink_picture (widget, snapshot, self->picture);

  for (guint i = 0; self->scene != NULL && self->picture != NULL && i < self->scene->levels->len; i++) {
    RkLevelLine level = g_array_index (self->scene->levels, RkLevelLine, i);
    g_autofree char *text = NULL;

    if (!isnan (self->held_level))
      level.value = self->held_level;
    text = rk_graph_view_format_level (self->view, level.value);
    rk_canvas_level_snapshot (widget, snapshot, self->scene, &level, text, !isnan (self->held_level));
  }

  snapshot_focus (self, snapshot, width, height);
}

static void
rk_canvas_measure (GtkWidget      *widget,
                   GtkOrientation  orientation,
                   int             for_size,
                   int            *minimum,
                   int            *natural,
                   int            *minimum_baseline,
                   int            *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 240 : 160;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 640 : 360;
}

static void
rk_canvas_size_allocate (GtkWidget *widget,
                         int        width,
                         int        height,
                         int        baseline)
{
  RkCanvas *self = RK_CANVAS (widget);

  if (self->scene == NULL || self->scene->width != width || self->scene->height != height)
    queue_picture (self);
}

static void
rk_canvas_map (GtkWidget *widget)
{
  RkCanvas *self = RK_CANVAS (widget);

  GTK_WIDGET_CLASS (rk_canvas_parent_class)->map (widget);

  queue_picture (self);
}

static void
rk_canvas_unmap (GtkWidget *widget)
{
  RkCanvas *self = RK_CANVAS (widget);

  forget_request (self);
  if (self->view != NULL)
    rk_graph_view_leave_sight (self->view);

  GTK_WIDGET_CLASS (rk_canvas_parent_class)->unmap (widget);
}

static void
rk_canvas_system_setting_changed (GtkWidget        *widget,
                                  GtkSystemSetting  setting)
{
  GTK_WIDGET_CLASS (rk_canvas_parent_class)->system_setting_changed (widget, setting);

  queue_picture (RK_CANVAS (widget));
}

static void
rk_canvas_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  RkCanvas *self = RK_CANVAS (object);

  switch (prop_id) {
  case PROP_VIEW:
    g_value_set_object (value, self->view);
    break;
  case PROP_FONT_SCALE:
    g_value_set_double (value, self->size.font_scale);
    break;
  case PROP_ERROR_TEXT:
    g_value_set_string (value, self->error_text);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
rk_canvas_set_property (GObject      *object,
                        guint         prop_id,
                        const GValue *value,
                        GParamSpec   *pspec)
{
  RkCanvas *self = RK_CANVAS (object);

  switch (prop_id) {
  case PROP_VIEW:
    rk_canvas_set_view (self, g_value_get_object (value));
    break;
  case PROP_FONT_SCALE:
    if (self->size.font_scale != g_value_get_double (value)) {
      self->size.font_scale = g_value_get_double (value);
      queue_picture (self);
      g_object_notify_by_pspec (object, pspec);
    }
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
rk_canvas_dispose (GObject *object)
{
  RkCanvas *self = RK_CANVAS (object);

  forget_request (self);
  if (self->view != NULL)
    g_signal_handlers_disconnect_by_data (self->view, self);
  g_clear_object (&self->view);
  g_clear_object (&self->cursors);
  g_clear_pointer (&self->previous, cairo_surface_destroy);
  g_clear_pointer (&self->picture, cairo_surface_destroy);
  g_clear_pointer (&self->scene, rk_scene_unref);

  G_OBJECT_CLASS (rk_canvas_parent_class)->dispose (object);
}

static void
rk_canvas_finalize (GObject *object)
{
  RkCanvas *self = RK_CANVAS (object);

  g_free (self->error_text);
  g_free (self->said);

  G_OBJECT_CLASS (rk_canvas_parent_class)->finalize (object);
}

static void
rk_canvas_class_init (RkCanvasClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = rk_canvas_get_property;
  object_class->set_property = rk_canvas_set_property;
  object_class->dispose = rk_canvas_dispose;
  object_class->finalize = rk_canvas_finalize;

  widget_class->snapshot = rk_canvas_snapshot;
  widget_class->measure = rk_canvas_measure;
  widget_class->size_allocate = rk_canvas_size_allocate;
  widget_class->map = rk_canvas_map;
  widget_class->unmap = rk_canvas_unmap;
  widget_class->system_setting_changed = rk_canvas_system_setting_changed;

  /**
   * RkCanvas:view:
   *
   * What is shown.
   */
  properties[PROP_VIEW] =
    g_param_spec_object ("view", NULL, NULL,
                         RK_TYPE_GRAPH_VIEW,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * RkCanvas:font-scale:
   *
   * Enlarges numbers and lines, for reading from far away.
   */
  properties[PROP_FONT_SCALE] =
    g_param_spec_double ("font-scale", NULL, NULL,
                         0.5, 5, 1,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * RkCanvas:error-text:
   *
   * Why the last picture could not be drawn; %NULL if it was.
   */
  properties[PROP_ERROR_TEXT] =
    g_param_spec_string ("error-text", NULL, NULL,
                         NULL,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * RkCanvas::drawn:
   *
   * Another picture is on show.
   */
  signals[DRAWN] =
    g_signal_new ("drawn",
                  RK_TYPE_CANVAS,
                  G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);

  /**
   * RkCanvas::mark-clicked:
   * @mark: index into the marks of the scene on show
   *
   * The sign or text of a mark was clicked.
   */
  signals[MARK_CLICKED] =
    g_signal_new ("mark-clicked",
                  RK_TYPE_CANVAS,
                  G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_UINT);

  /**
   * RkCanvas::axis-clicked:
   * @self: the canvas
   * @axis: index into the value axes, -1 = the one along x
   *
   * The numbers of an axis were clicked.
   */
  signals[AXIS_CLICKED] =
    g_signal_new ("axis-clicked",
                  RK_TYPE_CANVAS,
                  G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_INT);

  gtk_widget_class_set_css_name (widget_class, "canvas");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  rk_canvas_input_bind (widget_class);
}

static void
rk_canvas_init (RkCanvas *self)
{
  self->size.font_scale = 1;
  self->held_level = NAN;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Graph"), -1);

  rk_canvas_input_attach (self);
  rk_canvas_reading_attach (self);

  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (queue_picture), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (queue_picture), NULL);
}

/**
 * rk_canvas_new:
 *
 * Returns: (transfer floating): a canvas without a view
 */
GtkWidget *
rk_canvas_new (void)
{
  return g_object_new (RK_TYPE_CANVAS, NULL);
}

/**
 * rk_canvas_get_view:
 * @self: a canvas
 *
 * Returns: (transfer none) (nullable): what is shown
 */
RkGraphView *
rk_canvas_get_view (RkCanvas *self)
{
  g_return_val_if_fail (RK_IS_CANVAS (self), NULL);

  return self->view;
}

/**
 * rk_canvas_get_scene:
 * @self: a canvas
 *
 * Returns: (transfer none) (nullable): what is on show, for hit testing
 */
const RkScene *
rk_canvas_get_scene (RkCanvas *self)
{
  g_return_val_if_fail (RK_IS_CANVAS (self), NULL);

  return self->scene;
}

/**
 * rk_canvas_set_view:
 * @self: a canvas
 * @view: (nullable): what to show
 *
 * Shows another view.
 */
void
rk_canvas_set_view (RkCanvas    *self,
                    RkGraphView *view)
{
  g_return_if_fail (RK_IS_CANVAS (self));
  g_return_if_fail (view == NULL || RK_IS_GRAPH_VIEW (view));

  if (self->view == view)
    return;

  if (self->view != NULL)
    g_signal_handlers_disconnect_by_data (self->view, self);
  g_set_object (&self->view, view);
  if (view != NULL)
    g_signal_connect_object (view, "changed", G_CALLBACK (queue_picture), self, G_CONNECT_SWAPPED);

  queue_picture (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VIEW]);
}

/**
 * rk_canvas_init_settings:
 * @self: a canvas
 * @settings: (out caller-allocates): filled with size, scale, fonts and theme of the screen
 *
 * How a picture for this canvas is to be made. Large canvases get larger numbers and thicker
 * lines, since they are looked at from further away.
 */
void
rk_canvas_init_settings (RkCanvas       *self,
                         RkViewSettings *settings)
{
  GtkWidget *widget = GTK_WIDGET (self);

  g_return_if_fail (RK_IS_CANVAS (self));
  g_return_if_fail (settings != NULL);

  rk_view_settings_init (settings);
  settings->width = MAX (gtk_widget_get_width (widget), 1);
  settings->height = MAX (gtk_widget_get_height (widget), 1);
  settings->scale = gtk_widget_get_scale_factor (widget);
  settings->theme = adw_style_manager_get_dark (adw_style_manager_get_default ()) ? RK_THEME_DARK : RK_THEME_LIGHT;
  settings->legend = TRUE;

  rk_graph_size_choose (&self->size, widget, &settings->font_px, &settings->line_px);
}

/**
 * rk_canvas_set_panel:
 * @self: a canvas
 * @panel: whether it is read from the last row
 *
 * Sizes numbers by the window and traces by what is seen from far away.
 */
void
rk_canvas_set_panel (RkCanvas *self,
                     gboolean  panel)
{
  g_return_if_fail (RK_IS_CANVAS (self));

  self->size.panel = panel;
  queue_picture (self);
}

/**
 * rk_canvas_set_frozen:
 * @self: a canvas
 * @frozen: whether the picture stands still
 *
 * Keeps the picture on show until it is let go, whatever happens to the view. Hand and keys do not move what
 * would not be seen to move; cursors read the picture.
 */
void
rk_canvas_set_frozen (RkCanvas *self,
                      gboolean  frozen)
{
  g_return_if_fail (RK_IS_CANVAS (self));

  self->frozen = frozen;
  if (!frozen)
    queue_picture (self);
}

/**
 * rk_canvas_get_frozen:
 * @self: a canvas
 *
 * Returns: whether the picture stands still
 */
gboolean
rk_canvas_get_frozen (RkCanvas *self)
{
  g_return_val_if_fail (RK_IS_CANVAS (self), FALSE);

  return self->frozen;
}

/**
 * rk_canvas_hold_level:
 * @self: a canvas
 * @value: in the unit of its axis
 *
 * Shows the level of the trigger there until it is released: no picture is drawn for it.
 */
void
rk_canvas_hold_level (RkCanvas *self,
                      double    value)
{
  g_return_if_fail (RK_IS_CANVAS (self));

  self->held_level = value;
  self->let_go = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * rk_canvas_release_level:
 * @self: a canvas
 * @at_once: %FALSE if it was set where it is, so that another picture is due: until then it stays
 *
 * Shows the level where it is set.
 */
void
rk_canvas_release_level (RkCanvas *self,
                         gboolean  at_once)
{
  g_return_if_fail (RK_IS_CANVAS (self));

  self->let_go = !at_once;
  if (at_once)
    self->held_level = NAN;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * rk_canvas_click_mark:
 * @self: a canvas
 * @mark: index into the marks of the scene on show
 *
 * Tells that a mark was clicked.
 */
void
rk_canvas_click_mark (RkCanvas *self,
                      guint     mark)
{
  g_return_if_fail (RK_IS_CANVAS (self));

  g_signal_emit (self, signals[MARK_CLICKED], 0, mark);
}

/**
 * rk_canvas_get_cursors:
 * @self: a canvas
 *
 * Returns: (transfer none) (nullable): what is placed on it by hand
 */
RkGraphCursors *
rk_canvas_get_cursors (RkCanvas *self)
{
  g_return_val_if_fail (RK_IS_CANVAS (self), NULL);

  return self->cursors;
}

/**
 * rk_canvas_set_cursors:
 * @self: a canvas
 * @cursors: (nullable): of its view
 *
 * Lets cursors and selections be placed with pointer and keys. Somebody else shows them.
 */
void
rk_canvas_set_cursors (RkCanvas       *self,
                       RkGraphCursors *cursors)
{
  g_return_if_fail (RK_IS_CANVAS (self));
  g_return_if_fail (cursors == NULL || RK_IS_GRAPH_CURSORS (cursors));

  g_set_object (&self->cursors, cursors);
}

/**
 * rk_canvas_say:
 * @self: a canvas
 * @text: (nullable): what the cursor reads; %NULL for what the picture shows
 *
 * Describes the canvas to screen readers, which say it when it changes.
 */
void
rk_canvas_say (RkCanvas   *self,
               const char *text)
{
  g_return_if_fail (RK_IS_CANVAS (self));

  if (g_strcmp0 (self->said, text) == 0)
    return;

  g_free (self->said);
  self->said = g_strdup (text);

  if (text != NULL) {
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  } else {
    self->described_us = 0;
    describe (self);
  }
}

/**
 * rk_canvas_click_axis:
 * @self: a canvas
 * @axis: index into the value axes, -1 = the one along x
 *
 * Says that the numbers of an axis were clicked.
 */
void
rk_canvas_click_axis (RkCanvas *self,
                      int       axis)
{
  g_return_if_fail (RK_IS_CANVAS (self));

  g_signal_emit (self, signals[AXIS_CLICKED], 0, axis);
}
