#include "config.h"

#include "app/instrument-face.h"

#include "app/calm-range.h"
#include "app/ink.h"
#include "app/instrument-draw.h"
#include "base/quantity.h"

#include <glib/gi18n-lib.h>

#include <math.h>

/* Texts are measured at this size. */
#define REFERENCE_PX 100

/* Steps of a needle or level that can be told apart on any screen. */
#define STEPS 4000

/* The words for screen readers change at most once in this time, and at once when a limit is passed. */
#define SAY_US (2 * G_USEC_PER_SEC)

struct _RkInstrumentFace
{
  GtkWidget parent_instance;

  RkPlot    *plot;
  RkChannel *channel;

  char   *name;
  char   *number;
  char   *unit;
  double  number_width;   /* of the widest number with its unit so far, at the reference size */
  double  value;          /* as shown; NaN = none */
  int     step;           /* of the needle; -1 = none */
  double  lower;          /* the scale */
  double  upper;
  double  low;
  double  high;
  RkLimitState state;

  double kept_least;      /* of the runs so far, raw; NAN = none */
  double kept_most;
  gboolean seen;          /* a value, since what was seen counts */
  RkCalmRange measured;   /* in the shown unit */
  double      least;      /* values seen; NaN = none */
  double      most;
  RkConversion conversion; /* by which @least, @most and @measured were found; owned */
  RkSpark spark;           /* of a row */
  char   *spark_least;     /* nullable */
  char   *spark_most;
  gint64  said_us;
  guint   say_id;         /* what is still to be said */
};

G_DEFINE_FINAL_TYPE (RkInstrumentFace, rk_instrument_face, GTK_TYPE_WIDGET)

/**
 * rk_instrument_shape:
 * @kind: a view of one value
 *
 * Returns: how it is drawn
 */
RkInstrumentShape
rk_instrument_shape (RkPlotKind kind)
{
  switch ((int) kind) {
  case RK_PLOT_THERMOMETER:
    return RK_INSTRUMENT_COLUMN;
  case RK_PLOT_BAR:
    return RK_INSTRUMENT_BAR;
  case RK_PLOT_TABLE:
    return RK_INSTRUMENT_ROW;
  default:
    return RK_INSTRUMENT_GAUGE;
  }
}

/* ---- what is shown ---- */

static gboolean
take_text (char       **place,
           const char  *text)
{
  if (g_strcmp0 (*place, text) == 0)
    return FALSE;

  g_free (*place);
  *place = g_strdup (text != NULL ? text : "");

  return TRUE;
}

static gboolean
take_double (double *place,
             double  value)
{
  if (*place == value || (isnan (*place) && isnan (value)))
    return FALSE;

  *place = value;

  return TRUE;
}

static double
get_text_width (RkInstrumentFace *self,
                const char       *text,
                PangoWeight       weight)
{
  g_autoptr (PangoLayout) layout = rk_ink_layout (GTK_WIDGET (self), text, REFERENCE_PX, weight);
  int width;

  pango_layout_get_size (layout, &width, NULL);

  return (double) width / PANGO_SCALE;
}

static void
take_number (RkInstrumentFace *self)
{
  double unit = *self->unit != '\0' ? get_text_width (self, self->unit, PANGO_WEIGHT_NORMAL) * RK_INSTRUMENT_UNIT
                                        + RK_INSTRUMENT_GAP * REFERENCE_PX : 0.0;

  self->number_width = MAX (self->number_width, get_text_width (self, self->number, PANGO_WEIGHT_SEMIBOLD) + unit);
}

static void
take_extrema (RkInstrumentFace *self,
              double            value)
{
  if (!isfinite (value))
    return;

  self->least = isnan (self->least) ? value : MIN (self->least, value);
  self->most = isnan (self->most) ? value : MAX (self->most, value);
}

/* What was seen in another unit or with another calibration says nothing about the scale now; the runs do. */
static void
forget_seen (RkInstrumentFace *self)
{
  rk_calm_range_init (&self->measured);
  self->least = (double) NAN;
  self->most = (double) NAN;
  self->number_width = 0;
  self->seen = FALSE;
  take_extrema (self, rk_conversion_apply (&self->conversion, self->kept_least));
  take_extrema (self, rk_conversion_apply (&self->conversion, self->kept_most));
}

static gboolean
is_same_conversion (const RkConversion *a,
                    const RkConversion *b)
{
  return a->scale == b->scale && a->offset == b->offset && a->zero == b->zero
         && (a->calibration == b->calibration
             || (a->calibration != NULL && b->calibration != NULL && rk_calibration_equal (a->calibration, b->calibration)));
}

static void
take_seen (RkInstrumentFace   *self,
           const RkConversion *conversion)
{
  if (!is_same_conversion (&self->conversion, conversion)) {
    rk_conversion_clear (&self->conversion);
    self->conversion = rk_conversion_copy (conversion);
    forget_seen (self);
  }

  if (!isfinite (self->value))
    return;

  self->seen = TRUE;
  take_extrema (self, self->value);
  rk_calm_range_update (&self->measured, self->least, self->most, g_get_monotonic_time ());
}

/* Returns whether the scale is another one. */
static gboolean
take_scale (RkInstrumentFace   *self,
            const RkConversion *conversion)
{
  const double chosen[2] = { rk_plot_get_lower (self->plot), rk_plot_get_upper (self->plot) };
  const double measured[2] = { self->measured.lower, self->measured.upper };
  double sensor[2];
  double lower;
  double upper;
  gboolean changed;

  rk_channel_get_range (self->channel, &sensor[0], &sensor[1]);
  for (guint i = 0; i < 2; i++)
    sensor[i] = rk_conversion_apply (conversion, sensor[i]);
  rk_instrument_scale (chosen, sensor, measured, &lower, &upper);

  changed = take_double (&self->lower, lower);
  changed = take_double (&self->upper, upper) || changed;
  changed = take_double (&self->low, rk_plot_get_low (self->plot)) || changed;

  return take_double (&self->high, rk_plot_get_high (self->plot)) || changed;
}

/* ---- words ---- */

static void
say (RkInstrumentFace *self)
{
  const char *state = rk_limit_state_to_text (self->state);
  g_autofree char *value = NULL;
  g_autofree char *course = NULL;
  g_autofree char *words = NULL;

  self->said_us = g_get_monotonic_time ();
  value = *self->unit != '\0' ? g_strdup_printf ("%s %s", self->number, self->unit) : g_strdup (self->number);
  /* Translators: the value now, the least and the greatest of the run. */
  course = self->spark_least != NULL ? g_strdup_printf (_("%s, from %s to %s"), value, self->spark_least, self->spark_most)
                                     : g_strdup (value);
  /* Translators: name, value, "too high". */
  words = state != NULL ? g_strdup_printf (_("%s: %s, %s"), self->name, course, state)
                        : g_strdup_printf (_("%s: %s"), self->name, course);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, value,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, self->lower,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, self->upper,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, isnan (self->value) ? self->lower : self->value,
                                  -1);
}

static gboolean
say_cb (gpointer user_data)
{
  RkInstrumentFace *self = user_data;

  self->say_id = 0;
  say (self);

  return G_SOURCE_REMOVE;
}

static void
queue_words (RkInstrumentFace *self,
             gboolean          at_once)
{
  gint64 left_us = self->said_us + SAY_US - g_get_monotonic_time ();

  if (self->said_us == 0 || left_us <= 0 || at_once) {
    g_clear_handle_id (&self->say_id, g_source_remove);
    say (self);
  } else if (self->say_id == 0) {
    self->say_id = g_timeout_add ((guint) (left_us / 1000) + 1, say_cb, self);
  }
}

/* ---- widget ---- */

static void
rk_instrument_face_snapshot (GtkWidget   *widget,
                             GtkSnapshot *snapshot)
{
  RkInstrumentFace *self = RK_INSTRUMENT_FACE (widget);
  RkInstrumentPicture picture = {
    .shape = rk_instrument_shape (rk_plot_get_kind (self->plot)),
    .name = self->name,
    .number = self->number,
    .unit = self->unit,
    .number_width = self->number_width / REFERENCE_PX,
    .value = self->value,
    .lower = self->lower,
    .upper = self->upper,
    .low = self->low,
    .high = self->high,
    .state = self->state,
    .color = rk_channel_get_color (self->channel),
    .spark = &self->spark,
    .least = self->spark_least,
    .most = self->spark_most,
  };

  rk_instrument_draw (widget, snapshot, &picture);
}

static void
rk_instrument_face_measure (GtkWidget      *widget,
                            GtkOrientation  orientation,
                            int             for_size,
                            int            *minimum,
                            int            *natural,
                            int            *minimum_baseline,
                            int            *natural_baseline)
{
  *minimum = 72;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 260 : 220;
}

static void
rk_instrument_face_dispose (GObject *object)
{
  RkInstrumentFace *self = RK_INSTRUMENT_FACE (object);

  g_clear_handle_id (&self->say_id, g_source_remove);
  g_clear_object (&self->plot);
  g_clear_object (&self->channel);

  G_OBJECT_CLASS (rk_instrument_face_parent_class)->dispose (object);
}

static void
rk_instrument_face_finalize (GObject *object)
{
  RkInstrumentFace *self = RK_INSTRUMENT_FACE (object);

  g_free (self->name);
  g_free (self->number);
  g_free (self->unit);
  g_free (self->spark_least);
  g_free (self->spark_most);
  rk_conversion_clear (&self->conversion);

  G_OBJECT_CLASS (rk_instrument_face_parent_class)->finalize (object);
}

static void
rk_instrument_face_class_init (RkInstrumentFaceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = rk_instrument_face_dispose;
  object_class->finalize = rk_instrument_face_finalize;
  widget_class->snapshot = rk_instrument_face_snapshot;
  widget_class->measure = rk_instrument_face_measure;

  gtk_widget_class_set_css_name (widget_class, "instrument");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_METER);
}

static void
rk_instrument_face_init (RkInstrumentFace *self)
{
  AdwStyleManager *style = adw_style_manager_get_default ();

  self->value = (double) NAN;
  self->step = -1;
  self->lower = (double) NAN;
  self->upper = (double) NAN;
  self->low = (double) NAN;
  self->high = (double) NAN;
  self->kept_least = (double) NAN;
  self->kept_most = (double) NAN;
  forget_seen (self);

  g_signal_connect_object (style, "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (style, "notify::high-contrast", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}

/**
 * rk_instrument_face_new:
 * @plot: what kind of instrument, its scale and limits
 * @channel: whose values to show
 *
 * Returns: (transfer floating): an instrument
 */
GtkWidget *
rk_instrument_face_new (RkPlot    *plot,
                        RkChannel *channel)
{
  RkInstrumentFace *self;

  g_return_val_if_fail (RK_IS_PLOT (plot), NULL);
  g_return_val_if_fail (RK_IS_CHANNEL (channel), NULL);

  self = g_object_new (RK_TYPE_INSTRUMENT_FACE, NULL);
  self->plot = g_object_ref (plot);
  self->channel = g_object_ref (channel);
  rk_instrument_face_update (self);

  return GTK_WIDGET (self);
}

/**
 * rk_instrument_face_remember:
 * @self: an instrument
 * @least: of what the runs hold, raw
 * @most: likewise
 *
 * What was recorded has a place on the scale from the beginning.
 */
void
rk_instrument_face_remember (RkInstrumentFace *self,
                             double            least,
                             double            most)
{
  g_return_if_fail (RK_IS_INSTRUMENT_FACE (self));

  self->kept_least = least;
  self->kept_most = most;
  take_extrema (self, rk_conversion_apply (&self->conversion, least));
  take_extrema (self, rk_conversion_apply (&self->conversion, most));
  rk_instrument_face_update (self);
}

/**
 * rk_instrument_face_get_channel:
 * @self: an instrument
 *
 * Returns: (transfer none): whose values it shows
 */
RkChannel *
rk_instrument_face_get_channel (RkInstrumentFace *self)
{
  g_return_val_if_fail (RK_IS_INSTRUMENT_FACE (self), NULL);

  return self->channel;
}

static gboolean
take_words (RkInstrumentFace *self,
            double            raw)
{
  gboolean nothing_yet = !self->seen;
  g_autofree char *number = nothing_yet ? g_strdup (_("No value yet")) : rk_channel_format (self->channel, raw);
  const char *unit = nothing_yet ? "" : rk_unit_local (rk_channel_get_unit (self->channel));
  gboolean changed;

  if (take_text (&self->unit, unit)) {
    self->number_width = 0;
    changed = TRUE;
  } else {
    changed = FALSE;
  }
  changed = take_text (&self->number, number) || changed;
  if (changed || self->number_width == 0)
    take_number (self);

  return take_text (&self->name, rk_channel_get_name (self->channel)) || changed;
}

/**
 * rk_instrument_face_take_run:
 * @self: an instrument
 * @run: (nullable): the run of which a row tells how it went
 *
 * Takes over how the run went so far.
 */
void
rk_instrument_face_take_run (RkInstrumentFace *self,
                             RkRun            *run)
{
  g_return_if_fail (RK_IS_INSTRUMENT_FACE (self));

  if (!rk_spark_take (&self->spark, run, self->channel))
    return;

  g_clear_pointer (&self->spark_least, g_free);
  g_clear_pointer (&self->spark_most, g_free);
  if (self->spark.n > 0) {
    self->spark_least = rk_channel_format (self->channel, self->spark.least);
    self->spark_most = rk_channel_format (self->channel, self->spark.most);
  }
  queue_words (self, FALSE);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * rk_instrument_face_update:
 * @self: an instrument
 *
 * Takes over the value, name, unit, scale and limits as they are now.
 */
void
rk_instrument_face_update (RkInstrumentFace *self)
{
  double raw;
  RkConversion conversion;
  RkLimitState state;
  gboolean changed;
  gboolean is_urgent;
  int step;

  g_return_if_fail (RK_IS_INSTRUMENT_FACE (self));

  raw = rk_channel_get_last_value (self->channel);
  rk_channel_get_conversion (self->channel, &conversion);
  self->value = rk_conversion_apply (&conversion, raw);
  if (!isfinite (self->value))
    self->value = (double) NAN;

  take_seen (self, &conversion);
  changed = take_words (self, raw);
  changed = take_scale (self, &conversion) || changed;

  state = rk_limit_state_find (self->value, self->low, self->high, self->lower, self->upper);
  /* A row has no scale to be off. */
  if (rk_instrument_shape (rk_plot_get_kind (self->plot)) == RK_INSTRUMENT_ROW && state != RK_LIMIT_LOW && state != RK_LIMIT_HIGH)
    state = RK_LIMIT_NONE;
  is_urgent = state != self->state && rk_limit_state_to_text (state) != NULL;
  changed = state != self->state || changed;
  self->state = state;
  if (changed)
    queue_words (self, is_urgent);

  step = isnan (self->value) ? -1
                             : (int) (rk_instrument_part (self->lower, self->upper, self->value, NULL) * STEPS + 0.5);
  if (!changed && step == self->step)
    return;

  self->step = step;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
