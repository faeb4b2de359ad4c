/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The moves of a chain, x ← x + a s + b z, with progress and cancellation. Pictures are float; step
 * sizes and levels stay double until they are applied, because α at the smallest level is near the
 * last digit of a float picture. */
#include "sample/chain.h"

#include <inttypes.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "base/memory.h"
#include "ncsn/error.h"
#include "sample/noise.h"

gboolean
ncsn_chain_init (NcsnChain *chain, NcsnScore score, float *x, NcsnShape shape,
                 const NcsnSampler *sampler, const NcsnSampleOptions *options, GError **error)
{
  *chain = (NcsnChain){.score = score,
                       .x = x,
                       .shape = shape,
                       .sampler = sampler,
                       .options = options,
                       .total = ncsn_sampler_evaluations (sampler, options->passes),
                       .previewed = g_get_monotonic_time ()};
  chain->s = ncsn_floats_new (ncsn_shape_size (shape), error);
  if (chain->s == NULL)
    return FALSE;
  if (options->progress != NULL && isfinite (options->preview_seconds))
    return (chain->denoised = ncsn_floats_new (ncsn_shape_size (shape), error)) != NULL;
  return TRUE;
}

void
ncsn_chain_clear (NcsnChain *chain)
{
  g_clear_pointer (&chain->s, ncsn_floats_free);
  g_clear_pointer (&chain->denoised, ncsn_floats_free);
  for (guint k = 0; k < NCSN_CHAIN_KEPT; k++)
    g_clear_pointer (&chain->kept[k], ncsn_floats_free);
}

/* Tweedie's x + σ² s, the mean of the clean pictures given x; NULL when no preview is due. */
static const float *
preview (NcsnChain *chain)
{
  const double variance = chain->sigma * chain->sigma;
  const gsize size = ncsn_shape_size (chain->shape);
  const gint64 now = g_get_monotonic_time ();

  if (chain->denoised == NULL || now - chain->previewed < 1e6 * chain->options->preview_seconds)
    return NULL;
  chain->previewed = now;
  for (gsize i = 0; i < size; i++)
    chain->denoised[i] = (float)(chain->x[i] + variance * chain->s[i]);
  return chain->denoised;
}

gboolean
ncsn_chain_evaluate (NcsnChain *chain, double sigma, GError **error)
{
  const NcsnSampleOptions *options = chain->options;

  if (g_cancellable_set_error_if_cancelled (options->cancellable, error))
    return FALSE;
  if (!chain->score.evaluate (chain->x, chain->shape, sigma, options->known, chain->s,
                              chain->score.data, error))
    return FALSE;

  chain->done++;
  chain->sigma = sigma;
  if (options->progress != NULL) {
    NcsnProgress progress = {.done = chain->done,
                             .total = chain->total,
                             .share = (double)chain->done / (double)chain->total,
                             .sigma = sigma,
                             .shape = chain->shape,
                             .denoised = preview (chain),
                             .chain = chain->shape,
                             .state = chain->x,
                             .score = chain->s};

    options->progress (&progress, options->progress_data);
  }
  return TRUE;
}

gboolean
ncsn_chain_check (const NcsnChain *chain, gboolean finite, GError **error)
{
  if (!finite)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_DIVERGED,
                 /* TRANSLATORS: the last %s is a remedy, such as “take more noise levels”. */
                 _ ("The chain diverged at noise level %g, after %" PRIu64 " of %" PRIu64
                    " evaluations: %s."),
                 chain->sigma, chain->done, chain->total,
                 _ (ncsn_rule_info (chain->sampler->rule)->remedy));
  return finite;
}

gboolean
ncsn_chain_add (float *x, const float *s, const float *z, gsize count, double a, double b)
{
  gboolean finite = TRUE;

  for (gsize i = 0; i < count; i++) {
    x[i] = (float)(x[i] + a * s[i] + b * z[i]);
    finite &= isfinite (x[i]) != 0;
  }
  return finite;
}

/* x ← x + a s + b z, in pieces of each picture that stay in the cache. */
static gboolean
move (NcsnChain *chain, double a, double b, NcsnStream stream, guint32 step, GError **error)
{
  const gsize size = chain->shape.h * chain->shape.w * chain->shape.c;
  float z[NCSN_NOISE_MAX] = {0.0f};
  gboolean finite = TRUE;

  for (gsize n = 0; n < chain->shape.n; n++)
    for (gsize first = 0; first < size; first += NCSN_NOISE_MAX) {
      const NcsnRandomKey place = {.stream = stream, .item = (guint32)n, .step = step};
      const gsize count = MIN (size - first, NCSN_NOISE_MAX), at = n * size + first;

      if (g_cancellable_set_error_if_cancelled (chain->options->cancellable, error))
        return FALSE;
      if (b > 0.0)
        ncsn_noise_normal (chain->options, place, first, count, z);
      finite &= ncsn_chain_add (chain->x + at, chain->s + at, z, count, a, b);
    }
  return ncsn_chain_check (chain, finite, error);
}

gboolean
ncsn_chain_move (NcsnChain *chain, double a, double b, GError **error)
{
  return move (chain, a, b, NCSN_STREAM_LANGEVIN, (guint32)(chain->done - 1), error);
}

gboolean
ncsn_chain_keep (NcsnChain *chain, guint most, GError **error)
{
  float *oldest = chain->kept[most - 1];

  if (oldest == NULL && (oldest = ncsn_floats_new (ncsn_shape_size (chain->shape), error)) == NULL)
    return FALSE;
  for (guint k = most - 1; k > 0; k--)
    chain->kept[k] = chain->kept[k - 1];
  chain->kept[0] = chain->s;
  chain->s = oldest;
  chain->n_kept = MIN (chain->n_kept + 1, most);
  return TRUE;
}

gboolean
ncsn_chain_renoise (NcsnChain *chain, double from, double to, GError **error)
{
  /* With equal levels the difference may be below 0, where the compiler joins a multiplication and
   * the subtraction to one rounding. */
  const double variance = MAX (0.0, to * to - from * from);

  chain->n_kept = 0;
  return move (chain, 0.0, sqrt (variance), NCSN_STREAM_RENOISE, chain->renoised++, error);
}
