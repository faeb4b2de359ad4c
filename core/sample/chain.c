/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a Langevin chain. State is float; step sizes and levels stay double until they meet
 * it, because α at the smallest level is near the last digit of a float picture. */
#include "sample/chain.h"

#include <math.h>

#include "base/memory.h"
#include "ncsn/error.h"
#include "ncsn/random.h"

static gsize
picture_size (const NcsnChain *chain)
{
  return chain->shape.h * chain->shape.w * chain->shape.c;
}

gboolean
ncsn_chain_init (NcsnChain *chain, NcsnScore score, float *x, NcsnShape shape,
                 const NcsnSampleOptions *options, guint64 total, GError **error)
{
  gsize size = ncsn_shape_size (shape);

  *chain = (NcsnChain){.score = score, .x = x, .shape = shape, .options = options, .total = total};
  chain->s = ncsn_floats_new (size, error);
  if (!chain->s)
    return FALSE;
  chain->noise = ncsn_floats_new (picture_size (chain), error);
  if (!chain->noise)
    return FALSE;
  if (options->progress && !(chain->denoised = ncsn_floats_new (size, error)))
    return FALSE;
  if (options->known && !(chain->held = ncsn_floats_new (size, error)))
    return FALSE;
  return TRUE;
}

void
ncsn_chain_clear (NcsnChain *chain)
{
  g_clear_pointer (&chain->s, ncsn_floats_free);
  g_clear_pointer (&chain->noise, ncsn_floats_free);
  g_clear_pointer (&chain->denoised, ncsn_floats_free);
  g_clear_pointer (&chain->held, ncsn_floats_free);
}

/* to = x + σ² s, Tweedie's formula: the mean of the clean pictures given x. `to` may be x. */
static void
tweedie (const NcsnChain *chain, double sigma, float *to)
{
  double variance = sigma * sigma;
  gsize size = ncsn_shape_size (chain->shape);

  for (gsize i = 0; i < size; i++)
    to[i] = (float)(chain->x[i] + variance * chain->s[i]);
}

gboolean
ncsn_chain_evaluate (NcsnChain *chain, double sigma, GError **error)
{
  const NcsnSampleOptions *options = chain->options;

  if (g_cancellable_set_error_if_cancelled (options->cancellable, error))
    return FALSE;
  if (!chain->score.evaluate (chain->x, chain->shape, sigma, chain->s, chain->score.data, error))
    return FALSE;

  chain->done++;
  if (options->progress) {
    NcsnProgress progress = {.done = chain->done,
                             .total = chain->total,
                             .sigma = sigma,
                             .shape = chain->shape,
                             .denoised = chain->denoised};

    tweedie (chain, sigma, chain->denoised);
    options->progress (&progress, options->progress_data);
  }
  return TRUE;
}

static gboolean
check_finite (const NcsnChain *chain, double sigma, GError **error)
{
  gsize size = ncsn_shape_size (chain->shape);
  gboolean finite = TRUE;

  for (gsize i = 0; i < size; i++)
    finite &= isfinite (chain->x[i]) != 0;
  if (!finite)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_DIVERGED,
                 "The chain ran away at noise level %g, after %" G_GUINT64_FORMAT
                 " of %" G_GUINT64_FORMAT " evaluations: lower the step size ε.",
                 sigma, chain->done, chain->total);
  return finite;
}

void
ncsn_langevin_update (float *x, const float *s, const float *z, gsize count, double alpha)
{
  const double half = alpha / 2.0, root = sqrt (alpha);

  for (gsize i = 0; i < count; i++)
    x[i] = (float)(x[i] + half * s[i] + root * z[i]);
}

/* A step of every picture. The noise is addressed by picture and evaluation, so it does not depend
 * on which pictures share the batch. */
static void
langevin_step (NcsnChain *chain, double alpha, guint32 step)
{
  const NcsnSampleOptions *options = chain->options;
  gsize size = picture_size (chain);

  for (gsize n = 0; n < chain->shape.n; n++) {
    NcsnRandomKey key = {.seed = options->seed,
                         .stream = NCSN_STREAM_LANGEVIN,
                         .item = options->first_picture + (guint32)n,
                         .step = step};

    ncsn_random_normal (key, 0, size, chain->noise);
    ncsn_langevin_update (chain->x + n * size, chain->s + n * size, chain->noise, size, alpha);
  }
}

/* y = known + σ z, drawn once a level as in the paper: drawn anew at every step, it would pull the
 * unknown pixels to and fro. */
static void
draw_held (NcsnChain *chain, double sigma, guint32 level)
{
  const NcsnSampleOptions *options = chain->options;
  gsize size = picture_size (chain);

  for (gsize n = 0; n < chain->shape.n; n++) {
    NcsnRandomKey key = {.seed = options->seed,
                         .stream = NCSN_STREAM_KNOWN,
                         .item = options->first_picture + (guint32)n,
                         .step = level};
    const float *known = options->known->known + n * size;
    float *held = chain->held + n * size;

    ncsn_random_normal (key, 0, size, held);
    for (gsize i = 0; i < size; i++)
      held[i] = (float)(known[i] + sigma * held[i]);
  }
}

/* Copies `from` to x where the mask does not let the chain fill. */
static void
paste (NcsnChain *chain, const float *from)
{
  const float *mask = chain->options->known->mask;
  gsize pixels = chain->shape.n * chain->shape.h * chain->shape.w;
  gsize channels = chain->shape.c;

  for (gsize p = 0; p < pixels; p++)
    if (!(mask[p] > 0.0f))
      for (gsize c = p * channels; c < (p + 1) * channels; c++)
        chain->x[c] = from[c];
}

gboolean
ncsn_chain_run_level (NcsnChain *chain, double sigma, guint32 level, double alpha, guint steps,
                      GError **error)
{
  if (chain->held)
    draw_held (chain, sigma, level);

  for (guint t = 0; t < steps; t++) {
    guint32 step = (guint32)chain->done;

    if (!ncsn_chain_evaluate (chain, sigma, error))
      return FALSE;
    langevin_step (chain, alpha, step);
    if (!check_finite (chain, sigma, error))
      return FALSE;
    if (chain->held)
      paste (chain, chain->held);
  }
  return TRUE;
}

gboolean
ncsn_chain_denoise (NcsnChain *chain, double sigma, GError **error)
{
  if (!ncsn_chain_evaluate (chain, sigma, error))
    return FALSE;
  tweedie (chain, sigma, chain->x);
  return check_finite (chain, sigma, error);
}

void
ncsn_chain_finish (NcsnChain *chain)
{
  if (chain->held)
    paste (chain, chain->options->known->known);
}
