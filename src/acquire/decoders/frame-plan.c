#include "config.h"

#include "acquire/decoders/frame-private.h"

#include "acquire/decoders/option.h"
#include "acquire/errors.h"
#include "base/quantity.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
step_clear (gpointer data)
{
  RkFrameStep *step = data;

  g_clear_pointer (&step->conditions, g_array_unref);
}

static void
unit_clear (gpointer data)
{
  RkFrameUnit *unit = data;

  g_clear_pointer (&unit->unit, g_free);
  g_clear_pointer (&unit->quantity, g_free);
  g_clear_pointer (&unit->conditions, g_array_unref);
}

static void
flag_clear (gpointer data)
{
  RkFrameFlag *flag = data;

  g_clear_pointer (&flag->conditions, g_array_unref);
  g_clear_pointer (&flag->of, g_strfreev);
}

RkFrameValue *
rk_frame_value_new (void)
{
  RkFrameValue *self = g_new0 (RkFrameValue, 1);

  self->mask = G_MAXUINT64;
  self->count = 1;
  self->steps = g_array_new (FALSE, FALSE, sizeof (RkFrameStep));
  g_array_set_clear_func (self->steps, step_clear);
  self->no_data = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->units = g_array_new (FALSE, FALSE, sizeof (RkFrameUnit));
  g_array_set_clear_func (self->units, unit_clear);
  self->conditions = g_array_new (FALSE, FALSE, sizeof (RkCondition));

  return self;
}

void
rk_frame_value_free (RkFrameValue *self)
{
  g_array_unref (self->steps);
  g_array_unref (self->no_data);
  g_array_unref (self->units);
  g_array_unref (self->conditions);
  g_free (self);
}

static RkFrameField *
field_new (const char *name)
{
  RkFrameField *self = g_new0 (RkFrameField, 1);

  self->name = g_strdup (name);
  self->values = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_frame_value_free);
  self->columns = g_array_new (FALSE, FALSE, sizeof (int));

  return self;
}

static void
field_free (RkFrameField *self)
{
  g_free (self->name);
  g_ptr_array_unref (self->values);
  g_array_unref (self->columns);
  g_free (self);
}

static void
item_free (RkFrameItem *self)
{
  g_ptr_array_unref (self->values);
  g_free (self);
}

static RkFrameLayout *
layout_new (guint number)
{
  RkFrameLayout *self = g_new0 (RkFrameLayout, 1);

  self->number = number;
  self->syncs = g_array_new (FALSE, FALSE, sizeof (RkFrameMark));
  self->checksum_of = g_array_new (FALSE, FALSE, sizeof (RkFrameRange));
  self->require = g_array_new (FALSE, FALSE, sizeof (RkCondition));
  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify) item_free);

  return self;
}

static void
layout_free (RkFrameLayout *self)
{
  g_free (self->sync_text);
  g_array_unref (self->syncs);
  g_array_unref (self->checksum_of);
  g_array_unref (self->require);
  g_ptr_array_unref (self->items);
  g_free (self);
}

/**
 * rk_frame_plan_free:
 * @self: (nullable): a plan
 *
 * Frees a plan.
 */
void
rk_frame_plan_free (RkFramePlan *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < self->n_layouts; i++)
    layout_free (self->layouts[i]);
  g_ptr_array_unref (self->fields);
  g_array_unref (self->flags);
  g_free (self);
}

/* "sync" is of the first kind of packet, "sync-2" of the second. */
static const char *
get_option (GHashTable *options,
            const char *name,
            guint       number,
            char      **full)
{
  g_free (*full);
  *full = number == 1 ? g_strdup (name) : g_strdup_printf ("%s-%u", name, number);

  return rk_option_get (options, *full);
}

static gboolean
read_layout (RkFrameLayout *layout,
             GHashTable    *options,
             GError       **error)
{
  g_autofree char *name = NULL;
  const char *text = get_option (options, "sync", layout->number, &name);

  if (text != NULL && !rk_frame_parse_mark (name, text, layout->syncs, error))
    return FALSE;
  layout->sync_text = g_strdup (text);

  text = get_option (options, "length", layout->number, &name);
  if (text != NULL && !rk_frame_parse_length (name, text, layout, error))
    return FALSE;

  /* Before the checksum: it stands in front of the tail. */
  text = get_option (options, "tail", layout->number, &name);
  if (text != NULL && !rk_frame_parse_bytes (name, text, layout->tail, sizeof layout->tail, &layout->tail_len, error))
    return FALSE;

  text = get_option (options, "checksum", layout->number, &name);
  if (text != NULL && !rk_frame_parse_checksum (name, text, layout, error))
    return FALSE;

  text = get_option (options, "require", layout->number, &name);
  if (text != NULL && !rk_frame_parse_conditions (name, text, layout->require, error))
    return FALSE;

  text = get_option (options, "rows", layout->number, &name);

  return text == NULL || rk_frame_parse_rows (name, text, layout, error);
}

/* Fields in the order of their places: what a device sends first is the first column. */
static int
compare_fields (gconstpointer a,
                gconstpointer b)
{
  const RkFrameField *first = *(RkFrameField * const *) a;
  const RkFrameField *second = *(RkFrameField * const *) b;
  const RkFrameValue *x = g_ptr_array_index (first->values, 0);
  const RkFrameValue *y = g_ptr_array_index (second->values, 0);
  gint64 at_x = x->at >= 0 ? x->at : (gint64) G_MAXINT + x->at;
  gint64 at_y = y->at >= 0 ? y->at : (gint64) G_MAXINT + y->at;

  if (at_x != at_y)
    return at_x < at_y ? -1 : 1;

  return strcmp (first->name, second->name);
}

/* "values" and "values-2" are the columns "value 1", "value 2"... */
static gboolean
read_arrays (RkFramePlan *self,
             GHashTable  *options,
             GError     **error)
{
  RkFrameField *field = NULL;

  for (guint i = 0; i < self->n_layouts; i++) {
    g_autofree char *name = NULL;
    const char *text = get_option (options, "values", self->layouts[i]->number, &name);
    guint first;

    if (text == NULL)
      continue;
    if (field == NULL) {
      field = field_new ("value");
      g_ptr_array_add (self->fields, field);
    }
    first = field->values->len;
    if (!rk_frame_parse_field (name, text, field, error))
      return FALSE;
    for (guint k = first; k < field->values->len; k++) {
      RkFrameValue *value = g_ptr_array_index (field->values, k);

      value->is_array = TRUE;
      value->layout = self->layouts[i]->number;
    }
  }

  return TRUE;
}

static gboolean
read_fields (RkFramePlan *self,
             GHashTable  *options,
             GError     **error)
{
  GHashTableIter iter;
  gpointer name;
  gpointer text;

  if (options == NULL)
    return TRUE;

  g_hash_table_iter_init (&iter, options);
  while (g_hash_table_iter_next (&iter, &name, &text)) {
    if (g_str_has_prefix (name, "field-") && strlen (name) > 6) {
      RkFrameField *field = field_new ((const char *) name + 6);

      g_ptr_array_add (self->fields, field);
      if (!rk_frame_parse_field (name, text, field, error))
        return FALSE;
    } else if (g_str_has_prefix (name, "flag-")) {
      RkValueFlags flag = rk_value_flag_find ((const char *) name + 5);

      if (flag == RK_VALUE_OK) {
        g_set_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_PROFILE, _("option “%s”: there is no flag “%s”"),
                     (const char *) name, (const char *) name + 5);
        return FALSE;
      }
      if (!rk_frame_parse_flag (name, text, flag, self->flags, error))
        return FALSE;
    }
  }

  return read_arrays (self, options, error);
}

/* Whether a field may come in one unit only, so that its column is known once and for all. */
static gboolean
has_several_units (const RkFrameField *field)
{
  const char *unit = NULL;
  gboolean any = FALSE;

  for (guint i = 0; i < field->values->len; i++) {
    const RkFrameValue *value = g_ptr_array_index (field->values, i);

    for (guint k = 0; k < value->units->len; k++) {
      const RkFrameUnit *u = &g_array_index (value->units, RkFrameUnit, k);

      if (u->quantity != NULL || u->conditions != NULL || (any && g_strcmp0 (unit, u->unit) != 0))
        return TRUE;
      any = TRUE;
      unit = u->unit;
    }
    /* Some have a unit, some have none. */
    if (value->units->len != ((const RkFrameValue *) g_ptr_array_index (field->values, 0))->units->len)
      return TRUE;
  }

  return FALSE;
}

/* Where units switch, each says what it measures: °C is a temperature. */
static void
name_quantities (RkFrameField *field)
{
  for (guint i = 0; i < field->values->len; i++) {
    const RkFrameValue *value = g_ptr_array_index (field->values, i);

    for (guint k = 0; k < value->units->len; k++) {
      RkFrameUnit *unit = &g_array_index (value->units, RkFrameUnit, k);
      const RkUnit *known = unit->unit != NULL ? rk_unit_find (unit->unit) : NULL;

      if (unit->quantity == NULL && known != NULL)
        unit->quantity = g_strdup (known->quantity);
    }
  }
}

/* What each kind of packet carries. */
static void
make_items (RkFramePlan *self)
{
  g_ptr_array_sort (self->fields, compare_fields);

  for (guint i = 0; i < self->fields->len; i++) {
    RkFrameField *field = g_ptr_array_index (self->fields, i);

    field->switches = has_several_units (field);
    if (field->switches)
      name_quantities (field);
    for (guint k = 0; k < self->n_layouts; k++) {
      RkFrameLayout *layout = self->layouts[k];
      RkFrameItem *item = g_new0 (RkFrameItem, 1);

      item->field = field;
      item->values = g_ptr_array_new ();
      for (guint v = 0; v < field->values->len; v++) {
        RkFrameValue *value = g_ptr_array_index (field->values, v);

        if (value->layout != 0 && value->layout != layout->number)
          continue;
        g_ptr_array_add (item->values, value);
        layout->has_text = layout->has_text || value->type.kind == RK_RAW_DIGITS || value->type.kind == RK_RAW_BCD;
      }
      if (item->values->len > 0)
        g_ptr_array_add (layout->items, item);
      else
        item_free (item);
    }
  }
}

/* The byte after the last that a value without conditions needs. */
static gsize
find_extent (const RkFrameLayout *layout)
{
  gsize extent = 0;

  for (guint i = 0; i < layout->items->len; i++) {
    const RkFrameItem *item = g_ptr_array_index (layout->items, i);

    for (guint k = 0; k < item->values->len; k++) {
      const RkFrameValue *value = g_ptr_array_index (item->values, k);

      if (value->at >= 0)
        extent = MAX (extent, (gsize) value->at + MAX (value->count, 1) * value->type.size);
    }
  }

  return extent;
}

static gboolean
refuse (GError    **error,
        const char *why)
{
  g_set_error_literal (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_PROFILE, why);

  return FALSE;
}

static gboolean
check_layout (RkFramePlan   *self,
              RkFrameLayout *layout,
              RkFrameMode    mode,
              GError       **error)
{
  gsize extent = layout->row_size > 0 ? layout->row_begin : find_extent (layout);

  if (mode == RK_FRAME_CUT)
    return TRUE;

  if (mode == RK_FRAME_BARE && layout->length == 0 && !layout->has_length)
    layout->length = extent;
  if (layout->length == 0 && !layout->has_length)
    return refuse (error, _("the option “length” is missing: a number of bytes, or where it stands in the packet"));
  if (mode == RK_FRAME_PACKETS && layout->syncs->len == 0 && layout->tail_len == 0 && layout->checksum == RK_CHECKSUM_NONE)
    return refuse (error, _("nothing tells where a packet begins: give it the option “sync”, “tail” or “checksum”"));

  if (layout->length > 0 && self->n_layouts == 1 && extent > layout->length) {
    g_set_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_PROFILE,
                 _("the values reach to byte %u, but a packet has %u bytes"), (guint) extent,
                 (guint) layout->length);
    return FALSE;
  }

  return TRUE;
}

/**
 * rk_frame_plan_new:
 * @options: (nullable): of the decoder
 * @mode: how packets are told apart
 * @error: return location
 *
 * Reads the description of packets.
 *
 * Errors: %RK_ACQUIRE_ERROR_PROFILE; the message names the option and what is wrong with it.
 *
 * Returns: a plan, or %NULL
 */
RkFramePlan *
rk_frame_plan_new (GHashTable *options,
                   RkFrameMode mode,
                   GError    **error)
{
  RkFramePlan *self = g_new0 (RkFramePlan, 1);

  self->fields = g_ptr_array_new_with_free_func ((GDestroyNotify) field_free);
  self->flags = g_array_new (FALSE, FALSE, sizeof (RkFrameFlag));
  g_array_set_clear_func (self->flags, flag_clear);

  for (guint number = 1; number <= RK_FRAME_LAYOUTS; number++) {
    g_autofree char *name = NULL;

    /* A kind of packet is there when it has a length or begins somehow. */
    if (number > 1 && get_option (options, "length", number, &name) == NULL &&
        get_option (options, "sync", number, &name) == NULL)
      continue;
    self->layouts[self->n_layouts] = layout_new (number);
    if (!read_layout (self->layouts[self->n_layouts++], options, error)) {
      rk_frame_plan_free (self);
      return NULL;
    }
  }

  if (!read_fields (self, options, error)) {
    rk_frame_plan_free (self);
    return NULL;
  }
  make_items (self);

  for (guint i = 0; i < self->n_layouts; i++) {
    if (!check_layout (self, self->layouts[i], mode, error)) {
      rk_frame_plan_free (self);
      return NULL;
    }
  }

  return self;
}

/**
 * rk_frame_plan_add_bytes:
 * @self: a plan
 * @name: "byte" for columns "byte 1", "byte 2"...
 *
 * Makes every byte a column if nothing else is described.
 */
void
rk_frame_plan_add_bytes (RkFramePlan *self,
                         const char  *name)
{
  RkFrameField *field;
  RkFrameValue *value;

  if (self->fields->len > 0)
    return;

  field = field_new (name);
  value = rk_frame_value_new ();
  value->type = (RkRawType) { .kind = RK_RAW_UNSIGNED, .size = 1 };
  value->is_array = TRUE;
  value->count = 0;
  g_ptr_array_add (field->values, value);
  g_ptr_array_add (self->fields, field);
  make_items (self);
}

/**
 * rk_frame_plan_max_len:
 * @self: a plan
 *
 * Returns: the length of the longest packet it allows, in bytes
 */
gsize
rk_frame_plan_max_len (const RkFramePlan *self)
{
  gsize longest = 1;

  for (guint i = 0; i < self->n_layouts; i++)
    longest = MAX (longest, self->layouts[i]->length > 0 ? self->layouts[i]->length : self->layouts[i]->length_max);

  return longest;
}

static guint
count_bits (guint64 mask,
            gsize   size)
{
  guint n = 0;

  for (gsize i = 0; i < 8 * size; i++)
    n += mask >> i & 1;

  return n;
}

static guint
layout_evidence (const RkFrameLayout *layout)
{
  guint bits = 8 * (rk_checksum_size (layout->checksum) + (guint) layout->tail_len);
  guint sync = 0;

  for (guint i = 0; i < layout->syncs->len; i++) {
    const RkFrameMark *mark = &g_array_index (layout->syncs, RkFrameMark, i);
    guint own = 0;

    for (gsize k = 0; k < mark->n; k++)
      own += count_bits (mark->mask[k], 1);
    sync = i == 0 ? own : MIN (sync, own);
  }
  /* Two beginnings are twice as likely. */
  for (guint n = layout->syncs->len; n > 1 && sync > 0; n /= 2)
    sync--;

  for (guint i = 0; i < layout->require->len; i++) {
    const RkCondition *condition = &g_array_index (layout->require, RkCondition, i);

    if (condition->kind == RK_CONDITION_EQUAL && !condition->of_size)
      bits += count_bits (condition->mask, condition->type.size);
  }

  return bits + sync;
}

/**
 * rk_frame_plan_evidence:
 * @self: a plan
 *
 * Returns: how many bits must be right for a packet with a value, at least
 */
guint
rk_frame_plan_evidence (const RkFramePlan *self)
{
  guint least = G_MAXUINT;

  for (guint i = 0; i < self->n_layouts; i++) {
    if (self->layouts[i]->items->len > 0)
      least = MIN (least, layout_evidence (self->layouts[i]));
  }

  return least < G_MAXUINT ? least : 0;
}

/**
 * rk_frame_plan_rival:
 * @self: a plan
 * @a: a layout
 * @b: a layout
 *
 * Returns: whether packets of both begin alike
 */
gboolean
rk_frame_plan_rival (const RkFramePlan *self,
                     guint              a,
                     guint              b)
{
  return g_strcmp0 (self->layouts[a]->sync_text, self->layouts[b]->sync_text) == 0;
}
