#include "config.h"

#include "app/preferences.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include <string.h>

/* The values of a key in the order of the choices shown. */
static const char * const themes[] = { "system", "light", "dark", NULL };
static const char * const dialects[] = { "auto", "ru", "en", "tab", NULL };

static gboolean
get_mapping (GValue   *value,
             GVariant *variant,
             gpointer  user_data)
{
  const char * const *ids = user_data;

  for (guint i = 0; ids[i] != NULL; i++) {
    if (strcmp (ids[i], g_variant_get_string (variant, NULL)) == 0) {
      g_value_set_uint (value, i);
      return TRUE;
    }
  }

  return FALSE;
}

static GVariant *
set_mapping (const GValue       *value,
             const GVariantType *expected_type,
             gpointer            user_data)
{
  const char * const *ids = user_data;
  guint selected = g_value_get_uint (value);

  return selected < g_strv_length ((char **) ids) ? g_variant_new_string (ids[selected]) : NULL;
}

static void
bind_choice (GtkBuilder         *builder,
             const char         *id,
             GSettings          *settings,
             const char         *key,
             const char * const *ids)
{
  g_settings_bind_with_mapping (settings, key, gtk_builder_get_object (builder, id), "selected",
                                G_SETTINGS_BIND_DEFAULT, get_mapping, set_mapping,
                                (gpointer) ids, NULL);
}

/**
 * rk_preferences_present:
 * @parent: the window it belongs to
 * @settings: the settings of the program
 *
 * Shows the preferences; changes take effect at once.
 */
void
rk_preferences_present (GtkWindow *parent,
                        GSettings *settings)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/org/rostok/Rostok/ui/preferences.ui");
  GtkWindow *window = GTK_WINDOW (gtk_builder_get_object (builder, "preferences"));

  bind_choice (builder, "theme_row", settings, "theme", themes);
  bind_choice (builder, "dialect_row", settings, "csv-dialect", dialects);
  g_settings_bind (settings, "keep-raw", gtk_builder_get_object (builder, "raw_switch"), "active",
                   G_SETTINGS_BIND_DEFAULT);
  gtk_window_set_transient_for (window, parent);
  gtk_window_present (window);
}
