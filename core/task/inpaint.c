/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Filling the masked part of a picture of any size. */
#include "ncsn/task.h"

#include <string.h>

#include "base/memory.h"
#include "fill/inpaint-job.h"
#include "fill/patch-fill.h"

/* Which method fills what. */
typedef struct {
  NcsnMask network, patches;       /* .values NULL: nothing */
  float *narrow, *wide, *not_wide; /* arrays of the masks; owned */
} Parts;

static void
parts_clear (Parts *parts)
{
  g_clear_pointer (&parts->narrow, ncsn_floats_free);
  g_clear_pointer (&parts->wide, ncsn_floats_free);
  g_clear_pointer (&parts->not_wide, ncsn_floats_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parts, parts_clear)

/* Narrow holes go to the network, which sees wide ones as unknown, and these to the patches. */
static gboolean
split (Parts *parts, const NcsnMask *mask, GError **error)
{
  const gsize size = mask->width * mask->height;
  gboolean any_narrow = FALSE;

  if ((parts->narrow = ncsn_floats_new (size, error)) == NULL ||
      (parts->wide = ncsn_floats_new (size, error)) == NULL ||
      (parts->not_wide = ncsn_floats_new (size, error)) == NULL)
    return FALSE;
  if (ncsn_hole_split (mask->values, mask->alpha, mask->width, mask->height, parts->narrow,
                       parts->wide) == 0) {
    parts->network = *mask;
    return TRUE;
  }
  for (gsize i = 0; i < size; i++) {
    any_narrow |= parts->narrow[i] > 0;
    parts->not_wide[i] = parts->wide[i] > 0 ? 0 : mask->alpha != NULL ? mask->alpha[i] : 1;
  }
  parts->patches = (NcsnMask){mask->width, mask->height, parts->wide, mask->alpha};
  if (any_narrow)
    parts->network = (NcsnMask){mask->width, mask->height, parts->narrow, parts->not_wide};
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

static gboolean
run_network (NcsnTaskRun *run, const NcsnMask *mask, const NcsnInpaintOptions *inpaint,
             float *picture, GError **error)
{
  const NcsnInpaintJob job = {.mask = *mask,
                              .context = inpaint->context,
                              .passes = inpaint->passes > 0
                                            ? inpaint->passes
                                            : ncsn_default_passes (ncsn_model_config (run->model)),
                              .fills = MAX (inpaint->mean, 1),
                              .sampler = run->options->sampler};

  return ncsn_inpaint_job_run (run, &job, picture, error);
}

/* The network, then the patches. They change a copy, so that the picture stays as it was if the
 * second fails. */
static gboolean
run_both (NcsnTaskRun *run, const Parts *parts, NcsnPatchFill *fill,
          const NcsnInpaintOptions *inpaint, float *picture, GError **error)
{
  const gsize size = parts->network.width * parts->network.height * fill->groups.channels;
  g_autoptr (NcsnFloats) copy = ncsn_floats_new (size, error);

  if (copy == NULL)
    return FALSE;
  memcpy (copy, picture, size * sizeof (float));
  if (!run_network (run, &parts->network, inpaint, copy, error) ||
      !ncsn_patch_fill_run (run, fill, copy, error))
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
  g_auto (NcsnPatchFill) fill = {0};
  NcsnTaskRun run;

  g_return_val_if_fail (width > 0 && height > 0, FALSE);
  g_return_val_if_fail (model != NULL || inpaint->method == NCSN_FILL_PATCHES, FALSE);

  if (!ncsn_task_run_init (&run, model, threads, options, error) ||
      !ncsn_memory_check (sizeof (float) * (double)width * (double)height, error) ||
      !choose (&parts, inpaint->method, &whole, model, error))
    return FALSE;
  if (parts.patches.values != NULL &&
      !ncsn_patch_fill_init (&fill, &parts.patches, channels, inpaint->sources, error))
    return FALSE;
  run.total = run.rounds = fill.total;
  run.rounds_work = fill.work;
  if (parts.patches.values == NULL)
    return run_network (&run, &parts.network, inpaint, picture, error);
  if (parts.network.values == NULL)
    return ncsn_patch_fill_run (&run, &fill, picture, error);
  return run_both (&run, &parts, &fill, inpaint, picture, error);
}
