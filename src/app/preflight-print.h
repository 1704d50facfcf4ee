#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Asks for a printer and prints the checks (RkCheck) under @title; nothing waits for it. */
void rk_preflight_print (GtkWindow *parent, const char *title, GPtrArray *checks);

/* The words a level has where there is no colour: "Ready", "Attention", "Not ready". */
const char *rk_preflight_level_text (guint level);

G_END_DECLS
