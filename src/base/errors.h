#pragma once

#include <glib.h>

/**
 * rk_errno_text:
 * @code: a value of errno
 *
 * Says in the user's language what a system error means, in words a teacher
 * can act on where there are such words, else what the system says.
 *
 * Returns: a constant or interned string, without full stop
 */
const char *rk_errno_text (int code);
