#pragma once

#include "acquire/profile.h"

G_BEGIN_DECLS

/**
 * RkTalker:
 *
 * Says to a device what it is to be asked, and when. It has neither descriptor nor clock: who owns the line
 * calls rk_talker_step () and writes what it says. Belongs to one thread, that of the decoder.
 */
typedef struct _RkTalker RkTalker;

typedef struct {
  guint64  n_sent;     /* polls */
  guint64  n_answers;
  guint64  n_timeouts;
  gboolean is_silent;  /* the last few polls were not answered */
} RkTalkerStatus;

/* NULL when nothing is ever to be said: neither the profile nor the decoder has a message. @talk (nullable)
 * and @decoder are borrowed. @rate_hz 0 = as fast as it answers. */
RkTalker *rk_talker_new          (const RkTalk *talk, RkDecoder *decoder, double rate_hz) G_GNUC_WARN_UNUSED_RESULT;
void      rk_talker_free         (RkTalker *self);
void      rk_talker_set_rate     (RkTalker *self, double rate_hz);
/* The line was opened (again): the device is to be started at @now_ns or later. */
void      rk_talker_reset        (RkTalker *self);
/* Appends what is to be written now to @out; returns when to call again at the latest (RK_TIME_NONE = there is nothing
 * more to say). To be called after every feed of the decoder, too. */
gint64    rk_talker_step         (RkTalker *self, gint64 now_ns, GByteArray *out);
/* Appends the @n-th message that ends the talk and says how long to wait before it; FALSE after the last. */
gboolean  rk_talker_stop_message (RkTalker *self, guint n, GByteArray *out, guint *pause_ms);
void      rk_talker_get_status   (RkTalker *self, RkTalkerStatus *status);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkTalker, rk_talker_free)

G_END_DECLS
