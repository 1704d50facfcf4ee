#pragma once

#include <adwaita.h>

#include "acquire/recorder.h"

G_BEGIN_DECLS

/**
 * RkConditionRow:
 *
 * Asks for a condition on a channel: which channel (or none), how, at what value. Decimal comma and point are
 * understood.
 *
 * Signal: changed, when the user made another condition of it.
 */
#define RK_TYPE_CONDITION_ROW (rk_condition_row_get_type ())
G_DECLARE_FINAL_TYPE (RkConditionRow, rk_condition_row, RK, CONDITION_ROW, AdwActionRow)

GtkWidget *rk_condition_row_new (const char *title, RkExperiment *experiment) G_GNUC_WARN_UNUSED_RESULT;
/* FALSE while there is none: no channel, or no number. The channel is borrowed. */
gboolean   rk_condition_row_get (RkConditionRow *self, RkCondition *condition);
void       rk_condition_row_set (RkConditionRow *self, const RkCondition *condition); /* nullable */

G_END_DECLS
