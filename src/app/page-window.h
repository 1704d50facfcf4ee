#pragma once

#include "app/window.h"

G_BEGIN_DECLS

/**
 * RkPageWindow:
 *
 * A page of a report made of what the window shows: a title, up to three views with their captions; to be kept as PDF or printed.
 */
#define RK_TYPE_PAGE_WINDOW (rk_page_window_get_type ())
G_DECLARE_FINAL_TYPE (RkPageWindow, rk_page_window, RK, PAGE_WINDOW, AdwWindow)

GtkWindow *rk_page_window_new (RkWindow *owner);

G_END_DECLS
