// Runs a sketch: its name is given to the compiler as SKETCH.
#include "Arduino.h"
#include "sensors.h"

Printer Serial;
TwoWire Wire;
unsigned long now_us;
int analog_counts = 0;
unsigned long echo_us = 5828;
int gate_state;

#include SKETCH

int
main ()
{
  // 1500 mV of 5 V: the pH board at pH 7.
  analog_counts = is_missing () ? 0 : 307;
  echo_us = is_missing () ? 40000 : 5828;

  setup ();
  for (int i = 0; i < 5; i++)
    loop ();

  return 0;
}
