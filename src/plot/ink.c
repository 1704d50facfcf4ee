/* Dense lines as vertical spans, one per pixel column.
 *
 * Stroking a noisy line costs by its length: half a second a frame for eight of them. Its picture,
 * though, is simple: each column is filled from the lowest to the highest point of the line there. That
 * costs a memory write per pixel. The ends of the spans are smoothed so that a smooth curve looks as if stroked:
 * where the line crosses a column from a to b, the coverage rises over |b - a| pixels, and the thickness
 * seen vertically is line_px * sqrt (1 + slope^2).
 *
 * A column is one pixel wide, and so would be a steep line. That passes for a line of one or two pixels; those of a panel, which
 * are to be seen from eight metres, are what a disc of their width covers on its way (the columns beside reach into a column).
 */
#include "config.h"

#include "plot/ink.h"

#include <math.h>

/* Pixel columns and rows that are filled together: lines of 64 bytes, half of them in the first cache. */
#define STRIP 16
#define TILE_ROWS 32

/* Wider lines are drawn by a disc. */
#define MAX_NARROW_PX 3.0

/* Pieces of a column that do not touch each other: the rest of a line that turned there, and the line after a gap. */
#define MAX_PIECES 8

typedef struct {
  double   enter; /* y where the line comes in and goes out */
  double   leave;
  double   top;   /* extrema; top < bottom on the screen */
  double   bottom;
  gboolean used;
} Column;

static guint32
blend (guint32 below,
       guint32 color,
       guint   alpha) /* 0 ... 256 */
{
  guint32 rb = below & 0xff00ff;
  guint32 g = below & 0x00ff00;

  rb += ((color & 0xff00ff) - rb) * alpha >> 8;
  g += ((color & 0x00ff00) - g) * alpha >> 8;

  return 0xff000000 | (rb & 0xff00ff) | (g & 0x00ff00);
}

static guint32
pack_color (RkColor color)
{
  guint r = (guint) lround (CLAMP (color.r, 0.0, 1.0) * 255.0);
  guint g = (guint) lround (CLAMP (color.g, 0.0, 1.0) * 255.0);
  guint b = (guint) lround (CLAMP (color.b, 0.0, 1.0) * 255.0);

  return 0xff000000 | r << 16 | g << 8 | b;
}

static void
touch (Column *column,
       double  from,
       double  to)
{
  if (!column->used) {
    *column = (Column) { .enter = from, .top = MIN (from, to), .bottom = MAX (from, to), .used = TRUE };
  } else {
    column->top = MIN (column->top, MIN (from, to));
    column->bottom = MAX (column->bottom, MAX (from, to));
  }
  column->leave = to;
}

/* Notes in every column which part of the segment lies there. */
static void
add_segment (Column *columns,
             int     n,
             RkPoint from,
             RkPoint to)
{
  double slope;
  int c;
  int end;

  if (to.x < 0.0 || from.x >= n)
    return;

  slope = to.x > from.x ? (to.y - from.y) / (to.x - from.x) : 0.0;
  c = MAX (0, (int) floor (from.x));
  end = MIN (n - 1, (int) floor (to.x));

  for (; c <= end; c++) {
    double y0 = from.x >= c ? from.y : from.y + (c - from.x) * slope;
    double y1 = to.x <= c + 1.0 ? to.y : from.y + (c + 1.0 - from.x) * slope;

    touch (&columns[c], y0, y1);
  }
}

/* What of a column is covered. */
typedef struct {
  double top;    /* half covered here, rising over @ramp pixels */
  double bottom;
  double ramp;   /* >= 1 */
  double cut_top; /* the line ends here, whatever the ramps say */
  double cut_bottom;
} Cover;

/* The pixels of a column that are wholly covered. */
typedef struct {
  int from;
  int to;
} Solid;

/* The pixels that are covered only in part. */
static void
fill_edge (const RkInk *self,
           int          x,
           int          y,
           int          end,
           const Cover *cover,
           guint32      color)
{
  guint32 *p = self->pixels + (gsize) y * self->stride + x;

  for (; y < end; y++, p += self->stride) {
    double center = y + 0.5;
    double a = CLAMP ((center - cover->top) / cover->ramp + 0.5, 0.0, 1.0);
    double b = CLAMP ((cover->bottom - center) / cover->ramp + 0.5, 0.0, 1.0);
    double cut = CLAMP (MIN (center - cover->cut_top, cover->cut_bottom - center) + 0.5, 0.0, 1.0);

    *p = blend (*p, color, (guint) (a * b * cut * 256.0));
  }
}

/* Inks the ends and tells what is between. */
static Solid
fill_ends (const RkInk *self,
           int          x,
           const Cover *cover,
           guint32      color)
{
  double low = MAX (cover->top - cover->ramp / 2.0, cover->cut_top - 0.5);
  double high = MIN (cover->bottom + cover->ramp / 2.0, cover->cut_bottom + 0.5);
  double full_from = MAX (cover->top + cover->ramp / 2.0, cover->cut_top + 0.5);
  double full_to = MIN (cover->bottom - cover->ramp / 2.0, cover->cut_bottom - 0.5);
  double bound = self->y + self->height;
  int y = (int) CLAMP (floor (low), (double) self->y, bound);
  int end = (int) CLAMP (ceil (high), (double) y, bound);
  int full = (int) CLAMP (ceil (full_from - 0.5), (double) y, (double) end);
  int full_end = (int) CLAMP (floor (full_to + 0.5), (double) full, (double) end);

  fill_edge (self, x, y, full, cover, color);
  fill_edge (self, x, full_end, end, cover, color);

  return (Solid) { full, full_end };
}

/* The wholly covered pixels of @n <= STRIP columns from @x on. A pixel is in another line of memory
 * than the one below it, but in the same as those beside it: in tiles of few rows the lines stay
 * near the processor until all their pixels are written. */
static void
fill_solids (const RkInk *self,
             int          x,
             const Solid *solids,
             int          n,
             guint32      color)
{
  int top = self->y + self->height;
  int bottom = self->y;

  for (int c = 0; c < n; c++) {
    if (solids[c].from < solids[c].to) {
      top = MIN (top, solids[c].from);
      bottom = MAX (bottom, solids[c].to);
    }
  }

  for (int row = top; row < bottom; row += TILE_ROWS) {
    for (int c = 0; c < n; c++) {
      int y = MAX (solids[c].from, row);
      int end = MIN (solids[c].to, row + TILE_ROWS);
      guint32 *p = self->pixels + (gsize) y * self->stride + x + c;

      for (; y < end; y++, p += self->stride)
        *p = color;
    }
  }
}

static Solid
draw_column (const RkInk  *self,
             const Column *columns,
             int           n,
             int           c,
             guint32       color,
             double        line_px)
{
  const Column *column = &columns[c];
  double dy = fabs (column->leave - column->enter);
  double middle = (column->leave + column->enter) / 2.0;
  double ramp = sqrt (1.0 + dy * dy);
  Cover cover = {
    .top = column->top - line_px / 2.0,
    .bottom = column->bottom + line_px / 2.0,
    .ramp = 1.0,
    .cut_top = column->top,
    .cut_bottom = column->bottom,
  };

  /* A slanted line is thick only as far as it goes on in the columns beside. */
  if (c > 0 && columns[c - 1].used) {
    cover.cut_top = MIN (cover.cut_top, columns[c - 1].top);
    cover.cut_bottom = MAX (cover.cut_bottom, columns[c - 1].bottom);
  }
  if (c + 1 < n && columns[c + 1].used) {
    cover.cut_top = MIN (cover.cut_top, columns[c + 1].top);
    cover.cut_bottom = MAX (cover.cut_bottom, columns[c + 1].bottom);
  }
  cover.cut_top -= line_px / 2.0;
  cover.cut_bottom += line_px / 2.0;

  /* Only through, not up and down: a slope. */
  if (column->bottom - column->top - dy < 0.75) {
    cover.top = middle - line_px * ramp / 2.0;
    cover.bottom = middle + line_px * ramp / 2.0;
    cover.ramp = ramp;
  }

  return fill_ends (self, self->x + c, &cover, color);
}

/* Joins a piece with what it touches, since what is between pieces is no line. */
static int
add_piece (Cover *pieces,
           int    n,
           double top,
           double bottom)
{
  for (int i = 0; i < n; i++) {
    if (top > pieces[i].bottom || bottom < pieces[i].top)
      continue;
    top = MIN (top, pieces[i].top);
    bottom = MAX (bottom, pieces[i].bottom);
    pieces[i--] = pieces[--n];
  }

  if (n < MAX_PIECES)
    pieces[n++] = (Cover) { .top = top, .bottom = bottom, .ramp = 1.0, .cut_top = top, .cut_bottom = bottom };

  return n;
}

static gboolean
is_inked (const Column *columns,
          int           c,
          guint         period,
          guint         on)
{
  return columns[c].used && (period == 0 || (guint) c % period < on);
}

/* What a disc of the width of the line covers of a column; a piece of it is left to the caller. */
static Solid
draw_wide_column (const RkInk  *self,
                  const Column *columns,
                  int           c,
                  guint32       color,
                  double        line_px,
                  guint         period,
                  guint         on)
{
  Cover pieces[MAX_PIECES];
  Solid solid = { 0, 0 };
  double radius = line_px / 2.0;
  int reach = (int) ceil (radius) - 1;
  int n = 0;

  for (int k = -MIN (reach, c); k <= MIN (reach, self->width - 1 - c); k++) {
    const Column *column = &columns[c + k];
    double half = sqrt (radius * radius - (double) (k * k));

    if (is_inked (columns, c + k, period, on))
      n = add_piece (pieces, n, column->top - half, column->bottom + half);
  }

  for (int i = 0; i < n; i++) {
    if (i > 0)
      fill_solids (self, self->x + c, &solid, 1, color);
    solid = fill_ends (self, self->x + c, &pieces[i], color);
  }

  return solid;
}

/**
 * rk_ink_path:
 * @self: where
 * @path: lines in pixels of the image
 * @color: their colour
 * @line_px: their width, >= 1
 * @period: length of a dash and its gap along x; 0 = solid
 * @on: length of a dash
 *
 * Draws lines straight into an image, at a cost that hardly depends on their length.
 *
 * Every pixel column that the lines touch is inked over their whole height there, single points included.
 *
 * Threads: whoever owns the image.
 */
void
rk_ink_path (const RkInk  *self,
             const RkPath *path,
             RkColor       color,
             double        line_px,
             guint         period,
             guint         on)
{
  g_autofree Column *columns = NULL;
  guint32 pixel = pack_color (color);

  g_return_if_fail (self != NULL && path != NULL);

  if (self->width <= 0 || self->height <= 0)
    return;

  line_px = MAX (line_px, 1.0);
  columns = g_new0 (Column, self->width);

  for (guint r = 0; r < path->runs->len; r++) {
    guint i = g_array_index (path->runs, guint, r);
    guint end = r + 1 < path->runs->len ? g_array_index (path->runs, guint, r + 1) : path->points->len;
    RkPoint from = g_array_index (path->points, RkPoint, i);

    from.x -= self->x;
    if (i + 1 == end)
      add_segment (columns, self->width, from, from);

    for (i++; i < end; i++) {
      RkPoint to = g_array_index (path->points, RkPoint, i);

      to.x -= self->x;
      add_segment (columns, self->width, from, to);
      from = to;
    }
  }

  for (int first = 0; first < self->width; first += STRIP) {
    int n = MIN (self->width - first, STRIP);
    Solid solids[STRIP] = { { 0, 0 } };

    for (int c = 0; c < n; c++) {
      if (line_px > MAX_NARROW_PX)
        solids[c] = draw_wide_column (self, columns, first + c, pixel, line_px, period, on);
      else if (is_inked (columns, first + c, period, on))
        solids[c] = draw_column (self, columns, self->width, first + c, pixel, line_px);
    }
    fill_solids (self, self->x + first, solids, n, pixel);
  }
}

/**
 * rk_ink_disc:
 * @self: where
 * @center: pixels of the image
 * @radius: pixels
 * @color: the colour
 *
 * Draws a smooth disc straight into an image.
 *
 * Threads: whoever owns the image.
 */
void
rk_ink_disc (const RkInk *self,
             RkPoint      center,
             double       radius,
             RkColor      color)
{
  guint32 pixel = pack_color (color);
  int x0 = (int) MAX (floor (center.x - radius - 1.0), (double) self->x);
  int x1 = (int) MIN (ceil (center.x + radius + 1.0), (double) self->x + self->width);
  int y0 = (int) MAX (floor (center.y - radius - 1.0), (double) self->y);
  int y1 = (int) MIN (ceil (center.y + radius + 1.0), (double) self->y + self->height);

  for (int y = y0; y < y1; y++) {
    guint32 *p = self->pixels + (gsize) y * self->stride;

    for (int x = x0; x < x1; x++) {
      double distance = hypot (x + 0.5 - center.x, y + 0.5 - center.y);
      double cover = CLAMP (radius - distance + 0.5, 0.0, 1.0);

      if (cover > 0.0)
        p[x] = blend (p[x], pixel, (guint) (cover * 256.0));
    }
  }
}

/**
 * rk_ink_rect:
 * @self: where to draw
 * @rect: pixels
 * @color: of it
 *
 * Fills a rectangle, rounded to whole pixels and at least one wide and high.
 *
 * Threads: whoever owns the pixels.
 */
void
rk_ink_rect (const RkInk  *self,
             const RkRect *rect,
             RkColor       color)
{
  guint32 packed = pack_color (color);
  int x0 = (int) CLAMP (round (rect->x), (double) self->x, (double) (self->x + self->width - 1));
  int y0 = (int) CLAMP (round (rect->y), (double) self->y, (double) (self->y + self->height - 1));
  int x1 = (int) CLAMP (round (rect->x + rect->width), x0 + 1.0, (double) (self->x + self->width));
  int y1 = (int) CLAMP (round (rect->y + rect->height), y0 + 1.0, (double) (self->y + self->height));

  for (int y = y0; y < y1; y++) {
    guint32 *row = self->pixels + (gsize) y * self->stride;

    for (int x = x0; x < x1; x++)
      row[x] = packed;
  }
}
