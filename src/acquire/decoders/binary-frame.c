/* Binary packets as a profile describes them: "binary-frame" finds them by sync bytes, an end or a checksum;
 * "binary-stream" takes them one after another. */
#include "config.h"

#include "acquire/decoders/kinds.h"

#include "acquire/decoders/frame-plan.h"
#include "acquire/decoders/option.h"
#include "acquire/errors.h"

#include <glib/gi18n-lib.h>

typedef struct {
  RkPacketDecoder base;
  RkFramePlan    *plan;
  guint           evidence;
  gboolean        known[RK_FRAME_LAYOUTS]; /* packets of this kind have come */
  gsize           skip;                    /* bytes left out after a start */
  gsize           n_skip;                  /* of them to come */
} Frame;

static void
frame_free (gpointer decoder)
{
  Frame *self = decoder;

  rk_packet_decoder_clear (&self->base);
  rk_frame_plan_free (self->plan);
  g_free (self);
}

/* Of kinds of packets that begin alike a device sends one: the first that was whole. */
static gboolean
is_ruled_out (const Frame *self,
              guint        layout)
{
  if (self->known[layout])
    return FALSE;

  for (guint i = 0; i < self->plan->n_layouts; i++) {
    if (self->known[i] && rk_frame_plan_rival (self->plan, i, layout))
      return TRUE;
  }

  return FALSE;
}

static RkPacketClass
read_packet (gpointer      user_data,
             const guint8 *bytes,
             gsize         n,
             gsize        *length,
             const char  **reason)
{
  Frame *self = user_data;
  RkPacketClass best = RK_PACKET_NOTHING;

  if (self->n_skip > 0) {
    self->n_skip--;
    *length = 1;
    return RK_PACKET_SKIP;
  }

  for (guint i = 0; i < self->plan->n_layouts; i++) {
    const char *why = NULL;
    RkPacketClass class;

    if (self->plan->n_layouts > 1 && is_ruled_out (self, i))
      continue;
    class = rk_frame_plan_check (self->plan, i, FALSE, bytes, n, length, &why);
    if (class == RK_PACKET_WHOLE)
      class = rk_frame_plan_read (self->plan, i, bytes, *length, &self->base.set, &self->base.packets, 0,
                                  self->base.events, self->base.user_data, &why);

    if (class == RK_PACKET_WHOLE)
      self->known[i] = TRUE;
    if (class == RK_PACKET_WHOLE || class == RK_PACKET_SKIP || (class == RK_PACKET_MORE && !self->base.at_end))
      return class;
    if (best == RK_PACKET_NOTHING && class != RK_PACKET_NOTHING) {
      best = class;
      *reason = why;
    }
  }

  return best;
}

static Frame *
frame_new (RkFramePlan *plan)
{
  Frame *self = g_new0 (Frame, 1);

  self->plan = plan;
  self->evidence = rk_frame_plan_evidence (plan);
  rk_packet_decoder_init (&self->base, MIN (rk_frame_plan_max_len (plan), RK_PACKET_MAX), read_packet);

  return self;
}

static gboolean
check_values (const RkFramePlan *plan,
              const char        *kind,
              GError           **error)
{
  if (plan->fields->len > 0)
    return TRUE;

  g_set_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_PROFILE, _("decoder “%s” needs the option “%s” or “%s”"),
               kind, "values", "field-…");

  return FALSE;
}

static gpointer
frame_create (GHashTable *options,
              GError    **error)
{
  RkFramePlan *plan = rk_frame_plan_new (options, RK_FRAME_PACKETS, error);

  if (plan == NULL)
    return NULL;
  if (!check_values (plan, "binary-frame", error)) {
    rk_frame_plan_free (plan);
    return NULL;
  }

  return frame_new (plan);
}

static gpointer
stream_create (GHashTable *options,
               GError    **error)
{
  static const char * const skips[] = { "0", "1", "2", "3", "4", "5", "6", "7", NULL };
  int skip = rk_option_enum (options, "skip", skips, 0, error);
  RkFramePlan *plan;
  Frame *self;

  if (skip < 0)
    return NULL;
  plan = rk_frame_plan_new (options, RK_FRAME_BARE, error);
  if (plan == NULL)
    return NULL;
  if (!check_values (plan, "binary-stream", error)) {
    rk_frame_plan_free (plan);
    return NULL;
  }

  self = frame_new (plan);
  self->skip = (gsize) skip;
  self->n_skip = self->skip;

  return self;
}

static void
frame_reset (gpointer decoder)
{
  Frame *self = decoder;

  rk_packet_decoder_reset (self);
  self->n_skip = self->skip;
  for (guint i = 0; i < RK_FRAME_LAYOUTS; i++)
    self->known[i] = FALSE;
}

static guint
frame_get_evidence (gpointer decoder)
{
  return ((Frame *) decoder)->evidence;
}

const RkDecoderKind rk_decoder_binary_frame = {
  .id = "binary-frame",
  .title = N_("Binary packets"),
  .options = RK_FRAME_PACKET_OPTIONS " " RK_FRAME_VALUE_OPTIONS,
  .create = frame_create,
  .feed = rk_packet_decoder_feed,
  .flush = rk_packet_decoder_flush,
  .reset = frame_reset,
  .get_counts = rk_packet_decoder_get_counts,
  .free = frame_free,
  .get_evidence = frame_get_evidence,
};

const RkDecoderKind rk_decoder_binary_stream = {
  .id = "binary-stream",
  .title = N_("Binary numbers without packets"),
  .options = "length skip values field-* flag-*",
  .create = stream_create,
  .feed = rk_packet_decoder_feed,
  .flush = rk_packet_decoder_flush,
  .reset = frame_reset,
  .get_counts = rk_packet_decoder_get_counts,
  .free = frame_free,
  .get_evidence = frame_get_evidence,
};
