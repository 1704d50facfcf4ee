// Pressure and temperature: BMP280.
// I2C: SDA, SCL (A4, A5 of an Uno); address 0x76 or 0x77.
// Library: Adafruit BMP280 Library. Upload it with the Arduino program; Rostok knows the sensor by what it prints.
// SPDX-License-Identifier: GPL-3.0-or-later

#include <Adafruit_BMP280.h>

Adafruit_BMP280 sensor;
bool found;

void setup() {
  Serial.begin(115200);
  found = sensor.begin(0x76) || sensor.begin(0x77);
}

void loop() {
  Serial.print("p:");
  Serial.print(found ? sensor.readPressure() / 1000.0 : NAN, 3);
  Serial.print(" kPa\tT:");
  Serial.print(found ? sensor.readTemperature() : NAN, 2);
  Serial.println(" °C");
  delay(100);
}
