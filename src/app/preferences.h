#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void rk_preferences_present (GtkWindow *parent, GSettings *settings);

G_END_DECLS
