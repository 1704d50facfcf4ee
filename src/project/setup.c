#include "config.h"

#include "project/setup.h"

#include <math.h>

static void
channel_free (gpointer data)
{
  RkSetupChannel *self = data;

  g_free (self->id);
  g_free (self->source_key);
  rk_column_free (self->column);
  g_free (self->unit);
  g_free (self->calibration);
  g_free (self->calibration_unit);
  g_free (self->calibration_name);
  g_free (self->calibration_author);
  g_free (self->factory);
  g_free (self->factory_unit);
  g_free (self);
}

static void
copy_sensor (RkSetupChannel *self,
             RkChannel      *channel)
{
  const RkCalibration *calibration = rk_channel_get_calibration (channel);
  const char *unit;
  const RkCalibration *factory = rk_channel_get_factory (channel, &unit);

  self->calibration = calibration != NULL ? rk_calibration_to_text (calibration) : NULL;
  self->calibration_unit = g_strdup (rk_channel_get_calibration_unit (channel));
  self->calibration_name = g_strdup (rk_channel_get_calibration_name (channel));
  self->calibration_author = g_strdup (rk_channel_get_calibration_author (channel));
  self->calibration_us = rk_channel_get_calibration_us (channel);
  self->zero = rk_channel_get_zero (channel);
  rk_channel_get_range (channel, &self->range_min, &self->range_max);
  rk_channel_get_safe (channel, &self->safe_min, &self->safe_max);
  self->resolution = rk_channel_get_resolution (channel);
  self->factory = factory != NULL ? rk_calibration_to_text (factory) : NULL;
  self->factory_unit = g_strdup (unit);
}

static RkSetupChannel *
channel_new (RkChannel *channel)
{
  RkSetupChannel *self = g_new0 (RkSetupChannel, 1);

  self->id = g_strdup (rk_channel_get_id (channel));
  self->source_key = g_strdup (rk_channel_get_source_key (channel));
  self->column = rk_column_new (rk_channel_get_column_key (channel),
                                rk_channel_get_quantity (channel),
                                rk_channel_get_raw_unit (channel));
  g_free (self->column->name);
  self->column->name = g_strdup (rk_channel_get_name (channel));
  g_free (self->column->symbol);
  self->column->symbol = g_strdup (rk_channel_get_symbol (channel));
  self->unit = g_strdup (rk_channel_get_unit (channel));
  self->decimals = rk_channel_get_decimals (channel);
  self->color = rk_channel_get_color (channel);
  self->visible = rk_channel_get_visible (channel);
  copy_sensor (self, channel);

  return self;
}

static void
mark_clear (gpointer data)
{
  RkSetupMark *self = data;

  g_free (self->text);
  g_clear_pointer (&self->photo, g_bytes_unref);
  g_free (self->hash);
}

static GArray *
copy_marks (RkRun *run)
{
  GListModel *model = rk_run_get_marks (run);
  GArray *marks = g_array_new (FALSE, FALSE, sizeof (RkSetupMark));

  g_array_set_clear_func (marks, mark_clear);
  for (guint i = 0; i < g_list_model_get_n_items (model); i++) {
    g_autoptr (RkMark) mark = g_list_model_get_item (model, i);
    RkSetupMark copy = {
      .id = rk_mark_get_id (mark),
      .kind = rk_mark_get_kind (mark),
      .begin_ns = rk_mark_get_begin_ns (mark),
      .end_ns = rk_mark_get_end_ns (mark),
      .text = g_strdup (rk_mark_get_text (mark)),
      .hash = g_strdup (rk_mark_get_photo_hash (mark)),
    };

    if (copy.hash != NULL)
      copy.photo = g_bytes_ref (rk_mark_get_photo (mark));
    g_array_append_val (marks, copy);
  }

  return marks;
}

/**
 * rk_setup_run_new:
 * @run: a run
 *
 * Copies what people may change about a run.
 *
 * Threads: main.
 *
 * Returns: (transfer full): the copy
 */
RkSetupRun *
rk_setup_run_new (RkRun *run)
{
  RkSetupRun *self = g_new0 (RkSetupRun, 1);

  self->id = rk_run_get_id (run);
  self->name = g_strdup (rk_run_get_name (run));
  self->notes = g_strdup (rk_run_get_notes (run));
  self->visible = rk_run_get_visible (run);
  self->begin_wall_us = rk_run_get_begin_wall_us (run);
  self->duration_ns = rk_run_get_duration_ns (run);
  self->offset_ns = rk_run_get_offset_ns (run);
  if (rk_run_get_excluded (run) != NULL)
    self->excluded = rk_excluded_ref (rk_run_get_excluded (run));
  self->recovered = rk_run_get_state (run) == RK_RUN_RECOVERED;
  self->marks = copy_marks (run);

  return self;
}

void
rk_setup_run_free (RkSetupRun *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->notes);
  g_clear_pointer (&self->excluded, rk_excluded_unref);
  g_array_unref (self->marks);
  g_free (self);
}

/**
 * rk_setup_new:
 * @experiment: the document
 *
 * Copies everything but the samples.
 *
 * Threads: main.
 *
 * Returns: (transfer full): the copy
 */
RkSetup *
rk_setup_new (RkExperiment *experiment)
{
  RkSetup *self = g_new0 (RkSetup, 1);
  GListModel *channels = rk_experiment_get_channels (experiment);
  GListModel *runs = rk_experiment_get_runs (experiment);

  self->title = g_strdup (rk_experiment_get_title (experiment));
  self->setup = g_strdup (rk_experiment_get_setup (experiment));
  self->channels = g_ptr_array_new_with_free_func (channel_free);
  self->runs = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_setup_run_free);

  for (guint i = 0; i < g_list_model_get_n_items (channels); i++) {
    g_autoptr (RkChannel) channel = g_list_model_get_item (channels, i);

    g_ptr_array_add (self->channels, channel_new (channel));
  }

  for (guint i = 0; i < g_list_model_get_n_items (runs); i++) {
    g_autoptr (RkRun) run = g_list_model_get_item (runs, i);

    g_ptr_array_add (self->runs, rk_setup_run_new (run));
  }

  return self;
}

void
rk_setup_free (RkSetup *self)
{
  if (self == NULL)
    return;

  g_free (self->title);
  g_free (self->setup);
  g_ptr_array_unref (self->channels);
  g_ptr_array_unref (self->runs);
  g_free (self);
}

static gboolean
write_sensor (const RkSetupChannel *channel,
              RkDatabase           *database,
              GError              **error)
{
  /* Most channels are as they came, of a device nobody described. */
  if (channel->calibration == NULL && channel->factory == NULL && channel->zero == 0.0 && isnan (channel->range_min)
      && isnan (channel->range_max) && isnan (channel->safe_min) && isnan (channel->safe_max) && isnan (channel->resolution))
    return TRUE;

  return rk_database_run (database, error, "INSERT OR REPLACE INTO sensor VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)", "sssssiddddddss",
                          channel->id, channel->calibration, channel->calibration_unit, channel->calibration_name,
                          channel->calibration_author, channel->calibration_us, channel->zero, channel->range_min,
                          channel->range_max, channel->safe_min, channel->safe_max, channel->resolution, channel->factory,
                          channel->factory_unit);
}

static gboolean
write_channels (const RkSetup *self,
                RkDatabase    *database,
                GError       **error)
{
  if (!rk_database_run (database, error, "DELETE FROM channel", "")
      || !rk_database_run (database, error, "DELETE FROM sensor", ""))
    return FALSE;

  for (guint i = 0; i < self->channels->len; i++) {
    const RkSetupChannel *channel = g_ptr_array_index (self->channels, i);
    const RkColumn *column = channel->column;

    if (!rk_database_run (database, error,
                          "INSERT OR REPLACE INTO channel VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", "sisssssssiii",
                          channel->id, (gint64) i, channel->source_key, column->key, column->name, column->symbol,
                          column->quantity, channel->unit, column->unit, (gint64) channel->decimals,
                          (gint64) channel->color, (gint64) channel->visible)
        || !write_sensor (channel, database, error))
      return FALSE;
  }

  return TRUE;
}

/* A photo is written once, however often the marks are. */
static gboolean
write_photo (const RkSetupRun  *run,
               const RkSetupMark *mark,
               RkDatabase        *database,
               GError           **error)
{
  gsize size;
  const void *bytes;

  if (mark->photo == NULL)
    return TRUE;

  bytes = g_bytes_get_data (mark->photo, &size);

  return rk_database_run (database, error,
                          "INSERT INTO photo SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM photo WHERE hash = ?1)", "sb",
                          mark->hash, bytes, size)
         && rk_database_run (database, error, "INSERT OR REPLACE INTO mark_photo VALUES (?,?,?)", "iis",
                             run->id, mark->id, mark->hash);
}

static gboolean
write_marks (const RkSetupRun *run,
             RkDatabase       *database,
             GError          **error)
{
  if (!rk_database_run (database, error, "DELETE FROM mark WHERE run=?", "i", run->id)
      || !rk_database_run (database, error, "DELETE FROM mark_photo WHERE run=?", "i", run->id))
    return FALSE;

  for (guint i = 0; i < run->marks->len; i++) {
    const RkSetupMark *mark = &g_array_index (run->marks, RkSetupMark, i);

    if (!rk_database_run (database, error, "INSERT OR REPLACE INTO mark VALUES (?,?,?,?,?,?)", "iisiis",
                          run->id, mark->id, rk_mark_kind_id (mark->kind), mark->begin_ns, mark->end_ns, mark->text)
        || !write_photo (run, mark, database, error))
      return FALSE;
  }

  return TRUE;
}

/* Most runs stand where they were recorded. */
static gboolean
write_offset (const RkSetupRun *run,
              RkDatabase       *database,
              GError          **error)
{
  if (run->offset_ns == 0)
    return rk_database_run (database, error, "DELETE FROM run_offset WHERE run=?", "i", run->id);

  return rk_database_run (database, error, "INSERT OR REPLACE INTO run_offset VALUES (?,?)", "ii", run->id, run->offset_ns);
}

static gboolean
write_excluded (const RkSetupRun *run,
                RkDatabase       *database,
                GError          **error)
{
  if (!rk_database_run (database, error, "DELETE FROM run_excluded WHERE run=?", "i", run->id))
    return FALSE;

  for (guint i = 0; i < rk_excluded_get_n (run->excluded); i++) {
    RkTimeRange range = rk_excluded_get (run->excluded, i);

    if (!rk_database_run (database, error, "INSERT INTO run_excluded VALUES (?,?,?)", "iii",
                          run->id, range.begin_ns, range.end_ns))
      return FALSE;
  }

  return TRUE;
}

/**
 * rk_setup_write:
 * @self: a copy
 * @database: where to
 * @error: return location
 *
 * Writes the title, the set-up, the channels, and the texts, offsets and marks of the runs that are there.
 *
 * Returns: %TRUE on success
 */
gboolean
rk_setup_write (const RkSetup *self,
                RkDatabase    *database,
                GError       **error)
{
  const char *meta = "INSERT OR REPLACE INTO meta VALUES (?, ?)";

  if (!rk_database_run (database, error, meta, "ss", "app_version", VERSION)
      || !rk_database_run (database, error, meta, "ss", "title", self->title != NULL ? self->title : "")
      || !rk_database_run (database, error, meta, "ss", "setup", self->setup != NULL ? self->setup : "{}")
      || !write_channels (self, database, error))
    return FALSE;

  for (guint i = 0; i < self->runs->len; i++) {
    const RkSetupRun *run = g_ptr_array_index (self->runs, i);

    if (!rk_database_run (database, error, "UPDATE run SET name=?, notes=?, visible=? WHERE id=?", "ssii",
                          run->name, run->notes, (gint64) run->visible, run->id)
        || !write_offset (run, database, error)
        || !write_excluded (run, database, error)
        || !write_marks (run, database, error))
      return FALSE;
  }

  return TRUE;
}
