#include "config.h"

#include "base/errors.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

const char *
rk_errno_text (int code)
{
  switch (code) {
  case ENOSPC:
  case EDQUOT:
    return _("the disk is full");
  case EROFS:
    return _("the disk is write-protected");
  case EACCES:
  case EPERM:
    return _("access is not permitted");
  case ENOENT:
    return _("there is no such file or device");
  case EBUSY:
    return _("another program is using it");
  case EIO:
    return _("the device does not answer (input/output error)");
  default:
    return g_intern_string (g_strerror (code));
  }
}
