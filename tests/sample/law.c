/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The law of a sampler's result, from impulses in place of noise. */
#include "law.h"

#include <math.h>
#include <string.h>

#include "ncsn/random.h"

void __wrap_ncsn_random_normal (NcsnRandomKey key, guint64 first, gsize count, float *out);
void __real_ncsn_random_normal (NcsnRandomKey key, guint64 first, gsize count, float *out);

/* Which numbers the pictures of a run get instead of noise. The first `silent` ones get 0; then
 * there is one picture for each impulse, draw by draw: a 1 at each place in turn, or, with one
 * impulse for each draw, everywhere. */
typedef struct {
  gboolean on;
  gboolean listening; /* only records what is drawn */
  gsize size, silent, a_draw;
  GArray *draws; /* of NcsnRandomKey; stream and step are compared */
} Impulses;

static Impulses impulses;

static gboolean
is_draw (gsize index, NcsnRandomKey key)
{
  const NcsnRandomKey *draw = &g_array_index (impulses.draws, NcsnRandomKey, index);

  return draw->stream == key.stream && draw->step == key.step;
}

/* Records a draw once; the noise of held pixels is drawn several times. */
static void
listen (NcsnRandomKey key)
{
  for (gsize k = impulses.draws->len; k > 0; k--)
    if (is_draw (k - 1, key))
      return;
  g_array_append_val (impulses.draws, key);
}

static void
give (NcsnRandomKey key, float *out)
{
  const gsize impulse = key.item - impulses.silent, place = impulse % impulses.a_draw;

  memset (out, 0, impulses.size * sizeof (float));
  if (key.item < impulses.silent || !is_draw (impulse / impulses.a_draw, key))
    return;
  for (gsize i = 0; i < impulses.size; i++)
    if (impulses.a_draw == 1 || i == place)
      out[i] = 1.0f;
}

void
__wrap_ncsn_random_normal (NcsnRandomKey key, guint64 first, gsize count, float *out)
{
  if (!impulses.on) {
    __real_ncsn_random_normal (key, first, count, out);
    return;
  }
  g_assert_cmpuint (first, ==, 0);
  g_assert_cmpuint (count, ==, impulses.size);
  memset (out, 0, count * sizeof (float));
  if (impulses.listening)
    listen (key);
  else
    give (key, out);
}

/* Copies of one picture or mask. */
static float *
repeat (const float *from, gsize size, gsize pictures)
{
  float *to = g_new (float, pictures *size);

  for (gsize n = 0; n < pictures; n++)
    memcpy (to + n * size, from, size * sizeof (float));
  return to;
}

static void
sample (NcsnScore score, const NcsnSampler *sampler, const NcsnSampleOptions *asked, gsize pictures,
        float *x)
{
  const gsize size = impulses.size;
  const NcsnShape shape = {pictures, 1, size, 1};
  const NcsnKnown *known = asked->known;
  g_autofree float *picture = known != NULL ? repeat (known->known, size, pictures) : NULL;
  g_autofree float *mask = known != NULL ? repeat (known->mask, size, pictures) : NULL;
  const NcsnKnown held = {.known = picture, .mask = mask};
  const NcsnSampleOptions options = {.known = known != NULL ? &held : NULL,
                                     .passes = asked->passes};
  g_autoptr (GError) error = NULL;

  ncsn_sample (score, x, shape, sampler, &options, &error);
  g_assert_no_error (error);
}

/* Runs the sampler from `silent` given pictures without noise, and from the first of them with each
 * impulse in turn. Returns all results, and their number in *pictures. */
static float *
run (NcsnScore score, const NcsnSampler *sampler, const NcsnSampleOptions *options,
     const float *starts, gsize size, gsize silent, gsize a_draw, gsize *pictures)
{
  g_autofree float *first = g_memdup2 (starts, size * sizeof (float));
  float *x;

  impulses = (Impulses){TRUE, TRUE, size, silent, a_draw, NULL};
  impulses.draws = g_array_new (FALSE, FALSE, sizeof (NcsnRandomKey));
  sample (score, sampler, options, 1, first);
  impulses.listening = FALSE;
  *pictures = silent + impulses.draws->len * a_draw;
  x = repeat (starts, size, *pictures);
  memcpy (x, starts, silent * size * sizeof (float));
  sample (score, sampler, options, *pictures, x);
  g_clear_pointer (&impulses.draws, g_array_unref);
  impulses.on = FALSE;
  return x;
}

/* The mean, and the mean plus each column of L with L Lᵀ = Σ + σ²I (Cholesky). */
static float *
spread_starts (const Gaussian *gaussian, double sigma)
{
  const gsize size = gaussian->size;
  g_autofree double *root = g_new0 (double, size *size);
  float *x = g_new (float, (1 + size) * size);

  for (gsize i = 0; i < size; i++)
    for (gsize j = 0; j <= i; j++) {
      double sum = gaussian->covariance[i][j] + (i == j ? sigma * sigma : 0.0);

      for (gsize k = 0; k < j; k++)
        sum -= root[i * size + k] * root[j * size + k];
      root[i * size + j] = i == j ? sqrt (sum) : sum / root[j * size + j];
    }
  for (gsize n = 0; n <= size; n++)
    for (gsize i = 0; i < size; i++)
      x[n * size + i] = (float)(gaussian->mean[i] + (n > 0 ? root[i * size + n - 1] : 0.0));
  return x;
}

void
law_of (Gaussian *gaussian, const NcsnSampler *sampler, const NcsnSampleOptions *options, Law *law)
{
  const gsize size = gaussian->size;
  g_autofree float *starts = spread_starts (gaussian, sampler->schedule.sigma_begin);
  g_autofree float *x = NULL;
  gsize pictures;

  x = run (gaussian_score (gaussian), sampler, options, starts, size, 1 + size, size, &pictures);
  *law = (Law){.size = size, .evaluations = ncsn_sampler_evaluations (sampler, options->passes)};
  for (gsize i = 0; i < size; i++)
    law->mean[i] = x[i];
  for (gsize n = 1; n < pictures; n++)
    for (gsize i = 0; i < size; i++)
      for (gsize j = 0; j < size; j++)
        law->covariance[i][j] +=
            ((double)x[n * size + i] - x[i]) * ((double)x[n * size + j] - x[j]);
}

double
law_error (const Law *law, const Gaussian *gaussian, double sigma)
{
  double difference = 0.0, whole = 0.0;

  for (gsize i = 0; i < law->size; i++)
    for (gsize j = 0; j < law->size; j++) {
      const double exact = gaussian->covariance[i][j] + (i == j ? sigma * sigma : 0.0);
      const double d = law->covariance[i][j] - exact;

      difference += d * d;
      whole += exact * exact;
    }
  return sqrt (difference / whole);
}

double
law_mean_error (const Law *law, const Gaussian *gaussian)
{
  double difference = 0.0, whole = 0.0;

  for (gsize i = 0; i < law->size; i++) {
    const double d = law->mean[i] - gaussian->mean[i];

    if (gaussian->covariance[i][i] == 0.0)
      continue;
    difference += d * d;
    whole += gaussian->mean[i] * gaussian->mean[i];
  }
  return sqrt (difference / whole);
}

typedef struct {
  const double *variances;
  gsize size;
} Axes;

static gboolean
evaluate_axes (const float *x, NcsnShape shape, double sigma, const NcsnKnown *known, float *score,
               gpointer data, GError **error)
{
  const Axes *axes = data;

  for (gsize n = 0; n < shape.n; n++)
    for (gsize i = 0; i < axes->size; i++)
      score[n * axes->size + i] =
          (float)(-x[n * axes->size + i] / (axes->variances[i] + sigma * sigma));
  return TRUE;
}

guint64
law_along_axes (const double *variances, gsize size, const NcsnSampler *sampler, double *reached)
{
  Axes axes = {variances, size};
  g_autofree float *starts = g_new0 (float, 2 * size);
  g_autofree float *x = NULL;
  const double noise = sampler->schedule.sigma_begin * sampler->schedule.sigma_begin;
  gsize pictures;

  for (gsize i = 0; i < size; i++)
    starts[size + i] = (float)sqrt (variances[i] + noise);
  x = run ((NcsnScore){evaluate_axes, &axes}, sampler, &(NcsnSampleOptions){0}, starts, size, 2, 1,
           &pictures);
  for (gsize i = 0; i < size; i++) {
    reached[i] = 0.0;
    for (gsize n = 1; n < pictures; n++)
      reached[i] += (double)x[n * size + i] * x[n * size + i];
  }
  return ncsn_sampler_evaluations (sampler, 1);
}

double
law_axes_error (const double *reached, const double *variances, gsize size, double sigma)
{
  double difference = 0.0, whole = 0.0;

  for (gsize i = 0; i < size; i++) {
    const double exact = variances[i] + sigma * sigma;

    difference += (reached[i] - exact) * (reached[i] - exact);
    whole += exact * exact;
  }
  return sqrt (difference / whole);
}
