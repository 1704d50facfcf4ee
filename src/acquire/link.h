#pragma once

#include <gio/gio.h>

#include "acquire/device.h"
#include "acquire/port.h"

G_BEGIN_DECLS

/* What is to be opened: constant, so that any thread may use it. */
typedef struct {
  RkDeviceKind kind;
  char        *key;     /* identity */
  char        *path;    /* where it was last; simulated: its id */
  double       rate_hz; /* simulated */
  guint32      seed;    /* simulated */
} RkTarget;

RkTarget *rk_target_copy (const RkTarget *self) G_GNUC_WARN_UNUSED_RESULT;
void      rk_target_free (RkTarget *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkTarget, rk_target_free)

/**
 * RkLink:
 *
 * The way to one device, opened and reopened: a port, a path, or a device simulated in the
 * program. Belongs to one thread.
 */
typedef struct _RkLink RkLink;

RkLink     *rk_link_new        (const RkTarget *target) G_GNUC_WARN_UNUSED_RESULT;
void        rk_link_free       (RkLink *self);
/* @again: it was open before and lost; only the very same device will do. */
gboolean    rk_link_open       (RkLink *self, const RkLineSettings *line, gboolean again, GError **error);
void        rk_link_close      (RkLink *self);
gboolean    rk_link_set_line   (RkLink *self, const RkLineSettings *line, GError **error);
/* Writes what the device takes at once: 0 = nothing now, poll for it; -1 = @error. */
gssize      rk_link_write      (RkLink *self, const guint8 *bytes, gsize n, GError **error);
int         rk_link_get_fd     (RkLink *self); /* -1 when closed */
const char *rk_link_get_path   (RkLink *self); /* nullable: where it was found */
const char *rk_link_get_warning (RkLink *self); /* nullable */
gboolean    rk_link_get_faults (RkLink *self, RkPortFaults *faults);
/* What the adapter collects bytes for, ns: for rk_stamper_set_timer_ns (); 0 = unknown. */
double      rk_link_get_timer_ns (RkLink *self);
/* Where a device is that may be the lost one, but says too little about itself (rk_device_locate_candidate ()).
 * Ask the user: the link never takes it by itself. NULL = nothing to ask. */
char       *rk_link_dup_candidate (RkLink *self) G_GNUC_WARN_UNUSED_RESULT;
/* The user said that the device at @path is the one: rk_link_open (again) will open it, and look for it from now on.
 * FALSE: it is no candidate any more, ask again. */
gboolean    rk_link_take_candidate (RkLink *self, const char *path);
/* Whether bytes come over a wire whose speed is known. */
gboolean    rk_link_is_wire    (RkLink *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkLink, rk_link_free)

G_END_DECLS
