#include "config.h"

#include "base/checksum.h"

#include <string.h>

/* The published check values of "123456789": those of CRCs from the catalogue of parametrised CRC algorithms
 * (CRC-8/SMBUS, CRC-8/NRSC-5 by its polynomial, CRC-16/MODBUS, CRC-16/CCITT-FALSE, CRC-16/XMODEM, CRC-32/ISO-HDLC),
 * Adler-32 and Fletcher-16 of their articles; the sum of 0x31...0x39 is 0x1DD, their XOR is 0x31. */
static const struct {
  const char *id;
  guint       size;
  guint32     check;
} cases[] = {
  { "none", 0, 0 },
  { "sum8", 1, 0xDD },
  { "sum8-inverted", 1, 0x22 },
  { "sum8-negated", 1, 0x23 },
  { "sum16", 2, 0x01DD },
  { "xor8", 1, 0x31 },
  { "xor8-inverted", 1, 0xCE },
  { "crc8", 1, 0xF4 },
  { "crc8-31", 1, 0xF7 },
  { "crc16-modbus", 2, 0x4B37 },
  { "crc16-ccitt", 2, 0x29B1 },
  { "crc16-xmodem", 2, 0x31C3 },
  { "crc32", 4, 0xCBF43926 },
  { "fletcher16", 2, 0x1EDE },
  { "adler32", 4, 0x091E01DE },
};

static void
test_check_value (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  RkChecksum kind;

  g_assert_true (rk_checksum_find (cases[i].id, strlen (cases[i].id), &kind));
  g_assert_cmpstr (rk_checksum_id (kind), ==, cases[i].id);
  g_assert_cmpuint (rk_checksum_size (kind), ==, cases[i].size);
  g_assert_cmphex (rk_checksum_compute (kind, (const guint8 *) "123456789", 9), ==, cases[i].check);
}

static void
test_names (void)
{
  RkChecksum kind = RK_CHECKSUM_CRC32;

  g_assert_false (rk_checksum_find ("crc", 3, &kind));
  g_assert_false (rk_checksum_find ("sum8", 3, &kind));
  g_assert_false (rk_checksum_find ("", 0, &kind));
  g_assert_cmpuint (kind, ==, RK_CHECKSUM_CRC32);
  g_assert_true (rk_checksum_find ("crc8, and so on", 4, &kind));
  g_assert_cmpuint (kind, ==, RK_CHECKSUM_CRC8);
  g_assert_null (rk_checksum_id (RK_CHECKSUM_LAST + 1));
}

/* Of the manuals: a request for ten registers, and Sensirion's example 0xBEEF. */
static void
test_manuals (void)
{
  static const guint8 request[] = { 0x01, 0x03, 0x00, 0x00, 0x00, 0x0A };
  static const guint8 beef[] = { 0xBE, 0xEF };

  /* Sent low byte first: C5 CD. */
  g_assert_cmphex (rk_crc16_modbus (request, sizeof request), ==, 0xCDC5);
  g_assert_cmphex (rk_lrc (request, sizeof request), ==, 0xF2);
  g_assert_cmphex (rk_checksum_compute (RK_CHECKSUM_CRC8_31, beef, 2), ==, 0x92);
}

/* Sums that would overflow in one go. */
static void
test_long (void)
{
  g_autofree guint8 *ones = g_malloc (65536);
  guint32 a = 1;
  guint32 b = 0;

  memset (ones, 0xFF, 65536);
  for (guint i = 0; i < 65536; i++) {
    a = (a + 0xFF) % 65521;
    b = (b + a) % 65521;
  }
  g_assert_cmphex (rk_checksum_compute (RK_CHECKSUM_ADLER32, ones, 65536), ==, b << 16 | a);
  g_assert_cmphex (rk_checksum_compute (RK_CHECKSUM_SUM16, ones, 65536), ==, (65536u * 255) & 0xFFFF);
  for (guint kind = 0; kind <= RK_CHECKSUM_LAST; kind++)
    rk_checksum_compute ((RkChecksum) kind, ones, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/base/checksum/", cases[i].id, NULL);

    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_check_value);
  }
  g_test_add_func ("/base/checksum/names", test_names);
  g_test_add_func ("/base/checksum/manuals", test_manuals);
  g_test_add_func ("/base/checksum/long", test_long);

  return g_test_run ();
}
