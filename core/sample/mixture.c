/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gaussian mixtures under noise: N(μ_k, v_k I) plus noise from N(0, σ²I) is N(μ_k, t_k I) with
 * t_k = v_k + σ². With r_k = w_k N(x | μ_k, t_k I) / p_σ(x) and u_k = (μ_k - x)/t_k,
 *   ∇ ln p_σ = Σ r_k u_k =: s,   ∇∇ᵀ ln p_σ = Σ r_k (u_k u_kᵀ - I/t_k) - s sᵀ. */
#include "ncsn/mixture.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "ncsn/error.h"
#include "ncsn/random.h"

/* Which draw of NCSN_STREAM_POINTS a number belongs to. */
enum { POINTS_COMPONENT, POINTS_NORMAL };

static double
noisy_variance (const NcsnMixture *mixture, guint k, double sigma)
{
  return mixture->variances[k] + sigma * sigma;
}

/* ln (w_k N(x | μ_k, t_k I)) */
static double
log_term (const NcsnMixture *mixture, guint k, double sigma, const float *x)
{
  const double *mean = mixture->means + k * mixture->dimension;
  double variance = noisy_variance (mixture, k, sigma), square = 0.0;

  for (gsize i = 0; i < mixture->dimension; i++)
    square += (x[i] - mean[i]) * (x[i] - mean[i]);
  return log (mixture->weights[k]) - 0.5 * mixture->dimension * log (2.0 * G_PI * variance) -
         0.5 * square / variance;
}

/* Writes r_k and returns ln p_σ(x). The largest term is factored out of the sum of exponentials, as
 * all of them underflow in many dimensions. */
static double
responsibilities (const NcsnMixture *mixture, double sigma, const float *x, double *r)
{
  double largest = -INFINITY, sum = 0.0;

  for (guint k = 0; k < mixture->n_components; k++) {
    r[k] = log_term (mixture, k, sigma, x);
    largest = MAX (largest, r[k]);
  }
  for (guint k = 0; k < mixture->n_components; k++)
    sum += r[k] = exp (r[k] - largest);
  for (guint k = 0; k < mixture->n_components; k++)
    r[k] /= sum;
  return largest + log (sum);
}

double
ncsn_mixture_log_density (const NcsnMixture *mixture, double sigma, const float *x)
{
  g_autofree double *r = g_new (double, mixture->n_components);

  return responsibilities (mixture, sigma, x, r);
}

static void
point_score (const NcsnMixture *mixture, double sigma, const float *x, const double *r,
             float *score)
{
  for (gsize i = 0; i < mixture->dimension; i++) {
    double sum = 0.0;

    for (guint k = 0; k < mixture->n_components; k++)
      sum += r[k] * (mixture->means[k * mixture->dimension + i] - x[i]) /
             noisy_variance (mixture, k, sigma);
    score[i] = (float)sum;
  }
}

/* vᵀ (∇∇ᵀ ln p_σ) v = Σ r_k ((a_k - Σ r_j a_j)² - ‖v‖²/t_k) with a_k = u_kᵀv: written as a
 * variance, because the difference of the two squares cancels far from the means. along: K doubles
 * for a. */
static double
point_curvature (const NcsnMixture *mixture, double sigma, const float *x, const float *v,
                 const double *r, double *along)
{
  double norm = 0.0, mean = 0.0, curvature = 0.0;

  for (gsize i = 0; i < mixture->dimension; i++)
    norm += (double)v[i] * v[i];
  for (guint k = 0; k < mixture->n_components; k++) {
    const double *centre = mixture->means + k * mixture->dimension;

    along[k] = 0.0;
    for (gsize i = 0; i < mixture->dimension; i++)
      along[k] += (centre[i] - x[i]) * v[i];
    along[k] /= noisy_variance (mixture, k, sigma);
    mean += r[k] * along[k];
  }
  for (guint k = 0; k < mixture->n_components; k++)
    curvature +=
        r[k] * ((along[k] - mean) * (along[k] - mean) - norm / noisy_variance (mixture, k, sigma));
  return curvature;
}

static gboolean
check_shape (const NcsnMixture *mixture, NcsnShape shape, GError **error)
{
  if (shape.h * shape.w * shape.c == mixture->dimension)
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
               _ ("The mixture has %zu dimensions, but the pictures have "
                  "%zu values each."),
               mixture->dimension, shape.h * shape.w * shape.c);
  return FALSE;
}

static gboolean
evaluate_divergence (const float *x, const float *v, NcsnShape shape, double sigma, float *score,
                     double *divergence, gpointer data, GError **error)
{
  const NcsnMixture *mixture = data;
  g_autofree double *r = g_new (double, mixture->n_components);
  g_autofree double *along = g_new (double, mixture->n_components);

  if (!check_shape (mixture, shape, error))
    return FALSE;
  for (gsize n = 0; n < shape.n; n++) {
    gsize at = n * mixture->dimension;

    responsibilities (mixture, sigma, x + at, r);
    point_score (mixture, sigma, x + at, r, score + at);
    divergence[n] = point_curvature (mixture, sigma, x + at, v + at, r, along);
  }
  return TRUE;
}

static gboolean
evaluate_score (const float *x, NcsnShape shape, double sigma, const NcsnKnown *known, float *score,
                gpointer data, GError **error)
{
  const NcsnMixture *mixture = data;
  g_autofree double *r = g_new (double, mixture->n_components);

  if (!check_shape (mixture, shape, error))
    return FALSE;
  for (gsize n = 0; n < shape.n; n++) {
    gsize at = n * mixture->dimension;

    responsibilities (mixture, sigma, x + at, r);
    point_score (mixture, sigma, x + at, r, score + at);
  }
  return TRUE;
}

NcsnScore
ncsn_mixture_score (const NcsnMixture *mixture)
{
  return (NcsnScore){.evaluate = evaluate_score, .data = (gpointer)mixture};
}

NcsnDivergence
ncsn_mixture_divergence (const NcsnMixture *mixture)
{
  return (NcsnDivergence){.evaluate = evaluate_divergence, .data = (gpointer)mixture};
}

/* A component drawn by weight: the one at a uniform number in the running sum of the weights. */
static guint
choose_component (const NcsnMixture *mixture, NcsnRandomKey key)
{
  double sum = 0.0;
  float place;
  guint k = 0;

  ncsn_random_uniform (key, 0, 1, &place);
  while (k + 1 < mixture->n_components && place >= (sum += mixture->weights[k]))
    k++;
  return k;
}

void
ncsn_mixture_draw (const NcsnMixture *mixture, guint64 seed, guint32 first, gsize count, float *x,
                   guint *components)
{
  for (gsize n = 0; n < count; n++) {
    NcsnRandomKey key = {.seed = seed,
                         .stream = NCSN_STREAM_POINTS,
                         .item = first + (guint32)n,
                         .step = POINTS_COMPONENT};
    float *point = x + n * mixture->dimension;
    guint k = choose_component (mixture, key);
    const double *mean = mixture->means + k * mixture->dimension;
    double deviation = sqrt (mixture->variances[k]);

    key.step = POINTS_NORMAL;
    ncsn_random_normal (key, 0, mixture->dimension, point);
    for (gsize i = 0; i < mixture->dimension; i++)
      point[i] = (float)(mean[i] + deviation * point[i]);
    if (components != NULL)
      components[n] = k;
  }
}

guint
ncsn_mixture_classify (const NcsnMixture *mixture, const float *x)
{
  double largest = -INFINITY;
  guint best = 0;

  for (guint k = 0; k < mixture->n_components; k++) {
    double term = log_term (mixture, k, 0.0, x);

    if (term > largest) {
      largest = term;
      best = k;
    }
  }
  return best;
}
