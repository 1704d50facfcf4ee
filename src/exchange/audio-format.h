#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a recording of ours says about itself: JSON in the comment of the file. Private to this folder.
 *
 *   {"rostok":1,"step_ns":5e7,"begin_ns":0,"channels":[{"name":"T","quantity":"temperature","unit":"°C",
 *    "scale":60.0,"offset":50.0}]}
 *
 * value = offset + scale * sample, where the sample is ±1 at full scale; sample i was taken at
 * begin_ns + i * step_ns after the begin of the run. */
#define RK_AUDIO_MAX_CHANNELS 8

typedef struct {
  char  *name;
  char  *quantity; /* nullable */
  char  *unit;     /* nullable */
  double scale;
  double offset;
} RkAudioChannel;

typedef struct {
  double         step_ns;
  gint64         begin_ns;
  guint          n_channels;
  RkAudioChannel channels[RK_AUDIO_MAX_CHANNELS];
} RkAudioNotes;

void     rk_audio_notes_clear (RkAudioNotes *self);
/* At most @max bytes: names are shortened if need be. */
char    *rk_audio_notes_print (const RkAudioNotes *self, gsize max) G_GNUC_WARN_UNUSED_RESULT;
/* FALSE for anything that is not a complete, sensible note for @n_channels; @self is then empty. */
gboolean rk_audio_notes_parse (RkAudioNotes *self, const char *text, guint n_channels);

G_END_DECLS
