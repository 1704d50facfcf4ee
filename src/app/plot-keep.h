#pragma once

#include <json-glib/json-glib.h>

#include "app/plot.h"

G_BEGIN_DECLS

/* One view as JSON, as the set-up of an experiment keeps it. */

JsonNode *rk_plot_keep      (RkPlot *plot) G_GNUC_WARN_UNUSED_RESULT;

/* NULL when it is no view that is known. */
RkPlot   *rk_plot_new_kept  (JsonNode *kept, RkExperiment *experiment) G_GNUC_WARN_UNUSED_RESULT;

/* Everything but the kind. */
void      rk_plot_take_kept (RkPlot *plot, JsonNode *kept, RkExperiment *experiment);

G_END_DECLS
