/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "filled.h"

#include <math.h>

void
picture_clear (Picture *picture)
{
  g_free (picture->pixels);
  g_free (picture->mask);
}

Picture
picture_of (gsize width, gsize height, PatternFunc pattern, Hole hole)
{
  Picture picture = {width, height, g_new (float, width *height *CHANNELS),
                     g_new0 (float, width *height), NULL};

  for (gsize i = 0; i < width * height * CHANNELS; i++)
    picture.pixels[i] = (float)pattern ((double)(i / CHANNELS % width),
                                        (double)(i / CHANNELS / width), i % CHANNELS);
  for (gsize y = hole.y; y < hole.y + hole.height; y++)
    for (gsize x = hole.x; x < hole.x + hole.width; x++)
      picture.mask[y * width + x] = 1.0f;
  return picture;
}

float *
fill_with (const Picture *picture, NcsnFillMethod method, guint n_threads,
           const NcsnTaskOptions *options, const NcsnModel *model, GError **error)
{
  const gsize size = picture->width * picture->height * CHANNELS;
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (n_threads);
  g_autofree float *pixels = g_memdup2 (picture->pixels, size * sizeof (float));
  g_autofree float *before = NULL;

  for (gsize i = 0; i < size; i++)
    if (picture->mask[i / CHANNELS] >= NCSN_HOLE_THRESHOLD)
      pixels[i] = NAN;
  before = g_memdup2 (pixels, size * sizeof (float));
  if (ncsn_inpaint (model, threads, picture->width, picture->height, picture->mask,
                    &(NcsnInpaintOptions){.context = -1, .method = method, .channels = CHANNELS},
                    options, pixels, error))
    return g_steal_pointer (&pixels);
  g_assert_true (same (pixels, before, size));
  return NULL;
}

float *
fill_by_patches (const Picture *picture, guint64 seed, guint n_threads, GError **error)
{
  g_autoptr (NcsnModel) model = white_model (0.5, 0.1, TRUE);
  NcsnTaskOptions options = options_for (model, seed);

  options.alpha = picture->alpha;
  return fill_with (picture, NCSN_FILL_PATCHES, n_threads, &options, model, error);
}

void
check_filled (const Picture *picture, const float *filled)
{
  for (gsize i = 0; i < picture->width * picture->height * CHANNELS; i++)
    if (picture->mask[i / CHANNELS] >= NCSN_HOLE_THRESHOLD)
      g_assert_true (filled[i] >= 0.0f && filled[i] <= 1.0f);
    else
      g_assert_true (same (&filled[i], &picture->pixels[i], 1));
}

double
checkerboard (double x, double y, gsize channel)
{
  return 0.2 + 0.2 * (double)channel +
         ((int)(x / 8.0) + (int)(y / 8.0)) % 2 * (channel == 1 ? 0.3 : 0.2);
}
