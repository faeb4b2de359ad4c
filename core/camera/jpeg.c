/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JPEG's colours: to luma and chroma, their resolutions, and back. */
#include "camera/jpeg.h"

#include <math.h>

#include "camera/jpeg-block.h"

#define N_PLANES 3

/* A channel whose sides are multiples of a block. */
typedef struct {
  gsize height, width;
  float *values; /* 0 … 255 */
} Plane;

static gsize
rounded_up (gsize side, gsize multiple)
{
  return (side + multiple - 1) / multiple * multiple;
}

static float
to_byte (float value)
{
  return roundf (CLAMP (value, 0.0f, 255.0f));
}

/* Luma (c = 0) or a chroma of a pixel, by ITU-T T.871. */
static float
channel_of (const float *rgb, guint c)
{
  static const float weights[N_PLANES][3] = {{0.299f, 0.587f, 0.114f},
                                             {-0.168735892f, -0.331264108f, 0.5f},
                                             {0.5f, -0.418687589f, -0.081312411f}};
  float sum = c == 0 ? 0.0f : 128.0f;

  for (guint i = 0; i < 3; i++)
    sum += weights[c][i] * to_byte (255.0f * rgb[i]);
  return sum;
}

/* The mean of `step` × `step` pixels; pixels beyond the edges are those at the edges. As in
 * libjpeg, halves are rounded down in every other column. */
static float
mean_of (const float *rgb, gsize height, gsize width, gsize y, gsize x, gsize step, guint c)
{
  float sum = 0.0f;

  for (gsize i = step * y; i < step * (y + 1); i++)
    for (gsize j = step * x; j < step * (x + 1); j++) {
      const gsize pixel = MIN (i, height - 1) * width + MIN (j, width - 1);

      sum += roundf (channel_of (rgb + 3 * pixel, c));
    }
  return step == 1 ? sum : floorf ((sum + 1.0f + (float)(x % 2)) / 4.0f);
}

static Plane
plane_of (const float *rgb, gsize height, gsize width, gsize step, guint c)
{
  Plane plane = {rounded_up ((height + step - 1) / step, NCSN_JPEG_SIDE),
                 rounded_up ((width + step - 1) / step, NCSN_JPEG_SIDE), NULL};

  plane.values = g_new (float, plane.height *plane.width);
  for (gsize y = 0; y < plane.height; y++)
    for (gsize x = 0; x < plane.width; x++)
      plane.values[y * plane.width + x] = mean_of (rgb, height, width, y, x, step, c);
  return plane;
}

/* Rounds the waves of all blocks of a plane. */
static void
lose (const Plane *plane, guint quality, gboolean colour)
{
  NcsnJpegSteps steps;

  ncsn_jpeg_steps (quality, colour, steps);
  for (gsize y = 0; y < plane->height; y += NCSN_JPEG_SIDE)
    for (gsize x = 0; x < plane->width; x += NCSN_JPEG_SIDE)
      ncsn_jpeg_round (steps, plane->values + y * plane->width + x, plane->width);
}

/* A value at a pixel. At half the resolution, it is 3/4 of the nearest value and 1/4 of the next in
 * each direction, as libjpeg has it; `height` and `width` are those that the picture needs. */
static float
value_at (const Plane *plane, gsize height, gsize width, gsize step, gsize y, gsize x)
{
  if (step == 1)
    return plane->values[y * plane->width + x];
  const gsize y0 = y / 2, x0 = x / 2;
  const gsize y1 = y % 2 ? MIN (y0 + 1, height - 1) : MAX (y0, 1) - 1;
  const gsize x1 = x % 2 ? MIN (x0 + 1, width - 1) : MAX (x0, 1) - 1;
  const float *near_row = plane->values + y0 * plane->width;
  const float *far_row = plane->values + y1 * plane->width;

  const float sum = 9.0f * near_row[x0] + 3.0f * near_row[x1] + 3.0f * far_row[x0] + far_row[x1];

  return floorf ((sum + (x % 2 ? 7.0f : 8.0f)) / 16.0f);
}

static void
set_pixel (float luma, float blue, float red, float *rgb)
{
  blue -= 128.0f;
  red -= 128.0f;
  rgb[0] = to_byte (luma + 1.402f * red) / 255.0f;
  rgb[1] = to_byte (luma - 0.344136286f * blue - 0.714136286f * red) / 255.0f;
  rgb[2] = to_byte (luma + 1.772f * blue) / 255.0f;
}

void
ncsn_jpeg_lose (const NcsnJpeg *jpeg, gsize height, gsize width, float *rgb)
{
  const gsize step = jpeg->halved ? 2 : 1;
  const gsize rows = (height + step - 1) / step, columns = (width + step - 1) / step;
  Plane planes[N_PLANES];

  for (guint c = 0; c < N_PLANES; c++) {
    planes[c] = plane_of (rgb, height, width, c == 0 ? 1 : step, c);
    lose (&planes[c], jpeg->quality, c > 0);
  }
  for (gsize y = 0; y < height; y++)
    for (gsize x = 0; x < width; x++)
      set_pixel (planes[0].values[y * planes[0].width + x],
                 value_at (&planes[1], rows, columns, step, y, x),
                 value_at (&planes[2], rows, columns, step, y, x), rgb + 3 * (y * width + x));
  for (guint c = 0; c < N_PLANES; c++)
    g_free (planes[c].values);
}
