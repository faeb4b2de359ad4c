/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Canvases have no seams. A smooth random field, whose patches have an exact score, is sampled on
 * canvases many times as large as a patch. A seam is a place where neighbouring pixels differ more,
 * or less, than elsewhere. */
#undef G_DISABLE_ASSERT
#include <math.h>
#include <string.h>

#include "fill/tiles.h"
#include "ncsn/canvas.h"
#include "ncsn/task.h"
#include "ncsn/sample.h"
#include "field.h"
#include "gaussian.h"

/* The law of pixels that are uniform in [0, 1]. */
static const NcsnPixelLaw pixel_law = {0.5, 0.29};

enum { PATCH = 16 };

/* The largest relative difference between the mean step across a seam and the mean inner step. */
#define TOLERANCE 0.05

static const NcsnRule rules[] = {NCSN_RULE_ANNEALED, NCSN_RULE_ODE};

/* Samples a canvas of the field into x, (side, side). known: pixels to hold, or NULL. */
static void
draw (Field *field, NcsnRule rule, gboolean wrap, gsize side, guint32 number,
      const NcsnKnown *known, guint passes, float *x)
{
  const NcsnCanvasOptions options = {PATCH, PATCH, 64, wrap, wrap, number, 0};
  const NcsnSchedule schedule = {2.0, 0.005, 40, 2, 0.0, .denoise = TRUE};
  const NcsnSampleOptions sample = {
      .seed = 3, .first_picture = number, .known = known, .passes = passes};
  const NcsnShape shape = {1, side, side, 1};
  g_autoptr (NcsnCanvas) canvas = ncsn_canvas_new (field_score (field), &options);
  NcsnSampler sampler;

  ncsn_sampler_init (&sampler, rule, &schedule);
  ncsn_sampler_suit_epsilon (&sampler);
  if (known && rule == NCSN_RULE_CONSISTENT)
    ncsn_sampler_init_quality (&sampler, NCSN_QUALITY_NORMAL, NCSN_PURPOSE_FILL, &schedule);
  ncsn_sample_prior (x, shape, schedule.sigma_begin, pixel_law, &sample);
  g_assert_true (ncsn_sample (ncsn_canvas_score (canvas), x, shape, &sampler, &sample, NULL));
}

/* Sums of absolute differences between neighbouring pixels in one direction, by the index of the
 * first of the two. */
typedef struct {
  double sums[256];
  gsize side;
} Steps;

static void
add_steps (const float *x, gsize side, gboolean down, Steps *steps)
{
  steps->side = side;
  for (gsize i = 0; i < side; i++)
    for (gsize j = 0; j < side; j++) { /* the last pixel's neighbour is the first */
      gsize k = (j + 1) % side;
      float step = down ? x[k * side + i] - x[j * side + i] : x[i * side + k] - x[i * side + j];

      steps->sums[j] += fabs ((double)step);
    }
}

/* The mean step at places where `there` is 1, divided by the mean step where it is 0. Places where
 * it is -1 do not count. */
static double
ratio (const Steps *steps, int (*there) (gsize place, gsize side))
{
  double sums[2] = {0.0, 0.0};
  gsize counts[2] = {0, 0};

  for (gsize i = 0; i < steps->side; i++) {
    int which = there (i, steps->side);

    if (which >= 0) {
      sums[which] += steps->sums[i];
      counts[which]++;
    }
  }
  return sums[1] / counts[1] / (sums[0] / counts[0]);
}

static int
at_the_wrap (gsize place, gsize side)
{
  return place == side - 1;
}

/* The borders of patches in a grid that begins at the edge of the canvas. */
static int
at_a_border (gsize place, gsize side)
{
  return place == side - 1 ? -1 : place % PATCH == PATCH - 1;
}

static void
check_field (NcsnRule rule, gboolean wrap, gsize side, guint pictures,
             int (*there) (gsize place, gsize side))
{
  g_autofree float *x = g_new (float, side *side);
  Steps steps[2] = {0};
  Field field;

  field_init (&field, PATCH, 0.5, 0.04, 3.0);
  for (guint number = 0; number < pictures; number++) {
    draw (&field, rule, wrap, side, number, NULL, 1, x);
    for (guint down = 0; down < 2; down++)
      add_steps (x, side, down, &steps[down]);
  }
  for (guint down = 0; down < 2; down++) {
    g_test_message ("%s, steps %s the seam over inner ones: %.3f", ncsn_rule_info (rule)->name,
                    down ? "down" : "across", ratio (&steps[down], there));
    g_assert_cmpfloat_with_epsilon (ratio (&steps[down], there), 1.0, TOLERANCE);
  }
}

/* Opposite edges of a tileable canvas fit together like any neighbouring rows or columns. */
static void
test_tileable (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    check_field (rules[i], TRUE, 3 * PATCH, 300, at_the_wrap);
}

/* The canvas has 8 × 8 patches, as 512 × 512 pixels have with patches of 64 × 64. */
static void
test_borders (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    check_field (rules[i], FALSE, 8 * PATCH, 40, at_a_border);
}

/* Opposite edges of a canvas that is not tileable are independent. */
static void
test_edges (void)
{
  const gsize side = 3 * PATCH;
  g_autofree float *x = g_new (float, side *side);
  Steps steps = {0};
  Field field;

  field_init (&field, PATCH, 0.5, 0.04, 3.0);
  for (guint number = 0; number < 40; number++) {
    draw (&field, NCSN_RULE_ODE, FALSE, side, number, NULL, 1, x);
    add_steps (x, side, FALSE, &steps);
  }
  /* The mean of |a - b| is 2 s/√π for independent a and b of standard deviation s = 0.2. */
  g_assert_cmpfloat_with_epsilon (steps.sums[side - 1] / (40 * side), 0.4 / sqrt (G_PI), 0.04);
}

/* A linear gradient with a square hole. A field that is smooth over distances larger than the hole
 * fills it from the surroundings. */
typedef struct {
  gsize side, hole;
  float *gradient, *mask, *filled; /* (side, side) */
} Gradient;

static void
gradient_init (Gradient *it, gsize side, gsize hole)
{
  const gsize first = (side - hole) / 2;

  *it = (Gradient){side, hole, g_new (float, side *side), g_new0 (float, side *side),
                   g_new (float, side *side)};
  for (gsize y = 0; y < side; y++)
    for (gsize x = 0; x < side; x++) {
      it->gradient[y * side + x] = 0.3f + 0.2f * (float)(x + y) / (float)side;
      it->mask[y * side + x] = x - first < hole && y - first < hole;
    }
}

static void
gradient_clear (Gradient *it)
{
  g_free (it->gradient);
  g_free (it->mask);
  g_free (it->filled);
}

/* Adds the steps of x to sums[k], where k of the two pixels are masked. */
static void
add_gradient_steps (const Gradient *it, const float *x, double sums[3], gsize counts[3])
{
  for (gsize p = 0; p + it->side < it->side * it->side; p++)
    for (guint down = 0; down < 2; down++) {
      gsize q = p + (down ? it->side : 1);
      guint kind = (it->mask[p] > 0.0f) + (it->mask[q] > 0.0f);

      if (!down && q % it->side == 0)
        continue;
      sums[kind] += fabs ((double)x[q] - (double)x[p]);
      counts[kind]++;
    }
}

/* The mask at pixel p. A soft mask rises from ¼ to 1 over its outer four pixels. */
static float
opacity (const Gradient *it, gboolean soft, gsize p)
{
  const gsize first = (it->side - it->hole) / 2;
  gsize x = p % it->side - first, y = p / it->side - first;
  gsize depth = MIN (MIN (x, y), MIN (it->hole - 1 - x, it->hole - 1 - y)) + 1;

  if (it->mask[p] == 0.0f || !soft)
    return it->mask[p];
  return (float)MIN (depth, 4) / 4.0f;
}

/* Tasks fill holes with the consistent rule. The probability flow needs more passes. */
typedef struct {
  NcsnRule rule;
  guint passes;
} Filling;

static const Filling fillings[] = {{NCSN_RULE_CONSISTENT, NCSN_DEFAULT_PASSES},
                                   {NCSN_RULE_ODE, 10}};

/* With this number of passes, the steps across the mask's border and inside it are as large as
 * those of the gradient. This holds for a hard mask and for a soft one, which blends the fill. */
static void
check_gradient (const Filling *filling, gsize side, gsize hole)
{
  Gradient it;
  double sums[2][3] = {0};
  gsize counts[2][3] = {0};
  Field field;

  gradient_init (&it, side, hole);
  field_init (&field, PATCH, 0.5, 0.04, 12.0);
  for (guint number = 0; number < 10; number++) {
    const NcsnKnown known = {.known = it.gradient, .mask = it.mask};

    draw (&field, filling->rule, FALSE, side, number, &known, filling->passes, it.filled);
    for (guint soft = 0; soft < 2; soft++) {
      g_autofree float *blended = g_new (float, side *side);

      for (gsize p = 0; p < side * side; p++)
        blended[p] = it.gradient[p] + opacity (&it, soft, p) * (it.filled[p] - it.gradient[p]);
      add_gradient_steps (&it, blended, sums[soft], counts[soft]);
    }
  }
  for (guint soft = 0; soft < 2; soft++) {
    double outside = sums[soft][0] / counts[soft][0];
    double across = sums[soft][1] / counts[soft][1] / outside;
    double inside = sums[soft][2] / counts[soft][2] / outside;

    g_test_message ("a hole of %d, %s: steps across the border %.3f of those outside, inside %.3f",
                    (int)hole, soft ? "soft" : "hard", across, inside);
    g_assert_cmpfloat_with_epsilon (across, 1.0, TOLERANCE);
    g_assert_cmpfloat_with_epsilon (inside, 1.0, TOLERANCE);
  }
  gradient_clear (&it);
}

static void
test_gradient (gconstpointer filling)
{
  check_gradient (filling, PATCH, PATCH / 2);
  check_gradient (filling, 2 * PATCH, 3 * PATCH / 4);
}

/* The estimate of the clean picture from patches of a field: tiles that overlap, or patches side by
 * side. */
static void
estimate (const Field *field, gboolean overlap, gsize side, const float *x, double sigma,
          float *result)
{
  const NcsnMask all = {side, side, NULL, NULL};
  const NcsnPixelSource source = {&all, x, 1, {-INFINITY, INFINITY, FALSE}};
  const NcsnScore score = field_score ((Field *)field);
  g_autoptr (GArray) regions = NULL;
  NcsnTiles tiles;

  ncsn_tiles_init_patches (&tiles, side, side, PATCH, PATCH);
  if (!overlap)
    tiles.x.step = tiles.y.step = PATCH;
  for (guint axis = 0; axis < 2; axis++) {
    ncsn_grid_lay_even (axis == 0 ? &tiles.x : &tiles.y);
    ncsn_grid_share (axis == 0 ? &tiles.x : &tiles.y);
  }
  regions = ncsn_tiles_regions (&tiles);
  memcpy (result, x, side * side * sizeof (float));
  for (guint k = 0; k < regions->len; k++) {
    const NcsnRegion *region = &g_array_index (regions, NcsnRegion, k);
    float patch[PATCH * PATCH], s[PATCH * PATCH];

    for (gsize i = 0; i < PATCH; i++)
      memcpy (patch + i * PATCH, x + ((gsize)region->y + i) * side + region->x,
              PATCH * sizeof (float));
    g_assert_true (
        score.evaluate (patch, (NcsnShape){1, PATCH, PATCH, 1}, sigma, NULL, s, score.data, NULL));
    for (gsize i = 0; i < PATCH * PATCH; i++)
      patch[i] += (float)(sigma * sigma * s[i]);
    ncsn_tiles_add (&tiles, k, patch, &source, result);
  }
  ncsn_tiles_clear (&tiles);
}

/* Tiles that overlap: the estimate of the clean picture from a single evaluation has nearly the
 * same steps as the estimate from the score of the whole field, also where tiles end. With patches
 * side by side it has not. */
static void
test_overlap (void)
{
  enum { SIDE = 3 * PATCH, N = SIDE * SIDE };
  const NcsnShape shape = {1, SIDE, SIDE, 1};
  const double sigma = 0.1;
  double worst[2] = {0.0, 0.0};
  Field small, whole;

  field_init (&small, PATCH, 0.5, 0.04, 3.0);
  field_init (&whole, SIDE, 0.5, 0.04, 3.0);
  for (guint overlap = 0; overlap < 2; overlap++) {
    Steps wrong = {0}, right = {0};

    for (guint32 number = 0; number < 10; number++) {
      const NcsnSampleOptions sample = {.seed = 4, .first_picture = number};
      const NcsnScore exact = field_score (&whole);
      float x[N], found[N], e[N];

      draw (&small, NCSN_RULE_ODE, FALSE, SIDE, number, NULL, 1, x);
      ncsn_sample_noise (x, shape, sigma, &sample);
      estimate (&small, overlap == 1, SIDE, x, sigma, found);
      g_assert_true (exact.evaluate (x, shape, sigma, NULL, e, exact.data, NULL));
      for (gsize i = 0; i < N; i++) {
        e[i] = (float)(x[i] + sigma * sigma * e[i]);
        found[i] -= e[i];
      }
      add_steps (found, SIDE, FALSE, &wrong);
      add_steps (e, SIDE, FALSE, &right);
    }
    for (gsize place = 0; place + 1 < SIDE; place++)
      worst[overlap] = MAX (worst[overlap], wrong.sums[place] / right.sums[place]);
  }
  g_test_message ("worst error of steps in a column over the steps: %.3f, side by side %.3f",
                  worst[1], worst[0]);
  g_assert_cmpfloat (worst[1], <, 0.15);
  g_assert_cmpfloat (worst[0], >, 0.5);
}

/* Averaging over grids reduces the variance (canvas.h). The data are rows of variance 1 whose
 * neighbouring pixels have the correlation e^(-1/16), and the score is exact for patches of 64
 * pixels. The mean of the grids' precision matrices gives the variance `expected`. Chains have a
 * slightly larger variance, because they keep a part of the structure from larger noise levels. */
static void
test_contrast (void)
{
  enum { SIDE = 64, LENGTH = 4 * SIDE, ROWS = 256 };
  const double rho = exp (-1.0 / 16.0), kept = 1.0 - 1.0 / SIDE;
  const double diagonal = (1.0 + rho * rho) * (kept - 1.0 / SIDE) + 2.0 / SIDE;
  const double scale = 1.0 - rho * rho;
  const double expected = scale / sqrt (diagonal * diagonal - 4.0 * rho * rho * kept * kept);
  const NcsnCanvasOptions options = {1, SIDE, 64, TRUE, TRUE, 7, 0};
  const NcsnSchedule schedule = {10.0, 0.02, 100, 1, 0.0, .denoise = TRUE};
  const NcsnSampleOptions sample = {.seed = 8};
  const NcsnShape shape = {1, ROWS, LENGTH, 1};
  g_autofree Gaussian *patch = g_new (Gaussian, 1);
  g_autofree float *x = g_new (float, ROWS *LENGTH);
  g_autoptr (NcsnCanvas) canvas = NULL;
  NcsnSampler sampler;
  double variance = 0.0;

  gaussian_init (patch, SIDE, 0.0, 1.0, rho);
  canvas = ncsn_canvas_new (gaussian_score (patch), &options);
  ncsn_sampler_init (&sampler, NCSN_RULE_CONSISTENT, &schedule);
  sampler.schedule.levels = 300;
  ncsn_sampler_suit_epsilon (&sampler);
  ncsn_sample_prior (x, shape, schedule.sigma_begin, (NcsnPixelLaw){0.0, 1.0}, &sample);
  g_assert_true (ncsn_sample (ncsn_canvas_score (canvas), x, shape, &sampler, &sample, NULL));
  for (gsize i = 0; i < ROWS * LENGTH; i++)
    variance += x[i] * x[i] / (double)(ROWS * LENGTH);
  g_test_message ("variance %.4f, for %.4f", variance, expected);
  g_assert_cmpfloat (variance, >, expected - 0.03);
  g_assert_cmpfloat (variance, <, 0.92);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/seams/tileable", test_tileable);
  g_test_add_func ("/seams/borders", test_borders);
  g_test_add_func ("/seams/edges", test_edges);
  g_test_add_data_func ("/seams/gradient/consistent", &fillings[0], test_gradient);
  g_test_add_data_func ("/seams/gradient/ode", &fillings[1], test_gradient);
  g_test_add_func ("/seams/overlap", test_overlap);
  g_test_add_func ("/seams/contrast", test_contrast);
  return g_test_run ();
}
