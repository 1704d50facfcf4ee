#include "config.h"

#include "app/plot-tile.h"

#include "app/axis-popover.h"
#include "app/canvas.h"
#include "app/digits-page.h"
#include "app/instrument.h"
#include "app/plot-chart.h"
#include "app/plot-menu.h"

#include <glib/gi18n-lib.h>

/* More names than these no header holds. */
#define MAX_NAMES 4

struct _RkPlotTile
{
  GtkWidget parent_instance;

  RkPlotList  *list;
  RkPlot      *plot;
  RkGraphView *graph;
  RkPlotMenu  *menu;

  GtkWidget   *box;     /* child: header and content */
  GtkWidget   *title;
  GtkWidget   *menu_button;
  GtkWidget   *button;  /* alone, or back */
  GtkWidget   *content;
  GtkWidget   *popover; /* nullable, child: of an axis */
  RkGraphView *view;    /* nullable: of a graph */
};

enum {
  ALONE_CLICKED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RkPlotTile, rk_plot_tile, GTK_TYPE_WIDGET)

static gboolean
is_instrument (RkPlotKind kind)
{
  return kind == RK_PLOT_GAUGE || kind == RK_PLOT_THERMOMETER || kind == RK_PLOT_BAR || kind == RK_PLOT_TABLE;
}

/**
 * rk_plot_tile_can_show:
 * @kind: a kind of view
 *
 * Returns: whether this program can show it; an older one leaves views of newer kinds as they are
 */
gboolean
rk_plot_tile_can_show (RkPlotKind kind)
{
  return kind == RK_PLOT_GRAPH || kind == RK_PLOT_XY || kind == RK_PLOT_DIGITS
         || is_instrument (kind) || rk_plot_chart_find_maker (kind) != NULL;
}

/* ---- what it shows ---- */

static char *
make_names (GPtrArray *channels)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < MIN (channels->len, MAX_NAMES); i++) {
    const char *name = rk_channel_get_name (g_ptr_array_index (channels, i));

    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", name != NULL ? name : "");
  }
  if (channels->len > MAX_NAMES)
    g_string_append (names, "…");

  return g_strdup (names->str);
}

static void
update_title (RkPlotTile *self)
{
  g_autoptr (GPtrArray) channels = rk_plot_list_shown (self->plot, rk_plot_list_get_experiment (self->list));
  g_autofree char *names = make_names (channels);
  const char *kind = rk_plot_kind_get_name (rk_plot_get_kind (self->plot));
  g_autofree char *title = *names != '\0' ? g_strdup_printf ("%s · %s", kind, names) : g_strdup (kind);

  gtk_label_set_label (GTK_LABEL (self->title), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  /* A picture is called after what it shows; digits and instruments speak for themselves. */
  if (RK_IS_CANVAS (self->content) || RK_IS_PLOT_CHART (self->content))
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->content), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

/* The first of its channels is along x, the others over it; if it has but one, all others that are visible. */
static void
update_xy (RkPlotTile *self)
{
  g_autoptr (GPtrArray) channels = rk_plot_list_shown (self->plot, rk_plot_list_get_experiment (self->list));

  rk_graph_view_set_along (self->view, channels->len > 0 ? g_ptr_array_index (channels, 0) : NULL);
  rk_graph_view_set_log_x (self->view, rk_plot_get_log_x (self->plot));
  if (channels->len > 0)
    g_ptr_array_remove_index (channels, 0);
  rk_graph_view_set_part (self->view, channels->len > 0 ? channels : NULL, rk_plot_get_style (self->plot));
}

static void
update_content (RkPlotTile *self)
{
  g_autoptr (GPtrArray) channels = NULL;

  if (rk_plot_get_kind (self->plot) == RK_PLOT_XY) {
    update_xy (self);
    update_title (self);
    return;
  }

  /* All visible channels are what both show without being told. */
  if (rk_plot_get_n_channels (self->plot) > 0)
    channels = rk_plot_list_shown (self->plot, rk_plot_list_get_experiment (self->list));

  if (self->view != NULL)
    rk_graph_view_set_part (self->view, channels, rk_plot_get_style (self->plot));
  if (RK_IS_DIGITS_PAGE (self->content))
    rk_digits_page_set_channels (RK_DIGITS_PAGE (self->content), channels);

  update_title (self);
}

static GtkWidget *
make_content (RkPlotTile *self)
{
  RkExperiment *experiment = rk_plot_list_get_experiment (self->list);
  RkPlotKind kind = rk_plot_get_kind (self->plot);
  GtkWidget *content;

  if (kind == RK_PLOT_GRAPH) {
    content = rk_canvas_new ();
    self->view = rk_graph_view_new ();
    rk_graph_view_set_leader (self->view, self->graph);
    rk_graph_view_set_experiment (self->view, experiment);
    rk_canvas_set_view (RK_CANVAS (content), self->view);
    return content;
  }

  if (kind == RK_PLOT_XY) {
    content = rk_canvas_new ();
    self->view = rk_graph_view_new ();
    rk_graph_view_set_along (self->view, NULL);
    rk_graph_view_set_experiment (self->view, experiment);
    rk_canvas_set_view (RK_CANVAS (content), self->view);
    return content;
  }

  if (kind == RK_PLOT_DIGITS) {
    content = rk_digits_page_new ();
    rk_digits_page_set_experiment (RK_DIGITS_PAGE (content), experiment);
    return content;
  }

  if (is_instrument (kind)) {
    content = rk_instrument_new (self->plot);
    rk_instrument_set_experiment (RK_INSTRUMENT (content), experiment);
    return content;
  }

  return rk_plot_chart_new (self->plot, self->graph);
}

/* ---- axes ---- */

/* GTK 4.8 gives the keyboard to the first button of the window, far from the view. */
static void
popover_closed_cb (RkPlotTile *self,
                   GtkWidget  *popover)
{
  if (popover == self->popover)
    gtk_widget_grab_focus (self->content);
}

static void
show_axis (RkPlotTile *self,
           int         axis)
{
  GdkRectangle place;
  GtkPositionType side;

  if (!RK_IS_CANVAS (self->content)
      || !rk_axis_popover_find_place (RK_CANVAS (self->content), axis, GTK_WIDGET (self), &place, &side))
    return;

  g_clear_pointer (&self->popover, gtk_widget_unparent);
  self->popover = rk_axis_popover_new (RK_CANVAS (self->content), axis);
  gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
  gtk_popover_set_position (GTK_POPOVER (self->popover), side);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), &place);
  g_signal_connect_object (self->popover, "closed", G_CALLBACK (popover_closed_cb), self, G_CONNECT_SWAPPED);
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static void
axis_clicked_cb (RkPlotTile *self,
                 int         axis)
{
  show_axis (self, axis);
}

static gboolean
menu_key_cb (GtkWidget *widget,
             GVariant  *args,
             gpointer   user_data)
{
  RkPlotTile *self = RK_PLOT_TILE (widget);

  if (!gtk_widget_has_focus (self->content))
    return GDK_EVENT_PROPAGATE;

  show_axis (self, 0);

  return GDK_EVENT_STOP;
}

/* ---- the header ---- */

static void
button_clicked_cb (RkPlotTile *self)
{
  g_signal_emit (self, signals[ALONE_CLICKED], 0);
}

/* GTK 4.8 leaves the keyboard in the page of a submenu when its menu closes: the window would be deaf. */
static void
menu_closed_cb (RkPlotTile *self)
{
  gtk_widget_grab_focus (self->menu_button);
}

static void
popup_cb (GtkMenuButton *button,
          gpointer       user_data)
{
  RkPlotTile *self = user_data;
  g_autoptr (GMenuModel) menu = rk_plot_menu_build (self->menu);

  gtk_menu_button_set_menu_model (button, menu);
  g_signal_connect_object (gtk_menu_button_get_popover (button), "closed", G_CALLBACK (menu_closed_cb), self,
                           G_CONNECT_SWAPPED);
}

static GtkWidget *
make_header (RkPlotTile *self)
{
  GtkWidget *header = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *menu = gtk_menu_button_new ();

  gtk_widget_add_css_class (header, "rk-plot-header");
  self->title = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->title), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (self->title), 0);
  gtk_widget_set_hexpand (self->title, TRUE);
  gtk_widget_add_css_class (self->title, "rk-plot-title");
  gtk_box_append (GTK_BOX (header), self->title);

  self->menu_button = menu;
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (menu), "view-more-symbolic");
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (menu), popup_cb, self, NULL);
  gtk_widget_add_css_class (menu, "flat");
  gtk_widget_set_tooltip_text (menu, _("What this view shows"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (menu), GTK_ACCESSIBLE_PROPERTY_LABEL, _("What this view shows"), -1);
  gtk_box_append (GTK_BOX (header), menu);

  self->button = gtk_button_new ();
  gtk_widget_add_css_class (self->button, "flat");
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (button_clicked_cb), self);
  gtk_box_append (GTK_BOX (header), self->button);

  return header;
}

/* What pairs of values of different sensors are. */
static GtkWidget *
make_rule (void)
{
  GtkWidget *rule = gtk_label_new (_("Paired by time: the faster sensor is read between its two nearest readings"));

  gtk_label_set_wrap (GTK_LABEL (rule), TRUE);
  gtk_label_set_lines (GTK_LABEL (rule), 2);
  gtk_label_set_width_chars (GTK_LABEL (rule), 20);
  gtk_label_set_justify (GTK_LABEL (rule), GTK_JUSTIFY_CENTER);
  gtk_label_set_ellipsize (GTK_LABEL (rule), PANGO_ELLIPSIZE_END);
  gtk_widget_set_tooltip_text (rule, gtk_label_get_label (GTK_LABEL (rule)));
  gtk_widget_add_css_class (rule, "caption");
  gtk_widget_add_css_class (rule, "dim-label");

  return rule;
}

/* ---- widget ---- */

static void
rk_plot_tile_dispose (GObject *object)
{
  RkPlotTile *self = RK_PLOT_TILE (object);

  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "plot", NULL);
  g_clear_object (&self->menu);
  g_clear_object (&self->view);
  g_clear_object (&self->graph);
  g_clear_object (&self->plot);
  g_clear_object (&self->list);

  G_OBJECT_CLASS (rk_plot_tile_parent_class)->dispose (object);
}

static void
rk_plot_tile_class_init (RkPlotTileClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rk_plot_tile_dispose;

  /**
   * RkPlotTile::alone-clicked:
   *
   * The view is to be shown alone or, if it is, with the others again.
   */
  signals[ALONE_CLICKED] =
    g_signal_new ("alone-clicked",
                  RK_TYPE_PLOT_TILE,
                  G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);

  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, menu_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, menu_key_cb, NULL);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "plot");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
rk_plot_tile_init (RkPlotTile *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

/**
 * rk_plot_tile_new:
 * @list: the views
 * @plot: one of them, of a kind that can be shown
 * @graph: the graph of all channels
 *
 * Returns: (transfer floating): a tile that shows @plot and follows it
 */
GtkWidget *
rk_plot_tile_new (RkPlotList  *list,
                  RkPlot      *plot,
                  RkGraphView *graph)
{
  RkPlotTile *self;
  RkExperiment *experiment;

  g_return_val_if_fail (RK_IS_PLOT_LIST (list), NULL);
  g_return_val_if_fail (RK_IS_PLOT (plot), NULL);
  g_return_val_if_fail (RK_IS_GRAPH_VIEW (graph), NULL);
  g_return_val_if_fail (rk_plot_tile_can_show (rk_plot_get_kind (plot)), NULL);

  self = g_object_new (RK_TYPE_PLOT_TILE, NULL);
  self->list = g_object_ref (list);
  self->plot = g_object_ref (plot);
  self->graph = g_object_ref (graph);
  self->menu = rk_plot_menu_new (list, plot, GTK_WIDGET (self));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "plot", rk_plot_menu_get_actions (self->menu));
  experiment = rk_plot_list_get_experiment (list);

  gtk_box_append (GTK_BOX (self->box), make_header (self));
  self->content = make_content (self);
  gtk_widget_set_vexpand (self->content, TRUE);
  gtk_box_append (GTK_BOX (self->box), self->content);
  if (RK_IS_CANVAS (self->content))
    g_signal_connect_object (self->content, "axis-clicked", G_CALLBACK (axis_clicked_cb), self, G_CONNECT_SWAPPED);

  if (rk_plot_get_kind (plot) == RK_PLOT_XY)
    gtk_box_append (GTK_BOX (self->box), make_rule ());

  rk_plot_tile_set_alone (self, FALSE);
  update_content (self);
  g_signal_connect_object (plot, "changed", G_CALLBACK (update_content), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (experiment, "changed", G_CALLBACK (update_title), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (rk_experiment_get_channels (experiment), "items-changed", G_CALLBACK (update_title), self,
                           G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}

/**
 * rk_plot_tile_get_plot:
 * @self: a tile
 *
 * Returns: (transfer none): what it shows
 */
RkPlot *
rk_plot_tile_get_plot (RkPlotTile *self)
{
  g_return_val_if_fail (RK_IS_PLOT_TILE (self), NULL);

  return self->plot;
}

/**
 * rk_plot_tile_get_title:
 * @self: a tile
 *
 * Returns: (transfer none): what its header says
 */
const char *
rk_plot_tile_get_title (RkPlotTile *self)
{
  g_return_val_if_fail (RK_IS_PLOT_TILE (self), NULL);

  return gtk_label_get_label (GTK_LABEL (self->title));
}

/**
 * rk_plot_tile_get_content:
 * @self: a tile
 *
 * Returns: (transfer none): what shows the view
 */
GtkWidget *
rk_plot_tile_get_content (RkPlotTile *self)
{
  g_return_val_if_fail (RK_IS_PLOT_TILE (self), NULL);

  return self->content;
}

/**
 * rk_plot_tile_set_size:
 * @self: a tile
 * @size: how large numbers and lines are
 *
 * Passes it on to what has axes. Digits and instruments are as large as their room anyway.
 */
void
rk_plot_tile_set_size (RkPlotTile        *self,
                       const RkGraphSize *size)
{
  g_return_if_fail (RK_IS_PLOT_TILE (self));

  if (RK_IS_CANVAS (self->content)) {
    g_object_set (self->content, "font-scale", size->font_scale, NULL);
    rk_canvas_set_panel (RK_CANVAS (self->content), size->panel);
  } else if (RK_IS_PLOT_CHART (self->content)) {
    rk_plot_chart_set_size (RK_PLOT_CHART (self->content), size);
  }
}

/**
 * rk_plot_tile_set_alone:
 * @self: a tile
 * @alone: whether it is all that is shown
 *
 * Says what its button does next.
 */
void
rk_plot_tile_set_alone (RkPlotTile *self,
                        gboolean    alone)
{
  const char *words = alone ? _("Back to all views") : _("Only this view");

  g_return_if_fail (RK_IS_PLOT_TILE (self));

  gtk_button_set_icon_name (GTK_BUTTON (self->button), alone ? "view-restore-symbolic" : "view-fullscreen-symbolic");
  gtk_widget_set_tooltip_text (self->button, alone ? _("Back to all views (Esc)") : words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}
