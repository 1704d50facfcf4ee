#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * RkPanelStyle:
 *
 * Makes all that a window of panel mode shows as large as its height asks for. Main thread.
 */
typedef struct _RkPanelStyle RkPanelStyle;

RkPanelStyle *rk_panel_style_new  (GtkWidget    *window) G_GNUC_WARN_UNUSED_RESULT;
void          rk_panel_style_free (RkPanelStyle *self);
/* @text_px is what the class reads, 0 = panel mode is over. */
void          rk_panel_style_set  (RkPanelStyle *self,
                                   double        window_height,
                                   double        text_px);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkPanelStyle, rk_panel_style_free)

G_END_DECLS
