#pragma once

#include <cairo.h>
#include <gio/gio.h>

#include "plot/scene.h"
#include "plot/view.h"

G_BEGIN_DECLS

/* PNG, SVG or PDF by the suffix of @path; the renderer draws, text stays text in SVG and PDF. For
 * SVG and PDF one logical pixel is 0.75 pt. An old file stays whole if writing fails. */
gboolean rk_picture_write (const RkScene *scene, const char *path, GError **error);

/* What goes with a picture. */
typedef struct {
  double      dpi;     /* of PNG: device pixels per inch of paper; 0 = not told */
  const char *title;   /* nullable: of the document; what stands above the graph is that of the scene */
  const char *caption; /* nullable: below the graph, in lines that fit */
} RkPictureOptions;

gboolean rk_picture_write_full (const RkScene *scene, const RkPictureOptions *options, const char *path, GError **error);
/* What the caption adds to the height of a scene of this width, logical pixels. */
double   rk_picture_get_caption_height (const char *caption, double width, double font_px);

/* A scene whose picture is @width_cm wide and, with its caption, width / @ratio high; in a PNG with @dpi. */
void     rk_picture_get_size (double width_cm, double ratio, double dpi, const char *caption, RkViewSettings *settings);

/* The same for a picture of so many pixels, with its caption. */
void     rk_picture_get_pixel_size (double width, double height, const char *caption, RkViewSettings *settings);

/* The bytes of a PNG or SVG file. */
GBytes  *rk_picture_make_bytes (const RkScene *scene, const RkPictureOptions *options, gboolean svg, GError **error);
/* To be shown, or painted into something larger: an image of device pixels, a recording in points. */
cairo_surface_t *rk_picture_make_image (const RkScene *scene, const RkPictureOptions *options, GError **error);
cairo_surface_t *rk_picture_record     (const RkScene *scene, const char *caption, GError **error);

/* A4 with a title and up to RK_PICTURE_MAX_GRAPHS graphs (RkScene) one below another; PDF only. @captions as many as
 * scenes. Each scene has the size of rk_picture_get_page_size (); how high it is the page decides. */
#define  RK_PICTURE_MAX_GRAPHS 3
gboolean rk_picture_write_page (GPtrArray *scenes, const char * const *captions, const char *title, const char *path,
                                GError **error);
void     rk_picture_get_page_size (RkViewSettings *settings);
/* The same page to be shown or printed: a recording of A4 in points. */
cairo_surface_t *rk_picture_record_page (GPtrArray *scenes, const char * const *captions, const char *title, GError **error);
/* A recording on white as large as fits into @width x @height pixels. */
cairo_surface_t *rk_picture_shrink (cairo_surface_t *recording, double width, double height);

G_END_DECLS
