#include "config.h"

#include "app/plot-limits.h"

#include "base/number.h"

#include <glib/gi18n-lib.h>

#include <math.h>

typedef enum {
  ROW_LOWER,
  ROW_UPPER,
  ROW_LOW,
  ROW_HIGH,
  N_ROWS,
} Row;

/* The question, as long as its window lives. */
typedef struct {
  RkPlot           *plot;
  AdwMessageDialog *dialog; /* owns this */
  GtkWidget        *rows[N_ROWS];
} Question;

static void
question_free (gpointer  data,
               GClosure *closure)
{
  Question *question = data;

  g_object_unref (question->plot);
  g_free (question);
}

/* NaN where nothing is typed; FALSE where that is no number. */
static gboolean
read_row (Question *question,
          Row       row,
          double   *value)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (question->rows[row]));

  *value = NAN;

  return *text == '\0' || rk_number_parse_typed (text, value);
}

static gboolean
read_rows (Question *question,
           double    values[N_ROWS])
{
  gboolean good = TRUE;

  for (guint i = 0; i < N_ROWS; i++) {
    gboolean is_number = read_row (question, (Row) i, &values[i]);

    if (is_number)
      gtk_widget_remove_css_class (question->rows[i], "error");
    else
      gtk_widget_add_css_class (question->rows[i], "error");
    good = good && is_number;
  }

  /* A pair is complete or has one end; it never runs backwards. */
  return good && !(values[ROW_LOWER] >= values[ROW_UPPER]) && !(values[ROW_LOW] >= values[ROW_HIGH]);
}

static void
row_changed_cb (Question *question)
{
  double values[N_ROWS];

  adw_message_dialog_set_response_enabled (question->dialog, "apply", read_rows (question, values));
}

static void
response_cb (AdwMessageDialog *dialog,
             const char       *response,
             Question         *question)
{
  double values[N_ROWS];

  if (g_strcmp0 (response, "apply") != 0 || !read_rows (question, values))
    return;

  g_object_set (question->plot,
                "lower", values[ROW_LOWER],
                "upper", values[ROW_UPPER],
                "low", values[ROW_LOW],
                "high", values[ROW_HIGH],
                NULL);
}

static GtkWidget *
make_row (Question   *question,
          const char *title,
          double      value)
{
  GtkWidget *row = adw_entry_row_new ();
  g_autofree char *text = NULL;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_editable_set_alignment (GTK_EDITABLE (row), 0);
  if (!isnan (value)) {
    char buffer[RK_NUMBER_BUFFER];

    rk_number_print (value, buffer);
    text = g_strdelimit (g_strdup (buffer), ".", rk_number_decimal_sign ());
    gtk_editable_set_text (GTK_EDITABLE (row), text);
  }
  g_signal_connect_swapped (row, "changed", G_CALLBACK (row_changed_cb), question);

  return row;
}

/**
 * rk_plot_limits_ask:
 * @plot: an instrument
 * @parent: a widget of the window that asks
 *
 * Asks for the scale of an instrument and its limits, in the shown unit. An empty field leaves it to the sensor.
 */
void
rk_plot_limits_ask (RkPlot    *plot,
                    GtkWidget *parent)
{
  GtkWidget *group = adw_preferences_group_new ();
  Question *question = g_new0 (Question, 1);
  GtkWidget *dialog;

  g_return_if_fail (RK_IS_PLOT (plot));
  g_return_if_fail (GTK_IS_WIDGET (parent));

  dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (parent)), _("Scale and Limits"),
                                   _("Beyond a limit the value has another colour. What is empty is left to the sensor."));
  question->plot = g_object_ref (plot);
  question->dialog = ADW_MESSAGE_DIALOG (dialog);
  question->rows[ROW_LOWER] = make_row (question, _("Scale from"), rk_plot_get_lower (plot));
  question->rows[ROW_UPPER] = make_row (question, _("Scale to"), rk_plot_get_upper (plot));
  question->rows[ROW_LOW] = make_row (question, _("Too low below"), rk_plot_get_low (plot));
  question->rows[ROW_HIGH] = make_row (question, _("Too high above"), rk_plot_get_high (plot));
  for (guint i = 0; i < N_ROWS; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), question->rows[i]);

  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), group);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "apply", _("_Apply"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "apply", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "apply");
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), question, question_free, 0);
  /* A run may be going on. */
  gtk_window_set_modal (GTK_WINDOW (dialog), FALSE);
  gtk_window_present (GTK_WINDOW (dialog));
}
