/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Computes the vectorised passes over pixels of the normalisations, with coefficients per channel.
 */
#include "tensor/norm/norm-passes.h"

#include "base/simd.h"
#include "tensor/simd/math.h"

#define PERIOD 256 /* floats, at least */

gsize
ncsn_norm_period (gsize c)
{
  return (PERIOD + c - 1) / c * c;
}

void
ncsn_norm_repeat (float *row, gsize c)
{
  for (gsize k = c; k < ncsn_norm_period (c); k++)
    row[k] = row[k - c];
}

static inline G_ALWAYS_INLINE float
value (NcsnActivation f, float z)
{
  return f == NCSN_ACTIVATION_ELU ? ncsn_elu (z) : f == NCSN_ACTIVATION_SILU ? ncsn_silu (z) : z;
}

static inline G_ALWAYS_INLINE float
slope (NcsnActivation f, float z)
{
  return f == NCSN_ACTIVATION_ELU    ? ncsn_elu_slope (z)
         : f == NCSN_ACTIVATION_SILU ? ncsn_silu_slope (z)
                                     : 1.0f;
}

static inline G_ALWAYS_INLINE void
affine_as (NcsnActivation f, const float *x, gsize count, gsize period, const float *a,
           const float *b, float *y)
{
  for (gsize i = 0; i < count; i += period)
    for (gsize k = 0; k < MIN (period, count - i); k++)
      y[i + k] = value (f, x[i + k] * a[k] + b[k]);
}

NCSN_SIMD void
ncsn_norm_affine (NcsnActivation f, const float *x, gsize count, gsize period, const float *a,
                  const float *b, float *y)
{
  if (f == NCSN_ACTIVATION_ELU)
    affine_as (NCSN_ACTIVATION_ELU, x, count, period, a, b, y);
  else if (f == NCSN_ACTIVATION_SILU)
    affine_as (NCSN_ACTIVATION_SILU, x, count, period, a, b, y);
  else
    affine_as (NCSN_ACTIVATION_NONE, x, count, period, a, b, y);
}

static inline G_ALWAYS_INLINE void
pull_back_as (NcsnActivation f, const float *x, gsize count, gsize period, const float *a,
              const float *b, float *dy)
{
  for (gsize i = 0; i < count; i += period)
    for (gsize k = 0; k < MIN (period, count - i); k++)
      dy[i + k] *= slope (f, x[i + k] * a[k] + b[k]);
}

NCSN_SIMD void
ncsn_norm_pull_back (NcsnActivation f, const float *x, gsize count, gsize period, const float *a,
                     const float *b, float *dy)
{
  if (f == NCSN_ACTIVATION_ELU)
    pull_back_as (NCSN_ACTIVATION_ELU, x, count, period, a, b, dy);
  else
    pull_back_as (NCSN_ACTIVATION_SILU, x, count, period, a, b, dy);
}

NCSN_SIMD void
ncsn_norm_add_combination (const float *a, const float *b, gsize count, gsize period,
                           const float *of_a, const float *of_b, const float *constant, float *out)
{
  for (gsize i = 0; i < count; i += period)
    for (gsize k = 0; k < MIN (period, count - i); k++)
      out[i + k] += a[i + k] * of_a[k] + b[i + k] * of_b[k] + constant[k];
}
