/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distances between sets of points and of pictures, against known ones. */
#undef G_DISABLE_ASSERT
#include <math.h>
#include <string.h>

#include "ncsn/random.h"
#include "ncsn/wasserstein.h"

/* E|u_1| of a unit vector u that is uniform on the sphere in D dimensions. */
static double
mean_entry (double dimension)
{
  return exp (lgamma (dimension / 2) - lgamma ((dimension + 1) / 2)) / sqrt (G_PI);
}

static float *
normal (gsize size, guint32 item)
{
  float *values = g_new (float, size);

  ncsn_random_normal ((NcsnRandomKey){7, NCSN_STREAM_POINTS, item, 0}, 0, size, values);
  return values;
}

static double
distance (const float *a, const float *b, gsize count, gsize dimension, guint directions)
{
  g_autoptr (NcsnThreads) one = ncsn_threads_new (1);
  g_autoptr (NcsnThreads) two = ncsn_threads_new (2);
  const double found = ncsn_sliced_wasserstein (one, a, b, count, dimension, directions, 5);

  g_assert_cmpfloat (found, ==,
                     ncsn_sliced_wasserstein (two, a, b, count, dimension, directions, 5));
  g_assert_cmpfloat (found, ==,
                     ncsn_sliced_wasserstein (one, b, a, count, dimension, directions, 5));
  return found;
}

/* In one dimension there is one line, and the distance is that of sorted values. */
static void
test_by_hand (void)
{
  const float a[] = {3.0f, 0.0f, 1.0f}, shifted[] = {5.0f, 6.0f, 8.0f},
              other[] = {2.0f, 2.0f, 0.0f};

  g_assert_cmpfloat_with_epsilon (distance (a, shifted, 3, 1, 4), 5.0, 1e-6);
  g_assert_cmpfloat_with_epsilon (distance (a, other, 3, 1, 4), 2.0 / 3.0, 1e-6);
}

static void
test_shift (void)
{
  enum { COUNT = 50, D = 12 };
  g_autofree float *a = normal (COUNT * D, 0);
  g_autofree float *b = g_new (float, COUNT *D);
  double square = 0.0;

  for (gsize i = 0; i < COUNT * D; i++)
    b[i] = a[i] + 0.1f * (float)(i % D);
  for (gsize i = 0; i < D; i++)
    square += 0.01 * i * i;
  g_assert_cmpfloat_with_epsilon (distance (a, b, COUNT, D, 20000) / sqrt (square), mean_entry (D),
                                  0.005);
  g_assert_cmpfloat (distance (a, a, COUNT, D, 10), ==, 0.0);
}

/* Between N(0, I) and N(0, 2² I) the distance along every line is E|2z - z|. */
static void
test_gaussians (void)
{
  enum { COUNT = 20000, D = 3 };
  g_autofree float *a = normal (COUNT * D, 0);
  g_autofree float *b = normal (COUNT * D, 1);

  for (gsize i = 0; i < COUNT * D; i++)
    b[i] *= 2.0f;
  g_assert_cmpfloat_with_epsilon (distance (a, b, COUNT, D, 50), sqrt (2.0 / G_PI), 0.02);
}

static void
test_order (void)
{
  enum { COUNT = 40, D = 20 };
  g_autofree float *a = normal (COUNT * D, 0);
  g_autofree float *b = normal (COUNT * D, 1);
  g_autofree float *turned = g_new (float, COUNT *D);

  for (gsize i = 0; i < COUNT; i++)
    memcpy (turned + (i * 7 + 3) % COUNT * D, b + i * D, D * sizeof (float));
  g_assert_cmpfloat (distance (a, b, COUNT, D, 30), ==, distance (a, turned, COUNT, D, 30));
  g_assert_cmpfloat (distance (turned, b, COUNT, D, 30), ==, 0.0);
}

enum { N = 12, H = 37, W = 32, C = 3, SIZE = N * H * W * C };

static void
pictures_apart (const float *a, const float *b, double *distances)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);

  g_assert_cmpuint (ncsn_patch_scales (H, W), ==, 3);
  g_assert_true (ncsn_patch_distances (threads, a, b, (NcsnShape){N, H, W, C}, 3, distances, NULL));
}

/* Each scale shows its own differences: brightness the coarsest, a pattern of single pixels the
 * finest. A wave that half size still shows is seen there more than anywhere. */
static void
test_scales (void)
{
  g_autofree float *a = normal (SIZE, 0);
  g_autofree float *b = g_new (float, SIZE);
  double found[3];

  pictures_apart (a, a, found);
  for (guint s = 0; s < 3; s++)
    g_assert_cmpfloat (found[s], ==, 0.0);

  for (gsize i = 0; i < SIZE; i++)
    b[i] = a[i] + 0.5f;
  pictures_apart (a, b, found);
  g_assert_cmpfloat (found[0], <, 1e-6);
  g_assert_cmpfloat (found[1], <, 1e-6);
  /* The mean over 256 directions is within 5 % of the expectation, its standard error. */
  g_assert_cmpfloat_with_epsilon (found[2] / 0.5, sqrt (49.0 * C) * mean_entry (49 * C), 0.12);

  for (gsize i = 0; i < SIZE; i++)
    b[i] = a[i] + ((i / C % W + i / (C * W) % H) % 2 ? 0.5f : -0.5f);
  pictures_apart (a, b, found);
  g_assert_cmpfloat (found[0], >, 0.05);
  g_assert_cmpfloat (found[1], <, 1e-6);
  g_assert_cmpfloat (found[2], <, 1e-6);

  for (gsize i = 0; i < SIZE; i++)
    b[i] = a[i] + 0.5f * (float)cos (G_PI / 4.0 * (double)(i / C % W));
  pictures_apart (a, b, found);
  g_test_message ("a wave of 8 pixels: %g %g %g", found[0], found[1], found[2]);
  g_assert_true (found[1] > found[0] && found[1] > found[2]);
}

/* A pyramid's levels are all there is in a picture: smooth pictures leave only the coarsest,
 * whose values are the pictures' own. */
static void
test_small (void)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  float a[49], b[49];
  double found;

  for (gsize i = 0; i < 49; i++) {
    a[i] = 0.1f;
    b[i] = 0.4f;
  }
  g_assert_cmpuint (ncsn_patch_scales (6, 90), ==, 0);
  g_assert_cmpuint (ncsn_patch_scales (7, 90), ==, 1);
  g_assert_cmpuint (ncsn_patch_scales (13, 12), ==, 1);
  g_assert_cmpuint (ncsn_patch_scales (13, 13), ==, 2);
  g_assert_cmpuint (ncsn_patch_scales (900, 900), ==, 3);
  g_assert_true (ncsn_patch_distances (threads, a, b, (NcsnShape){1, 7, 7, 1}, 3, &found, NULL));
  g_assert_cmpfloat_with_epsilon (found / 0.3, 7.0 * mean_entry (49), 0.12);
}

/* Sets of one kind come nearer the larger they are; one with less contrast does not. */
static void
test_convergence (void)
{
  enum { MANY = 96 };
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  g_autofree float *a = normal (MANY * 16 * 16, 0);
  g_autofree float *b = normal (MANY * 16 * 16, 1);
  double few[2], many[2], faint[2];

  g_assert_true (
      ncsn_patch_distances (threads, a, b, (NcsnShape){MANY / 16, 16, 16, 1}, 3, few, NULL));
  g_assert_true (ncsn_patch_distances (threads, a, b, (NcsnShape){MANY, 16, 16, 1}, 3, many, NULL));
  for (gsize i = 0; i < MANY * 16 * 16; i++)
    b[i] *= 0.6f;
  g_assert_true (
      ncsn_patch_distances (threads, a, b, (NcsnShape){MANY, 16, 16, 1}, 3, faint, NULL));
  for (guint s = 0; s < 2; s++) {
    g_test_message ("%g, of 16 times as many %g, with less contrast %g", few[s], many[s], faint[s]);
    g_assert_cmpfloat (many[s], <, 0.5 * few[s]);
    g_assert_cmpfloat (faint[s], >, 2.0 * many[s]);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wasserstein/by-hand", test_by_hand);
  g_test_add_func ("/wasserstein/shift", test_shift);
  g_test_add_func ("/wasserstein/gaussians", test_gaussians);
  g_test_add_func ("/wasserstein/order", test_order);
  g_test_add_func ("/wasserstein/scales", test_scales);
  g_test_add_func ("/wasserstein/small", test_small);
  g_test_add_func ("/wasserstein/convergence", test_convergence);
  return g_test_run ();
}
