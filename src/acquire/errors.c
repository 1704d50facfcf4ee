#include "config.h"

#include "acquire/errors.h"

G_DEFINE_QUARK (rk-acquire-error-quark, rk_acquire_error)
