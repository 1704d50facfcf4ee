/* A multimeter with a serial cable whose dial somebody turns now and then: volts of a tired cell, ohms of a
 * resistor held between two fingers, degrees of a thermocouple. It sends what a UT61E sends (chip ES51922). */

#include "config.h"

#include "acquire/simulators/model.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* One turn of the dial through all three. */
#define TURN_S 60.0
#define OHMS_S 24.0
#define DEGREES_S 42.0
/* After the dial was turned the leads hang free for a moment. */
#define OPEN_S 1.5

#define CELL_V 1.58
#define DISCHARGE_S 400.0
#define RESISTOR_OHM 4683.0
#define ROOM_C 22.0
#define FINGERS_C 32.5
#define WARMING_S 5.0

/* Function, range, digits (from their finest place) and signs as in decoders/es519xx.c. */
static void
print_packet (GByteArray *bytes,
              char        range,
              double      value,
              double      places,
              char        function,
              gboolean    is_open,
              guint8      judge,
              char        option3)
{
  guint digits = is_open ? 22580 : (guint) CLAMP (lround (fabs (value) * places), 0, 22000);
  guint8 packet[14] = { (guint8) range };

  for (guint i = 5; i > 0; i--, digits /= 10)
    packet[i] = (guint8) ('0' + digits % 10);
  packet[6] = (guint8) function;
  packet[7] = (guint8) ('0' + judge + (value < 0.0 ? 4 : 0) + (is_open ? 1 : 0));
  packet[8] = '0';
  packet[9] = '0';
  packet[10] = (guint8) option3;
  packet[11] = '0';
  packet[12] = '\r';
  packet[13] = '\n';
  g_byte_array_append (bytes, packet, sizeof packet);
}

static RkSimulatorEvent
multimeter_print (gpointer    state,
                  RkTick     *tick,
                  GByteArray *bytes)
{
  double phase_s = fmod (tick->t_s, TURN_S);
  double noise = rk_random_normal (tick->random);

  if (phase_s < OHMS_S)
    print_packet (bytes, '0', CELL_V * exp (-tick->t_s / DISCHARGE_S) + 0.0002 * noise, 1e4, ';', FALSE, 0, ':');
  else if (phase_s < DEGREES_S)
    print_packet (bytes, '2', RESISTOR_OHM + 0.6 * noise, 1.0, '3', phase_s < OHMS_S + OPEN_S, 0, '2');
  else
    print_packet (bytes, '0', FINGERS_C + (ROOM_C - FINGERS_C) * exp ((DEGREES_S - phase_s) / WARMING_S) + 0.2 * noise, 1.0,
                  '4', FALSE, 8, '0');

  return RK_SIMULATOR_GO_ON;
}

const RkSimulatorModel rk_simulator_multimeter = {
  .info = {
    .id = "multimeter",
    .name = N_("Multimeter"),
    .description = N_("Volts, ohms and degrees in turn: each gets a column of its own"),
    .icon = "utilities-system-monitor-symbolic",
    .profile = "es519xx-19200-14b",
    .rate_hz = 2.0,
    .duration_s = 120.0,
  },
  .print = multimeter_print,
};
