#include "config.h"

#include "store/experiment.h"

#include <glib/gi18n-lib.h>

#define EMPTY_SETUP "{}"

struct _RkExperiment
{
  GObject parent_instance;

  char       *title;    /* nullable */
  char       *setup;    /* JSON */
  GListStore *runs;     /* of RkRun, ids ascending */
  GListStore *channels; /* of RkChannel, in the order they appeared */
  gint64      last_run_id; /* the greatest ever used, removed runs included */
  guint       last_channel_number;
};

enum {
  PROP_0,
  PROP_TITLE,
  PROP_RUNS,
  PROP_CHANNELS,
  PROP_SETUP,
  N_PROPS,
};

enum {
  CHANGED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RkExperiment, rk_experiment, G_TYPE_OBJECT)

static void
rk_experiment_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  RkExperiment *self = RK_EXPERIMENT (object);

  switch (prop_id) {
  case PROP_TITLE:
    g_value_set_string (value, self->title);
    break;
  case PROP_RUNS:
    g_value_set_object (value, self->runs);
    break;
  case PROP_CHANNELS:
    g_value_set_object (value, self->channels);
    break;
  case PROP_SETUP:
    g_value_set_string (value, rk_experiment_get_setup (self));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
rk_experiment_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  RkExperiment *self = RK_EXPERIMENT (object);

  switch (prop_id) {
  case PROP_TITLE:
    rk_experiment_set_title (self, g_value_get_string (value));
    break;
  case PROP_SETUP:
    rk_experiment_set_setup (self, g_value_get_string (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
rk_experiment_finalize (GObject *object)
{
  RkExperiment *self = RK_EXPERIMENT (object);

  g_free (self->title);
  g_free (self->setup);
  g_object_unref (self->runs);
  g_object_unref (self->channels);

  G_OBJECT_CLASS (rk_experiment_parent_class)->finalize (object);
}

static void
rk_experiment_class_init (RkExperimentClass *klass)
{
  const GParamFlags read_only = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags changing = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = rk_experiment_get_property;
  object_class->set_property = rk_experiment_set_property;
  object_class->finalize = rk_experiment_finalize;

  /**
   * RkExperiment:title:
   *
   * What people call the experiment.
   */
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, changing);

  /**
   * RkExperiment:runs:
   *
   * Its runs, of [class@Run], ids ascending.
   */
  properties[PROP_RUNS] = g_param_spec_object ("runs", NULL, NULL, G_TYPE_LIST_MODEL, read_only);

  /**
   * RkExperiment:channels:
   *
   * Its channels, of [class@Channel], in the order they appeared.
   */
  properties[PROP_CHANNELS] = g_param_spec_object ("channels", NULL, NULL, G_TYPE_LIST_MODEL, read_only);

  /**
   * RkExperiment:setup:
   *
   * Settings of collection and view, as JSON; not read here.
   */
  properties[PROP_SETUP] = g_param_spec_string ("setup", NULL, NULL, EMPTY_SETUP, changing);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * RkExperiment::changed:
   * @self: an experiment
   *
   * Something that the file stores has changed; samples do not count.
   */
  signals[CHANGED] = g_signal_new ("changed", RK_TYPE_EXPERIMENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
rk_experiment_init (RkExperiment *self)
{
  self->runs = g_list_store_new (RK_TYPE_RUN);
  self->channels = g_list_store_new (RK_TYPE_CHANNEL);
}

static void
emit_changed (RkExperiment *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
member_notify_cb (GObject      *member,
                  GParamSpec   *pspec,
                  RkExperiment *self)
{
  /* The value of the moment is not stored. */
  if (g_strcmp0 (pspec->name, "last-value") != 0)
    emit_changed (self);
}

static void
watch (RkExperiment *self,
       gpointer      member)
{
  g_signal_connect_object (member, "notify", G_CALLBACK (member_notify_cb), self, 0);
}

/**
 * rk_experiment_new:
 *
 * Makes an empty experiment.
 *
 * Threads: main.
 *
 * Returns: (transfer full): an experiment
 */
RkExperiment *
rk_experiment_new (void)
{
  return g_object_new (RK_TYPE_EXPERIMENT, NULL);
}

/**
 * rk_experiment_get_title:
 * @self: an experiment
 *
 * Returns: (nullable): what people call it
 */
const char *
rk_experiment_get_title (RkExperiment *self)
{
  g_return_val_if_fail (RK_IS_EXPERIMENT (self), NULL);

  return self->title;
}

/**
 * rk_experiment_set_title:
 * @self: an experiment
 * @title: (nullable): what people call it
 *
 * Names it.
 */
void
rk_experiment_set_title (RkExperiment *self,
                         const char   *title)
{
  g_return_if_fail (RK_IS_EXPERIMENT (self));

  if (g_strcmp0 (self->title, title) == 0)
    return;

  g_free (self->title);
  self->title = g_strdup (title);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
  emit_changed (self);
}

/**
 * rk_experiment_get_setup:
 * @self: an experiment
 *
 * Returns: settings of collection and view, JSON; "{}" when there are none
 */
const char *
rk_experiment_get_setup (RkExperiment *self)
{
  g_return_val_if_fail (RK_IS_EXPERIMENT (self), EMPTY_SETUP);

  return self->setup != NULL ? self->setup : EMPTY_SETUP;
}

/**
 * rk_experiment_set_setup:
 * @self: an experiment
 * @json: (nullable): settings of collection and view; %NULL for none
 *
 * Keeps settings with the experiment; they are not looked into.
 */
void
rk_experiment_set_setup (RkExperiment *self,
                         const char   *json)
{
  g_return_if_fail (RK_IS_EXPERIMENT (self));

  if (json == NULL || *json == '\0')
    json = EMPTY_SETUP;
  if (g_str_equal (rk_experiment_get_setup (self), json))
    return;

  g_free (self->setup);
  self->setup = g_strdup (json);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SETUP]);
  emit_changed (self);
}

/**
 * rk_experiment_get_runs:
 * @self: an experiment
 *
 * Returns: (transfer none): its runs
 */
GListModel *
rk_experiment_get_runs (RkExperiment *self)
{
  g_return_val_if_fail (RK_IS_EXPERIMENT (self), NULL);

  return G_LIST_MODEL (self->runs);
}

/**
 * rk_experiment_get_channels:
 * @self: an experiment
 *
 * Returns: (transfer none): its channels
 */
GListModel *
rk_experiment_get_channels (RkExperiment *self)
{
  g_return_val_if_fail (RK_IS_EXPERIMENT (self), NULL);

  return G_LIST_MODEL (self->channels);
}

static int
compare_runs (gconstpointer a,
              gconstpointer b,
              gpointer      user_data)
{
  gint64 first = rk_run_get_id ((RkRun *) a);
  gint64 second = rk_run_get_id ((RkRun *) b);

  return (first > second) - (first < second);
}

/**
 * rk_experiment_begin_run:
 * @self: an experiment
 * @begin_wall_us: now, microseconds since 1970, UTC
 *
 * Begins a run; its number is one more than ever used.
 *
 * Returns: (transfer none): the run, being recorded
 */
RkRun *
rk_experiment_begin_run (RkExperiment *self,
                         gint64        begin_wall_us)
{
  g_autoptr (RkRun) run = NULL;

  g_return_val_if_fail (RK_IS_EXPERIMENT (self), NULL);

  run = rk_experiment_reserve_run (self, begin_wall_us);
  rk_experiment_add_run (self, run);

  return run;
}

/**
 * rk_experiment_reserve_run:
 * @self: an experiment
 * @begin_wall_us: when it began, microseconds since 1970, UTC
 *
 * Makes a run with a number of its own that is not among the runs yet, for one that takes a while to make; see
 * rk_experiment_add_run().
 *
 * Returns: (transfer full): the run
 */
RkRun *
rk_experiment_reserve_run (RkExperiment *self,
                           gint64        begin_wall_us)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (RK_IS_EXPERIMENT (self), NULL);

  self->last_run_id++;
  /* Translators: the name of a new run (one press of Start to Stop); %u is its number */
  name = g_strdup_printf (_("Run %u"), (guint) self->last_run_id);

  return rk_run_new (self->last_run_id, name, begin_wall_us);
}

/**
 * rk_experiment_add_run:
 * @self: an experiment
 * @run: (transfer none): a run with an id that is not used yet
 *
 * Adds a run, at the place of its id.
 */
void
rk_experiment_add_run (RkExperiment *self,
                       RkRun        *run)
{
  g_return_if_fail (RK_IS_EXPERIMENT (self) && RK_IS_RUN (run));
  g_return_if_fail (!g_list_store_find (self->runs, run, NULL));

  self->last_run_id = MAX (self->last_run_id, rk_run_get_id (run));
  watch (self, run);
  g_list_store_insert_sorted (self->runs, run, compare_runs, NULL);
  emit_changed (self);
}

/**
 * rk_experiment_remove_run:
 * @self: an experiment
 * @run: one of its runs
 *
 * Takes a run out; its number is not used again.
 */
void
rk_experiment_remove_run (RkExperiment *self,
                          RkRun        *run)
{
  guint position;

  g_return_if_fail (RK_IS_EXPERIMENT (self) && RK_IS_RUN (run));

  if (!g_list_store_find (self->runs, run, &position))
    return;

  g_signal_handlers_disconnect_by_func (run, member_notify_cb, self);
  g_list_store_remove (self->runs, position);
  emit_changed (self);
}

/**
 * rk_experiment_restore_run:
 * @self: an experiment
 * @run: a run that was removed
 *
 * Puts a run back in its place.
 */
void
rk_experiment_restore_run (RkExperiment *self,
                           RkRun        *run)
{
  rk_experiment_add_run (self, run);
}

/* The least index that no channel has. */
static guint
find_free_color (RkExperiment *self)
{
  GListModel *channels = G_LIST_MODEL (self->channels);
  guint n_channels = g_list_model_get_n_items (channels);
  g_autofree guint8 *is_used = g_malloc0 (n_channels + 1);
  guint color = 0;

  for (guint i = 0; i < n_channels; i++) {
    g_autoptr (RkChannel) channel = g_list_model_get_item (channels, i);

    /* One of the first n + 1 is free: those above need no note. */
    if (rk_channel_get_color (channel) <= n_channels)
      is_used[rk_channel_get_color (channel)] = TRUE;
  }

  while (is_used[color])
    color++;

  return color;
}

/**
 * rk_experiment_ensure_channel:
 * @self: an experiment
 * @source_key: a source
 * @column: what it says about one of its columns
 *
 * Finds the channel of a column, or makes it with the next free colour. Both know then what @column tells about
 * the sensor; a calibration in force stays.
 *
 * Returns: (transfer none): the channel
 */
RkChannel *
rk_experiment_ensure_channel (RkExperiment   *self,
                              const char     *source_key,
                              const RkColumn *column)
{
  g_autoptr (RkChannel) channel = NULL;
  g_autofree char *id = NULL;
  guint n_channels;

  g_return_val_if_fail (RK_IS_EXPERIMENT (self) && source_key != NULL && column != NULL, NULL);

  n_channels = g_list_model_get_n_items (G_LIST_MODEL (self->channels));

  for (guint i = 0; i < n_channels; i++) {
    g_autoptr (RkChannel) candidate = g_list_model_get_item (G_LIST_MODEL (self->channels), i);

    if (g_strcmp0 (rk_channel_get_column_key (candidate), column->key) == 0
        && g_strcmp0 (rk_channel_get_source_key (candidate), source_key) == 0) {
      rk_channel_learn (candidate, column);
      return candidate;
    }
  }

  id = g_strdup_printf ("c%u", self->last_channel_number + 1);
  channel = rk_channel_new (id, source_key, column);
  rk_channel_set_color (channel, find_free_color (self));
  rk_experiment_add_channel (self, channel);

  return channel;
}

/**
 * rk_experiment_add_channel:
 * @self: an experiment
 * @channel: (transfer none): a channel with an id that is not used yet
 *
 * Adds a channel at the end, as loaders do.
 */
void
rk_experiment_add_channel (RkExperiment *self,
                           RkChannel    *channel)
{
  guint64 number;

  g_return_if_fail (RK_IS_EXPERIMENT (self) && RK_IS_CHANNEL (channel));
  g_return_if_fail (!g_list_store_find (self->channels, channel, NULL));

  if (rk_channel_get_id (channel)[0] == 'c'
      && g_ascii_string_to_unsigned (rk_channel_get_id (channel) + 1, 10, 0, G_MAXINT, &number, NULL))
    self->last_channel_number = MAX (self->last_channel_number, (guint) number);

  watch (self, channel);
  g_list_store_append (self->channels, channel);
  emit_changed (self);
}

/**
 * rk_experiment_find_channel:
 * @self: an experiment
 * @id: (nullable): what files call a channel
 *
 * Finds a channel by its id.
 *
 * Returns: (transfer none) (nullable): the channel, or %NULL
 */
RkChannel *
rk_experiment_find_channel (RkExperiment *self,
                            const char   *id)
{
  guint n_channels;

  g_return_val_if_fail (RK_IS_EXPERIMENT (self), NULL);

  n_channels = g_list_model_get_n_items (G_LIST_MODEL (self->channels));

  for (guint i = 0; i < n_channels; i++) {
    g_autoptr (RkChannel) channel = g_list_model_get_item (G_LIST_MODEL (self->channels), i);

    if (g_strcmp0 (rk_channel_get_id (channel), id) == 0)
      return channel;
  }

  return NULL;
}

/**
 * rk_experiment_drop_channel:
 * @self: an experiment
 * @channel: a channel its source no longer has
 *
 * Takes out a channel that was never recorded. One of a run stays, and so does any while a run that
 * was removed could be restored.
 *
 * Returns: whether it was taken out
 */
gboolean
rk_experiment_drop_channel (RkExperiment *self,
                            RkChannel    *channel)
{
  g_return_val_if_fail (RK_IS_EXPERIMENT (self) && RK_IS_CHANNEL (channel), FALSE);

  /* Every run there ever was is in the list. */
  if (self->last_run_id != (gint64) g_list_model_get_n_items (G_LIST_MODEL (self->runs)))
    return FALSE;

  return rk_experiment_forget_channel (self, channel);
}

/**
 * rk_experiment_forget_channel:
 * @self: an experiment
 * @channel: a channel that no run has which was removed and could be restored
 *
 * Takes out a channel. One of a run stays.
 *
 * Returns: whether it was taken out
 */
gboolean
rk_experiment_forget_channel (RkExperiment *self,
                              RkChannel    *channel)
{
  guint position;

  g_return_val_if_fail (RK_IS_EXPERIMENT (self) && RK_IS_CHANNEL (channel), FALSE);

  if (!g_list_store_find (self->channels, channel, &position))
    return FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->runs)); i++) {
    g_autoptr (RkRun) run = g_list_model_get_item (G_LIST_MODEL (self->runs), i);
    RkStream *stream;
    guint column;

    if (rk_run_find_channel (run, channel, &stream, &column))
      return FALSE;
  }

  g_signal_handlers_disconnect_by_func (channel, member_notify_cb, self);
  g_list_store_remove (self->channels, position);
  emit_changed (self);

  return TRUE;
}
