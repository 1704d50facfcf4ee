#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How many bits of a line that fits @pattern are fixed by it, at least. */
guint rk_regex_evidence (const char *pattern);

G_END_DECLS
