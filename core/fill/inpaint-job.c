/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chains over a picture's regions, a group at a time, with its other pixels held.
 *
 * Where nothing of the picture is kept in a hole, a chain starts from what is around it, continued
 * smoothly, with as much noise as that is wrong by (ncsn_hole_sigma ()). Every evaluation sees the
 * picture in another of the orientations that the model learnt it in (symmetry.h). */
#include "fill/inpaint-job.h"

#include <string.h>

#include "base/memory.h"
#include "fill/conditional.h"
#include "fill/group.h"
#include "fill/hole-private.h"
#include "run/memory.h"
#include "fill/preview.h"

guint
ncsn_default_passes (const NcsnModelConfig *config)
{
  return config->holes ? NCSN_DEFAULT_PASSES_HOLES : NCSN_DEFAULT_PASSES;
}

/* The chains of a group that run side by side: so many fills of each of its regions, one fill after
 * the other. */
typedef struct {
  guint fills;         /* room for so many */
  float *x;            /* (fills · n, h, w, C) with n, h, w of the group */
  float *own;          /* x, where it is not the group's pixels; owned */
  float *known, *mask; /* what they must keep: the pixels as they were, with what chains start from
                          in their holes, and a mask of one channel; NULL where nothing is held */
} Chains;

static void
chains_clear (Chains *chains)
{
  g_clear_pointer (&chains->own, ncsn_floats_free);
  g_clear_pointer (&chains->known, ncsn_floats_free);
  g_clear_pointer (&chains->mask, ncsn_floats_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Chains, chains_clear)

/* How many fills of a group run side by side, half of them at most, as the others have the opposite
 * noise. A canvas is many patches by itself. */
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

/* Fills the rest of an array with copies of its first `size` numbers. */
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

  if (!(chains->known = ncsn_floats_new (chains->fills * pixels * shape.c, error)) ||
      !(chains->mask = ncsn_floats_new (chains->fills * pixels, error)))
    return FALSE;
  ncsn_pixels_load_mask (&groups->mask, group->regions, shape.n, chains->mask);
  if (!job->start_from_picture &&
      !ncsn_hole_continue (group->pixels, chains->mask, shape, mean, error))
    return FALSE;
  memcpy (chains->known, group->pixels, pixels * shape.c * sizeof (float));
  repeat (chains->known, pixels * shape.c, chains->fills);
  repeat (chains->mask, pixels, chains->fills);
  return TRUE;
}

/* For a group whose pixels are loaded. */
static gboolean
chains_init (Chains *chains, const NcsnTaskRun *run, const NcsnInpaintJob *job,
             const NcsnGroups *groups, const NcsnGroup *group, GError **error)
{
  chains->fills = fills_at_once (run, job, group);
  if (job->fills > 1) {
    chains->own = ncsn_floats_new (ncsn_shape_size (repeated (group->shape, chains->fills)), error);
    if (!chains->own)
      return FALSE;
  }
  chains->x = chains->own ? chains->own : group->pixels;
  return !groups->mask.values || chains_hold (chains, run, job, groups, group, error);
}

/* Fills first … first+count-1 of a group, with noise and classes of as many from number `noise`:
 * their own, or the opposite of that noise. */
typedef struct {
  guint first, count;
  guint noise;
  gboolean antithetic;
} Fills;

/* Goes on from {0} to the fills that are drawn next: others, or those opposite to the last. FALSE
 * after the last of `all`. */
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

/* The number of a fill of a group's first region in the seed's sequence. */
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
  const NcsnKnown known = {chains->known, chains->mask, job->passes};
  NcsnGroup part = *group;

  /* Opposite fills share all that is drawn by number, the class as well: with another one they
   * would not err in opposite directions. */
  part.first = number_of (job, group, fills->noise);
  part.shape = repeated (group->shape, fills->count);
  NcsnSampleOptions options = ncsn_task_run_options (run, part.first);
  g_autoptr (NcsnTaskScore) score = ncsn_group_score (run, &part, FALSE, error);
  g_autoptr (NcsnConditionalScore) conditional = NULL;
  NcsnScore function;

  if (!score || g_cancellable_set_error_if_cancelled (options.cancellable, error))
    return FALSE;
  function = ncsn_task_score_function (score);
  options.antithetic = fills->antithetic;
  options.known = chains->known ? &known : NULL;
  if (options.known && ncsn_model_config (run->model)->holes) {
    conditional = ncsn_conditional_score_new (function, &known, part.shape, error);
    if (!conditional)
      return FALSE;
    function = ncsn_conditional_score_function (conditional);
  }
  if (chains->own)
    memcpy (chains->x, chains->known, ncsn_shape_size (part.shape) * sizeof (float));
  ncsn_sample_noise (chains->x, part.shape, sigma, &options);
  return ncsn_task_run_chain (run, function, chains->x, part.shape, &job->sampler, &options, error);
}

/* Makes `mean`, that of `before` arrays, the mean of `count` more. Each is added by itself, so that
 * the sum does not depend on how many are at hand. */
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
    if (chains.own)
      add_to_mean (group->pixels, ncsn_shape_size (group->shape), fills.first, chains.own,
                   fills.count);
  }
  return TRUE;
}

/* How many chains there will be, and the largest. */
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

/* What chains of this shape take besides the network: pixels and what is held of them, and for a
 * model that sees holes both once more with those as a channel. */
static double
floats_besides (const NcsnTaskRun *run, const NcsnInpaintJob *job, NcsnShape shape)
{
  const gboolean holes = ncsn_model_config (run->model)->holes && job->mask.values;
  NcsnShape seen = shape;

  seen.c++;
  return (job->fills > 1 ? 3 : 2) * ncsn_task_floats (shape) +
         (holes ? 2 * ncsn_task_floats (seen) : 0);
}

gboolean
ncsn_inpaint_job_run (NcsnTaskRun *run, const NcsnInpaintJob *asked, float *picture, GError **error)
{
  NcsnInpaintJob job = *asked;
  g_auto (NcsnGroups) groups = {0};
  g_auto (NcsnPreview) preview = {0};
  NcsnShape largest;

  if (!ncsn_groups_init (&groups, run->model, &job.mask, job.context, error) ||
      (!job.start_from_picture && !begin_by_hole (run, &job, error)))
    return FALSE;
  groups.gray =
      ncsn_pixels_are_gray (&groups.mask, picture, groups.channels, !job.start_from_picture);
  run->oriented = TRUE;
  run->total = count_chains (run, &job, &groups, &largest) *
               ncsn_sampler_evaluations (&job.sampler, job.passes);
  if (!ncsn_task_check_memory (run, largest,
                               ncsn_preview_floats (run, &groups) + groups.floats +
                                   floats_besides (run, &job, largest),
                               error) ||
      !ncsn_preview_init (&preview, run, &groups, picture, error))
    return FALSE;
  for (guint i = 0; i < groups.groups->len; i++) {
    NcsnGroup *group = ncsn_groups_get (&groups, i);

    preview.group = group;
    if (!run_group (run, &job, &groups, group, picture, error))
      return FALSE;
  }
  ncsn_groups_store (&groups, picture);
  return TRUE;
}
