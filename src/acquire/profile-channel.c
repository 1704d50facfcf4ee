/* [Channel KEY] of a profile: what is known about the sensor behind a column. */
#include "config.h"

#include "acquire/profile-private.h"

#include "base/number.h"
#include "base/quantity.h"
#include "store/calibration.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

const char * const rk_profile_channel_keys[] = {
  "name", "symbol", "quantity", "unit", "decimals", "range", "safe", "resolution", "accuracy", "warm-up", "calibration", NULL
};

/* Longest wait for a sensor to get warm, in seconds. */
#define WARM_UP_MAX 86400

void
rk_profile_channel_copy (RkProfileChannel       *self,
                         const RkProfileChannel *from)
{
  *self = *from;
  self->key = g_strdup (from->key);
  self->name = g_strdup (from->name);
  self->symbol = g_strdup (from->symbol);
  self->quantity = g_strdup (from->quantity);
  self->unit = g_strdup (from->unit);
  self->calibration = g_strdup (from->calibration);
}

void
rk_profile_channel_clear (RkProfileChannel *self)
{
  g_free (self->key);
  g_free (self->name);
  g_free (self->symbol);
  g_free (self->quantity);
  g_free (self->unit);
  g_free (self->calibration);
}

static gboolean
read_quantity (RkProfileParser  *self,
               const char       *group,
               RkProfileChannel *channel)
{
  g_autoptr (GPtrArray) ids = NULL;
  const RkQuantity *quantity;

  channel->quantity = rk_profile_dup_value (self, group, "quantity");
  if (channel->quantity == NULL || rk_quantity_find (channel->quantity) != NULL)
    return TRUE;

  ids = g_ptr_array_new ();
  for (guint i = 0; (quantity = rk_quantity_nth (i)) != NULL; i++)
    g_ptr_array_add (ids, (char *) quantity->id);
  g_ptr_array_add (ids, NULL);

  return rk_profile_unknown_word (self, rk_profile_line_of (self, group, "quantity"), channel->quantity,
                                  (const char * const *) ids->pdata);
}

static gboolean
parse_number (const char *text,
              gsize       len,
              double     *value)
{
  while (len > 0 && g_ascii_isspace (*text))
    text++, len--;
  while (len > 0 && g_ascii_isspace (text[len - 1]))
    len--;

  return rk_number_parse (text, len, RK_NUMBER_PLAIN, value) && fabs (*value) <= 1e15;
}

/* "-40..125" */
static gboolean
read_range (RkProfileParser *self,
            const char      *group,
            const char      *key,
            double          *min,
            double          *max)
{
  g_autofree char *text = rk_profile_dup_value (self, group, key);
  const char *dots = text != NULL ? strstr (text, "..") : NULL;
  double from;
  double to;

  if (text == NULL)
    return TRUE;

  if (dots == NULL || !parse_number (text, (gsize) (dots - text), &from) ||
      !parse_number (dots + 2, strlen (dots + 2), &to))
    return rk_profile_fail (self, rk_profile_line_of (self, group, key),
                            _("“%s” must be two numbers such as -40..125, not “%s”"), key, text);
  if (!(from < to))
    return rk_profile_fail (self, rk_profile_line_of (self, group, key),
                            _("“%s” must begin with the smaller number, not “%s”"), key, text);

  *min = from;
  *max = to;

  return TRUE;
}

/* "0.5", "1%", "0.5 + 1%" */
static gboolean
read_accuracy (RkProfileParser  *self,
               const char       *group,
               RkProfileChannel *channel)
{
  g_autofree char *text = rk_profile_dup_value (self, group, "accuracy");
  g_auto (GStrv) parts = NULL;

  if (text == NULL)
    return TRUE;

  parts = g_strsplit (text, "+", 3);
  for (guint i = 0; parts[i] != NULL; i++) {
    gsize n = strlen (g_strstrip (parts[i]));
    gboolean percent = n > 0 && parts[i][n - 1] == '%';
    double *place = percent ? &channel->accuracy_percent : &channel->accuracy;
    double value;

    if (i > 1 || !isnan (*place) || !parse_number (parts[i], n - (percent ? 1 : 0), &value) || value < 0)
      return rk_profile_fail (self, rk_profile_line_of (self, group, "accuracy"),
                              _("“%s” must be written as 0.5 or 1%% or 0.5 + 1%%, not “%s”"), "accuracy", text);
    *place = value;
  }

  return TRUE;
}

static gboolean
read_sensor (RkProfileParser  *self,
             const char       *group,
             RkProfileChannel *channel)
{
  if (!read_range (self, group, "range", &channel->range_min, &channel->range_max) ||
      !read_range (self, group, "safe", &channel->safe_min, &channel->safe_max) ||
      !rk_profile_read_number (self, group, "resolution", 1e-15, 1e15, FALSE, &channel->resolution) ||
      !read_accuracy (self, group, channel) ||
      !rk_profile_read_number (self, group, "warm-up", 0, WARM_UP_MAX, FALSE, &channel->warm_up_s))
    return FALSE;

  channel->calibration = rk_profile_dup_value (self, group, "calibration");
  if (channel->calibration != NULL) {
    g_autoptr (GError) error = NULL;
    g_autoptr (RkCalibration) calibration = rk_calibration_parse (channel->calibration, &error);

    if (calibration == NULL)
      return rk_profile_fail (self, rk_profile_line_of (self, group, "calibration"), "%s", error->message);
  }

  return TRUE;
}

/* One spelling of a unit inside: "degC" and "C" are the same. */
static void
normalize_unit (RkProfileChannel *channel)
{
  const RkUnit *unit = channel->unit != NULL ? rk_unit_find (channel->unit) : NULL;

  if (unit == NULL)
    return;

  g_free (channel->unit);
  channel->unit = g_strdup (unit->symbol);
}

/* Adds what the group says to the profile. */
gboolean
rk_profile_read_channel_group (RkProfileParser *self,
                               const char      *group)
{
  RkProfileChannel channel = {
    .key = g_strdup (group + strlen (RK_GROUP_CHANNEL)),
    .decimals = -1,
    .range_min = (double) NAN, .range_max = (double) NAN,
    .safe_min = (double) NAN, .safe_max = (double) NAN,
    .resolution = (double) NAN, .accuracy = (double) NAN, .accuracy_percent = (double) NAN,
  };
  double decimals = -1;
  gboolean good = rk_profile_read_text (self, group, "name", &channel.name) &&
                  rk_profile_read_text (self, group, "symbol", &channel.symbol) &&
                  rk_profile_read_text (self, group, "unit", &channel.unit) &&
                  read_quantity (self, group, &channel) &&
                  rk_profile_read_number (self, group, "decimals", 0, 15, TRUE, &decimals) &&
                  read_sensor (self, group, &channel);

  normalize_unit (&channel);
  channel.decimals = (int) decimals;
  g_array_append_val (self->profile->channels, channel);

  return good;
}
