#include "config.h"

#include "app/profile-editor-channel.h"

#include "base/quantity.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _RkProfileEditorChannel
{
  AdwBin parent_instance;

  RkDraftChannel *channel; /* of the draft */
  gboolean        filling;

  AdwEntryRow *name_row;
  AdwComboRow *quantity_row;
  AdwEntryRow *unit_row;
  AdwComboRow *decimals_row;
};

enum {
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RkProfileEditorChannel, rk_profile_editor_channel, ADW_TYPE_BIN)

/* NULL for nothing. */
static char *
dup_entry (AdwEntryRow *row)
{
  char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));

  if (*text == '\0')
    g_clear_pointer (&text, g_free);

  return text;
}

static void
replace (char **place,
         char  *text)
{
  g_free (*place);
  *place = text;
}

static void
changed_cb (RkProfileEditorChannel *self)
{
  guint selected = adw_combo_row_get_selected (self->quantity_row);
  const RkQuantity *quantity = selected > 0 ? rk_quantity_nth (selected - 1) : NULL;
  g_autofree char *unit = NULL;
  const RkUnit *known;

  if (self->filling)
    return;

  replace (&self->channel->name, dup_entry (self->name_row));
  unit = dup_entry (self->unit_row);
  known = unit != NULL ? rk_unit_find (unit) : NULL;
  replace (&self->channel->unit, g_strdup (known != NULL ? known->symbol : unit));
  replace (&self->channel->quantity, g_strdup (quantity != NULL ? quantity->id : NULL));
  replace (&self->channel->symbol, g_strdup (quantity != NULL && *quantity->symbol != '\0' ? quantity->symbol : NULL));
  self->channel->decimals = (int) adw_combo_row_get_selected (self->decimals_row) - 1;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* A quantity brings its usual unit and name where nothing was said yet. */
static void
quantity_cb (RkProfileEditorChannel *self)
{
  guint selected = adw_combo_row_get_selected (self->quantity_row);
  const RkQuantity *quantity = selected > 0 ? rk_quantity_nth (selected - 1) : NULL;

  if (self->filling)
    return;

  if (quantity != NULL) {
    self->filling = TRUE;
    if (*gtk_editable_get_text (GTK_EDITABLE (self->unit_row)) == '\0')
      gtk_editable_set_text (GTK_EDITABLE (self->unit_row), rk_unit_local (quantity->unit));
    if (*gtk_editable_get_text (GTK_EDITABLE (self->name_row)) == '\0')
      gtk_editable_set_text (GTK_EDITABLE (self->name_row), _(quantity->name));
    self->filling = FALSE;
  }
  changed_cb (self);
}

static GtkStringList *
list_quantities (void)
{
  GtkStringList *names = gtk_string_list_new (NULL);
  const RkQuantity *quantity;

  gtk_string_list_append (names, _("Any"));
  for (guint i = 0; (quantity = rk_quantity_nth (i)) != NULL; i++)
    gtk_string_list_append (names, _(quantity->name));

  return names;
}

static GtkStringList *
list_decimals (void)
{
  GtkStringList *names = gtk_string_list_new (NULL);

  gtk_string_list_append (names, _("By the data"));
  for (guint i = 0; i <= 9; i++) {
    g_autofree char *text = g_strdup_printf ("%u", i);

    gtk_string_list_append (names, text);
  }

  return names;
}

static guint
find_quantity (const char *id)
{
  const RkQuantity *quantity;

  for (guint i = 0; id != NULL && (quantity = rk_quantity_nth (i)) != NULL; i++) {
    if (strcmp (quantity->id, id) == 0)
      return i + 1;
  }

  return 0;
}

static void
rk_profile_editor_channel_dispose (GObject *object)
{
  RkProfileEditorChannel *self = RK_PROFILE_EDITOR_CHANNEL (object);

  self->filling = TRUE;
  self->channel = NULL;

  G_OBJECT_CLASS (rk_profile_editor_channel_parent_class)->dispose (object);
}

static void
rk_profile_editor_channel_class_init (RkProfileEditorChannelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rk_profile_editor_channel_dispose;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rk_profile_editor_channel_init (RkProfileEditorChannel *self)
{
  self->filling = TRUE;
}

/**
 * rk_profile_editor_channel_new:
 * @channel: what the draft says of the column
 * @column: the column as it is read now
 *
 * Returns: (transfer floating): a group of rows
 */
GtkWidget *
rk_profile_editor_channel_new (RkDraftChannel *channel,
                               const RkColumn *column)
{
  RkProfileEditorChannel *self = g_object_new (RK_TYPE_PROFILE_EDITOR_CHANNEL, NULL);
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  g_autoptr (GtkStringList) quantities = list_quantities ();
  g_autoptr (GtkStringList) decimals = list_decimals ();
  g_autofree char *title = g_markup_escape_text (channel->key, -1);
  const char *name = channel->name != NULL ? channel->name : column->name;

  self->channel = channel;
  self->name_row = g_object_new (ADW_TYPE_ENTRY_ROW, "title", _("Name"), NULL);
  self->quantity_row = g_object_new (ADW_TYPE_COMBO_ROW, "title", _("Quantity"), "model", quantities, NULL);
  self->unit_row = g_object_new (ADW_TYPE_ENTRY_ROW, "title", _("Unit"), NULL);
  self->decimals_row = g_object_new (ADW_TYPE_COMBO_ROW, "title", _("Decimals"), "model", decimals, NULL);

  adw_preferences_group_set_title (group, title);
  adw_preferences_group_add (group, GTK_WIDGET (self->name_row));
  adw_preferences_group_add (group, GTK_WIDGET (self->quantity_row));
  adw_preferences_group_add (group, GTK_WIDGET (self->unit_row));
  adw_preferences_group_add (group, GTK_WIDGET (self->decimals_row));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (group));

  /* The key stands above; as a name it says nothing new. */
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), name != NULL && strcmp (name, channel->key) != 0 ? name : "");
  gtk_editable_set_text (GTK_EDITABLE (self->unit_row),
                         rk_unit_local (channel->unit != NULL ? channel->unit : column->unit));
  adw_combo_row_set_selected (self->quantity_row,
                              find_quantity (channel->quantity != NULL ? channel->quantity : column->quantity));
  adw_combo_row_set_selected (self->decimals_row,
                              (guint) CLAMP ((channel->decimals >= 0 ? channel->decimals : column->decimals) + 1, 0, 10));
  self->filling = FALSE;

  g_signal_connect_object (self->name_row, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->unit_row, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->quantity_row, "notify::selected", G_CALLBACK (quantity_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->decimals_row, "notify::selected", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}
