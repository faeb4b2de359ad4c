/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Canvases of patches: the places of patches, their number, and how their scores are combined. */
#undef G_DISABLE_ASSERT
#include "ncsn/canvas.h"

#include <math.h>
#include <string.h>

#include "ncsn/error.h"

/* Pixels hold their own numbers, which show where a patch comes from. */
typedef struct {
  gsize height, width;
  GArray *starts; /* of gsize: the upper left pixel of every patch since it was emptied */
  gsize largest;  /* batch */
  gboolean told;  /* what is known of the canvas */
} Watched;

static void
watched_init (Watched *watched, gsize height, gsize width)
{
  *watched = (Watched){
      .height = height, .width = width, .starts = g_array_new (FALSE, FALSE, sizeof (gsize))};
}

static void
watched_clear (Watched *watched)
{
  g_array_unref (watched->starts);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Watched, watched_clear)

/* What is known of a pixel, and its mask. */
static float
known_of (float pixel)
{
  return pixel + 0.5f;
}

static float
mask_of (float pixel)
{
  return (float)((gsize)pixel % 3);
}

/* A function of the patch and of the place in it. */
static double
some_score (gsize start, gsize i, gsize j)
{
  return sin (0.1 * (double)start) + 0.01 * (double)i * (double)j;
}

static gboolean
watch (const float *x, NcsnShape shape, double sigma, const NcsnKnown *known, float *score,
       gpointer data, GError **error)
{
  Watched *watched = data;

  watched->largest = MAX (watched->largest, shape.n);
  g_assert_true ((known != NULL) == watched->told);
  for (gsize i = 0; known != NULL && i < ncsn_shape_size (shape); i++) {
    g_assert_cmpfloat (known->known[i], ==, known_of (x[i]));
    g_assert_true (known->mask[i] == mask_of (x[i]) || known->mask[i] == 0);
    g_assert_cmpfloat (known->levels[i], ==, 1.0f + x[i]);
    g_assert_cmpfloat (known->view[2 * i], ==, 2.0f + x[i]);
    g_assert_cmpfloat (known->view[2 * i + 1], ==, 3.0f + x[i]);
  }
  for (gsize n = 0; n < shape.n; n++) {
    gsize start = (gsize)*x;

    g_array_append_val (watched->starts, start);
    for (gsize i = 0; i < shape.h; i++)
      for (gsize j = 0; j < shape.w; j++, x++) {
        gsize row = (start / watched->width + i) % watched->height;
        gsize column = (start + j) % watched->width;

        g_assert_cmpfloat (*x, ==,
                           row * watched->width + (start % watched->width + j) % watched->width);
        g_assert_cmpuint (column, <, watched->width);
        *score++ = (float)some_score (start, i, j);
      }
  }
  return TRUE;
}

static float *
numbered (gsize height, gsize width)
{
  float *x = g_new (float, height *width);

  for (gsize i = 0; i < height * width; i++)
    x[i] = (float)i;
  return x;
}

static double
squared_distance (gsize i, gsize size)
{
  double distance = MIN (i, size - 1 - i) + 0.5;

  return distance * distance;
}

/* The expected score of the canvas from the definition; NAN where no patch is. */
static double *
expected_score (const Watched *watched, const NcsnCanvasOptions *options)
{
  const gsize height = watched->height, width = watched->width;
  g_autofree double *weights = g_new0 (double, height *width);
  double *sums = g_new0 (double, height *width);

  for (guint k = 0; k < watched->starts->len; k++) {
    gsize start = g_array_index (watched->starts, gsize, k);

    for (gsize i = 0; i < options->patch_height; i++)
      for (gsize j = 0; j < options->patch_width; j++) {
        gsize p = (start / width + i) % height * width + (start % width + j) % width;
        double weight = squared_distance (i, options->patch_height) *
                        squared_distance (j, options->patch_width);

        weights[p] += weight;
        sums[p] += weight * some_score (start, i, j);
      }
  }
  for (gsize p = 0; p < height * width; p++)
    sums[p] = weights[p] > 0.0 ? sums[p] / weights[p] : (double)NAN;
  return sums;
}

/* Some evaluations of a canvas, every other one with known pixels, each compared with the
 * definition: the mean of the patches, or without a patch the estimate of the evaluation before. */
static void
check_canvas (const NcsnCanvasOptions *options, gsize height, gsize width)
{
  g_auto (Watched) watched = {0};
  g_autoptr (NcsnCanvas) canvas = NULL;
  g_autofree float *x = numbered (height, width);
  g_autofree float *score = g_new (float, height *width);
  g_autofree float *before = g_new0 (float, height *width);
  g_autofree float *pixels = g_new (float, 5 * height * width);
  float *mask = pixels + height * width, *levels = mask + height * width;
  float *view = levels + height * width;
  const NcsnKnown known = {pixels, mask, levels, view};
  const NcsnShape shape = {1, height, width, 1};

  for (gsize p = 0; p < height * width; p++) {
    pixels[p] = known_of (x[p]);
    mask[p] = mask_of (x[p]);
    levels[p] = 1.0f + x[p];
    view[2 * p] = 2.0f + x[p];
    view[2 * p + 1] = 3.0f + x[p];
  }
  watched_init (&watched, height, width);
  canvas = ncsn_canvas_new ((NcsnScore){watch, &watched}, options);
  for (guint evaluation = 0; evaluation < 12; evaluation++) {
    NcsnScore function = ncsn_canvas_score (canvas);
    double sigma = 2.0 / (1 + evaluation);
    g_autofree double *expected = NULL;

    g_array_set_size (watched.starts, 0);
    watched.told = evaluation % 2;
    g_assert_true (function.evaluate (x, shape, sigma, watched.told ? &known : NULL, score,
                                      function.data, NULL));
    g_assert_cmpuint (watched.starts->len, <=, ncsn_canvas_patches (options, height, width));
    g_assert_cmpuint (watched.largest, <=, options->batch);
    expected = expected_score (&watched, options);
    for (gsize p = 0; p < height * width; p++)
      if (watched.told && mask[p] == 0) {
        continue; /* nobody reads the score of known pixels */
      } else if (isnan (expected[p])) {
        g_assert_cmpuint (evaluation, >, 0);
        g_assert_cmpfloat_with_epsilon (x[p] + sigma * sigma * score[p], before[p], 1e-2);
      } else {
        g_assert_cmpfloat_with_epsilon (score[p], expected[p], 1e-5 * (1 + fabs (expected[p])));
      }
    for (gsize p = 0; p < height * width; p++)
      before[p] = (float)(x[p] + sigma * sigma * score[p]);
  }
}

/* Sizes from one patch on, wrapping or not, and below a patch where it wraps. */
static void
test_definition (void)
{
  for (guint how = 0; how < 4; how++)
    for (gsize height = 1; height < 40; height += 3)
      for (gsize width = 1; width < 40; width += 2) {
        NcsnCanvasOptions options = {8, 6, 5, how & 1, how & 2, 7, 0};

        if ((!options.wrap_x && width < 6) || (!options.wrap_y && height < 8))
          continue;
        check_canvas (&options, height, width);
        options.overlap = 2;
        check_canvas (&options, height, width);
      }
}

/* Each patch has a score of its own, the same in all of its pixels. */
static gboolean
level_score (const float *x, NcsnShape shape, double sigma, const NcsnKnown *known, float *score,
             gpointer data, GError **error)
{
  const gsize size = shape.h * shape.w;

  for (gsize i = 0; i < shape.n * size; i++)
    score[i] = (float)sin (10.0 * (double)x[i / size * size]);
  return TRUE;
}

/* The largest step between neighbours of a canvas of such patches. */
static double
largest_step (gboolean wrap, gsize overlap)
{
  enum { SIDE = 100, PATCH = 16 };
  const NcsnCanvasOptions options = {PATCH, PATCH, 64, wrap, wrap, 2, overlap};
  const NcsnShape shape = {1, SIDE, SIDE, 1};
  g_autoptr (NcsnCanvas) canvas = ncsn_canvas_new ((NcsnScore){level_score, NULL}, &options);
  const NcsnScore function = ncsn_canvas_score (canvas);
  g_autofree float *x = numbered (SIDE, SIDE), *score = g_new (float, SIDE *SIDE);
  double largest = 0.0;

  for (guint evaluation = 0; evaluation < 4; evaluation++) {
    g_assert_true (function.evaluate (x, shape, 1.0, NULL, score, function.data, NULL));
    for (gsize i = 0; i + 1 < SIDE * SIDE; i++)
      if ((i + 1) % SIDE > 0)
        largest = MAX (largest, fabs ((double)score[i + 1] - (double)score[i]));
  }
  return largest;
}

/* Where patches share a few pixels their scores pass into each other. */
static void
test_overlap (void)
{
  for (guint wrap = 0; wrap < 2; wrap++) {
    const double beside = largest_step (wrap, 0), shared = largest_step (wrap, 4);

    g_test_message ("largest step %.2f side by side, %.2f with an overlap", beside, shared);
    g_assert_cmpfloat (shared, <, 0.7 * beside);
  }
}

/* A canvas of one patch has exactly the patch's score. */
static void
test_one_patch (void)
{
  const NcsnCanvasOptions options = {8, 6, 5, FALSE, FALSE, 7, 0};
  g_auto (Watched) watched = {0};
  g_autoptr (NcsnCanvas) canvas = NULL;
  g_autofree float *x = numbered (8, 6);
  float score[48];
  NcsnScore function;

  watched_init (&watched, 8, 6);
  canvas = ncsn_canvas_new ((NcsnScore){watch, &watched}, &options);
  function = ncsn_canvas_score (canvas);
  g_assert_cmpuint (ncsn_canvas_patches (&options, 8, 6), ==, 1);
  for (guint evaluation = 0; evaluation < 3; evaluation++) {
    g_assert_true (
        function.evaluate (x, (NcsnShape){1, 8, 6, 1}, 1.0, NULL, score, function.data, NULL));
    for (gsize p = 0; p < 48; p++)
      g_assert_cmpfloat (score[p], ==, (float)some_score (0, p / 6, p % 6));
  }
}

/* The score of an evaluation of which the pixels of `mask` are wanted. */
static void
score_wanted (const NcsnCanvasOptions *options, gsize side, const float *mask, float *score,
              guint *patches)
{
  g_autofree float *x = numbered (side, side), *known = g_new (float, side *side);
  g_autofree float *levels = g_new (float, side *side);
  g_autofree float *view = g_new (float, 2 * side * side);
  const NcsnKnown given = {known, mask, levels, view};
  g_auto (Watched) watched = {0};
  g_autoptr (NcsnCanvas) canvas = NULL;
  NcsnScore function;

  watched_init (&watched, side, side);
  watched.told = TRUE;
  for (gsize p = 0; p < side * side; p++) {
    known[p] = known_of (x[p]);
    levels[p] = 1.0f + x[p];
    view[2 * p] = 2.0f + x[p];
    view[2 * p + 1] = 3.0f + x[p];
  }
  canvas = ncsn_canvas_new ((NcsnScore){watch, &watched}, options);
  function = ncsn_canvas_score (canvas);
  g_assert_true (function.evaluate (x, (NcsnShape){1, side, side, 1}, 1.0, &given, score,
                                    function.data, NULL));
  *patches = watched.starts->len;
}

/* Patches of known pixels alone are not scored, and other pixels have the score that they have
 * when all patches are. */
static void
test_known_patches (void)
{
  enum { SIDE = 40, PATCH = 8, SIZE = SIDE * SIDE };

  const NcsnCanvasOptions options = {PATCH, PATCH, 5, FALSE, TRUE, 3, 0};
  float some[SIZE], all[SIZE], some_score[SIZE], all_score[SIZE];
  guint few, many;

  for (gsize p = 0; p < SIZE; p++) {
    all[p] = mask_of ((float)p);
    some[p] = p % SIDE < 9 && p / SIDE < 9 ? all[p] : 0;
  }
  score_wanted (&options, SIDE, some, some_score, &few);
  score_wanted (&options, SIDE, all, all_score, &many);
  g_assert_cmpuint (few, <=, 9);
  g_assert_cmpuint (many, >=, 25);
  for (gsize p = 0; p < SIZE; p++)
    if (some[p] > 0)
      g_assert_cmpfloat (some_score[p], ==, all_score[p]);
}

/* Patches that evaluations of a square canvas take, at most and on average. */
static void
count_patches (gsize side, gsize patch, gboolean wrap, gsize *most, double *mean)
{
  enum { EVALUATIONS = 20 };
  const NcsnCanvasOptions options = {patch, patch, 64, wrap, wrap, 1, 0};
  g_auto (Watched) watched = {0};
  g_autoptr (NcsnCanvas) canvas = NULL;
  g_autofree float *x = numbered (side, side);
  g_autofree float *score = g_new (float, side *side);
  NcsnScore function;

  watched_init (&watched, side, side);
  canvas = ncsn_canvas_new ((NcsnScore){watch, &watched}, &options);
  function = ncsn_canvas_score (canvas);
  *most = 0;
  for (guint i = 0; i < EVALUATIONS; i++) {
    guint before = watched.starts->len;

    g_assert_true (function.evaluate (x, (NcsnShape){1, side, side, 1}, 1.0, NULL, score,
                                      function.data, NULL));
    *most = MAX (*most, watched.starts->len - before);
  }
  *mean = watched.starts->len / (double)EVALUATIONS;
}

/* 512 × 512 of 64 × 64: at most 1.15 times the 64 that cover it. The cost of a pixel is the same
 * within 15 % from 256 × 256 to 2048 × 2048, here at a quarter of the size. Wrapping costs
 * nothing. */
static void
test_cost (void)
{
  const NcsnCanvasOptions options = {64, 64, 64, FALSE, FALSE, 1, 0};
  const gsize sides[] = {64, 80, 100, 128, 200, 256, 300, 384, 512};
  double cheapest = INFINITY, dearest = 0.0, mean;
  gsize most;

  g_assert_cmpuint (ncsn_canvas_patches (&options, 512, 512), <=, 73);
  for (guint i = 0; i < G_N_ELEMENTS (sides); i++) {
    count_patches (sides[i], 16, FALSE, &most, &mean);
    mean *= 256.0 / (sides[i] * sides[i]);
    g_test_message ("%d × %d: %.3f patches a patch's area", (int)sides[i], (int)sides[i], mean);
    if (sides[i] % 16 == 0) {
      cheapest = MIN (cheapest, mean);
      dearest = MAX (dearest, mean);
    }
    count_patches (sides[i], 16, TRUE, &most, &mean);
    g_assert_cmpuint (most, ==, ((sides[i] + 15) / 16) * ((sides[i] + 15) / 16));
  }
  count_patches (128, 16, FALSE, &most, &mean);
  g_assert_cmpuint (most, <=, 73);
  g_assert_cmpfloat (dearest / cheapest, <, 1.15 / 0.85);
}

/* Offsets differ between evaluations and seeds, and are the same for the same ones. The batch does
 * not matter. */
static void
run_some (guint64 seed, gsize batch, GArray *starts, float *score)
{
  const NcsnCanvasOptions options = {8, 8, batch, FALSE, TRUE, seed, 0};
  Watched watched = {.height = 32, .width = 40, .starts = starts};
  g_autofree float *x = numbered (32, 40);
  g_autoptr (NcsnCanvas) canvas = ncsn_canvas_new ((NcsnScore){watch, &watched}, &options);
  NcsnScore function = ncsn_canvas_score (canvas);

  for (guint i = 0; i < 4; i++)
    g_assert_true (
        function.evaluate (x, (NcsnShape){1, 32, 40, 1}, 1.0, NULL, score, function.data, NULL));
}

static void
test_offsets (void)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (gsize));
  g_autoptr (GArray) same = g_array_new (FALSE, FALSE, sizeof (gsize));
  g_autoptr (GArray) other = g_array_new (FALSE, FALSE, sizeof (gsize));
  float at_once[32 * 40], one_by_one[32 * 40], elsewhere[32 * 40];
  gsize quarter;

  run_some (3, 64, all, at_once);
  run_some (3, 1, same, one_by_one);
  run_some (4, 64, other, elsewhere);
  g_assert_cmpmem (all->data, all->len * sizeof (gsize), same->data, same->len * sizeof (gsize));
  g_assert_cmpmem (at_once, sizeof at_once, one_by_one, sizeof one_by_one);
  g_assert_cmpint (memcmp (at_once, elsewhere, sizeof at_once), !=, 0);
  quarter = all->len / 4 * sizeof (gsize);
  for (guint i = 1; i < 4; i++)
    g_assert_cmpint (memcmp (all->data, all->data + i * quarter, quarter), !=, 0);
}

/* Each pixel is the first of a patch about equally often where the axis wraps. */
static void
test_uniform (void)
{
  enum { EVALUATIONS = 4000 };
  const NcsnCanvasOptions options = {4, 4, 64, TRUE, TRUE, 9, 0};
  g_auto (Watched) watched = {0};
  g_autoptr (NcsnCanvas) canvas = NULL;
  g_autofree float *x = numbered (4, 10);
  float score[40];
  guint counts[10] = {0};
  NcsnScore function;

  watched_init (&watched, 4, 10);
  canvas = ncsn_canvas_new ((NcsnScore){watch, &watched}, &options);
  function = ncsn_canvas_score (canvas);
  for (guint i = 0; i < EVALUATIONS; i++)
    g_assert_true (
        function.evaluate (x, (NcsnShape){1, 4, 10, 1}, 1.0, NULL, score, function.data, NULL));
  for (guint k = 0; k < watched.starts->len; k++)
    counts[g_array_index (watched.starts, gsize, k) % 10]++;
  /* 1,200 expected each, with a standard deviation of 29. */
  for (guint i = 0; i < 10; i++)
    g_assert_true (counts[i] > 1080 && counts[i] < 1320);
}

static gboolean
give_up (const float *x, NcsnShape shape, double sigma, const NcsnKnown *known, float *score,
         gpointer data, GError **error)
{
  g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_DIVERGED, "No.");
  return FALSE;
}

static void
test_refusals (void)
{
  const NcsnCanvasOptions options = {8, 8, 4, TRUE, FALSE, 0, 0};
  g_autoptr (NcsnCanvas) canvas = ncsn_canvas_new ((NcsnScore){give_up, NULL}, &options);
  NcsnScore function = ncsn_canvas_score (canvas);
  g_autoptr (GError) small = NULL;
  g_autoptr (GError) passed = NULL;
  float x[64] = {0.0f}, score[64];

  g_assert_false (
      function.evaluate (x, (NcsnShape){1, 7, 8, 1}, 1.0, NULL, score, function.data, &small));
  g_assert_error (small, NCSN_ERROR, NCSN_ERROR_MISMATCH);
  g_assert_false (
      function.evaluate (x, (NcsnShape){1, 8, 8, 1}, 1.0, NULL, score, function.data, &passed));
  g_assert_error (passed, NCSN_ERROR, NCSN_ERROR_DIVERGED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/canvas/definition", test_definition);
  g_test_add_func ("/canvas/overlap", test_overlap);
  g_test_add_func ("/canvas/one-patch", test_one_patch);
  g_test_add_func ("/canvas/known-patches", test_known_patches);
  g_test_add_func ("/canvas/cost", test_cost);
  g_test_add_func ("/canvas/offsets", test_offsets);
  g_test_add_func ("/canvas/uniform", test_uniform);
  g_test_add_func ("/canvas/refusals", test_refusals);
  return g_test_run ();
}
