#include "config.h"

#include "app/axis-follow.h"

#include "app/format.h"
#include "base/number.h"

#include <glib/gi18n-lib.h>

#include <math.h>

/* Shown when nobody said how many, s. */
#define USUAL_S 1.0

typedef struct {
  RkGraphView *view;
  GPtrArray   *channels; /* of RkChannel, as the list names them */
  gboolean     filling;

  GtkWidget *check;
  GtkWidget *choices;
  GtkWidget *channel;
  GtkWidget *edge;
  GtkWidget *level;
} Follow;

static void
follow_clear (Follow *self)
{
  g_clear_object (&self->view);
  g_clear_pointer (&self->channels, g_ptr_array_unref);
}

static void
follow_release (Follow   *self,
                GClosure *closure)
{
  g_rc_box_release_full (self, (GDestroyNotify) follow_clear);
}

static void
take (Follow *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->level));
  guint chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->channel));
  RkGraphSweep sweep = {
    .is_on = gtk_check_button_get_active (GTK_CHECK_BUTTON (self->check)),
    .channel = chosen < self->channels->len ? g_ptr_array_index (self->channels, chosen) : NULL,
    .edge = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->edge)) == 1 ? RK_EDGE_FALLS : RK_EDGE_RISES,
    .level = (double) NAN,
  };
  gboolean is_wrong = *text != '\0' && !rk_number_parse_typed (text, &sweep.level);

  gtk_widget_set_visible (self->choices, sweep.is_on);
  if (is_wrong)
    gtk_widget_add_css_class (self->level, "error");
  else
    gtk_widget_remove_css_class (self->level, "error");
  if (self->filling || is_wrong)
    return;

  rk_graph_view_set_sweep (self->view, &sweep);
  if (sweep.is_on && rk_graph_view_get_follow_s (self->view) == 0)
    rk_graph_view_set_follow_s (self->view, USUAL_S);
}

static void
connect (Follow     *self,
         GtkWidget  *widget,
         const char *signal)
{
  g_signal_connect_data (widget, signal, G_CALLBACK (take), g_rc_box_acquire (self), (GClosureNotify) follow_release,
                         G_CONNECT_SWAPPED);
}

static GtkWidget *
make_drop_down (GtkStringList *names,
                const char    *name)
{
  GtkWidget *widget = gtk_drop_down_new (G_LIST_MODEL (names), NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);

  return widget;
}

static GtkStringList *
list_channels (Follow *self)
{
  GtkStringList *names = gtk_string_list_new (NULL);
  RkExperiment *experiment = rk_graph_view_get_experiment (self->view);
  GListModel *all = experiment != NULL ? rk_experiment_get_channels (experiment) : NULL;

  for (guint i = 0; all != NULL && i < g_list_model_get_n_items (all); i++) {
    g_autoptr (RkChannel) channel = g_list_model_get_item (all, i);

    if (!rk_channel_get_visible (channel))
      continue;
    gtk_string_list_append (names, rk_channel_get_name (channel));
    g_ptr_array_add (self->channels, g_steal_pointer (&channel));
  }

  return names;
}

static void
fill (Follow *self)
{
  const RkGraphSweep *sweep = rk_graph_view_get_sweep (self->view);
  guint chosen;

  self->filling = TRUE;
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->check), sweep->is_on);
  if (sweep->channel != NULL && g_ptr_array_find (self->channels, sweep->channel, &chosen))
    gtk_drop_down_set_selected (GTK_DROP_DOWN (self->channel), chosen);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->edge), sweep->edge == RK_EDGE_FALLS ? 1 : 0);
  if (!isnan (sweep->level)) {
    g_autofree char *text = rk_format_plain (sweep->level);

    gtk_editable_set_text (GTK_EDITABLE (self->level), text);
  }
  gtk_widget_set_visible (self->choices, sweep->is_on);
  self->filling = FALSE;
}

/**
 * rk_axis_follow_new:
 * @view: a view
 *
 * Makes the choice of an oscilloscope: whether the last seconds begin at a level, of what, at which edge. Changes take effect as
 * they are made.
 *
 * Returns: (transfer floating): a box
 */
GtkWidget *
rk_axis_follow_new (RkGraphView *view)
{
  const char * const edges[] = { _("rises through"), _("falls through"), NULL };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  Follow *self = g_rc_box_new0 (Follow);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->view = g_object_ref (view);
  self->channels = g_ptr_array_new_with_free_func (g_object_unref);

  self->check = gtk_check_button_new_with_mnemonic (_("Stands still, as on an _oscilloscope"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Stands still, as on an oscilloscope"), -1);
  self->channel = make_drop_down (list_channels (self), _("Channel"));
  self->edge = make_drop_down (gtk_string_list_new (edges), _("Edge"));
  self->level = gtk_entry_new ();
  gtk_editable_set_width_chars (GTK_EDITABLE (self->level), 8);
  gtk_entry_set_alignment (GTK_ENTRY (self->level), 1);
  /* Translators: of the values seen; in place of a number. */
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->level), _("the middle"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->level), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Level"), -1);

  self->choices = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_box_append (GTK_BOX (self->choices), self->channel);
  gtk_box_append (GTK_BOX (row), self->edge);
  gtk_box_append (GTK_BOX (row), self->level);
  gtk_box_append (GTK_BOX (self->choices), row);
  gtk_box_append (GTK_BOX (box), self->check);
  gtk_box_append (GTK_BOX (box), self->choices);

  fill (self);
  connect (self, self->check, "toggled");
  connect (self, self->channel, "notify::selected");
  connect (self, self->edge, "notify::selected");
  connect (self, self->level, "changed");
  g_rc_box_release_full (self, (GDestroyNotify) follow_clear);

  return box;
}
