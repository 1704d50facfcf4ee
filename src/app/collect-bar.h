#pragma once

#include <gtk/gtk.h>

#include "app/document.h"

G_BEGIN_DECLS

/**
 * RkCollectBar:
 *
 * What a run waits for or wants: the countdown, the trigger with the live value beside its level, the variable to be
 * typed and the key Keep, the state of the photogate, an alert. Hidden when there is nothing to say.
 */
#define RK_TYPE_COLLECT_BAR (rk_collect_bar_get_type ())
G_DECLARE_FINAL_TYPE (RkCollectBar, rk_collect_bar, RK, COLLECT_BAR, GtkBox)

void rk_collect_bar_set_document (RkCollectBar *self, RkDocument *document);
/* The key K: keeps a reading, or leads to the entry that has to be filled in first. FALSE when nothing is kept now. */
gboolean rk_collect_bar_keep     (RkCollectBar *self);

G_END_DECLS
