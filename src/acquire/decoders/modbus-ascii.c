/* Modbus ASCII: ":", the message in hexadecimal digits, LRC, CR LF (Modbus over Serial Line V1.02, 2.5.2). */
#include "config.h"

#include "acquire/decoders/kinds.h"

#include "acquire/decoders/lines.h"
#include "acquire/decoders/modbus.h"
#include "acquire/decoders/report.h"
#include "base/checksum.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* ":", two digits for each byte and the LRC, and something of a broken one before it. */
#define LINE_MAX_BYTES 2048

typedef struct {
  RkModbus modbus;
  RkLines  lines;
  gboolean is_synced; /* a frame was read */
} ModbusAscii;

static void
modbus_ascii_free (gpointer decoder)
{
  ModbusAscii *self = decoder;

  rk_modbus_clear (&self->modbus);
  rk_lines_clear (&self->lines);
  g_free (self);
}

static gpointer
modbus_ascii_create (GHashTable *options,
                     GError    **error)
{
  ModbusAscii *self = g_new0 (ModbusAscii, 1);

  if (!rk_modbus_init (&self->modbus, options, error)) {
    g_free (self);
    return NULL;
  }
  rk_lines_init (&self->lines, LINE_MAX_BYTES, FALSE);

  return self;
}

static gboolean
modbus_ascii_request (gpointer    decoder,
                      guint       n,
                      GByteArray *message)
{
  ModbusAscii *self = decoder;
  g_autoptr (GString) text = NULL;
  guint8 bytes[6];

  if (!rk_modbus_request (&self->modbus, n, bytes))
    return FALSE;

  text = g_string_new (":");
  for (guint i = 0; i < sizeof bytes; i++)
    g_string_append_printf (text, "%02X", bytes[i]);
  g_string_append_printf (text, "%02X\r\n", rk_lrc (bytes, sizeof bytes));
  g_byte_array_append (message, (const guint8 *) text->str, (guint) text->len);

  return TRUE;
}

/* The bytes behind ":"; returns the place of the first fault, -1 = none. */
static gssize
read_digits (const guint8 *line,
             gsize         begin,
             gsize         n,
             guint8       *bytes,
             gsize        *n_bytes)
{
  gsize count = 0;

  for (gsize i = begin; i < n; i += 2) {
    if (count > RK_MODBUS_MAX_BYTES)
      return (gssize) i;
    for (gsize j = i; j < i + 2; j++) {
      if (j >= n || !g_ascii_isxdigit ((char) line[j]))
        return (gssize) MIN (j, n);
    }
    bytes[count++] = (guint8) (g_ascii_xdigit_value ((char) line[i]) * 16 + g_ascii_xdigit_value ((char) line[i + 1]));
  }
  *n_bytes = count;

  return -1;
}

static RkLineClass
refuse (RkModbus     *modbus,
        const guint8 *line,
        gsize         n,
        gssize        at,
        const char   *reason)
{
  return rk_report_rejected (modbus->events, modbus->user_data, line, n, at, reason, &modbus->n_rejected);
}

static RkLineClass
read_line (gpointer      user_data,
           const guint8 *line,
           gsize         n,
           gsize         end)
{
  ModbusAscii *self = user_data;
  RkModbus *modbus = &self->modbus;
  guint8 bytes[RK_MODBUS_MAX_BYTES + 1];
  gsize begin = n;
  gsize n_bytes = 0;
  gssize fault;

  if (n == 0)
    return RK_LINE_PARSED;

  /* A frame begins anew at each ":". */
  while (begin > 0 && line[begin - 1] != ':')
    begin--;
  if (begin == 0) {
    if (!self->is_synced)
      return RK_LINE_DROPPED;
    return refuse (modbus, line, n, 0, _("a message begins with “:”"));
  }

  fault = read_digits (line, begin, n, bytes, &n_bytes);
  if (fault >= 0)
    return refuse (modbus, line, n, fault, _("this is no hexadecimal digit"));
  if (n_bytes < 3)
    return refuse (modbus, line, n, -1, _("the message is not complete"));
  if (rk_lrc (bytes, n_bytes - 1) != bytes[n_bytes - 1])
    return refuse (modbus, line, n, (gssize) n - 2, _("the checksum is wrong"));

  self->is_synced = TRUE;
  rk_modbus_read (modbus, bytes, n_bytes - 1, end);

  return RK_LINE_PARSED;
}

static void
modbus_ascii_feed (gpointer               decoder,
                   const guint8          *bytes,
                   gsize                  n,
                   const RkDecoderEvents *events,
                   gpointer               user_data)
{
  ModbusAscii *self = decoder;

  self->modbus.events = events;
  self->modbus.user_data = user_data;
  rk_lines_feed (&self->lines, bytes, n, read_line, NULL, self);
}

static void
modbus_ascii_flush (gpointer               decoder,
                    const RkDecoderEvents *events,
                    gpointer               user_data)
{
  ModbusAscii *self = decoder;

  self->modbus.events = events;
  self->modbus.user_data = user_data;
  rk_lines_flush (&self->lines, read_line, self);
  rk_modbus_flush (&self->modbus);
}

static void
modbus_ascii_reset (gpointer decoder)
{
  ModbusAscii *self = decoder;

  rk_lines_reset (&self->lines);
  rk_modbus_reset (&self->modbus);
  self->is_synced = FALSE;
}

static void
modbus_ascii_get_counts (gpointer         decoder,
                         RkDecoderCounts *counts)
{
  ModbusAscii *self = decoder;

  rk_lines_get_counts (&self->lines, counts);
  counts->n_frames = self->modbus.set.n_frames;
  counts->n_rejected = self->modbus.n_rejected;
  counts->n_answers = self->modbus.n_answers;
}

/* ":", LRC, and that all other characters are hexadecimal digits. */
static guint
modbus_ascii_get_evidence (gpointer decoder)
{
  return 40;
}

const RkDecoderKind rk_decoder_modbus_ascii = {
  .id = "modbus-ascii",
  .title = N_("Modbus ASCII"),
  .options = "slave register-*",
  .create = modbus_ascii_create,
  .feed = modbus_ascii_feed,
  .flush = modbus_ascii_flush,
  .reset = modbus_ascii_reset,
  .get_counts = modbus_ascii_get_counts,
  .free = modbus_ascii_free,
  .request = modbus_ascii_request,
  .get_evidence = modbus_ascii_get_evidence,
};
