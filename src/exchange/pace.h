#pragma once

#include <gio/gio.h>

#include "store/span.h"

G_BEGIN_DECLS

/* The even pace of a device whose samples arrived late now and then; FALSE if there is none, or with @error when
 * cancelled. @begin_ns: of the line, after the first time; @first: where to begin, below @n. */
gboolean rk_pace_find (RkSpan        *span,
                       guint64        first,
                       guint64        n,
                       double        *begin_ns,
                       double        *step_ns,
                       GCancellable  *cancellable,
                       GError       **error);

G_END_DECLS
