#include "config.h"

#include "app/figure-box.h"

#include "app/color-dot.h"

#include <glib/gi18n-lib.h>

struct _RkFigureBox
{
  GtkBox parent_instance;

  RkFigures *figures; /* nullable */
  GtkWidget *title;
  GtkWidget *zoom;
  GtkWidget *close;
  GtkWidget *choices;
  GtkWidget *grid;
  GtkWidget *points;  /* what can be done with those of a range */
  GPtrArray *labels; /* of GtkLabel, borrowed, row by row; as many as @shape has cells */
  char      *shape;  /* which cells and colours the grid is made for; nullable */
  gboolean   filling;
};

enum {
  CLOSE,
  ZOOM,
  EXCLUDE,
  KEEP_ONLY,
  MOVED,
  CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RkFigureBox, rk_figure_box, GTK_TYPE_BOX)

static void
close_cb (RkFigureBox *self)
{
  g_signal_emit (self, signals[CLOSE], 0);
}

static void
zoom_cb (RkFigureBox *self)
{
  g_signal_emit (self, signals[ZOOM], 0);
}

static void
exclude_cb (RkFigureBox *self)
{
  g_signal_emit (self, signals[EXCLUDE], 0);
}

static void
keep_only_cb (RkFigureBox *self)
{
  g_signal_emit (self, signals[KEEP_ONLY], 0);
}

static void
copy_cb (RkFigureBox *self)
{
  g_autofree char *text = NULL;

  if (self->figures == NULL)
    return;

  text = rk_figures_to_text (self->figures);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
}

static void
chosen_cb (RkFigureBox *self)
{
  guint n = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->choices));

  if (!self->filling && n != GTK_INVALID_LIST_POSITION)
    g_signal_emit (self, signals[CHOSEN], 0, n);
}

/* The box moves along under the hand, so that an offset is always what is still to go. */
static void
drag_update_cb (RkFigureBox    *self,
                double          dx,
                double          dy,
                GtkGestureDrag *gesture)
{
  GdkEventSequence *sequence = gtk_gesture_single_get_current_sequence (GTK_GESTURE_SINGLE (gesture));
  double x;
  double y;

  if (gtk_gesture_get_sequence_state (GTK_GESTURE (gesture), sequence) != GTK_EVENT_SEQUENCE_CLAIMED) {
    if (!gtk_drag_check_threshold (GTK_WIDGET (self), 0, 0, (int) dx, (int) dy))
      return;
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  }

  if (gtk_widget_translate_coordinates (GTK_WIDGET (self), gtk_widget_get_parent (GTK_WIDGET (self)), dx, dy, &x, &y))
    g_signal_emit (self, signals[MOVED], 0, x, y);
}

static GtkWidget *
add_button (RkFigureBox *self,
            GtkWidget   *header,
            const char  *icon,
            const char  *name,
            GCallback    callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (header), button);

  return button;
}

static void
add_words (RkFigureBox *self,
           const char  *label,
           const char  *name,
           GCallback    callback)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->points), button);
}

static void
rk_figure_box_finalize (GObject *object)
{
  RkFigureBox *self = RK_FIGURE_BOX (object);

  rk_figures_free (self->figures);
  g_ptr_array_unref (self->labels);
  g_free (self->shape);

  G_OBJECT_CLASS (rk_figure_box_parent_class)->finalize (object);
}

static void
rk_figure_box_class_init (RkFigureBoxClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rk_figure_box_finalize;

  /**
   * RkFigureBox::close:
   *
   * It is not wanted any longer.
   */
  signals[CLOSE] = g_signal_new ("close", RK_TYPE_FIGURE_BOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * RkFigureBox::zoom:
   *
   * What it tells of shall fill the graph.
   */
  signals[ZOOM] = g_signal_new ("zoom", RK_TYPE_FIGURE_BOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * RkFigureBox::exclude:
   *
   * The points it tells of shall be left out.
   */
  signals[EXCLUDE] = g_signal_new ("exclude", RK_TYPE_FIGURE_BOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * RkFigureBox::keep-only:
   *
   * All other points shall be left out.
   */
  signals[KEEP_ONLY] = g_signal_new ("keep-only", RK_TYPE_FIGURE_BOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * RkFigureBox::moved:
   * @x: left edge in its parent
   * @y: top edge
   *
   * It is dragged there.
   */
  signals[MOVED] = g_signal_new ("moved", RK_TYPE_FIGURE_BOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 2, G_TYPE_DOUBLE, G_TYPE_DOUBLE);

  /**
   * RkFigureBox::chosen:
   * @n: of the choices
   *
   * It shall tell of that.
   */
  signals[CHOSEN] = g_signal_new ("chosen", RK_TYPE_FIGURE_BOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_UINT);

  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "figures");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
rk_figure_box_init (RkFigureBox *self)
{
  GtkWidget *header = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->labels = g_ptr_array_new ();
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 2);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);

  self->title = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->title), 0);
  gtk_widget_set_hexpand (self->title, TRUE);
  gtk_widget_set_margin_end (self->title, 12);
  gtk_widget_add_css_class (self->title, "heading");
  gtk_widget_add_css_class (self->title, "numeric");
  gtk_box_append (GTK_BOX (header), self->title);
  self->zoom = add_button (self, header, "zoom-fit-best-symbolic", _("Zoom to Selection"), G_CALLBACK (zoom_cb));
  add_button (self, header, "edit-copy-symbolic", _("Copy Numbers"), G_CALLBACK (copy_cb));
  self->close = add_button (self, header, "window-close-symbolic", _("Remove"), G_CALLBACK (close_cb));

  self->choices = gtk_drop_down_new (NULL, NULL);
  gtk_widget_set_visible (self->choices, FALSE);
  gtk_widget_add_css_class (self->choices, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->choices), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Which curve"), -1);
  g_signal_connect_object (self->choices, "notify::selected", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);

  self->grid = gtk_grid_new ();
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), 12);

  gtk_box_append (GTK_BOX (self), header);
  gtk_box_append (GTK_BOX (self), self->choices);
  gtk_box_append (GTK_BOX (self), self->grid);

  self->points = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_box_set_homogeneous (GTK_BOX (self->points), TRUE);
  gtk_widget_set_margin_top (self->points, 4);
  gtk_widget_add_css_class (self->points, "linked");
  /* Translators: on a button: leave the selected points out of graphs and figures. */
  add_words (self, _("Exclude"), _("Exclude the Selection"), G_CALLBACK (exclude_cb));
  /* Translators: on a button: leave out all points but the selected ones. */
  add_words (self, _("Show Only"), _("Show Only the Selection"), G_CALLBACK (keep_only_cb));
  gtk_box_append (GTK_BOX (self), self->points);

  g_signal_connect_object (drag, "drag-update", G_CALLBACK (drag_update_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  /* The pointer of the graph ends at its edge. */
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "default");
}

/**
 * rk_figure_box_new:
 * @name: what it is, for screen readers
 * @remove: what its button to close does
 * @is_range: whether what it tells of can be zoomed to, and left out
 *
 * Returns: (transfer floating): an empty box
 */
GtkWidget *
rk_figure_box_new (const char *name,
                   const char *remove,
                   gboolean    is_range)
{
  RkFigureBox *self = g_object_new (RK_TYPE_FIGURE_BOX, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->close), GTK_ACCESSIBLE_PROPERTY_LABEL, remove, -1);
  gtk_widget_set_tooltip_text (self->close, remove);
  gtk_widget_set_visible (self->zoom, is_range);
  gtk_widget_set_visible (self->points, is_range);

  return GTK_WIDGET (self);
}

/* What of the figures decides which widgets there are. */
static char *
make_shape (const RkFigures *figures)
{
  GString *shape = g_string_new (NULL);

  for (guint i = 0; i < figures->rows->len; i++) {
    const RkFigureRow *row = g_ptr_array_index (figures->rows, i);
    guint n = 0;

    while (n < RK_FIGURE_COLUMNS && row->cells[n] != NULL)
      n++;
    g_string_append_printf (shape, "%d:%u ", row->color, n);
  }

  return g_string_free (shape, FALSE);
}

static void
add_cell (RkFigureBox *self,
          guint        column,
          guint        row)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), column == 0 ? 0 : 1);
  gtk_widget_set_hexpand (label, column > 0);
  gtk_widget_add_css_class (label, column == 0 ? "rk-figure-name" : "numeric");
  gtk_grid_attach (GTK_GRID (self->grid), label, (int) column + 1, (int) row, 1, 1);
  g_ptr_array_add (self->labels, label);
}

static void
rebuild (RkFigureBox *self)
{
  GtkWidget *child;
  gboolean has_dots = FALSE;

  while ((child = gtk_widget_get_first_child (self->grid)) != NULL)
    gtk_grid_remove (GTK_GRID (self->grid), child);
  g_ptr_array_set_size (self->labels, 0);

  for (guint i = 0; i < self->figures->rows->len; i++) {
    const RkFigureRow *row = g_ptr_array_index (self->figures->rows, i);

    if (row->color >= 0) {
      gtk_grid_attach (GTK_GRID (self->grid), rk_color_dot_new ((guint) row->color), 0, (int) i, 1, 1);
      has_dots = TRUE;
    }
    for (guint c = 0; c < RK_FIGURE_COLUMNS && row->cells[c] != NULL; c++)
      add_cell (self, c, i);
  }

  gtk_grid_set_column_spacing (GTK_GRID (self->grid), has_dots ? 8 : 12);
}

/**
 * rk_figure_box_set:
 * @self: a box
 * @figures: (transfer full): what it tells from now on
 *
 * Shows other figures.
 */
void
rk_figure_box_set (RkFigureBox *self,
                   RkFigures   *figures)
{
  g_autofree char *shape = NULL;
  g_autofree char *speech = NULL;
  guint n = 0;

  g_return_if_fail (RK_IS_FIGURE_BOX (self));
  g_return_if_fail (figures != NULL);

  rk_figures_free (self->figures);
  self->figures = figures;

  shape = make_shape (figures);
  if (g_strcmp0 (shape, self->shape) != 0) {
    g_free (self->shape);
    self->shape = g_steal_pointer (&shape);
    rebuild (self);
  }

  gtk_label_set_text (GTK_LABEL (self->title), figures->title);
  for (guint i = 0; i < figures->rows->len; i++) {
    const RkFigureRow *row = g_ptr_array_index (figures->rows, i);

    for (guint c = 0; c < RK_FIGURE_COLUMNS && row->cells[c] != NULL; c++)
      gtk_label_set_text (g_ptr_array_index (self->labels, n++), row->cells[c]);
  }

  speech = rk_figures_to_speech (figures);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, speech, -1);
}

/**
 * rk_figure_box_set_choices:
 * @self: a box
 * @names: (array zero-terminated=1): of what it can tell of
 * @selected: of what it tells
 *
 * Offers them in a list, if they are several.
 */
void
rk_figure_box_set_choices (RkFigureBox       *self,
                           const char *const *names,
                           guint              selected)
{
  GListModel *model;
  guint n = g_strv_length ((char **) names);
  gboolean is_same;

  g_return_if_fail (RK_IS_FIGURE_BOX (self));

  model = gtk_drop_down_get_model (GTK_DROP_DOWN (self->choices));
  is_same = model != NULL && g_list_model_get_n_items (model) == n;
  for (guint i = 0; is_same && i < n; i++)
    is_same = g_str_equal (gtk_string_list_get_string (GTK_STRING_LIST (model), i), names[i]);

  self->filling = TRUE;
  if (!is_same) {
    g_autoptr (GtkStringList) list = gtk_string_list_new (names);

    gtk_drop_down_set_model (GTK_DROP_DOWN (self->choices), G_LIST_MODEL (list));
  }
  if (gtk_drop_down_get_selected (GTK_DROP_DOWN (self->choices)) != selected)
    gtk_drop_down_set_selected (GTK_DROP_DOWN (self->choices), selected);
  self->filling = FALSE;
  gtk_widget_set_visible (self->choices, n > 1);
}
