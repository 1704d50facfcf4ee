#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Forms of protocols in use; x is the raw value, y what is shown before the change of unit. */
typedef enum {
  RK_CALIBRATION_POLYNOMIAL,           /* a + b x + c x^2 + ... up to x^5; a straight line is one */
  RK_CALIBRATION_POWER,                /* a x^b */
  RK_CALIBRATION_MODIFIED_POWER,       /* a b^x */
  RK_CALIBRATION_LOG,                  /* a + b ln x */
  RK_CALIBRATION_MODIFIED_LOG,         /* a + b ln (1/x) */
  RK_CALIBRATION_EXPONENTIAL,          /* a e^(b x) */
  RK_CALIBRATION_MODIFIED_EXPONENTIAL, /* a e^(b/x) */
  RK_CALIBRATION_GEOMETRIC,            /* a x^(b x) */
  RK_CALIBRATION_MODIFIED_GEOMETRIC,   /* a x^(b/x) */
  RK_CALIBRATION_RECIPROCAL_LOG,       /* 1 / (a + b ln (c x)) */
  RK_CALIBRATION_STEINHART_HART,       /* 1 / (a + b ln R + c ln^3 R) - 273.15; R from x by the divider, if there is one:
                                        * "divider 10000 5": 10 kOhm to the supply, which reads 5, the thermistor
                                        * to ground; "... upper": the thermistor to the supply */
  RK_CALIBRATION_TABLE,                /* straight lines between the points */
} RkCalibrationForm;

#define RK_CALIBRATION_MAX_COEFFICIENTS 6
#define RK_CALIBRATION_MAX_POINTS       256

/* A reading and what it ought to be. */
typedef struct {
  double raw;
  double actual;
} RkCalibrationPoint;

/**
 * RkCalibration:
 *
 * From raw values to actual ones: a formula with its coefficients, and how it came about. Raw values in
 * the file are never changed. Immutable, counted by reference, any thread.
 *
 * It has a text form, the same in files, profiles and the experiment:
 * "polynomial 0.1 1.02", "steinhart-hart 1.1e-3 2.3e-4 8.7e-8 divider 10000 5", "table 0:0 512:21.5 1023:40".
 */
typedef struct _RkCalibration RkCalibration;

#define RK_TYPE_CALIBRATION (rk_calibration_get_type ())
GType          rk_calibration_get_type    (void);

RkCalibration *rk_calibration_new         (RkCalibrationForm form, const double *coefficients, guint n,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
RkCalibration *rk_calibration_new_table   (const RkCalibrationPoint *points, guint n,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
RkCalibration *rk_calibration_parse       (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char          *rk_calibration_to_text     (const RkCalibration *self) G_GNUC_WARN_UNUSED_RESULT;
RkCalibration *rk_calibration_ref         (RkCalibration *self);
void           rk_calibration_unref       (RkCalibration *self);
gboolean       rk_calibration_equal       (const RkCalibration *a, const RkCalibration *b);

RkCalibrationForm rk_calibration_get_form (const RkCalibration *self);
/* Borrowed; @n is the number of coefficients. */
const double  *rk_calibration_get_coefficients (const RkCalibration *self, guint *n);
/* Of a table, raw values ascending; borrowed. */
const RkCalibrationPoint *rk_calibration_get_points (const RkCalibration *self, guint *n);
/* NaN where the formula has no value. */
double         rk_calibration_apply       (const RkCalibration *self, double raw);
/* The raw value in @min ... @max that gives @actual; NaN when there is none or several. */
double         rk_calibration_invert      (const RkCalibration *self, double actual, double min, double max);
/* y grows or falls with x over the whole of @min ... @max. */
gboolean       rk_calibration_is_monotone (const RkCalibration *self, double min, double max);
/* No value in @min ... @max lies outside of these; FALSE where it has poles or no value at an end. */
gboolean       rk_calibration_get_bounds  (const RkCalibration *self, double min, double max, double *least, double *most);
/* For people: "y = 0,1 + 1,02·x". */
char          *rk_calibration_to_formula  (const RkCalibration *self) G_GNUC_WARN_UNUSED_RESULT;

/* What a channel does to a raw value before it is shown: calibration, then zero, then the unit. Plain data;
 * the calibration is borrowed from the channel or, by rk_conversion_copy (), owned. */
typedef struct {
  RkCalibration *calibration; /* nullable = none */
  double         zero;        /* subtracted, in the unit of the calibrated value */
  double         scale;       /* of the unit */
  double         offset;
} RkConversion;

double   rk_conversion_apply   (const RkConversion *self, double raw);
gboolean rk_conversion_is_identity (const RkConversion *self); /* raw values are shown bit for bit */
gboolean rk_conversion_is_line (const RkConversion *self, double *scale, double *offset); /* shown = scale * raw + offset */
RkConversion rk_conversion_copy (const RkConversion *self);
void     rk_conversion_clear   (RkConversion *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkCalibration, rk_calibration_unref)

G_END_DECLS
