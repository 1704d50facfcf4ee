/* Binary packets and the profiles that describe them. Vectors are built here from the grammars of the devices. */
#include "config.h"

#include "acquire/errors.h"
#include "acquire/profile.h"
#include "decoder-log.h"

#include <string.h>

/* "aa bb | cc" as bytes; 'text' in quotes. */
static GByteArray *
parse_hex (const char *text)
{
  GByteArray *bytes = g_byte_array_new ();

  for (const char *p = text; *p != '\0'; p++) {
    guint8 byte;

    if (*p == ' ' || *p == '|')
      continue;
    if (*p == '\'') {
      for (p++; *p != '\''; p++)
        g_byte_array_append (bytes, (const guint8 *) p, 1);
      continue;
    }
    g_assert_true (g_ascii_isxdigit (p[0]) && g_ascii_isxdigit (p[1]));
    byte = (guint8) (g_ascii_xdigit_value (p[0]) << 4 | g_ascii_xdigit_value (p[1]));
    g_byte_array_append (bytes, &byte, 1);
    p++;
  }

  return bytes;
}

/* "a=b\nc=d" */
static GHashTable *
parse_options (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  GHashTable *table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; lines[i] != NULL; i++) {
    char *equals = strchr (lines[i], '=');

    if (equals != NULL)
      g_hash_table_insert (table, g_strndup (lines[i], (gsize) (equals - lines[i])), g_strdup (equals + 1));
  }

  return table;
}

typedef struct {
  const char *name;
  const char *kind;    /* of the decoder, or a profile with "@" before it */
  const char *options;
  const char *bytes;
  const char *out;
} Case;

static const Case cases[] = {
  /* Types, each with its most telling value. */
  { "unsigned", "binary-frame", "sync=AA\nlength=16\nfield-a=u8@1\nfield-b=u16le@2\n"
    "field-c=u16be@4\nfield-d=u24be@6\nfield-e=u24le@9\nfield-f=u32be@12",
    "AA FF 01 02 01 02 01 02 03 01 02 03 FF FF FF FE", "a=255 b=513 c=258 d=66051 e=197121 f=4294967294\n" },
  { "signed", "binary-frame",
    "sync=AA\nlength=16\nfield-a=s8@1\nfield-b=s16le@2\nfield-c=s16be@4\nfield-d=s24be@6\nfield-e=s32le@9\nfield-f=s24le@13",
    "AA 80 FF FF 80 00 FF FF FE 00 00 00 80 00 00 80", "a=-128 b=-1 c=-32768 d=-2 e=-2147483648 f=-8388608\n" },
  { "wide", "binary-frame", "sync=AA\nlength=25\nfield-a=u64be@1\nfield-b=s64le@9\nfield-c=f64be@17",
    "AA 00 00 00 01 00 00 00 00 FE FF FF FF FF FF FF FF 3F F8 00 00 00 00 00 00", "a=4294967296 b=-2 c=1.5\n" },
  { "float", "binary-frame", "sync=AA\nlength=9\nfield-a=f32le@1\nfield-b=f32be@5", "AA 00 00 C0 3F C0 10 00 00",
    "a=1.5 b=-2.25\n" },
  { "float-not-a-number", "binary-frame", "sync=AA\nlength=5\nfield-a=f32be@1", "AA 7F C0 00 00", "a=-!nodata\n" },
  { "bcd", "binary-frame", "sync=AA\nlength=5\nfield-a=bcd4@1 /10\nfield-b=bcd4le@3", "AA 04 53 34 12", "a=45.3 b=1234\n" },
  { "bcd-fault", "binary-frame", "sync=AA\nlength=3\ntail=55\nfield-a=bcd2@1", "AA 12 55 AA 1A 55 AA 13 55",
    "a=12\na=13\nbad -1: AA 1A 55\n" },
  { "digits", "binary-frame", "sync=02\nlength=6\ntail=03\nfield-a=digits4@1",
    "02'1234'03 02'  -5'03 02'1.25'03 02'    '03 02':;12'03 02 01 02 03 04 03",
    "a=1234\na=-5\na=1.25\na=-!nodata\na=-12\na=1234\n" },
  { "digits-fault", "binary-frame", "sync=02\nlength=6\ntail=03\nfield-a=digits4@1", "02'0001'03 02'1x34'03 02'0002'03",
    "a=1\na=2\nbad -1: 02 31 78 33 34 03\n" },
  { "mask", "binary-frame",
    "sync=AA\nlength=3\nfield-a=u16be@1 &0x0FFF\nfield-b=u16be@1 &0xF000 >>12\nfield-c=s16be@1 &0x0FFF", "AA 58 "
    "01", "a=2049 b=5 c=-2047\n" },
  { "mask-low-bits", "binary-frame", "sync=AA\nlength=3\nfield-a=s16be@1 &0xFFF0", "AA FF 8F AA 00 8F", "a=-128\na=128\n" },
  { "no-data-least", "binary-frame", "sync=AA\nlength=9\nfield-a=s64be@1 none=-9223372036854775808",
    "AA 80 00 00 00 00 00 00 00", "a=-!nodata\n" },
  { "scale", "binary-frame", "sync=AA\nlength=3\nfield-a=s16be@1 *0.1 -40 °C", "AA 02 8F", "a=25.5°C\n" },
  { "no-data", "binary-frame", "sync=AA\nlength=3\nfield-a=s16be@1 none=-32768,0x7FFF", "AA 80 00 AA 7F FF AA 00 01",
    "a=-!nodata\na=-!nodata\na=1\n" },
  { "from-the-end", "binary-frame", "sync=AA\nlength=u8@1 +2\nfield-a=u8@-1", "AA 01 07 AA 03 01 02 08", "a=7\na=8\n" },

  /* Lengths, checksums, tails. */
  { "length-factor", "binary-frame", "sync=AA\nlength=u8@1 *2 +2\nvalues=u16be@2 x*", "AA 02 00 01 00 02 AA 01 00 03",
    "value 1=1 value 2=2\nvalue 1=3\n" },
  { "length-too-big", "binary-frame", "sync=AA\nlength=u16le@1 +3 max=5\nfield-a=u8@3", "AA 01 00 07 AA FF FF AA 01 00 08",
    "a=7\na=8\nbad -1: AA FF FF\n" },
  { "length-too-small", "binary-frame", "sync=AA\nlength=u8@1\nfield-a=u8@2", "AA 03 07 AA 01 AA 03 08",
    "a=7\na=8\nbad -1: AA 01\n" },
  { "checksum", "binary-frame", "sync=AA\nlength=4\nchecksum=sum8 1..-2 @-1\nfield-a=u8@1",
    "AA 01 02 03 AA 01 02 04 AA 02 02 04", "a=1\na=2\nbad -1: AA 01 02 04\n" },
  { "checksum-before-tail", "binary-frame", "sync=AA\nlength=5\ntail=0D 0A\nchecksum=xor8\nfield-a=u8@1", "AA 01 AB 0D 0A",
    "a=1\n" },
  /* Modbus' own example: 01 03 00 00 00 0A C5 CD. */
  { "checksum-modbus", "binary-frame", "sync=01 03\nlength=8\nchecksum=crc16-modbus\nfield-a=u16be@4",
    "01 03 00 00 00 0A C5 CD", "a=10\n" },
  { "checksum-scattered", "binary-frame", "sync=AA\nlength=5\nchecksum=xor8 1,3 @4\nfield-a=u8@2", "AA 01 05 02 03", "a=5\n" },
  { "good-in-bad", "binary-frame", "sync=AA\nlength=4\nchecksum=sum8 0..2\nfield-a=u8@1", "AA 05 05 B4 AA 01 AA 02 01 AD",
    "a=5\na=2\nbad -1: AA 01\n" },
  { "any-byte", "binary-frame", "sync=AA ?? BB\nlength=4\nfield-a=u8@1", "AA 07 BB 00 AA BB 08 00",
    "a=7\nbad -1: AA BB 08 00\n" },
  { "no-sync", "binary-frame", "length=3\ntail=0D\nfield-a=digits2@0", "0D'12'0D'3'0D'45'0D", "a=12\na=45\nbad -1: 33 0D\n" },

  /* Kinds of packets, rows, conditions, flags. */
  { "rows", "binary-frame", "sync=AA BB\nlength=u8@2 +4\nchecksum=sum8 3..-2\nrows=4@3..-2\nvalues=s16le@0 x2",
    "AA BB 08 01 00 02 00 03 00 04 00 0A", "value 1=1 value 2=2\nvalue 1=3 value 2=4\n" },
  { "rows-broken", "binary-frame", "sync=AA BB\nlength=u8@2 +3\nrows=2@3\nvalues=u8@0 x2",
    "AA BB 02 01 02 AA BB 03 01 02 03 AA BB 02 03 04", "value 1=1 value 2=2\nvalue 1=3 value 2=4\nbad -1: AA BB 03 01 02 03\n" },
  { "packets", "binary-frame", "sync=AA\nlength=3\nsync-2=BB\nlength-2=2\nfield-t=s16be@1 packet=1\nfield-h=u8@1 packet=2",
    "AA 00 05 BB 32 AA FF FF", "t=5\nh=50\nt=-1\n" },
  /* Of two that begin alike the first that is whole stays. */
  { "rivals", "binary-frame", "sync=AA\nlength=3\nchecksum=sum8\nvalues=u8@1 x1\nsync-2=AA\nlength-2=3\nvalues-2=u16be@1 x1",
    "AA 01 AB AA 02 00 AA 03 AD", "value 1=1\nvalue 1=3\nbad -1: AA 02 00\n" },
  { "rivals-second", "binary-frame",
    "sync=AA\nlength=3\nchecksum=sum8\nvalues=u8@1 x1\nsync-2=AA\nlength-2=3\nvalues-2=u16be@1 x1",
    "AA 01 00 AA 02 AC", "value 1=256\nvalue 1=684\n" },
  { "conditions", "binary-frame",
    "sync=AA\nlength=3\nfield-a=u8@2 if 1=0x01\nfield-b=u8@2 if 1>=0x02 if 1!=3\nfield-c=u8@2 if 1='0'", "AA 01 07 "
    "AA 02 08 AA 03 09 AA 30 0A",
    "a=7\nb=8\nb=10 c=10\n" },
  { "require", "binary-frame", "sync=AA\nlength=3\nrequire=1=0x01\nfield-a=u8@2", "AA 02 07 AA 01 08", "a=8\n" },
  { "flags", "binary-frame", "sync=AA\nlength=4\nflag-over=1&1 of a; 1&2 of b\nflag-battery=1&4\nfield-a=u8@2\nfield-b=u8@3",
    "AA 00 01 02 AA 01 01 02 AA 06 01 02", "a=1 b=2\na=-!over b=2\na=1!battery b=-!over!battery\n" },
  { "units", "binary-frame", "sync=AA\nlength=3\nfield-a=u16be@1 &0xFF V?1=0 mV?1=1 ppm:co2?1=2",
    "AA 00 14 AA 01 FA AA 02 09", "a=20V\na=0.25V\na co2=9ppm\n" },
  { "unit-unknown", "binary-frame", "sync=AA\nlength=3\nfield-a=u8@2 °C?1=0", "AA 00 14 AA 01 32", "a=20°C\na ?=50\n" },
  { "array-of-a-field", "binary-frame", "sync=AA\nlength=3\nfield-acc=s8@1 x2 m/s²", "AA 01 FF",
    "acc 1=1m/s² acc 2=-1m/s²\n" },
  { "nothing-to-say", "binary-frame", "sync=AA\nlength=3\nfield-a=u8@2 if 1=1", "AA 02 07 AA 01 08", "a=8\n" },

  { "stream", "binary-stream", "values=s16le@0 x2", "01 00 FF FF 02 00 FE FF 03",
    "value 1=1 value 2=-1\nvalue 1=2 value 2=-2\nbad -1: 03\n" },
  { "stream-skip", "binary-stream", "values=u8@0 x2\nskip=1", "09 01 02 03 04", "value 1=1 value 2=2\nvalue 1=3 value 2=4\n" },
  { "stream-length", "binary-stream", "field-a=u8@0\nlength=3", "01 00 00 02 00 00", "a=1\na=2\n" },

  /* The example of Serial Studio's manual, then runs longer than a code can say and a code that lies. */
  { "cobs", "cobs", "", "03 11 22 02 33 00", "byte 1=17 byte 2=34 byte 3=0 byte 4=51\n" },
  { "cobs-open-end", "cobs", "", "02 11 00 02 12", "byte 1=17\nbyte 1=18\n" },
  { "cobs-zeros", "cobs", "", "01 01 01 00", "byte 1=0 byte 2=0\n" },
  { "cobs-broken", "cobs", "", "02 11 00 09 11 22 00 02 13 00", "byte 1=17\nbad -1: 09 11 22\nbyte 1=19\n" },
  { "cobs-fields", "cobs", "checksum=sum8\nfield-a=u16be@0", "04 01 02 03 00 04 01 02 04 00 04 02 02 04 00",
    "a=258\nbad -1: 04 01 02 04\na=514\n" },
  { "cobs-drop-first", "cobs", "first-line=drop", "02 11 00 02 12 00", "byte 1=18\n" },
  { "slip", "slip", "", "C0 01 DB DC DB DD 02 C0 03 C0", "byte 1=1 byte 2=192 byte 3=219 byte 4=2\nbyte 1=3\n" },
  { "slip-broken", "slip", "field-a=u8@0", "C0 01 C0 DB 05 C0 02 C0", "a=1\nbad -1: DB 05\na=2\n" },
  { "shdlc", "shdlc", "checksum=sum8-inverted\nfield-a=u16be@4 if 1=0x03",
    "7E 00 03 00 FC 7E 7E 00 03 00 02 7D 5E 7D 31 6B 7E", "a=32273\n" },

  { "plantower", "@plantower", "",
    "00 1C | 42 4D 00 1C 0001 0002 0003 0004 0005 0006 0007 0008 0009 000A 000B 000C 97 00 01 90", "pm1=4 pm2_5=5 pm10=6\n" },
  { "pms3003", "@plantower", "", "42 4D 00 14 0001 0002 0003 0004 0005 0006 0000 0000 0000 00 B8", "pm1=4 pm2_5=5 pm10=6\n" },
  /* Below zero: word 11 is signed. */
  { "pms5003t", "@plantower", "", "42 4D 00 1C 0000 0000 0000 0001 0002 0003 0000 0000 0000 0000 FF FB 01 C7 9A 00 04 0D",
    "pm1=1 pm2_5=2 pm10=3 temp=-0.5 rh=45.5\n" },
  { "sds011", "@sds011", "", "AA C0 D4 04 3A 0A A1 60 1D AB", "pm2_5=123.6 pm10=261.8\n" },
  { "sds198", "@sds011", "", "AA CF 00 00 39 01 A1 60 3B AB", "pm100=313\n" },
  { "hpma115s0", "@hpma115", "", "A5 A5 40 05 04 00 1E 00 1F 7A", "pm2_5=30 pm10=31\n" },
  { "hpma115s0-by-itself", "@hpma115", "",
    "42 4D 00 1C 0000 0021 0022 0000 0000 0000 0000 0000 0000 0000 0000 0000 00 00 00 EE", "pm2_5=33 pm10=34\n" },
  /* The example of the data sheet: 400 ppm. */
  { "mhz19", "@mhz19", "", "FF 86 01 90 40 00 00 00 A9 FF 01 86 00 00 00 00 00 79 FF 86 01 91 40 00 00 00 A8",
    "co2=400\nco2=401\n" },
  { "mhz19-wrong-sum", "@mhz19", "", "FF 86 01 90 40 00 00 00 A8", "" },
  { "mcu680", "@mcu680", "", "5A 5A 3F 0F FF 38 13 88 01 8B CD 00 19 00 00 03 E8 00 64 95",
    "temp=-2 rh=50 pressure=1013.25 gas=1\n" },
  { "lutron-negative", "@lutron16", "", "02'41011200001234'0D", "display1=-12.34°C\n" },
  { "lutron-second", "@lutron16", "", "02'42040100000456'0D", "display2=45.6%\n" },
  { "lutron-not-a-frame", "@lutron16", "", "02'4101120000123x'0D", "" },
  { "center-fahrenheit", "@center-3xx", "",
    "02 00 00 00 00 00 00 00 D4 00 D4 00 D4 00 D4 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 "
    "00 00 00 02 00 00 00 01 03",
    "T1=212°F T2=-°F!over T3=21.2°F T4=21.2°F\n" },
  { "center-max", "@center-3xx", "",
    "02 C2 00 00 00 00 00 00 D4 00 D4 00 D4 00 D4 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 "
    "00 00 00 02 00 01 00 00 03",
    "T1=-°C!over!battery!max T2=21.2°C!battery!max T3=21.2°C!battery!max T4=21.2°C!battery!max\n" },
  { "ms6514-over", "@ms6514", "", "65 14 00 00 00 00 64 00 C8 00 41 88 48 00 00 00 0D 0A", "T1=-10°C!hold T2=-°C!over!hold\n" },
  { "ms6514-difference", "@ms6514", "", "65 14 00 00 00 00 64 00 C8 00 01 0A 08 00 00 00 0D 0A", "T1=20°C dT=10°C\n" },
  { "ut325-difference", "@ut32x", "", "'1001'0D 0A'0::52100000002001'0D 0A", "dT=5.2°C\n" },
  { "ut325-none", "@ut32x", "", "'0;;;;100000000001'0D 0A'0:235100000001001'0D 0A", "T1=-°C!nodata\nT2=23.5°C\n" },
  { "appa-live", "@appa-55ii", "",
    "55 55 00 14 00 00 00 00 00 00 00 00 00 00 00 00 00 20 FB 00 01 FF 7F 60 B8 | 55 55 18 00 C2", "T1=25.1°C!hold "
    "T2=-°C!over!hold\n" },
  { "pce-322a", "@pce-322a", "", "7F 01 C8 00 00 00 7F 02 00 03 04 00", "spl=45.6!fast!A\nspl=51.2!slow!C!max\n" },
  { "colead", "@colead-sl5868p", "", "10 08 04 11 00 00 04 05 06 01 2D 10 08 04 22 0A 00 07 00 01 01 41",
    "spl=45.6!slow!A\nspl=70.1!hold!fast!C\n" },
  { "extech", "@extech-407764", "", "02 46 04 53 03 02 A6 B0 25 03 02 06 10 25 03",
    "spl=45.3!fast!A\nspl=-!over!battery!slow!C!max\nspl=102.5!fast!C\n" },
  { "um24c", "@rdtech-um", "", NULL, "voltage=5.12 current=1.25 temp=25\n" },

  { "cem", "cem-dt885x", "", "0D 04 A5 02 A5 1C 00 A5 0D 10 25 A5 0C A5 0D 09 99 A5 0B 00",
    "spl=102.5dB!fast!C\nspl=99.9dB!fast!C\n" },
  { "cem-hold-max", "cem-dt885x", "", "A5 03 A5 1B 00 A5 04 A5 0D 04 00 A5 0C A5 0D 05 00 A5 0B 00", "spl=50dB!slow!A!max\n" },
  { "cem-held", "cem-dt885x", "", "A5 0D 04 00 A5 0B 00 FF FF FF A5 0D 04 10 A5 0B 00", "spl=40dB\nspl=41dB\n" },
  { "cem-fault", "cem-dt885x", "", "A5 02 A5 0D 0A 00 A5 0C A5 0D 04 00 A5 0C", "bad -1: A5 0D 0A 00\nspl=40dB!fast\n" },
  { "tondaj", "tondaj-sl814", "", "05 0D 82 0D 01 0D 01 F4 02 0D", "spl=52.5dB!fast!C\nspl=50dB!fast!A\n" },
  { "tondaj-late-start", "tondaj-sl814", "", "2A 0D 09 D7 0B 0D", "spl=47.1dB!slow!A\n" },
  { "tondaj-both-directions", "tondaj-sl814", "", "10 04 0D 05 0D 30 00 0D 01 DD 01 0D", "spl=47.7dB!fast!A\n" },
  { "gmc-both-directions", "gq-gmc", "", "'<GETVER>>GMC-300Re 3.20<GETCPM>>'00 1C'<GETCPS>>'C0 02", "cpm=281/min\ncps=21/s\n" },
  { "gmc-500", "gq-gmc", "", "'GMC-500+Re 1.18'00 00 00 1C 00 00 01 00", "cpm=281/min\ncpm=2561/min\n" },
  { "gmc-stream", "gq-gmc", "", "00 1C 00 1D 00 1E 00 1F", "cpm=281/min\ncpm=291/min\ncpm=301/min\ncpm=311/min\n" },
  { "gmc-one", "gq-gmc", "", "00 1C", "cpm=281/min\n" },
  { "gmc-odd", "gq-gmc", "bits=16\nrate=cpm", "00 1C 00", "cpm=281/min\nbad -1: 00\n" },
};

/* 130 bytes are too many to write down: a UM24C at 5.12 V, 1.25 A, 25 °C. */
static GByteArray *
make_um24c (void)
{
  GByteArray *bytes = parse_hex ("09 63 02 00 04 E2 00 00 00 00 00 19");
  guint n = bytes->len;

  g_byte_array_set_size (bytes, 130);
  memset (bytes->data + n, 0, 130 - n);
  bytes->data[128] = 0xFF;
  bytes->data[129] = 0xF1;

  return bytes;
}

static RkDecoder *
make_decoder (const Case *c)
{
  g_autoptr (GError) error = NULL;
  RkDecoder *decoder;

  if (c->kind[0] == '@') {
    g_autoptr (RkProfile) profile = rk_profile_find (c->kind + 1, &error);

    g_assert_no_error (error);
    decoder = rk_decoder_new (rk_profile_get_decoder (profile), rk_profile_get_options (profile), &error);
  } else {
    g_autoptr (GHashTable) options = parse_options (c->options);

    decoder = rk_decoder_new (c->kind, options, &error);
  }
  g_assert_no_error (error);

  return decoder;
}

/* In one feed, then split in every size. */
static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GByteArray) bytes = c->bytes != NULL ? parse_hex (c->bytes) : make_um24c ();

  for (gsize step = 0; step <= bytes->len; step++) {
    g_autoptr (RkDecoder) decoder = make_decoder (c);
    g_autofree char *out = decoder_log_run (decoder, (const char *) bytes->data, bytes->len, step);

    g_assert_cmpstr (out, ==, c->out);
  }
}

/* A file may end anywhere, and any byte may be wrong: never a crash, every byte counted (decoder-log.c checks). */
static void
test_damage (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GByteArray) bytes = c->bytes != NULL ? parse_hex (c->bytes) : make_um24c ();

  for (gsize n = 0; n < bytes->len; n++) {
    static const guint8 values[] = { 0x00, 0x01, 0x7E, 0x7F, 0x80, 0xFF };
    g_autoptr (RkDecoder) cut = make_decoder (c);
    g_autofree char *out = decoder_log_run (cut, (const char *) bytes->data, n, 0);

    for (guint i = 0; i < G_N_ELEMENTS (values); i++) {
      g_autoptr (RkDecoder) decoder = make_decoder (c);
      g_autoptr (RkDecoder) again = make_decoder (c);
      g_autofree guint8 *damaged = g_memdup2 (bytes->data, bytes->len);
      g_autofree char *whole = NULL;
      g_autofree char *single = NULL;

      damaged[n] = values[i];
      whole = decoder_log_run (decoder, (const char *) damaged, bytes->len, 0);
      single = decoder_log_run (again, (const char *) damaged, bytes->len, 1);
      g_assert_cmpstr (whole, ==, single);
    }
  }
}

/* -- Mistakes in a description --------------------------------------------- */

typedef struct {
  const char *name;
  const char *kind;
  const char *options;
  const char *message; /* a part of it */
} BadCase;

static const BadCase bad_cases[] = {
  { "no-length", "binary-frame", "sync=AA\nfield-a=u8@1", "length" },
  { "no-sync", "binary-frame", "length=4\nfield-a=u8@1", "sync" },
  { "no-value", "binary-frame", "sync=AA\nlength=4", "values" },
  { "bad-sync", "binary-frame", "sync=AAB\nlength=4\nfield-a=u8@1", "AAB" },
  { "empty-sync", "binary-frame", "sync=\nlength=4\nfield-a=u8@1", "sync" },
  { "bad-length", "binary-frame", "sync=AA\nlength=0\nfield-a=u8@1", "length" },
  { "length-of-four-bytes", "binary-frame", "sync=AA\nlength=u32be@1\nfield-a=u8@1", "length" },
  { "bad-checksum", "binary-frame", "sync=AA\nlength=4\nchecksum=sum9\nfield-a=u8@1", "sum8" },
  { "bad-range", "binary-frame", "sync=AA\nlength=4\nchecksum=sum8 x..3\nfield-a=u8@1", "x..3" },
  { "long-tail", "binary-frame", "sync=AA\nlength=40\ntail=01 02 03 04 05 06 07 08 09\nfield-a=u8@1", "tail" },
  { "bad-rows", "binary-frame", "sync=AA\nlength=4\nrows=0@1\nfield-a=u8@1", "rows" },
  { "no-order", "binary-frame", "sync=AA\nlength=4\nfield-a=u16@1", "u16be@10" },
  { "odd-type", "binary-frame", "sync=AA\nlength=4\nfield-a=u12be@1", "u12be@1" },
  { "no-place", "binary-frame", "sync=AA\nlength=4\nfield-a=u8", "u8" },
  { "place-wraps", "binary-frame", "sync=AA\nlength=4\nfield-a=u8@18446744073709551615", "u8@18446744073709551615" },
  { "too-far", "binary-frame", "sync=AA\nlength=4\nfield-a=u16be@3", "5" },
  { "bad-scale", "binary-frame", "sync=AA\nlength=4\nfield-a=u8@1 *x", "*x" },
  { "by-zero", "binary-frame", "sync=AA\nlength=4\nfield-a=u8@1 /0", "zero" },
  { "bad-quantity", "binary-frame", "sync=AA\nlength=4\nfield-a=u8@1 ppm:gas", "gas" },
  { "bad-condition", "binary-frame", "sync=AA\nlength=4\nfield-a=u8@1 if x", "x" },
  { "wide-condition", "binary-frame", "sync=AA\nlength=4\nfield-a=u8@1 if 1=256", "256" },
  { "bad-flag", "binary-frame", "sync=AA\nlength=4\nfield-a=u8@1\nflag-red=1&1", "red" },
  { "empty-flag", "binary-frame", "sync=AA\nlength=4\nfield-a=u8@1\nflag-over=of a", "39&0x01" },
  { "huge-array", "binary-frame", "sync=AA\nlength=4\nvalues=u8@1 x1000", "x1000" },
  { "masked-float", "binary-frame", "sync=AA\nlength=5\nfield-a=f32be@1 &1", "mask" },
  { "misspelt", "binary-frame", "sink=AA\nlength=4\nfield-a=u8@1", "sync" },
  { "bad-skip", "binary-stream", "values=u8@0\nskip=9", "skip" },
  { "bad-first", "cobs", "first-line=maybe", "first-line" },
  { "bad-bits", "gq-gmc", "bits=8", "bits" },
};

static void
test_bad (gconstpointer data)
{
  const BadCase *c = data;
  g_autoptr (GHashTable) options = parse_options (c->options);
  g_autoptr (GError) error = NULL;
  g_autoptr (RkDecoder) decoder = rk_decoder_new (c->kind, options, &error);

  g_assert_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_PROFILE);
  g_assert_null (decoder);
  if (strstr (error->message, c->message) == NULL)
    g_error ("“%s” does not speak of “%s”", error->message, c->message);
}

/* -- The rest -------------------------------------------------------------- */

static void
test_evidence (void)
{
  static const struct {
    const char *kind;
    const char *options;
    guint       bits;
  } rows[] = {
    { "binary-frame", "sync=42 4D\nlength=4\nchecksum=sum16\nvalues=u8@2", 32 },
    { "binary-frame", "sync=AA C0 | AA CF\nlength=10\nchecksum=sum8\ntail=AB\nvalues=u8@2", 31 },
    { "binary-frame", "sync=AA ??\nlength=4\nrequire=2=1 3&0x0F=2 3<4\nvalues=u8@2", 20 },
    { "binary-frame", "sync=AA\nlength=4\nvalues=u8@2\nsync-2=BB BB\nlength-2=4", 8 },
    /* Packets without a value are no evidence of a sensor. */
    { "binary-frame", "sync=AA BB\nlength=4\nfield-a=u8@2 packet=1\nsync-2=10\nlength-2=1", 16 },
    { "binary-stream", "values=u8@0", 0 },
    { "cobs", "", 8 },
    { "shdlc", "checksum=sum8-inverted", 16 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GHashTable) options = parse_options (rows[i].options);
    g_autoptr (RkDecoder) decoder = rk_decoder_new (rows[i].kind, options, NULL);

    g_assert_cmpuint (rk_decoder_get_evidence (decoder), ==, rows[i].bits);
  }
}

static void
test_requests (void)
{
  g_autoptr (RkDecoder) tondaj = rk_decoder_new ("tondaj-sl814", NULL, NULL);
  g_autoptr (RkDecoder) gmc = rk_decoder_new ("gq-gmc", NULL, NULL);
  g_autoptr (GByteArray) message = g_byte_array_new ();
  RkDecoderCounts counts;
  DecoderLog log;

  /* Each request has the next counter. */
  g_assert_true (rk_decoder_request (tondaj, 0, message));
  g_assert_false (rk_decoder_request (tondaj, 1, message));
  g_assert_true (rk_decoder_request (tondaj, 0, message));
  g_assert_cmpmem (message->data, message->len, "\x30\x00\x0D\x30\x01\x0D", 6);

  decoder_log_init (&log);
  rk_decoder_feed (tondaj, (const guint8 *) "\x01\xDD\x01\x0D", 4, &decoder_log_events, &log);
  rk_decoder_get_counts (tondaj, &counts);
  g_assert_cmpuint (counts.n_answers, ==, 1);

  decoder_log_clear (&log);
  decoder_log_init (&log);
  g_byte_array_set_size (message, 0);
  g_assert_true (rk_decoder_request (gmc, 0, message));
  g_assert_cmpmem (message->data, message->len, "<GETCPM>>", 9);
  /* How wide an answer is becomes clear when no more of it comes. */
  rk_decoder_feed (gmc, (const guint8 *) "\x00\x1C", 2, &decoder_log_events, &log);
  rk_decoder_get_counts (gmc, &counts);
  g_assert_cmpuint (counts.n_answers, ==, 0);
  g_assert_true (rk_decoder_request (gmc, 0, message));
  rk_decoder_feed (gmc, (const guint8 *) "\x00\x1D", 2, &decoder_log_events, &log);
  rk_decoder_get_counts (gmc, &counts);
  g_assert_cmpuint (counts.n_answers, ==, 2);
  decoder_log_clear (&log);
}

/* After the line broke another kind of packet may come. */
static void
test_reset (void)
{
  g_autoptr (GHashTable) options = parse_options ("sync=AA\nlength=3\nchecksum=sum8\nvalues=u8@1 x1\nsync-2=AA\nlength-2=3\nvalues-2=u16be@1 x1");
  g_autoptr (RkDecoder) decoder = rk_decoder_new ("binary-frame", options, NULL);
  DecoderLog log;

  decoder_log_init (&log);
  rk_decoder_feed (decoder, (const guint8 *) "\xAA\x01\xAB\xAA\x01", 5, &decoder_log_events, &log);
  rk_decoder_reset (decoder);
  rk_decoder_feed (decoder, (const guint8 *) "\xAA\x01\x00", 3, &decoder_log_events, &log);
  g_assert_cmpstr (log.out->str, ==, "value 1=1\nvalue 1=256\n");
  decoder_log_balance (decoder, 8);
  decoder_log_clear (&log);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/acquire/frame/", cases[i].name, NULL);
    g_autofree char *damage = g_strconcat ("/acquire/frame/damage/", cases[i].name, NULL);

    g_test_add_data_func (path, &cases[i], test_case);
    g_test_add_data_func (damage, &cases[i], test_damage);
  }
  for (guint i = 0; i < G_N_ELEMENTS (bad_cases); i++) {
    g_autofree char *path = g_strconcat ("/acquire/frame/bad/", bad_cases[i].name, NULL);

    g_test_add_data_func (path, &bad_cases[i], test_bad);
  }
  g_test_add_func ("/acquire/frame/evidence", test_evidence);
  g_test_add_func ("/acquire/frame/requests", test_requests);
  g_test_add_func ("/acquire/frame/reset", test_reset);

  return g_test_run ();
}
