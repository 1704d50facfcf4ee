/* A matrix as colours.
 *
 * The pixels are worked out here and painted as one cairo surface. PLplot's plimagefr () fills a polygon for each cell: of
 * 500 000 cells of a spectrogram that takes seconds. cairo could stretch a surface of one pixel a cell, but where cells are
 * smaller than pixels it would show some of them and leave out others: here a pixel shows the highest of all its cells, as
 * traces do. Equal rows are copied, so the cost is that of the cells and of one copy of the picture.
 *
 * Colours: viridis by N. Smith and S. van der Walt (2015, CC0), which is even to the eye, readable with colour blindness
 * and goes from dark to light, so that it stays in order on a grey print: every 15th of its 256 colours, straight lines
 * between them. */
#include "config.h"

#include "plot/image.h"

#include "plot/theme.h"

#include <math.h>
#include <string.h>

#define N_COLORS 256

/* Pixels of paper are halves of points, on a poster larger ones. */
#define PAPER_SCALE 2.0
#define PAPER_MOST_PX 4000.0

static const guint32 viridis[] = {
  0x440154, 0x481769, 0x472a7a, 0x433d84, 0x3d4e8a, 0x355e8d, 0x2e6d8e, 0x297b8e, 0x23898e,
  0x1f978b, 0x21a585, 0x2eb37c, 0x46c06f, 0x65cb5e, 0x89d548, 0xb0dd2f, 0xd8e219, 0xfde725,
};

/* The cells first ... last that a pixel shows; none if first > last. */
typedef struct {
  int first;
  int last;
} Cells;

static guint32
mix (guint32 a,
     guint32 b,
     double  share)
{
  guint32 mixed = 0;

  for (int shift = 0; shift <= 16; shift += 8) {
    double from = a >> shift & 0xff;
    double to = b >> shift & 0xff;

    mixed |= (guint32) lround (from + share * (to - from)) << shift;
  }

  return mixed;
}

/**
 * rk_image_get_color:
 * @scene: a scene
 * @share: 0 for the lower limit of the colours, 1 for the upper
 *
 * Threads: any.
 *
 * Returns: the colour, 0xrrggbb; in grey pictures the higher the darker, as ink on paper
 */
guint32
rk_image_get_color (const RkScene *scene,
                    double         share)
{
  double place = CLAMP (share, 0.0, 1.0) * (G_N_ELEMENTS (viridis) - 1);
  guint i = MIN ((guint) place, G_N_ELEMENTS (viridis) - 2);

  if (scene->grey)
    return mix (scene->theme == RK_THEME_DARK ? 0x202020 : 0xf4f4f4, scene->theme == RK_THEME_DARK ? 0xffffff : 0x000000,
                CLAMP (share, 0.0, 1.0));

  return mix (viridis[i], viridis[i + 1], place - i);
}

static guint32
pack (const RkColor *c)
{
  return (guint32) lround (c->r * 255.0) << 16 | (guint32) lround (c->g * 255.0) << 8 | (guint32) lround (c->b * 255.0);
}

/* The cells of a row that each of @n pixels along @axis shows: that in its middle, or all it touches where they are smaller. */
static Cells *
find_cells (const RkAxis *axis,
            double        begin,
            double        step,
            guint         n_cells,
            guint         n)
{
  Cells *cells = g_new (Cells, n);
  double low = (rk_axis_get_value (axis, 0.0) - begin) / step;

  for (guint i = 0; i < n; i++) {
    double high = (rk_axis_get_value (axis, (i + 1.0) / n) - begin) / step;
    double first = floor ((rk_axis_get_value (axis, (i + 0.5) / n) - begin) / step);
    double last = first;

    if (high - low > 1.0) {
      first = floor (low);
      last = ceil (high) - 1.0;
    }
    cells[i] = (Cells) { 1, 0 };
    if (last >= 0.0 && first < n_cells)
      cells[i] = (Cells) { (int) MAX (first, 0.0), (int) MIN (last, n_cells - 1.0) };
    low = high;
  }

  return cells;
}

/* The highest of a block of cells; NaN without any. */
static float
get_highest (const RkFigure *figure,
             const Cells    *x,
             const Cells    *y)
{
  float highest = (float) NAN;

  for (int i = x->first; i <= x->last; i++) {
    const float *column = figure->cells + (gsize) i * figure->n_y;

    for (int k = y->first; k <= y->last; k++) {
      if (!(highest >= column[k]) && !isnan (column[k]))
        highest = column[k];
    }
  }

  return highest;
}

static void
fill_row (const RkFigure *figure,
          const Cells    *x_cells,
          guint           width,
          const Cells    *y,
          const guint32  *colors,
          guint32         nothing,
          guint32        *row)
{
  double scale = (N_COLORS - 1) / (figure->upper - figure->lower);

  for (guint i = 0; i < width; i++) {
    float value;

    if (i > 0 && x_cells[i].first == x_cells[i - 1].first && x_cells[i].last == x_cells[i - 1].last) {
      row[i] = row[i - 1];
      continue;
    }
    value = get_highest (figure, &x_cells[i], y);
    row[i] = isnan (value) ? nothing
                           : colors[(int) lround (CLAMP (((double) value - figure->lower) * scale, 0.0, N_COLORS - 1.0))];
  }
}

static void
fill_pixels (const RkScene  *scene,
             const RkTrace  *trace,
             guint32        *pixels,
             int             stride,
             int             width,
             int             height)
{
  const RkFigure *figure = trace->figure;
  const RkAxis *axis = &g_array_index (scene->axes, RkAxis, trace->axis);
  g_autofree Cells *x = find_cells (&scene->x, figure->x_begin, figure->x_step, figure->n_x, (guint) width);
  g_autofree Cells *y = find_cells (axis, figure->y_begin, figure->y_step, figure->n_y, (guint) height);
  guint32 colors[N_COLORS];
  guint32 nothing = pack (&rk_theme_get_colors (scene->theme)->background);

  for (guint i = 0; i < N_COLORS; i++)
    colors[i] = rk_image_get_color (scene, i / (N_COLORS - 1.0));

  for (int row = 0; row < height; row++) {
    const Cells *cells = &y[height - 1 - row];
    guint32 *to = pixels + (gsize) row * (gsize) stride;

    if (row > 0 && cells->first == cells[1].first && cells->last == cells[1].last)
      memcpy (to, to - stride, (gsize) width * sizeof *to);
    else
      fill_row (figure, x, (guint) width, cells, colors, nothing, to);
  }
}

/**
 * rk_image_draw:
 * @cr: where; its matrix does not matter
 * @scene: a scene with valid limits
 * @trace: one of its traces, with an image
 * @frame: the inside of the frame, device pixels
 * @on_pixels: whether pixels of the picture are pixels of the image
 *
 * Draws the image of a trace. Cells of which nothing is known show the background.
 *
 * Threads: whoever owns @cr.
 */
void
rk_image_draw (cairo_t       *cr,
               const RkScene *scene,
               const RkTrace *trace,
               const RkRect  *frame,
               gboolean       on_pixels)
{
  double density = on_pixels ? 1.0 : MIN (PAPER_SCALE, PAPER_MOST_PX / MAX (frame->width, frame->height));
  int width = (int) ceil (frame->width * density);
  int height = (int) ceil (frame->height * density);
  cairo_surface_t *surface;

  if (trace->figure->n_x == 0 || trace->figure->n_y == 0)
    return;

  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  if (cairo_surface_status (surface) == CAIRO_STATUS_SUCCESS) {
    fill_pixels (scene, trace, (guint32 *) (gpointer) cairo_image_surface_get_data (surface),
                 cairo_image_surface_get_stride (surface) / (int) sizeof (guint32), width, height);
    cairo_surface_mark_dirty (surface);

    cairo_save (cr);
    cairo_identity_matrix (cr);
    cairo_translate (cr, frame->x, frame->y);
    cairo_scale (cr, frame->width / width, frame->height / height);
    cairo_set_source_surface (cr, surface, 0.0, 0.0);
    cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
    cairo_rectangle (cr, 0.0, 0.0, width, height);
    cairo_fill (cr);
    cairo_restore (cr);
  }
  cairo_surface_destroy (surface);
}

/**
 * rk_image_draw_strip:
 * @cr: where; its matrix does not matter
 * @scene: a scene
 * @strip: device pixels
 *
 * Draws the scale of the colours, the lower limit below.
 *
 * Threads: whoever owns @cr.
 */
void
rk_image_draw_strip (cairo_t       *cr,
                     const RkScene *scene,
                     const RkRect  *strip)
{
  cairo_pattern_t *pattern = cairo_pattern_create_linear (0.0, strip->y + strip->height, 0.0, strip->y);

  /* The stops are those of the table: between them the colours go straight here too. */
  for (guint i = 0; i < G_N_ELEMENTS (viridis); i++) {
    double share = (double) i / (G_N_ELEMENTS (viridis) - 1);
    guint32 c = rk_image_get_color (scene, share);

    cairo_pattern_add_color_stop_rgb (pattern, share, (c >> 16 & 0xff) / 255.0, (c >> 8 & 0xff) / 255.0, (c & 0xff) / 255.0);
  }

  cairo_save (cr);
  cairo_identity_matrix (cr);
  cairo_rectangle (cr, strip->x, strip->y, strip->width, strip->height);
  cairo_set_source (cr, pattern);
  cairo_fill (cr);
  cairo_restore (cr);
  cairo_pattern_destroy (pattern);
}
