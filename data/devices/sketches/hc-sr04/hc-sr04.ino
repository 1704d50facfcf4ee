// Distance: ultrasonic HC-SR04.
// TRIG to pin 9, ECHO to pin 10.
// Library: none. Upload it with the Arduino program; Rostok knows the sensor by what it prints.
// SPDX-License-Identifier: GPL-3.0-or-later

#define TRIG 9
#define ECHO 10

// Speed of sound in air at 20 °C, m/s.
const float SPEED = 343.2;

void setup() {
  Serial.begin(115200);
  pinMode(TRIG, OUTPUT);
  pinMode(ECHO, INPUT);
}

void loop() {
  digitalWrite(TRIG, LOW);
  delayMicroseconds(2);
  digitalWrite(TRIG, HIGH);
  delayMicroseconds(10);
  digitalWrite(TRIG, LOW);

  // 25 ms there and back are 4.3 m, more than it can see.
  unsigned long echo = pulseIn(ECHO, HIGH, 25000);

  Serial.print("x:");
  if (echo == 0)
    Serial.print("nan");
  else
    Serial.print(echo * 1e-6 * SPEED / 2.0, 4);
  Serial.println(" m");
  delay(30); // the old echo dies away
}
