#pragma once

#include "store/calibration.h"

G_BEGIN_DECLS

/* Private to calibration.c and calibration-text.c. */

/* Coefficients of Steinhart and Hart's equation, by number. */
#define RK_DIVIDER_OHM   3
#define RK_DIVIDER_FULL  4
#define RK_DIVIDER_UPPER 5

struct _RkCalibration
{
  gatomicrefcount     ref_count;
  RkCalibrationForm   form;
  guint               n;
  double              coefficients[RK_CALIBRATION_MAX_COEFFICIENTS];
  guint               n_points;
  RkCalibrationPoint *points; /* of the table, raw ascending */
  /* Ascending; between neighbours the formula only grows, only falls, or is constant. A pole is a turn. */
  guint               n_turns;
  double             *turns;
};

typedef struct {
  const char *id;    /* in texts */
  guint       min_n; /* coefficients */
  guint       max_n;
} RkCalibrationKind;

extern const RkCalibrationKind rk_calibration_kinds[RK_CALIBRATION_TABLE + 1]; /* by RkCalibrationForm */

static inline gboolean
rk_calibration_has_divider (const RkCalibration *self)
{
  return self->n > RK_DIVIDER_FULL;
}

static inline gboolean
rk_calibration_is_upper (const RkCalibration *self)
{
  return self->n > RK_DIVIDER_UPPER && self->coefficients[RK_DIVIDER_UPPER] != 0.0;
}

G_END_DECLS
