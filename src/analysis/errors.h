#pragma once

#include <glib.h>

#define RK_ANALYSIS_ERROR (rk_analysis_error_quark ())

typedef enum {
  RK_ANALYSIS_ERROR_TOO_FEW,    /* more points are needed */
  RK_ANALYSIS_ERROR_DEGENERATE, /* the points do not determine a result: equal readings */
  RK_ANALYSIS_ERROR_INPUT,      /* a value that cannot be used */
  RK_ANALYSIS_ERROR_UNEVEN,     /* the values have no steady rate */
} RkAnalysisError;

GQuark rk_analysis_error_quark (void);
