#include "config.h"

#include "app/graph-page.h"

#include "app/axis-popover.h"
#include "app/canvas.h"
#include "app/graph-view.h"
#include "app/mark-popover.h"
#include "app/panel-pen.h"
#include "app/panel-touch.h"
#include "app/reading-layer.h"
#include "app/readout.h"
#include "base/clock.h"
#include "plot/layout.h"

#include <glib/gi18n-lib.h>

#include <math.h>

#define ZOOM_FACTOR 0.7

#define NEAR_CURSOR_PX 24

struct _RkGraphPage
{
  AdwBin parent_instance;

  RkGraphView    *view;
  RkGraphCursors *cursors; /* placed on it by hand */

  /* Where the pointer is; NaN = not over the graph. */
  double pointer_x;
  double pointer_y;

  /* Template children. */
  RkCanvas  *canvas;
  RkReadout *readout;
  RkReadingLayer *reading;
  RkPanelPen *pen;
  GtkMenuButton *axes_button;
  GtkWidget *select;
  GtkMenuButton *views;
  GtkButton *alone;
  GtkWidget *hint;

  GtkWidget *popover;      /* nullable: the one shown last */
  GtkWidget *old_popover;  /* nullable: the one before */
};

enum {
  PROP_0,
  PROP_EXPERIMENT,
  PROP_RECORDER,
  PROP_FOLLOWING,
  PROP_EXPECTED_DURATION_S,
  PROP_FONT_SCALE,
  PROP_FOLLOW_S,
  PROP_IGNORE_OUTLIERS,
  PROP_VIEW,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (RkGraphPage, rk_graph_page, ADW_TYPE_BIN)

/* ---- what the template binds to ---- */

static gboolean
is_text (RkGraphPage *self,
         const char  *text)
{
  return text != NULL && *text != '\0';
}

static char *
format_hidden (RkGraphPage *self,
               guint        n)
{
  /* Translators: values that the axis leaves out, at so many places of the graph. */
  return g_strdup_printf (_("▲▼ %u out of sight"), n);
}

static gboolean
is_some (RkGraphPage *self,
         guint        n)
{
  return n > 0;
}

/* What a cursor reads stands beside it already. */
static gboolean
is_near_cursor (RkGraphPage *self)
{
  const RkScene *scene = rk_canvas_get_scene (self->canvas);
  gboolean is_near = FALSE;

  if (scene == NULL || scene->xy || scene->axes->len == 0)
    return FALSE;

  for (guint i = 0; i < RK_N_CURSORS; i++) {
    double seconds = rk_graph_cursors_get (self->cursors, i);

    is_near |= !isnan (seconds) && fabs (rk_scene_from_time (scene, seconds) - self->pointer_x) < NEAR_CURSOR_PX;
  }

  return is_near;
}

static void
update_readout (RkGraphPage *self)
{
  if (isnan (self->pointer_x) || is_near_cursor (self))
    rk_readout_clear (self->readout);
  else
    rk_readout_set (self->readout, self->view, rk_canvas_get_scene (self->canvas), self->pointer_x, self->pointer_y);
}

static void
drawn_cb (RkGraphPage *self)
{
  gtk_widget_set_visible (self->hint, !rk_graph_view_get_live (self->view) && !rk_graph_view_has_data (self->view));
  update_readout (self);
}

static void
motion_cb (RkGraphPage              *self,
           double                    x,
           double                    y,
           GtkEventControllerMotion *controller)
{
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (controller));

  /* A finger lies on what it points at and leaves no pointer behind. GTK makes up a motion where the last finger was when
   * a popover closes: it has no time. */
  if (rk_touch_is_finger (GTK_EVENT_CONTROLLER (controller)) || event == NULL ||
      gdk_event_get_event_type (event) != GDK_MOTION_NOTIFY || gdk_event_get_time (event) == GDK_CURRENT_TIME)
    return;

  self->pointer_x = x;
  self->pointer_y = y;
  update_readout (self);
}

static void
leave_cb (RkGraphPage *self)
{
  self->pointer_x = NAN;
  update_readout (self);
}

/* Where the pointer rests while keys move a cursor, its label would lie below the box of that. It comes back with the pointer. */
static void
cursors_changed_cb (RkGraphPage *self)
{
  leave_cb (self);
}

/* ---- popovers ---- */

/* GTK 4.8 gives the keyboard to the first button of the window, far from the graph. */
static void
popover_closed_cb (RkGraphPage *self,
                   GtkWidget   *popover)
{
  if (popover == self->popover)
    gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
}

static void
show_popover (RkGraphPage        *self,
              GtkWidget          *popover,
              GtkPositionType     position,
              const GdkRectangle *place)
{
  /* It may be an item of a menu that asks for the next one: the menu is in use until it returns. */
  g_clear_pointer (&self->old_popover, gtk_widget_unparent);
  self->old_popover = self->popover;
  self->popover = popover;
  gtk_widget_set_parent (popover, GTK_WIDGET (self));
  gtk_popover_set_position (GTK_POPOVER (popover), position);
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), place);
  g_signal_connect_object (popover, "closed", G_CALLBACK (popover_closed_cb), self, G_CONNECT_SWAPPED);
  gtk_popover_popup (GTK_POPOVER (popover));
}

/* ---- marks ---- */

static RkRun *
find_run (RkGraphPage *self,
          gint64       id)
{
  GListModel *runs = rk_experiment_get_runs (rk_graph_view_get_experiment (self->view));

  for (guint i = 0; i < g_list_model_get_n_items (runs); i++) {
    g_autoptr (RkRun) run = g_list_model_get_item (runs, i);

    if (rk_run_get_id (run) == id)
      return g_steal_pointer (&run);
  }

  return NULL;
}

static RkMark *
find_mark (RkRun  *run,
           gint64  id)
{
  GListModel *marks = rk_run_get_marks (run);

  for (guint i = 0; i < g_list_model_get_n_items (marks); i++) {
    g_autoptr (RkMark) mark = g_list_model_get_item (marks, i);

    if (rk_mark_get_id (mark) == id)
      return g_steal_pointer (&mark);
  }

  return NULL;
}

/* Where the label of a mark is, in the page. */
static gboolean
get_label_place (RkGraphPage   *self,
                 const RkScene *scene,
                 guint          n,
                 GdkRectangle  *place)
{
  const RkLayout *layout;

  layout = rk_layout_get (scene);

  for (guint i = 0; i < layout->marks->len; i++) {
    const RkMarkLabel *label = &g_array_index (layout->marks, RkMarkLabel, i);
    double x;
    double y;

    if (label->mark != n)
      continue;
    gtk_widget_translate_coordinates (GTK_WIDGET (self->canvas), GTK_WIDGET (self), label->x, label->rect.y, &x, &y);
    *place = (GdkRectangle) { (int) x, (int) y, 1, (int) label->rect.height };
    return TRUE;
  }

  return FALSE;
}

static void
mark_clicked_cb (RkGraphPage *self,
                 guint        n)
{
  const RkScene *scene = rk_canvas_get_scene (self->canvas);
  g_autoptr (RkRun) run = NULL;
  g_autoptr (RkMark) mark = NULL;
  const RkMarkNote *note;
  GdkRectangle place;

  if (scene == NULL || n >= scene->marks->len || rk_graph_view_get_experiment (self->view) == NULL)
    return;

  note = &g_array_index (scene->marks, RkMarkNote, n);
  run = find_run (self, note->run_id);
  mark = run != NULL ? find_mark (run, note->mark_id) : NULL;
  if (mark == NULL || !get_label_place (self, scene, n, &place))
    return;

  show_popover (self, rk_mark_popover_new (run, mark), GTK_POS_BOTTOM, &place);
}

/* ---- axes ---- */

/* At the numbers of an axis; -1 = along x. */
static void
show_axis (RkGraphPage *self,
           int          axis)
{
  GdkRectangle place;
  GtkPositionType side;

  if (rk_axis_popover_find_place (self->canvas, axis, GTK_WIDGET (self), &place, &side))
    show_popover (self, rk_axis_popover_new (self->canvas, axis), side, &place);
}

static void
axis_clicked_cb (RkGraphPage *self,
                 int          axis)
{
  show_axis (self, axis);
}

static void
show_axis_action (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  show_axis (RK_GRAPH_PAGE (widget), g_variant_get_int32 (parameter));
}

/* Where a finger was held on the graph. */
static void
menu_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  RkGraphPage *self = RK_GRAPH_PAGE (widget);
  double x;
  double y;

  g_variant_get (parameter, "(dd)", &x, &y);
  gtk_widget_translate_coordinates (GTK_WIDGET (self->canvas), widget, x, y, &x, &y);

  show_popover (self, gtk_popover_menu_new_from_model (gtk_menu_button_get_menu_model (self->axes_button)), GTK_POS_BOTTOM,
                &(GdkRectangle) { (int) x, (int) y, 1, 1 });
}

/* The menu key, where nothing else has a menu. */
static void
axis_menu_action (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  if (gtk_widget_has_focus (GTK_WIDGET (RK_GRAPH_PAGE (widget)->canvas)))
    show_axis (RK_GRAPH_PAGE (widget), 0);
}

static void
back_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  rk_graph_view_go (RK_GRAPH_PAGE (widget)->view, FALSE);
}

static void
forward_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  rk_graph_view_go (RK_GRAPH_PAGE (widget)->view, TRUE);
}

static void
fit_values_action (GtkWidget  *widget,
                   const char *action_name,
                   GVariant   *parameter)
{
  RkGraphView *view = RK_GRAPH_PAGE (widget)->view;

  for (guint i = 0; i < rk_graph_view_get_n_axes (view); i++)
    rk_graph_view_fit_y (view, i);
}

static void
fit_sensor_action (GtkWidget  *widget,
                   const char *action_name,
                   GVariant   *parameter)
{
  RkGraphView *view = RK_GRAPH_PAGE (widget)->view;

  for (guint i = 0; i < rk_graph_view_get_n_axes (view); i++)
    rk_graph_view_fit_sensor (view, i);
}

/* ---- actions ---- */

static void
fit_action (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  rk_graph_view_fit (RK_GRAPH_PAGE (widget)->view);
}

static void
zoom_in_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  rk_graph_view_zoom_x (RK_GRAPH_PAGE (widget)->view, 0.5, ZOOM_FACTOR);
}

static void
zoom_out_action (GtkWidget  *widget,
                 const char *action_name,
                 GVariant   *parameter)
{
  rk_graph_view_zoom_x (RK_GRAPH_PAGE (widget)->view, 0.5, 1 / ZOOM_FACTOR);
}

static void
follow_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  RkGraphPage *self = RK_GRAPH_PAGE (widget);

  rk_graph_view_set_following (self->view, TRUE);
  /* The button that was pressed is gone; the keys go on. */
  gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
}

static void
cursor_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  RkGraphPage *self = RK_GRAPH_PAGE (widget);

  rk_graph_cursors_add (self->cursors, rk_canvas_get_scene (self->canvas));
  gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
}

/* ---- the object ---- */

static void
view_notify_cb (RkGraphPage *self,
                GParamSpec  *pspec)
{
  GParamSpec *own = g_object_class_find_property (G_OBJECT_GET_CLASS (self), pspec->name);

  if (own != NULL)
    g_object_notify_by_pspec (G_OBJECT (self), own);
}

static void
rk_graph_page_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  RkGraphPage *self = RK_GRAPH_PAGE (object);

  switch (prop_id) {
  case PROP_EXPERIMENT:
  case PROP_RECORDER:
  case PROP_FOLLOWING:
  case PROP_EXPECTED_DURATION_S:
  case PROP_FOLLOW_S:
  case PROP_IGNORE_OUTLIERS:
    g_object_get_property (G_OBJECT (self->view), pspec->name, value);
    break;
  case PROP_FONT_SCALE:
    g_object_get_property (G_OBJECT (self->canvas), pspec->name, value);
    break;
  case PROP_VIEW:
    g_value_set_object (value, self->view);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
rk_graph_page_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  RkGraphPage *self = RK_GRAPH_PAGE (object);

  switch (prop_id) {
  case PROP_EXPERIMENT:
  case PROP_RECORDER:
  case PROP_FOLLOWING:
  case PROP_EXPECTED_DURATION_S:
  case PROP_FOLLOW_S:
  case PROP_IGNORE_OUTLIERS:
    /* Its notification comes back through view_notify_cb (). */
    g_object_set_property (G_OBJECT (self->view), pspec->name, value);
    break;
  case PROP_FONT_SCALE:
    g_object_set_property (G_OBJECT (self->canvas), pspec->name, value);
    g_object_notify_by_pspec (object, pspec);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
rk_graph_page_dispose (GObject *object)
{
  RkGraphPage *self = RK_GRAPH_PAGE (object);

  g_clear_pointer (&self->old_popover, gtk_widget_unparent);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  /* AdwBin keeps no reference of its own to what the template disposes of. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_GRAPH_PAGE);

  G_OBJECT_CLASS (rk_graph_page_parent_class)->dispose (object);
}

static void
rk_graph_page_finalize (GObject *object)
{
  RkGraphPage *self = RK_GRAPH_PAGE (object);

  g_object_unref (self->cursors);
  g_object_unref (self->view);

  G_OBJECT_CLASS (rk_graph_page_parent_class)->finalize (object);
}

static void
rk_graph_page_class_init (RkGraphPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = rk_graph_page_get_property;
  object_class->set_property = rk_graph_page_set_property;
  object_class->dispose = rk_graph_page_dispose;
  object_class->finalize = rk_graph_page_finalize;

  /**
   * RkGraphPage:experiment:
   *
   * What is shown; %NULL shows empty axes.
   */
  properties[PROP_EXPERIMENT] =
    g_param_spec_object ("experiment", NULL, NULL,
                         RK_TYPE_EXPERIMENT,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * RkGraphPage:recorder:
   *
   * Whose trigger is shown and can be moved; %NULL for none.
   */
  properties[PROP_RECORDER] =
    g_param_spec_object ("recorder", NULL, NULL,
                         RK_TYPE_RECORDER,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * RkGraphPage:following:
   *
   * Whether the newest sample is kept in sight while recording.
   */
  properties[PROP_FOLLOWING] =
    g_param_spec_boolean ("following", NULL, NULL,
                          TRUE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * RkGraphPage:expected-duration-s:
   *
   * How long the run will be, seconds: the first length of the time axis. 0 = unknown.
   */
  properties[PROP_EXPECTED_DURATION_S] =
    g_param_spec_double ("expected-duration-s", NULL, NULL,
                         0, G_MAXDOUBLE, 0,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * RkGraphPage:font-scale:
   *
   * Enlarges numbers and lines, for reading from far away.
   */
  properties[PROP_FONT_SCALE] =
    g_param_spec_double ("font-scale", NULL, NULL,
                         0.5, 5, 1,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * RkGraphPage:follow-s:
   *
   * While recording the last so many seconds are shown; 0 = the whole run.
   */
  properties[PROP_FOLLOW_S] =
    g_param_spec_double ("follow-s", NULL, NULL,
                         0, G_MAXDOUBLE, 0,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * RkGraphPage:ignore-outliers:
   *
   * Whether single values far from all others do not set the limits of an axis.
   */
  properties[PROP_IGNORE_OUTLIERS] =
    g_param_spec_boolean ("ignore-outliers", NULL, NULL,
                          FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * RkGraphPage:view:
   *
   * What part of the experiment is shown; for the template.
   */
  properties[PROP_VIEW] =
    g_param_spec_object ("view", NULL, NULL,
                         RK_TYPE_GRAPH_VIEW,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  /* Named in the template. */
  g_type_ensure (RK_TYPE_CANVAS);
  g_type_ensure (RK_TYPE_GRAPH_VIEW);
  g_type_ensure (RK_TYPE_PANEL_PEN);
  g_type_ensure (RK_TYPE_READING_LAYER);
  g_type_ensure (RK_TYPE_READOUT);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/rostok/Rostok/ui/graph-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RkGraphPage, canvas);
  gtk_widget_class_bind_template_child (widget_class, RkGraphPage, readout);
  gtk_widget_class_bind_template_child (widget_class, RkGraphPage, reading);
  gtk_widget_class_bind_template_child (widget_class, RkGraphPage, pen);
  gtk_widget_class_bind_template_child (widget_class, RkGraphPage, axes_button);
  gtk_widget_class_bind_template_child (widget_class, RkGraphPage, select);
  gtk_widget_class_bind_template_child (widget_class, RkGraphPage, views);
  gtk_widget_class_bind_template_child (widget_class, RkGraphPage, alone);
  gtk_widget_class_bind_template_child (widget_class, RkGraphPage, hint);
  gtk_widget_class_bind_template_callback (widget_class, axis_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, format_hidden);
  gtk_widget_class_bind_template_callback (widget_class, is_some);
  gtk_widget_class_bind_template_callback (widget_class, is_text);
  gtk_widget_class_bind_template_callback (widget_class, drawn_cb);
  gtk_widget_class_bind_template_callback (widget_class, mark_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, motion_cb);
  gtk_widget_class_bind_template_callback (widget_class, leave_cb);

  gtk_widget_class_install_action (widget_class, "graph.fit", NULL, fit_action);
  gtk_widget_class_install_action (widget_class, "graph.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "graph.forward", NULL, forward_action);
  gtk_widget_class_install_action (widget_class, "graph.fit-values", NULL, fit_values_action);
  gtk_widget_class_install_action (widget_class, "graph.fit-sensor", NULL, fit_sensor_action);
  gtk_widget_class_install_action (widget_class, "graph.axis", "i", show_axis_action);
  gtk_widget_class_install_action (widget_class, "graph.axis-menu", NULL, axis_menu_action);
  gtk_widget_class_install_property_action (widget_class, "graph.follow-s", "follow-s");
  gtk_widget_class_install_property_action (widget_class, "graph.ignore-outliers", "ignore-outliers");
  gtk_widget_class_install_action (widget_class, "graph.zoom-in", NULL, zoom_in_action);
  gtk_widget_class_install_action (widget_class, "graph.zoom-out", NULL, zoom_out_action);
  gtk_widget_class_install_action (widget_class, "graph.follow", NULL, follow_action);
  gtk_widget_class_install_action (widget_class, "graph.cursor", NULL, cursor_action);
  gtk_widget_class_install_action (widget_class, "graph.menu", "(dd)", menu_action);
}

static void
rk_graph_page_init (RkGraphPage *self)
{
  self->view = rk_graph_view_new ();
  self->cursors = rk_graph_cursors_new (self->view);
  self->pointer_x = NAN;
  g_signal_connect_object (self->view, "notify", G_CALLBACK (view_notify_cb), self, G_CONNECT_SWAPPED);

  gtk_widget_init_template (GTK_WIDGET (self));
  rk_canvas_set_cursors (self->canvas, self->cursors);
  g_signal_connect_object (self->cursors, "changed", G_CALLBACK (cursors_changed_cb), self, G_CONNECT_SWAPPED);
  rk_reading_layer_set_canvas (self->reading, self->canvas);
  rk_panel_pen_set_canvas (self->pen, self->canvas);
  g_object_bind_property (self->cursors, "selecting", self->select, "active", G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
}

/**
 * rk_graph_page_new:
 *
 * Returns: (transfer floating): a page with empty axes
 */
GtkWidget *
rk_graph_page_new (void)
{
  return g_object_new (RK_TYPE_GRAPH_PAGE, NULL);
}

/**
 * rk_graph_page_get_experiment:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): what is shown
 */
RkExperiment *
rk_graph_page_get_experiment (RkGraphPage *self)
{
  g_return_val_if_fail (RK_IS_GRAPH_PAGE (self), NULL);

  return rk_graph_view_get_experiment (self->view);
}

/**
 * rk_graph_page_get_following:
 * @self: a page
 *
 * Returns: whether the newest sample is kept in sight while recording
 */
gboolean
rk_graph_page_get_following (RkGraphPage *self)
{
  g_return_val_if_fail (RK_IS_GRAPH_PAGE (self), FALSE);

  return rk_graph_view_get_following (self->view);
}

/**
 * rk_graph_page_set_experiment:
 * @self: a page
 * @experiment: (nullable): what to show
 *
 * Shows another experiment, all of it.
 */
void
rk_graph_page_set_experiment (RkGraphPage  *self,
                              RkExperiment *experiment)
{
  g_return_if_fail (RK_IS_GRAPH_PAGE (self));

  rk_graph_view_set_experiment (self->view, experiment);
}

/**
 * rk_graph_page_set_following:
 * @self: a page
 * @following: whether to keep the newest sample in sight while recording
 *
 * Follows the recording or stays.
 */
void
rk_graph_page_set_following (RkGraphPage *self,
                             gboolean     following)
{
  g_return_if_fail (RK_IS_GRAPH_PAGE (self));

  rk_graph_view_set_following (self->view, following);
}

/**
 * rk_graph_page_show_mark:
 * @self: a page
 * @run: a run of the experiment
 * @mark: one of its marks
 *
 * Goes to a mark. A run that is not shown is shown for it.
 */
void
rk_graph_page_show_mark (RkGraphPage *self,
                         RkRun       *run,
                         RkMark      *mark)
{
  double offset_s;

  g_return_if_fail (RK_IS_GRAPH_PAGE (self));
  g_return_if_fail (RK_IS_RUN (run));
  g_return_if_fail (RK_IS_MARK (mark));

  rk_run_set_visible (run, TRUE);
  offset_s = (double) rk_run_get_offset_ns (run) / (double) RK_NS_PER_S;
  rk_graph_view_show_time (self->view, (double) rk_mark_get_begin_ns (mark) / (double) RK_NS_PER_S + offset_s,
                           (double) rk_mark_get_end_ns (mark) / (double) RK_NS_PER_S + offset_s);
}

/**
 * rk_graph_page_get_canvas:
 * @self: a page
 *
 * Returns: (transfer none): what shows the graph
 */
RkCanvas *
rk_graph_page_get_canvas (RkGraphPage *self)
{
  g_return_val_if_fail (RK_IS_GRAPH_PAGE (self), NULL);

  return self->canvas;
}

/**
 * rk_graph_page_copy_scene:
 * @self: a page
 * @settings: (inout): size, scale, sizes of letters and traces, theme, title, legend
 *
 * Makes a scene of what is on the screen, that looks otherwise.
 *
 * Returns: (transfer full): the scene
 */
RkScene *
rk_graph_page_copy_scene (RkGraphPage    *self,
                          RkViewSettings *settings)
{
  g_return_val_if_fail (RK_IS_GRAPH_PAGE (self), NULL);

  return rk_graph_view_copy_scene (self->view, settings);
}

/**
 * rk_graph_page_set_views_menu:
 * @self: a page
 * @menu: which views can be added
 *
 * Offers other views in the bar of controls.
 */
void
rk_graph_page_set_views_menu (RkGraphPage *self,
                              GMenuModel  *menu)
{
  g_return_if_fail (RK_IS_GRAPH_PAGE (self));

  gtk_menu_button_set_menu_model (self->views, menu);
  gtk_widget_set_visible (GTK_WIDGET (self->views), menu != NULL);
}

/**
 * rk_graph_page_set_beside:
 * @self: a page
 * @beside: whether there are other views
 * @alone: whether they are hidden for the graph
 *
 * Offers to show the graph without the other views, or with them again.
 */
void
rk_graph_page_set_beside (RkGraphPage *self,
                          gboolean     beside,
                          gboolean     alone)
{
  const char *words = alone ? _("Back to all views") : _("Only the graph");

  g_return_if_fail (RK_IS_GRAPH_PAGE (self));

  gtk_widget_set_visible (GTK_WIDGET (self->alone), beside);
  gtk_button_set_icon_name (self->alone, alone ? "view-restore-symbolic" : "view-fullscreen-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->alone), alone ? _("Back to all views (Esc)") : words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->alone), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

/**
 * rk_graph_page_get_pen:
 * @self: a page
 *
 * Returns: (transfer none): what draws over the graph
 */
RkPanelPen *
rk_graph_page_get_pen (RkGraphPage *self)
{
  g_return_val_if_fail (RK_IS_GRAPH_PAGE (self), NULL);

  return self->pen;
}

/**
 * rk_graph_page_make_scene:
 * @self: a page
 * @width: logical pixels
 * @height: logical pixels
 * @theme: colours; %RK_THEME_PRINT for paper
 *
 * Makes a scene of what is on the screen, at another size, for a file or the clipboard.
 *
 * Returns: (transfer full): the scene
 */
RkScene *
rk_graph_page_make_scene (RkGraphPage *self,
                          double       width,
                          double       height,
                          RkTheme      theme)
{
  RkViewSettings settings;

  g_return_val_if_fail (RK_IS_GRAPH_PAGE (self), NULL);

  rk_view_settings_init (&settings);
  settings.width = width;
  settings.height = height;
  settings.theme = theme;
  settings.legend = TRUE;
  /* The proportions of the usual 800 x 450 picture. */
  settings.font_px = CLAMP (settings.font_px * MIN (width / 800, height / 450), 10, 200);
  settings.line_px = CLAMP (settings.line_px * MIN (width / 800, height / 450), 1, 20);

  return rk_graph_view_copy_scene (self->view, &settings);
}
