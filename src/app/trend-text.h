#pragma once

#include "store/experiment.h"

G_BEGIN_DECLS

char *rk_trend_text        (RkRun *run) G_GNUC_WARN_UNUSED_RESULT;
char *rk_trend_text_newest (RkExperiment *experiment) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
