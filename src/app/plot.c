#include "config.h"

#include "app/plot.h"

#include "analysis/spectrum.h"

#include <math.h>

struct _RkPlot
{
  GObject parent_instance;

  RkPlotKind kind;
  int        style;    /* RkTraceStyle; -1 = as the data ask for */
  gboolean   log_x;
  gboolean   log_y;
  double     lower;    /* NaN = not chosen, as in the next three */
  double     upper;
  double     low;
  double     high;
  RkTaper   window;
  guint      averages;
  GPtrArray *channels; /* of RkChannel; none = all visible ones */
};

enum {
  PROP_0,
  PROP_KIND,
  PROP_STYLE,
  PROP_LOG_X,
  PROP_LOG_Y,
  PROP_LOWER,
  PROP_UPPER,
  PROP_LOW,
  PROP_HIGH,
  PROP_WINDOW,
  PROP_AVERAGES,
  N_PROPS,
};

enum {
  CHANGED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RkPlot, rk_plot, G_TYPE_OBJECT)

static gboolean
is_same (double a,
         double b)
{
  return a == b || (isnan (a) && isnan (b));
}

static gboolean
take_number (double *place,
             double  value)
{
  if (is_same (*place, value))
    return FALSE;

  *place = isfinite (value) ? value : (double) NAN;

  return TRUE;
}

static gboolean
take_flag (gboolean *place,
           gboolean  value)
{
  if (*place == value)
    return FALSE;

  *place = value;

  return TRUE;
}

static gboolean
take_style (RkPlot     *self,
            const char *id)
{
  int style = rk_plot_style_from_id (id);

  if (self->style == style)
    return FALSE;

  self->style = style;

  return TRUE;
}

static gboolean
take_window (RkPlot     *self,
             const char *id)
{
  RkTaper window = RK_TAPER_HANN;

  rk_taper_from_id (id != NULL ? id : "", &window);
  if (self->window == window)
    return FALSE;

  self->window = window;

  return TRUE;
}

static void
rk_plot_get_property (GObject    *object,
                      guint       prop_id,
                      GValue     *value,
                      GParamSpec *pspec)
{
  RkPlot *self = RK_PLOT (object);

  switch (prop_id) {
  case PROP_KIND:
    g_value_set_uint (value, self->kind);
    break;
  case PROP_STYLE:
    g_value_set_string (value, rk_plot_style_to_id (self->style));
    break;
  case PROP_LOG_X:
    g_value_set_boolean (value, self->log_x);
    break;
  case PROP_LOG_Y:
    g_value_set_boolean (value, self->log_y);
    break;
  case PROP_LOWER:
    g_value_set_double (value, self->lower);
    break;
  case PROP_UPPER:
    g_value_set_double (value, self->upper);
    break;
  case PROP_LOW:
    g_value_set_double (value, self->low);
    break;
  case PROP_HIGH:
    g_value_set_double (value, self->high);
    break;
  case PROP_WINDOW:
    g_value_set_string (value, rk_taper_id (self->window));
    break;
  case PROP_AVERAGES:
    g_value_set_uint (value, self->averages);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
rk_plot_set_property (GObject      *object,
                      guint         prop_id,
                      const GValue *value,
                      GParamSpec   *pspec)
{
  RkPlot *self = RK_PLOT (object);
  gboolean changed = FALSE;

  switch (prop_id) {
  case PROP_KIND:
    self->kind = g_value_get_uint (value);
    break;
  case PROP_STYLE:
    changed = take_style (self, g_value_get_string (value));
    break;
  case PROP_LOG_X:
    changed = take_flag (&self->log_x, g_value_get_boolean (value));
    break;
  case PROP_LOG_Y:
    changed = take_flag (&self->log_y, g_value_get_boolean (value));
    break;
  case PROP_LOWER:
    changed = take_number (&self->lower, g_value_get_double (value));
    break;
  case PROP_UPPER:
    changed = take_number (&self->upper, g_value_get_double (value));
    break;
  case PROP_LOW:
    changed = take_number (&self->low, g_value_get_double (value));
    break;
  case PROP_HIGH:
    changed = take_number (&self->high, g_value_get_double (value));
    break;
  case PROP_WINDOW:
    changed = take_window (self, g_value_get_string (value));
    break;
  case PROP_AVERAGES:
    changed = self->averages != g_value_get_uint (value);
    self->averages = g_value_get_uint (value);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }

  if (changed)
    g_object_notify_by_pspec (object, pspec);
}

/* Properties that are set together are one change. */
static void
rk_plot_dispatch_properties_changed (GObject     *object,
                                     guint        n_pspecs,
                                     GParamSpec **pspecs)
{
  G_OBJECT_CLASS (rk_plot_parent_class)->dispatch_properties_changed (object, n_pspecs, pspecs);

  g_signal_emit (object, signals[CHANGED], 0);
}

static void
rk_plot_dispose (GObject *object)
{
  g_ptr_array_set_size (RK_PLOT (object)->channels, 0);

  G_OBJECT_CLASS (rk_plot_parent_class)->dispose (object);
}

static void
rk_plot_finalize (GObject *object)
{
  g_ptr_array_unref (RK_PLOT (object)->channels);

  G_OBJECT_CLASS (rk_plot_parent_class)->finalize (object);
}

static GParamSpec *
flag_spec (const char *name)
{
  return g_param_spec_boolean (name, NULL, NULL, FALSE,
                               G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
}

/* NaN is a value of its own, which is not equal to what it was before the check of its range. */
static GParamSpec *
number_spec (const char *name)
{
  GParamSpec *spec = g_param_spec_double (name, NULL, NULL, -INFINITY, INFINITY, 0,
                                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS |
                                          G_PARAM_LAX_VALIDATION);

  ((GParamSpecDouble *) spec)->default_value = NAN;

  return spec;
}

static void
rk_plot_class_init (RkPlotClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = rk_plot_get_property;
  object_class->set_property = rk_plot_set_property;
  object_class->dispatch_properties_changed = rk_plot_dispatch_properties_changed;
  object_class->dispose = rk_plot_dispose;
  object_class->finalize = rk_plot_finalize;

  /**
   * RkPlot:kind:
   *
   * What kind of view it is, #RkPlotKind.
   */
  properties[PROP_KIND] =
    g_param_spec_uint ("kind", NULL, NULL,
                       0, RK_PLOT_N_KINDS - 1, RK_PLOT_GRAPH,
                       G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * RkPlot:style:
   *
   * How traces are drawn; %NULL = as the data ask for.
   */
  properties[PROP_STYLE] =
    g_param_spec_string ("style", NULL, NULL,
                         NULL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * RkPlot:log-x:
   *
   * Whether the axis along x is logarithmic.
   */
  properties[PROP_LOG_X] = flag_spec ("log-x");

  /**
   * RkPlot:log-y:
   *
   * Whether the axis of values is logarithmic.
   */
  properties[PROP_LOG_Y] = flag_spec ("log-y");

  /**
   * RkPlot:lower:
   *
   * Where the scale of an instrument begins, shown unit; NaN = what the sensor can measure, else what was measured.
   */
  properties[PROP_LOWER] = number_spec ("lower");

  /**
   * RkPlot:upper:
   *
   * Where it ends.
   */
  properties[PROP_UPPER] = number_spec ("upper");

  /**
   * RkPlot:low:
   *
   * Below it a value is coloured, shown unit; NaN = none.
   */
  properties[PROP_LOW] = number_spec ("low");

  /**
   * RkPlot:high:
   *
   * Above it a value is coloured.
   */
  properties[PROP_HIGH] = number_spec ("high");

  /**
   * RkPlot:window:
   *
   * What samples are multiplied with before their spectrum is made, rk_taper_id (); %NULL = Hann.
   */
  properties[PROP_WINDOW] =
    g_param_spec_string ("window", NULL, NULL,
                         NULL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * RkPlot:averages:
   *
   * Of how many spectra, each of a shorter piece, the mean is shown.
   */
  properties[PROP_AVERAGES] =
    g_param_spec_uint ("averages", NULL, NULL,
                       1, RK_SPECTRUM_MAX_AVERAGES, 1,
                       G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * RkPlot::changed:
   *
   * Anything of it changed.
   */
  signals[CHANGED] =
    g_signal_new ("changed",
                  RK_TYPE_PLOT,
                  G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
rk_plot_init (RkPlot *self)
{
  self->style = -1;
  self->lower = NAN;
  self->upper = NAN;
  self->low = NAN;
  self->high = NAN;
  self->window = RK_TAPER_HANN;
  self->averages = 1;
  self->channels = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * rk_plot_new:
 * @kind: what kind of view
 *
 * Returns: (transfer full): a view of all visible channels
 */
RkPlot *
rk_plot_new (RkPlotKind kind)
{
  g_return_val_if_fail ((guint) kind < RK_PLOT_N_KINDS, NULL);

  return g_object_new (RK_TYPE_PLOT, "kind", (guint) kind, NULL);
}

/**
 * rk_plot_get_kind:
 * @self: a view
 *
 * Returns: what kind of view it is
 */
RkPlotKind
rk_plot_get_kind (RkPlot *self)
{
  g_return_val_if_fail (RK_IS_PLOT (self), RK_PLOT_GRAPH);

  return self->kind;
}

/**
 * rk_plot_get_n_channels:
 * @self: a view
 *
 * Returns: how many channels were chosen; 0 = all visible ones are shown
 */
guint
rk_plot_get_n_channels (RkPlot *self)
{
  g_return_val_if_fail (RK_IS_PLOT (self), 0);

  return self->channels->len;
}

/**
 * rk_plot_get_channel:
 * @self: a view
 * @n: which of the chosen ones
 *
 * Returns: (transfer none): a channel
 */
RkChannel *
rk_plot_get_channel (RkPlot *self,
                     guint   n)
{
  g_return_val_if_fail (RK_IS_PLOT (self), NULL);
  g_return_val_if_fail (n < self->channels->len, NULL);

  return g_ptr_array_index (self->channels, n);
}

/**
 * rk_plot_set_channels:
 * @self: a view
 * @channels: (array length=n) (nullable): what to show
 * @n: how many; 0 = all visible ones
 *
 * Chooses what is shown.
 */
void
rk_plot_set_channels (RkPlot             *self,
                      RkChannel * const  *channels,
                      guint               n)
{
  gboolean changed;

  g_return_if_fail (RK_IS_PLOT (self));
  g_return_if_fail (n == 0 || channels != NULL);

  changed = n != self->channels->len;
  for (guint i = 0; i < n && !changed; i++)
    changed = channels[i] != g_ptr_array_index (self->channels, i);
  if (!changed)
    return;

  /* They may come out of the array that is emptied. */
  for (guint i = 0; i < n; i++)
    g_object_ref (channels[i]);
  g_ptr_array_set_size (self->channels, 0);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (self->channels, channels[i]);
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
is_typed (RkChannel *channel)
{
  return g_strcmp0 (rk_channel_get_source_key (channel), "manual") == 0;
}

/**
 * rk_plot_list_shown:
 * @self: a view
 * @experiment: (nullable): whose channels there are
 *
 * Lists what a view shows now: the channels that were chosen, else all visible ones that are measured. Kinds that show
 * one channel have the first of them.
 *
 * Returns: (transfer full) (element-type RkChannel): channels, maybe none
 */
GPtrArray *
rk_plot_list_shown (RkPlot       *self,
                    RkExperiment *experiment)
{
  GPtrArray *shown = g_ptr_array_new_with_free_func (g_object_unref);
  GListModel *channels;

  g_return_val_if_fail (RK_IS_PLOT (self), shown);

  for (guint i = 0; i < self->channels->len; i++)
    g_ptr_array_add (shown, g_object_ref (g_ptr_array_index (self->channels, i)));

  channels = experiment != NULL && shown->len == 0 ? rk_experiment_get_channels (experiment) : NULL;
  for (guint i = 0; channels != NULL && i < g_list_model_get_n_items (channels); i++) {
    g_autoptr (RkChannel) channel = g_list_model_get_item (channels, i);

    if (rk_channel_get_visible (channel) && !is_typed (channel))
      g_ptr_array_add (shown, g_steal_pointer (&channel));
  }

  if (shown->len > 1 && rk_plot_kind_is_single (self->kind))
    g_ptr_array_set_size (shown, 1);

  return shown;
}

/**
 * rk_plot_get_style:
 * @self: a view
 *
 * Returns: #RkTraceStyle; -1 = as the data ask for
 */
int
rk_plot_get_style (RkPlot *self)
{
  g_return_val_if_fail (RK_IS_PLOT (self), -1);

  return self->style;
}

/**
 * rk_plot_get_log_x:
 * @self: a view
 *
 * Returns: whether the axis along x is logarithmic
 */
gboolean
rk_plot_get_log_x (RkPlot *self)
{
  g_return_val_if_fail (RK_IS_PLOT (self), FALSE);

  return self->log_x;
}

/**
 * rk_plot_get_log_y:
 * @self: a view
 *
 * Returns: whether the axis of values is logarithmic
 */
gboolean
rk_plot_get_log_y (RkPlot *self)
{
  g_return_val_if_fail (RK_IS_PLOT (self), FALSE);

  return self->log_y;
}

/**
 * rk_plot_get_window:
 * @self: a view
 *
 * Returns: rk_taper_id () of what samples are multiplied with before their spectrum is made
 */
const char *
rk_plot_get_window (RkPlot *self)
{
  g_return_val_if_fail (RK_IS_PLOT (self), NULL);

  return rk_taper_id (self->window);
}

/**
 * rk_plot_get_averages:
 * @self: a view
 *
 * Returns: of how many spectra the mean is shown
 */
guint
rk_plot_get_averages (RkPlot *self)
{
  g_return_val_if_fail (RK_IS_PLOT (self), 1);

  return self->averages;
}

/**
 * rk_plot_get_lower:
 * @self: a view
 *
 * Returns: where the scale of an instrument begins; NaN = nobody chose
 */
double
rk_plot_get_lower (RkPlot *self)
{
  g_return_val_if_fail (RK_IS_PLOT (self), (double) NAN);

  return self->lower;
}

/**
 * rk_plot_get_upper:
 * @self: a view
 *
 * Returns: where the scale of an instrument ends; NaN = nobody chose
 */
double
rk_plot_get_upper (RkPlot *self)
{
  g_return_val_if_fail (RK_IS_PLOT (self), (double) NAN);

  return self->upper;
}

/**
 * rk_plot_get_low:
 * @self: a view
 *
 * Returns: below what a value is coloured; NaN = none is
 */
double
rk_plot_get_low (RkPlot *self)
{
  g_return_val_if_fail (RK_IS_PLOT (self), (double) NAN);

  return self->low;
}

/**
 * rk_plot_get_high:
 * @self: a view
 *
 * Returns: above what a value is coloured; NaN = none is
 */
double
rk_plot_get_high (RkPlot *self)
{
  g_return_val_if_fail (RK_IS_PLOT (self), (double) NAN);

  return self->high;
}
