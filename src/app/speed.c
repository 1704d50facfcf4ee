#include "config.h"

#include "app/speed.h"

#include "base/number.h"

#include <math.h>

/* The fastest a serial port does (USB high speed adapters). */
#define SPEED_MAX 12000000

const guint rk_speeds[] = {
  1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400, 460800, 500000, 921600, 1000000, 2000000, 0,
};

/**
 * rk_speed_parse:
 * @text: (nullable): what a person typed
 * @baud: (out): the speed, baud
 *
 * Reads a speed; any whole number that a port can take will do.
 *
 * Returns: whether @text is a speed; @baud is unchanged if not
 */
gboolean
rk_speed_parse (const char *text,
                guint      *baud)
{
  double value;

  if (!rk_number_parse_typed (text, &value))
    return FALSE;
  if (!(value >= 50.0 && value <= SPEED_MAX) || floor (value) < value)
    return FALSE;

  *baud = (guint) value;

  return TRUE;
}

/**
 * rk_speed_combo_fill:
 * @combo: a combo box with an entry
 * @baud: the speed to show, baud
 *
 * Offers the usual speeds; any other can be typed.
 */
void
rk_speed_combo_fill (GtkComboBoxText *combo,
                     guint            baud)
{
  GtkWidget *entry = gtk_combo_box_get_child (GTK_COMBO_BOX (combo));
  char text[16];

  gtk_combo_box_text_remove_all (combo);
  for (const guint *speed = rk_speeds; *speed != 0; speed++) {
    g_snprintf (text, sizeof text, "%u", *speed);
    gtk_combo_box_text_append (combo, text, text);
  }

  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 8);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), 8);
  gtk_entry_set_input_purpose (GTK_ENTRY (entry), GTK_INPUT_PURPOSE_DIGITS);
  g_snprintf (text, sizeof text, "%u", baud);
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
}
