/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Flow runs from the pixels that should be on the first side to those that should be on the second,
 * until no path is left for more. In each round it takes all paths of the same, least length. */
#include "patches/flow.h"

typedef struct {
  const NcsnFlow *flow;
  gint32 *depths; /* steps from the nearest pixel that has flow to give; -1: none leads there */
  guint8 *ways;   /* the next one to try from a pixel */
  gsize *path;    /* pixels; also the queue of `measure` */
} Search;

/* Finds the depths; returns whether a pixel that takes flow is reached. */
static gboolean
measure (const Search *search)
{
  const NcsnFlow *flow = search->flow;
  gboolean reached = FALSE;
  gsize end = 0;

  for (gsize i = 0; i < flow->count; i++) {
    search->ways[i] = 0;
    search->depths[i] = flow->second[i] > 0 ? 0 : -1;
    if (flow->second[i] > 0)
      search->path[end++] = i;
  }
  for (gsize begin = 0; begin < end; begin++) {
    const gsize at = search->path[begin];

    reached |= flow->second[at] < 0;
    for (guint way = 0; way < NCSN_FLOW_WAYS; way++) {
      const gint32 to = flow->next[way][at];

      if (to < 0 || search->depths[to] >= 0 || !(flow->apart[way][at] > 0))
        continue;
      search->depths[to] = search->depths[at] + 1;
      search->path[end++] = (gsize)to;
    }
  }
  return reached;
}

/* Whether flow can go that way and get farther from where it is from. */
static gboolean
leads_on (const Search *search, gsize at, guint way)
{
  const gint32 to = search->flow->next[way][at];

  return to >= 0 && search->flow->apart[way][at] > 0 &&
         search->depths[to] == search->depths[at] + 1;
}

/* Finds a path from its first pixel to one that takes flow; returns its number of steps, or -1.
 * Ways that lead to none are not tried again in this round. */
static gssize
find_path (const Search *search)
{
  gssize steps = 0;

  while (steps >= 0) {
    const gsize at = search->path[steps];
    guint8 *way = &search->ways[at];

    if (search->flow->second[at] < 0)
      return steps;
    while (*way < NCSN_FLOW_WAYS && !leads_on (search, at, *way))
      (*way)++;
    if (*way < NCSN_FLOW_WAYS)
      search->path[++steps] = (gsize)search->flow->next[*way][at];
    else if (--steps >= 0)
      search->ways[search->path[steps]]++;
  }
  return -1;
}

/* Sends as much as possible along the path. */
static void
send (const Search *search, gssize steps)
{
  const NcsnFlow *flow = search->flow;
  const gsize *path = search->path;
  float most = MIN (flow->second[path[0]], -flow->second[path[steps]]);

  for (gssize i = 0; i < steps; i++)
    most = MIN (most, flow->apart[search->ways[path[i]]][path[i]]);
  for (gssize i = 0; i < steps; i++) {
    const guint way = search->ways[path[i]];

    flow->apart[way][path[i]] -= most;
    flow->apart[(way + 2) % NCSN_FLOW_WAYS][path[i + 1]] += most;
  }
  flow->second[path[0]] -= most;
  flow->second[path[steps]] += most;
}

void
ncsn_flow_cut (const NcsnFlow *flow, guint8 *sides)
{
  g_autofree gint32 *depths = g_new (gint32, flow->count);
  g_autofree guint8 *ways = g_new (guint8, flow->count);
  g_autofree gsize *path = g_new (gsize, flow->count);
  const Search search = {flow, depths, ways, path};

  while (measure (&search))
    for (gsize i = 0; i < flow->count; i++)
      while (flow->second[i] > 0) {
        path[0] = i;

        const gssize steps = find_path (&search);

        if (steps < 0)
          break;
        send (&search, steps);
      }
  for (gsize i = 0; i < flow->count; i++)
    sides[i] = depths[i] < 0;
}
