/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Work on whole networks: scores, training steps and gradients; and models of random weights. */
#include "work.h"

#include <math.h>

#include "base/memory.h"
#include "model/config.h"
#include "model/model-private.h"
#include "ncsn/canvas.h"
#include "ncsn/error.h"
#include "ncsn/random.h"
#include "ncsn/task.h"
#include "train/objective.h"

#define SPREAD 0.1f /* standard deviation of biases */

typedef struct {
  Work work;
  NcsnModel *model;
  NcsnShape shape;
  const float *input;
  double sigma;
  guint *classes; /* picture i is of class i modulo their number */
  float *output;

  NcsnScore score;
  NcsnTrainer *trainer;
  NcsnObjective *objective;
  float *gradients;
  double *sigmas;
} ModelWork;

/* Assigns classes to `count` pictures. */
static ModelWork *
new_model_work (const WorkOrder *order, gsize count, NcsnThreads *threads,
                gboolean (*run) (Work *work, GError **error), GError **error)
{
  ModelWork *w = g_new0 (ModelWork, 1);

  w->work.run = run;
  w->work.threads = threads;
  w->shape = order->shape;
  w->input = order->input;
  w->sigma = order->arguments[1] != NULL ? g_ascii_strtod (order->arguments[1], NULL) : 0;
  w->model = ncsn_model_load (order->arguments[0], error);
  if (w->model == NULL)
    return NULL;
  guint n_classes = MAX (1, w->model->config.n_classes);
  w->classes = g_new (guint, count);
  for (guint i = 0; i < count; i++)
    w->classes[i] = i % n_classes;
  return w;
}

static gboolean
run_evaluate (Work *work, GError **error)
{
  ModelWork *w = (ModelWork *)work;

  return w->score.evaluate (w->input, w->shape, w->sigma, NULL, w->output, w->score.data, error);
}

/* Sets the model's score for batches of `count` pictures. */
static gboolean
set_score (ModelWork *w, NcsnThreads *threads, gsize count, GError **error)
{
  NcsnModelScore *score = ncsn_model_score_new (w->model, threads, w->classes, count, error);

  w->output = score != NULL ? ncsn_floats_new (ncsn_shape_size (w->shape), error) : NULL;
  if (w->output == NULL)
    return FALSE;
  w->score = ncsn_model_score_function (score);
  return TRUE;
}

Work *
work_evaluate (const WorkOrder *order, NcsnThreads *threads, GError **error)
{
  ModelWork *w = new_model_work (order, order->shape.n, threads, run_evaluate, error);

  if (w == NULL || !set_score (w, threads, order->shape.n, error))
    return NULL;
  w->work.output = w->output;
  w->work.output_size = ncsn_shape_size (order->shape);
  return &w->work;
}

Work *
work_canvas (const WorkOrder *order, NcsnThreads *threads, GError **error)
{
  ModelWork *w = new_model_work (order, NCSN_TASK_BATCH, threads, run_evaluate, error);

  if (w == NULL || !set_score (w, threads, NCSN_TASK_BATCH, error))
    return NULL;
  const NcsnCanvasOptions options = {.patch_height = w->model->config.height,
                                     .patch_width = w->model->config.width,
                                     .batch = NCSN_TASK_BATCH};
  w->score = ncsn_canvas_score (ncsn_canvas_new (w->score, &options));
  return &w->work;
}

/* Returns the same pictures every time, so that reading data is not measured. */
static gboolean
same_batch (guint64 seed, guint32 step, guint first, guint count, float *pictures, guint *classes,
            gpointer data, GError **error)
{
  const ModelWork *w = data;

  memcpy (pictures, w->input, ncsn_shape_size (w->shape) * sizeof (float));
  if (classes != NULL)
    memcpy (classes, w->classes, count * sizeof (guint));
  return TRUE;
}

static gboolean
run_train (Work *work, GError **error)
{
  return ncsn_trainer_step (((ModelWork *)work)->trainer, error);
}

Work *
work_train (const WorkOrder *order, NcsnThreads *threads, GError **error)
{
  ModelWork *w = new_model_work (order, order->shape.n, threads, run_train, error);
  NcsnTrainConfig config;

  if (w == NULL)
    return NULL;
  ncsn_train_config_init (&config);
  config.batch = (guint)order->shape.n;
  config.learning_rate = 1e-4;
  config.constant_rate = TRUE;
  config.clip = 0;
  if (w->model->config.network != NCSN_NETWORK_UNET)
    config.sigma_draw = NCSN_SIGMA_LADDER;
  w->trainer = ncsn_trainer_new (w->model, &config, threads, same_batch, w, error);
  return w->trainer != NULL ? &w->work : NULL;
}

/* Copies the gradients of all parameters to the output, without the gaps of the block. */
static void
gather (ModelWork *w)
{
  const NcsnParameters *parameters = w->model->parameters;
  float *out = w->output;

  for (guint i = 0; i < ncsn_parameters_count (parameters); i++) {
    const NcsnParameter *p = ncsn_parameters_get (parameters, i);
    gsize count = ncsn_shape_size (p->shape);
    memcpy (out, w->gradients + p->offset, count * sizeof (float));
    out += count;
  }
  w->work.output_size = (gsize)(out - w->output);
}

static gboolean
run_gradient (Work *work, GError **error)
{
  ModelWork *w = (ModelWork *)work;
  NcsnObjectiveBatch batch = {.x = w->input,
                              .z = w->input + ncsn_shape_size (w->shape),
                              .sigmas = w->sigmas,
                              .classes = w->classes};
  double loss;

  memset (w->gradients, 0, w->model->parameters->size * sizeof (float));
  if (!ncsn_objective_evaluate (w->objective, &w->model->config, &batch, 1.0, TRUE, work->threads,
                                &loss, error))
    return FALSE;
  gather (w);
  return TRUE;
}

Work *
work_gradient (const WorkOrder *order, NcsnThreads *threads, GError **error)
{
  ModelWork *w = new_model_work (order, order->shape.n, threads, run_gradient, error);

  if (w == NULL)
    return NULL;
  gsize size = w->model->parameters->size;
  w->gradients = ncsn_floats_new (size, error);
  w->output = w->gradients != NULL ? ncsn_floats_new (size, error) : NULL;
  if (w->output == NULL)
    return NULL;
  w->sigmas = g_new (double, order->shape.n);
  for (gsize i = 0; i < order->shape.n; i++)
    w->sigmas[i] = w->sigma;
  w->objective = ncsn_objective_new (NCSN_LOSS_DSM, &w->model->config, w->model->parameters,
                                     order->shape, w->model->values, w->gradients, error);
  w->work.output = w->output;
  return w->objective != NULL ? &w->work : NULL;
}

static gboolean
read_config (char **arguments, NcsnModelConfig *config, GError **error)
{
  gboolean unet = g_str_equal (arguments[0], "unet");
  guint base_channels = (guint)g_ascii_strtoull (arguments[1], NULL, 10);
  guint side = (guint)g_ascii_strtoull (arguments[2], NULL, 10);
  guint channels = (guint)g_ascii_strtoull (arguments[3], NULL, 10);
  g_auto (GStrv) multipliers = g_strsplit (arguments[4], ",", -1);

  if (!unet) {
    ncsn_model_config_init_refinenet (config, NCSN_NETWORK_NCSN, side, side, channels,
                                      base_channels, (NcsnLadder){1, 0.01, 10});
    return ncsn_model_config_check (config, error);
  }
  ncsn_model_config_init (config, side, side, channels);
  config->base_channels = base_channels;
  config->n_multipliers = MIN (g_strv_length (multipliers), NCSN_MAX_LEVELS_UNET);
  for (guint i = 0; i < config->n_multipliers; i++)
    config->multipliers[i] = (guint)g_ascii_strtoull (multipliers[i], NULL, 10);
  config->attention[0] = side >> (config->n_multipliers - 1);
  return ncsn_model_config_check (config, error);
}

/* Training starts some weights at 0, such as those of the last convolution of a block. With them
 * most of a network would have no influence on its output, so they are replaced. */
static void
fill_zeros (const NcsnParameter *p, guint item, float *values)
{
  gsize count = ncsn_shape_size (p->shape);
  float spread = p->rank == 1 ? SPREAD : 1 / sqrtf ((float)(count / p->shape.c));
  NcsnRandomKey key = {1, NCSN_STREAM_WEIGHTS, item, 1};

  for (gsize k = 0; k < count; k++)
    if (values[k] == 0) {
      ncsn_random_normal (key, k, 1, &values[k]);
      values[k] *= spread;
    }
}

gboolean
work_make_model (char **arguments, const char *path, GError **error)
{
  NcsnModelConfig config;

  if (!read_config (arguments, &config, error))
    return FALSE;
  g_autoptr (NcsnModel) model = ncsn_model_new (&config, 1, error);
  if (model == NULL)
    return FALSE;
  for (guint i = 0; i < ncsn_parameters_count (model->parameters); i++) {
    const NcsnParameter *p = ncsn_parameters_get (model->parameters, i);
    fill_zeros (p, i, model->values + p->offset);
  }
  return ncsn_model_save (model, path, error);
}
