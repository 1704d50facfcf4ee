#pragma once

#include <glib.h>

#define RK_EXCHANGE_ERROR (rk_exchange_error_quark ())

typedef enum {
  RK_EXCHANGE_ERROR_UNKNOWN_FORMAT,
  RK_EXCHANGE_ERROR_TRUNCATED,
  RK_EXCHANGE_ERROR_MALFORMED, /* message has the line or byte */
  RK_EXCHANGE_ERROR_UNSUPPORTED,
  RK_EXCHANGE_ERROR_EMPTY,
  RK_EXCHANGE_ERROR_TOO_LARGE,
  RK_EXCHANGE_ERROR_CANNOT_WRITE,
} RkExchangeError;

GQuark rk_exchange_error_quark (void);
