#pragma once

#include "store/calibration.h"
#include "store/span.h"

G_BEGIN_DECLS

/* No sound is longer than this. */
#define RK_SONIFY_MAX_S 120.0

typedef struct {
  double low_hz;     /* of the least value */
  double high_hz;    /* of the greatest one */
  double duration_s; /* of the whole sound */
  guint  rate_hz;    /* samples of sound in a second */
} RkSonifySettings;

/* How a trace sounds. One channel, each sample within -1 ... 1. */
typedef struct {
  float *samples;
  gsize  n;
  guint  rate_hz;
  double begin_s;  /* of the run: what is heard first, and last */
  double end_s;
  double least;    /* what sounds lowest, and highest; shown unit */
  double most;
} RkSonify;

void      rk_sonify_settings_init (RkSonifySettings *self); /* 220 ... 880 Hz, 5 s */
/* The pitch of @share: 0 = the least value, 1 = the greatest one. */
double    rk_sonify_get_hz        (const RkSonifySettings *settings, double share);

/* Of the values of @column with begin_ns <= time <= end_ns. Any thread. */
RkSonify *rk_sonify_new           (const RkSpan *span, guint column, const RkConversion *conversion, gint64 begin_ns,
                                   gint64 end_ns, const RkSonifySettings *settings, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void      rk_sonify_free          (RkSonify *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkSonify, rk_sonify_free)

G_END_DECLS
