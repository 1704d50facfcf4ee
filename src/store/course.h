#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How values run over time, so that neighbouring pieces can be joined: what a least squares line and an area need. */
typedef struct {
  gint64   first_ns;  /* times of the first and the last sample, finite or not */
  gint64   last_ns;
  double   first;     /* their values */
  double   last;
  guint64  n_samples;
  guint64  n;         /* finite values; what follows is of them */
  double   t;         /* mean time since @first_ns, s */
  double   pivot;     /* one of the values */
  double   y;         /* mean above @pivot: a large constant in the data costs no digits */
  double   tt;        /* sum of (time - mean)^2, s^2 */
  double   ty;        /* sum of (time - mean) (value - mean) */
  double   area;      /* of the trapezoids between neighbours that both have values and no gap between them; unit x s */
  double   joined_s;  /* sum of their widths */
  gboolean after_gap; /* nothing joins the first sample to the one before it */
} RkCourse;

#define RK_COURSE_MAX_SAMPLES 256 /* of one rk_course_append () */

void rk_course_init   (RkCourse *self); /* no samples */
void rk_course_append (RkCourse *self, const gint64 *times_ns, const double *values, guint n, gboolean after_gap);
void rk_course_skip   (RkCourse *self, gint64 first_ns, gint64 last_ns, guint64 n); /* samples without a value */
void rk_course_join   (RkCourse *self, const RkCourse *next);

G_END_DECLS
