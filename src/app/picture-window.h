#pragma once

#include "app/window.h"

G_BEGIN_DECLS

/* The graph as a picture for a report, with a preview: to a file, the clipboard or a printer. */
#define RK_TYPE_PICTURE_WINDOW (rk_picture_window_get_type ())
G_DECLARE_FINAL_TYPE (RkPictureWindow, rk_picture_window, RK, PICTURE_WINDOW, AdwWindow)

GtkWindow *rk_picture_window_new (RkWindow *owner);

G_END_DECLS
