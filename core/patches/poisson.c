/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Multigrid: sweeps over the pixels remove what changes from pixel to pixel of the error, and the
 * rest is the solution of the same equation on pictures of half the size (Mohr & Wienands 2004,
 * "Cell-centred multigrid revisited"). */
#include "patches/poisson.h"

#include <string.h>

#include "base/memory.h"

#define CYCLES 6
#define VISITS 2 /* of the halved picture, for each sweep over this one */
#define SWEEPS 2
#define LEAST_SIDE 2 /* of a picture that is halved */

/* The neighbours of a pixel, and how strongly it is tied to them. */
typedef struct {
  gsize at[4];
  float weights[4], total; /* w, and Σ w + h */
} Ties;

static Ties
ties_of (const NcsnPoisson *p, gsize at)
{
  const gsize w = p->width;
  Ties ties = {.at = {at - 1, at + 1, at - w, at + w},
               .weights = {at > 0 ? p->right[at - 1] : 0, p->right[at],
                           at >= w ? p->down[at - w] : 0, p->down[at]},
               .total = p->held[at]};

  for (guint i = 0; i < 4; i++)
    ties.total += ties.weights[i];
  return ties;
}

/* b + Σ w f of the neighbours. */
static float
pulled (const NcsnPoisson *p, const Ties *ties, gsize at, gsize channel)
{
  float sum = p->wanted[at * p->channels + channel];

  for (guint i = 0; i < 4; i++)
    if (ties->weights[i] > 0)
      sum += ties->weights[i] * p->values[ties->at[i] * p->channels + channel];
  return sum;
}

static void
relax (const NcsnPoisson *p, gboolean back)
{
  const gsize size = p->height * p->width;

  for (gsize i = 0; i < size; i++) {
    const gsize at = back ? size - 1 - i : i;
    const Ties ties = ties_of (p, at);

    for (gsize c = 0; ties.total > 0 && c < p->channels; c++)
      p->values[at * p->channels + c] = pulled (p, &ties, at, c) / ties.total;
  }
}

/* Half as many pixels are twice as far apart: of the two ties between two blocks of 2 × 2 pixels
 * half the sum is left. */
static void
halve_ties (const NcsnPoisson *fine, const NcsnPoisson *coarse)
{
  for (gsize y = 0; y < fine->height; y++)
    for (gsize x = 0; x < fine->width; x++) {
      const gsize from = y * fine->width + x, to = y / 2 * coarse->width + x / 2;

      coarse->held[to] += fine->held[from];
      if (x % 2 == 1)
        coarse->right[to] += 0.5f * fine->right[from];
      if (y % 2 == 1)
        coarse->down[to] += 0.5f * fine->down[from];
    }
}

/* What the values leave of b. */
static void
pass_rest (const NcsnPoisson *fine, const NcsnPoisson *coarse)
{
  const gsize c = fine->channels, size = coarse->height * coarse->width * c;

  memset (coarse->wanted, 0, size * sizeof (float));
  memset (coarse->values, 0, size * sizeof (float));
  for (gsize y = 0; y < fine->height; y++)
    for (gsize x = 0; x < fine->width; x++) {
      const gsize from = y * fine->width + x, to = y / 2 * coarse->width + x / 2;
      const Ties ties = ties_of (fine, from);

      for (gsize i = 0; ties.total > 0 && i < c; i++)
        coarse->wanted[to * c + i] +=
            pulled (fine, &ties, from, i) - ties.total * fine->values[from * c + i];
    }
}

static void
add_correction (const NcsnPoisson *fine, const NcsnPoisson *coarse)
{
  const gsize c = fine->channels;

  for (gsize y = 0; y < fine->height; y++)
    for (gsize x = 0; x < fine->width; x++) {
      const gsize to = y * fine->width + x, from = y / 2 * coarse->width + x / 2;

      for (gsize i = 0; ties_of (fine, to).total > 0 && i < c; i++)
        fine->values[to * c + i] += coarse->values[from * c + i];
    }
}

static gboolean
cycle (const NcsnPoisson *p, guint visits, GError **error)
{
  const gsize height = (p->height + 1) / 2, width = (p->width + 1) / 2, size = height * width;
  g_autoptr (NcsnFloats) ties = ncsn_floats_new (3 * size, error);
  g_autoptr (NcsnFloats) pixels = NULL;

  if (ties == NULL || (pixels = ncsn_floats_new (2 * size * p->channels, error)) == NULL)
    return FALSE;
  const NcsnPoisson coarse = {
      height,      width,           p->channels, ties,
      ties + size, ties + 2 * size, pixels,      pixels + size * p->channels};
  halve_ties (p, &coarse);
  for (guint visit = 0; visit < visits; visit++) {
    for (guint i = 0; i < SWEEPS; i++)
      relax (p, FALSE);
    if (MAX (p->height, p->width) > LEAST_SIDE) {
      pass_rest (p, &coarse);
      if (!cycle (&coarse, VISITS, error))
        return FALSE;
      add_correction (p, &coarse);
    }
    for (guint i = 0; i < SWEEPS; i++)
      relax (p, TRUE);
  }
  return TRUE;
}

gboolean
ncsn_poisson_solve (const NcsnPoisson *poisson, GError **error)
{
  return cycle (poisson, CYCLES, error);
}
