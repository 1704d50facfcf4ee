#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* A piece of the time of a run; samples at either end are inside. */
typedef struct {
  gint64 begin_ns;
  gint64 end_ns;
} RkTimeRange;

/**
 * RkExcluded:
 *
 * Pieces of a run that are left out of what is drawn and reckoned. The samples stay where they are.
 *
 * Immutable, counted by reference, any thread.
 */
typedef struct _RkExcluded RkExcluded;

#define RK_TYPE_EXCLUDED (rk_excluded_get_type ())
GType       rk_excluded_get_type (void);

/* More pieces than these are not kept. */
#define RK_EXCLUDED_MAX 1000

/* In any order; what overlaps becomes one. NULL when nothing is left out. */
RkExcluded *rk_excluded_new   (const RkTimeRange *ranges, guint n) G_GNUC_WARN_UNUSED_RESULT;
RkExcluded *rk_excluded_ref   (RkExcluded *self);
void        rk_excluded_unref (RkExcluded *self);

/* @self nullable: nothing was left out so far. Without room for the piece all is as before. */
RkExcluded *rk_excluded_add   (const RkExcluded *self, gint64 begin_ns, gint64 end_ns) G_GNUC_WARN_UNUSED_RESULT;
/* Leaves out all before and after as well. */
RkExcluded *rk_excluded_crop  (const RkExcluded *self, gint64 begin_ns, gint64 end_ns) G_GNUC_WARN_UNUSED_RESULT;

guint       rk_excluded_get_n (const RkExcluded *self); /* @self nullable: 0 */
RkTimeRange rk_excluded_get   (const RkExcluded *self, guint n);
gboolean    rk_excluded_equal (const RkExcluded *a, const RkExcluded *b); /* both nullable */
guint64     rk_excluded_get_id (const RkExcluded *self); /* of these pieces alone, not 0 */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkExcluded, rk_excluded_unref)

G_END_DECLS
