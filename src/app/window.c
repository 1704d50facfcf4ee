#include "config.h"

#include "app/window-private.h"

#include "app/format.h"
#include "project/errors.h"

#include <glib/gi18n-lib.h>

G_DEFINE_FINAL_TYPE (RkWindow, rk_window, ADW_TYPE_APPLICATION_WINDOW)

/* -- What is seen --------------------------------------------------------- */

static void
update_title (RkWindow *self)
{
  g_autofree char *title = g_strdup_printf ("%s – Rostok", rk_document_get_title (self->document));

  gtk_window_set_title (GTK_WINDOW (self), title);
}

static void
update_settings_label (RkWindow *self)
{
  RkRecorder *recorder = rk_document_get_recorder (self->document);
  g_autofree char *text = NULL;

  if (rk_document_get_recording (self->document)) {
    double duration_s = rk_recorder_get_duration_s (recorder);
    g_autofree char *elapsed = NULL;
    g_autofree char *duration = rk_format_duration (duration_s);
    double elapsed_s = 0.0;

    g_object_get (recorder, "elapsed-s", &elapsed_s, NULL);
    /* Whole seconds: tenths would flicker. */
    elapsed = rk_format_duration ((double) (gint64) elapsed_s);
    text = duration_s > 0.0
      /* Translators: the time that has passed, the time in total */
      ? g_strdup_printf (_("%s of %s"), elapsed, duration)
      : g_steal_pointer (&elapsed);
  } else {
    text = rk_settings_describe (self->document);
  }

  if (g_strcmp0 (text, gtk_label_get_label (self->settings_label)) != 0) {
    /* Translators: %s are the settings, such as "20 Hz · 60 s" */
    g_autofree char *name = g_strdup_printf (_("Collection settings: %s"), text);

    gtk_label_set_label (self->settings_label, text);
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->settings_button),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  }
}

static void
update_inhibit (RkWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));
  gboolean recording = rk_document_get_recording (self->document);

  if (application == NULL)
    return;

  if (recording && self->inhibit == 0) {
    self->inhibit = gtk_application_inhibit (application, GTK_WINDOW (self),
                                             GTK_APPLICATION_INHIBIT_SUSPEND
                                               | GTK_APPLICATION_INHIBIT_IDLE
                                               | GTK_APPLICATION_INHIBIT_LOGOUT,
                                             _("A run is being recorded"));
  } else if (!recording && self->inhibit != 0) {
    gtk_application_uninhibit (application, self->inhibit);
    self->inhibit = 0;
  }
}

static void
update_recording (RkWindow *self)
{
  /* Stop also ends a countdown and the wait for a trigger. */
  gboolean recording = rk_recorder_get_state (rk_document_get_recorder (self->document)) != RK_RECORDER_IDLE;
  GtkWidget *button = GTK_WIDGET (self->record_button);

  adw_button_content_set_label (self->record_content, recording ? _("Stop") : _("Start"));
  adw_button_content_set_icon_name (self->record_content,
                                    recording ? "media-playback-stop-symbolic"
                                              : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (button, recording ? _("Stop recording (Space)")
                                                 : _("Start a new run (Space)"));
  if (recording) {
    gtk_widget_remove_css_class (button, "suggested-action");
    gtk_widget_add_css_class (button, "destructive-action");
  } else {
    gtk_widget_remove_css_class (button, "destructive-action");
    gtk_widget_add_css_class (button, "suggested-action");
  }

  update_settings_label (self);
  update_inhibit (self);
}

static void
update_empty (RkWindow *self)
{
  gboolean empty = rk_document_get_empty (self->document);

  gtk_stack_set_visible_child_name (self->main_stack, empty ? "welcome" : "experiment");
  gtk_widget_set_visible (self->squeezer, !empty);
  gtk_widget_set_visible (self->side_button, !empty);
  gtk_widget_set_visible (GTK_WIDGET (self->status_line), !empty && !self->panel);
}

static void
update_experiment (RkWindow *self)
{
  RkExperiment *experiment = rk_document_get_experiment (self->document);

  rk_window_forget_undo (self);
  g_object_set (self->graph_page, "experiment", experiment, NULL);
  g_object_set (self->plot_grid, "experiment", experiment, NULL);
  g_object_set (self->table_page, "experiment", experiment, NULL);
  g_object_set (self->digits_page, "experiment", experiment, NULL);
  g_object_set (self->panel_digits, "experiment", experiment, NULL);
  g_object_set (self->raw_page, "experiment", experiment, NULL);
}

/* -- Telling the user ------------------------------------------------------- */

/**
 * rk_window_say:
 * @self: a window
 * @text: a short sentence
 *
 * Shows a sentence for a few seconds.
 */
void
rk_window_say (RkWindow   *self,
               const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  AdwToast *toast = adw_toast_new (escaped);

  /* The newest sentence is the one that matters. */
  if (self->said != NULL)
    adw_toast_dismiss (self->said);
  g_set_weak_pointer (&self->said, toast);
  adw_toast_overlay_add_toast (self->toast_overlay, toast);
}

/**
 * rk_window_report:
 * @self: a window
 * @heading: what could not be done
 * @error: (nullable): why
 *
 * Tells the user about a failure. While a run is being recorded the message
 * does not block the window.
 */
void
rk_window_report (RkWindow     *self,
                  const char   *heading,
                  const GError *error)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), heading,
                                              error != NULL ? error->message : NULL);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  gtk_window_set_modal (GTK_WINDOW (dialog), !rk_document_get_recording (self->document));
  gtk_window_present (GTK_WINDOW (dialog));
}

/* -- Actions ---------------------------------------------------------------- */

static void
start_response_cb (AdwMessageDialog *dialog,
                   const char       *response,
                   RkWindow         *self)
{
  if (g_strcmp0 (response, "save") == 0)
    g_action_group_activate_action (G_ACTION_GROUP (self), "save-as", NULL);
}

/* Nothing is recorded without a file; another place for it is the way out. */
static void
start_failed_cb (RkWindow *self,
                 GError   *error)
{
  GtkWidget *dialog;

  if (error == NULL || error->domain != RK_PROJECT_ERROR) {
    rk_window_report (self, _("Recording could not start"), error);
    return;
  }

  dialog = adw_message_dialog_new (GTK_WINDOW (self), _("Recording could not start"), error->message);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog),
                                    "close", _("_Close"),
                                    "save", _("_Save Elsewhere…"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "save", ADW_RESPONSE_SUGGESTED);
  g_signal_connect_object (dialog, "response", G_CALLBACK (start_response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
record_action (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  RkWindow *self = user_data;
  g_autoptr (GError) error = NULL;

  /* While it counts down, or waits for the trigger, the same key calls it off. */
  if (rk_recorder_get_state (rk_document_get_recorder (self->document)) != RK_RECORDER_IDLE) {
    rk_document_stop (self->document);
    return;
  }

  /* Without a sensor the way to a recording begins at the list of sensors. */
  if (g_list_model_get_n_items (rk_recorder_get_sources (rk_document_get_recorder (self->document))) == 0) {
    rk_window_leave_panel (self);
    gtk_menu_button_popup (self->devices_button);
    return;
  }

  if (!rk_document_start (self->document, &error))
    start_failed_cb (self, error);
}

static void
focus_start_action (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  RkWindow *self = user_data;

  gtk_widget_grab_focus (GTK_WIDGET (self->record_button));
}

static void
show_devices_action (GSimpleAction *action,
                     GVariant      *parameter,
                     gpointer       user_data)
{
  RkWindow *self = user_data;

  rk_window_leave_panel (self);
  gtk_menu_button_popup (self->devices_button);
}

static void
show_settings_action (GSimpleAction *action,
                      GVariant      *parameter,
                      gpointer       user_data)
{
  RkWindow *self = user_data;

  rk_window_leave_panel (self);
  gtk_menu_button_popup (self->settings_button);
}

static void
install_actions (RkWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "record", .activate = record_action },
    { .name = "focus-start", .activate = focus_start_action },
    { .name = "show-devices", .activate = show_devices_action },
    { .name = "show-settings", .activate = show_settings_action },
  };
  g_autoptr (GPropertyAction) page = g_property_action_new ("page", self->pages, "visible-child-name");
  g_autoptr (GPropertyAction) side = g_property_action_new ("side-list", self->flap, "reveal-flap");

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (page));
  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (side));
  rk_window_install_file_actions (self);
  rk_window_install_export_actions (self);
  rk_window_install_tool_actions (self);
  rk_window_install_pen_actions (self);
  rk_window_install_panel_actions (self);
  rk_window_install_sensor_actions (self);
  rk_window_init_compare (self);
  rk_window_init_exclude (self);
  rk_window_init_listen (self);
  rk_window_init_photo (self);
}

/* -- Keys --------------------------------------------------------------------- */

/* The key with this Latin letter, on a Russian keyboard too. */
static gboolean
is_letter (guint keyval,
           guint latin,
           guint cyrillic)
{
  guint lower = gdk_keyval_to_lower (keyval);

  return lower == latin || lower == cyrillic;
}

/* Letters that act while nothing is typed. */
static gboolean
letter_pressed (RkWindow *self,
                guint     keyval)
{
  if (is_letter (keyval, GDK_KEY_k, GDK_KEY_Cyrillic_el))
    return rk_collect_bar_keep (self->collect_bar);
  if (is_letter (keyval, GDK_KEY_m, GDK_KEY_Cyrillic_softsign) && rk_document_get_recording (self->document)) {
    g_action_group_activate_action (G_ACTION_GROUP (self), "add-mark", NULL);
    return TRUE;
  }

  return FALSE;
}

/* Space belongs to Start and Stop wherever it does not write a blank or work a
 * control of a popover; Enter presses buttons. */
static gboolean
takes_space (GtkWidget *focus)
{
  if (focus == NULL)
    return FALSE;

  return GTK_IS_EDITABLE (focus) || GTK_IS_TEXT_VIEW (focus)
    || gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) != NULL;
}

static gboolean
key_pressed_cb (RkWindow        *self,
                guint            keyval,
                guint            keycode,
                GdkModifierType  state)
{
  if (keyval == GDK_KEY_Escape && self->listening != NULL) {
    g_action_group_activate_action (G_ACTION_GROUP (self), "listen", g_variant_new_string (""));
    return GDK_EVENT_STOP;
  }
  if ((state & gtk_accelerator_get_default_mod_mask ()) != 0 || takes_space (gtk_window_get_focus (GTK_WINDOW (self))))
    return GDK_EVENT_PROPAGATE;
  if (keyval != GDK_KEY_space)
    return letter_pressed (self, keyval) ? GDK_EVENT_STOP : GDK_EVENT_PROPAGATE;

  if (!self->space_down)
    g_action_group_activate_action (G_ACTION_GROUP (self), "record", NULL);
  self->space_down = TRUE;

  return GDK_EVENT_STOP;
}

static void
key_released_cb (RkWindow *self,
                 guint     keyval)
{
  if (keyval == GDK_KEY_space)
    self->space_down = FALSE;
}

static gboolean
graph_shortcut_cb (GtkWidget *widget,
                   GVariant  *args,
                   gpointer   user_data)
{
  RkWindow *self = RK_WINDOW (widget);

  return gtk_widget_activate_action (GTK_WIDGET (self->graph_page), user_data, NULL);
}

/* Shortcuts that text fields have too: they come after the focus had its chance. */
static void
install_keys (RkWindow *self)
{
  static const struct { const char *keys; const char *action; } late[] = {
    { "<Control>c", "win.copy-picture" },
    { "<Control>z", "win.undo" },
    { "Escape", "win.panel-back" },
  };
  static const struct { const char *keys; const char *action; } graph[] = {
    { "<Control>0|<Control>KP_0", "graph.fit" },
    { "<Control>plus|<Control>equal|<Control>KP_Add", "graph.zoom-in" },
    { "<Control>minus|<Control>KP_Subtract", "graph.zoom-out" },
    { "<Alt>Left|<Alt>KP_Left", "graph.back" },
    { "<Alt>Right|<Alt>KP_Right", "graph.forward" },
    { "<Alt>0|<Alt>KP_0", "graph.fit-values" },
    { "<Alt>9|<Alt>KP_9", "graph.fit-sensor" },
    { "Menu|<Shift>F10", "graph.axis-menu" },
  };
  GtkEventController *shortcuts = gtk_shortcut_controller_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  for (guint i = 0; i < G_N_ELEMENTS (late); i++)
    gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (shortcuts),
      gtk_shortcut_new (gtk_shortcut_trigger_parse_string (late[i].keys),
                        gtk_named_action_new (late[i].action)));
  for (guint i = 0; i < G_N_ELEMENTS (graph); i++)
    gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (shortcuts),
      gtk_shortcut_new (gtk_shortcut_trigger_parse_string (graph[i].keys),
                        gtk_callback_action_new (graph_shortcut_cb, (gpointer) graph[i].action, NULL)));
  gtk_event_controller_set_propagation_phase (shortcuts, GTK_PHASE_BUBBLE);
  gtk_widget_add_controller (GTK_WIDGET (self), shortcuts);

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  g_signal_connect_swapped (keys, "key-released", G_CALLBACK (key_released_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

/* -- Life --------------------------------------------------------------------- */

static void
bind_settings (RkWindow *self)
{
  self->settings = g_settings_new (APP_ID);
  g_settings_bind (self->settings, "window-width", self, "default-width", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "window-height", self, "default-height", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "window-maximized", self, "maximized", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "side-list", self->flap, "reveal-flap", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "keep-raw", rk_document_get_recorder (self->document), "keep-raw",
                   G_SETTINGS_BIND_GET);
}

static void
watch_document (RkWindow *self)
{
  RkDocument *document = self->document;
  RkRecorder *recorder = rk_document_get_recorder (document);

  g_signal_connect_object (document, "notify::title", G_CALLBACK (update_title), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "notify::empty", G_CALLBACK (update_empty), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "notify::recording", G_CALLBACK (update_recording), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "notify::experiment", G_CALLBACK (update_experiment), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "start-failed", G_CALLBACK (start_failed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "sources-updated", G_CALLBACK (update_settings_label), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (recorder, "notify::rate-hz", G_CALLBACK (update_settings_label), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (recorder, "notify::pace", G_CALLBACK (update_settings_label), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (recorder, "notify::duration-s", G_CALLBACK (update_settings_label), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (recorder, "notify::elapsed-s", G_CALLBACK (update_settings_label), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (recorder, "notify::state", G_CALLBACK (update_recording), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (recorder, "failed", G_CALLBACK (start_failed_cb), self, G_CONNECT_SWAPPED);

  g_object_bind_property (document, "source", self->raw_page, "source", G_BINDING_SYNC_CREATE);
  g_object_bind_property (document, "recording", self->raw_page, "recording", G_BINDING_SYNC_CREATE);
  g_object_set (self->graph_page, "recorder", recorder, NULL);
  g_object_bind_property (recorder, "duration-s", self->graph_page, "expected-duration-s", G_BINDING_SYNC_CREATE);

  update_title (self);
  update_empty (self);
  update_experiment (self);
  update_recording (self);
}

/* Closing ends the run: everything recorded is kept, or the user is asked. */
static gboolean
rk_window_close_request (GtkWindow *window)
{
  RkWindow *self = RK_WINDOW (window);
  g_autofree char *path = NULL;

  if (!rk_window_may_close (self))
    return GDK_EVENT_STOP;

  rk_window_end_job (self);
  path = rk_document_close (self->document);

  /* An untitled experiment is found again among the recent files. */
  if (path != NULL) {
    g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);

    if (uri != NULL)
      gtk_recent_manager_add_item (gtk_recent_manager_get_default (), uri);
  }

  return GTK_WINDOW_CLASS (rk_window_parent_class)->close_request (window);
}

static void
rk_window_dispose (GObject *object)
{
  RkWindow *self = RK_WINDOW (object);

  if (self->document != NULL)
    g_free (rk_document_close (self->document));
  rk_window_stop_listening (self);
  if (self->job != NULL)
    g_cancellable_cancel (self->job);
  g_clear_object (&self->job);
  g_clear_handle_id (&self->job_id, g_source_remove);
  if (self->projector != NULL)
    gtk_window_destroy (self->projector);
  g_clear_weak_pointer (&self->projector);
  g_clear_weak_pointer (&self->preflight);
  g_clear_weak_pointer (&self->collection);
  g_clear_weak_pointer (&self->picture);
  g_clear_weak_pointer (&self->page);
  g_clear_weak_pointer (&self->said);
  g_clear_weak_pointer (&self->undo_toast);
  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_WINDOW);
  g_clear_pointer (&self->undo_steps, g_array_unref);
  g_clear_pointer (&self->known_ports, g_hash_table_unref);
  g_clear_object (&self->settings);
  g_clear_object (&self->care);
  g_clear_pointer (&self->panel_style, rk_panel_style_free);
  g_clear_object (&self->document);

  G_OBJECT_CLASS (rk_window_parent_class)->dispose (object);
}

static void
ensure_types (void)
{
  g_type_ensure (RK_TYPE_DEVICE_POPOVER);
  g_type_ensure (RK_TYPE_SETTINGS_POPOVER);
  g_type_ensure (RK_TYPE_MESSAGE_BAR);
  g_type_ensure (RK_TYPE_COLLECT_BAR);
  g_type_ensure (RK_TYPE_WELCOME_PAGE);
  g_type_ensure (RK_TYPE_SIDE_PANEL);
  g_type_ensure (RK_TYPE_STATUS_LINE);
  g_type_ensure (RK_TYPE_GRAPH_PAGE);
  g_type_ensure (RK_TYPE_PLOT_GRID);
  g_type_ensure (RK_TYPE_TABLE_PAGE);
  g_type_ensure (RK_TYPE_DIGITS_PAGE);
  g_type_ensure (RK_TYPE_RAW_PAGE);
}

static void
rk_window_class_init (RkWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rk_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = rk_window_close_request;

  ensure_types ();
  gtk_widget_class_set_template_from_resource (widget_class, "/org/rostok/Rostok/ui/window.ui");
  gtk_widget_class_bind_template_child (widget_class, RkWindow, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, devices_button);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, devices_content);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, device_popover);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, record_button);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, record_content);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, settings_button);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, settings_label);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, settings_popover);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, squeezer);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, side_button);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, recent_menu);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, message_bar);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, collect_bar);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, main_stack);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, welcome_page);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, flap);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, side_panel);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, plot_grid);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, graph_page);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, table_page);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, digits_page);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, raw_page);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, progress_revealer);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, progress_label);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, status_line);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, header_bar);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, panel_digits);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, panel_bar);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, panel_record);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, panel_record_content);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, panel_frozen);
  gtk_widget_class_bind_template_child (widget_class, RkWindow, pen_bar);
}

/* GTK 4.8 leaves the keyboard in the page of a submenu when its menu closes: the window would be deaf. */
static void
menu_closed_cb (GtkPopover *menu,
                RkWindow   *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->menu_button));
}

static void
rk_window_init (RkWindow *self)
{
  self->document = rk_document_new ();
  self->care = rk_sensor_care_new (self->document);
  gtk_widget_init_template (GTK_WIDGET (self));
  rk_window_init_undo (self);
  g_signal_connect_object (gtk_menu_button_get_popover (self->menu_button), "closed",
                           G_CALLBACK (menu_closed_cb), self, 0);
}

/**
 * rk_window_new:
 * @application: the program
 *
 * Makes a window with an empty document.
 *
 * Returns: (transfer none): a window; GTK owns it
 */
RkWindow *
rk_window_new (RkApplication *application)
{
  RkWindow *self;
  RkDeviceList *ports;

  g_return_val_if_fail (RK_IS_APPLICATION (application), NULL);

  self = g_object_new (RK_TYPE_WINDOW, "application", application, NULL);
  ports = rk_application_get_ports (application);
  rk_device_popover_set_document (self->device_popover, self->document, ports);
  rk_settings_popover_set_document (self->settings_popover, self->document);
  rk_message_bar_set_document (self->message_bar, self->document);
  rk_collect_bar_set_document (self->collect_bar, self->document);
  rk_welcome_page_set_document (self->welcome_page, self->document, ports);
  rk_side_panel_set_document (self->side_panel, self->document, self->care);
  rk_status_line_set_document (self->status_line, self->document);

  bind_settings (self);
  install_actions (self);
  install_keys (self);
  watch_document (self);
  rk_window_watch_ports (self, ports);

  return self;
}

/**
 * rk_window_get_document:
 * @self: a window
 *
 * Gets what the window shows.
 *
 * Returns: (transfer none): the document
 */
RkDocument *
rk_window_get_document (RkWindow *self)
{
  g_return_val_if_fail (RK_IS_WINDOW (self), NULL);

  return self->document;
}
