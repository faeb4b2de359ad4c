/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Computes sums, products with factors, concatenations, table look-ups and inner products. */
#include "tensor/pointwise/elementwise.h"

#include <math.h>
#include <string.h>

#include "base/parallel.h"
#include "base/simd.h"

#define GRAIN 32768 /* floats */

typedef struct {
  const float *a, *b, *s, *d;
  gsize size;   /* floats of a picture */
  gsize ca, cb; /* channels, of concat */
  float *out, *out_b;
} Job;

NCSN_SIMD static void
add (const float *a, const float *b, gsize count, float *out)
{
  for (gsize i = 0; i < count; i++)
    out[i] = a[i] + b[i];
}

NCSN_SIMD static void
multiply (const float *a, gsize count, float factor, float *out)
{
  for (gsize i = 0; i < count; i++)
    out[i] = a[i] * factor;
}

NCSN_SIMD static void
add_multiple (const float *a, gsize count, float factor, float *out)
{
  for (gsize i = 0; i < count; i++)
    out[i] += a[i] * factor;
}

/* Σ a_i b_i, as eight independent sums. */
NCSN_SIMD static double
dot (const float *a, const float *b, gsize count)
{
  double sums[8] = {0};
  gsize i = 0;

  for (; i + 8 <= count; i += 8)
    for (gsize k = 0; k < 8; k++)
      sums[k] += (double)a[i + k] * (double)b[i + k];
  for (; i < count; i++)
    sums[0] += (double)a[i] * (double)b[i];
  return ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7]));
}

static void
add_range (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;

  add (job->a + first, job->b + first, last - first, job->out + first);
}

void
ncsn_add (const float *a, const float *b, gsize count, float *out, NcsnThreads *threads)
{
  ncsn_parallel_for (threads, count, GRAIN, add_range, &(Job){.a = a, .b = b, .out = out});
}

/* A block of GRAIN floats lies in one picture or in several. */
static void
scale_range (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;

  for (gsize at = first; at < last;) {
    gsize n = at / job->size, end = MIN ((n + 1) * job->size, last);
    multiply (job->a + at, end - at, job->s[n], job->out + at);
    at = end;
  }
}

static void
scale_vjp_range (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;

  for (gsize n = first; n < last; n++) {
    gsize at = n * job->size;
    if (job->out != NULL)
      add_multiple (job->d + at, job->size, job->s[n], job->out + at);
    if (job->out_b != NULL)
      job->out_b[n] += (float)dot (job->d + at, job->a + at, job->size);
  }
}

void
ncsn_scale_forward (const float *x, NcsnShape shape, const float *s, float *y, NcsnThreads *threads)
{
  Job job = {.a = x, .s = s, .size = shape.h * shape.w * shape.c, .out = y};

  ncsn_parallel_for (threads, shape.n * job.size, GRAIN, scale_range, &job);
}

void
ncsn_scale_vjp (const float *x, NcsnShape shape, const float *s, const float *dy, float *dx,
                float *ds, NcsnThreads *threads)
{
  Job job = {.a = x, .s = s, .d = dy, .size = shape.h * shape.w * shape.c, .out = dx, .out_b = ds};

  ncsn_parallel_for (threads, shape.n, 1, scale_vjp_range, &job);
}

static void
copy_or_zero (const float *x, gsize count, float *y)
{
  if (x != NULL)
    memcpy (y, x, count * sizeof (float));
  else
    memset (y, 0, count * sizeof (float));
}

static void
concat_range (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;

  for (gsize p = first; p < last; p++) {
    float *y = job->out + p * (job->ca + job->cb);
    copy_or_zero (job->a != NULL ? job->a + p * job->ca : NULL, job->ca, y);
    copy_or_zero (job->b != NULL ? job->b + p * job->cb : NULL, job->cb, y + job->ca);
  }
}

static void
concat_vjp_range (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;

  for (gsize p = first; p < last; p++) {
    const float *dy = job->d + p * (job->ca + job->cb);
    if (job->out != NULL)
      add_multiple (dy, job->ca, 1.0f, job->out + p * job->ca);
    if (job->out_b != NULL)
      add_multiple (dy + job->ca, job->cb, 1.0f, job->out_b + p * job->cb);
  }
}

void
ncsn_concat_forward (const float *a, gsize a_channels, const float *b, gsize b_channels,
                     gsize pixels, float *y, NcsnThreads *threads)
{
  Job job = {.a = a, .b = b, .ca = a_channels, .cb = b_channels, .out = y};

  ncsn_parallel_for (threads, pixels, MAX (GRAIN / (job.ca + job.cb), 1), concat_range, &job);
}

void
ncsn_concat_vjp (const float *dy, gsize a_channels, gsize b_channels, gsize pixels, float *da,
                 float *db, NcsnThreads *threads)
{
  Job job = {.d = dy, .ca = a_channels, .cb = b_channels, .out = da, .out_b = db};

  ncsn_parallel_for (threads, pixels, MAX (GRAIN / (job.ca + job.cb), 1), concat_vjp_range, &job);
}

/* The row below an index, and the weight of the next row. The weight is 0 for a whole number, which
 * may be the last row's. */
typedef struct {
  gsize row;
  float next;
} Place;

static Place
place_of (float index)
{
  gsize row = (gsize)index;

  return (Place){row, index - (float)row};
}

void
ncsn_embedding_forward (const float *table, gsize width, const float *index, gsize n, float *y)
{
  for (gsize i = 0; i < n; i++) {
    Place place = place_of (index[i]);
    const float *row = table + place.row * width;
    multiply (row, width, 1.0f - place.next, y + i * width);
    if (place.next > 0)
      add_multiple (row + width, width, place.next, y + i * width);
  }
}

void
ncsn_embedding_vjp (const float *dy, gsize width, const float *index, gsize n, float *dtable)
{
  for (gsize i = 0; i < n; i++) {
    Place place = place_of (index[i]);
    float *drow = dtable + place.row * width;
    add_multiple (dy + i * width, width, 1.0f - place.next, drow);
    if (place.next > 0)
      add_multiple (dy + i * width, width, place.next, drow + width);
  }
}

static void
dot_range (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;

  for (gsize n = first; n < last; n++)
    job->out[n] = (float)dot (job->a + n * job->size, job->b + n * job->size, job->size);
}

static void
dot_vjp_range (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;

  for (gsize n = first; n < last; n++) {
    gsize at = n * job->size;
    if (job->out != NULL)
      add_multiple (job->b + at, job->size, job->d[n], job->out + at);
    if (job->out_b != NULL)
      add_multiple (job->a + at, job->size, job->d[n], job->out_b + at);
  }
}

void
ncsn_dot (const float *a, const float *b, NcsnShape shape, float *y, NcsnThreads *threads)
{
  Job job = {.a = a, .b = b, .size = shape.h * shape.w * shape.c, .out = y};

  ncsn_parallel_for (threads, shape.n, 1, dot_range, &job);
}

void
ncsn_dot_vjp (const float *a, const float *b, NcsnShape shape, const float *dy, float *da,
              float *db, NcsnThreads *threads)
{
  Job job = {.a = a, .b = b, .d = dy, .size = shape.h * shape.w * shape.c, .out = da, .out_b = db};

  ncsn_parallel_for (threads, shape.n, 1, dot_vjp_range, &job);
}

static double
root_of (float x, float c)
{
  return sqrt ((double)x + (double)c * (double)c);
}

void
ncsn_soft_root (const float *x, const float *c, gsize n, float *y)
{
  for (gsize i = 0; i < n; i++)
    y[i] = (float)((double)x[i] / (root_of (x[i], c[i]) + (double)c[i]));
}

void
ncsn_soft_root_vjp (const float *x, const float *c, gsize n, const float *dy, float *dx)
{
  for (gsize i = 0; i < n; i++)
    dx[i] += (float)(0.5 * (double)dy[i] / root_of (x[i], c[i]));
}

float
ncsn_mean (const float *x, const float *weight, gsize n)
{
  return (float)(dot (x, weight, n) / (double)n);
}

void
ncsn_mean_vjp (const float *weight, gsize n, float dy, float *dx)
{
  add_multiple (weight, n, dy / (float)n, dx);
}
