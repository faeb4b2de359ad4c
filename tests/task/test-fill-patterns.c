/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Patterns that patches of the picture itself continue across a hole. The model only says how many
 * channels there are. */
#undef G_DISABLE_ASSERT
#include <math.h>

#include "filled.h"

/* The largest difference from the picture, in steps of 8 bits. */
static double
error_of (const Picture *picture, const float *filled)
{
  double largest = 0.0;

  for (gsize i = 0; i < picture->width * picture->height * CHANNELS; i++)
    largest = MAX (largest, 255.0 * fabs ((double)filled[i] - (double)picture->pixels[i]));
  return largest;
}

/* Hard stripes that rise by two pixels in three; every 16 columns, or 24 rows, they are the same.
 */
static double
stripes (double x, double y, gsize channel)
{
  return fmod (3.0 * x + 2.0 * y, 48.0) < 20.0 ? 0.8 - 0.2 * (double)channel : 0.1;
}

static double
waves (double x, double y, gsize channel)
{
  return 0.5 + 0.3 * sin (2.0 * G_PI * (x + y + 4.0 * (double)channel) / 12.0);
}

/* A periodic picture goes on across a hole of three periods. */
static void
test_periodic (void)
{
  static const struct {
    const char *name;
    PatternFunc pattern;
    Hole hole;
  } cases[] = {{"checkerboard", checkerboard, {61, 50, 48, 48}},
               {"stripes", stripes, {61, 50, 48, 48}},
               {"waves", waves, {61, 50, 36, 36}}};

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint64 seed = 0; seed < 3; seed++) {
      g_auto (Picture) picture = picture_of (180, 150, cases[i].pattern, cases[i].hole);
      g_autoptr (GError) error = NULL;
      g_autofree float *filled = fill_by_patches (&picture, seed, 2, &error);

      g_assert_no_error (error);
      check_filled (&picture, filled);
      g_test_message ("%s, seed %u: off by %.2f of 255 at most", cases[i].name, (guint)seed,
                      error_of (&picture, filled));
      g_assert_cmpfloat (error_of (&picture, filled), <=, 1.0);
    }
}

#define FENCE_WIDTH 220

/* Pales on a dark ground whose distances shrink by a quarter from left to right, before a sky and a
 * lawn. */
static double
fence (double x, double y, gsize channel)
{
  const double place = x / 14.0 * (1.0 + 0.17 * x / FENCE_WIDTH);
  const double rest = place - floor (place);
  const double edge = 40.0 + 10.0 * x / FENCE_WIDTH;

  if (y < edge)
    return 0.7 + 0.1 * (double)channel;
  if (y > 150.0 - edge)
    return channel == 1 ? 0.5 : 0.25;
  return rest < 0.55 ? 0.85 - 0.05 * (double)channel : 0.15;
}

/* The number of pales that a row of the picture crosses. */
static guint
count_pales (const Picture *picture, const float *pixels, gsize y)
{
  guint count = 0;

  for (gsize x = 1; x < picture->width; x++) {
    const float *pixel = pixels + (y * picture->width + x) * CHANNELS;

    count += pixel[0] > 0.5f && pixel[-CHANNELS] <= 0.5f;
  }
  return count;
}

/* In most rows a fence keeps its number of pales, and hardly any loses or gets more than one: where
 * pales from the left and from the right meet, they may be half a pale apart. */
static void
test_fence (void)
{
  const Hole hole = {70, 25, 60, 100};
  guint right = 0, wrong = 0, rows = 0;

  for (guint64 seed = 0; seed < 20; seed++) {
    g_auto (Picture) picture = picture_of (FENCE_WIDTH, 150, fence, hole);
    g_autofree float *filled = fill_by_patches (&picture, seed, 2, NULL);

    for (gsize y = 55; y < 95; y++, rows++) {
      const int more =
          (int)count_pales (&picture, filled, y) - (int)count_pales (&picture, picture.pixels, y);

      right += more == 0;
      wrong += ABS (more) > 1;
    }
  }
  g_test_message ("as many pales in %u of %u rows; in %u, two or more are missing or new", right,
                  rows, wrong);
  g_assert_cmpuint (right, >=, rows * 19 / 20);
  g_assert_cmpuint (wrong, <=, rows / 50);
}

/* A cone of light on tiles. */
static double
cone (double x, double y, gsize channel)
{
  return 0.8 - 0.8 * hypot (x - 90.0, y - 75.0) / 90.0 + 0.05 * checkerboard (x, y, channel);
}

/* At the border of a hole in the middle of the light no patch is bright enough, but the fill takes
 * its light from the known pixels. */
static void
test_light (void)
{
  const Hole hole = {70, 55, 40, 40};
  g_auto (Picture) picture = picture_of (180, 150, cone, hole);
  g_autofree float *filled = fill_by_patches (&picture, 1, 2, NULL);
  double darker = 0.0;
  guint count = 0;

  for (gsize y = hole.y; y < hole.y + hole.height; y++)
    for (gsize x = hole.x; x < hole.x + hole.width; x++)
      if (x == hole.x || y == hole.y || x + 1 == hole.x + hole.width ||
          y + 1 == hole.y + hole.height)
        for (gsize c = 0; c < CHANNELS; c++, count++)
          darker += (double)picture.pixels[(y * 180 + x) * CHANNELS + c] -
                    (double)filled[(y * 180 + x) * CHANNELS + c];
  g_test_message ("darker by %.2f of 255 at the border", 255.0 * darker / count);
  g_assert_cmpfloat (255.0 * darker / count, <=, 0.4); /* 0.59 if the joint stays open */
}

/* Light that grows evenly, so that no two tiles are the same, but all steps are. */
static double
ramp (double x, double y, gsize channel)
{
  return 0.1 + 0.003 * x + 0.001 * y + 0.1 * checkerboard (x, y, channel);
}

/* Wherever its pieces are from, a fill gets all the light that it should have. */
static void
test_ramp (void)
{
  for (guint64 seed = 0; seed < 3; seed++) {
    g_auto (Picture) picture = picture_of (180, 150, ramp, (Hole){61, 50, 48, 48});
    g_autofree float *filled = fill_by_patches (&picture, seed, 2, NULL);

    g_test_message ("off by %.2f of 255 at most", error_of (&picture, filled));
    g_assert_cmpfloat (error_of (&picture, filled), <=, 6.0); /* 17 if the joint stays open */
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fill-patterns/periodic", test_periodic);
  g_test_add_func ("/fill-patterns/fence", test_fence);
  g_test_add_func ("/fill-patterns/light", test_light);
  g_test_add_func ("/fill-patterns/ramp", test_ramp);
  return g_test_run ();
}
