/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chains over a picture's regions, a group at a time, with its other pixels held.
 *
 * The chain of a fill starts from a smooth continuation of the surroundings, with as much noise as
 * the error of that (ncsn_hole_sigma ()). Every evaluation sees the picture in another of the
 * orientations that the model was trained with (symmetry.h). */
#include "fill/inpaint-job.h"

#include <string.h>

#include "base/memory.h"
#include "patches/continue.h"
#include "run/memory.h"
#include "fill/preview.h"

guint
ncsn_default_passes (const NcsnModelConfig *config)
{
  return config->holes ? NCSN_DEFAULT_PASSES_HOLES : NCSN_DEFAULT_PASSES;
}

/* The chains of a group in one batch: several fills of all of its regions, one fill after the
 * other. */
typedef struct {
  guint fills;         /* the most in a batch */
  float *x;            /* (fills · n, h, w, C) with n, h, w of the group */
  float *own;          /* x, if it is not the group's pixels; owned */
  float *known, *mask; /* the known pixels, with the start of chains in their holes, and a mask of
                          one channel; NULL if no pixel is held */
} Chains;

static void
chains_clear (Chains *chains)
{
  g_clear_pointer (&chains->own, ncsn_floats_free);
  g_clear_pointer (&chains->known, ncsn_floats_free);
  g_clear_pointer (&chains->mask, ncsn_floats_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Chains, chains_clear)

/* How many fills of a group a batch has: at most half of them, as the others are antithetic. A
 * canvas has many patches and is a batch by itself. */
static guint
fills_at_once (const NcsnTaskRun *run, const NcsnInpaintJob *job, const NcsnGroup *group)
{
  const gsize batch = ncsn_task_batch (run->model);

  return group->canvas ? 1 : (guint)CLAMP (batch / group->shape.n, 1, (job->fills + 1) / 2);
}

static NcsnShape
repeated (NcsnShape shape, guint times)
{
  shape.n *= times;
  return shape;
}

/* Repeats the first `size` numbers of an array, so that they are there `times` times. */
static void
repeat (float *array, gsize size, guint times)
{
  for (guint i = 1; i < times; i++)
    memcpy (array + i * size, array, size * sizeof (float));
}

static gboolean
chains_hold (Chains *chains, const NcsnTaskRun *run, const NcsnInpaintJob *job,
             const NcsnGroups *groups, const NcsnGroup *group, GError **error)
{
  const double mean = ncsn_model_config (run->model)->data_mean;
  const NcsnShape shape = group->shape;
  const gsize pixels = shape.n * shape.h * shape.w;

  if ((chains->known = ncsn_floats_new (chains->fills * pixels * shape.c, error)) == NULL ||
      (chains->mask = ncsn_floats_new (chains->fills * pixels, error)) == NULL)
    return FALSE;
  ncsn_pixels_load_mask (&groups->mask, group->regions, shape.n, chains->mask);
  if (!job->start_from_picture && !ncsn_continue (group->pixels, chains->mask, shape, mean, error))
    return FALSE;
  memcpy (chains->known, group->pixels, pixels * shape.c * sizeof (float));
  repeat (chains->known, pixels * shape.c, chains->fills);
  repeat (chains->mask, pixels, chains->fills);
  return TRUE;
}

/* Allocates the chains of a group whose pixels are loaded. */
static gboolean
chains_init (Chains *chains, const NcsnTaskRun *run, const NcsnInpaintJob *job,
             const NcsnGroups *groups, const NcsnGroup *group, GError **error)
{
  chains->fills = fills_at_once (run, job, group);
  if (job->fills > 1) {
    chains->own = ncsn_floats_new (ncsn_shape_size (repeated (group->shape, chains->fills)), error);
    if (chains->own == NULL)
      return FALSE;
  }
  chains->x = chains->own != NULL ? chains->own : group->pixels;
  return groups->mask.values == NULL || chains_hold (chains, run, job, groups, group, error);
}

/* Fills first … first+count-1 of a group, with the noise and the classes of fills noise …
 * noise+count-1, or their antithetic noise. */
typedef struct {
  guint first, count;
  guint noise;
  gboolean antithetic;
} Fills;

/* Advances, from {0} on, to the next batch of fills: new ones, or those antithetic to the last
 * batch. FALSE after the last of `all`. */
static gboolean
next_fills (Fills *fills, guint at_once, guint all)
{
  fills->first += fills->count;
  fills->antithetic = fills->count > 0 && !fills->antithetic;
  if (fills->antithetic) {
    fills->count = MIN (fills->count, all - fills->first);
  } else {
    fills->noise = fills->first;
    fills->count = MIN (at_once, (all - fills->first + 1) / 2);
  }
  return fills->count > 0;
}

/* The picture number, in the seed's sequence, of a fill of the group's first region. */
static guint32
number_of (const NcsnInpaintJob *job, const NcsnGroup *group, guint fill)
{
  return group->first * job->fills + fill * (guint32)group->shape.n;
}

static gboolean
draw_fills (NcsnTaskRun *run, const NcsnInpaintJob *job, const NcsnGroup *group, Chains *chains,
            const Fills *fills, GError **error)
{
  const double sigma = job->sampler.schedule.sigma_begin;
  const NcsnKnown known = {.known = chains->known, .mask = chains->mask};
  NcsnGroup part = *group;

  /* Antithetic fills share all that is drawn by number, also the class: with another class they
   * would not err in opposite directions. */
  part.first = number_of (job, group, fills->noise);
  part.shape = repeated (group->shape, fills->count);
  NcsnSampleOptions options = ncsn_task_run_options (run, part.first);
  g_autoptr (NcsnTaskScore) score = ncsn_group_score (run, &part, error);

  if (score == NULL || g_cancellable_set_error_if_cancelled (options.cancellable, error))
    return FALSE;
  options.antithetic = fills->antithetic;
  options.known = chains->known != NULL ? &known : NULL;
  options.passes = job->passes;
  if (chains->own != NULL)
    memcpy (chains->x, chains->known, ncsn_shape_size (part.shape) * sizeof (float));
  ncsn_sample_noise (chains->x, part.shape, sigma, &options);
  return ncsn_task_run_chain (run, ncsn_task_score_function (score), chains->x, part.shape,
                              &job->sampler, &options, error);
}

/* Updates `mean`, that of `before` arrays, by `count` more. They are added one by one, so that the
 * result does not depend on the batches. */
static void
add_to_mean (float *mean, gsize size, guint before, const float *arrays, guint count)
{
  for (guint k = 0; k < count; k++, arrays += size)
    for (gsize i = 0; i < size; i++)
      mean[i] =
          before + k == 0 ? arrays[i] : mean[i] + (arrays[i] - mean[i]) / (float)(before + k + 1);
}

static gboolean
run_group (NcsnTaskRun *run, const NcsnInpaintJob *job, const NcsnGroups *groups, NcsnGroup *group,
           const float *picture, GError **error)
{
  const NcsnPixelRange range = {0.0f, 1.0f, !job->start_from_picture};
  g_auto (Chains) chains = {0};
  Fills fills = {0};

  if (!ncsn_group_load (groups, group, picture, &range, error) ||
      !chains_init (&chains, run, job, groups, group, error))
    return FALSE;
  while (next_fills (&fills, chains.fills, job->fills)) {
    if (!draw_fills (run, job, group, &chains, &fills, error))
      return FALSE;
    if (chains.own != NULL)
      add_to_mean (group->pixels, ncsn_shape_size (group->shape), fills.first, chains.own,
                   fills.count);
  }
  return TRUE;
}

/* The number of chains, and the largest shape of their batches. */
static guint64
count_chains (const NcsnTaskRun *run, const NcsnInpaintJob *job, const NcsnGroups *groups,
              NcsnShape *largest)
{
  guint64 count = 0;

  *largest = (NcsnShape){0};
  for (guint i = 0; i < groups->groups->len; i++) {
    const NcsnGroup *group = ncsn_groups_get (groups, i);
    const guint at_once = fills_at_once (run, job, group);
    const NcsnShape shape = repeated (group->shape, at_once);

    for (Fills fills = {0}; next_fills (&fills, at_once, job->fills);)
      count++;
    if (ncsn_task_floats (shape) > ncsn_task_floats (*largest))
      *largest = shape;
  }
  return count;
}

static gboolean
begin_by_hole (const NcsnTaskRun *run, NcsnInpaintJob *job, GError **error)
{
  const NcsnMask *mask = &job->mask;
  const gsize width = ncsn_hole_width (mask->values, mask->width, mask->height, error);

  ncsn_sampler_begin_at (&job->sampler, ncsn_hole_sigma (ncsn_model_config (run->model), width));
  return width > 0;
}

/* The numbers in arrays for chains of this shape besides the network's: pixels, and with a mask
 * also known pixels and the mask, of which orientations and canvases copy a batch. */
static double
floats_besides (const NcsnTaskRun *run, const NcsnInpaintJob *job, NcsnShape shape)
{
  const double pixels = (job->fills > 1 ? 2 : 1) * ncsn_task_floats (shape);
  NcsnShape known = shape, batch = ncsn_task_picture_shape (run->model);

  if (job->mask.values == NULL)
    return pixels;
  known.c++;
  batch.c++;
  batch.n = ncsn_task_batch (run->model);
  return pixels + ncsn_task_floats (known) +
         2 * MIN (ncsn_task_floats (known), ncsn_task_floats (batch));
}

gboolean
ncsn_inpaint_work_init (NcsnInpaintWork *work, NcsnTaskRun *run, const NcsnInpaintJob *asked,
                        GError **error)
{
  NcsnInpaintJob *job = &work->job;
  NcsnGroups *groups = &work->groups;

  *work = (NcsnInpaintWork){.job = *asked};
  if (!ncsn_groups_init (groups, run->model, &job->mask, job->context, error) ||
      (!job->start_from_picture && !begin_by_hole (run, job, error)))
    return FALSE;
  run->total += count_chains (run, job, groups, &work->largest) *
                ncsn_sampler_evaluations (&job->sampler, job->passes);
  return ncsn_task_check_memory (run, work->largest,
                                 ncsn_preview_floats (run, groups) + groups->floats +
                                     floats_besides (run, job, work->largest),
                                 error);
}

void
ncsn_inpaint_work_clear (NcsnInpaintWork *work)
{
  ncsn_groups_clear (&work->groups);
}

gboolean
ncsn_inpaint_work_run (NcsnInpaintWork *work, NcsnTaskRun *run, float *picture, GError **error)
{
  const NcsnInpaintJob *job = &work->job;
  NcsnGroups *groups = &work->groups;
  g_auto (NcsnPreview) preview = {0};

  groups->gray =
      ncsn_pixels_are_gray (&groups->mask, picture, groups->channels, !job->start_from_picture);
  run->oriented = TRUE;
  run->weight = 1;
  if (!ncsn_preview_init (&preview, run, groups, picture, error))
    return FALSE;
  for (guint i = 0; i < groups->groups->len; i++) {
    NcsnGroup *group = ncsn_groups_get (groups, i);

    preview.group = group;
    if (!run_group (run, job, groups, group, picture, error))
      return FALSE;
  }
  ncsn_groups_store (groups, picture);
  return TRUE;
}

gboolean
ncsn_inpaint_job_run (NcsnTaskRun *run, const NcsnInpaintJob *job, float *picture, GError **error)
{
  g_auto (NcsnInpaintWork) work = {0};

  return ncsn_inpaint_work_init (&work, run, job, error) &&
         ncsn_inpaint_work_run (&work, run, picture, error);
}
