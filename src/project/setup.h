#pragma once

#include "project/database.h"
#include "store/experiment.h"

G_BEGIN_DECLS

typedef struct {
  gint64     id;
  RkMarkKind kind;
  gint64     begin_ns;
  gint64     end_ns;
  char      *text;
  GBytes    *photo;   /* nullable */
  char      *hash;    /* of the photo */
} RkSetupMark;

/* Copies of what the main thread holds, for the writer's thread. */
typedef struct {
  gint64   id;
  char    *name;
  char    *notes;
  gboolean visible;
  gint64   begin_wall_us;
  gint64   duration_ns;
  gint64   offset_ns;
  RkExcluded *excluded; /* nullable */
  gboolean recovered; /* written as such once it has ended */
  GArray  *marks;     /* RkSetupMark */
} RkSetupRun;

typedef struct {
  char     *id;
  char     *source_key;
  RkColumn *column;   /* key, shown name, symbol, quantity, raw unit */
  char     *unit;     /* shown */
  int       decimals;
  guint     color;
  gboolean  visible;

  /* Of the sensor. */
  char     *calibration; /* nullable text */
  char     *calibration_unit;
  char     *calibration_name;
  char     *calibration_author;
  gint64    calibration_us;
  double    zero;
  double    range_min;
  double    range_max;
  double    safe_min;
  double    safe_max;
  double    resolution;
  char     *factory;     /* nullable text */
  char     *factory_unit;
} RkSetupChannel;

typedef struct {
  char      *title;
  char      *setup;    /* JSON */
  GPtrArray *channels; /* RkSetupChannel */
  GPtrArray *runs;     /* RkSetupRun */
} RkSetup;

RkSetup    *rk_setup_new      (RkExperiment *experiment) G_GNUC_WARN_UNUSED_RESULT;
void        rk_setup_free     (RkSetup *self);
RkSetupRun *rk_setup_run_new  (RkRun *run) G_GNUC_WARN_UNUSED_RESULT;
void        rk_setup_run_free (RkSetupRun *self);
/* Within a transaction. */
gboolean    rk_setup_write    (const RkSetup *self, RkDatabase *database, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkSetup, rk_setup_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkSetupRun, rk_setup_run_free)

G_END_DECLS
