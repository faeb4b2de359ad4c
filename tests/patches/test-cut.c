/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cuts against the cheapest of all. */
#undef G_DISABLE_ASSERT
#include <math.h>
#include <string.h>

#include "patches/cut.h"

enum { WIDTH = 4, HEIGHT = 5, PIXELS = WIDTH * HEIGHT, FREE = 9, ROUNDS = 60 };

static double
cost_of (const float *difference, const guint8 *sides)
{
  double cost = 0;

  for (int i = 0; i < PIXELS; i++) {
    if (i % WIDTH + 1 < WIDTH && sides[i] != sides[i + 1])
      cost += (double)(difference[i] + difference[i + 1]);
    if (i + WIDTH < PIXELS && sides[i] != sides[i + WIDTH])
      cost += (double)(difference[i] + difference[i + WIDTH]);
  }
  return cost;
}

/* The cost of the cheapest way to divide the free pixels. */
static double
least_cost (const float *difference, const guint8 *given)
{
  double least = INFINITY;

  for (guint choice = 0; choice < 1u << FREE; choice++) {
    guint8 sides[PIXELS];
    guint bit = 0;

    for (int i = 0; i < PIXELS; i++)
      if (given[i] == NCSN_CUT_FREE)
        sides[i] = choice >> bit++ & 1 ? NCSN_CUT_NEW : NCSN_CUT_OLD;
      else
        sides[i] = given[i];
    least = MIN (least, cost_of (difference, sides));
  }
  return least;
}

/* The left column is old, the right one new, and one pixel elsewhere either. */
static void
begin (GRand *rand, float *difference, guint8 *sides)
{
  for (int i = 0; i < PIXELS; i++) {
    difference[i] = (float)g_rand_double (rand);
    sides[i] = NCSN_CUT_FREE;
    if (i % WIDTH == 0)
      sides[i] = NCSN_CUT_OLD;
    if (i % WIDTH == WIDTH - 1)
      sides[i] = NCSN_CUT_NEW;
  }
  do {
    const int at = g_rand_int_range (rand, 0, PIXELS);

    if (sides[at] == NCSN_CUT_FREE) {
      sides[at] = g_rand_boolean (rand) ? NCSN_CUT_OLD : NCSN_CUT_NEW;
      return;
    }
  } while (TRUE);
}

static void
test_least (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (int round = 0; round < ROUNDS; round++) {
    float difference[PIXELS];
    guint8 given[PIXELS], sides[PIXELS];

    begin (rand, difference, given);
    memcpy (sides, given, PIXELS);
    ncsn_cut (difference, HEIGHT, WIDTH, sides);
    for (int i = 0; i < PIXELS; i++)
      g_assert_true (given[i] == NCSN_CUT_FREE ? sides[i] != NCSN_CUT_FREE : sides[i] == given[i]);
    g_assert_cmpfloat_with_epsilon (cost_of (difference, sides), least_cost (difference, given),
                                    1e-5);
  }
}

/* Without old pixels all become new. */
static void
test_new (void)
{
  const float difference[PIXELS] = {0};
  guint8 sides[PIXELS] = {0};

  ncsn_cut (difference, HEIGHT, WIDTH, sides);
  for (int i = 0; i < PIXELS; i++)
    g_assert_cmpint (sides[i], ==, NCSN_CUT_NEW);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cut/least", test_least);
  g_test_add_func ("/cut/new", test_new);
  return g_test_run ();
}
