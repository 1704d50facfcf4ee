#include "config.h"

#include "app/plot-makers.h"

#include "base/clock.h"
#include "base/quantity.h"

#include <math.h>

static void
piece_clear (gpointer data)
{
  rk_span_unref (((RkPlotPiece *) data)->span);
}

/* Times of a run; what is beyond 64 bits is all there is. */
static gint64
to_ns (double seconds,
       RkRun *run)
{
  double ns = seconds * (double) RK_NS_PER_S - (double) rk_run_get_offset_ns (run);

  return ns <= -9e18 ? G_MININT64 : ns >= 9e18 ? G_MAXINT64 : (gint64) ns;
}

static void
add_run (RkPlotData       *self,
         const RkPlotSnap *snap,
         RkRun            *run)
{
  for (guint i = 0; i < rk_run_get_n_streams (run); i++) {
    RkStream *stream = rk_run_get_stream (run, i);
    int column = rk_stream_find_channel (stream, snap->channel);
    RkPlotPiece piece = { .begin_ns = to_ns (snap->begin_s, run), .end_ns = to_ns (snap->end_s, run) };

    if (column < 0)
      continue;

    piece.span = rk_run_take_span (run, stream);
    piece.column = (guint) column;
    piece.first = rk_span_find (piece.span, piece.begin_ns);
    piece.end = piece.end_ns < G_MAXINT64 ? rk_span_find (piece.span, piece.end_ns + 1) : rk_span_get_n_samples (piece.span);
    if (piece.first < piece.end)
      g_array_append_val (self->pieces, piece);
    else
      rk_span_unref (piece.span);
  }
}

/* internal; see plot-makers.h */
void
rk_plot_data_init (RkPlotData       *self,
                   const RkPlotSnap *snap)
{
  const char *symbol = rk_channel_get_symbol (snap->channel);
  const char *unit = rk_channel_get_unit (snap->channel);
  RkConversion conversion;

  self->settings = snap->settings;
  self->pieces = g_array_new (FALSE, FALSE, sizeof (RkPlotPiece));
  g_array_set_clear_func (self->pieces, piece_clear);
  for (guint i = 0; i < snap->runs->len; i++)
    add_run (self, snap, g_ptr_array_index (snap->runs, i));

  rk_channel_get_conversion (snap->channel, &conversion);
  self->conversion = rk_conversion_copy (&conversion);
  self->color = rk_channel_get_color (snap->channel);
  self->title = rk_axis_title (symbol != NULL && *symbol != '\0' ? symbol : rk_channel_get_name (snap->channel), unit);
  self->unit = g_strdup (unit != NULL ? rk_unit_local (unit) : "");
}

/* internal; see plot-makers.h */
void
rk_plot_data_clear (RkPlotData *self)
{
  g_array_unref (self->pieces);
  rk_conversion_clear (&self->conversion);
  g_free (self->title);
  g_free (self->unit);
}
