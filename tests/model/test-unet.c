/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The derivatives of a whole U-Net with attention and a class label, for each preconditioning: of
 * the training loss with respect to every parameter, and of the network with respect to its input.
 */
#undef G_DISABLE_ASSERT
#include <math.h>
#include <string.h>

#include "compare.h"
#include "dsm-loss.h"
#include "model/unet.h"
#include "nn/blocks.h"
#include "small-network.h"

#define MAX_ERROR 1e-2
#define LOSS_CHANGE 0.003
#define MAX_STEP 0.01
#define PICTURES 3

typedef struct {
  NcsnModelConfig config;
  NcsnParameters *parameters;
  float *values, *gradients;
  float *x, *z;
  NcsnObjective *dsm;
  NcsnThreads *threads;
} Net;

static const double sigmas[PICTURES] = {0.1, 0.5, 3.0};
static const guint classes[PICTURES] = {0, 2, 1};

static void
net_init (Net *net, NcsnPrecondition precondition, guint channels)
{
  gsize count = PICTURES * NCSN_TEST_UNET_SIDE * NCSN_TEST_UNET_SIDE * channels;
  g_autoptr (GError) error = NULL;

  *net = (Net){.config = ncsn_test_unet_config (precondition, channels)};
  net->threads = ncsn_threads_new (1);
  net->parameters = ncsn_model_declare (&net->config);
  net->values = ncsn_test_network_values (net->parameters);
  net->gradients = g_new0 (float, net->parameters->size);
  net->x = ncsn_test_normal (count, 2);
  net->z = ncsn_test_normal (count, 3);
  for (gsize i = 0; i < count; i++)
    net->x[i] = 0.4f + 0.3f * net->x[i];
  net->dsm =
      ncsn_objective_new (NCSN_LOSS_DSM, &net->config, net->parameters,
                          (NcsnShape){PICTURES, NCSN_TEST_UNET_SIDE, NCSN_TEST_UNET_SIDE, channels},
                          net->values, net->gradients, &error);
  g_assert_no_error (error);
}

static void
net_clear (Net *net)
{
  ncsn_objective_free (net->dsm);
  ncsn_parameters_free (net->parameters);
  ncsn_threads_free (net->threads);
  g_free (net->values);
  g_free (net->gradients);
  g_free (net->x);
  g_free (net->z);
}

/* The loss in double from the score in float, so that rounding of the sum does not hide
 * differences. */
static double
net_loss (Net *net)
{
  NcsnShape shape = net->dsm->score.shape;
  gsize picture = shape.h * shape.w * shape.c;
  double reported =
      dsm_loss (net->dsm, &net->config, net->x, net->z, sigmas, classes, FALSE, net->threads);
  double loss = 0;

  for (gsize i = 0; i < PICTURES * picture; i++) {
    double sigma = sigmas[i / picture];
    double d = (double)net->dsm->score.score->value[i] + (double)net->z[i] / sigma;
    loss += 0.5 * ncsn_precondition_weight (&net->config, sigma) * d * d / PICTURES;
  }
  g_assert_cmpfloat_with_epsilon (reported, loss, 1e-5 * loss);
  return loss;
}

/* The loss with the values of one parameter moved by `step` along `direction`. */
static double
moved_loss (Net *net, const NcsnParameter *p, const double *direction, double step)
{
  gsize count = ncsn_shape_size (p->shape);
  g_autofree float *before = g_memdup2 (net->values + p->offset, count * sizeof (float));

  for (gsize i = 0; i < count; i++)
    net->values[p->offset + i] = (float)((double)before[i] + step * direction[i]);
  double loss = net_loss (net);
  memcpy (net->values + p->offset, before, count * sizeof (float));
  return loss;
}

/* Central differences at two steps, extrapolated to step 0 (Richardson). */
static double
numeric_derivative (Net *net, const NcsnParameter *p, const double *direction, double step)
{
  double wide = moved_loss (net, p, direction, step) - moved_loss (net, p, direction, -step);
  double narrow =
      moved_loss (net, p, direction, step / 2) - moved_loss (net, p, direction, -step / 2);

  return (4 * narrow / step - wide / (2 * step)) / 3;
}

/* A step that changes the loss by a few parts in a thousand: much more than rounding does, and so
 * little that the loss is nearly linear. */
static double
check_direction (Net *net, const NcsnParameter *p, const double *direction)
{
  double analytic = 0;

  for (gsize i = 0; i < ncsn_shape_size (p->shape); i++)
    analytic += direction[i] * (double)net->gradients[p->offset + i];
  double step = fmin (MAX_STEP, LOSS_CHANGE * net_loss (net) / fabs (analytic));
  double numeric = numeric_derivative (net, p, direction, step);
  double error = fabs (analytic - numeric) / fmax (fabs (analytic), fabs (numeric));
  if (!(error < MAX_ERROR))
    g_error ("%s: analytic %g, by differences %g", p->name, analytic, numeric);
  return error;
}

/* Compares along the computed gradient, where rounding matters least, and along random directions,
 * which also detect components that the computed gradient lacks. A random direction along which the
 * loss hardly changes is drawn again. */
static double
check_parameter (Net *net, const NcsnParameter *p)
{
  gsize count = ncsn_shape_size (p->shape);
  const float *g = net->gradients + p->offset;
  g_autofree double *direction = g_new (double, count);
  double norm = 0, worst;
  guint found = 0;

  for (gsize i = 0; i < count; i++)
    norm += (double)g[i] * (double)g[i];
  norm = sqrt (norm);
  g_assert_cmpfloat (norm, >, 0);
  for (gsize i = 0; i < count; i++)
    direction[i] = (double)g[i] / norm;
  worst = check_direction (net, p, direction);
  for (guint draw = 0; found < 2 && draw < 20; draw++) {
    g_autofree float *z = ncsn_test_normal (count, 100 + draw);
    double dot = 0;
    for (gsize i = 0; i < count; i++) {
      direction[i] = (double)z[i];
      dot += direction[i] * (double)g[i];
    }
    if (fabs (dot) < 0.7 * norm)
      continue;
    worst = fmax (worst, check_direction (net, p, direction));
    found++;
  }
  g_assert_cmpuint (found, ==, 2);
  return worst;
}

static void
check_parameters (NcsnPrecondition precondition, guint channels)
{
  double worst = 0;
  Net net;

  net_init (&net, precondition, channels);
  dsm_loss (net.dsm, &net.config, net.x, net.z, sigmas, classes, TRUE, net.threads);
  for (guint i = 0; i < ncsn_parameters_count (net.parameters); i++)
    worst = fmax (worst, check_parameter (&net, ncsn_parameters_get (net.parameters, i)));
  g_test_message ("%u parameters, worst relative error %.2g",
                  ncsn_parameters_count (net.parameters), worst);
  net_clear (&net);
}

static void
test_none (void)
{
  check_parameters (NCSN_PRECONDITION_NONE, 1);
}

static void
test_sigma (void)
{
  check_parameters (NCSN_PRECONDITION_SIGMA, 1);
}

static void
test_edm (void)
{
  check_parameters (NCSN_PRECONDITION_EDM, 3);
}

/* The gradient has the same bits for any number of threads, and when it is computed again. */
static void
test_threads (void)
{
  g_autofree float *first = NULL;
  Net net;

  net_init (&net, NCSN_PRECONDITION_EDM, 1);
  gsize bytes = net.parameters->size * sizeof (float);
  for (guint n = 1; n <= 3; n++) {
    g_autoptr (NcsnThreads) threads = ncsn_threads_new (n);
    for (guint again = 0; again < 2; again++) {
      memset (net.gradients, 0, bytes);
      dsm_loss (net.dsm, &net.config, net.x, net.z, sigmas, classes, TRUE, threads);
      if (first == NULL)
        first = g_memdup2 (net.gradients, bytes);
      g_assert_cmpmem (net.gradients, bytes, first, bytes);
    }
  }
  net_clear (&net);
}

/* The network alone, from a differentiable picture to half the squared distance of its output to
 * minus a target. */
typedef struct {
  NcsnGraph *graph;
  NcsnNode *x, *f, *target, *loss;
  NcsnThreads *threads;
} Bare;

static void
bare_init (Bare *bare, const NcsnModelConfig *config, NcsnParameters *parameters)
{
  NcsnShape shape = {2, NCSN_TEST_UNET_SIDE, NCSN_TEST_UNET_SIDE, 1}, one = {2, 1, 1, 1};
  NcsnGraph *graph = ncsn_graph_new ();
  NcsnNet net = {graph, parameters};

  *bare = (Bare){.graph = graph, .threads = ncsn_threads_new (1)};
  bare->x = ncsn_graph_input (graph, shape, TRUE);
  NcsnNode *features = ncsn_graph_input (graph, (NcsnShape){2, 1, 1, config->base_channels}, FALSE);
  NcsnNode *index = ncsn_graph_input (graph, one, FALSE);
  NcsnNode *weight = ncsn_graph_input (graph, one, FALSE);
  bare->target = ncsn_graph_input (graph, shape, FALSE);
  bare->f = ncsn_unet (&net, config, bare->x, features, index);
  NcsnNode *d = ncsn_op_add (graph, bare->f, bare->target);
  bare->loss = ncsn_op_mean (graph, ncsn_op_dot (graph, d, d), weight);
  ncsn_graph_output (graph, bare->f);
  ncsn_graph_output (graph, bare->loss);
  g_assert_true (ncsn_graph_plan (graph, NCSN_PLAN_TRAINING, NULL));
  for (guint n = 0; n < 2; n++) {
    ncsn_noise_features (sigmas[n], config->base_channels,
                         features->value + n * config->base_channels);
    index->value[n] = (float)classes[n];
    weight->value[n] = 0.5f;
  }
}

static double
bare_loss (Bare *bare)
{
  double loss = 0;

  ncsn_graph_forward (bare->graph, bare->threads);
  for (gsize i = 0; i < ncsn_shape_size (bare->x->shape); i++) {
    double d = (double)bare->f->value[i] + (double)bare->target->value[i];
    loss += 0.5 * d * d / 2;
  }
  return loss;
}

/* The gradient with respect to the picture, pixel by pixel. */
static void
test_picture (void)
{
  const float step = 0.02f;
  NcsnModelConfig config = ncsn_test_unet_config (NCSN_PRECONDITION_NONE, 1);
  g_autoptr (NcsnParameters) parameters = ncsn_model_declare (&config);
  g_autofree float *values = ncsn_test_network_values (parameters);
  Bare bare;

  bare_init (&bare, &config, parameters);
  gsize count = ncsn_shape_size (bare.x->shape);
  g_autofree float *x = ncsn_test_normal (count, 4), *target = ncsn_test_normal (count, 5);
  g_autofree double *numeric = g_new (double, count);
  memcpy (bare.x->value, x, count * sizeof (float));
  memcpy (bare.target->value, target, count * sizeof (float));
  ncsn_graph_bind (bare.graph, values, NULL);
  ncsn_graph_forward (bare.graph, bare.threads);
  ncsn_graph_backward (bare.graph, bare.loss, bare.threads);
  g_autofree float *analytic = g_memdup2 (bare.x->gradient, count * sizeof (float));
  for (gsize i = 0; i < count; i++) {
    bare.x->value[i] = x[i] + step;
    numeric[i] = bare_loss (&bare);
    bare.x->value[i] = x[i] - step;
    numeric[i] -= bare_loss (&bare);
    numeric[i] /= (double)(x[i] + step) - (double)(x[i] - step);
    bare.x->value[i] = x[i];
  }
  double error = ncsn_test_relative_error (analytic, numeric, count);
  g_test_message ("relative error %.2g", error);
  g_assert_cmpfloat (error, <, MAX_ERROR);
  ncsn_graph_free (bare.graph);
  ncsn_threads_free (bare.threads);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/unet/precondition-none", test_none);
  g_test_add_func ("/unet/precondition-sigma", test_sigma);
  g_test_add_func ("/unet/precondition-edm", test_edm);
  g_test_add_func ("/unet/picture", test_picture);
  g_test_add_func ("/unet/threads", test_threads);
  return g_test_run ();
}
