#include "config.h"

#include "store/errors.h"

G_DEFINE_QUARK (rk-store-error-quark, rk_store_error)
