#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Vertices of the hull at most: a hull of random points has some ten. */
#define RK_ENVELOPE_VERTICES 256
#define RK_ENVELOPE_SLOTS    512

typedef struct {
  double x;
  double y;
} RkEnvelopePoint;

/* What came in about 0.12 s. */
typedef struct {
  RkEnvelopePoint last; /* so the slots look at the line at moments that do not depend on it */
  RkEnvelopePoint low;  /* the least delayed, by the slope known then ... */
  RkEnvelopePoint high; /* ... and the most */
} RkEnvelopeSlot;

/* y = y0 + slope * (x - x0), below every point of the window. */
typedef struct {
  double x0;
  double y0;
  double slope;
  double length; /* y over which it is supported; 0 = the slope was given */
} RkEnvelopeLine;

/* How the arrivals lie above a line, ns. */
typedef struct {
  double q90;    /* delay that one arrival in ten exceeds */
  double high80; /* the largest delay of a slot that one slot in five exceeds */
  double highest;
  double grain;  /* largest hole among the lesser delays: what no arrival has decided */
  double floor75; /* least delay in pieces of the window: a quarter of the pieces ... */
  double floor90; /* ... and a tenth of them stay above it */
} RkEnvelopeSpread;

/**
 * RkEnvelope:
 *
 * The lower convex hull of (x, arrival) over a window of time, x being an index of frames or the
 * clock of a device. Pure.
 */
typedef struct {
  RkEnvelopePoint points[RK_ENVELOPE_VERTICES]; /* ring */
  guint           first;
  guint           n_points;

  RkEnvelopeSlot  slots[RK_ENVELOPE_SLOTS]; /* ring */
  guint           first_slot;
  guint           n_slots;
  double          slot_end; /* y at which the newest slot is over */

  double          window_ns;
} RkEnvelope;

/* The longest window, and how long a slot is. */
#define RK_ENVELOPE_WINDOW_NS 60e9
#define RK_ENVELOPE_SLOT_NS   (RK_ENVELOPE_WINDOW_NS / RK_ENVELOPE_SLOTS)

void     rk_envelope_clear      (RkEnvelope *self);
/* @x ascends, @y does not descend. @slope: what is known of it, to tell which is low. Whether a slot began. */
gboolean rk_envelope_push       (RkEnvelope *self, double x, double y, double slope);
void     rk_envelope_set_window (RkEnvelope *self, double window_ns);
/* The longest edge of the hull; FALSE with fewer than two vertices. */
gboolean rk_envelope_get_edge   (const RkEnvelope *self, RkEnvelopeLine *line);
/* The line of a given slope; FALSE without a vertex. */
gboolean rk_envelope_get_tangent (const RkEnvelope *self, double slope, RkEnvelopeLine *line);
double   rk_envelope_get_span_ns (const RkEnvelope *self);
/* FALSE with fewer than two slots. */
gboolean rk_envelope_get_spread (const RkEnvelope *self, const RkEnvelopeLine *line, RkEnvelopeSpread *spread);

static inline double
rk_envelope_line_at (const RkEnvelopeLine *line,
                     double                x)
{
  return line->y0 + line->slope * (x - line->x0);
}

G_END_DECLS
