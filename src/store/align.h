#pragma once

#include "store/run.h"

G_BEGIN_DECLS

/* By what runs are laid over each other. */
typedef enum {
  RK_ALIGN_START,   /* the begin of each run */
  RK_ALIGN_TRIGGER, /* the instant the trigger was met */
  RK_ALIGN_MARK,    /* a mark: of the same text, else the first note */
  RK_ALIGN_CLOCK,   /* the time of day, as it was */
} RkAlign;

gboolean rk_align_from_id (const char *id, RkAlign *align); /* "start", "trigger", "mark", "clock" */

/* The offset of each run. @runs: RkRun. @chosen: nullable, the run that stays; @mark: nullable, one of its marks.
 * Returns how many of the runs can be laid so; the others keep the offset they have. */
guint    rk_align_runs    (GPtrArray *runs, RkAlign align, RkRun *chosen, RkMark *mark, gint64 *offsets_ns);

G_END_DECLS
