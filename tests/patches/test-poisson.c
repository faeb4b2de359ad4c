/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Poisson's equation with solutions that are known beforehand. */
#undef G_DISABLE_ASSERT
#include <math.h>
#include <string.h>

#include "patches/poisson.h"
#include "pictures.h"

enum { WIDTH = 83, HEIGHT = 58, PIXELS = WIDTH * HEIGHT, CHANNELS = 2, SIZE = PIXELS * CHANNELS };

typedef struct {
  float right[PIXELS], down[PIXELS], held[PIXELS], wanted[SIZE], values[SIZE];
  float solution[SIZE];
} Case;

static NcsnPoisson
poisson_of (Case *c)
{
  return (NcsnPoisson){HEIGHT, WIDTH, CHANNELS, c->right, c->down, c->held, c->wanted, c->values};
}

/* Adds w (f_p - f_q) of the solution to b of both. */
static void
tie (Case *c, gsize p, gsize q)
{
  for (gsize i = 0; i < CHANNELS; i++) {
    const float step = c->solution[p * CHANNELS + i] - c->solution[q * CHANNELS + i];

    c->wanted[p * CHANNELS + i] += step;
    c->wanted[q * CHANNELS + i] -= step;
  }
}

/* The equation of an ellipse with islands, whose pixels beside others are held if `held`, and whose
 * solution is noise. Other pixels are no numbers. */
static Case *
ellipse (gboolean held)
{
  Case *c = g_new0 (Case, 1);
  g_autofree float *noise = noise_picture (SIZE, 0.5, 0.2, 1);
  g_autofree gboolean *inside = g_new (gboolean, PIXELS);

  memcpy (c->solution, noise, sizeof c->solution);
  for (gsize i = 0; i < PIXELS; i++) {
    const double x = ((double)(i % WIDTH) - 41) / 41, y = ((double)(i / WIDTH) - 29) / 29;

    inside[i] = x * x + y * y < 1 && !(i % WIDTH % 19 < 3 && i / WIDTH % 17 < 4);
    for (gsize k = 0; k < CHANNELS; k++)
      c->values[i * CHANNELS + k] = inside[i] ? 0.5f : NAN;
  }
  for (gsize i = 0; i + WIDTH < PIXELS; i++) {
    if (inside[i] && inside[i + 1])
      tie (c, i, i + 1), c->right[i] = 1;
    if (inside[i] && inside[i + WIDTH])
      tie (c, i, i + WIDTH), c->down[i] = 1;
    if (held && inside[i] && !(inside[i - 1] && inside[i + 1]))
      c->held[i] = 1;
    for (gsize k = 0; c->held[i] > 0 && k < CHANNELS; k++)
      c->wanted[i * CHANNELS + k] += c->solution[i * CHANNELS + k];
  }
  return c;
}

static void
test_held (void)
{
  g_autofree Case *c = ellipse (TRUE);
  const NcsnPoisson poisson = poisson_of (c);
  double largest = 0;

  g_assert_true (ncsn_poisson_solve (&poisson, NULL));
  for (gsize i = 0; i < SIZE; i++)
    if (c->values[i] == c->values[i])
      largest = MAX (largest, fabs ((double)c->values[i] - (double)c->solution[i]));
  g_test_message ("off by %g at most", largest);
  g_assert_cmpfloat (largest, <=, 1e-3);
}

/* Where nothing is held all steps are right, and the mean stays. */
static void
test_free (void)
{
  g_autofree Case *c = ellipse (FALSE);
  const NcsnPoisson poisson = poisson_of (c);
  double largest = 0, sum = 0, count = 0;

  g_assert_true (ncsn_poisson_solve (&poisson, NULL));
  for (gsize i = 0; i + 1 < PIXELS; i++)
    for (gsize k = i * CHANNELS; k < (i + 1) * CHANNELS; k++) {
      if (c->values[k] != c->values[k])
        continue;
      sum += (double)c->values[k];
      count++;
      if (c->right[i] > 0)
        largest = MAX (largest, fabs ((double)(c->values[k + CHANNELS] - c->values[k] -
                                               (c->solution[k + CHANNELS] - c->solution[k]))));
    }
  g_test_message ("steps are off by %g at most, the mean is %g", largest, sum / count);
  g_assert_cmpfloat (largest, <=, 1e-3);
  g_assert_cmpfloat_with_epsilon (sum / count, 0.5, 0.05);
}

/* Pixels that are tied to nothing keep their values. */
static void
test_loose (void)
{
  g_autofree Case *c = ellipse (TRUE);
  const NcsnPoisson poisson = poisson_of (c);
  guint loose = 0;

  for (gsize i = 0; i < SIZE; i++)
    if (c->values[i] != c->values[i])
      c->values[i] = 7;
  g_assert_true (ncsn_poisson_solve (&poisson, NULL));
  for (gsize i = 0; i < SIZE; i++)
    loose += c->values[i] == 7;
  g_assert_cmpuint (loose, >, SIZE / 5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/poisson/held", test_held);
  g_test_add_func ("/poisson/free", test_free);
  g_test_add_func ("/poisson/loose", test_loose);
  return g_test_run ();
}
