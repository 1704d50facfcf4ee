// Acidity: a pH electrode with an analog board (DFRobot SEN0161 V2 and others).
// Output of the board to A0. The board shows 5 V = 1023 counts on an Uno.
// Library: none. Upload it with the Arduino program; Rostok knows the sensor by what it prints.
// SPDX-License-Identifier: GPL-3.0-or-later

const float VOLTS = 5.0; // of the reference; 3.3 on many boards
const int COUNTS = 1023;

// The board as delivered: 1500 mV at pH 7, 2032.44 mV at pH 4 (DFRobot). Calibrate it in Rostok with two buffers.
const float NEUTRAL = 1500.0;
const float ACID = 2032.44;

void setup() {
  Serial.begin(115200);
}

void loop() {
  long sum = 0;

  for (int i = 0; i < 64; i++)
    sum += analogRead(A0);

  float millivolts = sum / 64.0 * VOLTS * 1000.0 / COUNTS;

  Serial.print("pH:");
  Serial.print(7.0 + (millivolts - NEUTRAL) * (4.0 - 7.0) / (ACID - NEUTRAL), 2);
  Serial.print("\tU:");
  Serial.print(millivolts, 1);
  Serial.println(" mV");
  delay(200);
}
