#pragma once

#include <adwaita.h>

#include "app/application.h"
#include "app/document.h"

G_BEGIN_DECLS

/* The one window of an experiment. */
#define RK_TYPE_WINDOW (rk_window_get_type ())
G_DECLARE_FINAL_TYPE (RkWindow, rk_window, RK, WINDOW, AdwApplicationWindow)

RkWindow   *rk_window_new          (RkApplication *application);
RkDocument *rk_window_get_document (RkWindow *self);

/* Whether a file can be opened here without taking anything from the user's sight. */
gboolean    rk_window_is_blank     (RkWindow *self);
void        rk_window_load         (RkWindow *self, const char *path);
void        rk_window_recover      (RkWindow *self, RkUnfinished *unfinished); /* takes @unfinished */

/* Tells the user about a failure: what could not be done, and why. */
void        rk_window_report       (RkWindow *self, const char *heading, const GError *error);
void        rk_window_say          (RkWindow *self, const char *text);

G_END_DECLS
