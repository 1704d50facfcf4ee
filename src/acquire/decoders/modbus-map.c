/* The map of registers of a Modbus device in readable options:
 *
 *   register-NAME = function address type [order] [*factor | /divisor] [+offset | -offset] [@slave] [unit]
 *
 *   register-temperature = 4 1 s16 /10 °C
 *   register-energy = 3 0x1000 f32 CDAB *0.001 kWh
 *   register-alarm = 3 7 bit4
 *
 * Orders name the bytes of a number (A is the highest) as they come over the line.
 */
#include "config.h"

#include "acquire/decoders/modbus-map.h"

#include "acquire/decoders/option.h"
#include "acquire/errors.h"
#include "base/number.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define PREFIX "register-"
#define REGISTERS_MAX 128
#define KEY_MAX 100

static const char * const types[] = { "bit", "u16", "s16", "u32", "s32", "f32", NULL };
static const char * const orders[] = { "ABCD", "CDAB", "BADC", "DCBA", NULL };

static void
register_clear (gpointer data)
{
  RkModbusRegister *self = data;

  g_free (self->key);
  g_free (self->unit);
}

void
rk_modbus_map_clear (RkModbusMap *self)
{
  g_clear_pointer (&self->registers, g_array_unref);
  g_clear_pointer (&self->blocks, g_array_unref);
}

guint
rk_modbus_width (const RkModbusRegister *self)
{
  return self->type >= RK_MODBUS_U32 ? 2 : 1;
}

static gboolean
is_bits (guint8 function)
{
  return function <= 2;
}

/* "12", "0x1F" */
static gboolean
parse_whole (const char *text,
             guint       max,
             guint      *value)
{
  double found;

  if (!rk_number_parse (text, strlen (text), RK_NUMBER_HEX, &found) || found < 0 || found > max || found != floor (found))
    return FALSE;
  *value = (guint) found;

  return TRUE;
}

static gboolean
parse_real (const char *text,
            double     *value)
{
  return rk_number_parse (text, strlen (text), RK_NUMBER_PLAIN, value) && fabs (*value) <= 1e15;
}

static int
word_index (const char         *text,
            const char * const *words)
{
  for (int i = 0; words[i] != NULL; i++) {
    if (strcmp (words[i], text) == 0)
      return i;
  }

  return -1;
}

/* "s16", "bit4" */
static gboolean
read_type (RkModbusRegister *self,
           const char       *text)
{
  int type = word_index (text, types);
  guint bit;

  if (type > 0) {
    self->type = (RkModbusType) type;
    return !is_bits (self->function);
  }

  self->type = RK_MODBUS_BIT;
  if (is_bits (self->function))
    return type == 0;
  if (!g_str_has_prefix (text, "bit") || !parse_whole (text + 3, 15, &bit))
    return FALSE;
  self->bit = (guint8) bit;

  return TRUE;
}

static void
set_order (RkModbusRegister *self,
           const char       *order)
{
  /* order[i] is the letter of the byte that comes i-th. */
  for (guint8 i = 0; i < 4; i++)
    self->order[order[i] - 'A'] = i;
}

/* One word after the type; FALSE = it means nothing. The unit is what no other word can be. */
static gboolean
read_word (RkModbusRegister *self,
           const char       *word)
{
  int order = word_index (word, orders);
  guint slave;

  if (order >= 0) {
    set_order (self, orders[order]);
    return rk_modbus_width (self) == 2;
  }

  switch (*word) {
  case '*':
    return parse_real (word + 1, &self->factor) && self->factor != 0;
  case '/':
    return parse_real (word + 1, &self->divisor) && self->divisor != 0;
  case '+':
  case '-':
    return parse_real (word, &self->offset);
  case '@':
    if (!parse_whole (word + 1, 247, &slave) || slave == 0)
      return FALSE;
    self->slave = (guint8) slave;
    return TRUE;
  default:
    if (self->unit != NULL || strlen (word) > 31)
      return FALSE;
    self->unit = g_strdup (word);
    return TRUE;
  }
}

/* Whole numbers have as many places as their factor. */
static int
guess_decimals (const RkModbusRegister *self)
{
  double step = fabs (self->factor / self->divisor);
  double places = -log10 (step);

  if (self->type == RK_MODBUS_F32)
    return -1;

  return (int) CLAMP (ceil (places - 1e-9), 0, 9);
}

/* NULL, or the word that is wrong. */
static const char *
read_register (RkModbusRegister *self,
               char            **words)
{
  guint function;
  guint address;

  if (words[0] == NULL || !parse_whole (words[0], 4, &function) || function == 0)
    return words[0] != NULL ? words[0] : "";
  self->function = (guint8) function;
  if (words[1] == NULL || !parse_whole (words[1], G_MAXUINT16, &address))
    return words[1] != NULL ? words[1] : "";
  self->address = (guint16) address;
  if (words[2] == NULL || !read_type (self, words[2]))
    return words[2] != NULL ? words[2] : "";

  for (guint i = 3; words[i] != NULL; i++) {
    if (!read_word (self, words[i]))
      return words[i];
  }

  return address + rk_modbus_width (self) > G_MAXUINT16 + 1u ? words[1] : NULL;
}

static gboolean
add_register (RkModbusMap *self,
              const char  *name,
              const char  *text,
              GError     **error)
{
  RkModbusRegister found = { .slave = self->slave, .factor = 1.0, .divisor = 1.0 };
  g_auto (GStrv) split = g_strsplit_set (text, " \t", -1);
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  const char *wrong;

  for (guint i = 0; split[i] != NULL; i++) {
    if (*split[i] != '\0')
      g_ptr_array_add (words, split[i]);
  }
  g_ptr_array_add (words, NULL);

  set_order (&found, orders[0]);
  wrong = read_register (&found, (char **) words->pdata);
  if (wrong == NULL && (strlen (name) == 0 || strlen (name) > KEY_MAX))
    wrong = name;

  if (wrong != NULL) {
    g_set_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_PROFILE,
                 _("option “%s%s”: “%s” does not fit; write function, address, type and perhaps order, factor, offset, "
                   "slave, unit, such as “4 1 s16 /10 °C” or “3 0x1000 f32 CDAB @2 V”; types are u16 s16 u32 s32 f32, "
                   "bit0...bit15 of a register, bit for functions 1 and 2"), PREFIX, name, wrong);
    register_clear (&found);
    return FALSE;
  }

  found.key = g_strdup (name);
  found.decimals = guess_decimals (&found);
  g_array_append_val (self->registers, found);

  return TRUE;
}

static int
compare_registers (gconstpointer a,
                   gconstpointer b)
{
  const RkModbusRegister *x = a;
  const RkModbusRegister *y = b;

  if (x->slave != y->slave)
    return (int) x->slave - y->slave;
  if (x->function != y->function)
    return (int) x->function - y->function;
  if (x->address != y->address)
    return (int) x->address - y->address;
  if (x->bit != y->bit)
    return (int) x->bit - y->bit;

  return strcmp (x->key, y->key);
}

/* Neighbours go into one message; what lies between them may be forbidden and is not asked for. */
static void
make_blocks (RkModbusMap *self)
{
  g_array_sort (self->registers, compare_registers);

  for (guint i = 0; i < self->registers->len; i++) {
    const RkModbusRegister *r = &g_array_index (self->registers, RkModbusRegister, i);
    RkModbusBlock *last = self->blocks->len > 0 ? &g_array_index (self->blocks, RkModbusBlock, self->blocks->len - 1) : NULL;
    guint max = is_bits (r->function) ? RK_MODBUS_MAX_BITS : RK_MODBUS_MAX_REGISTERS;
    guint end = r->address + rk_modbus_width (r);

    if (last != NULL && last->slave == r->slave && last->function == r->function &&
        r->address <= last->address + last->count && end - last->address <= max) {
      last->count = (guint16) MAX (last->count, end - last->address);
    } else {
      RkModbusBlock block = { r->slave, r->function, r->address, (guint16) rk_modbus_width (r) };

      g_array_append_val (self->blocks, block);
    }
  }
}

gboolean
rk_modbus_map_init (RkModbusMap *self,
                    GHashTable  *options,
                    GError     **error)
{
  const char *slave = rk_option_get (options, "slave");
  guint number = 1;
  GHashTableIter iter;
  gpointer name;
  gpointer value;

  *self = (RkModbusMap) { .any_slave = slave == NULL };
  self->registers = g_array_new (FALSE, FALSE, sizeof (RkModbusRegister));
  g_array_set_clear_func (self->registers, register_clear);
  self->blocks = g_array_new (FALSE, FALSE, sizeof (RkModbusBlock));

  if (slave != NULL && (!parse_whole (slave, 254, &number) || number == 0)) {
    g_set_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_PROFILE,
                 _("option “%s” must be the address of the device, 1 to 254, not “%s”"), "slave", slave);
    return FALSE;
  }
  self->slave = (guint8) number;

  if (options != NULL) {
    g_hash_table_iter_init (&iter, options);
    while (g_hash_table_iter_next (&iter, &name, &value)) {
      if (g_str_has_prefix (name, PREFIX) && !add_register (self, (const char *) name + strlen (PREFIX), value, error))
        return FALSE;
    }
  }

  if (self->registers->len > REGISTERS_MAX) {
    g_set_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_PROFILE, _("there are more than %d registers"), REGISTERS_MAX);
    return FALSE;
  }
  make_blocks (self);

  return TRUE;
}

static double
number_of (const RkModbusRegister *self,
           const guint8           *bytes)
{
  union { guint32 bits; float number; } f;
  guint32 word = (guint32) bytes[0] << 8 | bytes[1];
  guint32 both;

  switch (self->type) {
  case RK_MODBUS_BIT:
    return word >> self->bit & 1;
  case RK_MODBUS_U16:
    return word;
  case RK_MODBUS_S16:
    return (gint16) word;
  case RK_MODBUS_U32:
  case RK_MODBUS_S32:
  case RK_MODBUS_F32:
  default:
    break;
  }

  both = (guint32) bytes[self->order[0]] << 24 | (guint32) bytes[self->order[1]] << 16 |
         (guint32) bytes[self->order[2]] << 8 | bytes[self->order[3]];
  if (self->type == RK_MODBUS_U32)
    return both;
  if (self->type == RK_MODBUS_S32)
    return (gint32) both;

  f.bits = both;

  return isfinite (f.number) ? (double) f.number : (double) NAN;
}

double
rk_modbus_value (const RkModbusRegister *self,
                 const RkModbusBlock    *block,
                 const guint8           *bytes,
                 gsize                   n)
{
  guint at = self->address - block->address;
  double raw;

  if (self->address < block->address || at + rk_modbus_width (self) > block->count)
    return (double) NAN;

  if (is_bits (self->function)) {
    if (at / 8 >= n)
      return (double) NAN;
    raw = bytes[at / 8] >> at % 8 & 1;
  } else {
    if (2 * (gsize) (at + rk_modbus_width (self)) > n)
      return (double) NAN;
    raw = number_of (self, bytes + 2 * at);
  }

  return raw * self->factor / self->divisor + self->offset;
}
