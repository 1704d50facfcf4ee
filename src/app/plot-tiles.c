#include "config.h"

#include "app/plot-tiles.h"

/* Smaller than this a view cannot be read. */
#define MIN_WIDTH 230
#define MIN_HEIGHT 190

#define SPACING 1

struct _RkPlotTiles
{
  GtkWidget parent_instance;

  GPtrArray  *tiles; /* of RkPlotTile, children */
  RkPlotTile *alone; /* nullable: one of them */
};

G_DEFINE_FINAL_TYPE (RkPlotTiles, rk_plot_tiles, GTK_TYPE_WIDGET)

static guint
count_rows (guint n,
            guint n_columns)
{
  return (n + n_columns - 1) / n_columns;
}

/* As many as can stand side by side. */
static guint
get_max_columns (RkPlotTiles *self,
                 int          width)
{
  return (guint) CLAMP (width / (MIN_WIDTH + SPACING), 1, (int) MAX (self->tiles->len, 1));
}

/* The columns that give the largest tiles of a good shape, without need to scroll if that can be. */
static guint
choose_columns (RkPlotTiles *self,
                int          width,
                int          height)
{
  guint n = self->tiles->len;
  guint best = get_max_columns (self, width);
  double best_size = 0;

  for (guint columns = 1; columns <= get_max_columns (self, width); columns++) {
    guint rows = count_rows (n, columns);
    double tile_width = (double) width / columns;
    double tile_height = (double) height / rows;
    double size = MIN (tile_width, tile_height * 1.4);

    /* Holes in the last row look like something is missing. */
    if (n % columns != 0)
      size *= 0.8;
    if (tile_height >= MIN_HEIGHT && size > best_size) {
      best = columns;
      best_size = size;
    }
  }

  return best;
}

static void
rk_plot_tiles_size_allocate (GtkWidget *widget,
                             int        width,
                             int        height,
                             int        baseline)
{
  RkPlotTiles *self = RK_PLOT_TILES (widget);
  guint n = self->tiles->len;
  guint columns = choose_columns (self, width, height);
  guint rows = count_rows (n, columns);

  if (self->alone != NULL) {
    gtk_widget_size_allocate (GTK_WIDGET (self->alone), &(GtkAllocation) { 0, 0, width, height }, -1);
    return;
  }

  for (guint i = 0; i < n; i++) {
    guint row = i / columns;
    guint column = i % columns;
    /* The last row may have fewer: they share its width. */
    guint in_row = row == rows - 1 ? n - row * columns : columns;
    int x = (int) column * (width + SPACING) / (int) in_row;
    int right = (int) (column + 1) * (width + SPACING) / (int) in_row;
    int y = (int) row * (height + SPACING) / (int) rows;
    int bottom = (int) (row + 1) * (height + SPACING) / (int) rows;

    gtk_widget_size_allocate (g_ptr_array_index (self->tiles, i),
                              &(GtkAllocation) { x, y, right - x - SPACING, bottom - y - SPACING }, -1);
  }
}

static GtkSizeRequestMode
rk_plot_tiles_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
rk_plot_tiles_measure (GtkWidget      *widget,
                       GtkOrientation  orientation,
                       int             for_size,
                       int            *minimum,
                       int            *natural,
                       int            *minimum_baseline,
                       int            *natural_baseline)
{
  RkPlotTiles *self = RK_PLOT_TILES (widget);
  guint rows = self->alone != NULL ? 1 : count_rows (self->tiles->len, get_max_columns (self, for_size));
  int largest = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN_WIDTH : MIN_HEIGHT;

  for (guint i = 0; i < self->tiles->len; i++) {
    int min;

    gtk_widget_measure (g_ptr_array_index (self->tiles, i), orientation, -1, &min, NULL, NULL, NULL);
    largest = MAX (largest, min);
  }

  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? largest : (largest + SPACING) * (int) rows - SPACING;
  *natural = *minimum;
}

static void
rk_plot_tiles_dispose (GObject *object)
{
  RkPlotTiles *self = RK_PLOT_TILES (object);

  self->alone = NULL;
  for (guint i = 0; i < self->tiles->len; i++)
    gtk_widget_unparent (g_ptr_array_index (self->tiles, i));
  g_ptr_array_set_size (self->tiles, 0);

  G_OBJECT_CLASS (rk_plot_tiles_parent_class)->dispose (object);
}

static void
rk_plot_tiles_finalize (GObject *object)
{
  g_ptr_array_unref (RK_PLOT_TILES (object)->tiles);

  G_OBJECT_CLASS (rk_plot_tiles_parent_class)->finalize (object);
}

static void
rk_plot_tiles_class_init (RkPlotTilesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rk_plot_tiles_dispose;
  G_OBJECT_CLASS (klass)->finalize = rk_plot_tiles_finalize;
  widget_class->measure = rk_plot_tiles_measure;
  widget_class->size_allocate = rk_plot_tiles_size_allocate;
  widget_class->get_request_mode = rk_plot_tiles_get_request_mode;

  gtk_widget_class_set_css_name (widget_class, "plots");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
rk_plot_tiles_init (RkPlotTiles *self)
{
  self->tiles = g_ptr_array_new ();
}

/**
 * rk_plot_tiles_new:
 *
 * Returns: (transfer floating): no tiles
 */
GtkWidget *
rk_plot_tiles_new (void)
{
  return g_object_new (RK_TYPE_PLOT_TILES, NULL);
}

/**
 * rk_plot_tiles_add:
 * @self: tiles
 * @tile: (transfer floating): another one
 *
 * Adds a tile at the end.
 */
void
rk_plot_tiles_add (RkPlotTiles *self,
                   RkPlotTile  *tile)
{
  g_return_if_fail (RK_IS_PLOT_TILES (self));
  g_return_if_fail (RK_IS_PLOT_TILE (tile));

  g_ptr_array_add (self->tiles, tile);
  gtk_widget_set_visible (GTK_WIDGET (tile), self->alone == NULL);
  gtk_widget_set_parent (GTK_WIDGET (tile), GTK_WIDGET (self));
}

/**
 * rk_plot_tiles_sort:
 * @self: tiles
 * @list: views, each of which has a tile or is not shown
 *
 * Puts the tiles into the order of the list, for the eye and for the keyboard.
 */
void
rk_plot_tiles_sort (RkPlotTiles *self,
                    RkPlotList  *list)
{
  GtkWidget *before = NULL;

  g_return_if_fail (RK_IS_PLOT_TILES (self));
  g_return_if_fail (RK_IS_PLOT_LIST (list));

  for (guint i = 0; i < rk_plot_list_get_n_plots (list); i++) {
    RkPlotTile *tile = rk_plot_tiles_find (self, rk_plot_list_get_plot (list, i));

    if (tile == NULL)
      continue;

    g_ptr_array_remove (self->tiles, tile);
    g_ptr_array_add (self->tiles, tile);
    gtk_widget_insert_after (GTK_WIDGET (tile), GTK_WIDGET (self), before);
    before = GTK_WIDGET (tile);
  }

  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * rk_plot_tiles_remove:
 * @self: tiles
 * @tile: one of them
 *
 * Takes a tile out.
 */
void
rk_plot_tiles_remove (RkPlotTiles *self,
                      RkPlotTile  *tile)
{
  g_return_if_fail (RK_IS_PLOT_TILES (self));
  g_return_if_fail (RK_IS_PLOT_TILE (tile));

  if (self->alone == tile)
    rk_plot_tiles_set_alone (self, NULL);
  if (g_ptr_array_remove (self->tiles, tile))
    gtk_widget_unparent (GTK_WIDGET (tile));
}

/**
 * rk_plot_tiles_find:
 * @self: tiles
 * @plot: a view
 *
 * Returns: (transfer none) (nullable): the tile that shows it
 */
RkPlotTile *
rk_plot_tiles_find (RkPlotTiles *self,
                    RkPlot      *plot)
{
  g_return_val_if_fail (RK_IS_PLOT_TILES (self), NULL);

  for (guint i = 0; i < self->tiles->len; i++)
    if (rk_plot_tile_get_plot (g_ptr_array_index (self->tiles, i)) == plot)
      return g_ptr_array_index (self->tiles, i);

  return NULL;
}

/**
 * rk_plot_tiles_get_n:
 * @self: tiles
 *
 * Returns: how many there are
 */
guint
rk_plot_tiles_get_n (RkPlotTiles *self)
{
  g_return_val_if_fail (RK_IS_PLOT_TILES (self), 0);

  return self->tiles->len;
}

/**
 * rk_plot_tiles_get:
 * @self: tiles
 * @n: which one
 *
 * Returns: (transfer none): a tile
 */
RkPlotTile *
rk_plot_tiles_get (RkPlotTiles *self,
                   guint        n)
{
  g_return_val_if_fail (RK_IS_PLOT_TILES (self), NULL);
  g_return_val_if_fail (n < self->tiles->len, NULL);

  return g_ptr_array_index (self->tiles, n);
}

/**
 * rk_plot_tiles_set_alone:
 * @self: tiles
 * @tile: (nullable): one of them; %NULL for all
 *
 * Shows one tile alone, or all of them again. What is not shown costs nothing.
 */
void
rk_plot_tiles_set_alone (RkPlotTiles *self,
                         RkPlotTile  *tile)
{
  g_return_if_fail (RK_IS_PLOT_TILES (self));

  self->alone = tile;
  for (guint i = 0; i < self->tiles->len; i++) {
    RkPlotTile *other = g_ptr_array_index (self->tiles, i);

    gtk_widget_set_visible (GTK_WIDGET (other), tile == NULL || tile == other);
    rk_plot_tile_set_alone (other, tile == other);
  }
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
