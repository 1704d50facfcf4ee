#include "config.h"

#include "app/calibration-window.h"

#include "app/calibration-library.h"
#include "app/calibration-point-row.h"
#include "app/channel-note.h"
#include "app/sensor-care.h"
#include "analysis/calibration-fit.h"
#include "base/number.h"
#include "base/quantity.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define UPDATE_MS 200

/* What is shown live, and what a point is the mean of. */
#define LIVE_S  1.0
#define POINT_S 2.0

/* In the order of the list; those before have the numbers of RkCalibrationMethod. */
#define METHOD_FORMULA (RK_CALIBRATION_THERMISTOR + 1)

struct _RkCalibrationWindow
{
  AdwWindow parent_instance;

  RkDocument    *document;
  RkChannel     *channel;
  RkCalibration *calibration; /* nullable: what would be applied */
  GtkEditable   *coefficient_rows[RK_CALIBRATION_MAX_COEFFICIENTS];
  GPtrArray     *equal;       /* of RkChannel: equal sensors it may be for, too */
  GPtrArray     *equal_marks; /* of GtkCheckButton, one for each */
  guint          timeout_id;

  /* Template children. */
  AdwWindowTitle *window_title;
  GtkLabel       *raw_label;
  GtkLabel       *noise_label;
  GtkLabel       *value_caption;
  GtkLabel       *value_label;
  GtkLabel       *formula_label;
  AdwComboRow    *method_row;
  GtkWidget      *unit_row;
  GtkWidget      *divider_group;
  GtkWidget      *ohm_row;
  GtkWidget      *full_row;
  GtkSwitch      *upper_switch;
  GtkWidget      *formula_group;
  AdwComboRow    *form_row;
  GtkWidget      *points_group;
  GtkListBox     *point_list;
  GtkWidget      *name_row;
  GtkWidget      *author_row;
  GtkListBox     *stored_list;
  GtkWidget      *equal_group;
};

enum {
  SIGNAL_APPLIED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* For the next sensor of the same lesson. */
static char *last_author;

G_DEFINE_FINAL_TYPE (RkCalibrationWindow, rk_calibration_window, ADW_TYPE_WINDOW)

static guint
get_method (RkCalibrationWindow *self)
{
  return adw_combo_row_get_selected (self->method_row);
}

static char *
dup_typed (GtkWidget *row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
}

/* ---- live ---- */

static gboolean
get_recent (RkCalibrationWindow *self,
            double               seconds,
            RkRecent            *recent)
{
  RkSource *source;
  guint column;

  return rk_sensor_find (self->document, self->channel, &source, &column)
         && rk_source_get_state (source) == RK_SOURCE_LISTENING && rk_source_get_recent (source, column, seconds, recent);
}

/* What is shown of @raw: by the calibration that is being made, else by the one in force. */
static char *
format_value (RkCalibrationWindow *self,
              const RkRecent      *recent)
{
  g_autofree char *number = NULL;
  g_autofree char *unit = NULL;
  double value;
  double slope;

  if (self->calibration == NULL) {
    number = rk_channel_format (self->channel, recent->mean);
    return g_strdup_printf ("%s %s", number, rk_unit_local (rk_channel_get_unit (self->channel)));
  }

  value = rk_calibration_apply (self->calibration, recent->mean);
  slope = fabs (rk_calibration_apply (self->calibration, recent->mean + recent->sd) - value);
  number = rk_format_reading (value, slope);
  unit = dup_typed (self->unit_row);

  return g_strdup_printf ("%s %s", number, unit);
}

static void
update_live (RkCalibrationWindow *self)
{
  g_autofree char *raw = NULL;
  g_autofree char *noise = NULL;
  g_autofree char *value = NULL;
  RkRecent recent;

  gtk_label_set_label (self->value_caption, self->calibration != NULL ? _("Will be shown as") : _("Is shown as"));
  if (!get_recent (self, LIVE_S, &recent)) {
    gtk_label_set_label (self->raw_label, "–");
    gtk_label_set_label (self->noise_label, _("Not connected: readings can be typed"));
    gtk_label_set_label (self->value_label, "–");
    return;
  }

  raw = rk_format_reading (recent.mean, recent.sd);
  if (rk_channel_get_raw_unit (self->channel) != NULL) {
    char *with_unit = g_strdup_printf ("%s %s", raw, rk_unit_local (rk_channel_get_raw_unit (self->channel)));

    g_free (raw);
    raw = with_unit;
  }
  gtk_label_set_label (self->raw_label, raw);
  if (isfinite (recent.sd)) {
    g_autofree char *sd = rk_format_reading (recent.sd, recent.sd);
    /* Translators: the noise of a sensor, its standard deviation */
    noise = g_strdup_printf (_("noise ± %s"), sd);
  }
  gtk_label_set_label (self->noise_label, noise != NULL ? noise : "");
  value = format_value (self, &recent);
  gtk_label_set_label (self->value_label, value);
}

static gboolean
timeout_cb (gpointer user_data)
{
  update_live (user_data);

  return G_SOURCE_CONTINUE;
}

/* ---- the formula ---- */

static RkCalibrationPointRow *
get_point_row (RkCalibrationWindow *self,
               int                  i)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->point_list, i);

  return row != NULL && RK_IS_CALIBRATION_POINT_ROW (row) ? RK_CALIBRATION_POINT_ROW (row) : NULL;
}

/* Points that are complete; @rows tells which row each is from. */
static GArray *
collect_points (RkCalibrationWindow *self,
                GPtrArray           *rows)
{
  GArray *points = g_array_new (FALSE, FALSE, sizeof (RkCalibrationPoint));
  RkCalibrationPointRow *row;

  for (int i = 0; (row = get_point_row (self, i)) != NULL; i++) {
    RkCalibrationPoint point;

    rk_calibration_point_row_set_off (row, NULL);
    if (rk_calibration_point_row_get (row, &point.raw, &point.actual)) {
      g_array_append_val (points, point);
      g_ptr_array_add (rows, row);
    }
  }

  return points;
}

static gboolean
read_number (GtkWidget *row,
             double    *value)
{
  g_autofree char *text = dup_typed (row);

  if (*text == '\0') {
    *value = 0.0;
    gtk_widget_remove_css_class (row, "error");
    return TRUE;
  }
  if (rk_number_parse_typed (text, value) && isfinite (*value)) {
    gtk_widget_remove_css_class (row, "error");
    return TRUE;
  }
  gtk_widget_add_css_class (row, "error");

  return FALSE;
}

static gboolean
read_divider (RkCalibrationWindow *self,
              RkDivider           *divider)
{
  gboolean ok = read_number (self->ohm_row, &divider->ohm);

  ok = read_number (self->full_row, &divider->full) && ok;
  divider->upper = gtk_switch_get_active (self->upper_switch);

  return ok && (divider->ohm == 0.0) == (divider->full == 0.0) && divider->ohm >= 0.0 && divider->full >= 0.0;
}

static void
show_off (GPtrArray              *rows,
          const RkCalibrationFit *fit)
{
  for (guint i = 0; i < rows->len && i < fit->n_points; i++) {
    g_autofree char *number = rk_format_reading (fit->residuals[i], isfinite (fit->sd) ? fit->sd : fabs (fit->residuals[i]));
    /* Translators: the actual value minus that of the formula */
    g_autofree char *text = g_strdup_printf (_("off by %s"), number);

    rk_calibration_point_row_set_off (g_ptr_array_index (rows, i), isfinite (fit->sd) ? text : NULL);
  }
}

static RkCalibration *
fit_points (RkCalibrationWindow *self,
            char               **note,
            GError             **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  g_autoptr (GArray) points = collect_points (self, rows);
  g_autoptr (RkCalibrationFit) fit = NULL;
  RkCalibrationMethod method = (RkCalibrationMethod) get_method (self);
  guint n = points->len;
  RkDivider divider;

  if (method == RK_CALIBRATION_THERMISTOR && !read_divider (self, &divider)) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                         _("The divider needs a resistance and a full scale above zero"));
    return NULL;
  }
  if (method <= RK_CALIBRATION_ONE_OFFSET)
    n = MIN (n, rk_calibration_method_points (method));

  fit = rk_calibration_fit_new (method, &g_array_index (points, RkCalibrationPoint, 0), n,
                                rk_channel_get_calibration (self->channel),
                                method == RK_CALIBRATION_THERMISTOR ? &divider : NULL, error);
  if (fit == NULL)
    return NULL;

  show_off (rows, fit);
  if (isfinite (fit->sd)) {
    g_autofree char *sd = rk_format_reading (fit->sd, fit->sd);
    /* Translators: the standard deviation of points from a formula */
    *note = g_strdup_printf (_("points off by ± %s"), sd);
  }

  return rk_calibration_ref (fit->calibration);
}

static guint
count_coefficients (RkCalibrationWindow *self)
{
  switch ((RkCalibrationForm) adw_combo_row_get_selected (self->form_row)) {
  case RK_CALIBRATION_POLYNOMIAL:
    return RK_CALIBRATION_MAX_COEFFICIENTS;
  case RK_CALIBRATION_RECIPROCAL_LOG:
  case RK_CALIBRATION_STEINHART_HART:
    return 3;
  case RK_CALIBRATION_POWER:
  case RK_CALIBRATION_MODIFIED_POWER:
  case RK_CALIBRATION_LOG:
  case RK_CALIBRATION_MODIFIED_LOG:
  case RK_CALIBRATION_EXPONENTIAL:
  case RK_CALIBRATION_MODIFIED_EXPONENTIAL:
  case RK_CALIBRATION_GEOMETRIC:
  case RK_CALIBRATION_MODIFIED_GEOMETRIC:
  case RK_CALIBRATION_TABLE:
  default:
    return 2;
  }
}

static RkCalibration *
read_formula (RkCalibrationWindow *self,
              GError             **error)
{
  RkCalibrationForm form = (RkCalibrationForm) adw_combo_row_get_selected (self->form_row);
  double c[RK_CALIBRATION_MAX_COEFFICIENTS] = { 0.0 };
  guint n = count_coefficients (self);
  gboolean any = FALSE;
  RkDivider divider;

  for (guint i = 0; i < n; i++) {
    if (!read_number (GTK_WIDGET (self->coefficient_rows[i]), &c[i])) {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("“%s” is not a number"),
                   gtk_editable_get_text (self->coefficient_rows[i]));
      return NULL;
    }
    any = any || c[i] != 0.0;
  }
  if (!any) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("Type the coefficients"));
    return NULL;
  }

  if (form == RK_CALIBRATION_POLYNOMIAL)
    while (n > 2 && c[n - 1] == 0.0)
      n--;
  if (form == RK_CALIBRATION_STEINHART_HART) {
    if (!read_divider (self, &divider)) {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           _("The divider needs a resistance and a full scale above zero"));
      return NULL;
    }
    if (divider.ohm > 0.0) {
      c[n++] = divider.ohm;
      c[n++] = divider.full;
      c[n++] = divider.upper ? 1.0 : 0.0;
    }
  }

  return rk_calibration_new (form, c, n, error);
}

static void
update_fit (RkCalibrationWindow *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *note = NULL;
  g_autofree char *formula = NULL;

  if (self->channel == NULL)
    return;

  g_clear_pointer (&self->calibration, rk_calibration_unref);
  self->calibration = get_method (self) == METHOD_FORMULA ? read_formula (self, &error) : fit_points (self, &note, &error);

  if (self->calibration != NULL) {
    g_autofree char *text = rk_calibration_to_formula (self->calibration);

    formula = note != NULL ? g_strdup_printf ("%s\n%s", text, note) : g_steal_pointer (&text);
  }
  gtk_label_set_label (self->formula_label, formula != NULL ? formula : error != NULL ? error->message : "");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "calibration.apply", self->calibration != NULL);
  update_live (self);
}

/* ---- points ---- */

static void
removed_cb (RkCalibrationWindow   *self,
            RkCalibrationPointRow *row)
{
  gtk_list_box_remove (self->point_list, GTK_WIDGET (row));
  update_fit (self);
}

static void
take_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  RkCalibrationWindow *self = RK_CALIBRATION_WINDOW (widget);
  RkRecent recent = { .mean = (double) NAN, .sd = (double) NAN };
  GtkWidget *row;

  if (get_point_row (self, RK_CALIBRATION_MAX_POINTS - 1) != NULL)
    return;

  get_recent (self, POINT_S, &recent);
  row = rk_calibration_point_row_new (recent.mean, recent.sd);
  g_signal_connect_swapped (row, "changed", G_CALLBACK (update_fit), self);
  g_signal_connect_swapped (row, "removed", G_CALLBACK (removed_cb), self);
  gtk_list_box_append (self->point_list, row);
  rk_calibration_point_row_grab_entry (RK_CALIBRATION_POINT_ROW (row));
  update_fit (self);
}

static void
form_cb (RkCalibrationWindow *self)
{
  guint method = get_method (self);
  guint n = count_coefficients (self);

  for (guint i = 0; i < G_N_ELEMENTS (self->coefficient_rows); i++)
    gtk_widget_set_visible (GTK_WIDGET (self->coefficient_rows[i]), i < n);
  gtk_widget_set_visible (self->divider_group,
                          method == RK_CALIBRATION_THERMISTOR
                          || (method == METHOD_FORMULA
                              && adw_combo_row_get_selected (self->form_row) == RK_CALIBRATION_STEINHART_HART));
  update_fit (self);
}

static void
method_cb (RkCalibrationWindow *self)
{
  guint method = get_method (self);
  gboolean changes_old = method == RK_CALIBRATION_ONE_SLOPE || method == RK_CALIBRATION_ONE_OFFSET;
  const char *unit;

  if (self->channel == NULL)
    return;

  gtk_widget_set_visible (self->points_group, method != METHOD_FORMULA);
  gtk_widget_set_visible (self->formula_group, method == METHOD_FORMULA);

  /* What one point changes has a unit already. */
  unit = rk_channel_get_calibration_unit (self->channel);
  if (unit == NULL)
    unit = rk_channel_get_raw_unit (self->channel);
  if (changes_old)
    gtk_editable_set_text (GTK_EDITABLE (self->unit_row), rk_unit_local (unit));
  if (method == RK_CALIBRATION_THERMISTOR)
    gtk_editable_set_text (GTK_EDITABLE (self->unit_row), rk_unit_local ("°C"));
  gtk_widget_set_sensitive (self->unit_row, !changes_old && method != RK_CALIBRATION_THERMISTOR);
  form_cb (self);
}

/* ---- what is kept ---- */

static void fill_stored (RkCalibrationWindow *self);

/* A calibration that holds here but could not be kept: the window stays and says why. */
static void
report (RkCalibrationWindow *self,
        const GError        *error)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), _("The calibration is not kept for this sensor"),
                                              error->message);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  gtk_window_set_modal (GTK_WINDOW (dialog), !rk_document_get_recording (self->document));
  gtk_window_present (GTK_WINDOW (dialog));
}

static gboolean
apply_to (RkChannel                 *channel,
          const RkStoredCalibration *stored,
          GError                   **error)
{
  rk_channel_set_calibration (channel, stored->calibration, stored->unit, stored->name, stored->author, stored->wall_us);

  return rk_calibration_library_add (rk_calibration_library_get_default (), rk_channel_get_source_key (channel),
                                     rk_channel_get_column_key (channel), stored, error);
}

static void
apply_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  RkCalibrationWindow *self = RK_CALIBRATION_WINDOW (widget);
  g_autofree char *name = dup_typed (self->name_row);
  g_autofree char *author = dup_typed (self->author_row);
  g_autofree char *unit = dup_typed (self->unit_row);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  RkStoredCalibration stored = {
    .name = *name != '\0' ? name : NULL,
    .author = *author != '\0' ? author : NULL,
    .unit = *unit != '\0' ? unit : NULL,
    .wall_us = g_get_real_time (),
    .calibration = self->calibration,
  };
  guint n = 1;

  if (self->calibration == NULL)
    return;

  g_free (last_author);
  last_author = g_strdup (author);
  if (!apply_to (self->channel, &stored, &error)) {
    report (self, error);
    return;
  }
  for (guint i = 0; i < self->equal->len; i++) {
    if (!gtk_check_button_get_active (g_ptr_array_index (self->equal_marks, i)))
      continue;
    if (!apply_to (g_ptr_array_index (self->equal, i), &stored, &error)) {
      report (self, error);
      return;
    }
    n++;
  }

  text = n == 1
    /* Translators: %s is a channel */
    ? g_strdup_printf (_("%s is calibrated"), rk_channel_get_name (self->channel))
    : g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u sensor is calibrated", "%u sensors are calibrated", n), n);
  g_signal_emit (self, signals[SIGNAL_APPLIED], 0, text);
  gtk_window_close (GTK_WINDOW (self));
}

/* By index in the list; -1 = factory. */
static void
use_action (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  RkCalibrationWindow *self = RK_CALIBRATION_WINDOW (widget);
  const char *source_key = rk_channel_get_source_key (self->channel);
  const char *column_key = rk_channel_get_column_key (self->channel);
  int index = g_variant_get_int32 (parameter);
  int active;
  g_autoptr (GPtrArray) entries =
    rk_calibration_library_list (rk_calibration_library_get_default (), source_key, column_key, &active);
  g_autoptr (GError) error = NULL;

  if (index >= (int) entries->len)
    return;

  if (index < 0) {
    rk_channel_restore_factory (self->channel);
  } else {
    const RkStoredCalibration *stored = g_ptr_array_index (entries, (guint) index);

    rk_channel_set_calibration (self->channel, stored->calibration, stored->unit, stored->name, stored->author, stored->wall_us);
  }

  if (!rk_calibration_library_set_active (rk_calibration_library_get_default (), source_key, column_key, index, &error))
    report (self, error);
  fill_stored (self);
  update_fit (self);
}

static void
forget_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  RkCalibrationWindow *self = RK_CALIBRATION_WINDOW (widget);
  g_autoptr (GError) error = NULL;

  if (!rk_calibration_library_remove (rk_calibration_library_get_default (), rk_channel_get_source_key (self->channel),
                                      rk_channel_get_column_key (self->channel), (guint) g_variant_get_int32 (parameter), &error))
    report (self, error);
  fill_stored (self);
}

static GtkWidget *
make_stored_button (const char *label,
                    const char *icon,
                    const char *action,
                    int         index)
{
  GtkWidget *button = icon != NULL ? gtk_button_new_from_icon_name (icon) : gtk_button_new_with_label (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, icon != NULL ? label : NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "i", index);
  if (icon != NULL)
    gtk_widget_add_css_class (button, "flat");

  return button;
}

static void
add_stored_row (RkCalibrationWindow *self,
                const char          *title,
                const char          *subtitle,
                int                  index,
                gboolean             in_force)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *safe_title = g_markup_escape_text (title, -1);
  g_autofree char *safe_subtitle = g_markup_escape_text (subtitle, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), safe_title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), safe_subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  if (in_force) {
    GtkWidget *sign = gtk_image_new_from_icon_name ("object-select-symbolic");

    gtk_widget_set_tooltip_text (sign, _("In use"));
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), sign);
  } else {
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_stored_button (_("Use"), NULL, "calibration.use", index));
  }
  if (index >= 0)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                               make_stored_button (_("Forget this calibration"), "user-trash-symbolic",
                                                   "calibration.forget", index));
  gtk_list_box_append (self->stored_list, row);
}

static void
fill_stored (RkCalibrationWindow *self)
{
  int active;
  g_autoptr (GPtrArray) entries =
    rk_calibration_library_list (rk_calibration_library_get_default (), rk_channel_get_source_key (self->channel),
                                 rk_channel_get_column_key (self->channel), &active);
  const RkCalibration *factory = rk_channel_get_factory (self->channel, NULL);
  g_autofree char *factory_formula = factory != NULL ? rk_calibration_to_formula (factory) : NULL;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->stored_list))) != NULL)
    gtk_list_box_remove (self->stored_list, child);

  add_stored_row (self, _("Factory values"), factory_formula != NULL ? factory_formula : _("as the device delivers"), -1,
                  rk_channel_is_factory (self->channel));

  for (guint i = entries->len; i > 0; i--) {
    const RkStoredCalibration *stored = g_ptr_array_index (entries, i - 1);
    g_autofree char *formula = rk_calibration_to_formula (stored->calibration);
    g_autofree char *note = rk_calibration_note (stored->author, stored->wall_us);
    g_autofree char *title = stored->name == NULL  ? g_strdup (*note != '\0' ? note : formula)
                             : *note != '\0'       ? g_strdup_printf ("%s · %s", stored->name, note)
                                                   : g_strdup (stored->name);

    add_stored_row (self, title, formula, (int) i - 1,
                    rk_calibration_equal (stored->calibration, rk_channel_get_calibration (self->channel))
                    && stored->wall_us / G_USEC_PER_SEC == rk_channel_get_calibration_us (self->channel) / G_USEC_PER_SEC);
  }
}

/* ---- equal sensors ---- */

static void
add_equal_row (RkCalibrationWindow *self,
               RkChannel           *channel)
{
  RkSource *source = rk_document_find_source (self->document, rk_channel_get_source_key (channel));
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *mark = gtk_check_button_new ();
  g_autofree char *safe_title = g_markup_escape_text (rk_channel_get_name (channel), -1);
  g_autofree char *safe_subtitle = g_markup_escape_text (rk_device_get_name (rk_source_get_device (source)), -1);
  g_autofree char *label = g_strdup_printf ("%s, %s", rk_channel_get_name (channel),
                                            rk_device_get_name (rk_source_get_device (source)));

  gtk_widget_set_valign (mark, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (mark), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), safe_title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), safe_subtitle);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), mark);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), mark);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->equal_group), row);
  g_ptr_array_add (self->equal_marks, mark);
}

/* A class has many of one kind. They are marked one by one: each that is not is left as it was. */
static void
offer_equal (RkCalibrationWindow *self)
{
  self->equal = rk_sensor_find_equal (self->document, self->channel);
  for (guint i = 0; i < self->equal->len; i++)
    add_equal_row (self, g_ptr_array_index (self->equal, i));
  gtk_widget_set_visible (self->equal_group, self->equal->len > 0);
}

/* ---- life ---- */

static void
rk_calibration_window_dispose (GObject *object)
{
  RkCalibrationWindow *self = RK_CALIBRATION_WINDOW (object);

  g_clear_handle_id (&self->timeout_id, g_source_remove);
  g_clear_object (&self->channel); /* what the children say while they go is not heard */
  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_CALIBRATION_WINDOW);
  g_clear_pointer (&self->calibration, rk_calibration_unref);
  g_clear_pointer (&self->equal, g_ptr_array_unref);
  g_clear_pointer (&self->equal_marks, g_ptr_array_unref);
  g_clear_object (&self->document);

  G_OBJECT_CLASS (rk_calibration_window_parent_class)->dispose (object);
}

static void
rk_calibration_window_class_init (RkCalibrationWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rk_calibration_window_dispose;

  signals[SIGNAL_APPLIED] =
    g_signal_new ("applied", RK_TYPE_CALIBRATION_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/rostok/Rostok/ui/calibration-window.ui");
  gtk_widget_class_bind_template_child (widget_class, RkCalibrationWindow, window_title);
  gtk_widget_class_bind_template_child (widget_class, RkCalibrationWindow, raw_label);
  gtk_widget_class_bind_template_child (widget_class, RkCalibrationWindow, noise_label);
  gtk_widget_class_bind_template_child (widget_class, RkCalibrationWindow, value_caption);
  gtk_widget_class_bind_template_child (widget_class, RkCalibrationWindow, value_label);
  gtk_widget_class_bind_template_child (widget_class, RkCalibrationWindow, formula_label);
  gtk_widget_class_bind_template_child (widget_class, RkCalibrationWindow, method_row);
  gtk_widget_class_bind_template_child (widget_class, RkCalibrationWindow, unit_row);
  gtk_widget_class_bind_template_child (widget_class, RkCalibrationWindow, divider_group);
  gtk_widget_class_bind_template_child (widget_class, RkCalibrationWindow, ohm_row);
  gtk_widget_class_bind_template_child (widget_class, RkCalibrationWindow, full_row);
  gtk_widget_class_bind_template_child (widget_class, RkCalibrationWindow, upper_switch);
  gtk_widget_class_bind_template_child (widget_class, RkCalibrationWindow, formula_group);
  gtk_widget_class_bind_template_child (widget_class, RkCalibrationWindow, form_row);
  gtk_widget_class_bind_template_child (widget_class, RkCalibrationWindow, points_group);
  gtk_widget_class_bind_template_child (widget_class, RkCalibrationWindow, point_list);
  gtk_widget_class_bind_template_child (widget_class, RkCalibrationWindow, name_row);
  gtk_widget_class_bind_template_child (widget_class, RkCalibrationWindow, author_row);
  gtk_widget_class_bind_template_child (widget_class, RkCalibrationWindow, stored_list);
  gtk_widget_class_bind_template_child (widget_class, RkCalibrationWindow, equal_group);
  gtk_widget_class_bind_template_callback (widget_class, method_cb);
  gtk_widget_class_bind_template_callback (widget_class, form_cb);
  gtk_widget_class_bind_template_callback (widget_class, update_fit);
  gtk_widget_class_install_action (widget_class, "calibration.apply", NULL, apply_action);
  gtk_widget_class_install_action (widget_class, "calibration.take", NULL, take_action);
  gtk_widget_class_install_action (widget_class, "calibration.use", "i", use_action);
  gtk_widget_class_install_action (widget_class, "calibration.forget", "i", forget_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static GtkWidget *
make_empty_hint (void)
{
  GtkWidget *label = gtk_label_new (_("No points yet"));

  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_set_margin_top (label, 12);
  gtk_widget_set_margin_bottom (label, 12);
  gtk_widget_show (label);

  return label;
}

static void
rk_calibration_window_init (RkCalibrationWindow *self)
{
  static const char *const names[] = { "a", "b", "c", "d", "e", "f" };

  self->equal_marks = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_placeholder (self->point_list, make_empty_hint ());

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    GtkWidget *row = adw_entry_row_new ();

    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), names[i]);
    g_signal_connect_swapped (row, "changed", G_CALLBACK (update_fit), self);
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->formula_group), row);
    self->coefficient_rows[i] = GTK_EDITABLE (row);
  }
}

/**
 * rk_calibration_window_new:
 * @parent: the window it belongs to
 * @document: what the window shows
 * @channel: what is to be calibrated
 *
 * Makes a window in which a channel is calibrated.
 *
 * Returns: (transfer none): a window; GTK owns it
 */
GtkWindow *
rk_calibration_window_new (GtkWindow  *parent,
                           RkDocument *document,
                           RkChannel  *channel)
{
  RkCalibrationWindow *self;

  g_return_val_if_fail (RK_IS_DOCUMENT (document) && RK_IS_CHANNEL (channel), NULL);

  self = g_object_new (RK_TYPE_CALIBRATION_WINDOW, "transient-for", parent, NULL);
  self->document = g_object_ref (document);
  self->channel = g_object_ref (channel);
  adw_window_title_set_subtitle (self->window_title, rk_channel_get_name (channel));
  gtk_editable_set_text (GTK_EDITABLE (self->unit_row), rk_unit_local (rk_channel_get_unit (channel)));
  gtk_editable_set_text (GTK_EDITABLE (self->author_row), last_author != NULL ? last_author : "");
  fill_stored (self);
  offer_equal (self);
  method_cb (self);
  self->timeout_id = g_timeout_add (UPDATE_MS, timeout_cb, self);

  return GTK_WINDOW (self);
}
