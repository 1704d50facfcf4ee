#include "config.h"

#include "base/quantity.h"

#include "base/quantity-table.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* No unit is longer; a longer text is not looked up. */
#define MAX_UNIT_LENGTH 64

/* Two characters of Unicode look alike: the sign of the unit and the letter. */
static const struct {
  const char *found;
  const char *used;
} twins[] = {
  { "\u03BC", "\u00B5" }, /* mu -> micro */
  { "\u2126", "\u03A9" }, /* ohm sign -> omega */
};

/**
 * rk_quantity_nth:
 * @n: index
 *
 * Lists the quantities.
 *
 * Threads: any.
 *
 * Returns: (nullable): a constant, or %NULL after the last
 */
const RkQuantity *
rk_quantity_nth (guint n)
{
  static gsize count;

  if (g_once_init_enter (&count)) {
    gsize c = 0;

    while (rk_quantity_table[c].id != NULL)
      c++;
    g_once_init_leave (&count, c);
  }

  return n < count ? &rk_quantity_table[n] : NULL;
}

/**
 * rk_unit_nth:
 * @n: index
 *
 * Lists the units, those of one quantity together, the usual ones first.
 *
 * Threads: any.
 *
 * Returns: (nullable): a constant, or %NULL after the last
 */
const RkUnit *
rk_unit_nth (guint n)
{
  static gsize count;

  if (g_once_init_enter (&count)) {
    gsize c = 0;

    while (rk_unit_table[c].symbol != NULL)
      c++;
    g_once_init_leave (&count, c);
  }

  return n < count ? &rk_unit_table[n] : NULL;
}

/**
 * rk_quantity_find:
 * @id: (nullable): an id, as in files
 *
 * Looks a quantity up by its id.
 *
 * Threads: any.
 *
 * Returns: (nullable): a constant, or %NULL when it is unknown
 */
const RkQuantity *
rk_quantity_find (const char *id)
{
  if (id == NULL)
    return NULL;

  for (guint i = 0; rk_quantity_table[i].id != NULL; i++) {
    if (strcmp (rk_quantity_table[i].id, id) == 0)
      return &rk_quantity_table[i];
  }

  return NULL;
}

/* The first unit with a spelling keeps it. */
static void
add_spelling (GHashTable   *spellings,
              const char   *spelling,
              const RkUnit *unit)
{
  if (!g_hash_table_contains (spellings, spelling))
    g_hash_table_insert (spellings, g_strdup (spelling), (gpointer) unit);
}

/* All symbols go before all aliases, so that an alias never hides a symbol. */
static GHashTable *
collect_spellings (void)
{
  GHashTable *spellings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (const RkUnit *unit = rk_unit_table; unit->symbol != NULL; unit++)
    add_spelling (spellings, unit->symbol, unit);

  for (const RkUnit *unit = rk_unit_table; unit->symbol != NULL; unit++) {
    g_auto (GStrv) aliases = unit->aliases != NULL ? g_strsplit (unit->aliases, "|", -1) : NULL;

    for (guint i = 0; aliases != NULL && aliases[i] != NULL; i++)
      add_spelling (spellings, aliases[i], unit);
  }

  return spellings;
}

static const RkUnit *
find_spelling (const char *text)
{
  static GHashTable *spellings; /* never changes once it is there */

  if (g_once_init_enter (&spellings))
    g_once_init_leave (&spellings, collect_spellings ());

  return g_hash_table_lookup (spellings, text);
}

/* Without blanks around, and with one of each pair of twins. */
static char *
normalize (const char *text)
{
  GString *plain = g_string_new (text);

  for (guint i = 0; i < G_N_ELEMENTS (twins); i++)
    g_string_replace (plain, twins[i].found, twins[i].used, 0);

  g_strstrip (plain->str);

  return g_string_free (plain, FALSE);
}

/**
 * rk_unit_find:
 * @text: (nullable): a unit as a file, a device or a person writes it
 *
 * Looks a unit up by its symbol, an alias, or its symbol in the user's language.
 *
 * Upper and lower case differ: mV is not MV.
 *
 * Threads: any.
 *
 * Returns: (nullable): a constant, or %NULL when it is unknown
 */
const RkUnit *
rk_unit_find (const char *text)
{
  g_autofree char *plain = NULL;
  const RkUnit *unit;

  if (text == NULL || *text == '\0' || strnlen (text, MAX_UNIT_LENGTH) == MAX_UNIT_LENGTH)
    return NULL;

  unit = find_spelling (text);
  if (unit != NULL)
    return unit;

  plain = normalize (text);
  unit = find_spelling (plain);

  for (guint i = 0; unit == NULL && rk_unit_table[i].symbol != NULL; i++) {
    if (strcmp (_(rk_unit_table[i].local), plain) == 0)
      unit = &rk_unit_table[i];
  }

  return unit;
}

/**
 * rk_unit_convert:
 * @value: a value in @from
 * @from: (nullable): its unit, in any spelling
 * @to: (nullable): the unit wanted, in any spelling
 * @result: (out): the value in @to; unchanged on failure
 *
 * Converts a value from one unit of a quantity to another.
 *
 * The same unit gives the same value, bit for bit.
 *
 * Threads: any.
 *
 * Returns: %FALSE when the units are unknown or of different quantities
 */
gboolean
rk_unit_convert (double      value,
                 const char *from,
                 const char *to,
                 double     *result)
{
  const RkUnit *source = rk_unit_find (from);
  const RkUnit *target = rk_unit_find (to);

  if (source == NULL || target == NULL || strcmp (source->quantity, target->quantity) != 0)
    return FALSE;

  if (source == target)
    *result = value;
  else
    *result = (value * source->factor + (source->offset - target->offset)) / target->factor;

  return TRUE;
}

/**
 * rk_unit_local:
 * @symbol: (nullable): a unit in any spelling, or any text
 *
 * Gives a unit's symbol in the user's language.
 *
 * Threads: any.
 *
 * Returns: a constant, or @symbol itself when the unit is unknown; "" for %NULL
 */
const char *
rk_unit_local (const char *symbol)
{
  const RkUnit *unit;

  if (symbol == NULL)
    return "";

  unit = rk_unit_find (symbol);

  return unit != NULL ? _(unit->local) : symbol;
}

/**
 * rk_axis_title:
 * @symbol: (nullable): symbol or name of the quantity
 * @unit: (nullable): its unit in any spelling
 *
 * Writes the title of an axis or of a table's column, as school graphs have it.
 *
 * Threads: any.
 *
 * Returns: (transfer full): "T, °C", or "T" when there is no unit or it says the same ("pH")
 */
char *
rk_axis_title (const char *symbol,
               const char *unit)
{
  const char *local = rk_unit_local (unit);

  if (symbol == NULL || *symbol == '\0')
    return g_strdup (local);
  if (*local == '\0' || strcmp (local, symbol) == 0)
    return g_strdup (symbol);

  return g_strdup_printf ("%s, %s", symbol, local);
}
