/* NMEA 0183: sentences written from the grammar; their checksums are computed here. */
#include "config.h"

#include "decoder-log.h"

#include <string.h>

typedef struct {
  const char *name;
  const char *options;
  const char *text; /* "|" ends a sentence: "$" is put before it and the checksum behind */
  const char *report;
} Case;

static const Case cases[] = {
  { "gga", "", "GPGGA,120000.00,4530.0000,N,03015.0000,E,1,08,0.9,150.5,M,20.0,M,,|", "lat=45.5° lon=30.25° alt=150.5m sats=8 hdop=0.9\n" },
  { "south-west", "", "GNGGA,120000,3000.0000,S,12030.0000,W,1,08,0.9,-3.5,M,,M,,|", "lat=-30° lon=-120.5° alt=-3.5m sats=8 hdop=0.9\n" },
  { "gga-without-fix", "", "GPGGA,120000.00,,,,,0,00,99.9,,M,,M,,|", "" },
  { "gga-details", "details=yes", "GPGGA,120000.00,,,,,0,00,99.9,,M,,M,,|", "sats=0 hdop=99.9 quality=0\n" },
  { "rmc", "", "GPRMC,120000.00,A,4530.0000,N,03015.0000,E,1.5,270.25,010124,,,A|", "lat=45.5° lon=30.25° speed=1.5kn course=270.25°\n" },
  { "rmc-standing", "", "GPRMC,120000.00,A,4530.0000,N,03015.0000,E,0.01,,010124,,,A|", "lat=45.5° lon=30.25° speed=0.01kn\n" },
  { "rmc-void", "", "GPRMC,120000.00,V,4530.0000,N,03015.0000,E,1.5,270.25,010124,,,N|", "" },
  { "vtg", "", "GPVTG,270.5,T,,M,1.5,N,2.8,K,A|", "course=270.5° speed=1.5kn\n" },
  { "vtg-after-rmc", "", "GPRMC,120000.00,A,4530.0000,N,03015.0000,E,1.5,270.25,010124,,,A|GPVTG,270.5,T,,M,1.5,N,2.8,K,A|",
    "lat=45.5° lon=30.25° speed=1.5kn course=270.25°\ncourse=270.5°\nspeed=1.5kn\n" },
  { "vtg-without-fix", "", "GPVTG,,T,,M,,N,,K,N|", "" },
  { "gll", "", "GLGLL,4530.0000,N,03015.0000,E,120000.00,A,A|", "lat=45.5° lon=30.25°\n" },
  { "gll-old", "", "GPGLL,4530.0000,N,03015.0000,E|", "lat=45.5° lon=30.25°\n" },
  { "gll-void", "", "GPGLL,4530.0000,N,03015.0000,E,120000.00,V,N|", "" },
  { "gsa", "", "GPGSA,A,3,04,05,,09,12,,,24,,,,,2.5,1.3,2.1|", "" },
  { "gsa-details", "details=yes", "GPGSA,A,3,04,05,,09,12,,,24,,,,,2.5,1.3,2.1|", "fix=3 pdop=2.5 vdop=2.1\n" },
  { "galileo", "", "GAGLL,4530.0000,N,03015.0000,E,120000.00,A,A|", "lat=45.5° lon=30.25°\n" },
  { "beidou", "", "BDGLL,4530.0000,N,03015.0000,E,120000.00,A,A|", "lat=45.5° lon=30.25°\n" },
  { "depth-sounder", "", "SDDBT,10.0,f,3.0,M,1.6,F|", "" },
  { "others", "", "GPGSV,1,1,00|PMTK010,001|GPTXT,01|", "" },
  { "short", "", "GPGGA|GP|GPRMC,|", "" },
  { "minutes", "", "GPGLL,4560.0000,N,03015.0000,E,120000.00,A,A|", "bad 7: $GPGLL,4560.0000,N,03015.0000,E,120000.00,A,A*6A\n" },
  { "pole", "", "GPGLL,9100.0000,N,03015.0000,E,120000.00,A,A|", "bad 7: $GPGLL,9100.0000,N,03015.0000,E,120000.00,A,A*65\n" },
  { "no-number", "", "GPGLL,45x0.0000,N,03015.0000,E,120000.00,A,A|", "bad 7: $GPGLL,45x0.0000,N,03015.0000,E,120000.00,A,A*24\n" },
  { "no-half", "", "GPGLL,4530.0000,Q,03015.0000,E,120000.00,A,A|", "bad 17: $GPGLL,4530.0000,Q,03015.0000,E,120000.00,A,A*70\n" },
};

static GString *
sentences (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "|", -1);
  GString *out = g_string_new (NULL);

  for (guint i = 0; parts[i] != NULL; i++) {
    guint sum = 0;

    if (*parts[i] == '\0')
      continue;
    for (const char *p = parts[i]; *p != '\0'; p++)
      sum ^= (guchar) *p;
    g_string_append_printf (out, "$%s*%02X\r\n", parts[i], sum);
  }

  return out;
}

static void
check (const char *options,
       const char *text,
       const char *report)
{
  for (gsize step = 0; step < 12; step++) {
    g_autoptr (GHashTable) table = decoder_log_options (options);
    g_autoptr (GError) error = NULL;
    g_autoptr (RkDecoder) decoder = rk_decoder_new ("nmea0183", table, &error);
    g_autofree char *got = NULL;

    g_assert_no_error (error);
    got = decoder_log_run (decoder, text, strlen (text), step);
    g_assert_cmpstr (got, ==, report);
  }
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  GString *text = sentences (c->text);

  check (c->options, text->str, c->report);
  g_string_free (text, TRUE);
}

/* The example of the standard that everybody quotes, checksum and all; 4807.038 N is 48 + 7.038/60. */
static void
test_published (void)
{
  check ("", "$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47\r\n",
         "lat=48.1173° lon=11.516666667° alt=545.4m sats=8 hdop=0.9\n");
}

static void
test_partial_first (void)
{
  check ("", "19,39,253,44*71\r\n$GPGLL,4530.0000,N,03015.0000,E*6E\r\n", "lat=45.5° lon=30.25°\n");
  /* A sentence that begins within the rubbish of the first line counts. */
  check ("", "\x02\x03$GPGLL,4530.0000,N,03015.0000,E*6E\r\n", "lat=45.5° lon=30.25°\n");
}

static void
test_faults (void)
{
  check ("", "$GPGLL,4530.0000,N,03015.0000,E*6E\r\n$GPGLL,4530.0001,N,03015.0000,E*6E\r\n$GPGLL,45\r\nhello\r\n$*00\r\n!AIVDM,1*00\r\n\r\n",
         "lat=45.5° lon=30.25°\n"
         "bad 32: $GPGLL,4530.0001,N,03015.0000,E*6E\n"
         "bad 9: $GPGLL,45\n"
         "bad 0: hello\n");
}

/* The last sentence counts when its checksum is there. */
static void
test_end (void)
{
  check ("", "$GPGLL,4530.0000,N,03015.0000,E*6E", "lat=45.5° lon=30.25°\n");
  check ("", "$GPGLL,4530.0000,N,03015.0000,E*5", "");
}

static void
test_truncated (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    GString *text = sentences (cases[i].text);

    for (gsize n = 0; n < text->len; n++) {
      g_autoptr (RkDecoder) decoder = rk_decoder_new ("nmea0183", NULL, NULL);
      g_autofree char *got = decoder_log_run (decoder, text->str, n, 3);

      g_assert_true (g_utf8_validate (got, -1, NULL));
    }
    g_string_free (text, TRUE);
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/acquire/nmea/", cases[i].name, NULL);

    g_test_add_data_func (path, &cases[i], test_case);
  }
  g_test_add_func ("/acquire/nmea/published", test_published);
  g_test_add_func ("/acquire/nmea/partial-first", test_partial_first);
  g_test_add_func ("/acquire/nmea/faults", test_faults);
  g_test_add_func ("/acquire/nmea/end", test_end);
  g_test_add_func ("/acquire/nmea/truncated", test_truncated);

  return g_test_run ();
}
