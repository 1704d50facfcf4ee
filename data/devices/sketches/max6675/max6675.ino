// High temperature: a thermocouple of type K with a MAX6675.
// SCK to pin 3, CS to pin 4, SO to pin 5.
// Library: MAX6675 library (Adafruit). Upload it with the Arduino program; Rostok knows the sensor by what it prints.
// SPDX-License-Identifier: GPL-3.0-or-later

#include <max6675.h>

MAX6675 couple(3, 4, 5);

void setup() {
  Serial.begin(115200);
  delay(500); // the chip needs it
}

void loop() {
  Serial.print("T:");
  Serial.print(couple.readCelsius(), 2);
  Serial.println(" °C");
  delay(250); // a new value takes 220 ms
}
