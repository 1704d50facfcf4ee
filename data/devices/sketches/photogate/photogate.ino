// Photogates: one or two, with an open collector output that is LOW while the beam is free.
// Gate 1 to pin 2, gate 2 to pin 3 (leave it open if there is none). A gate the other way round: swap BLOCKED.
// Library: none. Upload it with the Arduino program; Rostok reads it by the profile "Photogate".
// SPDX-License-Identifier: GPL-3.0-or-later

#define GATE_1 2
#define GATE_2 3
#define BLOCKED HIGH
#define N_EDGES 64
#define TWO_GATES 0

// Written by the interrupts, read by the loop: edges that wait to be printed.
volatile unsigned long moments[N_EDGES];
volatile byte states[N_EDGES];
volatile byte head = 0;
byte tail = 0;

byte state() {
  return (digitalRead(GATE_1) == BLOCKED ? 1 : 0) | (digitalRead(GATE_2) == BLOCKED ? 2 : 0);
}

void note() {
  byte next = (head + 1) % N_EDGES;
  if (next == tail)
    return; // faster than the line can tell
  moments[head] = micros();
  states[head] = state();
  head = next;
}

void tell(unsigned long moment, byte gates) {
  Serial.print(moment);
  Serial.print(' ');
  Serial.print(gates & 1);
  if (TWO_GATES) {
    Serial.print(' ');
    Serial.print(gates >> 1);
  }
  Serial.println();
}

void setup() {
  Serial.begin(115200);
  pinMode(GATE_1, INPUT_PULLUP);
  pinMode(GATE_2, INPUT_PULLUP);
  attachInterrupt(digitalPinToInterrupt(GATE_1), note, CHANGE);
  if (TWO_GATES)
    attachInterrupt(digitalPinToInterrupt(GATE_2), note, CHANGE);
  tell(micros(), state());
}

void loop() {
  while (tail != head) {
    tell(moments[tail], states[tail]);
    tail = (tail + 1) % N_EDGES;
  }
}
