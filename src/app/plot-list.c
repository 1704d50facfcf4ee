#include "config.h"

#include "app/plot-list.h"

#include "app/plot-keep.h"
#include "app/set-up.h"

#define MEMBER "plots"

struct _RkPlotLayout
{
  int           ref_count;
  RkExperiment *experiment;
  GPtrArray    *plots;  /* of RkPlot */
  GPtrArray    *states; /* of JsonNode: what each was */
};

G_DEFINE_BOXED_TYPE (RkPlotLayout, rk_plot_layout, rk_plot_layout_ref, rk_plot_layout_unref)

struct _RkPlotList
{
  GObject parent_instance;

  RkExperiment *experiment; /* nullable */
  GSignalGroup *experiment_signals;
  GSignalGroup *channels_signals;
  GPtrArray    *plots;      /* of RkPlot, connected to */
  RkPlotLayout *now;        /* nullable: as of the last step; without an experiment there is none */
  gboolean      busy;       /* the list itself makes the changes */
};

enum {
  PROP_0,
  PROP_EXPERIMENT,
  N_PROPS,
};

enum {
  EDITED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RkPlotList, rk_plot_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

/* ---- what it is now ---- */

static RkPlotLayout *
make_layout (RkPlotList *self)
{
  RkPlotLayout *layout = g_new0 (RkPlotLayout, 1);

  layout->ref_count = 1;
  layout->experiment = g_object_ref (self->experiment);
  layout->plots = g_ptr_array_new_with_free_func (g_object_unref);
  layout->states = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  for (guint i = 0; i < self->plots->len; i++) {
    RkPlot *plot = g_ptr_array_index (self->plots, i);

    g_ptr_array_add (layout->plots, g_object_ref (plot));
    g_ptr_array_add (layout->states, rk_plot_keep (plot));
  }

  return layout;
}

static JsonNode *
write_layout (const RkPlotLayout *layout)
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < layout->states->len; i++)
    json_array_add_element (array, json_node_copy (g_ptr_array_index (layout->states, i)));
  json_node_take_array (node, array);

  return node;
}

static void
write_setup (RkPlotList *self)
{
  const char *setup = rk_experiment_get_setup (self->experiment);
  g_autoptr (JsonObject) old = rk_set_up_parse (setup);
  g_autofree char *json = NULL;

  if (self->plots->len == 0 && !json_object_has_member (old, MEMBER))
    return;

  json = rk_set_up_replace (setup, MEMBER, write_layout (self->now));
  self->busy = TRUE;
  rk_experiment_set_setup (self->experiment, json);
  self->busy = FALSE;
}

static void
take_layout (RkPlotList *self)
{
  g_clear_pointer (&self->now, rk_plot_layout_unref);
  if (self->experiment != NULL)
    self->now = make_layout (self);
}

/* After a step of the user. */
static void
edited (RkPlotList *self)
{
  g_autoptr (RkPlotLayout) before = g_steal_pointer (&self->now);

  take_layout (self);
  write_setup (self);
  g_signal_emit (self, signals[EDITED], 0, before);
}

static void
plot_changed_cb (RkPlotList *self)
{
  if (!self->busy)
    edited (self);
}

/* ---- taking over a list ---- */

static void
connect_plot (RkPlotList *self,
              RkPlot     *plot)
{
  g_signal_connect_object (plot, "changed", G_CALLBACK (plot_changed_cb), self, G_CONNECT_SWAPPED);
}

/* Takes over @plots. */
static void
replace_plots (RkPlotList *self,
               GPtrArray  *plots)
{
  guint n_before = self->plots->len;

  for (guint i = 0; i < n_before; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->plots, i), self);
  g_ptr_array_unref (self->plots);
  self->plots = plots;
  for (guint i = 0; i < plots->len; i++)
    connect_plot (self, g_ptr_array_index (plots, i));

  take_layout (self);
  if (n_before > 0 || plots->len > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, plots->len);
}

static GPtrArray *
read_plots (RkPlotList *self,
            JsonNode   *node)
{
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint n = array != NULL ? json_array_get_length (array) : 0;
  GPtrArray *plots = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n && plots->len < RK_PLOT_LIST_MAX; i++) {
    RkPlot *plot = rk_plot_new_kept (json_array_get_element (array, i), self->experiment);

    if (plot != NULL)
      g_ptr_array_add (plots, plot);
  }

  return plots;
}

/* Somebody else changed the set-up, maybe another part of it. */
static void
setup_changed_cb (RkPlotList *self)
{
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (JsonNode) now = NULL;
  JsonNode *node;

  if (self->busy || self->experiment == NULL)
    return;

  object = rk_set_up_parse (rk_experiment_get_setup (self->experiment));
  node = json_object_get_member (object, MEMBER);
  now = write_layout (self->now);
  if (node == NULL ? self->plots->len == 0 : json_node_equal (node, now))
    return;

  replace_plots (self, read_plots (self, node));
}

static gboolean
is_channel (RkPlotList *self,
            RkChannel  *channel)
{
  return rk_experiment_find_channel (self->experiment, rk_channel_get_id (channel)) == channel;
}

/* A channel that went out of the experiment is shown no more; nobody took a step. */
static void
channels_changed_cb (RkPlotList *self)
{
  gboolean changed = FALSE;

  for (guint i = 0; i < self->plots->len; i++) {
    RkPlot *plot = g_ptr_array_index (self->plots, i);
    g_autoptr (GPtrArray) left = g_ptr_array_new ();

    for (guint k = 0; k < rk_plot_get_n_channels (plot); k++)
      if (is_channel (self, rk_plot_get_channel (plot, k)))
        g_ptr_array_add (left, rk_plot_get_channel (plot, k));
    if (left->len == rk_plot_get_n_channels (plot))
      continue;

    self->busy = TRUE;
    rk_plot_set_channels (plot, (RkChannel * const *) left->pdata, left->len);
    self->busy = FALSE;
    changed = TRUE;
  }

  if (changed) {
    take_layout (self);
    write_setup (self);
  }
}

/* ---- the object ---- */

static GType
get_item_type (GListModel *model)
{
  return RK_TYPE_PLOT;
}

static guint
get_n_items (GListModel *model)
{
  return RK_PLOT_LIST (model)->plots->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  RkPlotList *self = RK_PLOT_LIST (model);

  return position < self->plots->len ? g_object_ref (g_ptr_array_index (self->plots, position)) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
rk_plot_list_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  switch (prop_id) {
  case PROP_EXPERIMENT:
    g_value_set_object (value, RK_PLOT_LIST (object)->experiment);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
rk_plot_list_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  switch (prop_id) {
  case PROP_EXPERIMENT:
    rk_plot_list_set_experiment (RK_PLOT_LIST (object), g_value_get_object (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
rk_plot_list_dispose (GObject *object)
{
  RkPlotList *self = RK_PLOT_LIST (object);

  for (guint i = 0; i < self->plots->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->plots, i), self);
  g_ptr_array_set_size (self->plots, 0);
  g_clear_pointer (&self->now, rk_plot_layout_unref);
  g_clear_object (&self->experiment_signals);
  g_clear_object (&self->channels_signals);
  g_clear_object (&self->experiment);

  G_OBJECT_CLASS (rk_plot_list_parent_class)->dispose (object);
}

static void
rk_plot_list_finalize (GObject *object)
{
  g_ptr_array_unref (RK_PLOT_LIST (object)->plots);

  G_OBJECT_CLASS (rk_plot_list_parent_class)->finalize (object);
}

static void
rk_plot_list_class_init (RkPlotListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = rk_plot_list_get_property;
  object_class->set_property = rk_plot_list_set_property;
  object_class->dispose = rk_plot_list_dispose;
  object_class->finalize = rk_plot_list_finalize;

  /**
   * RkPlotList:experiment:
   *
   * Whose views they are.
   */
  properties[PROP_EXPERIMENT] =
    g_param_spec_object ("experiment", NULL, NULL,
                         RK_TYPE_EXPERIMENT,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * RkPlotList::edited:
   * @self: the list
   * @before: what it was
   *
   * A view was added, removed, moved or changed.
   */
  signals[EDITED] =
    g_signal_new ("edited",
                  RK_TYPE_PLOT_LIST,
                  G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, RK_TYPE_PLOT_LAYOUT);
}

static void
rk_plot_list_init (RkPlotList *self)
{
  self->plots = g_ptr_array_new_with_free_func (g_object_unref);
  self->experiment_signals = g_signal_group_new (RK_TYPE_EXPERIMENT);
  g_signal_group_connect_swapped (self->experiment_signals, "notify::setup", G_CALLBACK (setup_changed_cb), self);
  self->channels_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->channels_signals, "items-changed", G_CALLBACK (channels_changed_cb), self);
}

/**
 * rk_plot_list_new:
 *
 * Returns: (transfer full): no views of no experiment
 */
RkPlotList *
rk_plot_list_new (void)
{
  return g_object_new (RK_TYPE_PLOT_LIST, NULL);
}

/**
 * rk_plot_list_get_experiment:
 * @self: views
 *
 * Returns: (transfer none) (nullable): whose views they are
 */
RkExperiment *
rk_plot_list_get_experiment (RkPlotList *self)
{
  g_return_val_if_fail (RK_IS_PLOT_LIST (self), NULL);

  return self->experiment;
}

/**
 * rk_plot_list_get_n_plots:
 * @self: views
 *
 * Returns: how many there are
 */
guint
rk_plot_list_get_n_plots (RkPlotList *self)
{
  g_return_val_if_fail (RK_IS_PLOT_LIST (self), 0);

  return self->plots->len;
}

/**
 * rk_plot_list_get_plot:
 * @self: views
 * @n: which one
 *
 * Returns: (transfer none): a view
 */
RkPlot *
rk_plot_list_get_plot (RkPlotList *self,
                       guint       n)
{
  g_return_val_if_fail (RK_IS_PLOT_LIST (self), NULL);
  g_return_val_if_fail (n < self->plots->len, NULL);

  return g_ptr_array_index (self->plots, n);
}

/**
 * rk_plot_list_set_experiment:
 * @self: views
 * @experiment: (nullable): whose views to show
 *
 * Takes the views out of the set-up of an experiment; what makes no sense there is left out.
 */
void
rk_plot_list_set_experiment (RkPlotList   *self,
                             RkExperiment *experiment)
{
  g_autoptr (JsonObject) object = NULL;

  g_return_if_fail (RK_IS_PLOT_LIST (self));
  g_return_if_fail (experiment == NULL || RK_IS_EXPERIMENT (experiment));

  if (!g_set_object (&self->experiment, experiment))
    return;

  object = rk_set_up_parse (experiment != NULL ? rk_experiment_get_setup (experiment) : NULL);
  replace_plots (self, read_plots (self, json_object_get_member (object, MEMBER)));
  g_signal_group_set_target (self->experiment_signals, experiment);
  g_signal_group_set_target (self->channels_signals, experiment != NULL ? rk_experiment_get_channels (experiment) : NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EXPERIMENT]);
}

/**
 * rk_plot_list_add:
 * @self: views
 * @plot: a new one
 *
 * Adds a view at the end.
 *
 * Returns: %FALSE and no change when there are %RK_PLOT_LIST_MAX already or there is no experiment
 */
gboolean
rk_plot_list_add (RkPlotList *self,
                  RkPlot     *plot)
{
  g_return_val_if_fail (RK_IS_PLOT_LIST (self), FALSE);
  g_return_val_if_fail (RK_IS_PLOT (plot), FALSE);

  if (self->experiment == NULL || self->plots->len >= RK_PLOT_LIST_MAX || g_ptr_array_find (self->plots, plot, NULL))
    return FALSE;

  g_ptr_array_add (self->plots, g_object_ref (plot));
  connect_plot (self, plot);
  g_list_model_items_changed (G_LIST_MODEL (self), self->plots->len - 1, 0, 1);
  edited (self);

  return TRUE;
}

/**
 * rk_plot_list_remove:
 * @self: views
 * @plot: one of them
 *
 * Takes a view out.
 */
void
rk_plot_list_remove (RkPlotList *self,
                     RkPlot     *plot)
{
  guint n;

  g_return_if_fail (RK_IS_PLOT_LIST (self));
  g_return_if_fail (RK_IS_PLOT (plot));

  if (!g_ptr_array_find (self->plots, plot, &n))
    return;

  g_signal_handlers_disconnect_by_data (plot, self);
  g_ptr_array_remove_index (self->plots, n);
  g_list_model_items_changed (G_LIST_MODEL (self), n, 1, 0);
  edited (self);
}

/**
 * rk_plot_list_move:
 * @self: views
 * @plot: one of them
 * @later: towards the end, else towards the begin
 *
 * Moves a view by one place.
 *
 * Returns: %FALSE and no change when it stands there already
 */
gboolean
rk_plot_list_move (RkPlotList *self,
                   RkPlot     *plot,
                   gboolean    later)
{
  guint n;
  guint other;

  g_return_val_if_fail (RK_IS_PLOT_LIST (self), FALSE);
  g_return_val_if_fail (RK_IS_PLOT (plot), FALSE);

  if (!g_ptr_array_find (self->plots, plot, &n) || n == (later ? self->plots->len - 1 : 0))
    return FALSE;

  other = later ? n + 1 : n - 1;
  self->plots->pdata[n] = self->plots->pdata[other];
  self->plots->pdata[other] = plot;
  g_list_model_items_changed (G_LIST_MODEL (self), MIN (n, other), 2, 2);
  edited (self);

  return TRUE;
}

/**
 * rk_plot_list_restore:
 * @self: views
 * @layout: what they were
 *
 * Takes steps back: the views are those of then, with what they showed then.
 *
 * Returns: %FALSE and no change when @layout is of another experiment
 */
gboolean
rk_plot_list_restore (RkPlotList   *self,
                      RkPlotLayout *layout)
{
  GPtrArray *plots;

  g_return_val_if_fail (RK_IS_PLOT_LIST (self), FALSE);
  g_return_val_if_fail (layout != NULL, FALSE);

  if (layout->experiment != self->experiment)
    return FALSE;

  self->busy = TRUE;
  plots = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < layout->plots->len; i++) {
    rk_plot_take_kept (g_ptr_array_index (layout->plots, i), g_ptr_array_index (layout->states, i), self->experiment);
    g_ptr_array_add (plots, g_object_ref (g_ptr_array_index (layout->plots, i)));
  }
  self->busy = FALSE;

  replace_plots (self, plots);
  write_setup (self);

  return TRUE;
}

/**
 * rk_plot_layout_ref:
 * @self: a layout
 *
 * Returns: (transfer full): the same
 */
RkPlotLayout *
rk_plot_layout_ref (RkPlotLayout *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  self->ref_count++;

  return self;
}

/**
 * rk_plot_layout_unref:
 * @self: (transfer full): a layout
 *
 * Lets go of it.
 */
void
rk_plot_layout_unref (RkPlotLayout *self)
{
  g_return_if_fail (self != NULL);

  if (--self->ref_count > 0)
    return;

  g_ptr_array_unref (self->plots);
  g_ptr_array_unref (self->states);
  g_object_unref (self->experiment);
  g_free (self);
}

/**
 * rk_plot_layout_get_n_plots:
 * @self: a layout
 *
 * Returns: how many views there were
 */
guint
rk_plot_layout_get_n_plots (RkPlotLayout *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->plots->len;
}
