/* The door to PortAudio. Its calls may come from one thread at a time, and opening a device can take seconds: whoever plays does
 * all of it on a thread of his own, from beginning to end. */

#include "config.h"

#include "app/sound-player.h"

#include <glib/gi18n-lib.h>
#include <portaudio.h>

/* Between two looks at whether it goes on. */
#define PIECE_S 0.02

static gboolean
fail (PaError   code,
      GError  **error)
{
  if (code == paDeviceUnavailable || code == paInvalidDevice)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                         _("No sound output was found; connect loudspeakers or headphones"));
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("The sound output gave up: %s"), Pa_GetErrorText (code));

  return FALSE;
}

static gboolean
play (PaStream      *stream,
      const float   *samples,
      gsize          n,
      guint          rate_hz,
      gssize        *heard,
      GCancellable  *cancellable,
      GError       **error)
{
  const PaStreamInfo *info = Pa_GetStreamInfo (stream);
  gssize late = info != NULL ? (gssize) (info->outputLatency * rate_hz) : 0;
  gsize piece = MAX ((gsize) (PIECE_S * rate_hz), 1);
  PaError code = Pa_StartStream (stream);

  for (gsize i = 0; i < n && code == paNoError; i += piece) {
    if (g_cancellable_set_error_if_cancelled (cancellable, error)) {
      Pa_AbortStream (stream);
      return FALSE;
    }
    code = Pa_WriteStream (stream, samples + i, MIN (piece, n - i));
    /* Silence stood in for what came late: the sound is longer, and whole. */
    if (code == paOutputUnderflowed)
      code = paNoError;
    g_atomic_pointer_set (heard, MAX ((gssize) (i + piece) - late, 0));
  }
  if (code == paNoError)
    code = Pa_StopStream (stream);

  return code == paNoError || fail (code, error);
}

/**
 * rk_sound_play:
 * @samples: one channel, -1 ... 1
 * @n: samples
 * @rate_hz: of them in a second
 * @heard: (inout): set atomically to the sample that is heard about now
 * @cancellable: (nullable): ends it at once
 * @error: return location
 *
 * Plays a sound and waits for its end. Two callers wait for each other.
 *
 * Errors: %G_IO_ERROR_NOT_FOUND without any output, %G_IO_ERROR_FAILED when it gives up, %G_IO_ERROR_CANCELLED.
 * Threads: any but the main one.
 *
 * Returns: whether all of it was heard
 */
gboolean
rk_sound_play (const float   *samples,
               gsize          n,
               guint          rate_hz,
               gssize        *heard,
               GCancellable  *cancellable,
               GError       **error)
{
  static GMutex lock;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);
  PaStream *stream = NULL;
  gboolean done = FALSE;
  PaError code;

  g_return_val_if_fail (samples != NULL && n > 0 && rate_hz > 0 && heard != NULL, FALSE);

  /* Given up while it waited for another one. */
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;

  code = Pa_Initialize ();
  if (code != paNoError)
    return fail (code, error);

  code = Pa_OpenDefaultStream (&stream, 0, 1, paFloat32, rate_hz, paFramesPerBufferUnspecified, NULL, NULL);
  if (code == paNoError) {
    done = play (stream, samples, n, rate_hz, heard, cancellable, error);
    Pa_CloseStream (stream);
  } else {
    fail (code, error);
  }
  Pa_Terminate ();

  return done;
}
