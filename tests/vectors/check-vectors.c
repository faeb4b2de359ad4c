/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compares our versions of the authors' networks with numbers computed by the authors' code.
 *
 * usage: check-vectors DIR
 *
 * DIR holds weights.safetensors (a state dict) and vectors.safetensors: pictures x with labels and
 * the score there; noise z with the loss of denoising score matching and its gradient by every
 * weight; projections v and the same of variance-reduced sliced score matching, where present; and
 * a chain of annealed Langevin dynamics with its noise. Prints ‖ours - theirs‖/‖theirs‖ of each
 * quantity. Exits with 1 when one is beyond its tolerance, and with 2 when there is nothing to
 * compare. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "die.h"
#include "model/model-private.h"
#include "model/safetensors.h"
#include "ncsn/state-dict.h"
#include "sample/chain.h"
#include "train/objective.h"

#define SCORE_TOLERANCE 1e-4 /* scores and states of the chain */
#define LOSS_TOLERANCE 1e-3  /* losses and gradients */

typedef struct {
  NcsnModel *model;
  NcsnThreads *threads;
  NcsnSafetensors *vectors;
  double *sigmas; /* one for each picture of the batch */
  gboolean failed;
} Check;

static const NcsnTensor *
find (const Check *check, const char *name)
{
  const NcsnTensor *tensor = ncsn_safetensors_find (check->vectors, name);

  if (tensor == NULL)
    die ("vectors.safetensors lacks the tensor “%s”.", name);
  return tensor;
}

static gint32
whole_at (const NcsnTensor *tensor, gsize index)
{
  gint32 value;

  if (!tensor->is_integer || index >= tensor->size)
    die ("The tensor “%s” does not hold the whole numbers it should.", tensor->name);
  memcpy (&value, (const guint8 *)tensor->data + index * sizeof value, sizeof value);
  return value;
}

static float
float_at (const NcsnTensor *tensor, gsize index)
{
  float value;

  if (tensor->is_integer || index >= tensor->size)
    die ("The tensor “%s” does not hold the numbers it should.", tensor->name);
  memcpy (&value, (const guint8 *)tensor->data + index * sizeof value, sizeof value);
  return value;
}

/* (a, b, h, w) of PyTorch to (a, h, w, b), or to (h, w, b, a) for weights. Free with g_free (). */
static float *
reordered (const NcsnTensor *t, gboolean weight)
{
  float *out = g_new (float, t->size);
  gsize a = t->dims[0], b = t->dims[1], h = t->dims[2], w = t->dims[3];

  for (gsize i = 0; i < t->size; i++) {
    gsize x = i % w, y = i / w % h, j = i / (w * h) % b, k = i / (w * h * b);
    gsize to = weight ? ((y * w + x) * b + j) * a + k : ((k * h + y) * w + x) * b + j;
    out[to] = float_at (t, i);
  }
  return out;
}

static float *
pictures (const Check *check, const char *name, NcsnShape *shape)
{
  const NcsnModelConfig *config = &check->model->config;
  const NcsnTensor *t = find (check, name);

  if (t->rank != 4 || t->dims[1] != config->channels || t->dims[2] % 2 || t->dims[3] % 2)
    die ("The tensor “%s” does not hold pictures that suit the network.", name);
  *shape = (NcsnShape){t->dims[0], t->dims[2], t->dims[3], t->dims[1]};
  return reordered (t, FALSE);
}

/* Prints a relative error and records whether it is too large. */
static void
report (Check *check, const char *name, const float *ours, const float *theirs, gsize count,
        double tolerance)
{
  double difference = 0, norm = 0;

  for (gsize i = 0; i < count; i++) {
    difference += ((double)ours[i] - theirs[i]) * ((double)ours[i] - theirs[i]);
    norm += (double)theirs[i] * theirs[i];
  }
  double error = norm > 0 ? sqrt (difference / norm) : sqrt (difference);
  gboolean good = error <= tolerance; /* FALSE for NaN */
  g_print ("%-60s %.3g%s\n", name, error, good ? "" : "   TOO LARGE");
  check->failed |= !good;
}

static void
check_score (Check *check, NcsnScore score)
{
  NcsnShape shape;
  g_autofree float *x = pictures (check, "x", &shape), *theirs = pictures (check, "score", &shape);
  g_autofree float *ours = g_new (float, ncsn_shape_size (shape));
  gsize picture = shape.h * shape.w * shape.c;
  NcsnShape one = {1, shape.h, shape.w, shape.c};
  g_autoptr (GError) error = NULL;

  for (gsize n = 0; n < shape.n; n++)
    if (!score.evaluate (x + n * picture, one, check->sigmas[n], NULL, ours + n * picture,
                         score.data, &error))
      die ("%s", error->message);
  report (check, "score", ours, theirs, ncsn_shape_size (shape), SCORE_TOLERANCE);
}

static void
check_gradients (Check *check, const char *prefix, const float *gradients)
{
  const NcsnParameters *parameters = check->model->parameters;

  for (guint i = 0; i < ncsn_parameters_count (parameters); i++) {
    const NcsnParameter *parameter = ncsn_parameters_get (parameters, i);
    g_autofree char *name = g_strconcat (prefix, parameter->name, NULL);
    if (parameter->init.kind == NCSN_INIT_GEOMETRIC)
      continue;
    const NcsnTensor *t = find (check, name);
    if (t->size != ncsn_shape_size (parameter->shape) || t->rank != parameter->rank)
      die ("The tensor “%s” does not have its weight's shape.", name);
    g_autofree float *theirs =
        t->rank == 4 ? reordered (t, TRUE) : g_memdup2 (t->data, t->size * sizeof (float));
    report (check, name, gradients + parameter->offset, theirs, t->size, LOSS_TOLERANCE);
  }
}

/* Compares loss and gradients of an objective with the tensors NAME_loss and NAME_grad.WEIGHT. */
static void
check_loss (Check *check, NcsnLoss kind, const char *name, const float *v)
{
  NcsnShape shape;
  NcsnModel *model = check->model;
  g_autofree float *x = pictures (check, "x", &shape), *z = pictures (check, "z", &shape);
  g_autofree char *loss_name = g_strconcat (name, "_loss", NULL);
  g_autofree char *prefix = g_strconcat (name, "_grad.", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (NcsnFloats) gradients = ncsn_floats_new (model->parameters->size, &error);
  NcsnObjectiveBatch batch = {.x = x, .z = z, .sigmas = check->sigmas, .v = v};
  double loss;

  g_autoptr (NcsnObjective) objective =
      gradients != NULL ? ncsn_objective_new (kind, &model->config, model->parameters, shape,
                                              model->values, gradients, &error)
                        : NULL;
  if (objective == NULL || !ncsn_objective_evaluate (objective, &model->config, &batch, 1.0, TRUE,
                                                     check->threads, &loss, &error))
    die ("%s", error->message);
  float ours = (float)loss, theirs = float_at (find (check, loss_name), 0);
  report (check, loss_name, &ours, &theirs, 1, LOSS_TOLERANCE);
  check_gradients (check, prefix, gradients);
}

/* Compares the states of the chain, in the published form and with the noise of theirs. */
static void
check_chain (Check *check, NcsnScore score)
{
  NcsnShape shape, steps_shape;
  g_autofree float *x = pictures (check, "ald_init", &shape);
  g_autofree float *noise = pictures (check, "ald_noise", &steps_shape);
  g_autofree float *theirs = pictures (check, "ald_trajectory", &steps_shape);
  g_autofree float *s = g_new (float, ncsn_shape_size (shape));
  const NcsnTensor *levels = find (check, "ald_levels"), *sigmas = find (check, "sigmas");
  guint steps = (guint)whole_at (find (check, "ald_steps_per_level"), 0);
  double epsilon = float_at (find (check, "ald_epsilon"), 0);
  double last = float_at (sigmas, sigmas->size - 1);
  gsize size = ncsn_shape_size (shape), step = 0;
  g_autoptr (GError) error = NULL;

  if (steps_shape.n != levels->size * steps || shape.n != 1)
    die ("There are not the noise and the state of every step of the chain.");
  for (gsize i = 0; i < levels->size; i++) {
    double sigma = float_at (sigmas, (gsize)whole_at (levels, i));
    double alpha = epsilon * sigma * sigma / (last * last);
    for (guint t = 0; t < steps; t++, step++) {
      g_autofree char *name = g_strdup_printf ("ald_trajectory[%" G_GSIZE_FORMAT "]", step);
      if (!score.evaluate (x, shape, sigma, NULL, s, score.data, &error))
        die ("%s", error->message);
      ncsn_chain_add (x, s, noise + step * size, size, alpha / 2.0, sqrt (alpha));
      report (check, name, x, theirs + step * size, size, SCORE_TOLERANCE);
    }
  }
}

static NcsnModel *
load_model (const char *path, GError **error)
{
  g_autoptr (NcsnSafetensors) file = ncsn_safetensors_read (path, error);
  const char *network = file != NULL ? ncsn_safetensors_metadata (file, "network") : NULL;
  NcsnImportOptions options = {.network = g_strcmp0 (network, "NCSNv2") == 0 ? NCSN_NETWORK_NCSNV2
                                                                             : NCSN_NETWORK_NCSN};

  return file != NULL ? ncsn_model_import (path, &options, error) : NULL;
}

static void
find_sigmas (Check *check)
{
  const NcsnTensor *labels = find (check, "labels"), *sigmas = find (check, "sigmas");

  if (find (check, "x")->rank != 4 || find (check, "x")->dims[0] != labels->size)
    die ("There is not a label for every picture.");
  check->sigmas = g_new (double, labels->size);
  for (gsize n = 0; n < labels->size; n++)
    check->sigmas[n] = float_at (sigmas, (gsize)whole_at (labels, n));
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  Check check = {0};
  NcsnShape shape;

  g_set_prgname ("check-vectors");
  if (argc != 2)
    die ("usage: check-vectors DIR");
  g_autofree char *weights = g_build_filename (argv[1], "weights.safetensors", NULL);
  g_autofree char *vectors = g_build_filename (argv[1], "vectors.safetensors", NULL);
  check.model = load_model (weights, &error);
  check.vectors = check.model != NULL ? ncsn_safetensors_read (vectors, &error) : NULL;
  if (check.vectors == NULL)
    die ("%s", error->message);
  check.threads = ncsn_threads_new (0);
  find_sigmas (&check);

  NcsnModelScore *score = ncsn_model_score_new (check.model, check.threads, NULL, 1, &error);
  check_score (&check, ncsn_model_score_function (score));
  check_chain (&check, ncsn_model_score_function (score));
  check_loss (&check, NCSN_LOSS_DSM, "dsm", NULL);
  if (ncsn_safetensors_find (check.vectors, "ssm_loss")) {
    g_autofree float *v = pictures (&check, "v", &shape);
    check_loss (&check, NCSN_LOSS_SSM_VR, "ssm", v);
  }

  ncsn_model_score_free (score);
  ncsn_threads_free (check.threads);
  ncsn_safetensors_free (check.vectors);
  ncsn_model_free (check.model);
  g_free (check.sigmas);
  g_print ("%s\n", check.failed ? "DIFFERENT" : "ok");
  return check.failed ? 1 : 0;
}
