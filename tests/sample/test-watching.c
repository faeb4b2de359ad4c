/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Previews of a running chain: when they are due, and at no cost between. */
#include <math.h>
#include <string.h>

#include "ncsn/sample.h"
#include "gaussian.h"

/* Of pixels anywhere in [0, 1]. */
static const NcsnPixelLaw pixel_law = {0.5, 0.29};

enum { SIZE = 4 };

static const NcsnShape picture = {1, 2, 2, 1};

typedef struct {
  guint calls, previews;
  gint64 last;        /* when there was a preview, or the chain began */
  gint64 least_apart; /* microseconds */
} Watch;

static void
watch (const NcsnProgress *progress, gpointer data)
{
  Watch *watched = data;

  g_assert_cmpuint (progress->done, ==, ++watched->calls);
  if (progress->denoised == NULL)
    return;
  watched->least_apart = MIN (watched->least_apart, g_get_monotonic_time () - watched->last);
  watched->last = g_get_monotonic_time ();
  watched->previews++;
}

/* A score that takes a millisecond. */
static gboolean
slow (const float *x, NcsnShape shape, double sigma, const NcsnKnown *known, float *score,
      gpointer data, GError **error)
{
  g_usleep (1000);
  memset (score, 0, ncsn_shape_size (shape) * sizeof (float));
  return TRUE;
}

static Watch
watch_for (double preview_seconds)
{
  const NcsnSchedule own = {2.0, 0.1, 30, 2, 0.004, .denoise = TRUE};
  Watch watched = {.last = g_get_monotonic_time (), .least_apart = G_MAXINT64};
  const NcsnSampleOptions options = {
      .progress = watch, .progress_data = &watched, .preview_seconds = preview_seconds};
  float x[SIZE] = {0.0f};
  NcsnSampler sampler;

  ncsn_sampler_init (&sampler, NCSN_RULE_ANNEALED, &own);
  g_assert_true (ncsn_sample ((NcsnScore){.evaluate = slow}, x, picture, &sampler, &options, NULL));
  g_assert_cmpuint (watched.calls, ==, 61);
  return watched;
}

/* Never sooner than asked for, however busy the machine is. */
static void
test_seldom (void)
{
  const Watch watched = watch_for (0.010);

  g_assert_cmpuint (watched.previews, >, 0);
  g_assert_cmpint (watched.least_apart, >=, 9900);
}

static void
test_always (void)
{
  g_assert_cmpuint (watch_for (0.0).previews, ==, 61);
}

static void
test_never (void)
{
  g_assert_cmpuint (watch_for (1000.0).previews, ==, 0);
  g_assert_cmpuint (watch_for (INFINITY).previews, ==, 0);
}

typedef struct {
  const NcsnSampler *sampler;
  guint calls;
} Point;

static void
expect_point (const NcsnProgress *progress, gpointer data)
{
  Point *point = data;

  point->calls++;
  g_assert_cmpuint (progress->total, ==, ncsn_sampler_evaluations (point->sampler, 1));
  for (gsize i = 0; i < ncsn_shape_size (progress->shape); i++)
    g_assert_cmpfloat_with_epsilon (progress->denoised[i], 0.3, 2e-5);
}

/* If all the mass is at one point, every rule shows that point at every evaluation, also at the
 * second one of Heun's method. */
static void
test_point (void)
{
  for (guint rule = 0; rule < NCSN_N_RULES; rule++) {
    const NcsnSchedule own = {4.0, 0.1, 6, 5, 0.01, .denoise = TRUE};
    NcsnSampler sampler;
    Point point = {&sampler, 0};
    const NcsnSampleOptions options = {
        .seed = 2, .progress = expect_point, .progress_data = &point};
    float x[SIZE];
    Gaussian gaussian;

    gaussian_init (&gaussian, SIZE, 0.3, 0.0, 0.0);
    ncsn_sampler_init (&sampler, rule, &own);
    ncsn_sample_prior (x, picture, sampler.schedule.sigma_begin, pixel_law, &options);
    g_assert_true (ncsn_sample (gaussian_score (&gaussian), x, picture, &sampler, &options, NULL));
    g_assert_cmpuint (point.calls, ==, ncsn_sampler_evaluations (&sampler, 1));
    for (int i = 0; i < SIZE; i++)
      g_assert_cmpfloat_with_epsilon (x[i], 0.3, 1e-6);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/watching/seldom", test_seldom);
  g_test_add_func ("/watching/always", test_always);
  g_test_add_func ("/watching/never", test_never);
  g_test_add_func ("/watching/point", test_point);
  return g_test_run ();
}
