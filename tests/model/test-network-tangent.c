/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The derivative J v of a whole network along a tangent v of its input, and the gradient of vᵀ J v
 * with respect to every parameter, which sliced score matching needs; compared with finite
 * differences. */
#undef G_DISABLE_ASSERT
#include <math.h>
#include <string.h>

#include "compare.h"
#include "small-network.h"
#include "autodiff/ops.h"
#include "model/score-graph.h"

#define MAX_STEP 0.01
#define STEPS 5
#define PICTURES 2

/* The steps and tolerances of each network. The U-Net and the network for points are smooth, so
 * that steps may be long. The authors' networks use ELU: vᵀ J v has a kink where a pixel crosses 0,
 * so steps must be short, and rounding affects the difference more. NCSNv2 also uses maximum
 * pooling: its J jumps where two pixels of a window exchange their order. The picture is one of
 * several with few such jumps within the steps. (This test shows that the gradients are those of
 * the computed function; tests/vectors/ shows their accuracy, against another implementation.) */
typedef struct {
  const char *name;
  NcsnNetwork network;
  guint32 picture;
  float step;            /* of x along v */
  double change;         /* of vᵀ J v by a parameter's step, in units of ‖v‖ ‖J v‖ */
  double max_error;      /* of a derivative by a parameter, in units of its gradient's norm */
  const char *last_bias; /* added to the output for any x, so J does not depend on it */
} Case;

static const Case cases[] = {
    {"unet", NCSN_NETWORK_UNET, 4, 0.02f, 0.003, 0.01, "end.conv.bias"},
    {"ncsn", NCSN_NETWORK_NCSN, 4, 0.02f, 1e-4, 0.06, "end_conv.bias"},
    {"ncsnv2", NCSN_NETWORK_NCSNV2, 22, 0.003f, 1e-4, 0.1, "end_conv.bias"},
    {"mlp", NCSN_NETWORK_MLP, 4, 0.02f, 0.003, 0.01, "linear4.bias"},
};

typedef struct {
  const Case *about;
  NcsnParameters *parameters;
  float *values, *gradients;
  NcsnGraph *graph;
  NcsnNode *x, *v, *f, *tangent, *loss;
  NcsnThreads *threads;
} Net;

/* The second level is between two levels of the ladder, so that rows of a table are mixed. */
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
net_init (Net *net, const Case *about, NcsnPlan plan, guint n_threads)
{
  NcsnModelConfig config = ncsn_test_network_config (about->network);
  NcsnShape shape = {PICTURES, config.height, config.width, config.channels};
  NcsnShape one = {PICTURES, 1, 1, 1};
  NcsnGraph *graph = ncsn_graph_new ();
  g_autofree float *x = ncsn_test_normal (ncsn_shape_size (shape), about->picture);
  g_autoptr (GError) error = NULL;

  *net = (Net){.about = about, .graph = graph, .parameters = ncsn_model_declare (&config)};
  net->threads = ncsn_threads_new (n_threads);
  net->values = ncsn_test_network_values (net->parameters);
  net->gradients = g_new0 (float, net->parameters->size);
  NcsnScoreGraph score = ncsn_score_graph_build (graph, net->parameters, &config, shape);
  NcsnNode *weight = ncsn_graph_input (graph, one, FALSE);
  net->x = score.x;
  net->f = score.score;
  net->v = ncsn_graph_input (graph, shape, FALSE);
  net->tangent = ncsn_graph_tangent (graph, net->f, net->x, net->v);
  net->loss = ncsn_op_mean (graph, ncsn_op_dot (graph, net->v, net->tangent), weight);
  ncsn_graph_output (graph, net->f);
  ncsn_graph_output (graph, net->tangent);
  ncsn_graph_output (graph, net->loss);
  g_assert_true (ncsn_graph_plan (graph, plan, &error));
  g_assert_no_error (error);
  ncsn_graph_bind (graph, net->values, net->gradients);
  ncsn_score_graph_set (&score, &config, x, sigmas, classes, NULL);
  set (net->v, 5);
  for (guint n = 0; n < PICTURES; n++)
    weight->value[n] = PICTURES;
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
test_tangent (gconstpointer data)
{
  const Case *about = data;
  const float step = about->step;
  Net net;

  net_init (&net, about, NCSN_PLAN_TRAINING, 1);
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
  g_assert_cmpfloat (error, <, 0.01);
  net_clear (&net);
}

/* The loss in double from the tangent in float, so that rounding of the sum does not hide
 * differences.
 */
static double
net_loss (Net *net)
{
  double loss = 0;

  ncsn_graph_forward (net->graph, net->threads);
  for (gsize i = 0; i < ncsn_shape_size (net->v->shape); i++)
    loss += (double)net->v->value[i] * (double)net->tangent->value[i];
  return loss;
}

/* ‖v‖ ‖J v‖, the scale of the loss. */
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

/* Central differences at two steps, extrapolated to step 0 (Richardson). */
static double
difference_at (Net *net, const NcsnParameter *p, const double *direction, double step)
{
  double wide = moved_loss (net, p, direction, step) - moved_loss (net, p, direction, -step);
  double narrow =
      moved_loss (net, p, direction, step / 2) - moved_loss (net, p, direction, -step / 2);

  return (4 * narrow / step - wide / (2 * step)) / 3;
}

static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

/* The median over several steps: only few of them contain a jump or a kink. */
static double
numeric_derivative (Net *net, const NcsnParameter *p, const double *direction, double step)
{
  double slopes[STEPS];

  for (guint i = 0; i < STEPS; i++, step *= 0.75)
    slopes[i] = difference_at (net, p, direction, step);
  qsort (slopes, STEPS, sizeof *slopes, compare_doubles);
  return slopes[STEPS / 2];
}

/* The difference of the derivatives along a direction, in units of the gradient's norm. */
static double
check_direction (Net *net, const NcsnParameter *p, const double *direction, double norm)
{
  double analytic = 0;

  for (gsize i = 0; i < ncsn_shape_size (p->shape); i++)
    analytic += direction[i] * (double)net->gradients[p->offset + i];
  double step = fmin (MAX_STEP, net->about->change * net_scale (net) / norm);
  double numeric = numeric_derivative (net, p, direction, step);
  double error = fabs (analytic - numeric) / norm;
  if (!(error < net->about->max_error))
    g_error ("%s: analytic %g, by differences %g", p->name, analytic, numeric);
  return error;
}

/* Compares along the computed gradient, and along a random direction, which also detects components
 * that the computed gradient lacks. */
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
  if (g_str_equal (p->name, net->about->last_bias) || p->init.kind == NCSN_INIT_GEOMETRIC) {
    g_assert_cmpfloat (norm, ==, 0);
    return 0;
  }
  g_assert_cmpfloat (norm, >, 0);
  for (gsize i = 0; i < count; i++)
    direction[i] = (double)g[i] / norm;
  double worst = check_direction (net, p, direction, norm);
  g_autofree float *z = ncsn_test_normal (count, 100);
  for (gsize i = 0; i < count; i++)
    direction[i] = (double)z[i];
  return fmax (worst, check_direction (net, p, direction, norm));
}

static void
test_parameters (gconstpointer data)
{
  double worst = 0;
  Net net;

  net_init (&net, data, NCSN_PLAN_TRAINING, 1);
  ncsn_graph_forward (net.graph, net.threads);
  ncsn_graph_backward (net.graph, net.loss, net.threads);
  for (guint i = 0; i < ncsn_parameters_count (net.parameters); i++)
    worst = fmax (worst, check_parameter (&net, ncsn_parameters_get (net.parameters, i)));
  g_test_message ("%u parameters, worst relative error %.2g",
                  ncsn_parameters_count (net.parameters), worst);
  net_clear (&net);
}

/* One thread, two threads and the inference plan, which overwrites arrays after their last use,
 * give the same bits, though the tangent runs after the whole network. */
static void
test_threads_and_plans (gconstpointer data)
{
  Net one, two, inference;

  net_init (&one, data, NCSN_PLAN_TRAINING, 1);
  net_init (&two, data, NCSN_PLAN_TRAINING, 2);
  net_init (&inference, data, NCSN_PLAN_INFERENCE, 2);
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

static void
add (const char *what, const Case *about, GTestDataFunc test)
{
  g_autofree char *path = g_strdup_printf ("/network-tangent/%s/%s", about->name, what);

  g_test_add_data_func (path, about, test);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    add ("differences", &cases[i], test_tangent);
    add ("parameters", &cases[i], test_parameters);
    add ("threads-and-plans", &cases[i], test_threads_and_plans);
  }
  return g_test_run ();
}
