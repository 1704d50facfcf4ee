#include "config.h"

#include "app/instrument.h"

#include "app/beat.h"
#include "app/instrument-face.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#define SPACING 4

struct _RkInstrument
{
  GtkWidget parent_instance;

  RkPlot       *plot;
  RkExperiment *experiment; /* nullable */
  GSignalGroup *channels_signals;
  GSignalGroup *runs_signals;
  GPtrArray    *watched;    /* of RkChannel, connected to */

  GPtrArray *faces;         /* of RkInstrumentFace, children */
  GtkWidget *empty;         /* child */
  guint      beat_id;
};

G_DEFINE_FINAL_TYPE (RkInstrument, rk_instrument, GTK_TYPE_WIDGET)

/* ---- values ---- */

/* The newest one that holds @channel; (transfer full) (nullable). */
static RkRun *
find_run (RkInstrument *self,
          RkChannel    *channel)
{
  GListModel *runs = self->experiment != NULL ? rk_experiment_get_runs (self->experiment) : NULL;

  for (guint i = runs != NULL ? g_list_model_get_n_items (runs) : 0; i > 0; i--) {
    g_autoptr (RkRun) run = g_list_model_get_item (runs, i - 1);

    if (rk_run_find_channel (run, channel, NULL, NULL))
      return g_steal_pointer (&run);
  }

  return NULL;
}

static void
update_faces (RkInstrument *self)
{
  gboolean has_lines = rk_instrument_shape (rk_plot_get_kind (self->plot)) == RK_INSTRUMENT_ROW;

  for (guint i = 0; i < self->faces->len; i++) {
    RkInstrumentFace *face = g_ptr_array_index (self->faces, i);

    rk_instrument_face_update (face);
    if (has_lines) {
      g_autoptr (RkRun) run = find_run (self, rk_instrument_face_get_channel (face));

      rk_instrument_face_take_run (face, run);
    }
  }
}

static gboolean
beat_cb (gpointer user_data)
{
  RkInstrument *self = user_data;

  self->beat_id = 0;
  update_faces (self);

  return G_SOURCE_REMOVE;
}

static void
changed_cb (RkInstrument *self)
{
  if (self->beat_id == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->beat_id = rk_beat_add (beat_cb, self);
}

/* ---- channels ---- */

static void
forget_channels (RkInstrument *self)
{
  for (guint i = 0; i < self->watched->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->watched, i), self);

  g_ptr_array_set_size (self->watched, 0);
}

/* Chosen ones, else the visible ones of the experiment. */
static GPtrArray *
list_channels (RkInstrument *self)
{
  GPtrArray *channels = g_ptr_array_new_with_free_func (g_object_unref);
  GListModel *all = self->experiment != NULL ? rk_experiment_get_channels (self->experiment) : NULL;

  for (guint i = 0; i < rk_plot_get_n_channels (self->plot); i++)
    g_ptr_array_add (channels, g_object_ref (rk_plot_get_channel (self->plot, i)));
  if (channels->len > 0)
    return channels;

  for (guint i = 0; all != NULL && i < g_list_model_get_n_items (all); i++) {
    g_autoptr (RkChannel) channel = g_list_model_get_item (all, i);

    if (rk_channel_get_visible (channel))
      g_ptr_array_add (channels, g_steal_pointer (&channel));
  }

  return channels;
}

static gboolean
has_faces_of (RkInstrument *self,
              GPtrArray    *channels)
{
  if (self->faces->len != channels->len)
    return FALSE;

  for (guint i = 0; i < channels->len; i++)
    if (rk_instrument_face_get_channel (g_ptr_array_index (self->faces, i)) != g_ptr_array_index (channels, i))
      return FALSE;

  return TRUE;
}

static void
clear_faces (RkInstrument *self)
{
  for (guint i = 0; i < self->faces->len; i++)
    gtk_widget_unparent (g_ptr_array_index (self->faces, i));

  g_ptr_array_set_size (self->faces, 0);
}

/* What the runs hold of @channel, raw; FALSE = nothing. */
static gboolean
find_extrema (RkInstrument *self,
              RkChannel    *channel,
              double       *least,
              double       *most)
{
  GListModel *runs = self->experiment != NULL ? rk_experiment_get_runs (self->experiment) : NULL;
  gboolean found = FALSE;

  *least = G_MAXDOUBLE;
  *most = -G_MAXDOUBLE;
  for (guint i = 0; runs != NULL && i < g_list_model_get_n_items (runs); i++) {
    g_autoptr (RkRun) run = g_list_model_get_item (runs, i);
    g_autoptr (RkSpan) span = NULL;
    RkStream *stream;
    guint column;
    double min;
    double max;

    if (!rk_run_find_channel (run, channel, &stream, &column))
      continue;

    span = rk_run_take_span (run, stream);
    if (!rk_span_get_extrema (span, column, 0, rk_span_get_n_samples (span), &min, &max))
      continue;

    found = TRUE;
    *least = MIN (*least, min);
    *most = MAX (*most, max);
  }

  return found;
}

static void
remember_runs (RkInstrument *self)
{
  for (guint i = 0; i < self->faces->len; i++) {
    RkInstrumentFace *face = g_ptr_array_index (self->faces, i);
    double least;
    double most;

    if (find_extrema (self, rk_instrument_face_get_channel (face), &least, &most))
      rk_instrument_face_remember (face, least, most);
  }
}

static void
show_channels (RkInstrument *self)
{
  g_autoptr (GPtrArray) channels = list_channels (self);

  if (has_faces_of (self, channels)) {
    changed_cb (self);
    remember_runs (self);
    return;
  }

  clear_faces (self);
  for (guint i = 0; i < channels->len; i++) {
    GtkWidget *face = rk_instrument_face_new (self->plot, g_ptr_array_index (channels, i));

    gtk_widget_set_parent (face, GTK_WIDGET (self));
    g_ptr_array_add (self->faces, face);
  }
  remember_runs (self);
  gtk_widget_set_child_visible (self->empty, channels->len == 0);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
watch (RkInstrument *self,
       RkChannel    *channel)
{
  if (g_ptr_array_find (self->watched, channel, NULL))
    return;

  g_ptr_array_add (self->watched, g_object_ref (channel));
  g_signal_connect_object (channel, "notify", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (channel, "notify::visible", G_CALLBACK (show_channels), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (channel, "notify::color", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}

/* Other channels, or another scale. */
static void
channels_changed_cb (RkInstrument *self)
{
  GListModel *all = self->experiment != NULL ? rk_experiment_get_channels (self->experiment) : NULL;

  forget_channels (self);
  for (guint i = 0; i < rk_plot_get_n_channels (self->plot); i++)
    watch (self, rk_plot_get_channel (self->plot, i));
  for (guint i = 0; all != NULL && i < g_list_model_get_n_items (all); i++) {
    g_autoptr (RkChannel) channel = g_list_model_get_item (all, i);

    watch (self, channel);
  }

  show_channels (self);
}

/* ---- widget ---- */

static void
rk_instrument_size_allocate (GtkWidget *widget,
                             int        width,
                             int        height,
                             int        baseline)
{
  RkInstrument *self = RK_INSTRUMENT (widget);
  int n = (int) self->faces->len;
  int n_columns;
  int n_rows;

  if (n == 0) {
    gtk_widget_size_allocate (self->empty, &(GtkAllocation) { 0, 0, width, height }, -1);
    return;
  }

  n_columns = (int) rk_instrument_columns (rk_instrument_shape (rk_plot_get_kind (self->plot)), (guint) n, width, height);
  n_rows = (n + n_columns - 1) / n_columns;

  for (int i = 0; i < n; i++) {
    int row = i / n_columns;
    int column = i % n_columns;
    int x = column * (width + SPACING) / n_columns;
    int y = row * (height + SPACING) / n_rows;
    int right = (column + 1) * (width + SPACING) / n_columns - SPACING;
    int bottom = (row + 1) * (height + SPACING) / n_rows - SPACING;

    gtk_widget_size_allocate (g_ptr_array_index (self->faces, i),
                              &(GtkAllocation) { x, y, MAX (right - x, 1), MAX (bottom - y, 1) }, -1);
  }
}

static void
rk_instrument_measure (GtkWidget      *widget,
                       GtkOrientation  orientation,
                       int             for_size,
                       int            *minimum,
                       int            *natural,
                       int            *minimum_baseline,
                       int            *natural_baseline)
{
  RkInstrument *self = RK_INSTRUMENT (widget);

  /* A child that is allocated must have been asked. */
  for (guint i = 0; i < self->faces->len; i++)
    gtk_widget_measure (g_ptr_array_index (self->faces, i), orientation, -1, NULL, NULL, NULL, NULL);
  gtk_widget_measure (self->empty, orientation, -1, NULL, NULL, NULL, NULL);

  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 120 : 96;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 260 : 220;
}

static void
rk_instrument_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (rk_instrument_parent_class)->map (widget);

  update_faces (RK_INSTRUMENT (widget));
}

static void
rk_instrument_unmap (GtkWidget *widget)
{
  RkInstrument *self = RK_INSTRUMENT (widget);

  g_clear_handle_id (&self->beat_id, g_source_remove);

  GTK_WIDGET_CLASS (rk_instrument_parent_class)->unmap (widget);
}

static void
rk_instrument_dispose (GObject *object)
{
  RkInstrument *self = RK_INSTRUMENT (object);

  g_clear_handle_id (&self->beat_id, g_source_remove);
  forget_channels (self);
  clear_faces (self);
  g_clear_pointer (&self->empty, gtk_widget_unparent);
  g_clear_object (&self->channels_signals);
  g_clear_object (&self->runs_signals);
  g_clear_object (&self->experiment);
  g_clear_object (&self->plot);

  G_OBJECT_CLASS (rk_instrument_parent_class)->dispose (object);
}

static void
rk_instrument_finalize (GObject *object)
{
  RkInstrument *self = RK_INSTRUMENT (object);

  g_ptr_array_unref (self->faces);
  g_ptr_array_unref (self->watched);

  G_OBJECT_CLASS (rk_instrument_parent_class)->finalize (object);
}

static void
rk_instrument_class_init (RkInstrumentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = rk_instrument_dispose;
  object_class->finalize = rk_instrument_finalize;
  widget_class->measure = rk_instrument_measure;
  widget_class->size_allocate = rk_instrument_size_allocate;
  widget_class->map = rk_instrument_map;
  widget_class->unmap = rk_instrument_unmap;

  gtk_widget_class_set_css_name (widget_class, "instruments");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
rk_instrument_init (RkInstrument *self)
{
  self->watched = g_ptr_array_new_with_free_func (g_object_unref);
  self->faces = g_ptr_array_new ();

  self->empty = gtk_label_new (_("No value yet"));
  gtk_widget_add_css_class (self->empty, "dim-label");
  gtk_widget_add_css_class (self->empty, "title-4");
  gtk_label_set_ellipsize (GTK_LABEL (self->empty), PANGO_ELLIPSIZE_END);
  gtk_widget_set_parent (self->empty, GTK_WIDGET (self));

  self->channels_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->channels_signals, "items-changed", G_CALLBACK (channels_changed_cb), self);
  self->runs_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->runs_signals, "items-changed", G_CALLBACK (changed_cb), self);
}

/**
 * rk_instrument_new:
 * @plot: a view of one of the kinds %RK_PLOT_GAUGE, %RK_PLOT_THERMOMETER, %RK_PLOT_BAR and %RK_PLOT_TABLE
 *
 * Makes the widget that shows the newest values of a view. It follows the view and its channels, at most ten times a
 * second and only while it is on the screen.
 *
 * Returns: (transfer floating): a widget
 */
GtkWidget *
rk_instrument_new (RkPlot *plot)
{
  RkInstrument *self;

  g_return_val_if_fail (RK_IS_PLOT (plot), NULL);

  self = g_object_new (RK_TYPE_INSTRUMENT, NULL);
  self->plot = g_object_ref (plot);
  g_signal_connect_object (plot, "changed", G_CALLBACK (channels_changed_cb), self, G_CONNECT_SWAPPED);
  channels_changed_cb (self);

  return GTK_WIDGET (self);
}

/**
 * rk_instrument_set_experiment:
 * @self: an instrument
 * @experiment: (nullable): whose channels to show
 *
 * Says whose visible channels are meant when the view has not chosen any.
 */
void
rk_instrument_set_experiment (RkInstrument *self,
                              RkExperiment *experiment)
{
  g_return_if_fail (RK_IS_INSTRUMENT (self));
  g_return_if_fail (experiment == NULL || RK_IS_EXPERIMENT (experiment));

  if (!g_set_object (&self->experiment, experiment))
    return;

  g_signal_group_set_target (self->channels_signals,
                             experiment != NULL ? rk_experiment_get_channels (experiment) : NULL);
  g_signal_group_set_target (self->runs_signals, experiment != NULL ? rk_experiment_get_runs (experiment) : NULL);
  channels_changed_cb (self);
}
