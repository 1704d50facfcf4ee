#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Adds to the bytes of a PNG file how large it is on paper (@dpi, 0 = unknown) and its title (nullable). Private to
 * this folder. */
void rk_png_add_facts (GByteArray *png, double dpi, const char *title);

G_END_DECLS
