/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pieces for a small hole against the best of all. */
#undef G_DISABLE_ASSERT
#include <math.h>
#include <string.h>

#include "ncsn/error.h"
#include "patches/labels.h"
#include "pictures.h"

enum { SIDE = 32, HOLE = 6, ROWS = 2, LEFT = 14, PIXELS = HOLE * ROWS, ROUNDS = 20, MANY = 12 };

static gboolean
is_hole (gint32 x, gint32 y)
{
  return x >= LEFT && x < LEFT + HOLE && y >= LEFT && y < LEFT + ROWS;
}

static gint32
hole_pixel (guint i)
{
  return (LEFT + (gint32)i / HOLE) * SIDE + LEFT + (gint32)i % HOLE;
}

/* Noise with a hole. */
static void
begin (NcsnPatchPlaces *places, float *missing, guint32 item)
{
  g_autofree float *pixels = noise_picture (SIDE * SIDE, 0.5, 0.1, item);

  for (gint32 i = 0; i < SIDE * SIDE; i++)
    missing[i] = is_hole (i % SIDE, i / SIDE);

  const NcsnPatchSource source = {SIDE, SIDE, 1, pixels, missing, NULL, 0};

  g_assert_true (ncsn_patch_places_init (places, &source, NULL));
}

static gboolean
is_known (gint32 x, gint32 y)
{
  return x >= 0 && y >= 0 && x < SIDE && y < SIDE && !is_hole (x, y);
}

/* The mean of squared differences at nine pixels of patches around (x, y) and (u, v); those that
 * are not known in both do not count. */
static double
difference (const float *pixels, gint32 x, gint32 y, gint32 u, gint32 v)
{
  double sum = 0, total = 0;

  for (gint32 j = -3; j <= 3; j += 3)
    for (gint32 i = -3; i <= 3; i += 3) {
      const double weight = i == 0 && j == 0 ? 8 : 1;

      if (!is_known (x + i, y + j) || !is_known (u + i, v + j))
        continue;
      sum += weight *
             pow ((double)(pixels[(y + j) * SIDE + x + i] - pixels[(v + j) * SIDE + u + i]), 2);
      total += weight;
    }
  return total > 0 ? sum / total : -1;
}

/* What shows at all meetings of pixels, of which at least one is in the hole. */
static double
shows (const float *pixels, const NcsnPatchPixel *sources)
{
  double sum = 0;

  for (gint32 i = SIDE * (LEFT - 1); i < SIDE * (LEFT + ROWS); i++)
    for (gint32 down = 0; down < 2; down++) {
      const gint32 next = i + (down ? SIDE : 1), dx = !down, dy = down;
      const NcsnPatchPixel a = sources[i], b = sources[next];

      if (!is_hole (i % SIDE, i / SIDE) && !is_hole (next % SIDE, next / SIDE))
        continue;
      const double one = difference (pixels, b.x, b.y, a.x + dx, a.y + dy);
      const double other = difference (pixels, a.x, a.y, b.x - dx, b.y - dy);

      sum += one < 0 ? (other < 0 ? 0.2 : 2 * other) : other < 0 ? 2 * one : one + other;
    }
  return sum;
}

/* Sources by one offset for all pixels of the hole, others their own. */
static void
move_all (NcsnPatchPixel *sources, NcsnPatchPixel by)
{
  for (gint32 i = 0; i < SIDE * SIDE; i++) {
    const gboolean hole = is_hole (i % SIDE, i / SIDE);

    sources[i] = (NcsnPatchPixel){i % SIDE + (hole ? by.x : 0), i / SIDE + (hole ? by.y : 0)};
  }
}

/* The least that shows with either offset at each pixel. */
static double
least_of (const float *pixels, const NcsnPatchPixel *offsets)
{
  NcsnPatchPixel sources[SIDE * SIDE];
  double least = INFINITY;

  move_all (sources, offsets[0]);
  for (guint choice = 0; choice < 1u << PIXELS; choice++) {
    for (guint i = 0; i < PIXELS; i++) {
      const NcsnPatchPixel by = offsets[choice >> i & 1];
      const gint32 at = hole_pixel (i);

      sources[at] = (NcsnPatchPixel){at % SIDE + by.x, at / SIDE + by.y};
    }
    least = MIN (least, shows (pixels, sources));
  }
  return least;
}

/* From one of two offsets everywhere, one move leads to the best of all. */
static void
test_two (void)
{
  static const NcsnPatchPixel offsets[2] = {{-8, 1}, {7, -9}};
  guint mixed = 0;

  for (guint32 round = 0; round < 5; round++) {
    g_autofree float *missing = g_new (float, SIDE *SIDE);
    g_auto (NcsnPatchPlaces) places = {0};
    NcsnPatchPixel sources[SIDE * SIDE];

    begin (&places, missing, round);
    move_all (sources, offsets[0]);
    ncsn_patch_labels (&places, missing, &offsets[1], 1, NULL, sources);
    g_assert_cmpfloat_with_epsilon (shows (places.pixels, sources),
                                    least_of (places.pixels, offsets), 1e-5);
    for (guint i = 1; i < PIXELS; i++) {
      const gint32 at = hole_pixel (i), first = hole_pixel (0);

      mixed += sources[at].x - at % SIDE != sources[first].x - first % SIDE;
    }
  }
  g_assert_cmpuint (mixed, >, 0);
}

/* Offsets that may not be possible everywhere never make more show, from random sources on, and
 * lead to places. */
static void
test_many (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);

  for (guint32 round = 0; round < ROUNDS; round++) {
    g_autofree float *missing = g_new (float, SIDE *SIDE);
    g_auto (NcsnPatchPlaces) places = {0};
    NcsnPatchPixel offsets[MANY], sources[SIDE * SIDE];

    begin (&places, missing, round);
    move_all (sources, (NcsnPatchPixel){0, 0});
    for (guint i = 0; i < PIXELS; i++) {
      const guint32 from = places.places[g_rand_int_range (rand, 0, (gint32)places.n_places)];

      sources[hole_pixel (i)] = (NcsnPatchPixel){(gint32)from % SIDE, (gint32)from / SIDE};
    }
    double before = shows (places.pixels, sources);

    for (guint k = 0; k < MANY; k++) {
      offsets[k] =
          (NcsnPatchPixel){g_rand_int_range (rand, -16, 16), g_rand_int_range (rand, -16, 16)};
      ncsn_patch_labels (&places, missing, &offsets[k], 1, NULL, sources);

      const double after = shows (places.pixels, sources);

      g_assert_cmpfloat (after, <=, before + 1e-5);
      before = after;
    }
    ncsn_patch_labels (&places, missing, offsets, MANY, NULL, sources);
    g_assert_cmpfloat (shows (places.pixels, sources), <=, before + 1e-5);
    for (guint i = 0; i < PIXELS; i++) {
      const NcsnPatchPixel from = sources[hole_pixel (i)];

      g_assert_true (places.usable[from.y * SIDE + from.x]);
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/labels/two", test_two);
  g_test_add_func ("/labels/many", test_many);
  return g_test_run ();
}
