#include "config.h"

#include "app/profile-editor.h"

#include "acquire/recognise.h"
#include "app/profile-draft.h"
#include "app/profile-editor-channel.h"
#include "app/profile-preview.h"
#include "app/raw-text.h"
#include "app/speed.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Text that changes faster cannot be read. */
#define REFRESH_MS 300

#define MAX_BYTES 16384
#define MAX_LINES 200
/* While the text runs; so many are in sight in a small window, so nothing scrolls. */
#define LIVE_LINES 14
#define MAX_CHARS 300

struct _RkProfileEditor
{
  AdwWindow parent_instance;

  RkSource       *source;
  RkProfileDraft *draft;
  GPtrArray      *kinds;       /* of const RkDecoderKind, as in the list */
  GBytes         *heard;       /* nullable: newest bytes of the device */
  guint           timeout_id;
  gboolean        filling;     /* the editor itself moves the controls */
  char           *shown_keys;  /* nullable: columns that have rows now */

  /* Template children. */
  GtkToggleButton *hex_button;
  GtkToggleButton *hold_button;
  GtkTextView     *heard_view;
  GtkLabel        *read_rows;
  GtkLabel        *verdict_label;
  GtkComboBoxText *speed_combo;
  GtkDropDown     *parity_drop_down;
  GtkCheckButton  *seven_button;
  AdwComboRow     *kind_row;
  AdwEntryRow     *pattern_row;
  AdwEntryRow     *skip_row;
  AdwComboRow     *decimal_row;
  AdwEntryRow     *time_row;
  AdwEntryRow     *sync_row;
  AdwEntryRow     *length_row;
  AdwEntryRow     *checksum_row;
  AdwEntryRow     *values_row;
  GtkTextView     *options_view;
  GtkBox          *channels_box;
  GtkLabel        *no_channels_label;
  AdwEntryRow     *name_row;
  AdwEntryRow     *description_row;
};

enum {
  SIGNAL_SAVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RkProfileEditor, rk_profile_editor, ADW_TYPE_WINDOW)

/* Options with a row of their own, and the kind that has them. */
static const struct { const char *kind; const char *option; gsize offset; } rows[] = {
  { "regex", "pattern", G_STRUCT_OFFSET (RkProfileEditor, pattern_row) },
  { "regex", "skip", G_STRUCT_OFFSET (RkProfileEditor, skip_row) },
  { "delimited", "time-column", G_STRUCT_OFFSET (RkProfileEditor, time_row) },
  { "binary-frame", "sync", G_STRUCT_OFFSET (RkProfileEditor, sync_row) },
  { "binary-frame", "length", G_STRUCT_OFFSET (RkProfileEditor, length_row) },
  { "binary-frame", "checksum", G_STRUCT_OFFSET (RkProfileEditor, checksum_row) },
  { "binary-frame", "values", G_STRUCT_OFFSET (RkProfileEditor, values_row) },
};

static const char * const decimal_ids[] = { "", "point", "comma" };

static AdwEntryRow *
get_row (RkProfileEditor *self,
         guint            i)
{
  return G_STRUCT_MEMBER (AdwEntryRow *, self, rows[i].offset);
}

/* ---- what is read ---- */

static void
set_view_text (GtkTextView *view,
               const char  *text)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  GtkTextIter end;

  gtk_text_buffer_set_text (buffer, text, -1);
  gtk_text_buffer_get_end_iter (buffer, &end);
  gtk_text_iter_set_line_offset (&end, 0);
  gtk_text_buffer_place_cursor (buffer, &end);
  gtk_text_view_scroll_to_mark (view, gtk_text_buffer_get_insert (buffer), 0.0, TRUE, 0.0, 1.0);
}

static void
show_heard (RkProfileEditor *self)
{
  gsize n = 0;
  const guint8 *bytes = self->heard != NULL ? g_bytes_get_data (self->heard, &n) : NULL;
  gsize max_lines = gtk_toggle_button_get_active (self->hold_button) ? MAX_LINES : LIVE_LINES;
  g_autofree char *text = gtk_toggle_button_get_active (self->hex_button)
    ? rk_raw_text_hex (bytes, n, 0, max_lines)
    : rk_raw_text_lines (bytes, n, max_lines, MAX_CHARS);

  set_view_text (self->heard_view, text);
}

/* Rows of questions for the columns that are read now; what was answered before is in the draft. */
static void
show_channels (RkProfileEditor *self,
               GPtrArray       *columns)
{
  g_autoptr (GString) keys = g_string_new (NULL);
  GtkWidget *child;

  for (guint i = 0; i < columns->len; i++)
    g_string_append_printf (keys, "%s\n", ((const RkColumn *) g_ptr_array_index (columns, i))->key);
  if (g_strcmp0 (keys->str, self->shown_keys) == 0)
    return;

  g_free (self->shown_keys);
  self->shown_keys = g_strdup (keys->str);

  for (child = gtk_widget_get_first_child (GTK_WIDGET (self->channels_box)); child != NULL;) {
    GtkWidget *next = gtk_widget_get_next_sibling (child);

    if (child != GTK_WIDGET (self->no_channels_label))
      gtk_box_remove (self->channels_box, child);
    child = next;
  }

  for (guint i = 0; i < columns->len; i++) {
    const RkColumn *column = g_ptr_array_index (columns, i);
    GtkWidget *row = rk_profile_editor_channel_new (rk_profile_draft_ensure_channel (self->draft, column->key), column);

    gtk_box_append (self->channels_box, row);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->no_channels_label), columns->len == 0);
}

static void
show_verdict (RkProfileEditor        *self,
              const RkProfilePreview *preview,
              const GError           *error)
{
  g_autofree char *text = NULL;
  gboolean is_bad = TRUE;

  if (error != NULL) {
    text = g_strdup (error->message);
  } else if (preview->counts.parsed + preview->counts.rejected == 0) {
    text = g_strdup (_("Nothing heard yet"));
    is_bad = FALSE;
  } else if (preview->rejected != NULL) {
    /* Translators: numbers of rows, of refused lines; a refused line; why */
    text = g_strdup_printf (_("%u rows read, %u refused: “%s”: %s"), (guint) preview->counts.n_frames,
                            (guint) preview->counts.n_rejected, preview->rejected, preview->reason);
  } else {
    /* Translators: a number of rows */
    text = g_strdup_printf (_("%u rows read, nothing refused"), (guint) preview->counts.n_frames);
    is_bad = preview->counts.n_frames == 0;
  }

  gtk_label_set_label (self->verdict_label, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->verdict_label), text);
  if (is_bad)
    gtk_widget_add_css_class (GTK_WIDGET (self->verdict_label), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->verdict_label), "error");
}

static void
show_read (RkProfileEditor *self)
{
  gsize n = 0;
  const guint8 *bytes = self->heard != NULL ? g_bytes_get_data (self->heard, &n) : NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (RkProfile) profile = rk_profile_draft_to_profile (self->draft, &error);
  g_autoptr (RkProfilePreview) preview = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  if (profile != NULL)
    preview = rk_profile_preview_new (profile, bytes, n, &error);

  for (guint i = 0; preview != NULL && i < preview->rows->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", (const char *) g_ptr_array_index (preview->rows, i));
  gtk_label_set_label (self->read_rows, text->str);
  show_verdict (self, preview, error);
  if (preview != NULL)
    show_channels (self, preview->columns);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "editor.save", preview != NULL && self->draft->name != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "editor.save-file", preview != NULL && self->draft->name != NULL);
}

static void
refresh_cb (RkProfileEditor *self)
{
  show_heard (self);
  show_read (self);
}

static gboolean
timeout_cb (gpointer user_data)
{
  RkProfileEditor *self = user_data;
  g_autoptr (GBytes) bytes = NULL;

  if (gtk_toggle_button_get_active (self->hold_button))
    return G_SOURCE_CONTINUE;

  bytes = rk_source_copy_raw (self->source, MAX_BYTES);
  if (bytes == NULL || (self->heard != NULL && g_bytes_equal (bytes, self->heard)))
    return G_SOURCE_CONTINUE;

  g_clear_pointer (&self->heard, g_bytes_unref);
  self->heard = g_steal_pointer (&bytes);
  refresh_cb (self);

  return G_SOURCE_CONTINUE;
}

/* ---- the form ---- */

static gboolean
has_row (const char *option)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    if (strcmp (rows[i].option, option) == 0)
      return TRUE;
  }

  return strcmp (option, "decimal") == 0;
}

static void
fill_more_options (RkProfileEditor *self)
{
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (self->draft->options), (GCompareFunc) strcmp);
  g_autoptr (GString) text = g_string_new (NULL);

  for (GList *l = names; l != NULL; l = l->next) {
    if (!has_row (l->data))
      g_string_append_printf (text, "%s=%s\n", (const char *) l->data,
                              (const char *) g_hash_table_lookup (self->draft->options, l->data));
  }
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->options_view), text->str, -1);
}

/* Only what the kind knows is asked. */
static void
show_rows (RkProfileEditor *self)
{
  gboolean has_decimal = strcmp (self->draft->kind, "delimited") == 0 || strcmp (self->draft->kind, "regex") == 0;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    gtk_widget_set_visible (GTK_WIDGET (get_row (self, i)), strcmp (rows[i].kind, self->draft->kind) == 0);
  gtk_widget_set_visible (GTK_WIDGET (self->decimal_row), has_decimal);
}

static void
fill_form (RkProfileEditor *self)
{
  const char *decimal = g_hash_table_lookup (self->draft->options, "decimal");

  self->filling = TRUE;
  rk_speed_combo_fill (self->speed_combo, self->draft->line.baud);
  gtk_drop_down_set_selected (self->parity_drop_down, self->draft->line.parity);
  gtk_check_button_set_active (self->seven_button, self->draft->line.data_bits == 7);

  for (guint i = 0; i < self->kinds->len; i++) {
    const RkDecoderKind *kind = g_ptr_array_index (self->kinds, i);

    if (strcmp (kind->id, self->draft->kind) == 0)
      adw_combo_row_set_selected (self->kind_row, i);
  }
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    const char *value = g_hash_table_lookup (self->draft->options, rows[i].option);

    gtk_editable_set_text (GTK_EDITABLE (get_row (self, i)), value != NULL ? value : "");
  }
  for (guint i = 0; i < G_N_ELEMENTS (decimal_ids); i++) {
    if (g_strcmp0 (decimal, decimal_ids[i]) == 0)
      adw_combo_row_set_selected (self->decimal_row, i);
  }
  fill_more_options (self);
  self->filling = FALSE;

  show_rows (self);
  g_clear_pointer (&self->shown_keys, g_free);
  show_read (self);
}

static void
line_changed_cb (RkProfileEditor *self)
{
  GtkWidget *entry = gtk_combo_box_get_child (GTK_COMBO_BOX (self->speed_combo));
  guint baud = 0;

  if (self->filling)
    return;

  if (rk_speed_parse (gtk_editable_get_text (GTK_EDITABLE (entry)), &baud))
    self->draft->line.baud = baud;
  self->draft->line.parity = (RkParity) gtk_drop_down_get_selected (self->parity_drop_down);
  self->draft->line.data_bits = gtk_check_button_get_active (self->seven_button) ? 7 : 8;
  show_read (self);
}

static void
kind_selected_cb (RkProfileEditor *self)
{
  guint selected = adw_combo_row_get_selected (self->kind_row);

  if (self->filling || selected >= self->kinds->len)
    return;

  rk_profile_draft_set_kind (self->draft, ((const RkDecoderKind *) g_ptr_array_index (self->kinds, selected))->id);
  fill_form (self);
}

/* Lines NAME=VALUE; an option that stood there and is gone is taken away. */
static void
take_more_options (RkProfileEditor *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->options_view);
  g_autoptr (GList) names = g_hash_table_get_keys (self->draft->options);
  g_auto (GStrv) lines = NULL;
  g_autofree char *text = NULL;
  GtkTextIter begin;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (buffer, &begin, &end);
  text = gtk_text_buffer_get_text (buffer, &begin, &end, FALSE);
  lines = g_strsplit (text, "\n", -1);

  for (GList *l = names; l != NULL; l = l->next) {
    if (!has_row (l->data))
      rk_profile_draft_set_option (self->draft, l->data, NULL);
  }
  for (guint i = 0; lines[i] != NULL; i++) {
    char *sign = strchr (lines[i], '=');

    if (sign == NULL)
      continue;
    *sign = '\0';
    g_strstrip (lines[i]);
    if (*lines[i] != '\0' && !has_row (lines[i]))
      rk_profile_draft_set_option (self->draft, lines[i], g_strstrip (sign + 1));
  }
}

static void
entry_changed_cb (RkProfileEditor *self)
{
  guint decimal = adw_combo_row_get_selected (self->decimal_row);

  if (self->filling)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    if (strcmp (rows[i].kind, self->draft->kind) == 0)
      rk_profile_draft_set_option (self->draft, rows[i].option, gtk_editable_get_text (GTK_EDITABLE (get_row (self, i))));
  }
  if (gtk_widget_get_visible (GTK_WIDGET (self->decimal_row)) && decimal < G_N_ELEMENTS (decimal_ids))
    rk_profile_draft_set_option (self->draft, "decimal", decimal_ids[decimal]);
  take_more_options (self);
  show_read (self);
}

/* The line with the cursor; the last whole one where it stands in none. */
static char *
dup_line (RkProfileEditor *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->heard_view);
  GtkTextIter begin;
  GtkTextIter end;

  gtk_text_buffer_get_iter_at_mark (buffer, &begin, gtk_text_buffer_get_insert (buffer));
  /* The last line may be half a line. */
  if (gtk_text_iter_get_line (&begin) == gtk_text_buffer_get_line_count (buffer) - 1)
    gtk_text_iter_backward_line (&begin);
  gtk_text_iter_set_line_offset (&begin, 0);
  end = begin;
  if (!gtk_text_iter_ends_line (&end))
    gtk_text_iter_forward_to_line_end (&end);

  return gtk_text_buffer_get_text (buffer, &begin, &end, FALSE);
}

static void
make_pattern_cb (RkProfileEditor *self)
{
  g_autofree char *line = dup_line (self);
  g_autofree char *pattern = rk_profile_draft_make_pattern (line);

  if (*pattern == '\0') {
    gtk_label_set_label (self->verdict_label, _("There is no number in this line: put the cursor into one with a number"));
    return;
  }

  gtk_editable_set_text (GTK_EDITABLE (self->pattern_row), pattern);
}

/* Length, checksum and values as the bytes show them. */
static void
guess_cb (RkProfileEditor *self)
{
  RkHeard heard = { .line = self->draft->line };
  g_autoptr (GPtrArray) guesses = NULL;

  if (self->heard != NULL)
    heard.bytes = g_bytes_get_data (self->heard, &heard.n);
  if (heard.n > 0)
    guesses = rk_recognise (&heard);

  for (guint i = 0; guesses != NULL && i < guesses->len; i++) {
    const RkGuess *guess = g_ptr_array_index (guesses, i);
    GHashTableIter iter;
    gpointer name;
    gpointer value;

    if (!guess->generic || strcmp (rk_profile_get_decoder (guess->profile), "binary-frame") != 0)
      continue;

    g_hash_table_remove_all (self->draft->options);
    g_hash_table_iter_init (&iter, rk_profile_get_options (guess->profile));
    while (g_hash_table_iter_next (&iter, &name, &value))
      rk_profile_draft_set_option (self->draft, name, value);
    fill_form (self);
    return;
  }

  gtk_label_set_label (self->verdict_label, _("No packets that come again and again were found; is the speed right?"));
}

static void
name_changed_cb (RkProfileEditor *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_row))));

  if (self->filling)
    return;

  g_free (self->draft->name);
  g_free (self->draft->description);
  self->draft->name = *name != '\0' ? g_steal_pointer (&name) : NULL;
  self->draft->description = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->description_row)));
  show_read (self);
}

/* ---- saving ---- */

static void
report (RkProfileEditor *self,
        const GError    *error)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), _("The device could not be saved"), error->message);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  gtk_window_set_modal (GTK_WINDOW (dialog), FALSE);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
save_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  RkProfileEditor *self = RK_PROFILE_EDITOR (widget);
  g_autoptr (GError) error = NULL;
  g_autoptr (RkProfile) profile = NULL;
  g_autofree char *path = rk_profile_draft_save (self->draft, &error);

  if (path != NULL)
    profile = rk_profile_draft_to_profile (self->draft, &error);
  if (profile == NULL) {
    report (self, error);
    return;
  }

  g_signal_emit (self, signals[SIGNAL_SAVED], 0, profile);
  gtk_window_close (GTK_WINDOW (self));
}

static void
file_response_cb (GtkNativeDialog *dialog,
                  int              response,
                  RkProfileEditor *self)
{
  g_autoptr (GFile) file = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  gtk_native_dialog_hide (dialog);
  if (response != GTK_RESPONSE_ACCEPT)
    return;

  file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  text = rk_profile_draft_to_text (self->draft);
  if (!g_file_replace_contents (file, text, strlen (text), NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL, &error))
    report (self, error);
}

static void
save_file_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  RkProfileEditor *self = RK_PROFILE_EDITOR (widget);
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_("Save Device As"), GTK_WINDOW (self),
                                                              GTK_FILE_CHOOSER_ACTION_SAVE, _("_Save"), _("_Cancel"));
  g_autofree char *id = rk_profile_draft_make_id (self->draft->name);
  g_autofree char *basename = g_strconcat (id, ".rkdevice", NULL);

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), basename);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), FALSE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (file_response_cb), self, 0);
  /* A native dialog belongs to nobody while it is shown. */
  g_signal_connect (dialog, "response", G_CALLBACK (g_object_unref), NULL);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* ---- the object ---- */

static void
rk_profile_editor_dispose (GObject *object)
{
  RkProfileEditor *self = RK_PROFILE_EDITOR (object);

  g_clear_handle_id (&self->timeout_id, g_source_remove);
  self->filling = TRUE;
  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_PROFILE_EDITOR);
  g_clear_object (&self->source);

  G_OBJECT_CLASS (rk_profile_editor_parent_class)->dispose (object);
}

static void
rk_profile_editor_finalize (GObject *object)
{
  RkProfileEditor *self = RK_PROFILE_EDITOR (object);

  rk_profile_draft_free (self->draft);
  g_ptr_array_unref (self->kinds);
  g_clear_pointer (&self->heard, g_bytes_unref);
  g_free (self->shown_keys);

  G_OBJECT_CLASS (rk_profile_editor_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, RkProfileEditor, hex_button);
  gtk_widget_class_bind_template_child (widget_class, RkProfileEditor, hold_button);
  gtk_widget_class_bind_template_child (widget_class, RkProfileEditor, heard_view);
  gtk_widget_class_bind_template_child (widget_class, RkProfileEditor, read_rows);
  gtk_widget_class_bind_template_child (widget_class, RkProfileEditor, verdict_label);
  gtk_widget_class_bind_template_child (widget_class, RkProfileEditor, speed_combo);
  gtk_widget_class_bind_template_child (widget_class, RkProfileEditor, parity_drop_down);
  gtk_widget_class_bind_template_child (widget_class, RkProfileEditor, seven_button);
  gtk_widget_class_bind_template_child (widget_class, RkProfileEditor, kind_row);
  gtk_widget_class_bind_template_child (widget_class, RkProfileEditor, pattern_row);
  gtk_widget_class_bind_template_child (widget_class, RkProfileEditor, skip_row);
  gtk_widget_class_bind_template_child (widget_class, RkProfileEditor, decimal_row);
  gtk_widget_class_bind_template_child (widget_class, RkProfileEditor, time_row);
  gtk_widget_class_bind_template_child (widget_class, RkProfileEditor, sync_row);
  gtk_widget_class_bind_template_child (widget_class, RkProfileEditor, length_row);
  gtk_widget_class_bind_template_child (widget_class, RkProfileEditor, checksum_row);
  gtk_widget_class_bind_template_child (widget_class, RkProfileEditor, values_row);
  gtk_widget_class_bind_template_child (widget_class, RkProfileEditor, options_view);
  gtk_widget_class_bind_template_child (widget_class, RkProfileEditor, channels_box);
  gtk_widget_class_bind_template_child (widget_class, RkProfileEditor, no_channels_label);
  gtk_widget_class_bind_template_child (widget_class, RkProfileEditor, name_row);
  gtk_widget_class_bind_template_child (widget_class, RkProfileEditor, description_row);
}

static void
rk_profile_editor_class_init (RkProfileEditorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = rk_profile_editor_dispose;
  object_class->finalize = rk_profile_editor_finalize;

  /**
   * RkProfileEditor::saved:
   * @profile: the new profile
   *
   * The profile is among the user's and can be used.
   */
  signals[SIGNAL_SAVED] = g_signal_new ("saved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                        0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/rostok/Rostok/ui/profile-editor.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, refresh_cb);
  gtk_widget_class_bind_template_callback (widget_class, line_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, kind_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, make_pattern_cb);
  gtk_widget_class_bind_template_callback (widget_class, guess_cb);
  gtk_widget_class_bind_template_callback (widget_class, name_changed_cb);
  gtk_widget_class_install_action (widget_class, "editor.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "editor.save-file", NULL, save_file_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
rk_profile_editor_init (RkProfileEditor *self)
{
  const RkDecoderKind *kind;
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);

  self->filling = TRUE;
  self->kinds = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));

  for (guint i = 0; (kind = rk_decoder_kind_nth (i)) != NULL; i++) {
    g_ptr_array_add (self->kinds, (gpointer) kind);
    gtk_string_list_append (titles, _(kind->title));
  }
  adw_combo_row_set_model (self->kind_row, G_LIST_MODEL (titles));
  g_signal_connect_object (gtk_text_view_get_buffer (self->options_view), "changed",
                           G_CALLBACK (entry_changed_cb), self, G_CONNECT_SWAPPED);
}

/**
 * rk_profile_editor_new:
 * @parent: the window of the experiment
 * @source: the device to be taught; it is listened to and never written to
 *
 * Makes an editor that begins with the profile in use; it lives until it is closed.
 *
 * Returns: (transfer none): a window; GTK owns it
 */
GtkWindow *
rk_profile_editor_new (GtkWindow *parent,
                       RkSource  *source)
{
  RkProfileEditor *self;

  g_return_val_if_fail (RK_IS_SOURCE (source), NULL);

  self = g_object_new (RK_TYPE_PROFILE_EDITOR, "transient-for", parent, NULL);
  self->source = g_object_ref (source);
  self->draft = rk_profile_draft_new (rk_source_get_profile (source));
  fill_form (self);
  self->timeout_id = g_timeout_add (REFRESH_MS, timeout_cb, self);

  return GTK_WINDOW (self);
}
