#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the highest of eight bits turns out to be. */
typedef enum {
  RK_TOP_BIT_DATA,
  RK_TOP_BIT_EVEN, /* parity over all eight */
  RK_TOP_BIT_ODD,
  RK_TOP_BIT_MARK, /* always 1: the stop bit of a 7-bit device, or mark parity */
} RkTopBit;

/* How bytes look before anybody reads them. */
typedef struct {
  gsize    n;
  guint    n_distinct; /* values */
  double   text;       /* share of bytes that a line of text is made of */
  double   text7;      /* the same without the highest bit */
  double   faulty;     /* framing faults per byte, 0 ... 1 */
  guint    stretch;    /* bits of the ear in one of the device: > 1 = the ear is too fast; 9 = nine or more */
  double   extreme;    /* share of bytes that a wrong speed makes: 00 FF 80 F8... */
  RkTopBit top;
} RkLook;

/* @n_faults: of framing. */
void rk_look_at     (RkLook *self, const guint8 *bytes, gsize n, guint n_faults);
/* The same bytes without their highest bit. */
void rk_strip_top   (guint8 *bytes, gsize n);

G_END_DECLS
