/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The random numbers of a step: the batch's pictures, noise levels, noise and holes, and the
 * projections. All are functions of (seed, place in the batch, step). */
#include "train/trainer-private.h"

#include <math.h>

#include "ncsn/random.h"
#include "train/camera-noise.h"
#include "train/holes.h"
#include "train/training-view.h"

static void
draw_sigmas (const NcsnTrainer *t, guint64 step, double *sigmas)
{
  const NcsnTrainConfig *c = &t->config;
  NcsnRandomKey key = {c->seed, NCSN_STREAM_SIGMA, 0, (guint32)step};

  for (guint i = 0; i < ncsn_gradient_batch_count (t->gradients); i++) {
    key.item = ncsn_gradient_batch_first (t->gradients) + i;
    if (c->sigma_draw == NCSN_SIGMA_LADDER) {
      sigmas[i] = t->ladder[ncsn_random_index (key, t->n_levels)];
    } else {
      float z;
      ncsn_random_normal (key, 0, 1, &z);
      sigmas[i] = exp (c->sigma_log_mean + c->sigma_log_std * (double)z);
    }
    /* Estimates from levels above σ_1 are never asked for, and the one from σ_1 matters most. */
    if (c->loss == NCSN_LOSS_CONSISTENCY)
      sigmas[i] = MIN (sigmas[i], t->ladder[0]);
  }
}

/* White noise of the level in batch->sigmas, in a random hole if the model has holes. */
static void
draw_white (const NcsnTrainer *t, guint32 step, guint i, NcsnBatch *batch)
{
  const NcsnModelConfig *config = &t->model->config;
  const gsize pixels = (gsize)config->height * config->width, picture = pixels * config->channels;
  NcsnRandomKey key = {t->config.seed, NCSN_STREAM_NOISE,
                       ncsn_gradient_batch_first (t->gradients) + i, step};

  ncsn_random_normal (key, 0, picture, batch->noise + i * picture);
  key.stream = NCSN_STREAM_HOLE;
  if (batch->holes != NULL)
    ncsn_holes_draw (key, config->height, config->width, batch->holes + i * pixels);
  for (gsize k = i * pixels; batch->levels != NULL && k < (i + 1) * pixels; k++)
    batch->levels[k] = (float)batch->sigmas[i];
}

/* A camera's noise, in the whole picture. */
static void
draw_camera (const NcsnTrainer *t, guint32 step, guint i, NcsnBatch *batch)
{
  const NcsnModelConfig *config = &t->model->config;
  const gsize pixels = (gsize)config->height * config->width, at = i * pixels;

  batch->sigmas[i] = ncsn_camera_noise_draw (
      t->config.seed, ncsn_gradient_batch_first (t->gradients) + i, step, config->height,
      config->width, batch->pictures + 3 * at, batch->noise + 3 * at, batch->levels + at);
  for (gsize k = at; batch->holes != NULL && k < at + pixels; k++)
    batch->holes[k] = 1;
}

/* The view of a picture as it is without noise. */
static void
draw_view (const NcsnTrainer *t, guint32 step, guint i, NcsnBatch *batch)
{
  const NcsnModelConfig *config = &t->model->config;
  const gsize pixels = (gsize)config->height * config->width, at = i * pixels;

  ncsn_training_view_draw (t->config.seed, step, ncsn_gradient_batch_first (t->gradients) + i,
                           config->height, config->width, config->channels,
                           batch->pictures + at * config->channels,
                           batch->views + at * (config->channels + 1));
}

/* How many pictures a guidable model sees without their class (Ho & Salimans 2022, table 1). */
#define NO_CLASS_SHARE 0.1

static void
drop_class (const NcsnTrainer *t, guint32 step, guint i, NcsnBatch *batch)
{
  const NcsnRandomKey key = {t->config.seed, NCSN_STREAM_NO_CLASS,
                             ncsn_gradient_batch_first (t->gradients) + i, step};
  float u;

  ncsn_random_uniform (key, 0, 1, &u);
  if (u < (float)NO_CLASS_SHARE)
    batch->classes[i] = t->model->config.n_classes;
}

gboolean
ncsn_trainer_draw_batch (guint64 step, NcsnBatch *batch, gpointer data, GError **error)
{
  const NcsnTrainer *t = data;
  const NcsnModelConfig *config = &t->model->config;
  guint first = ncsn_gradient_batch_first (t->gradients),
        count = ncsn_gradient_batch_count (t->gradients);

  if (!t->batch (t->config.seed, (guint32)step, first, count, batch->pictures,
                 config->n_classes > 0 ? batch->classes : NULL, t->batch_data, error))
    return FALSE;
  draw_sigmas (t, step, batch->sigmas);
  for (guint i = 0; i < count; i++) {
    if (t->config.noise == NCSN_NOISE_CAMERA && (first + i) % 2 == 1)
      draw_camera (t, (guint32)step, i, batch);
    else
      draw_white (t, (guint32)step, i, batch);
    if (batch->views != NULL)
      draw_view (t, (guint32)step, i, batch);
    if (config->guidable)
      drop_class (t, (guint32)step, i, batch);
  }
  return TRUE;
}

void
ncsn_trainer_draw_probes (NcsnTrainer *t, guint round, gsize picture)
{
  for (guint i = 0; i < ncsn_gradient_batch_count (t->gradients); i++) {
    NcsnRandomKey key = {t->config.seed, NCSN_STREAM_PROBE,
                         ncsn_gradient_batch_first (t->gradients) + i, (guint32)t->iteration};
    float *v = t->probes + i * picture;
    guint64 first = (guint64)round * picture;
    if (t->config.probe == NCSN_PROBE_GAUSSIAN)
      ncsn_random_normal (key, first, picture, v);
    else
      ncsn_random_sign (key, first, picture, v);
  }
}
