#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Longer texts are cut before they reach PLplot, which ends the process on some long ones. */
#define RK_TEXT_MAX_CHARS 200

/* Widths are for a font of 1 px: multiply by the size. Any thread. */
double rk_text_width    (const char *text);
/* The longest beginning of @text with an ellipsis that fits; @text itself if all of it does. */
char  *rk_text_fit      (const char *text, double max_width) G_GNUC_WARN_UNUSED_RESULT;
/* One valid line of at most RK_TEXT_MAX_CHARS characters; "" for NULL. */
char  *rk_text_sanitise (const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
