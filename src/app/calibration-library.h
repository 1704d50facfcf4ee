#pragma once

#include "store/channel.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Calibrations of one sensor that are kept; the oldest one not in use goes when there are more. */
#define RK_LIBRARY_MAX_ENTRIES 32

/* A calibration somebody made of a sensor. */
typedef struct {
  char          *name;    /* nullable */
  char          *author;  /* nullable */
  gint64         wall_us; /* 0 = unknown */
  char          *unit;    /* nullable = that of the readings */
  RkCalibration *calibration;
} RkStoredCalibration;

void rk_stored_calibration_free (RkStoredCalibration *self);

/**
 * RkCalibrationLibrary:
 *
 * The calibrations of all sensors this user has, each by the key of its source (with the serial number of the
 * device) and of its column. A key file in the folder of the user's data; a copy can be given to another computer. Main thread.
 *
 * What in the file cannot be read is left as it is. A file that cannot be read at all is moved aside before another is written.
 */
typedef struct _RkCalibrationLibrary RkCalibrationLibrary;

/* @path: (nullable): NULL = that of the user. Never fails: see rk_calibration_library_get_trouble (). */
RkCalibrationLibrary *rk_calibration_library_new  (const char *path) G_GNUC_WARN_UNUSED_RESULT;
/* That of the user, read when it is first asked for. */
RkCalibrationLibrary *rk_calibration_library_get_default (void);
void        rk_calibration_library_free           (RkCalibrationLibrary *self);
/* Why the file could not be read; NULL = it was, or there is none. */
const char *rk_calibration_library_get_trouble    (RkCalibrationLibrary *self);

/* (element-type RkStoredCalibration), the oldest first; those that cannot be read are left out. @active: (out): index of
 * the one in use, -1 = as from the factory. */
GPtrArray  *rk_calibration_library_list           (RkCalibrationLibrary *self, const char *source_key, const char *column_key,
                                                   int *active) G_GNUC_WARN_UNUSED_RESULT;
/* Adds it and makes it the one in use; saved at once. After an error nothing has changed. */
gboolean    rk_calibration_library_add            (RkCalibrationLibrary *self, const char *source_key, const char *column_key,
                                                   const RkStoredCalibration *stored, GError **error);
/* By index in the list; -1 = factory. */
gboolean    rk_calibration_library_set_active     (RkCalibrationLibrary *self, const char *source_key, const char *column_key,
                                                   int index, GError **error);
gboolean    rk_calibration_library_remove         (RkCalibrationLibrary *self, const char *source_key, const char *column_key,
                                                   guint index, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkStoredCalibration, rk_stored_calibration_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkCalibrationLibrary, rk_calibration_library_free)

G_END_DECLS
