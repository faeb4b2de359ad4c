/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Orientations, and scores that are evaluated in them. */
#undef G_DISABLE_ASSERT
#include "ncsn/symmetry.h"

#include <string.h>

#define SIDE 3
#define MAX_VALUES 64

/* A "score" that depends on where a pixel is, and keeps the last pictures that it was shown. What
 * is known is their negative, the mask the first channel, the level twice that, and the view three
 * times the picture with the mark -1. */
typedef struct {
  float shown[MAX_VALUES];
} Witness;

static gboolean
witness (const float *x, NcsnShape shape, double sigma, const NcsnKnown *known, float *score,
         gpointer data, G_GNUC_UNUSED GError **error)
{
  Witness *seen = data;
  const gsize size = shape.n * shape.h * shape.w * shape.c;

  g_assert_cmpuint (size, <=, MAX_VALUES);
  memcpy (seen->shown, x, size * sizeof (float));
  for (gsize i = 0; i < size; i++) {
    score[i] = (float)sigma * x[i];
    g_assert_cmpfloat (known->known[i], ==, -x[i]);
    g_assert_cmpfloat (known->mask[i / shape.c], ==, x[i - i % shape.c]);
    g_assert_cmpfloat (known->levels[i / shape.c], ==, 2.0f * x[i - i % shape.c]);
    g_assert_cmpfloat (known->view[i / shape.c * (shape.c + 1) + i % shape.c], ==, 3.0f * x[i]);
    g_assert_cmpfloat (known->view[i / shape.c * (shape.c + 1) + shape.c], ==, -1);
  }
  return TRUE;
}

static void
evaluate (NcsnScore score, const float *pictures, NcsnShape shape, double sigma, float *s)
{
  float negative[MAX_VALUES], mask[MAX_VALUES], levels[MAX_VALUES];
  float view[2 * MAX_VALUES];
  const NcsnKnown known = {negative, mask, levels, view};

  for (gsize i = 0; i < ncsn_shape_size (shape); i++) {
    negative[i] = -pictures[i];
    mask[i / shape.c] = pictures[i - i % shape.c];
    levels[i / shape.c] = 2.0f * mask[i / shape.c];
    view[i / shape.c * (shape.c + 1) + i % shape.c] = 3.0f * pictures[i];
    view[i / shape.c * (shape.c + 1) + shape.c] = -1;
  }
  g_assert_true (score.evaluate (pictures, shape, sigma, &known, s, score.data, NULL));
}

/* Clockwise: the lower left corner comes to the upper left. */
static void
turn_right (const float *from, float *to)
{
  for (gsize y = 0; y < SIDE; y++)
    for (gsize x = 0; x < SIDE; x++)
      to[y * SIDE + x] = from[(SIDE - 1 - x) * SIDE + y];
}

static void
mirror (const float *from, float *to)
{
  for (gsize y = 0; y < SIDE; y++)
    for (gsize x = 0; x < SIDE; x++)
      to[y * SIDE + x] = from[y * SIDE + SIDE - 1 - x];
}

/* All of a symmetry's orientations by turning and mirroring again and again. */
static guint
expected_orientations (NcsnSymmetry symmetry, const float *picture, float (*expected)[SIDE * SIDE])
{
  guint count = 0;

  memcpy (expected[count++], picture, sizeof expected[0]);
  for (guint i = 0; symmetry.turned && i < 3; i++, count++)
    turn_right (expected[count - 1], expected[count]);
  for (guint i = 0, before = count; symmetry.mirrored && i < before; i++)
    mirror (expected[i], expected[count++]);
  return count;
}

/* Every orientation is seen once in as many evaluations, and the score comes back as the picture
 * lies. */
static void
test_goes_through_all (gconstpointer data)
{
  const NcsnSymmetry symmetry = {GPOINTER_TO_INT (data) & 1, GPOINTER_TO_INT (data) & 2};
  const NcsnShape shape = {1, SIDE, SIDE, 1};
  const float picture[SIDE * SIDE] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  float expected[8][SIDE * SIDE], score[SIDE * SIDE];
  const guint count = expected_orientations (symmetry, picture, expected);
  gboolean seen[8] = {FALSE};
  Witness memory;
  g_autoptr (NcsnOrientedScore) oriented =
      ncsn_oriented_score_new ((NcsnScore){witness, &memory}, symmetry);
  const NcsnScore function = ncsn_oriented_score_function (oriented);

  for (guint k = 0; k < 2 * count; k++) {
    guint which = 0;

    evaluate (function, picture, shape, 2.0, score);
    for (gsize i = 0; i < SIDE * SIDE; i++)
      g_assert_cmpfloat (score[i], ==, 2.0f * picture[i]);
    while (which < count && memcmp (memory.shown, expected[which], sizeof picture) != 0)
      which++;
    g_assert_cmpuint (which, <, count);
    g_assert_true (seen[which] == (k >= count));
    seen[which] = TRUE;
  }
}

/* The pictures of a batch are seen in different orientations, with their channels together. */
static void
test_side_by_side (void)
{
  const NcsnShape shape = {2, 1, 2, 3};
  const float pictures[12] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  const float wanted[12] = {1, 2, 3, 4, 5, 6, 10, 11, 12, 7, 8, 9};
  float score[12];
  Witness memory;
  g_autoptr (NcsnOrientedScore) oriented =
      ncsn_oriented_score_new ((NcsnScore){witness, &memory}, (NcsnSymmetry){TRUE, FALSE});
  const NcsnScore function = ncsn_oriented_score_function (oriented);

  evaluate (function, pictures, shape, 1.0, score);
  g_assert_cmpmem (memory.shown, sizeof wanted, wanted, sizeof wanted);
  g_assert_cmpmem (score, sizeof score, pictures, sizeof pictures);
}

/* The number of evaluations after which a picture is seen as at first. */
static guint
count_orientations (NcsnSymmetry symmetry, NcsnShape shape)
{
  g_autofree float *picture = g_new (float, ncsn_shape_size (shape));
  float score[MAX_VALUES], first[MAX_VALUES];
  Witness memory;
  g_autoptr (NcsnOrientedScore) oriented =
      ncsn_oriented_score_new ((NcsnScore){witness, &memory}, symmetry);
  const NcsnScore function = ncsn_oriented_score_function (oriented);

  for (gsize i = 0; i < ncsn_shape_size (shape); i++)
    picture[i] = (float)i;
  for (guint count = 0;; count++) {
    evaluate (function, picture, shape, 1.0, score);
    if (count == 0)
      memcpy (first, memory.shown, sizeof first);
    else if (memcmp (first, memory.shown, ncsn_shape_size (shape) * sizeof (float)) == 0)
      return count;
  }
}

/* Pictures that are not square are not turned by 90° and 270°. */
static void
test_counts (void)
{
  static const struct {
    NcsnSymmetry symmetry;
    guint square, oblong;
  } cases[] = {
      {{FALSE, FALSE}, 1, 1}, {{TRUE, FALSE}, 2, 2}, {{FALSE, TRUE}, 4, 2}, {{TRUE, TRUE}, 8, 4}};

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_assert_cmpuint (count_orientations (cases[i].symmetry, (NcsnShape){1, 4, 4, 3}), ==,
                      cases[i].square);
    g_assert_cmpuint (count_orientations (cases[i].symmetry, (NcsnShape){1, 2, 4, 3}), ==,
                      cases[i].oblong);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/symmetry/counts", test_counts);
  for (int i = 0; i < 4; i++) {
    g_autofree char *path = g_strdup_printf ("/symmetry/all/%d", i);

    g_test_add_data_func (path, GINT_TO_POINTER (i), test_goes_through_all);
  }
  g_test_add_func ("/symmetry/side-by-side", test_side_by_side);
  return g_test_run ();
}
