#pragma once

#include <glib.h>

#define RK_PROJECT_ERROR (rk_project_error_quark ())

typedef enum {
  RK_PROJECT_ERROR_NOT_A_PROJECT, /* no .rostok file */
  RK_PROJECT_ERROR_DAMAGED,       /* a .rostok file that does not hold together */
  RK_PROJECT_ERROR_TOO_NEW,       /* written by a newer version; opened read-only where possible */
  RK_PROJECT_ERROR_TOO_LARGE,     /* over a limit for files of others */
  RK_PROJECT_ERROR_BUSY,          /* open in another instance */
  RK_PROJECT_ERROR_FULL,          /* the disk is full */
  RK_PROJECT_ERROR_READ_ONLY,
  RK_PROJECT_ERROR_FAILED,
} RkProjectError;

GQuark rk_project_error_quark (void);
