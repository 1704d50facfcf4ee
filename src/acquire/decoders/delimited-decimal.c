/* What a comma between digits means: a decimal sign or a separator.
 *
 * "21,5;40,2" can only be the one and "1.5,2" only the other; "23,5" can be both and is left open.
 */
#include "config.h"

#include "acquire/decoders/delimited-line.h"

#include <string.h>

static inline gboolean
is_digit (char c)
{
  return c >= '0' && c <= '9';
}

static inline gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t' || c == '|' || c == '"';
}

static inline gboolean
is_assignment (char c)
{
  return c == ':' || c == '=';
}

/* The commas of one stretch without ";": how many stand between digits, and whether that is all a number has. */
typedef struct {
  guint    n_tight;  /* digit on both sides */
  guint    n_loose;
  guint    n_points; /* "." between digits */
  gboolean signed_after; /* "1,-2" */
  gboolean zero_after;   /* "21,05": no whole number begins so */
} Commas;

static void
count_commas (const char *p,
              const char *end,
              Commas     *commas)
{
  for (const char *q = p; q < end; q++) {
    gboolean before = q > p && is_digit (q[-1]);
    gboolean after = q + 1 < end && is_digit (q[1]);

    if (*q == '.' && before && after)
      commas->n_points++;
    if (*q != ',')
      continue;

    if (before && after) {
      commas->n_tight++;
      if (q[1] == '0' && q + 2 < end && is_digit (q[2]))
        commas->zero_after = TRUE;
    } else {
      commas->n_loose++;
      if (before && q + 2 < end && (q[1] == '-' || q[1] == '+' || q[1] == '.') && is_digit (q[2]))
        commas->signed_after = TRUE;
    }
  }
}

/* The ":" of 12:30:05 is no end of a label. */
static gboolean
is_clock_sign (const char *q,
               const char *begin,
               const char *end)
{
  return *q == ':' && q > begin && is_digit (q[-1]) && q + 1 < end && is_digit (q[1]);
}

/* A stretch that ends at blanks (or ";"): "21,5" is a number or two. TRUE if it has a digit. */
static gboolean
next_stretch (const char **p,
              const char  *end,
              Commas      *commas)
{
  gboolean has_digit = FALSE;
  const char *from;

  while (*p < end && (is_blank (**p) || **p == ';'))
    (*p)++;
  for (from = *p; *p < end && !is_blank (**p) && **p != ';'; (*p)++)
    has_digit = has_digit || is_digit (**p);

  *commas = (Commas) { 0 };
  count_commas (from, *p, commas);

  for (const char *q = from + 1; q + 1 < *p; q++) {
    if (is_clock_sign (q, from, *p))
      return FALSE;
  }

  return has_digit;
}

RkDecimal
rk_delimited_guess_decimal (const char *text,
                            gsize       len)
{
  const char *end = text + len;
  const char *p = text;
  Commas all = { 0 };
  guint n_stretches = 0;
  guint n_single = 0;
  gboolean too_many = FALSE;
  guint n_labels = 0;

  count_commas (text, end, &all);
  if (all.n_tight + all.n_loose == 0)
    return RK_DECIMAL_UNKNOWN;
  if (all.n_points > 0 || all.signed_after || all.n_tight == 0)
    return RK_DECIMAL_POINT;

  for (const char *q = text; q < end; q++)
    n_labels += is_assignment (*q) && !is_clock_sign (q, text, end);

  while (p < end) {
    Commas commas;

    if (!next_stretch (&p, end, &commas))
      continue;
    n_stretches++;
    n_single += commas.n_tight == 1;
    /* "1,2,3": nobody writes a decimal comma and separates by commas without a blank, but "T:21,5,H:40,2". */
    too_many = too_many || (commas.n_tight > 1 && n_labels == 0);
  }

  if (too_many)
    return RK_DECIMAL_POINT;
  /* Each "name:" has one comma of its own: "T:21,5,H:40,2". */
  if (n_labels > 0)
    return all.n_tight == n_labels ? RK_DECIMAL_COMMA : RK_DECIMAL_POINT;
  if (memchr (text, ';', len) != NULL || all.zero_after)
    return RK_DECIMAL_COMMA;

  /* "21,5 40,2": every number has its comma. "1 2 3,4" is four numbers, "23,5" can be both. */
  if (n_stretches > 1)
    return n_single == n_stretches ? RK_DECIMAL_COMMA : RK_DECIMAL_POINT;

  return RK_DECIMAL_UNKNOWN;
}
