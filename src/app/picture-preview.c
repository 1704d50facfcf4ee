#include "config.h"

#include "app/picture-preview.h"

#include <math.h>

/* Around the sheet, for its edge. */
#define MARGIN 6.0

#define MIN_WIDTH 280
#define MIN_HEIGHT 200
/* Nobody can tell anything on a smaller one. */
#define MIN_SHEET 16.0

struct _RkPicturePreview
{
  GtkWidget parent_instance;

  cairo_surface_t *sheet; /* nullable */
};

enum {
  RESIZED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RkPicturePreview, rk_picture_preview, GTK_TYPE_WIDGET)

static void
rk_picture_preview_snapshot (GtkWidget   *widget,
                             GtkSnapshot *snapshot)
{
  RkPicturePreview *self = RK_PICTURE_PREVIEW (widget);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  double scale, w, h, x, y;
  cairo_t *cr;

  if (self->sheet == NULL)
    return;

  cairo_surface_get_device_scale (self->sheet, &scale, NULL);
  w = cairo_image_surface_get_width (self->sheet) / scale;
  h = cairo_image_surface_get_height (self->sheet) / scale;
  x = round ((width - w) / 2.0);
  y = round ((height - h) / 2.0);

  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  /* The edge of the paper, also on a white window. */
  cairo_set_source_rgba (cr, 0.5, 0.5, 0.5, 0.5);
  cairo_rectangle (cr, x - 1.0, y - 1.0, w + 2.0, h + 2.0);
  cairo_fill (cr);
  cairo_set_source_surface (cr, self->sheet, x, y);
  cairo_paint (cr);
  cairo_destroy (cr);
}

static void
rk_picture_preview_measure (GtkWidget      *widget,
                            GtkOrientation  orientation,
                            int             for_size,
                            int            *minimum,
                            int            *natural,
                            int            *minimum_baseline,
                            int            *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN_WIDTH : MIN_HEIGHT;
}

static void
rk_picture_preview_size_allocate (GtkWidget *widget,
                                  int        width,
                                  int        height,
                                  int        baseline)
{
  g_signal_emit (widget, signals[RESIZED], 0);
}

static void
rk_picture_preview_finalize (GObject *object)
{
  g_clear_pointer (&RK_PICTURE_PREVIEW (object)->sheet, cairo_surface_destroy);

  G_OBJECT_CLASS (rk_picture_preview_parent_class)->finalize (object);
}

static void
rk_picture_preview_class_init (RkPicturePreviewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = rk_picture_preview_finalize;
  widget_class->snapshot = rk_picture_preview_snapshot;
  widget_class->measure = rk_picture_preview_measure;
  widget_class->size_allocate = rk_picture_preview_size_allocate;

  /**
   * RkPicturePreview::resized:
   *
   * There is other room for the sheet.
   */
  signals[RESIZED] =
    g_signal_new ("resized",
                  RK_TYPE_PICTURE_PREVIEW,
                  G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
rk_picture_preview_init (RkPicturePreview *self)
{
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
}

/**
 * rk_picture_preview_get_room:
 * @self: a preview
 * @width: (out): logical pixels
 * @height: (out): logical pixels
 *
 * Tells how large a sheet can be.
 *
 * Returns: %FALSE while there is no room for one
 */
gboolean
rk_picture_preview_get_room (RkPicturePreview *self,
                             double           *width,
                             double           *height)
{
  g_return_val_if_fail (RK_IS_PICTURE_PREVIEW (self), FALSE);

  *width = gtk_widget_get_width (GTK_WIDGET (self)) - 2.0 * MARGIN;
  *height = gtk_widget_get_height (GTK_WIDGET (self)) - 2.0 * MARGIN;

  return *width >= MIN_SHEET && *height >= MIN_SHEET;
}

/**
 * rk_picture_preview_take_sheet:
 * @self: a preview
 * @sheet: (transfer full) (nullable): an image of device pixels
 *
 * Shows another sheet.
 */
void
rk_picture_preview_take_sheet (RkPicturePreview *self,
                               cairo_surface_t  *sheet)
{
  g_return_if_fail (RK_IS_PICTURE_PREVIEW (self));

  g_clear_pointer (&self->sheet, cairo_surface_destroy);
  self->sheet = sheet;
  if (sheet != NULL) {
    int factor = gtk_widget_get_scale_factor (GTK_WIDGET (self));

    cairo_surface_set_device_scale (sheet, factor, factor);
  }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
