// Temperature and humidity: DHT11, DHT21, DHT22 (AM2302).
// Data to pin 2, 10 kΩ between data and VCC (on most boards it is there).
// Library: DHT sensor library (Adafruit). Upload it with the Arduino program; Rostok knows the sensor by what it prints.
// SPDX-License-Identifier: GPL-3.0-or-later

#include <DHT.h>

#define PIN 2
#define TYPE DHT22 // or DHT11, DHT21

DHT sensor(PIN, TYPE);

void setup() {
  Serial.begin(115200);
  sensor.begin();
}

void loop() {
  // A missing sensor prints "nan": Rostok shows a gap, never an old value.
  Serial.print("T:");
  Serial.print(sensor.readTemperature(), 1);
  Serial.print(" °C\tRH:");
  Serial.print(sensor.readHumidity(), 1);
  Serial.println(" %");
  delay(2000); // a DHT22 measures every two seconds
}
