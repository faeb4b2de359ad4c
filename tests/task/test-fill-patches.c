/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fills by patches of the picture itself, alone and together with a network: pixels that stay,
 * edges, transparent parts, cancellation and refusals. */
#undef G_DISABLE_ASSERT
#include <math.h>
#include <string.h>

#include "filled.h"
#include "ncsn/error.h"

static double
bricks (double x, double y, gsize channel)
{
  const double row = floor (y / 7.0), column = fmod (x + 5.0 * fmod (row, 2.0), 11.0);

  return fmod (y, 7.0) < 1.0 || column < 1.0
             ? 0.8
             : 0.3 + 0.1 * (double)channel + 0.1 * sin (0.7 * x + 0.13 * y * (1.0 + row));
}

/* Seeds differ, threads do not. */
static void
test_bits (void)
{
  g_auto (Picture) picture = picture_of (140, 120, bricks, (Hole){50, 33, 41, 44});
  const gsize size = picture.width * picture.height * CHANNELS;
  g_autofree float *one = fill_by_patches (&picture, 5, 1, NULL),
                   *two = fill_by_patches (&picture, 5, 2, NULL);
  g_autofree float *seven = fill_by_patches (&picture, 5, 7, NULL),
                   *other = fill_by_patches (&picture, 6, 7, NULL);

  g_assert_true (same (one, two, size) && same (one, seven, size));
  g_assert_false (same (one, other, size));
}

/* Holes at each edge and corner. */
static void
test_edges (void)
{
  enum { WIDTH = 97, HEIGHT = 88, SIDE = 37 };

  for (gsize i = 0; i < 9; i++) {
    const Hole hole = {i % 3 * (WIDTH - SIDE) / 2, i / 3 * (HEIGHT - SIDE) / 2, SIDE, SIDE};
    g_auto (Picture) picture = picture_of (WIDTH, HEIGHT, bricks, hole);
    g_autoptr (GError) error = NULL;
    g_autofree float *filled = fill_by_patches (&picture, 1, 2, &error);

    g_assert_no_error (error);
    check_filled (&picture, filled);
  }
}

/* Gray, but for less than a step of 8 bits. */
static double
gray_bricks (double x, double y, gsize channel)
{
  return bricks (x, y, 0) + 0.1 / 255.0 * (double)channel;
}

/* The fill of a picture that counts as gray has equal channels, to the bit. */
static void
test_gray (void)
{
  g_auto (Picture) picture = picture_of (97, 88, gray_bricks, (Hole){30, 30, 38, 36});
  g_autofree float *filled = fill_by_patches (&picture, 1, 2, NULL);

  check_filled (&picture, filled);
  for (gsize i = 0; i < picture.width * picture.height; i++)
    for (gsize c = 1; picture.mask[i] > 0.0f && c < CHANNELS; c++)
      g_assert_cmpfloat (filled[i * CHANNELS + c], ==, filled[i * CHANNELS]);
}

/* What transparent pixels hide is not read, not even where it is no number, and they are no source:
 * a pattern goes on up to them. */
static void
test_transparent (void)
{
  g_auto (Picture) picture = picture_of (130, 90, checkerboard, (Hole){50, 20, 40, 40});
  const gsize pixels = picture.width * picture.height;
  g_autofree float *alpha = g_new (float, pixels), *hidden = picture.pixels;

  picture.alpha = alpha;
  picture.pixels = g_memdup2 (hidden, pixels * CHANNELS * sizeof (float));
  for (gsize i = 0; i < pixels; i++)
    alpha[i] = i % picture.width < 90;
  for (guint round = 0; round < 2; round++) {
    for (gsize i = 0; i < pixels * CHANNELS; i++)
      if (alpha[i / CHANNELS] == 0.0f)
        picture.pixels[i] = round == 0 ? 1.0f : NAN;
    g_autofree float *filled = fill_by_patches (&picture, 1, 2, NULL);

    check_filled (&picture, filled);
    for (gsize i = 0; i < pixels * CHANNELS; i++)
      if (alpha[i / CHANNELS] > 0.0f)
        g_assert_cmpfloat_with_epsilon (filled[i], hidden[i], 1.0 / 255.0);
  }
}

/* Pictures from which no patch can be taken, or with a pixel that is no number. */
static void
test_refusals (void)
{
  static const struct {
    gsize width, height;
    Hole hole;
    const char *words;
  } cases[] = {{50, 50, {0, 0, 50, 50}, "no place"}, {5, 6, {1, 1, 2, 2}, "no place"},
               {1, 1, {0, 0, 1, 1}, "no place"},     {200, 6, {80, 0, 40, 6}, "no place"},
               {50, 50, {0, 0, 0, 0}, "marked"},     {50, 50, {10, 10, 20, 20}, "column 4, row 7"}};

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (Picture) picture = picture_of (cases[i].width, cases[i].height, bricks, cases[i].hole);
    g_autoptr (GError) error = NULL;

    if (i + 1 == G_N_ELEMENTS (cases))
      picture.pixels[(7 * 50 + 4) * CHANNELS] = NAN;
    g_assert_null (fill_by_patches (&picture, 1, 2, &error));
    g_assert_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT);
    g_test_message ("%s", error->message);
    g_assert_nonnull (strstr (error->message, cases[i].words));
  }
}

/* Scattered marks leave small pictures no patch, but the picture itself has many. */
static void
test_scattered (void)
{
  g_auto (Picture) picture = picture_of (150, 130, bricks, (Hole){50, 40, 48, 48});

  for (gsize i = 0; i < picture.width * picture.height; i++)
    if (i % picture.width % 17 == 0 || i / picture.width % 17 == 0)
      picture.mask[i] = 1.0f;
  g_autoptr (GError) error = NULL;
  g_autofree float *filled = fill_by_patches (&picture, 1, 2, &error);

  g_assert_no_error (error);
  check_filled (&picture, filled);
}

/* A wide hole, and a narrow one that is beside it for the network too. */
static Picture
picture_with_both (void)
{
  Picture picture = picture_of (120, 90, bricks, (Hole){20, 20, 40, 44});

  for (gsize y = 30; y < 50; y++)
    for (gsize x = 61; x < 65; x++)
      picture.mask[y * picture.width + x] = 1.0f;
  return picture;
}

/* A picture whose two holes are filled by both methods changes only if both succeed. Progress
 * counts the evaluations of both. */
static void
test_cancel (void)
{
  g_auto (Picture) picture = picture_with_both ();
  g_autoptr (NcsnModel) model = white_model (0.5, 0.1, TRUE);
  Watch all = {0};
  NcsnTaskOptions options = options_for (model, 1);

  options.progress = watch;
  options.progress_data = &all;
  g_autofree float *filled = fill_with (&picture, NCSN_FILL_AUTO, 2, &options, model, NULL);
  g_assert_nonnull (filled);
  g_assert_cmpuint (all.done, ==, all.total);
  g_assert_cmpuint (all.total, >, 20);
  for (guint64 stop = 1; stop < all.total; stop += 9) {
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    g_autoptr (GError) error = NULL;
    Watch some = {.stop_at = stop, .cancellable = cancellable};

    options.cancellable = cancellable;
    options.progress_data = &some;
    g_assert_null (fill_with (&picture, NCSN_FILL_AUTO, 2, &options, model, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    g_assert_cmpuint (some.done, ==, stop);
  }
}

/* The time left follows from the share of the work. The first rounds of a large hole are a
 * hundredth of it, but much has been done before them. */
static void
test_first_share (void)
{
  g_auto (Picture) picture = picture_of (400, 400, bricks, (Hole){100, 100, 200, 200});
  Watch watched = {0};
  const NcsnTaskOptions options = {.progress = watch, .progress_data = &watched};
  g_autofree float *filled = fill_with (&picture, NCSN_FILL_PATCHES, 2, &options, NULL, NULL);

  g_assert_nonnull (filled);
  g_test_message ("share of the work after the first round: %.3f", watched.first_share);
  g_assert_cmpfloat (watched.first_share, >, 0.1);
}

/* Whether a pixel is deeper in the wide hole than the network polishes. */
static gboolean
is_inner (gsize x, gsize y)
{
  enum { POLISHED = 8 };

  return x >= 20 + POLISHED && x < 60 - POLISHED && y >= 20 + POLISHED && y < 64 - POLISHED;
}

/* The narrow hole becomes what the network makes of it with the wide one as unknown, and the wide
 * one what patches make of it when the narrow one is filled, except for a ring of its border. */
static void
test_auto (void)
{
  g_auto (Picture) picture = picture_with_both ();
  const gsize pixels = picture.width * picture.height;
  g_autoptr (NcsnModel) model = small_model (0, TRUE);
  NcsnTaskOptions options = options_for (model, 1);
  g_autofree float *both = fill_with (&picture, NCSN_FILL_AUTO, 2, &options, model, NULL);
  g_autofree float *whole = g_memdup2 (picture.mask, pixels * sizeof (float));
  g_autofree float *alpha = g_new (float, pixels), *network = NULL, *patches = NULL;

  for (gsize i = 0; i < pixels; i++) {
    const gboolean right = i % picture.width > 60;

    alpha[i] = right || whole[i] == 0.0f;
    picture.mask[i] = right ? whole[i] : 0.0f;
  }
  options.alpha = alpha;
  network = fill_with (&picture, NCSN_FILL_NETWORK, 2, &options, model, NULL);
  memcpy (picture.pixels, network, pixels * CHANNELS * sizeof (float));
  for (gsize i = 0; i < pixels; i++)
    picture.mask[i] = i % picture.width > 60 ? 0.0f : whole[i];
  options.alpha = NULL;
  patches = fill_with (&picture, NCSN_FILL_PATCHES, 2, &options, model, NULL);
  for (gsize i = 0; i < pixels; i++) {
    const gsize x = i % picture.width, y = i / picture.width;
    const gboolean in_wide = whole[i] > 0 && x < 60;

    g_assert_cmpint (same (patches + i * CHANNELS, both + i * CHANNELS, CHANNELS), ==,
                     !in_wide || is_inner (x, y));
  }
}

/* Without a known pixel there are no patches, and the network draws. */
static void
test_auto_of_everything (void)
{
  g_auto (Picture) picture = picture_of (50, 45, bricks, (Hole){0, 0, 50, 45});
  g_autoptr (NcsnModel) model = white_model (0.5, 0.1, TRUE);
  NcsnTaskOptions options = options_for (model, 1);
  g_autofree float *network = fill_with (&picture, NCSN_FILL_NETWORK, 2, &options, model, NULL);
  g_autofree float *filled = fill_with (&picture, NCSN_FILL_AUTO, 2, &options, model, NULL);

  g_assert_nonnull (filled);
  g_assert_true (same (network, filled, 50 * 45 * CHANNELS));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fill-patches/bits", test_bits);
  g_test_add_func ("/fill-patches/edges", test_edges);
  g_test_add_func ("/fill-patches/gray", test_gray);
  g_test_add_func ("/fill-patches/transparent", test_transparent);
  g_test_add_func ("/fill-patches/refusals", test_refusals);
  g_test_add_func ("/fill-patches/scattered", test_scattered);
  g_test_add_func ("/fill-patches/cancel", test_cancel);
  g_test_add_func ("/fill-patches/first-share", test_first_share);
  g_test_add_func ("/fill-patches/auto", test_auto);
  g_test_add_func ("/fill-patches/auto-of-everything", test_auto_of_everything);
  return g_test_run ();
}
