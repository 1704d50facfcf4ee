#include "config.h"

#include "app/message-bar.h"

#include "app/device-row.h"
#include "app/guess-view.h"
#include "app/speed.h"

#include <glib/gi18n-lib.h>

#include <string.h>

/* A device may take this long to think before silence is worth a word. */
#define SILENT_S 5

/* A device is judged by windows of this many bytes: fewer may be the noise of a
 * plug, and what was refused before the speed was put right is forgotten. */
#define WINDOW_BYTES 200

typedef struct {
  RkCounters base; /* at the begin of the window */
  gboolean   bad;  /* most of the last full window was refused */
} Judgement;

struct _RkMessageBar
{
  GtkBox parent_instance;

  RkDocument *document; /* nullable until set */
  RkSource   *source;   /* nullable: the one the message is about */
  GHashTable *judged;   /* RkSource -> Judgement */
  char       *danger;   /* nullable: a sensor may break */
  char       *command;  /* nullable: what the copy button copies */

  /* Template children. */
  RkGuessView   *guess_view;
  GtkRevealer   *revealer;
  GtkBox        *bar;
  GtkImage      *icon;
  GtkLabel      *text_label;
  GtkButton     *copy_button;
  GtkMenuButton *speed_button;
  GtkButton     *raw_button;
  GtkButton     *retry_button;
  GtkButton     *save_button;
  GtkButton     *remove_button;
  GtkButton     *same_button;
};

G_DEFINE_FINAL_TYPE (RkMessageBar, rk_message_bar, GTK_TYPE_BOX)

typedef enum {
  BUTTON_COPY  = 1 << 0,
  BUTTON_SPEED = 1 << 1,
  BUTTON_RAW   = 1 << 2,
  BUTTON_RETRY = 1 << 3,
  BUTTON_SAVE  = 1 << 4,
  BUTTON_REMOVE = 1 << 5,
  BUTTON_SAME  = 1 << 6,
} Buttons;

typedef struct {
  char    *text;    /* NULL = nothing to say */
  gboolean failure; /* else it is a warning */
  guint    buttons; /* Buttons */
} Message;

static guint
get_baud (RkSource *source)
{
  return rk_profile_get_line (rk_source_get_profile (source))->baud;
}

static gboolean
has_speed (RkSource *source)
{
  return rk_device_get_kind (rk_source_get_device (source)) != RK_DEVICE_SIMULATED;
}

static void
describe_failed (RkMessageBar *self,
                 RkSource     *source,
                 Message      *message)
{
  RkDevice *device = rk_source_get_device (source);
  const char *text = rk_source_get_error_text (source);

  message->failure = TRUE;
  message->buttons = BUTTON_RETRY | BUTTON_REMOVE;

  /* Most messages name the port themselves. */
  if (text != NULL && strstr (text, rk_device_get_path (device)) != NULL)
    message->text = g_strdup (text);
  else
    message->text = g_strdup_printf ("%s: %s", rk_device_get_name (device),
                                     text != NULL ? text : _("could not be opened"));

  g_clear_pointer (&self->command, g_free);
  if (rk_device_get_state (device) == RK_DEVICE_FORBIDDEN) {
    self->command = rk_port_dup_permit_command (rk_device_get_path (device));
    if (self->command != NULL)
      message->buttons |= BUTTON_COPY;
  }
}

static gboolean
is_refusing (RkMessageBar *self,
             RkSource     *source)
{
  Judgement *judgement = g_hash_table_lookup (self->judged, source);
  RkCounters counters;
  guint64 parsed;
  guint64 rejected;

  rk_source_get_counters (source, &counters);
  if (judgement == NULL) {
    judgement = g_new0 (Judgement, 1);
    g_hash_table_insert (self->judged, g_object_ref (source), judgement);
  }

  /* Counts begin again when the same bytes are read in another way. */
  if (counters.rejected < judgement->base.rejected || counters.parsed < judgement->base.parsed)
    judgement->base = counters;

  parsed = counters.parsed - judgement->base.parsed;
  rejected = counters.rejected - judgement->base.rejected;
  if (parsed + rejected >= WINDOW_BYTES) {
    judgement->bad = rejected > parsed;
    judgement->base = counters;
  }

  return judgement->bad;
}

/* What the device is is being found out or was found: that says more than "cannot be read". */
static gboolean
has_guess (RkMessageBar *self,
           RkSource     *source)
{
  RkGuesserState state = rk_guesser_get_state (rk_guesser_get (self->document, source));

  return state == RK_GUESSER_GUESSED || state == RK_GUESSER_SCANNING || state == RK_GUESSER_ASKING;
}

/* A device that is open but makes no sense: silent, or at another speed. */
static void
describe_listening (RkMessageBar *self,
                    RkSource     *source,
                    Message      *message)
{
  const char *name = rk_device_get_name (rk_source_get_device (source));
  const char *warning = rk_source_get_warning_text (source);
  gboolean refusing = is_refusing (self, source) && !has_guess (self, source);
  guint silent_s = 0;

  g_object_get (source, "silent-s", &silent_s, NULL);

  if (silent_s >= SILENT_S && !has_speed (source)) {
    message->text = g_strdup_printf (_("%s: nothing received for %u s"), name, silent_s);
  } else if (silent_s >= SILENT_S) {
    message->text = g_strdup_printf (
      /* Translators: a device, seconds, a speed in baud */
      _("%s: nothing received for %u s. Check the speed (now %u baud) and the cable"),
      name, silent_s, get_baud (source));
    message->buttons = BUTTON_SPEED;
  } else if (refusing) {
    message->text = has_speed (source)
      /* Translators: a device, a speed in baud */
      ? g_strdup_printf (_("%s: these bytes are not readings at %u baud. Try another speed or profile"),
                         name, get_baud (source))
      : g_strdup_printf (_("%s: most lines cannot be read"), name);
    message->buttons = BUTTON_RAW | (has_speed (source) ? (guint) BUTTON_SPEED : 0u);
  } else if (warning != NULL) {
    message->text = g_strdup_printf ("%s: %s", name, warning);
  }
}

/* A busy port is tried for a while: until then it says who has it, so that it can be closed there. */
static void
describe_opening (RkSource *source,
                  Message  *message)
{
  const char *text = rk_source_get_error_text (source);

  if (text == NULL)
    return;

  message->text = g_strdup (text);
  message->buttons = BUTTON_REMOVE;
}

/* A device that cannot prove to be the one that is away is taken only on the user's word. */
static void
describe_lost (RkSource *source,
               Message  *message)
{
  const char *name = rk_device_get_name (rk_source_get_device (source));
  const char *text = rk_source_get_error_text (source);
  g_autofree char *candidate = rk_source_dup_candidate (source);

  if (candidate != NULL) {
    /* Translators: a device and the path of a port */
    message->text = g_strdup_printf (_("%s is unplugged. Another device of the same kind is connected at %s. "
                                       "Is it the same one?"), name, candidate);
    message->buttons = BUTTON_SAME;
  } else if (text != NULL) {
    message->text = g_strdup (text);
  } else {
    message->text = g_strdup_printf (_("%s is unplugged. Plug it in again: it goes on by itself"), name);
  }
}

static void
describe_source (RkMessageBar *self,
                 RkSource     *source,
                 Message      *message)
{
  switch (rk_source_get_state (source)) {
  case RK_SOURCE_FAILED:
    describe_failed (self, source, message);
    break;
  case RK_SOURCE_LOST:
    describe_lost (source, message);
    break;
  case RK_SOURCE_LISTENING:
    describe_listening (self, source, message);
    break;
  case RK_SOURCE_OPENING:
    describe_opening (source, message);
    break;
  case RK_SOURCE_RELEASED: /* on the user's word: nothing is wrong */
  case RK_SOURCE_CLOSED:
  default:
    break;
  }
}

static void
describe_project (RkProject *project,
                  Message   *message)
{
  g_autofree char *error_text = NULL;

  g_object_get (project, "error-text", &error_text, NULL);
  if (error_text != NULL) {
    message->text = g_strdup_printf (_("Readings do not reach the disk: %s"), error_text);
    message->failure = TRUE;
    message->buttons = BUTTON_SAVE;
  }
}

/* The most urgent thing first: a sensor in danger, data that are not kept, then a device that
 * failed, one that is away, one that makes no sense, a file that is read only. */
static Message
find_message (RkMessageBar *self)
{
  GListModel *sources = rk_recorder_get_sources (rk_document_get_recorder (self->document));
  RkProject *project = rk_document_get_project (self->document);
  Message message = { 0 };

  g_clear_object (&self->source);

  if (self->danger != NULL) {
    message.text = g_strdup (self->danger);
    message.failure = TRUE;
    return message;
  }

  if (project != NULL)
    describe_project (project, &message);

  for (guint i = 0; message.text == NULL && i < g_list_model_get_n_items (sources); i++) {
    g_autoptr (RkSource) source = g_list_model_get_item (sources, i);

    describe_source (self, source, &message);
    if (message.text != NULL)
      self->source = g_object_ref (source);
  }

  if (message.text == NULL && project != NULL && rk_project_get_read_only (project)) {
    message.text = g_strdup (_("This file can only be read. To go on with it, save it under a new name"));
    message.buttons = BUTTON_SAVE;
  }

  return message;
}

static void
show_buttons (RkMessageBar *self,
              guint         buttons)
{
  if (rk_document_get_recording (self->document))
    buttons &= ~(guint) (BUTTON_SPEED | BUTTON_REMOVE);

  gtk_widget_set_visible (GTK_WIDGET (self->copy_button), buttons & BUTTON_COPY);
  gtk_widget_set_visible (GTK_WIDGET (self->speed_button), buttons & BUTTON_SPEED);
  gtk_widget_set_visible (GTK_WIDGET (self->raw_button), buttons & BUTTON_RAW);
  gtk_widget_set_visible (GTK_WIDGET (self->retry_button), buttons & BUTTON_RETRY);
  gtk_widget_set_visible (GTK_WIDGET (self->save_button), buttons & BUTTON_SAVE);
  gtk_widget_set_visible (GTK_WIDGET (self->remove_button), buttons & BUTTON_REMOVE);
  gtk_widget_set_visible (GTK_WIDGET (self->same_button), buttons & BUTTON_SAME);
}

static void
update (RkMessageBar *self)
{
  Message message = find_message (self);
  g_autofree char *text = message.text;

  gtk_revealer_set_reveal_child (self->revealer, text != NULL);
  if (text == NULL)
    return;

  if (g_strcmp0 (text, gtk_label_get_label (self->text_label)) != 0)
    gtk_label_set_label (self->text_label, text);

  if (message.failure) {
    gtk_widget_add_css_class (GTK_WIDGET (self->bar), "failure");
    gtk_image_set_from_icon_name (self->icon, "dialog-error-symbolic");
  } else {
    gtk_widget_remove_css_class (GTK_WIDGET (self->bar), "failure");
    gtk_image_set_from_icon_name (self->icon, "dialog-warning-symbolic");
  }
  show_buttons (self, message.buttons);
}

static void
copy_cb (RkMessageBar *self)
{
  if (self->command != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->command);
}

static void
retry_cb (RkMessageBar *self)
{
  if (self->source != NULL)
    rk_source_open (self->source);
}

static void
same_cb (RkMessageBar *self)
{
  if (self->source != NULL)
    rk_source_take_candidate (self->source);
}

static void
remove_cb (RkMessageBar *self)
{
  g_autoptr (RkSource) source = NULL;

  if (self->source == NULL)
    return;

  source = g_object_ref (self->source);
  rk_document_disconnect_source (self->document, source);
}

static void
set_speed_action (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  RkMessageBar *self = RK_MESSAGE_BAR (widget);
  g_autoptr (RkProfile) profile = NULL;

  if (self->source == NULL || rk_document_get_recording (self->document))
    return;

  profile = rk_profile_with_baud (rk_source_get_profile (self->source),
                                  g_variant_get_uint32 (parameter));
  rk_source_set_profile (self->source, profile);
}

static void
sources_changed_cb (RkMessageBar *self)
{
  g_hash_table_remove_all (self->judged);
}

static void
project_cb (RkMessageBar *self)
{
  RkProject *project = rk_document_get_project (self->document);

  if (project != NULL) {
    g_signal_handlers_disconnect_by_func (project, update, self);
    g_signal_connect_object (project, "notify::error-text", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  }
  update (self);
}

static void
fill_speeds (RkMessageBar *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();

  for (const guint *speed = rk_speeds; *speed != 0; speed++) {
    g_autoptr (GMenuItem) item = NULL;
    char text[16];

    g_snprintf (text, sizeof text, "%u", *speed);
    item = g_menu_item_new (text, NULL);
    g_menu_item_set_action_and_target (item, "message.speed", "u", *speed);
    g_menu_append_item (menu, item);
  }
  gtk_menu_button_set_menu_model (self->speed_button, G_MENU_MODEL (menu));
}

static void
rk_message_bar_dispose (GObject *object)
{
  RkMessageBar *self = RK_MESSAGE_BAR (object);

  g_clear_object (&self->source);
  g_clear_object (&self->document);
  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_MESSAGE_BAR);

  G_OBJECT_CLASS (rk_message_bar_parent_class)->dispose (object);
}

static void
rk_message_bar_finalize (GObject *object)
{
  RkMessageBar *self = RK_MESSAGE_BAR (object);

  g_clear_pointer (&self->judged, g_hash_table_unref);
  g_free (self->command);
  g_free (self->danger);

  G_OBJECT_CLASS (rk_message_bar_parent_class)->finalize (object);
}

static void
rk_message_bar_class_init (RkMessageBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rk_message_bar_dispose;
  G_OBJECT_CLASS (klass)->finalize = rk_message_bar_finalize;

  /* Named only in the template. */
  g_type_ensure (RK_TYPE_GUESS_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/rostok/Rostok/ui/message-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, RkMessageBar, guess_view);
  gtk_widget_class_bind_template_child (widget_class, RkMessageBar, revealer);
  gtk_widget_class_bind_template_child (widget_class, RkMessageBar, bar);
  gtk_widget_class_bind_template_child (widget_class, RkMessageBar, icon);
  gtk_widget_class_bind_template_child (widget_class, RkMessageBar, text_label);
  gtk_widget_class_bind_template_child (widget_class, RkMessageBar, copy_button);
  gtk_widget_class_bind_template_child (widget_class, RkMessageBar, speed_button);
  gtk_widget_class_bind_template_child (widget_class, RkMessageBar, raw_button);
  gtk_widget_class_bind_template_child (widget_class, RkMessageBar, retry_button);
  gtk_widget_class_bind_template_child (widget_class, RkMessageBar, save_button);
  gtk_widget_class_bind_template_child (widget_class, RkMessageBar, remove_button);
  gtk_widget_class_bind_template_child (widget_class, RkMessageBar, same_button);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
  gtk_widget_class_bind_template_callback (widget_class, same_cb);
  gtk_widget_class_install_action (widget_class, "message.speed", "u", set_speed_action);
}

static void
rk_message_bar_init (RkMessageBar *self)
{
  self->judged = g_hash_table_new_full (NULL, NULL, g_object_unref, g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_speeds (self);
}

static void
source_cb (RkMessageBar *self)
{
  rk_guess_view_set_source (self->guess_view, self->document, rk_document_get_source (self->document));
}

/**
 * rk_message_bar_set_danger:
 * @self: a message bar
 * @text: (nullable): what is in danger and what to do; %NULL = over
 *
 * Shows a danger before all other messages.
 */
void
rk_message_bar_set_danger (RkMessageBar *self,
                           const char   *text)
{
  g_return_if_fail (RK_IS_MESSAGE_BAR (self));

  g_free (self->danger);
  self->danger = g_strdup (text);
  if (self->document != NULL)
    update (self);
}

/**
 * rk_message_bar_set_document:
 * @self: a message bar
 * @document: what is watched
 *
 * Says what is watched; to be called once.
 */
void
rk_message_bar_set_document (RkMessageBar *self,
                             RkDocument   *document)
{
  g_return_if_fail (RK_IS_MESSAGE_BAR (self));
  g_return_if_fail (self->document == NULL);

  self->document = g_object_ref (document);
  g_signal_connect_object (rk_recorder_get_sources (rk_document_get_recorder (document)), "items-changed",
                           G_CALLBACK (sources_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "sources-updated", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "notify::project", G_CALLBACK (project_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "notify::location", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "notify::recording", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "notify::source", G_CALLBACK (source_cb), self, G_CONNECT_SWAPPED);
  source_cb (self);
  project_cb (self);
}
