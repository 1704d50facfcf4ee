#include "config.h"

#include "app/document.h"

#include "acquire/simulator.h"
#include "app/collection.h"
#include "base/clock.h"
#include "project/errors.h"

#include <glib/gi18n-lib.h>

#include <string.h>

/* Changes of names and settings reach the file this long after the last one,
 * so that typing a name is one write, not ten. */
#define SAVE_DELAY_MS 300

struct _RkDocument
{
  GObject parent_instance;

  RkExperiment *experiment;
  RkRecorder   *recorder;
  RkProject    *project;     /* nullable: made at the first start */
  RkSource     *source;      /* nullable */
  guint         save_id;     /* pending write of the set-up; 0 = none */
  gboolean      empty;       /* as last notified */
  gboolean      starting;    /* a start waits for devices that are being opened */
  gboolean      chosen;      /* the collection settings were loaded or set by a device */
  GSignalGroup *experiment_signals;
  GSignalGroup *run_signals;     /* of the list of runs */
  GPtrArray    *watched;         /* RkSource: those whose signals are connected */
};

enum {
  PROP_0,
  PROP_EXPERIMENT,
  PROP_RECORDER,
  PROP_PROJECT,
  PROP_SOURCE,
  PROP_TITLE,
  PROP_LOCATION,
  PROP_RECORDING,
  PROP_EMPTY,
  N_PROPS,
};

enum {
  SIGNAL_SOURCES_UPDATED,
  SIGNAL_START_FAILED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RkDocument, rk_document, G_TYPE_OBJECT)

static void
notify (RkDocument *self,
        guint       prop)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop]);
}

static void
update_empty (RkDocument *self)
{
  gboolean empty = g_list_model_get_n_items (rk_recorder_get_sources (self->recorder)) == 0
    && g_list_model_get_n_items (rk_experiment_get_runs (self->experiment)) == 0;

  if (empty == self->empty)
    return;

  self->empty = empty;
  notify (self, PROP_EMPTY);
}

/* -- Keeping the set-up -------------------------------------------------- */

static void
save_now (RkDocument *self)
{
  g_clear_handle_id (&self->save_id, g_source_remove);

  if (self->project == NULL || rk_project_get_read_only (self->project))
    return;

  rk_project_save_setup (self->project, self->experiment);
}

static gboolean
save_cb (gpointer user_data)
{
  RkDocument *self = user_data;

  self->save_id = 0;
  save_now (self);

  return G_SOURCE_REMOVE;
}

static void
save_soon (RkDocument *self)
{
  if (self->project != NULL && self->save_id == 0)
    self->save_id = g_timeout_add (SAVE_DELAY_MS, save_cb, self);
}

static void
settings_changed_cb (RkDocument *self)
{
  g_autofree char *json = rk_collection_write (rk_experiment_get_setup (self->experiment),
                                          self->recorder);

  rk_experiment_set_setup (self->experiment, json);
}

/* -- The keeper: where the recorder's runs go ----------------------------- */

static gboolean
ensure_project (RkDocument  *self,
                GError     **error)
{
  if (self->project != NULL) {
    if (!rk_project_get_read_only (self->project))
      return TRUE;

    g_set_error (error, RK_PROJECT_ERROR, RK_PROJECT_ERROR_READ_ONLY,
                 _("“%s” can only be read: save it under a new name first"),
                 rk_project_get_path (self->project));
    return FALSE;
  }

  self->project = rk_project_create_untitled (error);
  if (self->project == NULL)
    return FALSE;

  settings_changed_cb (self);
  save_now (self);
  notify (self, PROP_PROJECT);
  notify (self, PROP_LOCATION);

  return TRUE;
}

/* Before the first run the file is made where the user wants it: the way out
 * when the folder of untitled experiments cannot be written. */
static gboolean
create_project (RkDocument  *self,
                const char  *path,
                GError     **error)
{
  self->project = rk_project_create (path, error);
  if (self->project == NULL)
    return FALSE;

  settings_changed_cb (self);
  save_now (self);

  return TRUE;
}

static RkRunSink *
keeper_begin (RkRun     *run,
              gint64     origin_ns,
              gpointer   user_data,
              GError   **error)
{
  RkDocument *self = user_data;

  if (!ensure_project (self, error))
    return NULL;

  return rk_project_begin_run (self->project, run, origin_ns, error);
}

static void
keeper_end (RkRun     *run,
            RkRunSink *sink,
            gpointer   user_data)
{
  RkDocument *self = user_data;

  rk_project_end_run (self->project, sink);
  save_now (self);
}

/* -- Listening ------------------------------------------------------------ */

static void
recording_cb (RkDocument *self)
{
  notify (self, PROP_RECORDING);
}

static gboolean
is_opening (RkDocument *self)
{
  GListModel *sources = rk_recorder_get_sources (self->recorder);

  for (guint i = 0; i < g_list_model_get_n_items (sources); i++) {
    g_autoptr (RkSource) source = g_list_model_get_item (sources, i);

    if (rk_source_get_state (source) == RK_SOURCE_OPENING)
      return TRUE;
  }

  return FALSE;
}

static gboolean
start_now (RkDocument  *self,
           GError     **error)
{
  self->starting = FALSE;
  if (!rk_recorder_start (self->recorder, error))
    return FALSE;

  self->chosen = TRUE;

  return TRUE;
}

static void
source_updated_cb (RkDocument *self)
{
  g_autoptr (GError) error = NULL;

  if (self->starting && !is_opening (self) && !start_now (self, &error))
    g_signal_emit (self, signals[SIGNAL_START_FAILED], 0, error);

  g_signal_emit (self, signals[SIGNAL_SOURCES_UPDATED], 0);
}

static void
watch_sources (RkDocument *self)
{
  GListModel *sources = rk_recorder_get_sources (self->recorder);

  for (guint i = 0; i < self->watched->len; i++)
    g_signal_handlers_disconnect_by_func (g_ptr_array_index (self->watched, i),
                                          source_updated_cb, self);
  g_ptr_array_set_size (self->watched, 0);

  for (guint i = 0; i < g_list_model_get_n_items (sources); i++) {
    RkSource *source = g_list_model_get_item (sources, i);

    g_ptr_array_add (self->watched, source);
    g_signal_connect_object (source, "updated",
                             G_CALLBACK (source_updated_cb), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (source, "notify::state",
                             G_CALLBACK (source_updated_cb), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (source, "notify::silent-s",
                             G_CALLBACK (source_updated_cb), self, G_CONNECT_SWAPPED);
  }
}

static void
sources_changed_cb (RkDocument *self)
{
  watch_sources (self);
  update_empty (self);
  source_updated_cb (self);
}

static void
runs_changed_cb (RkDocument *self)
{
  update_empty (self);
}

static void
experiment_changed_cb (RkDocument *self)
{
  save_soon (self);
}

static void
title_cb (RkDocument *self)
{
  notify (self, PROP_TITLE);
}

static void
set_experiment (RkDocument   *self,
                RkExperiment *experiment)
{
  if (!g_set_object (&self->experiment, experiment))
    return;

  g_signal_group_set_target (self->experiment_signals, experiment);
  g_signal_group_set_target (self->run_signals, rk_experiment_get_runs (experiment));
  notify (self, PROP_EXPERIMENT);
  notify (self, PROP_TITLE);
  update_empty (self);
}

static char *
dup_location (RkDocument *self)
{
  if (self->project == NULL)
    return g_strdup (_("Nothing recorded yet"));
  if (rk_project_get_read_only (self->project)) {
    g_autofree char *name = g_path_get_basename (rk_project_get_path (self->project));

    return g_strdup_printf (_("%s, read only"), name);
  }
  if (rk_project_get_untitled (self->project))
    return g_strdup (_("Untitled, kept automatically"));

  return g_path_get_basename (rk_project_get_path (self->project));
}

static void
rk_document_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  RkDocument *self = RK_DOCUMENT (object);

  switch (prop_id) {
  case PROP_EXPERIMENT:
    g_value_set_object (value, self->experiment);
    break;
  case PROP_RECORDER:
    g_value_set_object (value, self->recorder);
    break;
  case PROP_PROJECT:
    g_value_set_object (value, self->project);
    break;
  case PROP_SOURCE:
    g_value_set_object (value, self->source);
    break;
  case PROP_TITLE:
    g_value_set_string (value, rk_document_get_title (self));
    break;
  case PROP_LOCATION:
    g_value_take_string (value, dup_location (self));
    break;
  case PROP_RECORDING:
    g_value_set_boolean (value, rk_document_get_recording (self));
    break;
  case PROP_EMPTY:
    g_value_set_boolean (value, self->empty);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
rk_document_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  RkDocument *self = RK_DOCUMENT (object);

  switch (prop_id) {
  case PROP_SOURCE:
    rk_document_set_source (self, g_value_get_object (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
rk_document_dispose (GObject *object)
{
  RkDocument *self = RK_DOCUMENT (object);

  g_free (rk_document_close (self));
  g_clear_object (&self->experiment_signals);
  g_clear_object (&self->run_signals);
  g_clear_object (&self->source);
  g_clear_pointer (&self->watched, g_ptr_array_unref);
  if (self->recorder != NULL) {
    g_signal_handlers_disconnect_by_func (rk_recorder_get_sources (self->recorder),
                                          sources_changed_cb, self);
    rk_recorder_set_keeper (self->recorder, NULL, NULL, NULL);
  }
  g_clear_object (&self->recorder);
  g_clear_object (&self->experiment);

  G_OBJECT_CLASS (rk_document_parent_class)->dispose (object);
}

static void
rk_document_class_init (RkDocumentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = rk_document_dispose;
  object_class->get_property = rk_document_get_property;
  object_class->set_property = rk_document_set_property;

  properties[PROP_EXPERIMENT] =
    g_param_spec_object ("experiment", NULL, NULL, RK_TYPE_EXPERIMENT, readable);
  properties[PROP_RECORDER] =
    g_param_spec_object ("recorder", NULL, NULL, RK_TYPE_RECORDER, readable);
  properties[PROP_PROJECT] =
    g_param_spec_object ("project", NULL, NULL, RK_TYPE_PROJECT, readable);
  properties[PROP_SOURCE] =
    g_param_spec_object ("source", NULL, NULL, RK_TYPE_SOURCE,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_TITLE] =
    g_param_spec_string ("title", NULL, NULL, NULL, readable);
  properties[PROP_LOCATION] =
    g_param_spec_string ("location", NULL, NULL, NULL, readable);
  properties[PROP_RECORDING] =
    g_param_spec_boolean ("recording", NULL, NULL, FALSE, readable);
  properties[PROP_EMPTY] =
    g_param_spec_boolean ("empty", NULL, NULL, TRUE, readable);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_SOURCES_UPDATED] =
    g_signal_new ("sources-updated", RK_TYPE_DOCUMENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
  signals[SIGNAL_START_FAILED] =
    g_signal_new ("start-failed", RK_TYPE_DOCUMENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
rk_document_init (RkDocument *self)
{
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();

  self->empty = TRUE;
  self->watched = g_ptr_array_new_with_free_func (g_object_unref);
  self->recorder = rk_recorder_new (experiment);
  rk_recorder_set_keeper (self->recorder, keeper_begin, keeper_end, self);

  self->experiment_signals = g_signal_group_new (RK_TYPE_EXPERIMENT);
  g_signal_group_connect_swapped (self->experiment_signals, "changed",
                                  G_CALLBACK (experiment_changed_cb), self);
  g_signal_group_connect_swapped (self->experiment_signals, "notify::title",
                                  G_CALLBACK (title_cb), self);
  self->run_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->run_signals, "items-changed",
                                  G_CALLBACK (runs_changed_cb), self);

  g_signal_connect_object (self->recorder, "notify::recording",
                           G_CALLBACK (recording_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->recorder, "notify::rate-hz",
                           G_CALLBACK (settings_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->recorder, "notify::duration-s",
                           G_CALLBACK (settings_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->recorder, "notify::pace",
                           G_CALLBACK (settings_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (rk_recorder_get_sources (self->recorder), "items-changed",
                           G_CALLBACK (sources_changed_cb), self, G_CONNECT_SWAPPED);

  set_experiment (self, experiment);
}

/**
 * rk_document_new:
 *
 * Makes an empty document: no source, no run, no file.
 *
 * Returns: (transfer full): a document
 */
RkDocument *
rk_document_new (void)
{
  return g_object_new (RK_TYPE_DOCUMENT, NULL);
}

/**
 * rk_document_get_experiment:
 * @self: a document
 *
 * Gets the experiment shown.
 *
 * Returns: (transfer none): the experiment
 */
RkExperiment *
rk_document_get_experiment (RkDocument *self)
{
  g_return_val_if_fail (RK_IS_DOCUMENT (self), NULL);

  return self->experiment;
}

/**
 * rk_document_get_recorder:
 * @self: a document
 *
 * Gets the recorder; it stays the same for the life of the document.
 *
 * Returns: (transfer none): the recorder
 */
RkRecorder *
rk_document_get_recorder (RkDocument *self)
{
  g_return_val_if_fail (RK_IS_DOCUMENT (self), NULL);

  return self->recorder;
}

/**
 * rk_document_get_project:
 * @self: a document
 *
 * Gets the file.
 *
 * Returns: (transfer none) (nullable): the file; %NULL before the first run
 */
RkProject *
rk_document_get_project (RkDocument *self)
{
  g_return_val_if_fail (RK_IS_DOCUMENT (self), NULL);

  return self->project;
}

/**
 * rk_document_get_source:
 * @self: a document
 *
 * Gets the source whose raw lines are shown.
 *
 * Returns: (transfer none) (nullable): the source
 */
RkSource *
rk_document_get_source (RkDocument *self)
{
  g_return_val_if_fail (RK_IS_DOCUMENT (self), NULL);

  return self->source;
}

/**
 * rk_document_set_source:
 * @self: a document
 * @source: (nullable): one of the recorder's sources
 *
 * Chooses the source whose raw lines are shown.
 */
void
rk_document_set_source (RkDocument *self,
                        RkSource   *source)
{
  g_return_if_fail (RK_IS_DOCUMENT (self));

  if (g_set_object (&self->source, source))
    notify (self, PROP_SOURCE);
}

/**
 * rk_document_get_title:
 * @self: a document
 *
 * Gets the title of the experiment, or words that stand for it.
 *
 * Returns: (transfer none): the title
 */
const char *
rk_document_get_title (RkDocument *self)
{
  const char *title;

  g_return_val_if_fail (RK_IS_DOCUMENT (self), NULL);

  title = rk_experiment_get_title (self->experiment);

  return title != NULL && *title != '\0' ? title : _("New Experiment");
}

/**
 * rk_document_get_recording:
 * @self: a document
 *
 * Returns: whether a run is being recorded
 */
gboolean
rk_document_get_recording (RkDocument *self)
{
  g_return_val_if_fail (RK_IS_DOCUMENT (self), FALSE);

  return rk_recorder_get_recording (self->recorder);
}

/**
 * rk_document_get_empty:
 * @self: a document
 *
 * Returns: whether there is neither a source nor a run
 */
gboolean
rk_document_get_empty (RkDocument *self)
{
  g_return_val_if_fail (RK_IS_DOCUMENT (self), FALSE);

  return self->empty;
}

/**
 * rk_document_has_runs:
 * @self: a document
 *
 * Returns: whether there is a run
 */
gboolean
rk_document_has_runs (RkDocument *self)
{
  g_return_val_if_fail (RK_IS_DOCUMENT (self), FALSE);

  return g_list_model_get_n_items (rk_experiment_get_runs (self->experiment)) > 0;
}

/* -- Devices --------------------------------------------------------------- */

/**
 * rk_document_find_source:
 * @self: a document
 * @key: identity of a device
 *
 * Finds the source of a device among those connected.
 *
 * Returns: (transfer none) (nullable): the source
 */
RkSource *
rk_document_find_source (RkDocument *self,
                         const char *key)
{
  GListModel *sources;

  g_return_val_if_fail (RK_IS_DOCUMENT (self), NULL);

  sources = rk_recorder_get_sources (self->recorder);
  for (guint i = 0; i < g_list_model_get_n_items (sources); i++) {
    g_autoptr (RkSource) source = g_list_model_get_item (sources, i);

    /* The list keeps its own reference. */
    if (g_strcmp0 (rk_source_get_key (source), key) == 0)
      return source;
  }

  return NULL;
}

/* The sensor knows best how long and how fast: the first device of a new
 * experiment sets the collection settings, later ones leave them alone. */
static void
apply_defaults (RkDocument *self,
                RkDevice   *device,
                RkProfile  *profile)
{
  double duration_s = rk_profile_get_duration_s (profile);

  if (self->chosen || rk_document_has_runs (self)
      || g_list_model_get_n_items (rk_recorder_get_sources (self->recorder)) > 0)
    return;

  if (rk_device_get_kind (device) == RK_DEVICE_SIMULATED) {
    const RkSimulatorInfo *info = rk_simulator_find (rk_device_get_path (device));

    if (info != NULL)
      duration_s = info->duration_s;
  }

  rk_recorder_set_pace (self->recorder, RK_PACE_EVERY);
  rk_recorder_set_duration_s (self->recorder, duration_s);
}

/**
 * rk_document_connect_device:
 * @self: a document
 * @device: what to listen to
 *
 * Opens a device with the profile that fits it best; what goes wrong shows in
 * the state of the source.
 *
 * Errors: none while recording is under way: devices join before the start,
 * then %NULL is returned and nothing changes.
 *
 * Returns: (transfer none) (nullable): its source, maybe one that was open before
 */
RkSource *
rk_document_connect_device (RkDocument *self,
                            RkDevice   *device)
{
  g_autoptr (RkProfile) profile = NULL;
  g_autoptr (RkSource) source = NULL;
  RkSource *found;

  g_return_val_if_fail (RK_IS_DOCUMENT (self), NULL);
  g_return_val_if_fail (RK_IS_DEVICE (device), NULL);

  found = rk_document_find_source (self, rk_device_get_key (device));
  if (found != NULL) {
    if (rk_source_get_state (found) == RK_SOURCE_FAILED)
      rk_source_open (found);
    rk_document_set_source (self, found);
    return found;
  }

  if (rk_document_get_recording (self))
    return NULL;

  profile = rk_device_guess_profile (device);
  apply_defaults (self, device, profile);
  source = rk_source_new (device, profile);
  rk_recorder_add_source (self->recorder, source);
  rk_source_open (source);
  rk_document_set_source (self, source);

  return source;
}

/**
 * rk_document_disconnect_source:
 * @self: a document
 * @source: one of the recorder's sources
 *
 * Closes a device and takes it off the list. Ignored while recording.
 */
void
rk_document_disconnect_source (RkDocument *self,
                               RkSource   *source)
{
  g_autoptr (RkSource) owned = NULL;
  g_autoptr (RkSource) other = NULL;

  g_return_if_fail (RK_IS_DOCUMENT (self));
  g_return_if_fail (RK_IS_SOURCE (source));

  if (rk_document_get_recording (self))
    return;

  owned = g_object_ref (source);
  rk_recorder_remove_source (self->recorder, source);
  rk_source_close (source);

  if (self->source == source) {
    other = g_list_model_get_item (rk_recorder_get_sources (self->recorder), 0);
    rk_document_set_source (self, other);
  }
}

/* -- Recording -------------------------------------------------------------- */

/**
 * rk_document_start:
 * @self: a document
 * @error: return location
 *
 * Begins a new run. The first one makes the file it is kept in.
 *
 * A device that is still being opened (some boards take two seconds) is waited
 * for, so that it takes part; RkDocument::start-failed says if that is in vain.
 *
 * Errors: nothing is recorded without a file to keep it; nothing then changed.
 *
 * Returns: %TRUE if the run has begun or will
 */
gboolean
rk_document_start (RkDocument  *self,
                   GError     **error)
{
  g_return_val_if_fail (RK_IS_DOCUMENT (self), FALSE);

  if (is_opening (self)) {
    self->starting = TRUE;
    return TRUE;
  }

  return start_now (self, error);
}

/**
 * rk_document_stop:
 * @self: a document
 *
 * Ends the run, if one is being recorded, or gives up a start that waits.
 */
void
rk_document_stop (RkDocument *self)
{
  g_return_if_fail (RK_IS_DOCUMENT (self));

  self->starting = FALSE;
  if (rk_document_get_recording (self))
    rk_recorder_stop (self->recorder);
}

/* -- Files ------------------------------------------------------------------ */

/* The channel of ours that shows what @theirs shows. */
static RkChannel *
adopt_channel (RkDocument *self,
               RkChannel  *theirs)
{
  g_autoptr (RkColumn) column = rk_column_new (rk_channel_get_column_key (theirs),
                                               rk_channel_get_quantity (theirs),
                                               rk_channel_get_raw_unit (theirs));
  RkChannel *ours;

  g_free (column->name);
  column->name = g_strdup (rk_channel_get_name (theirs));
  g_free (column->symbol);
  column->symbol = g_strdup (rk_channel_get_symbol (theirs));
  column->decimals = rk_channel_get_decimals (theirs);

  ours = rk_experiment_ensure_channel (self->experiment, rk_channel_get_source_key (theirs), column);
  if (g_strcmp0 (rk_channel_get_unit (theirs), rk_channel_get_raw_unit (theirs)) != 0)
    rk_channel_set_unit (ours, rk_channel_get_unit (theirs));

  return ours;
}

/* A run of another experiment becomes one of ours; samples are shared. */
static RkRun *
adopt_run (RkDocument *self,
           RkRun      *theirs)
{
  RkRun *run = rk_experiment_begin_run (self->experiment, rk_run_get_begin_wall_us (theirs));

  if (rk_run_get_name (theirs) != NULL)
    rk_run_set_name (run, rk_run_get_name (theirs));
  if (rk_run_get_notes (theirs) != NULL)
    rk_run_set_notes (run, rk_run_get_notes (theirs));

  for (guint i = 0; i < rk_run_get_n_streams (theirs); i++) {
    RkStream *old = rk_run_get_stream (theirs, i);
    g_autoptr (RkStream) stream = rk_stream_new (rk_stream_get_source_key (old),
                                                 rk_stream_get_source_name (old),
                                                 rk_stream_get_profile_id (old),
                                                 rk_stream_get_series (old));
    RkCounters counters;

    rk_stream_get_counters (old, &counters);
    rk_stream_set_counters (stream, &counters);
    for (guint j = 0; j < rk_stream_get_n_channels (old); j++)
      rk_stream_add_channel (stream, adopt_channel (self, rk_stream_get_channel (old, j)));
    rk_run_add_stream (run, stream);
    rk_stream_publish (stream);
  }

  rk_run_set_duration_ns (run, rk_run_get_duration_ns (theirs));
  rk_run_set_state (run, RK_RUN_COMPLETE);

  return run;
}

static gboolean
has_title (RkDocument *self)
{
  const char *title = rk_experiment_get_title (self->experiment);

  return title != NULL && *title != '\0';
}

/* The name of a file without its suffix, for people. */
static char *
dup_stem (const char *path)
{
  g_autofree char *basename = g_path_get_basename (path);
  char *name = g_filename_display_name (basename);
  char *dot = strrchr (name, '.');

  if (dot != NULL && dot > name)
    *dot = '\0';

  return name;
}

static gboolean
take_import (RkDocument  *self,
             RkLoaded    *loaded,
             GError     **error)
{
  GListModel *runs = rk_experiment_get_runs (loaded->experiment);
  g_autofree char *stem = dup_stem (loaded->path);

  if (!ensure_project (self, error))
    return FALSE;

  if (!rk_document_has_runs (self) && !has_title (self))
    rk_experiment_set_title (self->experiment, stem);

  for (guint i = 0; i < g_list_model_get_n_items (runs); i++) {
    g_autoptr (RkRun) theirs = g_list_model_get_item (runs, i);
    g_autoptr (RkRun) run = g_object_ref (adopt_run (self, theirs));

    if (!rk_project_write_run (self->project, run, error)) {
      rk_experiment_remove_run (self->experiment, run);
      return FALSE;
    }
  }
  save_now (self);

  return TRUE;
}

/**
 * rk_document_take:
 * @self: a document; empty and idle when a project is to be taken
 * @loaded: what was read; the project and experiment are taken out of it
 * @error: return location
 *
 * Shows what was read from a file.
 *
 * Errors: a foreign file's run that cannot be kept in the project; the run is
 * then not added.
 *
 * Returns: %TRUE on success
 */
gboolean
rk_document_take (RkDocument  *self,
                  RkLoaded    *loaded,
                  GError     **error)
{
  g_return_val_if_fail (RK_IS_DOCUMENT (self), FALSE);
  g_return_val_if_fail (loaded != NULL, FALSE);

  if (loaded->project == NULL)
    return take_import (self, loaded, error);

  g_return_val_if_fail (!rk_document_get_recording (self), FALSE);
  g_return_val_if_fail (self->project == NULL, FALSE);

  self->project = g_steal_pointer (&loaded->project);
  rk_collection_read (rk_experiment_get_setup (loaded->experiment), self->recorder);
  self->chosen = TRUE;
  rk_recorder_set_experiment (self->recorder, loaded->experiment);
  set_experiment (self, loaded->experiment);
  notify (self, PROP_PROJECT);
  notify (self, PROP_LOCATION);

  return TRUE;
}

/**
 * rk_document_save_as:
 * @self: a document
 * @path: the new name
 * @error: return location
 *
 * Copies the file to @path, which the document then is.
 *
 * Returns: %TRUE on success; on failure nothing changes
 */
gboolean
rk_document_save_as (RkDocument  *self,
                     const char  *path,
                     GError     **error)
{
  g_return_val_if_fail (RK_IS_DOCUMENT (self), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  if (self->project == NULL && !g_file_test (path, G_FILE_TEST_EXISTS)) {
    if (!create_project (self, path, error))
      return FALSE;
  } else {
    if (self->project == NULL && !ensure_project (self, error))
      return FALSE;
    if (!rk_project_get_read_only (self->project))
      rk_project_save_setup (self->project, self->experiment);
    if (!rk_project_save_as (self->project, path, error))
      return FALSE;
  }

  notify (self, PROP_PROJECT);
  notify (self, PROP_LOCATION);

  return TRUE;
}

/**
 * rk_document_remove_run:
 * @self: a document
 * @run: a run that is not being recorded
 *
 * Takes a run out; its data stay in the file until that is closed.
 */
void
rk_document_remove_run (RkDocument *self,
                        RkRun      *run)
{
  g_return_if_fail (RK_IS_DOCUMENT (self));
  g_return_if_fail (RK_IS_RUN (run));

  if (rk_run_get_state (run) == RK_RUN_RECORDING)
    return;

  rk_experiment_remove_run (self->experiment, run);
  if (self->project != NULL && !rk_project_get_read_only (self->project))
    rk_project_set_run_deleted (self->project, run, TRUE);
}

/**
 * rk_document_restore_run:
 * @self: a document
 * @run: a run that was removed
 *
 * Puts a removed run back in its place.
 */
void
rk_document_restore_run (RkDocument *self,
                         RkRun      *run)
{
  g_return_if_fail (RK_IS_DOCUMENT (self));
  g_return_if_fail (RK_IS_RUN (run));

  rk_experiment_restore_run (self->experiment, run);
  if (self->project != NULL && !rk_project_get_read_only (self->project))
    rk_project_set_run_deleted (self->project, run, FALSE);
}

static void
close_sources (RkDocument *self)
{
  GListModel *sources = rk_recorder_get_sources (self->recorder);
  guint n;

  while ((n = g_list_model_get_n_items (sources)) > 0) {
    g_autoptr (RkSource) source = g_list_model_get_item (sources, n - 1);

    rk_recorder_remove_source (self->recorder, source);
    rk_source_close (source);
  }
}

/**
 * rk_document_close:
 * @self: a document
 *
 * Ends everything: the run, the devices, the file. All that was recorded is on
 * the disk when this returns. May be called twice.
 *
 * Returns: (transfer full) (nullable): the path of the file, if it holds runs
 */
char *
rk_document_close (RkDocument *self)
{
  g_autofree char *path = NULL;

  g_return_val_if_fail (RK_IS_DOCUMENT (self), NULL);

  if (self->recorder == NULL)
    return NULL;

  rk_document_stop (self);
  close_sources (self);
  rk_document_set_source (self, NULL);

  if (self->project != NULL) {
    save_now (self);
    if (rk_document_has_runs (self) || !rk_project_get_untitled (self->project))
      path = g_strdup (rk_project_get_path (self->project));
    rk_project_close (self->project);
    g_clear_object (&self->project);
  }
  g_clear_handle_id (&self->save_id, g_source_remove);

  return g_steal_pointer (&path);
}
