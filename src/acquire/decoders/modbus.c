/* Modbus above the transmission mode: Modbus Application Protocol Specification V1.1b3.
 *
 * An answer does not say which registers it holds, so it is read only together with the request before it: one made
 * here, or one seen on the line. A request made here counts until it is answered or the next one is made, one that was
 * seen until the next one; an answer that does not fit it in device, function and length is nobody's and is passed over.
 * Bytes without any request (a capture of the device's side only) are taken to begin at the first register of the map.
 */
#include "config.h"

#include "acquire/decoders/modbus.h"

#include "base/clock.h"
#include "base/quantity.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

gboolean
rk_modbus_init (RkModbus   *self,
                GHashTable *options,
                GError    **error)
{
  *self = (RkModbus) { 0 };
  if (!rk_modbus_map_init (&self->map, options, error)) {
    rk_modbus_map_clear (&self->map);
    return FALSE;
  }

  self->owners = g_array_new (FALSE, FALSE, sizeof (guint16));
  rk_column_set_init (&self->set);
  for (guint i = 0; i < self->map.registers->len; i++) {
    const RkModbusRegister *r = &g_array_index (self->map.registers, RkModbusRegister, i);
    const RkUnit *unit = r->unit != NULL ? rk_unit_find (r->unit) : NULL;
    int column = rk_column_set_add_known (&self->set, r->key, unit != NULL ? unit->quantity : NULL,
                                          unit != NULL ? unit->symbol : r->unit, r->decimals);

    g_assert (column == (int) i);
  }

  return TRUE;
}

void
rk_modbus_clear (RkModbus *self)
{
  rk_modbus_map_clear (&self->map);
  rk_column_set_clear (&self->set);
  g_clear_pointer (&self->owners, g_array_unref);
}

guint
rk_modbus_answer_bytes (guint8 function,
                        guint  count)
{
  return function <= 2 ? (count + 7) / 8 : 2 * count;
}

gboolean
rk_modbus_request (RkModbus *self,
                   guint     n,
                   guint8    message[6])
{
  const RkModbusBlock *block;

  if (n >= self->map.blocks->len)
    return FALSE;

  block = &g_array_index (self->map.blocks, RkModbusBlock, n);
  message[0] = block->slave;
  message[1] = block->function;
  message[2] = (guint8) (block->address >> 8);
  message[3] = (guint8) block->address;
  message[4] = (guint8) (block->count >> 8);
  message[5] = (guint8) block->count;

  self->asks = TRUE;
  self->is_open = TRUE;
  self->asked = *block;
  self->block = n;

  return TRUE;
}

static void
report (RkModbus     *self,
        const guint8 *message,
        gsize         n,
        const char   *reason)
{
  self->n_rejected++;

  if (self->events->rejected != NULL) {
    g_autoptr (GString) hex = g_string_new (NULL);

    for (gsize i = 0; i < MIN (n, 60); i++)
      g_string_append_printf (hex, i > 0 ? " %02X" : "%02X", message[i]);
    self->events->rejected (self->user_data, hex->str, -1, reason);
  }
}

static void
end_row (RkModbus *self,
         gsize     end)
{
  if (!self->row_open)
    return;

  self->row_open = FALSE;
  rk_column_set_emit (&self->set, RK_TIME_NONE, FALSE, end, self->events, self->user_data);
}

/* --- Values --- */

/* When listening to others a device of any address will do, unless one was named. */
static gboolean
is_slave (const RkModbus *self,
          guint8          wanted,
          guint8          slave)
{
  return wanted == slave || (self->map.any_slave && !self->asks && wanted == self->map.slave);
}

/* Puts what the map knows of @block into the row; @bytes NULL = the device refused. */
static guint
put_known (RkModbus            *self,
           const RkModbusBlock *block,
           const guint8        *bytes,
           gsize                n)
{
  guint n_put = 0;

  for (guint i = 0; i < self->map.registers->len; i++) {
    const RkModbusRegister *r = &g_array_index (self->map.registers, RkModbusRegister, i);
    double value = (double) NAN;

    if (r->function != block->function || !is_slave (self, r->slave, block->slave) ||
        r->address < block->address || r->address + rk_modbus_width (r) > block->address + block->count)
      continue;

    if (bytes != NULL)
      value = rk_modbus_value (r, block, bytes, n);
    rk_column_set_put (&self->set, i, value, isnan (value) ? RK_VALUE_ERROR : RK_VALUE_OK);
    n_put++;
  }

  return n_put;
}

/* The column of a register nobody described: "r7"; another function or device with the same number gets another one. */
static int
find_unknown (RkModbus            *self,
              const RkModbusBlock *block,
              guint                address)
{
  static const char * const letters[] = { "c", "d", "r", "r" };
  guint16 owner = (guint16) (block->slave << 8 | block->function);
  const char *letter = letters[block->function - 1];
  char keys[3][32];
  int column;

  g_snprintf (keys[0], sizeof keys[0], "%s%u", letter, address);
  column = rk_column_set_find (&self->set, keys[0]);
  if (column >= 0 && g_array_index (self->owners, guint16, column) >> 8 != block->slave)
    g_snprintf (keys[1], sizeof keys[1], "%s%u@%u", letter, address, block->slave);
  else
    g_snprintf (keys[1], sizeof keys[1], "%s%u/%u", letter, address, block->function);
  g_snprintf (keys[2], sizeof keys[2], "%s%u/%u@%u", letter, address, block->function, block->slave);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    column = rk_column_set_find (&self->set, keys[i]);
    if (column >= 0 && g_array_index (self->owners, guint16, column) == owner)
      return column;
    if (column < 0) {
      column = rk_column_set_add (&self->set, keys[i]);
      if (column >= 0)
        g_array_append_val (self->owners, owner);
      return column;
    }
  }

  return -1;
}

/* All registers as they are: nothing is known about them. */
static guint
put_unknown (RkModbus            *self,
             const RkModbusBlock *block,
             const guint8        *bytes)
{
  guint n_put = 0;
  int columns[8 * RK_MODBUS_MAX_BYTES];

  for (guint i = 0; i < block->count; i++)
    columns[i] = find_unknown (self, block, (block->address + i) & 0xffff);

  /* The row begins when its columns are all there. */
  rk_column_set_begin (&self->set);
  for (guint i = 0; i < block->count; i++) {
    double value = block->function <= 2 ? bytes[i / 8] >> i % 8 & 1 : bytes[2 * i] << 8 | bytes[2 * i + 1];

    if (columns[i] < 0)
      continue;
    rk_column_set_put (&self->set, (guint) columns[i], value, RK_VALUE_OK);
    n_put++;
  }

  if (n_put < block->count && !self->is_full) {
    self->is_full = TRUE;
    report (self, bytes, rk_modbus_answer_bytes (block->function, block->count),
            _("more different registers than a run can hold"));
  }

  return n_put;
}

/* A block that was asked for here: a round makes one row. */
static void
take_own (RkModbus     *self,
          const guint8 *bytes,
          gsize         n,
          gsize         end)
{
  /* The last answers of the round before never came. */
  if (self->row_open && self->block <= self->row_block)
    end_row (self, 0);

  if (!self->row_open)
    rk_column_set_begin (&self->set);
  self->row_open = TRUE;
  self->row_block = self->block;
  put_known (self, &self->asked, bytes, n);

  if (self->block + 1 == self->map.blocks->len)
    end_row (self, end);
}

/* An answer to somebody else: a row of its own. */
static void
take_seen (RkModbus            *self,
           const RkModbusBlock *block,
           const guint8        *bytes,
           gsize                n,
           gsize                end)
{
  guint n_put = 0;

  if (self->map.registers->len > 0) {
    rk_column_set_begin (&self->set);
    n_put = put_known (self, block, bytes, n);
  } else if (is_slave (self, self->map.slave, block->slave)) {
    n_put = put_unknown (self, block, bytes);
  }

  self->row_open = n_put > 0;
  end_row (self, end);
}

/* --- Messages --- */

/* Where the registers of an answer without request may be: in the block of that size, else from the first on. */
static RkModbusBlock
guess_block (RkModbus     *self,
             const guint8 *message)
{
  guint n_bytes = message[2];
  RkModbusBlock guess = { message[0], message[1], 0, (guint16) (message[1] <= 2 ? n_bytes * 8 : n_bytes / 2) };
  gboolean found = FALSE;

  for (guint i = 0; i < self->map.blocks->len; i++) {
    const RkModbusBlock *block = &g_array_index (self->map.blocks, RkModbusBlock, i);
    gboolean fits = rk_modbus_answer_bytes (block->function, block->count) == n_bytes;

    if (block->function != guess.function || (found && !fits))
      continue;
    guess.address = block->address;
    found = TRUE;
    if (fits)
      break;
  }

  return guess;
}

static gboolean
is_answer_to_asked (const RkModbus *self,
                    const guint8   *message)
{
  return self->is_open && message[0] == self->asked.slave && message[1] == self->asked.function &&
         message[2] == rk_modbus_answer_bytes (self->asked.function, self->asked.count);
}

static void
read_answer (RkModbus     *self,
             const guint8 *message,
             gsize         n,
             gsize         end)
{
  gboolean fits = is_answer_to_asked (self, message);
  RkModbusBlock block = fits ? self->asked : guess_block (self, message);

  if (fits && self->asks) {
    self->is_open = FALSE;
    self->n_answers++;
    take_own (self, message + 3, n - 3, end);
  } else if (!self->asks && (fits || !self->is_open)) {
    take_seen (self, &block, message + 3, n - 3, end);
  }
}

/* Somebody asks on this line, or our own request comes back. */
static void
read_request (RkModbus     *self,
              const guint8 *message)
{
  if (self->asks)
    return;

  self->is_open = TRUE;
  self->asked = (RkModbusBlock) {
    message[0], message[1], (guint16) (message[2] << 8 | message[3]), (guint16) (message[4] << 8 | message[5])
  };
}

static const char *
exception_text (guint8 code)
{
  switch (code) {
  case 1:
    return _("illegal function");
  case 2:
    return _("illegal address");
  case 3:
    return _("illegal value");
  case 4:
    return _("the device failed");
  case 5:
    return _("it was understood and takes time");
  case 6:
    return _("the device is busy");
  case 8:
    return _("its memory is faulty");
  case 10:
  case 11:
    return _("the gateway cannot reach it");
  default:
    return _("unknown reason");
  }
}

static void
read_exception (RkModbus     *self,
                const guint8 *message,
                gsize         end)
{
  guint8 function = message[1] & 0x7f;
  gboolean fits = self->is_open && message[0] == self->asked.slave && function == self->asked.function;
  g_autofree char *reason = NULL;

  if (!fits && self->asks)
    return;

  if (fits)
    /* Translators: the number of a register, the reason a device gives. */
    reason = g_strdup_printf (_("the device refuses register 0x%04X: %s"), self->asked.address, exception_text (message[2]));
  else
    reason = g_strdup_printf (_("the device refuses function %u: %s"), function, exception_text (message[2]));
  report (self, message, 3, reason);

  if (fits && self->asks) {
    self->is_open = FALSE;
    self->n_answers++;
    take_own (self, NULL, 0, end);
  }
}

static gboolean
is_count (guint8 function,
          guint  count)
{
  return count > 0 && count <= (function <= 2 ? RK_MODBUS_MAX_BITS : RK_MODBUS_MAX_REGISTERS);
}

/* Of a reading function; a message of six bytes may be both. */
static RkModbusMessage
classify (const RkModbus *self,
          const guint8   *message,
          gsize           n)
{
  gboolean answers = n > 3 && n == 3u + message[2] && (message[1] <= 2 || message[2] % 2 == 0);
  gboolean asks = n == 6 && is_count (message[1], (guint) message[4] << 8 | message[5]);

  if (answers && (!asks || is_answer_to_asked (self, message)))
    return RK_MODBUS_ANSWER;

  return asks ? RK_MODBUS_REQUEST : RK_MODBUS_FOREIGN;
}

RkModbusMessage
rk_modbus_read (RkModbus     *self,
                const guint8 *message,
                gsize         n,
                gsize         end)
{
  RkModbusMessage kind = RK_MODBUS_FOREIGN;

  if (n < 2)
    return RK_MODBUS_FOREIGN;

  if ((message[1] & 0x80) != 0)
    kind = n == 3 ? RK_MODBUS_EXCEPTION : RK_MODBUS_FOREIGN;
  else if (message[1] >= 1 && message[1] <= 4)
    kind = n >= 3 ? classify (self, message, n) : RK_MODBUS_FOREIGN;

  if (kind == RK_MODBUS_ANSWER)
    read_answer (self, message, n, end);
  else if (kind == RK_MODBUS_REQUEST)
    read_request (self, message);
  else if (kind == RK_MODBUS_EXCEPTION)
    read_exception (self, message, end);

  return kind;
}

void
rk_modbus_flush (RkModbus *self)
{
  end_row (self, 0);
}

void
rk_modbus_reset (RkModbus *self)
{
  self->is_open = FALSE;
  self->row_open = FALSE;
}
