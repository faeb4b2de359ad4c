/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums, scalings, joins and look-ups. */
#include "tensor/elementwise.h"

#include <string.h>

#include "base/parallel.h"
#include "base/simd.h"

#define GRAIN 16384

typedef struct {
  const float *a, *b, *s, *d;
  gsize size;   /* floats a picture */
  gsize ca, cb; /* channels, of concat */
  float factor;
  float *out, *out_b;
  double *sums;
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

NCSN_SIMD static void
add_difference (const float *a, const float *b, gsize count, float factor, float *out)
{
  for (gsize i = 0; i < count; i++)
    out[i] += (a[i] - b[i]) * factor;
}

NCSN_SIMD static double
dot (const float *a, const float *b, gsize count)
{
  double sum = 0;

  for (gsize i = 0; i < count; i++)
    sum += (double)a[i] * (double)b[i];
  return sum;
}

NCSN_SIMD static double
squared_distance (const float *a, const float *b, gsize count)
{
  double sum = 0;

  for (gsize i = 0; i < count; i++)
    sum += ((double)a[i] - (double)b[i]) * ((double)a[i] - (double)b[i]);
  return sum;
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

static void
scale_range (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;

  for (gsize n = first; n < last; n++)
    multiply (job->a + n * job->size, job->size, job->s[n], job->out + n * job->size);
}

static void
scale_vjp_range (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;

  for (gsize n = first; n < last; n++) {
    gsize at = n * job->size;
    if (job->out)
      add_multiple (job->d + at, job->size, job->s[n], job->out + at);
    if (job->out_b)
      job->out_b[n] += (float)dot (job->d + at, job->a + at, job->size);
  }
}

void
ncsn_scale_forward (const float *x, NcsnShape shape, const float *s, float *y, NcsnThreads *threads)
{
  Job job = {.a = x, .s = s, .size = shape.h * shape.w * shape.c, .out = y};

  ncsn_parallel_for (threads, shape.n, 1, scale_range, &job);
}

void
ncsn_scale_vjp (const float *x, NcsnShape shape, const float *s, const float *dy, float *dx,
                float *ds, NcsnThreads *threads)
{
  Job job = {.a = x, .s = s, .d = dy, .size = shape.h * shape.w * shape.c, .out = dx, .out_b = ds};

  ncsn_parallel_for (threads, shape.n, 1, scale_vjp_range, &job);
}

static void
concat_range (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;

  for (gsize p = first; p < last; p++) {
    float *y = job->out + p * (job->ca + job->cb);
    memcpy (y, job->a + p * job->ca, job->ca * sizeof (float));
    memcpy (y + job->ca, job->b + p * job->cb, job->cb * sizeof (float));
  }
}

static void
concat_vjp_range (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;

  for (gsize p = first; p < last; p++) {
    const float *dy = job->d + p * (job->ca + job->cb);
    if (job->out)
      add_multiple (dy, job->ca, 1.0f, job->out + p * job->ca);
    if (job->out_b)
      add_multiple (dy + job->ca, job->cb, 1.0f, job->out_b + p * job->cb);
  }
}

void
ncsn_concat_forward (const float *a, gsize a_channels, const float *b, gsize b_channels,
                     gsize pixels, float *y, NcsnThreads *threads)
{
  Job job = {.a = a, .b = b, .ca = a_channels, .cb = b_channels, .out = y};

  ncsn_parallel_for (threads, pixels, 512, concat_range, &job);
}

void
ncsn_concat_vjp (const float *dy, gsize a_channels, gsize b_channels, gsize pixels, float *da,
                 float *db, NcsnThreads *threads)
{
  Job job = {.d = dy, .ca = a_channels, .cb = b_channels, .out = da, .out_b = db};

  ncsn_parallel_for (threads, pixels, 512, concat_vjp_range, &job);
}

void
ncsn_embedding_forward (const float *table, gsize width, const float *index, gsize n, float *y)
{
  for (gsize i = 0; i < n; i++)
    memcpy (y + i * width, table + (gsize)index[i] * width, width * sizeof (float));
}

void
ncsn_embedding_vjp (const float *dy, gsize width, const float *index, gsize n, float *dtable)
{
  for (gsize i = 0; i < n; i++)
    add_multiple (dy + i * width, width, 1.0f, dtable + (gsize)index[i] * width);
}

static void
error_range (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;

  for (gsize n = first; n < last; n++)
    job->sums[n] = squared_distance (job->a + n * job->size, job->b + n * job->size, job->size);
}

static void
error_vjp_range (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;

  for (gsize n = first; n < last; n++) {
    gsize at = n * job->size;
    float factor = job->factor * job->s[n];
    if (job->out)
      add_difference (job->a + at, job->b + at, job->size, factor, job->out + at);
    if (job->out_b)
      add_difference (job->a + at, job->b + at, job->size, -factor, job->out_b + at);
  }
}

float
ncsn_half_squared_error (const float *x, const float *y, NcsnShape shape, const float *weight,
                         NcsnThreads *threads)
{
  double *sums = (double *)ncsn_threads_shared_scratch (threads, 2 * shape.n);
  Job job = {.a = x, .b = y, .size = shape.h * shape.w * shape.c, .sums = sums};
  double total = 0;

  ncsn_parallel_for (threads, shape.n, 1, error_range, &job);
  for (gsize n = 0; n < shape.n; n++)
    total += 0.5 * (double)weight[n] * sums[n];
  return (float)(total / (double)shape.n);
}

void
ncsn_half_squared_error_vjp (const float *x, const float *y, NcsnShape shape, const float *weight,
                             float d, float *dx, float *dy, NcsnThreads *threads)
{
  Job job = {.a = x,
             .b = y,
             .s = weight,
             .size = shape.h * shape.w * shape.c,
             .factor = d / (float)shape.n,
             .out = dx,
             .out_b = dy};

  ncsn_parallel_for (threads, shape.n, 1, error_vjp_range, &job);
}
