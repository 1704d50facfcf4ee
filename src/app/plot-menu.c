#include "config.h"

#include "app/plot-menu.h"

#include "analysis/spectrum.h"
#include "app/plot-limits.h"

#include <glib/gi18n-lib.h>

/* More channels than these no menu holds. */
#define MAX_CHANNELS 32

#define CHANNEL_PREFIX "channel-"

struct _RkPlotMenu
{
  GObject parent_instance;

  RkPlotList         *list;
  RkPlot             *plot;
  GtkWidget          *parent;  /* not owned: the tile, which owns this */
  GSimpleActionGroup *actions;
  GPtrArray          *offered; /* of RkChannel: action n is of channel n */
};

G_DEFINE_FINAL_TYPE (RkPlotMenu, rk_plot_menu, G_TYPE_OBJECT)

static const struct {
  const char *id; /* "" = as the data ask for */
  const char *name;
} styles[] = {
  { "", N_("Usual") },
  { "line", N_("Line") },
  { "points", N_("Points") },
  { "line-points", N_("Line and Points") },
  { "steps", N_("Steps") },
  { "bars", N_("Bars") },
};

/* ---- channels ---- */

/* One alone where only one is shown; else in or out, but for the last. */
static void
channel_cb (GSimpleAction *action,
            GVariant      *parameter,
            RkPlotMenu    *self)
{
  guint64 n = g_ascii_strtoull (g_action_get_name (G_ACTION (action)) + strlen (CHANNEL_PREFIX), NULL, 10);
  g_autoptr (GPtrArray) shown = rk_plot_list_shown (self->plot, rk_plot_list_get_experiment (self->list));
  RkChannel *channel;
  guint at;

  if (n >= self->offered->len)
    return;

  channel = g_ptr_array_index (self->offered, n);
  if (rk_plot_kind_is_single (rk_plot_get_kind (self->plot)))
    g_ptr_array_set_size (shown, 0);

  if (!g_ptr_array_find (shown, channel, &at))
    g_ptr_array_add (shown, g_object_ref (channel));
  else if (shown->len > 1)
    g_ptr_array_remove_index (shown, at);

  rk_plot_set_channels (self->plot, (RkChannel * const *) shown->pdata, shown->len);
}

static void
list_channels (RkPlotMenu *self)
{
  RkExperiment *experiment = rk_plot_list_get_experiment (self->list);
  GListModel *channels = experiment != NULL ? rk_experiment_get_channels (experiment) : NULL;

  g_ptr_array_set_size (self->offered, 0);
  for (guint i = 0; channels != NULL && i < g_list_model_get_n_items (channels) && i < MAX_CHANNELS; i++)
    g_ptr_array_add (self->offered, g_list_model_get_item (channels, i));
}

static GMenuModel *
build_channels (RkPlotMenu *self)
{
  g_autoptr (GPtrArray) shown = rk_plot_list_shown (self->plot, rk_plot_list_get_experiment (self->list));
  GMenu *section = g_menu_new ();

  list_channels (self);
  for (guint i = 0; i < self->offered->len; i++) {
    RkChannel *channel = g_ptr_array_index (self->offered, i);
    g_autofree char *name = g_strdup_printf (CHANNEL_PREFIX "%u", i);
    g_autofree char *detailed = g_strconcat ("plot.", name, NULL);
    g_autoptr (GSimpleAction) action = NULL;
    g_autoptr (GMenuItem) item = g_menu_item_new (NULL, detailed);

    action = g_simple_action_new_stateful (name, NULL, g_variant_new_boolean (g_ptr_array_find (shown, channel, NULL)));
    g_signal_connect_object (action, "activate", G_CALLBACK (channel_cb), self, 0);
    g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (action));
    /* Names of channels are no mnemonics. */
    g_menu_item_set_attribute (item, "use-markup", "s", "no");
    g_menu_item_set_label (item, rk_channel_get_name (channel) != NULL ? rk_channel_get_name (channel) : "");
    g_menu_append_item (section, item);
  }

  return G_MENU_MODEL (section);
}

/* ---- the rest ---- */

static void
style_action (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  RkPlotMenu *self = user_data;
  const char *id = g_variant_get_string (parameter, NULL);

  g_object_set (self->plot, "style", *id != '\0' ? id : NULL, NULL);
}

static void
window_action (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  g_object_set (RK_PLOT_MENU (user_data)->plot, "window", g_variant_get_string (parameter, NULL), NULL);
}

static void
averages_action (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  gint32 n = g_variant_get_int32 (parameter);

  g_object_set (RK_PLOT_MENU (user_data)->plot, "averages", (guint) CLAMP (n, 1, RK_SPECTRUM_MAX_AVERAGES), NULL);
}

static void
log_x_action (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  RkPlot *plot = RK_PLOT_MENU (user_data)->plot;

  g_object_set (plot, "log-x", !rk_plot_get_log_x (plot), NULL);
}

static void
log_y_action (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  RkPlot *plot = RK_PLOT_MENU (user_data)->plot;

  g_object_set (plot, "log-y", !rk_plot_get_log_y (plot), NULL);
}

static void
limits_action (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  RkPlotMenu *self = user_data;

  rk_plot_limits_ask (self->plot, self->parent);
}

static void
earlier_action (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  RkPlotMenu *self = user_data;

  rk_plot_list_move (self->list, self->plot, FALSE);
}

static void
later_action (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  RkPlotMenu *self = user_data;

  rk_plot_list_move (self->list, self->plot, TRUE);
}

/* The menu belongs to what is removed: it must have closed. */
static void
remove_action (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  RkPlotMenu *self = user_data;

  rk_plot_list_remove (self->list, self->plot);
}

static GMenuModel *
build_styles (void)
{
  GMenu *section = g_menu_new ();

  for (guint i = 0; i < G_N_ELEMENTS (styles); i++) {
    g_autoptr (GMenuItem) item = g_menu_item_new (_(styles[i].name), NULL);

    g_menu_item_set_action_and_target (item, "plot.style", "s", styles[i].id);
    g_menu_append_item (section, item);
  }

  return G_MENU_MODEL (section);
}

static GMenuModel *
build_windows (void)
{
  GMenu *section = g_menu_new ();

  for (guint i = 0; i < RK_N_TAPERS; i++) {
    g_autoptr (GMenuItem) item = g_menu_item_new (rk_taper_get_name ((RkTaper) i), NULL);

    g_menu_item_set_action_and_target (item, "plot.window", "s", rk_taper_id ((RkTaper) i));
    g_menu_append_item (section, item);
  }

  return G_MENU_MODEL (section);
}

static GMenuModel *
build_averages (void)
{
  static const gint32 choices[] = { 1, 4, 16 };
  GMenu *section = g_menu_new ();

  for (guint i = 0; i < G_N_ELEMENTS (choices); i++) {
    /* Translators: the mean of so many spectra is shown. */
    g_autofree char *text = choices[i] > 1 ? g_strdup_printf (_("Of %d"), choices[i]) : g_strdup (_("None"));
    g_autoptr (GMenuItem) item = g_menu_item_new (text, NULL);

    g_menu_item_set_action_and_target (item, "plot.averages", "i", choices[i]);
    g_menu_append_item (section, item);
  }

  return G_MENU_MODEL (section);
}

static GMenuModel *
build_scales (RkPlotKind kind)
{
  GMenu *section = g_menu_new ();

  if (kind == RK_PLOT_SPECTRUM || kind == RK_PLOT_XY)
    g_menu_append (section, kind == RK_PLOT_SPECTRUM ? _("Logarithmic Frequency") : _("Logarithmic X"), "plot.log-x");
  if (kind == RK_PLOT_SPECTRUM || kind == RK_PLOT_HISTOGRAM)
    g_menu_append (section, kind == RK_PLOT_SPECTRUM ? _("Logarithmic Amplitude") : _("Logarithmic Counts"), "plot.log-y");

  return G_MENU_MODEL (section);
}

static GMenuModel *
build_place (void)
{
  GMenu *section = g_menu_new ();

  g_menu_append (section, _("Move Earlier"), "plot.earlier");
  g_menu_append (section, _("Move Later"), "plot.later");
  g_menu_append (section, _("Remove"), "plot.remove");

  return G_MENU_MODEL (section);
}

static void
set_enabled (RkPlotMenu *self,
             const char *name,
             gboolean    enabled)
{
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->actions), name)), enabled);
}

static void
set_state (RkPlotMenu *self,
           const char *name,
           GVariant   *state)
{
  g_simple_action_set_state (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->actions), name)), state);
}

static void
update_states (RkPlotMenu *self)
{
  const char *style = rk_plot_style_to_id (rk_plot_get_style (self->plot));
  guint n = rk_plot_list_get_n_plots (self->list);

  set_state (self, "style", g_variant_new_string (style != NULL ? style : ""));
  set_state (self, "window", g_variant_new_string (rk_plot_get_window (self->plot)));
  set_state (self, "averages", g_variant_new_int32 ((gint32) rk_plot_get_averages (self->plot)));
  set_state (self, "log-x", g_variant_new_boolean (rk_plot_get_log_x (self->plot)));
  set_state (self, "log-y", g_variant_new_boolean (rk_plot_get_log_y (self->plot)));
  set_enabled (self, "earlier", n > 0 && rk_plot_list_get_plot (self->list, 0) != self->plot);
  set_enabled (self, "later", n > 0 && rk_plot_list_get_plot (self->list, n - 1) != self->plot);
}

/* ---- the object ---- */

static void
rk_plot_menu_dispose (GObject *object)
{
  RkPlotMenu *self = RK_PLOT_MENU (object);

  g_clear_object (&self->actions);
  g_clear_object (&self->plot);
  g_clear_object (&self->list);
  g_ptr_array_set_size (self->offered, 0);

  G_OBJECT_CLASS (rk_plot_menu_parent_class)->dispose (object);
}

static void
rk_plot_menu_finalize (GObject *object)
{
  g_ptr_array_unref (RK_PLOT_MENU (object)->offered);

  G_OBJECT_CLASS (rk_plot_menu_parent_class)->finalize (object);
}

static void
rk_plot_menu_class_init (RkPlotMenuClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rk_plot_menu_dispose;
  G_OBJECT_CLASS (klass)->finalize = rk_plot_menu_finalize;
}

static void
rk_plot_menu_init (RkPlotMenu *self)
{
  static const GActionEntry entries[] = {
    { .name = "style", .activate = style_action, .parameter_type = "s", .state = "''" },
    { .name = "window", .activate = window_action, .parameter_type = "s", .state = "''" },
    { .name = "averages", .activate = averages_action, .parameter_type = "i", .state = "1" },
    { .name = "log-x", .activate = log_x_action, .state = "false" },
    { .name = "log-y", .activate = log_y_action, .state = "false" },
    { .name = "limits", .activate = limits_action },
    { .name = "earlier", .activate = earlier_action },
    { .name = "later", .activate = later_action },
    { .name = "remove", .activate = remove_action },
  };

  self->offered = g_ptr_array_new_with_free_func (g_object_unref);
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
}

/**
 * rk_plot_menu_new:
 * @list: the views
 * @plot: one of them
 * @parent: the widget that owns the menu
 *
 * Returns: (transfer full): its menu
 */
RkPlotMenu *
rk_plot_menu_new (RkPlotList *list,
                  RkPlot     *plot,
                  GtkWidget  *parent)
{
  RkPlotMenu *self;

  g_return_val_if_fail (RK_IS_PLOT_LIST (list), NULL);
  g_return_val_if_fail (RK_IS_PLOT (plot), NULL);

  self = g_object_new (RK_TYPE_PLOT_MENU, NULL);
  self->list = g_object_ref (list);
  self->plot = g_object_ref (plot);
  self->parent = parent;
  g_signal_connect_object (plot, "changed", G_CALLBACK (update_states), self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * rk_plot_menu_get_actions:
 * @self: a menu
 *
 * Returns: (transfer none): what it does, to be inserted as "plot"
 */
GActionGroup *
rk_plot_menu_get_actions (RkPlotMenu *self)
{
  g_return_val_if_fail (RK_IS_PLOT_MENU (self), NULL);

  return G_ACTION_GROUP (self->actions);
}

/**
 * rk_plot_menu_build:
 * @self: a menu
 *
 * Makes the menu for the moment it is opened in.
 *
 * Returns: (transfer full): what to show
 */
GMenuModel *
rk_plot_menu_build (RkPlotMenu *self)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) choices = g_menu_new ();
  g_autoptr (GMenuModel) channels = NULL;
  g_autoptr (GMenuModel) drawn = NULL;
  g_autoptr (GMenuModel) averages = NULL;
  g_autoptr (GMenuModel) windows = NULL;
  g_autoptr (GMenuModel) scales = NULL;
  g_autoptr (GMenuModel) place = NULL;
  RkPlotKind kind;

  g_return_val_if_fail (RK_IS_PLOT_MENU (self), G_MENU_MODEL (menu));

  kind = rk_plot_get_kind (self->plot);
  update_states (self);
  channels = build_channels (self);
  g_menu_append_section (menu, _("Channels"), channels);
  if (kind == RK_PLOT_GRAPH) {
    drawn = build_styles ();
    g_menu_append_submenu (choices, _("Drawn As"), drawn);
  }
  if (kind == RK_PLOT_SPECTRUM) {
    averages = build_averages ();
    g_menu_append_section (menu, _("Averaging"), averages);
  }
  if (kind == RK_PLOT_SPECTRUM || kind == RK_PLOT_SPECTROGRAM) {
    windows = build_windows ();
    g_menu_append_submenu (choices, _("Window"), windows);
  }
  scales = build_scales (kind);
  if (g_menu_model_get_n_items (scales) > 0)
    g_menu_append_section (menu, _("Axes"), scales);
  if (kind == RK_PLOT_GAUGE || kind == RK_PLOT_THERMOMETER || kind == RK_PLOT_BAR)
    g_menu_append (choices, _("Scale and Limits…"), "plot.limits");
  /* Long lists have a page of their own: the rest is to fit a small screen. */
  if (g_menu_model_get_n_items (G_MENU_MODEL (choices)) > 0)
    g_menu_append_section (menu, NULL, G_MENU_MODEL (choices));
  place = build_place ();
  g_menu_append_section (menu, NULL, place);

  return G_MENU_MODEL (menu);
}

/* ---- new views ---- */

/* Samples of its longest run, as a measure of how fast it comes. */
static double
get_rate (RkExperiment *experiment,
          RkChannel    *channel)
{
  GListModel *runs = rk_experiment_get_runs (experiment);
  double rate = 0;

  for (guint i = 0; i < g_list_model_get_n_items (runs); i++) {
    g_autoptr (RkRun) run = g_list_model_get_item (runs, i);
    RkStream *stream;
    guint column;

    if (rk_run_find_channel (run, channel, &stream, &column) && rk_run_get_duration_ns (run) > 0)
      rate = MAX (rate, (double) rk_series_get_n_samples (rk_stream_get_series (stream)) / (double) rk_run_get_duration_ns (run));
  }

  return rate;
}

static double
get_merit (RkExperiment *experiment,
           RkChannel    *channel,
           RkPlotKind    kind)
{
  if (kind == RK_PLOT_THERMOMETER)
    return g_strcmp0 (rk_channel_get_quantity (channel), "temperature") == 0;
  if (kind == RK_PLOT_SPECTRUM || kind == RK_PLOT_SPECTROGRAM)
    return get_rate (experiment, channel);

  return 0;
}

/**
 * rk_plot_menu_make_plot:
 * @experiment: whose channels there are
 * @kind: a kind of view
 *
 * Makes a view to begin with: of the first visible channel, the fastest for a spectrum, a temperature for a thermometer;
 * of all visible ones where nothing speaks for one.
 *
 * Returns: (transfer full): a view
 */
RkPlot *
rk_plot_menu_make_plot (RkExperiment *experiment,
                        RkPlotKind    kind)
{
  g_autoptr (RkPlot) visible = rk_plot_new (RK_PLOT_GRAPH);
  g_autoptr (GPtrArray) channels = NULL;
  RkPlot *plot = rk_plot_new (kind);
  RkChannel *best = NULL;

  g_return_val_if_fail (RK_IS_EXPERIMENT (experiment), plot);

  if (kind == RK_PLOT_TABLE || kind == RK_PLOT_DIGITS)
    return plot;

  channels = rk_plot_list_shown (visible, experiment);
  for (guint i = 0; i < channels->len; i++) {
    RkChannel *channel = g_ptr_array_index (channels, i);

    if (best == NULL || get_merit (experiment, channel, kind) > get_merit (experiment, best, kind))
      best = channel;
  }
  if (best != NULL)
    rk_plot_set_channels (plot, &best, 1);

  return plot;
}
