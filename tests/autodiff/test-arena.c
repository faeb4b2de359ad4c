/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests that the arena's places do not overlap while they are in use, and that freed places are
 * used again. */
#undef G_DISABLE_ASSERT
#include "autodiff/arena.h"

#define PLACES 64
#define ALIGNMENT 16

typedef struct {
  gsize offset, count; /* count 0: not taken */
} Place;

static void
check_apart (const Place *places, const Place *fresh, gsize end)
{
  g_assert_cmpuint (fresh->offset % ALIGNMENT, ==, 0);
  g_assert_cmpuint (fresh->offset + fresh->count, <=, end);
  for (guint i = 0; i < PLACES; i++) {
    const Place *p = &places[i];
    if (p != fresh && p->count > 0)
      g_assert_true (p->offset + p->count <= fresh->offset ||
                     fresh->offset + fresh->count <= p->offset);
  }
}

/* Takes and frees places in random order. When all are free, the whole block is one hole. */
static void
test_random (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  Place places[PLACES] = {{0, 0}};
  NcsnArena arena;
  gsize live = 0, peak = 0;

  ncsn_arena_init (&arena);
  for (guint step = 0; step < 20000; step++) {
    Place *p = &places[g_rand_int_range (rand, 0, PLACES)];
    if (p->count > 0) {
      ncsn_arena_give (&arena, p->offset, p->count);
      live -= p->count;
      p->count = 0;
    } else {
      p->count = (gsize)g_rand_int_range (rand, 1, 500);
      p->offset = ncsn_arena_take (&arena, p->count);
      check_apart (places, p, arena.end);
      live += p->count;
      peak = MAX (peak, live);
    }
  }
  g_assert_cmpuint (arena.end, <, 3 * peak); /* first fit wastes a limited amount */
  for (guint i = 0; i < PLACES; i++)
    ncsn_arena_give (&arena, places[i].offset, places[i].count);
  gsize end = arena.end;
  g_assert_cmpuint (ncsn_arena_take (&arena, end), ==, 0);
  g_assert_cmpuint (arena.end, ==, end);
  ncsn_arena_clear (&arena);
}

static void
test_reuse (void)
{
  NcsnArena arena;

  ncsn_arena_init (&arena);
  gsize a = ncsn_arena_take (&arena, 32), b = ncsn_arena_take (&arena, 100);
  gsize c = ncsn_arena_take (&arena, 1), d = ncsn_arena_take (&arena, 16);
  gsize end = arena.end;

  ncsn_arena_give (&arena, b, 100);
  g_assert_cmpuint (ncsn_arena_take (&arena, 112), ==, b); /* 100 was rounded up to 112 */
  ncsn_arena_give (&arena, b, 112);
  g_assert_cmpuint (ncsn_arena_take (&arena, 48), ==, b); /* a hole can be divided */
  g_assert_cmpuint (ncsn_arena_take (&arena, 64), ==, b + 48);
  ncsn_arena_give (&arena, b + 48, 64);
  ncsn_arena_give (&arena, c, 1); /* neighbouring holes are joined, in any order */
  ncsn_arena_give (&arena, b, 48);
  g_assert_cmpuint (ncsn_arena_take (&arena, 128), ==, b);
  ncsn_arena_give (&arena, a, 32);
  g_assert_cmpuint (ncsn_arena_take (&arena, 33), ==,
                    end); /* no hole is large enough: the end grows */
  g_assert_cmpuint (ncsn_arena_take (&arena, 17), ==, a);
  g_assert_cmpuint (ncsn_arena_take (&arena, 0), <=, arena.end);
  ncsn_arena_give (&arena, d, 16);
  ncsn_arena_clear (&arena);
}

static void
test_overflow (void)
{
  static const gsize counts[] = {G_MAXSIZE, G_MAXSIZE - 15, G_MAXSIZE / sizeof (float)};

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++) {
    NcsnArena arena;
    ncsn_arena_init (&arena);
    ncsn_arena_take (&arena, 16);
    ncsn_arena_take (&arena, counts[i]);
    ncsn_arena_take (&arena, 16);
    g_assert_cmpuint (arena.end, ==, G_MAXSIZE);
    ncsn_arena_clear (&arena);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/arena/random", test_random);
  g_test_add_func ("/arena/reuse", test_reuse);
  g_test_add_func ("/arena/overflow", test_overflow);
  return g_test_run ();
}
