/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adam (Kingma & Ba 2015, algorithm 1) with clipped gradients, and the running average of the
 * weights. The bias corrections of m and v are part of rate and ε, so that the loop has one square
 * root and one division a weight. */
#include "train/adam.h"

#include <math.h>

#include "base/parallel.h"
#include "base/simd.h"

#define GRAIN 16384

typedef struct {
  const NcsnAdam *adam;
  float rate;    /* with both bias corrections: rate √(1-β₂ᵗ)/(1-β₁ᵗ) */
  float epsilon; /* ε √(1-β₂ᵗ), since √v is not corrected */
  float scale, decay;
} Job;

NCSN_SIMD static void
step_range (const Job *job, gsize first, gsize last)
{
  const NcsnAdam *adam = job->adam;
  /* Compilers vectorise this loop only if they know that the arrays do not overlap. */
  float *restrict w = adam->weights, *restrict a = adam->average;
  float *restrict m = adam->m, *restrict v = adam->v;
  const float *restrict gradients = adam->gradients;
  const float b1 = (float)NCSN_ADAM_BETA1, b2 = (float)NCSN_ADAM_BETA2;
  const float rate = job->rate, epsilon = job->epsilon, scale = job->scale, new = 1 - job->decay;

  for (gsize i = first; i < last; i++) {
    float g = gradients[i] * scale;
    m[i] = b1 * m[i] + (1 - b1) * g;
    v[i] = b2 * v[i] + (1 - b2) * g * g;
    w[i] -= rate * m[i] / (__builtin_sqrtf (v[i]) + epsilon);
    a[i] += new *(w[i] - a[i]); /* exactly a[i] where w[i] = a[i] */
  }
}

static void
range (gsize first, gsize last, guint worker, gpointer data)
{
  step_range (data, first, last);
}

void
ncsn_adam_step (const NcsnAdam *adam, NcsnAdamStep step, NcsnThreads *threads)
{
  double c1 = 1 - pow (NCSN_ADAM_BETA1, (double)step.step);
  double c2 = sqrt (1 - pow (NCSN_ADAM_BETA2, (double)step.step));
  Job job = {adam, (float)(step.rate * c2 / c1), (float)(NCSN_ADAM_EPSILON * c2), (float)step.scale,
             (float)step.decay};

  ncsn_parallel_for (threads, adam->count, GRAIN, range, &job);
}

typedef struct {
  const float *gradients;
  double *sums;
} NormJob;

static void
norm_range (gsize first, gsize last, guint worker, gpointer data)
{
  const NormJob *job = data;
  double sum = 0;

  for (gsize i = first; i < last; i++)
    sum += (double)job->gradients[i] * (double)job->gradients[i];
  job->sums[first / GRAIN] = sum;
}

double
ncsn_gradient_norm (const float *gradients, gsize count, NcsnThreads *threads)
{
  gsize blocks = (count + GRAIN - 1) / GRAIN;
  double *sums = (double *)ncsn_threads_shared_scratch (threads, 2 * blocks);
  NormJob job = {gradients, sums};
  double total = 0;

  ncsn_parallel_for (threads, count, GRAIN, norm_range, &job);
  for (gsize i = 0; i < blocks; i++)
    total += sums[i];
  return sqrt (total);
}
