#pragma once

#include <gio/gio.h>

#include "acquire/profile.h"

G_BEGIN_DECLS

/* A port of the system, open. One thread at a time. */
typedef struct _RkPort RkPort;

/* What the driver counted since the port was opened. */
typedef struct {
  guint framing; /* bytes at the wrong speed, mostly */
  guint parity;
  guint overrun; /* bytes lost before the program saw them */
  guint breaks;  /* times the line was held down */
} RkPortFaults;

char     *rk_port_find_name  (const char *path) G_GNUC_WARN_UNUSED_RESULT;
RkPort   *rk_port_open       (const char *name, const RkLineSettings *line,
                              char **warning, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void      rk_port_close      (RkPort *self);
gboolean  rk_port_set_line   (RkPort *self, const RkLineSettings *line, GError **error);
int       rk_port_get_fd     (RkPort *self);
gboolean  rk_port_get_faults (RkPort *self, RkPortFaults *faults);

/* Whether this program has it open now; any thread. */
gboolean  rk_port_is_open_here (const char *name);

/* The words all ways to open a device share. */
void      rk_port_set_error  (GError **error, const char *path, int errnum);

G_END_DECLS
