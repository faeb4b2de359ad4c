/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The score of a picture from the nearest patches around each pixel. */
#include "patches/field.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "patches/level.h"
#include "patches/pieces.h"

#define R NCSN_PATCH_RADIUS
#define AROUND (NCSN_PATCH_SIDE * NCSN_PATCH_SIDE) /* patches around a pixel */
#define ROWS 8                                     /* of pixels, for a thread at a time */

#define DEPTH_WEIGHT 0.26236426f /* ln b */
#define BLEND_SIGMA 0.1          /* the noise level up to which ρ < 1 */
#define LEAST_BLEND 0.02f        /* ρ of a picture that is begun from a coarser one */
#define LEAST_DISTANCE 1e-5f     /* of two patches whose difference cannot be seen */

struct _NcsnPatchScore {
  NcsnPatchField field;
  NcsnThreads *threads;
  float *depths; /* (height, width): t */
  float *shares; /* (height, width, neighbours): the weights w of the matches in E[p | y] */
};

NcsnPatchScore *
ncsn_patch_score_new (const NcsnPatchSource *source, const NcsnPatchTarget *target,
                      const NcsnPatchOptions *options, NcsnThreads *threads, GError **error)
{
  g_autoptr (NcsnPatchScore) score = g_new0 (NcsnPatchScore, 1);
  const gsize size = target->height * target->width;

  score->threads = threads;
  if (!ncsn_patch_field_init (&score->field, source, target, options, error) ||
      (score->depths = ncsn_floats_new (size, error)) == NULL ||
      (score->shares = ncsn_floats_new (size * score->field.options.neighbours, error)) == NULL)
    return NULL;
  if (target->missing != NULL)
    ncsn_patch_depths (target->missing, target->height, target->width, score->depths);
  return g_steal_pointer (&score);
}

void
ncsn_patch_score_free (NcsnPatchScore *score)
{
  if (score == NULL)
    return;
  ncsn_patch_field_clear (&score->field);
  ncsn_floats_free (score->depths);
  ncsn_floats_free (score->shares);
  g_free (score);
}

/* An evaluation. */
typedef struct {
  const NcsnPatchScore *score;
  double sigma;
  float blend;        /* ρ */
  const float *x;     /* NULL: D is wanted, not the score */
  const float *where; /* (height, width): above 0 for the pixels to estimate; NULL: all */
  float *out;
} Call;

/* w = softmax (-d / 2σ²) of the matches of each patch. */
static void
share_rows (gsize first, gsize last, guint worker, gpointer data)
{
  const Call *call = data;
  const NcsnPatchField *field = &call->score->field;
  const gsize w = field->target.width, k = field->options.neighbours;
  const double scale = 0.5 / (call->sigma * call->sigma);

  for (gsize i = first * w; i < last * w; i++) {
    const NcsnMatch *matches = field->matches + i * k;
    float *shares = call->score->shares + i * k, sum = 0;

    if (!field->wanted[i])
      continue;
    for (gsize m = 0; m < k; m++)
      sum += shares[m] = (float)exp (-scale * (matches[m].distance - matches[0].distance));
    for (gsize m = 0; m < k; m++)
      shares[m] /= sum;
  }
}

/* A patch around a pixel. */
typedef struct {
  gsize at;      /* index of its middle */
  gssize dx, dy; /* from there to the pixel */
} Cover;

/* Lists the patches that have the pixel (x, y); returns their number. */
static guint
list_covers (const NcsnPatchField *field, gsize x, gsize y, Cover *covers)
{
  const NcsnPatchTarget *t = &field->target;
  guint count = 0;

  for (gssize dy = -R; dy <= R; dy++)
    for (gssize dx = -R; dx <= R; dx++) {
      const gssize u = ncsn_patch_place_on ((gssize)x - dx, t->width, t->wrap_x);
      const gssize v = ncsn_patch_place_on ((gssize)y - dy, t->height, t->wrap_y);
      const gsize at = (gsize)(v * (gssize)t->width + u);

      if (u >= 0 && v >= 0 && field->wanted[at])
        covers[count++] = (Cover){at, dx, dy};
    }
  return count;
}

/* a_i of `count` patches around a pixel, up to a factor that keeps them in the range of floats. */
static void
weigh (const Call *call, const Cover *covers, guint count, float *weights)
{
  const NcsnPatchField *field = &call->score->field;
  const gsize k = field->options.neighbours;
  float mean = 0, largest = -INFINITY;

  for (guint i = 0; i < count; i++)
    mean += field->matches[covers[i].at * k].distance / (float)count;
  for (guint i = 0; i < count; i++) {
    const float distance = field->matches[covers[i].at * k].distance;
    const float depth = call->score->depths[covers[i].at];

    weights[i] = -(DEPTH_WEIGHT * depth + distance / MAX (mean, LEAST_DISTANCE));
    largest = MAX (largest, weights[i]);
  }
  for (guint i = 0; i < count; i++)
    weights[i] = expf ((weights[i] - largest) / call->blend);
}

/* Adds a_i E_i at the pixel to `sum`, of patch i. */
static void
add_mean (const NcsnPatchScore *score, const Cover *cover, float weight, float *sum)
{
  const NcsnPatchField *field = &score->field;
  const gsize k = field->options.neighbours, c = field->source.given.channels;

  for (gsize i = 0; i < c; i++) {
    float mean = 0;

    for (gsize m = cover->at * k; m < (cover->at + 1) * k; m++)
      mean += score->shares[m] *
              ncsn_match_pixel (&field->source, &field->matches[m], cover->dx, cover->dy)[i];
    sum[i] += weight * mean;
  }
}

/* Writes the score of the pixel, or D. */
static void
estimate (const Call *call, gsize x, gsize y)
{
  const NcsnPatchField *field = &call->score->field;
  const gsize c = field->source.given.channels, at = (y * field->target.width + x) * c;
  Cover covers[AROUND];
  float weights[AROUND], total = 0, *out = call->out + at;
  const guint count = list_covers (field, x, y, covers);

  weigh (call, covers, count, weights);
  memset (out, 0, c * sizeof (float));
  for (guint i = 0; i < count; i++) {
    add_mean (call->score, &covers[i], weights[i], out);
    total += weights[i];
  }
  for (gsize i = 0; i < c; i++) {
    const double d = out[i] / total;

    out[i] = (float)(call->x == NULL ? d : (d - call->x[at + i]) / (call->sigma * call->sigma));
  }
}

static void
estimate_rows (gsize first, gsize last, guint worker, gpointer data)
{
  const Call *call = data;
  const NcsnPatchTarget *t = &call->score->field.target;

  if (g_cancellable_is_cancelled (call->score->field.options.cancellable))
    return;
  for (gsize y = first; y < last; y++)
    for (gsize x = 0; x < t->width; x++)
      if (call->where == NULL || call->where[y * t->width + x] > 0)
        estimate (call, x, y);
}

static void
run (const Call *call)
{
  const NcsnPatchScore *score = call->score;

  ncsn_parallel_for (score->threads, score->field.target.height, ROWS, share_rows, (gpointer)call);
  ncsn_parallel_for (score->threads, score->field.target.height, ROWS, estimate_rows,
                     (gpointer)call);
}

static gboolean
evaluate (const float *x, NcsnShape shape, double sigma, const NcsnKnown *known, float *out,
          gpointer data, GError **error)
{
  NcsnPatchScore *score = data;
  const double share = sigma / BLEND_SIGMA;
  const float *missing = score->field.target.missing;
  const Call call = {score, sigma, (float)MIN (1.0, share * share), x, missing, out};

  ncsn_patch_field_look_at (&score->field, x, known);
  ncsn_patch_field_search (&score->field, score->threads);
  memset (out, 0, ncsn_shape_size (shape) * sizeof (float));
  run (&call);
  return !g_cancellable_set_error_if_cancelled (score->field.options.cancellable, error);
}

/* The source of a pixel in the patch around it that counts most. */
static NcsnPatchPixel
source_of (const Call *call, gsize x, gsize y)
{
  const NcsnPatchField *field = &call->score->field;
  Cover covers[AROUND];
  float weights[AROUND];
  const guint count = list_covers (field, x, y, covers);
  guint most = 0;

  weigh (call, covers, count, weights);
  for (guint i = 1; i < count; i++)
    if (weights[i] > weights[most])
      most = i;
  const NcsnMatch *match = &field->matches[covers[most].at * field->options.neighbours];
  return (NcsnPatchPixel){match->x + (gint32)covers[most].dx, match->y + (gint32)covers[most].dy};
}

/* Estimates without noise, of the patches that the search has found. */
static Call
last_call (const NcsnPatchScore *score, float *x)
{
  return (Call){score, BLEND_SIGMA, LEAST_BLEND, NULL, score->field.target.missing, x};
}

void
ncsn_patch_score_sources (const NcsnPatchScore *score, NcsnPatchPixel *sources)
{
  const Call call = last_call (score, NULL);
  const NcsnPatchTarget *t = &score->field.target;

  for (gsize y = 0; y < t->height; y++)
    for (gsize x = 0; x < t->width; x++)
      if (call.where == NULL || call.where[y * t->width + x] > 0)
        sources[y * t->width + x] = source_of (&call, x, y);
}

void
ncsn_patch_score_refine (NcsnPatchScore *score, const NcsnPatchScore *coarser, float *x)
{
  const Call call = last_call (score, x);

  ncsn_patch_field_refine (&score->field, &coarser->field);
  run (&call);
}

void
ncsn_patch_score_begin (NcsnPatchScore *score, float *x)
{
  const NcsnPatchField *field = &score->field;
  const gsize c = field->source.given.channels, size = field->target.height * field->target.width;

  ncsn_patch_pieces (&score->field, score->threads);
  for (gsize i = 0; i < size; i++)
    if (field->target.missing[i] > 0)
      memcpy (
          x + i * c,
          ncsn_match_pixel (&field->source, &field->matches[i * field->options.neighbours], 0, 0),
          c * sizeof (float));
}

NcsnScore
ncsn_patch_score_function (NcsnPatchScore *score)
{
  return (NcsnScore){evaluate, score};
}
