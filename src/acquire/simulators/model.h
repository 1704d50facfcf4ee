#pragma once

#include "acquire/simulator.h"

G_BEGIN_DECLS

/* What the models of simulated devices share. Private to this folder and simulator.c. */

/* xoshiro256**: Blackman and Vigna, ACM Trans. Math. Softw. 47 (2021) 36. The same numbers on every
 * machine, which GLib does not promise for its own generator. */
typedef struct {
  guint64 s[4];
} RkRandom;

void   rk_random_init    (RkRandom *self, guint32 seed);
double rk_random_uniform (RkRandom *self); /* 0 <= x < 1 */
double rk_random_normal  (RkRandom *self); /* mean 0, standard deviation 1 */

/* One reading to be made. */
typedef struct {
  double    t_s;    /* since the device was switched on */
  double    dt_s;   /* since the reading before, 0 at the first */
  RkRandom *random;
  double    away_s; /* out: the next reading comes so much later than usual */
} RkTick;

typedef struct {
  RkSimulatorInfo info;
  gsize           state_size; /* bytes of zeroed state */
  const char     *greeting;   /* nullable: printed when switched on */
  double          boot_s;     /* from switching on to the first reading */

  void             (*begin) (gpointer state, RkRandom *random);               /* nullable */
  RkSimulatorEvent (*print) (gpointer state, RkTick *tick, GByteArray *bytes);
  /* Nullable: the device is deaf. @bytes is what it has heard and not used up; returns how many it uses up now, 0 =
   * it waits for more. What it answers is appended to @reply and leaves the device after @delay_s. */
  gsize            (*answer) (gpointer state, const guint8 *bytes, gsize n, RkTick *tick, GByteArray *reply, double *delay_s);
} RkSimulatorModel;

extern const RkSimulatorModel rk_simulator_arduino;
extern const RkSimulatorModel rk_simulator_capacitor;
extern const RkSimulatorModel rk_simulator_cooling;
extern const RkSimulatorModel rk_simulator_ezo_ph;
extern const RkSimulatorModel rk_simulator_firmata;
extern const RkSimulatorModel rk_simulator_heart;
extern const RkSimulatorModel rk_simulator_heating;
extern const RkSimulatorModel rk_simulator_mhz19;
extern const RkSimulatorModel rk_simulator_misbehaving;
extern const RkSimulatorModel rk_simulator_modbus_sht20;
extern const RkSimulatorModel rk_simulator_multimeter;
extern const RkSimulatorModel rk_simulator_noise;
extern const RkSimulatorModel rk_simulator_pendulum;
extern const RkSimulatorModel rk_simulator_photogate;
extern const RkSimulatorModel rk_simulator_picket_fence;
extern const RkSimulatorModel rk_simulator_scpi_meter;
extern const RkSimulatorModel rk_simulator_titration;

/* Appends text, and a number with @decimals (0...6) places: decimal point, no locale, no "-0". */
void rk_print_text  (GByteArray *bytes, const char *text);
void rk_print_fixed (GByteArray *bytes, double value, guint decimals);

/* A probe that follows what it measures with a time constant: the exact answer to an input that
 * goes in a straight line from @before to @now within @dt_s. */
double rk_follow (double probe, double before, double now, double dt_s, double tau_s);

G_END_DECLS
