// Acceleration and rotation: MPU-6050.
// I2C: SDA, SCL (A4, A5 of an Uno).
// Library: none (Wire). Upload it with the Arduino program; Rostok knows the sensor by what it prints.
// SPDX-License-Identifier: GPL-3.0-or-later

#include <Wire.h>

const int ADDRESS = 0x68;

void setup() {
  Serial.begin(115200);
  Wire.begin();
  Wire.setClock(400000);
  Wire.beginTransmission(ADDRESS);
  Wire.write(0x6B); // PWR_MGMT_1: wake up
  Wire.write(0);
  Wire.endTransmission();
}

int16_t next() {
  int16_t high = Wire.read();

  return high << 8 | Wire.read();
}

void loop() {
  Wire.beginTransmission(ADDRESS);
  Wire.write(0x3B); // ACCEL_XOUT_H: 14 bytes from here
  Wire.endTransmission(false);
  if (Wire.requestFrom(ADDRESS, 14) != 14) {
    Serial.println("ax:nan m/s²\tay:nan m/s²\taz:nan m/s²\twx:nan °/s\twy:nan °/s\twz:nan °/s");
    delay(500);
    return;
  }

  // ±2 g: 16384 counts are one g; ±250 °/s: 131 counts are one degree a second (register map, rev. 4.2).
  const float g = 9.80665 / 16384.0;
  const float w = 1.0 / 131.0;
  static const char *names[] = { "ax:", "\tay:", "\taz:" };
  static const char *turns[] = { "\twx:", "\twy:", "\twz:" };

  for (int i = 0; i < 3; i++) {
    Serial.print(names[i]);
    Serial.print(next() * g, 3);
    Serial.print(" m/s²");
  }
  next(); // temperature of the chip
  for (int i = 0; i < 3; i++) {
    Serial.print(turns[i]);
    Serial.print(next() * w, 2);
    Serial.print(" °/s");
  }
  Serial.println();
  delay(10);
}
