// Conductivity: an EC probe with an analog board (DFRobot DFR0300).
// Output of the board to A1; cell constant 1.
// Library: none. Upload it with the Arduino program; Rostok knows the sensor by what it prints.
// SPDX-License-Identifier: GPL-3.0-or-later

const float VOLTS = 5.0; // of the reference; 3.3 on many boards
const int COUNTS = 1023;

// DFR0300: conductivity in mS/cm is millivolts / 820 / 200 times 1000 for a cell of K = 1 (DFRobot).
const float FACTOR = 1000.0 / 820.0 / 200.0;
const float TEMPERATURE = 25.0; // of the solution, °C: type in what you measured

void setup() {
  Serial.begin(115200);
}

void loop() {
  long sum = 0;

  for (int i = 0; i < 64; i++)
    sum += analogRead(A1);

  float millivolts = sum / 64.0 * VOLTS * 1000.0 / COUNTS;
  float ec = millivolts * FACTOR / (1.0 + 0.0185 * (TEMPERATURE - 25.0));

  Serial.print("EC:");
  Serial.print(ec, 3);
  Serial.print(" mS/cm\tU:");
  Serial.print(millivolts, 1);
  Serial.println(" mV");
  delay(200);
}
