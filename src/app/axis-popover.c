#include "config.h"

#include "app/axis-popover.h"

#include "app/axis-follow.h"
#include "base/number.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include <math.h>
#include <string.h>

struct _RkAxisPopover
{
  GtkPopover parent_instance;

  RkCanvas *canvas;
  int       axis; /* -1 = along x */
  gboolean  filling;
  gboolean  is_stale; /* the next picture has other limits than the fields */

  GtkWidget *chooser;
  GtkWidget *from_entry;
  GtkWidget *to_entry;
  GtkWidget *error_label;
  GtkWidget *fit_button;
  GtkWidget *sensor_button;
  GtkWidget *outliers_check;
  GtkWidget *log_check;
  GtkWidget *right_check;
  GtkWidget *same_check;
  GtkWidget *log_label;
  GtkWidget *hidden_label;
  GtkWidget *last_row;
  GtkWidget *last_entry;
  GtkWidget *follow_bin;
};

G_DEFINE_FINAL_TYPE (RkAxisPopover, rk_axis_popover, GTK_TYPE_POPOVER)

static RkGraphView *
get_view (RkAxisPopover *self)
{
  return rk_canvas_get_view (self->canvas);
}

/* ---- what it shows ---- */

static gboolean
get_limits (RkAxisPopover *self,
            double        *lower,
            double        *upper)
{
  if (self->axis < 0)
    return rk_graph_view_get_x (get_view (self), lower, upper);

  return rk_graph_view_get_y (get_view (self), (guint) self->axis, lower, upper);
}

/* As many places as the range needs: 0.001 of it can be told apart. */
static void
set_number (GtkWidget *entry,
            double     value,
            double     range)
{
  int decimals = range > 0 ? (int) CLAMP (3 - floor (log10 (range)), 0, 15) : 3;
  g_autofree char *text = rk_number_format (value, decimals);
  char *sign = strchr (text, rk_number_decimal_sign ());

  /* No zeros that say nothing. */
  if (sign != NULL) {
    char *end = text + strlen (text);

    while (end > sign + 1 && end[-1] == '0')
      end--;
    if (end == sign + 1)
      end = sign;
    *end = '\0';
  }

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
}

static void
set_error (RkAxisPopover *self,
           const char    *text)
{
  gtk_label_set_text (GTK_LABEL (self->error_label), text != NULL ? text : "");
  gtk_widget_set_visible (self->error_label, text != NULL);
}

static void
fill_hidden (RkAxisPopover *self)
{
  g_autofree char *text = NULL;
  guint below = 0;
  guint above = 0;

  if (self->axis >= 0)
    rk_graph_view_get_hidden (get_view (self), (guint) self->axis, &below, &above);

  /* Translators: numbers of places in the graph with values that are higher or lower than the axis reaches. */
  text = g_strdup_printf (_("Out of sight: ▲ %u  ▼ %u"), above, below);
  gtk_label_set_text (GTK_LABEL (self->hidden_label), text);
  gtk_widget_set_visible (self->hidden_label, below + above > 0);
}

static void
fill_log (RkAxisPopover *self)
{
  const RkScene *scene = rk_canvas_get_scene (self->canvas);
  gboolean is_log = self->axis >= 0 && rk_graph_view_get_log (get_view (self), (guint) self->axis);
  double least = 1;
  double most = 1;

  if (is_log && scene != NULL)
    rk_scene_get_extrema (scene, (guint) self->axis, &least, &most);

  gtk_widget_set_visible (self->log_check, self->axis >= 0);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->log_check), is_log);
  gtk_label_set_text (GTK_LABEL (self->log_label), most > 0 ? _("Values of 0 and below are not shown")
                                                            : _("All values are 0 or below: none is shown"));
  gtk_widget_set_visible (self->log_label, is_log && !(least > 0));
}

/* Into the graph above, where there is room on its right. */
static void
fill_right (RkAxisPopover *self)
{
  const RkScene *scene = rk_canvas_get_scene (self->canvas);
  guint axis = (guint) MAX (self->axis, 0);
  gboolean is_below = axis > 0 && scene != NULL && axis < scene->axes->len;
  gboolean is_right = is_below && g_array_index (scene->axes, RkAxis, axis).right;
  gboolean has_room = is_below && !g_array_index (scene->axes, RkAxis, axis - 1).right;

  gtk_widget_set_visible (self->right_check, is_right || has_room);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->right_check), is_right);
}

/* With the other graphs, where there are others. */
static void
fill_same (RkAxisPopover *self)
{
  RkGraphView *view = get_view (self);
  gboolean is_same = self->axis >= 0 && rk_graph_view_get_same (view, (guint) self->axis);

  gtk_widget_set_visible (self->same_check, is_same || (self->axis >= 0 && rk_graph_view_can_be_same (view)));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->same_check), is_same);
}

static void
fill_last (RkAxisPopover *self)
{
  double seconds = rk_graph_view_get_follow_s (get_view (self));

  if (seconds > 0)
    set_number (self->last_entry, seconds, seconds);
  else
    gtk_editable_set_text (GTK_EDITABLE (self->last_entry), "");
}

static void
fill (RkAxisPopover *self)
{
  RkGraphView *view = get_view (self);
  double lower;
  double upper;
  double ignored;
  gboolean is_x = self->axis < 0;

  self->filling = TRUE;
  self->is_stale = FALSE;
  set_error (self, NULL);

  if (get_limits (self, &lower, &upper)) {
    set_number (self->from_entry, lower, upper - lower);
    set_number (self->to_entry, upper, upper - lower);
  }

  gtk_widget_set_visible (self->sensor_button, !is_x);
  gtk_widget_set_sensitive (self->sensor_button,
                            !is_x && rk_graph_view_get_sensor_range (view, (guint) self->axis, &ignored, &ignored));
  gtk_widget_set_visible (self->outliers_check, !is_x && rk_graph_view_get_x_channel (view) == NULL);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->outliers_check), rk_graph_view_get_ignore_outliers (view));
  gtk_widget_set_visible (self->last_row, is_x && rk_graph_view_get_x_channel (view) == NULL);
  gtk_widget_set_visible (self->follow_bin, gtk_widget_get_visible (self->last_row));
  fill_last (self);
  fill_hidden (self);
  fill_log (self);
  fill_right (self);
  fill_same (self);

  self->filling = FALSE;
}

/* Limits that moved by something else than these fields. */
static void
drawn_cb (RkAxisPopover *self)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  if (self->is_stale) {
    fill (self);
    return;
  }

  self->filling = TRUE;
  fill_hidden (self);
  fill_log (self);
  self->filling = FALSE;
}

/* ---- what it does ---- */

static void
take_limits (RkAxisPopover *self)
{
  double lower;
  double upper;
  gboolean is_log;
  gboolean taken;

  if (!rk_number_parse_typed (gtk_editable_get_text (GTK_EDITABLE (self->from_entry)), &lower) ||
      !rk_number_parse_typed (gtk_editable_get_text (GTK_EDITABLE (self->to_entry)), &upper)) {
    set_error (self, _("A limit must be a number, such as 12.5"));
    return;
  }
  if (lower >= upper) {
    set_error (self, _("“From” must be less than “To”"));
    return;
  }
  is_log = self->axis < 0 ? rk_graph_view_get_log_x (get_view (self))
                          : rk_graph_view_get_log (get_view (self), (guint) self->axis);
  if (is_log && lower <= 0) {
    set_error (self, _("A logarithmic axis has only values above 0"));
    return;
  }

  taken = self->axis < 0 ? rk_graph_view_type_x (get_view (self), lower, upper)
                         : rk_graph_view_type_y (get_view (self), (guint) self->axis, lower, upper);
  if (!taken) {
    set_error (self, _("The axis cannot show such limits"));
    return;
  }

  set_error (self, NULL);
  gtk_popover_popdown (GTK_POPOVER (self));
}

static void
take_last (RkAxisPopover *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->last_entry));
  double seconds = 0;

  if (*text != '\0' && (!rk_number_parse_typed (text, &seconds) || !(seconds >= 0.01 && seconds <= 1e6))) {
    set_error (self, _("Seconds must be a number from 0.01 to 1 000 000; nothing means the whole run"));
    return;
  }

  rk_graph_view_set_follow_s (get_view (self), seconds);
  gtk_popover_popdown (GTK_POPOVER (self));
}

static void
fit_cb (RkAxisPopover *self)
{
  if (self->axis < 0)
    rk_graph_view_fit (get_view (self));
  else
    rk_graph_view_fit_y (get_view (self), (guint) self->axis);
  gtk_popover_popdown (GTK_POPOVER (self));
}

static void
sensor_cb (RkAxisPopover *self)
{
  if (self->axis >= 0)
    rk_graph_view_fit_sensor (get_view (self), (guint) self->axis);
  gtk_popover_popdown (GTK_POPOVER (self));
}

static void
outliers_cb (RkAxisPopover *self)
{
  if (!self->filling)
    rk_graph_view_set_ignore_outliers (get_view (self), gtk_check_button_get_active (GTK_CHECK_BUTTON (self->outliers_check)));
}

static void
log_cb (RkAxisPopover *self)
{
  if (self->filling || self->axis < 0)
    return;

  rk_graph_view_set_log (get_view (self), (guint) self->axis, gtk_check_button_get_active (GTK_CHECK_BUTTON (self->log_check)));
  self->is_stale = TRUE;
}

static void
right_cb (RkAxisPopover *self)
{
  if (self->filling || self->axis < 0)
    return;

  rk_graph_view_set_right (get_view (self), (guint) self->axis,
                           gtk_check_button_get_active (GTK_CHECK_BUTTON (self->right_check)));
  /* The axis is elsewhere now. */
  gtk_popover_popdown (GTK_POPOVER (self));
}

static void
same_cb (RkAxisPopover *self)
{
  if (self->filling || self->axis < 0)
    return;

  rk_graph_view_set_same (get_view (self), (guint) self->axis, gtk_check_button_get_active (GTK_CHECK_BUTTON (self->same_check)));
  self->is_stale = TRUE;
}

static void
chosen_cb (RkAxisPopover *self)
{
  if (self->filling)
    return;

  self->axis = (int) gtk_drop_down_get_selected (GTK_DROP_DOWN (self->chooser)) - 1;
  fill (self);
}

/* ---- where it is ---- */

/**
 * rk_axis_popover_find_place:
 * @canvas: a canvas
 * @axis: index into its value axes, -1 = the one along x
 * @parent: what the popover will be a child of
 * @place: (out): a point of @parent
 * @side: (out): of that point
 *
 * Finds the numbers of an axis.
 *
 * Returns: %FALSE while there is no picture
 */
gboolean
rk_axis_popover_find_place (RkCanvas        *canvas,
                            int              axis,
                            GtkWidget       *parent,
                            GdkRectangle    *place,
                            GtkPositionType *side)
{
  const RkScene *scene = rk_canvas_get_scene (canvas);
  RkRect pane;
  double x;
  double y;

  if (scene == NULL || scene->axes->len == 0 || rk_graph_view_get_experiment (rk_canvas_get_view (canvas)) == NULL)
    return FALSE;

  if (axis < 0) {
    *side = GTK_POS_TOP;
    pane = rk_scene_get_area (scene);
    x = pane.x + pane.width / 2;
    y = pane.y + pane.height;
  } else {
    *side = GTK_POS_RIGHT;
    pane = rk_scene_get_pane (scene, MIN ((guint) axis, scene->axes->len - 1));
    x = pane.x;
    y = pane.y + pane.height / 2;
    if ((guint) axis < scene->axes->len && g_array_index (scene->axes, RkAxis, axis).right) {
      x += pane.width;
      *side = GTK_POS_LEFT;
    }
  }

  gtk_widget_translate_coordinates (GTK_WIDGET (canvas), parent, x, y, &x, &y);
  *place = (GdkRectangle) { (int) x, (int) y, 1, 1 };

  return TRUE;
}

/* ---- the object ---- */

static void
rk_axis_popover_dispose (GObject *object)
{
  RkAxisPopover *self = RK_AXIS_POPOVER (object);

  self->filling = TRUE;
  gtk_popover_set_child (GTK_POPOVER (self), NULL);
  g_clear_object (&self->canvas);

  G_OBJECT_CLASS (rk_axis_popover_parent_class)->dispose (object);
}

static void
rk_axis_popover_class_init (RkAxisPopoverClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rk_axis_popover_dispose;
}

static GtkWidget *
add_entry (RkAxisPopover *self,
           GtkWidget     *box,
           const char    *mnemonic,
           const char    *name,
           void         (*take) (RkAxisPopover *self))
{
  GtkWidget *label = gtk_label_new_with_mnemonic (mnemonic);
  GtkWidget *entry = gtk_entry_new ();

  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 8);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), 10);
  gtk_entry_set_alignment (GTK_ENTRY (entry), 1);
  gtk_widget_set_hexpand (entry, TRUE);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), entry);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (entry, "activate", G_CALLBACK (take), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), entry);

  return entry;
}

static void
add_limits (RkAxisPopover *self,
            GtkWidget     *box)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *button = gtk_button_new_with_mnemonic (_("_Set"));

  self->from_entry = add_entry (self, row, _("_From"), _("From"), take_limits);
  self->to_entry = add_entry (self, row, _("_To"), _("To"), take_limits);
  gtk_widget_add_css_class (button, "suggested-action");
  g_signal_connect_object (button, "clicked", G_CALLBACK (take_limits), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (row), button);
  gtk_box_append (GTK_BOX (box), row);

  self->error_label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->error_label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (self->error_label), 30);
  gtk_label_set_xalign (GTK_LABEL (self->error_label), 0);
  gtk_widget_add_css_class (self->error_label, "error");
  gtk_box_append (GTK_BOX (box), self->error_label);
}

static void
add_fits (RkAxisPopover *self,
          GtkWidget     *box)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->fit_button = gtk_button_new_with_mnemonic (_("Fit to _Data"));
  self->sensor_button = gtk_button_new_with_mnemonic (_("Fit to _Sensor"));
  gtk_box_set_homogeneous (GTK_BOX (row), TRUE);
  gtk_box_append (GTK_BOX (row), self->fit_button);
  gtk_box_append (GTK_BOX (row), self->sensor_button);
  gtk_box_append (GTK_BOX (box), row);
  g_signal_connect_object (self->fit_button, "clicked", G_CALLBACK (fit_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sensor_button, "clicked", G_CALLBACK (sensor_cb), self, G_CONNECT_SWAPPED);

  self->outliers_check = gtk_check_button_new_with_mnemonic (_("_Ignore single outliers"));
  g_signal_connect_object (self->outliers_check, "toggled", G_CALLBACK (outliers_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), self->outliers_check);

  self->log_check = gtk_check_button_new_with_mnemonic (_("_Logarithmic"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->log_check), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Logarithmic"), -1);
  g_signal_connect_object (self->log_check, "toggled", G_CALLBACK (log_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), self->log_check);

  self->right_check = gtk_check_button_new_with_mnemonic (_("_On the right of the graph above"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->right_check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("On the right of the graph above"), -1);
  g_signal_connect_object (self->right_check, "toggled", G_CALLBACK (right_cb), self, G_CONNECT_SWAPPED);

  self->log_label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->log_label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (self->log_label), 30);
  gtk_label_set_xalign (GTK_LABEL (self->log_label), 0);
  gtk_widget_add_css_class (self->log_label, "dim-label");
  gtk_box_append (GTK_BOX (box), self->log_label);
  gtk_box_append (GTK_BOX (box), self->right_check);

  self->same_check = gtk_check_button_new_with_mnemonic (_("Same scale in _all graphs"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->same_check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Same scale in all graphs"), -1);
  g_signal_connect_object (self->same_check, "toggled", G_CALLBACK (same_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), self->same_check);

  self->hidden_label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->hidden_label), 0);
  gtk_widget_add_css_class (self->hidden_label, "numeric");
  gtk_box_append (GTK_BOX (box), self->hidden_label);
}

static void
add_last (RkAxisPopover *self,
          GtkWidget     *box)
{
  self->last_row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->last_entry = add_entry (self, self->last_row, _("While recording, the _last"),
                                _("Seconds shown while recording"), take_last);
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->last_entry), _("All"));
  /* Translators: seconds. */
  gtk_box_append (GTK_BOX (self->last_row), gtk_label_new (C_("unit", "s")));
  gtk_box_append (GTK_BOX (box), self->last_row);
}

static void
rk_axis_popover_init (RkAxisPopover *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  self->chooser = gtk_drop_down_new (G_LIST_MODEL (gtk_string_list_new (NULL)), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->chooser), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Axis"), -1);
  g_signal_connect_object (self->chooser, "notify::selected", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), self->chooser);

  add_limits (self, box);
  add_fits (self, box);
  add_last (self, box);
  self->follow_bin = adw_bin_new ();
  gtk_box_append (GTK_BOX (box), self->follow_bin);

  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_widget_set_margin_start (box, 6);
  gtk_widget_set_margin_end (box, 6);
  gtk_popover_set_child (GTK_POPOVER (self), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Axis"), -1);
}

/**
 * rk_axis_popover_new:
 * @canvas: a canvas with a picture
 * @axis: index into its value axes, -1 = the one along x
 *
 * Makes the popover of the axes, with one of them chosen.
 *
 * Returns: (transfer floating): a popover without a parent
 */
GtkWidget *
rk_axis_popover_new (RkCanvas *canvas,
                     int       axis)
{
  RkAxisPopover *self = g_object_new (RK_TYPE_AXIS_POPOVER, NULL);
  GtkStringList *names = GTK_STRING_LIST (gtk_drop_down_get_model (GTK_DROP_DOWN (self->chooser)));
  const RkScene *scene = rk_canvas_get_scene (canvas);

  self->canvas = g_object_ref (canvas);
  self->filling = TRUE;
  adw_bin_set_child (ADW_BIN (self->follow_bin), rk_axis_follow_new (get_view (self)));
  gtk_string_list_append (names, scene->x.title != NULL ? scene->x.title : "x");
  for (guint i = 0; i < scene->axes->len; i++) {
    const char *title = g_array_index (scene->axes, RkAxis, i).title;

    gtk_string_list_append (names, title != NULL ? title : "y");
  }
  self->axis = CLAMP (axis, -1, (int) scene->axes->len - 1);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->chooser), (guint) (self->axis + 1));
  fill (self);
  g_signal_connect_object (get_view (self), "notify::follow-s", G_CALLBACK (fill_last), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (canvas, "drawn", G_CALLBACK (drawn_cb), self, G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}
