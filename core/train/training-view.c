/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws the coarse views of training pictures. Their noise makes up for the errors of coarse
 * pictures that a model has drawn (Ho et al. 2022, sec. 4.2, conditioning augmentation). */
#include "train/training-view.h"

#include "ncsn/train.h"
#include "ncsn/view.h"

/* Of so many places in turn, the first ones hold coarse pictures, those up to ALONE have no view.
 */
#define TURN 10
#define COARSE 3
#define ALONE 5

#define MAX_NOISE 0.1f /* the largest level of the noise; levels are uniform from 0 */

enum { NUMBER_X, NUMBER_Y, NUMBER_NOISE, N_NUMBERS };

static guint
turn_of (guint32 step, guint place)
{
  return (guint)(((guint64)step + place) % TURN);
}

gboolean
ncsn_training_is_coarse (guint32 step, guint place)
{
  return turn_of (step, place) < COARSE;
}

/* Means of the cells of NCSN_COARSE × NCSN_COARSE pixels, the first of which begins left of the
 * picture's first pixel by offset_x, and above it by offset_y. */
static void
average (const float *picture, gsize height, gsize width, gsize channels, gsize offset_y,
         gsize offset_x, NcsnCoarsePicture *coarse, float *pixels)
{
  const gsize numbers = coarse->height * coarse->width * channels;
  g_autofree guint *counts = g_new0 (guint, numbers);

  for (gsize i = 0; i < numbers; i++)
    pixels[i] = 0;
  for (gsize y = 0; y < height; y++)
    for (gsize x = 0; x < width; x++) {
      const gsize row = (y + offset_y) / NCSN_COARSE, column = (x + offset_x) / NCSN_COARSE;
      const gsize cell = (row * coarse->width + column) * channels;

      for (gsize c = cell; c < cell + channels; c++) {
        pixels[c] += *picture++;
        counts[c]++;
      }
    }
  for (gsize i = 0; i < numbers; i++)
    pixels[i] /= (float)counts[i];
}

static gsize
cells (gsize size, gsize offset)
{
  return (size + offset + NCSN_COARSE - 1) / NCSN_COARSE;
}

static void
draw_view (NcsnRandomKey key, gsize height, gsize width, gsize channels, const float *picture,
           float *view)
{
  float u[N_NUMBERS];
  ncsn_random_uniform (key, 0, N_NUMBERS, u);
  const gsize offset_y = (gsize)(u[NUMBER_Y] * NCSN_COARSE);
  const gsize offset_x = (gsize)(u[NUMBER_X] * NCSN_COARSE);
  NcsnCoarsePicture coarse = {.height = cells (height, offset_y),
                              .width = cells (width, offset_x),
                              .step_y = NCSN_COARSE,
                              .step_x = NCSN_COARSE,
                              .offset_y = (double)offset_y,
                              .offset_x = (double)offset_x};
  const gsize numbers = coarse.height * coarse.width * channels;
  g_autofree float *pixels = g_new (float, numbers);
  g_autofree float *noise = g_new (float, numbers);

  average (picture, height, width, channels, offset_y, offset_x, &coarse, pixels);
  ncsn_random_normal (key, N_NUMBERS, numbers, noise);
  for (gsize i = 0; i < numbers; i++)
    pixels[i] += MAX_NOISE * u[NUMBER_NOISE] * noise[i];
  coarse.pixels = pixels;
  ncsn_view_enlarge (&coarse, height, width, channels, view);
}

void
ncsn_training_view_draw (guint64 seed, guint32 step, guint place, gsize height, gsize width,
                         gsize channels, const float *picture, float *view)
{
  const NcsnRandomKey key = {seed, NCSN_STREAM_VIEW, place, step};
  const guint turn = turn_of (step, place);

  if (turn < ALONE)
    ncsn_view_mark (turn < COARSE ? -1 : 0, height, width, channels, view);
  else
    draw_view (key, height, width, channels, picture, view);
}
