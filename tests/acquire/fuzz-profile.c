/* libFuzzer: any bytes as a profile; a good one also makes its decoder read the text itself. */
#include "config.h"

#include "acquire/profile.h"
#include "decoder-log.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RkProfile) profile = rk_profile_parse ((const char *) data, size, "fuzz", &error);

  g_assert_true ((profile == NULL) == (error != NULL));

  if (profile != NULL) {
    g_autoptr (RkDecoder) decoder = rk_decoder_new (rk_profile_get_decoder (profile), rk_profile_get_options (profile), NULL);
    g_autofree char *got = decoder_log_run (decoder, (const char *) data, MIN (size, 512), 0);
  }

  return 0;
}
