/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Likelihoods by the probability-flow ODE against the exact densities of mixtures. */
#undef G_DISABLE_ASSERT
#include "ncsn/likelihood.h"

#include <math.h>
#include <string.h>

#include "ncsn/error.h"
#include "ncsn/mixture.h"

static NcsnLikelihoodOptions
options_for (double data_mean, double data_sigma)
{
  return (NcsnLikelihoodOptions){.sigma_begin = 50.0,
                                 .sigma_end = 1e-3,
                                 .data_mean = data_mean,
                                 .data_sigma = data_sigma,
                                 .tolerance = 1e-5,
                                 .probes = 1,
                                 .seed = 4};
}

/* One Gaussian: the prior is exact at any σ_1 and so is one probe, so that each density must be
 * right. */
static void
test_gaussian (void)
{
  enum { D = 6, COUNT = 5 };
  static const double one = 1.0, variance = 0.25, mean[D] = {0.3, 0.3, 0.3, 0.3, 0.3, 0.3};
  const NcsnMixture gaussian = {D, 1, &one, mean, &variance};
  NcsnLikelihoodOptions options = options_for (0.3, 0.5);
  float x[COUNT * D];
  double found[COUNT];
  guint64 evaluations = 1000;

  options.sigma_begin = 2.0;
  ncsn_mixture_draw (&gaussian, 1, 0, COUNT, x, NULL);
  g_assert_true (ncsn_log_likelihood (ncsn_mixture_divergence (&gaussian), x,
                                      (NcsnShape){COUNT, 1, 2, 3}, &options, found, &evaluations,
                                      NULL));
  g_test_message ("%" G_GUINT64_FORMAT " evaluations", evaluations - 1000);
  g_assert_cmpuint (evaluations, >, 1000 + 6);
  for (int n = 0; n < COUNT; n++)
    g_assert_cmpfloat_with_epsilon (
        found[n], ncsn_mixture_log_density (&gaussian, options.sigma_end, x + n * D), 1e-3);
}

/* Mean bits per dimension of `count` points of the mixture, by the ODE and in truth: within 1 %. */
static void
assert_bits (const NcsnMixture *mixture, gsize count, const NcsnLikelihoodOptions *options)
{
  const gsize dimension = mixture->dimension;
  g_autofree float *x = g_new (float, count *dimension);
  g_autofree double *found = g_new (double, count);
  double truth = 0.0, seen = 0.0, mean = 0.0, bits = -1.0 / (G_LN2 * dimension * count);
  guint64 evaluations = 0;
  g_autoptr (GError) error = NULL;

  ncsn_mixture_draw (mixture, 2, 0, count, x, NULL);
  ncsn_log_likelihood (ncsn_mixture_divergence (mixture), x, (NcsnShape){count, 1, 1, dimension},
                       options, found, &evaluations, &error);
  g_assert_no_error (error);
  for (gsize n = 0; n < count; n++) {
    truth += bits * ncsn_mixture_log_density (mixture, 0.0, x + n * dimension);
    seen += bits * ncsn_mixture_log_density (mixture, options->sigma_end, x + n * dimension);
    mean += bits * found[n];
  }
  g_test_message (
      "%.5f bits/dim; truly %.5f, with the smallest noise %.5f; %+.3f %%; %" G_GUINT64_FORMAT
      " evaluations, %u of them for each slope",
      mean, truth, seen, 100.0 * (mean / truth - 1.0), evaluations, options->probes);
  g_assert_cmpfloat_with_epsilon (mean / truth, 1.0, 0.01);
  g_assert_cmpfloat_with_epsilon (mean / seen, 1.0, 0.01);
}

static const double two_weights[] = {0.3, 0.7}, two_variances[] = {0.1, 0.4};
static const double two_means[] = {1.4, 0.7, -0.6, -0.3};
static const NcsnMixture two = {2, 2, two_weights, two_means, two_variances};

/* Two modes in the plane, so near to each other that trajectories separate between them. The
 * probes' errors do not average out over two dimensions as over many. */
static void
test_plane (void)
{
  NcsnLikelihoodOptions options = options_for (0.0, 0.85);

  options.probes = 8;
  assert_bits (&two, 1000, &options);
}

static void
test_many_dimensions (void)
{
  enum { D = 64 };
  static const double weights[] = {0.5, 0.3, 0.2}, variances[] = {0.1, 0.4, 1.0};
  double means[3 * D];
  const NcsnMixture three = {D, 3, weights, means, variances};
  const NcsnLikelihoodOptions options = options_for (0.0, 0.7);

  for (int i = 0; i < D; i++) {
    means[i] = 0.3 * cos (i);
    means[D + i] = -0.3 * cos (i);
    means[2 * D + i] = 0.3 * sin (2.0 * i);
  }
  assert_bits (&three, 200, &options);
}

/* With a lower tolerance each answer, for the same probes, comes nearer to one number. */
static void
test_tolerance (void)
{
  enum { COUNT = 20 };
  NcsnLikelihoodOptions options = options_for (0.0, 0.85);
  double found[3][COUNT], apart[2] = {0.0, 0.0};
  float x[COUNT * 2];

  ncsn_mixture_draw (&two, 3, 0, COUNT, x, NULL);
  for (int i = 0; i < 3; i++) {
    options.tolerance = (double[]){1e-2, 1e-4, 1e-7}[i];
    g_assert_true (ncsn_log_likelihood (ncsn_mixture_divergence (&two), x,
                                        (NcsnShape){COUNT, 1, 1, 2}, &options, found[i], NULL,
                                        NULL));
  }
  for (int i = 0; i < 2; i++)
    for (int n = 0; n < COUNT; n++)
      apart[i] += fabs (found[i][n] - found[2][n]) / COUNT;
  g_test_message ("at tolerance 1e-2 %.2g nats off, at 1e-4 %.2g", apart[0], apart[1]);
  g_assert_cmpfloat (apart[1], <, 0.01);
  g_assert_cmpfloat (apart[1], <, apart[0] / 100.0);
}

/* Picture k has its probes whatever the batch; another seed has others. */
static void
test_probes (void)
{
  NcsnLikelihoodOptions options = options_for (0.0, 0.85);
  const float x[] = {0.2f, 0.3f, 0.4f, 0.1f, 0.3f, 0.3f};
  double together[3], alone, other;
  NcsnDivergence score = ncsn_mixture_divergence (&two);

  options.tolerance = 1e-7;
  options.first_picture = 6;
  g_assert_true (
      ncsn_log_likelihood (score, x, (NcsnShape){3, 1, 1, 2}, &options, together, NULL, NULL));
  options.first_picture = 7;
  g_assert_true (
      ncsn_log_likelihood (score, x + 2, (NcsnShape){1, 1, 1, 2}, &options, &alone, NULL, NULL));
  g_assert_cmpfloat_with_epsilon (alone, together[1], 1e-3);
  for (options.seed = 5; options.seed < 25; options.seed++) {
    g_assert_true (
        ncsn_log_likelihood (score, x + 2, (NcsnShape){1, 1, 1, 2}, &options, &other, NULL, NULL));
    if (fabs (other - alone) > 0.1)
      return;
  }
  g_assert_not_reached ();
}

typedef struct {
  guint calls, cancel_at, fail_at;
  GCancellable *cancellable;
  NcsnDivergence truth;
} Watched;

static gboolean
watched_evaluate (const float *x, const float *v, NcsnShape shape, double sigma, float *score,
                  double *divergence, gpointer data, GError **error)
{
  Watched *watched = data;

  watched->calls++;
  if (watched->calls == watched->cancel_at)
    g_cancellable_cancel (watched->cancellable);
  if (!watched->truth.evaluate (x, v, shape, sigma, score, divergence, watched->truth.data, error))
    return FALSE;
  if (watched->fail_at && watched->calls >= watched->fail_at)
    score[0] = NAN;
  return TRUE;
}

static void
assert_fails (Watched *watched, NcsnLikelihoodOptions options, GQuark domain, int code)
{
  const float x[] = {0.2f, 0.3f};
  double density = 7.0;
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  watched->cancellable = options.cancellable = cancellable;
  watched->truth = ncsn_mixture_divergence (&two);
  g_assert_false (ncsn_log_likelihood ((NcsnDivergence){watched_evaluate, watched}, x,
                                       (NcsnShape){1, 1, 1, 2}, &options, &density, NULL, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, domain, code);
  g_assert_cmpfloat (density, ==, 7.0);
}

/* No evaluation follows a cancellation, not even of the same slope. */
static void
test_cancellation (void)
{
  NcsnLikelihoodOptions options = options_for (0.0, 1.0);

  options.probes = 3;
  for (guint cancel_at = 1; cancel_at < 30; cancel_at += 7) {
    Watched watched = {.cancel_at = cancel_at};

    assert_fails (&watched, options, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    g_assert_cmpuint (watched.calls, ==, cancel_at);
  }
}

static void
test_refusals (void)
{
  const NcsnLikelihoodOptions good = options_for (0.0, 1.0);
  NcsnLikelihoodOptions bad[] = {good, good, good, good, good};
  Watched broken = {.fail_at = 40};

  bad[0].sigma_end = 0.0;
  bad[1].sigma_begin = bad[1].sigma_end;
  bad[2].tolerance = 0.0;
  bad[3].tolerance = NAN;
  bad[4].probes = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    Watched watched = {0};

    assert_fails (&watched, bad[i], NCSN_ERROR, NCSN_ERROR_ARGUMENT);
    g_assert_cmpuint (watched.calls, ==, 0);
  }
  assert_fails (&broken, good, NCSN_ERROR, NCSN_ERROR_DIVERGED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/likelihood/gaussian", test_gaussian);
  g_test_add_func ("/likelihood/plane", test_plane);
  g_test_add_func ("/likelihood/many-dimensions", test_many_dimensions);
  g_test_add_func ("/likelihood/tolerance", test_tolerance);
  g_test_add_func ("/likelihood/probes", test_probes);
  g_test_add_func ("/likelihood/cancellation", test_cancellation);
  g_test_add_func ("/likelihood/refusals", test_refusals);
  return g_test_run ();
}
