#include "config.h"

#include "cli/cli.h"

#include <inttypes.h>
#include <math.h>

#include <glib/gi18n-lib.h>

#include "base/clock.h"
#include "base/number.h"
#include "base/quantity.h"
#include "cli/json.h"

static char *
dup_iso_time (gint64 wall_us)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (wall_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) exact = NULL;

  if (utc == NULL)
    return NULL;
  exact = g_date_time_add (utc, wall_us % G_USEC_PER_SEC);

  return g_date_time_format_iso8601 (exact);
}

static void
add_channel (JsonBuilder *json,
             RkChannel   *channel)
{
  json_builder_begin_object (json);
  rk_json_add_string (json, "name", rk_channel_get_name (channel));
  rk_json_add_string (json, "key", rk_channel_get_column_key (channel));
  rk_json_add_string (json, "symbol", rk_channel_get_symbol (channel));
  rk_json_add_string (json, "quantity", rk_channel_get_quantity (channel));
  rk_json_add_string (json, "unit", rk_channel_get_unit (channel));
  json_builder_end_object (json);
}

static void
add_gap (JsonBuilder *json,
         RkGap        gap)
{
  json_builder_begin_object (json);
  rk_json_add_double (json, "begin_s", (double) gap.begin_ns / RK_NS_PER_S);
  rk_json_add_double (json, "end_s", (double) gap.end_ns / RK_NS_PER_S);
  rk_json_add_string (json, "reason", rk_gap_reason_id (gap.reason));
  rk_json_add_int (json, "lost", (gint64) gap.n_lost);
  json_builder_end_object (json);
}

static void
add_counters (JsonBuilder *json,
              RkStream    *stream)
{
  RkCounters counters;

  rk_stream_get_counters (stream, &counters);
  json_builder_set_member_name (json, "counters");
  json_builder_begin_object (json);
  rk_json_add_int (json, "bytes", (gint64) counters.bytes);
  rk_json_add_int (json, "parsed", (gint64) counters.parsed);
  rk_json_add_int (json, "rejected", (gint64) counters.rejected);
  rk_json_add_int (json, "dropped", (gint64) counters.dropped);
  rk_json_add_double (json, "time_error_s",
                      counters.time_error_ns >= 0 ? (double) counters.time_error_ns / 1e9 : (double) NAN);
  rk_json_add_double (json, "drift_ppm", counters.drift_ppm);
  rk_json_add_int (json, "overrun", (gint64) counters.overrun);
  rk_json_add_int (json, "framing", (gint64) counters.framing);
  rk_json_add_int (json, "parity", (gint64) counters.parity);
  rk_json_add_int (json, "breaks", (gint64) counters.breaks);
  rk_json_add_int (json, "queue_high", (gint64) counters.queue_high);
  rk_json_add_int (json, "answers_late", (gint64) counters.answers_late);
  json_builder_end_object (json);
}

static void
add_stream (JsonBuilder *json,
            RkStream    *stream)
{
  g_autoptr (RkSpan) span = rk_series_take_span (rk_stream_get_series (stream));

  json_builder_begin_object (json);
  rk_json_add_string (json, "source", rk_stream_get_source_name (stream));
  rk_json_add_string (json, "profile", rk_stream_get_profile_id (stream));
  rk_json_add_int (json, "samples", (gint64) rk_span_get_n_samples (span));

  json_builder_set_member_name (json, "channels");
  json_builder_begin_array (json);
  for (guint i = 0; i < rk_stream_get_n_channels (stream); i++)
    add_channel (json, rk_stream_get_channel (stream, i));
  json_builder_end_array (json);

  json_builder_set_member_name (json, "gaps");
  json_builder_begin_array (json);
  for (guint i = 0; i < rk_span_get_n_gaps (span); i++)
    add_gap (json, rk_span_get_gap (span, i));
  json_builder_end_array (json);

  add_counters (json, stream);
  json_builder_end_object (json);
}

/* Null: from the begin, to the end. */
static void
add_excluded (JsonBuilder *json,
              RkRun       *run)
{
  json_builder_set_member_name (json, "excluded");
  json_builder_begin_array (json);
  for (guint i = 0; i < rk_excluded_get_n (rk_run_get_excluded (run)); i++) {
    RkTimeRange range = rk_excluded_get (rk_run_get_excluded (run), i);

    json_builder_begin_object (json);
    rk_json_add_double (json, "begin_s", range.begin_ns > G_MININT64 ? (double) range.begin_ns / RK_NS_PER_S : (double) NAN);
    rk_json_add_double (json, "end_s", range.end_ns < G_MAXINT64 ? (double) range.end_ns / RK_NS_PER_S : (double) NAN);
    json_builder_end_object (json);
  }
  json_builder_end_array (json);
}

static void
add_run (JsonBuilder *json,
         RkRun       *run)
{
  g_autofree char *begin = dup_iso_time (rk_run_get_begin_wall_us (run));

  json_builder_begin_object (json);
  rk_json_add_string (json, "name", rk_run_get_name (run));
  rk_json_add_string (json, "begin", begin);
  rk_json_add_double (json, "duration_s", (double) rk_run_get_duration_ns (run) / RK_NS_PER_S);
  rk_json_add_string (json, "state", rk_run_state_id (rk_run_get_state (run)));
  rk_json_add_string (json, "notes", rk_run_get_notes (run));
  json_builder_set_member_name (json, "streams");
  json_builder_begin_array (json);
  for (guint i = 0; i < rk_run_get_n_streams (run); i++)
    add_stream (json, rk_run_get_stream (run, i));
  json_builder_end_array (json);
  add_excluded (json, run);
  json_builder_end_object (json);
}

static void
print_json (RkExperiment *experiment)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();
  GListModel *runs = rk_experiment_get_runs (experiment);

  json_builder_begin_object (json);
  rk_json_add_int (json, "format", RK_PROJECT_FORMAT);
  rk_json_add_string (json, "title", rk_experiment_get_title (experiment));
  json_builder_set_member_name (json, "runs");
  json_builder_begin_array (json);
  for (guint i = 0; i < g_list_model_get_n_items (runs); i++) {
    g_autoptr (RkRun) run = g_list_model_get_item (runs, i);

    add_run (json, run);
  }
  json_builder_end_array (json);
  json_builder_end_object (json);
  rk_json_print (json);
}

static void
print_stream (RkRun    *run,
              RkStream *stream)
{
  g_autoptr (RkSpan) span = rk_run_take_span (run, stream);
  guint64 n_excluded = rk_span_count_excluded (span, 0, G_MAXUINT64);
  RkCounters counters;

  rk_stream_get_counters (stream, &counters);
  g_print (_("  %s: %" PRIu64 " samples, gaps: %u\n"), rk_stream_get_source_name (stream),
           rk_span_get_n_samples (span), rk_span_get_n_gaps (span));
  if (n_excluded > 0)
    g_print (_("    excluded from what follows: %" PRIu64 "\n"), n_excluded);

  for (guint i = 0; i < rk_stream_get_n_channels (stream); i++) {
    RkChannel *channel = rk_stream_get_channel (stream, i);
    RkStats stats;
    g_autofree char *min = NULL;
    g_autofree char *max = NULL;

    rk_span_get_stats (span, i, 0, rk_span_get_n_samples (span), &stats);
    min = rk_channel_format (channel, stats.min);
    max = rk_channel_format (channel, stats.max);
    g_print ("    %s: %s … %s %s\n", rk_channel_get_name (channel), min, max,
             rk_unit_local (rk_channel_get_unit (channel)));
  }

  if (counters.bytes > 0)
    g_print (_("    bytes %" PRIu64 ", parsed %" PRIu64 ", rejected %" PRIu64
               ", dropped %" PRIu64 "\n"),
             counters.bytes, counters.parsed, counters.rejected, counters.dropped);
  if (counters.time_error_ns >= 0)
    g_print (_("    times ± %.2f ms\n"), (double) counters.time_error_ns / 1e6);
  if (!isnan (counters.drift_ppm))
    g_print (_("    clock of the device %+.0f ppm\n"), counters.drift_ppm);
}

static const char *
state_text (RkRunState state)
{
  switch (state) {
  case RK_RUN_RECORDING:
    return _("interrupted");
  case RK_RUN_RECOVERED:
    return _("recovered");
  case RK_RUN_COMPLETE:
  default:
    return _("complete");
  }
}

static void
print_text (RkExperiment *experiment)
{
  GListModel *runs = rk_experiment_get_runs (experiment);

  for (guint i = 0; i < g_list_model_get_n_items (runs); i++) {
    g_autoptr (RkRun) run = g_list_model_get_item (runs, i);
    g_autofree char *begin = dup_iso_time (rk_run_get_begin_wall_us (run));
    g_autofree char *seconds = rk_number_format ((double) rk_run_get_duration_ns (run) / RK_NS_PER_S, 1);

    g_print (_("%s: begun %s, %s s, %s\n"), rk_run_get_name (run), begin != NULL ? begin : "?", seconds,
             state_text (rk_run_get_state (run)));
    for (guint j = 0; j < rk_run_get_n_streams (run); j++)
      print_stream (run, rk_run_get_stream (run, j));
  }
}

/**
 * rk_command_info:
 * @argc: number of arguments
 * @argv: arguments
 *
 * Says what a file holds.
 *
 * Returns: exit status
 */
int
rk_command_info (int   argc,
                 char *argv[])
{
  gboolean json = FALSE;
  GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_("Print JSON"), NULL },
    { NULL },
  };
  g_autoptr (RkExperiment) experiment = NULL;
  g_autoptr (GError) error = NULL;

  if (!rk_cli_parse (&argc, &argv, "FILE [--json]", entries, 1))
    return 2;

  experiment = rk_cli_read_experiment (argv[1], NULL, &error);
  if (experiment == NULL)
    return rk_cli_fail_error (error);

  if (json)
    print_json (experiment);
  else
    print_text (experiment);

  return 0;
}

/**
 * rk_command_check:
 * @argc: number of arguments
 * @argv: arguments
 *
 * Looks for damage in a .rostok file; each finding is a line on standard output.
 *
 * Returns: exit status, 1 when there is damage
 */
int
rk_command_check (int   argc,
                  char *argv[])
{
  GOptionEntry entries[] = { { NULL } };
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  gboolean sound;

  if (!rk_cli_parse (&argc, &argv, "FILE", entries, 1))
    return 2;

  sound = rk_project_check (argv[1], problems, &error);
  for (guint i = 0; i < problems->len; i++)
    g_print ("%s\n", (const char *) g_ptr_array_index (problems, i));

  if (error != NULL)
    return rk_cli_fail_error (error);
  if (!sound || problems->len > 0)
    return rk_cli_fail (_("%s: the file is damaged; what is listed cannot be read, the rest can"), argv[1]);

  g_print (_("%s: sound\n"), argv[1]);

  return 0;
}
