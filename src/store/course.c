#include "config.h"

#include "store/course.h"

#include <float.h>
#include <math.h>

/**
 * rk_course_init:
 * @self: (out caller-allocates): a course
 *
 * Begins with no samples.
 */
void
rk_course_init (RkCourse *self)
{
  *self = (RkCourse) { .first = (double) NAN, .last = (double) NAN };
}

static inline double
seconds_between (gint64 from_ns,
                 gint64 to_ns)
{
  return (double) (gint64) ((guint64) to_ns - (guint64) from_ns) * 1e-9;
}

/* No value is missing. */
static void
measure_all (RkCourse     *self,
             const double *t,
             const double *values,
             guint         n)
{
  double sum_t = 0.0;
  double sum_y = 0.0;
  double area = 0.0;

  self->n = n;
  self->pivot = values[0];
  for (guint i = 1; i < n; i++) {
    sum_t += t[i];
    sum_y += values[i] - self->pivot;
    area += (t[i] - t[i - 1]) * (values[i - 1] + values[i]);
  }

  self->area = 0.5 * area;
  self->joined_s = t[n - 1] - t[0];
  self->t = sum_t / n;
  self->y = sum_y / n;
  for (guint i = 0; i < n; i++) {
    self->tt += (t[i] - self->t) * (t[i] - self->t);
    self->ty += (t[i] - self->t) * (values[i] - self->pivot - self->y);
  }
}

static void
measure_some (RkCourse     *self,
              const double *t,
              const double *values,
              guint         n)
{
  double sum_t = 0.0;
  double sum_y = 0.0;

  for (guint i = 0; i < n; i++) {
    if (!isfinite (values[i]))
      continue;
    if (self->n++ == 0)
      self->pivot = values[i];
    sum_t += t[i];
    sum_y += values[i] - self->pivot;
    if (i > 0 && isfinite (values[i - 1])) {
      self->area += 0.5 * (t[i] - t[i - 1]) * (values[i - 1] + values[i]);
      self->joined_s += t[i] - t[i - 1];
    }
  }

  if (self->n == 0)
    return;

  self->t = sum_t / (double) self->n;
  self->y = sum_y / (double) self->n;
  for (guint i = 0; i < n; i++) {
    if (isfinite (values[i])) {
      self->tt += (t[i] - self->t) * (t[i] - self->t);
      self->ty += (t[i] - self->t) * (values[i] - self->pivot - self->y);
    }
  }
}

/* Means first, then the products of the deviations. */
static void
measure (RkCourse     *self,
         const gint64 *times_ns,
         const double *values,
         guint         n)
{
  double t[RK_COURSE_MAX_SAMPLES];
  guint n_finite = 0;

  t[0] = 0.0;
  for (guint i = 0; i < n; i++) {
    t[i] = seconds_between (times_ns[0], times_ns[i]);
    n_finite += fabs (values[i]) <= DBL_MAX;
  }

  if (n_finite == n)
    measure_all (self, t, values, n);
  else
    measure_some (self, t, values, n);
}

/**
 * rk_course_append:
 * @self: a course
 * @times_ns: (array length=n): times, never descending nor before those so far
 * @values: (array length=n): values; those that are not finite are missing
 * @n: 1 ... %RK_COURSE_MAX_SAMPLES
 * @after_gap: a gap lies before the first of them
 *
 * Adds samples, none of which but the first begins after a gap.
 *
 * Threads: pure, any thread.
 */
void
rk_course_append (RkCourse     *self,
                  const gint64 *times_ns,
                  const double *values,
                  guint         n,
                  gboolean      after_gap)
{
  RkCourse next = {
    .first_ns = times_ns[0],
    .last_ns = times_ns[n - 1],
    .first = values[0],
    .last = values[n - 1],
    .n_samples = n,
    .after_gap = after_gap,
  };

  g_assert (n >= 1 && n <= RK_COURSE_MAX_SAMPLES);

  measure (&next, times_ns, values, n);
  rk_course_join (self, &next);
}

/**
 * rk_course_skip:
 * @self: a course
 * @first_ns: time of the first
 * @last_ns: time of the last
 * @n: how many, at least 1
 *
 * Adds samples without a value.
 */
void
rk_course_skip (RkCourse *self,
                gint64    first_ns,
                gint64    last_ns,
                guint64   n)
{
  RkCourse next;

  rk_course_init (&next);
  next.first_ns = first_ns;
  next.last_ns = last_ns;
  next.n_samples = n;
  rk_course_join (self, &next);
}

/**
 * rk_course_join:
 * @self: a course
 * @next: the one that follows it
 *
 * Adds what follows, with the trapezoid between the two.
 *
 * Threads: pure, any thread.
 * Source: Chan, Golub, LeVeque, Stanford STAN-CS-79-773 (1979), for products instead of squares as in Pébay, Sandia
 * report SAND2008-6212 (2008).
 */
void
rk_course_join (RkCourse       *self,
                const RkCourse *next)
{
  double next_t;
  double share;
  double dt;
  double dy;

  if (next->n_samples == 0)
    return;

  if (self->n_samples == 0) {
    *self = *next;
    return;
  }

  self->area += next->area;
  self->joined_s += next->joined_s;
  if (!next->after_gap && isfinite (self->last) && isfinite (next->first)) {
    double width = seconds_between (self->last_ns, next->first_ns);

    self->area += 0.5 * width * (self->last + next->first);
    self->joined_s += width;
  }

  self->last_ns = next->last_ns;
  self->last = next->last;
  self->n_samples += next->n_samples;
  if (next->n == 0)
    return;

  next_t = seconds_between (self->first_ns, next->first_ns) + next->t;
  if (self->n == 0) {
    self->pivot = next->pivot;
    self->t = next_t;
    self->y = next->y;
  }

  share = (double) next->n / (double) (self->n + next->n);
  dt = next_t - self->t;
  dy = (next->pivot - self->pivot) + (next->y - self->y);
  self->tt += next->tt + dt * dt * share * (double) self->n;
  self->ty += next->ty + dt * dy * share * (double) self->n;
  self->t += dt * share;
  self->y += dy * share;
  self->n += next->n;
}
