#pragma once

#include <gio/gio.h>

#include "acquire/profile.h"

G_BEGIN_DECLS

typedef enum {
  RK_DEVICE_SERIAL,    /* a port of the system */
  RK_DEVICE_PATH,      /* any path: a pty, a named pipe, a socket */
  RK_DEVICE_SIMULATED,
} RkDeviceKind;

typedef enum {
  RK_DEVICE_FREE,
  RK_DEVICE_BUSY,      /* another program holds it: see rk_device_dup_holder () */
  RK_DEVICE_FORBIDDEN,
  RK_DEVICE_GONE,
} RkDeviceState;

/**
 * RkDevice:
 *
 * Something that can be opened for reading: what is known about it without opening it.
 * Main thread.
 *
 * Properties (read-only): key, path, name, vid, pid, serial, usb-path, state, kind.
 * key is the identity: "usb:1a86:7523:SERIAL:0", else by USB path, "path:...", "simulated:heating".
 */
#define RK_TYPE_DEVICE (rk_device_get_type ())
G_DECLARE_FINAL_TYPE (RkDevice, rk_device, RK, DEVICE, GObject)

RkDevice     *rk_device_new_path      (const char *path) G_GNUC_WARN_UNUSED_RESULT;
/* @id of simulator.h; @rate_hz 0 = the usual one. */
RkDevice     *rk_device_new_simulated (const char *id, double rate_hz, guint32 seed) G_GNUC_WARN_UNUSED_RESULT;

RkDeviceKind  rk_device_get_kind  (RkDevice *self);
RkDeviceState rk_device_get_state (RkDevice *self);
const char   *rk_device_get_key   (RkDevice *self);
const char   *rk_device_get_path  (RkDevice *self); /* "/dev/ttyUSB0"; simulated: its id */
const char   *rk_device_get_name  (RkDevice *self); /* for people */
const char   *rk_device_get_vid   (RkDevice *self); /* nullable, lower-case hexadecimal */
const char   *rk_device_get_pid   (RkDevice *self);
const char   *rk_device_get_serial (RkDevice *self);
char         *rk_device_dup_holder (RkDevice *self); /* nullable: "minicom (4711)" */
/* The profile it is best read with: chosen before, claimed by its ids or simulated; else "generic-text". */
RkProfile    *rk_device_guess_profile (RkDevice *self) G_GNUC_WARN_UNUSED_RESULT;
/* Whether that is more than "generic-text" for want of anything better. */
gboolean      rk_device_is_known      (RkDevice *self);

/**
 * RkDeviceList:
 *
 * All serial ports of the system, kept up to date by hot plug; a GListModel of RkDevice, sorted by
 * name. Never opens a port to look at it, never crashes when one vanishes in the middle. Simulated
 * devices are listed by simulator.h, not here. Main thread.
 */
#define RK_TYPE_DEVICE_LIST (rk_device_list_get_type ())
G_DECLARE_FINAL_TYPE (RkDeviceList, rk_device_list, RK, DEVICE_LIST, GObject)

RkDeviceList *rk_device_list_new     (void) G_GNUC_WARN_UNUSED_RESULT;
void          rk_device_list_refresh (RkDeviceList *self);
/* Where the device with this identity is now ("/dev/ttyUSB1"); NULL while it is away. Any thread;
 * reads /sys afresh. */
char         *rk_device_locate       (const char *key) G_GNUC_WARN_UNUSED_RESULT;
/* While it is away and tells no serial number, or one that is not its own: where a device of the same model is now
 * that may be it. It is not opened without asking; a port this program has open is none. NULL = nothing to ask. Any thread. */
char         *rk_device_locate_candidate (const char *key) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
