/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Coarse views: marks, and enlarged pictures. */
#include "ncsn/view.h"

#include <math.h>

void
ncsn_view_mark (float mark, gsize height, gsize width, gsize channels, float *view)
{
  for (gsize i = 0; i < height * width * (channels + 1); i++)
    view[i] = (i + 1) % (channels + 1) == 0 ? mark : 0;
}

/* The two neighbours of a pixel along an axis of the coarse picture, and the weight of the second.
 */
typedef struct {
  gsize first, second;
  float weight;
} Place;

static gsize
inside (double index, gsize size, gboolean wrap)
{
  if (wrap)
    index -= (double)size * floor (index / (double)size);
  return (gsize)CLAMP (index, 0.0, (double)(size - 1));
}

static Place
place_of (gsize pixel, gsize size, double step, double offset, gboolean wrap)
{
  const double at = ((double)pixel + 0.5 + offset) / step - 0.5, first = floor (at);

  return (Place){inside (first, size, wrap), inside (first + 1, size, wrap), (float)(at - first)};
}

void
ncsn_view_enlarge (const NcsnCoarsePicture *coarse, gsize height, gsize width, gsize channels,
                   float *view)
{
  g_autofree Place *columns = g_new (Place, width);

  for (gsize j = 0; j < width; j++)
    columns[j] = place_of (j, coarse->width, coarse->step_x, coarse->offset_x, coarse->wrap_x);
  for (gsize i = 0; i < height; i++) {
    const Place row =
        place_of (i, coarse->height, coarse->step_y, coarse->offset_y, coarse->wrap_y);
    const float *above = coarse->pixels + row.first * coarse->width * channels;
    const float *below = coarse->pixels + row.second * coarse->width * channels;

    for (const Place *column = columns; column < columns + width; column++) {
      const gsize left = column->first * channels, right = column->second * channels;

      for (gsize c = 0; c < channels; c++) {
        const float upper = above[left + c] + column->weight * (above[right + c] - above[left + c]);
        const float lower = below[left + c] + column->weight * (below[right + c] - below[left + c]);
        *view++ = upper + row.weight * (lower - upper);
      }
      *view++ = 1;
    }
  }
}
