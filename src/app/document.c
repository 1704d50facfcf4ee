#include "config.h"

#include "app/document-private.h"

#include "analysis/photogate.h"
#include "app/beat.h"

#include <glib/gi18n-lib.h>

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

/* internal; see document-private.h */
void
rk_document_notify_file (RkDocument *self)
{
  notify (self, PROP_PROJECT);
  notify (self, PROP_LOCATION);
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

  return rk_recorder_start (self->recorder, error);
}

static void
start_failed_cb (RkDocument   *self,
                 const GError *error)
{
  g_signal_emit (self, signals[SIGNAL_START_FAILED], 0, error);
}

static void
source_updated_cb (RkDocument *self)
{
  g_autoptr (GError) error = NULL;

  if (self->starting && !is_opening (self) && !start_now (self, &error))
    g_signal_emit (self, signals[SIGNAL_START_FAILED], 0, error);

  g_signal_emit (self, signals[SIGNAL_SOURCES_UPDATED], 0);
}

static gboolean
beat_cb (gpointer user_data)
{
  RkDocument *self = user_data;

  self->beat_id = 0;
  g_signal_emit (self, signals[SIGNAL_SOURCES_UPDATED], 0);

  return G_SOURCE_REMOVE;
}

/* New readings: of all sources together. */
static void
readings_cb (RkDocument *self)
{
  if (self->beat_id == 0)
    self->beat_id = rk_beat_add (beat_cb, self);
}

static void
watch_sources (RkDocument *self)
{
  GListModel *sources = rk_recorder_get_sources (self->recorder);

  for (guint i = 0; i < self->watched->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->watched, i), self);
  g_ptr_array_set_size (self->watched, 0);

  for (guint i = 0; i < g_list_model_get_n_items (sources); i++) {
    RkSource *source = g_list_model_get_item (sources, i);

    g_ptr_array_add (self->watched, source);
    g_signal_connect_object (source, "updated",
                             G_CALLBACK (readings_cb), self, G_CONNECT_SWAPPED);
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
  rk_document_save_soon (self);
}

static void
title_cb (RkDocument *self)
{
  notify (self, PROP_TITLE);
}

/* internal; see document-private.h */
void
rk_document_set_experiment (RkDocument   *self,
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

  /* Last: what ends above may have told of readings. */
  g_clear_handle_id (&self->beat_id, g_source_remove);

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
  g_object_set (self->recorder, "auto-settings", TRUE, NULL);
  rk_recorder_set_calculator (self->recorder, &rk_photogate_calculator);
  rk_recorder_set_keeper (self->recorder, rk_document_keeper_begin, rk_document_keeper_end, self);

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
  g_signal_connect_object (self->recorder, "setup-changed",
                           G_CALLBACK (rk_document_settings_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->recorder, "failed",
                           G_CALLBACK (start_failed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (rk_recorder_get_sources (self->recorder), "items-changed",
                           G_CALLBACK (sources_changed_cb), self, G_CONNECT_SWAPPED);

  rk_document_set_experiment (self, experiment);
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

/**
 * rk_document_connect_device:
 * @self: a document
 * @device: what to listen to
 *
 * Opens a device with the profile that fits it best; what goes wrong shows in
 * the state of the source.
 *
 * While a run is on the device joins it.
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

  profile = rk_device_guess_profile (device);
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
 * Closes a device and takes it off the list. A run goes on with the others; the only one of a run
 * stays until it is stopped.
 */
void
rk_document_disconnect_source (RkDocument *self,
                               RkSource   *source)
{
  g_autoptr (RkSource) owned = NULL;
  g_autoptr (RkSource) other = NULL;

  g_return_if_fail (RK_IS_DOCUMENT (self));
  g_return_if_fail (RK_IS_SOURCE (source));

  if (rk_document_get_recording (self) && g_list_model_get_n_items (rk_recorder_get_sources (self->recorder)) < 2)
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

  /* The new run would wait for the copy, and the window with it. */
  if (self->saving) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PENDING,
                         _("The experiment is being saved; start when that is done"));
    return FALSE;
  }

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
 * Ends the run, if one is being recorded, or gives up a start that waits: for a device, a countdown or the trigger.
 */
void
rk_document_stop (RkDocument *self)
{
  g_return_if_fail (RK_IS_DOCUMENT (self));

  self->starting = FALSE;
  rk_recorder_stop (self->recorder);
}
