#pragma once

#include "acquire/port.h"
#include "acquire/profile.h"

G_BEGIN_DECLS

/* A guess that is at least as sure as this needs no other speed tried. */
#define RK_GUESS_SURE 0.9
/* So many bytes are looked at, the newest. */
#define RK_RECOGNISE_MAX 4096

/* A piece of what a device said, as the ear was set. */
typedef struct {
  const guint8  *bytes;
  gsize          n;
  RkLineSettings line;
  RkPortFaults   faults; /* of these bytes; 0 where nobody counts */
} RkHeard;

/* What a device may be. */
typedef struct {
  RkProfile     *profile;    /* with the line settings of the guess */
  RkLineSettings line;
  double         confidence; /* 0 ... 1 */
  double         rejected;   /* share of the bytes that do not fit, 0 ... 1 */
  guint          n_frames;
  gboolean       generic;    /* any text, or a grammar worked out from these bytes: nothing is known of the device */
  char          *reason;     /* translated: "9 of 9 lines fit" */
  GPtrArray     *samples;    /* of char *: up to three rows, newest last: "T = 21.5 °C; RH = 40 %" */
} RkGuess;

RkGuess   *rk_guess_copy   (const RkGuess *self) G_GNUC_WARN_UNUSED_RESULT;
void       rk_guess_free   (RkGuess *self);
/* Of RkGuess, best first; empty when the bytes say nothing. */
GPtrArray *rk_recognise    (const RkHeard *heard) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkGuess, rk_guess_free)

G_END_DECLS
