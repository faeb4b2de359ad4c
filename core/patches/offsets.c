/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each patch votes for an offset. Peaks of the smoothed votes are taken. */
#include "patches/offsets.h"

#include <math.h>
#include <string.h>

#include "base/parallel.h"
#include "patches/level.h"
#include "tensor/simd/kernels.h"

#define R NCSN_PATCH_RADIUS
#define NEAR 16          /* pixels */
#define APART 8          /* pixels: nearer patches are similar because pictures are smooth */
#define EFFORT (1 << 23) /* distances */
#define MIN_VOTERS 128   /* fewer would not agree on offsets */
#define GRAIN 16         /* patches, for a thread at a time */
#define BLUR 4           /* radius of a Gaussian of variance 2 */

typedef struct {
  const NcsnPatchPlaces *source;
  const NcsnKernels *kernels;
  NcsnRandomKey key;
  GCancellable *cancellable;
  const guint32 *places; /* (n_places): of the source, those that may vote */
  gsize n_places;
  gsize count;      /* of patches that vote */
  gint32 reach;     /* pixels between a voter and its nearest patch, at most, along each axis */
  guint32 *voters;  /* (count): their places */
  guint32 *nearest; /* (count): places; that of the voter itself if there is none */
} Search;

/* A map of the offsets from -height … height and -width … width. */
typedef struct {
  gint32 height, width;
  float *votes;
} Votes;

typedef struct {
  float votes;
  NcsnPatchPixel offset;
} Peak;

static NcsnPatchPixel
pixel_at (const NcsnPatchPlaces *source, guint32 place)
{
  const guint32 width = (guint32)source->given.width;

  return (NcsnPatchPixel){(gint32)(place % width), (gint32)(place / width)};
}

/* The first pixel of the patch around a place. */
static const float *
patch_at (const NcsnPatchPlaces *source, guint32 place)
{
  const gsize c = source->given.channels;

  return source->pixels + (place - R * source->given.width - R) * c;
}

/* The index of the first place, which are in order, that is not before this row. */
static gsize
first_from (const NcsnPatchPlaces *source, gint32 row)
{
  const guint64 pixel = (guint64)MAX (row, 0) * source->given.width;
  gsize low = 0, high = source->n_places;

  while (low < high) {
    const gsize middle = (low + high) / 2;

    if (source->places[middle] < pixel)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* The nearest patch in reach, but for those beside the voter; the voter if there is none. */
static guint32
nearest_to (const Search *search, guint32 voter)
{
  const NcsnPatchPlaces *source = search->source;
  const gsize c = source->given.channels, row = source->given.width * c;
  const NcsnPatchPixel here = pixel_at (source, voter);
  const gsize end = first_from (source, here.y + search->reach + 1);
  float least = INFINITY;
  guint32 nearest = voter;

  for (gsize i = first_from (source, here.y - search->reach); i < end; i++) {
    const NcsnPatchPixel there = pixel_at (source, source->places[i]);

    if (ABS (there.x - here.x) > search->reach ||
        (ABS (there.x - here.x) <= APART && ABS (there.y - here.y) <= APART))
      continue;
    const float distance = search->kernels->distance (patch_at (source, voter), row,
                                                      patch_at (source, source->places[i]), row,
                                                      NCSN_PATCH_SIDE, NCSN_PATCH_SIDE * c, least);

    if (distance < least) {
      least = distance;
      nearest = source->places[i];
    }
  }
  return nearest;
}

/* Each voter is drawn from another part of the places. */
static void
vote (gsize first, gsize last, guint worker, gpointer data)
{
  const Search *search = data;
  const guint64 places = search->n_places; /* times a voter's number */

  for (gsize i = first; i < last; i++) {
    const gsize begin = (gsize)(i * places / search->count);
    const gsize end = (gsize)((i + 1) * places / search->count);
    float chance;

    if (g_cancellable_is_cancelled (search->cancellable))
      return;
    ncsn_random_uniform (search->key, i, 1, &chance);
    search->voters[i] = search->places[begin + (gsize)(chance * (double)(end - begin))];
    search->nearest[i] = nearest_to (search, search->voters[i]);
  }
}

static float *
votes_for (const Votes *votes, gint32 x, gint32 y)
{
  return votes->votes + (gssize)(y + votes->height) * (2 * votes->width + 1) + x + votes->width;
}

/* Adds a smooth hill. */
static void
count_vote (const Votes *votes, NcsnPatchPixel offset)
{
  for (gint32 y = MAX (offset.y - BLUR, -votes->height); y <= MIN (offset.y + BLUR, votes->height);
       y++)
    for (gint32 x = MAX (offset.x - BLUR, -votes->width); x <= MIN (offset.x + BLUR, votes->width);
         x++) {
      const gint32 dx = x - offset.x, dy = y - offset.y;

      *votes_for (votes, x, y) += expf (-(float)(dx * dx + dy * dy) / 4);
    }
}

/* Whether no offset around has more votes, or as many and comes before. */
static gboolean
is_peak (const Votes *votes, gint32 x, gint32 y)
{
  const float here = *votes_for (votes, x, y);

  for (gint32 v = MAX (y - BLUR, -votes->height); v <= MIN (y + BLUR, votes->height); v++)
    for (gint32 u = MAX (x - BLUR, -votes->width); u <= MIN (x + BLUR, votes->width); u++) {
      const float there = *votes_for (votes, u, v);
      const gboolean before = v < y || (v == y && u < x);

      if (there > here || (there >= here && before))
        return FALSE;
    }
  return here > 0;
}

/* A GCompareFunc: the peak with more votes first. */
static int
compare_peaks (gconstpointer a, gconstpointer b)
{
  const Peak *one = a, *other = b;

  return (one->votes < other->votes) - (one->votes > other->votes);
}

static gsize
take_peaks (const Votes *votes, NcsnPatchPixel *offsets, gsize most)
{
  g_autoptr (GArray) peaks = g_array_new (FALSE, FALSE, sizeof (Peak));
  gsize count;

  for (gint32 y = -votes->height; y <= votes->height; y++)
    for (gint32 x = -votes->width; x <= votes->width; x++)
      if (*votes_for (votes, x, y) > 0 && is_peak (votes, x, y)) {
        const Peak peak = {*votes_for (votes, x, y), {x, y}};

        g_array_append_val (peaks, peak);
      }
  g_array_sort (peaks, compare_peaks); /* keeps the order of equal ones */
  count = MIN (peaks->len, most);
  for (gsize i = 0; i < count; i++)
    offsets[i] = g_array_index (peaks, Peak, i).offset;
  return count;
}

/* Writes the places near pixels, or all, and returns their number. */
static gsize
places_near (const NcsnPatchPlaces *source, const float *pixels, guint32 *places)
{
  const gsize h = source->given.height, w = source->given.width;
  g_autofree float *others = g_new0 (float, h *w), *distances = g_new (float, h *w);
  gsize count = 0;

  for (gsize i = 0; pixels != NULL && i < h * w; i++)
    others[i] = pixels[i] > 0 ? 0 : 1;
  ncsn_patch_depths (others, h, w, distances);
  for (gsize i = 0; i < source->n_places; i++)
    if (distances[source->places[i]] <= NEAR)
      places[count++] = source->places[i];
  return count;
}

static gsize
count_votes (const Search *search, NcsnPatchPixel *offsets, gsize most)
{
  const NcsnPatchPlaces *source = search->source;
  const gint32 h = (gint32)source->given.height, w = (gint32)source->given.width;
  g_autofree float *map = g_new0 (float, (gsize)(2 * h + 1) * (gsize)(2 * w + 1));
  const Votes votes = {h, w, map};

  for (gsize i = 0; i < search->count; i++) {
    const NcsnPatchPixel from = pixel_at (source, search->voters[i]);
    const NcsnPatchPixel to = pixel_at (source, search->nearest[i]);

    if (search->nearest[i] != search->voters[i])
      count_vote (&votes, (NcsnPatchPixel){to.x - from.x, to.y - from.y});
  }
  return take_peaks (&votes, offsets, most);
}

/* How far a voter may search: anywhere, unless MIN_VOTERS could not do so with the EFFORT. */
static gint32
reach_of (const NcsnPatchPlaces *source)
{
  if (source->n_places <= EFFORT / MIN_VOTERS)
    return G_MAXINT32 / 2;
  return (gint32)(sqrt ((double)EFFORT / MIN_VOTERS) / 2.0);
}

gsize
ncsn_patch_offsets (const NcsnPatchPlaces *source, const float *beside, NcsnRandomKey key,
                    NcsnThreads *threads, GCancellable *cancellable, NcsnPatchPixel *offsets,
                    gsize most)
{
  g_autofree guint32 *places = g_new (guint32, source->n_places);
  const gsize n_places = places_near (source, beside, places);
  const gsize count = MIN (MAX (EFFORT / source->n_places, MIN_VOTERS), n_places);
  g_autofree guint32 *voters = g_new (guint32, count), *nearest = g_new (guint32, count);
  Search search = {source, ncsn_kernels (),   key,    cancellable, places, n_places,
                   count,  reach_of (source), voters, nearest};

  ncsn_parallel_for (threads, count, GRAIN, vote, &search);
  return g_cancellable_is_cancelled (cancellable) ? 0 : count_votes (&search, offsets, most);
}
