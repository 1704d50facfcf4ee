#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What /sys says about a serial port. Strings are of the device: valid UTF-8, at most 100
 * characters, nullable unless stated. */
typedef struct {
  char    *name;         /* "ttyUSB0"; never NULL */
  char    *path;         /* "/dev/ttyUSB0"; never NULL */
  char    *driver;       /* "ch341" */
  char    *vid;          /* four lower-case hexadecimal digits */
  char    *pid;
  char    *serial;
  char    *product;
  char    *manufacturer;
  char    *usb_path;     /* "1-1.2": the socket it sits in */
  char    *key;          /* identity, see rk_port_infos_list (); never NULL */
} RkPortInfo;

void        rk_port_info_free    (RkPortInfo *self);
RkPortInfo *rk_port_info_read    (const char *name) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray  *rk_port_infos_list   (void) G_GNUC_WARN_UNUSED_RESULT;
char       *rk_port_infos_locate (const char *key) G_GNUC_WARN_UNUSED_RESULT;
char       *rk_port_infos_locate_candidate (const char *key) G_GNUC_WARN_UNUSED_RESULT;
/* The identity of the port at @path ("/dev/ttyUSB0"); NULL if it is gone. */
char       *rk_port_infos_dup_key (const char *path) G_GNUC_WARN_UNUSED_RESULT;
gboolean    rk_port_key_is_same  (const char *key, const char *path);
/* What the adapter at @path collects bytes for, ms; 0 = unknown. */
guint       rk_port_read_timer_ms (const char *path);
char       *rk_port_node_resolve (const char *path) G_GNUC_WARN_UNUSED_RESULT;
char       *rk_port_info_dup_title (const RkPortInfo *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkPortInfo, rk_port_info_free)

G_END_DECLS
