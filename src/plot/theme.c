/* Colours, dashes and signs: how traces are told apart. */
#include "config.h"

#include "plot/theme.h"

#include "plot/layout.h"

#include <math.h>

/* Okabe and Ito's palette (jfly.uni-koeln.de/color, 2008), told apart with every common colour
 * blindness; its yellow, unreadable on white, gives way to wine (Tol), orange turns to ochre and sky blue is a little darker.
 */
static const guint32 palette_light[RK_PALETTE_SIZE] = {
  0x0072b2, 0xd55e00, 0x009e73, 0xb8569a, 0xb08f00, 0x3a9bd8, 0x5e5e5e, 0x7a1f4c,
};

/* The same hues, lighter, for a dark background. */
static const guint32 palette_dark[RK_PALETTE_SIZE] = {
  0x4fa9ea, 0xff8a4c, 0x2fc79f, 0xe59acb, 0xf3b73e, 0x9ad6ff, 0xcfcfcf, 0xe06a8c,
};

/* From the contrast of 3 to the background to the largest, each 1.7 times or more the one before in luminance:
 * there is no room for more than four. */
static const guint32 greys_light[RK_GREYS] = { 0x000000, 0x929292, 0x3c3c3c, 0x666666 };
static const guint32 greys_dark[RK_GREYS] = { 0xffffff, 0x6c6c6c, 0xc5c5c5, 0x949494 };

static const RkThemeColors themes[] = {
  [RK_THEME_LIGHT] = {
    .background = { 1.0, 1.0, 1.0 },
    .text = { 0.16, 0.16, 0.18 },
    .frame = { 0.55, 0.55, 0.58 },
    .grid = { 0.90, 0.90, 0.91 },
    .band = { 0.98, 0.93, 0.80 },
  },
  [RK_THEME_DARK] = {
    .background = { 0.118, 0.118, 0.118 },
    .text = { 0.92, 0.92, 0.92 },
    .frame = { 0.46, 0.46, 0.48 },
    .grid = { 0.20, 0.20, 0.21 },
    .band = { 0.28, 0.24, 0.13 },
  },
  [RK_THEME_PRINT] = {
    .background = { 1.0, 1.0, 1.0 },
    .text = { 0.0, 0.0, 0.0 },
    .frame = { 0.0, 0.0, 0.0 },
    .grid = { 0.84, 0.84, 0.84 },
    .band = { 0.93, 0.93, 0.93 },
  },
};

static RkColor
unpack (guint32 c)
{
  return (RkColor) { (c >> 16 & 0xff) / 255.0, (c >> 8 & 0xff) / 255.0, (c & 0xff) / 255.0 };
}

/**
 * rk_theme_get_colors:
 * @theme: a theme
 *
 * Threads: any.
 *
 * Returns: (transfer none): its colours
 */
const RkThemeColors *
rk_theme_get_colors (RkTheme theme)
{
  g_return_val_if_fail ((guint) theme < G_N_ELEMENTS (themes), &themes[RK_THEME_LIGHT]);

  return &themes[theme];
}

/**
 * rk_palette_color:
 * @n: number of the colour; wraps after %RK_PALETTE_SIZE
 * @theme: what it is seen on
 *
 * Returns: the colour
 */
RkColor
rk_palette_color (guint   n,
                  RkTheme theme)
{
  return unpack ((theme == RK_THEME_DARK ? palette_dark : palette_light)[n % RK_PALETTE_SIZE]);
}

/**
 * rk_theme_get_grey:
 * @n: number of the grey; wraps after %RK_GREYS
 * @theme: what it is seen on
 *
 * Returns: a grey for a trace, neighbours far apart
 */
RkColor
rk_theme_get_grey (guint   n,
                   RkTheme theme)
{
  return unpack ((theme == RK_THEME_DARK ? greys_dark : greys_light)[n % RK_GREYS]);
}

/**
 * rk_scene_needs_signs:
 * @scene: a scene
 *
 * On paper, and in grey, several traces of a pane differ in dash and sign as well as in colour: the sheet may come
 * from a printer without colours. Where each has a pane of its own there is nothing to tell apart.
 *
 * Returns: whether they do
 */
gboolean
rk_scene_needs_signs (const RkScene *scene)
{
  gboolean taken[RK_MAX_PANES] = { FALSE };

  g_return_val_if_fail (scene != NULL, FALSE);

  if (!scene->grey && scene->theme != RK_THEME_PRINT)
    return FALSE;

  for (guint i = 0; i < scene->traces->len; i++) {
    const RkTrace *trace = &g_array_index (scene->traces, RkTrace, i);
    guint pane = rk_scene_get_pane_index (scene, trace->axis);

    if (pane >= RK_MAX_PANES || trace->struck)
      continue;
    if (taken[pane])
      return TRUE;
    taken[pane] = TRUE;
  }

  return FALSE;
}

/* Of what is left out: to be seen, and not to be taken for data. */
static RkColor
pale (RkTheme theme)
{
  const RkThemeColors *colors = rk_theme_get_colors (theme);
  const double share = 0.4;

  return (RkColor) {
    colors->background.r + share * (colors->text.r - colors->background.r),
    colors->background.g + share * (colors->text.g - colors->background.g),
    colors->background.b + share * (colors->text.b - colors->background.b),
  };
}

/**
 * rk_trace_get_color:
 * @scene: a scene
 * @trace: one of its traces
 *
 * Returns: the colour it is drawn in
 */
RkColor
rk_trace_get_color (const RkScene *scene,
                    const RkTrace *trace)
{
  g_return_val_if_fail (scene != NULL && trace != NULL, (RkColor) { 0 });

  if (trace->struck)
    return pale (scene->theme);

  return scene->grey ? rk_theme_get_grey (trace->color, scene->theme) : rk_palette_color (trace->color, scene->theme);
}

/**
 * rk_axis_get_color:
 * @scene: a scene
 * @axis: index of an axis
 *
 * Returns: the colour that says whose numbers they are: that of its first trace, or that of texts if it has none
 */
RkColor
rk_axis_get_color (const RkScene *scene,
                   guint          axis)
{
  g_return_val_if_fail (scene != NULL, (RkColor) { 0 });

  for (guint i = 0; i < scene->traces->len; i++) {
    const RkTrace *trace = &g_array_index (scene->traces, RkTrace, i);

    if (trace->axis == axis && !trace->struck)
      return rk_trace_get_color (scene, trace);
  }

  return rk_theme_get_colors (scene->theme)->text;
}

/**
 * rk_trace_get_shape:
 * @scene: a scene
 * @trace: one of its traces
 *
 * The sign follows the colour, so that sign and dash together are different wherever colour and dash are.
 *
 * Returns: the sign of its readings
 */
RkShape
rk_trace_get_shape (const RkScene *scene,
                    const RkTrace *trace)
{
  g_return_val_if_fail (scene != NULL && trace != NULL, RK_SHAPE_DISC);

  if (trace->struck)
    return RK_SHAPE_CROSS;

  return rk_scene_needs_signs (scene) ? (RkShape) (trace->color % RK_PALETTE_SIZE) : RK_SHAPE_DISC;
}

/**
 * rk_trace_get_dash:
 * @scene: a scene
 * @trace: one of its traces
 * @on: (out): length of a dash, device pixels; 0 for a solid line
 * @off: (out): length of a gap, device pixels
 *
 * Tells how its line is broken.
 */
void
rk_trace_get_dash (const RkScene *scene,
                   const RkTrace *trace,
                   double        *on,
                   double        *off)
{
  /* In widths of the line. */
  static const double dashes[][2] = { { 0.0, 0.0 }, { 6.0, 3.0 }, { 2.0, 2.5 }, { 11.0, 4.0 } };
  guint n;
  double unit;

  g_return_if_fail (scene != NULL && trace != NULL);

  n = (trace->dash + (rk_scene_needs_signs (scene) ? trace->color : 0)) % G_N_ELEMENTS (dashes);
  unit = MAX (scene->line_px, 1.0) * scene->scale;
  *on = dashes[n][0] * unit;
  *off = dashes[n][1] * unit;
}

/* Corners on rays of equal angles, the first upwards, by turns at these distances; y goes down. */
static guint
star (guint  n,
      double even,
      double odd,
      double turn,
      double outline[RK_SHAPE_MAX][2])
{
  for (guint i = 0; i < n; i++) {
    double radius = i % 2 == 0 ? even : odd;
    double angle = 2.0 * G_PI * (i + turn) / n;

    outline[i][0] = radius * sin (angle);
    outline[i][1] = -radius * cos (angle);
  }

  return n;
}

/**
 * rk_shape_get_outline:
 * @shape: a sign
 * @outline: (out caller-allocates): its corners, about the size of the disc of radius 1
 *
 * Threads: any.
 *
 * Returns: how many corners there are
 */
guint
rk_shape_get_outline (RkShape shape,
                      double  outline[RK_SHAPE_MAX][2])
{
  static const double bar[][2] = { { -0.4, -1.5 }, { 0.4, -1.5 }, { 0.4, 1.5 }, { -0.4, 1.5 } };

  switch (shape) {
    case RK_SHAPE_SQUARE:
      return star (4, 1.25, 1.25, 0.5, outline);
    case RK_SHAPE_UP:
      return star (3, 1.5, 1.5, 0.0, outline);
    case RK_SHAPE_DIAMOND:
      return star (4, 1.5, 1.1, 0.0, outline);
    case RK_SHAPE_DOWN:
      return star (3, 1.5, 1.5, 0.5, outline);
    case RK_SHAPE_CROSS:
      return star (8, 1.7, 0.5, 1.0, outline);
    case RK_SHAPE_STAR:
      return star (10, 1.8, 0.65, 0.0, outline);
    case RK_SHAPE_BAR:
      for (guint i = 0; i < G_N_ELEMENTS (bar); i++) {
        outline[i][0] = bar[i][0];
        outline[i][1] = bar[i][1];
      }
      return G_N_ELEMENTS (bar);
    case RK_SHAPE_DISC:
    default:
      return star (RK_SHAPE_MAX, 1.0, 1.0, 0.0, outline);
  }
}

static double
linear (double c)
{
  return c <= 0.04045 ? c / 12.92 : pow ((c + 0.055) / 1.055, 2.4);
}

static double
luminance (RkColor c)
{
  return 0.2126 * linear (c.r) + 0.7152 * linear (c.g) + 0.0722 * linear (c.b);
}

/**
 * rk_color_get_contrast:
 * @a: a colour
 * @b: another
 *
 * The ratio of WCAG 2.1 (w3.org/TR/WCAG21/#dfn-contrast-ratio): graphics need 3, text 4.5.
 *
 * Returns: 1 ... 21
 */
double
rk_color_get_contrast (RkColor a,
                       RkColor b)
{
  double one = luminance (a) + 0.05;
  double two = luminance (b) + 0.05;

  return MAX (one, two) / MIN (one, two);
}
