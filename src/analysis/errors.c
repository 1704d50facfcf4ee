#include "config.h"

#include "analysis/errors.h"

G_DEFINE_QUARK (rk-analysis-error-quark, rk_analysis_error)
