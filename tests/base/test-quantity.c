#include "config.h"

#include "base/quantity.h"

#include <math.h>
#include <string.h>

typedef struct {
  double      value;
  const char *from;
  const char *to;
  double      result;
} ConvertRow;

/* Hand-computed from the definitions of the units. */
static const ConvertRow convert_rows[] = {
  { 0.0, "°C", "K", 273.15 },          { 100.0, "°C", "°F", 212.0 },
  { -40.0, "°F", "°C", -40.0 },        { 300.0, "K", "°C", 26.85 },
  { 760.0, "mmHg", "kPa", 101.3250144354 },   { 1.0, "atm", "Pa", 101325.0 },
  { 1013.25, "hPa", "bar", 1.01325 },  { 1500.0, "mV", "V", 1.5 },
  { 2.5, "A", "mA", 2500.0 },          { 4.7, "kΩ", "Ω", 4700.0 },
  { 1.0, "µF", "nF", 1000.0 },         { 635.8, "ct", "g", 127.16 },
  { 1.0, "lb", "oz", 16.0 },           { 1.0, "g₀", "m/s²", 9.80665 },
  { 180.0, "°", "rad", 3.14159265358979323846 },
  { 72.0, "bpm", "bpm", 72.0 },        { 36.0, "km/h", "m/s", 10.0 },
  { 1.0, "kn", "km/h", 1.852 },        { 1413.0, "µS/cm", "mS/cm", 1.413 },
  { 0.04, "%", "ppm", 400.0 },         { 1.0, "h", "s", 3600.0 },
  { 60.0, "1/min", "1/s", 1.0 },       { 1.0, "mT", "µT", 1000.0 },
  { 1.0, "mg/L", "µg/m³", 1e6 },
};

static void
test_convert_row (gconstpointer data)
{
  const ConvertRow *row = data;
  double result = NAN;

  g_assert_true (rk_unit_convert (row->value, row->from, row->to, &result));
  /* A few roundings of the factors. */
  g_assert_cmpfloat_with_epsilon (result, row->result, 1e-12 * MAX (1.0, fabs (row->result)));
}

typedef struct {
  const char *text;
  const char *symbol; /* NULL: unknown */
} FindRow;

static const FindRow find_rows[] = {
  { "°C", "°C" },      { "degC", "°C" },   { "C", "°C" },      { "*C", "°C" },
  { " °C ", "°C" },    { "℃", "°C" },      { "Ohm", "Ω" },     { "\u2126", "Ω" },
  { "k\u2126", "kΩ" }, { "kOhm", "kΩ" },   { "\u03BCA", "µA" }, { "uA", "µA" },
  { "mmHg", "mmHg" },  { "мм рт. ст.", "mmHg" }, { "кПа", "kPa" }, { "В", "V" },
  { "%RH", "%" },      { "lux", "lx" },    { "ug/m3", "µg/m³" }, { "mg/l", "mg/L" },
  { "deg", "°" },      { "g", "g" },       { "F", "F" },       { "mV", "mV" },
  { "MV", NULL },      { "", NULL },       { NULL, NULL },     { "widgets", NULL },
  { "°", "°" },        { "1/min", "1/min" }, { "CPM", "1/min" }, { "уд/мин", "bpm" },
};

static void
test_find_row (gconstpointer data)
{
  const FindRow *row = data;
  const RkUnit *unit = rk_unit_find (row->text);

  g_assert_cmpstr (unit != NULL ? unit->symbol : NULL, ==, row->symbol);
}

static void
test_hostile_text_is_unknown (void)
{
  g_autofree char *text = g_strnfill (1000000, ' ');

  g_assert_null (rk_unit_find (text));
  g_assert_null (rk_unit_find ("\xFF\xFE"));
  g_assert_cmpstr (rk_unit_local ("\xFF\xFE"), ==, "\xFF\xFE");
}

static void
test_units_are_consistent (void)
{
  g_autoptr (GHashTable) symbols = g_hash_table_new (g_str_hash, g_str_equal);
  const RkUnit *unit;

  for (guint i = 0; (unit = rk_unit_nth (i)) != NULL; i++) {
    g_auto (GStrv) aliases = g_strsplit (unit->aliases != NULL ? unit->aliases : "", "|", -1);
    double back = NAN;

    /* What files and devices write leads back to the unit, and no spelling is dead. */
    g_assert_true (g_hash_table_add (symbols, (gpointer) unit->symbol));
    g_assert_true (rk_unit_find (unit->symbol) == unit);
    for (guint j = 0; aliases[j] != NULL; j++) {
      if (rk_unit_find (aliases[j]) != unit)
        g_error ("“%s” is not %s, but %s", aliases[j], unit->symbol, rk_unit_find (aliases[j])->symbol);
    }

    g_assert_nonnull (unit->local);
    g_assert_nonnull (unit->name);
    g_assert_nonnull (rk_quantity_find (unit->quantity));
    g_assert_cmpfloat (unit->factor, >, 0.0);
    g_assert_true (rk_unit_convert (12.375, unit->symbol, unit->symbol, &back));
    g_assert_cmpfloat (back, ==, 12.375);
  }

  g_assert_cmpuint (g_hash_table_size (symbols), >, 80);
  g_assert_null (rk_unit_nth (G_MAXUINT));
}

static void
test_quantities_are_consistent (void)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  const RkQuantity *quantity;

  for (guint i = 0; (quantity = rk_quantity_nth (i)) != NULL; i++) {
    g_assert_true (g_hash_table_add (ids, (gpointer) quantity->id));
    g_assert_true (rk_quantity_find (quantity->id) == quantity);
    g_assert_nonnull (quantity->name);
    g_assert_nonnull (quantity->symbol);
    g_assert_cmpint (quantity->decimals, >=, 0);
    if (*quantity->unit != '\0')
      g_assert_cmpstr (rk_unit_find (quantity->unit)->symbol, ==, quantity->unit);
  }

  g_assert_null (rk_quantity_find (NULL));
  g_assert_null (rk_quantity_find ("Temperature"));
  g_assert_null (rk_quantity_nth (G_MAXUINT));
}

static void
test_other_quantities_do_not_convert (void)
{
  double result = 77.0;

  g_assert_false (rk_unit_convert (1.0, "V", "A", &result));
  g_assert_false (rk_unit_convert (1.0, "V", "widgets", &result));
  g_assert_false (rk_unit_convert (1.0, NULL, "V", &result));
  g_assert_false (rk_unit_convert (1.0, "µSv/h", "µR/h", &result));
  g_assert_cmpfloat (result, ==, 77.0);
}

static void
test_missing_stays_missing (void)
{
  double result = 77.0;

  g_assert_true (rk_unit_convert (NAN, "°C", "K", &result));
  g_assert_true (isnan (result));
}

typedef struct {
  const char *symbol;
  const char *unit;
  const char *title;
} TitleRow;

static const TitleRow title_rows[] = {
  { "T", "°C", "T, °C" },      { "T", "degC", "T, °C" },   { "T", NULL, "T" },
  { "T", "", "T" },            { NULL, "°C", "°C" },       { NULL, NULL, "" },
  { "pH", "pH", "pH" },        { "x", "widgets", "x, widgets" },
};

static void
test_title_row (gconstpointer data)
{
  const TitleRow *row = data;
  g_autofree char *title = rk_axis_title (row->symbol, row->unit);

  g_assert_cmpstr (title, ==, row->title);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (convert_rows); i++) {
    g_autofree char *path = g_strdup_printf ("/base/quantity/convert/%zu", i);

    g_test_add_data_func (path, &convert_rows[i], test_convert_row);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (find_rows); i++) {
    g_autofree char *path = g_strdup_printf ("/base/quantity/find/%zu", i);

    g_test_add_data_func (path, &find_rows[i], test_find_row);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (title_rows); i++) {
    g_autofree char *path = g_strdup_printf ("/base/quantity/title/%zu", i);

    g_test_add_data_func (path, &title_rows[i], test_title_row);
  }
  g_test_add_func ("/base/quantity/hostile-text-is-unknown", test_hostile_text_is_unknown);
  g_test_add_func ("/base/quantity/units-are-consistent", test_units_are_consistent);
  g_test_add_func ("/base/quantity/quantities-are-consistent", test_quantities_are_consistent);
  g_test_add_func ("/base/quantity/other-quantities-do-not-convert", test_other_quantities_do_not_convert);
  g_test_add_func ("/base/quantity/missing-stays-missing", test_missing_stays_missing);

  return g_test_run ();
}
