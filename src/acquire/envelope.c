/* The lower hull of arrivals.
 *
 * Whatever delays a message, none arrives before it was sent. So of all lines the true one lies
 * below all the points (x, arrival), and the points that were delayed least lie next to it: the
 * edges of the lower convex hull. Of these the longest is supported best and is the estimate.
 *
 *      y |            .   .  x          x: arrivals
 *        |     .  x  .   /              /: the longest edge
 *        |   x  x     x/
 *        |        . /
 *        |       x
 *        |    /
 *        +----------------- x
 *
 * A point is put in at the end: vertices that would lie above the new edge go. Each is put in and
 * taken out once, so a point costs O(1) on the average. Where the window moves on, vertices go at
 * the front; what they hid lies above the edges that are left and is not missed.
 *
 * How well the line is known is read off the delays above it. An adapter that collects bytes for
 * 16 ms delays a frame of 100 Hz by 0, 2, 4 ... 14 ms and a bit of noise, and if the clocks are
 * nearly equal it stays so for minutes: the least delay could be any up to 2 ms. This is the
 * largest hole in the sorted delays, the grain. Where the clocks drift the delays fill the hole.
 */
#include "config.h"

#include "acquire/envelope.h"

#include "base/number.h"

#include <math.h>
#include <stdlib.h>

#define MIN_PIECES 4
#define MAX_PIECES 16
#define PIECE      4 /* slots at least */

/**
 * rk_envelope_clear:
 * @self: an envelope
 *
 * Forgets all points; the window is the longest again.
 */
void
rk_envelope_clear (RkEnvelope *self)
{
  g_return_if_fail (self != NULL);

  self->first = 0;
  self->n_points = 0;
  self->first_slot = 0;
  self->n_slots = 0;
  self->slot_end = -INFINITY;
  self->window_ns = RK_ENVELOPE_WINDOW_NS;
}

static inline const RkEnvelopePoint *
point_at (const RkEnvelope *self,
          guint             i)
{
  return &self->points[(self->first + i) % RK_ENVELOPE_VERTICES];
}

static inline const RkEnvelopeSlot *
slot_at (const RkEnvelope *self,
         guint             i)
{
  return &self->slots[(self->first_slot + i) % RK_ENVELOPE_SLOTS];
}

static void
drop_old (RkEnvelope *self,
          double      y)
{
  while (self->n_points > 2 && point_at (self, 1)->y < y) {
    self->first = (self->first + 1) % RK_ENVELOPE_VERTICES;
    self->n_points--;
  }
  while (self->n_slots > 1 && slot_at (self, 0)->last.y < y) {
    self->first_slot = (self->first_slot + 1) % RK_ENVELOPE_SLOTS;
    self->n_slots--;
  }
}

static void
push_vertex (RkEnvelope            *self,
             const RkEnvelopePoint *point)
{
  while (self->n_points >= 2) {
    const RkEnvelopePoint *a = point_at (self, self->n_points - 2);
    const RkEnvelopePoint *b = point_at (self, self->n_points - 1);

    if ((b->y - a->y) * (point->x - a->x) < (point->y - a->y) * (b->x - a->x))
      break;
    self->n_points--;
  }

  if (self->n_points == RK_ENVELOPE_VERTICES) {
    self->first = (self->first + 1) % RK_ENVELOPE_VERTICES;
    self->n_points--;
  }
  self->points[(self->first + self->n_points) % RK_ENVELOPE_VERTICES] = *point;
  self->n_points++;
}

/**
 * rk_envelope_push:
 * @self: an envelope
 * @x: index or device time; a point that does not lie after the one before is left out
 * @y: arrival, ns from some origin
 * @slope: what is known of the slope, to tell which of a slot is delayed least
 *
 * Takes a point.
 *
 * Returns: whether it is the first one of a slot
 */
gboolean
rk_envelope_push (RkEnvelope *self,
                  double      x,
                  double      y,
                  double      slope)
{
  const RkEnvelopePoint point = { x, y };
  RkEnvelopeSlot *slot;

  g_return_val_if_fail (self != NULL, FALSE);

  if (self->n_points > 0 && !(x > point_at (self, self->n_points - 1)->x))
    return FALSE;

  push_vertex (self, &point);

  if (self->n_slots > 0 && y < self->slot_end) {
    slot = &self->slots[(self->first_slot + self->n_slots - 1) % RK_ENVELOPE_SLOTS];
    slot->last = point;
    if (y - slot->low.y <= slope * (x - slot->low.x))
      slot->low = point;
    if (y - slot->high.y >= slope * (x - slot->high.x))
      slot->high = point;
    return FALSE;
  }

  if (self->n_slots == RK_ENVELOPE_SLOTS) {
    self->first_slot = (self->first_slot + 1) % RK_ENVELOPE_SLOTS;
    self->n_slots--;
  }
  self->slots[(self->first_slot + self->n_slots) % RK_ENVELOPE_SLOTS] = (RkEnvelopeSlot) { point, point, point };
  self->n_slots++;
  self->slot_end = y + RK_ENVELOPE_SLOT_NS;
  drop_old (self, y - self->window_ns);

  return TRUE;
}

/**
 * rk_envelope_set_window:
 * @self: an envelope
 * @window_ns: at most %RK_ENVELOPE_WINDOW_NS
 *
 * Lets what is older go, now and later.
 */
void
rk_envelope_set_window (RkEnvelope *self,
                        double      window_ns)
{
  g_return_if_fail (self != NULL);

  self->window_ns = MIN (window_ns, RK_ENVELOPE_WINDOW_NS);
  if (self->n_points > 0)
    drop_old (self, point_at (self, self->n_points - 1)->y - self->window_ns);
}

/**
 * rk_envelope_get_span_ns:
 * @self: an envelope
 *
 * Returns: time between its first and its last vertex
 */
double
rk_envelope_get_span_ns (const RkEnvelope *self)
{
  g_return_val_if_fail (self != NULL, 0.0);

  return self->n_points > 0 ? point_at (self, self->n_points - 1)->y - point_at (self, 0)->y : 0.0;
}

/**
 * rk_envelope_get_edge:
 * @self: an envelope
 * @line: (out caller-allocates): the line through the longest edge of the hull
 *
 * Finds the best supported line below all points.
 *
 * Returns: %FALSE with fewer than two vertices; @line is then unchanged
 */
gboolean
rk_envelope_get_edge (const RkEnvelope *self,
                      RkEnvelopeLine   *line)
{
  guint best = 0;
  double length = 0.0;

  g_return_val_if_fail (self != NULL && line != NULL, FALSE);

  for (guint i = 0; i + 1 < self->n_points; i++) {
    double dx = point_at (self, i + 1)->x - point_at (self, i)->x;

    if (dx > length) {
      length = dx;
      best = i;
    }
  }
  if (!(length > 0.0))
    return FALSE;

  line->x0 = point_at (self, best + 1)->x;
  line->y0 = point_at (self, best + 1)->y;
  line->length = line->y0 - point_at (self, best)->y;
  line->slope = line->length / length;

  return TRUE;
}

/**
 * rk_envelope_get_tangent:
 * @self: an envelope
 * @slope: of the line, ns for one x
 * @line: (out caller-allocates): the highest line with this slope below all points
 *
 * Finds the line where its slope is known from before.
 *
 * Returns: %FALSE without a vertex; @line is then unchanged
 */
gboolean
rk_envelope_get_tangent (const RkEnvelope *self,
                         double            slope,
                         RkEnvelopeLine   *line)
{
  const RkEnvelopePoint *low;

  g_return_val_if_fail (self != NULL && line != NULL, FALSE);

  if (self->n_points == 0)
    return FALSE;

  low = point_at (self, 0);
  for (guint i = 1; i < self->n_points; i++) {
    const RkEnvelopePoint *point = point_at (self, i);

    if (point->y - low->y <= slope * (point->x - low->x))
      low = point;
  }

  *line = (RkEnvelopeLine) { .x0 = low->x, .y0 = low->y, .slope = slope };

  return TRUE;
}

static double
delay_above (const RkEnvelopeLine  *line,
             const RkEnvelopePoint *point)
{
  return MAX (point->y - rk_envelope_line_at (line, point->x), 0.0);
}

/**
 * rk_envelope_get_spread:
 * @self: an envelope
 * @line: a line below its points
 * @spread: (out caller-allocates): how the points lie above it
 *
 * Looks at the delays above a line.
 *
 * Returns: %FALSE with fewer than two slots; @spread is then unchanged
 */
gboolean
rk_envelope_get_spread (const RkEnvelope     *self,
                        const RkEnvelopeLine *line,
                        RkEnvelopeSpread     *spread)
{
  double delays[RK_ENVELOPE_SLOTS];
  double floors[MAX_PIECES];
  guint n_pieces;
  guint n_counted;

  g_return_val_if_fail (self != NULL && line != NULL && spread != NULL, FALSE);

  if (self->n_slots < 2)
    return FALSE;

  for (guint i = 0; i < self->n_slots; i++)
    delays[i] = delay_above (line, &slot_at (self, i)->last);
  qsort (delays, self->n_slots, sizeof *delays, rk_number_compare);

  spread->q90 = delays[(self->n_slots * 9 + 9) / 10 - 1];
  n_counted = (self->n_slots * 3 + 3) / 4;
  spread->grain = delays[0];
  for (guint i = 1; i < n_counted; i++)
    spread->grain = MAX (spread->grain, delays[i] - delays[i - 1]);

  for (guint i = 0; i < self->n_slots; i++)
    delays[i] = delay_above (line, &slot_at (self, i)->high);
  qsort (delays, self->n_slots, sizeof *delays, rk_number_compare);
  spread->high80 = delays[(self->n_slots * 4 + 4) / 5 - 1];
  spread->highest = delays[self->n_slots - 1];

  n_pieces = MIN (CLAMP (self->n_slots / PIECE, MIN_PIECES, MAX_PIECES), self->n_slots);
  for (guint i = 0; i < n_pieces; i++) {
    guint end = (i + 1) * self->n_slots / n_pieces;

    floors[i] = INFINITY;
    for (guint k = i * self->n_slots / n_pieces; k < end; k++)
      floors[i] = MIN (floors[i], delay_above (line, &slot_at (self, k)->low));
  }
  qsort (floors, n_pieces, sizeof *floors, rk_number_compare);
  spread->floor75 = floors[(n_pieces - 1) * 3 / 4];
  spread->floor90 = floors[(n_pieces - 1) * 9 / 10];

  return TRUE;
}
