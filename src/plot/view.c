#include "config.h"

#include "plot/view.h"

#include "base/clock.h"
#include "base/number.h"
#include "base/quantity.h"
#include "plot/layout.h"
#include "store/match.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Longest title made of names, bytes. */
#define MAX_NAMES 40

/* More marks than these no picture can show, whatever is in a file. */
#define MAX_MARKS 500

/* Streams whose readings are no samples of a curve: kept by hand, or calculated one by one. */
#define KEPT_KEY "keep"
#define CALCULATED_PREFIX "photogate:"
/* The source of what is typed. */
#define TYPED_KEY "manual"

/* Points of one column against another of a different stream: more than these only cover each other. */
#define MAX_PAIRS 20000

/* A channel and the pane it is drawn in. */
typedef struct {
  RkChannel *channel;
  guint      pane;
} Shown;

/* What the scene is made of: panes by unit in the order of the channels. */
typedef struct {
  GPtrArray *units; /* of const char*, owned by the channels; "" for none */
  GArray    *shown; /* of Shown, borrowed */
  GPtrArray *runs;  /* of RkRun */
  RkChannel *typed; /* nullable, borrowed: what is x: asked for, or typed to every kept reading shown */
} Plan;

static void
plan_clear (Plan *self)
{
  g_clear_pointer (&self->units, g_ptr_array_unref);
  g_clear_pointer (&self->shown, g_array_unref);
  g_clear_pointer (&self->runs, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Plan, plan_clear)

static const char *
unit_of (RkChannel *channel)
{
  const char *unit = rk_channel_get_unit (channel);

  return unit != NULL ? unit : "";
}

static void
plan_runs (Plan                 *self,
           RkExperiment         *experiment,
           const RkViewSettings *settings)
{
  GListModel *runs = rk_experiment_get_runs (experiment);

  for (guint i = 0; i < g_list_model_get_n_items (runs); i++) {
    g_autoptr (RkRun) run = g_list_model_get_item (runs, i);

    if (settings->runs != NULL ? g_ptr_array_find (settings->runs, run, NULL) : rk_run_get_visible (run))
      g_ptr_array_add (self->runs, g_steal_pointer (&run));
  }
}

static gboolean
is_typed (RkChannel *channel)
{
  return g_strcmp0 (rk_channel_get_source_key (channel), TYPED_KEY) == 0;
}

/* What was typed to the readings of @stream. */
static RkChannel *
find_typed (RkStream *stream)
{
  if (g_strcmp0 (rk_stream_get_source_key (stream), KEPT_KEY) != 0)
    return NULL;

  for (guint i = 0; i < rk_stream_get_n_channels (stream); i++) {
    RkChannel *channel = rk_stream_get_channel (stream, i);

    if (channel != NULL && is_typed (channel))
      return channel;
  }

  return NULL;
}

/* The readings of all runs are shown against what was typed to them, if that is the same for all; else against time. */
static RkChannel *
find_common_typed (const Plan *plan)
{
  RkChannel *common = NULL;

  for (guint r = 0; r < plan->runs->len; r++) {
    RkRun *run = g_ptr_array_index (plan->runs, r);

    for (guint i = 0; i < rk_run_get_n_streams (run); i++) {
      RkChannel *typed = find_typed (rk_run_get_stream (run, i));

      if (typed == NULL || (common != NULL && typed != common))
        return NULL;
      common = typed;
    }
  }

  return common;
}

static gboolean
is_shown (RkChannel            *channel,
          const RkViewSettings *settings)
{
  if (settings->channels != NULL)
    return g_ptr_array_find (settings->channels, channel, NULL);

  return rk_channel_get_visible (channel);
}

static void
plan_init (Plan                 *self,
           RkExperiment         *experiment,
           const RkViewSettings *settings)
{
  GListModel *channels = rk_experiment_get_channels (experiment);

  self->units = g_ptr_array_new ();
  self->shown = g_array_new (FALSE, TRUE, sizeof (Shown));
  self->runs = g_ptr_array_new_with_free_func (g_object_unref);
  plan_runs (self, experiment, settings);
  self->typed = settings->x_channel != NULL ? settings->x_channel : find_common_typed (self);

  for (guint i = 0; i < g_list_model_get_n_items (channels); i++) {
    g_autoptr (RkChannel) channel = g_list_model_get_item (channels, i);
    Shown shown = { .channel = channel }; /* the experiment keeps it */
    guint pane;

    if (is_typed (channel) || channel == settings->x_channel || !is_shown (channel, settings))
      continue;

    if (!g_ptr_array_find_with_equal_func (self->units, unit_of (channel), g_str_equal, &pane)) {
      if (self->units->len == RK_MAX_PANES)
        continue;
      pane = self->units->len;
      g_ptr_array_add (self->units, (gpointer) unit_of (channel));
    }

    shown.pane = pane;
    g_array_append_val (self->shown, shown);
  }
}

/* What a channel measures: as it says, else as its unit tells. A percentage can be of anything. */
static const RkQuantity *
quantity_of (RkChannel *channel)
{
  const RkQuantity *quantity = rk_quantity_find (rk_channel_get_quantity (channel));
  const RkUnit *unit = rk_unit_find (rk_channel_get_unit (channel));

  if (quantity != NULL || unit == NULL || strcmp (unit->quantity, "percent") == 0)
    return quantity;

  return rk_quantity_find (unit->quantity);
}

static const char *
symbol_of (RkChannel *channel)
{
  const char *symbol = rk_channel_get_symbol (channel);
  const RkQuantity *quantity = quantity_of (channel);

  if (symbol != NULL && symbol[0] != '\0')
    return symbol;

  return quantity != NULL ? quantity->symbol : rk_channel_get_name (channel);
}

/* Without a unit the names are all there is to say, as long as they are short. */
static char *
join_names (const Plan *plan,
            guint       pane)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < plan->shown->len; i++) {
    const Shown *shown = &g_array_index (plan->shown, Shown, i);

    if (shown->pane == pane)
      g_string_append_printf (names, "%s%s", names->len > 0 ? " · " : "", symbol_of (shown->channel));
    if (names->len > MAX_NAMES)
      return g_strdup ("");
  }

  return g_strdup (names->str);
}

/* The title of a pane: what all its channels have in common. "T, °C" for T₁ and T₂ too; for a force
 * and a weight in newtons only the unit: the legend names them. */
static char *
make_title (const Plan *plan,
            guint       pane)
{
  const char *unit = g_ptr_array_index (plan->units, pane);
  const RkQuantity *quantity = NULL;
  const char *symbol = NULL;
  gboolean is_one_symbol = TRUE;
  gboolean is_one_quantity = TRUE;

  for (guint i = 0; i < plan->shown->len; i++) {
    const Shown *shown = &g_array_index (plan->shown, Shown, i);

    if (shown->pane != pane)
      continue;

    if (symbol == NULL) {
      symbol = symbol_of (shown->channel);
      quantity = quantity_of (shown->channel);
    }
    is_one_symbol = is_one_symbol && g_strcmp0 (symbol, symbol_of (shown->channel)) == 0;
    is_one_quantity = is_one_quantity && quantity == quantity_of (shown->channel);
  }

  if (!is_one_symbol && is_one_quantity && quantity != NULL)
    symbol = quantity->symbol;
  else if (!is_one_symbol)
    return unit[0] != '\0' ? g_strdup (rk_unit_local (unit)) : join_names (plan, pane);

  return rk_axis_title (symbol, unit[0] != '\0' ? unit : NULL);
}

/* "Run 1", "T", or "T · Run 1": what tells the traces of a pane apart. */
static char *
make_label (const Plan *plan,
            RkChannel  *channel,
            RkRun      *run)
{
  const char *name = rk_channel_get_name (channel);

  if (plan->runs->len > 1 && plan->shown->len > 1)
    return g_strdup_printf ("%s · %s", name != NULL ? name : "", rk_run_get_name (run));
  if (plan->runs->len > 1)
    return g_strdup (rk_run_get_name (run));

  return g_strdup (name);
}

static RkTraceStyle
style_of (RkStream *stream)
{
  const char *key = rk_stream_get_source_key (stream);

  if (g_strcmp0 (key, KEPT_KEY) == 0 || (key != NULL && g_str_has_prefix (key, CALCULATED_PREFIX)))
    return RK_TRACE_POINTS;

  return RK_TRACE_LINE;
}

/* How far to the right of where it was recorded a run stands; against another channel nowhere else. */
static double
offset_s_of (const Plan *plan,
             RkRun      *run)
{
  return plan->typed != NULL ? 0.0 : (double) rk_run_get_offset_ns (run) / (double) RK_NS_PER_S;
}

static void
append_pairs (RkSeries      *series,
              const RkMatch *match)
{
  for (gsize first = 0; first < match->n; first += RK_BLOCK_MAX_SAMPLES) {
    guint n = (guint) MIN (match->n - first, RK_BLOCK_MAX_SAMPLES);
    g_autoptr (RkBlock) block = rk_block_new (2, n, match->times_ns[first], 0.0);

    memcpy (block->times_ns, match->times_ns + first, n * sizeof (gint64));
    memcpy (block->values, match->y + first, n * sizeof (double));
    memcpy (block->values + n, match->x + first, n * sizeof (double));
    rk_series_append (series, block);
  }
}

/* What x and y are at common times, where they come from different streams of a run: see match.h. */
static RkSpan *
match_streams (const Plan  *plan,
               const Shown *shown,
               RkRun       *run,
               RkStream    *stream,
               guint        column)
{
  RkConversion y_conversion;
  RkConversion x_conversion;
  RkMatchSide y = { .column = column, .conversion = &y_conversion };
  RkMatchSide x = { .conversion = &x_conversion };
  g_autoptr (RkSpan) y_span = NULL;
  g_autoptr (RkSpan) x_span = NULL;
  g_autoptr (RkSeries) series = rk_series_new (2, 0);
  g_autoptr (RkMatch) match = NULL;
  RkStream *other;

  if (!rk_run_find_channel (run, plan->typed, &other, &x.column))
    return NULL;

  rk_channel_get_conversion (shown->channel, &y_conversion);
  rk_channel_get_conversion (plan->typed, &x_conversion);
  y.span = y_span = rk_run_take_span (run, stream);
  x.span = x_span = rk_run_take_span (run, other);
  match = rk_match_new (&x, &y, MAX_PAIRS);
  append_pairs (series, match);

  return rk_series_take_span (series);
}

/* How a trace is told from the others. */
static void
dress_trace (RkTrace              *trace,
             const RkScene        *scene,
             const Plan           *plan,
             const Shown          *shown,
             guint                 run,
             RkStream             *stream,
             const RkViewSettings *settings)
{
  guint color = rk_channel_get_color (shown->channel);

  /* One channel: its runs differ by colour. Several: the channel has the colour, the run the dash. */
  trace->color = plan->shown->len > 1 ? color : color + run;
  trace->dash = plan->shown->len > 1 || scene->theme == RK_THEME_PRINT ? run : 0;
  trace->x_offset_s = offset_s_of (plan, g_ptr_array_index (plan->runs, run));
  trace->style = settings->style >= 0 ? (RkTraceStyle) settings->style : style_of (stream);
}

/* A channel against one of another stream, in values as they are shown. */
static gboolean
add_matched (RkScene              *scene,
             const Plan           *plan,
             const Shown          *shown,
             guint                 run,
             RkStream             *stream,
             guint                 column,
             const char           *label,
             const RkViewSettings *settings)
{
  g_autoptr (RkSpan) span = match_streams (plan, shown, g_ptr_array_index (plan->runs, run), stream, column);
  RkTrace trace = { .span = span, .axis = shown->pane, .label = (char *) label, .column = 0, .x_column = 1 };

  if (span == NULL || rk_span_get_n_samples (span) == 0)
    return FALSE;

  trace.conversion = (RkConversion) { .scale = 1.0 };
  trace.x_conversion = (RkConversion) { .scale = 1.0 };
  dress_trace (&trace, scene, plan, shown, run, stream, settings);
  rk_scene_add_trace (scene, &trace);

  return TRUE;
}

/* The scatter of a mean of runs stands in the column after it, in a unit that may be shown otherwise since. */
static void
find_spread (RkTrace   *trace,
             RkStream  *stream,
             RkChannel *channel,
             guint      column)
{
  RkChannel *deviation = column + 1 < rk_stream_get_n_channels (stream) ? rk_stream_get_channel (stream, column + 1) : NULL;
  RkConversion conversion;
  const RkUnit *from;
  const RkUnit *to;
  double offset;

  if (deviation == NULL || !g_str_has_prefix (rk_stream_get_source_key (stream), RK_CHANNEL_MEAN)
      || !g_str_has_prefix (rk_channel_get_source_key (deviation), RK_CHANNEL_DEVIATION))
    return;

  rk_channel_get_conversion (deviation, &conversion);
  if (!rk_conversion_is_line (&conversion, &trace->spread_scale, &offset))
    return;

  from = rk_unit_find (rk_channel_get_unit (deviation));
  to = rk_unit_find (rk_channel_get_unit (channel));
  if (from != NULL && to != NULL && strcmp (from->quantity, to->quantity) == 0)
    trace->spread_scale *= from->factor / to->factor;
  else if (g_strcmp0 (rk_channel_get_unit (deviation), rk_channel_get_unit (channel)) != 0)
    return;

  trace->spread_column = column + 1;
  trace->spread_scale = fabs (trace->spread_scale);
  trace->has_spread = isfinite (trace->spread_scale);
}

/* What @stream has of a channel; FALSE if that is nothing. */
static gboolean
add_trace (RkScene              *scene,
           const Plan           *plan,
           const Shown          *shown,
           guint                 run,
           RkStream             *stream,
           const char           *label,
           const RkViewSettings *settings)
{
  int column = rk_stream_find_channel (stream, shown->channel);
  int x_column = plan->typed != NULL ? rk_stream_find_channel (stream, plan->typed) : -1;
  g_autoptr (RkSpan) span = rk_run_take_span (g_ptr_array_index (plan->runs, run), stream);
  g_autoptr (RkSpan) struck = rk_run_take_excluded (g_ptr_array_index (plan->runs, run), stream);
  RkTrace trace = { .span = span, .axis = shown->pane, .label = (char *) label };

  if (column < 0 || rk_span_get_n_samples (span) == 0)
    return FALSE;
  if (scene->xy && x_column < 0)
    return settings->x_channel != NULL && add_matched (scene, plan, shown, run, stream, (guint) column, label, settings);

  trace.column = (guint) column;
  rk_channel_get_conversion (shown->channel, &trace.conversion);
  if (scene->xy) {
    trace.x_column = (guint) x_column;
    rk_channel_get_conversion (plan->typed, &trace.x_conversion);
  } else {
    find_spread (&trace, stream, shown->channel, trace.column);
  }

  dress_trace (&trace, scene, plan, shown, run, stream, settings);
  rk_scene_add_trace (scene, &trace);

  if (struck != NULL) {
    trace.span = struck;
    trace.struck = TRUE;
    trace.has_spread = FALSE;
    trace.label = NULL;
    rk_scene_add_trace (scene, &trace);
  }

  return TRUE;
}

static void
add_traces (RkScene              *scene,
            const Plan           *plan,
            const RkViewSettings *settings)
{
  scene->xy = plan->typed != NULL;

  for (guint r = 0; r < plan->runs->len; r++) {
    RkRun *run = g_ptr_array_index (plan->runs, r);

    for (guint i = 0; i < plan->shown->len; i++) {
      const Shown *shown = &g_array_index (plan->shown, Shown, i);
      g_autofree char *label = make_label (plan, shown->channel, run);
      gboolean is_named = FALSE;

      /* A device that came back changed goes on in a stream of its own. */
      for (guint k = 0; k < rk_run_get_n_streams (run); k++)
        is_named |= add_trace (scene, plan, shown, r, rk_run_get_stream (run, k), is_named ? NULL : label, settings);
    }
  }
}

static void
add_marks (RkScene    *scene,
           const Plan *plan)
{
  for (guint r = 0; r < plan->runs->len; r++) {
    RkRun *run = g_ptr_array_index (plan->runs, r);
    GListModel *marks = rk_run_get_marks (run);
    guint n = g_list_model_get_n_items (marks);
    double offset_s = offset_s_of (plan, run);

    for (guint i = 0; i < n && scene->marks->len < MAX_MARKS; i++) {
      g_autoptr (RkMark) mark = g_list_model_get_item (marks, i);
      /* A small frame says that there is a photo. */
      g_autofree char *text = rk_mark_get_photo (mark) != NULL ? g_strconcat ("▣ ", rk_mark_get_text (mark), NULL) : NULL;
      RkMarkNote note = {
        .kind = rk_mark_get_kind (mark),
        .begin_s = (double) rk_mark_get_begin_ns (mark) / (double) RK_NS_PER_S + offset_s,
        .end_s = (double) rk_mark_get_end_ns (mark) / (double) RK_NS_PER_S + offset_s,
        .text = text != NULL ? text : (char *) rk_mark_get_text (mark),
        .run_id = rk_run_get_id (run),
        .mark_id = rk_mark_get_id (mark),
      };

      rk_scene_add_mark (scene, &note);
    }
  }
}

/* A level is where its channel has a pane. */
static void
add_levels (RkScene              *scene,
            const Plan           *plan,
            const RkViewSettings *settings)
{
  for (guint i = 0; i < plan->shown->len && settings->level_channel != NULL; i++) {
    const Shown *shown = &g_array_index (plan->shown, Shown, i);

    if (shown->channel == settings->level_channel)
      rk_scene_add_level (scene, shown->pane, settings->level, rk_channel_get_color (shown->channel));
  }
}

/* An axis for each unit. */
static void
add_axes (RkScene              *scene,
          const Plan           *plan,
          const RkViewSettings *settings)
{
  gboolean is_free = FALSE; /* the last pane has none on its right */

  for (guint i = 0; i < plan->units->len; i++) {
    const char *unit = g_ptr_array_index (plan->units, i);
    g_autofree char *title = make_title (plan, i);

    if (is_free && settings->right_units != NULL && g_hash_table_contains (settings->right_units, unit)) {
      rk_scene_add_right_axis (scene, i - 1, 0.0, 1.0, title);
      is_free = FALSE;
    } else {
      rk_scene_add_axis (scene, 0.0, 1.0, title);
      is_free = TRUE;
    }
  }
  if (scene->axes->len == 0)
    rk_scene_add_axis (scene, 0.0, 1.0, NULL);
}

/* A single trace is named by the title of its axis; of two axes it is not known which. */
static void
drop_lonely_labels (RkScene *scene)
{
  for (guint axis = 0; axis < scene->axes->len; axis++) {
    RkTrace *only = NULL;
    guint n = 0;

    if (g_array_index (scene->axes, RkAxis, axis).right
        || (axis + 1 < scene->axes->len && g_array_index (scene->axes, RkAxis, axis + 1).right))
      continue;

    for (guint i = 0; i < scene->traces->len; i++) {
      RkTrace *trace = &g_array_index (scene->traces, RkTrace, i);

      if (trace->axis == axis && trace->label != NULL) {
        only = trace;
        n++;
      }
    }
    if (n == 1)
      g_clear_pointer (&only->label, g_free);
  }
}

/* All the time there is and is not left out, from the begin of the run that stands first. */
static void
fit_time (RkScene *scene,
          double  *lower,
          double  *upper)
{
  *lower = G_MAXDOUBLE;
  *upper = -G_MAXDOUBLE;

  for (guint i = 0; i < scene->traces->len; i++) {
    const RkTrace *trace = &g_array_index (scene->traces, RkTrace, i);
    double begin_s;
    guint64 first;
    guint64 end;

    if (trace->struck || !rk_span_get_included (trace->span, &first, &end))
      continue;

    begin_s = (double) rk_span_get_time_ns (trace->span, first) / (double) RK_NS_PER_S;
    *lower = MIN (*lower, (first > 0 ? begin_s : MIN (begin_s, 0.0)) + trace->x_offset_s);
    *upper = MAX (*upper, (double) rk_span_get_time_ns (trace->span, end - 1) / (double) RK_NS_PER_S + trace->x_offset_s);
  }

  if (!(*upper > -G_MAXDOUBLE))
    *lower = 0.0;

  if (!(*upper > *lower))
    *upper = *lower + (*upper > -G_MAXDOUBLE ? 1.0 : 10.0);
}

static void
fit_x (RkScene              *scene,
       const Plan           *plan,
       const RkViewSettings *settings)
{
  g_autofree char *title = plan->typed != NULL ? rk_axis_title (symbol_of (plan->typed), rk_channel_get_unit (plan->typed))
                                               : rk_axis_title ("t", "s");
  double lower;
  double upper;

  if (scene->xy) {
    double min = INFINITY;
    double max = -INFINITY;

    rk_scene_get_x_extrema (scene, &min, &max);
    (settings->log_x ? rk_axis_fit_positive : rk_axis_fit) (min, max, &lower, &upper);
  } else {
    fit_time (scene, &lower, &upper);
  }
  if (isfinite (settings->x_lower))
    lower = settings->x_lower;
  if (isfinite (settings->x_upper))
    upper = settings->x_upper;

  rk_axis_clamp (&lower, &upper);
  rk_scene_set_x (scene, lower, upper, title);
}

static void
fit_y (RkScene              *scene,
       const Plan           *plan,
       const RkViewSettings *settings)
{
  for (guint pane = 0; pane < scene->axes->len; pane++) {
    RkAxis *axis = &g_array_index (scene->axes, RkAxis, pane);
    const double *limits = NULL;
    double min = INFINITY;
    double max = -INFINITY;
    const char *unit = pane < plan->units->len ? g_ptr_array_index (plan->units, pane) : NULL;

    if (settings->y_limits != NULL && unit != NULL)
      limits = g_hash_table_lookup (settings->y_limits, unit);
    axis->log = settings->log_units != NULL && unit != NULL && g_hash_table_contains (settings->log_units, unit);

    if (limits != NULL && isfinite (limits[0]) && isfinite (limits[1])
        && (!axis->log || rk_axis_can_be_log (limits[0], limits[1]))) {
      axis->lower = limits[0];
      axis->upper = limits[1];
      rk_axis_clamp (&axis->lower, &axis->upper);
      continue;
    }

    rk_scene_get_extrema (scene, pane, &min, &max);
    (axis->log ? rk_axis_fit_positive : rk_axis_fit) (min, max, &axis->lower, &axis->upper);
  }
}

/**
 * rk_view_settings_init:
 * @self: settings to fill
 *
 * Sets the defaults: 800 × 450 logical pixels at scale 1, 14 px letters, 1.5 px lines, light, with a
 * legend, fitted to the data, all visible channels and runs.
 */
void
rk_view_settings_init (RkViewSettings *self)
{
  g_return_if_fail (self != NULL);

  *self = (RkViewSettings) {
    .width = 800.0,
    .height = 450.0,
    .scale = 1.0,
    .font_px = 14.0,
    .line_px = 1.5,
    .theme = RK_THEME_LIGHT,
    .legend = TRUE,
    .x_lower = NAN,
    .x_upper = NAN,
    .style = -1,
  };
}

/**
 * rk_view_make_scene:
 * @experiment: the experiment
 * @settings: how it is looked at
 *
 * Makes the scene that shows an experiment: an axis for each unit, a trace for each run and channel with data.
 *
 * The samples are those there are now; the scene does not change when more come. The only trace of
 * a pane has no entry in the legend: the title of its axis names it.
 *
 * Threads: main.
 *
 * Returns: (transfer full): the scene
 */
RkScene *
rk_view_make_scene (RkExperiment         *experiment,
                    const RkViewSettings *settings)
{
  g_auto (Plan) plan = { 0 };
  RkScene *scene;

  g_return_val_if_fail (RK_IS_EXPERIMENT (experiment), NULL);
  g_return_val_if_fail (settings != NULL, NULL);

  plan_init (&plan, experiment, settings);

  scene = rk_scene_new (settings->width, settings->height, settings->scale);
  scene->font_px = settings->font_px;
  scene->line_px = settings->line_px;
  scene->theme = settings->theme;
  scene->live = settings->live;
  scene->title = g_strdup (settings->title);
  scene->decimal_sign = rk_number_decimal_sign ();

  add_axes (scene, &plan, settings);
  add_traces (scene, &plan, settings);
  add_marks (scene, &plan);
  add_levels (scene, &plan, settings);
  scene->legend = settings->legend;
  drop_lonely_labels (scene);
  fit_x (scene, &plan, settings);
  fit_y (scene, &plan, settings);
  rk_scene_set_log (scene, settings->log_x, settings->log_y);

  return scene;
}

/**
 * rk_view_get_unit:
 * @experiment: the experiment
 * @settings: how it is looked at
 * @axis: index of an axis
 *
 * Gets the key of an axis in y_limits.
 *
 * Threads: main.
 *
 * Returns: (transfer none): the unit, "" for values without one; %NULL if there is no such axis.
 *   Valid while the channel keeps its unit
 */
const char *
rk_view_get_unit (RkExperiment         *experiment,
                  const RkViewSettings *settings,
                  guint                 axis)
{
  g_auto (Plan) plan = { 0 };

  g_return_val_if_fail (RK_IS_EXPERIMENT (experiment), NULL);
  g_return_val_if_fail (settings != NULL, NULL);

  plan_init (&plan, experiment, settings);

  return axis < plan.units->len ? g_ptr_array_index (plan.units, axis) : NULL;
}

/**
 * rk_view_get_x_channel:
 * @experiment: the experiment
 * @settings: how it is looked at
 *
 * Gets what the scene has along x, if that is not time.
 *
 * Threads: main.
 *
 * Returns: (transfer none) (nullable): the channel that was typed to each of the kept readings shown
 */
RkChannel *
rk_view_get_x_channel (RkExperiment         *experiment,
                       const RkViewSettings *settings)
{
  g_auto (Plan) plan = { 0 };

  g_return_val_if_fail (RK_IS_EXPERIMENT (experiment), NULL);
  g_return_val_if_fail (settings != NULL, NULL);

  plan_init (&plan, experiment, settings);

  return plan.typed;
}
