/* The way back through what was looked at. */

#include "config.h"

#include "app/graph-history.h"

/* Moves that follow each other so closely are one gesture: a drag, turns of the wheel, a key held down. */
#define GESTURE_US (700 * G_TIME_SPAN_MILLISECOND)

/* Nobody goes back further; memory stays bounded. */
#define MAX_STEPS 100

struct _RkGraphHistory
{
  GPtrArray *back;    /* of GVariant, the newest last */
  GPtrArray *forward; /* the same */
  gint64     moved_us; /* of the last move by a gesture; 0 = none that goes on */
};

/**
 * rk_graph_history_new:
 *
 * Returns: (transfer full): a history of nothing
 */
RkGraphHistory *
rk_graph_history_new (void)
{
  RkGraphHistory *self = g_new0 (RkGraphHistory, 1);

  self->back = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  self->forward = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);

  return self;
}

/**
 * rk_graph_history_free:
 * @self: (transfer full) (nullable): a history
 *
 * Ends it.
 */
void
rk_graph_history_free (RkGraphHistory *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->back);
  g_ptr_array_unref (self->forward);
  g_free (self);
}

/**
 * rk_graph_history_clear:
 * @self: a history
 *
 * Forgets all states: what is shown has become something else.
 */
void
rk_graph_history_clear (RkGraphHistory *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_set_size (self->back, 0);
  g_ptr_array_set_size (self->forward, 0);
  self->moved_us = 0;
}

static void
push (GPtrArray *states,
      GVariant  *state)
{
  if (states->len >= MAX_STEPS)
    g_ptr_array_remove_index (states, 0);
  g_ptr_array_add (states, g_variant_ref_sink (state));
}

/**
 * rk_graph_history_leave:
 * @self: a history
 * @state: (transfer floating): what is shown before a move
 * @gesture: whether the move may be a part of one that began before
 * @now_us: monotonic time
 *
 * Remembers a state that is about to be left. The parts of one gesture are one step. What was ahead is forgotten.
 *
 * Returns: whether a step was added
 */
gboolean
rk_graph_history_leave (RkGraphHistory *self,
                        GVariant       *state,
                        gboolean        gesture,
                        gint64          now_us)
{
  g_autoptr (GVariant) held = NULL;
  gboolean goes_on;

  g_return_val_if_fail (self != NULL && state != NULL, FALSE);

  held = g_variant_ref_sink (state);
  goes_on = gesture && self->moved_us != 0 && now_us - self->moved_us < GESTURE_US;
  self->moved_us = gesture ? now_us : 0;

  if (goes_on ||
      (self->back->len > 0 && g_variant_equal (g_ptr_array_index (self->back, self->back->len - 1), held)))
    return FALSE;

  g_ptr_array_set_size (self->forward, 0);
  push (self->back, held);

  return TRUE;
}

/**
 * rk_graph_history_can:
 * @self: a history
 * @forward: else back
 *
 * Returns: whether there is a state to go to
 */
gboolean
rk_graph_history_can (const RkGraphHistory *self,
                      gboolean              forward)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return (forward ? self->forward : self->back)->len > 0;
}

/**
 * rk_graph_history_go:
 * @self: a history
 * @forward: else back
 * @state: (transfer floating): what is shown now
 *
 * Goes a step.
 *
 * Returns: (transfer full) (nullable): what to show, %NULL at the end of the way
 */
GVariant *
rk_graph_history_go (RkGraphHistory *self,
                     gboolean        forward,
                     GVariant       *state)
{
  g_autoptr (GVariant) held = NULL;
  GPtrArray *from;

  g_return_val_if_fail (self != NULL && state != NULL, NULL);

  held = g_variant_ref_sink (state);
  from = forward ? self->forward : self->back;
  self->moved_us = 0;
  if (from->len == 0)
    return NULL;

  push (forward ? self->back : self->forward, held);

  return g_ptr_array_steal_index (from, from->len - 1);
}
