#include "config.h"

#include "app/digits-page.h"

#include "app/beat.h"
#include "app/digit-tile.h"

#include <glib/gi18n-lib.h>

#include <math.h>

#define SPACING 8

struct _RkDigitsPage
{
  GtkWidget parent_instance;

  RkExperiment *experiment; /* nullable */
  GSignalGroup *channels_signals;
  GPtrArray    *channels;   /* of RkChannel: all, connected to */
  GPtrArray    *chosen;     /* of RkChannel: only these; NULL = all visible ones */

  GPtrArray *tiles;         /* of RkDigitTile, children: the visible ones */
  GtkWidget *empty;         /* child */
  guint      beat_id;
  double     name_px;       /* in panel mode names are at least so large; 0 elsewhere */
};

enum {
  PROP_0,
  PROP_EXPERIMENT,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (RkDigitsPage, rk_digits_page, GTK_TYPE_WIDGET)

/* ---- values ---- */

static void
update_tiles (RkDigitsPage *self)
{
  gboolean resize = FALSE;

  for (guint i = 0; i < self->tiles->len; i++)
    resize = rk_digit_tile_update (g_ptr_array_index (self->tiles, i)) || resize;

  if (resize)
    gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static gboolean
beat_cb (gpointer user_data)
{
  RkDigitsPage *self = user_data;

  self->beat_id = 0;
  update_tiles (self);

  return G_SOURCE_REMOVE;
}

static void
channel_changed_cb (RkDigitsPage *self)
{
  if (self->beat_id == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->beat_id = rk_beat_add (beat_cb, self);
}

/* ---- tiles ---- */

static void
clear_tiles (RkDigitsPage *self)
{
  for (guint i = 0; i < self->tiles->len; i++)
    gtk_widget_unparent (g_ptr_array_index (self->tiles, i));

  g_ptr_array_set_size (self->tiles, 0);
}

static void
rebuild_tiles (RkDigitsPage *self)
{
  clear_tiles (self);

  for (guint i = 0; i < self->channels->len; i++) {
    RkChannel *channel = g_ptr_array_index (self->channels, i);
    GtkWidget *tile;

    if (self->chosen != NULL ? !g_ptr_array_find (self->chosen, channel, NULL) : !rk_channel_get_visible (channel))
      continue;

    tile = rk_digit_tile_new (channel);
    rk_digit_tile_set_name_px (RK_DIGIT_TILE (tile), self->name_px);
    gtk_widget_set_parent (tile, GTK_WIDGET (self));
    g_ptr_array_add (self->tiles, tile);
  }

  gtk_widget_set_child_visible (self->empty, self->tiles->len == 0);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
forget_channels (RkDigitsPage *self)
{
  for (guint i = 0; i < self->channels->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->channels, i), self);

  g_ptr_array_set_size (self->channels, 0);
}

static void
channels_changed_cb (RkDigitsPage *self)
{
  GListModel *channels = self->experiment != NULL ? rk_experiment_get_channels (self->experiment) : NULL;

  forget_channels (self);

  for (guint i = 0; channels != NULL && i < g_list_model_get_n_items (channels); i++) {
    RkChannel *channel = g_list_model_get_item (channels, i);

    g_ptr_array_add (self->channels, channel);
    g_signal_connect_object (channel, "notify", G_CALLBACK (channel_changed_cb), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (channel, "notify::visible", G_CALLBACK (rebuild_tiles), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (channel, "notify::color", G_CALLBACK (rebuild_tiles), self, G_CONNECT_SWAPPED);
  }

  rebuild_tiles (self);
}

/* ---- layout ---- */

/* The size of numbers that fits all tiles in a grid of @n_columns. */
static double
fit_grid (RkDigitsPage *self,
          int           width,
          int           height,
          guint         n_columns,
          RkDigitForm   form)
{
  guint n_rows = (self->tiles->len + n_columns - 1) / n_columns;
  double tile_width = (double) (width - SPACING * (int) (n_columns + 1)) / n_columns;
  double tile_height = (double) (height - SPACING * (int) (n_rows + 1)) / n_rows;
  double px = G_MAXDOUBLE;

  for (guint i = 0; i < self->tiles->len; i++)
    px = MIN (px, rk_digit_tile_fit (g_ptr_array_index (self->tiles, i), tile_width, tile_height,
                                      form));

  return px;
}

static void
rk_digits_page_size_allocate (GtkWidget *widget,
                              int        width,
                              int        height,
                              int        baseline)
{
  RkDigitsPage *self = RK_DIGITS_PAGE (widget);
  guint n = self->tiles->len;
  guint n_columns = 1;
  guint n_rows;
  /* A number without its unit behind it has one above: only where a class reads both. */
  guint n_forms = self->name_px > 0 ? 3 : 2;
  RkDigitForm form = RK_DIGIT_ABOVE;
  double best = 0;

  if (n == 0) {
    gtk_widget_size_allocate (self->empty, &(GtkAllocation) { 0, 0, width, height }, -1);
    return;
  }

  for (guint i = 0; i < n_forms * n; i++) {
    double px = fit_grid (self, width, height, i / n_forms + 1, (RkDigitForm) (i % n_forms));

    /* A grid without holes and names above their numbers are worth a little. */
    if (n % (i / n_forms + 1) == 0)
      px *= 1.02;
    if (i % n_forms == RK_DIGIT_ABOVE)
      px *= 1.1;
    if (px > best) {
      best = px;
      n_columns = i / n_forms + 1;
      form = (RkDigitForm) (i % n_forms);
    }
  }

  n_rows = (n + n_columns - 1) / n_columns;
  best = floor (fit_grid (self, width, height, n_columns, form));

  for (guint i = 0; i < n; i++) {
    guint row = i / n_columns;
    guint column = i % n_columns;
    /* The last row may have fewer: they share its width. */
    guint in_row = row == n_rows - 1 ? n - row * n_columns : n_columns;
    int x = SPACING + (int) column * (width - SPACING) / (int) in_row;
    int y = SPACING + (int) row * (height - SPACING) / (int) n_rows;
    int right = SPACING + (int) (column + 1) * (width - SPACING) / (int) in_row;
    int bottom = SPACING + (int) (row + 1) * (height - SPACING) / (int) n_rows;

    rk_digit_tile_arrange (g_ptr_array_index (self->tiles, i), best, form);
    gtk_widget_size_allocate (g_ptr_array_index (self->tiles, i),
                              &(GtkAllocation) { x, y, MAX (right - x - SPACING, 1), MAX (bottom - y - SPACING, 1) }, -1);
  }
}

static void
rk_digits_page_measure (GtkWidget      *widget,
                        GtkOrientation  orientation,
                        int             for_size,
                        int            *minimum,
                        int            *natural,
                        int            *minimum_baseline,
                        int            *natural_baseline)
{
  RkDigitsPage *self = RK_DIGITS_PAGE (widget);

  /* A child that is allocated must have been asked. */
  for (guint i = 0; i < self->tiles->len; i++)
    gtk_widget_measure (g_ptr_array_index (self->tiles, i), orientation, -1, NULL, NULL, NULL, NULL);

  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 240 : 160;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 640 : 360;

  if (self->tiles->len == 0)
    gtk_widget_measure (self->empty, orientation, for_size, minimum, natural, NULL, NULL);
}

static void
rk_digits_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (rk_digits_page_parent_class)->map (widget);

  update_tiles (RK_DIGITS_PAGE (widget));
}

static void
rk_digits_page_unmap (GtkWidget *widget)
{
  RkDigitsPage *self = RK_DIGITS_PAGE (widget);

  g_clear_handle_id (&self->beat_id, g_source_remove);

  GTK_WIDGET_CLASS (rk_digits_page_parent_class)->unmap (widget);
}

/* ---- the object ---- */

static void
rk_digits_page_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  RkDigitsPage *self = RK_DIGITS_PAGE (object);

  switch (prop_id) {
  case PROP_EXPERIMENT:
    g_value_set_object (value, self->experiment);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
rk_digits_page_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  RkDigitsPage *self = RK_DIGITS_PAGE (object);

  switch (prop_id) {
  case PROP_EXPERIMENT:
    rk_digits_page_set_experiment (self, g_value_get_object (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
rk_digits_page_dispose (GObject *object)
{
  RkDigitsPage *self = RK_DIGITS_PAGE (object);

  g_clear_handle_id (&self->beat_id, g_source_remove);
  forget_channels (self);
  clear_tiles (self);
  g_clear_pointer (&self->empty, gtk_widget_unparent);
  g_clear_object (&self->channels_signals);
  g_clear_object (&self->experiment);

  G_OBJECT_CLASS (rk_digits_page_parent_class)->dispose (object);
}

static void
rk_digits_page_finalize (GObject *object)
{
  RkDigitsPage *self = RK_DIGITS_PAGE (object);

  g_ptr_array_unref (self->tiles);
  g_clear_pointer (&self->chosen, g_ptr_array_unref);
  g_ptr_array_unref (self->channels);

  G_OBJECT_CLASS (rk_digits_page_parent_class)->finalize (object);
}

static void
rk_digits_page_class_init (RkDigitsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = rk_digits_page_get_property;
  object_class->set_property = rk_digits_page_set_property;
  object_class->dispose = rk_digits_page_dispose;
  object_class->finalize = rk_digits_page_finalize;
  widget_class->measure = rk_digits_page_measure;
  widget_class->size_allocate = rk_digits_page_size_allocate;
  widget_class->map = rk_digits_page_map;
  widget_class->unmap = rk_digits_page_unmap;

  /**
   * RkDigitsPage:experiment:
   *
   * Whose channels are shown.
   */
  properties[PROP_EXPERIMENT] =
    g_param_spec_object ("experiment", NULL, NULL,
                         RK_TYPE_EXPERIMENT,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "digits");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
rk_digits_page_init (RkDigitsPage *self)
{
  self->channels = g_ptr_array_new_with_free_func (g_object_unref);
  self->tiles = g_ptr_array_new ();

  self->empty = adw_status_page_new ();
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (self->empty), "rk-digits-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (self->empty), _("No values yet"));
  adw_status_page_set_description (ADW_STATUS_PAGE (self->empty), _("Choose a device and press Start"));
  gtk_widget_set_parent (self->empty, GTK_WIDGET (self));

  self->channels_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->channels_signals, "items-changed", G_CALLBACK (channels_changed_cb), self);

  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (rebuild_tiles), self,
                           G_CONNECT_SWAPPED);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Digits"), -1);
}

/**
 * rk_digits_page_new:
 *
 * Returns: (transfer floating): an empty page
 */
GtkWidget *
rk_digits_page_new (void)
{
  return g_object_new (RK_TYPE_DIGITS_PAGE, NULL);
}

/**
 * rk_digits_page_get_experiment:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): whose channels are shown
 */
RkExperiment *
rk_digits_page_get_experiment (RkDigitsPage *self)
{
  g_return_val_if_fail (RK_IS_DIGITS_PAGE (self), NULL);

  return self->experiment;
}

/**
 * rk_digits_page_set_experiment:
 * @self: a page
 * @experiment: (nullable): whose channels to show
 *
 * Shows the channels of another experiment.
 */
void
rk_digits_page_set_experiment (RkDigitsPage *self,
                               RkExperiment *experiment)
{
  g_return_if_fail (RK_IS_DIGITS_PAGE (self));
  g_return_if_fail (experiment == NULL || RK_IS_EXPERIMENT (experiment));

  if (!g_set_object (&self->experiment, experiment))
    return;

  g_signal_group_set_target (self->channels_signals,
                             experiment != NULL ? rk_experiment_get_channels (experiment) : NULL);
  channels_changed_cb (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EXPERIMENT]);
}

/**
 * rk_digits_page_set_channels:
 * @self: a page
 * @channels: (element-type RkChannel) (nullable): what to show, visible or not; %NULL for all visible channels
 *
 * Chooses which channels of the experiment are shown.
 */
void
rk_digits_page_set_channels (RkDigitsPage *self,
                             GPtrArray    *channels)
{
  g_return_if_fail (RK_IS_DIGITS_PAGE (self));

  g_clear_pointer (&self->chosen, g_ptr_array_unref);
  if (channels != NULL) {
    self->chosen = g_ptr_array_new_with_free_func (g_object_unref);
    for (guint i = 0; i < channels->len; i++)
      g_ptr_array_add (self->chosen, g_object_ref (g_ptr_array_index (channels, i)));
  }
  rebuild_tiles (self);
}

/**
 * rk_digits_page_set_panel:
 * @self: a page
 * @name_px: pixels; 0 = as a page of its own
 *
 * Arranges the values for a column that is read from the last row, with names of at least that size.
 */
void
rk_digits_page_set_panel (RkDigitsPage *self,
                          double        name_px)
{
  g_return_if_fail (RK_IS_DIGITS_PAGE (self));

  if (self->name_px == name_px)
    return;

  self->name_px = name_px;
  for (guint i = 0; i < self->tiles->len; i++)
    rk_digit_tile_set_name_px (g_ptr_array_index (self->tiles, i), name_px);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}
