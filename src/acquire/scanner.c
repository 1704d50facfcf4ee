/* Finds the speed of a device that speaks by itself.
 *
 * One speed tells about the others. An ear that is too fast hears stretched bits and can tell by how much
 * (line-look.c), so the next try is near; an ear that is too slow hears mostly framing faults. What looks right is listened to
 * until a guess is sure; what looks wrong is left after some tens of bytes or, since devices pause between their lines,
 * after the first piece that was heard from a pause on.
 *
 * All is heard with eight data bits and no parity: 7-bit devices show in the highest bit (recognise.c), and a parity
 * bit in the place of the stop bit shows as framing faults in some bytes, which are right all the same.
 */
#include "config.h"

#include "acquire/scanner.h"

#include "acquire/errors.h"
#include "acquire/line-look.h"
#include "base/clock.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Shorter than the pauses of devices, longer than those that USB makes (16 ms). */
#define SLICE_NS (25 * RK_NS_PER_MS)
/* A device that says nothing for so long waits to be asked, or speaks so rarely that a person must wait with it. */
#define SILENT_NS (4 * RK_NS_PER_S)
#define LISTEN_MIN_NS (3 * RK_NS_PER_S / 2)
#define LISTEN_MAX_NS (8 * RK_NS_PER_S)
/* Bytes that show whether a speed is wrong; that are kept of one speed. */
#define WRONG_BYTES 96
#define KEPT_BYTES 2048
/* A speed at which so much clean text is heard is the right one. */
#define TEXT_SHARE 0.96
#define TEXT_DISTINCT 6
#define TEXT_BYTES 96
#define TEXT_NS (3 * RK_NS_PER_S)
/* Below, a speed is not worth more time. */
#define PROMISING 0.4

/* The speeds in use, the likely ones first. */
static const guint bauds[] = {
  9600, 115200, 19200, 57600, 38400, 4800, 2400, 1200, 230400, 460800, 921600, 14400, 28800, 74880, 250000, 500000,
  1000000, 31250, 600, 300,
};

typedef struct {
  const RkEar   *ear;
  gpointer       ear_data;
  GCancellable  *cancellable;
  RkScanProgress progress;
  gpointer       user_data;

  RkScan  *scan;
  gboolean tried[G_N_ELEMENTS (bauds)];
  double   lower;      /* the true speed seems to lie between, bits a second */
  double   upper;
  int      rts;        /* -1: leave */
  gint64   pause_ns;   /* longest quiet time between bytes so far */

  /* Of the settings at hand. */
  RkHeard  heard;
  guint8   bytes[KEPT_BYTES];
  gint64   elapsed_ns;
  gint64   quiet_ns;   /* since the last byte */
  double   best;       /* confidence so far */
  gboolean is_joined;  /* a pause came before these bytes: they do not begin in the middle of one */
} Scanner;

/**
 * rk_scan_new:
 *
 * Returns: (transfer full): a result without guesses
 */
RkScan *
rk_scan_new (void)
{
  RkScan *self = g_new0 (RkScan, 1);

  self->guesses = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_guess_free);

  return self;
}

/**
 * rk_scan_free:
 * @self: (nullable): a result
 *
 * Frees a result.
 */
void
rk_scan_free (RkScan *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->guesses);
  g_free (self);
}

/**
 * rk_scan_list_probes:
 *
 * Returns: (transfer full) (element-type RkProfile): the profiles that can ask an unknown device, sorted by name
 */
GPtrArray *
rk_scan_list_probes (void)
{
  g_autoptr (GPtrArray) all = rk_profile_list ();
  GPtrArray *result = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_profile_unref);

  for (guint i = 0; i < all->len; i++) {
    RkProfile *profile = g_ptr_array_index (all, i);
    const RkTalk *talk = rk_profile_get_talk (profile);

    if (talk != NULL && talk->probe != NULL)
      g_ptr_array_add (result, rk_profile_ref (profile));
  }

  return result;
}

/* The next speed to try; -1 when all were tried. */
static int
choose (const Scanner *self)
{
  for (guint pass = 0; pass < 2; pass++) {
    for (guint i = 0; i < G_N_ELEMENTS (bauds); i++) {
      if (!self->tried[i] && (pass == 1 || (bauds[i] > self->lower && bauds[i] < self->upper)))
        return (int) i;
    }
  }

  return -1;
}

static void
tell (const Scanner *self)
{
  if (self->progress != NULL)
    self->progress (&self->heard.line, MIN (1.0, (double) self->scan->n_lines / G_N_ELEMENTS (bauds)), self->user_data);
}

static void
start (Scanner *self,
       guint    baud,
       RkParity parity)
{
  rk_line_settings_init (&self->heard.line);
  self->heard.line.baud = baud;
  self->heard.line.parity = parity;
  if (self->rts >= 0) {
    self->heard.line.dtr = 1;
    self->heard.line.rts = self->rts;
  }
  self->heard.bytes = self->bytes;
  self->heard.n = 0;
  self->heard.faults = (RkPortFaults) { 0 };
  self->elapsed_ns = 0;
  self->quiet_ns = 0;
  self->is_joined = FALSE;
  self->best = 0.0;
  self->scan->n_lines++;
  tell (self);
}

/* Takes away the oldest @n bytes and as large a share of the faults. */
static void
forget (Scanner *self,
        gsize    n)
{
  double rest = 1.0 - (double) n / (double) self->heard.n;

  memmove (self->bytes, self->bytes + n, self->heard.n - n);
  self->heard.n -= n;
  self->heard.faults.framing = (guint) (self->heard.faults.framing * rest);
  self->heard.faults.parity = (guint) (self->heard.faults.parity * rest);
}

/* Hears one slice; -1 when the ear failed. The newest bytes are kept. */
static gssize
hear (Scanner *self)
{
  RkPortFaults faults = { 0 };
  gssize n;

  if (self->heard.n > KEPT_BYTES / 2)
    forget (self, self->heard.n / 2);

  n = self->ear->listen (self->ear_data, &self->heard.line, SLICE_NS, self->bytes + self->heard.n,
                         KEPT_BYTES / 4, &faults);
  if (n < 0)
    return -1;

  self->elapsed_ns += SLICE_NS;
  self->heard.n += (gsize) n;
  self->heard.faults.framing += faults.framing;
  self->heard.faults.parity += faults.parity;
  self->scan->n_bytes += (guint64) n;
  if (n > 0 && self->heard.n > (gsize) n)
    self->pause_ns = MAX (self->pause_ns, self->quiet_ns);
  self->quiet_ns = n > 0 ? 0 : self->quiet_ns + SLICE_NS;

  return n;
}

static double
best_of (GPtrArray *guesses)
{
  return guesses->len > 0 ? ((RkGuess *) g_ptr_array_index (guesses, 0))->confidence : 0.0;
}

/* Takes the guesses over when they are better than those of other settings. */
static void
keep (Scanner   *self,
      GPtrArray *guesses)
{
  if (guesses->len > 0 && best_of (guesses) > best_of (self->scan->guesses)) {
    g_ptr_array_unref (self->scan->guesses);
    self->scan->guesses = g_ptr_array_ref (guesses);
  }
}

/* What a wrong speed says about the right one. */
static void
learn (Scanner      *self,
       const RkLook *look)
{
  double baud = self->heard.line.baud;

  if (look->n < 8 || look->text > 0.9)
    return;

  if (look->stretch >= 9)
    self->upper = MIN (self->upper, baud / 6.0);
  else if (look->stretch >= 2) {
    self->upper = MIN (self->upper, baud / look->stretch * 1.3);
    self->lower = MAX (self->lower, baud / look->stretch / 1.3);
  } else {
    self->lower = MAX (self->lower, baud);
  }
  if (self->lower >= self->upper)
    self->lower = 0.0;
}

/* Whether any text can be sure of itself: a greeting may be followed by something known. */
static gboolean
is_settled (const Scanner *self,
            GPtrArray     *guesses,
            const RkLook  *look)
{
  const RkGuess *guess = guesses->len > 0 ? g_ptr_array_index (guesses, 0) : NULL;

  if (guess == NULL)
    return FALSE;
  /* Clean text is never heard at a wrong speed, whatever it may mean. */
  if (look->text >= TEXT_SHARE && look->n_distinct >= TEXT_DISTINCT && look->n >= TEXT_BYTES &&
      self->elapsed_ns >= TEXT_NS)
    return TRUE;
  if (guess->confidence < RK_GUESS_SURE)
    return FALSE;

  return !guess->generic || (guess->n_frames >= 3 && (self->heard.n >= 256 || self->elapsed_ns >= RK_NS_PER_S));
}

typedef enum { VERDICT_FAILED, VERDICT_SURE, VERDICT_NEXT } Verdict;

/* Whether enough was heard to say that the settings are wrong. One comes into the middle of a byte, and reads rubbish until the
 * line pauses, or for some tens of bytes: half of those heard without a pause are not looked at. */
static gboolean
is_wrong (const Scanner *self,
          gboolean       ended)
{
  gsize skip = self->is_joined ? 0 : self->heard.n / 2;
  RkLook look;

  if (self->best > PROMISING || self->heard.n == 0)
    return FALSE;

  rk_look_at (&look, self->bytes + skip, self->heard.n - skip, 0);
  /* Text of seven bits shows its parity when there is enough of it. */
  if (look.text > 0.9 || (look.text7 > 0.97 && self->heard.n < WRONG_BYTES))
    return FALSE;

  return (self->is_joined && ended) || self->heard.n >= WRONG_BYTES ||
         (look.n >= 8 && look.stretch >= 3 && look.extreme > 0.9);
}

/* Listens with the settings at hand until they are known to be right or wrong. */
static Verdict
listen_on (Scanner *self)
{
  gsize analysed = 0;
  RkLook look = { 0 };

  while (self->elapsed_ns < LISTEN_MAX_NS) {
    gboolean was_quiet = self->quiet_ns > 0;
    gsize before = self->heard.n;
    gssize n = hear (self);
    gboolean ended = n == 0 && self->heard.n > analysed;

    if (n < 0)
      return VERDICT_FAILED;
    if (self->scan->n_bytes == 0 && self->elapsed_ns >= SILENT_NS)
      break;
    /* At speeds much too low short messages are not heard at all. */
    if (self->heard.n == 0 && self->scan->n_bytes > 0 && self->elapsed_ns > MAX (LISTEN_MIN_NS, 3 * self->pause_ns))
      break;

    /* After a pause bytes begin where they should. */
    if (n > 0 && was_quiet && !self->is_joined) {
      if (before > 0)
        forget (self, before);
      self->is_joined = TRUE;
      analysed = 0;
    }

    if (ended || self->heard.n >= MAX (2 * analysed, 64)) {
      g_autoptr (GPtrArray) guesses = rk_recognise (&self->heard);

      analysed = self->heard.n;
      rk_look_at (&look, self->bytes, self->heard.n, self->heard.faults.framing);
      self->best = MAX (self->best, best_of (guesses));
      keep (self, guesses);
      if (is_settled (self, guesses, &look))
        return VERDICT_SURE;
      if (is_wrong (self, ended)) {
        learn (self, &look);
        return VERDICT_NEXT;
      }
    }
  }

  return VERDICT_NEXT;
}

/* Framing faults in bytes that read well: a parity bit stands where the stop bit was looked for. */
static gboolean
refine_parity (Scanner *self)
{
  static const RkParity parities[] = { RK_PARITY_EVEN, RK_PARITY_ODD };
  RkGuess *best = self->scan->guesses->len > 0 ? g_ptr_array_index (self->scan->guesses, 0) : NULL;
  guint baud;

  if (best == NULL || best->line.data_bits != 8 || best->line.parity != RK_PARITY_NONE ||
      self->heard.faults.framing * 20 < self->heard.n)
    return TRUE;

  baud = best->line.baud;
  for (guint i = 0; i < G_N_ELEMENTS (parities); i++) {
    start (self, baud, parities[i]);
    while (self->heard.n < 24 && self->elapsed_ns < LISTEN_MAX_NS) {
      if (hear (self) < 0)
        return FALSE;
    }
    if (self->heard.n >= 8 && (self->heard.faults.framing + self->heard.faults.parity) * 20 < self->heard.n) {
      for (guint k = 0; k < self->scan->guesses->len; k++) {
        RkGuess *guess = g_ptr_array_index (self->scan->guesses, k);
        g_autoptr (RkProfile) old = guess->profile;

        guess->line.parity = parities[i];
        guess->profile = rk_profile_with_line (old, &guess->line);
      }
      return TRUE;
    }
  }

  return TRUE;
}

/* Cables that take their power from the control lines want RTS low; boards do not mind. */
static gboolean
try_powered (Scanner *self)
{
  self->rts = 0;
  start (self, bauds[0], RK_PARITY_NONE);
  while (self->heard.n == 0 && self->elapsed_ns < SILENT_NS / 2) {
    if (hear (self) < 0)
      return FALSE;
  }
  self->scan->silent = self->scan->n_bytes == 0;

  return TRUE;
}

static gboolean
run (Scanner *self)
{
  Verdict verdict = VERDICT_NEXT;
  int next;

  while (verdict == VERDICT_NEXT && !self->scan->silent && (next = choose (self)) >= 0) {
    if (g_cancellable_is_cancelled (self->cancellable))
      return FALSE;

    self->tried[next] = TRUE;
    start (self, bauds[next], RK_PARITY_NONE);
    verdict = listen_on (self);
    if (verdict == VERDICT_NEXT && self->scan->n_bytes == 0) {
      if (!try_powered (self))
        verdict = VERDICT_FAILED;
      else if (!self->scan->silent)
        self->tried[next] = FALSE;
    }
  }

  return verdict == VERDICT_FAILED ? FALSE : verdict == VERDICT_SURE ? refine_parity (self) : TRUE;
}

/**
 * rk_scanner_run:
 * @ear: how to listen
 * @ear_data: for @ear
 * @progress: (nullable): called for each speed
 * @user_data: for @progress
 * @cancellable: (nullable): ends it
 * @error: return location
 *
 * Listens at the speeds in use until a guess is sure, or all were tried. Nothing is written.
 *
 * A device that says nothing for some seconds, at 9600 and with RTS low, is silent: at a wrong speed it would
 * have been heard too.
 *
 * Errors: %G_IO_ERROR_CANCELLED, or %RK_ACQUIRE_ERROR_LOST when the ear failed.
 * Threads: that of the ear; takes as long as the device needs, up to a minute.
 *
 * Returns: (transfer full): what came of it
 */
RkScan *
rk_scanner_run (const RkEar     *ear,
                gpointer         ear_data,
                RkScanProgress   progress,
                gpointer         user_data,
                GCancellable    *cancellable,
                GError         **error)
{
  g_autofree Scanner *self = NULL;
  g_autoptr (RkScan) scan = NULL;

  g_return_val_if_fail (ear != NULL && ear->listen != NULL, NULL);

  scan = rk_scan_new ();
  self = g_new0 (Scanner, 1);
  self->ear = ear;
  self->ear_data = ear_data;
  self->progress = progress;
  self->user_data = user_data;
  self->cancellable = cancellable;
  self->scan = scan;
  self->upper = G_MAXDOUBLE;
  self->rts = -1;

  if (run (self))
    return g_steal_pointer (&scan);

  if (!g_cancellable_set_error_if_cancelled (cancellable, error))
    g_set_error_literal (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_LOST,
                         _("The device was lost while it was being listened to: plug it in again"));

  return NULL;
}
