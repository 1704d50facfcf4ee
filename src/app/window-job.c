#include "config.h"

#include "app/window-private.h"

#define PULSE_MS 100

static gboolean
pulse_cb (gpointer user_data)
{
  RkWindow *self = user_data;

  /* What is done sooner has no need of a bar that comes and goes. */
  gtk_revealer_set_reveal_child (self->progress_revealer, TRUE);
  if (self->job_fraction < 0.0)
    gtk_progress_bar_pulse (self->progress_bar);
  else
    gtk_progress_bar_set_fraction (self->progress_bar, self->job_fraction);

  return G_SOURCE_CONTINUE;
}

/**
 * rk_window_begin_job:
 * @self: a window
 * @text: what is being done
 *
 * Shows that a long work is under way. There is one at a time.
 *
 * Returns: %FALSE if another one is under way; nothing changed then
 */
gboolean
rk_window_begin_job (RkWindow   *self,
                     const char *text)
{
  g_return_val_if_fail (RK_IS_WINDOW (self), FALSE);

  if (self->job != NULL)
    return FALSE;

  self->job = g_cancellable_new ();
  self->job_fraction = -1.0;
  self->job_id = g_timeout_add (PULSE_MS, pulse_cb, self);
  gtk_label_set_label (self->progress_label, text);
  gtk_progress_bar_set_fraction (self->progress_bar, 0.0);

  return TRUE;
}

/**
 * rk_window_set_job_fraction:
 * @self: a window
 * @fraction: 0...1, how much is done
 *
 * Moves the bar of the work under way.
 */
void
rk_window_set_job_fraction (RkWindow *self,
                            double    fraction)
{
  g_return_if_fail (RK_IS_WINDOW (self));

  if (self->job != NULL)
    self->job_fraction = CLAMP (fraction, 0.0, 1.0);
}

/**
 * rk_window_end_job:
 * @self: a window
 *
 * Takes the bar away. A work that is still under way is cancelled.
 */
void
rk_window_end_job (RkWindow *self)
{
  g_return_if_fail (RK_IS_WINDOW (self));

  if (self->job == NULL)
    return;

  g_cancellable_cancel (self->job);
  g_clear_object (&self->job);
  g_clear_handle_id (&self->job_id, g_source_remove);
  gtk_revealer_set_reveal_child (self->progress_revealer, FALSE);
}
