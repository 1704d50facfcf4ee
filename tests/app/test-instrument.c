#include "config.h"

#include "app/instrument-draw.h"
#include "app/instrument-scale.h"

#include <math.h>
#include <string.h>

#define NOT ((double) NAN)

/* ---- scale ---- */

typedef struct {
  const char *name;
  double      chosen[2];
  double      sensor[2];
  double      measured[2];
  double      lower;
  double      upper;
} ScaleCase;

static const ScaleCase scale_cases[] = {
  { "chosen", { 0, 50 }, { -55, 125 }, { 10, 30 }, 0, 50 },
  { "one-chosen", { NOT, 60 }, { -55, 125 }, { 10, 30 }, -55, 60 },
  { "sensor", { NOT, NOT }, { -55, 125 }, { 10, 30 }, -55, 125 },
  { "falling-sensor", { NOT, NOT }, { 5, -5 }, { NOT, NOT }, -5, 5 },
  { "half-known-sensor", { NOT, NOT }, { 0, NOT }, { 10, 30 }, 10, 30 },
  { "measured", { NOT, NOT }, { NOT, NOT }, { 10, 30 }, 10, 30 },
  { "nothing", { NOT, NOT }, { NOT, NOT }, { NOT, NOT }, 0, 100 },
  { "chosen-the-wrong-way", { 9, 3 }, { NOT, NOT }, { NOT, NOT }, 3, 9 },
  { "chosen-above-the-sensor", { 200, NOT }, { -55, 125 }, { NOT, NOT }, 200, 201 },
  { "infinite-sensor", { NOT, NOT }, { -HUGE_VAL, HUGE_VAL }, { 1, 2 }, 1, 2 },
};

static void
test_scale (gconstpointer data)
{
  const ScaleCase *c = data;
  double lower;
  double upper;

  rk_instrument_scale (c->chosen, c->sensor, c->measured, &lower, &upper);
  g_assert_cmpfloat (lower, ==, c->lower);
  g_assert_cmpfloat (upper, ==, c->upper);
}

static void
test_part_is_clamped (void)
{
  int beyond;

  g_assert_cmpfloat (rk_instrument_part (-10, 30, 0, &beyond), ==, 0.25);
  g_assert_cmpint (beyond, ==, 0);
  g_assert_cmpfloat (rk_instrument_part (-10, 30, 31, &beyond), ==, 1.0);
  g_assert_cmpint (beyond, ==, 1);
  g_assert_cmpfloat (rk_instrument_part (-10, 30, -HUGE_VAL, &beyond), ==, 0.0);
  g_assert_cmpint (beyond, ==, -1);
  g_assert_cmpfloat (rk_instrument_part (-10, 30, NOT, &beyond), ==, 0.0);
  g_assert_cmpint (beyond, ==, 0);
  g_assert_cmpfloat (rk_instrument_part (-1e300, 1e300, 0, NULL), ==, 0.5);
}

/* ---- dial ---- */

static void
test_angles (void)
{
  /* 240 degrees about the top: from 150 to 390 degrees clockwise from the right. */
  g_assert_cmpfloat_with_epsilon (rk_dial_angle (0.5), -G_PI / 2, 1e-12);
  g_assert_cmpfloat_with_epsilon (rk_dial_angle (0.0) + 2 * G_PI, 150.0 / 180.0 * G_PI, 1e-12);
  g_assert_cmpfloat_with_epsilon (rk_dial_angle (1.0), 30.0 / 180.0 * G_PI, 1e-12);
}

static void
test_dial_stays_in_its_place (void)
{
  for (double width = 60; width < 4000; width *= 1.7)
    for (double height = 60; height < 2500; height *= 1.7) {
      RkInstrumentLayout layout;
      double x;
      double y;
      double radius;

      rk_instrument_layout_init (&layout, RK_INSTRUMENT_GAUGE, width, height, 4.0);
      rk_dial_fit (&layout.body, &x, &y, &radius);
      g_assert_cmpfloat (radius, >, 0.25 * MIN (width, height));
      g_assert_cmpfloat (x - radius, >=, 0.0);
      g_assert_cmpfloat (x + radius, <=, width);
      g_assert_cmpfloat (y - radius, >=, layout.name.y + layout.name.height - 1e-9);
      g_assert_cmpfloat (layout.number.y + layout.number.height, <=, height);
    }
}

/* ---- layout ---- */

static void
test_parts_stay_inside (gconstpointer data)
{
  RkInstrumentShape shape = (RkInstrumentShape) GPOINTER_TO_INT (data);

  for (double width = 80; width < 4000; width *= 1.4)
    for (double height = 80; height < 2500; height *= 1.4) {
      RkInstrumentLayout layout;
      const RkRect *rects[] = { &layout.name, &layout.body, &layout.number };

      rk_instrument_layout_init (&layout, shape, width, height, 4.2);
      for (guint i = 0; i < G_N_ELEMENTS (rects); i++) {
        g_assert_cmpfloat (rects[i]->x, >=, 0.0);
        g_assert_cmpfloat (rects[i]->y, >=, 0.0);
        g_assert_cmpfloat (rects[i]->x + rects[i]->width, <=, width + 1e-9);
        g_assert_cmpfloat (rects[i]->y + rects[i]->height, <=, height + 1e-9);
      }
      /* The number has room, unless it would be too small to be one. */
      g_assert_true (layout.number_px == 8.0 || layout.number_px * 4.2 <= layout.number.width + 1e-9);
    }
}

static void
test_fonts_grow_with_the_place (void)
{
  RkInstrumentLayout small;
  RkInstrumentLayout large;

  rk_instrument_layout_init (&small, RK_INSTRUMENT_GAUGE, 200, 160, 4.0);
  rk_instrument_layout_init (&large, RK_INSTRUMENT_GAUGE, 800, 640, 4.0);
  g_assert_cmpfloat (small.scale_px, >=, 11.0);
  g_assert_cmpfloat (small.number_px, >=, 20.0);
  g_assert_cmpfloat (large.number_px, >, 3.5 * small.number_px);
  g_assert_cmpfloat (large.scale_px, >, 3.0 * small.scale_px);
}

static void
test_bar_follows_the_shape (void)
{
  RkInstrumentLayout layout;

  rk_instrument_layout_init (&layout, RK_INSTRUMENT_BAR, 200, 400, 4.0);
  g_assert_true (layout.upright);
  rk_instrument_layout_init (&layout, RK_INSTRUMENT_BAR, 400, 200, 4.0);
  g_assert_false (layout.upright);
}

static void
test_columns (void)
{
  g_assert_cmpuint (rk_instrument_columns (RK_INSTRUMENT_GAUGE, 1, 400, 300), ==, 1);
  g_assert_cmpuint (rk_instrument_columns (RK_INSTRUMENT_GAUGE, 2, 800, 300), ==, 2);
  g_assert_cmpuint (rk_instrument_columns (RK_INSTRUMENT_GAUGE, 2, 300, 800), ==, 1);
  g_assert_cmpuint (rk_instrument_columns (RK_INSTRUMENT_GAUGE, 4, 600, 600), ==, 2);
  g_assert_cmpuint (rk_instrument_columns (RK_INSTRUMENT_BAR, 3, 400, 400), ==, 1);
}

/* ---- numbers of the scale ---- */

/* Half the height wide a character: what texts take is not the point here. */
static void
measure_cb (const char *text,
            double     *width,
            double     *height,
            gpointer    user_data)
{
  const double *px = user_data;

  *width = 0.55 * *px * (double) g_utf8_strlen (text, -1);
  *height = *px;
}

static void
assert_apart (const RkTickRow *row,
              double           gap)
{
  for (guint i = 0; i < row->n; i++)
    for (guint j = i + 1; j < row->n; j++) {
      const RkTickLabel *a = &row->labels[i];
      const RkTickLabel *b = &row->labels[j];

      g_assert_true (fabs (a->x - b->x) >= (a->width + b->width) / 2 + gap
                     || fabs (a->y - b->y) >= (a->height + b->height) / 2 + gap);
    }
}

static void
test_numbers_do_not_overlap (void)
{
  static const double ranges[][2] = {
    { 0, 100 }, { -55, 125 }, { 0, 1023 }, { -1e6, 1e6 }, { 0.001, 0.0013 }, { 99990, 100010 }, { -3e-9, 8e-9 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (ranges); i++)
    for (double size = 30; size < 2000; size *= 1.3)
      for (double px = 11; px <= 48; px += 12) {
        const RkTickPath paths[] = {
          { .is_round = TRUE, .x0 = size, .y0 = size, .radius = size },
          { .x0 = 0, .y0 = size, .x1 = 0, .y1 = 0, .offset_x = 12 },
          { .x0 = 0, .y0 = 0, .x1 = size, .y1 = 0, .offset_y = 12 },
        };

        for (guint j = 0; j < G_N_ELEMENTS (paths); j++) {
          RkTickRow row;

          rk_tick_row_init (&row, ranges[i][0], ranges[i][1], 13, 4, ',', &paths[j], measure_cb, &px);
          g_assert_cmpuint (row.n, <=, 13);
          assert_apart (&row, 4);
        }
      }
}

static void
test_numbers_of_a_dial (void)
{
  RkTickPath path = { .is_round = TRUE, .x0 = 100, .y0 = 100, .radius = 80 };
  RkTickRow row;
  double px = 11;

  rk_tick_row_init (&row, 0, 100, 13, 4, ',', &path, measure_cb, &px);
  g_assert_cmpuint (row.n, ==, 11);
  g_assert_cmpstr (row.labels[0].text, ==, "0");
  g_assert_cmpstr (row.labels[10].text, ==, "100");

  /* 50 is on top, in the middle; its upper edge touches the circle. */
  g_assert_cmpfloat_with_epsilon (row.labels[5].x, 100, 1e-9);
  g_assert_cmpfloat_with_epsilon (row.labels[5].y - row.labels[5].height / 2, 20, 1e-9);

  for (guint i = 0; i < row.n; i++) {
    const RkTickLabel *label = &row.labels[i];

    /* Within the circle, and mirrored about the middle. */
    g_assert_cmpfloat (hypot (label->x - 100, label->y - 100), <, 80);
    g_assert_cmpfloat_with_epsilon (label->part, i / 10.0, 1e-12);
  }
}

static void
test_decimal_sign (void)
{
  RkTickPath path = { .x0 = 0, .y0 = 300, .x1 = 0, .y1 = 0, .offset_x = 10 };
  RkTickRow row;
  double px = 11;

  rk_tick_row_init (&row, 0, 1, 6, 4, ',', &path, measure_cb, &px);
  g_assert_cmpstr (row.labels[1].text, ==, "0,2");
  g_assert_cmpfloat_with_epsilon (row.labels[1].y, 240, 1e-9);
  /* Its left edge keeps the distance. */
  g_assert_cmpfloat_with_epsilon (row.labels[1].x - row.labels[1].width / 2, 10, 1e-9);
}

static void
test_little_room (void)
{
  RkTickPath path = { .x0 = 0, .y0 = 10, .x1 = 0, .y1 = 0, .offset_x = 10 };
  RkTickRow row;
  double px = 48;

  rk_tick_row_init (&row, 0, 100, 11, 4, ',', &path, measure_cb, &px);
  g_assert_cmpuint (row.n, <=, 1);
}

/* ---- limits ---- */

static void
test_limits (void)
{
  g_assert_cmpint (rk_limit_state_find (50, 10, 80, 0, 100), ==, RK_LIMIT_NONE);
  g_assert_cmpint (rk_limit_state_find (10, 10, 80, 0, 100), ==, RK_LIMIT_NONE);
  g_assert_cmpint (rk_limit_state_find (9.9, 10, 80, 0, 100), ==, RK_LIMIT_LOW);
  g_assert_cmpint (rk_limit_state_find (120, 10, 80, 0, 100), ==, RK_LIMIT_HIGH);
  g_assert_cmpint (rk_limit_state_find (120, NOT, NOT, 0, 100), ==, RK_LIMIT_OFF_ABOVE);
  g_assert_cmpint (rk_limit_state_find (-1, NOT, NOT, 0, 100), ==, RK_LIMIT_OFF_BELOW);
  g_assert_cmpint (rk_limit_state_find (NOT, 10, 80, 0, 100), ==, RK_LIMIT_NONE);
  g_assert_null (rk_limit_state_to_text (RK_LIMIT_NONE));
  g_assert_nonnull (rk_limit_state_to_text (RK_LIMIT_HIGH));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (scale_cases); i++) {
    g_autofree char *path = g_strconcat ("/app/instrument/scale/", scale_cases[i].name, NULL);

    g_test_add_data_func (path, &scale_cases[i], test_scale);
  }
  g_test_add_func ("/app/instrument/part-is-clamped", test_part_is_clamped);
  g_test_add_func ("/app/instrument/angles", test_angles);
  g_test_add_func ("/app/instrument/dial-stays-in-its-place", test_dial_stays_in_its_place);
  g_test_add_data_func ("/app/instrument/parts-stay-inside/gauge", GINT_TO_POINTER (RK_INSTRUMENT_GAUGE),
                        test_parts_stay_inside);
  g_test_add_data_func ("/app/instrument/parts-stay-inside/column", GINT_TO_POINTER (RK_INSTRUMENT_COLUMN),
                        test_parts_stay_inside);
  g_test_add_data_func ("/app/instrument/parts-stay-inside/bar", GINT_TO_POINTER (RK_INSTRUMENT_BAR),
                        test_parts_stay_inside);
  g_test_add_func ("/app/instrument/fonts-grow-with-the-place", test_fonts_grow_with_the_place);
  g_test_add_func ("/app/instrument/bar-follows-the-shape", test_bar_follows_the_shape);
  g_test_add_func ("/app/instrument/columns", test_columns);
  g_test_add_func ("/app/instrument/numbers-do-not-overlap", test_numbers_do_not_overlap);
  g_test_add_func ("/app/instrument/numbers-of-a-dial", test_numbers_of_a_dial);
  g_test_add_func ("/app/instrument/decimal-sign", test_decimal_sign);
  g_test_add_func ("/app/instrument/little-room", test_little_room);
  g_test_add_func ("/app/instrument/limits", test_limits);

  return g_test_run ();
}
