/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Minimal cuts by shortest augmenting paths (Edmonds & Karp 1972). Flow runs from all old pixels to
 * all new ones. */
#include "patches/cut.h"

#include <math.h>

#define WAYS 4
#define LEAST 1e-7f /* of the costs, so that the shorter of two equal cuts is taken */

static const gssize steps[WAYS][2] = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}}; /* i + 2: the way back */

typedef struct {
  gsize height, width;
  const guint8 *sides;
  float *left[WAYS]; /* (height, width): the capacity that is left */
  gint8 *from;       /* the way by which a pixel was reached; WAYS: it is old, -1: not yet */
  gsize *queue;
} Graph;

/* The pixel one step from `at`, or -1 beyond the edge. */
static gssize
neighbour (const Graph *graph, gsize at, guint way)
{
  const gssize x = (gssize)(at % graph->width) + steps[way][0];
  const gssize y = (gssize)(at / graph->width) + steps[way][1];

  if (x < 0 || y < 0 || x >= (gssize)graph->width || y >= (gssize)graph->height)
    return -1;
  return y * (gssize)graph->width + x;
}

/* Searches from the old pixels; returns the first new one that is reached, or -1. */
static gssize
search (const Graph *graph)
{
  gsize end = 0;

  for (gsize i = 0; i < graph->height * graph->width; i++) {
    graph->from[i] = graph->sides[i] == NCSN_CUT_OLD ? WAYS : -1;
    if (graph->from[i] == WAYS)
      graph->queue[end++] = i;
  }
  for (gsize begin = 0; begin < end; begin++)
    for (guint way = 0; way < WAYS; way++) {
      const gssize to = neighbour (graph, graph->queue[begin], way);

      if (to < 0 || graph->from[to] >= 0 || !(graph->left[way][graph->queue[begin]] > 0))
        continue;
      graph->from[to] = (gint8)way;
      if (graph->sides[to] == NCSN_CUT_NEW)
        return to;
      graph->queue[end++] = (gsize)to;
    }
  return -1;
}

/* Sends as much as possible along the path to a pixel. */
static void
augment (const Graph *graph, gsize to)
{
  float flow = INFINITY;

  for (gsize at = to; graph->from[at] < WAYS;) {
    const guint way = (guint)graph->from[at];

    at = (gsize)neighbour (graph, at, (way + 2) % WAYS);
    flow = MIN (flow, graph->left[way][at]);
  }
  for (gsize at = to; graph->from[at] < WAYS;) {
    const guint way = (guint)graph->from[at], back = (way + 2) % WAYS;

    graph->left[back][at] += flow;
    at = (gsize)neighbour (graph, at, back);
    graph->left[way][at] -= flow;
  }
}

void
ncsn_cut (const float *difference, gsize height, gsize width, guint8 *sides)
{
  const gsize size = height * width;
  g_autofree float *left = g_new (float, WAYS *size);
  g_autofree gint8 *from = g_new (gint8, size);
  g_autofree gsize *queue = g_new (gsize, size);
  Graph graph = {height, width, sides, {NULL}, from, queue};

  for (guint way = 0; way < WAYS; way++)
    graph.left[way] = left + way * size;
  for (guint way = 0; way < WAYS; way++)
    for (gsize i = 0; i < size; i++) {
      const gssize to = neighbour (&graph, i, way);

      graph.left[way][i] = to < 0 ? 0 : difference[i] + difference[to] + LEAST;
    }
  for (gssize to = search (&graph); to >= 0; to = search (&graph))
    augment (&graph, (gsize)to);
  for (gsize i = 0; i < size; i++)
    if (sides[i] == NCSN_CUT_FREE)
      sides[i] = from[i] >= 0 ? NCSN_CUT_OLD : NCSN_CUT_NEW;
}
