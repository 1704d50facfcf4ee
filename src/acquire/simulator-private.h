#pragma once

#include "acquire/simulators/model.h"

G_BEGIN_DECLS

struct _RkSimulator
{
  const RkSimulatorModel *model;
  gpointer                state; /* of the model */
  RkRandom                random;
  double                  rate_hz;

  guint64  n;       /* number of the next reading on the grid of time */
  double   last_s;  /* moment of the one before */
  gboolean greeted;

  /* Playing. */
  gboolean         played;
  gint64           begin_ns;   /* when it was switched on, CLOCK_MONOTONIC; -1 = not yet */
  GByteArray      *out;        /* due, not yet written */
  GByteArray      *next;       /* the next step, made in advance */
  RkSimulatorEvent next_event;
  gint64           next_ns;    /* since it was switched on */
  gboolean         has_next;
  GByteArray      *heard;      /* not yet understood */
  GByteArray      *reply;      /* not yet due */
  gint64           reply_ns;   /* when it is, since it was switched on; -1 = there is none */
};

G_END_DECLS
