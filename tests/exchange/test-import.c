#include "config.h"

#include "exchange/errors.h"
#include "exchange/exchange.h"
#include "fixture.h"

typedef struct {
  const char *name;
  const char *file;
  const char *bytes;
  gsize       len;     /* 0: a text */
  int         code;    /* -1: is read */
  const char *says;
} ImportCase;

#define WAV "RIFF\x2c\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data\x08\0\0\0\0\0\x01\0\x02\0\x03\0"
#define SQLITE "SQLite format 3\0....."

static const ImportCase cases[] = {
  { "csv",            "a.csv",  "t,U\n0,1\n1,2\n2,3\n3,4\n", 0, -1, NULL },
  { "no-suffix",      "a",      "t,U\n0,1\n1,2\n2,3\n3,4\n", 0, -1, NULL },
  { "csv-called-wav", "a.wav",  "t,U\n0,1\n1,2\n2,3\n3,4\n", 0, -1, NULL },
  { "wav",            "a.wav",  WAV, sizeof WAV - 1, -1, NULL },
  { "wav-called-csv", "a.csv",  WAV, sizeof WAV - 1, -1, NULL },
  { "experiment",     "a.csv",  SQLITE, sizeof SQLITE - 1, RK_EXCHANGE_ERROR_UNKNOWN_FORMAT, "open it" },
  { "workbook",       "a.xlsx", "PK\x03\x04....", 0, RK_EXCHANGE_ERROR_UNKNOWN_FORMAT, "CSV" },
  { "picture",        "a.png",  "\x89PNG\r\n", 0, RK_EXCHANGE_ERROR_UNKNOWN_FORMAT, "picture" },
  { "mp3",            "a.mp3",  "ID3\x03", 0, RK_EXCHANGE_ERROR_UNKNOWN_FORMAT, "WAV" },
  { "binary",         "a.csv",  "\x01\0\x02\0\x03", 5, RK_EXCHANGE_ERROR_UNKNOWN_FORMAT, "a.csv" },
  { "binary-wav",     "a.wav",  "\x01\0\x02\0\x03", 5, RK_EXCHANGE_ERROR_MALFORMED, "a.wav" },
  { "empty-wav",      "a.wav",  "", 0, RK_EXCHANGE_ERROR_MALFORMED, "a.wav" },
  { "empty-csv",      "a.csv",  "", 0, RK_EXCHANGE_ERROR_EMPTY, "a.csv" },
};

typedef struct {
  RkExperiment *experiment;
  RkRun        *run;
  GError       *error;
  gboolean      done;
} Import;

static void
import_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Import *self = user_data;

  self->run = rk_exchange_import_finish (self->experiment, result, &self->error);
  self->done = TRUE;
}

static void
check (const ImportCase *c,
       RkExperiment     *experiment,
       RkRun            *run,
       const GError     *error)
{
  if (c->code < 0) {
    g_assert_no_error (error);
    g_assert_cmpuint (rk_run_get_n_samples (run), ==, 4);
    g_assert_cmpstr (rk_run_get_name (run), ==, c->file);
    return;
  }

  g_assert_error (error, RK_EXCHANGE_ERROR, c->code);
  g_assert_null (run);
  g_assert_nonnull (strstr (error->message, c->says));
  g_assert_cmpuint (g_list_model_get_n_items (rk_experiment_get_runs (experiment)), ==, 0);
}

/* The same answer whether the caller waits or not. */
static void
test_case (Fixture      *fixture,
           gconstpointer data)
{
  const ImportCase *c = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (RkExperiment) other = rk_experiment_new ();
  g_autofree char *path = g_build_filename (fixture->folder, c->file, NULL);
  gint64 end_us = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;
  Import import = { .experiment = other };
  RkRun *run;

  g_file_set_contents (path, c->bytes, c->len > 0 ? (gssize) c->len : -1, NULL);
  run = rk_exchange_import (experiment, path, NULL, &error);
  check (c, experiment, run, error);

  rk_exchange_import_async (path, NULL, import_cb, &import);

  while (!import.done && g_get_monotonic_time () < end_us)
    g_main_context_iteration (NULL, FALSE);

  g_assert_true (import.done);
  check (c, other, import.run, import.error);
  g_clear_error (&import.error);
}

static void
test_missing (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();

  g_assert_null (rk_exchange_import (experiment, fixture->path, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (rk_exchange_import (experiment, fixture->folder, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/exchange/import/", cases[i].name, NULL);

    g_test_add (path, Fixture, &cases[i], fixture_set_up, test_case, fixture_tear_down);
  }

  g_test_add ("/exchange/import/missing", Fixture, NULL, fixture_set_up, test_missing, fixture_tear_down);

  return g_test_run ();
}
