/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The likelihood by the probability-flow ODE of the variance-exploding process (Song et al. 2021,
 * eq. 13 with f = 0, g² = dσ²/dt, and eq. 39), along u = ln σ, in which all levels from σ_L to σ_1
 * have one scale:
 *   dx/du = -σ² s(x, σ),   d ln p/du = σ² ∇·s(x, σ),
 *   ln p(x at σ_L) = ln N(x at σ_1 | mean, (σ_1² + data_sigma²) I) - ∫ σ² ∇·s du. */
#include "ncsn/likelihood.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "base/memory.h"
#include "ncsn/error.h"
#include "ncsn/random.h"
#include "sample/ode.h"

typedef struct {
  NcsnDivergence score;
  NcsnShape shape;
  gsize size; /* of a picture */
  const NcsnLikelihoodOptions *options;
  float *x, *v, *s;   /* (N, H, W, C): where the score is asked, a probe, the answer */
  double *divergence; /* N answers */
  guint64 evaluations;
} Flow;

static gboolean
flow_init (Flow *flow, NcsnDivergence score, NcsnShape shape, const NcsnLikelihoodOptions *options,
           GError **error)
{
  gsize size = ncsn_shape_size (shape);

  *flow = (Flow){
      .score = score, .shape = shape, .size = shape.h * shape.w * shape.c, .options = options};
  flow->divergence = g_new (double, shape.n);
  return (flow->x = ncsn_floats_new (size, error)) != NULL &&
         (flow->v = ncsn_floats_new (size, error)) != NULL &&
         (flow->s = ncsn_floats_new (size, error)) != NULL;
}

static void
flow_clear (Flow *flow)
{
  g_clear_pointer (&flow->x, ncsn_floats_free);
  g_clear_pointer (&flow->v, ncsn_floats_free);
  g_clear_pointer (&flow->s, ncsn_floats_free);
  g_clear_pointer (&flow->divergence, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Flow, flow_clear)

/* Random signs that depend on picture and probe only: they stay the same along the trajectory, so
 * that the right side of the equation is smooth. Drawn again each time instead of stored, which
 * costs little beside a score. */
static void
draw_probe (Flow *flow, guint32 probe)
{
  for (gsize n = 0; n < flow->shape.n; n++) {
    NcsnRandomKey key = {.seed = flow->options->seed,
                         .stream = NCSN_STREAM_PROBE,
                         .item = flow->options->first_picture + (guint32)n,
                         .step = probe};

    ncsn_random_sign (key, 0, flow->size, flow->v + n * flow->size);
  }
}

/* y: N pictures, then the N integrals of σ² ∇·s / D. They are per dimension so that the solver's
 * tolerance means the same for them as for a pixel. */
static gboolean
flow_slope (double u, const double *y, double *slope, gpointer data, GError **error)
{
  Flow *flow = data;
  const guint probes = flow->options->probes;
  const double sigma = exp (u), variance = sigma * sigma;
  const gsize n_values = flow->shape.n * flow->size;
  double *integral_slope = slope + n_values;

  for (gsize i = 0; i < n_values; i++)
    flow->x[i] = (float)y[i];
  for (gsize n = 0; n < flow->shape.n; n++)
    integral_slope[n] = 0.0;
  for (guint32 probe = 0; probe < probes; probe++) {
    if (g_cancellable_set_error_if_cancelled (flow->options->cancellable, error))
      return FALSE;
    draw_probe (flow, probe);
    if (!flow->score.evaluate (flow->x, flow->v, flow->shape, sigma, flow->s, flow->divergence,
                               flow->score.data, error))
      return FALSE;
    flow->evaluations++;
    for (gsize n = 0; n < flow->shape.n; n++)
      integral_slope[n] += variance * flow->divergence[n] / ((double)probes * flow->size);
  }
  for (gsize i = 0; i < n_values; i++)
    slope[i] = -variance * flow->s[i];
  return TRUE;
}

/* ln N(x | mean, (σ_1² + data_sigma²) I): the covariance of the data, as if pixels were
 * independent, plus σ_1² I. */
static double
log_prior (const Flow *flow, const double *x)
{
  const NcsnLikelihoodOptions *options = flow->options;
  double variance =
      options->sigma_begin * options->sigma_begin + options->data_sigma * options->data_sigma;
  double square = 0.0;

  for (gsize i = 0; i < flow->size; i++)
    square += (x[i] - options->data_mean) * (x[i] - options->data_mean);
  return -0.5 * flow->size * log (2.0 * G_PI * variance) - 0.5 * square / variance;
}

static gboolean
check_options (const NcsnLikelihoodOptions *options, GError **error)
{
  if (!(options->sigma_end > 0.0 && options->sigma_end < options->sigma_begin &&
        isfinite (options->sigma_begin)))
    g_set_error (
        error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
        _ ("The likelihood needs noise levels that rise from a value above 0, not from %g to "
           "%g."),
        options->sigma_end, options->sigma_begin);
  else if (!(options->tolerance > 0.0 && options->tolerance < 1.0))
    g_set_error (
        error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
        _ ("The tolerance of the likelihood is %g; it must be between 0 and 1, such as 1e-4."),
        options->tolerance);
  else if (options->probes == 0)
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                         _ ("The likelihood needs at least 1 probe for each picture."));
  else
    return TRUE;
  return FALSE;
}

gboolean
ncsn_log_likelihood (NcsnDivergence score, const float *x, NcsnShape shape,
                     const NcsnLikelihoodOptions *options, double *log_density,
                     guint64 *evaluations, GError **error)
{
  const gsize n_values = ncsn_shape_size (shape);
  g_auto (Flow) flow = {0};
  g_auto (NcsnOde) ode = {0};

  if (!check_options (options, error) || !flow_init (&flow, score, shape, options, error) ||
      !ncsn_ode_init (&ode, flow_slope, &flow, n_values + shape.n, error))
    return FALSE;

  for (gsize i = 0; i < n_values; i++)
    ode.y[i] = x[i];
  for (gsize n = 0; n < shape.n; n++)
    ode.y[n_values + n] = 0.0;
  gboolean solved = ncsn_ode_begin (&ode, log (options->sigma_end), error) &&
                    ncsn_ode_solve (&ode, log (options->sigma_begin), options->tolerance, error);
  for (gsize n = 0; n < shape.n && solved; n++)
    log_density[n] = log_prior (&flow, ode.y + n * flow.size) - flow.size * ode.y[n_values + n];
  if (evaluations != NULL)
    *evaluations += flow.evaluations;
  return solved;
}
