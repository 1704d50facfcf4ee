#pragma once

#include "acquire/decoders/packets.h"

G_BEGIN_DECLS

/* What a multimeter shows beside the digits: a set of these bits. */
#define RK_SHOWS(n) (G_GUINT64_CONSTANT (1) << (n))

#define RK_SHOWS_VOLT       RK_SHOWS (0) /* units: one at a time */
#define RK_SHOWS_AMPERE     RK_SHOWS (1)
#define RK_SHOWS_OHM        RK_SHOWS (2)
#define RK_SHOWS_FARAD      RK_SHOWS (3)
#define RK_SHOWS_HERTZ      RK_SHOWS (4)
#define RK_SHOWS_PERCENT    RK_SHOWS (5) /* of a period: the duty cycle */
#define RK_SHOWS_CELSIUS    RK_SHOWS (6)
#define RK_SHOWS_FAHRENHEIT RK_SHOWS (7)
#define RK_SHOWS_HFE        RK_SHOWS (8)
#define RK_SHOWS_SECOND     RK_SHOWS (9)
#define RK_SHOWS_DBM        RK_SHOWS (10)
#define RK_SHOWS_DB         RK_SHOWS (11)
#define RK_SHOWS_WATT       RK_SHOWS (12)
#define RK_SHOWS_VA         RK_SHOWS (13)
#define RK_SHOWS_RPM        RK_SHOWS (14)
#define RK_SHOWS_SIEMENS    RK_SHOWS (15)
#define RK_SHOWS_COSINE     RK_SHOWS (16) /* the power factor */
#define RK_SHOWS_LOOP       RK_SHOWS (17) /* 4 mA = 0 %, 20 mA = 100 % */
#define RK_SHOWS_ANY_UNIT   (RK_SHOWS (18) - 1)

#define RK_SHOWS_PICO       RK_SHOWS (20) /* prefixes: one at a time */
#define RK_SHOWS_NANO       RK_SHOWS (21)
#define RK_SHOWS_MICRO      RK_SHOWS (22)
#define RK_SHOWS_MILLI      RK_SHOWS (23)
#define RK_SHOWS_KILO       RK_SHOWS (24)
#define RK_SHOWS_MEGA       RK_SHOWS (25)
#define RK_SHOWS_ANY_PREFIX (RK_SHOWS (26) - RK_SHOWS_PICO)

#define RK_SHOWS_AC         RK_SHOWS (32)
#define RK_SHOWS_DC         RK_SHOWS (33)
#define RK_SHOWS_AUTO       RK_SHOWS (34)
#define RK_SHOWS_MANUAL     RK_SHOWS (35)
#define RK_SHOWS_HOLD       RK_SHOWS (36)
#define RK_SHOWS_RELATIVE   RK_SHOWS (37)
#define RK_SHOWS_MIN        RK_SHOWS (38)
#define RK_SHOWS_MAX        RK_SHOWS (39)
#define RK_SHOWS_PMIN       RK_SHOWS (40)
#define RK_SHOWS_PMAX       RK_SHOWS (41)
#define RK_SHOWS_BATTERY    RK_SHOWS (42)
#define RK_SHOWS_DIODE      RK_SHOWS (43) /* in volts, whether they are shown or not */
#define RK_SHOWS_BEEP       RK_SHOWS (44) /* continuity: in ohms, whether they are shown or not */
#define RK_SHOWS_OVER       RK_SHOWS (45) /* no value */
#define RK_SHOWS_UNDER      RK_SHOWS (46) /* no value */
#define RK_SHOWS_OH         RK_SHOWS (47)
/* For families whose displays never light both. */
#define RK_SHOWS_ONE_OF_AC_DC RK_SHOWS (48)

/* A sign of the display and the bit it is in. */
typedef struct {
  guint8  byte;
  guint8  mask;
  guint64 shows;
} RkMeterBit;

/* A display whose four digits stand in the low halves of the bytes 1 and 2, 3 and 4, 5 and 6, 7 and 8. */
typedef struct {
  guint8  sends;       /* bit of byte 0: the meter is sending */
  guint8  point;       /* bit of a digit: a minus sign in the first, the point before it in the others */
  guint16 letter_l;    /* as in "0L" */
  guint16 digits[10];
} RkMeterHalves;

typedef struct _RkMeter RkMeter;

/**
 * RkMeterFamily:
 *
 * The packets of one family of multimeters.
 */
typedef struct {
  gsize               max_len;  /* longest packet */
  guint               evidence; /* see rk_decoder_get_evidence () */
  const char * const *variants; /* nullable, NULL-terminated: values of the option "variant", the usual one first */
  const char         *request;  /* nullable: asks for one packet */
  gsize               request_len;
  /* The length of the packet that begins with these @n > 0 bytes; 0 = more bytes are needed to
   * say; -1 = none begins here. Looks at no byte behind the packet. */
  gssize        (*measure) (RkMeter *self, const guint8 *bytes, gsize n);
  /* Reads a whole packet and calls rk_meter_show () for what it shows. */
  RkPacketClass (*read)    (RkMeter *self, const guint8 *bytes, gsize n, const char **reason);
} RkMeterFamily;

struct _RkMeter
{
  RkPacketDecoder      base;
  const RkMeterFamily *family;
  guint                variant; /* index in the variants of the family */
  gboolean             second;  /* the second display is wanted too */
  gboolean             any;     /* of the packet at hand: something was shown */
};

/* For the table of functions of a kind. */
RkMeter *rk_meter_new          (const RkMeterFamily *family, GHashTable *options, GError **error);
gboolean rk_meter_request      (gpointer decoder, guint n, GByteArray *message);
guint    rk_meter_get_evidence (gpointer decoder);

#define RK_METER_KIND(word, name, option_names, family)                                        \
  static gpointer                                                                              \
  family##_create (GHashTable *options,                                                        \
                   GError    **error)                                                          \
  {                                                                                            \
    return rk_meter_new (&family, options, error);                                             \
  }                                                                                            \
                                                                                               \
  const RkDecoderKind rk_decoder_##family = {                                                  \
    .id = word, .title = name, .options = option_names, .create = family##_create,             \
    .feed = rk_packet_decoder_feed, .flush = rk_packet_decoder_flush,                          \
    .reset = rk_packet_decoder_reset, .get_counts = rk_packet_decoder_get_counts,              \
    .free = rk_packet_decoder_free, .request = rk_meter_request,                               \
    .get_evidence = rk_meter_get_evidence,                                                     \
  }

/* For read (): @channel shows @mantissa * 10^@exponent with all this. Where nothing says what is
 * measured the packet is skipped, where signs contradict each other it is bad. */
RkPacketClass rk_meter_show    (RkMeter *self, const char *channel, guint64 shows, gint64 mantissa, int exponent,
                                const char **reason);
/* The nearest double to @mantissa * 10^@exponent: the same as reading "4.99". */
double        rk_meter_value   (gint64 mantissa, int exponent);
/* The signs whose bits are set. */
guint64       rk_meter_signs   (const RkMeterBit *bits, guint n_bits, const guint8 *bytes);
/* A number of ASCII digits; -1 when one is none. */
gint64        rk_meter_ascii   (const guint8 *digits, guint n);
/* A number of seven-segment digits (codes of 0...9 in @table, 0 = dark before the first); -1 when one is none. */
gint64        rk_meter_lcd     (const guint16 *digits, guint n, const guint16 table[10]);
/* For read (): a packet whose bytes number themselves and carry half a digit each, @shows what its signs say. */
RkPacketClass rk_meter_show_halves (RkMeter *self, const RkMeterHalves *halves, const guint8 *bytes, guint64 shows,
                                    const char **reason);
/* For measure (): bytes 0, 1, 2... carry @first, @first + 1... in their high halves. */
gssize        rk_meter_numbered (const guint8 *bytes, gsize n, gsize len, guint first);
/* For measure (): @len bytes from 0x30 to 0x3f, but CR LF at the end. */
gssize        rk_meter_ascii_line (const guint8 *bytes, gsize n, gsize len);

G_END_DECLS
