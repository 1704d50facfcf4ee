#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Where pictures go: what the windows of a picture and of a report page have in common. Each is transient for the RkWindow of its
 * experiment, and does nothing any more when that is gone. Main thread. */

typedef void (*RkPicturePathFunc) (GtkWindow *window, const char *path);

void rk_picture_desk_say      (AdwToastOverlay *overlay, const char *text);
void rk_picture_desk_report   (GtkWindow *window, const char *heading, const GError *error);

/* Asks for the name of a file that ends in ".@suffix"; @chosen is not called when nobody wants one. */
void rk_picture_desk_ask_path (GtkWindow *window, const char *title, const char *suffix, RkPicturePathFunc chosen);
/* @error: NULL = it is there. */
void rk_picture_desk_tell_saved (GtkWindow *window, AdwToastOverlay *overlay, const char *path, const GError *error);

/* @recording: what rk_picture_record () gave, nullable: then there is an error. */
void rk_picture_desk_print    (GtkWindow *window, const char *title, cairo_surface_t *recording, const GError *error);

G_END_DECLS
