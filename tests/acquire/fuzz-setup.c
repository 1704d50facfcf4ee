/* libFuzzer: any text as how an experiment is collected. What was made of it reads back as it was written. */
#include "config.h"

#include "acquire/recorder.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* With two channels that conditions may be about. Kept until the end. */
static RkRecorder *
get_recorder (void)
{
  static RkRecorder *recorder;

  if (recorder == NULL) {
    RkExperiment *experiment = rk_experiment_new ();

    for (guint i = 1; i <= 2; i++) {
      g_autofree char *id = g_strdup_printf ("c%u", i);
      g_autoptr (RkColumn) column = rk_column_new (id, NULL, "°C");
      RkChannel *channel = rk_channel_new (id, "usb:1", column);

      rk_experiment_add_channel (experiment, channel);
      g_object_unref (channel);
    }
    recorder = rk_recorder_new (experiment);
    g_object_unref (experiment);
  }

  return recorder;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  RkRecorder *recorder = get_recorder ();
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  rk_recorder_load_setup (recorder, text);
  first = rk_recorder_save_setup (recorder);
  rk_recorder_load_setup (recorder, first);
  second = rk_recorder_save_setup (recorder);
  g_assert_cmpstr (first, ==, second);

  return 0;
}
