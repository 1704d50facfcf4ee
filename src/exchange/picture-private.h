#pragma once

#include <cairo.h>
#include <gio/gio.h>

#include "exchange/atomic-file.h"
#include "plot/scene.h"

G_BEGIN_DECLS

/* What picture.c and picture-page.c share. */

/* A logical pixel is 1/96 inch, a point 1/72. */
#define RK_PICTURE_POINTS_PER_PIXEL 0.75

/* Where the bytes of a picture go. */
typedef struct {
  RkAtomicFile *file;  /* or */
  GByteArray   *bytes;
  GError       *error; /* the first one */
} RkPictureOutput;

/* cairo_write_func_t of a RkPictureOutput. */
cairo_status_t rk_picture_output_cb (void *closure, const unsigned char *data, unsigned int length);
gboolean       rk_picture_check     (cairo_status_t status, const RkPictureOutput *output, GError **error);

G_END_DECLS
