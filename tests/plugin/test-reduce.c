/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reduced pictures: means that are known, and planes, which linear interpolation gives back. */
#include "plugin/reduce.h"

static void
test_means (void)
{
  const float picture[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14}; /* 5 × 3 */
  const float expected[] = {3, 5, 6.5f, 10.5f, 12.5f, 14};
  g_autofree float *reduced = plugin_picture_reduce (picture, 5, 3, 1, 2);

  for (int i = 0; i < 6; i++)
    g_assert_cmpfloat (reduced[i], ==, expected[i]);
}

/* A plane of two channels, away from the edges; unmarked pixels do not change. */
static void
test_plane (void)
{
  enum { WIDTH = 24, HEIGHT = 18, FACTOR = 3 };
  float picture[HEIGHT][WIDTH][2], again[HEIGHT][WIDTH][2], mask[HEIGHT][WIDTH];

  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++) {
      picture[y][x][0] = (float)(2 * x - y);
      picture[y][x][1] = (float)(x + 5 * y);
      again[y][x][0] = again[y][x][1] = -77;
      mask[y][x] = (x + y) % 3 == 0 ? 0 : 0.5f;
    }
  g_autofree float *reduced = plugin_picture_reduce (&picture[0][0][0], WIDTH, HEIGHT, 2, FACTOR);
  plugin_picture_enlarge (reduced, FACTOR, &mask[0][0], WIDTH, HEIGHT, 2, &again[0][0][0]);
  for (int y = 1; y < HEIGHT - 1; y++)
    for (int x = 1; x < WIDTH - 1; x++)
      for (int c = 0; c < 2; c++)
        g_assert_cmpfloat_with_epsilon (again[y][x][c], (x + y) % 3 == 0 ? -77 : picture[y][x][c],
                                        1e-4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reduce/means", test_means);
  g_test_add_func ("/reduce/plane", test_plane);
  return g_test_run ();
}
