/* Profiles: those that are shipped, and every mistake one can make in a file. */
#include "config.h"

#include "acquire/errors.h"
#include "acquire/profile.h"
#include "store/column.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define GOOD "[Device]\nid=a\nname=A\n[Decoder]\nkind=delimited\n"

typedef struct {
  const char *name;
  const char *text;
  const char *message; /* the whole of it, or its begin if it ends with "..." */
} BadCase;

static const BadCase bad_cases[] = {
  { "empty", "", "x: there is no group [Device]" },
  { "no-decoder", "[Device]\nid=a\nname=A\n", "x: there is no group [Decoder]" },
  { "no-id", "# x\n[Device]\nname=A\n[Decoder]\nkind=delimited\n", "x, line 2: [Device] has no “id”" },
  { "no-name", "[Device]\nid=a\n[Decoder]\nkind=delimited\n", "x, line 1: [Device] has no “name”" },
  { "no-kind", "[Device]\nid=a\nname=A\n[Decoder]\n", "x, line 4: [Decoder] has no “kind”" },
  { "unknown-group", GOOD "[Lime]\n", "x, line 6: “Lime” is not known here, did you mean “Line”?" },
  { "unknown-key", GOOD "[Line]\nbauds=9600\n", "x, line 7: unknown key “bauds” in [Line], did you mean “baud”?" },
  { "unknown-far-key", GOOD "[Line]\nfrequency=9600\n", "x, line 7: unknown key “frequency” in [Line]; possible are: baud, data-bits..." },
  { "equal-keys", GOOD "[Line]\nbaud=1200\nbaud=2400\n", "x, line 8: “baud” stands in line 7 already" },
  { "equal-groups", GOOD "[Line]\n[Line]\n", "x, line 7: [Line] stands in line 6 already" },
  { "equal-channels", GOOD "[Channel T]\n[Channel T]\n", "x, line 7: [Channel T] stands in line 6 already" },
  { "nameless-channel", GOOD "[Channel ]\n", "x, line 6: [Channel] needs the name of a column..." },
  { "no-equals", GOOD "baud\n", "x, line 6: here “key=value”, [Group] or # comment is expected" },
  { "key-first", "id=a\n", "x, line 1: a key stands before the first [Group]" },
  { "open-group", "[Device\n", "x, line 1: a group is written as [Name]" },
  { "not-utf8", GOOD "#\xff\n", "x, line 6: the text is not UTF-8" },
  { "baud-word", GOOD "[Line]\nbaud=fast\n", "x, line 7: “baud” must be a whole number from 50 to 20000000, not “fast”" },
  { "baud-fraction", GOOD "[Line]\nbaud=9600.5\n", "x, line 7: “baud” must be a whole number..." },
  { "baud-huge", GOOD "[Line]\nbaud=1e300\n", "x, line 7: “baud” must be..." },
  { "data-bits", GOOD "[Line]\ndata-bits=9\n", "x, line 7: “data-bits” must be a whole number from 5 to 8, not “9”" },
  { "parity", GOOD "[Line]\nparity=evn\n", "x, line 7: “evn” is not known here, did you mean “even”?" },
  { "dtr", GOOD "[Line]\ndtr=1\n", "x, line 7: “1” is not known here; possible are: off, on, leave" },
  { "id", "[Device]\nid=A b\nname=A\n[Decoder]\nkind=delimited\n", "x, line 2: an id has small letters, digits and “-” only, not “A b”" },
  { "empty-name", "[Device]\nid=a\nname=\n[Decoder]\nkind=delimited\n", "x, line 3: “name” must be a text of 1 to 200 characters" },
  { "name-escape", "[Device]\nid=a\nname=A\\q\n[Decoder]\nkind=delimited\n", "x, line 3: “name” cannot be read: ..." },
  { "usb", "[Device]\nid=a\nname=A\nusb=2341\n[Decoder]\nkind=delimited\n", "x, line 4: “2341” is not of the form..." },
  { "usb-upper", "[Device]\nid=a\nname=A\nusb=2A03:*\n[Decoder]\nkind=delimited\n", "x, line 4: “2A03:*” is not of the form..." },
  { "rate", "[Device]\nid=a\nname=A\nrate=-1\n[Decoder]\nkind=delimited\n", "x, line 4: “rate” must be a number from 0 to..." },
  { "kind", "[Device]\nid=a\nname=A\n[Decoder]\nkind=delimted\n", "x, line 5: there is no decoder “delimted”..." },
  { "option", "[Device]\nid=a\nname=A\n[Decoder]\nkind=delimited\ndecimals=comma\n", "x, line 6: decoder “delimited” has no option “decimals”, did you mean “decimal”?" },
  { "option-value", "[Device]\nid=a\nname=A\n[Decoder]\nkind=delimited\nhex=no\ndecimal=dot\n", "x, line 7: option “decimal” cannot be “dot”; possible are: auto, point, comma" },
  { "pattern", "[Device]\nid=a\nname=A\n[Decoder]\nkind=regex\npattern=(\n", "x, line 6: option “pattern”: ..." },
  { "pattern-missing", "[Device]\nid=a\nname=A\n[Decoder]\nkind=regex\n", "x, line 4: decoder “regex” needs the option “pattern”" },
  { "quantity", GOOD "[Channel T]\nquantity=temperatur\n", "x, line 7: “temperatur” is not known here, did you mean “temperature”?" },
  { "decimals", GOOD "[Channel T]\ndecimals=16\n", "x, line 7: “decimals” must be a whole number from 0 to 15, not “16”" },
  { "talk-key", GOOD "[Talk]\npol=x\n", "x, line 7: unknown key “pol” in [Talk], did you mean “poll”?" },
  { "talk-escape", GOOD "[Talk]\npoll=a\\q\n", "x, line 7: “poll”: “\\q” is not known; possible are..." },
  { "talk-lone-escape", GOOD "[Talk]\npoll=a\\\n", "x, line 7: “poll”: “\\” is not known..." },
  { "talk-hex", GOOD "[Talk]\npoll=\\x1g\n", "x, line 7: “poll”: “\\x1g” is not known..." },
  { "talk-half-hex", GOOD "[Talk]\npoll=\\x1\n", "x, line 7: “poll”: “\\x1” is not known..." },
  { "talk-pause", GOOD "[Talk]\npoll=a\\p99999b\n", "x, line 7: “poll”: “\\p99” is not known..." },
  { "talk-pauses", GOOD "[Talk]\npoll=a\\p60000\\p1b\n", "x, line 7: “poll”: “\\p1b” is not known..." },
  { "talk-empty", GOOD "[Talk]\npoll=\\p\n", "x, line 7: “poll” has no message" },
  { "talk-timeout", GOOD "[Talk]\ntimeout=5\n", "x, line 7: “timeout” must be a whole number from 10 to 60000, not “5”" },
  { "talk-probe-alone", GOOD "[Talk]\nprobe=x\n", "x, line 7: “probe” and “answer” go together" },
  { "talk-answer-alone", GOOD "[Talk]\nanswer=x\n", "x, line 7: “probe” and “answer” go together" },
  { "talk-two-probes", GOOD "[Talk]\nprobe=x\\py\nanswer=x\n", "x, line 7: “probe” must be one message" },
  { "talk-answer", GOOD "[Talk]\nprobe=x\nanswer=(\n", "x, line 8: “answer”: ..." },
  { "range-one", GOOD "[Channel T]\nrange=5\n", "x, line 7: “range” must be two numbers such as -40..125, not “5”" },
  { "range-order", GOOD "[Channel T]\nsafe=5..-5\n", "x, line 7: “safe” must begin with the smaller number, not “5..-5”" },
  { "range-nan", GOOD "[Channel T]\nrange=nan..5\n", "x, line 7: “range” must be two numbers..." },
  { "accuracy", GOOD "[Channel T]\naccuracy=1% + 2%\n", "x, line 7: “accuracy” must be written as 0.5 or 1% or 0.5 + 1%, not “1% + 2%”" },
  { "accuracy-minus", GOOD "[Channel T]\naccuracy=-1\n", "x, line 7: “accuracy” must be..." },
  { "resolution", GOOD "[Channel T]\nresolution=0\n", "x, line 7: “resolution” must be a number..." },
  { "warm-up", GOOD "[Channel T]\nwarm-up=-1\n", "x, line 7: “warm-up” must be a number from 0 to 86400, not “-1”" },
  { "translated-id", GOOD "[Line]\nbaud[ru]=5\n", "x, line 7: “baud” cannot be translated" },
};

static void
test_bad (gconstpointer data)
{
  const BadCase *c = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (RkProfile) profile = NULL;
  gsize n = strlen (c->message);

  profile = rk_profile_parse (c->text, strlen (c->text), "x", &error);
  g_assert_null (profile);
  g_assert_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_PROFILE);

  if (n > 3 && g_str_has_suffix (c->message, "...")) {
    g_autofree char *begin = g_strndup (error->message, n - 3);
    g_autofree char *expected = g_strndup (c->message, n - 3);

    g_assert_cmpstr (begin, ==, expected);
  } else {
    g_assert_cmpstr (error->message, ==, c->message);
  }
}

static void
test_nul_byte (void)
{
  static const char text[] = GOOD "[Line]\nbaud=12\00000\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (RkProfile) profile = rk_profile_parse (text, sizeof text - 1, "x", &error);

  g_assert_null (profile);
  g_assert_cmpstr (error->message, ==, "x, line 7: the text is not UTF-8");
}

static void
test_too_large (void)
{
  g_autoptr (GString) text = g_string_new (GOOD);
  g_autoptr (GError) error = NULL;
  g_autoptr (RkProfile) profile = NULL;

  while (text->len <= 64 * 1024)
    g_string_append (text, "# padding\n");
  profile = rk_profile_parse (text->str, text->len, "x", &error);
  g_assert_null (profile);
  g_assert_cmpstr (error->message, ==, "x: the profile is larger than 64 KiB");
}

static const char full_text[] =
  "# A comment\n"
  "[Device]\n"
  "id=full\n"
  "name=Full\n"
  "description=All keys\n"
  "usb=0d28:0204;2341:*\n"
  "product=Balance\n"
  "rate=2.5\n"
  "duration=60\n"
  "\n"
  "[Line]\n"
  "baud=2400\n"
  "data-bits=7\n"
  "parity=odd\n"
  "stop-bits=2\n"
  "dtr=on\n"
  "rts=off\n"
  "reset=pulse\n"
  "wait=1500\n"
  "\n"
  "[Decoder]\n"
  "kind=regex\n"
  "pattern=(?<m>[-\\d.]+)\\s(?<m_unit>\\w+)\n"
  "\n"
  "[Channel m]\n"
  "name=Mass\n"
  "symbol=m\n"
  "quantity=mass\n"
  "unit=g\n"
  "decimals=2\n";

static void
test_full (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RkProfile) profile = rk_profile_parse (full_text, sizeof full_text - 1, "x", &error);
  const RkLineSettings *line;

  g_assert_no_error (error);
  line = rk_profile_get_line (profile);
  g_assert_cmpstr (rk_profile_get_id (profile), ==, "full");
  g_assert_cmpstr (rk_profile_get_name (profile), ==, "Full");
  g_assert_cmpstr (rk_profile_get_description (profile), ==, "All keys");
  g_assert_cmpfloat (rk_profile_get_rate_hz (profile), ==, 2.5);
  g_assert_cmpfloat (rk_profile_get_duration_s (profile), ==, 60.0);
  g_assert_cmpuint (line->baud, ==, 2400);
  g_assert_cmpuint (line->data_bits, ==, 7);
  g_assert_cmpint (line->parity, ==, RK_PARITY_ODD);
  g_assert_cmpuint (line->stop_bits, ==, 2);
  g_assert_cmpint (line->dtr, ==, 1);
  g_assert_cmpint (line->rts, ==, 0);
  g_assert_cmpint (line->reset, ==, RK_RESET_PULSE);
  g_assert_cmpuint (line->wait_ms, ==, 1500);
  g_assert_cmpstr (rk_profile_get_decoder (profile), ==, "regex");
  g_assert_cmpstr (g_hash_table_lookup (rk_profile_get_options (profile), "pattern"), ==, "(?<m>[-\\d.]+)\\s(?<m_unit>\\w+)");
  g_assert_cmpuint (g_hash_table_size (rk_profile_get_options (profile)), ==, 1);
}

static void
assert_message (GBytes     *message,
                const char *bytes,
                gsize       n)
{
  gsize len;
  const guint8 *data;

  g_assert_nonnull (message);
  data = g_bytes_get_data (message, &len);
  g_assert_cmpmem (data, len, bytes, n);
}

static RkProfile *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  RkProfile *profile = rk_profile_parse (text, strlen (text), "x", &error);

  g_assert_no_error (error);

  return profile;
}

static void
test_talk (void)
{
  g_autoptr (RkProfile) profile = parse (GOOD "[Talk]\nstart=\\p300*IDN?\\n\\p\\x01\\xfF\\0\\p1000\npoll=a\\r\\p\\p5b\\\\\\s\\e\\t\n"
                                         "stop=C,0\nperiod=250\ntimeout=90\ngap=5\nprobe=?\nanswer=^OK\n");
  const RkTalk *talk = rk_profile_get_talk (profile);

  g_assert_nonnull (talk);
  assert_message (talk->start[0], "*IDN?\n", 6);
  assert_message (talk->start[1], "\x01\xff\0", 3);
  g_assert_null (talk->start[2]);
  g_assert_cmpuint (talk->start_pauses_ms[0], ==, 300);
  g_assert_cmpuint (talk->start_pauses_ms[1], ==, 0);
  g_assert_cmpuint (talk->start_pauses_ms[2], ==, 1000);
  assert_message (talk->poll[0], "a\r", 2);
  assert_message (talk->poll[1], "b\\ \x1b\t", 5);
  g_assert_null (talk->poll[2]);
  g_assert_cmpuint (talk->poll_pauses_ms[1], ==, 5);
  assert_message (talk->stop[0], "C,0", 3);
  g_assert_cmpuint (talk->period_ms, ==, 250);
  g_assert_cmpuint (talk->timeout_ms, ==, 90);
  g_assert_cmpuint (talk->gap_ms, ==, 5);
  assert_message (talk->probe, "?", 1);
  g_assert_cmpstr (talk->answer, ==, "^OK");
}

static void
test_talk_defaults (void)
{
  g_autoptr (RkProfile) silent = parse (GOOD);
  g_autoptr (RkProfile) profile = parse (GOOD "[Talk]\n");
  const RkTalk *talk = rk_profile_get_talk (profile);

  g_assert_null (rk_profile_get_talk (silent));
  g_assert_nonnull (talk);
  g_assert_null (talk->start[0]);
  g_assert_null (talk->poll[0]);
  g_assert_null (talk->stop[0]);
  g_assert_cmpuint (talk->timeout_ms, ==, 1000);
  g_assert_cmpuint (talk->period_ms, ==, 0);
  g_assert_null (talk->probe);
}

static void
test_channel (void)
{
  g_autoptr (RkProfile) profile = parse (GOOD "[Channel T]\nname=Probe\nquantity=temperature\nunit=degC\nrange=-40..125\nsafe=-50 .. 130.5\nresolution=0.1\n"
                                         "accuracy=0.5 + 1%\nwarm-up=60\ncalibration=polynomial 0 1\n[Channel U]\naccuracy=2%\n");
  const RkProfileChannel *t = rk_profile_find_channel (profile, "T", NULL);
  const RkProfileChannel *u = rk_profile_find_channel (profile, "U resistance", "U");

  g_assert_nonnull (t);
  g_assert_cmpfloat (t->range_min, ==, -40);
  g_assert_cmpfloat (t->range_max, ==, 125);
  g_assert_cmpfloat (t->safe_min, ==, -50);
  g_assert_cmpfloat (t->safe_max, ==, 130.5);
  g_assert_cmpfloat (t->resolution, ==, 0.1);
  g_assert_cmpfloat (t->accuracy, ==, 0.5);
  g_assert_cmpfloat (t->accuracy_percent, ==, 1);
  g_assert_cmpfloat (t->warm_up_s, ==, 60);
  g_assert_cmpstr (t->calibration, ==, "polynomial 0 1");
  g_assert_cmpstr (t->unit, ==, "°C");

  g_assert_nonnull (u);
  g_assert_cmpfloat (u->accuracy_percent, ==, 2);
  g_assert_true (isnan (u->accuracy));
  g_assert_true (isnan (u->range_min));
  g_assert_true (isnan (u->resolution));
  g_assert_null (rk_profile_find_channel (profile, "V", NULL));
  g_assert_null (rk_profile_find_channel (profile, "V", "W"));
}

/* A meter that was switched over is called by its display and by what it shows now. */
static void
test_describe_variant (void)
{
  g_autoptr (RkProfile) profile = parse (GOOD "[Channel display]\nname=Display\nquantity=voltage\nunit=V\ndecimals=3\n");
  g_autoptr (RkColumn) column = rk_column_new ("display resistance", "resistance", "Ω");

  column->base = g_strdup ("display");
  rk_profile_describe_column (profile, column);
  g_assert_cmpstr (column->name, ==, "Display: Resistance");
  g_assert_cmpstr (column->quantity, ==, "resistance");
  g_assert_cmpstr (column->unit, ==, "Ω");
}

static void
assert_same_messages (GBytes      **a,
                      const guint  *a_ms,
                      GBytes      **b,
                      const guint  *b_ms)
{
  guint i = 0;

  for (; a[i] != NULL; i++) {
    g_assert_nonnull (b[i]);
    g_assert_true (g_bytes_equal (a[i], b[i]));
    g_assert_cmpuint (a_ms[i], ==, b_ms[i]);
  }
  g_assert_null (b[i]);
  g_assert_cmpuint (a_ms[i], ==, b_ms[i]);
}

static void
assert_same_text (RkProfile *profile)
{
  g_autofree char *text = rk_profile_to_text (profile);
  g_autoptr (RkProfile) again = parse (text);
  g_autofree char *text_again = rk_profile_to_text (again);
  const RkTalk *a = rk_profile_get_talk (profile);
  const RkTalk *b = rk_profile_get_talk (again);
  const RkLineSettings *line = rk_profile_get_line (profile);
  const RkLineSettings *line_again = rk_profile_get_line (again);
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  g_assert_cmpstr (text, ==, text_again);
  g_assert_cmpstr (rk_profile_get_id (profile), ==, rk_profile_get_id (again));
  g_assert_cmpstr (rk_profile_get_name (profile), ==, rk_profile_get_name (again));
  g_assert_cmpstr (rk_profile_get_description (profile), ==, rk_profile_get_description (again));
  g_assert_cmpstr (rk_profile_get_decoder (profile), ==, rk_profile_get_decoder (again));
  g_assert_cmpfloat (rk_profile_get_rate_hz (profile), ==, rk_profile_get_rate_hz (again));
  g_assert_cmpfloat (rk_profile_get_duration_s (profile), ==, rk_profile_get_duration_s (again));
  g_assert_cmpuint (line->baud, ==, line_again->baud);
  g_assert_cmpuint (line->data_bits, ==, line_again->data_bits);
  g_assert_cmpint (line->parity, ==, line_again->parity);
  g_assert_cmpuint (line->stop_bits, ==, line_again->stop_bits);
  g_assert_cmpint (line->dtr, ==, line_again->dtr);
  g_assert_cmpint (line->rts, ==, line_again->rts);
  g_assert_cmpint (line->reset, ==, line_again->reset);
  g_assert_cmpuint (line->wait_ms, ==, line_again->wait_ms);

  g_assert_cmpuint (g_hash_table_size (rk_profile_get_options (profile)), ==, g_hash_table_size (rk_profile_get_options (again)));
  g_hash_table_iter_init (&iter, rk_profile_get_options (profile));
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_assert_cmpstr (g_hash_table_lookup (rk_profile_get_options (again), key), ==, value);

  g_assert_true ((a == NULL) == (b == NULL));
  if (a != NULL) {
    assert_same_messages (a->start, a->start_pauses_ms, b->start, b->start_pauses_ms);
    assert_same_messages (a->poll, a->poll_pauses_ms, b->poll, b->poll_pauses_ms);
    assert_same_messages (a->stop, a->stop_pauses_ms, b->stop, b->stop_pauses_ms);
    g_assert_cmpuint (a->period_ms, ==, b->period_ms);
    g_assert_cmpuint (a->timeout_ms, ==, b->timeout_ms);
    g_assert_cmpuint (a->gap_ms, ==, b->gap_ms);
    g_assert_true ((a->probe == NULL) == (b->probe == NULL) && (a->probe == NULL || g_bytes_equal (a->probe, b->probe)));
    g_assert_cmpstr (a->answer, ==, b->answer);
  }
}

/* What is written reads as what it was. */
static void
test_text_of_shipped (void)
{
  g_autoptr (GPtrArray) all = rk_profile_list ();

  for (guint i = 0; i < all->len; i++)
    assert_same_text (g_ptr_array_index (all, i));
}

static void
test_text_of_all_keys (void)
{
  static const char * const texts[] = {
    full_text,
    GOOD "[Talk]\nstart=\\p300*IDN?\\n\\p\\x01\\xfF\\0\\p1000\n"
      "poll=a\\r\\p\\p5\\x35b\\\\\\s\\p7\\x38\nstop=\\sC 0\\s\nperiod=250\ngap=5\nprobe=?\nanswer=^O\\d+K\n",
    GOOD "[Channel a \\ b]\nname=a \\\\ b\nunit=x\nrange=-1e-7..1e9\nsafe=0.1..0.2\nresolution=0.001\naccuracy=0.5\n"
      "[Channel c]\naccuracy=0.1 + 1%\nwarm-up=5\ncalibration=table 0:0 1:2\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (RkProfile) profile = parse (texts[i]);
    g_autoptr (RkProfile) faster = rk_profile_with_baud (profile, 1200);

    assert_same_text (profile);
    assert_same_text (faster);
  }
}

/* Whatever bytes a message has. */
static void
test_text_of_any_message (void)
{
  for (guint byte = 0; byte < 256; byte++) {
    g_autofree char *text = g_strdup_printf (GOOD "[Talk]\npoll=\\x%02xa\\x%02x\\p3\\x%02x1\\x%02x\n", byte, byte, byte, byte);
    g_autoptr (RkProfile) profile = parse (text);

    assert_same_text (profile);
  }
}

static void
test_defaults (void)
{
  g_autoptr (RkProfile) profile = rk_profile_parse (GOOD, strlen (GOOD), "x", NULL);
  const RkLineSettings *line = rk_profile_get_line (profile);

  g_assert_null (rk_profile_get_description (profile));
  g_assert_cmpuint (line->baud, ==, 9600);
  g_assert_cmpuint (line->data_bits, ==, 8);
  g_assert_cmpint (line->parity, ==, RK_PARITY_NONE);
  g_assert_cmpuint (line->stop_bits, ==, 1);
  g_assert_cmpint (line->dtr, ==, -1);
  g_assert_cmpint (line->rts, ==, -1);
  g_assert_cmpint (line->reset, ==, RK_RESET_KEEP);
  g_assert_cmpuint (line->wait_ms, ==, 0);
  g_assert_cmpfloat (rk_profile_get_rate_hz (profile), ==, 0.0);
  g_assert_cmpfloat (rk_profile_get_duration_s (profile), ==, 0.0);
}

/* A file may end anywhere: never a crash, and NULL always comes with a reason. */
static void
test_truncated_anywhere (void)
{
  for (gsize n = 0; n < sizeof full_text; n++) {
    g_autofree char *copy = g_memdup2 (full_text, n);
    g_autoptr (GError) error = NULL;
    g_autoptr (RkProfile) profile = rk_profile_parse (n > 0 ? copy : "", n, "x", &error);

    g_assert_true ((profile == NULL) == (error != NULL));
  }
}

static void
test_describe_column (void)
{
  static const struct {
    const char *key;
    const char *unit; /* printed by the device */
    const char *expected_unit;
    const char *expected_quantity;
    const char *expected_name;
  } rows[] = {
    { "m", NULL, "g", "mass", "Mass" },
    { "m", "kg", "kg", "mass", "Mass" },
    { "m", "%", "%", NULL, "Mass" }, /* of the unit; see below */
    { "m", "stones", "stones", "mass", "Mass" },
    { "x", "V", "V", NULL, "x" },
  };
  g_autoptr (RkProfile) profile = rk_profile_parse (full_text, sizeof full_text - 1, "x", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (RkColumn) column = rk_column_new (rows[i].key, NULL, rows[i].unit);

    rk_profile_describe_column (profile, column);
    g_assert_cmpstr (column->key, ==, rows[i].key);
    g_assert_cmpstr (column->unit, ==, rows[i].expected_unit);
    g_assert_cmpstr (column->name, ==, rows[i].expected_name);
    if (i == 2)
      g_assert_cmpstr (column->quantity, !=, "mass");
    else
      g_assert_cmpstr (column->quantity, ==, rows[i].expected_quantity);
    g_assert_cmpint (column->decimals, ==, i < 4 ? 2 : -1);
  }
}

static void
test_with_options (void)
{
  g_autoptr (RkProfile) profile = rk_profile_parse (GOOD "decimal=point\nhex=yes\n", strlen (GOOD "decimal=point\nhex=yes\n"), "x", NULL);
  g_autoptr (GHashTable) options = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (RkProfile) other = NULL;
  g_autoptr (RkProfile) faster = NULL;

  g_hash_table_insert (options, (char *) "decimal", (char *) "comma");
  g_hash_table_insert (options, (char *) "hex", (char *) "");
  other = rk_profile_with_options (profile, options);
  g_assert_cmpstr (g_hash_table_lookup (rk_profile_get_options (other), "decimal"), ==, "comma");
  g_assert_null (g_hash_table_lookup (rk_profile_get_options (other), "hex"));
  g_assert_cmpstr (g_hash_table_lookup (rk_profile_get_options (profile), "decimal"), ==, "point");
  g_assert_cmpstr (g_hash_table_lookup (rk_profile_get_options (profile), "hex"), ==, "yes");

  faster = rk_profile_with_baud (other, 115200);
  g_assert_cmpuint (rk_profile_get_line (faster)->baud, ==, 115200);
  g_assert_cmpuint (rk_profile_get_line (other)->baud, ==, 9600);
  g_assert_cmpstr (rk_profile_get_id (faster), ==, "a");
}

/* Every file of the folder is good, is inside the program, and its name is its id. */
static void
test_shipped (void)
{
  g_autofree char *folder = g_build_filename (g_getenv ("G_TEST_SRCDIR") != NULL ? g_getenv ("G_TEST_SRCDIR") : ".", "..", "data", "devices", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) all = rk_profile_list ();
  g_autoptr (GPtrArray) errors = rk_profile_list_errors ();
  const char *name;
  guint n = 0;

  g_assert_nonnull (dir);
  g_assert_cmpuint (errors->len, ==, 0);

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autofree char *id = NULL;
    g_autofree char *text = NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (RkProfile) profile = NULL;
    g_autoptr (RkProfile) inside = NULL;

    if (!g_str_has_suffix (name, ".rkdevice"))
      continue;

    n++;
    profile = rk_profile_load (path, &error);
    g_assert_no_error (error);
    id = g_strndup (name, strlen (name) - strlen (".rkdevice"));
    g_assert_cmpstr (rk_profile_get_id (profile), ==, id);
    inside = rk_profile_find (id, &error);
    g_assert_no_error (error);

    /* In both languages. */
    g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
    g_assert_nonnull (strstr (text, "\nname[ru]="));
  }
  g_assert_cmpuint (n, ==, all->len);
  g_assert_cmpuint (n, >=, 30);
}

static void
test_list_is_sorted (void)
{
  g_autoptr (GPtrArray) all = rk_profile_list ();

  for (guint i = 1; i < all->len; i++)
    g_assert_cmpint (g_utf8_collate (rk_profile_get_name (g_ptr_array_index (all, i - 1)), rk_profile_get_name (g_ptr_array_index (all, i))), <=, 0);
}

static void
test_match (void)
{
  static const struct {
    const char *vid;
    const char *pid;
    const char *id;
  } rows[] = {
    { "0d28", "0204", "microbit" },
    { "0D28", "0204", "microbit" },
    { "2341", "0043", "arduino" },
    { "2341", "ffff", "arduino" },
    { "2a03", "0043", "arduino" },
    { "1a86", "7523", NULL }, /* a bridge says nothing about the sensor behind it */
    { "0403", "6001", NULL },
    { NULL, NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (RkProfile) profile = rk_profile_match (rows[i].vid, rows[i].pid, NULL);

    g_assert_cmpstr (profile != NULL ? rk_profile_get_id (profile) : NULL, ==, rows[i].id);
  }
}

static void
test_find_unknown (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RkProfile) profile = rk_profile_find ("nothing", &error);

  g_assert_null (profile);
  g_assert_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_NOT_FOUND);
}

static void
write_own (const char *name,
           const char *text)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "rostok", "devices", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  if (text != NULL)
    g_assert_true (g_file_set_contents (path, text, -1, &error));
  else
    g_remove (path);
}

static void
test_own_wins (void)
{
  g_autoptr (RkProfile) own = NULL;
  g_autoptr (RkProfile) again = NULL;

  write_own ("mine.rkdevice", "[Device]\nid=kern\nname=My balance\n[Decoder]\nkind=delimited\n");
  rk_profile_reload ();
  own = rk_profile_find ("kern", NULL);
  g_assert_cmpstr (rk_profile_get_name (own), ==, "My balance");

  write_own ("mine.rkdevice", NULL);
  rk_profile_reload ();
  again = rk_profile_find ("kern", NULL);
  g_assert_cmpstr (rk_profile_get_decoder (again), ==, "regex");
}

static void
test_broken_is_reported (void)
{
  g_autoptr (GPtrArray) errors = NULL;
  g_autoptr (RkProfile) other = NULL;

  write_own ("broken.rkdevice", "[Device]\nid=kern\nnome=x\n");
  rk_profile_reload ();
  errors = rk_profile_list_errors ();
  g_assert_cmpuint (errors->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (errors, 0), ==, "broken.rkdevice, line 3: unknown key “nome” in [Device], did you mean “name”?");
  other = rk_profile_find ("kern", NULL);
  g_assert_nonnull (other);

  write_own ("broken.rkdevice", NULL);
  rk_profile_reload ();
}

static void
test_load_errors (void)
{
  g_autoptr (GError) missing = NULL;
  g_autoptr (GError) folder = NULL;

  g_assert_null (rk_profile_load ("/nonexistent/x.rkdevice", &missing));
  g_assert_error (missing, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_NOT_FOUND);
  g_assert_null (rk_profile_load ("/", &folder));
  g_assert_error (folder, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_PROFILE);
}

/* The example of the written specification is a good profile, and short. */
static void
test_example_of_the_specification (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("G_TEST_SRCDIR") != NULL ? g_getenv ("G_TEST_SRCDIR") : ".", "..", "data", "devices", "README.md", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GString) example = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (RkProfile) profile = NULL;
  guint n = 0;

  g_assert_true (g_file_get_contents (path, &text, NULL, &error));
  lines = g_strsplit (text, "\n", -1);
  /* The first one: later ones are of single options. */
  for (guint i = 0; lines[i] != NULL && !(n > 0 && g_str_has_prefix (lines[i], "## ")); i++) {
    if (g_str_has_prefix (lines[i], "    ")) {
      g_string_append_printf (example, "%s\n", lines[i] + 4);
      n++;
    }
  }
  profile = rk_profile_parse (example->str, example->len, "example", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (rk_profile_get_id (profile), ==, "school-balance");
  g_assert_cmpuint (n, <=, 20);
}

/* Good text with random damage. */
static void
test_random_damage (void)
{
  for (guint round = 0; round < 2000; round++) {
    g_autoptr (GString) text = g_string_new (full_text);
    g_autoptr (GError) error = NULL;
    g_autoptr (RkProfile) profile = NULL;

    for (gint n = g_test_rand_int_range (1, 4); n > 0; n--) {
      gsize at = (gsize) g_test_rand_int_range (0, (gint32) text->len);
      gsize cut = (gsize) g_test_rand_int_range (1, 30);

      if (g_test_rand_bit ())
        text->str[at] = (char) g_test_rand_int_range (0, 256);
      else
        g_string_erase (text, (gssize) at, (gssize) MIN (text->len - at, cut));
    }
    profile = rk_profile_parse (text->str, text->len, "x", &error);
    g_assert_true ((profile == NULL) == (error != NULL));
  }
}

int
main (int   argc,
      char *argv[])
{
  /* Not GTest's isolated folders: it leaks their names, once a test. */
  g_autofree char *home = g_dir_make_tmp ("rostok-profile-XXXXXX", NULL);
  g_autofree char *rostok = g_build_filename (home, "rostok", NULL);
  g_autofree char *devices = g_build_filename (rostok, "devices", NULL);
  int status;

  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (bad_cases); i++) {
    g_autofree char *path = g_strconcat ("/acquire/profile/bad/", bad_cases[i].name, NULL);

    g_test_add_data_func (path, &bad_cases[i], test_bad);
  }

  g_test_add_func ("/acquire/profile/talk", test_talk);
  g_test_add_func ("/acquire/profile/talk-defaults", test_talk_defaults);
  g_test_add_func ("/acquire/profile/channel", test_channel);
  g_test_add_func ("/acquire/profile/describe-variant", test_describe_variant);
  g_test_add_func ("/acquire/profile/text-of-shipped", test_text_of_shipped);
  g_test_add_func ("/acquire/profile/text-of-all-keys", test_text_of_all_keys);
  g_test_add_func ("/acquire/profile/text-of-any-message", test_text_of_any_message);
  g_test_add_func ("/acquire/profile/nul-byte", test_nul_byte);
  g_test_add_func ("/acquire/profile/too-large", test_too_large);
  g_test_add_func ("/acquire/profile/full", test_full);
  g_test_add_func ("/acquire/profile/defaults", test_defaults);
  g_test_add_func ("/acquire/profile/truncated-anywhere", test_truncated_anywhere);
  g_test_add_func ("/acquire/profile/describe-column", test_describe_column);
  g_test_add_func ("/acquire/profile/with-options", test_with_options);
  g_test_add_func ("/acquire/profile/shipped", test_shipped);
  g_test_add_func ("/acquire/profile/list-is-sorted", test_list_is_sorted);
  g_test_add_func ("/acquire/profile/match", test_match);
  g_test_add_func ("/acquire/profile/find-unknown", test_find_unknown);
  g_test_add_func ("/acquire/profile/own-wins", test_own_wins);
  g_test_add_func ("/acquire/profile/broken-is-reported", test_broken_is_reported);
  g_test_add_func ("/acquire/profile/load-errors", test_load_errors);
  g_test_add_func ("/acquire/profile/example-of-the-specification", test_example_of_the_specification);
  g_test_add_func ("/acquire/profile/random-damage", test_random_damage);

  status = g_test_run ();
  g_rmdir (devices);
  g_rmdir (rostok);
  g_rmdir (home);

  return status;
}
