#include "config.h"

#include "app/calibration-point-row.h"

#include "base/number.h"

#include <glib/gi18n-lib.h>
#include <math.h>

struct _RkCalibrationPointRow
{
  GtkListBoxRow parent_instance;

  GtkEntry *raw_entry;
  GtkEntry *actual_entry;
  GtkLabel *off_label;
};

enum {
  SIGNAL_CHANGED,
  SIGNAL_REMOVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RkCalibrationPointRow, rk_calibration_point_row, GTK_TYPE_LIST_BOX_ROW)

/**
 * rk_format_reading:
 * @value: a number
 * @sd: its standard deviation; NaN or 0 = unknown
 *
 * Writes a reading: to a tenth of its deviation, or with six digits.
 *
 * Returns: (transfer full): "512,34"
 */
char *
rk_format_reading (double value,
                   double sd)
{
  double step = sd > 0.0 && isfinite (sd) ? sd / 10.0 : fabs (value) * 1e-5;
  int decimals = isfinite (step) && step > 0.0 ? (int) CLAMP (ceil (-log10 (step)), 0.0, 9.0) : 0;

  /* Places that are zeros say nothing when the deviation is not known. */
  while (decimals > 0 && !(sd > 0.0) && fabs (value * exp10 (decimals - 1) - round (value * exp10 (decimals - 1))) < 1e-6)
    decimals--;

  return rk_number_format (value, decimals);
}

static gboolean
read_entry (GtkEntry *entry,
            double   *value)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (entry));
  gboolean ok = rk_number_parse_typed (text, value) && isfinite (*value);

  if (ok || *text == '\0')
    gtk_widget_remove_css_class (GTK_WIDGET (entry), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (entry), "error");

  return ok;
}

static void
changed_cb (RkCalibrationPointRow *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
remove_cb (RkCalibrationPointRow *self)
{
  g_signal_emit (self, signals[SIGNAL_REMOVED], 0);
}

static GtkEntry *
add_entry (RkCalibrationPointRow *self,
           GtkBox                *box,
           const char            *placeholder,
           const char            *label)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), placeholder);
  gtk_entry_set_input_purpose (GTK_ENTRY (entry), GTK_INPUT_PURPOSE_NUMBER);
  gtk_entry_set_max_length (GTK_ENTRY (entry), 30);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 9);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), 12);
  gtk_widget_set_valign (entry, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (changed_cb), self);
  gtk_box_append (box, entry);

  return GTK_ENTRY (entry);
}

static void
rk_calibration_point_row_class_init (RkCalibrationPointRowClass *klass)
{
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", RK_TYPE_CALIBRATION_POINT_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_REMOVED] =
    g_signal_new ("removed", RK_TYPE_CALIBRATION_POINT_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rk_calibration_point_row_init (RkCalibrationPointRow *self)
{
  GtkBox *box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9));
  GtkWidget *arrow = gtk_label_new ("→");
  GtkWidget *button = gtk_button_new_from_icon_name ("list-remove-symbolic");

  self->raw_entry = add_entry (self, box, _("reading"), _("Reading"));
  gtk_box_append (box, arrow);
  self->actual_entry = add_entry (self, box, _("value"), _("Actual value"));

  self->off_label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->off_label, 0.0f);
  gtk_label_set_ellipsize (self->off_label, PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (GTK_WIDGET (self->off_label), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->off_label), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->off_label), "numeric");
  gtk_box_append (box, GTK_WIDGET (self->off_label));

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _("Remove the point"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Remove the point"), -1);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (remove_cb), self);
  gtk_box_append (box, button);

  gtk_widget_set_margin_top (GTK_WIDGET (box), 6);
  gtk_widget_set_margin_bottom (GTK_WIDGET (box), 6);
  gtk_widget_set_margin_start (GTK_WIDGET (box), 12);
  gtk_widget_set_margin_end (GTK_WIDGET (box), 6);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), GTK_WIDGET (box));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Point"), -1);
}

/**
 * rk_calibration_point_row_new:
 * @raw: the reading; NaN = to be typed
 * @sd: its standard deviation; NaN = unknown
 *
 * Makes the row of a point.
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
rk_calibration_point_row_new (double raw,
                              double sd)
{
  RkCalibrationPointRow *self = g_object_new (RK_TYPE_CALIBRATION_POINT_ROW, NULL);

  if (isfinite (raw)) {
    g_autofree char *text = rk_format_reading (raw, sd);

    gtk_editable_set_text (GTK_EDITABLE (self->raw_entry), text);
  }

  return GTK_WIDGET (self);
}

/**
 * rk_calibration_point_row_get:
 * @self: a row
 * @raw: (out): the reading
 * @actual: (out): what it ought to be
 *
 * Reads the point.
 *
 * Returns: %FALSE while it is not complete
 */
gboolean
rk_calibration_point_row_get (RkCalibrationPointRow *self,
                              double                *raw,
                              double                *actual)
{
  gboolean has_raw;
  gboolean has_actual;

  g_return_val_if_fail (RK_IS_CALIBRATION_POINT_ROW (self), FALSE);

  has_raw = read_entry (self->raw_entry, raw);
  has_actual = read_entry (self->actual_entry, actual);

  return has_raw && has_actual;
}

/**
 * rk_calibration_point_row_is_empty:
 * @self: a row
 *
 * Returns: whether the actual value was not typed yet
 */
gboolean
rk_calibration_point_row_is_empty (RkCalibrationPointRow *self)
{
  g_return_val_if_fail (RK_IS_CALIBRATION_POINT_ROW (self), TRUE);

  return *gtk_editable_get_text (GTK_EDITABLE (self->actual_entry)) == '\0';
}

/**
 * rk_calibration_point_row_set_off:
 * @self: a row
 * @text: (nullable): what the formula misses the point by
 *
 * Shows how well the formula fits.
 */
void
rk_calibration_point_row_set_off (RkCalibrationPointRow *self,
                                  const char            *text)
{
  g_return_if_fail (RK_IS_CALIBRATION_POINT_ROW (self));

  gtk_label_set_label (self->off_label, text != NULL ? text : "");
}

/**
 * rk_calibration_point_row_grab_entry:
 * @self: a row
 *
 * Moves the keyboard to what is to be typed next.
 */
void
rk_calibration_point_row_grab_entry (RkCalibrationPointRow *self)
{
  gboolean has_raw = *gtk_editable_get_text (GTK_EDITABLE (self->raw_entry)) != '\0';

  gtk_widget_grab_focus (GTK_WIDGET (has_raw ? self->actual_entry : self->raw_entry));
}
