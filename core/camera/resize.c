/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Resizing by a triangle, first along columns, then along rows. */
#include "camera/resize.h"

#include <math.h>
#include <string.h>

/* `size` lines of `inner` values each become `to_size` lines. */
typedef struct {
  gsize size, to_size, inner;
} Axis;

/* to[i] += weight · from, over one line. */
static void
add_line (const float *from, float weight, gsize inner, float *to)
{
  for (gsize i = 0; i < inner; i++)
    to[i] += weight * from[i];
}

/* Line `index` of the result: a mean of lines, with weights that fall linearly to 0 with the
 * distance. Lines beyond the edges are left out of the mean. */
static void
mix (const Axis *axis, const float *from, gsize index, float *to)
{
  const double ratio = (double)axis->size / (double)axis->to_size, reach = MAX (ratio, 1.0);
  const double centre = ((double)index + 0.5) * ratio - 0.5;
  const gsize first = (gsize)MAX (ceil (centre - reach), 0.0);
  const gsize last = (gsize)MIN (floor (centre + reach), (double)axis->size - 1.0);
  double total = 0.0;

  for (gsize i = first; i <= last; i++)
    total += reach - fabs ((double)i - centre);
  memset (to, 0, axis->inner * sizeof (float));
  for (gsize i = first; i <= last; i++)
    add_line (from + i * axis->inner, (float)((reach - fabs ((double)i - centre)) / total),
              axis->inner, to);
}

static void
resize_axis (const Axis *axis, const float *from, float *to)
{
  for (gsize i = 0; i < axis->to_size; i++)
    mix (axis, from, i, to + i * axis->inner);
}

void
ncsn_resize (const float *from, gsize height, gsize width, gsize channels, gsize to_height,
             gsize to_width, float *to)
{
  const Axis down = {height, to_height, width * channels}, across = {width, to_width, channels};
  g_autofree float *between = g_new (float, to_height *width *channels);

  resize_axis (&down, from, between);
  for (gsize y = 0; y < to_height; y++)
    resize_axis (&across, between + y * width * channels, to + y * to_width * channels);
}
