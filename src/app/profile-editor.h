#pragma once

#include <adwaita.h>

#include "acquire/source.h"

G_BEGIN_DECLS

/**
 * RkProfileEditor:
 *
 * Teaches Rostok a device nobody has taught it: on the left what the device sends and what is read from it, on the
 * right the format, the channels and the name; saved as a file. Not modal.
 *
 * Signal: saved (RkProfile): it is among the user's profiles and in use.
 */
#define RK_TYPE_PROFILE_EDITOR (rk_profile_editor_get_type ())
G_DECLARE_FINAL_TYPE (RkProfileEditor, rk_profile_editor, RK, PROFILE_EDITOR, AdwWindow)

GtkWindow *rk_profile_editor_new (GtkWindow *parent, RkSource *source);

G_END_DECLS
