#pragma once

#include "acquire/port.h"

G_BEGIN_DECLS

/**
 * RkWire:
 *
 * A simulated serial line: bits in virtual time. A sender repeats its message for ever at its own
 * settings; a receiver with settings of its own samples the line as a UART does. For tests and figures.
 * One thread at a time.
 */
typedef struct _RkWire RkWire;

/* @baud: the true speed of the sender; 0 = as @line says (clocks are off by some per cent). */
RkWire *rk_wire_new       (const RkLineSettings *line, double baud) G_GNUC_WARN_UNUSED_RESULT;
void    rk_wire_free      (RkWire *self);
/* Adds bytes sent back to back and the quiet time after them to what is repeated. */
void    rk_wire_add       (RkWire *self, const guint8 *bytes, gsize n, gint64 pause_ns);
/* Moves on to the begin of the next repetition of the message. */
void    rk_wire_rewind    (RkWire *self);
gint64  rk_wire_get_time  (RkWire *self);
/* What a receiver hears in @duration_ns, or until @n bytes came; fits RkEar. */
gssize  rk_wire_listen    (gpointer self, const RkLineSettings *line, gint64 duration_ns,
                           guint8 *buffer, gsize n, RkPortFaults *faults);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkWire, rk_wire_free)

G_END_DECLS
