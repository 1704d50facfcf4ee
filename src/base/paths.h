#pragma once

#include <glib.h>

/* Prepares a program that may have been installed anywhere: call it first in main (). */
void        rk_paths_set_up    (void);

/* Where the translations are. */
const char *rk_paths_localedir (void);
