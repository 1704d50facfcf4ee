#pragma once

#include <gtk/gtk.h>

#include "store/channel.h"

G_BEGIN_DECLS

/* What can be changed of a channel: name, unit, decimals, colour, visibility. */
#define RK_TYPE_CHANNEL_POPOVER (rk_channel_popover_get_type ())
G_DECLARE_FINAL_TYPE (RkChannelPopover, rk_channel_popover, RK, CHANNEL_POPOVER, GtkPopover)

GtkWidget *rk_channel_popover_new (RkChannel *channel);

G_END_DECLS
