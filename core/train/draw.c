/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The random numbers of a step: the batch's pictures, noise levels, noise and holes, and the
 * projections. All are functions of (seed, place in the batch, step). */
#include "train/trainer-private.h"

#include <math.h>

#include "ncsn/random.h"
#include "train/holes.h"

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
  }
}

gboolean
ncsn_trainer_draw_batch (guint64 step, NcsnBatch *batch, gpointer data, GError **error)
{
  const NcsnTrainer *t = data;
  const NcsnModelConfig *config = &t->model->config;
  gsize picture = (gsize)config->height * config->width * config->channels;
  guint first = ncsn_gradient_batch_first (t->gradients),
        count = ncsn_gradient_batch_count (t->gradients);

  if (!t->batch (t->config.seed, (guint32)step, first, count, batch->pictures,
                 config->n_classes > 0 ? batch->classes : NULL, t->batch_data, error))
    return FALSE;
  draw_sigmas (t, step, batch->sigmas);
  for (guint i = 0; i < count; i++) {
    NcsnRandomKey key = {t->config.seed, NCSN_STREAM_NOISE, first + i, (guint32)step};
    ncsn_random_normal (key, 0, picture, batch->noise + i * picture);
    key.stream = NCSN_STREAM_HOLE;
    if (batch->holes != NULL)
      ncsn_holes_draw (key, config->height, config->width,
                       batch->holes + i * config->height * config->width);
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
