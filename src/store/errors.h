#pragma once

#include <glib.h>

#define RK_STORE_ERROR (rk_store_error_quark ())

typedef enum {
  RK_STORE_ERROR_TOO_LARGE,   /* over a limit of the store; nothing was added */
  RK_STORE_ERROR_CALIBRATION, /* it makes no formula; the message says why and where */
} RkStoreError;

GQuark rk_store_error_quark (void);
