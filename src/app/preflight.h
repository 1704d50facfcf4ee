#pragma once

#include "acquire/source.h"
#include "store/channel.h"

G_BEGIN_DECLS

/* The longest look at a sensor that stands still, for its noise. */
#define RK_PREFLIGHT_S 5.0

typedef enum {
  RK_CHECK_GOOD, /* ready */
  RK_CHECK_CARE, /* can be used, but... */
  RK_CHECK_BAD,  /* cannot be used before something is done */
} RkCheckLevel;

/* What was found out about one thing; texts translated. */
typedef struct {
  RkCheckLevel level;
  char        *name;   /* of the device or the channel */
  char        *text;   /* how it is */
  char        *advice; /* nullable: what to do */
} RkCheck;

void rk_check_free (RkCheck *self);

/* What is known of a device. */
typedef struct {
  const char   *name;
  RkSourceState state;
  const char   *error_text;   /* nullable */
  const char   *warning_text; /* nullable */
  guint         silent_s;
  double        rate_hz;      /* 0 = unknown */
  RkCounters    counters;
} RkDeviceFacts;

/* What is known of a channel. */
typedef struct {
  RkChannel *channel;
  gboolean   has_recent;
  RkRecent   recent;         /* of the last RK_PREFLIGHT_S, raw */
  double     warm_up_left_s; /* 0 = warm, or it needs none */
  gboolean   battery_low;
  gint64     now_us;         /* wall clock */
} RkChannelFacts;

/* The worst of all that applies is told. Pure; the caller frees. */
RkCheck *rk_preflight_judge_device  (const RkDeviceFacts *facts) G_GNUC_WARN_UNUSED_RESULT;
RkCheck *rk_preflight_judge_channel (const RkChannelFacts *facts) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkCheck, rk_check_free)

G_END_DECLS
