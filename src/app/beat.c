#include "config.h"

#include "app/beat.h"

/* Ten times a second: a number that changes faster cannot be read. */
#define BEAT_US (G_USEC_PER_SEC / 10)

/**
 * rk_beat_add:
 * @function: what to call; it returns %G_SOURCE_REMOVE
 * @user_data: for it
 *
 * Calls a function once, at the next beat. All who wait are called at the same beat, so that the window is
 * laid out once for all numbers of all sensors and not once for each. Main thread.
 *
 * Returns: a source of the main context, for g_source_remove ()
 */
guint
rk_beat_add (GSourceFunc function,
             gpointer    user_data)
{
  gint64 left_us = BEAT_US - g_get_monotonic_time () % BEAT_US;

  return g_timeout_add ((guint) ((left_us + 999) / 1000), function, user_data);
}
