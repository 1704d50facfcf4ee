#pragma once

#include <adwaita.h>

#include "app/profile-draft.h"
#include "store/column.h"

G_BEGIN_DECLS

/**
 * RkProfileEditorChannel:
 *
 * What the editor asks about one column: name, quantity, unit, decimals. Writes into the draft's channel, which
 * must outlive it.
 *
 * Signal: changed.
 */
#define RK_TYPE_PROFILE_EDITOR_CHANNEL (rk_profile_editor_channel_get_type ())
G_DECLARE_FINAL_TYPE (RkProfileEditorChannel, rk_profile_editor_channel, RK, PROFILE_EDITOR_CHANNEL, AdwBin)

GtkWidget *rk_profile_editor_channel_new (RkDraftChannel *channel, const RkColumn *column);

G_END_DECLS
