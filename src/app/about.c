#include "config.h"

#include "app/about.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/**
 * rk_about_present:
 * @parent: the window it belongs to
 *
 * Shows what the program is, its version and licence.
 */
void
rk_about_present (GtkWindow *parent)
{
  adw_show_about_window (parent,
                         "application-name", "Rostok",
                         "application-icon", APP_ID,
                         "version", VERSION,
                         "comments", _("A digital laboratory for schools: from a sensor on a serial port "
                                       "to a live graph, a saved run and a picture for the report"),
                         "license-type", GTK_LICENSE_GPL_3_0,
                         /* Translators: put your names here, one a line */
                         "translator-credits", _("translator-credits"),
                         NULL);
}
