/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The derivative J v of the whole network along a tangent of its picture, with attention and a
 * class label, and the gradient of vᵀ J v for every parameter: what sliced score matching descends
 * along. */
#undef G_DISABLE_ASSERT
#include <math.h>
#include <string.h>

#include "compare.h"
#include "small-unet.h"
#include "model/unet.h"
#include "nn/blocks.h"

#define MOST_ERROR 1e-2
#define CHANGE 0.003 /* of a step, in units of ‖v‖ ‖J v‖ */
#define MOST_STEP 0.01
#define PICTURES 2

typedef struct {
  NcsnParameters *parameters;
  float *values, *gradients;
  NcsnGraph *graph;
  NcsnNode *x, *v, *f, *tangent, *loss;
  NcsnThreads *threads;
} Net;

static const double sigmas[PICTURES] = {0.1, 3.0};
static const guint classes[PICTURES] = {0, 2};

static void
set (NcsnNode *node, guint32 item)
{
  gsize count = ncsn_shape_size (node->shape);
  g_autofree float *z = ncsn_test_normal (count, item);

  memcpy (node->value, z, count * sizeof (float));
}

/* loss: Σ_n v_nᵀ (∂f_n/∂x_n) v_n */
static void
net_init (Net *net, NcsnPlan plan, guint n_threads)
{
  NcsnModelConfig config = ncsn_test_unet_config (NCSN_PRECONDITION_NONE, 1);
  NcsnShape shape = {PICTURES, NCSN_TEST_UNET_SIDE, NCSN_TEST_UNET_SIDE, 1};
  NcsnShape one = {PICTURES, 1, 1, 1};
  NcsnGraph *graph = ncsn_graph_new ();
  g_autoptr (GError) error = NULL;

  *net = (Net){.graph = graph, .parameters = ncsn_model_declare (&config)};
  NcsnNet layers = {graph, net->parameters};
  net->threads = ncsn_threads_new (n_threads);
  net->values = ncsn_test_unet_values (net->parameters);
  net->gradients = g_new0 (float, net->parameters->size);
  net->x = ncsn_graph_input (graph, shape, FALSE);
  NcsnNode *features =
      ncsn_graph_input (graph, (NcsnShape){PICTURES, 1, 1, config.features}, FALSE);
  NcsnNode *index = ncsn_graph_input (graph, one, FALSE);
  NcsnNode *weight = ncsn_graph_input (graph, one, FALSE);
  net->f = ncsn_unet (&layers, &config, net->x, features, index);
  net->v = ncsn_graph_input (graph, shape, FALSE);
  net->tangent = ncsn_graph_tangent (graph, net->f, net->x, net->v);
  net->loss = ncsn_op_mean (graph, ncsn_op_dot (graph, net->v, net->tangent), weight);
  ncsn_graph_output (graph, net->f);
  ncsn_graph_output (graph, net->tangent);
  ncsn_graph_output (graph, net->loss);
  g_assert_true (ncsn_graph_plan (graph, plan, &error));
  g_assert_no_error (error);
  ncsn_graph_bind (graph, net->values, net->gradients);
  set (net->x, 4);
  set (net->v, 5);
  for (guint n = 0; n < PICTURES; n++) {
    ncsn_noise_features (sigmas[n], config.features, features->value + n * config.features);
    index->value[n] = (float)classes[n];
    weight->value[n] = PICTURES;
  }
}

static void
net_clear (Net *net)
{
  ncsn_graph_free (net->graph);
  ncsn_parameters_free (net->parameters);
  ncsn_threads_free (net->threads);
  g_free (net->values);
  g_free (net->gradients);
}

/* f at x + step v. */
static float *
moved_output (Net *net, const float *x, float step)
{
  gsize count = ncsn_shape_size (net->x->shape);

  for (gsize i = 0; i < count; i++)
    net->x->value[i] = x[i] + step * net->v->value[i];
  ncsn_graph_forward (net->graph, net->threads);
  return g_memdup2 (net->f->value, count * sizeof (float));
}

/* Central differences at two steps, extrapolated to step 0 (Richardson). */
static void
test_tangent (void)
{
  const float step = 0.02f;
  Net net;

  net_init (&net, NCSN_PLAN_TRAINING, 1);
  gsize count = ncsn_shape_size (net.x->shape);
  g_autofree float *x = g_memdup2 (net.x->value, count * sizeof (float));
  g_autofree float *far_above = moved_output (&net, x, step);
  g_autofree float *far_below = moved_output (&net, x, -step);
  g_autofree float *above = moved_output (&net, x, step / 2);
  g_autofree float *below = moved_output (&net, x, -step / 2);
  g_autofree float *f = moved_output (&net, x, 0);
  g_autofree double *numeric = g_new (double, count);

  for (gsize i = 0; i < count; i++) {
    double wide = ((double)far_above[i] - (double)far_below[i]) / (2 * (double)step);
    double narrow = ((double)above[i] - (double)below[i]) / (double)step;
    numeric[i] = (4 * narrow - wide) / 3;
  }
  double error = ncsn_test_relative_error (net.tangent->value, numeric, count);
  g_test_message ("relative error %.2g", error);
  g_assert_cmpfloat (error, <, MOST_ERROR);
  net_clear (&net);
}

/* The loss in double from the float tangent, so that its own rounding does not hide differences. */
static double
net_loss (Net *net)
{
  double loss = 0;

  ncsn_graph_forward (net->graph, net->threads);
  for (gsize i = 0; i < ncsn_shape_size (net->v->shape); i++)
    loss += (double)net->v->value[i] * (double)net->tangent->value[i];
  return loss;
}

/* ‖v‖ ‖J v‖: what the loss is small or large against. */
static double
net_scale (Net *net)
{
  double v = 0, tangent = 0;

  ncsn_graph_forward (net->graph, net->threads);
  for (gsize i = 0; i < ncsn_shape_size (net->v->shape); i++) {
    v += (double)net->v->value[i] * (double)net->v->value[i];
    tangent += (double)net->tangent->value[i] * (double)net->tangent->value[i];
  }
  return sqrt (v * tangent);
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

static double
numeric_derivative (Net *net, const NcsnParameter *p, const double *direction, double step)
{
  double wide = moved_loss (net, p, direction, step) - moved_loss (net, p, direction, -step);
  double narrow =
      moved_loss (net, p, direction, step / 2) - moved_loss (net, p, direction, -step / 2);

  return (4 * narrow / step - wide / (2 * step)) / 3;
}

/* By how much the derivatives along a direction differ, in units of the gradient's norm. */
static double
check_direction (Net *net, const NcsnParameter *p, const double *direction, double norm)
{
  double analytic = 0;

  for (gsize i = 0; i < ncsn_shape_size (p->shape); i++)
    analytic += direction[i] * (double)net->gradients[p->offset + i];
  double step = fmin (MOST_STEP, CHANGE * net_scale (net) / norm);
  double numeric = numeric_derivative (net, p, direction, step);
  double error = fabs (analytic - numeric) / norm;
  if (!(error < MOST_ERROR))
    g_error ("%s: analytic %g, by differences %g", p->name, analytic, numeric);
  return error;
}

/* Along the gradient as computed, and along random directions, which also meet what the computed
 * gradient leaves out. The last bias is added to f whatever x is: J does not have it. */
static double
check_parameter (Net *net, const NcsnParameter *p)
{
  gsize count = ncsn_shape_size (p->shape);
  const float *g = net->gradients + p->offset;
  g_autofree double *direction = g_new (double, count);
  double norm = 0;

  for (gsize i = 0; i < count; i++)
    norm += (double)g[i] * (double)g[i];
  norm = sqrt (norm);
  if (strcmp (p->name, "end.conv.bias") == 0) {
    g_assert_cmpfloat (norm, ==, 0);
    return 0;
  }
  g_assert_cmpfloat (norm, >, 0);
  for (gsize i = 0; i < count; i++)
    direction[i] = (double)g[i] / norm;
  double worst = check_direction (net, p, direction, norm);
  for (guint draw = 0; draw < 2; draw++) {
    g_autofree float *z = ncsn_test_normal (count, 100 + draw);
    for (gsize i = 0; i < count; i++)
      direction[i] = (double)z[i];
    worst = fmax (worst, check_direction (net, p, direction, norm));
  }
  return worst;
}

static void
test_parameters (void)
{
  double worst = 0;
  Net net;

  net_init (&net, NCSN_PLAN_TRAINING, 1);
  ncsn_graph_forward (net.graph, net.threads);
  ncsn_graph_backward (net.graph, net.loss, net.threads);
  for (guint i = 0; i < ncsn_parameters_count (net.parameters); i++)
    worst = fmax (worst, check_parameter (&net, ncsn_parameters_get (net.parameters, i)));
  g_test_message ("%u parameters, worst relative error %.2g",
                  ncsn_parameters_count (net.parameters), worst);
  net_clear (&net);
}

/* The same bits from one thread and two; and from the plan that writes over what has been read,
 * though the tangent comes after all of the network. */
static void
test_threads_and_plans (void)
{
  Net one, two, inference;

  net_init (&one, NCSN_PLAN_TRAINING, 1);
  net_init (&two, NCSN_PLAN_TRAINING, 2);
  net_init (&inference, NCSN_PLAN_INFERENCE, 2);
  gsize bytes = one.parameters->size * sizeof (float);
  gsize picture = ncsn_shape_size (one.x->shape) * sizeof (float);
  ncsn_graph_forward (one.graph, one.threads);
  ncsn_graph_forward (two.graph, two.threads);
  ncsn_graph_forward (inference.graph, inference.threads);
  g_assert_cmpmem (one.tangent->value, picture, two.tangent->value, picture);
  g_assert_cmpmem (one.tangent->value, picture, inference.tangent->value, picture);
  ncsn_graph_backward (one.graph, one.loss, one.threads);
  ncsn_graph_backward (two.graph, two.loss, two.threads);
  g_assert_cmpmem (one.gradients, bytes, two.gradients, bytes);
  net_clear (&one);
  net_clear (&two);
  net_clear (&inference);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/unet-tangent/differences", test_tangent);
  g_test_add_func ("/unet-tangent/parameters", test_parameters);
  g_test_add_func ("/unet-tangent/threads-and-plans", test_threads_and_plans);
  return g_test_run ();
}
