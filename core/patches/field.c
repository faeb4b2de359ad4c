/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PatchMatch (Barnes et al. 2009): nearest patches by good guesses. A patch tries the matches of
 * its neighbours, moved by one pixel, and random places around its own match, at ever smaller
 * distances.
 *
 * A sweep processes each band of rows patch by patch, and bands in any order. Matches of other
 * bands are read as they were before the sweep, so that the result does not depend on threads. */
#include "patches/field.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "ncsn/error.h"
#include "ncsn/random.h"
#include "tensor/simd/kernels.h"

#define R NCSN_PATCH_RADIUS
#define BAND 8       /* rows */
#define MAX_TRIES 20 /* random places: distances are halved from at most 2^20 pixels */

/* Whether a patch around place i fits on the axis. */
static gboolean
fits (gssize i, gsize size, gboolean wrap)
{
  return wrap || (i >= R && i + R < (gssize)size);
}

static void
want_around (NcsnPatchField *field, gssize x, gssize y)
{
  const NcsnPatchTarget *t = &field->target;

  for (gssize j = y - R; j <= y + R; j++)
    for (gssize i = x - R; i <= x + R; i++)
      if (fits (i, t->width, t->wrap_x) && fits (j, t->height, t->wrap_y))
        field->wanted[(gsize)ncsn_patch_place_on (j, t->height, t->wrap_y) * t->width +
                      (gsize)ncsn_patch_place_on (i, t->width, t->wrap_x)] = 1;
}

static void
mark_wanted (NcsnPatchField *field)
{
  const NcsnPatchTarget *t = &field->target;

  field->wanted = g_new0 (guint8, t->height * t->width);
  for (gsize y = 0; y < t->height; y++)
    for (gsize x = 0; x < t->width; x++)
      if (t->missing == NULL || t->missing[y * t->width + x] > 0)
        want_around (field, (gssize)x, (gssize)y);
}

static NcsnMatch
match_at (const NcsnPatchPlaces *source, gsize place)
{
  const gsize at = source->places[place];

  return (NcsnMatch){(gint32)(at % source->given.width), (gint32)(at / source->given.width), 1};
}

/* Random matches, each of a patch from another part of the places, so that no two are the same. If
 * there are as many parts as places these are all patches. */
static void
begin (NcsnPatchField *field)
{
  const gsize k = field->options.neighbours, places = field->source.n_places;
  const gsize count = field->target.height * field->target.width * k;
  const NcsnRandomKey key = {
      .seed = field->options.seed, .stream = NCSN_STREAM_PATCHES, .item = field->options.number};

  field->matches = g_new (NcsnMatch, count);
  field->last = g_new (NcsnMatch, count);
  for (gsize i = 0; i < count; i++) {
    const gsize first = i % k * places / k, end = (i % k + 1) * places / k;
    float chance;

    ncsn_random_uniform (key, i, 1, &chance);
    field->matches[i] = match_at (&field->source, first + (gsize)(chance * (double)(end - first)));
  }
}

static gboolean
check_target (const NcsnPatchTarget *target, GError **error)
{
  if ((target->wrap_x || target->width >= NCSN_PATCH_SIDE) &&
      (target->wrap_y || target->height >= NCSN_PATCH_SIDE))
    return TRUE;
  g_set_error (
      error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
      _ ("A picture of %zu × %zu pixels is too small for patches of 7 × 7: take a larger one."),
      target->width, target->height);
  return FALSE;
}

gboolean
ncsn_patch_field_init (NcsnPatchField *field, const NcsnPatchSource *source,
                       const NcsnPatchTarget *target, const NcsnPatchOptions *options,
                       GError **error)
{
  *field = (NcsnPatchField){.target = *target, .options = *options};
  field->row = (target->width + 2 * R) * source->channels;
  field->query = ncsn_floats_new ((target->height + 2 * R) * field->row + NCSN_GROUP, error);
  if (field->query == NULL || !check_target (target, error) ||
      !ncsn_patch_places_init (&field->source, source, error))
    return FALSE;
  field->all = options->neighbours >= field->source.n_places;
  field->options.neighbours = (guint)MIN (options->neighbours, field->source.n_places);
  mark_wanted (field);
  begin (field);
  return TRUE;
}

void
ncsn_patch_field_clear (NcsnPatchField *field)
{
  ncsn_patch_places_clear (&field->source);
  g_clear_pointer (&field->query, ncsn_floats_free);
  g_clear_pointer (&field->wanted, g_free);
  g_clear_pointer (&field->matches, g_free);
  g_clear_pointer (&field->last, g_free);
}

void
ncsn_patch_field_look_at (NcsnPatchField *field, const float *x, const NcsnKnown *known)
{
  const NcsnPatchTarget *t = &field->target;
  const gsize c = field->source.given.channels;

  for (gsize j = 0; j < t->height + 2 * R; j++)
    for (gsize i = 0; i < t->width + 2 * R; i++) {
      const gssize v = ncsn_patch_place_on ((gssize)j - R, t->height, t->wrap_y);
      const gssize u = ncsn_patch_place_on ((gssize)i - R, t->width, t->wrap_x);
      const gsize at = (gsize)(v * (gssize)t->width + u);

      if (v >= 0 && u >= 0)
        memcpy (field->query + j * field->row + i * c,
                (known != NULL && !(known->mask[at] > 0) ? known->known : x) + at * c,
                c * sizeof (float));
    }
}

/* Cuts of the field's work. */
typedef struct {
  NcsnPatchField *field;
  const NcsnKernels *kernels;
  gboolean back; /* a sweep from the last patch to the first */
} Sweep;

/* ‖y - p‖² for the query around (x, y) and the source patch around (u, v), or anything from `limit`
 * on. */
static float
distance (const Sweep *sweep, gsize x, gsize y, gint32 u, gint32 v, float limit)
{
  const NcsnPatchField *field = sweep->field;
  const NcsnPatchSource *source = &field->source.given;
  const gsize c = source->channels, n = source->n_features;
  const NcsnMatch match = {u, v, 0};
  float sum = 0;

  for (gsize i = 0; i < n; i++) {
    const float a = field->target.features[(y * field->target.width + x) * n + i];
    const float b = source->features[((gsize)v * source->width + (gsize)u) * n + i];

    sum += (a - b) * (a - b);
  }
  if (sum >= limit)
    return sum;
  return sum + sweep->kernels->distance (field->query + y * field->row + x * c, field->row,
                                         ncsn_match_pixel (&field->source, &match, -R, -R),
                                         source->width * c, NCSN_PATCH_SIDE, NCSN_PATCH_SIDE * c,
                                         limit - sum);
}

static gboolean
is_new (const NcsnMatch *matches, guint count, gint32 u, gint32 v)
{
  for (guint i = 0; i < count; i++)
    if (matches[i].x == u && matches[i].y == v)
      return FALSE;
  return TRUE;
}

/* Takes the patch around (u, v) in the place of the farthest match if its distance is below `share`
 * of that. */
static void
try (const Sweep *sweep, gsize x, gsize y, gint32 u, gint32 v, float share)
{
  const NcsnPatchField *field = sweep->field;
  const NcsnPatchSource *source = &field->source.given;
  const guint k = field->options.neighbours;
  NcsnMatch *matches = field->matches + (y * field->target.width + x) * k;
  guint at = k - 1;

  if (!fits (u, source->width, FALSE) || !fits (v, source->height, FALSE) ||
      !field->source.usable[(gsize)v * source->width + (gsize)u] || !is_new (matches, k, u, v))
    return;
  const float limit = share * matches[at].distance;
  const float d = distance (sweep, x, y, u, v, limit);

  if (d >= limit)
    return;
  for (; at > 0 && matches[at - 1].distance > d; at--)
    matches[at] = matches[at - 1];
  matches[at] = (NcsnMatch){u, v, d};
}

/* Tries the matches of the neighbour (dx, dy) away. */
static void
try_neighbour (const Sweep *sweep, gsize x, gsize y, gint32 dx, gint32 dy)
{
  const NcsnPatchField *field = sweep->field;
  const NcsnPatchTarget *t = &field->target;
  const gssize u = ncsn_patch_place_on ((gssize)x + dx, t->width, t->wrap_x);
  const gssize v = ncsn_patch_place_on ((gssize)y + dy, t->height, t->wrap_y);
  const gsize at = (gsize)(v * (gssize)t->width + u), k = field->options.neighbours;

  if (u < 0 || v < 0 || !field->wanted[at])
    return;
  const gboolean other_band = (gsize)v / BAND != y / BAND;
  const NcsnMatch *found = (other_band ? field->last : field->matches) + at * k;

  for (gsize i = 0; i < k; i++)
    try (sweep, x, y, found[i].x - dx, found[i].y - dy, 1);
}

static gint32
random_near (gint32 middle, gsize radius, gsize size, float chance)
{
  const gint32 at = middle + (gint32)lrintf ((2 * chance - 1) * (float)radius);

  return CLAMP (at, R, (gint32)size - R - 1);
}

static void
try_random (const Sweep *sweep, gsize x, gsize y)
{
  const NcsnPatchField *field = sweep->field;
  const NcsnPatchSource *source = &field->source.given;
  const gsize at = y * field->target.width + x, size = MAX (source->width, source->height);
  const NcsnMatch best = field->matches[at * field->options.neighbours];
  const NcsnRandomKey key = {.seed = field->options.seed,
                             .stream = NCSN_STREAM_PATCHES,
                             .item = field->options.number,
                             .step = field->sweep + 1};
  const guint tries = MIN (g_bit_storage (size), MAX_TRIES);
  const float share = (float)(1 / (1 + field->options.coherence));
  float chance[2 * MAX_TRIES];

  ncsn_random_uniform (key, at * 2 * MAX_TRIES, 2 * tries, chance);
  for (guint i = 0; i < tries; i++)
    try (sweep, x, y, random_near (best.x, size >> i, source->width, chance[2 * i]),
         random_near (best.y, size >> i, source->height, chance[2 * i + 1]), share);
}

static void
improve_bands (gsize first, gsize last, guint worker, gpointer data)
{
  const Sweep *sweep = data;
  const NcsnPatchField *field = sweep->field;
  const gsize w = field->target.width, begin = first * BAND * w;
  const gsize end = MIN (last * BAND, field->target.height) * w;
  const gint32 step = sweep->back ? 1 : -1;

  /* After a cancellation the matches are not used. */
  if (g_cancellable_is_cancelled (field->options.cancellable))
    return;
  for (gsize i = begin; i < end; i++) {
    const gsize at = sweep->back ? begin + end - 1 - i : i;

    if (!field->wanted[at])
      continue;
    try_neighbour (sweep, at % w, at / w, step, 0);
    try_neighbour (sweep, at % w, at / w, 0, step);
    try_random (sweep, at % w, at / w);
  }
}

static int
compare_distances (gconstpointer a, gconstpointer b)
{
  const NcsnMatch *one = a, *other = b;

  return (one->distance > other->distance) - (one->distance < other->distance);
}

static void
measure_bands (gsize first, gsize last, guint worker, gpointer data)
{
  const Sweep *sweep = data;
  const NcsnPatchField *field = sweep->field;
  const gsize w = field->target.width, k = field->options.neighbours;
  const gsize end = MIN (last * BAND, field->target.height) * w;

  for (gsize at = first * BAND * w; at < end; at++) {
    NcsnMatch *matches = field->matches + at * k;

    if (!field->wanted[at])
      continue;
    for (NcsnMatch *m = matches; m < matches + k; m++)
      m->distance = distance (sweep, at % w, at / w, m->x, m->y, INFINITY);
    qsort (matches, k, sizeof (NcsnMatch), compare_distances);
  }
}

void
ncsn_patch_field_search (NcsnPatchField *field, NcsnThreads *threads)
{
  const gsize pixels = field->target.height * field->target.width;
  const gsize bands = (field->target.height + BAND - 1) / BAND;
  Sweep sweep = {.field = field, .kernels = ncsn_kernels ()};

  ncsn_parallel_for (threads, bands, 1, measure_bands, &sweep);
  for (guint i = 0; !field->all && i < field->options.sweeps; i++, field->sweep++) {
    memcpy (field->last, field->matches, pixels * field->options.neighbours * sizeof (NcsnMatch));
    sweep.back = field->sweep % 2;
    ncsn_parallel_for (threads, bands, 1, improve_bands, &sweep);
  }
}

/* Matches that are no patch of the finer source, or are there already, keep their random place. */
void
ncsn_patch_field_refine (NcsnPatchField *field, const NcsnPatchField *coarser)
{
  const NcsnPatchSource *source = &field->source.given;
  const gsize w = field->target.width, k = field->options.neighbours;
  const gsize coarse_k = coarser->options.neighbours;

  for (gsize i = 0; i < field->target.height * w * k; i++) {
    const gsize x = i / k % w, y = i / k / w;
    const gsize from = MIN (y / 2, coarser->target.height - 1) * coarser->target.width +
                       MIN (x / 2, coarser->target.width - 1);
    const NcsnMatch coarse = coarser->matches[from * coarse_k + MIN (i % k, coarse_k - 1)];
    const gint32 u = 2 * coarse.x + (gint32)(x % 2), v = 2 * coarse.y + (gint32)(y % 2);

    field->matches[i].distance = coarse.distance;
    if (fits (u, source->width, FALSE) && fits (v, source->height, FALSE) &&
        field->source.usable[(gsize)v * source->width + (gsize)u] &&
        is_new (field->matches + i / k * k, (guint)k, u, v))
      field->matches[i] = (NcsnMatch){u, v, coarse.distance};
  }
}
