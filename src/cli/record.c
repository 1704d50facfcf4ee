#include "config.h"

#include "cli/cli.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "acquire/errors.h"
#include "acquire/recorder.h"
#include "acquire/simulator.h"
#include "base/clock.h"
#include "cli/record-modes.h"

/* So long a channel that a condition is about may take to appear. */
#define CHANNEL_WAIT_S 10

/* Options of the command. */
typedef struct {
  char   *port;
  char   *simulate;
  char   *profile;
  char   *output;
  double  rate_hz;
  double  duration_s;
  gint64  count;
  gint64  seed;
  int     baud;
  gboolean pick;
  gboolean no_raw;
  RkRecordModes modes;
} Options;

typedef struct {
  const Options *options;
  GMainLoop     *loop;
  RkExperiment  *experiment;
  RkProject     *project;
  RkSource      *source;
  RkRecorder    *recorder;
  GError        *error;
  int            next_word_s; /* when to say again that nothing comes */
  int            waited_s;    /* for the channels of conditions */
} Record;

static RkRunSink *
begin_cb (RkRun     *run,
          gint64     origin_ns,
          gpointer   user_data,
          GError   **error)
{
  Record *self = user_data;

  return rk_project_begin_run (self->project, run, origin_ns, error);
}

static void
end_cb (RkRun     *run,
        RkRunSink *sink,
        gpointer   user_data)
{
  Record *self = user_data;

  rk_project_end_run (self->project, sink);
}

/* As soon as the channels of the conditions are there. */
static void
start (Record *self)
{
  g_autofree char *missing = NULL;

  if (rk_recorder_get_state (self->recorder) != RK_RECORDER_IDLE || rk_recorder_get_run (self->recorder) != NULL ||
      rk_source_get_state (self->source) != RK_SOURCE_LISTENING || self->error != NULL)
    return;

  if (rk_record_modes_resolve (&self->options->modes, self->recorder, self->experiment, &missing)) {
    if (!rk_recorder_start (self->recorder, &self->error))
      g_main_loop_quit (self->loop);
  } else if (self->waited_s >= CHANNEL_WAIT_S) {
    g_set_error (&self->error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_NOT_FOUND,
                 _("%s: no channel “%s” came within %d s; look at what “decode” calls it"),
                 rk_device_get_path (rk_source_get_device (self->source)), missing, CHANNEL_WAIT_S);
    g_main_loop_quit (self->loop);
  }
}

static void
failed_cb (RkRecorder   *recorder,
           const GError *error,
           Record       *self)
{
  if (self->error == NULL)
    self->error = g_error_copy (error);
  g_main_loop_quit (self->loop);
}

static void
source_state_cb (RkSource   *source,
                 GParamSpec *pspec,
                 Record     *self)
{
  RkSourceState state = rk_source_get_state (source);

  if (state == RK_SOURCE_FAILED && self->error == NULL) {
    g_set_error (&self->error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_FAILED, "%s", rk_source_get_error_text (source));
    g_main_loop_quit (self->loop);
    return;
  }

  if (state == RK_SOURCE_LISTENING && rk_recorder_get_run (self->recorder) == NULL) {
    start (self);
  } else if (state == RK_SOURCE_LOST) {
    rk_cli_warn (_("%s was unplugged; waiting for it to come back"),
                 rk_device_get_path (rk_source_get_device (source)));
  }
}

static void
recording_cb (RkRecorder *recorder,
              GParamSpec *pspec,
              Record     *self)
{
  if (rk_recorder_get_recording (recorder))
    rk_record_modes_listen (&self->options->modes, recorder);
  else
    g_main_loop_quit (self->loop);
}

static gboolean
signal_cb (gpointer user_data)
{
  Record *self = user_data;

  if (rk_recorder_get_recording (self->recorder)) {
    rk_recorder_stop (self->recorder);
    return G_SOURCE_CONTINUE;
  }

  if (rk_recorder_get_state (self->recorder) != RK_RECORDER_IDLE && self->error == NULL)
    g_set_error_literal (&self->error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_FAILED,
                         _("interrupted before the recording began; nothing was recorded"));
  g_main_loop_quit (self->loop);

  return G_SOURCE_CONTINUE;
}

/* Says in time that nothing useful comes: the user may have the wrong port or speed. */
static gboolean
watch_cb (gpointer user_data)
{
  Record *self = user_data;
  RkCounters counters;

  if (rk_source_get_state (self->source) == RK_SOURCE_LISTENING)
    self->waited_s++;
  start (self);

  rk_source_get_counters (self->source, &counters);
  self->next_word_s--;
  if (self->next_word_s > 0 || rk_source_get_state (self->source) != RK_SOURCE_LISTENING)
    return G_SOURCE_CONTINUE;

  if (counters.bytes == 0)
    rk_cli_warn (_("%s: nothing was received yet; check the cable, the port and the speed"),
                 rk_device_get_path (rk_source_get_device (self->source)));
  else if (counters.rejected > counters.parsed)
    rk_cli_warn (_("%s: most of what comes cannot be read; check the speed (--baud) and the profile"),
                 rk_device_get_path (rk_source_get_device (self->source)));
  self->next_word_s = 30;

  return G_SOURCE_CONTINUE;
}

static RkProfile *
choose_profile (const Options *options,
                RkDevice      *device,
                GError       **error)
{
  g_autoptr (RkProfile) profile = NULL;

  if (options->profile == NULL)
    profile = rk_device_guess_profile (device);
  else if (strchr (options->profile, '/') != NULL || rk_cli_has_suffix (options->profile, ".rkdevice"))
    profile = rk_profile_load (options->profile, error);
  else
    profile = rk_profile_find (options->profile, error);

  if (profile != NULL && options->baud > 0)
    return rk_profile_with_baud (profile, (guint) options->baud);

  return g_steal_pointer (&profile);
}

static gboolean
set_up (Record  *self,
        GError **error)
{
  const Options *options = self->options;
  g_autoptr (RkDevice) device = NULL;
  g_autoptr (RkProfile) profile = NULL;

  if (options->simulate != NULL && rk_simulator_find (options->simulate) == NULL) {
    g_set_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_NOT_FOUND,
                 _("there is no simulated device “%s”; “rostok-cli simulate --list” names them"), options->simulate);
    return FALSE;
  }
  device = options->simulate != NULL ? rk_device_new_simulated (options->simulate, 0.0, (guint32) options->seed)
                                     : rk_device_new_path (options->port);
  profile = choose_profile (options, device, error);
  if (profile == NULL)
    return FALSE;

  self->project = rk_project_create (options->output, error);
  if (self->project == NULL)
    return FALSE;

  self->experiment = rk_experiment_new ();
  self->recorder = rk_recorder_new (self->experiment);
  self->source = rk_source_new (device, profile);
  rk_recorder_set_keeper (self->recorder, begin_cb, end_cb, self);
  rk_recorder_add_source (self->recorder, self->source);
  rk_recorder_set_rate_hz (self->recorder, options->rate_hz);
  rk_recorder_set_duration_s (self->recorder, options->duration_s);
  rk_recorder_set_pace (self->recorder, options->pick ? RK_PACE_PICK : RK_PACE_AVERAGE);
  g_object_set (self->recorder, "max-samples", (guint64) options->count, "keep-raw", !options->no_raw, NULL);
  rk_record_modes_apply (&options->modes, self->recorder);

  return TRUE;
}

static void
record (Record *self)
{
  guint watch;
  guint interrupt;
  guint terminate;

  self->loop = g_main_loop_new (NULL, FALSE);
  self->next_word_s = 5;
  g_signal_connect (self->source, "notify::state", G_CALLBACK (source_state_cb), self);
  g_signal_connect (self->recorder, "notify::recording", G_CALLBACK (recording_cb), self);
  g_signal_connect (self->recorder, "failed", G_CALLBACK (failed_cb), self);
  g_signal_connect_swapped (self->source, "columns-changed", G_CALLBACK (start), self);
  interrupt = g_unix_signal_add (SIGINT, signal_cb, self);
  terminate = g_unix_signal_add (SIGTERM, signal_cb, self);
  watch = g_timeout_add_seconds (1, watch_cb, self);

  rk_source_open (self->source);
  source_state_cb (self->source, NULL, self);
  if (self->error == NULL)
    g_main_loop_run (self->loop);

  if (rk_recorder_get_recording (self->recorder))
    rk_recorder_stop (self->recorder);

  g_source_remove (watch);
  g_source_remove (interrupt);
  g_source_remove (terminate);
  g_signal_handlers_disconnect_by_data (self->source, self);
  g_signal_handlers_disconnect_by_data (self->recorder, self);
  g_clear_pointer (&self->loop, g_main_loop_unref);
}

static int
finish (Record *self)
{
  g_autoptr (RkRun) run = NULL;
  guint64 n_samples = 0;
  int status = 0;

  run = g_list_model_get_item (rk_experiment_get_runs (self->experiment), 0);
  if (run != NULL)
    n_samples = rk_run_get_n_samples (run);

  rk_source_close (self->source);
  rk_project_save_setup (self->project, self->experiment);
  if (self->error == NULL)
    rk_project_flush (self->project, &self->error);
  rk_project_close (self->project);

  if (self->error != NULL) {
    status = rk_cli_fail_error (self->error);
    if (run == NULL)
      g_unlink (self->options->output); /* made by this command a moment ago, and empty */
  } else if (n_samples == 0) {
    status = rk_cli_fail (_("%s: no values were received; the file %s holds an empty run"),
                          rk_device_get_path (rk_source_get_device (self->source)), self->options->output);
  } else {
    g_printerr (_("%s: %" PRIu64 " samples in %.3f s\n"), self->options->output, n_samples,
                (double) rk_run_get_duration_ns (run) / RK_NS_PER_S);
  }

  return status;
}

static gboolean
check_options (const Options *options)
{
  g_autofree char *modes = rk_record_modes_check (&options->modes);
  const char *wrong = NULL;

  if ((options->port == NULL) == (options->simulate == NULL))
    wrong = _("record: give either --port or --simulate");
  else if (options->output == NULL)
    wrong = _("record: give the file to write with -o");
  else if (!isfinite (options->rate_hz) || options->rate_hz < 0 || options->rate_hz > 1e6)
    wrong = _("record: --rate is a number from 0 to 1000000");
  else if (!isfinite (options->duration_s) || options->duration_s < 0 || options->duration_s > 1e8)
    wrong = _("record: --duration is a number of seconds from 0");
  else if (options->count < 0)
    wrong = _("record: --count is a number from 1");
  else if (options->baud < 0 || options->baud > 12000000)
    wrong = _("record: --baud is a number from 50 to 12000000");
  else
    wrong = modes;

  if (wrong != NULL)
    rk_cli_fail ("%s", wrong);

  return wrong == NULL;
}

/**
 * rk_command_record:
 * @argc: number of arguments
 * @argv: arguments
 *
 * Records one run into a new file, until the duration or the count is reached or it is interrupted.
 *
 * Returns: exit status
 */
int
rk_command_record (int   argc,
                   char *argv[])
{
  Options options = { .seed = 1 };
  GOptionEntry entries[] = {
    { "port", 0, 0, G_OPTION_ARG_FILENAME, &options.port, N_("Port to read"), N_("PATH") },
    { "simulate", 0, 0, G_OPTION_ARG_STRING, &options.simulate, N_("Simulated device to read"), "ID" },
    { "profile", 0, 0, G_OPTION_ARG_STRING, &options.profile, N_("Device profile"), "ID" },
    { "baud", 0, 0, G_OPTION_ARG_INT, &options.baud, N_("Speed of the line"), N_("COUNT") },
    { "rate", 0, 0, G_OPTION_ARG_DOUBLE, &options.rate_hz, N_("Samples a second; without it all the device sends"), N_("HZ") },
    { "pick", 0, 0, G_OPTION_ARG_NONE, &options.pick, N_("Take single samples for a lower rate, not averages"), NULL },
    { "duration", 0, 0, G_OPTION_ARG_DOUBLE, &options.duration_s, N_("Seconds to record"), N_("S") },
    { "count", 0, 0, G_OPTION_ARG_INT64, &options.count, N_("Samples to record"), N_("COUNT") },
    { "trigger", 0, 0, G_OPTION_ARG_STRING, &options.modes.trigger,
      N_("Begin when a channel rises, falls, is above..."), N_("CONDITION") },
    { "pre-trigger", 0, 0, G_OPTION_ARG_DOUBLE, &options.modes.pre_trigger_s,
      N_("Seconds to take from before the trigger"), N_("S") },
    { "delay", 0, 0, G_OPTION_ARG_DOUBLE, &options.modes.delay_s, N_("Seconds to wait before the start"), N_("S") },
    { "stop-when", 0, 0, G_OPTION_ARG_STRING, &options.modes.stop_when,
      N_("End when a channel rises, falls, is above..."), N_("CONDITION") },
    { "keep", 0, 0, G_OPTION_ARG_STRING, &options.modes.keep,
      N_("Keep a row for each number on standard input"), N_("NAME[,UNIT]") },
    { "average", 0, 0, G_OPTION_ARG_DOUBLE, &options.modes.average_s, N_("Seconds a kept row is the mean of"), N_("S") },
    { "photogate", 0, 0, G_OPTION_ARG_STRING, &options.modes.photogate,
      N_("Calculate from edges: gate, pulse, pendulum, fence or count"), N_("MODE") },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &options.seed, N_("Seed of the simulated device"), N_("COUNT") },
    { "no-raw", 0, 0, G_OPTION_ARG_NONE, &options.no_raw, N_("Do not keep the raw bytes"), NULL },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output, N_("File to write"), N_("FILE") },
    { NULL },
  };
  Record self = { .options = &options };
  g_autoptr (GError) error = NULL;
  int status = 2;

  if (rk_cli_parse (&argc, &argv, "(--port PATH | --simulate ID) [OPTION...] -o FILE", entries, 0)
      && check_options (&options)) {
    if (set_up (&self, &error)) {
      record (&self);
      status = finish (&self);
    } else {
      status = rk_cli_fail_error (error);
    }
  }

  g_clear_object (&self.recorder);
  g_clear_object (&self.source);
  g_clear_object (&self.project);
  g_clear_object (&self.experiment);
  g_clear_error (&self.error);
  rk_record_modes_clear (&options.modes);
  g_free (options.port);
  g_free (options.simulate);
  g_free (options.profile);
  g_free (options.output);

  return status;
}
