// So much of the Arduino as the example sketches need, on a computer: time stands in a variable, Serial prints to
// standard output, sensors are played by the headers beside. Rounding of print () is that of the Arduino core.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#define INPUT 0
#define OUTPUT 1
#define INPUT_PULLUP 2
#define LOW 0
#define HIGH 1
#define CHANGE 1
#define A0 14
#define A1 15

typedef bool boolean;
typedef uint8_t byte;

extern unsigned long now_us;
extern int analog_counts;
extern unsigned long echo_us;
extern int gate_state;

inline unsigned long micros () { return now_us; }
inline unsigned long millis () { return now_us / 1000; }
inline void delay (unsigned long ms) { now_us += ms * 1000; }
inline void delayMicroseconds (unsigned us) { now_us += us; }
inline void pinMode (int, int) {}
inline void digitalWrite (int, int) {}
inline int digitalRead (int) { return gate_state; }
inline int analogRead (int) { return analog_counts; }
inline unsigned long pulseIn (int, int, unsigned long timeout) { return echo_us < timeout ? echo_us : 0; }

struct Printer {
  void begin (unsigned long) {}
  void print (const char *text) { std::fputs (text, stdout); }
  void print (char c) { std::putchar (c); }
  void print (int value) { std::printf ("%d", value); }
  void print (long value) { std::printf ("%ld", value); }
  void print (unsigned value) { std::printf ("%u", value); }
  void print (unsigned long value) { std::printf ("%lu", value); }
  void print (double value, int decimals = 2)
  {
    if (std::isnan (value))
      std::fputs ("nan", stdout);
    else
      std::printf ("%.*f", decimals, value);
  }
  void println () { std::fputs ("\r\n", stdout); }
  template <typename... T> void println (T... value)
  {
    print (value...);
    println ();
  }
};

extern Printer Serial;
