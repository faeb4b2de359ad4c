/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Canvases without seams: a smooth random field, whose patches have an exact score, sampled on
 * canvases many times as large. A seam is a place where neighbouring pixels differ more, or less,
 * than elsewhere. */
#undef G_DISABLE_ASSERT
#include <math.h>
#include <string.h>

#include "ncsn/canvas.h"
#include "ncsn/sample.h"
#include "field.h"

enum { PATCH = 16 };

/* A step across a seam may differ by this much from an inner one. */
#define TOLERANCE 0.05

/* Follows the score of canvases of the field, from the prior or with held pixels. */
static void
draw (Field *field, gboolean wrap, gsize side, guint32 number, const NcsnKnown *known, float *x)
{
  const NcsnCanvasOptions options = {PATCH, PATCH, 64, wrap, wrap, number};
  NcsnSampler sampler = {
      .rule = NCSN_RULE_ANNEALED,
      .schedule = {
          .sigma_begin = 2.0, .sigma_end = 0.005, .levels = 40, .steps = 2, .denoise = TRUE}};
  const NcsnSampleOptions sample = {.seed = 3, .first_picture = number, .known = known};
  const NcsnShape shape = {1, side, side, 1};
  g_autoptr (NcsnCanvas) canvas = ncsn_canvas_new (field_score (field), &options);

  ncsn_sampler_suit_epsilon (&sampler);
  ncsn_sample_prior (x, shape, sampler.schedule.sigma_begin, &sample);
  g_assert_true (ncsn_sample (ncsn_canvas_score (canvas), x, shape, &sampler, &sample, NULL));
}

/* Sums of absolute steps from one pixel to the next, by the place of the step, in one direction. */
typedef struct {
  double sums[256];
  gsize side;
} Steps;

static void
add_steps (const float *x, gsize side, gboolean down, Steps *steps)
{
  steps->side = side;
  for (gsize i = 0; i < side; i++)
    for (gsize j = 0; j < side; j++) { /* across to the next, and from the last to the first */
      gsize k = (j + 1) % side;
      float step = down ? x[k * side + i] - x[j * side + i] : x[i * side + k] - x[i * side + j];

      steps->sums[j] += fabs ((double)step);
    }
}

/* The mean step at the places where `there` is 1, over that where it is 0; others do not count. */
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

/* Where patches meet when their grid begins at the edge. */
static int
at_a_border (gsize place, gsize side)
{
  return place == side - 1 ? -1 : place % PATCH == PATCH - 1;
}

static void
check_field (gboolean wrap, gsize side, guint pictures, int (*there) (gsize place, gsize side))
{
  g_autofree float *x = g_new (float, side *side);
  Steps steps[2] = {0};
  Field field;

  field_init (&field, PATCH, 0.5, 0.04, 3.0);
  for (guint number = 0; number < pictures; number++) {
    draw (&field, wrap, side, number, NULL, x);
    for (guint down = 0; down < 2; down++)
      add_steps (x, side, down, &steps[down]);
  }
  for (guint down = 0; down < 2; down++) {
    g_test_message ("steps %s the seam over inner ones: %.3f", down ? "down" : "across",
                    ratio (&steps[down], there));
    g_assert_cmpfloat_with_epsilon (ratio (&steps[down], there), 1.0, TOLERANCE);
  }
}

/* Rolled by half its size, a tileable picture has its edges in the middle. */
static void
test_tileable (void)
{
  check_field (TRUE, 3 * PATCH, 200, at_the_wrap);
}

/* As many patches as 512 × 512 has of 64 × 64. */
static void
test_borders (void)
{
  check_field (FALSE, 8 * PATCH, 30, at_a_border);
}

/* Not tileable: opposite edges have nothing to do with each other, and differ as any two pixels. */
static void
test_edges (void)
{
  const gsize side = 3 * PATCH;
  g_autofree float *x = g_new (float, side *side);
  Steps steps = {0};
  Field field;

  field_init (&field, PATCH, 0.5, 0.04, 3.0);
  for (guint number = 0; number < 40; number++) {
    draw (&field, FALSE, side, number, NULL, x);
    add_steps (x, side, FALSE, &steps);
  }
  /* The mean of |a - b| is 2 s/√π for deviations s = 0.2. */
  g_assert_cmpfloat_with_epsilon (steps.sums[side - 1] / (40 * side), 0.4 / sqrt (G_PI), 0.04);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/seams/tileable", test_tileable);
  g_test_add_func ("/seams/borders", test_borders);
  g_test_add_func ("/seams/edges", test_edges);
  return g_test_run ();
}
