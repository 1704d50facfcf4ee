#include "config.h"

#include "app/photo.h"

#include "store/mark.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gi18n-lib.h>
#include <math.h>

/* What is read of a file; a photo of a camera has some ten million bytes. */
#define MAX_BYTES  (100 * 1024 * 1024)
/* A few bytes can claim any size; a decoder would ask for the memory of all of it. */
#define MAX_PIXELS (64 * 1000 * 1000)
/* The size is known before so many bytes are, and nothing large was asked for. */
#define PIECE      4096
#define QUALITY    "85"

typedef struct {
  int side;
  int width;  /* as the file says; 0 = not known yet */
  int height;
} Wish;

static gboolean
is_too_large (const Wish *wish)
{
  return (gint64) wish->width * wish->height > MAX_PIXELS;
}

static void
prepared_cb (GdkPixbufLoader *loader,
             int              width,
             int              height,
             Wish            *wish)
{
  double share = (double) wish->side / MAX (MAX (width, height), 1);

  wish->width = width;
  wish->height = height;
  if (is_too_large (wish))
    gdk_pixbuf_loader_set_size (loader, 1, 1);
  else if (share < 1.0)
    gdk_pixbuf_loader_set_size (loader, MAX ((int) round (width * share), 1), MAX ((int) round (height * share), 1));
}

/* As it is meant to be seen: upright, at most @side pixels wide and high. Any thread. */
static GdkPixbuf *
decode (GBytes  *bytes,
        int      side,
        GError **error)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new ();
  Wish wish = { .side = side };
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  gboolean is_good = size > 0;
  GdkPixbuf *pixbuf;

  g_signal_connect (loader, "size-prepared", G_CALLBACK (prepared_cb), &wish);
  for (gsize at = 0; is_good && at < size && !is_too_large (&wish); at += PIECE)
    is_good = gdk_pixbuf_loader_write (loader, data + at, MIN (size - at, PIECE), NULL);
  /* A file that was cut off shows what there is of it. */
  gdk_pixbuf_loader_close (loader, NULL);

  if (is_too_large (&wish)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                 _("%d × %d pixels are too many; make the photo smaller first"), wish.width, wish.height);
    return NULL;
  }

  pixbuf = is_good ? gdk_pixbuf_loader_get_pixbuf (loader) : NULL;
  if (pixbuf == NULL) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("This is not a photo, or it is damaged"));
    return NULL;
  }

  return gdk_pixbuf_apply_embedded_orientation (pixbuf);
}

static GBytes *
read_bytes (GFile         *file,
            GCancellable  *cancellable,
            GError       **error)
{
  g_autoptr (GFileInputStream) stream = g_file_read (file, cancellable, error);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree guint8 *piece = g_malloc (64 * 1024);
  gssize n = 0;

  if (stream == NULL)
    return NULL;

  while (bytes->len <= MAX_BYTES
         && (n = g_input_stream_read (G_INPUT_STREAM (stream), piece, 64 * 1024, cancellable, error)) > 0)
    g_byte_array_append (bytes, piece, (guint) n);
  if (n < 0)
    return NULL;
  if (bytes->len > MAX_BYTES) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                 _("The file is larger than %d MB; make the photo smaller first"), MAX_BYTES / 1024 / 1024);
    return NULL;
  }

  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

static void
read_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr (GBytes) bytes = read_bytes (task_data, cancellable, &error);
  g_autoptr (GdkPixbuf) pixbuf = bytes != NULL ? decode (bytes, RK_PHOTO_SIDE, &error) : NULL;
  g_autoptr (GdkPixbuf) opaque = NULL;
  char *jpeg = NULL;
  gsize size;

  if (pixbuf != NULL) {
    /* JPEG has no holes: white paper is behind them. */
    opaque = gdk_pixbuf_composite_color_simple (pixbuf, gdk_pixbuf_get_width (pixbuf), gdk_pixbuf_get_height (pixbuf),
                                                GDK_INTERP_NEAREST, 255, 8, 0xffffff, 0xffffff);
    if (opaque == NULL)
      g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, _("There is not enough memory for the photo"));
  }
  if (opaque == NULL || !gdk_pixbuf_save_to_buffer (opaque, &jpeg, &size, "jpeg", &error, "quality", QUALITY, NULL)) {
    g_task_return_error (task, error);
    return;
  }

  /* The side and the quality see to it. */
  g_warn_if_fail (size <= RK_MARK_MAX_PHOTO);
  g_task_return_pointer (task, g_bytes_new_take (jpeg, size), (GDestroyNotify) g_bytes_unref);
}

/**
 * rk_photo_read_async:
 * @file: a picture of a kind that is known to the system, from anywhere
 * @cancellable: (nullable): gives it up
 * @callback: (scope async): called on the main context
 * @user_data: data for @callback
 *
 * Makes what a mark keeps out of a file. Main thread; the work is done on another one.
 */
void
rk_photo_read_async (GFile               *file,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_return_if_fail (G_IS_FILE (file));

  g_task_set_source_tag (task, rk_photo_read_async);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  g_task_run_in_thread (task, read_thread);
}

/**
 * rk_photo_read_finish:
 * @result: what the callback was given
 * @error: return location
 *
 * Errors: the file cannot be read, is no picture, or has too many bytes or pixels.
 *
 * Returns: (transfer full) (nullable): a JPEG file, upright
 */
GBytes *
rk_photo_read_finish (GAsyncResult  *result,
                      GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, rk_photo_read_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * rk_photo_decode:
 * @bytes: of a photo, of unknown origin
 * @side: pixels it is at most wide and high
 *
 * Reads a photo to show it. Main thread.
 *
 * Returns: (transfer full) (nullable): what is in it
 */
GdkTexture *
rk_photo_decode (GBytes *bytes,
                 int     side)
{
  g_autoptr (GdkPixbuf) pixbuf = NULL;

  g_return_val_if_fail (bytes != NULL && side > 0, NULL);

  pixbuf = decode (bytes, side, NULL);

  return pixbuf != NULL ? gdk_texture_new_for_pixbuf (pixbuf) : NULL;
}
