/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which pixels filling and varying change, which values they read, and what previews show. */
#undef G_DISABLE_ASSERT
#include <math.h>
#include <string.h>

#include "ncsn/error.h"
#include "repairs.h"

static void
test_touches (gconstpointer data)
{
  g_autofree float *before = wild_picture ();
  g_autofree float *after = g_memdup2 (before, SIZE * sizeof (float));
  float mask[PIXELS];
  g_autoptr (GError) error = NULL;

  scattered_mask (mask);
  repair_picture (data, WIDTH, HEIGHT, mask, NULL, after, &error);
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
  g_assert_true (repair_picture (data, WIDTH, HEIGHT, mask, NULL, one, NULL));
  for (gsize p = 0; p < PIXELS; p++)
    mask[p] += mask[p] == 0.0f ? (float)(1 + p % 16) / 255.0f : 0.0f;
  g_assert_true (repair_picture (data, WIDTH, HEIGHT, mask, NULL, other, NULL));
  g_assert_true (same (one, other, SIZE));
}

/* Transparent pixels are unknown: their colours do not matter, even if they are not numbers, but it
 * matters that they are unknown. */
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
  g_assert_true (repair_picture (data, WIDTH, HEIGHT, mask, &options, opaque, NULL));
  options.alpha = alpha;
  for (gsize i = 0; i < SIZE; i++)
    if (alpha[i / CHANNELS] == 0.0f)
      nothing[i] = NAN;
  g_assert_true (repair_picture (data, WIDTH, HEIGHT, mask, &options, black, NULL));
  g_assert_true (repair_picture (data, WIDTH, HEIGHT, mask, &options, nothing, NULL));
  g_assert_false (same (black, opaque, SIZE));
  for (gsize i = 0; i < SIZE; i++)
    g_assert_true (alpha[i / CHANNELS] == 0.0f ? isnan (nothing[i]) : black[i] == nothing[i]);
}

/* Gray pictures stay gray; the colours in a hole do not matter. */
static void
test_gray (gconstpointer data)
{
  const Repair *repair = data;
  g_autofree float *picture = random_picture (SIZE);
  g_autofree float *tinted = NULL;
  float mask[PIXELS];
  gboolean coloured = FALSE;

  scattered_mask (mask);
  for (gsize i = 0; i < SIZE; i++)
    if (mask[i / CHANNELS] == 0.0f || repair->strength >= 0.0)
      picture[i] = picture[i / CHANNELS * CHANNELS];
  tinted = g_memdup2 (picture, SIZE * sizeof (float));
  tinted[0] += 0.1f;
  g_assert_true (repair_picture (data, WIDTH, HEIGHT, mask, NULL, picture, NULL));
  for (gsize i = 0; i < SIZE; i++)
    g_assert_cmpfloat (picture[i], ==, picture[i / CHANNELS * CHANNELS]);
  g_assert_true (repair_picture (data, WIDTH, HEIGHT, mask, NULL, tinted, NULL));
  for (gsize i = CHANNELS; i < SIZE; i++)
    coloured |= tinted[i] != tinted[i / CHANNELS * CHANNELS];
  g_assert_true (coloured);
}

/* A mask of one pixel changes one pixel, at any place of pictures of any size. */
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
      g_assert_true (repair_picture (data, sizes[i][0], sizes[i][1], mask, NULL, after, NULL));
      assert_changed_where (mask, before, after, pixels);
      mask[p] = 0.0f;
    }
  }
}

/* What previews must show, and how many there were. */
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

/* Previews are of the whole picture, in which kept pixels never change, and the last is the result.
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
  g_assert_true (repair_picture (data, WIDTH, HEIGHT, mask, &options, after, NULL));
  g_assert_cmpuint (preview.seen, >, 1);
  for (gsize i = 0; i < SIZE; i++)
    if (mask[i / CHANNELS] > 0.0f)
      g_assert_cmpfloat (CLAMP (preview.latest[i], 0.0f, 1.0f), ==, after[i]);
}

static void
test_refusals (gconstpointer data)
{
  const Repair *repair = data;
  float mask[PIXELS] = {0.0f};
  g_autofree float *before = wild_picture ();
  g_autofree float *after = g_memdup2 (before, SIZE * sizeof (float));
  g_autoptr (GError) empty = NULL;
  g_autoptr (GError) nan = NULL;

  g_assert_false (repair_picture (repair, WIDTH, HEIGHT, mask, NULL, after, &empty));
  g_assert_error (empty, NCSN_ERROR, NCSN_ERROR_ARGUMENT);
  g_assert_true (same (after, before, SIZE));

  mask[1] = 1.0f;
  after[2 * CHANNELS] = NAN;
  g_assert_false (repair_picture (repair, WIDTH, HEIGHT, mask, NULL, after, &nan));
  g_assert_error (nan, NCSN_ERROR, NCSN_ERROR_ARGUMENT);
  g_assert_nonnull (strstr (nan->message, "column 2, row 0"));
  after[2 * CHANNELS] = before[2 * CHANNELS];
  g_assert_true (same (after, before, SIZE));

  /* Filled pixels are not read, varied ones are. */
  after[1 * CHANNELS] = NAN;
  g_assert_cmpint (repair_picture (repair, WIDTH, HEIGHT, mask, NULL, after, NULL), ==,
                   repair->strength < 0.0);
}

int
main (int argc, char **argv)
{
  const RepairTest tests[] = {{"touches", test_touches},   {"one-pixel", test_one_pixel},
                              {"previews", test_previews}, {"refusals", test_refusals},
                              {"faint", test_faint},       {"transparent", test_transparent},
                              {"gray", test_gray}};

  g_test_init (&argc, &argv, NULL);
  add_repair_tests (tests, G_N_ELEMENTS (tests));
  return g_test_run ();
}
