/* How the line of a source is doing: faults the driver counts, bytes that wait, and whether it is full. */
#include "config.h"

#include "acquire/source-private.h"

#include "base/clock.h"

#include <glib/gi18n-lib.h>
#include <sys/ioctl.h>

#define DAMAGED_BYTES 3    /* framing or parity faults in a second that are worth a word */
#define FULL_LOAD     0.95 /* share of the capacity of the line */
#define FULL_CHECKS   2    /* so often in a row, once a second */

/* Before a read: how much had to wait. */
void
rk_reader_note_queue (RkReader *self)
{
  int n = 0;

  if (ioctl (rk_link_get_fd (self->link), FIONREAD, &n) != 0 || n <= 0)
    return;

  self->queue_high = MAX (self->queue_high, (guint64) n);
  self->run_queue_high = MAX (self->run_queue_high, (guint64) n);
}

/* The port was opened: its counts begin at 0 again. */
void
rk_reader_reset_line (RkReader *self)
{
  self->faults = (RkPortFaults) { 0 };
  self->n_full = 0;
}

static void
check_faults (RkReader *self)
{
  RkPortFaults faults;
  RkPortFaults more;

  if (!rk_link_get_faults (self->link, &faults))
    return;

  more = (RkPortFaults) {
    .framing = faults.framing - self->faults.framing,
    .parity = faults.parity - self->faults.parity,
    .overrun = faults.overrun - self->faults.overrun,
    .breaks = faults.breaks - self->faults.breaks,
  };
  self->faults = faults;
  self->all_faults.framing += more.framing;
  self->all_faults.parity += more.parity;
  self->all_faults.overrun += more.overrun;
  self->all_faults.breaks += more.breaks;

  if (more.framing + more.parity >= DAMAGED_BYTES)
    rk_reader_set_warning (self, _("Bytes arrive damaged: check the speed of the line"));

  if (more.overrun > 0) {
    rk_reader_set_warning (self, _("The computer was too slow: bytes were lost in the port"));
    rk_reader_mark_break (self, RK_GAP_LOST);
  }
}

/* What is sent faster than the line carries is lost, or late, in the device: nobody else can tell. */
static void
check_load (RkReader *self,
            gint64    now_ns)
{
  gboolean was_full = self->n_full >= FULL_CHECKS;
  g_autofree char *text = NULL;

  /* The stamper has no clock: of a silent line it knows the last bytes only. */
  if (rk_stamper_get_load (self->stamper) < FULL_LOAD || now_ns - self->arrival_ns > 2 * RK_NS_PER_S) {
    self->n_full = 0;
    if (was_full)
      rk_reader_set_warning (self, rk_link_get_warning (self->link));
    return;
  }

  if (self->n_full < FULL_CHECKS)
    self->n_full++;
  if (was_full || self->n_full < FULL_CHECKS)
    return;

  /* Translators: %u is a speed in baud */
  text = g_strdup_printf (_("The line is full: %u baud cannot carry more. Raise the speed, or let the device send less"),
                          rk_profile_get_line (self->profile)->baud);
  rk_reader_set_warning (self, text);
}

/* Once a second, while it is open. */
void
rk_reader_check_line (RkReader *self,
                      gint64    now_ns)
{
  if (now_ns < self->second_ns)
    return;

  self->second_ns = now_ns + RK_NS_PER_S;
  check_faults (self);
  check_load (self, now_ns);
}

/* The talker counts from its own begin. */
static void
count_late (RkReader *self)
{
  RkTalkerStatus status = { 0 };

  if (self->talker != NULL)
    rk_talker_get_status (self->talker, &status);
  if (status.n_timeouts >= self->late_seen)
    self->n_late += status.n_timeouts - self->late_seen;
  else
    self->n_late += status.n_timeouts;
  self->late_seen = status.n_timeouts;
}

/* Since the source was made. */
void
rk_reader_fill_line (RkReader   *self,
                     RkCounters *totals)
{
  count_late (self);
  totals->answers_late = self->n_late;
  totals->framing = self->all_faults.framing;
  totals->parity = self->all_faults.parity;
  totals->overrun = self->all_faults.overrun;
  totals->breaks = self->all_faults.breaks;
  totals->queue_high = self->queue_high;
}
