/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bayer's mosaic and linear demosaicing. */
#include "camera/mosaic.h"

#define TAPS 5
#define SCALE (1.0f / 16.0f)

enum { RED, GREEN, BLUE };

/* The filters in sixteenths (Malvar, He & Cutler 2004, fig. 2). */
typedef float Filter[TAPS][TAPS];

static const Filter green_at_other = {
    {0, 0, -2, 0, 0}, {0, 0, 4, 0, 0}, {-2, 4, 8, 4, -2}, {0, 0, 4, 0, 0}, {0, 0, -2, 0, 0}};
static const Filter along_row = {
    {0, 0, 1, 0, 0}, {0, -2, 0, -2, 0}, {-2, 8, 10, 8, -2}, {0, -2, 0, -2, 0}, {0, 0, 1, 0, 0}};
static const Filter along_column = {
    {0, 0, -2, 0, 0}, {0, -2, 8, -2, 0}, {1, 0, 10, 0, 1}, {0, -2, 8, -2, 0}, {0, 0, -2, 0, 0}};
static const Filter across_corners = {
    {0, 0, -3, 0, 0}, {0, 4, 0, 4, 0}, {-3, 0, 12, 0, -3}, {0, 4, 0, 4, 0}, {0, 0, -3, 0, 0}};

typedef struct {
  const float *sites;
  gsize height, width;
  guint phase;
} Mosaic;

static guint
colour_at (guint phase, gsize y, gsize x)
{
  const guint row = (y + phase / 2) % 2, column = (x + phase % 2) % 2;

  return row == column ? (row == 0 ? RED : BLUE) : GREEN;
}

void
ncsn_mosaic (const float *rgb, gsize height, gsize width, guint phase, float *sites)
{
  for (gsize y = 0; y < height; y++)
    for (gsize x = 0; x < width; x++)
      sites[y * width + x] = rgb[3 * (y * width + x) + colour_at (phase, y, x)];
}

/* A place up to two beyond an edge, mirrored at the edge's site, which keeps the pattern. */
static gsize
mirrored (gsize place, int offset, gsize side)
{
  const gssize at = (gssize)place + offset, last = (gssize)side - 1;

  return (gsize)(at < 0 ? -at : at > last ? 2 * last - at : at);
}

static float
filtered (const Mosaic *m, const Filter filter, gsize y, gsize x)
{
  float sum = 0.0f;

  for (int i = 0; i < TAPS; i++)
    for (int j = 0; j < TAPS; j++)
      if (filter[i][j] != 0)
        sum += filter[i][j] * m->sites[mirrored (y, i - TAPS / 2, m->height) * m->width +
                                       mirrored (x, j - TAPS / 2, m->width)];
  return SCALE * sum;
}

/* A colour at a site of another one. */
static float
estimate (const Mosaic *m, guint colour, gsize y, gsize x)
{
  if (colour == GREEN)
    return filtered (m, green_at_other, y, x);
  if (colour_at (m->phase, y, x) != GREEN)
    return filtered (m, across_corners, y, x);
  return filtered (m, colour_at (m->phase, y, x + 1) == colour ? along_row : along_column, y, x);
}

void
ncsn_demosaic (const float *sites, gsize height, gsize width, guint phase, float *rgb)
{
  const Mosaic m = {sites, height, width, phase};

  for (gsize y = 0; y < height; y++)
    for (gsize x = 0; x < width; x++)
      for (guint c = 0; c < 3; c++)
        rgb[3 * (y * width + x) + c] =
            c == colour_at (phase, y, x) ? sites[y * width + x] : estimate (&m, c, y, x);
}
