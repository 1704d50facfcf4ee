#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How bytes are summed up; RK_CHECKSUM_NONE is no sum. */
typedef enum {
  RK_CHECKSUM_NONE,
  RK_CHECKSUM_SUM8,
  RK_CHECKSUM_SUM8_INVERTED, /* 0xFF - sum */
  RK_CHECKSUM_SUM8_NEGATED,  /* two's complement: sum and checksum make 0; the LRC of Modbus ASCII */
  RK_CHECKSUM_SUM16,
  RK_CHECKSUM_XOR8,
  RK_CHECKSUM_XOR8_INVERTED,
  RK_CHECKSUM_CRC8,          /* x8+x2+x+1 (0x07), starts with 0 */
  RK_CHECKSUM_CRC8_31,       /* 0x31, starts with FF: of Sensirion sensors */
  RK_CHECKSUM_CRC16_MODBUS,
  RK_CHECKSUM_CRC16_CCITT,   /* 0x1021, starts with FFFF */
  RK_CHECKSUM_CRC16_XMODEM,  /* 0x1021, starts with 0 */
  RK_CHECKSUM_CRC32,         /* of Ethernet and zip */
  RK_CHECKSUM_FLETCHER16,
  RK_CHECKSUM_ADLER32,
  RK_CHECKSUM_LAST = RK_CHECKSUM_ADLER32
} RkChecksum;

/* "sum8", "crc16-modbus"... NULL after the last. */
const char *rk_checksum_id      (RkChecksum kind);
/* FALSE when no checksum is called that; @len bytes of @id count. */
gboolean    rk_checksum_find    (const char *id, gsize len, RkChecksum *kind);
/* Bytes it takes in a packet: 1, 2 or 4; 0 for RK_CHECKSUM_NONE. */
guint       rk_checksum_size    (RkChecksum kind);
guint32     rk_checksum_compute (RkChecksum kind, const guint8 *bytes, gsize n);

guint16     rk_crc16_modbus     (const guint8 *bytes, gsize n);
/* Longitudinal redundancy check of Modbus ASCII: of the bytes, not of their hexadecimal digits. */
guint8      rk_lrc              (const guint8 *bytes, gsize n);

G_END_DECLS
