#include "config.h"

#include "app/photo.h"

#include "store/mark.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>
#include <string.h>

static char *folder;

/* The left half red, the right half of another colour. */
static GdkPixbuf *
make_pixbuf (int     width,
             int     height,
             guint32 right)
{
  GdkPixbuf *pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, TRUE, 8, width, height);
  g_autoptr (GdkPixbuf) half = gdk_pixbuf_new_subpixbuf (pixbuf, width / 2, 0, width - width / 2, height);

  gdk_pixbuf_fill (pixbuf, 0xff0000ff);
  gdk_pixbuf_fill (half, right);

  return pixbuf;
}

static GBytes *
encode (int         width,
        int         height,
        guint32     right,
        const char *kind)
{
  g_autoptr (GdkPixbuf) pixbuf = make_pixbuf (width, height, right);
  g_autoptr (GError) error = NULL;
  char *bytes;
  gsize size;

  gdk_pixbuf_save_to_buffer (pixbuf, &bytes, &size, kind, &error, NULL);
  g_assert_no_error (error);

  return g_bytes_new_take (bytes, size);
}

static void
finished_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

/* Writes @bytes into a file and makes a photo of it. */
static GBytes *
read_photo (GBytes       *bytes,
            GCancellable *cancellable,
            GError      **error)
{
  g_autofree char *path = g_build_filename (folder, "photo", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GAsyncResult) result = NULL;
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  g_assert_true (g_file_set_contents (path, data, (gssize) size, NULL));
  rk_photo_read_async (file, cancellable, finished_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return rk_photo_read_finish (result, error);
}

static guint32
get_pixel (GdkTexture *texture,
           int         x,
           int         y)
{
  gsize stride = (gsize) gdk_texture_get_width (texture) * 4;
  g_autofree guchar *data = g_malloc (stride * (gsize) gdk_texture_get_height (texture));
  guint32 pixel;

  gdk_texture_download (texture, data, stride);
  memcpy (&pixel, data + (gsize) y * stride + (gsize) x * 4, sizeof pixel);

  return pixel & 0xffffffu;
}

/* JPEG is not exact. */
static void
assert_color (GdkTexture *texture,
              int         x,
              int         y,
              guint32     expected)
{
  guint32 pixel = get_pixel (texture, x, y);

  for (guint shift = 0; shift < 24; shift += 8)
    g_assert_cmpint (ABS ((int) (pixel >> shift & 0xff) - (int) (expected >> shift & 0xff)), <, 16);
}

static void
test_is_made_small (void)
{
  g_autoptr (GBytes) large = encode (3300, 1650, 0x0000ffff, "png");
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) photo = read_photo (large, NULL, &error);
  g_autoptr (GdkTexture) texture = NULL;
  g_autoptr (GdkTexture) thumb = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (photo), <=, RK_MARK_MAX_PHOTO);
  /* ITU T.81: SOI, then a marker. */
  g_assert_cmpmem (g_bytes_get_data (photo, NULL), 3, "\xff\xd8\xff", 3);

  texture = rk_photo_decode (photo, RK_PHOTO_SIDE);
  g_assert_cmpint (gdk_texture_get_width (texture), ==, 1600);
  g_assert_cmpint (gdk_texture_get_height (texture), ==, 800);
  assert_color (texture, 10, 10, 0xff0000);
  assert_color (texture, 1590, 790, 0x0000ff);

  thumb = rk_photo_decode (photo, 200);
  g_assert_cmpint (gdk_texture_get_width (thumb), ==, 200);
  g_assert_cmpint (gdk_texture_get_height (thumb), ==, 100);
}

/* A small one is not made larger; where it is clear there is white paper. */
static void
test_small_and_clear (void)
{
  g_autoptr (GBytes) small = encode (40, 20, 0x00000000, "png");
  g_autoptr (GBytes) photo = read_photo (small, NULL, NULL);
  g_autoptr (GdkTexture) texture = rk_photo_decode (photo, RK_PHOTO_SIDE);

  g_assert_cmpint (gdk_texture_get_width (texture), ==, 40);
  assert_color (texture, 4, 10, 0xff0000);
  assert_color (texture, 35, 10, 0xffffff);
}

/* A telephone held upright writes a lying picture and a number: Exif 2.3, 4.6.4 A, orientation 6: turned by a quarter to the
 * right. What was on the left is then above. */
static void
test_is_upright (void)
{
  static const guint8 exif[] = {
    0xff, 0xe1, 0, 34, 'E', 'x', 'i', 'f', 0, 0, 'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0,
  };
  g_autoptr (GBytes) lying = encode (80, 40, 0x0000ffff, "jpeg");
  g_autoptr (GByteArray) file = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) photo = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  gsize size;
  const guint8 *data = g_bytes_get_data (lying, &size);

  g_byte_array_append (file, data, 2);
  g_byte_array_append (file, exif, sizeof exif);
  g_byte_array_append (file, data + 2, (guint) size - 2);
  bytes = g_bytes_new (file->data, file->len);

  photo = read_photo (bytes, NULL, NULL);
  texture = rk_photo_decode (photo, RK_PHOTO_SIDE);
  g_assert_cmpint (gdk_texture_get_width (texture), ==, 40);
  g_assert_cmpint (gdk_texture_get_height (texture), ==, 80);
  assert_color (texture, 20, 5, 0xff0000);
  assert_color (texture, 20, 75, 0x0000ff);
}

/* A PNG of 24 bytes that says it has 60000 x 60000 pixels; noise; nothing; a JPEG without its picture. */
static void
test_hostile (void)
{
  static const guint8 bomb[] = {
    0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13, 'I', 'H', 'D', 'R', 0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60, 8, 2, 0, 0, 0,
    0xe0, 0xfa, 0x5f, 0x5c, 0, 0, 0, 0, 'I', 'D', 'A', 'T', 0x35, 0xaf, 0x06, 0x1e,
  };
  const struct { const void *bytes; gsize size; } rows[] = {
    { bomb, sizeof bomb }, { "no picture at all", 17 }, { "", 0 }, { "\xff\xd8\xff\xe0\0\x10JFIF", 10 }, { bomb, 24 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GBytes) bytes = g_bytes_new (rows[i].bytes, rows[i].size);
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) photo = read_photo (bytes, NULL, &error);

    g_assert_null (photo);
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    g_assert_null (rk_photo_decode (bytes, RK_PHOTO_SIDE));
  }
}

/* Whatever is wrong in a file of somebody else, there is a picture or none. */
static void
test_bytes_changed (void)
{
  g_autoptr (GBytes) jpeg = encode (60, 40, 0x00ff00ff, "jpeg");
  gsize size;
  const guint8 *data = g_bytes_get_data (jpeg, &size);

  for (guint i = 0; i < 300; i++) {
    g_autofree guint8 *copy = g_memdup2 (data, size);
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (GdkTexture) texture = NULL;

    for (int k = 0; k < 3; k++)
      copy[g_test_rand_int_range (0, (gint32) size)] = (guint8) g_test_rand_int_range (0, 256);
    bytes = g_bytes_new (copy, i % 3 == 0 ? (gsize) g_test_rand_int_range (1, (gint32) size) : size);
    texture = rk_photo_decode (bytes, 100);
    if (texture != NULL)
      g_assert_cmpint (gdk_texture_get_width (texture), <=, 100);
  }
}

static void
test_cancelled_and_missing (void)
{
  g_autoptr (GBytes) small = encode (40, 20, 0x00000000, "png");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) nothing = g_file_new_for_path ("/no/such/photo.jpg");
  g_autoptr (GAsyncResult) result = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (read_photo (small, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  rk_photo_read_async (nothing, NULL, finished_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (rk_photo_read_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *path = NULL;
  int status;

  /* What is a picture, the system's data say. */
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("rostok-photo-XXXXXX", NULL);

  g_test_add_func ("/app/photo/is-made-small", test_is_made_small);
  g_test_add_func ("/app/photo/small-and-clear", test_small_and_clear);
  g_test_add_func ("/app/photo/is-upright", test_is_upright);
  g_test_add_func ("/app/photo/hostile", test_hostile);
  g_test_add_func ("/app/photo/bytes-changed", test_bytes_changed);
  g_test_add_func ("/app/photo/cancelled-and-missing", test_cancelled_and_missing);

  status = g_test_run ();
  path = g_build_filename (folder, "photo", NULL);
  g_remove (path);
  g_rmdir (folder);
  g_free (folder);

  return status;
}
