#pragma once

#include <gtk/gtk.h>

#include "app/document.h"

G_BEGIN_DECLS

/* The one thing that needs attention now, in a line above the page; never a dialog. */
#define RK_TYPE_MESSAGE_BAR (rk_message_bar_get_type ())
G_DECLARE_FINAL_TYPE (RkMessageBar, rk_message_bar, RK, MESSAGE_BAR, GtkBox)

void rk_message_bar_set_document (RkMessageBar *self, RkDocument *document);
void rk_message_bar_set_danger (RkMessageBar *self, const char *text);

G_END_DECLS
