/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PatchMatch against a search of all patches. */
#undef G_DISABLE_ASSERT
#include <math.h>
#include <string.h>

#include "patches/field.h"
#include "pictures.h"

#define R NCSN_PATCH_RADIUS

enum { WIDTH = 48, HEIGHT = 41, CHANNELS = 3, SIZE = WIDTH * HEIGHT * CHANNELS };

/* Searches the source for the patches of x, (height, width, CHANNELS), `rounds` times. */
static void
search_coherent (NcsnPatchField *field, const NcsnPatchSource *source,
                 const NcsnPatchTarget *target, guint neighbours, double coherence, guint rounds,
                 guint n_threads, const float *x)
{
  const NcsnPatchOptions options = {
      .neighbours = neighbours, .sweeps = 2, .coherence = coherence, .seed = 5};
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (n_threads);

  g_assert_true (ncsn_patch_field_init (field, source, target, &options, NULL));
  ncsn_patch_field_look_at (field, x, NULL);
  for (guint i = 0; i < rounds; i++)
    ncsn_patch_field_search (field, threads);
}

static void
search (NcsnPatchField *field, const NcsnPatchSource *source, const NcsnPatchTarget *target,
        guint neighbours, guint rounds, guint n_threads, const float *x)
{
  search_coherent (field, source, target, neighbours, 0, rounds, n_threads, x);
}

/* Every patch of a part of the source is found in it. */
static void
test_finds_itself (void)
{
  enum { X = 9, Y = 5, W = WIDTH - 12, H = HEIGHT - 8 };
  g_autofree float *pixels = noise_picture (SIZE, 0.5, 0.2, 1), *x = g_new (float, SIZE);
  const NcsnPatchSource source = {HEIGHT, WIDTH, CHANNELS, pixels, .unusable = NULL};
  const NcsnPatchTarget target = {H, W, .missing = NULL};
  NcsnPatchField field;
  gsize found = 0;

  for (gsize y = 0; y < H; y++)
    memcpy (x + y * W * CHANNELS, pixels + ((y + Y) * WIDTH + X) * CHANNELS,
            W * CHANNELS * sizeof (float));
  search (&field, &source, &target, 1, 4, 2, x);
  for (gsize v = R; v + R < H; v++)
    for (gsize u = R; u + R < W; u++) {
      const NcsnMatch *match = &field.matches[v * W + u];

      found += match->distance == 0;
      if (match->distance == 0)
        g_assert_true (match->x == (gint32)(u + X) && match->y == (gint32)(v + Y));
    }
  g_test_message ("found %zu of %d", found, (W - 2 * R) * (H - 2 * R));
  g_assert_cmpuint (found, >=, (W - 2 * R) * (H - 2 * R) * 99 / 100);
  ncsn_patch_field_clear (&field);
}

/* The distance of a match, summed naively. */
static double
naive_distance (const float *x, gsize at, const NcsnPatchSource *source, const NcsnMatch *match)
{
  double sum = 0;

  for (gssize dy = -R; dy <= R; dy++)
    for (gssize dx = -R; dx <= R; dx++)
      for (gssize c = 0; c < CHANNELS; c++) {
        const gssize a = (gssize)at + dy * WIDTH + dx;
        const gssize b = (match->y + dy) * (gssize)source->width + match->x + dx;

        sum += pow ((double)x[a * CHANNELS + c] - (double)source->pixels[b * CHANNELS + c], 2);
      }
  return sum;
}

/* No two matches are the same, and all lie in usable pixels. */
static void
check_distinct (const NcsnPatchField *field, gsize at)
{
  const gsize k = field->options.neighbours, width = field->source.given.width;
  const NcsnMatch *matches = field->matches + at * k;
  g_autofree guint8 *seen = g_new0 (guint8, width * field->source.given.height);

  for (gsize i = 0; i < k; i++) {
    const gsize place = (gsize)matches[i].y * width + (gsize)matches[i].x;

    g_assert_true (field->source.usable[place] && !seen[place]);
    seen[place] = 1;
  }
}

/* Matches are also sorted, and their distances are right. */
static void
check_matches (const NcsnPatchField *field, const float *x, gsize at)
{
  const gsize k = field->options.neighbours;
  const NcsnMatch *matches = field->matches + at * k;

  check_distinct (field, at);
  for (gsize i = 0; i < k; i++) {
    g_assert_cmpfloat_with_epsilon ((double)matches[i].distance,
                                    naive_distance (x, at, &field->source.given, &matches[i]),
                                    1e-4);
    g_assert_true (i == 0 || matches[i - 1].distance <= matches[i].distance);
  }
}

/* Several neighbours, in a source with a hole. */
static void
test_neighbours (void)
{
  enum { K = 6 };
  g_autofree float *pixels = noise_picture (SIZE, 0.5, 0.2, 1);
  g_autofree float *x = noise_picture (SIZE, 0.5, 0.2, 2), *hole = g_new0 (float, WIDTH *HEIGHT);
  const NcsnPatchSource source = {HEIGHT, WIDTH, CHANNELS, pixels, .unusable = hole};
  const NcsnPatchTarget target = {HEIGHT, WIDTH, .missing = hole};
  NcsnPatchField field;

  for (gsize i = 0; i < WIDTH * HEIGHT; i++)
    hole[i] = i % WIDTH >= 10 || i / WIDTH >= 11; /* 20 patches are left */
  search (&field, &source, &target, K, 2, 2, x);
  g_assert_cmpuint (field.source.n_places, ==, (10 - 2 * R) * (11 - 2 * R));
  for (gsize at = 0; at < WIDTH * HEIGHT; at++)
    if (field.wanted[at])
      check_matches (&field, x, at);
  ncsn_patch_field_clear (&field);
}

/* The matches of a smaller picture, also of fewer neighbours or of all patches, start the search
 * with as many different patches. */
static void
test_refine (void)
{
  static const guint neighbours[][2] = {{1, 1}, {3, 3}, {2, 5}, {5, 2}, {4, WIDTH * HEIGHT}};
  g_autofree float *pixels = noise_picture (SIZE, 0.5, 0.2, 1);
  g_autofree float *x = noise_picture (SIZE, 0.5, 0.2, 2);
  const NcsnPatchSource source = {HEIGHT, WIDTH, CHANNELS, pixels, .unusable = NULL};
  const NcsnPatchSource half = {(HEIGHT + 1) / 2, WIDTH / 2, CHANNELS, pixels, .unusable = NULL};
  const NcsnPatchTarget target = {20, 20, .missing = NULL}, half_target = {10, 10, .missing = NULL};

  for (guint i = 0; i < G_N_ELEMENTS (neighbours); i++) {
    NcsnPatchField coarse, field;

    search (&coarse, &half, &half_target, neighbours[i][0], 2, 2, x);
    search (&field, &source, &target, neighbours[i][1], 0, 2, x);
    ncsn_patch_field_refine (&field, &coarse);
    for (gsize at = 0; at < 400; at++)
      check_distinct (&field, at);
    for (guint k = 0; k < MIN (neighbours[i][0], neighbours[i][1]) && k < 4; k++) {
      const NcsnMatch *from = &coarse.matches[(3 * 10 + 4) * neighbours[i][0] + k];
      const gint32 u = 2 * from->x + 1, v = 2 * from->y;
      const NcsnMatch *ours = &field.matches[(6 * 20 + 9) * field.options.neighbours + k];

      if (!field.all && u + R < WIDTH && v >= R && v + R < HEIGHT)
        g_assert_true (ours->x == u && ours->y == v && ours->distance == from->distance);
    }
    ncsn_patch_field_clear (&coarse);
    ncsn_patch_field_clear (&field);
  }
}

/* How many patches continue the match of the patch on their left. */
static gsize
count_continued (const NcsnPatchField *field, gsize side)
{
  gsize count = 0;

  for (gsize i = 0; i < side * side; i++)
    if (field->wanted[i] && i % side > R)
      count += field->matches[i].x == field->matches[i - 1].x + 1 &&
               field->matches[i].y == field->matches[i - 1].y;
  return count;
}

/* Pieces of the source grow with the coherence, at the cost of distance. */
static void
test_coherence (void)
{
  enum { SIDE = 32 };
  static const double coherences[] = {0, 0.3};
  g_autofree float *pixels = noise_picture (SIZE, 0.5, 0.2, 1);
  g_autofree float *x = noise_picture (SIZE, 0.5, 0.2, 2);
  const NcsnPatchSource source = {HEIGHT, WIDTH, CHANNELS, pixels, .unusable = NULL};
  const NcsnPatchTarget target = {SIDE, SIDE, .missing = NULL};
  gsize continued = 0;

  for (guint i = 0; i < G_N_ELEMENTS (coherences); i++) {
    NcsnPatchField field;

    search_coherent (&field, &source, &target, 1, coherences[i], 4, 2, x);
    g_test_message ("κ = %.1f: %zu continued", coherences[i], count_continued (&field, SIDE));
    g_assert_cmpuint (count_continued (&field, SIDE), >, 5 * continued / 4);
    continued = count_continued (&field, SIDE);
    ncsn_patch_field_clear (&field);
  }
}

/* The same bits on any number of threads, at every place that is wanted. */
static void
test_threads (void)
{
  enum { K = 3 };
  static const guint counts[] = {1, 2, 7};
  g_autofree float *pixels = noise_picture (SIZE, 0.5, 0.2, 1);
  g_autofree float *x = noise_picture (SIZE, 0.5, 0.2, 2);
  const NcsnPatchSource source = {HEIGHT, WIDTH, CHANNELS, pixels, .unusable = NULL};
  const NcsnPatchTarget target = {HEIGHT, WIDTH, .wrap_x = TRUE, .wrap_y = TRUE};
  NcsnPatchField fields[G_N_ELEMENTS (counts)];

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++) {
    search (&fields[i], &source, &target, K, 2, counts[i], x);
    g_assert_cmpmem (fields[i].matches, WIDTH * HEIGHT * K * sizeof (NcsnMatch), fields[0].matches,
                     WIDTH * HEIGHT * K * sizeof (NcsnMatch));
  }
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    ncsn_patch_field_clear (&fields[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/patch-search/finds-itself", test_finds_itself);
  g_test_add_func ("/patch-search/neighbours", test_neighbours);
  g_test_add_func ("/patch-search/refine", test_refine);
  g_test_add_func ("/patch-search/coherence", test_coherence);
  g_test_add_func ("/patch-search/threads", test_threads);
  return g_test_run ();
}
