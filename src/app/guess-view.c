#include "config.h"

#include "app/guess-view.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Names of devices that are asked; more would not be read. */
#define ASKED_MAX 4

struct _RkGuessView
{
  GtkWidget parent_instance;

  RkDocument   *document; /* nullable */
  RkSource     *source;   /* nullable */
  GSignalGroup *signals;  /* of the guesser */
  gboolean      is_short;
  GPtrArray    *listed;   /* nullable: of RkProfile, as in the list */

  /* Template children. */
  GtkWidget      *box;
  GtkLabel       *title_label;
  GtkLabel       *reason_label;
  GtkLabel       *samples_label;
  GtkProgressBar *progress_bar;
  GtkButton      *use_button;
  GtkMenuButton  *other_button;
  GtkButton      *scan_button;
  GtkButton      *ask_button;
  GtkButton      *cancel_button;
  GtkPopover     *other_popover;
  GtkSearchEntry *search_entry;
  GtkListBox     *other_list;
};

enum {
  PROP_0,
  PROP_SHORT,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (RkGuessView, rk_guess_view, GTK_TYPE_WIDGET)

static RkGuesser *
get_guesser (RkGuessView *self)
{
  return self->source != NULL ? rk_guesser_get (self->document, self->source) : NULL;
}

static const RkGuess *
get_best (RkGuesser *guesser)
{
  GPtrArray *guesses = rk_guesser_get_guesses (guesser);

  return guesses->len > 0 ? g_ptr_array_index (guesses, 0) : NULL;
}

static void
set_text (GtkLabel   *label,
          const char *text)
{
  if (g_strcmp0 (gtk_label_get_label (label), text != NULL ? text : "") != 0)
    gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

static void
show_buttons (RkGuessView *self,
              gboolean     use,
              gboolean     other,
              gboolean     scan,
              gboolean     ask,
              gboolean     cancel)
{
  gtk_widget_set_visible (GTK_WIDGET (self->use_button), use);
  gtk_widget_set_visible (GTK_WIDGET (self->other_button), other);
  gtk_widget_set_visible (GTK_WIDGET (self->scan_button), scan);
  gtk_widget_set_visible (GTK_WIDGET (self->ask_button), ask);
  gtk_widget_set_visible (GTK_WIDGET (self->cancel_button), cancel);
  gtk_widget_set_visible (GTK_WIDGET (self->progress_bar), cancel);
}

/* "19200 8N1" */
static char *
dup_line (const RkLineSettings *line)
{
  return g_strdup_printf ("%u %u%c%u", line->baud, line->data_bits, "NEO"[line->parity], line->stop_bits);
}

static gboolean
has_speed (RkGuessView *self)
{
  return rk_device_get_kind (rk_source_get_device (self->source)) == RK_DEVICE_SERIAL;
}

static void
show_guess (RkGuessView   *self,
            const RkGuess *guess)
{
  guint percent = (guint) floor (guess->confidence * 100.0);
  g_autofree char *title = NULL;
  g_autofree char *reason = NULL;
  g_autofree char *line = dup_line (&guess->line);
  g_autoptr (GString) rows = g_string_new (NULL);

  /* Translators: the name of a kind of device, then how sure it is in per cent */
  title = g_strdup_printf (_("Looks like: %s (%u %% sure)"), rk_profile_get_name (guess->profile), percent);
  if (has_speed (self))
    /* Translators: a reason such as "9 of 9 lines fit", then settings of a port such as "9600 8N1" */
    reason = g_strdup_printf (_("%s, at %s"), guess->reason, line);
  for (guint i = 0; i < guess->samples->len; i++)
    g_string_append_printf (rows, "%s%s", i > 0 ? "\n" : "", (char *) g_ptr_array_index (guess->samples, i));

  set_text (self->title_label, title);
  set_text (self->reason_label, reason != NULL ? reason : guess->reason);
  set_text (self->samples_label, rows->str);
  show_buttons (self, TRUE, TRUE, has_speed (self) && !self->is_short, FALSE, FALSE);
}

static void
show_search (RkGuessView *self,
             RkGuesser   *guesser)
{
  g_autofree char *line = dup_line (rk_guesser_get_line (guesser));
  g_autofree char *title = NULL;

  if (rk_guesser_get_state (guesser) == RK_GUESSER_SCANNING)
    /* Translators: settings of a port such as "9600 8N1" */
    title = g_strdup_printf (_("Finding out the speed: listening at %s…"), line);
  else
    /* Translators: settings of a port such as "9600 8N1" */
    title = g_strdup_printf (_("Asking the device at %s…"), line);

  set_text (self->title_label, title);
  set_text (self->reason_label, NULL);
  set_text (self->samples_label, NULL);
  gtk_progress_bar_set_fraction (self->progress_bar, rk_guesser_get_fraction (guesser));
  show_buttons (self, FALSE, FALSE, FALSE, FALSE, TRUE);
}

/* The devices that would be asked: "MT-SICS balance, SCPI multimeter, …". */
static char *
dup_asked (void)
{
  g_autoptr (GPtrArray) profiles = rk_scan_list_probes ();
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < profiles->len && i < ASKED_MAX; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", rk_profile_get_name (g_ptr_array_index (profiles, i)));
  if (profiles->len > ASKED_MAX)
    g_string_append (text, ", …");

  return g_string_free (text, FALSE);
}

static void
show_silent (RkGuessView *self)
{
  g_autofree char *asked = dup_asked ();
  g_autofree char *reason = NULL;

  if (*asked != '\0')
    /* Translators: names of devices */
    reason = g_strdup_printf (_("These can be asked: %s. It is sent a few bytes only if you say so"), asked);
  set_text (self->title_label, _("The device says nothing; it may need to be asked"));
  set_text (self->reason_label, reason);
  set_text (self->samples_label, NULL);
  show_buttons (self, FALSE, TRUE, has_speed (self), *asked != '\0', FALSE);
}

static void
show_unknown (RkGuessView *self,
              RkGuesser   *guesser)
{
  set_text (self->title_label, _("Nothing known fits what this device says"));
  set_text (self->reason_label, rk_guesser_get_error (guesser));
  set_text (self->samples_label, NULL);
  show_buttons (self, FALSE, TRUE, has_speed (self), FALSE, FALSE);
}

static void
update (RkGuessView *self)
{
  RkGuesser *guesser = get_guesser (self);
  RkGuesserState state = guesser != NULL ? rk_guesser_get_state (guesser) : RK_GUESSER_IDLE;
  const RkGuess *best = guesser != NULL ? get_best (guesser) : NULL;
  gboolean shown = state != RK_GUESSER_IDLE && state != RK_GUESSER_LISTENING;
  gboolean changes = best != NULL && strcmp (rk_profile_get_id (best->profile), "generic-text") != 0;

  /* Where there is little room, what changes nothing is no news. */
  if (self->is_short &&
      ((state == RK_GUESSER_GUESSED && !changes) || state == RK_GUESSER_SILENT || state == RK_GUESSER_UNKNOWN))
    shown = FALSE;
  if (shown && rk_document_get_recording (self->document))
    shown = FALSE;

  gtk_widget_set_visible (GTK_WIDGET (self), shown);
  if (!shown)
    return;

  switch (state) {
  case RK_GUESSER_GUESSED:
    show_guess (self, best);
    break;
  case RK_GUESSER_SCANNING:
  case RK_GUESSER_ASKING:
    show_search (self, guesser);
    break;
  case RK_GUESSER_SILENT:
    show_silent (self);
    break;
  case RK_GUESSER_UNKNOWN:
    show_unknown (self, guesser);
    break;
  case RK_GUESSER_IDLE:
  case RK_GUESSER_LISTENING:
  default:
    break;
  }
}

static void
use_cb (RkGuessView *self)
{
  RkGuesser *guesser = get_guesser (self);
  const RkGuess *best = guesser != NULL ? get_best (guesser) : NULL;

  if (best != NULL)
    rk_guesser_use (guesser, best->profile);
}

static void
scan_cb (RkGuessView *self)
{
  rk_guesser_scan (get_guesser (self));
}

static void
ask_cb (RkGuessView *self)
{
  rk_guesser_ask (get_guesser (self));
}

static void
cancel_cb (RkGuessView *self)
{
  rk_guesser_cancel (get_guesser (self));
}

static gboolean
is_listed (GPtrArray *profiles,
           RkProfile *profile)
{
  for (guint i = 0; i < profiles->len; i++) {
    if (strcmp (rk_profile_get_id (g_ptr_array_index (profiles, i)), rk_profile_get_id (profile)) == 0)
      return TRUE;
  }

  return FALSE;
}

static gboolean
contains (const char *text,
          const char *folded)
{
  g_autofree char *own = text != NULL ? g_utf8_casefold (text, -1) : NULL;

  return own != NULL && strstr (own, folded) != NULL;
}

/* The guesses with their settings first, then all profiles that fit what is searched for. */
static void
search_changed_cb (RkGuessView *self)
{
  RkGuesser *guesser = get_guesser (self);
  g_autofree char *folded = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search_entry)), -1);
  g_autoptr (GPtrArray) all = rk_profile_list ();
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->other_list, 0)) != NULL)
    gtk_list_box_remove (self->other_list, GTK_WIDGET (row));
  g_clear_pointer (&self->listed, g_ptr_array_unref);
  self->listed = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_profile_unref);

  for (guint pass = 0; pass < 2 && guesser != NULL; pass++) {
    GPtrArray *from = pass == 0 ? rk_guesser_get_guesses (guesser) : all;

    for (guint i = 0; i < from->len; i++) {
      gpointer item = g_ptr_array_index (from, i);
      RkProfile *profile = pass == 0 ? ((RkGuess *) item)->profile : item;
      const char *name = rk_profile_get_name (profile);
      GtkWidget *label;

      if (is_listed (self->listed, profile) || g_str_has_prefix (rk_profile_get_id (profile), "sim-") ||
          !(contains (name, folded) || contains (rk_profile_get_description (profile), folded)))
        continue;
      label = gtk_label_new (name);
      gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_list_box_append (self->other_list, label);
      g_ptr_array_add (self->listed, rk_profile_ref (profile));
    }
  }
}

static void
other_shown_cb (RkGuessView *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  search_changed_cb (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

static void
other_activated_cb (RkGuessView   *self,
                    GtkListBoxRow *row)
{
  int index = gtk_list_box_row_get_index (row);

  if (self->listed == NULL || index < 0 || (guint) index >= self->listed->len)
    return;

  gtk_popover_popdown (self->other_popover);
  rk_guesser_use (get_guesser (self), g_ptr_array_index (self->listed, (guint) index));
}

static void
rk_guess_view_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  RkGuessView *self = RK_GUESS_VIEW (object);

  switch (prop_id) {
  case PROP_SHORT:
    g_value_set_boolean (value, self->is_short);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
rk_guess_view_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  RkGuessView *self = RK_GUESS_VIEW (object);

  switch (prop_id) {
  case PROP_SHORT:
    if (self->is_short == g_value_get_boolean (value))
      return;
    self->is_short = g_value_get_boolean (value);
    gtk_orientable_set_orientation (GTK_ORIENTABLE (self->box),
                                    self->is_short ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL);
    update (self);
    g_object_notify_by_pspec (object, pspec);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
rk_guess_view_dispose (GObject *object)
{
  RkGuessView *self = RK_GUESS_VIEW (object);

  if (self->signals != NULL)
    g_signal_group_set_target (self->signals, NULL);
  g_clear_object (&self->signals);
  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_GUESS_VIEW);
  g_clear_pointer (&self->listed, g_ptr_array_unref);
  g_clear_object (&self->source);
  g_clear_object (&self->document);

  G_OBJECT_CLASS (rk_guess_view_parent_class)->dispose (object);
}

static void
rk_guess_view_class_init (RkGuessViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = rk_guess_view_get_property;
  object_class->set_property = rk_guess_view_set_property;
  object_class->dispose = rk_guess_view_dispose;

  /**
   * RkGuessView:short:
   *
   * Only what is more than any text is shown, with the buttons beside it: for a strip above a page.
   */
  properties[PROP_SHORT] = g_param_spec_boolean ("short", NULL, NULL, FALSE,
                                                 G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/rostok/Rostok/ui/guess-view.ui");
  gtk_widget_class_bind_template_child (widget_class, RkGuessView, box);
  gtk_widget_class_bind_template_child (widget_class, RkGuessView, title_label);
  gtk_widget_class_bind_template_child (widget_class, RkGuessView, reason_label);
  gtk_widget_class_bind_template_child (widget_class, RkGuessView, samples_label);
  gtk_widget_class_bind_template_child (widget_class, RkGuessView, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, RkGuessView, use_button);
  gtk_widget_class_bind_template_child (widget_class, RkGuessView, other_button);
  gtk_widget_class_bind_template_child (widget_class, RkGuessView, scan_button);
  gtk_widget_class_bind_template_child (widget_class, RkGuessView, ask_button);
  gtk_widget_class_bind_template_child (widget_class, RkGuessView, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, RkGuessView, other_popover);
  gtk_widget_class_bind_template_child (widget_class, RkGuessView, search_entry);
  gtk_widget_class_bind_template_child (widget_class, RkGuessView, other_list);
  gtk_widget_class_bind_template_callback (widget_class, use_cb);
  gtk_widget_class_bind_template_callback (widget_class, scan_cb);
  gtk_widget_class_bind_template_callback (widget_class, ask_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, other_shown_cb);
  gtk_widget_class_bind_template_callback (widget_class, other_activated_cb);
}

static void
rk_guess_view_init (RkGuessView *self)
{
  self->signals = g_signal_group_new (RK_TYPE_GUESSER);
  g_signal_group_connect_swapped (self->signals, "changed", G_CALLBACK (update), self);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rk_guess_view_set_source:
 * @self: a view
 * @document: (nullable): whose source it is
 * @source: (nullable): the source
 *
 * Says whose device is shown.
 */
void
rk_guess_view_set_source (RkGuessView *self,
                          RkDocument  *document,
                          RkSource    *source)
{
  g_return_if_fail (RK_IS_GUESS_VIEW (self));

  if (document == NULL)
    source = NULL;
  if (self->document != document) {
    if (self->document != NULL)
      g_signal_handlers_disconnect_by_func (self->document, update, self);
    g_set_object (&self->document, document);
    if (document != NULL)
      g_signal_connect_object (document, "notify::recording", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  }
  g_set_object (&self->source, source);
  g_signal_group_set_target (self->signals, get_guesser (self));
  update (self);
}
