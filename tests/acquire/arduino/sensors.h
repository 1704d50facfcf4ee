// The sensors of the example sketches. MISSING in the environment: none is connected.
#pragma once

#include "Arduino.h"

inline bool is_missing () { return std::getenv ("MISSING") != nullptr; }
inline float reading (float value) { return is_missing () ? NAN : value; }

enum { DHT11 = 11, DHT21 = 21, DHT22 = 22 };

struct DHT {
  DHT (int, int) {}
  void begin () {}
  float readTemperature () { return reading (-3.24f); }
  float readHumidity () { return reading (45.3f); }
};

struct OneWire {
  explicit OneWire (int) {}
};

#define DEVICE_DISCONNECTED_C -127

struct DallasTemperature {
  explicit DallasTemperature (OneWire *) {}
  void begin () {}
  void requestTemperatures () {}
  int getDeviceCount () { return 2; }
  float getTempCByIndex (int i) { return is_missing () ? DEVICE_DISCONNECTED_C : 21.5f + 2.25f * (float) i; }
};

struct HX711 {
  void begin (int, int) {}
  bool is_ready () { return !is_missing (); }
  long read () { return -123456; }
};

struct TwoWire {
  int left = 0;
  void begin () {}
  void setClock (unsigned long) {}
  void beginTransmission (int) {}
  void write (int) {}
  int endTransmission (bool = true) { return 0; }
  int requestFrom (int, int n)
  {
    left = 0;
    return is_missing () ? 0 : n;
  }
  // 1 g along z and a quarter turn a second about x: 16384 = 0x4000, 131 * 90 = 11790 = 0x2E0E.
  int read ()
  {
    static const uint8_t bytes[14] = { 0, 0, 0xE0, 0, 0x40, 0, 0, 0, 0x2E, 0x0E, 0, 0, 0xFF, 0x7D };
    return bytes[left++ % 14];
  }
};

extern TwoWire Wire;

struct Adafruit_BMP280 {
  bool begin (int address) { return !is_missing () && address == 0x77; }
  float readPressure () { return 101325.0f; }
  float readTemperature () { return 23.1f; }
};

struct Adafruit_MAX31855 {
  Adafruit_MAX31855 (int, int, int) {}
  bool begin () { return true; }
  double readCelsius () { return is_missing () ? NAN : 801.25; }
  double readInternal () { return 24.5625; }
};

struct MAX6675 {
  MAX6675 (int, int, int) {}
  float readCelsius () { return reading (99.75f); }
};
