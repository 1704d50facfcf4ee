#include "config.h"

#include "exchange/errors.h"

G_DEFINE_QUARK (rk-exchange-error-quark, rk_exchange_error)
