/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A model's denoising loss ½ ‖σ s(x + σz, σ) + z‖² and likelihood over given pictures, as means
 * with standard errors. */
#include "ncsn/evaluate.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "base/memory.h"
#include "ncsn/error.h"
#include "ncsn/likelihood.h"
#include "ncsn/random.h"

/* Pictures in a batch. */
#define BATCH 16

static gboolean
check_count (const NcsnEvaluation *evaluation, GError **error)
{
  if (evaluation->count >= 2)
    return TRUE;
  g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                       _ ("At least 2 pictures are needed to estimate the error of a mean."));
  return FALSE;
}

static NcsnShape
batch_shape (const NcsnModel *model, const NcsnEvaluation *evaluation, gsize first)
{
  const NcsnModelConfig *config = ncsn_model_config (model);

  return (NcsnShape){MIN (evaluation->count - first, BATCH), config->height, config->width,
                     config->channels};
}

static NcsnModelScore *
batch_score (const NcsnModel *model, NcsnThreads *threads, const NcsnEvaluation *evaluation,
             gsize first, NcsnShape shape, GError **error)
{
  return ncsn_model_score_new (model, threads,
                               evaluation->classes != NULL ? evaluation->classes + first : NULL,
                               shape.n, error);
}

static void
report (const NcsnEvaluation *evaluation, double done, double sigma)
{
  if (evaluation->progress != NULL)
    evaluation->progress (done, sigma, evaluation->progress_data);
}

static NcsnEstimate
estimate (const double *values, gsize count)
{
  double mean = 0.0, square = 0.0;

  for (gsize n = 0; n < count; n++)
    mean += values[n] / count;
  for (gsize n = 0; n < count; n++)
    square += (values[n] - mean) * (values[n] - mean);
  return (NcsnEstimate){mean, sqrt (square / (count - 1) / count)};
}

/* One batch at one level. */
typedef struct {
  NcsnScore score;
  NcsnShape shape;
  const float *pictures;
  NcsnRandomKey noise; /* of the first picture */
  double sigma;
  float *z, *noisy, *s; /* of shape */
} LossBatch;

static void
add_noise (const LossBatch *batch)
{
  gsize size = batch->shape.h * batch->shape.w * batch->shape.c;

  for (gsize n = 0; n < batch->shape.n; n++) {
    NcsnRandomKey key = batch->noise;

    key.item += (guint32)n;
    ncsn_random_normal (key, 0, size, batch->z + n * size);
  }
  for (gsize i = 0; i < batch->shape.n * size; i++)
    batch->noisy[i] = (float)(batch->pictures[i] + batch->sigma * batch->z[i]);
}

/* Writes ½ ‖σ s(x + σz, σ) + z‖² of every picture. */
static gboolean
batch_losses (const LossBatch *batch, double *losses, GError **error)
{
  gsize size = batch->shape.h * batch->shape.w * batch->shape.c;

  add_noise (batch);
  if (!batch->score.evaluate (batch->noisy, batch->shape, batch->sigma, NULL, batch->s,
                              batch->score.data, error))
    return FALSE;
  for (gsize n = 0; n < batch->shape.n; n++) {
    losses[n] = 0.0;
    for (gsize i = n * size; i < (n + 1) * size; i++) {
      double d = batch->sigma * batch->s[i] + batch->z[i];

      losses[n] += 0.5 * d * d;
    }
    if (!isfinite (losses[n])) {
      g_set_error (
          error, NCSN_ERROR, NCSN_ERROR_DIVERGED,
          _ ("The model's score is not finite at noise level %g: its weights are damaged."),
          batch->sigma);
      return FALSE;
    }
  }
  return TRUE;
}

/* The losses of one batch at every level into values: (levels, count). */
static gboolean
losses_at_levels (LossBatch *batch, const NcsnEvaluation *evaluation, gsize first,
                  const double *sigmas, guint levels, double *values, GError **error)
{
  for (guint level = 0; level < levels; level++) {
    double done = first + batch->shape.n * (level + 1.0) / levels;

    batch->sigma = sigmas[level];
    batch->noise = (NcsnRandomKey){.seed = evaluation->seed,
                                   .stream = NCSN_STREAM_NOISE,
                                   .item = (guint32)first,
                                   .step = level};
    if (g_cancellable_set_error_if_cancelled (evaluation->cancellable, error) ||
        !batch_losses (batch, values + level * evaluation->count + first, error))
      return FALSE;
    report (evaluation, done / evaluation->count, sigmas[level]);
  }
  return TRUE;
}

gboolean
ncsn_evaluate_loss (const NcsnModel *model, NcsnThreads *threads, const NcsnEvaluation *evaluation,
                    const double *sigmas, guint levels, NcsnEstimate *losses, GError **error)
{
  const gsize count = evaluation->count;
  const NcsnShape largest = batch_shape (model, evaluation, 0);
  const gsize size = largest.h * largest.w * largest.c;

  if (!check_count (evaluation, error))
    return FALSE;
  g_autofree double *values = g_new (double, levels *count);
  g_autoptr (NcsnFloats) memory = ncsn_floats_new (3 * ncsn_shape_size (largest), error);
  if (memory == NULL)
    return FALSE;
  for (gsize first = 0; first < count; first += BATCH) {
    NcsnShape shape = batch_shape (model, evaluation, first);
    g_autoptr (NcsnModelScore) score =
        batch_score (model, threads, evaluation, first, shape, error);
    if (score == NULL)
      return FALSE;
    LossBatch batch = {.score = ncsn_model_score_function (score),
                       .shape = shape,
                       .pictures = evaluation->pictures + first * size,
                       .z = memory,
                       .noisy = memory + ncsn_shape_size (largest),
                       .s = memory + 2 * ncsn_shape_size (largest)};
    if (!losses_at_levels (&batch, evaluation, first, sigmas, levels, values, error))
      return FALSE;
  }
  for (guint level = 0; level < levels; level++)
    losses[level] = estimate (values + level * count, count);
  return TRUE;
}

/* A score that reports how much of the flow from σ_L to σ_1 is finished. */
typedef struct {
  NcsnDivergence score;
  const NcsnEvaluation *evaluation;
  gsize first; /* picture of the batch */
  NcsnLadder ladder;
} WatchedFlow;

static gboolean
watched_evaluate (const float *x, const float *v, NcsnShape shape, double sigma, float *score,
                  double *divergence, gpointer data, GError **error)
{
  const WatchedFlow *flow = data;
  double way = log (sigma / flow->ladder.sigma_end) /
               log (flow->ladder.sigma_begin / flow->ladder.sigma_end);

  if (!flow->score.evaluate (x, v, shape, sigma, score, divergence, flow->score.data, error))
    return FALSE;
  report (flow->evaluation, (flow->first + shape.n * way) / flow->evaluation->count, sigma);
  return TRUE;
}

/* y = (255 x + u)/256: every byte is spread over one of 256 intervals, so that a density over [0,
 * 1] gives a probability for each byte (Theis et al. 2016, "A note on the evaluation of generative
 * models", section 3.1). */
static void
dequantise (const NcsnEvaluation *evaluation, gsize first, NcsnShape shape, float *y)
{
  const gsize size = shape.h * shape.w * shape.c;
  const float *x = evaluation->pictures + first * size;

  for (gsize n = 0; n < shape.n; n++) {
    NcsnRandomKey key = {
        .seed = evaluation->seed, .stream = NCSN_STREAM_AUGMENT, .item = (guint32)(first + n)};

    ncsn_random_uniform (key, 0, size, y + n * size);
  }
  for (gsize i = 0; i < shape.n * size; i++)
    y[i] = (255.0f * x[i] + y[i]) / 256.0f;
}

/* Writes the bits per dimension of a batch from picture `first` on. */
static gboolean
batch_bits (const NcsnModel *model, NcsnThreads *threads, const NcsnEvaluation *evaluation,
            NcsnLikelihoodOptions *options, gsize first, float *y, double *bits,
            guint64 *evaluations, GError **error)
{
  const NcsnShape shape = batch_shape (model, evaluation, first);
  const double dimension = (double)shape.h * shape.w * shape.c;
  g_autoptr (NcsnModelScore) score = batch_score (model, threads, evaluation, first, shape, error);

  if (score == NULL)
    return FALSE;
  WatchedFlow flow = {.score = ncsn_model_score_divergence (score),
                      .evaluation = evaluation,
                      .first = first,
                      .ladder = ncsn_model_config_ladder (ncsn_model_config (model))};
  options->first_picture = (guint32)first;
  dequantise (evaluation, first, shape, y);
  if (!ncsn_log_likelihood ((NcsnDivergence){watched_evaluate, &flow}, y, shape, options, bits,
                            evaluations, error))
    return FALSE;
  for (gsize n = 0; n < shape.n; n++)
    bits[n] = 8.0 - bits[n] / (G_LN2 * dimension);
  return TRUE;
}

gboolean
ncsn_evaluate_likelihood (const NcsnModel *model, NcsnThreads *threads,
                          const NcsnEvaluation *evaluation, double tolerance, guint probes,
                          NcsnEstimate *bits, guint64 *evaluations, GError **error)
{
  const NcsnModelConfig *config = ncsn_model_config (model);
  const NcsnLadder ladder = ncsn_model_config_ladder (config);
  NcsnLikelihoodOptions options = {.sigma_begin = ladder.sigma_begin,
                                   .sigma_end = ladder.sigma_end,
                                   .data_mean = config->data_mean,
                                   .data_sigma = config->data_sigma,
                                   .tolerance = tolerance,
                                   .probes = probes,
                                   .seed = evaluation->seed,
                                   .cancellable = evaluation->cancellable};
  guint64 spent = 0;

  if (!check_count (evaluation, error))
    return FALSE;
  g_autofree double *values = g_new (double, evaluation->count);
  g_autoptr (NcsnFloats) y =
      ncsn_floats_new (ncsn_shape_size (batch_shape (model, evaluation, 0)), error);
  if (y == NULL)
    return FALSE;
  for (gsize first = 0; first < evaluation->count; first += BATCH)
    if (!batch_bits (model, threads, evaluation, &options, first, y, values + first, &spent, error))
      return FALSE;
  *bits = estimate (values, evaluation->count);
  if (evaluations != NULL)
    *evaluations = spent;
  return TRUE;
}
