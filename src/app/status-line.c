#include "config.h"

#include "app/status-line.h"

#include "app/format.h"
#include "app/source-row.h"

#include <glib/gi18n-lib.h>

/* The writer commits twice a second; data older than this are worth a word. */
#define LATE_MS 1500

/* Numbers that change faster than this cannot be read. */
#define UPDATE_MS 200

struct _RkStatusLine
{
  GtkBox parent_instance;

  RkDocument *document;  /* nullable until set */
  guint       update_id; /* 0 = none pending */

  /* Template children. */
  GtkLabel *source_label;
  GtkLabel *counters_label;
  GtkLabel *disk_label;
};

G_DEFINE_FINAL_TYPE (RkStatusLine, rk_status_line, GTK_TYPE_BOX)

static void
set_label (GtkLabel   *label,
           const char *text)
{
  if (g_strcmp0 (gtk_label_get_label (label), text) != 0)
    gtk_label_set_label (label, text);
}

static void
update_source (RkStatusLine *self)
{
  GListModel *sources = rk_recorder_get_sources (rk_document_get_recorder (self->document));
  guint n = g_list_model_get_n_items (sources);
  RkSource *source = rk_document_get_source (self->document);
  g_autofree char *text = NULL;

  if (n == 0 || source == NULL)
    text = g_strdup (_("No sensor connected"));
  else if (n == 1)
    text = rk_source_describe (source);
  else
    text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u sensor", "%u sensors", n), n);

  set_label (self->source_label, text);
}

/* Sums over all sources: received = parsed + rejected + dropped, and what waits
 * for the end of its line. */
static void
update_counters (RkStatusLine *self)
{
  GListModel *sources = rk_recorder_get_sources (rk_document_get_recorder (self->document));
  RkCounters sum = { 0 };
  g_autofree char *bytes = NULL;
  g_autofree char *parsed = NULL;
  g_autofree char *rejected = NULL;
  g_autofree char *dropped = NULL;
  g_autofree char *text = NULL;

  if (g_list_model_get_n_items (sources) == 0) {
    set_label (self->counters_label, "");
    return;
  }

  for (guint i = 0; i < g_list_model_get_n_items (sources); i++) {
    g_autoptr (RkSource) source = g_list_model_get_item (sources, i);
    RkCounters counters;

    rk_source_get_counters (source, &counters);
    sum.bytes += counters.bytes;
    sum.parsed += counters.parsed;
    sum.rejected += counters.rejected;
    sum.dropped += counters.dropped;
    sum.pending += counters.pending;
  }

  bytes = rk_format_count (sum.bytes - sum.pending);
  parsed = rk_format_count (sum.parsed);
  rejected = rk_format_count (sum.rejected);
  dropped = rk_format_count (sum.dropped);
  /* Translators: counts of bytes: received = read as data + refused + skipped */
  text = g_strdup_printf (_("bytes %s = parsed %s + rejected %s + dropped %s"),
                          bytes, parsed, rejected, dropped);
  set_label (self->counters_label, text);

  if (sum.rejected + sum.dropped > 0 && sum.rejected > sum.parsed / 10)
    gtk_widget_add_css_class (GTK_WIDGET (self->counters_label), "warning");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->counters_label), "warning");
}

static void
update_disk (RkStatusLine *self)
{
  RkProject *project = rk_document_get_project (self->document);
  g_autofree char *error_text = NULL;
  g_autofree char *behind = NULL;
  guint unsaved_ms = 0;

  if (project == NULL) {
    set_label (self->disk_label, "");
    return;
  }

  g_object_get (project, "error-text", &error_text, "unsaved-ms", &unsaved_ms, NULL);

  if (error_text != NULL) {
    set_label (self->disk_label, error_text);
    gtk_widget_add_css_class (GTK_WIDGET (self->disk_label), "error");
    return;
  }

  gtk_widget_remove_css_class (GTK_WIDGET (self->disk_label), "error");
  if (rk_project_get_read_only (project)) {
    set_label (self->disk_label, _("Read only"));
  } else if (unsaved_ms > LATE_MS) {
    behind = rk_format_duration (unsaved_ms / 1000.0);
    error_text = g_strdup_printf (_("The disk is %s behind"), behind);
    set_label (self->disk_label, error_text);
  } else {
    set_label (self->disk_label, _("Saved"));
  }
}

static gboolean
update_cb (gpointer user_data)
{
  RkStatusLine *self = user_data;

  self->update_id = 0;
  update_source (self);
  update_counters (self);
  update_disk (self);

  return G_SOURCE_REMOVE;
}

static void
update_soon (RkStatusLine *self)
{
  if (self->update_id == 0)
    self->update_id = g_timeout_add (UPDATE_MS, update_cb, self);
}

static void
project_cb (RkStatusLine *self)
{
  RkProject *project = rk_document_get_project (self->document);

  if (project != NULL) {
    g_signal_handlers_disconnect_by_func (project, update_soon, self);
    g_signal_connect_object (project, "notify::error-text", G_CALLBACK (update_soon), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (project, "notify::unsaved-ms", G_CALLBACK (update_soon), self, G_CONNECT_SWAPPED);
  }
  update_soon (self);
}

static void
rk_status_line_dispose (GObject *object)
{
  RkStatusLine *self = RK_STATUS_LINE (object);

  g_clear_handle_id (&self->update_id, g_source_remove);
  g_clear_object (&self->document);
  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_STATUS_LINE);

  G_OBJECT_CLASS (rk_status_line_parent_class)->dispose (object);
}

static void
rk_status_line_class_init (RkStatusLineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rk_status_line_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/rostok/Rostok/ui/status-line.ui");
  gtk_widget_class_bind_template_child (widget_class, RkStatusLine, source_label);
  gtk_widget_class_bind_template_child (widget_class, RkStatusLine, counters_label);
  gtk_widget_class_bind_template_child (widget_class, RkStatusLine, disk_label);
}

static void
rk_status_line_init (RkStatusLine *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rk_status_line_set_document:
 * @self: a status line
 * @document: what is shown
 *
 * Says what is shown; to be called once.
 */
void
rk_status_line_set_document (RkStatusLine *self,
                             RkDocument   *document)
{
  g_return_if_fail (RK_IS_STATUS_LINE (self));
  g_return_if_fail (self->document == NULL);

  self->document = g_object_ref (document);
  g_signal_connect_object (document, "sources-updated", G_CALLBACK (update_soon), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "notify::source", G_CALLBACK (update_soon), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "notify::location", G_CALLBACK (update_soon), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "notify::project", G_CALLBACK (project_cb), self, G_CONNECT_SWAPPED);
  project_cb (self);
}
