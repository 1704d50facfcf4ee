/* How much of a line a pattern fixes: letters and signs that must stand there, at least. Numbers, blanks and what may be
 * absent count for little or nothing, because any line of numbers has them. What is not understood counts nothing.
 */
#include "config.h"

#include "acquire/decoders/regex-evidence.h"

#include <math.h>
#include <string.h>

#define DEPTH_MAX 40
#define BITS_MAX 96.0

/* Bits: a sign among some thirty that stand in lines of numbers. */
#define LITERAL_BITS 5.0

typedef struct {
  const char *p;
  guint       depth;
} Pattern;

static double read_alternatives (Pattern *self);

static double
literal_bits (char c)
{
  if (c == ' ' || c == '.' || c == ',' || c == '-' || c == '+')
    return 1.0;
  if (g_ascii_isdigit (c))
    return 3.0;

  return LITERAL_BITS;
}

/* After the backslash. */
static double
read_escape (Pattern *self)
{
  char c = *self->p;

  if (c == '\0')
    return 0.0;
  self->p++;
  if (c == 'x') {
    for (guint i = 0; i < 2 && g_ascii_isxdigit (*self->p); i++)
      self->p++;
    return LITERAL_BITS;
  }
  /* Letters and digits after a backslash are classes, places and references. */
  return g_ascii_isalnum (c) ? 0.0 : literal_bits (c);
}

/* After "[": the fewer characters it allows, the more it says. @digits: whether digits are among them. */
static double
read_class (Pattern  *self,
            gboolean *digits)
{
  gboolean negated = *self->p == '^';
  guint n = 0;
  guchar last = 0;

  *digits = FALSE;
  if (negated)
    self->p++;
  for (gboolean first = TRUE; *self->p != '\0' && (first || *self->p != ']'); first = FALSE) {
    guchar c = (guchar) *self->p++;

    if (c == '\\' && *self->p != '\0') {
      c = (guchar) *self->p++;
      *digits = *digits || c == 'd' || c == 'w';
      n += g_ascii_isalnum (c) ? 10 : 1;
    } else if (c == '-' && last != 0 && *self->p != '\0' && *self->p != ']') {
      guchar to = (guchar) *self->p++;

      n += to > last ? (guint) (to - last) : 0;
      *digits = *digits || (last <= '9' && to >= '0' && to <= '9');
      c = 0;
    } else if ((c & 0xc0) != 0x80) {
      n++;
    }
    last = c;
  }
  if (*self->p == ']')
    self->p++;

  if (negated || n == 0 || *digits)
    return 0.0;

  return MAX (0.0, LITERAL_BITS - log2 (n));
}

/* After "(". */
static double
read_group (Pattern *self)
{
  gboolean counts = TRUE;
  double bits = 0.0;

  if (*self->p == '*' || strncmp (self->p, "?#", 2) == 0) {
    while (*self->p != '\0' && *self->p != ')')
      self->p++;
  } else if (*self->p == '?') {
    const char *kind = self->p + 1;

    counts = *kind != '=' && *kind != '!' && !(kind[0] == '<' && (kind[1] == '=' || kind[1] == '!'));
    self->p += strcspn (self->p, ">:=!')");
    if (*self->p == '\'')
      self->p += 1 + strcspn (self->p + 1, "')");
    if (*self->p != '\0' && *self->p != ')')
      self->p++;
  }

  self->depth++;
  if (self->depth < DEPTH_MAX)
    bits = read_alternatives (self);
  else
    self->p += strlen (self->p);
  self->depth--;
  if (*self->p == ')')
    self->p++;

  return counts ? bits : 0.0;
}

/* How often the part before must stand there. */
static guint
read_times (Pattern *self)
{
  guint times = 1;

  if (*self->p == '?' || *self->p == '*') {
    times = 0;
    self->p++;
  } else if (*self->p == '+') {
    self->p++;
  } else if (*self->p == '{' && g_ascii_isdigit (self->p[1])) {
    times = 0;
    for (self->p++; g_ascii_isdigit (*self->p); self->p++)
      times = MIN (times * 10 + (guint) (*self->p - '0'), 100);
    self->p += strcspn (self->p, "}");
    if (*self->p == '}')
      self->p++;
  } else {
    return times;
  }
  if (*self->p == '?' || *self->p == '+')
    self->p++;

  return times;
}

static double
read_sequence (Pattern *self)
{
  double bits = 0.0;

  while (*self->p != '\0' && *self->p != '|' && *self->p != ')') {
    gboolean digits = FALSE;
    double part = 0.0;
    guint times;
    char c = *self->p++;

    if (c == '\\')
      part = read_escape (self);
    else if (c == '[')
      part = read_class (self, &digits);
    else if (c == '(')
      part = read_group (self);
    else if (c != '.' && c != '^' && c != '$' && ((guchar) c & 0xc0) != 0x80)
      part = literal_bits (c);

    times = read_times (self);
    /* A number of a fixed width is rare. */
    if (digits && times >= 4)
      bits += 3.0;
    bits = MIN (bits + part * MIN (times, 8), BITS_MAX);
  }

  return bits;
}

static double
read_alternatives (Pattern *self)
{
  double least = read_sequence (self);

  while (*self->p == '|') {
    double other;

    self->p++;
    other = read_sequence (self);
    least = MIN (least, other);
  }

  return least;
}

/**
 * rk_regex_evidence:
 * @pattern: a Perl-compatible expression
 *
 * Estimates how unlikely it is that a line of numbers fits the pattern by chance; too low rather than too high.
 *
 * Threads: pure, any thread.
 *
 * Returns: bits, at most 96
 */
guint
rk_regex_evidence (const char *pattern)
{
  Pattern self = { pattern, 0 };

  g_return_val_if_fail (pattern != NULL, 0);

  return (guint) read_alternatives (&self);
}
