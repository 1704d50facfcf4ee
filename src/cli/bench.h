#pragma once

#include <gio/gio.h>

#include "store/series.h"

G_BEGIN_DECLS

typedef struct _RkBench RkBench;

typedef enum {
  RK_BENCH_HIGHER, /* more is better */
  RK_BENCH_LOWER,
} RkBenchBetter;

/* Adds a figure; @target NaN = none. */
void     rk_bench_add      (RkBench *self, const char *name, double value, const char *unit, double target, RkBenchBetter better);
/* Whether a group of figures ("store") is wanted, and whether there is little time. */
gboolean rk_bench_is_quick (RkBench *self);
/* Where captures of devices lie; NULL = nowhere. */
const char *rk_bench_get_corpus (RkBench *self);

/* Median time of @n calls in seconds. */
double   rk_bench_time     (guint n, void (*func) (gpointer data), gpointer data);

/* @n_samples of a steady series at 1 kHz: smooth (a slow sine with a little noise) or full-height noise. */
RkSeries *rk_bench_make_series (guint64 n_samples, guint n_columns, gint64 step_ns,
                                 gboolean noisy) G_GNUC_WARN_UNUSED_RESULT;

void rk_bench_numbers (RkBench *self);
void rk_bench_store   (RkBench *self);
void rk_bench_draw    (RkBench *self);
void rk_bench_files   (RkBench *self);
void rk_bench_port    (RkBench *self);
void rk_bench_many    (RkBench *self);
void rk_bench_recognise (RkBench *self);

G_END_DECLS
