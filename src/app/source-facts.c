#include "config.h"

#include "app/source-facts.h"

#include "app/format.h"
#include "base/clock.h"
#include "base/number.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static void
fact_free (gpointer data)
{
  RkSourceFact *self = data;

  g_free (self->name);
  g_free (self->value);
  g_free (self);
}

static void
add (GPtrArray  *facts,
     const char *name,
     char       *value,
     gboolean    is_bad)
{
  RkSourceFact *fact = g_new (RkSourceFact, 1);

  *fact = (RkSourceFact) { g_strdup (name), value, is_bad };
  g_ptr_array_add (facts, fact);
}

static char *
format_bytes (guint64 n)
{
  g_autofree char *count = rk_format_count (n);

  /* Translators: %s is a number of bytes */
  return g_strdup_printf (ngettext ("%s\u00a0byte", "%s\u00a0bytes", (gulong) MIN (n, G_MAXULONG)), count);
}

static char *
format_refused (const RkCounters *counters)
{
  g_autofree char *lines = rk_format_count (counters->n_rejected);
  g_autofree char *bytes = format_bytes (counters->rejected);

  if (counters->n_rejected == 0)
    return g_strdup ("0");

  /* Translators: the first %s is a number of lines or packets, the second is "12 bytes" */
  return g_strdup_printf (_("%s (%s)"), lines, bytes);
}

/* Three digits are more than enough for an estimate. */
static char *
format_time_error (gint64 error_ns)
{
  double ms = (double) error_ns / 1e6;
  g_autofree char *number = NULL;

  if (error_ns < 0)
    return g_strdup (_("unknown"));

  number = rk_number_format (ms, ms < 1.0 ? 2 : ms < 10.0 ? 1 : 0);

  /* Translators: %s is a number of milliseconds */
  return g_strdup_printf (_("±%s\u00a0ms"), number);
}

static void
add_count (GPtrArray  *facts,
           const char *name,
           guint64     n)
{
  if (n > 0)
    add (facts, name, rk_format_count (n), TRUE);
}

/**
 * rk_source_facts:
 * @counters: what was counted
 *
 * Puts counters into words: received = read + refused + left out + waiting, then what went wrong on the line, then
 * how good the times are.
 *
 * Returns: (transfer full) (element-type RkSourceFact): the lines
 */
GPtrArray *
rk_source_facts (const RkCounters *counters)
{
  GPtrArray *facts = g_ptr_array_new_with_free_func (fact_free);

  add (facts, _("Received"), format_bytes (counters->bytes), FALSE);
  add (facts, _("Readings"), rk_format_count (counters->frames), FALSE);
  add (facts, _("Read"), format_bytes (counters->parsed), FALSE);
  add (facts, _("Refused"), format_refused (counters), counters->rejected > 0);
  add (facts, _("Left out"), format_bytes (counters->dropped), FALSE);
  add (facts, _("Waiting for the rest"), format_bytes (counters->pending), FALSE);

  add_count (facts, _("Lost in the port"), counters->overrun);
  add_count (facts, _("Damaged on the line"), counters->framing + counters->parity);
  add_count (facts, _("Line held down"), counters->breaks);
  add_count (facts, _("Answers too late"), counters->answers_late);
  add (facts, _("Most bytes waiting"), rk_format_count (counters->queue_high), FALSE);

  add (facts, _("Time of readings"), format_time_error (counters->time_error_ns), FALSE);
  if (!isnan (counters->drift_ppm)) {
    g_autofree char *ppm = rk_number_format (counters->drift_ppm, 0);

    /* Translators: parts per million by which the clock of a device is fast; %s may be negative */
    add (facts, _("Its clock is fast by"), g_strdup_printf (_("%s\u00a0ppm"), ppm), FALSE);
  }

  return facts;
}
