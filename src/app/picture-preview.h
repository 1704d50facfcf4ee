#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * RkPicturePreview:
 *
 * A sheet of paper in the middle of what room there is, drawn elsewhere.
 *
 * Signal: resized, when the sheet can be of another size.
 */
#define RK_TYPE_PICTURE_PREVIEW (rk_picture_preview_get_type ())
G_DECLARE_FINAL_TYPE (RkPicturePreview, rk_picture_preview, RK, PICTURE_PREVIEW, GtkWidget)

/* The room for the sheet in logical pixels; FALSE while there is none. */
gboolean rk_picture_preview_get_room    (RkPicturePreview *self, double *width, double *height);
/* An image of device pixels; NULL = nothing is shown. (transfer full) (nullable) */
void     rk_picture_preview_take_sheet  (RkPicturePreview *self, cairo_surface_t *sheet);

G_END_DECLS
