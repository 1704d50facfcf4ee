#include "config.h"

#include "app/welcome-page.h"

#include "app/device-row.h"

/* The experiments offered to somebody without a sensor, in this order. */
static const char * const offered[] = { "heating", "pendulum", "capacitor", "titration" };

struct _RkWelcomePage
{
  GtkBox parent_instance;

  RkDocument *document; /* nullable until set */

  /* Template children. */
  GtkListBox *ports_list;
  GtkListBox *simulated_list;
};

G_DEFINE_FINAL_TYPE (RkWelcomePage, rk_welcome_page, GTK_TYPE_BOX)

static void
device_activated_cb (RkWelcomePage *self,
                     GtkListBoxRow *row)
{
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self)));

  if (!RK_IS_DEVICE_ROW (row))
    return;

  rk_document_connect_device (self->document, rk_device_row_get_device (RK_DEVICE_ROW (row)));
  gtk_widget_activate_action (root, "win.focus-start", NULL);
}

static GtkWidget *
create_row (gpointer item,
            gpointer user_data)
{
  return rk_device_row_new (RK_DEVICE (item));
}

static gboolean
is_offered (gpointer item,
            gpointer user_data)
{
  return g_strv_contains (user_data, rk_device_get_path (RK_DEVICE (item)));
}

static GListModel *
make_offer (void)
{
  GListModel *all = rk_simulated_devices_new ();
  g_autoptr (GtkFilterListModel) some = NULL;
  GtkFilter *filter;
  static const char *names[G_N_ELEMENTS (offered) + 1];

  for (guint i = 0; i < G_N_ELEMENTS (offered); i++)
    names[i] = offered[i];

  filter = GTK_FILTER (gtk_custom_filter_new (is_offered, names, NULL));
  some = gtk_filter_list_model_new (all, filter);

  return G_LIST_MODEL (gtk_slice_list_model_new (G_LIST_MODEL (g_steal_pointer (&some)), 0,
                                                 G_N_ELEMENTS (offered)));
}

static void
rk_welcome_page_dispose (GObject *object)
{
  RkWelcomePage *self = RK_WELCOME_PAGE (object);

  g_clear_object (&self->document);
  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_WELCOME_PAGE);

  G_OBJECT_CLASS (rk_welcome_page_parent_class)->dispose (object);
}

static void
rk_welcome_page_class_init (RkWelcomePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rk_welcome_page_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/rostok/Rostok/ui/welcome-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RkWelcomePage, ports_list);
  gtk_widget_class_bind_template_child (widget_class, RkWelcomePage, simulated_list);
  gtk_widget_class_bind_template_callback (widget_class, device_activated_cb);
}

static void
rk_welcome_page_init (RkWelcomePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rk_welcome_page_set_document:
 * @self: a welcome page
 * @document: who takes the devices
 * @ports: the ports of the system
 *
 * Says where a chosen device goes; to be called once.
 */
void
rk_welcome_page_set_document (RkWelcomePage *self,
                              RkDocument    *document,
                              RkDeviceList  *ports)
{
  g_autoptr (GListModel) simulated = make_offer ();

  g_return_if_fail (RK_IS_WELCOME_PAGE (self));
  g_return_if_fail (self->document == NULL);

  self->document = g_object_ref (document);
  gtk_list_box_bind_model (self->ports_list, G_LIST_MODEL (ports), create_row, NULL, NULL);
  gtk_list_box_bind_model (self->simulated_list, simulated, create_row, NULL, NULL);
}
