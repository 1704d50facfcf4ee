#include "config.h"

#include "base/number.h"
#include "store/channel.h"

#include <math.h>

static RkChannel *
make_channel (const char *quantity,
              const char *unit)
{
  g_autoptr (RkColumn) column = rk_column_new ("value 1", quantity, unit);

  return rk_channel_new ("c1", "usb:1", column);
}

static void
count_cb (GObject    *object,
          GParamSpec *pspec,
          guint      *count)
{
  (*count)++;
}

static void
test_defaults (void)
{
  RkChannel *channel = make_channel ("temperature", "degC");
  RkConversion conversion;

  g_assert_cmpstr (rk_channel_get_id (channel), ==, "c1");
  g_assert_cmpstr (rk_channel_get_source_key (channel), ==, "usb:1");
  g_assert_cmpstr (rk_channel_get_column_key (channel), ==, "value 1");
  g_assert_cmpstr (rk_channel_get_name (channel), ==, "Value 1");
  g_assert_cmpstr (rk_channel_get_symbol (channel), ==, "T");
  g_assert_cmpstr (rk_channel_get_quantity (channel), ==, "temperature");
  g_assert_cmpstr (rk_channel_get_unit (channel), ==, "°C");
  g_assert_cmpstr (rk_channel_get_raw_unit (channel), ==, "degC");
  g_assert_cmpint (rk_channel_get_decimals (channel), ==, -1);
  g_assert_cmpuint (rk_channel_get_color (channel), ==, 0);
  g_assert_true (rk_channel_get_visible (channel));
  g_assert_true (isnan (rk_channel_get_last_value (channel)));
  rk_channel_get_conversion (channel, &conversion);
  g_assert_cmpfloat (conversion.scale, ==, 1.0);
  g_assert_cmpfloat (conversion.offset, ==, 0.0);

  g_assert_finalize_object (channel);
}

static void
test_bare_column (void)
{
  RkChannel *channel = make_channel (NULL, NULL);

  g_assert_null (rk_channel_get_symbol (channel));
  g_assert_null (rk_channel_get_quantity (channel));
  g_assert_null (rk_channel_get_unit (channel));
  g_assert_null (rk_channel_get_raw_unit (channel));
  rk_channel_set_unit (channel, "widgets");
  g_assert_cmpstr (rk_channel_get_unit (channel), ==, "widgets");

  g_assert_finalize_object (channel);
}

static void
test_words_of_the_column_win (void)
{
  g_autoptr (RkColumn) column = rk_column_new ("1", "temperature", "K");
  g_autoptr (RkChannel) channel = NULL;

  g_free (column->name);
  column->name = g_strdup ("Water");
  column->symbol = g_strdup ("Tw");
  column->decimals = 2;
  channel = rk_channel_new ("c7", "usb:1", column);

  g_assert_cmpstr (rk_channel_get_name (channel), ==, "Water");
  g_assert_cmpstr (rk_channel_get_symbol (channel), ==, "Tw");
  g_assert_cmpint (rk_channel_get_decimals (channel), ==, 2);
}

typedef struct {
  const char *property;
  const char *text; /* for strings */
  gint64      number;
} SetRow;

static const SetRow set_rows[] = {
  { "name", "Water", 0 },   { "symbol", "Tw", 0 },     { "quantity", "voltage", 0 },
  { "unit", "K", 0 },       { "decimals", NULL, 3 },   { "color", NULL, 5 },
  { "visible", NULL, 0 },   { "last-value", NULL, 7 }, { "name", NULL, -1 },
};

/* Twice the same: the second time says nothing. */
static void
test_setter_row (gconstpointer data)
{
  const SetRow *row = data;
  g_autoptr (RkChannel) channel = make_channel ("temperature", "°C");
  g_autofree char *detail = g_strconcat ("notify::", row->property, NULL);
  GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (channel), row->property);
  GValue value = G_VALUE_INIT;
  GValue back = G_VALUE_INIT;
  guint count = 0;

  g_signal_connect (channel, detail, G_CALLBACK (count_cb), &count);

  g_value_init (&value, pspec->value_type);
  switch (G_TYPE_FUNDAMENTAL (pspec->value_type)) {
  case G_TYPE_STRING:
    g_value_set_string (&value, row->text);
    break;
  case G_TYPE_INT:
    g_value_set_int (&value, (int) row->number);
    break;
  case G_TYPE_UINT:
    g_value_set_uint (&value, (guint) row->number);
    break;
  case G_TYPE_BOOLEAN:
    g_value_set_boolean (&value, (gboolean) row->number);
    break;
  default:
    g_value_set_double (&value, (double) row->number);
    break;
  }

  g_object_set_property (G_OBJECT (channel), row->property, &value);
  g_assert_cmpuint (count, ==, 1);
  g_object_set_property (G_OBJECT (channel), row->property, &value);
  g_assert_cmpuint (count, ==, 1);

  g_object_get_property (G_OBJECT (channel), row->property, &back);
  g_assert_cmpint (g_param_values_cmp (pspec, &value, &back), ==, 0);
  g_value_unset (&value);
  g_value_unset (&back);
}

static void
test_last_value_nan_twice_is_silent (void)
{
  g_autoptr (RkChannel) channel = make_channel (NULL, NULL);
  guint count = 0;

  g_signal_connect (channel, "notify::last-value", G_CALLBACK (count_cb), &count);
  rk_channel_set_last_value (channel, NAN);
  g_assert_cmpuint (count, ==, 0);
  rk_channel_set_last_value (channel, 1.0);
  rk_channel_set_last_value (channel, NAN);
  rk_channel_set_last_value (channel, NAN);
  g_assert_cmpuint (count, ==, 2);
}

typedef struct {
  const char *raw_unit;
  const char *unit;
  double      raw;
  double      shown;
} ConversionRow;

static const ConversionRow conversion_rows[] = {
  { "°C", "K", 21.5, 294.65 },    { "degC", "°F", 100.0, 212.0 },  { "mV", "V", 1500.0, 1.5 },
  { "Ohm", "kΩ", 4700.0, 4.7 },   { "V", "widgets", 5.0, 5.0 },    { "V", "A", 5.0, 5.0 },
  { NULL, "V", 5.0, 5.0 },        { "V", NULL, 5.0, 5.0 },         { "°F", "K", 32.0, 273.15 },
};

static void
test_conversion_row (gconstpointer data)
{
  const ConversionRow *row = data;
  g_autoptr (RkChannel) channel = make_channel (NULL, row->raw_unit);
  RkConversion conversion;

  rk_channel_set_unit (channel, row->unit);
  rk_channel_get_conversion (channel, &conversion);
  g_assert_cmpfloat_with_epsilon (conversion.scale * row->raw + conversion.offset, row->shown, 1e-12 * fabs (row->shown));
  g_assert_cmpstr (rk_channel_get_raw_unit (channel), ==, row->raw_unit);

  /* And back: the raw value, bit for bit. */
  rk_channel_set_unit (channel, row->raw_unit);
  rk_channel_get_conversion (channel, &conversion);
  g_assert_cmpfloat (conversion.scale * row->raw + conversion.offset, ==, row->raw);
}

static void
test_decimals_move_with_the_unit (void)
{
  g_autoptr (RkChannel) channel = make_channel ("voltage", "mV");
  g_autofree char *text = NULL;

  rk_channel_set_decimals (channel, 0);
  rk_channel_set_unit (channel, "V");
  g_assert_cmpint (rk_channel_get_decimals (channel), ==, 3);
  text = rk_channel_format (channel, 1250.0);
  g_assert_cmpstr (text, ==, "1.250");
  rk_channel_set_unit (channel, "mV");
  g_assert_cmpint (rk_channel_get_decimals (channel), ==, 0);

  rk_channel_set_decimals (channel, -1);
  rk_channel_set_unit (channel, "V");
  g_assert_cmpint (rk_channel_get_decimals (channel), ==, -1);
}

typedef struct {
  double      value;
  int         decimals;
  const char *text;
} FormatRow;

static const FormatRow format_rows[] = {
  { 512.0, -1, "512" },           { 21.5, -1, "21.5" },         { 21.50, 2, "21.50" },
  { 3.14159265, -1, "3.1416" },   { 1013.26, -1, "1013.3" },    { 123456.789, -1, "123457" },
  { -0.5, -1, "−0.5" },           { 0.0, -1, "0" },             { 0.1 + 0.2, -1, "0.3" },
  { 0.00012346, -1, "0.0001235" }, { 1e-9, -1, "0.000000001" }, { 99.99999, -1, "100" },
  { 1e300, 0, NULL },             { NAN, -1, "–" },             { 1e-30, -1, "0" },
};

static void
test_format_row (gconstpointer data)
{
  const FormatRow *row = data;
  g_autoptr (RkChannel) channel = make_channel (NULL, NULL);
  g_autofree char *text = NULL;

  rk_channel_set_decimals (channel, row->decimals);
  text = rk_channel_format (channel, row->value);

  if (row->text != NULL)
    g_assert_cmpstr (text, ==, row->text);
  else
    g_assert_cmpuint (g_utf8_strlen (text, -1), ==, 301);
}

/* A live value does not dance: 0.94, 1 and 10 have the same places, also after the table was filled. */
static void
test_format_stands_still (void)
{
  g_autoptr (RkChannel) channel = make_channel (NULL, NULL);
  static const double values[] = { 1, 0.94, -0.87, 10, 400.123456, 0.00012 };
  static const char * const texts[] = { "1", "0.94", "−0.87", "10.00", "400.12", "0.00" };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++) {
    g_autofree char *text = NULL;

    rk_channel_set_last_value (channel, values[i]);
    text = rk_channel_format (channel, values[i]);
    g_assert_cmpstr (text, ==, texts[i]);
  }
}

static void
test_format_speaks_the_language (void)
{
  g_autoptr (RkChannel) channel = make_channel (NULL, NULL);
  g_autofree char *text = NULL;

  rk_number_set_decimal_sign (',');
  text = rk_channel_format (channel, -21.5);
  rk_number_set_decimal_sign (0);
  g_assert_cmpstr (text, ==, "−21,5");
}

#define ADD_ROWS(name, rows, func) \
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) { \
    g_autofree char *path = g_strdup_printf ("/store/channel/" name "/%zu", i); \
    g_test_add_data_func (path, &rows[i], func); \
  }

static double
shown (RkChannel *channel,
       double     raw)
{
  RkConversion conversion;

  rk_channel_get_conversion (channel, &conversion);

  return rk_conversion_apply (&conversion, raw);
}

/* A voltage that stands for a force of 10 N a volt. */
static void
test_calibration (void)
{
  g_autoptr (RkCalibration) calibration = rk_calibration_parse ("polynomial -5 10", NULL);
  RkChannel *channel = make_channel ("voltage", "V");
  guint n_calibration = 0, n_unit = 0;

  rk_channel_set_decimals (channel, 3);
  g_signal_connect (channel, "notify::calibration", G_CALLBACK (count_cb), &n_calibration);
  g_signal_connect (channel, "notify::unit", G_CALLBACK (count_cb), &n_unit);

  rk_channel_set_calibration (channel, calibration, "N", "Spring", "Ivanova", 123456);
  rk_channel_set_calibration (channel, calibration, "N", "Spring", "Ivanova", 123456);
  g_assert_cmpuint (n_calibration, ==, 1);
  g_assert_cmpuint (n_unit, ==, 1);
  g_assert_true (rk_calibration_equal (rk_channel_get_calibration (channel), calibration));
  g_assert_cmpstr (rk_channel_get_calibration_name (channel), ==, "Spring");
  g_assert_cmpstr (rk_channel_get_calibration_author (channel), ==, "Ivanova");
  g_assert_cmpstr (rk_channel_get_calibration_unit (channel), ==, "N");
  g_assert_cmpint (rk_channel_get_calibration_us (channel), ==, 123456);
  g_assert_cmpstr (rk_channel_get_unit (channel), ==, "N");
  g_assert_cmpstr (rk_channel_get_quantity (channel), ==, "force");
  g_assert_cmpstr (rk_channel_get_symbol (channel), ==, "F");
  g_assert_cmpstr (rk_channel_get_raw_unit (channel), ==, "V");
  g_assert_cmpint (rk_channel_get_decimals (channel), ==, 2);
  g_assert_cmpfloat_with_epsilon (shown (channel, 2.0), 15.0, 1e-12);

  /* The unit shown is converted after it. */
  rk_channel_set_unit (channel, "mN");
  g_assert_cmpfloat_with_epsilon (shown (channel, 2.0), 15000.0, 1e-9);

  rk_channel_set_calibration (channel, NULL, "N", "nobody", "nobody", 5);
  g_assert_null (rk_channel_get_calibration (channel));
  g_assert_null (rk_channel_get_calibration_name (channel));
  g_assert_cmpint (rk_channel_get_calibration_us (channel), ==, 0);
  g_assert_cmpstr (rk_channel_get_unit (channel), ==, "V");
  g_assert_cmpstr (rk_channel_get_quantity (channel), ==, "voltage");
  g_assert_cmpfloat (shown (channel, 2.0), ==, 2.0);
  g_assert_cmpuint (n_calibration, ==, 2);

  g_assert_finalize_object (channel);
}

static void
test_zero (void)
{
  g_autoptr (RkCalibration) calibration = rk_calibration_parse ("polynomial 0 2", NULL);
  RkChannel *channel = make_channel ("force", "N");
  guint n = 0;

  g_signal_connect (channel, "notify::zero", G_CALLBACK (count_cb), &n);

  rk_channel_set_zero (channel, 0.25);
  g_assert_cmpuint (n, ==, 1);
  rk_channel_set_zero (channel, 0.25);
  rk_channel_set_zero (channel, NAN);
  rk_channel_set_zero (channel, INFINITY);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpfloat (shown (channel, 0.25), ==, 0.0);
  g_assert_cmpfloat (shown (channel, 1.25), ==, 1.0);
  g_assert_cmpfloat (rk_channel_get_zero (channel), ==, 0.25);

  /* It goes with the unit: the same reading stays zero. */
  rk_channel_set_unit (channel, "mN");
  g_assert_cmpfloat_with_epsilon (rk_channel_get_zero (channel), 250.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (shown (channel, 0.25), 0.0, 1e-9);

  /* And it is gone with the values it was found with. */
  rk_channel_set_calibration (channel, calibration, NULL, NULL, NULL, 1);
  g_assert_cmpfloat (rk_channel_get_zero (channel), ==, 0.0);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpfloat_with_epsilon (shown (channel, 1.0), 2000.0, 1e-9);

  g_assert_finalize_object (channel);
}

/* A count of 10 bits that stands for 0 to 50 °C: a step is worth 0.05 °C, and no more digits are shown. */
static void
test_digits_of_a_calibrated_value (void)
{
  g_autoptr (RkCalibration) calibration = rk_calibration_parse ("polynomial 0 0.048875855327", NULL);
  RkChannel *channel = make_channel (NULL, NULL);
  g_autofree char *text = NULL;

  rk_number_set_decimal_sign ('.');
  rk_channel_set_calibration (channel, calibration, "°C", NULL, NULL, 1);
  text = rk_channel_format (channel, 512.0);
  g_assert_cmpstr (text, ==, "25.02");
  g_assert_cmpstr (rk_channel_get_quantity (channel), ==, "temperature");
  rk_number_set_decimal_sign (0);

  g_assert_finalize_object (channel);
}

static void
test_sensor (void)
{
  RkChannel *channel = make_channel ("temperature", "°C");
  double min, max;
  gboolean has;
  guint n = 0;

  rk_channel_get_range (channel, &min, &max);
  g_assert_true (isnan (min) && isnan (max));
  rk_channel_get_safe (channel, &min, &max);
  g_assert_true (isnan (min) && isnan (max));
  g_assert_true (isnan (rk_channel_get_resolution (channel)));
  g_object_get (channel, "has-range", &has, NULL);
  g_assert_false (has);

  g_signal_connect (channel, "notify", G_CALLBACK (count_cb), &n);
  rk_channel_set_range (channel, NAN, NAN);
  g_assert_cmpuint (n, ==, 0);
  rk_channel_set_range (channel, -10.0, 110.0);
  rk_channel_set_safe (channel, NAN, 130.0);
  rk_channel_set_resolution (channel, 0.1);
  g_assert_cmpuint (n, ==, 3);
  rk_channel_set_safe (channel, NAN, 130.0);
  g_assert_cmpuint (n, ==, 3);
  rk_channel_get_range (channel, &min, &max);
  g_assert_cmpfloat (min, ==, -10.0);
  g_assert_cmpfloat (max, ==, 110.0);
  rk_channel_get_safe (channel, &min, &max);
  g_assert_true (isnan (min));
  g_assert_cmpfloat (max, ==, 130.0);
  g_assert_cmpfloat (rk_channel_get_resolution (channel), ==, 0.1);
  g_object_get (channel, "has-range", &has, NULL);
  g_assert_true (has);

  g_assert_finalize_object (channel);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/store/channel/defaults", test_defaults);
  g_test_add_func ("/store/channel/bare-column", test_bare_column);
  g_test_add_func ("/store/channel/words-of-the-column-win", test_words_of_the_column_win);
  ADD_ROWS ("setter", set_rows, test_setter_row);
  g_test_add_func ("/store/channel/last-value-nan-twice-is-silent", test_last_value_nan_twice_is_silent);
  ADD_ROWS ("conversion", conversion_rows, test_conversion_row);
  g_test_add_func ("/store/channel/decimals-move-with-the-unit", test_decimals_move_with_the_unit);
  ADD_ROWS ("format", format_rows, test_format_row);
  g_test_add_func ("/store/channel/format-stands-still", test_format_stands_still);
  g_test_add_func ("/store/channel/format-speaks-the-language", test_format_speaks_the_language);
  g_test_add_func ("/store/channel/calibration", test_calibration);
  g_test_add_func ("/store/channel/zero", test_zero);
  g_test_add_func ("/store/channel/digits-of-a-calibrated-value", test_digits_of_a_calibrated_value);
  g_test_add_func ("/store/channel/sensor", test_sensor);

  return g_test_run ();
}
