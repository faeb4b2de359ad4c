/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Naive twins of normalisation, attention and activations, and derivatives by differences. */
#include <math.h>
#include <string.h>

#include "naive.h"

#define EPSILON 1e-5

/* Mean and biased variance of channel k of one picture. */
static void
moments (const double *x, gsize pixels, gsize c, gsize k, double *mean, double *variance)
{
  *mean = *variance = 0;
  for (gsize p = 0; p < pixels; p++)
    *mean += x[p * c + k] / (double)pixels;
  for (gsize p = 0; p < pixels; p++)
    *variance += (x[p * c + k] - *mean) * (x[p * c + k] - *mean) / (double)pixels;
}

void
ncsn_naive_norm (const double *x, NcsnShape shape, const double *scale, gsize rows, double *y)
{
  gsize pixels = shape.h * shape.w, c = shape.c;
  g_autofree double *mean = g_new (double, c), *variance = g_new (double, c);

  for (gsize n = 0; n < shape.n; n++, x += pixels * c, y += pixels * c) {
    const double *gamma = scale + (rows == 1 ? 0 : n) * 3 * c;
    const double *alpha = gamma + c, *beta = alpha + c;
    double m = 0, v = 0;
    for (gsize k = 0; k < c; k++) {
      moments (x, pixels, c, k, &mean[k], &variance[k]);
      m += mean[k] / (double)c;
    }
    for (gsize k = 0; k < c; k++)
      v += (mean[k] - m) * (mean[k] - m) / (double)(c - 1);
    for (gsize p = 0; p < pixels; p++)
      for (gsize k = 0; k < c; k++) {
        double normal = (x[p * c + k] - mean[k]) / sqrt (variance[k] + EPSILON);
        double u = (mean[k] - m) / sqrt (v + EPSILON);
        y[p * c + k] = gamma[k] * (normal + alpha[k] * u) + beta[k];
      }
  }
}

/* One row of attention: y = Σ_j softmax_j (⟨q, k_j⟩/√d) v_j, with k_j and v_j `stride` apart. */
static void
attend (const double *q, const double *k, const double *v, gsize pixels, gsize d, gsize stride,
        double *y)
{
  double total = 0;

  memset (y, 0, d * sizeof (double));
  for (gsize j = 0; j < pixels; j++) {
    double dot = 0;
    for (gsize i = 0; i < d; i++)
      dot += q[i] * k[j * stride + i];
    double weight = exp (dot / sqrt ((double)d));
    total += weight;
    for (gsize i = 0; i < d; i++)
      y[i] += weight * v[j * stride + i];
  }
  for (gsize i = 0; i < d; i++)
    y[i] /= total;
}

void
ncsn_naive_attention (const double *qkv, NcsnShape shape, gsize heads, double *y)
{
  gsize pixels = shape.h * shape.w, c = shape.c / 3, d = c / heads;

  for (gsize n = 0; n < shape.n; n++)
    for (gsize head = 0; head < heads; head++) {
      const double *q = qkv + n * pixels * 3 * c + head * d;
      for (gsize i = 0; i < pixels; i++)
        attend (q + i * 3 * c, q + c, q + 2 * c, pixels, d, 3 * c,
                y + (n * pixels + i) * c + head * d);
    }
}

void
ncsn_naive_vjp (NcsnNaiveFunc func, gconstpointer context, const float *x, gsize n_x,
                const float *dy, gsize n_y, double *dx)
{
  const double step = 1e-4;
  g_autofree double *at = g_new (double, n_x);
  g_autofree double *above = g_new (double, n_y), *below = g_new (double, n_y);

  for (gsize i = 0; i < n_x; i++)
    at[i] = (double)x[i];
  for (gsize i = 0; i < n_x; i++) {
    at[i] = (double)x[i] + step;
    func (context, at, above);
    at[i] = (double)x[i] - step;
    func (context, at, below);
    at[i] = (double)x[i];
    for (gsize j = 0; j < n_y; j++)
      dx[i] += (double)dy[j] * (above[j] - below[j]) / (2 * step);
  }
}

void
ncsn_naive_jvp (NcsnNaiveFunc func, gconstpointer context, const double *x, const double *t,
                gsize n_x, double *y, gsize n_y)
{
  const double step = 1e-4;
  g_autofree double *above = g_new (double, n_x), *below = g_new (double, n_x);
  g_autofree double *y_below = g_new (double, n_y);

  for (gsize i = 0; i < n_x; i++) {
    above[i] = x[i] + step * t[i];
    below[i] = x[i] - step * t[i];
  }
  func (context, above, y);
  func (context, below, y_below);
  for (gsize j = 0; j < n_y; j++)
    y[j] = (y[j] - y_below[j]) / (2 * step);
}

double
ncsn_naive_elu (double x)
{
  return x > 0 ? x : expm1 (x);
}

double
ncsn_naive_elu_derivative (double x)
{
  return x > 0 ? 1.0 : exp (x);
}

double
ncsn_naive_elu_second_derivative (double x)
{
  return x >= 0 ? 0.0 : exp (x);
}

double
ncsn_naive_silu (double x)
{
  return x / (1 + exp (-x));
}

/* By the quotient rule. */
double
ncsn_naive_silu_derivative (double x)
{
  double d = 1 + exp (-x);

  return (d + x * exp (-x)) / (d * d);
}

/* By the quotient rule again. */
double
ncsn_naive_silu_second_derivative (double x)
{
  double e = exp (-x), d = 1 + e;

  return e * (2 * d - x * d + 2 * x * e) / (d * d * d);
}
