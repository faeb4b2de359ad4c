/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Offset by offset, the pixels that are better off with it take it, by a minimal cut between them
 * and those that keep theirs. */
#include "patches/labels.h"

#include <math.h>

#include "patches/flow.h"

#define R NCSN_PATCH_RADIUS
#define MAX_ROUNDS 5 /* through all offsets; after four most pictures have settled */
#define MIDDLE 8     /* the pixel itself counts as much as the eight around it together */
#define UNSEEN 0.1f  /* what shows where neither source goes on beside a meeting */

static const NcsnPatchPixel ways[NCSN_FLOW_WAYS] = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}};

typedef struct {
  const NcsnPatchPlaces *source;
  const float *missing;
  NcsnPatchPixel *sources;
  gsize count;            /* of missing pixels */
  NcsnPatchPixel *pixels; /* (count): the missing pixels */
  gint32 *next;           /* (NCSN_FLOW_WAYS, count): their neighbours' numbers, or -1 */
  float *costs;           /* (NCSN_FLOW_WAYS + 1, count): of a cut */
  guint8 *sides;          /* (count): 0 for the pixels that take an offset */
} Labels;

static void
labels_clear (Labels *labels)
{
  g_free (labels->pixels);
  g_free (labels->next);
  g_free (labels->costs);
  g_free (labels->sides);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Labels, labels_clear)

static gboolean
is_inside (const NcsnPatchPlaces *source, NcsnPatchPixel at)
{
  return at.x >= 0 && at.y >= 0 && at.x < (gint32)source->given.width &&
         at.y < (gint32)source->given.height;
}

static gsize
index_of (const NcsnPatchPlaces *source, NcsnPatchPixel at)
{
  return (gsize)at.y * source->given.width + (gsize)at.x;
}

static gboolean
is_place (const NcsnPatchPlaces *source, NcsnPatchPixel at)
{
  return is_inside (source, at) && source->usable[index_of (source, at)];
}

static gboolean
is_known (const Labels *labels, NcsnPatchPixel at)
{
  return is_inside (labels->source, at) && !(labels->missing[index_of (labels->source, at)] > 0);
}

static NcsnPatchPixel
moved (NcsnPatchPixel at, NcsnPatchPixel by)
{
  return (NcsnPatchPixel){at.x + by.x, at.y + by.y};
}

static NcsnPatchPixel
back (NcsnPatchPixel at, NcsnPatchPixel by)
{
  return (NcsnPatchPixel){at.x - by.x, at.y - by.y};
}

/* The mean squared difference of two patches, of those of nine pixels that are known in both; below
 * 0 if there are none. That in the middle counts MIDDLE times. */
static float
difference (const Labels *labels, NcsnPatchPixel one, NcsnPatchPixel other)
{
  const NcsnPatchPlaces *source = labels->source;
  const gsize c = source->given.channels;
  float sum = 0, total = 0;

  for (gint32 y = -R; y <= R; y += R)
    for (gint32 x = -R; x <= R; x += R) {
      const NcsnPatchPixel a = moved (one, (NcsnPatchPixel){x, y});
      const NcsnPatchPixel b = moved (other, (NcsnPatchPixel){x, y});

      if (!is_known (labels, a) || !is_known (labels, b))
        continue;
      const float weight = x == 0 && y == 0 ? MIDDLE : 1;
      const float *p = source->pixels + index_of (source, a) * c;
      const float *q = source->pixels + index_of (source, b) * c;

      for (gsize i = 0; i < c; i++)
        sum += weight * (p[i] - q[i]) * (p[i] - q[i]);
      total += weight;
    }
  return total > 0 ? sum / total : -1;
}

/* What shows between a pixel and its neighbour `to`, from the sources of both. */
static float
shows (const Labels *labels, NcsnPatchPixel here, NcsnPatchPixel there, NcsnPatchPixel to)
{
  const NcsnPatchPixel next = moved (here, to);

  if (next.x == there.x && next.y == there.y)
    return 0;
  const float one = difference (labels, there, next);
  const float other = difference (labels, here, back (there, to));

  if (one < 0 && other < 0)
    return 2 * UNSEEN;
  return one < 0 ? 2 * other : other < 0 ? 2 * one : one + other;
}

static NcsnPatchPixel
source_of (const Labels *labels, gsize i)
{
  return labels->sources[index_of (labels->source, labels->pixels[i])];
}

/* What shows between missing pixel i and known ones, if its source were `from`. */
static float
shows_around (const Labels *labels, gsize i, NcsnPatchPixel from)
{
  float sum = 0;

  for (guint way = 0; way < NCSN_FLOW_WAYS; way++) {
    const NcsnPatchPixel beside = moved (labels->pixels[i], ways[way]);

    if (is_known (labels, beside))
      sum += shows (labels, from, beside, ways[way]);
  }
  return sum;
}

static void
labels_init (Labels *labels, const NcsnPatchPlaces *source, const float *missing,
             NcsnPatchPixel *sources)
{
  const gsize w = source->given.width, size = source->given.height * w;
  g_autofree gint32 *numbers = g_new (gint32, size);

  *labels = (Labels){.source = source,
                     .missing = missing,
                     .sources = sources,
                     .pixels = g_new (NcsnPatchPixel, size)};
  for (gsize i = 0; i < size; i++) {
    numbers[i] = missing[i] > 0 ? (gint32)labels->count : -1;
    if (missing[i] > 0)
      labels->pixels[labels->count++] = (NcsnPatchPixel){(gint32)(i % w), (gint32)(i / w)};
  }
  labels->next = g_new (gint32, NCSN_FLOW_WAYS * labels->count);
  labels->costs = g_new (float, (NCSN_FLOW_WAYS + 1) * labels->count);
  labels->sides = g_new (guint8, labels->count);
  for (guint way = 0; way < NCSN_FLOW_WAYS; way++)
    for (gsize i = 0; i < labels->count; i++) {
      const NcsnPatchPixel beside = moved (labels->pixels[i], ways[way]);

      labels->next[way * labels->count + i] =
          is_inside (source, beside) ? numbers[index_of (source, beside)] : -1;
    }
}

/* Adds the costs of pixel i and its neighbour by `way`, each of which may take the offset. */
static void
add_meeting (const Labels *labels, const NcsnFlow *flow, gsize i, guint way, NcsnPatchPixel offset)
{
  const gsize next = (gsize)labels->next[way * labels->count + i];
  const NcsnPatchPixel here = source_of (labels, i), there = source_of (labels, next);
  const NcsnPatchPixel new_here = moved (labels->pixels[i], offset);
  const NcsnPatchPixel new_there = moved (labels->pixels[next], offset);
  const float kept = shows (labels, here, there, ways[way]);
  const float only_here = shows (labels, new_here, there, ways[way]);
  const float only_there = shows (labels, here, new_there, ways[way]);

  /* Nothing shows if both take it. If the cost of a division is negative and becomes 0 the cut
   * promises less than it brings. */
  flow->second[i] += kept - only_here;
  flow->second[next] += only_here;
  flow->apart[way + 2][next] = MAX (only_here + only_there - kept, 0);
}

static void
write_costs (const Labels *labels, const NcsnFlow *flow, NcsnPatchPixel offset)
{
  for (gsize i = 0; i < (NCSN_FLOW_WAYS + 1) * labels->count; i++)
    labels->costs[i] = 0;
  for (gsize i = 0; i < labels->count; i++) {
    const NcsnPatchPixel from = moved (labels->pixels[i], offset);

    if (is_place (labels->source, from))
      flow->second[i] +=
          shows_around (labels, i, source_of (labels, i)) - shows_around (labels, i, from);
    else
      flow->second[i] = -INFINITY;
    for (guint way = NCSN_FLOW_RIGHT; way <= NCSN_FLOW_DOWN; way++)
      if (labels->next[way * labels->count + i] >= 0)
        add_meeting (labels, flow, i, way, offset);
  }
}

/* Lets pixels take an offset; returns whether any does. */
static gboolean
expand (const Labels *labels, NcsnPatchPixel offset)
{
  NcsnFlow flow = {.count = labels->count,
                   .second = labels->costs + NCSN_FLOW_WAYS * labels->count};
  gboolean changed = FALSE;

  for (guint way = 0; way < NCSN_FLOW_WAYS; way++) {
    flow.next[way] = labels->next + way * labels->count;
    flow.apart[way] = labels->costs + way * labels->count;
  }
  write_costs (labels, &flow, offset);
  ncsn_flow_cut (&flow, labels->sides);
  for (gsize i = 0; i < labels->count; i++) {
    const NcsnPatchPixel from = moved (labels->pixels[i], offset);
    NcsnPatchPixel *own = &labels->sources[index_of (labels->source, labels->pixels[i])];

    if (labels->sides[i] || (own->x == from.x && own->y == from.y))
      continue;
    *own = from;
    changed = TRUE;
  }
  return changed;
}

void
ncsn_patch_labels (const NcsnPatchPlaces *source, const float *missing,
                   const NcsnPatchPixel *offsets, gsize count, GCancellable *cancellable,
                   NcsnPatchPixel *sources)
{
  g_auto (Labels) labels = {0};
  gboolean changed = TRUE;

  labels_init (&labels, source, missing, sources);
  for (guint round = 0; changed && round < MAX_ROUNDS; round++) {
    changed = FALSE;
    for (gsize k = 0; k < count && !g_cancellable_is_cancelled (cancellable); k++)
      changed |= expand (&labels, offsets[k]);
  }
}
