/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Filling the masked part of a picture of any size. */
#include "ncsn/task.h"

#include <string.h>

#include "base/memory.h"
#include "fill/inpaint-job.h"
#include "fill/patch-fill.h"
#include "patches/level.h"

/* Pixels of a fill by patches so near to known ones that the network draws them again, from noise
 * of this level: it sees both sides of the joint. On 8 photographs (bench/quality/removal.py) steps
 * across the border are 1.09 times those inside, without it 1.16; within the whole hole the network
 * would soften the texture. */
#define POLISH_DEPTH 8
#define POLISH_SIGMA 0.06
#define POLISH_PASSES 2

/* Which method fills what. */
typedef struct {
  NcsnMask network, patches, polish; /* .values NULL: nothing */
  float *values[5];                  /* arrays of the masks; owned */
} Parts;

enum { NARROW, WIDE, NOT_WIDE, RING, FILLED }; /* in Parts.values */

static void
parts_clear (Parts *parts)
{
  for (guint i = 0; i < G_N_ELEMENTS (parts->values); i++)
    g_clear_pointer (&parts->values[i], ncsn_floats_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parts, parts_clear)

/* Marks the border of the wide holes. After a fill, all of these is known. */
static void
mark_ring (Parts *parts, const NcsnMask *mask)
{
  const gsize size = mask->width * mask->height;
  float *ring = parts->values[RING], *filled = parts->values[FILLED];

  ncsn_patch_depths (parts->values[WIDE], mask->height, mask->width, ring);
  for (gsize i = 0; i < size; i++) {
    ring[i] = ring[i] > 0 && ring[i] <= POLISH_DEPTH;
    filled[i] = parts->values[WIDE][i] > 0 || parts->values[NARROW][i] > 0 || mask->alpha == NULL
                    ? 1
                    : mask->alpha[i];
  }
  parts->polish = (NcsnMask){mask->width, mask->height, ring, filled};
}

/* Narrow holes go to the network, which sees wide ones as unknown, and these to the patches. */
static gboolean
split (Parts *parts, const NcsnMask *mask, GError **error)
{
  const gsize size = mask->width * mask->height;
  gboolean any_narrow = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (parts->values); i++)
    if ((parts->values[i] = ncsn_floats_new (size, error)) == NULL)
      return FALSE;
  const float *narrow = parts->values[NARROW], *wide = parts->values[WIDE];
  float *not_wide = parts->values[NOT_WIDE];

  if (ncsn_hole_split (mask->values, mask->alpha, mask->width, mask->height, parts->values[NARROW],
                       parts->values[WIDE]) == 0) {
    parts->network = *mask;
    return TRUE;
  }
  for (gsize i = 0; i < size; i++) {
    any_narrow |= narrow[i] > 0;
    not_wide[i] = wide[i] > 0 ? 0 : mask->alpha != NULL ? mask->alpha[i] : 1;
  }
  parts->patches = (NcsnMask){mask->width, mask->height, wide, mask->alpha};
  if (any_narrow)
    parts->network = (NcsnMask){mask->width, mask->height, narrow, not_wide};
  mark_ring (parts, mask);
  return TRUE;
}

/* Where nothing is known, there are no patches, but a network can draw. */
static gboolean
choose (Parts *parts, NcsnFillMethod method, const NcsnMask *mask, const NcsnModel *model,
        GError **error)
{
  if (method == NCSN_FILL_AUTO && ncsn_model_config (model)->patches &&
      !ncsn_hole_is_everything (mask->values, mask->alpha, mask->width * mask->height))
    return split (parts, mask, error);
  *(method == NCSN_FILL_PATCHES ? &parts->patches : &parts->network) = *mask;
  return TRUE;
}

/* What there is to do, in this order; a part without a mask is left out. */
typedef struct {
  NcsnInpaintWork network;
  NcsnPatchFill patches;
  NcsnInpaintWork polish;
} Steps;

static void
steps_clear (Steps *steps)
{
  ncsn_inpaint_work_clear (&steps->network);
  ncsn_patch_fill_clear (&steps->patches);
  ncsn_inpaint_work_clear (&steps->polish);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Steps, steps_clear)

static NcsnInpaintJob
network_job (const NcsnTaskRun *run, const NcsnMask *mask, const NcsnInpaintOptions *inpaint)
{
  return (NcsnInpaintJob){.mask = *mask,
                          .context = inpaint->context,
                          .passes = inpaint->passes > 0
                                        ? inpaint->passes
                                        : ncsn_default_passes (ncsn_model_config (run->model)),
                          .fills = MAX (inpaint->mean, 1),
                          .sampler = run->options->sampler};
}

static gboolean
prepare (Steps *steps, NcsnTaskRun *run, const Parts *parts, const NcsnInpaintOptions *inpaint,
         gsize channels, GError **error)
{
  if (parts->patches.values != NULL) {
    if (!ncsn_patch_fill_init (&steps->patches, &parts->patches, channels, inpaint->sources, error))
      return FALSE;
    run->total = run->rounds = steps->patches.total;
    run->rounds_work = steps->patches.work;
  }
  if (parts->network.values != NULL) {
    const NcsnInpaintJob job = network_job (run, &parts->network, inpaint);

    if (!ncsn_inpaint_work_init (&steps->network, run, &job, error))
      return FALSE;
  }
  if (parts->polish.values != NULL) {
    NcsnInpaintJob job = network_job (run, &parts->polish, inpaint);

    job.start_from_picture = TRUE;
    job.fills = 1; /* patches have no mean whose joint it could be */
    job.passes = POLISH_PASSES;
    ncsn_sampler_begin_at (&job.sampler, POLISH_SIGMA);
    return ncsn_inpaint_work_init (&steps->polish, run, &job, error);
  }
  return TRUE;
}

static gboolean
run_steps (Steps *steps, NcsnTaskRun *run, const Parts *parts, float *picture, GError **error)
{
  return (parts->network.values == NULL ||
          ncsn_inpaint_work_run (&steps->network, run, picture, error)) &&
         (parts->patches.values == NULL ||
          ncsn_patch_fill_run (run, &steps->patches, picture, error)) &&
         (parts->polish.values == NULL ||
          ncsn_inpaint_work_run (&steps->polish, run, picture, error));
}

/* Several steps change a copy, so that the picture stays as it was if one fails. */
static gboolean
run_on_copy (Steps *steps, NcsnTaskRun *run, const Parts *parts, float *picture, GError **error)
{
  const NcsnMask *mask = &parts->patches;
  const gsize size = mask->width * mask->height * steps->patches.groups.channels;
  g_autoptr (NcsnFloats) copy = ncsn_floats_new (size, error);

  if (copy == NULL)
    return FALSE;
  memcpy (copy, picture, size * sizeof (float));
  if (!run_steps (steps, run, parts, copy, error))
    return FALSE;
  memcpy (picture, copy, size * sizeof (float));
  return TRUE;
}

gboolean
ncsn_inpaint (const NcsnModel *model, NcsnThreads *threads, gsize width, gsize height,
              const float *mask, const NcsnInpaintOptions *inpaint, const NcsnTaskOptions *options,
              float *picture, GError **error)
{
  const NcsnMask whole = {width, height, mask, options->alpha};
  const gsize channels = model != NULL ? ncsn_model_config (model)->channels : inpaint->channels;
  g_auto (Parts) parts = {0};
  g_auto (Steps) steps = {0};
  NcsnTaskRun run;

  g_return_val_if_fail (width > 0 && height > 0, FALSE);
  g_return_val_if_fail (model != NULL || inpaint->method == NCSN_FILL_PATCHES, FALSE);

  if (!ncsn_task_run_init (&run, model, threads, options, error) ||
      !ncsn_memory_check (sizeof (float) * (double)width * (double)height, error) ||
      !choose (&parts, inpaint->method, &whole, model, error) ||
      !prepare (&steps, &run, &parts, inpaint, channels, error))
    return FALSE;
  return parts.polish.values != NULL ? run_on_copy (&steps, &run, &parts, picture, error)
                                     : run_steps (&steps, &run, &parts, picture, error);
}
