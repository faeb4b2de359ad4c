/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Smooth filling of holes by pull–push. */
#include "patches/continue.h"

#include "base/memory.h"

/* A picture, and how much of each pixel is known, 0 … 1. */
typedef struct {
  gsize height, width, channels;
  float *pixels, *weights; /* (height, width, channels) and (height, width) */
  float otherwise;         /* the value of unknown pixels */
} Level;

/* A pixel of the coarser level is the mean of the known ones among the four below it. */
static void
pull_pixel (const Level *fine, gsize top, gsize left, float *pixel, float *weight)
{
  float total = 0.0f;

  for (gsize y = top; y < MIN (top + 2, fine->height); y++)
    for (gsize x = left; x < MIN (left + 2, fine->width); x++) {
      const gsize at = y * fine->width + x;

      total += fine->weights[at];
      for (gsize c = 0; c < fine->channels; c++)
        pixel[c] += fine->weights[at] * fine->pixels[at * fine->channels + c];
    }
  for (gsize c = 0; c < fine->channels; c++)
    pixel[c] = total > 0.0f ? pixel[c] / total : fine->otherwise;
  *weight = MIN (total, 1.0f);
}

static void
pull (const Level *fine, Level *coarse)
{
  for (gsize y = 0; y < coarse->height; y++)
    for (gsize x = 0; x < coarse->width; x++) {
      const gsize at = y * coarse->width + x;

      pull_pixel (fine, 2 * y, 2 * x, coarse->pixels + at * coarse->channels, coarse->weights + at);
    }
}

/* The two pixels of the coarser level between which a pixel is along one axis. */
typedef struct {
  gsize near, far;
} Between;

#define NEAR 0.75f
#define FAR (1.0f - NEAR)

static Between
between (gsize i, gsize coarse_size)
{
  const gsize near = i / 2;
  const gsize far = i % 2 ? MIN (near + 1, coarse_size - 1) : near - (near > 0);

  return (Between){near, far};
}

static void
push (const Level *coarse, Level *fine)
{
  const gsize channels = fine->channels;

  for (gsize y = 0; y < fine->height; y++)
    for (gsize x = 0; x < fine->width; x++) {
      const float weight = fine->weights[y * fine->width + x];
      const Between row = between (y, coarse->height), column = between (x, coarse->width);
      const float *near = coarse->pixels + row.near * coarse->width * channels;
      const float *far = coarse->pixels + row.far * coarse->width * channels;
      float *pixel = fine->pixels + (y * fine->width + x) * channels;

      for (gsize c = 0; weight < 1.0f && c < channels; c++) {
        const gsize a = column.near * channels + c, b = column.far * channels + c;
        const float up = NEAR * near[a] + FAR * near[b];
        const float down = NEAR * far[a] + FAR * far[b];

        pixel[c] = weight * pixel[c] + (1.0f - weight) * (NEAR * up + FAR * down);
      }
    }
}

static gboolean
continue_level (Level *fine, GError **error)
{
  const gsize height = (fine->height + 1) / 2, width = (fine->width + 1) / 2;
  g_autoptr (NcsnFloats) pixels = NULL;
  g_autoptr (NcsnFloats) weights = NULL;

  if (fine->height == 1 && fine->width == 1)
    return TRUE;
  if ((pixels = ncsn_floats_new (height * width * fine->channels, error)) == NULL ||
      (weights = ncsn_floats_new (height * width, error)) == NULL)
    return FALSE;
  Level coarse = {height, width, fine->channels, pixels, weights, fine->otherwise};
  pull (fine, &coarse);
  if (!continue_level (&coarse, error))
    return FALSE;
  push (&coarse, fine);
  return TRUE;
}

/* Weights known pixels 1 and others 0, and sets these to a value in case no pixel is known. */
static void
begin (Level *level, const float *mask)
{
  for (gsize i = 0; i < level->height * level->width; i++) {
    level->weights[i] = mask[i] > 0.0f ? 0.0f : 1.0f;
    for (gsize c = 0; mask[i] > 0.0f && c < level->channels; c++)
      level->pixels[i * level->channels + c] = level->otherwise;
  }
}

gboolean
ncsn_continue (float *pixels, const float *mask, NcsnShape shape, double otherwise, GError **error)
{
  const gsize size = shape.h * shape.w;
  g_autoptr (NcsnFloats) weights = ncsn_floats_new (size, error);

  for (gsize n = 0; weights != NULL && n < shape.n; n++) {
    Level level = {shape.h, shape.w,         shape.c, pixels + n * size * shape.c,
                   weights, (float)otherwise};

    begin (&level, mask + n * size);
    if (!continue_level (&level, error))
      return FALSE;
  }
  return weights != NULL;
}
