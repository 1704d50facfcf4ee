#include "config.h"

#include "app/source-facts.h"
#include "base/number.h"

#include <math.h>
#include <string.h>

typedef struct {
  const char *name;
  RkCounters  counters;
  const char *has;  /* "name: value" */
  const char *hasnt; /* nullable: a name */
  gboolean    is_bad;
} Case;

#define NONE .time_error_ns = -1, .drift_ppm = (double) NAN

static const Case cases[] = {
  { "nothing", { NONE }, "Received: 0\u00a0bytes|Refused: 0|Time of readings: unknown", "Lost in the port", FALSE },
  { "clean", { NONE, .bytes = 12345, .parsed = 12300, .dropped = 40, .pending = 5, .frames = 1500, .queue_high = 64 },
    "Received: 12\u202f345\u00a0bytes|Read: 12\u202f300\u00a0bytes|Left out: 40\u00a0bytes|Waiting for the rest: 5\u00a0bytes"
    "|Readings: 1\u202f500|Most bytes waiting: 64", "Its clock is fast by", FALSE },
  { "one", { NONE, .bytes = 1, .pending = 1 }, "Received: 1\u00a0byte", NULL, FALSE },
  { "refused", { NONE, .rejected = 30, .n_rejected = 4 }, "Refused: 4 (30\u00a0bytes)", NULL, TRUE },
  { "line", { NONE, .overrun = 7, .framing = 2, .parity = 1, .breaks = 9, .answers_late = 3 },
    "Lost in the port: 7|Damaged on the line: 3|Line held down: 9|Answers too late: 3", NULL, TRUE },
  { "time-fine", { .time_error_ns = 412345, .drift_ppm = -18.2 },
    "Time of readings: ±0.41\u00a0ms|Its clock is fast by: −18\u00a0ppm", NULL, FALSE },
  { "time-coarse", { .time_error_ns = 16200000, .drift_ppm = (double) NAN }, "Time of readings: ±16\u00a0ms",
    "Its clock is fast by", FALSE },
  { "time-middle", { .time_error_ns = 4260000, .drift_ppm = (double) NAN }, "Time of readings: ±4.3\u00a0ms", NULL, FALSE },
  { "absurd", { .bytes = G_MAXUINT64, .time_error_ns = G_MAXINT64, .drift_ppm = 1e300 }, "Received: ", NULL, FALSE },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GPtrArray) facts = rk_source_facts (&c->counters);
  g_autoptr (GString) text = g_string_new (NULL);
  g_auto (GStrv) wanted = g_strsplit (c->has, "|", -1);
  gboolean is_bad = FALSE;

  for (guint i = 0; i < facts->len; i++) {
    const RkSourceFact *fact = g_ptr_array_index (facts, i);

    g_string_append_printf (text, "%s: %s\n", fact->name, fact->value);
    is_bad = is_bad || fact->is_bad;
  }

  for (guint i = 0; wanted[i] != NULL; i++)
    if (strstr (text->str, wanted[i]) == NULL)
      g_error ("“%s” is not in\n%s", wanted[i], text->str);
  if (c->hasnt != NULL)
    g_assert_null (strstr (text->str, c->hasnt));
  g_assert_cmpint (is_bad, ==, c->is_bad);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  rk_number_set_decimal_sign ('.');

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/app/source-facts/", cases[i].name, NULL);

    g_test_add_data_func (path, &cases[i], test_case);
  }

  return g_test_run ();
}
