#include "config.h"

#include "exchange/csv.h"
#include "exchange/errors.h"
#include "fixture.h"

#include "base/clock.h"
#include "store/span.h"

#define MALFORMED RK_EXCHANGE_ERROR_MALFORMED
#define EMPTY     RK_EXCHANGE_ERROR_EMPTY
#define TOO_LARGE RK_EXCHANGE_ERROR_TOO_LARGE
#define UNKNOWN   RK_EXCHANGE_ERROR_UNKNOWN_FORMAT

typedef struct {
  const char *name;
  const char *text;
  const char *channels; /* "name|unit name|unit..." ('|' alone: no unit), or for an error a part of the message */
  const char *rows;     /* "time_s value value..." a line; '-' = missing */
  int         code;     /* of the error, -1 = none */
} ReadCase;

static const ReadCase cases[] = {
  /* Separators and decimal signs. */
  { "decimal-point",     "t,U/V\n0.0,1.5\n",                    "U|V",         "0 1.5", -1 },
  { "decimal-comma",     "t;U/V\n0,0;1,5\n0,5;2,5\n",           "U|V",         "0 1.5\n0.5 2.5", -1 },
  { "tab-comma",         "t\tU\n0,0\t1,5\n",                    "U|",          "0 1.5", -1 },
  { "tab-point",         "t\tU\n0.0\t1.5\n",                    "U|",          "0 1.5", -1 },
  { "blanks-point",      "t U\n  0.0   1.5\n0.5 -2e3  \n",      "U|",          "0 1.5\n0.5 -2000", -1 },
  { "blanks-comma",      "t U\n0,0 1,5\n0,5 2,5\n",             "U|",          "0 1.5\n0.5 2.5", -1 },
  { "comma-blank",       "t, U\n0.5, 1.5\n1.0, 2.5\n",          "U|",          "0.5 1.5\n1 2.5", -1 },
  { "quoted-comma",      "\"t\",\"U\"\n\"0,5\",\"1,5\"\n",      "U|",          "0.5 1.5", -1 },
  { "comma-comes-late",  "t;U\n0;1\n1;2\n2;2,5\n3;3\n",         "U|",          "0 1\n1 2\n2 2.5\n3 3", -1 },
  { "groups",            "t;U\n0;1 234,5\n1;2\xc2\xa0" "345,5\n", "U|",        "0 1234.5\n1 2345.5", -1 },
  { "typographic-minus", "t;U\n0;\xe2\x88\x92" "1,5\n",         "U|",          "0 -1.5", -1 },
  { "mixed-signs",       "t;U\n0.5;1.5\n1.5;1,5\n",             "line 3",      NULL, MALFORMED },
  { "thousands",         "t;U\n0.5;1.5\n1.5;1,234.5\n",         "1,234.5",     NULL, MALFORMED },
  { "one-column",        "1.5\n2.5\n",                          "Column 1|",   "0 1.5\n1 2.5", -1 },
  { "one-column-comma",  "U\n1,5\n2,5\n",                       NULL,          NULL, -1 }, /* one or two: not judged */

  /* Line ends. */
  { "crlf",              "t,U\r\n0,2\r\n1,3\r\n",               "U|",          "0 2\n1 3", -1 },
  { "cr",                "t,U\r0,2\r1,3\r",                     "U|",          "0 2\n1 3", -1 },
  { "no-last-line-end",  "t,U\n0,2",                            "U|",          "0 2", -1 },
  { "empty-lines",       "\n\nt,U\n\n0,2\n  \n1,3\n\n",         "U|",          "0 2\n1 3", -1 },
  { "byte-order-mark",   "\xef\xbb\xbft;U\n0;2\n",              "U|",          "0 2", -1 },
  { "bom-first-time",    "\xef\xbb\xbft,U\n5,2\n",              "U|",          "5 2", -1 },

  /* Cells. */
  { "empty-cells",       "t,U,I\n0,,1\n1,2,\n",                 "U| I|",       "0 - 1\n1 2 -", -1 },
  { "words",             "t,U\n0,nan\n1,NaN\n2,inf\n3,-\n4,n/a\n5,1\n", "U|",  "0 -\n1 -\n2 -\n3 -\n4 -\n5 1", -1 },
  { "short-row",         "t,U,I\n0,1\n1,2,3\n",                 "U| I|",       "0 1 -\n1 2 3", -1 },
  { "last-separator",    "t;U;\n0;1;\n1;2;\n",                  "U|",          "0 1\n1 2", -1 },
  { "wide-row",          "t,U\n0,1\n1,2,3\n2,4\n",              "U| Column 3|", "0 1 -\n1 2 3\n2 4 -", -1 },
  { "exponents",         "t,U\n0,1e3\n1,-2.5E-3\n",             "U|",          "0 1000\n1 -0.0025", -1 },
  { "text-cell",         "t,U\n0,open\n",                       "line 2",      NULL, MALFORMED },
  { "text-cell-named",   "t,U\n0,1\n1,open\n",                  "“open”", NULL, MALFORMED },
  { "text-column",       "t,U,note\n0,1,a\n1,2,b\n2,3,\n3,4,c\n", "U|",        "0 1\n1 2\n2 3\n3 4", -1 },
  { "overflow",          "t,U\n0,1e400\n",                      "1e400",       NULL, MALFORMED },
  { "hexadecimal",       "t,U\n0,0x10\n",                       "0x10",        NULL, MALFORMED },
  { "open-quote",        "t,U\n0,\"1\n1,2\n",                   NULL,          NULL, MALFORMED },
  { "repeated-header",   "t,U\n0,1\nt,U\n0,2\n",                "line 3",      NULL, MALFORMED },

  /* Headers and units. */
  { "no-header",         "0,1.5\n0.5,2.5\n",                    "Column 2|",   "0 1.5\n0.5 2.5", -1 },
  { "quoted-header",     "\"t, s\",\"T, °C\"\n0,1\n",           "T|°C",        "0 1", -1 },
  { "bracket-units",     "Time (s),Temp (°C),p [kPa]\n0,1,2\n", "Temp|°C p|kPa", "0 1 2", -1 },
  { "russian",           "Время, с;Напряжение, В\n0;1,5\n",     "Напряжение|V", "0 1.5", -1 },
  { "row-of-units",      "t;T\ns;°C\n0;1\n",                    "T|°C",        "0 1", -1 },
  { "preamble",          "Logger 7\nRate;10\n\nt;T\n0;1\n1;2\n", "T|",         "0 1\n1 2", -1 },
  { "hash-header",       "# t U\n0 1\n1 2\n",                   "U|",          "0 1\n1 2", -1 },
  { "remarks",           "t,U\n0,1\n# moved\n1,2\n",            "U|",          "0 1\n1 2", -1 },
  { "header-only",       "t,U\n",                               NULL,          NULL, EMPTY },
  { "same-names",        "t,U,U\n0,1,2\n",                      "U| U|",       "0 1 2", -1 },
  { "unknown-unit",      "t,Drops, n\n",                        NULL,          NULL, EMPTY },

  /* Time. */
  { "milliseconds",      "time_ms,U\n0,1\n20,2\n",              "U|",          "0 1\n0.02 2", -1 },
  { "minutes",           "t (min);U\n0;1\n0,5;2\n",             "U|",          "0 1\n30 2", -1 },
  { "time-not-first",    "U,t\n5,0\n6,1\n",                     "U|",          "0 5\n1 6", -1 },
  { "temperature-is-t",  "t, °C\n",                             NULL,          NULL, EMPTY },
  { "t-in-degrees",      "\"t, °C\";\"p, kPa\"\n20;1\n21;2\n",  "t|°C p|kPa",  "0 20 1\n1 21 2", -1 },
  { "no-time",           "U,I\n5,6\n4,7\n",                     "U| I|",       "0 5 6\n1 4 7", -1 },
  { "begins-late",       "t,U\n12.5,1\n13,2\n",                 "U|",          "12.5 1\n13 2", -1 },
  { "negative-time",     "t,U\n-1,1\n0,2\n",                    "U|",          "-1 1\n0 2", -1 },
  { "equal-times",       "t,U\n0,1\n0,2\n1,3\n",                "U|",          "0 1\n0 2\n1 3", -1 },
  { "time-goes-back",    "t,U\n0,1\n5.5,2\n1,3\n",              "line 4",      NULL, MALFORMED },
  { "time-missing",      "t,U\n0,1\n,2\n",                      "line 3",      NULL, MALFORMED },
  { "time-huge",         "t,U\n0,1\n1e30,2\n",                  "line 3",      NULL, MALFORMED },
  { "unix-seconds",      "timestamp,U\n1700000000.5,1\n1700000001,2\n", "U|",  "0 1\n0.5 2", -1 },
  { "unix-milliseconds", "timestamp,U\n1700000000500,1\n1700000001000,2\n", "U|", "0 1\n0.5 2", -1 },
  { "iso",               "when,U\n2024-02-28 23:59:59.5,1\n2024-02-29T00:00:01Z,2\n", "U|", "0 1\n1.5 2", -1 },
  { "iso-zone",          "when,U\n2024-01-01T12:00:00+03:00,1\n2024-01-01T09:00:01Z,2\n", "U|", "0 1\n1 2", -1 },
  { "russian-date",      "Дата;U\n01.05.2024 12:30:05;1,5\n01.05.2024 12:30:06;2\n", "U|", "0 1.5\n1 2", -1 },
  { "clock",             "time;U\n23:59:59;1\n0:00:00,5;2\n",   "U|",          "0 1\n1.5 2", -1 },
  { "date-and-clock",    "Date;Time;U\n2024-05-01;12:00:00;1\n2024-05-01;12:00:02;2\n", "U|", "0 1\n2 2", -1 },
  { "clock-and-seconds", "t;when;U\n0;12:00:00;1\n1;12:00:01;2\n", "U|",       "0 1\n1 2", -1 },
  { "bad-clock",         "time;U\n12:00:00;1\n12:61:00;2\n",    "12:61:00",    NULL, MALFORMED },
  { "time-only",         "t\n0\n1\n",                           NULL,          NULL, EMPTY },

  /* No table at all. */
  { "empty",             "",                                    NULL,          NULL, EMPTY },
  { "prose",             "It was a dark and\nstormy night; the rain\nfell in torrents\n", NULL, NULL, EMPTY },
  { "blank-lines",       "\n\n\n",                              NULL,          NULL, EMPTY },
};

static char *
describe_channels (RkRun *run)
{
  GString *text = g_string_new (NULL);
  RkStream *stream = rk_run_get_stream (run, 0);

  for (guint i = 0; i < rk_stream_get_n_channels (stream); i++) {
    RkChannel *channel = rk_stream_get_channel (stream, i);
    const char *unit = rk_channel_get_unit (channel);

    g_string_append_printf (text, "%s%s|%s", i > 0 ? " " : "", rk_channel_get_name (channel), unit != NULL ? unit : "");
  }

  return g_string_free (text, FALSE);
}

static void
check_rows (RkRun      *run,
            const char *rows)
{
  g_autoptr (RkSpan) span = take_span (run);
  g_auto (GStrv) lines = g_strsplit (rows, "\n", -1);

  g_assert_cmpuint (rk_span_get_n_samples (span), ==, g_strv_length (lines));

  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) cells = g_strsplit (lines[i], " ", -1);

    g_assert_cmpuint (rk_span_get_n_columns (span), ==, g_strv_length (cells) - 1);
    g_assert_cmpint (rk_span_get_time_ns (span, i), ==, (gint64) llround (g_ascii_strtod (cells[0], NULL) * 1e9));

    for (guint k = 1; cells[k] != NULL; k++) {
      double value = rk_span_get_value (span, k - 1, i);

      if (strcmp (cells[k], "-") == 0)
        g_assert_true (isnan (value));
      else
        g_assert_cmpfloat (value, ==, g_ascii_strtod (cells[k], NULL));
    }
  }
}

static void
test_case (Fixture      *fixture,
           gconstpointer data)
{
  const ReadCase *c = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  RkRun *run;

  g_assert_true (g_file_set_contents (fixture->path, c->text, -1, NULL));
  run = rk_csv_read (experiment, fixture->path, NULL, &error);

  if (c->code >= 0) {
    g_assert_error (error, RK_EXCHANGE_ERROR, c->code);
    g_assert_null (run);
    g_assert_nonnull (strstr (error->message, "table.csv"));
    if (c->channels != NULL && strstr (error->message, c->channels) == NULL)
      g_error ("“%s” does not say “%s”", error->message, c->channels);
    /* No trace is left. */
    g_assert_cmpuint (g_list_model_get_n_items (rk_experiment_get_runs (experiment)), ==, 0);
    g_assert_cmpuint (g_list_model_get_n_items (rk_experiment_get_channels (experiment)), ==, 0);
    return;
  }

  g_assert_no_error (error);
  g_assert_cmpint (rk_run_get_state (run), ==, RK_RUN_COMPLETE);
  g_assert_cmpstr (rk_stream_get_source_name (rk_run_get_stream (run, 0)), ==, "table.csv");

  if (c->channels != NULL) {
    g_autofree char *channels = describe_channels (run);

    g_assert_cmpstr (channels, ==, c->channels);
    check_rows (run, c->rows);
  }
}

/* A file may end anywhere: never a crash, and NULL always comes with a reason. */
static void
test_truncated_anywhere (Fixture      *fixture,
                         gconstpointer data)
{
  static const char * const texts[] = {
    "\xef\xbb\xbf\"t, с\";\"Т\n, °C\";\"a \"\"b\"\"\"\r\n0,0;1,5;x\r\n0,5;;\"2,5\"\r\n",
    "\xff\xfet\0,\0U\0\n\0" "0\0,\0" "1\0\n\0",
    "# t U V\n2024-01-01 00:00:00.5 1 2\n",
  };
  static const gsize lengths[] = { 0, 18, 0 };

  for (guint k = 0; k < G_N_ELEMENTS (texts); k++) {
    gsize len = lengths[k] != 0 ? lengths[k] : strlen (texts[k]);

    for (gsize n = 0; n <= len; n++) {
      g_autoptr (GError) error = NULL;
      g_autoptr (RkExperiment) experiment = rk_experiment_new ();
      RkRun *run;

      g_file_set_contents (fixture->path, texts[k], (gssize) n, NULL);
      run = rk_csv_read (experiment, fixture->path, NULL, &error);
      g_assert_true ((run == NULL) == (error != NULL));
    }
  }
}

/* Any byte changed to any other of a nasty set. */
static void
test_garbled (Fixture      *fixture,
              gconstpointer data)
{
  static const char text[] = "\"t, s\",\"T, °C\",Run\n0,1.5,a\n0.5,2,a\n0,-3e2,b\n";
  static const char bytes[] = { 0, '"', '\n', '\r', ',', ';', '\t', ' ', '#', '\'', '-', 'e', '9', (char) 0xff, (char) 0xc2 };

  for (gsize i = 0; i < sizeof text - 1; i++) {
    for (guint k = 0; k < sizeof bytes; k++) {
      g_autoptr (GError) error = NULL;
      g_autoptr (RkExperiment) experiment = rk_experiment_new ();
      char copy[sizeof text];
      RkRun *run;

      memcpy (copy, text, sizeof text);
      copy[i] = bytes[k];
      g_file_set_contents (fixture->path, copy, sizeof text - 1, NULL);
      run = rk_csv_read (experiment, fixture->path, NULL, &error);
      g_assert_true ((run == NULL) == (error != NULL));
    }
  }
}

static void
read_encoded (Fixture    *fixture,
              const char *charset,
              const char *mark,
              gsize       mark_len)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (GString) bytes = g_string_new_len (mark, (gssize) mark_len);
  g_autofree char *channels = NULL;
  g_autofree char *text = NULL;
  gsize len;
  RkRun *run;

  text = g_convert ("Время, с;Температура, °C\r\n0;1,5\r\n0,25;2,5\r\n", -1, charset, "UTF-8", NULL, &len, &error);
  g_assert_no_error (error);
  g_string_append_len (bytes, text, (gssize) len);
  g_file_set_contents (fixture->path, bytes->str, (gssize) bytes->len, NULL);

  run = rk_csv_read (experiment, fixture->path, NULL, &error);
  g_assert_no_error (error);
  channels = describe_channels (run);
  g_assert_cmpstr (channels, ==, "Температура|°C");
  check_rows (run, "0 1.5\n0.25 2.5");
}

static void
test_encodings (Fixture      *fixture,
                gconstpointer data)
{
  read_encoded (fixture, "UTF-16LE", "\xff\xfe", 2);
  read_encoded (fixture, "UTF-16BE", "\xfe\xff", 2);
  read_encoded (fixture, "WINDOWS-1251", "", 0);
  read_encoded (fixture, "UTF-8", "\xef\xbb\xbf", 3);
  read_encoded (fixture, "UTF-8", "", 0);
}

static void
assert_refused (Fixture    *fixture,
                GString    *text,
                int         code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();

  g_file_set_contents (fixture->path, text->str, (gssize) text->len, NULL);
  g_assert_null (rk_csv_read (experiment, fixture->path, NULL, &error));
  g_assert_error (error, RK_EXCHANGE_ERROR, code);
  g_string_free (text, TRUE);
}

static GString *
repeated (const char *begin,
          const char *piece,
          guint       n,
          const char *end)
{
  GString *text = g_string_new (begin);

  for (guint i = 0; i < n; i++)
    g_string_append (text, piece);

  return g_string_append (text, end);
}

static void
test_limits (Fixture      *fixture,
             gconstpointer data)
{
  /* Columns, also from a row far below the header. */
  assert_refused (fixture, repeated ("0", ",1", 1024, "\n"), TOO_LARGE);
  assert_refused (fixture, repeated ("0", ",1", 1000000, "\n"), TOO_LARGE);
  assert_refused (fixture, repeated ("t,U\n0,1\n1,2", ",1", 2000, "\n"), TOO_LARGE);
  /* A cell, quoted or not. */
  assert_refused (fixture, repeated ("t,U\n0,1\n1,", "9", 4097, "\n"), TOO_LARGE);
  assert_refused (fixture, repeated ("t,U\n0,1\n1,\"", "9", 4097, "\"\n"), TOO_LARGE);
  assert_refused (fixture, repeated ("t,U\n0,1\n1,", "x", 8 << 20, "\n"), TOO_LARGE);
  /* A record that never ends. */
  assert_refused (fixture, repeated ("t,U\n0,1\n1,\"", "\n", 8 << 20, ""), TOO_LARGE);
  /* Bytes. */
  assert_refused (fixture, g_string_new_len ("t,U\n0,1\0\n", 9), UNKNOWN);
  assert_refused (fixture, g_string_new_len ("\x7f" "ELF\x02\x01\x01\0\0\0\0", 11), UNKNOWN);
}

static void
test_widest (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (RkSpan) span = NULL;
  GString *text = repeated ("0", ",1", 1023, "\n");

  g_string_append (text, text->str);
  text->str[strchr (text->str, '\n') + 1 - text->str] = '1';
  g_file_set_contents (fixture->path, text->str, (gssize) text->len, NULL);
  g_string_free (text, TRUE);

  span = take_span (rk_csv_read (experiment, fixture->path, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (rk_span_get_n_columns (span), ==, 1023);
}

static void
test_bad_paths (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();

  g_assert_null (rk_csv_read (experiment, fixture->path, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, fixture->path));
  g_clear_error (&error);
  g_assert_null (rk_csv_read (experiment, fixture->folder, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE);
}

static void
test_cancel (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_file_set_contents (fixture->path, "t,U\n0,1\n", -1, NULL);
  g_cancellable_cancel (cancellable);
  g_assert_null (rk_csv_read (experiment, fixture->path, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (g_list_model_get_n_items (rk_experiment_get_runs (experiment)), ==, 0);
}

/* Records that lie across the pieces in which the file is read. */
static void
test_long_file (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (GString) text = g_string_new ("t;\"U\"\r\n");
  g_autoptr (RkSpan) span = NULL;
  guint n = 100000;

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%u,%02u;%s%u,25%s\r\n", i / 50, i % 50 * 2, i % 977 == 0 ? "\"" : "", i,
                            i % 977 == 0 ? "\"" : "");

  g_file_set_contents (fixture->path, text->str, (gssize) text->len, NULL);
  span = take_span (rk_csv_read (experiment, fixture->path, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (rk_span_get_n_samples (span), ==, n);

  for (guint i = 0; i < n; i++) {
    g_assert_cmpint (rk_span_get_time_ns (span, i), ==, (gint64) i * 20000000);
    g_assert_cmpfloat (rk_span_get_value (span, 0, i), ==, i + 0.25);
  }
}

/* Even spacing needs no column of times; uneven spacing keeps each. */
static void
test_steady (Fixture      *fixture,
             gconstpointer data)
{
  gsize memory[2];

  for (guint k = 0; k < 2; k++) {
    g_autoptr (RkExperiment) experiment = rk_experiment_new ();
    g_autoptr (GString) text = g_string_new ("t,U\n");
    RkRun *run;

    for (guint i = 0; i < 50000; i++) {
      guint ms = i - (k == 1 && i % 3 == 2 ? 1 : 0);

      g_string_append_printf (text, "%u.%03u,1\n", ms / 1000, ms % 1000);
    }

    g_file_set_contents (fixture->path, text->str, (gssize) text->len, NULL);
    run = rk_csv_read (experiment, fixture->path, NULL, NULL);
    g_assert_nonnull (run);
    memory[k] = rk_series_get_memory (rk_stream_get_series (rk_run_get_stream (run, 0)));
  }

  g_assert_cmpuint (memory[0] + 50000 * 6, <, memory[1]);
}

static void
test_notes (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();

  g_file_set_contents (fixture->path, "U,I\n5,6\n4,7\n", -1, NULL);
  g_assert_nonnull (strstr (rk_run_get_notes (rk_csv_read (experiment, fixture->path, NULL, NULL)), "1 s apart"));
  g_file_set_contents (fixture->path, "0,6\n1,7\n", -1, NULL);
  g_assert_nonnull (strstr (rk_run_get_notes (rk_csv_read (experiment, fixture->path, NULL, NULL)), "seconds"));
}

/* The same file again belongs to the same channels; the wall time is the file's own where it has one. */
static void
test_again (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  RkRun *run;

  g_file_set_contents (fixture->path, "when,U\n2024-02-29 00:00:00,1\n2024-02-29 00:00:01,1\n", -1, NULL);
  rk_csv_read (experiment, fixture->path, NULL, NULL);
  run = rk_csv_read (experiment, fixture->path, NULL, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (rk_experiment_get_channels (experiment)), ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (rk_experiment_get_runs (experiment)), ==, 2);
  g_assert_cmpint (rk_run_get_begin_wall_us (run), ==, G_GINT64_CONSTANT (1709164800000000));
  g_assert_cmpint (rk_run_get_duration_ns (run), ==, RK_NS_PER_S);
}

#define ADD(path, func) \
  g_test_add ("/exchange/csv-read/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/exchange/csv-read/case/", cases[i].name, NULL);

    g_test_add (path, Fixture, &cases[i], fixture_set_up, test_case, fixture_tear_down);
  }

  ADD ("truncated-anywhere", test_truncated_anywhere);
  ADD ("garbled", test_garbled);
  ADD ("encodings", test_encodings);
  ADD ("limits", test_limits);
  ADD ("widest", test_widest);
  ADD ("bad-paths", test_bad_paths);
  ADD ("cancel", test_cancel);
  ADD ("long-file", test_long_file);
  ADD ("steady", test_steady);
  ADD ("notes", test_notes);
  ADD ("again", test_again);

  return g_test_run ();
}
