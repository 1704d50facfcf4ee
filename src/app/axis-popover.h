#pragma once

#include <gtk/gtk.h>

#include "app/canvas.h"

G_BEGIN_DECLS

/**
 * RkAxisPopover:
 *
 * The limits of an axis of a canvas: typed, fitted to the data or to the sensor. Changes take effect as they are made.
 */
#define RK_TYPE_AXIS_POPOVER (rk_axis_popover_get_type ())
G_DECLARE_FINAL_TYPE (RkAxisPopover, rk_axis_popover, RK, AXIS_POPOVER, GtkPopover)

/* @axis: of the scene on show, -1 = the one along x */
GtkWidget *rk_axis_popover_new (RkCanvas *canvas, int axis) G_GNUC_WARN_UNUSED_RESULT;

/* A point at its numbers; FALSE while there is no picture. */
gboolean   rk_axis_popover_find_place (RkCanvas        *canvas,
                                       int              axis,
                                       GtkWidget       *parent,
                                       GdkRectangle    *place,
                                       GtkPositionType *side);

G_END_DECLS
