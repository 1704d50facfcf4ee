#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A kind of simulated device. @profile is the id of the profile that reads it. */
typedef struct {
  const char *id;          /* "heating" */
  const char *name;        /* N_() */
  const char *description; /* N_(): one sentence on what one sees */
  const char *icon;        /* symbolic icon name */
  const char *profile;
  double      rate_hz;     /* usual */
  double      duration_s;  /* of a worthwhile recording */
} RkSimulatorInfo;

const RkSimulatorInfo *rk_simulator_nth  (guint n);
const RkSimulatorInfo *rk_simulator_find (const char *id);

typedef enum {
  RK_SIMULATOR_GO_ON,
  RK_SIMULATOR_UNPLUG, /* the device goes away; it comes back after the delay */
} RkSimulatorEvent;

/* One device; one thread at a time. Prints the same bytes for the same @seed. */
typedef struct _RkSimulator RkSimulator;

/* @rate_hz 0 = the usual one. */
RkSimulator     *rk_simulator_new  (const char *id, double rate_hz, guint32 seed, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void             rk_simulator_free (RkSimulator *self);

/* Appends what the device prints next to @bytes and says when, in ns since its start.
 * Never ends. Pure: no clock, no sleep. */
RkSimulatorEvent rk_simulator_step (RkSimulator *self, GByteArray *bytes, gint64 *at_ns);

/* A device that answers: says something to it. Pure, too. */
gboolean         rk_simulator_is_deaf (RkSimulator *self);
gint64           rk_simulator_hear (RkSimulator *self, const guint8 *bytes, gsize n, gint64 now_ns, GByteArray *reply);

/* Plays the device into @fd in true time (a thread, or the command line, calls it) until
 * @duration_s from now (0 = for ever), cancellation, an unplug or the reader's end. The time base is kept
 * across unplugs. Returns how it ended. */
typedef enum {
  RK_SIMULATOR_END_TIME,
  RK_SIMULATOR_END_READER,
  RK_SIMULATOR_END_CANCELLED,
  RK_SIMULATOR_END_UNPLUGGED,
} RkSimulatorEnd;

RkSimulatorEnd   rk_simulator_play (RkSimulator *self, int fd, double duration_s, GCancellable *cancellable);

/* After an unplug: how long it stays away from now on, and a sleep until it is back (FALSE = cancelled).
 * Playing it earlier is allowed too: it is silent until then. */
gint64           rk_simulator_get_away_ns  (RkSimulator *self);
gboolean         rk_simulator_wait_plugged (RkSimulator *self, GCancellable *cancellable);
double           rk_simulator_get_rate_hz  (RkSimulator *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkSimulator, rk_simulator_free)

G_END_DECLS
