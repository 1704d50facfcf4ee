#include "config.h"

#include "app/application.h"

#include "app/about.h"
#include "app/format.h"
#include "app/preferences.h"
#include "app/window.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>

#include <math.h>
#include <signal.h>
#include <stdlib.h>

static const int ending_signals[] = { SIGINT, SIGTERM, SIGHUP };

struct _RkApplication
{
  AdwApplication parent_instance;

  GSettings    *settings;
  RkDeviceList *ports;      /* nullable until the first window */
  GPtrArray    *unfinished; /* nullable: RkUnfinished, still to be offered */
  guint         signal_ids[G_N_ELEMENTS (ending_signals)];
};

G_DEFINE_FINAL_TYPE (RkApplication, rk_application, ADW_TYPE_APPLICATION)

/* -- Windows -------------------------------------------------------------- */

static RkWindow *
get_window (RkApplication *self)
{
  GtkWindow *active = gtk_application_get_active_window (GTK_APPLICATION (self));

  while (active != NULL && !RK_IS_WINDOW (active))
    active = gtk_window_get_transient_for (active);

  return active != NULL ? RK_WINDOW (active) : rk_window_new (self);
}

/* -- After a crash ----------------------------------------------------------- */

static void offer_next (RkApplication *self);

static char *
describe_unfinished (const RkUnfinished *unfinished)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (unfinished->begin_wall_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;
  g_autofree char *begin = local != NULL ? g_date_time_format (local, "%x %H:%M") : g_strdup ("");
  g_autofree char *kept = rk_format_duration (unfinished->duration_s);
  /* Up to the next tenth: "at most 0 s" would promise what nobody knows. */
  g_autofree char *lost = rk_format_duration (fmax (ceil (unfinished->lost_s * 10 - 1e-9) / 10, 0.1));
  const char *title = unfinished->title != NULL && *unfinished->title != '\0'
    ? unfinished->title : _("New Experiment");

  return g_strdup_printf (
    /* Translators: title, date and time, a duration, a duration */
    _("“%s”, %s: the program ended while it was recording. On the disk: %s. Lost: at most %s."),
    title, begin, kept, lost);
}

static void
offer_response_cb (AdwMessageDialog *dialog,
                   const char       *response,
                   gpointer          user_data)
{
  RkApplication *self = user_data;
  RkUnfinished *unfinished = NULL;

  if (self->unfinished == NULL || self->unfinished->len == 0)
    return;

  unfinished = g_ptr_array_steal_index (self->unfinished, 0);

  if (g_strcmp0 (response, "recover") == 0) {
    rk_window_recover (get_window (self), g_steal_pointer (&unfinished));
  } else if (g_strcmp0 (response, "forget") == 0) {
    rk_project_forget (unfinished);
  } else {
    /* Later: neither this one nor the rest is asked about again today. */
    g_ptr_array_set_size (self->unfinished, 0);
  }

  g_clear_pointer (&unfinished, rk_unfinished_free);
  offer_next (self);
}

static void
offer_next (RkApplication *self)
{
  g_autofree char *body = NULL;
  GtkWidget *dialog;

  if (self->unfinished == NULL || self->unfinished->len == 0)
    return;

  body = describe_unfinished (g_ptr_array_index (self->unfinished, 0));
  dialog = adw_message_dialog_new (GTK_WINDOW (get_window (self)),
                                   _("Recover an Interrupted Recording?"), body);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog),
                                    "forget", _("_Do Not Ask Again"),
                                    "later", _("_Later"),
                                    "recover", _("_Recover"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "recover",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "recover");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "later");
  g_signal_connect_object (dialog, "response", G_CALLBACK (offer_response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
find_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  g_task_return_pointer (task, rk_project_find_unfinished (), (GDestroyNotify) g_ptr_array_unref);
}

static void
find_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  RkApplication *self = RK_APPLICATION (object);
  GPtrArray *found = g_task_propagate_pointer (G_TASK (result), NULL);

  if (found == NULL)
    return;

  g_ptr_array_set_free_func (found, (GDestroyNotify) rk_unfinished_free);
  g_clear_pointer (&self->unfinished, g_ptr_array_unref);
  self->unfinished = found;
  if (gtk_application_get_windows (GTK_APPLICATION (self)) != NULL)
    offer_next (self);
}

/* Looking through old files must not keep the window waiting. */
static void
look_for_unfinished (RkApplication *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, find_cb, NULL);

  g_task_set_source_tag (task, look_for_unfinished);
  g_task_run_in_thread (task, find_thread);
}

/* -- Actions ------------------------------------------------------------------- */

static void
new_window_action (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  gtk_window_present (GTK_WINDOW (rk_window_new (user_data)));
}

static void
preferences_action (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  RkApplication *self = user_data;

  rk_preferences_present (GTK_WINDOW (get_window (self)), self->settings);
}

/* Made when it is asked for, and gone when it is closed. The one GTK would make by itself
 * (gtk/help-overlay.ui) stays among the windows without being shown; a screen reader that asks for a window
 * which has just closed is then led to it, and GTK 4.8 ends the program. */
static void
shortcuts_action (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/org/rostok/Rostok/ui/shortcuts.ui");
  GtkWindow *shortcuts = GTK_WINDOW (gtk_builder_get_object (builder, "help_overlay"));

  gtk_window_set_transient_for (shortcuts, GTK_WINDOW (get_window (user_data)));
  gtk_window_present (shortcuts);
}

static void
about_action (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  rk_about_present (GTK_WINDOW (get_window (user_data)));
}

/* Each window closes its file; the program ends with the last. */
static void
close_all (GtkApplication *application)
{
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (application));

  for (GList *l = windows; l != NULL; l = l->next)
    gtk_window_close (l->data);
}

static void
quit_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  close_all (user_data);
}

/* The end of the session and Ctrl+C in a terminal end runs properly too. */
static gboolean
signal_cb (gpointer user_data)
{
  close_all (user_data);

  return G_SOURCE_CONTINUE;
}

/* For tests of what a busy interface does to the recording. */
static void
debug_block_action (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  g_usleep (2 * G_USEC_PER_SEC);
}

static void
install_actions (RkApplication *self)
{
  static const GActionEntry entries[] = {
    { .name = "new-window", .activate = new_window_action },
    { .name = "preferences", .activate = preferences_action },
    { .name = "about", .activate = about_action },
    { .name = "shortcuts", .activate = shortcuts_action },
    { .name = "quit", .activate = quit_action },
  };
  static const GActionEntry debug_entries[] = {
    { .name = "debug-block", .activate = debug_block_action },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  if (g_strcmp0 (g_getenv ("ROSTOK_DEBUG"), "1") == 0)
    g_action_map_add_action_entries (G_ACTION_MAP (self), debug_entries,
                                     G_N_ELEMENTS (debug_entries), self);
}

static void
install_keys (GtkApplication *application)
{
  static const struct { const char *action; const char *keys[3]; } accels[] = {
    { "app.new-window", { "<Control>n" } },
    { "app.preferences", { "<Control>comma" } },
    { "app.shortcuts", { "<Control>question", "F1" } },
    { "app.quit", { "<Control>q" } },
    { "app.debug-block", { "<Control><Alt>b" } },
    { "window.close", { "<Control>w" } },
    { "win.open", { "<Control>o" } },
    { "win.save-as", { "<Control>s", "<Control><Shift>s" } },
    { "win.export::csv", { "<Control>e" } },
    { "win.copy-picture", { "<Control><Shift>c" } },
    { "win.show-picture", { "<Control><Shift>e" } },
    { "win.show-page", { "<Control><Shift>p" } },
    { "win.listen::", { "<Control>l" } },
    { "win.show-devices", { "<Control>d" } },
    { "win.show-settings", { "<Control>t" } },
    { "win.side-list", { "F9" } },
    { "win.panel", { "F11" } },
    { "win.projector", { "<Control>F11" } },
    { "win.pen", { "F5" } },
    { "win.pen-undo", { "<Shift>F5" } },
    { "win.panel-digits", { "F7" } },
    { "win.panel-freeze", { "F8" } },
    { "win.panel-larger", { "F6" } },
    { "win.page::graph", { "<Control>1", "<Alt>1" } },
    { "win.page::table", { "<Control>2", "<Alt>2" } },
    { "win.page::digits", { "<Control>3", "<Alt>3" } },
    { "win.page::raw", { "<Control>4", "<Alt>4" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (application, accels[i].action, accels[i].keys);
}

/* -- Life ---------------------------------------------------------------------- */

static void
theme_cb (RkApplication *self)
{
  g_autofree char *theme = g_settings_get_string (self->settings, "theme");
  AdwColorScheme scheme = ADW_COLOR_SCHEME_DEFAULT;

  if (g_strcmp0 (theme, "light") == 0)
    scheme = ADW_COLOR_SCHEME_FORCE_LIGHT;
  else if (g_strcmp0 (theme, "dark") == 0)
    scheme = ADW_COLOR_SCHEME_FORCE_DARK;

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), scheme);
}

static void
rk_application_startup (GApplication *application)
{
  RkApplication *self = RK_APPLICATION (application);

  G_APPLICATION_CLASS (rk_application_parent_class)->startup (application);

  self->settings = g_settings_new (APP_ID);
  g_signal_connect_object (self->settings, "changed::theme", G_CALLBACK (theme_cb), self, G_CONNECT_SWAPPED);
  theme_cb (self);
  install_actions (self);
  install_keys (GTK_APPLICATION (self));
  look_for_unfinished (self);

  for (guint i = 0; i < G_N_ELEMENTS (self->signal_ids); i++)
    self->signal_ids[i] = g_unix_signal_add (ending_signals[i], signal_cb, self);
}

static void
rk_application_activate (GApplication *application)
{
  gtk_window_present (GTK_WINDOW (get_window (RK_APPLICATION (application))));
}

static void
rk_application_open (GApplication  *application,
                     GFile        **files,
                     int            n_files,
                     const char    *hint)
{
  RkApplication *self = RK_APPLICATION (application);

  for (int i = 0; i < n_files; i++) {
    RkWindow *window = get_window (self);
    g_autofree char *path = g_file_get_path (files[i]);

    gtk_window_present (GTK_WINDOW (window));
    if (path != NULL)
      rk_window_load (window, path);
  }
}

static void
rk_application_shutdown (GApplication *application)
{
  RkApplication *self = RK_APPLICATION (application);

  for (guint i = 0; i < G_N_ELEMENTS (self->signal_ids); i++)
    g_clear_handle_id (&self->signal_ids[i], g_source_remove);
  g_clear_object (&self->ports);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->unfinished, g_ptr_array_unref);

  G_APPLICATION_CLASS (rk_application_parent_class)->shutdown (application);

  /* GApplication would turn the main loop once more. A screen reader's late question about a window that is
   * gone then ends the program inside GTK 4.8 (an accessible object without a path). The windows have
   * closed their files by now: nothing is left to do but to keep the settings. */
  g_settings_sync ();
  exit (EXIT_SUCCESS);
}

static void
rk_application_class_init (RkApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  application_class->startup = rk_application_startup;
  application_class->activate = rk_application_activate;
  application_class->open = rk_application_open;
  application_class->shutdown = rk_application_shutdown;
}

static void
rk_application_init (RkApplication *self)
{
}

/**
 * rk_application_new:
 *
 * Makes the program.
 *
 * Returns: (transfer full): the program
 */
RkApplication *
rk_application_new (void)
{
  return g_object_new (RK_TYPE_APPLICATION,
                       "application-id", APP_ID,
                       "flags", G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path", "/org/rostok/Rostok",
                       NULL);
}

/**
 * rk_application_get_ports:
 * @self: the program
 *
 * Gets the ports of the system, one list for all windows.
 *
 * Returns: (transfer none): the list
 */
RkDeviceList *
rk_application_get_ports (RkApplication *self)
{
  g_return_val_if_fail (RK_IS_APPLICATION (self), NULL);

  if (self->ports == NULL)
    self->ports = rk_device_list_new ();

  return self->ports;
}
