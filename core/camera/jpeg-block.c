/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cosine transform of a block, and its rounding. */
#include "camera/jpeg-block.h"

#include <math.h>

#define SIDE NCSN_JPEG_SIDE
#define MIDDLE 128.0f

typedef float Block[SIDE][SIDE];

static const guint8 luma[SIDE][SIDE] = {
    {16, 11, 10, 16, 24, 40, 51, 61},     {12, 12, 14, 19, 26, 58, 60, 55},
    {14, 13, 16, 24, 40, 57, 69, 56},     {14, 17, 22, 29, 51, 87, 80, 62},
    {18, 22, 37, 56, 68, 109, 103, 77},   {24, 35, 55, 64, 81, 104, 113, 92},
    {49, 64, 78, 87, 103, 121, 120, 101}, {72, 92, 95, 98, 112, 100, 103, 99}};
static const guint8 chroma[SIDE][SIDE] = {
    {17, 18, 24, 47, 99, 99, 99, 99}, {18, 21, 26, 66, 99, 99, 99, 99},
    {24, 26, 56, 99, 99, 99, 99, 99}, {47, 66, 99, 99, 99, 99, 99, 99},
    {99, 99, 99, 99, 99, 99, 99, 99}, {99, 99, 99, 99, 99, 99, 99, 99},
    {99, 99, 99, 99, 99, 99, 99, 99}, {99, 99, 99, 99, 99, 99, 99, 99}};

/* √(2/8) cos ((2x + 1) u π/16), the wave u at the place x; the first wave is 1/√2 of it. */
static const Block waves = {{0.353553391f, 0.353553391f, 0.353553391f, 0.353553391f, 0.353553391f,
                             0.353553391f, 0.353553391f, 0.353553391f},
                            {0.490392640f, 0.415734806f, 0.277785117f, 0.097545161f, -0.097545161f,
                             -0.277785117f, -0.415734806f, -0.490392640f},
                            {0.461939766f, 0.191341716f, -0.191341716f, -0.461939766f,
                             -0.461939766f, -0.191341716f, 0.191341716f, 0.461939766f},
                            {0.415734806f, -0.097545161f, -0.490392640f, -0.277785117f,
                             0.277785117f, 0.490392640f, 0.097545161f, -0.415734806f},
                            {0.353553391f, -0.353553391f, -0.353553391f, 0.353553391f, 0.353553391f,
                             -0.353553391f, -0.353553391f, 0.353553391f},
                            {0.277785117f, -0.490392640f, 0.097545161f, 0.415734806f, -0.415734806f,
                             -0.097545161f, 0.490392640f, -0.277785117f},
                            {0.191341716f, -0.461939766f, 0.461939766f, -0.191341716f,
                             -0.191341716f, 0.461939766f, -0.461939766f, 0.191341716f},
                            {0.097545161f, -0.277785117f, 0.415734806f, -0.490392640f, 0.490392640f,
                             -0.415734806f, 0.277785117f, -0.097545161f}};

void
ncsn_jpeg_steps (guint quality, gboolean colour, NcsnJpegSteps steps)
{
  const guint percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;

  for (guint u = 0; u < SIDE; u++)
    for (guint v = 0; v < SIDE; v++) {
      const guint step = ((colour ? chroma : luma)[u][v] * percent + 50) / 100;

      steps[u][v] = (float)CLAMP (step, 1, 255);
    }
}

/* to[i][u] = Σ_x waves[u][x] from[x][i]: transforms columns, and exchanges rows and columns. */
static void
analyse (const Block from, Block to)
{
  for (guint i = 0; i < SIDE; i++)
    for (guint u = 0; u < SIDE; u++) {
      float sum = 0.0f;

      for (guint x = 0; x < SIDE; x++)
        sum += waves[u][x] * from[x][i];
      to[i][u] = sum;
    }
}

/* The inverse: to[i][x] = Σ_u waves[u][x] from[u][i]. */
static void
synthesise (const Block from, Block to)
{
  for (guint i = 0; i < SIDE; i++)
    for (guint x = 0; x < SIDE; x++) {
      float sum = 0.0f;

      for (guint u = 0; u < SIDE; u++)
        sum += waves[u][x] * from[u][i];
      to[i][x] = sum;
    }
}

void
ncsn_jpeg_round (const NcsnJpegSteps steps, float *values, gsize stride)
{
  Block block, other;

  for (guint y = 0; y < SIDE; y++)
    for (guint x = 0; x < SIDE; x++)
      block[y][x] = values[y * stride + x] - MIDDLE;
  analyse (block, other);
  analyse (other, block);
  for (guint u = 0; u < SIDE; u++)
    for (guint v = 0; v < SIDE; v++)
      block[u][v] = steps[u][v] * roundf (block[u][v] / steps[u][v]);
  synthesise (block, other);
  synthesise (other, block);
  for (guint y = 0; y < SIDE; y++)
    for (guint x = 0; x < SIDE; x++)
      values[y * stride + x] = roundf (CLAMP (block[y][x] + MIDDLE, 0.0f, 255.0f));
}
