/* SPDX-License-Identifier: GPL-3.0-or-later */
/* usage: patch-distances COUNT HEIGHT WIDTH CHANNELS SEEDS A B
 *
 * Prints the distance at each scale of two sets of pictures, files of float32, (N, H, W, C); the
 * mean over so many seeds. twin-wasserstein.py asks. */
#include <stdio.h>

#include "ncsn/wasserstein.h"

static float *
read_pictures (const char *path, gsize expected)
{
  g_autoptr (GError) error = NULL;
  char *data = NULL;
  gsize length;

  if (!g_file_get_contents (path, &data, &length, &error))
    g_error ("%s", error->message);
  g_assert_cmpuint (length, ==, expected * sizeof (float));
  return (float *)data;
}

int
main (int argc, char **argv)
{
  guint numbers[5];
  double sums[NCSN_PATCH_SCALES] = {0};
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (argc, ==, 8);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    numbers[i] = (guint)g_ascii_strtoull (argv[1 + i], NULL, 10);

  const NcsnShape shape = {numbers[0], numbers[1], numbers[2], numbers[3]};
  const guint seeds = numbers[4], scales = ncsn_patch_scales (shape.h, shape.w);
  g_autofree float *a = read_pictures (argv[6], ncsn_shape_size (shape));
  g_autofree float *b = read_pictures (argv[7], ncsn_shape_size (shape));
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);

  for (guint seed = 0; seed < seeds; seed++) {
    double distances[NCSN_PATCH_SCALES];

    if (!ncsn_patch_distances (threads, a, b, shape, seed, distances, &error))
      g_error ("%s", error->message);
    for (guint i = 0; i < scales; i++)
      sums[i] += distances[i];
  }
  for (guint i = 0; i < scales; i++)
    printf ("%.6g ", sums[i] / seeds);
  printf ("\n");
  return 0;
}
