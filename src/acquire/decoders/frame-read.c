/* What a plan makes of bytes: whether a packet stands there, and the rows in it. */
#include "config.h"

#include "acquire/decoders/frame-private.h"

#include "base/clock.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* With these there is no value, whatever the bytes say. */
#define NO_VALUE (RK_VALUE_OVER | RK_VALUE_UNDER | RK_VALUE_ERROR | RK_VALUE_BUSY | RK_VALUE_NO_DATA)

/* -- Checking -------------------------------------------------------------- */

static inline guint64
load (const guint8 *p,
      gsize         size,
      gboolean      big)
{
  guint64 raw = 0;

  switch (size) {
  case 1:
    return p[0];
  case 2:
    return big ? (guint64) p[0] << 8 | p[1] : (guint64) p[1] << 8 | p[0];
  case 4:
    return big ? (guint64) p[0] << 24 | (guint64) p[1] << 16 | (guint64) p[2] << 8 | p[3]
               : (guint64) p[3] << 24 | (guint64) p[2] << 16 | (guint64) p[1] << 8 | p[0];
  default:
    for (gsize i = 0; i < size; i++)
      raw = raw << 8 | p[big ? i : size - 1 - i];
    return raw;
  }
}

/* Where byte @at of @n is; FALSE when it or one of the @size bytes is not there. */
static inline gboolean
locate (int    at,
        gsize  size,
        gsize  n,
        gsize *pos)
{
  gsize from_end = at < 0 ? (gsize) -at : 0;

  if (from_end > n)
    return FALSE;
  *pos = at < 0 ? n - from_end : (gsize) at;

  return *pos <= n && size <= n - *pos;
}

static gboolean
holds (const RkCondition *condition,
       const guint8      *bytes,
       gsize              n)
{
  guint64 value = n;

  if (!condition->of_size) {
    gsize pos;

    if (!locate (condition->at, condition->type.size, n, &pos))
      return FALSE;
    value = load (bytes + pos, condition->type.size, condition->type.big) & condition->mask;
  }

  switch (condition->kind) {
  case RK_CONDITION_EQUAL:
    return value == condition->value;
  case RK_CONDITION_OTHER:
    return value != condition->value;
  case RK_CONDITION_LESS:
    return value < condition->value;
  case RK_CONDITION_GREATER:
    return value > condition->value;
  case RK_CONDITION_AT_MOST:
    return value <= condition->value;
  case RK_CONDITION_AT_LEAST:
    return value >= condition->value;
  default:
    g_assert_not_reached ();
  }
}

/* @conditions is nullable. */
static inline gboolean
all_hold (const GArray *conditions,
          const guint8 *bytes,
          gsize         n)
{
  if (conditions == NULL)
    return TRUE;

  for (guint i = 0; i < conditions->len; i++) {
    if (!holds (&g_array_index (conditions, RkCondition, i), bytes, n))
      return FALSE;
  }

  return TRUE;
}

/* Whether the first @n bytes may be the beginning; MORE while they are too few to tell. */
static RkPacketClass
check_sync (const RkFrameLayout *layout,
            const guint8        *bytes,
            gsize                n)
{
  gboolean more = FALSE;

  if (layout->syncs->len == 0)
    return RK_PACKET_WHOLE;

  for (guint i = 0; i < layout->syncs->len; i++) {
    const RkFrameMark *mark = &g_array_index (layout->syncs, RkFrameMark, i);
    gsize k = 0;

    while (k < MIN (n, mark->n) && (bytes[k] & mark->mask[k]) == mark->bytes[k])
      k++;
    if (k == mark->n)
      return RK_PACKET_WHOLE;
    more = more || k == n;
  }

  return more ? RK_PACKET_MORE : RK_PACKET_NOTHING;
}

static gboolean
checksum_fits (const RkFrameLayout *layout,
               const guint8        *bytes,
               gsize                n)
{
  gsize size = rk_checksum_size (layout->checksum);
  g_autofree guint8 *joined = NULL;
  gsize n_joined = 0;
  gsize pos;

  if (size == 0)
    return TRUE;
  if (!locate (layout->checksum_at, size, n, &pos))
    return FALSE;

  for (guint i = 0; i < layout->checksum_of->len; i++) {
    const RkFrameRange *range = &g_array_index (layout->checksum_of, RkFrameRange, i);
    gsize first;
    gsize last;

    if (!locate (range->first, 0, n, &first) || !locate (range->last, 1, n, &last) || first > last + 1)
      return FALSE;
    if (layout->checksum_of->len == 1)
      return rk_checksum_compute (layout->checksum, bytes + first, last + 1 - first) ==
             load (bytes + pos, size, layout->checksum_big);
    joined = g_realloc (joined, n_joined + last + 1 - first);
    memcpy (joined + n_joined, bytes + first, last + 1 - first);
    n_joined += last + 1 - first;
  }

  return rk_checksum_compute (layout->checksum, joined, n_joined) == load (bytes + pos, size, layout->checksum_big);
}

/* A packet of @n bytes; where nothing marks the beginning, what does not fit is no packet at all. */
static RkPacketClass
check_whole (const RkFrameLayout *layout,
             const guint8        *bytes,
             gsize                n,
             const char         **reason)
{
  RkPacketClass wrong = layout->syncs->len > 0 ? RK_PACKET_BAD : RK_PACKET_NOTHING;

  if (layout->tail_len > n || memcmp (bytes + n - layout->tail_len, layout->tail, layout->tail_len) != 0) {
    *reason = _("the packet does not end as it should");
    return wrong;
  }
  if (!all_hold (layout->require, bytes, n))
    return RK_PACKET_NOTHING;
  if (!checksum_fits (layout, bytes, n)) {
    *reason = _("the checksum is wrong");
    return wrong;
  }
  if (layout->row_size > 0) {
    gsize last;

    if (!locate (layout->row_last, 1, n, &last) || last < layout->row_begin ||
        (last + 1 - layout->row_begin) % layout->row_size != 0) {
      *reason = _("the packet does not hold a whole number of rows");
      return wrong;
    }
  }

  return RK_PACKET_WHOLE;
}

/**
 * rk_frame_plan_check:
 * @self: a plan
 * @layout: one of its layouts
 * @cut: whether the packet is known to have @n bytes
 * @bytes: (array length=n): where a packet may begin
 * @n: how many bytes are there
 * @length: (out): length of the packet, for whole and bad
 * @reason: (out): what is wrong with a bad one; translated
 *
 * Looks for a packet at the start of the bytes. Pure.
 *
 * Returns: what is there
 */
RkPacketClass
rk_frame_plan_check (const RkFramePlan *self,
                     guint              layout,
                     gboolean           cut,
                     const guint8      *bytes,
                     gsize              n,
                     gsize             *length,
                     const char       **reason)
{
  const RkFrameLayout *l = self->layouts[layout];
  RkPacketClass class = check_sync (l, bytes, n);
  gsize total = l->length;

  if (class != RK_PACKET_WHOLE)
    return class;

  if (l->has_length) {
    gsize pos;
    gssize told;

    if (!locate ((int) l->length_at, l->length_type.size, n, &pos))
      return RK_PACKET_MORE;
    told = (gssize) (load (bytes + pos, l->length_type.size, l->length_type.big) * l->length_factor) + l->length_add;
    if (told < (gssize) (l->length_at + l->length_type.size) || told > (gssize) l->length_max) {
      *length = l->length_at + l->length_type.size;
      *reason = _("the packet cannot be that long");
      return l->syncs->len > 0 ? RK_PACKET_BAD : RK_PACKET_NOTHING;
    }
    total = (gsize) told;
  }
  if (cut && total == 0)
    total = n;
  if (n < total)
    return RK_PACKET_MORE;
  *length = total;
  if (cut && n != total) {
    *reason = _("the packet is not as long as it should be");
    return RK_PACKET_BAD;
  }

  return check_whole (l, bytes, total, reason);
}

/* -- Reading --------------------------------------------------------------- */

typedef enum { READ_VALUE, READ_NO_DATA, READ_FAULT } Reading;

/* Digits as text ("0".."9", blanks, sign, point) or as numbers 0 to 9; in the code of many meters ':' is a
 * blank and ';' a minus, for they follow the '9'. */
static Reading
read_digits (const guint8 *p,
             gsize         size,
             double       *value)
{
  gboolean negative = FALSE;
  gboolean any = FALSE;
  double scale = 0.0;
  double sum = 0.0;

  for (gsize i = 0; i < size; i++) {
    guint8 c = p[i];

    if (c <= 9 || g_ascii_isdigit (c)) {
      sum = sum * 10.0 + (double) (c <= 9 ? c : c - '0');
      scale *= 10.0;
      any = TRUE;
    } else if (c == '.' && scale == 0.0) {
      scale = 1.0;
    } else if ((c == '-' || c == ';') && !any) {
      negative = TRUE;
    } else if (c != ' ' && c != ':' && c != '+' && (c < 10 || c > 15)) {
      return READ_FAULT;
    }
  }
  if (!any)
    return READ_NO_DATA;

  *value = scale > 1.0 ? sum / scale : sum;
  if (negative)
    *value = -*value;

  return READ_VALUE;
}

static Reading
read_bcd (guint64 raw,
          gsize   size,
          double *value)
{
  double sum = 0.0;

  for (int shift = (int) (8 * size) - 4; shift >= 0; shift -= 4) {
    guint digit = raw >> shift & 0xF;

    if (digit > 9)
      return READ_FAULT;
    sum = sum * 10.0 + digit;
  }
  *value = sum;

  return READ_VALUE;
}

static double
read_float (guint64 raw,
            gsize   size)
{
  guint32 bits = (guint32) raw;
  double wide;
  float narrow;

  if (size == 8) {
    memcpy (&wide, &raw, sizeof wide);
    return wide;
  }
  memcpy (&narrow, &bits, sizeof narrow);

  return (double) narrow;
}

/* Ones from the highest that is set down to the lowest. */
static inline guint64
fill_below (guint64 bits)
{
  for (guint n = 1; n < 64; n *= 2)
    bits |= bits >> n;

  return bits;
}

/* The number as it stands, before its steps. */
static inline Reading
read_raw (const RkFrameValue *value,
          const guint8       *p,
          double             *number)
{
  gsize size = value->type.size;
  guint64 ones;
  guint64 raw;

  if (value->type.kind == RK_RAW_DIGITS)
    return read_digits (p, size, number);

  raw = load (p, size, value->type.big);
  ones = (size >= 8 ? G_MAXUINT64 : (G_GUINT64_CONSTANT (1) << (8 * size)) - 1) & value->mask;
  raw &= ones;
  for (guint i = 0; i < value->no_data->len; i++) {
    if (value->type.kind != RK_RAW_FLOAT && raw == ((guint64) g_array_index (value->no_data, gint64, i) & ones))
      return READ_NO_DATA;
  }
  raw >>= value->shift;
  ones >>= value->shift;

  switch (value->type.kind) {
  case RK_RAW_SIGNED: {
    guint64 below = fill_below (ones);
    guint64 sign = below ^ (below >> 1);

    /* The highest bit that is read is the sign. */
    *number = (raw & sign) != 0 ? (double) (gint64) (raw | ~below) : (double) raw;
    return READ_VALUE;
  }
  case RK_RAW_FLOAT:
    *number = read_float (raw, size);
    for (guint i = 0; i < value->no_data->len; i++) {
      if (*number == (double) g_array_index (value->no_data, gint64, i))
        return READ_NO_DATA;
    }
    return isfinite (*number) ? READ_VALUE : READ_NO_DATA;
  case RK_RAW_BCD:
    return read_bcd (raw, size, number);
  case RK_RAW_UNSIGNED:
  case RK_RAW_DIGITS:
  default:
    *number = (double) raw;
    return READ_VALUE;
  }
}

/* The row at hand within its packet. */
typedef struct {
  const guint8 *packet;
  gsize         n_packet;
  const guint8 *row;
  gsize         n_row;
} Place;

static double
take_steps (const RkFrameValue *value,
            const Place        *place,
            double              number)
{
  for (guint i = 0; i < value->steps->len; i++) {
    const RkFrameStep *step = &g_array_index (value->steps, RkFrameStep, i);

    if (step->conditions != NULL && !all_hold (step->conditions, place->packet, place->n_packet))
      continue;
    if (step->kind == '*')
      number *= step->x;
    else if (step->kind == '/')
      number /= step->x;
    else
      number += step->x;
  }

  /* A description may scale beyond all numbers. */
  return isfinite (number) ? number : (double) NAN;
}

/* What the flags say about the field. */
static guint32
read_flags (const RkFramePlan  *self,
            const RkFrameField *field,
            const Place        *place)
{
  guint32 flags = RK_VALUE_OK;

  for (guint i = 0; i < self->flags->len; i++) {
    const RkFrameFlag *flag = &g_array_index (self->flags, RkFrameFlag, i);

    if ((flag->of == NULL || g_strv_contains ((const char * const *) flag->of, field->name)) &&
        all_hold (flag->conditions, place->packet, place->n_packet))
      flags |= flag->flag;
  }

  return flags;
}

static char *
dup_key (const RkFrameField *field,
         guint               number)
{
  return number == 0 ? g_strdup (field->name) : g_strdup_printf ("%s %u", field->name, number);
}

/* The column of element @number (0: the field itself); -1 when there are too many. */
static int
find_column (RkFrameField       *field,
             const RkFrameValue *value,
             guint               number,
             RkColumnSet        *set)
{
  g_autofree char *key = NULL;
  const char *unit;
  RkColumn *added;
  int column = -1;

  if (number < field->columns->len && g_array_index (field->columns, int, number) >= 0)
    return g_array_index (field->columns, int, number);

  key = dup_key (field, number);
  column = rk_column_set_add (set, key);
  if (column < 0)
    return -1;

  unit = value->units->len > 0 ? g_array_index (value->units, RkFrameUnit, 0).unit : NULL;
  added = g_ptr_array_index (set->columns, column);
  if (unit != NULL && added->unit == NULL) {
    added->unit = g_strdup (unit);
    set->changed = TRUE;
  }
  rk_column_set_refine (set, (guint) column, value->decimals);
  while (field->columns->len <= number) {
    int unknown = -1;

    g_array_append_val (field->columns, unknown);
  }
  g_array_index (field->columns, int, number) = column;

  return column;
}

/* A field that comes in several units goes where its quantity has its column. */
static void
put_switching (const RkFrameField *field,
               const RkFrameValue *value,
               guint               number,
               const Place        *place,
               double              x,
               guint32             flags,
               RkColumnSet        *set)
{
  g_autofree char *key = dup_key (field, number);
  const RkFrameUnit *unit = NULL;
  int column;

  for (guint i = 0; i < value->units->len && unit == NULL; i++) {
    const RkFrameUnit *next = &g_array_index (value->units, RkFrameUnit, i);

    if (all_hold (next->conditions, place->packet, place->n_packet))
      unit = next;
  }

  /* A unit nobody told of gets a column without one. */
  column = rk_column_set_add_as (set, key, unit != NULL ? unit->quantity : NULL, NULL, unit != NULL ? unit->unit : NULL);
  if (column < 0)
    return;

  column = rk_column_set_put_in (set, (guint) column, x, flags, unit != NULL ? unit->unit : NULL);
  if (column >= 0)
    rk_column_set_refine (set, (guint) column, value->decimals);
}

/* One number; FALSE for a fault. */
static gboolean
read_number (RkFrameField       *field,
             const RkFrameValue *value,
             guint               number,
             const guint8       *p,
             const Place        *place,
             guint32             flags,
             RkColumnSet        *set)
{
  double x = NAN;
  int column;

  switch (read_raw (value, p, &x)) {
  case READ_VALUE:
    x = (flags & NO_VALUE) != 0 ? (double) NAN : take_steps (value, place, x);
    break;
  case READ_NO_DATA:
    /* What the flags say is told better: it is over, not away. */
    flags |= (flags & NO_VALUE) == 0 ? RK_VALUE_NO_DATA : RK_VALUE_OK;
    x = NAN;
    break;
  case READ_FAULT:
  default:
    if ((flags & NO_VALUE) == 0)
      return FALSE;
    x = NAN;
  }

  if (field->switches) {
    put_switching (field, value, number, place, x, flags, set);
    return TRUE;
  }
  column = find_column (field, value, number, set);
  if (column >= 0)
    rk_column_set_put (set, (guint) column, x, flags);

  return TRUE;
}

/* The value of a field that fits this packet; its elements in @n, 0 for none. */
static const RkFrameValue *
choose_value (const RkFrameItem *item,
              const Place       *place,
              gsize             *pos,
              gsize             *n)
{
  for (guint i = 0; i < item->values->len; i++) {
    const RkFrameValue *value = g_ptr_array_index (item->values, i);

    if (!locate (value->at, MAX (value->count, 1) * value->type.size, place->n_row, pos) ||
        !all_hold (value->conditions, place->packet, place->n_packet))
      continue;
    *n = value->count > 0 ? value->count : MIN ((place->n_row - *pos) / value->type.size, 256);
    return value;
  }

  return NULL;
}

/* Whether all texts of the row are numbers: nothing may be emitted of a packet that is not one. */
static gboolean
check_texts (const RkFramePlan   *self,
             const RkFrameLayout *layout,
             const Place         *place)
{
  for (guint i = 0; i < layout->items->len; i++) {
    const RkFrameItem *item = g_ptr_array_index (layout->items, i);
    gsize pos;
    gsize n;
    const RkFrameValue *value = choose_value (item, place, &pos, &n);

    for (gsize k = 0; value != NULL && k < n; k++) {
      double x;

      if (read_raw (value, place->row + pos + k * value->type.size, &x) == READ_FAULT &&
          (read_flags (self, item->field, place) & NO_VALUE) == 0)
        return FALSE;
    }
  }

  return TRUE;
}

/* FALSE when the row says nothing about any column. */
static gboolean
read_row (RkFramePlan         *self,
          const RkFrameLayout *layout,
          const Place         *place,
          RkColumnSet         *set)
{
  gboolean any = FALSE;

  rk_column_set_begin (set);
  for (guint i = 0; i < layout->items->len; i++) {
    const RkFrameItem *item = g_ptr_array_index (layout->items, i);
    gsize pos;
    gsize n;
    const RkFrameValue *value = choose_value (item, place, &pos, &n);
    guint32 flags;

    if (value == NULL || n == 0)
      continue;
    flags = self->flags->len > 0 ? read_flags (self, item->field, place) : RK_VALUE_OK;
    for (gsize k = 0; k < n; k++)
      any = read_number (item->field, value, value->is_array ? (guint) k + 1 : 0, place->row + pos + k * value->type.size,
                         place, flags, set) || any;
  }

  return any;
}

/**
 * rk_frame_plan_read:
 * @self: a plan
 * @layout: the layout that rk_frame_plan_check () found
 * @bytes: (array length=n): the whole packet
 * @n: its length
 * @set: gets the rows
 * @packets: (nullable): says where in the feed a row ends
 * @end: where all of them end, without @packets
 * @events: who listens
 * @user_data: for @events
 * @reason: (out): what is wrong with a bad one; translated
 *
 * Emits the rows of a packet.
 *
 * Returns: whole; bad when a text in it is no number; skip when it says nothing about any column
 */
RkPacketClass
rk_frame_plan_read (RkFramePlan           *self,
                    guint                  layout,
                    const guint8          *bytes,
                    gsize                  n,
                    RkColumnSet           *set,
                    const RkPackets       *packets,
                    gsize                  end,
                    const RkDecoderEvents *events,
                    gpointer               user_data,
                    const char           **reason)
{
  const RkFrameLayout *l = self->layouts[layout];
  gsize begin = l->row_size > 0 ? l->row_begin : 0;
  gsize size = l->row_size > 0 ? l->row_size : n;
  gsize last = n - 1;
  gboolean any = FALSE;

  if (l->row_size > 0)
    locate (l->row_last, 1, n, &last);

  if (l->has_text) {
    for (gsize at = begin; at + size <= last + 1; at += size) {
      Place place = { bytes, n, bytes + at, size };

      if (!check_texts (self, l, &place)) {
        *reason = _("this is not a number");
        return l->syncs->len > 0 ? RK_PACKET_BAD : RK_PACKET_NOTHING;
      }
    }
  }

  for (gsize at = begin; at + size <= last + 1; at += size) {
    Place place = { bytes, n, bytes + at, size };

    if (!read_row (self, l, &place, set))
      continue;
    any = TRUE;
    rk_column_set_emit (set, RK_TIME_NONE, FALSE, packets != NULL ? rk_packets_end (packets, at + size) : end,
                        events, user_data);
  }

  return any ? RK_PACKET_WHOLE : RK_PACKET_SKIP;
}
