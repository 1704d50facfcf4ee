#include "config.h"

#include "app/source-row.h"

#include "app/comma-question.h"
#include "app/format.h"
#include "app/guess-view.h"
#include "app/source-details.h"
#include "app/speed.h"

#include <glib/gi18n-lib.h>

/* A typed speed is taken when the hand has rested this long: no Enter needed,
 * and no reopening of the port at every digit. */
#define TYPING_MS 800

struct _RkSourceRow
{
  GtkListBoxRow parent_instance;

  RkDocument *document;
  RkSource   *source;
  GPtrArray  *profiles;  /* of RkProfile, as in the drop-down */
  guint       typing_id; /* 0 = none */
  gboolean    filling;   /* the row itself moves the controls */

  /* Template children. */
  GtkLabel        *name_label;
  GtkLabel        *state_label;
  GtkButton       *disconnect_button;
  GtkBox          *options_box;
  GtkDropDown     *profile_drop_down;
  GtkComboBoxText *speed_combo;
  RkCommaQuestion *comma_question;
  RkGuessView     *guess_view;
  RkSourceDetails *details;
};

G_DEFINE_FINAL_TYPE (RkSourceRow, rk_source_row, GTK_TYPE_LIST_BOX_ROW)

/**
 * rk_source_describe:
 * @source: a source
 *
 * Says in a few words how a device is doing.
 *
 * Returns: (transfer full): the words
 */
char *
rk_source_describe (RkSource *source)
{
  g_autofree char *rate = NULL;
  const char *error_text;
  guint silent_s = 0;

  switch (rk_source_get_state (source)) {
  case RK_SOURCE_OPENING:
    return g_strdup (_("Opening…"));
  case RK_SOURCE_LOST:
    return g_strdup (_("Unplugged; goes on when it is back"));
  case RK_SOURCE_FAILED:
    error_text = rk_source_get_error_text (source);
    return g_strdup (error_text != NULL ? error_text : _("Could not be opened"));
  case RK_SOURCE_CLOSED:
    return g_strdup (_("Closed"));
  case RK_SOURCE_RELEASED:
    return g_strdup (_("Left to another program"));
  case RK_SOURCE_LISTENING:
  default:
    break;
  }

  g_object_get (source, "silent-s", &silent_s, NULL);
  if (silent_s >= 5)
    /* Translators: %u is a number of seconds */
    return g_strdup_printf (_("Nothing received for %u s"), silent_s);

  if (rk_source_get_rate_hz (source) <= 0.0)
    return g_strdup (_("Receiving"));

  rate = rk_format_rate (rk_source_get_rate_hz (source));

  /* Translators: %s is a rate such as "20 Hz" */
  return g_strdup_printf (_("Receiving, %s"), rate);
}

static void
update_state (RkSourceRow *self)
{
  g_autofree char *text = rk_source_describe (self->source);

  if (g_strcmp0 (text, gtk_label_get_label (self->state_label)) != 0)
    gtk_label_set_label (self->state_label, text);
}

static void
update_sensitive (RkSourceRow *self)
{
  GListModel *sources = rk_recorder_get_sources (rk_document_get_recorder (self->document));
  gboolean idle = !rk_document_get_recording (self->document);

  gtk_widget_set_sensitive (GTK_WIDGET (self->options_box), idle);
  /* A run goes on with the others; without any it would end, and for that there is Stop. */
  gtk_widget_set_sensitive (GTK_WIDGET (self->disconnect_button), idle || g_list_model_get_n_items (sources) > 1);
}

/* Shows which profile and speed are in use now. */
static void
update_profile (RkSourceRow *self)
{
  RkProfile *profile = rk_source_get_profile (self->source);

  self->filling = TRUE;
  rk_speed_combo_fill (self->speed_combo, rk_profile_get_line (profile)->baud);

  for (guint i = 0; i < self->profiles->len; i++) {
    if (g_strcmp0 (rk_profile_get_id (g_ptr_array_index (self->profiles, i)),
                   rk_profile_get_id (profile)) == 0)
      gtk_drop_down_set_selected (self->profile_drop_down, i);
  }
  self->filling = FALSE;
}

static void
profile_selected_cb (RkSourceRow *self)
{
  guint selected = gtk_drop_down_get_selected (self->profile_drop_down);

  if (self->filling || selected >= self->profiles->len)
    return;

  rk_guesser_use (rk_guesser_get (self->document, self->source), g_ptr_array_index (self->profiles, selected));
  update_profile (self);
}

static gboolean
typing_cb (gpointer user_data)
{
  RkSourceRow *self = user_data;
  RkProfile *profile = rk_source_get_profile (self->source);
  GtkWidget *entry = gtk_combo_box_get_child (GTK_COMBO_BOX (self->speed_combo));
  guint baud = 0;

  self->typing_id = 0;

  if (rk_speed_parse (gtk_editable_get_text (GTK_EDITABLE (entry)), &baud)) {
    gtk_widget_remove_css_class (entry, "error");
    if (baud != rk_profile_get_line (profile)->baud && !rk_document_get_recording (self->document)) {
      g_autoptr (RkProfile) changed = rk_profile_with_baud (profile, baud);

      rk_guesser_use (rk_guesser_get (self->document, self->source), changed);
    }
  } else {
    gtk_widget_add_css_class (entry, "error");
  }

  return G_SOURCE_REMOVE;
}

static void
speed_changed_cb (RkSourceRow *self)
{
  if (self->filling)
    return;

  g_clear_handle_id (&self->typing_id, g_source_remove);
  self->typing_id = g_timeout_add (TYPING_MS, typing_cb, self);
}

static void
disconnect_cb (RkSourceRow *self)
{
  rk_document_disconnect_source (self->document, self->source);
}

static void
rk_source_row_dispose (GObject *object)
{
  RkSourceRow *self = RK_SOURCE_ROW (object);

  g_clear_handle_id (&self->typing_id, g_source_remove);
  self->filling = TRUE;
  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_SOURCE_ROW);
  g_clear_pointer (&self->profiles, g_ptr_array_unref);
  g_clear_object (&self->source);
  g_clear_object (&self->document);

  G_OBJECT_CLASS (rk_source_row_parent_class)->dispose (object);
}

static void
rk_source_row_class_init (RkSourceRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rk_source_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/rostok/Rostok/ui/source-row.ui");
  gtk_widget_class_bind_template_child (widget_class, RkSourceRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, RkSourceRow, state_label);
  gtk_widget_class_bind_template_child (widget_class, RkSourceRow, disconnect_button);
  gtk_widget_class_bind_template_child (widget_class, RkSourceRow, options_box);
  gtk_widget_class_bind_template_child (widget_class, RkSourceRow, profile_drop_down);
  gtk_widget_class_bind_template_child (widget_class, RkSourceRow, speed_combo);
  gtk_widget_class_bind_template_child (widget_class, RkSourceRow, comma_question);
  gtk_widget_class_bind_template_child (widget_class, RkSourceRow, guess_view);
  gtk_widget_class_bind_template_child (widget_class, RkSourceRow, details);
  gtk_widget_class_bind_template_callback (widget_class, profile_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, speed_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, disconnect_cb);

  /* Named only in the template. */
  g_type_ensure (RK_TYPE_COMMA_QUESTION);
  g_type_ensure (RK_TYPE_GUESS_VIEW);
  g_type_ensure (RK_TYPE_SOURCE_DETAILS);
}

static void
rk_source_row_init (RkSourceRow *self)
{
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
fill_profiles (RkSourceRow *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  RkProfile *current = rk_source_get_profile (self->source);
  gboolean found = FALSE;

  self->profiles = rk_profile_list ();
  for (guint i = 0; i < self->profiles->len; i++)
    found = found || g_strcmp0 (rk_profile_get_id (g_ptr_array_index (self->profiles, i)),
                                rk_profile_get_id (current)) == 0;
  if (!found)
    g_ptr_array_insert (self->profiles, 0, rk_profile_ref (current));

  for (guint i = 0; i < self->profiles->len; i++)
    gtk_string_list_append (names, rk_profile_get_name (g_ptr_array_index (self->profiles, i)));

  gtk_drop_down_set_model (self->profile_drop_down, G_LIST_MODEL (names));
}

/**
 * rk_source_row_new:
 * @document: whose source it is
 * @source: a connected device
 *
 * Makes the row of a connected device.
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
rk_source_row_new (RkDocument *document,
                   RkSource   *source)
{
  RkSourceRow *self = g_object_new (RK_TYPE_SOURCE_ROW, NULL);
  RkDevice *device = rk_source_get_device (source);

  self->document = g_object_ref (document);
  self->source = g_object_ref (source);

  gtk_label_set_label (self->name_label, rk_device_get_name (device));
  gtk_widget_set_visible (GTK_WIDGET (self->options_box),
                          rk_device_get_kind (device) != RK_DEVICE_SIMULATED);
  rk_comma_question_set_source (self->comma_question, source);
  rk_guess_view_set_source (self->guess_view, document, source);
  rk_source_details_set_source (self->details, source);
  g_object_bind_property (document, "recording", self->comma_question, "changeable",
                          G_BINDING_SYNC_CREATE | G_BINDING_INVERT_BOOLEAN);
  fill_profiles (self);
  update_profile (self);
  update_state (self);
  update_sensitive (self);

  g_signal_connect_object (source, "notify::state", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (source, "notify::silent-s", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (source, "notify::rate-hz", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (source, "notify::profile", G_CALLBACK (update_profile), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "notify::recording", G_CALLBACK (update_sensitive), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (rk_recorder_get_sources (rk_document_get_recorder (document)), "items-changed",
                           G_CALLBACK (update_sensitive), self, G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}
