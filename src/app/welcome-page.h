#pragma once

#include <gtk/gtk.h>

#include "app/document.h"

G_BEGIN_DECLS

/* What an empty document shows: the way to a first graph, with a sensor or without. */
#define RK_TYPE_WELCOME_PAGE (rk_welcome_page_get_type ())
G_DECLARE_FINAL_TYPE (RkWelcomePage, rk_welcome_page, RK, WELCOME_PAGE, GtkBox)

void rk_welcome_page_set_document (RkWelcomePage *self, RkDocument *document, RkDeviceList *ports);

G_END_DECLS
