/* How well devices are known by what they say: each capture of a folder is repeated by a simulated device over a simulated
 * wire at the settings the device really has, and the scanner has to find out the rest. */
#include "config.h"

#include "cli/bench.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "acquire/scanner.h"
#include "acquire/wire.h"
#include "base/clock.h"
#include "base/number.h"
#include "base/quantity.h"

/* Pauses of the simulated device: between lines, and before it all begins again. */
#define LINE_PAUSE_NS (100 * RK_NS_PER_MS)
#define ROUND_PAUSE_NS (300 * RK_NS_PER_MS)

/* Kinds that schools have; the rest is rare. */
static const char * const common_kinds[] = {
  "and-header", "arduino-plotter", "csv", "es519xx-19200-14b", "es519xx-2400-11b", "fs9721", "fs9922", "gq-gmc", "hpma115",
  "json-lines", "kern", "key-value", "labdisc", "labpro", "labpro-bin", "mcu680", "metex14", "mettler-print", "mhz19",
  "modbus-ascii", "modbus-rtu", "ms2115b", "mt-sics", "nmea0183", "ohaus-text", "ph-text", "plantower", "radpro", "regex",
  "sds011", "shdlc", "shinko-slash", "teleplot", "tuple", "ut71x", NULL,
};

typedef struct {
  char   *kind;
  guint   n_vectors;
  guint   n_decoder;
  guint   n_readings;
  double  confidence; /* sum */
  double  time_s;     /* sum */
  GString *wrong;     /* what was guessed instead */
} Row;

typedef struct {
  RkProfile *profile;
  GPtrArray *columns;
  JsonArray *expected;
  const char *kind;   /* of the capture */
  guint      n;       /* readings so far */
  gboolean   differs;
} Comparison;

static void
row_free (gpointer data)
{
  Row *row = data;

  g_free (row->kind);
  g_string_free (row->wrong, TRUE);
  g_free (row);
}

static void
columns_cb (gpointer   user_data,
            GPtrArray *columns)
{
  Comparison *self = user_data;

  g_clear_pointer (&self->columns, g_ptr_array_unref);
  self->columns = rk_columns_copy (columns);
  for (guint i = 0; i < self->columns->len; i++)
    rk_profile_describe_column (self->profile, g_ptr_array_index (self->columns, i));
}

static gboolean
is_same_unit (const char *a,
              const char *b)
{
  const RkUnit *first = a != NULL ? rk_unit_find (a) : NULL;

  return g_strcmp0 (a != NULL ? a : "", b) == 0 || (first != NULL && first == rk_unit_find (b));
}

/* Captures whose values are rounded to the digits shown. */
static double
tolerance_of (const char *kind,
              double      value)
{
  char text[RK_NUMBER_BUFFER];
  const char *point;

  if (strcmp (kind, "shdlc") != 0 && strcmp (kind, "mcu680") != 0)
    return 1e-6 * fabs (value) + 1e-300;

  rk_number_print (value, text);
  point = strchr (text, '.');

  return 0.5000001 * pow (10.0, point != NULL ? -(double) strlen (point + 1) : 0.0);
}

static gboolean
is_same (const RkColumn *column,
         double          value,
         JsonObject     *expected,
         const char     *kind)
{
  const char *channel = column->base != NULL ? column->base : column->key;
  double wanted = (double) NAN;

  if (!json_object_get_null_member (expected, "value"))
    wanted = json_object_get_double_member (expected, "value");
  if (strcmp (channel, json_object_get_string_member (expected, "channel")) != 0 ||
      !is_same_unit (column->unit, json_object_get_string_member (expected, "unit")))
    return FALSE;

  return isnan (wanted) ? isnan (value) : fabs (value - wanted) <= tolerance_of (kind, wanted);
}

static void
frame_cb (gpointer       user_data,
          const RkFrame *frame)
{
  Comparison *self = user_data;

  for (guint i = 0; i < frame->n_values && i < self->columns->len; i++) {
    if ((frame->flags[i] & RK_VALUE_ABSENT) != 0)
      continue;
    if (self->n >= json_array_get_length (self->expected) ||
        !is_same (g_ptr_array_index (self->columns, i), frame->values[i], json_array_get_object_element (self->expected, self->n),
                  self->kind))
      self->differs = TRUE;
    self->n++;
  }
}

/* The settings in "19200 7O1 (chip sends 19230)"; @baud: what the device really does. */
static void
parse_line (const char     *text,
            RkLineSettings *line,
            double         *baud)
{
  g_autoptr (GRegex) regex = g_regex_new ("^(\\d+) ([5-8])([NEO])([12])(?:.*chip sends (\\d+))?", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  rk_line_settings_init (line);
  *baud = 0.0;
  if (g_regex_match (regex, text, 0, &match)) {
    g_autofree char *speed = g_match_info_fetch (match, 1);
    g_autofree char *bits = g_match_info_fetch (match, 2);
    g_autofree char *parity = g_match_info_fetch (match, 3);
    g_autofree char *stop = g_match_info_fetch (match, 4);
    g_autofree char *true_speed = g_match_info_fetch (match, 5);

    line->baud = (guint) g_ascii_strtoull (speed, NULL, 10);
    line->data_bits = (guint) (*bits - '0');
    line->parity = *parity == 'E' ? RK_PARITY_EVEN : *parity == 'O' ? RK_PARITY_ODD : RK_PARITY_NONE;
    line->stop_bits = (guint) (*stop - '0');
    if (true_speed != NULL && *true_speed != '\0')
      *baud = (double) g_ascii_strtoull (true_speed, NULL, 10);
  }
}

static gboolean
is_text (const char *bytes,
         gsize       n)
{
  gsize n_text = 0;

  for (gsize i = 0; i < n; i++)
    n_text += g_ascii_isprint (bytes[i]) || g_ascii_isspace (bytes[i]) ? 1 : 0;

  return n_text * 10 >= n * 9;
}

/* A device that prints lines pauses after each; the last of a capture may lack its end. */
static RkWire *
make_wire (const char *line_text,
           const char *bytes,
           gsize       n)
{
  const guint8 *from = (const guint8 *) bytes;
  gboolean text = is_text (bytes, n);
  RkLineSettings line;
  RkWire *wire;
  double baud;
  gsize begin = 0;

  parse_line (line_text, &line, &baud);
  wire = rk_wire_new (&line, baud);
  for (gsize i = 0; text && i < n; i++) {
    if (bytes[i] == '\n' || (bytes[i] == '\r' && (i + 1 == n || bytes[i + 1] != '\n'))) {
      rk_wire_add (wire, from + begin, i + 1 - begin, LINE_PAUSE_NS);
      begin = i + 1;
    }
  }
  rk_wire_add (wire, from + begin, n - begin, begin == n ? ROUND_PAUSE_NS : 0);
  if (begin < n)
    rk_wire_add (wire, (const guint8 *) "\r\n", text ? 2 : 0, ROUND_PAUSE_NS);

  return wire;
}

/* One round heard with the settings of the guess, read with its profile. */
static gboolean
reads_right (const RkGuess *guess,
             RkWire        *wire,
             gsize          n,
             JsonArray     *expected,
             const char    *kind)
{
  static const RkDecoderEvents events = { .columns = columns_cb, .frame = frame_cb };
  Comparison comparison = { .profile = guess->profile, .expected = expected, .kind = kind };
  g_autofree guint8 *bytes = g_malloc (n + 2);
  g_autoptr (RkDecoder) decoder = NULL;
  RkPortFaults faults;
  gssize n_heard;

  decoder = rk_decoder_new (rk_profile_get_decoder (guess->profile), rk_profile_get_options (guess->profile), NULL);
  if (decoder == NULL)
    return FALSE;

  /* Settings take a while: the round is heard whole after that. */
  rk_wire_listen (wire, &guess->line, RK_NS_PER_MS, bytes, 1, &faults);
  rk_wire_rewind (wire);
  n_heard = rk_wire_listen (wire, &guess->line, 3600 * RK_NS_PER_S, bytes, n, &faults);
  rk_decoder_feed (decoder, bytes, (gsize) n_heard, &events, &comparison);
  rk_decoder_flush (decoder, &events, &comparison);
  g_clear_pointer (&comparison.columns, g_ptr_array_unref);

  return !comparison.differs && comparison.n == json_array_get_length (expected);
}

static Row *
find_row (GPtrArray  *rows,
          const char *kind)
{
  Row *row;

  for (guint i = 0; i < rows->len; i++) {
    row = g_ptr_array_index (rows, i);
    if (strcmp (row->kind, kind) == 0)
      return row;
  }

  row = g_new0 (Row, 1);
  row->kind = g_strdup (kind);
  row->wrong = g_string_new (NULL);
  g_ptr_array_add (rows, row);

  return row;
}

/* A sketch has a profile of its own; a plain grammar is any profile that reads the same. */
static gboolean
is_right_profile (const char *id,
                  const char *kind,
                  gboolean    readings)
{
  static const char * const own[] = { "dht-tester", "hx711", "dfrobot-ph-ec", NULL };
  g_autoptr (RkProfile) profile = rk_profile_find (kind, NULL);

  if (strcmp (id, kind) == 0 || (strcmp (kind, "regex") == 0 && g_strv_contains (own, id)))
    return TRUE;

  return readings && profile != NULL && strcmp (rk_profile_get_decoder (profile), "delimited") == 0;
}

static void
try_vector (GPtrArray  *rows,
            const char *folder,
            JsonObject *vector)
{
  static const RkEar ear = { rk_wire_listen };
  const char *kind = json_object_get_string_member (vector, "decoder");
  const char *id = json_object_get_string_member (vector, "id");
  JsonArray *expected = json_object_get_array_member (vector, "readings");
  g_autofree char *path = g_build_filename (folder, json_object_get_string_member (vector, "file"), NULL);
  g_autofree char *bytes = NULL;
  g_autoptr (RkWire) wire = NULL;
  g_autoptr (RkScan) scan = NULL;
  const RkGuess *best = NULL;
  gboolean readings = FALSE;
  gboolean decoder = FALSE;
  RkLineSettings line;
  RkPortFaults faults;
  guint8 lost[64];
  Row *row;
  gsize n;

  if (!g_file_get_contents (path, &bytes, &n, NULL))
    return;

  row = find_row (rows, kind);
  row->n_vectors++;
  wire = make_wire (json_object_get_string_member (vector, "line"), bytes, n);

  /* The program comes when the device has been speaking for a while. */
  rk_line_settings_init (&line);
  rk_wire_listen (wire, &line, 123 * RK_NS_PER_MS, lost, sizeof lost, &faults);
  scan = rk_scanner_run (&ear, wire, NULL, NULL, NULL, NULL);
  row->time_s += (double) rk_wire_get_time (wire) / RK_NS_PER_S;

  if (scan != NULL && scan->guesses->len > 0)
    best = g_ptr_array_index (scan->guesses, 0);
  if (best != NULL) {
    readings = reads_right (best, wire, n, expected, kind);
    decoder = is_right_profile (rk_profile_get_id (best->profile), kind, readings);
    row->confidence += best->confidence;
  }
  /* Bytes that look like the device and are not: it must not be claimed to be any. */
  if (json_array_get_length (expected) == 0)
    readings = decoder = best == NULL || best->generic;
  row->n_decoder += decoder ? 1 : 0;
  row->n_readings += decoder && readings ? 1 : 0;
  if (!decoder || !readings)
    g_string_append_printf (row->wrong, " %s=%s@%u%s", id, best != NULL ? rk_profile_get_id (best->profile) : "?",
                            best != NULL ? best->line.baud : 0, decoder ? "(readings)" : "");
}

static int
compare_rows (gconstpointer a,
              gconstpointer b)
{
  const Row *first = *(const Row * const *) a;
  const Row *second = *(const Row * const *) b;

  return strcmp (first->kind, second->kind);
}

static void
report (RkBench   *bench,
        GPtrArray *rows)
{
  guint n_common = 0;
  guint n_right = 0;
  guint n_all = 0;
  guint n_all_right = 0;
  double time_s = 0.0;

  g_ptr_array_sort (rows, compare_rows);
  g_printerr ("%-20s %3s %7s %7s %8s %9s %7s\n", "kind", "P", "vectors", "decoder", "readings", "sure", "time, s");
  for (guint i = 0; i < rows->len; i++) {
    const Row *row = g_ptr_array_index (rows, i);
    gboolean common = g_strv_contains (common_kinds, row->kind);

    g_printerr ("%-20s %3s %7u %7u %8u %9.2f %7.1f%s\n", row->kind, common ? "0-1" : "2", row->n_vectors, row->n_decoder,
                row->n_readings, row->confidence / row->n_vectors, row->time_s / row->n_vectors, row->wrong->str);
    n_common += common ? 1 : 0;
    n_right += common && row->n_readings == row->n_vectors ? 1 : 0;
    n_all += row->n_vectors;
    n_all_right += row->n_readings;
    time_s += row->time_s;
  }

  rk_bench_add (bench, "recognise.p01", (double) n_right / MAX (n_common, 1), "of kinds", 0.9, RK_BENCH_HIGHER);
  rk_bench_add (bench, "recognise.vectors", (double) n_all_right / MAX (n_all, 1), "of vectors", (double) NAN, RK_BENCH_HIGHER);
  rk_bench_add (bench, "recognise.time", time_s / MAX (n_all, 1), "s", (double) NAN, RK_BENCH_LOWER);
}

static void
measure_speed (RkBench *bench)
{
  g_autofree guint8 *bytes = g_malloc (RK_RECOGNISE_MAX);
  RkHeard heard = { .bytes = bytes, .n = RK_RECOGNISE_MAX };
  gint64 best_ns = G_MAXINT64;

  rk_line_settings_init (&heard.line);
  for (guint i = 0; i < RK_RECOGNISE_MAX; i++)
    bytes[i] = (guint8) "T=21.50 C, RH=40.1 %\r\n"[i % 22];
  for (guint i = 0; i < 5; i++) {
    gint64 begin_ns = rk_clock_now_ns ();
    g_autoptr (GPtrArray) guesses = rk_recognise (&heard);

    best_ns = MIN (best_ns, rk_clock_now_ns () - begin_ns);
  }
  rk_bench_add (bench, "recognise.4KiB", (double) best_ns / RK_NS_PER_MS, "ms", 50.0, RK_BENCH_LOWER);
}

/**
 * rk_bench_recognise:
 * @bench: the measurement
 *
 * The share of kinds of devices that are known by what they say, over the captures of `--corpus` or ROSTOK_CORPUS.
 */
void
rk_bench_recognise (RkBench *bench)
{
  const char *folder = rk_bench_get_corpus (bench);
  g_autofree char *path = folder != NULL ? g_build_filename (folder, "expected.jsonl", NULL) : NULL;
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (row_free);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  measure_speed (bench);
  if (path == NULL || !g_file_get_contents (path, &text, NULL, NULL)) {
    g_printerr ("recognise: no captures: name their folder with --corpus DIR; it holds expected.jsonl\n");
    return;
  }

  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    g_autoptr (JsonParser) parser = json_parser_new ();

    if (*lines[i] != '\0' && json_parser_load_from_data (parser, lines[i], -1, NULL))
      try_vector (rows, folder, json_node_get_object (json_parser_get_root (parser)));
  }
  report (bench, rows);
}
