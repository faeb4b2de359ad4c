/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places and weights of patches along one axis of a canvas. */
#include "sample/grid.h"

#include <string.h>

void
ncsn_grid_init (NcsnGrid *grid)
{
  grid->starts = g_new (gsize, ncsn_grid_most (grid));
  grid->shares = g_new (float, ncsn_grid_most (grid) * grid->patch);
}

void
ncsn_grid_clear (NcsnGrid *grid)
{
  g_clear_pointer (&grid->starts, g_free);
  g_clear_pointer (&grid->shares, g_free);
}

gsize
ncsn_grid_fewest (const NcsnGrid *grid)
{
  const gsize advance = grid->patch - grid->overlap;
  const gsize shared = grid->wrap ? 0 : grid->overlap;

  return MAX ((grid->size - MIN (shared, grid->size) + advance - 1) / advance, 1);
}

gsize
ncsn_grid_most (const NcsnGrid *grid)
{
  gsize fewest = ncsn_grid_fewest (grid);

  if (grid->step > 0)
    return 1 + (grid->size - grid->patch + grid->step - 1) / grid->step;
  return fewest + (!grid->wrap && grid->size > grid->patch);
}

void
ncsn_grid_lay_even (NcsnGrid *grid)
{
  gsize span = grid->wrap ? grid->size : grid->size - grid->patch;
  gsize parts;

  grid->count = grid->step > 0 ? ncsn_grid_most (grid) : ncsn_grid_fewest (grid);
  parts = grid->wrap ? grid->count : MAX (grid->count - 1, 1);
  for (gsize k = 0; k < grid->count; k++)
    grid->starts[k] = grid->step > 0 ? MIN (k * grid->step, span) : k * span / parts;
  grid->begin = 0;
  grid->end = grid->size;
}

gsize
ncsn_grid_period (const NcsnGrid *grid)
{
  return grid->wrap ? grid->size : grid->size / ncsn_grid_fewest (grid);
}

void
ncsn_grid_lay_shifted (NcsnGrid *grid, gsize offset)
{
  const gsize fewest = ncsn_grid_fewest (grid);

  ncsn_grid_lay_even (grid);
  if (grid->wrap) {
    for (gsize k = 0; k < fewest; k++)
      grid->starts[k] = (grid->starts[k] + offset) % grid->size;
    return;
  }
  grid->count = 0;
  for (gsize k = 0; k <= fewest; k++) {
    gsize place = k * grid->size / fewest;
    gsize start = MIN (place > offset ? place - offset : 0, grid->size - grid->patch);

    if (grid->count == 0 || start > grid->starts[grid->count - 1])
      grid->starts[grid->count++] = start;
  }
}

gsize
ncsn_grid_strip (const NcsnGrid *grid, gboolean last)
{
  gsize k = last ? grid->count - 1 : 1;

  return grid->starts[k] - grid->starts[k - 1];
}

void
ncsn_grid_leave_out (NcsnGrid *grid, gboolean last)
{
  if (last)
    grid->end -= ncsn_grid_strip (grid, last);
  else
    grid->begin += ncsn_grid_strip (grid, last);
  grid->count--;
  if (!last)
    memmove (grid->starts, grid->starts + 1, grid->count * sizeof (gsize));
}

/* The square of the distance from the nearer end of the patch: near its ends a patch sees little of
 * the surroundings. Against the exact score of Gaussian fields with correlation lengths from a
 * tenth of a patch to more than a patch, at noise from a fiftieth of their deviation to twice the
 * deviation, the mean square error where patches overlap is 0.03 to 0.56 of that of plain averages,
 * and never larger than with the distance itself or with sin². */
static float
weight (const NcsnGrid *grid, gsize i)
{
  float distance = (float)MIN (i, grid->patch - 1 - i) + 0.5f;

  return distance * distance;
}

void
ncsn_grid_share (NcsnGrid *grid)
{
  g_autofree float *sums = g_new0 (float, grid->size);

  for (gsize k = 0; k < grid->count; k++)
    for (gsize i = 0; i < grid->patch; i++)
      sums[(grid->starts[k] + i) % grid->size] += weight (grid, i);
  for (gsize k = 0; k < grid->count; k++)
    for (gsize i = 0; i < grid->patch; i++)
      grid->shares[k * grid->patch + i] =
          weight (grid, i) / sums[(grid->starts[k] + i) % grid->size];
}
