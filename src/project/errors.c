#include "config.h"

#include "project/errors.h"

G_DEFINE_QUARK (rk-project-error-quark, rk_project_error)
