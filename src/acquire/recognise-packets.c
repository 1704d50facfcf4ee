/* Packets of an unknown make.
 *
 * Packets of one length make columns: when the bytes are written in rows of the right length, some columns never change
 * (sync bytes, high bytes of small numbers). The least length with the most such columns is the period. Where in
 * the row a packet begins is told by a checksum that is right in every row, else by the longest run of bytes that
 * never change. What changes is taken as numbers: a pair of bytes as one number, in the order in which it jumps least.
 */
#include "config.h"

#include "acquire/recognise-private.h"

#include "base/checksum.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define LENGTH_MIN 3
#define LENGTH_MAX 160
#define ROWS_MIN 4
/* Rows that differ: a device that repeats one packet fits any sum somewhere. */
#define DISTINCT_ROWS_MIN 3
#define BYTES_MIN 32
#define SYNC_MAX 4
/* A column is constant when all but this share of rows agree: lines have noise. */
#define ODD_SHARE 0.05

/* The bytes as rows of packets. */
typedef struct {
  const guint8 *bytes;
  gsize         length;
  gsize         n_rows;
  gsize         first;    /* where in a row of the bytes a packet begins */
  gboolean      is_constant[LENGTH_MAX]; /* by place in the bytes' own rows */
  guint         n_constant;
  RkChecksum    checksum;
  gboolean      checksum_big;
  gsize         checksum_from;
} Packets;

static guint8
byte_at (const Packets *self,
         gsize          row,
         gsize          column)
{
  return self->bytes[row * self->length + self->first + column];
}

static gboolean
is_constant (const guint8 *bytes,
             gsize         length,
             gsize         n_rows,
             gsize         column)
{
  gsize n_same = 0;

  /* The second row: the first may be half noise. */
  for (gsize row = 0; row < n_rows; row++)
    n_same += bytes[row * length + column] == bytes[length + column] ? 1 : 0;

  return (double) (n_rows - n_same) <= ODD_SHARE * (double) n_rows;
}

/* The least length whose share of constant columns is as good as any; FALSE when no column is. */
static gboolean
find_length (Packets      *self,
             const guint8 *bytes,
             gsize         n)
{
  double best = 0.0;

  for (gsize length = LENGTH_MIN; length <= LENGTH_MAX && length * ROWS_MIN <= n; length++) {
    gsize n_rows = n / length;
    guint n_constant = 0;

    for (gsize column = 0; column < length; column++)
      n_constant += is_constant (bytes, length, n_rows, column) ? 1 : 0;
    if ((double) n_constant / (double) length > best + 0.02) {
      best = (double) n_constant / (double) length;
      self->length = length;
      self->n_constant = n_constant;
    }
  }
  if (best == 0.0)
    return FALSE;

  self->bytes = bytes;
  self->n_rows = n / self->length;
  for (gsize column = 0; column < self->length; column++)
    self->is_constant[column] = is_constant (bytes, self->length, self->n_rows, column);

  return self->n_constant < self->length;
}

/* Rows that differ from the one before. */
static gsize
count_different (const Packets *self)
{
  gsize n = 1;

  for (gsize row = 1; row < self->n_rows; row++)
    n += memcmp (self->bytes + row * self->length, self->bytes + (row - 1) * self->length, self->length) != 0 ? 1 : 0;

  return n;
}

static gboolean
constant_at (const Packets *self,
             gsize          column)
{
  return self->is_constant[(self->first + column) % self->length];
}

/* Whole rows from @self->first on. */
static gsize
count_rows (const Packets *self)
{
  return self->first == 0 ? self->n_rows : self->n_rows - 1;
}

static gboolean
checks (const Packets *self,
        RkChecksum     kind,
        gsize          from,
        gboolean       big)
{
  guint size = rk_checksum_size (kind);
  gsize rows = count_rows (self);
  gsize n_wrong = 0;

  for (gsize row = 0; row < rows; row++) {
    const guint8 *packet = self->bytes + row * self->length + self->first;
    const guint8 *stored = packet + self->length - size;
    guint32 is = 0;

    for (guint i = 0; i < size; i++)
      is |= (guint32) stored[i] << 8 * (big ? size - 1 - i : i);
    if (rk_checksum_compute (kind, packet + from, self->length - size - from) != is)
      n_wrong++;
    if ((double) n_wrong > 2.0 * ODD_SHARE * (double) rows)
      return FALSE;
  }

  return TRUE;
}

/* A sum over a packet in which only one byte changes would be "right" by chance too often: the sum itself must change. */
static gboolean
find_checksum (Packets *self)
{
  for (guint kind = RK_CHECKSUM_NONE + 1; kind <= RK_CHECKSUM_LAST; kind++) {
    guint size = rk_checksum_size ((RkChecksum) kind);

    for (self->first = 0; self->first < self->length; self->first++) {
      if (size + 2 > self->length || constant_at (self, self->length - size + (size - 1) / 2))
        continue;
      for (gsize from = 0; from <= 2 && from + size + 1 < self->length; from++) {
        for (guint big = 0; big < (size > 1 ? 2 : 1); big++) {
          if (!constant_at (self, 0) || !checks (self, (RkChecksum) kind, from, big != 0))
            continue;
          self->checksum = (RkChecksum) kind;
          self->checksum_big = big != 0;
          self->checksum_from = from;
          return TRUE;
        }
      }
    }
  }

  return FALSE;
}

/* Without a checksum a packet begins with the longest run of bytes that never change, zeros last. */
static void
find_begin (Packets *self)
{
  gsize best = 0;
  double best_score = -1.0;

  for (gsize begin = 0; begin < self->length; begin++) {
    double score = 0.0;

    if (self->is_constant[(begin + self->length - 1) % self->length])
      continue;
    for (gsize i = 0; i < self->length && self->is_constant[(begin + i) % self->length]; i++)
      score += self->bytes[self->length + (begin + i) % self->length] != 0 ? 1.0 : 0.2;
    if (score > best_score) {
      best_score = score;
      best = begin;
    }
  }
  self->first = best;
}

static double
pair_value (const Packets *self,
            gsize          row,
            gsize          column,
            gsize          size,
            gboolean       big)
{
  if (size == 1)
    return byte_at (self, row, column);

  return big ? byte_at (self, row, column) * 256.0 + byte_at (self, row, column + 1)
             : byte_at (self, row, column + 1) * 256.0 + byte_at (self, row, column);
}

/* How much a number jumps from packet to packet; with a sign the jump from 0 to -1 is small. */
static double
jumps (const Packets *self,
       gsize          column,
       gsize          size,
       gboolean       big,
       gboolean       with_sign)
{
  double modulus = size == 1 ? 256.0 : 65536.0;
  gsize rows = count_rows (self);
  double sum = 0.0;
  double last = 0.0;

  for (gsize row = 0; row < rows; row++) {
    double value = pair_value (self, row, column, size, big);

    if (with_sign && value >= modulus / 2.0)
      value -= modulus;
    if (row > 0)
      sum += fabs (value - last);
    last = value;
  }

  return sum;
}

static void
add_field (const Packets *self,
           GString       *text,
           guint          number,
           gsize          column,
           gsize          size)
{
  gboolean big = size == 2 && jumps (self, column, size, TRUE, FALSE) <= jumps (self, column, size, FALSE, FALSE);
  gboolean with_sign = jumps (self, column, size, big, TRUE) < jumps (self, column, size, big, FALSE);
  const char *order = size == 1 ? "" : big ? "be" : "le";

  g_string_append_printf (text, "field-v%u=%c%u%s@%u\n", number, with_sign ? 's' : 'u', (guint) size * 8, order, (guint) column);
}

static void
add_fields (const Packets *self,
            GString       *text)
{
  gsize end = self->length - (self->checksum != RK_CHECKSUM_NONE ? rk_checksum_size (self->checksum) : 0);
  guint number = 0;

  for (gsize column = 1; column < end;) {
    gsize size = 1;

    if (constant_at (self, column)) {
      column++;
      continue;
    }
    if (column + 1 < end && !constant_at (self, column + 1))
      size = 2;
    add_field (self, text, ++number, column, size);
    column += size;
  }
}

static RkProfile *
make_profile (const Packets *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *name = NULL;
  gsize n_sync = 0;

  while (n_sync < SYNC_MAX && n_sync + 2 < self->length && constant_at (self, n_sync))
    n_sync++;

  name = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Packets of %u byte", "Packets of %u bytes", self->length),
                          (guint) self->length);
  g_string_append_printf (text, "[Device]\nid=found-packets\nname=%s\n[Decoder]\nkind=binary-frame\nsync=", name);
  for (gsize i = 0; i < n_sync; i++)
    g_string_append_printf (text, "%s%02X", i > 0 ? " " : "", self->bytes[self->length + self->first + i]);
  g_string_append_printf (text, "\nlength=%u\n", (guint) self->length);
  if (self->checksum != RK_CHECKSUM_NONE)
    g_string_append_printf (text, "checksum=%s%s %d..%d\n", rk_checksum_id (self->checksum),
                            rk_checksum_size (self->checksum) > 1 && self->checksum_big ? " be" : "",
                            (int) self->checksum_from, -1 - (int) rk_checksum_size (self->checksum));
  add_fields (self, text);

  return rk_profile_parse (text->str, text->len, "found-packets", NULL);
}

/**
 * rk_recognise_packets:
 * @bytes: (array length=n): what was heard
 * @n: number of bytes
 * @confidence: (out): how sure it is, 0 to 0.85
 * @reason: (out) (transfer full): why, for people
 *
 * Works out the packets of a device nobody knows.
 *
 * Threads: pure, any thread.
 *
 * Returns: (transfer full) (nullable): a profile for such packets
 */
RkProfile *
rk_recognise_packets (const guint8  *bytes,
                      gsize          n,
                      double        *confidence,
                      char         **reason)
{
  g_autoptr (RkProfile) profile = NULL;
  Packets self = { 0 };
  gsize n_different;
  RkTrial trial;

  if (n < BYTES_MIN || !find_length (&self, bytes, n))
    return NULL;
  n_different = count_different (&self);
  if (n_different < DISTINCT_ROWS_MIN || !find_checksum (&self))
    find_begin (&self);
  if (!constant_at (&self, 0))
    return NULL;

  profile = make_profile (&self);
  if (profile == NULL || !rk_trial_run (&trial, profile, bytes, n, FALSE))
    return NULL;

  *confidence = trial.share * trial.share * (self.checksum != RK_CHECKSUM_NONE ? 0.85 : self.n_constant >= 2 ? 0.6 : 0.4);
  if (n_different < DISTINCT_ROWS_MIN)
    *confidence *= 0.6;
  if (self.checksum != RK_CHECKSUM_NONE)
    /* Translators: bytes in a packet, then the name of a kind of checksum */
    *reason = g_strdup_printf (_("packets of %u bytes, %s right"), (guint) self.length, rk_checksum_id (self.checksum));
  else
    *reason = g_strdup_printf (_("packets of %u bytes, %u of them always the same"), (guint) self.length, self.n_constant);
  rk_trial_clear (&trial);

  return g_steal_pointer (&profile);
}
