/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cuts against the cheapest of all. */
#undef G_DISABLE_ASSERT
#include <math.h>

#include "patches/flow.h"

enum { WIDTH = 4, HEIGHT = 3, PIXELS = WIDTH * HEIGHT, ROUNDS = 300 };

/* A cut and its arrays. */
typedef struct {
  gint32 next[NCSN_FLOW_WAYS][PIXELS];
  float apart[NCSN_FLOW_WAYS][PIXELS], second[PIXELS];
} Costs;

static const int ways[NCSN_FLOW_WAYS][2] = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}};

/* Whole numbers, so that many cuts cost the same, and one pixel on either side. */
static void
begin (GRand *rand, Costs *costs)
{
  for (int i = 0; i < PIXELS; i++) {
    costs->second[i] = (float)g_rand_int_range (rand, -6, 7);
    for (guint way = 0; way < NCSN_FLOW_WAYS; way++) {
      const int x = i % WIDTH + ways[way][0], y = i / WIDTH + ways[way][1];
      const gboolean inside = x >= 0 && y >= 0 && x < WIDTH && y < HEIGHT;

      costs->next[way][i] = inside ? y * WIDTH + x : -1;
      costs->apart[way][i] = inside ? (float)g_rand_int_range (rand, 0, 5) : 0;
    }
  }
  costs->second[g_rand_int_range (rand, 0, PIXELS / 2)] = INFINITY;
  costs->second[g_rand_int_range (rand, PIXELS / 2, PIXELS)] = -INFINITY;
}

static double
cost_of (const Costs *costs, guint sides)
{
  double cost = 0;

  for (int i = 0; i < PIXELS; i++) {
    const gboolean second = sides >> i & 1;

    if (second)
      cost += MAX ((double)costs->second[i], 0.0);
    else
      cost += MAX (-(double)costs->second[i], 0.0);
    for (guint way = 0; way < NCSN_FLOW_WAYS; way++)
      if (costs->next[way][i] >= 0 && !second && sides >> costs->next[way][i] & 1)
        cost += (double)costs->apart[way][i];
  }
  return cost;
}

/* The cheapest cut, of several that with the fewest pixels on the first side. */
static guint
cheapest (const Costs *costs)
{
  guint best = 0;

  for (guint sides = 1; sides < 1u << PIXELS; sides++) {
    const double more = cost_of (costs, sides) - cost_of (costs, best);

    if (more < 0 || (!(more > 0) && __builtin_popcount (sides) > __builtin_popcount (best)))
      best = sides;
  }
  return best;
}

static void
test_cheapest (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (int round = 0; round < ROUNDS; round++) {
    guint8 sides[PIXELS];
    guint cut = 0;
    Costs costs;

    begin (rand, &costs);

    const guint best = cheapest (&costs);
    NcsnFlow flow = {.count = PIXELS, .second = costs.second};

    for (guint way = 0; way < NCSN_FLOW_WAYS; way++) {
      flow.next[way] = costs.next[way];
      flow.apart[way] = costs.apart[way];
    }
    ncsn_flow_cut (&flow, sides);
    for (int i = 0; i < PIXELS; i++)
      cut |= (guint)sides[i] << i;
    g_assert_cmpuint (cut, ==, best);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/flow/cheapest", test_cheapest);
  return g_test_run ();
}
