#pragma once

#include <glib.h>

#define RK_ACQUIRE_ERROR (rk_acquire_error_quark ())

typedef enum {
  RK_ACQUIRE_ERROR_NOT_FOUND, /* no such port, profile, decoder or simulated device */
  RK_ACQUIRE_ERROR_FORBIDDEN, /* the port may not be opened by this user */
  RK_ACQUIRE_ERROR_BUSY,      /* another program has the port */
  RK_ACQUIRE_ERROR_LOST,      /* the device went away */
  RK_ACQUIRE_ERROR_SETTINGS,  /* the port does not take the line settings */
  RK_ACQUIRE_ERROR_PROFILE,   /* a profile or an option of a decoder is wrong; message has the line */
  RK_ACQUIRE_ERROR_FAILED,
} RkAcquireError;

GQuark rk_acquire_error_quark (void);
