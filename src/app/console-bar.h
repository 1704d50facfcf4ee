#pragma once

#include <gtk/gtk.h>

#include "acquire/source.h"
#include "store/experiment.h"

G_BEGIN_DECLS

/**
 * RkConsoleBar:
 *
 * Sends lines to a device, on the user's word: an entry, buttons for lines used again (kept in the experiment), and
 * the way to lend the port to another program.
 *
 * Properties: source, experiment (both nullable).
 */
#define RK_TYPE_CONSOLE_BAR (rk_console_bar_get_type ())
G_DECLARE_FINAL_TYPE (RkConsoleBar, rk_console_bar, RK, CONSOLE_BAR, GtkBox)

G_END_DECLS
