/* Checksums of instruments. The CRCs are the common table-driven ones (Williams, A Painless Guide to CRC
 * Error Detection Algorithms, 1993) of one byte a step: packets are short. The
 * names and check values are those of Cook's catalogue of parametrised CRC algorithms. */
#include "config.h"

#include "base/checksum.h"

#include <string.h>

/* The largest prime below 2^16, of Adler-32 (RFC 1950). */
#define ADLER_BASE 65521u
/* So many bytes can be summed before the 32-bit sums of Adler-32 overflow (zlib's NMAX). */
#define ADLER_RUN 5552

static const struct {
  const char *id;
  guint       size;
} kinds[] = {
  [RK_CHECKSUM_NONE] = { "none", 0 },
  [RK_CHECKSUM_SUM8] = { "sum8", 1 },
  [RK_CHECKSUM_SUM8_INVERTED] = { "sum8-inverted", 1 },
  [RK_CHECKSUM_SUM8_NEGATED] = { "sum8-negated", 1 },
  [RK_CHECKSUM_SUM16] = { "sum16", 2 },
  [RK_CHECKSUM_XOR8] = { "xor8", 1 },
  [RK_CHECKSUM_XOR8_INVERTED] = { "xor8-inverted", 1 },
  [RK_CHECKSUM_CRC8] = { "crc8", 1 },
  [RK_CHECKSUM_CRC8_31] = { "crc8-31", 1 },
  [RK_CHECKSUM_CRC16_MODBUS] = { "crc16-modbus", 2 },
  [RK_CHECKSUM_CRC16_CCITT] = { "crc16-ccitt", 2 },
  [RK_CHECKSUM_CRC16_XMODEM] = { "crc16-xmodem", 2 },
  [RK_CHECKSUM_CRC32] = { "crc32", 4 },
  [RK_CHECKSUM_FLETCHER16] = { "fletcher16", 2 },
  [RK_CHECKSUM_ADLER32] = { "adler32", 4 },
};

/* One table a polynomial; filled once, then only read. */
static guint8 table_crc8_07[256];
static guint8 table_crc8_31[256];
static guint16 table_crc16_modbus[256];
static guint16 table_crc16_1021[256];
static guint32 table_crc32[256];

static void
fill_tables (void)
{
  for (guint i = 0; i < 256; i++) {
    guint8 crc8_07 = (guint8) i;
    guint8 crc8_31 = (guint8) i;
    guint16 modbus = (guint16) i;
    guint16 crc16 = (guint16) (i << 8);
    guint32 crc32 = i;

    for (guint bit = 0; bit < 8; bit++) {
      crc8_07 = (guint8) ((crc8_07 << 1) ^ ((crc8_07 & 0x80) != 0 ? 0x07 : 0));
      crc8_31 = (guint8) ((crc8_31 << 1) ^ ((crc8_31 & 0x80) != 0 ? 0x31 : 0));
      modbus = (guint16) ((modbus >> 1) ^ ((modbus & 1) != 0 ? 0xA001 : 0));
      crc16 = (guint16) ((crc16 << 1) ^ ((crc16 & 0x8000) != 0 ? 0x1021 : 0));
      crc32 = (crc32 >> 1) ^ ((crc32 & 1) != 0 ? 0xEDB88320u : 0);
    }
    table_crc8_07[i] = crc8_07;
    table_crc8_31[i] = crc8_31;
    table_crc16_modbus[i] = modbus;
    table_crc16_1021[i] = crc16;
    table_crc32[i] = crc32;
  }
}

static void
ensure_tables (void)
{
  static gsize done;

  if (g_once_init_enter (&done)) {
    fill_tables ();
    g_once_init_leave (&done, 1);
  }
}

/**
 * rk_checksum_id:
 * @kind: a checksum
 *
 * Returns: (nullable): its name in profiles, %NULL after the last
 */
const char *
rk_checksum_id (RkChecksum kind)
{
  return kind <= RK_CHECKSUM_LAST ? kinds[kind].id : NULL;
}

/**
 * rk_checksum_find:
 * @id: a name, need not end with a zero
 * @len: its bytes
 * @kind: (out): the checksum called that
 *
 * Returns: %FALSE when there is none; @kind is then unchanged
 */
gboolean
rk_checksum_find (const char *id,
                  gsize       len,
                  RkChecksum *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (strlen (kinds[i].id) == len && memcmp (kinds[i].id, id, len) == 0) {
      *kind = (RkChecksum) i;
      return TRUE;
    }
  }

  return FALSE;
}

/**
 * rk_checksum_size:
 * @kind: a checksum
 *
 * Returns: how many bytes it takes in a packet
 */
guint
rk_checksum_size (RkChecksum kind)
{
  g_return_val_if_fail (kind <= RK_CHECKSUM_LAST, 0);

  return kinds[kind].size;
}

static guint32
sum (const guint8 *bytes,
     gsize         n)
{
  guint32 total = 0;

  for (gsize i = 0; i < n; i++)
    total += bytes[i];

  return total;
}

static guint8
xor8 (const guint8 *bytes,
      gsize         n)
{
  guint8 total = 0;

  for (gsize i = 0; i < n; i++)
    total ^= bytes[i];

  return total;
}

static guint8
crc8 (const guint8 *table,
      guint8        crc,
      const guint8 *bytes,
      gsize         n)
{
  for (gsize i = 0; i < n; i++)
    crc = table[crc ^ bytes[i]];

  return crc;
}

static guint16
crc16_1021 (guint16       crc,
            const guint8 *bytes,
            gsize         n)
{
  for (gsize i = 0; i < n; i++)
    crc = (guint16) (crc << 8) ^ table_crc16_1021[(crc >> 8) ^ bytes[i]];

  return crc;
}

static guint32
crc32 (const guint8 *bytes,
       gsize         n)
{
  guint32 crc = 0xFFFFFFFFu;

  for (gsize i = 0; i < n; i++)
    crc = (crc >> 8) ^ table_crc32[(crc ^ bytes[i]) & 0xFF];

  return ~crc;
}

static guint32
fletcher16 (const guint8 *bytes,
            gsize         n)
{
  guint32 a = 0;
  guint32 b = 0;

  for (gsize i = 0; i < n; i++) {
    a = (a + bytes[i]) % 255;
    b = (b + a) % 255;
  }

  return b << 8 | a;
}

static guint32
adler32 (const guint8 *bytes,
         gsize         n)
{
  guint32 a = 1;
  guint32 b = 0;

  for (gsize i = 0; i < n;) {
    gsize end = i + MIN (n - i, ADLER_RUN);

    for (; i < end; i++) {
      a += bytes[i];
      b += a;
    }
    a %= ADLER_BASE;
    b %= ADLER_BASE;
  }

  return b << 16 | a;
}

/**
 * rk_crc16_modbus:
 * @bytes: (array length=n): what is checked
 * @n: number of bytes
 *
 * Computes the CRC of Modbus RTU; it is sent low byte first.
 *
 * Threads: any.
 * Source: MODBUS over Serial Line V1.02, 6.2.2; check value 0x4B37.
 *
 * Returns: the checksum
 */
guint16
rk_crc16_modbus (const guint8 *bytes,
                 gsize         n)
{
  guint16 crc = 0xFFFF;

  ensure_tables ();
  for (gsize i = 0; i < n; i++)
    crc = (guint16) (crc >> 8) ^ table_crc16_modbus[(crc ^ bytes[i]) & 0xFF];

  return crc;
}

/**
 * rk_lrc:
 * @bytes: (array length=n): what is checked
 * @n: number of bytes
 *
 * Computes the checksum of Modbus ASCII: what is missing to a sum of 0.
 *
 * Threads: any.
 * Source: MODBUS over Serial Line V1.02, 6.2.1.
 *
 * Returns: the checksum
 */
guint8
rk_lrc (const guint8 *bytes,
        gsize         n)
{
  return (guint8) (0u - sum (bytes, n));
}

/**
 * rk_checksum_compute:
 * @kind: which
 * @bytes: (array length=n): what is checked
 * @n: number of bytes
 *
 * Computes a checksum.
 *
 * Threads: any.
 *
 * Returns: the checksum, 0 for %RK_CHECKSUM_NONE
 */
guint32
rk_checksum_compute (RkChecksum    kind,
                     const guint8 *bytes,
                     gsize         n)
{
  ensure_tables ();

  switch (kind) {
  case RK_CHECKSUM_SUM8:
    return sum (bytes, n) & 0xFF;
  case RK_CHECKSUM_SUM8_INVERTED:
    return ~sum (bytes, n) & 0xFF;
  case RK_CHECKSUM_SUM8_NEGATED:
    return rk_lrc (bytes, n);
  case RK_CHECKSUM_SUM16:
    return sum (bytes, n) & 0xFFFF;
  case RK_CHECKSUM_XOR8:
    return xor8 (bytes, n);
  case RK_CHECKSUM_XOR8_INVERTED:
    return xor8 (bytes, n) ^ 0xFFu;
  case RK_CHECKSUM_CRC8:
    return crc8 (table_crc8_07, 0, bytes, n);
  case RK_CHECKSUM_CRC8_31:
    return crc8 (table_crc8_31, 0xFF, bytes, n);
  case RK_CHECKSUM_CRC16_MODBUS:
    return rk_crc16_modbus (bytes, n);
  case RK_CHECKSUM_CRC16_CCITT:
    return crc16_1021 (0xFFFF, bytes, n);
  case RK_CHECKSUM_CRC16_XMODEM:
    return crc16_1021 (0, bytes, n);
  case RK_CHECKSUM_CRC32:
    return crc32 (bytes, n);
  case RK_CHECKSUM_FLETCHER16:
    return fletcher16 (bytes, n);
  case RK_CHECKSUM_ADLER32:
    return adler32 (bytes, n);
  case RK_CHECKSUM_NONE:
  default:
    return 0;
  }
}
