#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint rk_beat_add (GSourceFunc function,
                   gpointer    user_data);

G_END_DECLS
