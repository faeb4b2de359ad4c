/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inpainting and varying with a network: which pixels are touched, and on what they may depend. */
#undef G_DISABLE_ASSERT
#include <math.h>
#include <string.h>

#include "ncsn/error.h"
#include "models.h"

/* A picture of 20 × 13, so that cells hang over both edges. */
enum { WIDTH = 20, HEIGHT = 13, PIXELS = WIDTH * HEIGHT, SIZE = PIXELS * CHANNELS };

/* What is done to pictures: filling, or varying by a strength. */
typedef struct {
  gboolean patches;
  double strength; /* below 0: filled */
  NcsnSymmetry symmetry;
  gboolean holes;
} How;

static const How ways[] = {{FALSE, -1.0, {0}, FALSE}, {TRUE, -1.0, {0}, FALSE},
                           {FALSE, 0.5, {0}, FALSE},  {TRUE, 0.5, {0}, FALSE},
                           {FALSE, -1.0, {0}, TRUE},  {TRUE, -1.0, {0}, TRUE},
                           {FALSE, 0.5, {0}, TRUE},   {TRUE, 0.5, {0}, TRUE}};

/* One that sees holes was made from one that does not, and has learnt nothing of them. */
static NcsnModel *
model_of (const How *how)
{
  g_autoptr (NcsnModel) model = small_model (CLASSES, how->patches);

  return how->holes ? ncsn_model_with_holes (model, NULL) : g_steal_pointer (&model);
}

static gboolean
job (const How *how, gsize width, gsize height, const float *mask, const NcsnTaskOptions *given,
     float *picture, GError **error)
{
  g_autoptr (NcsnModel) model = model_of (how);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  const NcsnInpaintOptions inpaint = {.context = -1, .passes = 1};
  NcsnTaskOptions options = options_for (model, 9);

  ncsn_model_set_symmetry (model, how->symmetry);
  if (given) {
    NcsnSampler sampler = options.sampler;

    options = *given;
    options.sampler = sampler;
  }
  return how->strength < 0.0 ? ncsn_inpaint (model, threads, width, height, mask, &inpaint,
                                             &options, picture, error)
                             : ncsn_vary (model, threads, width, height, mask, how->strength,
                                          &options, picture, error);
}

/* Random colours; a float picture may also hold values that a model has never seen. */
static float *
wild_picture (void)
{
  float *picture = random_picture (SIZE);

  picture[0] = -3.0f;
  picture[1] = INFINITY;
  return picture;
}

/* Of each pixel: is it as before, bit for bit? */
static void
assert_changed_where (const float *mask, const float *before, const float *after, gsize pixels)
{
  for (gsize p = 0; p < pixels; p++) {
    gboolean kept = same (before + p * CHANNELS, after + p * CHANNELS, CHANNELS);

    g_assert_cmpint (kept, ==, mask && mask[p] == 0.0f);
    for (gsize c = 0; c < CHANNELS && !kept; c++)
      g_assert_true (after[p * CHANNELS + c] >= 0.0f && after[p * CHANNELS + c] <= 1.0f);
  }
}

/* Marks some pixels over several cells, softly, the last row and column included. */
static void
scattered_mask (float *mask)
{
  for (gsize p = 0; p < PIXELS; p++)
    mask[p] = p % 7 == 3 ? NCSN_HOLE_THRESHOLD : 0.0f;
  mask[PIXELS - 1] = 1.0f;
}

static void
test_touches (gconstpointer data)
{
  g_autofree float *before = wild_picture ();
  g_autofree float *after = g_memdup2 (before, SIZE * sizeof (float));
  float mask[PIXELS];
  g_autoptr (GError) error = NULL;

  scattered_mask (mask);
  job (data, WIDTH, HEIGHT, mask, NULL, after, &error);
  g_assert_no_error (error);
  assert_changed_where (mask, before, after, PIXELS);
}

/* A mask whose black is 1 … 16 of 255 gives the bits that one of 0 gives. */
static void
test_faint (gconstpointer data)
{
  g_autofree float *one = random_picture (SIZE);
  g_autofree float *other = g_memdup2 (one, SIZE * sizeof (float));
  float mask[PIXELS];

  scattered_mask (mask);
  g_assert_true (job (data, WIDTH, HEIGHT, mask, NULL, one, NULL));
  for (gsize p = 0; p < PIXELS; p++)
    mask[p] += mask[p] == 0.0f ? (float)(1 + p % 16) / 255.0f : 0.0f;
  g_assert_true (job (data, WIDTH, HEIGHT, mask, NULL, other, NULL));
  g_assert_true (same (one, other, SIZE));
}

/* What is transparent is unknown: its colours do not matter, be they no numbers, and it matters
 * that it is unknown. */
static void
test_transparent (gconstpointer data)
{
  g_autofree float *black = random_picture (SIZE);
  g_autofree float *opaque = NULL;
  g_autofree float *nothing = NULL;
  float mask[PIXELS], alpha[PIXELS];
  NcsnTaskOptions options = {.class_index = -1, .seed = 9};

  scattered_mask (mask);
  for (gsize p = 0; p < PIXELS; p++) {
    alpha[p] = mask[p] == 0.0f && p % 3 == 0 ? 0.0f : 0.01f;
    for (gsize c = 0; alpha[p] == 0.0f && c < CHANNELS; c++)
      black[p * CHANNELS + c] = 0.0f;
  }
  opaque = g_memdup2 (black, SIZE * sizeof (float));
  nothing = g_memdup2 (black, SIZE * sizeof (float));
  g_assert_true (job (data, WIDTH, HEIGHT, mask, &options, opaque, NULL));
  options.alpha = alpha;
  for (gsize i = 0; i < SIZE; i++)
    if (alpha[i / CHANNELS] == 0.0f)
      nothing[i] = NAN;
  g_assert_true (job (data, WIDTH, HEIGHT, mask, &options, black, NULL));
  g_assert_true (job (data, WIDTH, HEIGHT, mask, &options, nothing, NULL));
  g_assert_false (same (black, opaque, SIZE));
  for (gsize i = 0; i < SIZE; i++)
    g_assert_true (alpha[i / CHANNELS] == 0.0f ? isnan (nothing[i]) : black[i] == nothing[i]);
}

/* Gray in, gray out; in a hole it does not matter what is there. */
static void
test_gray (gconstpointer data)
{
  const How *how = data;
  g_autofree float *picture = random_picture (SIZE);
  g_autofree float *tinted = NULL;
  float mask[PIXELS];
  gboolean coloured = FALSE;

  scattered_mask (mask);
  for (gsize i = 0; i < SIZE; i++)
    if (mask[i / CHANNELS] == 0.0f || how->strength >= 0.0)
      picture[i] = picture[i / CHANNELS * CHANNELS];
  tinted = g_memdup2 (picture, SIZE * sizeof (float));
  tinted[0] += 0.1f;
  g_assert_true (job (data, WIDTH, HEIGHT, mask, NULL, picture, NULL));
  for (gsize i = 0; i < SIZE; i++)
    g_assert_cmpfloat (picture[i], ==, picture[i / CHANNELS * CHANNELS]);
  g_assert_true (job (data, WIDTH, HEIGHT, mask, NULL, tinted, NULL));
  for (gsize i = CHANNELS; i < SIZE; i++)
    coloured |= tinted[i] != tinted[i / CHANNELS * CHANNELS];
  g_assert_true (coloured);
}

/* A mask of one pixel changes one pixel, wherever it is and however large the picture. */
static void
test_one_pixel (gconstpointer data)
{
  const gsize sizes[][2] = {{1, 1}, {1, 20}, {5, 3}, {8, 8}, {20, 13}, {33, 9}};

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    gsize pixels = sizes[i][0] * sizes[i][1];
    g_autofree float *before = random_picture (pixels * CHANNELS);
    g_autofree float *mask = g_new0 (float, pixels);

    for (gsize p = 0; p < pixels; p += 1 + pixels / 5) {
      g_autofree float *after = g_memdup2 (before, pixels * CHANNELS * sizeof (float));

      mask[p] = NCSN_HOLE_THRESHOLD;
      g_assert_true (job (data, sizes[i][0], sizes[i][1], mask, NULL, after, NULL));
      assert_changed_where (mask, before, after, pixels);
      mask[p] = 0.0f;
    }
  }
}

/* Holes far apart are filled one by one, each from what is around it: what is done to the second
 * does not matter to the first. */
static void
test_far_apart (gconstpointer data)
{
  enum { LONG = 200 };
  const How *how = data;
  float one[LONG] = {0.0f}, both[LONG] = {0.0f};
  Watch first = {0}, second = {0};
  NcsnTaskOptions options = {.class_index = -1, .seed = 9, .progress = watch};
  g_autofree float *a = random_picture (LONG * CHANNELS);
  g_autofree float *b = g_memdup2 (a, LONG * CHANNELS * sizeof (float));

  one[4] = both[4] = both[190] = 1.0f;
  options.progress_data = &first;
  g_assert_true (job (how, LONG, 1, one, &options, a, NULL));
  options.progress_data = &second;
  g_assert_true (job (how, LONG, 1, both, &options, b, NULL));
  g_assert_true (same (a, b, 190 * CHANNELS));
  g_assert_false (same (a + 190 * CHANNELS, b + 190 * CHANNELS, CHANNELS));
  g_assert_cmpuint (second.total, ==, first.total); /* small holes go side by side */
}

/* What a preview has to be, and how many there were. */
typedef struct {
  const float *before, *mask;
  float latest[SIZE];
  guint seen;
} Preview;

static void
look_at_preview (const NcsnProgress *progress, gpointer data)
{
  Preview *preview = data;

  g_assert_nonnull (progress->denoised);
  g_assert_cmpuint (progress->shape.n, ==, 1);
  g_assert_cmpuint (progress->shape.h, ==, HEIGHT);
  g_assert_cmpuint (progress->shape.w, ==, WIDTH);
  for (gsize p = 0; p < PIXELS; p++)
    if (preview->mask[p] == 0.0f)
      g_assert_true (
          same (progress->denoised + p * CHANNELS, preview->before + p * CHANNELS, CHANNELS));
  memcpy (preview->latest, progress->denoised, sizeof preview->latest);
  preview->seen++;
}

/* Previews are of the whole picture, in which what is kept never moves, and the last is the result.
 */
static void
test_previews (gconstpointer data)
{
  g_autofree float *before = wild_picture ();
  g_autofree float *after = g_memdup2 (before, SIZE * sizeof (float));
  float mask[PIXELS];
  Preview preview = {.before = before, .mask = mask};
  NcsnTaskOptions options = {
      .class_index = -1, .seed = 9, .progress = look_at_preview, .progress_data = &preview};

  scattered_mask (mask);
  g_assert_true (job (data, WIDTH, HEIGHT, mask, &options, after, NULL));
  g_assert_cmpuint (preview.seen, >, 1);
  for (gsize i = 0; i < SIZE; i++)
    if (mask[i / CHANNELS] > 0.0f)
      g_assert_cmpfloat (CLAMP (preview.latest[i], 0.0f, 1.0f), ==, after[i]);
}

/* Evaluations of a chain that fills holes of this width: it starts from noise of w σ_d / 3. */
static guint64
evaluations_for (gboolean patches, double width)
{
  g_autoptr (NcsnModel) model = small_model (CLASSES, patches);
  NcsnTaskOptions options = options_for (model, 9);

  ncsn_sampler_begin_at (&options.sampler, width * ncsn_model_config (model)->data_sigma / 3.0);
  return ncsn_sampler_evaluations (&options.sampler, 1);
}

/* Wider holes take more of the noise levels, narrow ones few. */
static void
test_hole_width (gconstpointer data)
{
  enum { WIDE = CELL - 2 };
  const How *how = data;
  const guint64 narrow = evaluations_for (how->patches, 1.0);
  const guint64 wide = evaluations_for (how->patches, WIDE);
  float mask[PIXELS] = {0.0f};
  Watch watched[2] = {{0}, {0}};

  g_assert_cmpuint (narrow, <, wide);
  for (gsize i = 0; i < 2; i++) {
    NcsnTaskOptions options = {
        .class_index = -1, .seed = 9, .progress = watch, .progress_data = &watched[i]};
    g_autofree float *picture = random_picture (SIZE);

    /* A line, then a square, in one cell. */
    for (gsize p = 0; p < (i ? WIDE * WIDE : WIDE); p++)
      mask[(1 + p / WIDE) * WIDTH + 1 + p % WIDE] = 1.0f;
    g_assert_true (job (how, WIDTH, HEIGHT, mask, &options, picture, NULL));
    g_assert_cmpuint (watched[i].total, ==, i ? wide : narrow);
  }
}

/* A network that errs differently in each orientation fills differently where it is looked at in
 * several. */
static void
test_orientations (gconstpointer data)
{
  const How *as_it_lies = data;
  How turned = *as_it_lies;
  float mask[PIXELS] = {0.0f};
  g_autofree float *one = random_picture (SIZE), *other = random_picture (SIZE);
  gsize different = 0;

  turned.symmetry.turned = TRUE;
  scattered_mask (mask);
  g_assert_true (job (as_it_lies, WIDTH, HEIGHT, mask, NULL, one, NULL));
  g_assert_true (job (&turned, WIDTH, HEIGHT, mask, NULL, other, NULL));
  for (gsize i = 0; i < SIZE; i++)
    different += one[i] != other[i];
  g_assert_cmpuint (different, >, 0);
}

/* Evaluations for a hole of one pixel. */
static guint64
count_evaluations (const How *how, guint passes)
{
  g_autoptr (NcsnModel) model = model_of (how);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  const NcsnInpaintOptions inpaint = {.context = -1, .passes = passes};
  NcsnTaskOptions options = options_for (model, 9);
  Watch watched = {0};
  float mask[PIXELS] = {[30] = 1.0f};
  g_autofree float *picture = random_picture (SIZE);

  options.progress = watch;
  options.progress_data = &watched;
  g_assert_true (
      ncsn_inpaint (model, threads, WIDTH, HEIGHT, mask, &inpaint, &options, picture, NULL));
  g_assert_cmpuint (watched.done, ==, watched.total);
  return watched.total;
}

/* Unless asked, four passes through each level, or two by a model that sees holes. */
static void
test_usual_passes (void)
{
  const How blind = {TRUE, -1.0, {0}, FALSE}, seeing = {TRUE, -1.0, {0}, TRUE};

  g_assert_cmpuint (count_evaluations (&blind, 0), ==, count_evaluations (&blind, 4));
  g_assert_cmpuint (count_evaluations (&seeing, 0), ==, count_evaluations (&seeing, 2));
  g_assert_cmpuint (count_evaluations (&seeing, 0), <, count_evaluations (&blind, 0));
}

/* One count over several chains: a second batch of cells, or a second canvas. */
static void
test_total (gconstpointer data)
{
  enum { LONG = 70 * CELL };
  const How *how = data;
  float mask[LONG] = {0.0f};
  Watch watched = {0};
  NcsnTaskOptions options = {
      .class_index = -1, .seed = 9, .progress = watch, .progress_data = &watched};
  g_autofree float *picture = random_picture (LONG * CHANNELS);

  for (gsize x = 0; x < LONG; x++)
    mask[x] = how->patches ? x % 300 < 12 : 1.0f;
  g_assert_true (job (how, LONG, 1, mask, &options, picture, NULL));
  g_assert_cmpuint (watched.done, ==, watched.total);
  if (how->strength < 0.0)
    g_assert_cmpuint (watched.total, ==, 2 * evaluations_for (how->patches, 1.0));
}

/* Only cells with something to fill cost anything; here the partial one at the lower right. */
static void
test_corner (void)
{
  const How cells = {FALSE, -1.0, {0}, FALSE};
  float mask[PIXELS] = {0.0f};
  g_autofree float *before = wild_picture ();
  g_autofree float *after = g_memdup2 (before, SIZE * sizeof (float));
  Watch watched = {0};
  NcsnTaskOptions options = {
      .class_index = -1, .seed = 9, .progress = watch, .progress_data = &watched};
  g_autoptr (GError) error = NULL;

  mask[PIXELS - 1] = 1.0f;
  mask[PIXELS - 2] = 1.0f;
  job (&cells, WIDTH, HEIGHT, mask, &options, after, &error);
  g_assert_no_error (error);
  assert_changed_where (mask, before, after, PIXELS);
  g_assert_cmpuint (watched.total, ==, evaluations_for (FALSE, 1.0));
  g_assert_cmpuint (watched.done, ==, watched.total);
}

/* What is filled follows from the pixels around it in the cell, or in the region, and from no
 * others. */
static void
test_context (gconstpointer data)
{
  float mask[PIXELS] = {0.0f};
  g_autofree float *picture = wild_picture ();
  g_autofree float *near = g_memdup2 (picture, SIZE * sizeof (float));
  g_autofree float *far = g_memdup2 (picture, SIZE * sizeof (float));
  const gsize filled = 2 * WIDTH * CHANNELS;

  for (gsize x = 0; x < 6; x++)
    mask[2 * WIDTH + x] = 1.0f;
  near[(2 * WIDTH + 6) * CHANNELS] = 1.0f - near[(2 * WIDTH + 6) * CHANNELS];
  far[(2 * WIDTH + CELL) * CHANNELS] = 1.0f - far[(2 * WIDTH + CELL) * CHANNELS];
  g_assert_true (job (data, WIDTH, HEIGHT, mask, NULL, picture, NULL));
  g_assert_true (job (data, WIDTH, HEIGHT, mask, NULL, near, NULL));
  g_assert_true (job (data, WIDTH, HEIGHT, mask, NULL, far, NULL));
  g_assert_false (same (picture + filled, near + filled, 6 * CHANNELS));
  g_assert_true (same (picture + filled, far + filled, 6 * CHANNELS));
}

/* More is looked at when that is asked for, and then counts. */
static void
test_wider_context (void)
{
  g_autoptr (NcsnModel) model = small_model (CLASSES, TRUE);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  NcsnTaskOptions options = options_for (model, 9);
  float mask[PIXELS] = {0.0f};

  mask[2 * WIDTH + 2] = 1.0f;
  for (int context = 6; context <= 7; context++) {
    g_autofree float *one = random_picture (SIZE);
    g_autofree float *other = random_picture (SIZE);

    other[(2 * WIDTH + 9) * CHANNELS] = 1.0f - other[(2 * WIDTH + 9) * CHANNELS];
    for (guint i = 0; i < 2; i++)
      g_assert_true (ncsn_inpaint (model, threads, WIDTH, HEIGHT, mask,
                                   &(NcsnInpaintOptions){.context = context, .passes = 1}, &options,
                                   i == 0 ? one : other, NULL));
    g_assert_cmpint (
        same (one + (2 * WIDTH + 2) * CHANNELS, other + (2 * WIDTH + 2) * CHANNELS, CHANNELS), ==,
        context == 6);
  }
}

static void
test_refusals (gconstpointer data)
{
  const How *how = data;
  float mask[PIXELS] = {0.0f};
  g_autofree float *before = wild_picture ();
  g_autofree float *after = g_memdup2 (before, SIZE * sizeof (float));
  g_autoptr (GError) empty = NULL;
  g_autoptr (GError) nan = NULL;

  g_assert_false (job (how, WIDTH, HEIGHT, mask, NULL, after, &empty));
  g_assert_error (empty, NCSN_ERROR, NCSN_ERROR_ARGUMENT);
  g_assert_true (same (after, before, SIZE));

  mask[1] = 1.0f;
  after[2 * CHANNELS] = NAN;
  g_assert_false (job (how, WIDTH, HEIGHT, mask, NULL, after, &nan));
  g_assert_error (nan, NCSN_ERROR, NCSN_ERROR_ARGUMENT);
  g_assert_nonnull (strstr (nan->message, "column 2, row 0"));
  after[2 * CHANNELS] = before[2 * CHANNELS];
  g_assert_true (same (after, before, SIZE));

  /* What is filled is not looked at, what is varied is. */
  after[1 * CHANNELS] = NAN;
  g_assert_cmpint (job (how, WIDTH, HEIGHT, mask, NULL, after, NULL), ==, how->strength < 0.0);
}

static void
test_strength_refused (void)
{
  const double wrong[] = {-0.1, 1.1, NAN, INFINITY};
  g_autoptr (NcsnModel) model = small_model (0, TRUE);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  NcsnTaskOptions options = options_for (model, 1);
  float picture[CHANNELS] = {0.5f, 0.5f, 0.5f};

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (ncsn_vary (model, threads, 1, 1, NULL, wrong[i], &options, picture, &error));
    g_assert_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT);
  }
}

/* The root mean square of what a variation changes, where pixels are independent and N(0.5, 0.1²),
 * and how much of the picture is left in it: its regression on the picture. */
static void
vary (gboolean patches, double strength, double *change, double *left)
{
  enum { SIDE = 40, N = SIDE * SIDE * CHANNELS };
  g_autoptr (NcsnModel) model = white_model (0.5, 0.1, patches);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  g_autofree float *before = random_picture (N);
  g_autofree float *after = g_new (float, N);
  NcsnTaskOptions options;
  double square = 0.0, product = 0.0, variance = 0.0;

  ncsn_task_options_init (&options, NCSN_PURPOSE_DRAW, model);
  options.sampler.schedule.sigma_end = 0.01;
  options.sampler.churn = 0.0; /* what a flow leaves is known; noise added anew leaves less */
  for (gsize i = 0; i < N; i++)
    after[i] = before[i] = 0.35f + 0.3f * before[i];
  g_assert_true (ncsn_vary (model, threads, SIDE, SIDE, NULL, strength, &options, after, NULL));
  for (gsize i = 0; i < N; i++) {
    square += (after[i] - before[i]) * (after[i] - before[i]);
    product += (after[i] - 0.5) * (before[i] - 0.5);
    variance += (before[i] - 0.5) * (before[i] - 0.5);
  }
  *change = sqrt (square / N);
  *left = product / variance;
}

/* Nothing is left of the picture at strength 1 and nearly all at 0; in between, the stronger the
 * less. */
static void
test_strength (void)
{
  for (guint patches = 0; patches < 2; patches++) {
    double change, left, before = 1.1;

    for (guint i = 0; i <= 4; i++) {
      vary (patches, i / 4.0, &change, &left);
      g_test_message ("strength %.2f: changed by %.4f, %.3f left", i / 4.0, change, left);
      g_assert_cmpfloat (left, <, before);
      before = left;
      if (i == 0)
        g_assert_true (change < 0.015 && left > 0.98); /* σ_L is 0.01 */
    }
    /* Of x + σ z, σ = 2, a flow leaves 0.1/√(0.1² + 2²). */
    g_assert_cmpfloat_with_epsilon (left, 0.05, 0.03);
  }
}

/* Independent pixels: a filled one is N(0.5, 0.1²) whatever is around it. */
static void
test_exact (void)
{
  enum { SIDE = 40, N = SIDE * SIDE * CHANNELS };

  for (guint patches = 0; patches < 2; patches++) {
    g_autoptr (NcsnModel) model = white_model (0.5, 0.1, patches);
    g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
    g_autofree float *picture = g_new0 (float, N);
    g_autofree float *mask = g_new0 (float, SIDE *SIDE);
    NcsnTaskOptions options;
    double sum = 0.0, square = 0.0;
    gsize count = 0;

    ncsn_task_options_init (&options, NCSN_PURPOSE_DRAW, model);
    options.sampler.schedule.sigma_end = 0.01;
    for (gsize p = 0; p < SIDE * SIDE; p++)
      mask[p] = p % 3 == 0 || p / SIDE < 15;
    g_assert_true (ncsn_inpaint (model, threads, SIDE, SIDE, mask,
                                 &(NcsnInpaintOptions){.context = -1, .passes = 2}, &options,
                                 picture, NULL));
    for (gsize i = 0; i < N; i++)
      if (mask[i / CHANNELS] > 0.0f) {
        sum += picture[i];
        square += (picture[i] - 0.5) * (picture[i] - 0.5);
        count++;
      }
    g_test_message ("mean %.4f, deviation %.4f", sum / count, sqrt (square / count));
    g_assert_cmpfloat_with_epsilon (sum / count, 0.5, 0.01);
    g_assert_cmpfloat_with_epsilon (sqrt (square / count), 0.1, 0.005);
  }
}

/* What a linear score makes of opposite noise differs as much from the mean of all fills, here that
 * of the pixels around: two fills give it exactly, where independent ones left 0.07. */
static void
test_antithetic_fills (void)
{
  for (guint patches = 0; patches < 2; patches++) {
    g_autoptr (NcsnModel) model = white_model (0.5, 0.1, patches);
    g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
    float mask[PIXELS];

    scattered_mask (mask);
    for (guint fills = 1; fills <= 4; fills++) {
      NcsnTaskOptions options = options_for (model, 4);
      const NcsnInpaintOptions inpaint = {.context = -1, .mean = fills};
      g_autofree float *picture = g_new (float, SIZE);
      g_autoptr (GError) error = NULL;
      double most = 0.0;

      for (gsize i = 0; i < SIZE; i++)
        picture[i] = 0.5f;
      ncsn_inpaint (model, threads, WIDTH, HEIGHT, mask, &inpaint, &options, picture, &error);
      g_assert_no_error (error);
      for (gsize i = 0; i < SIZE; i++)
        if (mask[i / CHANNELS] > 0.0f)
          most = MAX (most, fabs (picture[i] - 0.5));
      g_test_message ("%u fills: off by %g at most", fills, most);
      g_assert_cmpint (most < 1e-5, ==, fills % 2 == 0);
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++) {
    const struct {
      const char *name;
      GTestDataFunc func;
    } tests[] = {{"touches", test_touches},
                 {"one-pixel", test_one_pixel},
                 {"far-apart", test_far_apart},
                 {"previews", test_previews},
                 {"total", test_total},
                 {"context", test_context},
                 {"refusals", test_refusals},
                 {"orientations", test_orientations},
                 {"faint", test_faint},
                 {"transparent", test_transparent},
                 {"gray", test_gray}};

    for (guint k = 0; k < G_N_ELEMENTS (tests); k++) {
      g_autofree char *path = g_strdup_printf (
          "/%s/%s%s/%s", ways[i].strength < 0.0 ? "inpaint" : "vary",
          ways[i].patches ? "patches" : "cells", ways[i].holes ? "-holes" : "", tests[k].name);

      g_test_add_data_func (path, &ways[i], tests[k].func);
    }
  }
  g_test_add_data_func ("/inpaint/whole/hole-width", &ways[0], test_hole_width);
  g_test_add_data_func ("/inpaint/patches/hole-width", &ways[1], test_hole_width);
  g_test_add_func ("/inpaint/usual-passes", test_usual_passes);
  g_test_add_func ("/inpaint/corner", test_corner);
  g_test_add_func ("/inpaint/wider-context", test_wider_context);
  g_test_add_func ("/inpaint/exact", test_exact);
  g_test_add_func ("/inpaint/opposite-fills", test_antithetic_fills);
  g_test_add_func ("/vary/strength", test_strength);
  g_test_add_func ("/vary/strength-refused", test_strength_refused);
  return g_test_run ();
}
