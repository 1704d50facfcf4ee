#include "config.h"

#include "cli/bench.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "base/clock.h"
#include "base/number.h"
#include "cli/cli.h"
#include "cli/json.h"

typedef struct {
  char         *name;
  char         *unit;
  double        value;
  double        target;
  RkBenchBetter better;
} Figure;

struct _RkBench
{
  GArray  *figures;
  gboolean quick;
  char    *corpus; /* nullable: folder of captures */
};

static const struct {
  const char *name;
  void      (*run) (RkBench *self);
} groups[] = {
  { "numbers", rk_bench_numbers },
  { "store", rk_bench_store },
  { "draw", rk_bench_draw },
  { "files", rk_bench_files },
  { "port", rk_bench_port },
  { "many", rk_bench_many },
  { "recognise", rk_bench_recognise },
};

static void
figure_clear (gpointer data)
{
  Figure *figure = data;

  g_free (figure->name);
  g_free (figure->unit);
}

/**
 * rk_bench_add:
 * @self: the measurement
 * @name: "group.figure"
 * @value: what was measured
 * @unit: of @value
 * @target: what it should reach; NaN = no target
 * @better: the direction of the target
 *
 * Adds a figure to the report.
 */
void
rk_bench_add (RkBench       *self,
              const char    *name,
              double         value,
              const char    *unit,
              double         target,
              RkBenchBetter  better)
{
  Figure figure = { g_strdup (name), g_strdup (unit), value, target, better };

  g_array_append_val (self->figures, figure);
  if (isnan (target))
    g_printerr ("%-36s %12.6g %s\n", name, value, unit);
  else
    g_printerr ("%-36s %12.6g %-6s %s %g\n", name, value, unit, better == RK_BENCH_LOWER ? "at most" : "at least", target);
}

/**
 * rk_bench_is_quick:
 * @self: the measurement
 *
 * Whether short runs and less data are wanted.
 *
 * Returns: %TRUE for `--quick`
 */
gboolean
rk_bench_is_quick (RkBench *self)
{
  return self->quick;
}

/**
 * rk_bench_get_corpus:
 * @self: the measurement
 *
 * Returns: (nullable): the folder of captures with their readings; its expected.jsonl has a line for each
 */
const char *
rk_bench_get_corpus (RkBench *self)
{
  return self->corpus;
}

/**
 * rk_bench_time:
 * @n: how many calls, 1...1000
 * @func: what to measure
 * @data: its argument
 *
 * Times single calls. The median bears a shared machine better than the mean.
 *
 * Returns: seconds
 */
double
rk_bench_time (guint    n,
               void   (*func) (gpointer data),
               gpointer data)
{
  g_autofree double *times = g_new (double, n);

  for (guint i = 0; i < n; i++) {
    gint64 begin_ns = rk_clock_now_ns ();

    func (data);
    times[i] = (double) (rk_clock_now_ns () - begin_ns) / RK_NS_PER_S;
  }
  qsort (times, n, sizeof (double), rk_number_compare);

  return times[n / 2];
}

/**
 * rk_bench_make_series:
 * @n_samples: how many
 * @n_columns: of how many columns
 * @step_ns: from one to the next
 * @noisy: full-height noise instead of a slow sine with 2 % of noise
 *
 * Makes a long steady recording.
 *
 * Returns: (transfer full): the series
 */
RkSeries *
rk_bench_make_series (guint64  n_samples,
                      guint    n_columns,
                      gint64   step_ns,
                      gboolean noisy)
{
  RkSeries *series = rk_series_new (n_columns, 0);
  guint64 state = 88172645463325252u;
  guint64 done = 0;

  while (done < n_samples) {
    guint n = (guint) MIN (n_samples - done, (guint64) RK_BLOCK_MAX_SAMPLES);
    g_autoptr (RkBlock) block = rk_block_new (n_columns, n, (gint64) done * step_ns, (double) step_ns);

    for (guint i = 0; i < n * n_columns; i++) {
      double phase = (double) (done + i % n) / (double) n_samples * 20.0;

      /* xorshift64, Marsaglia, J. Stat. Softw. 8 (2003) 14 */
      state ^= state << 13;
      state ^= state >> 7;
      state ^= state << 17;
      block->values[i] = noisy ? (double) (state >> 11) * 0x1p-53
                               : sin (phase) + 0.02 * ((double) (state >> 11) * 0x1p-53 - 0.5);
    }
    rk_series_append (series, block);
    done += n;
  }

  return series;
}

static char *
dup_machine (void)
{
  g_autofree char *text = NULL;
  g_autofree char *model = NULL;
  const char *at;

  if (g_file_get_contents ("/proc/cpuinfo", &text, NULL, NULL) && (at = strstr (text, "model name")) != NULL
      && (at = strchr (at, ':')) != NULL)
    model = g_strndup (at + 2, strcspn (at + 2, "\n"));

  return g_strdup_printf ("%s, %u cores", model != NULL ? model : "unknown processor", g_get_num_processors ());
}

static char *
dup_commit (void)
{
  g_autofree char *out = NULL;

  if (!g_spawn_command_line_sync ("git describe --always --dirty", &out, NULL, NULL, NULL) || out == NULL)
    return g_strdup (VERSION);

  return g_strdup (g_strstrip (out)[0] != '\0' ? out : VERSION);
}

static void
print_json (RkBench *self)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autofree char *machine = dup_machine ();
  g_autofree char *commit = dup_commit ();

  json_builder_begin_object (json);
  rk_json_add_string (json, "machine", machine);
  rk_json_add_string (json, "commit", commit);
  json_builder_set_member_name (json, "figures");
  json_builder_begin_array (json);
  for (guint i = 0; i < self->figures->len; i++) {
    const Figure *figure = &g_array_index (self->figures, Figure, i);

    json_builder_begin_object (json);
    rk_json_add_string (json, "name", figure->name);
    rk_json_add_double (json, "value", figure->value);
    rk_json_add_string (json, "unit", figure->unit);
    rk_json_add_double (json, "target", figure->target);
    rk_json_add_string (json, "better", figure->better == RK_BENCH_HIGHER ? "higher" : "lower");
    json_builder_end_object (json);
  }
  json_builder_end_array (json);
  json_builder_end_object (json);
  rk_json_print (json);
}

/**
 * rk_command_bench:
 * @argc: number of arguments
 * @argv: arguments
 *
 * Measures parsing, storing, drawing, files, ports and how well devices are known, on this machine. Figures
 * appear on standard error as they are found; `--json` prints them all with their targets on standard output.
 *
 * Returns: exit status
 */
int
rk_command_bench (int   argc,
                  char *argv[])
{
  gboolean json = FALSE;
  gboolean quick = FALSE;
  g_autofree char *only = NULL;
  RkBench self = { 0 };
  GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_("Print JSON"), NULL },
    { "quick", 0, 0, G_OPTION_ARG_NONE, &quick, N_("Less data, shorter runs"), NULL },
    { "only", 0, 0, G_OPTION_ARG_STRING, &only, N_("One group: numbers, store, draw, files, port, many, recognise"), N_("NAME") },
    { "corpus", 0, 0, G_OPTION_ARG_FILENAME, &self.corpus, N_("Folder of captures for the group recognise"), N_("DIR") },
    { NULL },
  };
  gboolean known = FALSE;

  if (!rk_cli_parse (&argc, &argv, "[--json] [--quick] [--only NAME] [--corpus DIR]", entries, 0))
    return 2;

  self.quick = quick;
  if (self.corpus == NULL)
    self.corpus = g_strdup (g_getenv ("ROSTOK_CORPUS"));
  self.figures = g_array_new (FALSE, FALSE, sizeof (Figure));
  g_array_set_clear_func (self.figures, figure_clear);

  for (guint i = 0; i < G_N_ELEMENTS (groups); i++) {
    if (only != NULL && strcmp (only, groups[i].name) != 0)
      continue;
    known = TRUE;
    groups[i].run (&self);
  }
  if (known && json)
    print_json (&self);

  g_array_unref (self.figures);
  g_free (self.corpus);

  return known ? 0 : rk_cli_fail (_("bench: there is no group “%s”"), only);
}
