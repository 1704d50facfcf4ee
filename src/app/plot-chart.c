/* A view that is calculated.
 *
 * What is there is taken by reference on the main thread; a thread of the pool calculates and makes a scene; the render
 * thread draws it. One of these is under way at a time, and what changes meanwhile is shown by the next. */

#include "config.h"

#include "app/plot-chart.h"

#include "app/ink.h"
#include "app/plot-makers.h"
#include "base/number.h"
#include "plot/renderer.h"

#include <glib/gi18n-lib.h>

#include <math.h>

/* Between two calculations while data come in. */
#define LIVE_MS 250

struct _RkPlotChart
{
  GtkWidget parent_instance;

  RkPlot                 *plot;
  RkExperiment           *experiment;
  RkGraphView            *graph;    /* whose time is shown */
  const RkPlotChartMaker *maker;
  gpointer                state;    /* nullable: of @maker */
  RkGraphSize             size;

  GtkWidget *label;              /* child: why there is no picture */
  RkScene         *scene;        /* nullable: what @picture shows */
  cairo_surface_t *picture;      /* nullable */
  cairo_surface_t *previous;     /* nullable: GTK may still refer to it */

  GCancellable *calculating;     /* nullable: what is under way */
  gboolean      drawing;
  gboolean      dirty;
  guint         live_id;
  guint         update_id;       /* idle */
  guint64       n_taken;         /* samples, when the data were taken last */
};

enum {
  DRAWN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RkPlotChart, rk_plot_chart, GTK_TYPE_WIDGET)

/**
 * rk_plot_chart_find_maker:
 * @kind: a kind of view
 *
 * Returns: (nullable): how it is calculated; %NULL where nothing is
 */
const RkPlotChartMaker *
rk_plot_chart_find_maker (RkPlotKind kind)
{
  switch (kind) {
  case RK_PLOT_HISTOGRAM:
    return &rk_histogram_maker;
  case RK_PLOT_SPECTRUM:
    return &rk_spectrum_maker;
  case RK_PLOT_SPECTROGRAM:
    return &rk_spectrogram_maker;
  case RK_PLOT_GRAPH:
  case RK_PLOT_XY:
  case RK_PLOT_DIGITS:
  case RK_PLOT_GAUGE:
  case RK_PLOT_THERMOMETER:
  case RK_PLOT_BAR:
  case RK_PLOT_TABLE:
  default:
    return NULL;
  }
}

/* ---- what there is ---- */

static GPtrArray *
list_runs (RkPlotChart *self)
{
  GPtrArray *visible = g_ptr_array_new_with_free_func (g_object_unref);
  GListModel *runs = rk_experiment_get_runs (self->experiment);

  for (guint i = 0; i < g_list_model_get_n_items (runs); i++) {
    g_autoptr (RkRun) run = g_list_model_get_item (runs, i);

    if (rk_run_get_visible (run))
      g_ptr_array_add (visible, g_steal_pointer (&run));
  }

  return visible;
}

static guint64
count_samples (GPtrArray *runs)
{
  guint64 n = 0;

  for (guint i = 0; i < runs->len; i++)
    n += rk_run_get_n_samples (g_ptr_array_index (runs, i));

  return n;
}

static gboolean
is_live (GPtrArray *runs)
{
  for (guint i = 0; i < runs->len; i++)
    if (rk_run_get_state (g_ptr_array_index (runs, i)) == RK_RUN_RECORDING)
      return TRUE;

  return FALSE;
}

/* For the screen. */
static void
init_settings (RkPlotChart     *self,
               RkChartSettings *settings)
{
  GtkWidget *widget = GTK_WIDGET (self);

  rk_chart_settings_init (settings);
  settings->width = MAX (gtk_widget_get_width (widget), 1);
  settings->height = MAX (gtk_widget_get_height (widget), 1);
  settings->scale = gtk_widget_get_scale_factor (widget);
  settings->theme = adw_style_manager_get_dark (adw_style_manager_get_default ()) ? RK_THEME_DARK : RK_THEME_LIGHT;
  rk_graph_size_choose (&self->size, widget, &settings->font_px, &settings->line_px);
}

/* ---- asking for pictures ---- */

static void queue_update (RkPlotChart *self);

static void
show_text (RkPlotChart *self,
           const char  *text)
{
  gtk_label_set_label (GTK_LABEL (self->label), text != NULL ? text : "");
  gtk_widget_set_child_visible (self->label, text != NULL);
  if (text != NULL) {
    g_clear_pointer (&self->scene, rk_scene_unref);
    gtk_widget_queue_draw (GTK_WIDGET (self));
    g_signal_emit (self, signals[DRAWN], 0);
  }
}

static void
picture_cb (const RkScene   *scene,
            cairo_surface_t *surface,
            const GError    *error,
            gpointer         user_data)
{
  RkPlotChart *self = user_data;

  self->drawing = FALSE;
  if (surface == NULL) {
    show_text (self, error != NULL ? error->message : _("The graph could not be drawn"));
    return;
  }

  show_text (self, NULL);
  g_clear_pointer (&self->previous, cairo_surface_destroy);
  self->previous = self->picture;
  self->picture = surface;
  g_clear_pointer (&self->scene, rk_scene_unref);
  self->scene = rk_scene_ref ((RkScene *) scene);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[DRAWN], 0);

  if (self->dirty)
    queue_update (self);
}

typedef struct {
  const RkPlotChartMaker *maker;
  gpointer                job;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  work->maker->free (work->job);
  g_free (work);
}

static void
make_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  const Work *work = task_data;
  GError *error = NULL;
  RkScene *scene = work->maker->make (work->job, &error);

  if (scene != NULL)
    g_task_return_pointer (task, scene, (GDestroyNotify) rk_scene_unref);
  else
    g_task_return_error (task, error);
}

static void
made_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  RkPlotChart *self = RK_PLOT_CHART (object);
  g_autoptr (GError) error = NULL;
  g_autoptr (RkScene) scene = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_task_get_cancellable (G_TASK (result)) != self->calculating)
    return; /* another picture is under way, or none any more */

  g_clear_object (&self->calculating);
  if (scene == NULL) {
    show_text (self, error->message);
    if (self->dirty)
      queue_update (self);
    return;
  }

  self->drawing = TRUE;
  rk_renderer_request (rk_renderer_get_default (), scene, self, picture_cb, self);
}

static gboolean
live_cb (gpointer user_data)
{
  RkPlotChart *self = user_data;
  g_autoptr (GPtrArray) runs = list_runs (self);

  self->live_id = 0;
  if (count_samples (runs) != self->n_taken)
    queue_update (self);
  else if (is_live (runs))
    self->live_id = g_timeout_add (LIVE_MS, live_cb, self);

  return G_SOURCE_REMOVE;
}

/**
 * rk_plot_chart_snap:
 * @self: a chart
 * @settings: size, sizes of letters and lines, theme; its axes are as chosen in the view
 * @maker: (out): who makes a scene of the job, and frees it
 *
 * Takes what there is to calculate now. No work is done.
 *
 * Returns: (transfer full) (nullable): a job; %NULL when there is nothing to show
 */
gpointer
rk_plot_chart_snap (RkPlotChart             *self,
                    const RkChartSettings   *settings,
                    const RkPlotChartMaker **maker)
{
  g_autoptr (GPtrArray) channels = NULL;
  g_autoptr (GPtrArray) runs = NULL;
  RkPlotSnap snap = { 0 };

  g_return_val_if_fail (RK_IS_PLOT_CHART (self), NULL);

  channels = rk_plot_list_shown (self->plot, self->experiment);
  *maker = self->maker;
  if (channels->len == 0)
    return NULL;

  runs = list_runs (self);
  snap.plot = self->plot;
  snap.channel = g_ptr_array_index (channels, 0);
  snap.runs = runs;
  snap.settings = *settings;
  snap.settings.decimal_sign = rk_number_decimal_sign ();
  snap.settings.log_x = rk_plot_get_log_x (self->plot);
  snap.settings.log_y = rk_plot_get_log_y (self->plot);
  snap.state = self->state;
  rk_graph_view_get_sight (self->graph, &snap.begin_s, &snap.end_s);

  return self->maker->snap (&snap);
}

static void
calculate (RkPlotChart *self)
{
  g_autoptr (GTask) task = NULL;
  const RkPlotChartMaker *maker;
  RkChartSettings settings;
  gpointer job;
  Work *work;

  init_settings (self, &settings);
  job = rk_plot_chart_snap (self, &settings, &maker);
  if (job == NULL) {
    show_text (self, _("No values yet"));
    return;
  }

  work = g_new0 (Work, 1);
  work->maker = maker;
  work->job = job;
  self->calculating = g_cancellable_new ();
  task = g_task_new (self, self->calculating, made_cb, NULL);
  g_task_set_source_tag (task, calculate);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, work, work_free);
  g_task_run_in_thread (task, make_thread);
}

static gboolean
update_cb (gpointer user_data)
{
  RkPlotChart *self = user_data;
  g_autoptr (GPtrArray) runs = list_runs (self);

  self->update_id = 0;
  if (gtk_widget_get_width (GTK_WIDGET (self)) == 0)
    return G_SOURCE_REMOVE;

  self->dirty = FALSE;
  self->n_taken = count_samples (runs);
  calculate (self);

  if (self->live_id == 0 && is_live (runs))
    self->live_id = g_timeout_add (LIVE_MS, live_cb, self);

  return G_SOURCE_REMOVE;
}

static void
queue_update (RkPlotChart *self)
{
  self->dirty = TRUE;
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) || self->calculating != NULL || self->drawing || self->update_id != 0)
    return;

  self->update_id = g_idle_add (update_cb, self);
}

static void
forget_requests (RkPlotChart *self)
{
  if (self->calculating != NULL)
    g_cancellable_cancel (self->calculating);
  g_clear_object (&self->calculating);
  if (self->drawing)
    rk_renderer_cancel (rk_renderer_get_default (), self);
  self->drawing = FALSE;
  g_clear_handle_id (&self->live_id, g_source_remove);
  g_clear_handle_id (&self->update_id, g_source_remove);
}

/* ---- widget ---- */

static void
rk_plot_chart_snapshot (GtkWidget   *widget,
                        GtkSnapshot *snapshot)
{
  RkPlotChart *self = RK_PLOT_CHART (widget);

  if (self->scene != NULL)
    rk_ink_picture (widget, snapshot, self->picture);

  gtk_widget_snapshot_child (widget, self->label, snapshot);
}

static void
rk_plot_chart_measure (GtkWidget      *widget,
                       GtkOrientation  orientation,
                       int             for_size,
                       int            *minimum,
                       int            *natural,
                       int            *minimum_baseline,
                       int            *natural_baseline)
{
  gtk_widget_measure (RK_PLOT_CHART (widget)->label, orientation, -1, NULL, NULL, NULL, NULL);
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 200 : 140;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 400 : 300;
}

static void
rk_plot_chart_size_allocate (GtkWidget *widget,
                             int        width,
                             int        height,
                             int        baseline)
{
  RkPlotChart *self = RK_PLOT_CHART (widget);

  gtk_widget_size_allocate (self->label, &(GtkAllocation) { 0, 0, width, height }, -1);
  if (self->scene == NULL || self->scene->width != width || self->scene->height != height)
    queue_update (self);
}

static void
rk_plot_chart_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (rk_plot_chart_parent_class)->map (widget);

  queue_update (RK_PLOT_CHART (widget));
}

static void
rk_plot_chart_unmap (GtkWidget *widget)
{
  forget_requests (RK_PLOT_CHART (widget));

  GTK_WIDGET_CLASS (rk_plot_chart_parent_class)->unmap (widget);
}

static void
rk_plot_chart_dispose (GObject *object)
{
  RkPlotChart *self = RK_PLOT_CHART (object);

  forget_requests (self);
  g_clear_pointer (&self->label, gtk_widget_unparent);
  g_clear_pointer (&self->previous, cairo_surface_destroy);
  g_clear_pointer (&self->picture, cairo_surface_destroy);
  g_clear_pointer (&self->scene, rk_scene_unref);
  if (self->state != NULL)
    self->maker->unref_state (self->state);
  self->state = NULL;
  g_clear_object (&self->graph);
  g_clear_object (&self->plot);
  g_clear_object (&self->experiment);

  G_OBJECT_CLASS (rk_plot_chart_parent_class)->dispose (object);
}

static void
rk_plot_chart_class_init (RkPlotChartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rk_plot_chart_dispose;
  widget_class->snapshot = rk_plot_chart_snapshot;
  widget_class->measure = rk_plot_chart_measure;
  widget_class->size_allocate = rk_plot_chart_size_allocate;
  widget_class->map = rk_plot_chart_map;
  widget_class->unmap = rk_plot_chart_unmap;

  /**
   * RkPlotChart::drawn:
   *
   * Another picture is on the screen, or words in its place.
   */
  signals[DRAWN] =
    g_signal_new ("drawn",
                  RK_TYPE_PLOT_CHART,
                  G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);

  gtk_widget_class_set_css_name (widget_class, "chart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
rk_plot_chart_init (RkPlotChart *self)
{
  self->size.font_scale = 1;
  self->label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->label), TRUE);
  gtk_label_set_justify (GTK_LABEL (self->label), GTK_JUSTIFY_CENTER);
  gtk_label_set_max_width_chars (GTK_LABEL (self->label), 24);
  gtk_label_set_width_chars (GTK_LABEL (self->label), 8);
  gtk_widget_add_css_class (self->label, "dim-label");
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
  gtk_widget_set_child_visible (self->label, FALSE);
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);

  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (queue_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (queue_update), NULL);
}

/**
 * rk_plot_chart_new:
 * @plot: what to show, of a kind that has a maker
 * @graph: whose experiment, and the part of its time that is looked at
 *
 * Returns: (transfer floating): a widget that shows @plot and follows it
 */
GtkWidget *
rk_plot_chart_new (RkPlot      *plot,
                   RkGraphView *graph)
{
  RkPlotChart *self;
  RkExperiment *experiment;

  g_return_val_if_fail (RK_IS_PLOT (plot), NULL);
  g_return_val_if_fail (RK_IS_GRAPH_VIEW (graph) && rk_graph_view_get_experiment (graph) != NULL, NULL);
  g_return_val_if_fail (rk_plot_chart_find_maker (rk_plot_get_kind (plot)) != NULL, NULL);

  self = g_object_new (RK_TYPE_PLOT_CHART, NULL);
  self->plot = g_object_ref (plot);
  self->graph = g_object_ref (graph);
  experiment = rk_graph_view_get_experiment (graph);
  self->experiment = g_object_ref (experiment);
  self->maker = rk_plot_chart_find_maker (rk_plot_get_kind (plot));
  if (self->maker->new_state != NULL)
    self->state = self->maker->new_state ();
  g_signal_connect_object (plot, "changed", G_CALLBACK (queue_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (graph, "changed", G_CALLBACK (queue_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (experiment, "changed", G_CALLBACK (queue_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (rk_experiment_get_runs (experiment), "items-changed", G_CALLBACK (queue_update), self,
                           G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}

/**
 * rk_plot_chart_set_size:
 * @self: a chart
 * @size: how large its numbers and lines are
 *
 * Draws it for who looks at it from further away, or not.
 */
void
rk_plot_chart_set_size (RkPlotChart       *self,
                        const RkGraphSize *size)
{
  g_return_if_fail (RK_IS_PLOT_CHART (self));

  if (self->size.panel == size->panel && self->size.font_scale == size->font_scale)
    return;

  self->size = *size;
  queue_update (self);
}
