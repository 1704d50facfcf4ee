#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * RkCalibrationPointRow:
 *
 * A point of a calibration: the reading and the value it ought to be, both typed with either decimal sign.
 *
 * Signals: changed; removed: the user wants it away.
 */
#define RK_TYPE_CALIBRATION_POINT_ROW (rk_calibration_point_row_get_type ())
G_DECLARE_FINAL_TYPE (RkCalibrationPointRow, rk_calibration_point_row, RK, CALIBRATION_POINT_ROW, GtkListBoxRow)

/* @raw: NaN = to be typed; @sd: of the readings it is the mean of, NaN = unknown. */
GtkWidget *rk_calibration_point_row_new      (double raw, double sd);
/* FALSE while one of the two is no number. */
gboolean   rk_calibration_point_row_get      (RkCalibrationPointRow *self, double *raw, double *actual);
/* Nothing was typed yet: not worth a complaint. */
gboolean   rk_calibration_point_row_is_empty (RkCalibrationPointRow *self);
/* What the formula misses the point by; NULL = unknown. */
void       rk_calibration_point_row_set_off  (RkCalibrationPointRow *self, const char *text);
void       rk_calibration_point_row_grab_entry (RkCalibrationPointRow *self);

/* A number with as many digits as are worth showing. */
char      *rk_format_reading (double value, double sd) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
