/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The trainer: its buffers, the step of a training, its limits and its numbers. A step computes the
 * gradient of the objective (objective.h) over a batch, clips it, and applies Adam (adam.h) or
 * Muon (muon.h). */
#include "train/trainer-private.h"

#include <inttypes.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "ncsn/error.h"
#include "train/adam.h"
#include "train/consistency.h"
#include "train/muon.h"

/* Steps after a divergence until the training has recovered: twice as many as the loss may be too
 * high for. */
#define RECOVERY_STEPS (2 * NCSN_LOSS_PATIENCE)

static gboolean
allocate_buffers (NcsnTrainer *t, GError **error)
{
  const NcsnModelConfig *config = &t->model->config;
  gsize parameters = t->model->parameters->size;
  gsize picture = (gsize)config->height * config->width * config->channels;
  gboolean sliced = ncsn_loss_is_sliced (t->config.loss);

  t->gradients = ncsn_gradient_batch_new (&t->config, t->model, t->threads, error);
  if (t->gradients == NULL)
    return FALSE;
  guint count = ncsn_gradient_batch_count (t->gradients);
  t->average = ncsn_floats_new (parameters, error);
  t->m = t->average != NULL ? ncsn_floats_new (parameters, error) : NULL;
  t->v = t->m != NULL ? ncsn_floats_new (parameters, error) : NULL;
  t->probes = t->v != NULL && sliced ? ncsn_floats_new (count * picture, error) : NULL;
  t->lower = t->config.loss == NCSN_LOSS_CONSISTENCY ? g_new (double, count) : NULL;
  NcsnLadder ladder = ncsn_model_config_ladder (config);
  t->n_levels = ladder.levels;
  t->ladder = g_new (double, ladder.levels);
  ncsn_ladder_sigmas (&ladder, t->ladder);
  if (t->v == NULL || (sliced && t->probes == NULL))
    return FALSE;
  gsize pixels = picture / config->channels;
  NcsnBatchFloats floats = {.picture = picture,
                            .hole = config->holes ? pixels : 0,
                            .level = t->config.noise == NCSN_NOISE_CAMERA ? pixels : 0,
                            .view = config->coarse ? picture + pixels : 0};
  t->ahead = ncsn_batch_ahead_new (ncsn_trainer_draw_batch, t, count, floats, error);
  return t->ahead != NULL;
}

NcsnTrainer *
ncsn_trainer_allocate (NcsnModel *model, const NcsnTrainConfig *config, NcsnThreads *threads,
                       NcsnBatchFunc batch, gpointer batch_data, GError **error)
{
  if (!ncsn_trainer_check (model, config, error))
    return NULL;
  g_autoptr (NcsnTrainer) trainer = g_new0 (NcsnTrainer, 1);
  trainer->config = *config;
  trainer->model = model;
  trainer->threads = threads;
  trainer->batch = batch;
  trainer->batch_data = batch_data;
  trainer->rate_scale = 1;
  return allocate_buffers (trainer, error) ? g_steal_pointer (&trainer) : NULL;
}

NcsnTrainer *
ncsn_trainer_new (NcsnModel *model, const NcsnTrainConfig *config, NcsnThreads *threads,
                  NcsnBatchFunc batch, gpointer batch_data, GError **error)
{
  NcsnTrainer *trainer = ncsn_trainer_allocate (model, config, threads, batch, batch_data, error);

  if (trainer != NULL)
    memcpy (trainer->average, model->values, model->parameters->size * sizeof (float));
  return trainer;
}

void
ncsn_trainer_free (NcsnTrainer *t)
{
  if (t == NULL)
    return;
  ncsn_batch_ahead_free (t->ahead);
  ncsn_gradient_batch_free (t->gradients);
  ncsn_floats_free (t->average);
  ncsn_floats_free (t->m);
  ncsn_floats_free (t->v);
  ncsn_floats_free (t->probes);
  g_free (t->lower);
  g_free (t->ladder);
  g_free (t->settings);
  g_free (t);
}

/* The share of the training that is done, by the nearer of its limits: 0 … 1. */
static double
progress (const NcsnTrainer *t)
{
  double done = 0;

  if (t->config.iterations > 0)
    done = (double)t->iteration / (double)t->config.iterations;
  if (t->config.seconds > 0)
    done = MAX (done, t->seconds / (t->config.seconds - t->reserve));
  return MIN (done, 1.0);
}

static double
learning_rate (const NcsnTrainer *t)
{
  double warmup = 1.0;

  if (t->iteration < t->config.warmup)
    warmup = (double)(t->iteration + 1) / (double)t->config.warmup;
  return t->config.learning_rate * t->rate_scale * warmup *
         (t->config.constant_rate ? 1.0 : 1.0 - progress (t));
}

/* The lower level of each picture's pair in this step. */
static void
set_lower_levels (NcsnTrainer *t)
{
  const double data_sigma = t->model->config.data_sigma;

  for (guint i = 0; i < ncsn_gradient_batch_count (t->gradients); i++)
    t->lower[i] = ncsn_consistency_lower (t->current->sigmas[i], data_sigma, progress (t));
}

/* Adds the gradient of the current batch to t->gradients, and sets *loss. */
static gboolean
add_up_gradients (NcsnTrainer *t, gsize picture, double *loss, GError **error)
{
  guint rounds = ncsn_loss_is_sliced (t->config.loss) ? t->config.projections : 1;
  NcsnObjectiveBatch batch = {.x = t->current->pictures,
                              .z = t->current->noise,
                              .sigmas = t->current->sigmas,
                              .lower = t->lower,
                              .classes = t->current->classes,
                              .holes = t->current->holes,
                              .levels = t->current->levels,
                              .views = t->current->views,
                              .v = t->probes,
                              .truth = t->config.truth};

  if (t->lower != NULL)
    set_lower_levels (t);
  *loss = 0;
  ncsn_gradient_batch_clear (t->gradients);
  for (guint round = 0; round < rounds; round++) {
    if (ncsn_loss_is_sliced (t->config.loss))
      ncsn_trainer_draw_probes (t, round, picture);
    if (!ncsn_gradient_batch_add (t->gradients, &batch, 1.0 / rounds, round + 1 == rounds, loss,
                                  error))
      return FALSE;
  }
  return TRUE;
}

/* Sums the loss over all processes and takes the times from the clock of process 0, so that the
 * learning rate and the end of the training are the same in all processes. */
static gboolean
share_step (NcsnTrainer *t, double *loss, double *seconds, GError **error)
{
  const NcsnCommunicator *communicator = t->config.communicator;

  if (communicator == NULL)
    return TRUE;
  gboolean first = communicator->rank == 0;
  double values[] = {*loss, first ? *seconds : 0, first ? t->reserve : 0};
  if (!communicator->sum (values, G_N_ELEMENTS (values), communicator->data, error))
    return FALSE;
  *loss = values[0];
  *seconds = values[1];
  t->reserve = values[2];
  return TRUE;
}

static gboolean
check_finite (const NcsnTrainer *t, double loss, double norm, GError **error)
{
  if (isfinite (loss) && isfinite (norm))
    return TRUE;
  g_set_error (
      error, NCSN_ERROR, NCSN_ERROR_DIVERGED,
      _ ("The loss is no longer a number after %" PRIu64 " steps; a lower learning rate may help."),
      t->iteration);
  return FALSE;
}

static void
record_loss (NcsnTrainer *t, double loss)
{
  t->loss = loss;
  if (t->iteration % NCSN_RECENT_STEPS == 0)
    t->recent_sum = t->recent = 0;
  t->recent_sum += loss;
  t->recent++;
}

/* Clips the gradient, whose norm is `norm`, and updates weights and average. */
static void
update_weights (NcsnTrainer *t, const float *gradient, double norm)
{
  NcsnAdam adam = {t->model->parameters->size, t->model->values, t->average, t->m, t->v, gradient};
  NcsnAdamStep step = {
      t->iteration + 1, t->rate, 1.0,
      MIN (t->config.ema, (1.0 + (double)t->iteration) / (10.0 + (double)t->iteration))};

  if (t->config.clip > 0 && norm > t->config.clip)
    step.scale *= t->config.clip / norm;
  if (t->config.optimizer == NCSN_OPTIMIZER_MUON)
    ncsn_muon_step (t->model->parameters, &adam, step, t->threads);
  else
    ncsn_adam_step (&adam, step, t->threads);
}

static gboolean
watch_loss (NcsnTrainer *t, GError **error)
{
  if (ncsn_loss_watch_step (&t->watch, t->loss))
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_DIVERGED,
               _ ("After %" PRIu64 " steps, the loss has been more than %g times its lowest "
                  "mean for %u steps; a lower learning rate may help."),
               t->iteration, NCSN_LOSS_TOO_HIGH, NCSN_LOSS_PATIENCE);
  return FALSE;
}

gboolean
ncsn_trainer_step (NcsnTrainer *t, GError **error)
{
  const NcsnModelConfig *config = &t->model->config;
  gsize picture = (gsize)config->height * config->width * config->channels;
  gint64 start = t->clock > 0 ? t->clock : g_get_monotonic_time ();

  double loss;
  t->current = ncsn_batch_ahead_take (t->ahead, t->iteration, error);
  if (t->current == NULL || !add_up_gradients (t, picture, &loss, error))
    return FALSE;
  const float *gradient = ncsn_gradient_batch_gradient (t->gradients, error);
  gint64 now = g_get_monotonic_time ();
  double seconds = (double)(now - start) * 1e-6;
  if (gradient == NULL || !share_step (t, &loss, &seconds, error))
    return FALSE;
  double norm = ncsn_gradient_norm (gradient, t->model->parameters->size, t->threads);
  if (!check_finite (t, loss, norm, error))
    return FALSE;
  record_loss (t, loss / (double)picture);
  t->rate = learning_rate (t);
  update_weights (t, gradient, norm);
  t->iteration++;
  t->seconds += seconds;
  t->clock = now;
  if (t->iteration == t->diverged_at + RECOVERY_STEPS)
    t->divergences = 0;
  return watch_loss (t, error);
}

void
ncsn_trainer_reserve (NcsnTrainer *t, double seconds)
{
  t->reserve = CLAMP (seconds, 0, 0.5 * t->config.seconds);
}

gboolean
ncsn_trainer_adjust (NcsnTrainer *t, const NcsnTrainConfig *config, GError **error)
{
  NcsnTrainConfig adjusted = t->config;

  adjusted.learning_rate = config->learning_rate;
  adjusted.warmup = config->warmup;
  adjusted.ema = config->ema;
  adjusted.clip = config->clip;
  if (!ncsn_train_config_check (&adjusted, error))
    return FALSE;
  if (adjusted.learning_rate != t->config.learning_rate)
    t->rate_scale = 1;
  t->config = adjusted;
  return TRUE;
}

gboolean
ncsn_trainer_finished (const NcsnTrainer *trainer)
{
  return progress (trainer) >= 1.0;
}

guint64
ncsn_trainer_iteration (const NcsnTrainer *trainer)
{
  return trainer->iteration;
}

double
ncsn_trainer_seconds (const NcsnTrainer *trainer)
{
  return trainer->seconds;
}

double
ncsn_trainer_loss (const NcsnTrainer *trainer)
{
  return trainer->loss;
}

guint
ncsn_trainer_divergences (const NcsnTrainer *trainer)
{
  return trainer->divergences;
}

gboolean
ncsn_trainer_is_stable (const NcsnTrainer *trainer)
{
  return trainer->watch.too_high == 0;
}

double
ncsn_trainer_mean_loss (const NcsnTrainer *trainer)
{
  return ncsn_loss_watch_mean (&trainer->watch);
}

double
ncsn_trainer_recent_loss (const NcsnTrainer *trainer)
{
  return trainer->recent > 0 ? trainer->recent_sum / trainer->recent : 0;
}

double
ncsn_trainer_rate (const NcsnTrainer *trainer)
{
  return trainer->rate;
}

const NcsnTrainConfig *
ncsn_trainer_config (const NcsnTrainer *trainer)
{
  return &trainer->config;
}

NcsnModel *
ncsn_trainer_average (const NcsnTrainer *trainer, GError **error)
{
  const NcsnModel *model = trainer->model;
  NcsnModel *average = ncsn_model_new_unset (&model->config, error);

  if (average == NULL)
    return NULL;
  memcpy (average->values, trainer->average, model->parameters->size * sizeof (float));
  average->class_names = g_strdupv (model->class_names);
  average->description = g_strdup (model->description);
  return average;
}
