/* New runs out of those shown: the difference of two, the mean of some. */
#include "config.h"

#include "app/run-row.h"
#include "app/window-private.h"

#include "analysis/combine.h"
#include "analysis/errors.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define POLL_MS 100
#define PERMILLE 1000

/* One stream of the new run. */
typedef struct {
  RkStream  *stream;   /* of the first run */
  GPtrArray *channels; /* RkChannel: what the runs have in common in it */
  gboolean  *is_raw;   /* of each: the result is one more run of it */
  RkCombine *combine;
  RkSeries  *series;   /* nullable: what came out */
} Part;

typedef struct {
  RkWindow     *window;
  RkExperiment *experiment;
  RkCombineKind kind;
  GPtrArray    *runs;  /* RkRun, the first one first */
  GPtrArray    *parts; /* Part */
  RkRun        *result; /* nullable until there is one */
  guint         poll_id;
  guint         n_done; /* parts; the worker's */
  int           permille; /* atomic */
} Job;

static void
part_free (gpointer data)
{
  Part *self = data;

  g_object_unref (self->stream);
  g_ptr_array_unref (self->channels);
  g_free (self->is_raw);
  g_clear_pointer (&self->combine, rk_combine_free);
  g_clear_pointer (&self->series, rk_series_unref);
  g_free (self);
}

static void
job_free (Job *self)
{
  g_clear_handle_id (&self->poll_id, g_source_remove);
  g_ptr_array_unref (self->parts);
  g_ptr_array_unref (self->runs);
  g_clear_object (&self->result);
  g_object_unref (self->experiment);
  g_object_unref (self->window);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Job, job_free)

/* -- Which runs ------------------------------------------------------------- */

static gboolean
is_calculated (RkRun *run)
{
  for (guint i = 0; i < rk_run_get_n_streams (run); i++) {
    const char *key = rk_stream_get_source_key (rk_run_get_stream (run, i));

    if (g_str_has_prefix (key, RK_CHANNEL_DIFFERENCE) || g_str_has_prefix (key, RK_CHANNEL_MEAN))
      return TRUE;
  }

  return FALSE;
}

/* The runs shown, the oldest one first. Of results made before only when nothing else is shown with them. */
static GPtrArray *
collect_runs (RkWindow *self,
              gboolean  two)
{
  GListModel *list = rk_experiment_get_runs (rk_document_get_experiment (self->document));
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) measured = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++) {
    g_autoptr (RkRun) run = g_list_model_get_item (list, i);

    if (!rk_run_get_visible (run) || rk_run_get_state (run) == RK_RUN_RECORDING)
      continue;
    if (!is_calculated (run))
      g_ptr_array_add (measured, g_object_ref (run));
    g_ptr_array_add (all, g_steal_pointer (&run));
  }

  if (two ? all->len == 2 : measured->len < 2)
    return g_steal_pointer (&all);

  return g_steal_pointer (&measured);
}

/* Where a run has @channel: in the stream of the same source, else anywhere. */
static gboolean
find_column (RkRun      *run,
             RkStream   *like,
             RkChannel  *channel,
             RkStream  **stream,
             guint      *column)
{
  for (guint i = 0; i < rk_run_get_n_streams (run); i++) {
    RkStream *candidate = rk_run_get_stream (run, i);
    int found = rk_stream_find_channel (candidate, channel);

    if (found >= 0 && g_strcmp0 (rk_stream_get_source_key (candidate), rk_stream_get_source_key (like)) == 0) {
      *stream = candidate;
      *column = (guint) found;
      return TRUE;
    }
  }

  return rk_run_find_channel (run, channel, stream, column);
}

/* Scatter is not what was measured. */
static gboolean
is_common (GPtrArray *runs,
           RkStream  *like,
           RkChannel *channel)
{
  if (channel == NULL || g_str_has_prefix (rk_channel_get_source_key (channel), RK_CHANNEL_DEVIATION))
    return FALSE;

  for (guint i = 0; i < runs->len; i++) {
    RkStream *stream;
    guint column;

    if (!find_column (g_ptr_array_index (runs, i), like, channel, &stream, &column))
      return FALSE;
  }

  return TRUE;
}

/* A mean of raw values is the raw value of the mean where they are shown along a straight line: then it is one more run of the
 * same channel, and whatever is done to that later is done to both. A calibration along a curve is not undone. */
static gboolean
keeps_channel (const Job *self,
               RkChannel *channel,
               double    *scale)
{
  RkConversion conversion;
  double offset;

  rk_channel_get_conversion (channel, &conversion);

  return self->kind == RK_COMBINE_MEAN && rk_conversion_is_line (&conversion, scale, &offset) && isnormal (*scale);
}

static void
fill_part (Job  *self,
           Part *part)
{
  static const RkConversion as_it_is = { .scale = 1.0 };

  for (guint r = 0; r < self->runs->len; r++) {
    RkRun *run = g_ptr_array_index (self->runs, r);

    for (guint c = 0; c < part->channels->len; c++) {
      RkChannel *channel = g_ptr_array_index (part->channels, c);
      RkStream *stream = part->stream;
      RkConversion conversion;
      RkMatchSide side = { .conversion = &conversion, .offset_ns = rk_run_get_offset_ns (run) };
      g_autoptr (RkSpan) span = NULL;
      double scale;

      if (r == 0)
        side.column = (guint) rk_stream_find_channel (stream, channel);
      else
        find_column (run, part->stream, channel, &stream, &side.column);
      rk_channel_get_conversion (channel, &conversion);
      if (keeps_channel (self, channel, &scale)) {
        part->is_raw[c] = TRUE;
        conversion = as_it_is;
        rk_combine_set_scale (part->combine, c, fabs (scale));
      }
      side.span = span = rk_run_take_span (run, stream);
      rk_combine_set_side (part->combine, r, c, &side);
    }
  }
}

/* For each stream of the first run what of it all have. */
static void
find_parts (Job *self)
{
  RkRun *first = g_ptr_array_index (self->runs, 0);

  for (guint i = 0; i < rk_run_get_n_streams (first); i++) {
    RkStream *stream = rk_run_get_stream (first, i);
    g_autoptr (GPtrArray) channels = g_ptr_array_new ();
    Part *part;

    for (guint c = 0; c < rk_stream_get_n_channels (stream) && channels->len < RK_MAX_COLUMNS / 2; c++) {
      RkChannel *channel = rk_stream_get_channel (stream, c);

      if (is_common (self->runs, stream, channel))
        g_ptr_array_add (channels, channel);
    }
    if (channels->len == 0)
      continue;

    part = g_new0 (Part, 1);
    part->stream = g_object_ref (stream);
    part->channels = g_steal_pointer (&channels);
    part->is_raw = g_new0 (gboolean, part->channels->len);
    part->combine = rk_combine_new (self->kind, self->runs->len, part->channels->len);
    g_ptr_array_add (self->parts, part);
    fill_part (self, part);
  }
}

/* -- The new run -------------------------------------------------------------- */

static char *
make_name (const Job *self)
{
  if (self->kind == RK_COMBINE_DIFFERENCE)
    /* Translators: names of two runs; the second is subtracted from the first. */
    return g_strdup_printf (_("%s − %s"), rk_run_get_name (g_ptr_array_index (self->runs, 1)),
                            rk_run_get_name (g_ptr_array_index (self->runs, 0)));

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Mean of %u run", "Mean of %u runs", self->runs->len),
                          self->runs->len);
}

/* How it came about, for whoever finds it later. */
static char *
make_notes (const Job *self)
{
  RkRun *first = g_ptr_array_index (self->runs, 0);
  g_autoptr (GString) names = g_string_new (NULL);
  g_autoptr (GString) notes = g_string_new (NULL);

  for (guint i = 0; i < self->runs->len; i++) {
    RkRun *run = g_ptr_array_index (self->runs, i);
    g_autofree char *offset = rk_run_format_offset (run);

    g_string_append_printf (names, i > 0 ? ", “%s”" : "“%s”", rk_run_get_name (run));
    if (offset != NULL)
      g_string_append_printf (names, " (%s)", offset);
  }

  if (self->kind == RK_COMBINE_DIFFERENCE)
    /* Translators: names of two runs. */
    g_string_append_printf (notes, _("“%s” minus “%s”."), rk_run_get_name (g_ptr_array_index (self->runs, 1)),
                            rk_run_get_name (first));
  else
    g_string_append (notes, _("Mean and sample standard deviation s at each instant; a calibration that is changed "
                                "later does not change s."));
  g_string_append_c (notes, ' ');
  /* Translators: a list of names of runs, each perhaps with how far it was shifted in brackets. */
  g_string_append_printf (notes, _("Calculated from the values as they are shown of %s."), names->str);
  g_string_append_c (notes, ' ');
  /* Translators: name of a run. */
  g_string_append_printf (notes, _("The instants are those of “%s”; values of the others lie then on a straight line between "
                                   "two neighbours. There is none across a gap, where a run has none, or where points are "
                                   "excluded."), rk_run_get_name (first));

  return g_strdup (notes->str);
}

/* Names of what is made of a channel: those who look for the channel find it by its own name in them. */
static void
name_column (RkColumn   *column,
             const char *prefix,
             const char *name,
             const char *symbol)
{
  if (g_str_equal (prefix, RK_CHANNEL_DIFFERENCE)) {
    /* Translators: name of a channel; the difference of its values in two runs. */
    column->name = g_strdup_printf (_("Δ %s"), name);
    column->symbol = g_strconcat ("Δ", symbol, NULL);
  } else if (g_str_equal (prefix, RK_CHANNEL_MEAN)) {
    /* Translators: name of a channel; the mean of its values in several runs. */
    column->name = g_strdup_printf (_("%s (mean)"), name);
    column->symbol = g_strdup (symbol);
  } else {
    /* Translators: name of a channel; the sample standard deviation s of its values in several runs. */
    column->name = g_strdup_printf (_("%s (s)"), name);
    column->symbol = g_strdup ("s");
  }
}

/* The channel that holds what is made of @channel. Another unit makes another channel: values are kept as they were shown,
 * and what the channel does to its raw values is not done to them again. */
static RkChannel *
make_channel (const Job  *self,
              RkChannel  *channel,
              const char *prefix)
{
  const char *unit = rk_channel_get_unit (channel);
  const char *name = rk_channel_get_name (channel);
  const char *symbol = rk_channel_get_symbol (channel);
  int decimals = rk_channel_get_decimals (channel);
  g_autofree char *source_key = g_strconcat (prefix, rk_channel_get_source_key (channel), NULL);
  g_autofree char *key = g_strdup_printf ("%s %s", rk_channel_get_column_key (channel), unit != NULL ? unit : "");
  g_autoptr (RkColumn) column = rk_column_new (key, rk_channel_get_quantity (channel), unit);

  g_clear_pointer (&column->name, g_free);
  name_column (column, prefix, name != NULL ? name : "", symbol != NULL && *symbol != '\0' ? symbol : name);
  /* A mean is known better than one of its values. */
  column->decimals = decimals >= 0 && self->kind == RK_COMBINE_MEAN ? decimals + 1 : decimals;

  return rk_experiment_ensure_channel (self->experiment, source_key, column);
}

/* Scatter stands in tables; beside the mean in the graph it would make the scale reach to zero. */
static RkChannel *
make_deviation (const Job *self,
                RkChannel *channel)
{
  guint n = g_list_model_get_n_items (rk_experiment_get_channels (self->experiment));
  RkChannel *deviation = make_channel (self, channel, RK_CHANNEL_DEVIATION);

  if (g_list_model_get_n_items (rk_experiment_get_channels (self->experiment)) > n)
    rk_channel_set_visible (deviation, FALSE);

  return deviation;
}

static void
add_stream (const Job  *self,
            const Part *part,
            RkRun      *run)
{
  const char *prefix = self->kind == RK_COMBINE_MEAN ? RK_CHANNEL_MEAN : RK_CHANNEL_DIFFERENCE;
  g_autofree char *key = g_strconcat (prefix, rk_stream_get_source_key (part->stream), NULL);
  g_autoptr (RkStream) stream = rk_stream_new (key, rk_stream_get_source_name (part->stream), NULL, part->series);
  g_autoptr (RkSpan) span = rk_series_take_span (part->series);

  for (guint i = 0; i < part->channels->len; i++) {
    RkChannel *channel = g_ptr_array_index (part->channels, i);

    rk_stream_add_channel (stream, part->is_raw[i] ? channel : make_channel (self, channel, prefix));
    if (self->kind == RK_COMBINE_MEAN)
      rk_stream_add_channel (stream, make_deviation (self, channel));
  }
  rk_run_add_stream (run, stream);
  rk_run_set_duration_ns (run, MAX (rk_run_get_duration_ns (run),
                                    rk_span_get_time_ns (span, rk_span_get_n_samples (span) - 1)));
  rk_stream_publish (stream);
}

/* It lies where the first run lies. */
static RkRun *
make_run (const Job *self)
{
  RkRun *first = g_ptr_array_index (self->runs, 0);
  RkRun *run = rk_experiment_reserve_run (self->experiment, rk_run_get_begin_wall_us (first));
  g_autofree char *name = make_name (self);
  g_autofree char *notes = make_notes (self);

  rk_run_set_name (run, name);
  rk_run_set_notes (run, notes);
  rk_run_set_offset_ns (run, rk_run_get_offset_ns (first));
  for (guint i = 0; i < self->parts->len; i++) {
    const Part *part = g_ptr_array_index (self->parts, i);

    if (part->series != NULL)
      add_stream (self, part, run);
  }
  rk_run_set_state (run, RK_RUN_COMPLETE);

  return run;
}

/* -- The work ------------------------------------------------------------------- */

static void
progress (double   fraction,
          gpointer user_data)
{
  Job *self = user_data;

  g_atomic_int_set (&self->permille, (int) (PERMILLE * (self->n_done + fraction) / self->parts->len));
}

static gboolean
poll_cb (gpointer user_data)
{
  Job *self = user_data;

  rk_window_set_job_fraction (self->window, (double) g_atomic_int_get (&self->permille) / PERMILLE);

  return G_SOURCE_CONTINUE;
}

/* A stream in which they never meet is left out, unless there is no other. */
static void
work_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Job *self = task_data;
  g_autoptr (GError) error = NULL;
  gboolean found = FALSE;

  for (; self->n_done < self->parts->len; self->n_done++) {
    Part *part = g_ptr_array_index (self->parts, self->n_done);

    g_clear_error (&error);
    part->series = rk_combine_make (part->combine, progress, self, cancellable, &error);
    found = found || part->series != NULL;
    if (part->series == NULL && !g_error_matches (error, RK_ANALYSIS_ERROR, RK_ANALYSIS_ERROR_TOO_FEW)) {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  }

  if (found)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* The window may be closed by then: nothing is said there. */
static gboolean
is_open (const Job *self)
{
  return gtk_window_get_application (GTK_WINDOW (self->window)) != NULL
         && rk_document_get_experiment (self->window->document) == self->experiment;
}

static void
kept_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (Job) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean done = rk_document_keep_run_finish (RK_DOCUMENT (object), result, &error);
  g_autofree char *text = NULL;

  if (!is_open (self))
    return;

  rk_window_end_job (self->window);
  if (!done) {
    rk_window_forget_calculated (self->window, self->result);
    rk_window_report (self->window, _("The new run could not be kept"), error);
    return;
  }

  /* Translators: name of a run. */
  text = g_strdup_printf (_("“%s” added"), rk_run_get_name (self->result));
  rk_window_offer_undo_added (self->window, text, self->result);
}

static void
made_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Job *self = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  RkWindow *window = self->window;

  if (g_task_propagate_boolean (G_TASK (result), &error) && is_open (self)) {
    self->result = make_run (self);
    g_clear_handle_id (&self->poll_id, g_source_remove);
    rk_window_set_job_fraction (window, 1.0);
    rk_document_keep_run_async (window->document, self->result, kept_cb, user_data);
    return;
  }

  if (is_open (self)) {
    rk_window_end_job (window);
    if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
      rk_window_say (window, _("The runs shown have no values at the same time; align them first"));
  }
  job_free (self);
}

static void
combine (RkWindow     *self,
         RkCombineKind kind)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (Job) job = g_new0 (Job, 1);

  job->window = g_object_ref (self);
  job->experiment = g_object_ref (rk_document_get_experiment (self->document));
  job->kind = kind;
  job->runs = collect_runs (self, kind == RK_COMBINE_DIFFERENCE);
  job->parts = g_ptr_array_new_with_free_func (part_free);

  if (kind == RK_COMBINE_DIFFERENCE && job->runs->len != 2) {
    rk_window_say (self, _("A difference is of exactly two runs: show only those two"));
    return;
  }
  if (job->runs->len < 2) {
    rk_window_say (self, _("A mean is of two runs or more: show them first"));
    return;
  }

  find_parts (job);
  if (job->parts->len == 0) {
    rk_window_say (self, _("The runs shown have no quantity in common"));
    return;
  }
  if (!rk_window_begin_job (self, _("Calculating…"))) {
    rk_window_say (self, _("Another file is still being worked on"));
    return;
  }

  job->poll_id = g_timeout_add (POLL_MS, poll_cb, job);
  task = g_task_new (NULL, self->job, made_cb, job);
  g_task_set_source_tag (task, combine);
  g_task_set_task_data (task, g_steal_pointer (&job), NULL);
  g_task_run_in_thread (task, work_thread);
}

static void
subtract_runs_action (GSimpleAction *action,
                      GVariant      *parameter,
                      gpointer       user_data)
{
  combine (user_data, RK_COMBINE_DIFFERENCE);
}

static void
average_runs_action (GSimpleAction *action,
                     GVariant      *parameter,
                     gpointer       user_data)
{
  combine (user_data, RK_COMBINE_MEAN);
}

/* internal; see window-private.h */
void
rk_window_init_compare_result (RkWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "subtract-runs", .activate = subtract_runs_action },
    { .name = "average-runs", .activate = average_runs_action },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
