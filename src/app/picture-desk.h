#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Where pictures go: what the windows of a picture and of a report page have in common. Each is transient for the RkWindow of its
 * experiment, and does nothing any more when that is gone. Main thread. */

typedef void (*RkPicturePathFunc) (GtkWindow *window, const char *path);

void rk_picture_desk_say      (AdwToastOverlay *overlay, const char *text);
void rk_picture_desk_report   (GtkWindow *window, const char *heading, const GError *error);

/* NULL when nothing is typed. */
char *rk_picture_desk_read    (AdwEntryRow *row) G_GNUC_WARN_UNUSED_RESULT;

/* Does @work, which it takes, on a thread of the pool; the task belongs to @window and has @work as its data. */
void rk_picture_desk_run      (GtkWindow           *window,
                               gpointer             work,
                               GDestroyNotify       free_work,
                               GTaskThreadFunc      thread,
                               GAsyncReadyCallback  done);
/* Takes both; one of them is NULL. On that thread. */
void rk_picture_desk_return   (GTask *task, cairo_surface_t *surface, GError *error);

/* Asks for the name of a file that ends in ".@suffix"; @chosen is not called when nobody wants one. */
void rk_picture_desk_ask_path (GtkWindow *window, const char *title, const char *suffix, RkPicturePathFunc chosen);
/* @error: NULL = it is there. */
void rk_picture_desk_tell_saved (GtkWindow *window, AdwToastOverlay *overlay, const char *path, const GError *error);

/* @recording: what rk_picture_record () gave, nullable: then there is an error. */
void rk_picture_desk_print    (GtkWindow *window, const char *title, cairo_surface_t *recording, const GError *error);

G_END_DECLS
