/* The simulated line against what UARTs do. */
#include "config.h"

#include "acquire/wire.h"
#include "base/clock.h"

#include <string.h>

static RkLineSettings
make_line (guint    baud,
           guint    data_bits,
           RkParity parity,
           guint    stop_bits)
{
  RkLineSettings line;

  rk_line_settings_init (&line);
  line.baud = baud;
  line.data_bits = data_bits;
  line.parity = parity;
  line.stop_bits = stop_bits;

  return line;
}

/* With equal settings a receiver hears what was sent, whatever the settings, the bytes and the pauses. */
static void
test_equal (void)
{
  static const guint bauds[] = { 300, 1200, 9600, 57600, 115200, 921600 };
  g_autoptr (GRand) random = g_rand_new_with_seed (3);

  for (guint round = 0; round < 200; round++) {
    RkLineSettings line = make_line (bauds[g_rand_int_range (random, 0, G_N_ELEMENTS (bauds))],
                                     (guint) g_rand_int_range (random, 5, 9), (RkParity) g_rand_int_range (random, 0, 3),
                                     (guint) g_rand_int_range (random, 1, 3));
    g_autoptr (RkWire) wire = rk_wire_new (&line, 0.0);
    guint8 mask = (guint8) ((1u << line.data_bits) - 1);
    RkPortFaults faults;
    guint8 sent[64];
    guint8 heard[64];
    gsize n = (gsize) g_rand_int_range (random, 1, 33);

    for (gsize i = 0; i < n; i++)
      sent[i] = (guint8) g_rand_int (random) & mask;
    rk_wire_add (wire, sent, n, g_rand_int_range (random, 0, 2) * RK_NS_PER_MS);
    rk_wire_add (wire, sent, 1, 5 * RK_NS_PER_MS);

    g_assert_cmpint (rk_wire_listen (wire, &line, 60 * RK_NS_PER_S, heard, 1, &faults), ==, 1);
    rk_wire_rewind (wire);
    g_assert_cmpint (rk_wire_listen (wire, &line, 60 * RK_NS_PER_S, heard, n + 1, &faults), ==, n + 1);
    g_assert_cmpmem (heard, n, sent, n);
    g_assert_cmpuint (heard[n], ==, sent[0]);
    g_assert_cmpuint (faults.framing + faults.parity, ==, 0);
  }
}

/* 9600 8N1: a byte takes 10 bits of 104.17 us; then it pauses. */
static void
test_time (void)
{
  RkLineSettings line = make_line (9600, 8, RK_PARITY_NONE, 1);
  g_autoptr (RkWire) wire = rk_wire_new (&line, 0.0);
  RkPortFaults faults;
  guint8 heard[8];

  rk_wire_add (wire, (const guint8 *) "U", 1, 99 * RK_NS_PER_MS);
  rk_wire_listen (wire, &line, RK_NS_PER_MS, heard, 8, &faults);
  rk_wire_rewind (wire);
  /* Ten messages a second, all but exactly. */
  g_assert_cmpint (rk_wire_listen (wire, &line, RK_NS_PER_S, heard, 8, &faults), ==, 8);
  g_assert_cmpint (rk_wire_get_time (wire), >, 7 * 99 * RK_NS_PER_MS);
  g_assert_cmpint (rk_wire_get_time (wire), <, 9 * 101 * RK_NS_PER_MS);
  /* Within a pause there is nothing, and time goes on. */
  g_assert_cmpint (rk_wire_listen (wire, &line, 50 * RK_NS_PER_MS, heard, 8, &faults), ==, 0);
}

/* Heard as 8N1: 7-bit bytes carry their parity on top; with 8E1 the parity stands where the stop bit should. */
static void
test_parity (void)
{
  static const guint8 text[] = { 'A', 'C', '1', '3' }; /* 2, 3, 3, 4 ones */
  static const guint8 odd[] = { 'A' | 0x80, 'C', '1', '3' | 0x80 };
  static const guint8 even[] = { 'A', 'C' | 0x80, '1' | 0x80, '3' };
  static const guint8 mark[] = { 'A' | 0x80, 'C' | 0x80, '1' | 0x80, '3' | 0x80 };
  static const struct {
    RkParity      parity;
    guint         data_bits;
    guint         stop_bits;
    const guint8 *heard;
    guint         framing;
  } rows[] = {
    { RK_PARITY_ODD, 7, 1, odd, 0 },
    { RK_PARITY_EVEN, 7, 1, even, 0 },
    { RK_PARITY_NONE, 7, 2, mark, 0 },
    { RK_PARITY_EVEN, 8, 1, text, 2 }, /* even number of ones: the parity bit is 0 */
    { RK_PARITY_ODD, 8, 1, text, 2 },
    { RK_PARITY_NONE, 8, 2, text, 0 },
  };
  RkLineSettings ear = make_line (9600, 8, RK_PARITY_NONE, 1);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    RkLineSettings line = make_line (9600, rows[i].data_bits, rows[i].parity, rows[i].stop_bits);
    g_autoptr (RkWire) wire = rk_wire_new (&line, 0.0);
    RkPortFaults faults;
    guint8 heard[4];

    rk_wire_add (wire, text, 4, 10 * RK_NS_PER_MS);
    rk_wire_listen (wire, &ear, 30 * RK_NS_PER_MS, heard, 4, &faults);
    rk_wire_rewind (wire);
    g_assert_cmpint (rk_wire_listen (wire, &ear, RK_NS_PER_S, heard, 4, &faults), ==, 4);
    g_assert_cmpmem (heard, 4, rows[i].heard, 4);
    g_assert_cmpuint (faults.framing, ==, rows[i].framing);
  }
}

/* A receiver with the wrong parity counts every byte. */
static void
test_wrong_parity (void)
{
  RkLineSettings line = make_line (9600, 8, RK_PARITY_EVEN, 1);
  RkLineSettings ear = make_line (9600, 8, RK_PARITY_ODD, 1);
  g_autoptr (RkWire) wire = rk_wire_new (&line, 0.0);
  RkPortFaults faults;
  guint8 heard[6];

  rk_wire_add (wire, (const guint8 *) "abc", 3, 5 * RK_NS_PER_MS);
  rk_wire_listen (wire, &ear, 20 * RK_NS_PER_MS, heard, 3, &faults);
  rk_wire_rewind (wire);
  g_assert_cmpint (rk_wire_listen (wire, &ear, RK_NS_PER_S, heard, 6, &faults), ==, 6);
  g_assert_cmpmem (heard, 6, "abcabc", 6);
  g_assert_cmpuint (faults.parity, ==, 6);
}

/* An ear twice too fast sees each bit twice: 'U' (0101 0101) begins with two zeros, a start bit and bit 0. */
static void
test_too_fast (void)
{
  RkLineSettings line = make_line (9600, 8, RK_PARITY_NONE, 1);
  RkLineSettings ear = make_line (19200, 8, RK_PARITY_NONE, 1);
  g_autoptr (RkWire) wire = rk_wire_new (&line, 0.0);
  RkPortFaults faults;
  guint8 heard[2];

  rk_wire_add (wire, (const guint8 *) "U", 1, 5 * RK_NS_PER_MS);
  rk_wire_listen (wire, &ear, 20 * RK_NS_PER_MS, heard, 1, &faults);
  rk_wire_rewind (wire);
  g_assert_cmpint (rk_wire_listen (wire, &ear, RK_NS_PER_S, heard, 2, &faults), ==, 2);
  /* Levels 0 1 0 1 0 1 0 1 0 1 of 9600: start 0, then 0 11 00 11 0 | 0 where the stop bit should be. */
  g_assert_cmphex (heard[0], ==, 0x66);
  g_assert_cmpuint (faults.framing, >, 0);
}

/* Clocks may differ by some per cent: UARTs stand about four in all. */
static void
test_clock (void)
{
  static const struct {
    double   baud;
    gboolean works;
  } rows[] = { { 9600.0 * 1.03, TRUE }, { 9600.0 * 0.97, TRUE }, { 9600.0 * 1.09, FALSE }, { 9600.0 * 0.91, FALSE } };
  static const guint8 text[] = { 0x55, 0x00, 0xff, 0x80, 0x7f };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    RkLineSettings line = make_line (9600, 8, RK_PARITY_NONE, 1);
    g_autoptr (RkWire) wire = rk_wire_new (&line, rows[i].baud);
    RkPortFaults faults;
    guint8 heard[5];

    rk_wire_add (wire, text, 5, 10 * RK_NS_PER_MS);
    rk_wire_listen (wire, &line, 30 * RK_NS_PER_MS, heard, 5, &faults);
    rk_wire_rewind (wire);
    rk_wire_listen (wire, &line, RK_NS_PER_S, heard, 5, &faults);
    g_assert_cmpint (memcmp (heard, text, 5) == 0 && faults.framing == 0, ==, rows[i].works);
  }
}

static void
test_silence (void)
{
  RkLineSettings line = make_line (9600, 8, RK_PARITY_NONE, 1);
  g_autoptr (RkWire) wire = rk_wire_new (&line, 0.0);
  RkPortFaults faults;
  guint8 heard[4];

  g_assert_cmpint (rk_wire_listen (wire, &line, RK_NS_PER_S, heard, 4, &faults), ==, 0);
  g_assert_cmpint (rk_wire_get_time (wire), ==, RK_NS_PER_S);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/acquire/wire/equal-settings", test_equal);
  g_test_add_func ("/acquire/wire/time", test_time);
  g_test_add_func ("/acquire/wire/parity-heard-as-8n1", test_parity);
  g_test_add_func ("/acquire/wire/wrong-parity", test_wrong_parity);
  g_test_add_func ("/acquire/wire/too-fast", test_too_fast);
  g_test_add_func ("/acquire/wire/clock", test_clock);
  g_test_add_func ("/acquire/wire/silence", test_silence);

  return g_test_run ();
}
