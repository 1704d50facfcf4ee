/* libFuzzer: any text as a calibration. A good one is written, read back and asked. */
#include "config.h"

#include "store/calibration.h"

#include <math.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
ask (const RkCalibration *calibration)
{
  g_autofree char *formula = rk_calibration_to_formula (calibration);
  double least = 0.0;
  double most = 0.0;

  g_assert_true (g_utf8_validate (formula, -1, NULL));
  g_assert_true (isnan (rk_calibration_apply (calibration, (double) NAN)));
  g_assert_false (isinf (rk_calibration_apply (calibration, 1.5)));
  rk_calibration_invert (calibration, 1.5, 0.0, 5.0);
  rk_calibration_is_monotone (calibration, 0.0, 5.0);
  if (rk_calibration_get_bounds (calibration, 0.0, 5.0, &least, &most))
    g_assert_true (least <= most);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (RkCalibration) calibration = rk_calibration_parse (text, &error);

  g_assert_true ((calibration == NULL) == (error != NULL));

  if (calibration != NULL) {
    g_autofree char *written = rk_calibration_to_text (calibration);
    g_autoptr (RkCalibration) again = rk_calibration_parse (written, &error);

    g_assert_no_error (error);
    g_assert_true (rk_calibration_equal (calibration, again));
    ask (calibration);
  } else {
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
  }

  return 0;
}
