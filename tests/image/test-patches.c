/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Patches of pictures of any size: their places, scales and orientations. */
#include <math.h>

#include "places.h"

#define ROUND(value) ((guint)((value) + 0.5))

/* Pictures of any size, gray or in colour, are drawn equally often; too small ones cause warnings.
 */
static void
test_sizes (gconstpointer loader)
{
  enum { BATCH = 900 };
  char *folder = folder_new ();
  g_autoptr (GError) error = NULL;
  guint warnings, counts[256] = {0};
  places_write (folder, "a.png", 200, 9, 1);
  places_write (folder, "b.png", 8, 8, 2);
  g_autofree char *c = folder_write_flat (folder, "c.png", 30, 50, 1, 3);
  places_write (folder, "narrow.png", 7, 90, 4);
  places_write (folder, "low.png", 90, 7, 5);
  const NcsnDatasetOptions options = {.patch_width = 8, .patch_height = 8};
  g_autoptr (NcsnDataset) dataset = places_load (folder, options, loader, &warnings, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (warnings, ==, 2);
  g_assert_cmpuint (dataset->count, ==, 3);
  g_assert_cmpuint (dataset->channels, ==, 3);

  g_autofree float *pictures = places_batch (dataset, 5, BATCH, NULL);
  for (guint k = 0; k < BATCH; k++) {
    const guint8 mark = ROUND (places_value (dataset, pictures, k, 3, 3, 2));
    counts[mark]++;
    if (mark != 3) /* unscaled neighbours */
      g_assert_cmpuint (ROUND (places_value (dataset, pictures, k, 7, 2, 0)), ==,
                        ROUND (places_value (dataset, pictures, k, 0, 5, 0)) + 7);
  }
  for (guint mark = 1; mark < 4; mark++) /* 300 expected, with a standard deviation of 14 */
    g_assert_true (counts[mark] > 240 && counts[mark] < 360);
  folder_remove (folder);
}

static void
test_none_large_enough (gconstpointer loader)
{
  char *folder = folder_new ();
  GError *error = NULL;
  guint warnings;
  places_write (folder, "a.png", 20, 20, 1);
  NcsnDatasetOptions options = {.patch_width = 16, .patch_height = 16};
  options.scale_min = options.scale_max = 0.5;
  g_assert_null (places_load (folder, options, loader, &warnings, &error));
  assert_sentence (&error, "16 × 16");
  g_assert_cmpuint (warnings, ==, 1);
  options.scale_max = 1; /* large enough for part of the range */
  g_autoptr (NcsnDataset) dataset = places_load (folder, options, loader, &warnings, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (dataset->count, ==, 1);
  folder_remove (folder);
}

/* Neighbours differ by 1/scale, whose logarithm is uniform over the range. A picture that is too
 * small for the whole range uses the part that fits. */
static void
test_scales (gconstpointer loader)
{
  enum { BATCH = 400, SIDE = 10 };
  char *folder = folder_new ();
  g_autoptr (GError) error = NULL;
  guint warnings, n_quarter[4] = {0}, n_small = 0;
  places_write (folder, "large.png", 100, 80, 1);
  places_write (folder, "small.png", 12, 90, 2);
  const NcsnDatasetOptions options = {
      .patch_width = SIDE, .patch_height = SIDE, .scale_min = 0.25, .scale_max = 4};
  g_autoptr (NcsnDataset) dataset = places_load (folder, options, loader, &warnings, &error);
  g_assert_no_error (error);
  g_autofree float *pictures = places_batch (dataset, 1, BATCH, NULL);
  for (guint k = 0; k < BATCH; k++) {
    const double across = (places_value (dataset, pictures, k, 7, 5, 0) -
                           places_value (dataset, pictures, k, 2, 5, 0)) /
                          5;
    const double down = (places_value (dataset, pictures, k, 5, 7, 1) -
                         places_value (dataset, pictures, k, 5, 2, 1)) /
                        5;
    if (places_value (dataset, pictures, k, 0, 0, 2) > 1.5) {
      g_assert_true (down > 0.24 && down < 1.25);
      n_small++;
      continue;
    }
    g_assert_cmpfloat_with_epsilon (across, down, 0.1);
    g_assert_true (across > 0.24 && across < 4.1);
    n_quarter[CLAMP ((int)((log2 (across) + 2)), 0, 3)]++;
  }
  g_assert_true (n_small > 140 && n_small < 260);
  for (guint i = 0; i < 4; i++) /* 50 expected, with a standard deviation of 6 */
    g_assert_true (n_quarter[i] > 25 && n_quarter[i] < 75);
  folder_remove (folder);
}

/* For a model with a coarse view, neighbours at coarse places are four pixels apart; elsewhere
 * nothing changes. Pictures in which coarse patches do not fit are left out, and no strip is held
 * out of a picture that would then be one. */
static void
test_coarse (gconstpointer loader)
{
  enum { BATCH = 60, SIDE = 10 };
  char *folder = folder_new ();
  g_autoptr (GError) error = NULL;
  guint warnings, n_coarse = 0;
  places_write (folder, "large.png", 100, 80, 1);
  NcsnDatasetOptions options = {.patch_width = SIDE, .patch_height = SIDE};
  g_autoptr (NcsnDataset) plain = places_load (folder, options, loader, &warnings, &error);
  places_write (folder, "small.png", 39, 90, 2);
  options.coarse = TRUE;
  g_autoptr (NcsnDataset) dataset = places_load (folder, options, loader, &warnings, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (warnings, ==, 1);
  g_autofree float *pictures = places_batch (dataset, 1, BATCH, NULL);
  g_autofree float *as_before = places_batch (plain, 1, BATCH, NULL);
  for (guint k = 0; k < BATCH; k++) {
    const double across = (places_value (dataset, pictures, k, 7, 5, 0) -
                           places_value (dataset, pictures, k, 2, 5, 0)) /
                          5;
    if (ncsn_training_is_coarse (1, k)) {
      g_assert_cmpfloat_with_epsilon (across, 4.0, 0.2);
      n_coarse++;
    } else {
      g_assert_cmpmem (pictures + k * SIDE * SIDE * 3, SIDE * SIDE * 3 * sizeof (float),
                       as_before + k * SIDE * SIDE * 3, SIDE * SIDE * 3 * sizeof (float));
    }
  }
  g_assert_cmpuint (n_coarse, ==, 3 * BATCH / 10);
  g_autofree char *one = ncsn_dataset_fingerprint (plain);
  g_autofree char *other = ncsn_dataset_fingerprint (dataset);
  g_assert_cmpstr (one, !=, other);

  places_write (folder, "large.png", 45, 80, 1);
  options.hold_out = 0.1;
  g_autoptr (NcsnDataset) narrow = places_load (folder, options, loader, &warnings, &error);
  g_assert_null (ncsn_dataset_held_out (narrow));
  options.coarse = FALSE;
  g_autoptr (NcsnDataset) divided = places_load (folder, options, loader, &warnings, &error);
  g_assert_nonnull (ncsn_dataset_held_out (divided));
  folder_remove (folder);
}

enum { SQUARE = 5, LAST = SQUARE - 1 };

/* Whether patch k shows a square whose first column and row are `first` in this orientation: bits 0
 * and 1 mirror it, bit 2 exchanges columns and rows. */
static gboolean
has_orientation (const NcsnDataset *dataset, const float *pictures, guint k, const guint first[2],
                 guint orientation)
{
  for (guint i = 0; i < SQUARE * SQUARE; i++) {
    guint x = i % SQUARE, y = i / SQUARE;
    const double px = places_value (dataset, pictures, k, x, y, 0) - first[0];
    const double py = places_value (dataset, pictures, k, x, y, 1) - first[1];
    if (orientation & 1)
      x = LAST - x;
    if (orientation & 2)
      y = LAST - y;
    if (fabs (px - (orientation & 4 ? y : x)) >= 1e-3 ||
        fabs (py - (orientation & 4 ? x : y)) >= 1e-3)
      return FALSE;
  }
  return TRUE;
}

/* All eight orientations occur, with all pixels of the square in their places. */
static void
test_orientations (gconstpointer loader)
{
  enum { BATCH = 800 };
  char *folder = folder_new ();
  g_autoptr (GError) error = NULL;
  guint warnings, counts[8] = {0};
  places_write (folder, "a.png", 30, 20, 1);
  const NcsnDatasetOptions options = {
      .patch_width = SQUARE, .patch_height = SQUARE, .flip = TRUE, .turn = TRUE};
  g_autoptr (NcsnDataset) dataset = places_load (folder, options, loader, &warnings, &error);
  g_assert_no_error (error);
  g_autofree float *pictures = places_batch (dataset, 1, BATCH, NULL);
  for (guint k = 0; k < BATCH; k++) {
    guint found = 0, n_found = 0, first[2] = {255, 255};
    for (guint i = 0; i < SQUARE * SQUARE; i++)
      for (guint c = 0; c < 2; c++)
        first[c] =
            MIN (first[c], ROUND (places_value (dataset, pictures, k, i % SQUARE, i / SQUARE, c)));
    for (guint orientation = 0; orientation < 8; orientation++)
      if (has_orientation (dataset, pictures, k, first, orientation)) {
        found = orientation;
        n_found++;
      }
    g_assert_cmpuint (n_found, ==, 1);
    counts[found]++;
  }
  for (guint i = 0; i < 8; i++) /* 100 expected, with a standard deviation of 9 */
    g_assert_true (counts[i] > 60 && counts[i] < 140);
  folder_remove (folder);
}

static void
test_turn_needs_squares (gconstpointer loader)
{
  char *folder = folder_new ();
  GError *error = NULL;
  guint warnings;
  places_write (folder, "a.png", 30, 20, 1);
  g_assert_null (
      places_load (folder, (NcsnDatasetOptions){.turn = TRUE}, loader, &warnings, &error));
  assert_sentence (&error, "30 × 20");
  folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_autoptr (NcsnImageLoader) loader = folder_test_init (&argc, &argv);

  g_test_add_data_func ("/patches/sizes", loader, test_sizes);
  g_test_add_data_func ("/patches/none-large-enough", loader, test_none_large_enough);
  g_test_add_data_func ("/patches/scales", loader, test_scales);
  g_test_add_data_func ("/patches/coarse", loader, test_coarse);
  g_test_add_data_func ("/patches/orientations", loader, test_orientations);
  g_test_add_data_func ("/patches/turn-needs-squares", loader, test_turn_needs_squares);
  return g_test_run ();
}
