/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Guided scores of two classes of Gaussians, whose densities are known. */
#undef G_DISABLE_ASSERT
#include "ncsn/guidance.h"

#include <math.h>
#include <string.h>

#include "ncsn/error.h"
#include "ncsn/mixture.h"

enum { DIMENSION = 4 };

static const double weights[] = {0.3, 0.7}, variances[] = {0.5, 0.2};
static const double means[] = {1.0, 0.5, -0.2, 0.0, -0.4, 0.3, 0.8, 0.1};
static const NcsnMixture all = {DIMENSION, 2, weights, means, variances};
static const double one[] = {1.0};
static const NcsnMixture class_of_first = {DIMENSION, 1, one, means, variances};
static const NcsnShape shape = {1, 2, 2, 1};
static const float x[DIMENSION] = {0.3f, -0.1f, 0.4f, 0.2f};

/* ln (q_σ(x) q_σ(class | x)^W) up to a constant, for q_σ(class | x) ∝ q_σ(x | class)/q_σ(x). */
static double
log_density (double weight, double sigma, const float *at)
{
  const double of_all = ncsn_mixture_log_density (&all, sigma, at);

  return of_all + weight * (ncsn_mixture_log_density (&class_of_first, sigma, at) - of_all);
}

/* The guided score is the gradient of that density. */
static void
test_gradient (void)
{
  static const double guidance[] = {0.5, 1.5, 3.0}, sigmas[] = {0.05, 0.4, 2.0};

  for (guint w = 0; w < G_N_ELEMENTS (guidance); w++)
    for (guint k = 0; k < G_N_ELEMENTS (sigmas); k++) {
      g_autoptr (NcsnGuidedScore) guided = ncsn_guided_score_new (
          ncsn_mixture_score (&class_of_first), ncsn_mixture_score (&all), guidance[w]);
      const NcsnScore score = ncsn_guided_score_function (guided);
      float s[DIMENSION];

      g_assert_true (score.evaluate (x, shape, sigmas[k], NULL, s, score.data, NULL));
      for (guint i = 0; i < DIMENSION; i++) {
        const float step = 0x1p-8f;
        float before[DIMENSION], after[DIMENSION];

        memcpy (before, x, sizeof before);
        memcpy (after, x, sizeof after);
        before[i] -= step;
        after[i] += step;
        const double slope = (log_density (guidance[w], sigmas[k], after) -
                              log_density (guidance[w], sigmas[k], before)) /
                             ((double)after[i] - (double)before[i]);
        g_assert_cmpfloat_with_epsilon ((double)s[i], slope, 1e-3 * MAX (1.0, fabs (slope)));
      }
    }
}

typedef struct {
  const NcsnKnown *seen;
  gboolean fails;
} Witness;

static gboolean
witness (const float *pictures, NcsnShape of, double sigma, const NcsnKnown *known, float *score,
         gpointer data, GError **error)
{
  Witness *it = data;

  it->seen = known;
  memset (score, 0, ncsn_shape_size (of) * sizeof (float));
  if (it->fails)
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT, "It fails.");
  return !it->fails;
}

/* Both scores are told the known pixels, and the failure of either is one. */
static void
test_both (void)
{
  const NcsnKnown known = {0};

  for (guint failing = 0; failing < 3; failing++) {
    Witness first = {.fails = failing == 1}, second = {.fails = failing == 2};
    g_autoptr (NcsnGuidedScore) guided =
        ncsn_guided_score_new ((NcsnScore){witness, &first}, (NcsnScore){witness, &second}, 2.0);
    const NcsnScore score = ncsn_guided_score_function (guided);
    g_autoptr (GError) error = NULL;
    float s[DIMENSION];

    g_assert_cmpint (score.evaluate (x, shape, 1.0, &known, s, score.data, &error), ==,
                     failing == 0);
    g_assert_true ((error == NULL) == (failing == 0));
    g_assert_true (first.seen == &known && (failing == 1 || second.seen == &known));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/guidance/gradient", test_gradient);
  g_test_add_func ("/guidance/both", test_both);
  return g_test_run ();
}
