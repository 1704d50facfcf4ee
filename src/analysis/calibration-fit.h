#pragma once

#include "store/calibration.h"

G_BEGIN_DECLS

/* How a calibration is found from readings and the values they ought to be. */
typedef enum {
  RK_CALIBRATION_TWO_POINTS,     /* the line through them */
  RK_CALIBRATION_ONE_SLOPE,      /* one point; the calibration before is stretched to it */
  RK_CALIBRATION_ONE_OFFSET,     /* one point; the calibration before is moved to it */
  RK_CALIBRATION_BEST_LINE,      /* many points, least squares */
  RK_CALIBRATION_BEST_PARABOLA,
  RK_CALIBRATION_BEST_CUBIC,
  RK_CALIBRATION_THROUGH_POINTS, /* a table */
  RK_CALIBRATION_THERMISTOR,     /* Steinhart and Hart, three points or more, actual values in °C */
} RkCalibrationMethod;

typedef struct {
  double ohm;   /* the fixed resistor; 0 = there is none, readings are ohms */
  double full;  /* reading at full supply */
  gboolean upper; /* the thermistor is at the supply */
} RkDivider;

typedef struct {
  RkCalibration *calibration;
  guint          n_coefficients;
  double         errors[RK_CALIBRATION_MAX_COEFFICIENTS]; /* standard errors; NaN without points to spare */
  guint          n_points;
  double        *residuals;   /* actual value - that of the formula, in the order of the points */
  double         sd;          /* of the residuals; NaN without points to spare */
} RkCalibrationFit;

guint             rk_calibration_method_points (RkCalibrationMethod method); /* the least it needs */
/* @before: (nullable): the calibration that was in force; @divider: (nullable). */
RkCalibrationFit *rk_calibration_fit_new  (RkCalibrationMethod method, const RkCalibrationPoint *points, guint n,
                                           const RkCalibration *before, const RkDivider *divider,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
void              rk_calibration_fit_free (RkCalibrationFit *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkCalibrationFit, rk_calibration_fit_free)

G_END_DECLS
