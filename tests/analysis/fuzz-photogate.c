/* libFuzzer: any text as the settings of photogates; then the bytes are edges, however they come. */
#include "config.h"

#include "analysis/photogate.h"
#include "base/clock.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

typedef struct {
  guint  n_results;
  gint64 last_ns;
} Rows;

static void
row_cb (gpointer      user_data,
        gint64        time_ns,
        const double *values)
{
  Rows *rows = user_data;

  g_assert_cmpint (time_ns, >=, rows->last_ns);
  rows->last_ns = time_ns;
  for (guint i = 0; i < rows->n_results; i++)
    g_assert_false (isinf (values[i]));
}

static void
run (const RkPhotogate *settings,
     const uint8_t     *data,
     size_t             size)
{
  g_autoptr (RkPhotogateTimer) timer = rk_photogate_timer_new (settings);
  g_autoptr (GPtrArray) results = rk_photogate_get_results (settings);
  Rows rows = { results->len, G_MININT64 };
  gint64 time_ns = 0;

  for (size_t i = 0; i < size; i++) {
    /* Steps from nothing to half an hour. */
    time_ns += (gint64) (data[i] & 0x3) << (data[i] >> 4 & 0xF) * 2 << 8;
    if (data[i] == 0xFF)
      rk_photogate_timer_break (timer, row_cb, &rows);
    else
      rk_photogate_timer_edge (timer, data[i] >> 2 & 1, time_ns, (data[i] >> 3 & 1) != 0, row_cb, &rows);
  }
  rk_photogate_timer_finish (timer, time_ns, row_cb, &rows);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  const uint8_t *end = memchr (data, '\0', size);
  size_t len = end != NULL ? (size_t) (end - data) : size;
  g_autofree char *text = g_strndup ((const char *) data, len);
  g_autoptr (GError) error = NULL;
  RkPhotogate settings;
  RkPhotogate again;

  if (!rk_photogate_parse (text, &settings, &error)) {
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
  } else {
    g_autofree char *written = rk_photogate_to_text (&settings);

    g_assert_no_error (error);
    g_assert_true (rk_photogate_parse (written, &again, NULL));
    g_assert_true (again.mode == settings.mode && again.parameter == settings.parameter);
    run (&settings, data + len, size - len);
  }

  return 0;
}
