#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A moment as loggers print it: "2024-05-01T12:30:05.25Z", "01.05.2024 12:30:05", "12:30:05,5". Private
 * to this folder. @ns counts from 1970, or from midnight without a date. A zone is taken into account, none is
 * taken as UTC. The whole of the text must be the moment. */
gboolean rk_csv_clock_parse (const char *text, gsize len, gint64 *ns, gboolean *has_date);

G_END_DECLS
