/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patches/cut.h"

#include <math.h>

#include "patches/flow.h"

#define LEAST 1e-7f /* of the costs, so that the shorter of two equal cuts is taken */

/* Makes a pixel and the one after it, by `way`, neighbours. */
static void
join (gint32 *const *next, float *const *apart, gsize at, gsize after, guint way, float cost)
{
  const guint back = (way + 2) % NCSN_FLOW_WAYS;

  next[way][at] = (gint32)after;
  next[back][after] = (gint32)at;
  apart[way][at] = apart[back][after] = cost;
}

void
ncsn_cut (const float *difference, gsize height, gsize width, guint8 *sides)
{
  const gsize size = height * width;
  g_autofree gint32 *nexts = g_new (gint32, NCSN_FLOW_WAYS * size);
  g_autofree float *costs = g_new0 (float, (NCSN_FLOW_WAYS + 1) * size);
  g_autofree guint8 *second = g_new (guint8, size);
  NcsnFlow flow = {.count = size, .second = costs + NCSN_FLOW_WAYS * size};
  gint32 *next[NCSN_FLOW_WAYS];

  for (gsize i = 0; i < NCSN_FLOW_WAYS * size; i++)
    nexts[i] = -1;
  for (guint way = 0; way < NCSN_FLOW_WAYS; way++) {
    flow.next[way] = next[way] = nexts + way * size;
    flow.apart[way] = costs + way * size;
  }
  for (gsize i = 0; i < size; i++) {
    if (sides[i] != NCSN_CUT_FREE)
      flow.second[i] = sides[i] == NCSN_CUT_OLD ? INFINITY : -INFINITY;
    if (i % width + 1 < width)
      join (next, flow.apart, i, i + 1, NCSN_FLOW_RIGHT, difference[i] + difference[i + 1] + LEAST);
    if (i + width < size)
      join (next, flow.apart, i, i + width, NCSN_FLOW_DOWN,
            difference[i] + difference[i + width] + LEAST);
  }
  ncsn_flow_cut (&flow, second);
  for (gsize i = 0; i < size; i++)
    if (sides[i] == NCSN_CUT_FREE)
      sides[i] = second[i] ? NCSN_CUT_NEW : NCSN_CUT_OLD;
}
