#pragma once

#include "store/block.h"

G_BEGIN_DECLS

/* One line of what is known about how a device is read. */
typedef struct {
  char    *name;
  char    *value;
  gboolean is_bad; /* worth a second look */
} RkSourceFact;

/* (element-type RkSourceFact): what was counted, as lines for people. What never happens with most devices is left out
 * while it is 0. */
GPtrArray *rk_source_facts (const RkCounters *counters) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
