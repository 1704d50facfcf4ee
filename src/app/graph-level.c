/* The level of the trigger in the graph. */

#include "config.h"

#include "app/graph-view-private.h"

#include <math.h>

/* The trigger, if it does anything in this mode; FALSE without one. */
static gboolean
get_trigger (RkGraphView *self,
             RkCondition *trigger)
{
  if (self->recorder == NULL || rk_recorder_get_mode (self->recorder) != RK_COLLECT_TIME)
    return FALSE;

  rk_recorder_get_trigger (self->recorder, trigger);

  return trigger->channel != NULL;
}

void
rk_graph_view_fill_level (RkGraphView    *self,
                          RkViewSettings *settings)
{
  RkCondition trigger;

  settings->level_channel = NULL;
  if (!get_trigger (self, &trigger))
    return;

  settings->level_channel = trigger.channel;
  settings->level = trigger.level;
}

/**
 * rk_graph_view_move_level:
 * @self: a view
 * @value: in the unit of the channel of the trigger
 *
 * Sets the level of the trigger, armed or not. Nothing happens without one.
 */
void
rk_graph_view_move_level (RkGraphView *self,
                          double       value)
{
  RkCondition trigger;

  g_return_if_fail (RK_IS_GRAPH_VIEW (self));

  if (!get_trigger (self, &trigger) || !isfinite (value))
    return;

  trigger.level = value;
  rk_recorder_set_trigger (self->recorder, &trigger);
}

/**
 * rk_graph_view_format_level:
 * @self: a view
 * @value: in the unit of the channel of the trigger
 *
 * Says what the trigger would wait for with this level: "T ↑ 30 °C".
 *
 * Returns: (transfer full): text, "" without a trigger
 */
char *
rk_graph_view_format_level (RkGraphView *self,
                            double       value)
{
  RkCondition trigger;

  g_return_val_if_fail (RK_IS_GRAPH_VIEW (self), NULL);

  if (!get_trigger (self, &trigger))
    return g_strdup ("");

  trigger.level = value;

  return rk_condition_to_text (&trigger);
}
