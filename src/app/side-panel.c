#include "config.h"

#include "app/side-panel.h"

#include "app/channel-row.h"
#include "app/run-row.h"

struct _RkSidePanel
{
  GtkBox parent_instance;

  RkDocument   *document; /* nullable until set */
  RkSensorCare *care;     /* nullable until set */

  /* Template children. */
  GtkEditableLabel *title_label;
  GtkLabel         *location_label;
  GtkListBox       *channel_list;
  GtkListBox       *run_list;
  GtkWidget        *compare_button;
};

G_DEFINE_FINAL_TYPE (RkSidePanel, rk_side_panel, GTK_TYPE_BOX)

static GtkWidget *
create_channel_row (gpointer item,
                    gpointer user_data)
{
  RkSidePanel *self = user_data;

  return rk_channel_row_new (RK_CHANNEL (item), self->care);
}

static GtkWidget *
create_run_row (gpointer item,
                gpointer user_data)
{
  return rk_run_row_new (RK_RUN (item));
}

/* One run has nothing to be laid over. */
static void
runs_changed_cb (RkSidePanel *self)
{
  GListModel *runs = rk_experiment_get_runs (rk_document_get_experiment (self->document));

  gtk_widget_set_visible (self->compare_button, g_list_model_get_n_items (runs) > 1);
}

static void
update_experiment (RkSidePanel *self)
{
  RkExperiment *experiment = rk_document_get_experiment (self->document);

  gtk_list_box_bind_model (self->channel_list, rk_experiment_get_channels (experiment),
                           create_channel_row, self, NULL);
  gtk_list_box_bind_model (self->run_list, rk_experiment_get_runs (experiment),
                           create_run_row, NULL, NULL);
  g_signal_connect_object (rk_experiment_get_runs (experiment), "items-changed", G_CALLBACK (runs_changed_cb), self,
                           G_CONNECT_SWAPPED);
  runs_changed_cb (self);
}

static void
update_title (RkSidePanel *self)
{
  if (!gtk_editable_label_get_editing (self->title_label))
    gtk_editable_set_text (GTK_EDITABLE (self->title_label), rk_document_get_title (self->document));
}

static void
update_location (RkSidePanel *self)
{
  g_autofree char *location = NULL;
  RkProject *project = rk_document_get_project (self->document);

  g_object_get (self->document, "location", &location, NULL);
  gtk_label_set_label (self->location_label, location);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->location_label),
                               project != NULL ? rk_project_get_path (project) : NULL);
}

static void
title_editing_cb (RkSidePanel *self)
{
  g_autofree char *title = NULL;

  if (self->document == NULL || gtk_editable_label_get_editing (self->title_label))
    return;

  title = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->title_label))));
  if (*title != '\0' && g_strcmp0 (title, rk_document_get_title (self->document)) != 0)
    rk_experiment_set_title (rk_document_get_experiment (self->document), title);
  update_title (self);
}

static void
rk_side_panel_dispose (GObject *object)
{
  RkSidePanel *self = RK_SIDE_PANEL (object);

  g_clear_object (&self->document);
  g_clear_object (&self->care);
  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_SIDE_PANEL);

  G_OBJECT_CLASS (rk_side_panel_parent_class)->dispose (object);
}

static void
rk_side_panel_class_init (RkSidePanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rk_side_panel_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/rostok/Rostok/ui/side-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, RkSidePanel, title_label);
  gtk_widget_class_bind_template_child (widget_class, RkSidePanel, location_label);
  gtk_widget_class_bind_template_child (widget_class, RkSidePanel, channel_list);
  gtk_widget_class_bind_template_child (widget_class, RkSidePanel, run_list);
  gtk_widget_class_bind_template_child (widget_class, RkSidePanel, compare_button);
  gtk_widget_class_bind_template_callback (widget_class, title_editing_cb);
}

static void
rk_side_panel_init (RkSidePanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rk_side_panel_set_document:
 * @self: a side panel
 * @document: what is shown
 * @care: who looks after its sensors
 *
 * Says what is shown; to be called once.
 */
void
rk_side_panel_set_document (RkSidePanel  *self,
                            RkDocument   *document,
                            RkSensorCare *care)
{
  g_return_if_fail (RK_IS_SIDE_PANEL (self));
  g_return_if_fail (self->document == NULL);

  self->document = g_object_ref (document);
  self->care = g_object_ref (care);
  g_signal_connect_object (document, "notify::experiment", G_CALLBACK (update_experiment), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "notify::title", G_CALLBACK (update_title), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "notify::location", G_CALLBACK (update_location), self, G_CONNECT_SWAPPED);
  update_experiment (self);
  update_title (self);
  update_location (self);
}
