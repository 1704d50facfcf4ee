/* Without other views the graph is alone, as if this were not there. */

#include "config.h"

#include "app/plot-grid.h"

#include "app/plot-menu.h"

#include <glib/gi18n-lib.h>

/* The part of the graph: it stays the larger one. */
#define GRAPH_PART 0.6

/* Views stand beside the graph from this width on, in pixels, where the page is wide. */
#define BESIDE_WIDTH 560

/* At least so much of the other views, wherever they stand. */
#define MIN_WIDTH 232
#define MIN_HEIGHT 160

#define SPACING 1

struct _RkPlotGrid
{
  GtkWidget parent_instance;

  RkPlotList  *list;
  RkGraphPage *graph;    /* child */
  GtkWidget   *scroller; /* child, of the tiles */
  RkPlotTiles *tiles;

  gboolean     graph_alone;
  gboolean     panel;    /* the graph is alone because a panel is */
  RkGraphSize  size;     /* of the other views */
  RkPlot      *alone;    /* nullable: this view alone */
};

enum {
  PROP_0,
  PROP_EXPERIMENT,
  PROP_GRAPH,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (RkPlotGrid, rk_plot_grid, GTK_TYPE_WIDGET)

/* ---- what is shown ---- */

static guint
count (RkPlotGrid *self)
{
  return rk_plot_tiles_get_n (self->tiles);
}

static void
update_shown (RkPlotGrid *self)
{
  RkPlotTile *tile = self->alone != NULL ? rk_plot_tiles_find (self->tiles, self->alone) : NULL;
  gboolean has_room = rk_plot_list_get_experiment (self->list) != NULL &&
                      rk_plot_list_get_n_plots (self->list) < RK_PLOT_LIST_MAX;

  if (tile == NULL)
    g_clear_object (&self->alone);
  if (count (self) == 0)
    self->graph_alone = FALSE;

  rk_plot_tiles_set_alone (self->tiles, tile);
  gtk_widget_set_visible (self->scroller, count (self) > 0 && !self->graph_alone);
  gtk_widget_set_visible (GTK_WIDGET (self->graph), tile == NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "plots.add", has_room);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "plots.alone", count (self) > 0);
  rk_graph_page_set_beside (self->graph, count (self) > 0, self->graph_alone);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
alone_clicked_cb (RkPlotGrid *self,
                  RkPlotTile *tile)
{
  RkPlot *plot = rk_plot_tile_get_plot (tile);

  self->graph_alone = FALSE;
  if (self->alone == plot)
    g_clear_object (&self->alone);
  else
    g_set_object (&self->alone, plot);
  update_shown (self);
}

/* Tiles of views that stay do so too: what they show does not begin anew. */
static void
plots_changed_cb (RkPlotGrid *self)
{
  guint n = rk_plot_list_get_n_plots (self->list);
  gboolean had_focus = gtk_widget_get_focus_child (self->scroller) != NULL;

  for (guint i = rk_plot_tiles_get_n (self->tiles); i > 0; i--) {
    RkPlotTile *tile = rk_plot_tiles_get (self->tiles, i - 1);
    gboolean is_there = FALSE;

    for (guint k = 0; k < n && !is_there; k++)
      is_there = rk_plot_list_get_plot (self->list, k) == rk_plot_tile_get_plot (tile);
    if (!is_there)
      rk_plot_tiles_remove (self->tiles, tile);
  }

  for (guint i = 0; i < n; i++) {
    RkPlot *plot = rk_plot_list_get_plot (self->list, i);
    GtkWidget *tile;

    if (!rk_plot_tile_can_show (rk_plot_get_kind (plot)) || rk_plot_tiles_find (self->tiles, plot) != NULL)
      continue;

    tile = rk_plot_tile_new (self->list, plot, rk_canvas_get_view (rk_graph_page_get_canvas (self->graph)));
    rk_plot_tile_set_size (RK_PLOT_TILE (tile), &self->size);
    g_signal_connect_object (tile, "alone-clicked", G_CALLBACK (alone_clicked_cb), self, G_CONNECT_SWAPPED);
    rk_plot_tiles_add (self->tiles, RK_PLOT_TILE (tile));
  }

  rk_plot_tiles_sort (self->tiles, self->list);
  update_shown (self);

  /* A window without a focus is deaf to keys. */
  if (had_focus && gtk_widget_get_focus_child (self->scroller) == NULL)
    gtk_widget_grab_focus (GTK_WIDGET (rk_graph_page_get_canvas (self->graph)));
}

/* ---- actions ---- */

static void
add_action (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  RkPlotGrid *self = RK_PLOT_GRID (widget);
  RkExperiment *experiment = rk_plot_list_get_experiment (self->list);
  g_autoptr (RkPlot) plot = NULL;
  RkPlotKind kind;

  if (experiment == NULL || !rk_plot_kind_from_id (g_variant_get_string (parameter, NULL), &kind) ||
      !rk_plot_tile_can_show (kind))
    return;

  /* It is to be seen. */
  self->graph_alone = FALSE;
  g_clear_object (&self->alone);
  plot = rk_plot_menu_make_plot (experiment, kind);
  rk_plot_list_add (self->list, plot);
}

static void
alone_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  RkPlotGrid *self = RK_PLOT_GRID (widget);

  self->graph_alone = !self->graph_alone;
  g_clear_object (&self->alone);
  update_shown (self);
}

static gboolean
key_pressed_cb (RkPlotGrid      *self,
                guint            keyval,
                guint            keycode,
                GdkModifierType  state)
{
  if (keyval != GDK_KEY_Escape || (self->alone == NULL && (!self->graph_alone || self->panel)))
    return GDK_EVENT_PROPAGATE;

  self->graph_alone = FALSE;
  g_clear_object (&self->alone);
  update_shown (self);

  return GDK_EVENT_STOP;
}

static GMenuModel *
make_add_menu (void)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) section = g_menu_new ();

  for (guint kind = RK_PLOT_GRAPH; kind <= RK_PLOT_TABLE; kind++) {
    g_autoptr (GMenuItem) item = NULL;

    if (!rk_plot_tile_can_show ((RkPlotKind) kind))
      continue;

    item = g_menu_item_new (rk_plot_kind_get_name ((RkPlotKind) kind), NULL);
    g_menu_item_set_action_and_target (item, "plots.add", "s", rk_plot_kind_to_id ((RkPlotKind) kind));
    g_menu_append_item (section, item);
  }
  g_menu_append_section (menu, _("Add a view"), G_MENU_MODEL (section));

  return G_MENU_MODEL (menu);
}

/* ---- widget ---- */

static gboolean
is_beside (int width,
           int height)
{
  return width >= BESIDE_WIDTH && width > height;
}

static void
rk_plot_grid_size_allocate (GtkWidget *widget,
                            int        width,
                            int        height,
                            int        baseline)
{
  RkPlotGrid *self = RK_PLOT_GRID (widget);
  gboolean shows_tiles = gtk_widget_get_visible (self->scroller);
  GtkAllocation graph = { 0, 0, width, height };
  GtkAllocation tiles = { 0, 0, width, height };

  if (shows_tiles && self->alone == NULL && is_beside (width, height)) {
    graph.width = MIN ((int) (width * GRAPH_PART), width - SPACING - MIN_WIDTH);
    tiles.x = graph.width + SPACING;
    tiles.width = width - tiles.x;
  } else if (shows_tiles && self->alone == NULL) {
    graph.height = MIN ((int) (height * GRAPH_PART), height - SPACING - MIN_HEIGHT);
    tiles.y = graph.height + SPACING;
    tiles.height = height - tiles.y;
  }

  if (gtk_widget_get_visible (GTK_WIDGET (self->graph)))
    gtk_widget_size_allocate (GTK_WIDGET (self->graph), &graph, -1);
  if (shows_tiles)
    gtk_widget_size_allocate (self->scroller, &tiles, -1);
}

static void
rk_plot_grid_measure (GtkWidget      *widget,
                      GtkOrientation  orientation,
                      int             for_size,
                      int            *minimum,
                      int            *natural,
                      int            *minimum_baseline,
                      int            *natural_baseline)
{
  RkPlotGrid *self = RK_PLOT_GRID (widget);
  int min;

  gtk_widget_measure (GTK_WIDGET (self->graph), orientation, for_size, minimum, natural, NULL, NULL);
  if (count (self) == 0)
    return;

  gtk_widget_measure (self->scroller, orientation, -1, &min, NULL, NULL, NULL);
  /* Side by side, or one below the other: what is less is possible. */
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? MAX (*minimum, min) : *minimum + SPACING + MIN_HEIGHT;
  *natural = MAX (*minimum, *natural);
}

static void
rk_plot_grid_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  RkPlotGrid *self = RK_PLOT_GRID (object);

  switch (prop_id) {
  case PROP_EXPERIMENT:
    g_value_set_object (value, rk_plot_list_get_experiment (self->list));
    break;
  case PROP_GRAPH:
    g_value_set_object (value, self->graph);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
set_graph (RkPlotGrid  *self,
           RkGraphPage *graph)
{
  g_autoptr (GMenuModel) menu = make_add_menu ();

  g_return_if_fail (self->graph == NULL && graph != NULL);

  self->graph = graph;
  gtk_widget_insert_before (GTK_WIDGET (graph), GTK_WIDGET (self), self->scroller);
  rk_graph_page_set_views_menu (graph, menu);
  update_shown (self);
}

static void
rk_plot_grid_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  RkPlotGrid *self = RK_PLOT_GRID (object);

  switch (prop_id) {
  case PROP_EXPERIMENT:
    if (g_value_get_object (value) != rk_plot_list_get_experiment (self->list)) {
      rk_plot_list_set_experiment (self->list, g_value_get_object (value));
      update_shown (self);
      g_object_notify_by_pspec (object, pspec);
    }
    break;
  case PROP_GRAPH:
    set_graph (self, g_value_get_object (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
rk_plot_grid_dispose (GObject *object)
{
  RkPlotGrid *self = RK_PLOT_GRID (object);

  g_clear_object (&self->alone);
  g_clear_object (&self->list);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  if (self->graph != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->graph));
  self->graph = NULL;

  G_OBJECT_CLASS (rk_plot_grid_parent_class)->dispose (object);
}

static void
rk_plot_grid_class_init (RkPlotGridClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = rk_plot_grid_get_property;
  object_class->set_property = rk_plot_grid_set_property;
  object_class->dispose = rk_plot_grid_dispose;
  widget_class->measure = rk_plot_grid_measure;
  widget_class->size_allocate = rk_plot_grid_size_allocate;

  /**
   * RkPlotGrid:experiment:
   *
   * Whose views are shown.
   */
  properties[PROP_EXPERIMENT] =
    g_param_spec_object ("experiment", NULL, NULL,
                         RK_TYPE_EXPERIMENT,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * RkPlotGrid:graph:
   *
   * The graph, which is always there. To be set once, before the experiment.
   */
  properties[PROP_GRAPH] =
    g_param_spec_object ("graph", NULL, NULL,
                         RK_TYPE_GRAPH_PAGE,
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "plotgrid");
  gtk_widget_class_install_action (widget_class, "plots.add", "s", add_action);
  gtk_widget_class_install_action (widget_class, "plots.alone", NULL, alone_action);
}

static void
rk_plot_grid_init (RkPlotGrid *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->size.font_scale = 1;
  self->list = rk_plot_list_new ();
  self->tiles = RK_PLOT_TILES (rk_plot_tiles_new ());
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), GTK_WIDGET (self->tiles));
  gtk_widget_set_visible (self->scroller, FALSE);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);

  g_signal_connect_object (self->list, "items-changed", G_CALLBACK (plots_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

/**
 * rk_plot_grid_set_panel:
 * @self: a grid
 * @panel: whether it is on a panel
 *
 * Shows the graph alone from now on, and all views again afterwards.
 */
void
rk_plot_grid_set_panel (RkPlotGrid *self,
                        gboolean    panel)
{
  g_return_if_fail (RK_IS_PLOT_GRID (self));

  if (self->panel == panel)
    return;

  self->panel = panel;
  self->graph_alone = panel && self->alone == NULL;
  update_shown (self);
}

/**
 * rk_plot_grid_set_size:
 * @self: a grid
 * @size: how large numbers and lines are
 *
 * Draws the other views for who looks at them from further away, or not; those that come later too.
 */
void
rk_plot_grid_set_size (RkPlotGrid        *self,
                       const RkGraphSize *size)
{
  g_return_if_fail (RK_IS_PLOT_GRID (self));

  self->size = *size;
  for (guint i = 0; i < rk_plot_tiles_get_n (self->tiles); i++)
    rk_plot_tile_set_size (rk_plot_tiles_get (self->tiles, i), size);
}

/**
 * rk_plot_grid_get_tiles:
 * @self: a grid
 *
 * Returns: (transfer none): the views beside the graph
 */
RkPlotTiles *
rk_plot_grid_get_tiles (RkPlotGrid *self)
{
  g_return_val_if_fail (RK_IS_PLOT_GRID (self), NULL);

  return self->tiles;
}

/**
 * rk_plot_grid_get_list:
 * @self: a grid
 *
 * Returns: (transfer none): the views beside the graph
 */
RkPlotList *
rk_plot_grid_get_list (RkPlotGrid *self)
{
  g_return_val_if_fail (RK_IS_PLOT_GRID (self), NULL);

  return self->list;
}
