/* What cursors and selections tell, as texts. */
#include "config.h"

#include "app/graph-figures.h"

#include "analysis/statistics.h"
#include "app/calm-range.h"
#include "app/graph-trace.h"
#include "base/clock.h"
#include "base/number.h"
#include "base/quantity.h"

#include <glib/gi18n-lib.h>

#include <math.h>

/* More rows than these cover the graph they are about. */
#define MAX_ROWS 8

/* Beyond so many pixels a sample is no longer under the cursor. */
#define REACH_PX 24

/* Digits of what is calculated: slopes and areas. */
#define DIGITS 4

/* Times that fit nanoseconds in 64 bits, with room. */
#define MAX_TIME_S 1e9

static void
row_free (gpointer data)
{
  RkFigureRow *row = data;

  for (guint i = 0; i < RK_FIGURE_COLUMNS; i++)
    g_free (row->cells[i]);
  g_free (row);
}

static RkFigures *
figures_new (char *title)
{
  RkFigures *self = g_new0 (RkFigures, 1);

  self->title = title;
  self->rows = g_ptr_array_new_with_free_func (row_free);

  return self;
}

static RkFigureRow *
add_row (RkFigures  *self,
         int         color,
         const char *name)
{
  RkFigureRow *row = g_new0 (RkFigureRow, 1);

  row->color = color;
  row->cells[0] = g_strdup (name);
  g_ptr_array_add (self->rows, row);

  return row;
}

/* Takes @value. */
static void
add_figure (RkFigures  *self,
            const char *name,
            char       *value)
{
  add_row (self, -1, name)->cells[1] = value;
}

/* Takes @number; "21,5 °C", and no unit to a dash. */
static char *
with_unit (char       *number,
           const char *unit)
{
  g_autofree char *taken = number;

  if (unit[0] == '\0' || g_str_equal (taken, "–"))
    return g_steal_pointer (&taken);

  return g_strdup_printf ("%s\u00a0%s", taken, unit);
}

static char *
format_time (double seconds,
             double pixel_s)
{
  /* Finer than a pixel: cursors stand on samples. */
  return with_unit (rk_number_format (seconds, rk_calm_time_decimals (pixel_s)), rk_unit_local ("s"));
}

static double
get_pixel_s (const RkScene *scene)
{
  return (scene->x.upper - scene->x.lower) / MAX (rk_scene_get_pane (scene, 0).width, 1);
}

/* What a unit becomes by the second: "°C/s"; "1/s" without one. */
static char *
per_second (const char *unit)
{
  return g_strdup_printf ("%s/%s", unit[0] != '\0' ? unit : "1", rk_unit_local ("s"));
}

static char *
times_second (const char *unit)
{
  return unit[0] != '\0' ? g_strdup_printf ("%s·%s", unit, rk_unit_local ("s")) : g_strdup (rk_unit_local ("s"));
}

/* ---- cursors ---- */

/* What a trace has under a cursor, if it has something there. */
static double
read_at (const RkTrace *trace,
         double         seconds,
         double         reach_s,
         double        *spread)
{
  guint64 i = rk_trace_find_nearest (trace, seconds);

  *spread = (double) NAN;
  if (i >= rk_span_get_n_samples (trace->span) || fabs (rk_trace_get_time (trace, i) - seconds) > reach_s)
    return (double) NAN;

  *spread = rk_trace_get_spread (trace, i);

  return rk_trace_get_value (trace, i);
}

/* "21.5 ± 0.2 °C" of a mean. */
static char *
format_mean (const RkTraceFacts *facts,
             double              value,
             double              spread)
{
  g_autofree char *number = NULL;
  g_autofree char *plus_minus = NULL;

  if (isnan (spread))
    return with_unit (rk_number_format (value, facts->decimals), facts->unit);

  /* It is known better than one of the values it was made of. */
  number = rk_number_format (value, facts->decimals + 1);
  plus_minus = rk_number_format (spread, facts->decimals + 1);

  return with_unit (g_strdup_printf ("%s ± %s", number, plus_minus), facts->unit);
}

static void
add_cursor_row (RkFigures          *self,
                const RkTraceFacts *facts,
                const double        seconds[RK_N_CURSORS],
                double              reach_s)
{
  double spread;
  double b = isnan (seconds[1]) ? (double) NAN : read_at (facts->trace, seconds[1], reach_s, &spread);
  double a = read_at (facts->trace, seconds[0], reach_s, &spread);
  g_autofree char *slope_unit = per_second (facts->unit);
  RkFigureRow *row;

  if (isnan (a) && isnan (b))
    return;

  row = add_row (self, (int) facts->trace->color, facts->name);
  /* Beside a second cursor there is no room for it. */
  row->cells[1] = format_mean (facts, a, isnan (seconds[1]) ? spread : (double) NAN);
  if (isnan (seconds[1]))
    return;

  row->cells[2] = with_unit (rk_number_format (b, facts->decimals), facts->unit);
  row->cells[3] = with_unit (rk_number_format (b - a, facts->decimals), facts->unit);
  row->cells[4] = with_unit (rk_format_digits (seconds[1] == seconds[0] ? (double) NAN : (b - a) / (seconds[1] - seconds[0]),
                                               DIGITS), slope_unit);
}

static char *
make_title (const double seconds[RK_N_CURSORS],
            double       pixel_s)
{
  g_autofree char *first = format_time (seconds[0], pixel_s);
  g_autofree char *passed = NULL;
  g_autofree char *rate = NULL;

  if (isnan (seconds[1]))
    return g_steal_pointer (&first);

  passed = format_time (seconds[1] - seconds[0], pixel_s);
  if (seconds[1] == seconds[0])
    return g_strdup_printf ("Δt = %s", passed);

  rate = with_unit (rk_format_digits (1 / fabs (seconds[1] - seconds[0]), DIGITS), rk_unit_local ("Hz"));

  return g_strdup_printf ("Δt = %s   1/Δt = %s", passed, rate);
}

/**
 * rk_graph_cursors_read:
 * @self: cursors
 * @scene: (nullable): the picture on show
 *
 * What the traces are worth at the cursors; with two of them the differences and the slopes between them too.
 *
 * Returns: (transfer full) (nullable): %NULL without cursors
 */
RkFigures *
rk_graph_cursors_read (RkGraphCursors *self,
                       const RkScene  *scene)
{
  double seconds[RK_N_CURSORS];
  g_autoptr (GPtrArray) traces = NULL;
  RkFigures *figures;
  double pixel_s;

  g_return_val_if_fail (RK_IS_GRAPH_CURSORS (self), NULL);

  for (guint i = 0; i < RK_N_CURSORS; i++)
    seconds[i] = rk_graph_cursors_get (self, i);
  if (isnan (seconds[0]) || scene == NULL || scene->xy || scene->axes->len == 0)
    return NULL;

  pixel_s = get_pixel_s (scene);
  figures = figures_new (make_title (seconds, pixel_s));
  traces = rk_graph_view_list_traces (rk_graph_cursors_get_view (self), scene);

  if (!isnan (seconds[1])) {
    RkFigureRow *row = add_row (figures, -1, "t");

    row->cells[1] = format_time (seconds[0], pixel_s);
    row->cells[2] = format_time (seconds[1], pixel_s);
    row->cells[3] = g_strdup ("Δ");
    row->cells[4] = g_strdup (_("Slope"));
  }

  for (guint i = 0; i < traces->len && figures->rows->len < MAX_ROWS; i++)
    add_cursor_row (figures, g_ptr_array_index (traces, i), seconds, REACH_PX * pixel_s);

  return figures;
}

/* ---- selections ---- */

/* In the time of the run. */
static RkTimeRange
get_range (RkGraphSelection *self,
           const RkTrace    *trace)
{
  double begin = CLAMP (rk_graph_selection_get_begin (self) - trace->x_offset_s, -MAX_TIME_S, MAX_TIME_S);
  double end = CLAMP (rk_graph_selection_get_end (self) - trace->x_offset_s, -MAX_TIME_S, MAX_TIME_S);

  return (RkTimeRange) { (gint64) llround (begin * (double) RK_NS_PER_S), (gint64) llround (end * (double) RK_NS_PER_S) };
}

static void
read_stats (RkGraphSelection *self,
            const RkTrace    *trace,
            RkRangeStats     *stats)
{
  RkTimeRange range = get_range (self, trace);

  rk_range_stats_init (stats, trace->span, trace->column, &trace->conversion, range.begin_ns, range.end_ns);
}

static void
add_excluded (RkFigures        *self,
              RkGraphSelection *selection,
              const RkTrace    *trace)
{
  RkTimeRange range = get_range (selection, trace);
  guint64 n = rk_span_count_excluded (trace->span, rk_span_find (trace->span, range.begin_ns),
                                      rk_span_find (trace->span, range.end_ns + 1));

  if (n > 0)
    add_figure (self, _("Excluded"), g_strdup_printf ("%" G_GUINT64_FORMAT, n));
}

/* The trace that is told of and what it does there; of the parts of one (see rk_graph_view_list_traces ()) the longest. */
static const RkTraceFacts *
find_facts (RkGraphSelection *self,
            GPtrArray        *traces,
            RkRangeStats     *stats)
{
  const char *key = rk_graph_selection_get_key (self);
  const RkTraceFacts *found = NULL;

  /* One that is hidden by now gives way to the first. */
  if (key != NULL) {
    gboolean is_shown = FALSE;

    for (guint i = 0; i < traces->len; i++)
      is_shown |= g_str_equal (((const RkTraceFacts *) g_ptr_array_index (traces, i))->key, key);
    if (!is_shown)
      key = NULL;
  }

  for (guint i = 0; i < traces->len; i++) {
    const RkTraceFacts *facts = g_ptr_array_index (traces, i);
    RkRangeStats candidate;

    if (key == NULL)
      key = facts->key;
    if (!g_str_equal (facts->key, key))
      continue;

    read_stats (self, facts->trace, &candidate);
    if (found != NULL && candidate.n <= stats->n)
      continue;
    found = facts;
    *stats = candidate;
  }

  return found;
}

/* The spread of readings is known to two or three digits; the mean no better than a tenth of a place. */
static void
add_values (RkFigures          *self,
            const RkTraceFacts *facts,
            const RkRangeStats *stats)
{
  int decimals = facts->decimals;

  add_figure (self, _("Minimum"), with_unit (rk_number_format (stats->min, decimals), facts->unit));
  add_figure (self, _("Maximum"), with_unit (rk_number_format (stats->max, decimals), facts->unit));
  add_figure (self, _("Mean"), with_unit (rk_number_format (stats->mean, MIN (decimals + 1, 15)), facts->unit));
  add_figure (self, _("Standard deviation"), with_unit (rk_format_digits (stats->sd, 3), facts->unit));
}

static void
add_course (RkFigures          *self,
            const RkTraceFacts *facts,
            const RkRangeStats *stats,
            double              pixel_s)
{
  g_autofree char *slope_unit = per_second (facts->unit);
  g_autofree char *area_unit = times_second (facts->unit);

  add_figure (self, "Δt", stats->n > 0 ? format_time (stats->end_s - stats->begin_s, pixel_s) : g_strdup ("–"));
  add_figure (self, "Δy", with_unit (rk_number_format (stats->last - stats->first, facts->decimals), facts->unit));
  add_figure (self, _("Slope"), with_unit (rk_format_digits (stats->slope, DIGITS), slope_unit));
  add_figure (self, _("Area"), with_unit (rk_format_digits (stats->area, DIGITS), area_unit));
}

/**
 * rk_graph_selection_read:
 * @self: a selection
 * @view: what it is in
 * @scene: the picture on show
 *
 * What a trace does within the selection.
 *
 * Returns: (transfer full): its figures; without traces only the range
 */
RkFigures *
rk_graph_selection_read (RkGraphSelection *self,
                         RkGraphView      *view,
                         const RkScene    *scene)
{
  double pixel_s = get_pixel_s (scene);
  g_autofree char *begin = NULL;
  g_autofree char *end = NULL;
  g_autofree char *count = NULL;
  g_autoptr (GPtrArray) traces = NULL;
  const RkTraceFacts *facts;
  RkRangeStats stats = { 0 };
  RkFigures *figures;

  g_return_val_if_fail (RK_IS_GRAPH_SELECTION (self), NULL);

  begin = rk_number_format (rk_graph_selection_get_begin (self), rk_calm_time_decimals (pixel_s));
  end = format_time (rk_graph_selection_get_end (self), pixel_s);
  figures = figures_new (g_strdup_printf ("%s … %s", begin, end));

  traces = rk_graph_view_list_traces (view, scene);
  facts = find_facts (self, traces, &stats);
  if (facts == NULL)
    return figures;

  count = g_strdup_printf ("%" G_GUINT64_FORMAT, stats.n);
  add_row (figures, (int) facts->trace->color, facts->name);
  add_figure (figures, "n", g_steal_pointer (&count));
  add_excluded (figures, self, facts->trace);
  add_values (figures, facts, &stats);
  add_course (figures, facts, &stats, pixel_s);

  return figures;
}

/**
 * rk_graph_selection_make_range:
 * @self: a selection
 * @view: what it is in
 * @scene: the picture on show
 * @only: whether all the rest is meant
 *
 * Says of which run what is selected, as win.exclude-range takes it.
 *
 * Returns: (transfer floating) (nullable): run, begin, end and @only; %NULL without a run
 */
GVariant *
rk_graph_selection_make_range (RkGraphSelection *self,
                               RkGraphView      *view,
                               const RkScene    *scene,
                               gboolean          only)
{
  g_autoptr (GPtrArray) traces = NULL;
  const RkTraceFacts *facts;
  RkRangeStats stats = { 0 };
  RkTimeRange range;

  g_return_val_if_fail (RK_IS_GRAPH_SELECTION (self), NULL);

  traces = rk_graph_view_list_traces (view, scene);
  facts = find_facts (self, traces, &stats);
  if (facts == NULL || facts->run_id == 0)
    return NULL;

  range = get_range (self, facts->trace);

  return g_variant_new ("(xxxb)", facts->run_id, range.begin_ns, range.end_ns, only);
}

/* ---- texts ---- */

/**
 * rk_figures_free:
 * @self: (transfer full) (nullable): figures
 *
 * Frees them.
 */
void
rk_figures_free (RkFigures *self)
{
  if (self == NULL)
    return;

  g_free (self->title);
  g_ptr_array_unref (self->rows);
  g_free (self);
}

static char *
join (const RkFigures *self,
      const char      *between_cells,
      const char      *between_rows)
{
  GString *text = g_string_new (self->title);

  for (guint i = 0; i < self->rows->len; i++) {
    const RkFigureRow *row = g_ptr_array_index (self->rows, i);

    for (guint c = 0; c < RK_FIGURE_COLUMNS && row->cells[c] != NULL; c++)
      g_string_append_printf (text, "%s%s", c == 0 ? between_rows : between_cells, row->cells[c]);
  }

  return g_string_free (text, FALSE);
}

/**
 * rk_figures_to_text:
 * @self: figures
 *
 * Writes them as a spreadsheet or a report takes them: a line for each row, tabs between cells.
 *
 * Returns: (transfer full): the text
 */
char *
rk_figures_to_text (const RkFigures *self)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  text = join (self, "\t", "\n");

  return g_strconcat (text, "\n", NULL);
}

/**
 * rk_figures_to_speech:
 * @self: figures
 *
 * Writes them in one line, as a screen reader says them.
 *
 * Returns: (transfer full): the text
 */
char *
rk_figures_to_speech (const RkFigures *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return join (self, " ", "; ");
}
