#pragma once

#include "acquire/line-look.h"
#include "acquire/recognise.h"

G_BEGIN_DECLS

/* What became of some bytes when a decoder read them. */
typedef struct {
  guint      evidence;   /* bits, of one frame */
  guint      n_frames;
  guint      n_distinct; /* frames whose bytes differ */
  guint      n_text;     /* lines for people */
  guint      n_bad;      /* frames or lines refused */
  guint      n_numbers;  /* values that are there */
  double     share;      /* of the bytes that lie in frames as they should, 0 ... 1 */
  GPtrArray *samples;    /* nullable: of char * */
} RkTrial;

/* Reads @bytes as @profile would; FALSE when its decoder cannot be made or finds no frame. */
gboolean   rk_trial_run   (RkTrial *self, RkProfile *profile, const guint8 *bytes, gsize n, gboolean samples);
void       rk_trial_clear (RkTrial *self);

/* A profile for packets of an unknown make; NULL when the bytes have no period. */
RkProfile *rk_recognise_packets (const guint8 *bytes, gsize n, double *confidence, char **reason) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
