// Temperature: one or more DS18B20 on one wire.
// Data to pin 2, 4.7 kΩ between data and VCC.
// Library: OneWire, DallasTemperature. Upload it with the Arduino program; Rostok knows the sensor by what it prints.
// SPDX-License-Identifier: GPL-3.0-or-later

#include <DallasTemperature.h>
#include <OneWire.h>

#define PIN 2

OneWire wire(PIN);
DallasTemperature sensors(&wire);

void setup() {
  Serial.begin(115200);
  sensors.begin();
}

void loop() {
  sensors.requestTemperatures();
  for (int i = 0; i < sensors.getDeviceCount(); i++) {
    float t = sensors.getTempCByIndex(i);

    Serial.print(i > 0 ? "\tT" : "T");
    Serial.print(i + 1);
    Serial.print(":");
    if (t == DEVICE_DISCONNECTED_C)
      Serial.print("nan");
    else
      Serial.print(t, 2);
    Serial.print(" °C");
  }
  Serial.println();
  delay(200);
}
