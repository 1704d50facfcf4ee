#include "config.h"

#include "acquire/profile-private.h"

#include "base/quantity.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static void
channel_clear (gpointer data)
{
  rk_profile_channel_clear (data);
}

static void
usb_clear (gpointer data)
{
  RkProfileUsb *usb = data;

  g_free (usb->vid);
  g_free (usb->pid);
}

/**
 * rk_line_settings_init:
 * @self: (out caller-allocates): settings
 *
 * Sets 9600 bit/s, 8 data bits, no parity, 1 stop bit; DTR and RTS are left as they are.
 */
void
rk_line_settings_init (RkLineSettings *self)
{
  g_return_if_fail (self != NULL);

  *self = (RkLineSettings) {
    .baud = 9600,
    .data_bits = 8,
    .parity = RK_PARITY_NONE,
    .stop_bits = 1,
    .dtr = -1,
    .rts = -1,
    .reset = RK_RESET_KEEP,
    .wait_ms = 0,
  };
}

/* An empty profile for those in this folder who fill it. */
RkProfile *
rk_profile_alloc (void)
{
  RkProfile *self = g_new0 (RkProfile, 1);

  g_atomic_ref_count_init (&self->ref_count);
  rk_line_settings_init (&self->line);
  self->usb = g_array_new (FALSE, FALSE, sizeof (RkProfileUsb));
  g_array_set_clear_func (self->usb, usb_clear);
  self->options = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->channels = g_array_new (FALSE, FALSE, sizeof (RkProfileChannel));
  g_array_set_clear_func (self->channels, channel_clear);

  return self;
}

/**
 * rk_profile_ref:
 * @self: a profile
 *
 * Returns: (transfer full): @self with one reference more
 */
RkProfile *
rk_profile_ref (RkProfile *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * rk_profile_unref:
 * @self: (nullable): a profile
 *
 * Drops a reference; the last one frees the profile.
 */
void
rk_profile_unref (RkProfile *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->id);
  g_free (self->name);
  g_free (self->description);
  g_array_unref (self->usb);
  g_free (self->product);
  g_free (self->decoder);
  g_hash_table_unref (self->options);
  rk_talk_free (self->talk);
  g_array_unref (self->channels);
  g_free (self);
}

/**
 * rk_profile_get_id:
 * @self: a profile
 *
 * Returns: the id, as on the command line and in files: "arduino"
 */
const char *
rk_profile_get_id (RkProfile *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->id;
}

/**
 * rk_profile_get_name:
 * @self: a profile
 *
 * Returns: the name in the user's language
 */
const char *
rk_profile_get_name (RkProfile *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->name;
}

/**
 * rk_profile_get_description:
 * @self: a profile
 *
 * Returns: (nullable): one sentence in the user's language
 */
const char *
rk_profile_get_description (RkProfile *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->description;
}

/**
 * rk_profile_get_line:
 * @self: a profile
 *
 * Returns: how to set the port
 */
const RkLineSettings *
rk_profile_get_line (RkProfile *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return &self->line;
}

/**
 * rk_profile_get_decoder:
 * @self: a profile
 *
 * Returns: the kind for rk_decoder_new()
 */
const char *
rk_profile_get_decoder (RkProfile *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->decoder;
}

/**
 * rk_profile_get_options:
 * @self: a profile
 *
 * Returns: (transfer none): the options for rk_decoder_new(), string to string; not to be changed
 */
GHashTable *
rk_profile_get_options (RkProfile *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->options;
}

/**
 * rk_profile_get_rate_hz:
 * @self: a profile
 *
 * Returns: the usual rate in Hz, 0 where the device sets its own pace
 */
double
rk_profile_get_rate_hz (RkProfile *self)
{
  g_return_val_if_fail (self != NULL, 0.0);

  return self->rate_hz;
}

/**
 * rk_profile_get_duration_s:
 * @self: a profile
 *
 * Returns: the usual duration of a run in seconds, 0 = until stopped
 */
double
rk_profile_get_duration_s (RkProfile *self)
{
  g_return_val_if_fail (self != NULL, 0.0);

  return self->duration_s;
}

static RkProfile *
copy (const RkProfile *self)
{
  RkProfile *result = rk_profile_alloc ();
  GHashTableIter iter;
  gpointer name;
  gpointer value;

  result->id = g_strdup (self->id);
  result->name = g_strdup (self->name);
  result->description = g_strdup (self->description);
  result->product = g_strdup (self->product);
  result->rate_hz = self->rate_hz;
  result->duration_s = self->duration_s;
  result->line = self->line;
  result->decoder = g_strdup (self->decoder);

  for (guint i = 0; i < self->usb->len; i++) {
    const RkProfileUsb *usb = &g_array_index (self->usb, RkProfileUsb, i);
    RkProfileUsb own = { g_strdup (usb->vid), g_strdup (usb->pid) };

    g_array_append_val (result->usb, own);
  }

  result->talk = rk_talk_copy (self->talk);

  for (guint i = 0; i < self->channels->len; i++) {
    RkProfileChannel own;

    rk_profile_channel_copy (&own, &g_array_index (self->channels, RkProfileChannel, i));
    g_array_append_val (result->channels, own);
  }

  g_hash_table_iter_init (&iter, self->options);
  while (g_hash_table_iter_next (&iter, &name, &value))
    g_hash_table_insert (result->options, g_strdup (name), g_strdup (value));

  return result;
}

/**
 * rk_profile_with_options:
 * @self: a profile
 * @options: options of the decoder to replace or add; an empty value takes one away
 *
 * Makes the profile that one click on a guess asks for.
 *
 * The values are not checked here: rk_decoder_new() does it.
 *
 * Returns: (transfer full): a copy with other options
 */
RkProfile *
rk_profile_with_options (RkProfile  *self,
                         GHashTable *options)
{
  RkProfile *result;
  GHashTableIter iter;
  gpointer name;
  gpointer value;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (options != NULL, NULL);

  result = copy (self);
  g_hash_table_iter_init (&iter, options);
  while (g_hash_table_iter_next (&iter, &name, &value)) {
    if (value == NULL || *(const char *) value == '\0')
      g_hash_table_remove (result->options, name);
    else
      g_hash_table_insert (result->options, g_strdup (name), g_strdup (value));
  }

  return result;
}

/**
 * rk_profile_with_baud:
 * @self: a profile
 * @baud: bits a second, > 0
 *
 * Returns: (transfer full): a copy for another speed of the port
 */
RkProfile *
rk_profile_with_baud (RkProfile *self,
                      guint      baud)
{
  RkProfile *result;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (baud > 0, NULL);

  result = copy (self);
  result->line.baud = baud;

  return result;
}

/**
 * rk_profile_with_line:
 * @self: a profile
 * @line: settings of the port
 *
 * Returns: (transfer full): a copy for other settings of the port
 */
RkProfile *
rk_profile_with_line (RkProfile            *self,
                      const RkLineSettings *line)
{
  RkProfile *result;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (line != NULL && line->baud > 0, NULL);

  result = copy (self);
  result->line = *line;

  return result;
}

/**
 * rk_profile_get_talk:
 * @self: a profile
 *
 * Returns: (transfer none) (nullable): what is sent to the device; %NULL: the profile says nothing of it
 */
const RkTalk *
rk_profile_get_talk (RkProfile *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->talk;
}

static const RkProfileChannel *
find_key (RkProfile  *self,
          const char *key)
{
  for (guint i = 0; i < self->channels->len; i++) {
    const RkProfileChannel *channel = &g_array_index (self->channels, RkProfileChannel, i);

    if (strcmp (channel->key, key) == 0)
      return channel;
  }

  return NULL;
}

/**
 * rk_profile_find_channel:
 * @self: a profile
 * @key: key of a column
 * @base: (nullable): key of the column it is another quantity of
 *
 * Looks up what is known about the sensor behind a column.
 *
 * Returns: (transfer none) (nullable): %NULL when the profile says nothing about @key nor @base
 */
const RkProfileChannel *
rk_profile_find_channel (RkProfile  *self,
                         const char *key,
                         const char *base)
{
  const RkProfileChannel *found;

  g_return_val_if_fail (self != NULL && key != NULL, NULL);

  found = find_key (self, key);
  if (found == NULL && base != NULL)
    found = find_key (self, base);

  return found;
}

static void
replace (char      **text,
         const char *with)
{
  if (with == NULL)
    return;

  g_free (*text);
  *text = g_strdup (with);
}

/* What is apart within one quantity, in words. */
static const struct {
  const char *variant;
  const char *name;
} variants[] = {
  { "ac", N_("AC") },
  { "ac+dc", N_("AC+DC") },
  { "diode", N_("diode") },
  { "apparent", N_("apparent") },
  { "hfe", N_("hFE") },
  { "cos", N_("power factor") },
  { "db", N_("dB") },
  { "dbm", N_("dBm") },
};

/* "Voltage (AC)"; NULL when it is not known what it measures. */
static char *
dup_quantity_name (const RkColumn *column)
{
  const RkQuantity *quantity = rk_quantity_find (column->quantity);
  const char *variant = column->variant;

  if (quantity == NULL)
    return NULL;

  for (guint i = 0; variant != NULL && i < G_N_ELEMENTS (variants); i++) {
    if (strcmp (variants[i].variant, column->variant) == 0)
      variant = _(variants[i].name);
  }

  if (variant == NULL)
    return g_strdup (_(quantity->name));

  /* Translators: a quantity and what sets it apart from others: "Voltage (AC)". */
  return g_strdup_printf (_("%s (%s)"), _(quantity->name), variant);
}

/* A decoder that knows what is measured, but not how it is called, gives a key for a name. */
static void
describe_by_quantity (RkColumn *column)
{
  char *name = g_strcmp0 (column->name, column->key) == 0 ? dup_quantity_name (column) : NULL;

  if (name == NULL)
    return;

  g_free (column->name);
  column->name = name;
  if (column->symbol == NULL)
    column->symbol = g_strdup (rk_quantity_find (column->quantity)->symbol);
}

/* From the unit of the profile into that of the values. */
static double
to_unit (const RkProfileChannel *known,
         const RkColumn         *column,
         double                  value)
{
  double converted;

  if (known->calibration != NULL || column->unit == NULL || known->unit == NULL || isnan (value))
    return value;

  return rk_unit_convert (value, known->unit, column->unit, &converted) ? converted : (double) NAN;
}

static void
describe_sensor (const RkProfileChannel *known,
                 RkColumn               *column)
{
  RkSensor *sensor = &column->sensor;

  sensor->range_min = to_unit (known, column, known->range_min);
  sensor->range_max = to_unit (known, column, known->range_max);
  sensor->safe_min = to_unit (known, column, known->safe_min);
  sensor->safe_max = to_unit (known, column, known->safe_max);
  /* A step is a difference: 1 °C is 1.8 °F, not 33.8. */
  sensor->resolution = known->resolution > 0.0 ? to_unit (known, column, known->resolution) - to_unit (known, column, 0.0)
                                               : (double) NAN;
  sensor->warm_up_s = known->warm_up_s;
}

static void
describe_variant (const RkProfileChannel *known,
                  RkColumn               *column)
{
  const RkUnit *unit = column->unit != NULL ? rk_unit_find (column->unit) : NULL;
  g_autofree char *what = NULL;

  if (column->quantity == NULL && unit != NULL)
    column->quantity = g_strdup (unit->quantity);
  what = dup_quantity_name (column);

  if (known->name == NULL || what == NULL) {
    describe_by_quantity (column);
    return;
  }

  g_free (column->name);
  /* Translators: a display of a meter and what it shows now: "Main display: Resistance". */
  column->name = g_strdup_printf (_("%s: %s"), known->name, what);
}

/**
 * rk_profile_describe_column:
 * @self: a profile
 * @column: a copy of what the decoder found
 *
 * Fills in what the profile knows about the column.
 *
 * A column whose quantity the decoder knows and for which neither has a name is called by the
 * quantity: "Voltage (AC)".
 *
 * What the device itself printed wins: a unit it named stays, and if that is no unit of the
 * profile's quantity (a balance was switched to per cent), the unit's own quantity is taken.
 */
void
rk_profile_describe_column (RkProfile *self,
                            RkColumn  *column)
{
  const RkProfileChannel *known;
  const RkUnit *unit;
  double value;

  g_return_if_fail (self != NULL);
  g_return_if_fail (column != NULL);

  known = rk_profile_find_channel (self, column->key, column->base);
  if (known == NULL) {
    describe_by_quantity (column);
    return;
  }

  /* A meter that was switched over: the name stays, what it measures now is its own. */
  if (column->base != NULL && strcmp (known->key, column->key) != 0) {
    describe_variant (known, column);
    return;
  }

  describe_sensor (known, column);
  replace (&column->name, known->name);
  replace (&column->symbol, known->symbol);
  if (known->decimals >= 0)
    column->decimals = known->decimals;

  /* What a factory calibration starts from has the unit the device prints, mostly none. */
  if (known->calibration != NULL) {
    replace (&column->calibration, known->calibration);
    replace (&column->calibration_unit, known->unit);
    replace (&column->quantity, known->quantity);
    return;
  }

  if (column->unit == NULL) {
    replace (&column->unit, known->unit);
    replace (&column->quantity, known->quantity);
    return;
  }

  unit = rk_unit_find (column->unit);
  if (unit == NULL || known->unit == NULL || g_strcmp0 (unit->symbol, known->unit) == 0 ||
      rk_unit_convert (0.0, column->unit, known->unit, &value))
    replace (&column->quantity, known->quantity);
  else
    replace (&column->quantity, unit->quantity);
}
