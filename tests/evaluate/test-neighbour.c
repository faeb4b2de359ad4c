/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The nearest place in pictures: against a search of all places, and for copies at any place. */
#undef G_DISABLE_ASSERT
#include <math.h>
#include <string.h>

#include "ncsn/neighbour.h"
#include "ncsn/random.h"

enum { C = 3 };

/* Random values, each smoothed over `reach` pixels to the left and above. */
static float *
picture_new (gsize height, gsize width, gsize reach, guint32 item)
{
  g_autofree float *noise = g_new (float, height *width *C);
  float *picture = g_new0 (float, height *width *C);

  ncsn_random_uniform ((NcsnRandomKey){11, NCSN_STREAM_POINTS, item, 0}, 0, height * width * C,
                       noise);
  for (gsize y = 0; y < height; y++)
    for (gsize x = 0; x < width; x++)
      for (gsize v = y - MIN (y, reach); v <= y; v++)
        for (gsize u = x - MIN (x, reach); u <= x; u++)
          for (gsize c = 0; c < C; c++)
            picture[(y * width + x) * C + c] +=
                noise[(v * width + u) * C + c] / (float)((reach + 1) * (reach + 1));
  return picture;
}

static void
cut (const float *picture, gsize width, gsize x, gsize y, gsize side, gboolean mirrored, float *to)
{
  for (gsize v = 0; v < side; v++)
    for (gsize u = 0; u < side; u++)
      memcpy (to + (v * side + u) * C,
              picture + ((y + v) * width + x + (mirrored ? side - 1 - u : u)) * C,
              C * sizeof (float));
}

static double
distance (const float *patch, const float *picture, gsize width, gsize x, gsize y, gsize side)
{
  double sum = 0.0;

  for (gsize v = 0; v < side; v++)
    for (gsize i = 0; i < side * C; i++) {
      const double d = patch[v * side * C + i] - picture[((y + v) * width + x) * C + i];

      sum += d * d;
    }
  return sqrt (sum / (double)(side * side * C));
}

static void
search (const float *patches, gsize count, gsize side, const float *picture, gsize height,
        gsize width, gsize number, gboolean flip, NcsnNeighbour *neighbours)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);

  ncsn_neighbours_search (threads, patches, (NcsnShape){count, side, side, C}, picture, height,
                          width, number, flip, neighbours, NULL);
}

/* Exact copies at every place modulo the coarse grid, at the last places, and mirrored. */
static void
test_copies (void)
{
  enum { SIDE = 32, HEIGHT = 67, WIDTH = 90, PLACES = 16 };
  g_autofree float *picture = picture_new (HEIGHT, WIDTH, 1, 0);
  g_autofree float *other = picture_new (HEIGHT, WIDTH, 1, 1);
  g_autofree float *patches = g_new (float, (PLACES + 1) * SIDE * SIDE * C);

  for (guint flip = 0; flip < 2; flip++) {
    NcsnNeighbour found[PLACES + 1];

    for (gsize k = 0; k <= PLACES; k++) {
      found[k].distance = INFINITY;
      cut (picture, WIDTH, k < PLACES ? 9 + k % 4 : WIDTH - SIDE,
           k < PLACES ? 5 + k / 4 : HEIGHT - SIDE, SIDE, flip, patches + k * SIDE * SIDE * C);
    }
    search (patches, PLACES + 1, SIDE, other, HEIGHT, WIDTH, 4, TRUE, found);
    for (gsize k = 0; k <= PLACES; k++)
      g_assert_true (found[k].distance > 0.1 && found[k].picture == 4);
    search (patches, PLACES + 1, SIDE, picture, HEIGHT, WIDTH, 5, flip, found);
    search (patches, PLACES + 1, SIDE, other, HEIGHT, WIDTH, 6, flip, found);
    for (gsize k = 0; k <= PLACES; k++) {
      g_assert_cmpfloat (found[k].distance, ==, 0.0);
      g_assert_cmpuint (found[k].picture, ==, 5);
      g_assert_cmpuint (found[k].x, ==, k < PLACES ? 9 + k % 4 : WIDTH - SIDE);
      g_assert_cmpuint (found[k].y, ==, k < PLACES ? 5 + k / 4 : HEIGHT - SIDE);
      g_assert_cmpint (found[k].mirrored, ==, flip);
    }
  }
}

/* Against all places, one by one. Where there are few of them, or patches are small, nothing can be
 * missed; of large patches in smooth pictures hardly anything is. */
static void
test_all_places (void)
{
  const struct {
    gsize side, height, width, reach;
    double share; /* of patches whose nearest place is found */
  } cases[] = {{12, 40, 30, 0, 1.0}, {28, 35, 35, 0, 1.0}, {32, 80, 90, 6, 0.95}};
  enum { COUNT = 40 };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const gsize side = cases[i].side, height = cases[i].height, width = cases[i].width;
    g_autofree float *picture = picture_new (height, width, cases[i].reach, 0);
    g_autofree float *source = picture_new (60, 60, cases[i].reach, 1);
    g_autofree float *patches = g_new (float, COUNT *side *side *C);
    NcsnNeighbour found[COUNT];
    guint right = 0;

    for (gsize k = 0; k < COUNT; k++) {
      found[k].distance = INFINITY;
      cut (source, 60, k % 20, k / 2, side, FALSE, patches + k * side * side * C);
    }
    search (patches, COUNT, side, picture, height, width, 0, FALSE, found);
    for (gsize k = 0; k < COUNT; k++) {
      const float *patch = patches + k * side * side * C;
      double least = INFINITY;

      for (gsize y = 0; y + side <= height; y++)
        for (gsize x = 0; x + side <= width; x++)
          least = MIN (least, distance (patch, picture, width, x, y, side));
      g_assert_cmpfloat_with_epsilon (
          distance (patch, picture, width, found[k].x, found[k].y, side), found[k].distance, 1e-5);
      g_assert_cmpfloat (found[k].distance, <, 1.1 * least);
      right += found[k].distance < least + 1e-5;
    }
    g_test_message ("%d × %d: %u of %d", (int)side, (int)side, right, COUNT);
    g_assert_cmpfloat (right, >=, cases[i].share * COUNT);
  }
}

static void
test_too_small (void)
{
  g_autofree float *patch = picture_new (12, 12, 0, 0);
  NcsnNeighbour found = {.distance = INFINITY};

  search (patch, 1, 12, patch, 11, 12, 0, TRUE, &found);
  g_assert_false (isfinite (found.distance));
  search (patch, 1, 12, patch, 12, 12, 9, TRUE, &found);
  g_assert_true (found.distance == 0.0 && found.picture == 9 && !found.mirrored);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/neighbour/copies", test_copies);
  g_test_add_func ("/neighbour/all-places", test_all_places);
  g_test_add_func ("/neighbour/too-small", test_too_small);
  return g_test_run ();
}
