// High temperature: a thermocouple of type K with a MAX31855.
// CLK to pin 3, CS to pin 4, DO to pin 5.
// Library: Adafruit MAX31855 library. Upload it with the Arduino program; Rostok knows the sensor by what it prints.
// SPDX-License-Identifier: GPL-3.0-or-later

#include <Adafruit_MAX31855.h>

Adafruit_MAX31855 couple(3, 4, 5);

void setup() {
  Serial.begin(115200);
  couple.begin();
}

void loop() {
  // A broken or loose thermocouple prints "nan".
  Serial.print("T:");
  Serial.print(couple.readCelsius(), 2);
  Serial.print(" °C\tT0:");
  Serial.print(couple.readInternal(), 2);
  Serial.println(" °C");
  delay(100);
}
