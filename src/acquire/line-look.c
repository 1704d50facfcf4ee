/* What bytes tell about the line they came over.
 *
 * An ear that is k times too fast sees every bit of the device as k bits of its own. It starts with the true
 * edge of the start bit, so the run of zeros at the begin (the start bit and the low bits that are 0) is a multiple of k:
 * its least length over many bytes is k, because about half of all bytes begin with a 1.
 */
#include "config.h"

#include "acquire/line-look.h"

#include <string.h>

/* So many different values must agree on a parity before chance is ruled out: 1 in 2^5 at least, and the text with it. */
#define PARITY_DISTINCT_MIN 4
#define PARITY_BYTES_MIN 12

static gboolean
is_text (guint8 byte)
{
  return (byte >= 0x20 && byte < 0x7f) || byte == '\r' || byte == '\n' || byte == '\t';
}

static guint
zeros_first (guint8 byte)
{
  return byte == 0 ? 8 : (guint) __builtin_ctz (byte);
}

/* 00, FF and all that is one run of zeros and one of ones. */
static gboolean
is_extreme (guint8 byte)
{
  guint changes = byte ^ (guint) (byte >> 1);

  return __builtin_popcount (changes & 0x7f) <= 1;
}

static RkTopBit
judge_top (const guint *counts,
           gsize        n)
{
  gsize n_odd = 0;
  gsize n_high = 0;
  gsize allowed = n / 50;
  guint low_values = 0;

  for (guint i = 0; i < 256; i++) {
    if (counts[i] == 0)
      continue;
    if ((__builtin_popcount (i) & 1) != 0)
      n_odd += counts[i];
    if (i >= 0x80)
      n_high += counts[i];
  }
  for (guint i = 0; i < 128; i++)
    low_values += counts[i] + counts[i + 128] > 0 ? 1 : 0;

  /* Without a high bit there is nothing to take away. */
  if (n < PARITY_BYTES_MIN || low_values < PARITY_DISTINCT_MIN || n_high <= allowed)
    return RK_TOP_BIT_DATA;
  if (n - n_high <= allowed)
    return RK_TOP_BIT_MARK;
  if (n_odd <= allowed)
    return RK_TOP_BIT_EVEN;
  if (n - n_odd <= allowed)
    return RK_TOP_BIT_ODD;

  return RK_TOP_BIT_DATA;
}

/**
 * rk_look_at:
 * @self: (out caller-allocates): the answer
 * @bytes: (array length=n): what was heard, with eight data bits
 * @n: number of bytes
 * @n_faults: framing faults counted meanwhile, 0 where nobody counts
 *
 * Looks at bytes without reading them: whether they are text, what the highest bit is, whether the speed may be wrong.
 *
 * Threads: pure, any thread.
 */
void
rk_look_at (RkLook       *self,
            const guint8 *bytes,
            gsize         n,
            guint         n_faults)
{
  guint counts[256] = { 0 };
  gsize n_runs[9] = { 0 };
  gsize n_text = 0;
  gsize n_text7 = 0;
  gsize n_extreme = 0;
  gsize seen = 0;

  g_return_if_fail (self != NULL);
  g_return_if_fail (bytes != NULL || n == 0);

  *self = (RkLook) { .n = n, .stretch = 1 };
  if (n == 0)
    return;

  for (gsize i = 0; i < n; i++) {
    counts[bytes[i]]++;
    n_runs[zeros_first (bytes[i])]++;
    n_text += is_text (bytes[i]) ? 1 : 0;
    n_text7 += is_text (bytes[i] & 0x7f) ? 1 : 0;
    n_extreme += is_extreme (bytes[i]) ? 1 : 0;
  }
  for (guint i = 0; i < 256; i++)
    self->n_distinct += counts[i] > 0 ? 1 : 0;

  self->text = (double) n_text / (double) n;
  self->text7 = (double) n_text7 / (double) n;
  self->extreme = (double) n_extreme / (double) n;
  self->faulty = MIN (1.0, (double) n_faults / (double) n);
  self->top = judge_top (counts, n);

  /* The least run, but for one byte in fifty: noise. */
  for (guint run = 0; run < 9; run++) {
    seen += n_runs[run];
    if (seen > n / 50) {
      self->stretch = run + 1;
      break;
    }
  }
}

/**
 * rk_strip_top:
 * @bytes: (inout) (array length=n): bytes
 * @n: number of bytes
 *
 * Clears the highest bit of each byte.
 */
void
rk_strip_top (guint8 *bytes,
              gsize   n)
{
  g_return_if_fail (bytes != NULL || n == 0);

  for (gsize i = 0; i < n; i++)
    bytes[i] &= 0x7f;
}
