#include "config.h"

#include "store/channel-private.h"

#include "base/number.h"
#include "base/quantity.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Digits a value is shown with when nothing is known about its source, and the places after
 * the decimal sign, unless the value is so small that it would vanish. */
#define MAX_DIGITS   5
#define MAX_DECIMALS 4

/* What rk_number_format () takes. */
#define LAST_DECIMALS 15

static GParamSpec *properties[RK_CHANNEL_N_PROPS];

G_DEFINE_FINAL_TYPE (RkChannel, rk_channel, G_TYPE_OBJECT)

static gboolean
same_double (double a,
             double b)
{
  return a == b || (isnan (a) && isnan (b));
}

/* Tells everybody that looks at @prop. */
void
rk_channel_notify (RkChannel     *self,
                   RkChannelProp  prop)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop]);
}

const char *
rk_channel_get_inner_unit (RkChannel *self)
{
  return self->calibration_unit != NULL ? self->calibration_unit : self->raw_unit;
}

/* Without a known pair of units the values are shown as they are. */
gboolean
rk_channel_find_unit (RkChannel  *self,
                      const char *unit,
                      double     *scale,
                      double     *offset)
{
  const RkUnit *source = rk_unit_find (rk_channel_get_inner_unit (self));
  const RkUnit *target = rk_unit_find (unit);

  *scale = 1.0;
  *offset = 0.0;

  if (source == NULL || target == NULL)
    return g_strcmp0 (rk_channel_get_inner_unit (self), unit) == 0;
  if (g_strcmp0 (source->quantity, target->quantity) != 0)
    return FALSE;
  if (source == target)
    return TRUE;

  *scale = source->factor / target->factor;
  /* 10 °C more are 10 K more and 18 °F more. */
  if (!rk_channel_is_difference (self))
    *offset = (source->offset - target->offset) / target->factor;

  return TRUE;
}

void
rk_channel_forget_values (RkChannel *self)
{
  self->seen_size = 0.0;
  self->seen_decimals = -1;
}

static void
rk_channel_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  RkChannel *self = RK_CHANNEL (object);

  switch (prop_id) {
  case RK_CHANNEL_PROP_ID:
    g_value_set_string (value, self->id);
    break;
  case RK_CHANNEL_PROP_SOURCE_KEY:
    g_value_set_string (value, self->source_key);
    break;
  case RK_CHANNEL_PROP_COLUMN_KEY:
    g_value_set_string (value, self->column_key);
    break;
  case RK_CHANNEL_PROP_NAME:
    g_value_set_string (value, self->name);
    break;
  case RK_CHANNEL_PROP_SYMBOL:
    g_value_set_string (value, self->symbol);
    break;
  case RK_CHANNEL_PROP_QUANTITY:
    g_value_set_string (value, self->quantity);
    break;
  case RK_CHANNEL_PROP_UNIT:
    g_value_set_string (value, self->unit);
    break;
  case RK_CHANNEL_PROP_DECIMALS:
    g_value_set_int (value, self->decimals);
    break;
  case RK_CHANNEL_PROP_COLOR:
    g_value_set_uint (value, self->color);
    break;
  case RK_CHANNEL_PROP_VISIBLE:
    g_value_set_boolean (value, self->visible);
    break;
  case RK_CHANNEL_PROP_LAST_VALUE:
    g_value_set_double (value, self->last_value);
    break;
  case RK_CHANNEL_PROP_CALIBRATION:
    g_value_set_boxed (value, self->conversion.calibration);
    break;
  case RK_CHANNEL_PROP_ZERO:
    g_value_set_double (value, rk_channel_get_zero (self));
    break;
  case RK_CHANNEL_PROP_HAS_RANGE:
    g_value_set_boolean (value, self->range_min < self->range_max);
    break;
  case RK_CHANNEL_PROP_HAS_SAFE:
    g_value_set_boolean (value, !isnan (self->safe_min) || !isnan (self->safe_max));
    break;
  case RK_CHANNEL_PROP_RESOLUTION:
    g_value_set_double (value, self->resolution);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
rk_channel_set_property (GObject      *object,
                         guint         prop_id,
                         const GValue *value,
                         GParamSpec   *pspec)
{
  RkChannel *self = RK_CHANNEL (object);

  switch (prop_id) {
  case RK_CHANNEL_PROP_ID:
    self->id = g_value_dup_string (value);
    break;
  case RK_CHANNEL_PROP_SOURCE_KEY:
    self->source_key = g_value_dup_string (value);
    break;
  case RK_CHANNEL_PROP_COLUMN_KEY:
    self->column_key = g_value_dup_string (value);
    break;
  case RK_CHANNEL_PROP_NAME:
    rk_channel_set_name (self, g_value_get_string (value));
    break;
  case RK_CHANNEL_PROP_SYMBOL:
    rk_channel_set_symbol (self, g_value_get_string (value));
    break;
  case RK_CHANNEL_PROP_QUANTITY:
    rk_channel_set_quantity (self, g_value_get_string (value));
    break;
  case RK_CHANNEL_PROP_UNIT:
    rk_channel_set_unit (self, g_value_get_string (value));
    break;
  case RK_CHANNEL_PROP_DECIMALS:
    rk_channel_set_decimals (self, g_value_get_int (value));
    break;
  case RK_CHANNEL_PROP_COLOR:
    rk_channel_set_color (self, g_value_get_uint (value));
    break;
  case RK_CHANNEL_PROP_VISIBLE:
    rk_channel_set_visible (self, g_value_get_boolean (value));
    break;
  case RK_CHANNEL_PROP_LAST_VALUE:
    rk_channel_set_last_value (self, g_value_get_double (value));
    break;
  case RK_CHANNEL_PROP_ZERO:
    rk_channel_set_zero (self, g_value_get_double (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
rk_channel_finalize (GObject *object)
{
  RkChannel *self = RK_CHANNEL (object);

  g_free (self->id);
  g_free (self->source_key);
  g_free (self->column_key);
  g_free (self->raw_unit);
  g_free (self->name);
  g_free (self->symbol);
  g_free (self->quantity);
  g_free (self->unit);
  rk_conversion_clear (&self->conversion);
  g_free (self->calibration_name);
  g_free (self->calibration_author);
  g_free (self->calibration_unit);
  g_clear_pointer (&self->factory, rk_calibration_unref);
  g_free (self->factory_unit);

  G_OBJECT_CLASS (rk_channel_parent_class)->finalize (object);
}

static void
rk_channel_class_init (RkChannelClass *klass)
{
  const GParamFlags constant = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  const GParamFlags changing = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = rk_channel_get_property;
  object_class->set_property = rk_channel_set_property;
  object_class->finalize = rk_channel_finalize;

  /**
   * RkChannel:id:
   *
   * What files call the channel: "c1", "c2" ...
   */
  properties[RK_CHANNEL_PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, constant);

  /**
   * RkChannel:source-key:
   *
   * The source whose column this is.
   */
  properties[RK_CHANNEL_PROP_SOURCE_KEY] = g_param_spec_string ("source-key", NULL, NULL, NULL, constant);

  /**
   * RkChannel:column-key:
   *
   * The column within the source.
   */
  properties[RK_CHANNEL_PROP_COLUMN_KEY] = g_param_spec_string ("column-key", NULL, NULL, NULL, constant);

  /**
   * RkChannel:name:
   *
   * What people call it.
   */
  properties[RK_CHANNEL_PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, changing);

  /**
   * RkChannel:symbol:
   *
   * What stands on axes and in formulas.
   */
  properties[RK_CHANNEL_PROP_SYMBOL] = g_param_spec_string ("symbol", NULL, NULL, NULL, changing);

  /**
   * RkChannel:quantity:
   *
   * Id of what is measured.
   */
  properties[RK_CHANNEL_PROP_QUANTITY] = g_param_spec_string ("quantity", NULL, NULL, NULL, changing);

  /**
   * RkChannel:unit:
   *
   * The unit values are shown in: a symbol of base/quantity.h or any text.
   */
  properties[RK_CHANNEL_PROP_UNIT] = g_param_spec_string ("unit", NULL, NULL, NULL, changing);

  /**
   * RkChannel:decimals:
   *
   * Places after the decimal sign, in [property@Channel:unit]; -1 = by the data.
   */
  properties[RK_CHANNEL_PROP_DECIMALS] = g_param_spec_int ("decimals", NULL, NULL, -1, LAST_DECIMALS, -1, changing);

  /**
   * RkChannel:color:
   *
   * Index into the palette of traces.
   */
  properties[RK_CHANNEL_PROP_COLOR] = g_param_spec_uint ("color", NULL, NULL, 0, G_MAXUINT, 0, changing);

  /**
   * RkChannel:visible:
   *
   * Whether it is drawn.
   */
  properties[RK_CHANNEL_PROP_VISIBLE] = g_param_spec_boolean ("visible", NULL, NULL, TRUE, changing);

  /**
   * RkChannel:last-value:
   *
   * The latest raw value; NaN = none. Not stored.
   */
  properties[RK_CHANNEL_PROP_LAST_VALUE] =
    g_param_spec_double ("last-value", NULL, NULL, -INFINITY, INFINITY, 0.0, changing);

  /**
   * RkChannel:calibration:
   *
   * The calibration in force, %NULL for none. Notified too when its name or author changes.
   */
  properties[RK_CHANNEL_PROP_CALIBRATION] =
    g_param_spec_boxed ("calibration", NULL, NULL, RK_TYPE_CALIBRATION, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * RkChannel:zero:
   *
   * What is subtracted, in [property@Channel:unit].
   */
  properties[RK_CHANNEL_PROP_ZERO] = g_param_spec_double ("zero", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0.0, changing);

  /**
   * RkChannel:has-range:
   *
   * Whether it is known what the sensor can measure; notified when the range changes.
   */
  properties[RK_CHANNEL_PROP_HAS_RANGE] =
    g_param_spec_boolean ("has-range", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * RkChannel:has-safe:
   *
   * Whether it is known what the sensor bears; notified when that changes.
   */
  properties[RK_CHANNEL_PROP_HAS_SAFE] =
    g_param_spec_boolean ("has-safe", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * RkChannel:resolution:
   *
   * One step of the sensor in its raw unit; NaN = unknown.
   */
  properties[RK_CHANNEL_PROP_RESOLUTION] =
    g_param_spec_double ("resolution", NULL, NULL, -INFINITY, INFINITY, 0.0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, RK_CHANNEL_N_PROPS, properties);
}

static void
rk_channel_init (RkChannel *self)
{
  self->decimals = -1;
  self->visible = TRUE;
  self->last_value = (double) NAN;
  self->conversion.scale = 1.0;
  self->seen_decimals = -1;
  self->range_min = self->range_max = (double) NAN;
  self->safe_min = self->safe_max = (double) NAN;
  self->resolution = (double) NAN;
}

/* A column that nobody named has the key "value 2": a key for programs, a name for people. */
static char *
make_name (const RkColumn *column)
{
  const char *prefix = "value ";
  double number;

  if (column->name != NULL && strcmp (column->name, column->key) != 0)
    return g_strdup (column->name);

  if (g_str_has_prefix (column->key, prefix)
      && rk_number_parse (column->key + strlen (prefix), strlen (column->key + strlen (prefix)), RK_NUMBER_PLAIN, &number)
      && number >= 1.0 && number <= G_MAXINT && number == floor (number))
    /* Translators: a column of numbers without a name; %u counts from 1. */
    return g_strdup_printf (_("Value %u"), (guint) number);

  return g_strdup (column->key);
}

/**
 * rk_channel_new:
 * @id: what files call it
 * @source_key: the source
 * @column: what the source says about the column
 *
 * Makes the channel of a column, with the column's words.
 *
 * What the column does not say comes from its quantity. Its factory calibration is in force.
 *
 * Threads: main.
 *
 * Returns: (transfer full): a channel
 */
RkChannel *
rk_channel_new (const char     *id,
                const char     *source_key,
                const RkColumn *column)
{
  const RkQuantity *quantity;
  const RkUnit *unit;
  RkChannel *self;

  g_return_val_if_fail (id != NULL && source_key != NULL && column != NULL && column->key != NULL, NULL);

  self = g_object_new (RK_TYPE_CHANNEL,
                       "id", id,
                       "source-key", source_key,
                       "column-key", column->key,
                       NULL);
  unit = rk_unit_find (column->unit);
  quantity = rk_quantity_find (column->quantity);

  self->raw_unit = g_strdup (column->unit);
  self->unit = g_strdup (unit != NULL ? unit->symbol : column->unit);
  self->quantity = g_strdup (column->quantity);
  self->name = make_name (column);
  self->symbol = g_strdup (column->symbol);
  if (self->symbol == NULL && quantity != NULL)
    self->symbol = g_strdup (quantity->symbol);
  self->decimals = CLAMP (column->decimals, -1, LAST_DECIMALS);

  rk_channel_learn (self, column);
  rk_channel_restore_factory (self);

  return self;
}

/**
 * rk_channel_get_id:
 * @self: a channel
 *
 * Returns: what files call it
 */
const char *
rk_channel_get_id (RkChannel *self)
{
  g_return_val_if_fail (RK_IS_CHANNEL (self), NULL);

  return self->id;
}

/**
 * rk_channel_get_source_key:
 * @self: a channel
 *
 * Returns: the source whose column it is
 */
const char *
rk_channel_get_source_key (RkChannel *self)
{
  g_return_val_if_fail (RK_IS_CHANNEL (self), NULL);

  return self->source_key;
}

/**
 * rk_channel_get_column_key:
 * @self: a channel
 *
 * Returns: the column within its source
 */
const char *
rk_channel_get_column_key (RkChannel *self)
{
  g_return_val_if_fail (RK_IS_CHANNEL (self), NULL);

  return self->column_key;
}

/**
 * rk_channel_get_name:
 * @self: a channel
 *
 * Returns: (nullable): what people call it
 */
const char *
rk_channel_get_name (RkChannel *self)
{
  g_return_val_if_fail (RK_IS_CHANNEL (self), NULL);

  return self->name;
}

/**
 * rk_channel_get_symbol:
 * @self: a channel
 *
 * Returns: (nullable): its symbol on axes
 */
const char *
rk_channel_get_symbol (RkChannel *self)
{
  g_return_val_if_fail (RK_IS_CHANNEL (self), NULL);

  return self->symbol;
}

/**
 * rk_channel_get_quantity:
 * @self: a channel
 *
 * Returns: (nullable): id of its quantity
 */
const char *
rk_channel_get_quantity (RkChannel *self)
{
  g_return_val_if_fail (RK_IS_CHANNEL (self), NULL);

  return self->quantity;
}

/**
 * rk_channel_get_unit:
 * @self: a channel
 *
 * Returns: (nullable): the unit values are shown in
 */
const char *
rk_channel_get_unit (RkChannel *self)
{
  g_return_val_if_fail (RK_IS_CHANNEL (self), NULL);

  return self->unit;
}

/**
 * rk_channel_get_decimals:
 * @self: a channel
 *
 * Returns: places after the decimal sign, -1 = by the data
 */
int
rk_channel_get_decimals (RkChannel *self)
{
  g_return_val_if_fail (RK_IS_CHANNEL (self), -1);

  return self->decimals;
}

/**
 * rk_channel_get_color:
 * @self: a channel
 *
 * Returns: index into the palette
 */
guint
rk_channel_get_color (RkChannel *self)
{
  g_return_val_if_fail (RK_IS_CHANNEL (self), 0);

  return self->color;
}

/**
 * rk_channel_get_visible:
 * @self: a channel
 *
 * Returns: whether it is drawn
 */
gboolean
rk_channel_get_visible (RkChannel *self)
{
  g_return_val_if_fail (RK_IS_CHANNEL (self), FALSE);

  return self->visible;
}

/**
 * rk_channel_get_last_value:
 * @self: a channel
 *
 * Returns: the latest raw value, NaN = none
 */
double
rk_channel_get_last_value (RkChannel *self)
{
  g_return_val_if_fail (RK_IS_CHANNEL (self), (double) NAN);

  return self->last_value;
}

/**
 * rk_channel_get_raw_unit:
 * @self: a channel
 *
 * Returns: (nullable): the unit the device delivers, in its spelling; values are stored in it
 */
const char *
rk_channel_get_raw_unit (RkChannel *self)
{
  g_return_val_if_fail (RK_IS_CHANNEL (self), NULL);

  return self->raw_unit;
}

static void
set_text (RkChannel   *self,
          char       **text,
          const char  *value,
          guint        prop_id)
{
  if (g_strcmp0 (*text, value) == 0)
    return;

  g_free (*text);
  *text = g_strdup (value);
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop_id]);
}

/**
 * rk_channel_set_name:
 * @self: a channel
 * @name: (nullable): what people call it
 *
 * Names it.
 */
void
rk_channel_set_name (RkChannel  *self,
                     const char *name)
{
  g_return_if_fail (RK_IS_CHANNEL (self));

  set_text (self, &self->name, name, RK_CHANNEL_PROP_NAME);
}

/**
 * rk_channel_set_symbol:
 * @self: a channel
 * @symbol: (nullable): its symbol on axes
 *
 * Gives it a symbol.
 */
void
rk_channel_set_symbol (RkChannel  *self,
                       const char *symbol)
{
  g_return_if_fail (RK_IS_CHANNEL (self));

  set_text (self, &self->symbol, symbol, RK_CHANNEL_PROP_SYMBOL);
}

/**
 * rk_channel_set_quantity:
 * @self: a channel
 * @quantity: (nullable): id of a quantity
 *
 * Says what is measured.
 */
void
rk_channel_set_quantity (RkChannel  *self,
                         const char *quantity)
{
  g_return_if_fail (RK_IS_CHANNEL (self));

  set_text (self, &self->quantity, quantity, RK_CHANNEL_PROP_QUANTITY);
}

/**
 * rk_channel_set_unit:
 * @self: a channel
 * @unit: (nullable): a unit in any spelling, or any text
 *
 * Sets the unit values are shown in; raw values are untouched.
 *
 * Units of one quantity convert, others only change the text. Fixed decimals move with the
 * unit, so that 1250 mV becomes 1.250 V.
 */
void
rk_channel_set_unit (RkChannel  *self,
                     const char *unit)
{
  const RkUnit *known;
  double scale, offset;
  int decimals;

  g_return_if_fail (RK_IS_CHANNEL (self));

  known = rk_unit_find (unit);
  if (known != NULL)
    unit = known->symbol;
  if (g_strcmp0 (self->unit, unit) == 0)
    return;

  rk_channel_find_unit (self, unit, &scale, &offset);

  decimals = self->decimals;
  if (decimals >= 0)
    decimals = CLAMP (decimals + (int) lround (log10 (self->conversion.scale / scale)), 0, LAST_DECIMALS);

  self->conversion.scale = scale;
  self->conversion.offset = offset;
  rk_channel_forget_values (self);

  g_object_freeze_notify (G_OBJECT (self));
  set_text (self, &self->unit, unit, RK_CHANNEL_PROP_UNIT);
  rk_channel_set_decimals (self, decimals);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * rk_channel_set_decimals:
 * @self: a channel
 * @decimals: places after the decimal sign, 0 ... 15; -1 = by the data
 *
 * Sets how exactly values are shown.
 */
void
rk_channel_set_decimals (RkChannel *self,
                         int        decimals)
{
  g_return_if_fail (RK_IS_CHANNEL (self));

  decimals = CLAMP (decimals, -1, LAST_DECIMALS);
  if (self->decimals == decimals)
    return;

  self->decimals = decimals;
  rk_channel_notify (self, RK_CHANNEL_PROP_DECIMALS);
}

/**
 * rk_channel_set_color:
 * @self: a channel
 * @color: index into the palette
 *
 * Sets its colour.
 */
void
rk_channel_set_color (RkChannel *self,
                      guint      color)
{
  g_return_if_fail (RK_IS_CHANNEL (self));

  if (self->color == color)
    return;

  self->color = color;
  rk_channel_notify (self, RK_CHANNEL_PROP_COLOR);
}

/**
 * rk_channel_set_visible:
 * @self: a channel
 * @visible: whether it is drawn
 *
 * Shows or hides it.
 */
void
rk_channel_set_visible (RkChannel *self,
                        gboolean   visible)
{
  g_return_if_fail (RK_IS_CHANNEL (self));

  visible = !!visible;
  if (self->visible == visible)
    return;

  self->visible = visible;
  rk_channel_notify (self, RK_CHANNEL_PROP_VISIBLE);
}

/* As many places as the value has, within reason: 512, 21.5, 3.1416, 0.0001235. */
static int
find_decimals (double value)
{
  double magnitude = fabs (value);
  int exponent, decimals;

  if (!isfinite (value) || value == 0.0)
    return 0;

  exponent = (int) floor (log10 (magnitude));
  decimals = CLAMP (MAX_DIGITS - 1 - exponent, 0, MAX_DECIMALS);
  if (exponent < -MAX_DECIMALS + 1)
    decimals = MIN (MAX_DECIMALS - 1 - exponent, LAST_DECIMALS);

  /* Places that would be zeros are left out. Rounded at each place, the value must stay. */
  while (decimals > 0) {
    double unit = exp10 (decimals);
    double rounded = round (magnitude * unit);

    if (rounded >= 9e15 || fabs (rounded - 10.0 * round (rounded / 10.0)) >= 0.5)
      break;
    decimals--;
  }

  return decimals;
}

/* Digits that are worth showing of a value of this size. */
static int
limit_decimals (double size)
{
  return size > 0.0 ? CLAMP (MAX_DIGITS - 1 - (int) floor (log10 (size)), 0, MAX_DECIMALS) : MAX_DECIMALS;
}

/* Places of the value that @raw_value is shown as. One that comes out of a formula has as many as the raw one is worth: a
 * count of 512 becomes 21.48, for the next one is 21.52. */
static int
find_shown_decimals (RkChannel *self,
                     double     raw_value,
                     double     value)
{
  double step;

  if (self->conversion.calibration == NULL && self->conversion.zero == 0.0)
    return find_decimals (value);

  step = exp10 (-find_decimals (raw_value));
  step = fabs (rk_conversion_apply (&self->conversion, raw_value + step) - value);
  if (!isfinite (step) || step == 0.0)
    return find_decimals (value);

  return (int) CLAMP (ceil (-log10 (step) - 1e-9), 0.0, (double) MAX (MAX_DECIMALS, find_decimals (value)));
}

static void
see_value (RkChannel *self,
           double     raw_value)
{
  double value = rk_conversion_apply (&self->conversion, raw_value);

  if (self->decimals >= 0 || !isfinite (value))
    return;

  self->seen_size = MAX (self->seen_size, fabs (value));
  self->seen_decimals = MAX (self->seen_decimals, find_shown_decimals (self, raw_value, value));
}

/**
 * rk_channel_set_last_value:
 * @self: a channel
 * @raw_value: the latest value, in the raw unit; NaN = none
 *
 * Notes the value of the moment.
 */
void
rk_channel_set_last_value (RkChannel *self,
                           double     raw_value)
{
  g_return_if_fail (RK_IS_CHANNEL (self));

  if (same_double (self->last_value, raw_value))
    return;

  self->last_value = raw_value;
  see_value (self, raw_value);
  rk_channel_notify (self, RK_CHANNEL_PROP_LAST_VALUE);
}

/**
 * rk_channel_get_conversion:
 * @self: a channel
 * @conversion: (out caller-allocates): from raw to shown; its calibration is borrowed from @self
 *
 * Tells how a raw value becomes the one shown.
 *
 * Threads: main; rk_conversion_copy() makes one for others.
 */
void
rk_channel_get_conversion (RkChannel    *self,
                           RkConversion *conversion)
{
  g_return_if_fail (RK_IS_CHANNEL (self) && conversion != NULL);

  *conversion = self->conversion;
}

/**
 * rk_channel_format:
 * @self: a channel
 * @raw_value: a value in the raw unit
 *
 * Writes a value as people read it, in the channel's unit and decimals, without the unit.
 *
 * Threads: main.
 *
 * Returns: (transfer full): "21,5"; an en dash for NaN
 */
char *
rk_channel_format (RkChannel *self,
                   double     raw_value)
{
  double value;
  int decimals;

  g_return_val_if_fail (RK_IS_CHANNEL (self), NULL);

  value = rk_conversion_apply (&self->conversion, raw_value);
  decimals = self->decimals;
  if (decimals < 0)
    decimals = find_shown_decimals (self, raw_value, value);
  /* The same for all, as long as this one is none of another kind. */
  if (self->decimals < 0 && self->seen_decimals >= 0 && fabs (value) <= self->seen_size)
    decimals = MIN (self->seen_decimals, limit_decimals (self->seen_size));

  return rk_number_format (value, decimals);
}

/**
 * rk_channel_is_difference:
 * @self: a channel
 *
 * Returns: whether its values are differences or a standard deviation, for which the zero point of a unit does not count
 */
gboolean
rk_channel_is_difference (RkChannel *self)
{
  const char *key;

  g_return_val_if_fail (RK_IS_CHANNEL (self), FALSE);

  /* A mean of differences is one. */
  for (key = self->source_key; g_str_has_prefix (key, RK_CHANNEL_MEAN); )
    key += strlen (RK_CHANNEL_MEAN);

  return g_str_has_prefix (key, RK_CHANNEL_DIFFERENCE) || g_str_has_prefix (key, RK_CHANNEL_DEVIATION);
}

/**
 * rk_channel_is_calculated:
 * @self: a channel
 *
 * Returns: whether no device has it, but only runs that were calculated from others
 */
gboolean
rk_channel_is_calculated (RkChannel *self)
{
  g_return_val_if_fail (RK_IS_CHANNEL (self), FALSE);

  return rk_channel_is_difference (self) || g_str_has_prefix (self->source_key, RK_CHANNEL_MEAN);
}
