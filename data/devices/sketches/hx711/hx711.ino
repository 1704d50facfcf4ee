// Mass or force: a load cell with an HX711 amplifier.
// DOUT to pin 3, SCK to pin 2. Prints counts: zero and calibrate it in Rostok with a known mass.
// Library: HX711 (Bogdan Necula). Upload it with the Arduino program; Rostok knows the sensor by what it prints.
// SPDX-License-Identifier: GPL-3.0-or-later

#include <HX711.h>

#define DOUT 3
#define SCK 2

HX711 cell;

void setup() {
  Serial.begin(115200);
  cell.begin(DOUT, SCK);
}

void loop() {
  if (cell.is_ready()) {
    Serial.print("counts:");
    Serial.println(cell.read());
  }
}
