#include "config.h"

#include "app/raw-page.h"

#include "app/beat.h"
#include "app/comma-question.h"
#include "app/console-bar.h"
#include "app/format.h"
#include "app/raw-text.h"

#include <glib/gi18n-lib.h>

#define MAX_LINES 500
#define MAX_CHARS 400
/* Height of a line before one was laid out, pixels. */
#define LINE_PX 18
#define MAX_BYTES  65536

struct _RkRawPage
{
  AdwBin parent_instance;

  RkSource     *source; /* nullable */
  RkExperiment *experiment; /* nullable; keeps the buttons of the console */
  GSignalGroup *source_signals;
  gboolean      paused;
  gboolean      hex;
  gboolean      recording;
  guint         beat_id;
  GBytes       *bytes;   /* what is shown, both ways; nullable */
  GArray       *pieces;  /* of RkRawPiece: which of them were sent */
  guint64       serial;  /* number of all bytes up to the last of them */
  guint64       offset;  /* bytes received before the first of them */

  /* Template children. */
  GtkStack          *stack;
  GtkTextView       *text_view;
  GtkScrolledWindow *scroller;
  GtkLabel          *counters_label;
  GtkWidget         *rejected_box;
  GtkLabel          *rejected_label;
  GtkLabel          *reason_label;
};

enum {
  PROP_0,
  PROP_SOURCE,
  PROP_PAUSED,
  PROP_HEX,
  PROP_RECORDING,
  PROP_EXPERIMENT,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (RkRawPage, rk_raw_page, ADW_TYPE_BIN)

/* ---- text ---- */

/* How many lines are in sight. While the text runs only these are laid out, so there is
 * nothing to scroll and a busy device costs little. */
static gsize
count_lines_in_sight (RkRawPage *self)
{
  GtkTextIter begin;
  int y;
  int line_px = 0;
  int height = gtk_widget_get_height (GTK_WIDGET (self->scroller)) - gtk_text_view_get_top_margin (self->text_view) -
               gtk_text_view_get_bottom_margin (self->text_view);

  gtk_text_buffer_get_start_iter (gtk_text_view_get_buffer (self->text_view), &begin);
  gtk_text_view_get_line_yrange (self->text_view, &begin, &y, &line_px);
  if (line_px <= 0)
    line_px = LINE_PX;

  return (gsize) CLAMP (height / line_px, 4, MAX_LINES);
}

static void
show_text (RkRawPage *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text_view);
  gsize max_lines = self->paused ? MAX_LINES : count_lines_in_sight (self);
  g_autofree char *text = NULL;
  const guint8 *data;
  gsize len = 0;
  GtkTextIter end;

  data = self->bytes != NULL ? g_bytes_get_data (self->bytes, &len) : NULL;
  text = rk_raw_text_traffic (data, len, (const RkRawPiece *) (const void *) self->pieces->data, self->pieces->len,
                              self->hex, self->offset, max_lines, MAX_CHARS);
  gtk_text_buffer_set_text (buffer, text, -1);

  gtk_text_buffer_get_end_iter (buffer, &end);
  gtk_text_iter_set_line_offset (&end, 0);
  gtk_text_buffer_place_cursor (buffer, &end);
  gtk_text_view_scroll_to_mark (self->text_view, gtk_text_buffer_get_insert (buffer), 0, TRUE, 0, 1);
}

/* The newest bytes; FALSE if they are those that are shown. */
static gboolean
take_bytes (RkRawPage *self)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GArray) pieces = NULL;
  RkCounters counters;
  guint64 serial = 0;
  gsize n_received = 0;

  bytes = rk_source_copy_traffic (self->source, MAX_BYTES, &pieces, &serial);
  if (bytes == NULL || (self->bytes != NULL && serial == self->serial))
    return FALSE;

  g_array_set_size (self->pieces, 0);
  for (guint i = 0; i < pieces->len; i++) {
    const RkTrafficPiece *piece = &g_array_index (pieces, RkTrafficPiece, i);
    const RkRawPiece shown = { .sent = piece->sent, .n = piece->n };

    g_array_append_val (self->pieces, shown);
    n_received += piece->sent ? 0 : piece->n;
  }

  rk_source_get_counters (self->source, &counters);
  self->offset = counters.bytes - MIN (n_received, counters.bytes);
  self->serial = serial;
  g_clear_pointer (&self->bytes, g_bytes_unref);
  self->bytes = g_steal_pointer (&bytes);

  return TRUE;
}

static void
show_counters (RkRawPage *self)
{
  RkCounters counters;
  g_autofree char *bytes = NULL;
  g_autofree char *parsed = NULL;
  g_autofree char *rejected = NULL;
  g_autofree char *dropped = NULL;
  g_autofree char *pending = NULL;
  g_autofree char *text = NULL;

  rk_source_get_counters (self->source, &counters);
  bytes = rk_format_count (counters.bytes);
  parsed = rk_format_count (counters.parsed);
  rejected = rk_format_count (counters.rejected);
  dropped = rk_format_count (counters.dropped);
  pending = rk_format_count (counters.pending);

  /* Translators: counts of bytes; the first is the sum of the others. */
  text = g_strdup_printf (_("%s bytes = %s parsed + %s rejected + %s dropped + %s pending"),
                          bytes, parsed, rejected, dropped, pending);
  gtk_label_set_text (self->counters_label, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->counters_label), text);
}

static void
show_rejected (RkRawPage *self)
{
  g_autofree char *reason = NULL;
  g_autofree char *mark = NULL;
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;
  int caret = -1;

  line = rk_source_dup_last_rejected (self->source, &caret, &reason);
  gtk_widget_set_visible (self->rejected_box, line != NULL);
  if (line == NULL)
    return;

  mark = rk_raw_text_caret (caret);
  text = *mark != '\0' ? g_strdup_printf ("%s\n%s", line, mark) : g_strdup (line);
  gtk_label_set_text (self->rejected_label, text);
  gtk_label_set_text (self->reason_label, reason);
}

static void
update (RkRawPage *self)
{
  gtk_stack_set_visible_child_name (self->stack, self->source != NULL ? "text" : "empty");
  if (self->source == NULL)
    return;

  if (!self->paused && take_bytes (self))
    show_text (self);

  show_counters (self);
  show_rejected (self);
}

static gboolean
beat_cb (gpointer user_data)
{
  RkRawPage *self = user_data;

  self->beat_id = 0;
  update (self);

  return G_SOURCE_REMOVE;
}

static void
source_updated_cb (RkRawPage *self)
{
  if (self->beat_id == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->beat_id = rk_beat_add (beat_cb, self);
}

/* Who turns back to read something does not want it to run away. */
static gboolean
scroll_cb (RkRawPage *self,
           double     dx,
           double     dy)
{
  if (dy < 0 && !self->paused)
    g_object_set (self, "paused", TRUE, NULL);

  return GDK_EVENT_PROPAGATE;
}

/* For the template. */
static gboolean
is_idle (RkRawPage *self,
         gboolean   recording)
{
  return !recording;
}

/* ---- the object ---- */

static void
set_flag (RkRawPage  *self,
          gboolean   *flag,
          gboolean    value,
          GParamSpec *pspec)
{
  if (*flag == value)
    return;

  *flag = value;
  g_object_notify_by_pspec (G_OBJECT (self), pspec);

  if (self->source != NULL && gtk_widget_get_mapped (GTK_WIDGET (self))) {
    show_text (self);
    update (self);
  }
}

static void
rk_raw_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (rk_raw_page_parent_class)->map (widget);

  update (RK_RAW_PAGE (widget));
}

static void
rk_raw_page_unmap (GtkWidget *widget)
{
  RkRawPage *self = RK_RAW_PAGE (widget);

  g_clear_handle_id (&self->beat_id, g_source_remove);

  GTK_WIDGET_CLASS (rk_raw_page_parent_class)->unmap (widget);
}

static void
rk_raw_page_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  RkRawPage *self = RK_RAW_PAGE (object);

  switch (prop_id) {
  case PROP_SOURCE:
    g_value_set_object (value, self->source);
    break;
  case PROP_PAUSED:
    g_value_set_boolean (value, self->paused);
    break;
  case PROP_HEX:
    g_value_set_boolean (value, self->hex);
    break;
  case PROP_RECORDING:
    g_value_set_boolean (value, self->recording);
    break;
  case PROP_EXPERIMENT:
    g_value_set_object (value, self->experiment);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
rk_raw_page_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  RkRawPage *self = RK_RAW_PAGE (object);

  switch (prop_id) {
  case PROP_SOURCE:
    rk_raw_page_set_source (self, g_value_get_object (value));
    break;
  case PROP_PAUSED:
    set_flag (self, &self->paused, g_value_get_boolean (value), pspec);
    break;
  case PROP_HEX:
    set_flag (self, &self->hex, g_value_get_boolean (value), pspec);
    break;
  case PROP_RECORDING:
    if (self->recording != g_value_get_boolean (value)) {
      self->recording = g_value_get_boolean (value);
      g_object_notify_by_pspec (object, pspec);
    }
    break;
  case PROP_EXPERIMENT:
    if (g_set_object (&self->experiment, g_value_get_object (value)))
      g_object_notify_by_pspec (object, pspec);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
rk_raw_page_dispose (GObject *object)
{
  RkRawPage *self = RK_RAW_PAGE (object);

  g_clear_handle_id (&self->beat_id, g_source_remove);
  g_clear_object (&self->source_signals);
  /* AdwBin keeps no reference of its own to what the template disposes of. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_RAW_PAGE);
  g_clear_object (&self->source);
  g_clear_object (&self->experiment);

  G_OBJECT_CLASS (rk_raw_page_parent_class)->dispose (object);
}

static void
rk_raw_page_finalize (GObject *object)
{
  RkRawPage *self = RK_RAW_PAGE (object);

  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_array_unref (self->pieces);

  G_OBJECT_CLASS (rk_raw_page_parent_class)->finalize (object);
}

static void
rk_raw_page_class_init (RkRawPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = rk_raw_page_get_property;
  object_class->set_property = rk_raw_page_set_property;
  object_class->dispose = rk_raw_page_dispose;
  object_class->finalize = rk_raw_page_finalize;
  widget_class->map = rk_raw_page_map;
  widget_class->unmap = rk_raw_page_unmap;

  /**
   * RkRawPage:source:
   *
   * The device whose bytes are shown.
   */
  properties[PROP_SOURCE] =
    g_param_spec_object ("source", NULL, NULL,
                         RK_TYPE_SOURCE,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * RkRawPage:paused:
   *
   * Whether the text stands still. The device is read on all the same.
   */
  properties[PROP_PAUSED] =
    g_param_spec_boolean ("paused", NULL, NULL,
                          FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * RkRawPage:hex:
   *
   * Whether bytes are shown in hexadecimal.
   */
  properties[PROP_HEX] =
    g_param_spec_boolean ("hex", NULL, NULL,
                          FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * RkRawPage:recording:
   *
   * Whether a run is on: how the lines are read is not changed then.
   */
  properties[PROP_RECORDING] =
    g_param_spec_boolean ("recording", NULL, NULL,
                          FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * RkRawPage:experiment:
   *
   * The experiment that keeps what is sent again and again.
   */
  properties[PROP_EXPERIMENT] =
    g_param_spec_object ("experiment", NULL, NULL,
                         RK_TYPE_EXPERIMENT,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/rostok/Rostok/ui/raw-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RkRawPage, stack);
  gtk_widget_class_bind_template_child (widget_class, RkRawPage, text_view);
  gtk_widget_class_bind_template_child (widget_class, RkRawPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, RkRawPage, counters_label);
  gtk_widget_class_bind_template_child (widget_class, RkRawPage, rejected_box);
  gtk_widget_class_bind_template_child (widget_class, RkRawPage, rejected_label);
  gtk_widget_class_bind_template_child (widget_class, RkRawPage, reason_label);
  gtk_widget_class_bind_template_callback (widget_class, scroll_cb);
  gtk_widget_class_bind_template_callback (widget_class, is_idle);

  /* Named only in the template. */
  g_type_ensure (RK_TYPE_COMMA_QUESTION);
  g_type_ensure (RK_TYPE_CONSOLE_BAR);

  gtk_widget_class_install_property_action (widget_class, "raw.pause", "paused");
  gtk_widget_class_install_property_action (widget_class, "raw.hex", "hex");
}

static void
rk_raw_page_init (RkRawPage *self)
{
  self->pieces = g_array_new (FALSE, FALSE, sizeof (RkRawPiece));
  gtk_widget_init_template (GTK_WIDGET (self));

  self->source_signals = g_signal_group_new (RK_TYPE_SOURCE);
  g_signal_group_connect_swapped (self->source_signals, "updated", G_CALLBACK (source_updated_cb), self);
}

/**
 * rk_raw_page_new:
 *
 * Returns: (transfer floating): a page without a device
 */
GtkWidget *
rk_raw_page_new (void)
{
  return g_object_new (RK_TYPE_RAW_PAGE, NULL);
}

/**
 * rk_raw_page_get_source:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): the device whose bytes are shown
 */
RkSource *
rk_raw_page_get_source (RkRawPage *self)
{
  g_return_val_if_fail (RK_IS_RAW_PAGE (self), NULL);

  return self->source;
}

/**
 * rk_raw_page_set_source:
 * @self: a page
 * @source: (nullable): the device whose bytes to show
 *
 * Shows the bytes of another device, running.
 */
void
rk_raw_page_set_source (RkRawPage *self,
                        RkSource  *source)
{
  g_return_if_fail (RK_IS_RAW_PAGE (self));
  g_return_if_fail (source == NULL || RK_IS_SOURCE (source));

  if (!g_set_object (&self->source, source))
    return;

  g_signal_group_set_target (self->source_signals, source);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_array_set_size (self->pieces, 0);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text_view), "", -1);
  gtk_widget_set_visible (self->rejected_box, FALSE);
  g_object_set (self, "paused", FALSE, NULL);
  update (self);

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SOURCE]);
}
