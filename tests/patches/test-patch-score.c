/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The score of a small picture's patches against the formulas of ncsn/patches.h in double, with all
 * patches of the source. */
#undef G_DISABLE_ASSERT
#include <math.h>
#include <string.h>

#include "ncsn/error.h"
#include "ncsn/patches.h"
#include "pictures.h"

#define SIDE NCSN_PATCH_SIDE
#define R (SIDE / 2)
#define ERROR 1e-5          /* the largest allowed, relative */
#define LEAST_DISTANCE 1e-5 /* the least q */

enum { SOURCE_WIDTH = 20, SOURCE_HEIGHT = 18 };

typedef struct {
  NcsnPatchSource source;
  NcsnPatchTarget target;
  const float *x, *known; /* (height, width, channels) of the target; known may be NULL */
  double sigma;
} Problem;

/* Place i of an axis, or -1. */
static int
place_on (int i, int size, gboolean wrap)
{
  while (wrap && i < 0)
    i += size;
  return wrap ? i % size : i < size ? i : -1;
}

/* The pixel (x, y) of the target as patches see it, or NULL where it has none. */
static const float *
seen (const Problem *p, int x, int y)
{
  const int u = place_on (x, (int)p->target.width, p->target.wrap_x);
  const int v = place_on (y, (int)p->target.height, p->target.wrap_y);
  const gsize at = (gsize)v * p->target.width + (gsize)u;

  if (u < 0 || v < 0)
    return NULL;
  return (p->known != NULL && p->target.missing[at] == 0 ? p->known : p->x) +
         at * p->source.channels;
}

static gboolean
is_usable (const Problem *p, int x, int y)
{
  const int w = (int)p->source.width;

  if (x < R || y < R || x + R >= w || y + R >= (int)p->source.height)
    return FALSE;
  for (int v = y - R; v <= y + R; v++)
    for (int u = x - R; u <= x + R; u++)
      if (p->source.unusable != NULL && p->source.unusable[v * w + u] > 0)
        return FALSE;
  return TRUE;
}

static double
feature_distance (const Problem *p, int x, int y, int u, int v)
{
  const gsize n = p->source.n_features;
  const gsize at = (gsize)place_on (y, (int)p->target.height, p->target.wrap_y) * p->target.width +
                   (gsize)place_on (x, (int)p->target.width, p->target.wrap_x);
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += pow ((double)p->target.features[at * n + i] -
                    (double)p->source.features[((gsize)v * p->source.width + (gsize)u) * n + i],
                2);
  return sum;
}

/* ‖y - p‖² of the target's patch around (x, y) and the source's around (u, v). */
static double
distance (const Problem *p, int x, int y, int u, int v)
{
  double sum = feature_distance (p, x, y, u, v);

  for (int dy = -R; dy <= R; dy++)
    for (int dx = -R; dx <= R; dx++) {
      const float *a = seen (p, x + dx, y + dy);
      const float *b = p->source.pixels +
                       ((gsize)(v + dy) * p->source.width + (gsize)(u + dx)) * p->source.channels;

      for (gsize c = 0; c < p->source.channels; c++)
        sum += pow ((double)a[c] - (double)b[c], 2);
    }
  return sum;
}

static double
nearest_distance (const Problem *p, int x, int y)
{
  double nearest = INFINITY;

  for (int v = 0; v < (int)p->source.height; v++)
    for (int u = 0; u < (int)p->source.width; u++)
      if (is_usable (p, u, v))
        nearest = MIN (nearest, distance (p, x, y, u, v));
  return nearest;
}

/* E[p | y] of the patch around (x, y), at the pixel (dx, dy) from its middle. `nearest` is its
 * least distance. */
static void
mean_of_patches (const Problem *p, int x, int y, double nearest, int dx, int dy, double *mean)
{
  double total = 0;

  memset (mean, 0, p->source.channels * sizeof (double));
  for (int v = 0; v < (int)p->source.height; v++)
    for (int u = 0; u < (int)p->source.width; u++) {
      if (!is_usable (p, u, v))
        continue;
      const double w = exp (-(distance (p, x, y, u, v) - nearest) / (2 * p->sigma * p->sigma));

      total += w;
      for (gsize c = 0; c < p->source.channels; c++)
        mean[c] +=
            w *
            (double)p->source
                .pixels[((gsize)(v + dy) * p->source.width + (gsize)(u + dx)) * p->source.channels +
                        c];
    }
  for (gsize c = 0; c < p->source.channels; c++)
    mean[c] /= total;
}

/* City blocks from (x, y) to the nearest known pixel; 0 if all are missing. */
static int
depth (const Problem *p, int x, int y)
{
  const int w = (int)p->target.width;
  int least = G_MAXINT;

  for (int i = 0; p->target.missing != NULL && i < w * (int)p->target.height; i++)
    if (p->target.missing[i] == 0)
      least = MIN (least, ABS (x - i % w) + ABS (y - i / w));
  return least == G_MAXINT ? 0 : least;
}

/* D at the pixel (x, y). */
static void
estimate (const Problem *p, int x, int y, double *d)
{
  const gsize channels = p->source.channels;
  double q = 0, total = 0, nearest[SIDE * SIDE], mean[3];
  const double rho = MIN (1, pow (p->sigma / 0.1, 2));
  int count = 0;

  for (int i = 0; i < SIDE * SIDE; i++) {
    const int u = x + i % SIDE - R, v = y + i / SIDE - R;

    nearest[i] = INFINITY;
    if (seen (p, u - R, v - R) == NULL || seen (p, u + R, v + R) == NULL)
      continue;
    nearest[i] = nearest_distance (p, u, v);
    q += nearest[i];
    count++;
  }
  q = MAX (q / count, LEAST_DISTANCE);
  memset (d, 0, channels * sizeof (double));
  for (int i = 0; i < SIDE * SIDE; i++) {
    const int u = x + i % SIDE - R, v = y + i / SIDE - R;

    if (isinf (nearest[i]))
      continue;
    const double depths = depth (p, place_on (u, (int)p->target.width, p->target.wrap_x),
                                 place_on (v, (int)p->target.height, p->target.wrap_y));
    const double a = pow (pow (1.3, -depths) * exp (-nearest[i] / q), 1 / rho);

    mean_of_patches (p, u, v, nearest[i], x - u, y - v, mean);
    total += a;
    for (gsize c = 0; c < channels; c++)
      d[c] += a * mean[c];
  }
  for (gsize c = 0; c < channels; c++)
    d[c] /= total;
}

/* The score of all patches agrees with the formulas, and is 0 where nothing is missing. */
static void
check (const char *what, const Problem *p)
{
  const gsize channels = p->source.channels, pixels = p->target.width * p->target.height;
  const NcsnShape shape = {1, p->target.height, p->target.width, channels};
  const NcsnPatchOptions options = {.neighbours = 1000, .sweeps = 1, .seed = 1};
  const NcsnKnown known = {.known = p->known, .mask = p->target.missing};
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  g_autoptr (GError) error = NULL;
  g_autoptr (NcsnPatchScore) score =
      ncsn_patch_score_new (&p->source, &p->target, &options, threads, &error);
  g_autofree float *ours = noise_picture (pixels * channels, 7, 1, 9);
  double wrong = 0, size = 0, d[3];

  g_assert_no_error (error);
  const NcsnScore function = ncsn_patch_score_function (score);
  g_assert_true (function.evaluate (p->x, shape, p->sigma, p->known != NULL ? &known : NULL, ours,
                                    function.data, NULL));
  for (gsize at = 0; at < pixels; at++) {
    const gboolean missing = p->target.missing == NULL || p->target.missing[at] > 0;

    if (missing)
      estimate (p, (int)(at % shape.w), (int)(at / shape.w), d);
    for (gsize i = at * channels; i < (at + 1) * channels; i++) {
      const double s = missing ? (d[i % channels] - (double)p->x[i]) / (p->sigma * p->sigma) : 0;

      g_assert_true (missing || ours[i] == 0);
      wrong += pow ((double)ours[i] - s, 2);
      size += s * s;
    }
  }
  g_test_message ("%s, σ = %g: relative error %.2g", what, p->sigma, sqrt (wrong / size));
  g_assert_cmpfloat (sqrt (wrong / size), <, ERROR);
}

static const double sigmas[] = {1, 0.2, 0.1, 0.06};

/* `count` values that are 1 in a rectangle, and 0 elsewhere. */
static float *
rectangle (gsize width, gsize height, gsize x0, gsize y0, gsize x1, gsize y1)
{
  float *mask = g_new0 (float, width *height);

  for (gsize y = y0; y < y1; y++)
    for (gsize x = x0; x < x1; x++)
      mask[y * width + x] = 1;
  return mask;
}

/* A hole in the picture that is its own source, with noise in its pixels; the noise of known pixels
 * is not read. */
static void
test_hole (void)
{
  for (gsize channels = 1; channels <= 3; channels += 2)
    for (guint i = 0; i < G_N_ELEMENTS (sigmas); i++) {
      const gsize size = SOURCE_WIDTH * SOURCE_HEIGHT * channels;
      g_autofree float *picture = noise_picture (size, 0.5, 0.1, 1);
      g_autofree float *x = noise_picture (size, 0.5, 0.2, 2);
      g_autofree float *hole = rectangle (SOURCE_WIDTH, SOURCE_HEIGHT, 13, 0, 18, 9);
      const Problem problem = {
          .source = {SOURCE_HEIGHT, SOURCE_WIDTH, channels, picture, .unusable = hole},
          .target = {SOURCE_HEIGHT, SOURCE_WIDTH, .missing = hole},
          .x = x,
          .known = picture,
          .sigma = sigmas[i]};

      check (channels == 1 ? "gray hole" : "coloured hole", &problem);
    }
}

static void
test_features (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sigmas); i++) {
    const gsize size = SOURCE_WIDTH * SOURCE_HEIGHT;
    g_autofree float *picture = noise_picture (size, 0.5, 0.1, 1);
    g_autofree float *features = noise_picture (2 * size, 0, 0.3, 3);
    g_autofree float *hole = rectangle (SOURCE_WIDTH, SOURCE_HEIGHT, 5, 6, 10, 9);
    const Problem problem = {.source = {SOURCE_HEIGHT, SOURCE_WIDTH, 1, picture, hole, features, 2},
                             .target = {SOURCE_HEIGHT, SOURCE_WIDTH, hole, features},
                             .x = picture,
                             .sigma = sigmas[i]};

    check ("features", &problem);
  }
}

/* Edges without and with a continuation, at which a patch may meet a pixel more than once. */
static void
test_torus (void)
{
  enum { WIDTH = 9, HEIGHT = 8, SMALL = 5 };

  for (guint wraps = 0; wraps < 4; wraps++)
    for (guint i = 1; i < G_N_ELEMENTS (sigmas); i += 2) {
      g_autofree float *source = noise_picture (SOURCE_WIDTH * SOURCE_HEIGHT, 0.5, 0.1, 1);
      g_autofree float *x = noise_picture (WIDTH * HEIGHT, 0.5, 0.2, 2);
      Problem problem = {.source = {SOURCE_HEIGHT, SOURCE_WIDTH, 1, source, .unusable = NULL},
                         .target = {HEIGHT, WIDTH, .wrap_x = wraps & 1, .wrap_y = wraps & 2},
                         .x = x,
                         .sigma = sigmas[i]};

      check ("torus", &problem);
      if (wraps & 1)
        problem.target.width = SMALL;
      if (wraps & 2)
        problem.target.height = SMALL;
      check ("small torus", &problem);
    }
}

/* Deep in a large hole the trust in patches is no number of a float. */
static void
test_deep (void)
{
  enum { WIDTH = 600, HEIGHT = 8 };
  const NcsnShape shape = {1, HEIGHT, WIDTH, 1};
  const NcsnPatchOptions options = {.neighbours = 1, .sweeps = 1, .seed = 1};
  g_autofree float *picture = noise_picture (WIDTH * HEIGHT, 0.5, 0.1, 1);
  g_autofree float *hole = rectangle (WIDTH, HEIGHT, 20, 0, WIDTH, HEIGHT);
  g_autofree float *ours = g_new (float, WIDTH *HEIGHT);
  const NcsnPatchSource source = {HEIGHT, WIDTH, 1, picture, .unusable = hole};
  const NcsnPatchTarget target = {HEIGHT, WIDTH, .missing = hole};
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  g_autoptr (NcsnPatchScore) score =
      ncsn_patch_score_new (&source, &target, &options, threads, NULL);
  const NcsnScore function = ncsn_patch_score_function (score);

  g_assert_true (function.evaluate (picture, shape, 0.1, NULL, ours, function.data, NULL));
  for (gsize i = 0; i < WIDTH * HEIGHT; i++)
    g_assert_true (isfinite (ours[i]));
}

static void
test_refusals (void)
{
  g_autofree float *picture = noise_picture (SOURCE_WIDTH * 9, 0.5, 0.1, 1);
  g_autofree float *hole = rectangle (SOURCE_WIDTH, 9, 0, 4, SOURCE_WIDTH, 5);
  const NcsnPatchOptions options = {.neighbours = 1};
  const NcsnPatchSource sources[] = {{6, SOURCE_WIDTH, 1, picture, .unusable = NULL},
                                     {9, 6, 1, picture, .unusable = NULL},
                                     {9, SOURCE_WIDTH, 1, picture, .unusable = hole}};
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);

  for (guint i = 0; i < G_N_ELEMENTS (sources); i++) {
    const NcsnPatchTarget target = {9, SOURCE_WIDTH, .missing = hole};
    g_autoptr (GError) error = NULL;

    g_assert_null (ncsn_patch_score_new (&sources[i], &target, &options, threads, &error));
    g_assert_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/patch-score/hole", test_hole);
  g_test_add_func ("/patch-score/features", test_features);
  g_test_add_func ("/patch-score/torus", test_torus);
  g_test_add_func ("/patch-score/deep", test_deep);
  g_test_add_func ("/patch-score/refusals", test_refusals);
  return g_test_run ();
}
