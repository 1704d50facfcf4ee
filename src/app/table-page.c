#include "config.h"

#include "app/table-page.h"

#include "app/format.h"
#include "app/table-model.h"
#include "base/quantity.h"

#include <glib/gi18n-lib.h>

/* Rows that one copy takes at most: more is a file, see the export. */
#define MAX_COPIED 100000

struct _RkTablePage
{
  AdwBin parent_instance;

  RkExperiment *experiment; /* nullable */
  RkTableModel *model;

  GtkFlattenListModel *streams;     /* of all runs, in their order */
  GPtrArray           *columns;     /* of GtkColumnViewColumn: time, then one per channel */
  GSignalGroup        *model_signals;
  gboolean             at_end;      /* the last row is kept in sight */

  /* Template children. */
  GtkStack          *stack;
  GtkDropDown       *run_drop_down;
  GtkLabel          *count_label;
  GtkColumnView     *column_view;
  GtkScrolledWindow *scroller;
};

enum {
  PROP_0,
  PROP_EXPERIMENT,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (RkTablePage, rk_table_page, ADW_TYPE_BIN)

/* ---- cells ---- */

/* The column of the stream a factory fills; the time is column -1. */
typedef struct {
  RkTablePage *page;
  int          column;
} Cell;

static void
cell_setup_cb (GtkSignalListItemFactory *factory,
               GtkListItem              *item,
               gpointer                  user_data)
{
  GtkWidget *label = gtk_inscription_new (NULL);

  /* An inscription asks for no size of its own: a column of any number of rows is laid out at once. */
  gtk_inscription_set_xalign (GTK_INSCRIPTION (label), 1);
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (label), 14);
  gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (item, label);
}

static void
cell_bind_cb (GtkSignalListItemFactory *factory,
              GtkListItem              *item,
              gpointer                  user_data)
{
  const Cell *cell = user_data;
  guint row = rk_table_row_get_index (gtk_list_item_get_item (item));
  g_autofree char *text = NULL;

  if (cell->column < 0)
    text = rk_table_model_dup_time (cell->page->model, row);
  else
    text = rk_table_model_dup_value (cell->page->model, row, (guint) cell->column);

  gtk_inscription_set_text (GTK_INSCRIPTION (gtk_list_item_get_child (item)), text);
}

static void
cell_free (gpointer  data,
           GClosure *closure)
{
  g_free (data);
}

static GtkColumnViewColumn *
add_column (RkTablePage *self,
            const char  *title,
            int          column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *view_column;
  Cell *cell = g_new (Cell, 1);

  cell->page = self;
  cell->column = column;
  g_signal_connect (factory, "setup", G_CALLBACK (cell_setup_cb), NULL);
  g_signal_connect_data (factory, "bind", G_CALLBACK (cell_bind_cb), cell, cell_free, 0);

  view_column = gtk_column_view_column_new (title, factory);
  gtk_column_view_column_set_resizable (view_column, TRUE);
  gtk_column_view_insert_column (self->column_view, self->columns->len, view_column);
  g_ptr_array_add (self->columns, view_column);
  g_object_unref (view_column);

  return view_column;
}

/* ---- columns ---- */

static gboolean
transform_title (GBinding     *binding,
                 const GValue *from,
                 GValue       *to,
                 gpointer      user_data)
{
  g_autoptr (RkChannel) channel = RK_CHANNEL (g_binding_dup_source (binding));

  if (channel == NULL)
    return FALSE;

  g_value_take_string (to, rk_axis_title (rk_channel_get_name (channel), rk_channel_get_unit (channel)));

  return TRUE;
}

static void
clear_columns (RkTablePage *self)
{
  for (guint i = 0; i < self->columns->len; i++)
    gtk_column_view_remove_column (self->column_view, g_ptr_array_index (self->columns, i));

  g_ptr_array_set_size (self->columns, 0);
}

/* Cells that are in sight are written anew, since a unit or the decimals changed. */
static void
channel_changed_cb (RkTablePage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));

  if (n > 0)
    g_list_model_items_changed (G_LIST_MODEL (self->model), 0, n, n);
}

/* Titles stand above the last digits of their numbers. GTK 4.8 has no property for it. */
static void
align_titles (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget)) {
    gtk_label_set_xalign (GTK_LABEL (widget), 1);
    gtk_widget_set_hexpand (widget, TRUE);
  }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    align_titles (child);
}

static void
update_columns (RkTablePage *self)
{
  RkStream *stream = rk_table_model_get_stream (self->model);
  guint n = stream != NULL ? rk_stream_get_n_channels (stream) : 0;

  /* The time stands before them. */
  if (self->columns->len == n + 1)
    return;

  if (self->columns->len == 0)
    add_column (self, _("t, s"), -1);

  for (guint i = self->columns->len - 1; i < n; i++) {
    RkChannel *channel = rk_stream_get_channel (stream, i);
    GtkColumnViewColumn *column = add_column (self, NULL, (int) i);

    for (guint k = 0; k < 2; k++)
      g_object_bind_property_full (channel, k == 0 ? "name" : "unit", column, "title", G_BINDING_SYNC_CREATE,
                                   transform_title, NULL, NULL, NULL);
    /* Scatter is read here, not in the graph. */
    if (!g_str_has_prefix (rk_channel_get_source_key (channel), RK_CHANNEL_DEVIATION))
      g_object_bind_property (channel, "visible", column, "visible", G_BINDING_SYNC_CREATE);
    g_signal_connect_object (channel, "notify::unit", G_CALLBACK (channel_changed_cb), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (channel, "notify::decimals", G_CALLBACK (channel_changed_cb), self, G_CONNECT_SWAPPED);
  }

  align_titles (gtk_widget_get_first_child (GTK_WIDGET (self->column_view)));
}

static void
disconnect_channels (RkTablePage *self)
{
  RkStream *stream = rk_table_model_get_stream (self->model);

  for (guint i = 0; stream != NULL && i < rk_stream_get_n_channels (stream); i++)
    g_signal_handlers_disconnect_by_data (rk_stream_get_channel (stream, i), self);
}

/* ---- the end of a growing list ---- */

/* GTK 4.8 scrolls to a row only by an action of the list inside the column view. */
static void
scroll_to_end (RkTablePage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));

  /* A list that was never laid out would take its first row for all it can show. */
  if (gtk_widget_get_height (GTK_WIDGET (self->column_view)) == 0)
    return;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->column_view)); child != NULL && n > 0;
       child = gtk_widget_get_next_sibling (child)) {
    if (GTK_IS_LIST_VIEW (child) || GTK_IS_SCROLLABLE (child))
      gtk_widget_activate_action (child, "list.scroll-to-item", "u", n - 1);
  }
}

static void
rows_changed_cb (RkTablePage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  g_autofree char *number = rk_format_count (n);
  g_autofree char *text = g_strdup_printf (ngettext ("%s row", "%s rows", n), number);

  update_columns (self);
  gtk_label_set_text (self->count_label, text);
  if (self->at_end)
    scroll_to_end (self);
}

static void
scrolled_cb (RkTablePage   *self,
             GtkAdjustment *adjustment)
{
  double end = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);

  /* Within a row and a half of the end. */
  self->at_end = gtk_adjustment_get_value (adjustment) >= end - 48;
}

/* ---- runs ---- */

static RkRun *
find_run (RkTablePage *self,
          RkStream    *stream)
{
  GListModel *runs = rk_experiment_get_runs (self->experiment);

  for (guint i = 0; i < g_list_model_get_n_items (runs); i++) {
    g_autoptr (RkRun) run = g_list_model_get_item (runs, i);

    for (guint k = 0; k < rk_run_get_n_streams (run); k++) {
      if (rk_run_get_stream (run, k) == stream)
        return run; /* the list holds a reference of its own */
    }
  }

  return NULL;
}

/* "Run 2", with its source when there are several. */
static char *
format_stream (RkTablePage *self,
               RkStream    *stream)
{
  RkRun *run = self->experiment != NULL && stream != NULL ? find_run (self, stream) : NULL;

  if (run == NULL)
    return g_strdup ("");

  if (rk_run_get_n_streams (run) > 1)
    return g_strdup_printf ("%s · %s", rk_run_get_name (run), rk_stream_get_source_name (stream));

  return g_strdup (rk_run_get_name (run));
}

static void
select_stream (RkTablePage *self,
               RkStream    *stream)
{
  RkRun *run = stream != NULL && self->experiment != NULL ? find_run (self, stream) : NULL;

  if (stream == rk_table_model_get_stream (self->model))
    return;

  disconnect_channels (self);
  clear_columns (self);
  /* What is being recorded is watched at its end, what is done is read from its begin. */
  self->at_end = run != NULL && rk_run_get_state (run) == RK_RUN_RECORDING;
  rk_table_model_set_stream (self->model, stream);
  update_columns (self);
  rows_changed_cb (self);
}

static void
selected_cb (RkTablePage *self)
{
  select_stream (self, gtk_drop_down_get_selected_item (self->run_drop_down));
}

static void
streams_changed_cb (RkTablePage *self,
                    guint        position,
                    guint        n_removed,
                    guint        n_added)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->streams));

  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "table" : "empty");
  gtk_widget_set_visible (GTK_WIDGET (self->run_drop_down), n > 1);

  /* What was added last is what one wants to see. */
  if (n_added > 0)
    gtk_drop_down_set_selected (self->run_drop_down, n - 1);
  selected_cb (self);
}

/* ---- copying ---- */

static void
copy_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  RkTablePage *self = RK_TABLE_PAGE (widget);
  RkStream *stream = rk_table_model_get_stream (self->model);
  GtkSelectionModel *selection = gtk_column_view_get_model (self->column_view);
  g_autoptr (GtkBitset) chosen = gtk_selection_model_get_selection (selection);
  g_autoptr (GString) text = g_string_new (_("t, s"));
  GtkBitsetIter iter;
  guint row;
  guint n = 0;

  if (stream == NULL || gtk_bitset_is_empty (chosen))
    return;

  for (guint i = 0; i < rk_stream_get_n_channels (stream); i++) {
    RkChannel *channel = rk_stream_get_channel (stream, i);
    g_autofree char *title = rk_axis_title (rk_channel_get_name (channel), rk_channel_get_unit (channel));

    g_string_append_printf (text, "\t%s", title);
  }

  for (gboolean more = gtk_bitset_iter_init_first (&iter, chosen, &row); more && n < MAX_COPIED;
       more = gtk_bitset_iter_next (&iter, &row), n++) {
    g_autofree char *time = rk_table_model_dup_time (self->model, row);

    g_string_append_printf (text, "\n%s", time);
    for (guint i = 0; i < rk_stream_get_n_channels (stream); i++) {
      g_autofree char *value = rk_table_model_dup_value (self->model, row, i);

      g_string_append_printf (text, "\t%s", value);
    }
  }

  g_string_append_c (text, '\n');
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text->str);
}

/* ---- the drop-down ---- */

static void
run_setup_cb (RkTablePage *self,
              GtkListItem *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 32);
  gtk_list_item_set_child (item, label);
}

static void
run_named_cb (GtkListItem *item)
{
  GtkWidget *label = gtk_list_item_get_child (item);
  GtkWidget *page = label != NULL ? gtk_widget_get_ancestor (label, RK_TYPE_TABLE_PAGE) : NULL;

  if (page != NULL && gtk_list_item_get_item (item) != NULL) {
    g_autofree char *text = format_stream (RK_TABLE_PAGE (page), gtk_list_item_get_item (item));

    gtk_label_set_text (GTK_LABEL (label), text);
  }
}

static void
run_bind_cb (RkTablePage *self,
             GtkListItem *item)
{
  g_autofree char *text = format_stream (self, gtk_list_item_get_item (item));
  RkRun *run = self->experiment != NULL ? find_run (self, gtk_list_item_get_item (item)) : NULL;

  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)), text);
  if (run != NULL)
    g_signal_connect_object (run, "notify::name", G_CALLBACK (run_named_cb), item, G_CONNECT_SWAPPED);
}

static void
run_unbind_cb (RkTablePage *self,
               GtkListItem *item)
{
  RkRun *run = self->experiment != NULL ? find_run (self, gtk_list_item_get_item (item)) : NULL;

  if (run != NULL)
    g_signal_handlers_disconnect_by_func (run, run_named_cb, item);
}

/* ---- the object ---- */

static void
rk_table_page_map (GtkWidget *widget)
{
  RkTablePage *self = RK_TABLE_PAGE (widget);

  GTK_WIDGET_CLASS (rk_table_page_parent_class)->map (widget);

  rk_table_model_set_active (self->model, TRUE);
}

static void
rk_table_page_unmap (GtkWidget *widget)
{
  RkTablePage *self = RK_TABLE_PAGE (widget);

  rk_table_model_set_active (self->model, FALSE);

  GTK_WIDGET_CLASS (rk_table_page_parent_class)->unmap (widget);
}

static void
rk_table_page_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  RkTablePage *self = RK_TABLE_PAGE (object);

  switch (prop_id) {
  case PROP_EXPERIMENT:
    g_value_set_object (value, self->experiment);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
rk_table_page_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  RkTablePage *self = RK_TABLE_PAGE (object);

  switch (prop_id) {
  case PROP_EXPERIMENT:
    rk_table_page_set_experiment (self, g_value_get_object (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
rk_table_page_dispose (GObject *object)
{
  RkTablePage *self = RK_TABLE_PAGE (object);

  if (self->model != NULL)
    disconnect_channels (self);
  if (self->streams != NULL)
    g_signal_handlers_disconnect_by_data (self->streams, self);
  g_clear_object (&self->model_signals);
  /* AdwBin keeps no reference of its own to what the template disposes of. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_TABLE_PAGE);
  g_clear_object (&self->streams);
  g_clear_object (&self->model);
  g_clear_object (&self->experiment);

  G_OBJECT_CLASS (rk_table_page_parent_class)->dispose (object);
}

static void
rk_table_page_finalize (GObject *object)
{
  RkTablePage *self = RK_TABLE_PAGE (object);

  g_ptr_array_unref (self->columns);

  G_OBJECT_CLASS (rk_table_page_parent_class)->finalize (object);
}

static void
rk_table_page_class_init (RkTablePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = rk_table_page_get_property;
  object_class->set_property = rk_table_page_set_property;
  object_class->dispose = rk_table_page_dispose;
  object_class->finalize = rk_table_page_finalize;
  widget_class->map = rk_table_page_map;
  widget_class->unmap = rk_table_page_unmap;

  /**
   * RkTablePage:experiment:
   *
   * Whose runs are listed.
   */
  properties[PROP_EXPERIMENT] =
    g_param_spec_object ("experiment", NULL, NULL,
                         RK_TYPE_EXPERIMENT,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/rostok/Rostok/ui/table-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RkTablePage, stack);
  gtk_widget_class_bind_template_child (widget_class, RkTablePage, run_drop_down);
  gtk_widget_class_bind_template_child (widget_class, RkTablePage, count_label);
  gtk_widget_class_bind_template_child (widget_class, RkTablePage, column_view);
  gtk_widget_class_bind_template_child (widget_class, RkTablePage, scroller);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, run_setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, run_bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, run_unbind_cb);

  gtk_widget_class_install_action (widget_class, "table.copy", NULL, copy_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "table.copy", NULL);
}

static void
rk_table_page_init (RkTablePage *self)
{
  GtkColumnViewColumn *filler;
  GtkMultiSelection *selection;
  GtkAdjustment *adjustment;

  self->columns = g_ptr_array_new ();
  self->model = rk_table_model_new ();

  gtk_widget_init_template (GTK_WIDGET (self));

  /* Takes the room the numbers leave, so that rows reach the edge. */
  filler = gtk_column_view_column_new (NULL, gtk_signal_list_item_factory_new ());
  gtk_column_view_column_set_expand (filler, TRUE);
  gtk_column_view_append_column (self->column_view, filler);
  g_object_unref (filler);

  selection = gtk_multi_selection_new (G_LIST_MODEL (g_object_ref (self->model)));
  gtk_column_view_set_model (self->column_view, GTK_SELECTION_MODEL (selection));
  g_object_unref (selection);

  /* After the view, so that the view knows the rows before it is scrolled. */
  self->model_signals = g_signal_group_new (RK_TYPE_TABLE_MODEL);
  g_signal_group_connect_swapped (self->model_signals, "items-changed", G_CALLBACK (rows_changed_cb), self);
  g_signal_group_set_target (self->model_signals, self->model);

  adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (scrolled_cb), self, G_CONNECT_SWAPPED);

  self->streams = gtk_flatten_list_model_new (NULL);
  gtk_drop_down_set_model (self->run_drop_down, G_LIST_MODEL (self->streams));
  g_signal_connect_swapped (self->streams, "items-changed", G_CALLBACK (streams_changed_cb), self);
}

/**
 * rk_table_page_new:
 *
 * Returns: (transfer floating): an empty page
 */
GtkWidget *
rk_table_page_new (void)
{
  return g_object_new (RK_TYPE_TABLE_PAGE, NULL);
}

/**
 * rk_table_page_get_experiment:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): whose runs are listed
 */
RkExperiment *
rk_table_page_get_experiment (RkTablePage *self)
{
  g_return_val_if_fail (RK_IS_TABLE_PAGE (self), NULL);

  return self->experiment;
}

/**
 * rk_table_page_set_experiment:
 * @self: a page
 * @experiment: (nullable): whose runs to list
 *
 * Lists the runs of another experiment, the newest first in sight.
 */
void
rk_table_page_set_experiment (RkTablePage  *self,
                              RkExperiment *experiment)
{
  g_return_if_fail (RK_IS_TABLE_PAGE (self));
  g_return_if_fail (experiment == NULL || RK_IS_EXPERIMENT (experiment));

  if (self->experiment == experiment)
    return;

  /* Labels of the old runs let go of them while they can still be found. */
  gtk_flatten_list_model_set_model (self->streams, NULL);
  g_set_object (&self->experiment, experiment);
  gtk_flatten_list_model_set_model (self->streams, experiment != NULL ? rk_experiment_get_runs (experiment) : NULL);
  streams_changed_cb (self, 0, 0, g_list_model_get_n_items (G_LIST_MODEL (self->streams)));

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EXPERIMENT]);
}
