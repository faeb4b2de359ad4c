/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Variations of a picture: noise of a level σ = σ_L (σ_1/σ_L)^strength is added, and a chain from
 * there removes it. */
#include "ncsn/task.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "base/memory.h"
#include "fill/inpaint-job.h"
#include "fill/preview.h"
#include "ncsn/error.h"
#include "run/memory.h"

double
ncsn_vary_sigma (const NcsnSchedule *schedule, double strength)
{
  return schedule->sigma_end * pow (schedule->sigma_begin / schedule->sigma_end, strength);
}

/* Varies the pixels of a tile. Its noise is that of the whole picture there. */
static gboolean
vary_tile (NcsnTaskRun *run, const NcsnGroups *groups, const NcsnGroup *group,
           const NcsnSampler *sampler, GError **error)
{
  const NcsnRegion *region = group->regions;
  const gsize whole = groups->tiles.x.size * groups->channels;
  const NcsnNoiseWindow window = {(gsize)(region->y - groups->tiles.top) * whole +
                                      (gsize)(region->x - groups->tiles.left) * groups->channels,
                                  region->width * groups->channels, whole};
  NcsnSampleOptions options = ncsn_task_run_options (run, 0);
  NcsnGroup first = *group;

  first.first = 0; /* all tiles have the class of picture 0, and the offsets of its grids */
  g_autoptr (NcsnTaskScore) score = ncsn_group_score (run, &first, error);

  if (score == NULL || g_cancellable_set_error_if_cancelled (options.cancellable, error))
    return FALSE;
  options.window = &window;
  ncsn_sample_noise (group->pixels, group->shape, sampler->schedule.sigma_begin, &options);
  return ncsn_task_run_chain (run, ncsn_task_score_function (score), group->pixels, group->shape,
                              sampler, &options, error);
}

/* Varies tile by tile into `result`. */
static gboolean
vary_tiles (NcsnTaskRun *run, NcsnGroups *groups, const NcsnSampler *sampler, const float *picture,
            float *result, GError **error)
{
  const gsize size = groups->mask.width * groups->mask.height * groups->channels;
  const NcsnPixelSource source = {&groups->mask, picture, groups->channels, {0.0f, 1.0f, FALSE}};
  g_auto (NcsnPreview) preview = {0};

  groups->gray = ncsn_pixels_are_gray (&groups->mask, picture, groups->channels, FALSE);
  for (gsize i = 0; i < size; i++)
    result[i] = ncsn_pixel_value (&source, i);
  if (!ncsn_preview_init (&preview, run, groups, picture, error))
    return FALSE;
  for (guint i = 0; i < groups->groups->len; i++) {
    NcsnGroup *group = ncsn_groups_get (groups, i);

    preview.group = group;
    if (!ncsn_group_load (groups, group, picture, &source.range, error) ||
        !vary_tile (run, groups, group, sampler, error))
      return FALSE;
    ncsn_group_add (groups, group, &source, result);
    ncsn_group_unload (group);
  }
  return TRUE;
}

/* Varies all of a picture, in tiles, by a model of patches. */
static gboolean
vary_whole (NcsnTaskRun *run, const NcsnMask *all, const NcsnSampler *sampler, float *picture,
            GError **error)
{
  g_auto (NcsnGroups) groups = {0};
  g_autoptr (NcsnFloats) result = NULL;

  if (!ncsn_groups_init_canvases (&groups, run->model, all, error))
    return FALSE;
  const NcsnShape shape = {1, all->height, all->width, groups.channels};
  run->total = groups.groups->len * ncsn_sampler_evaluations (sampler, 1);
  run->oriented = TRUE;
  if (!ncsn_task_check_memory (run, groups.largest,
                               ncsn_task_floats (shape) + ncsn_preview_floats (run, &groups),
                               error) ||
      (result = ncsn_floats_new (ncsn_shape_size (shape), error)) == NULL ||
      !vary_tiles (run, &groups, sampler, picture, result, error))
    return FALSE;
  for (gsize i = 0; i < ncsn_shape_size (shape); i++)
    picture[i] = CLAMP (result[i], 0.0f, 1.0f);
  return TRUE;
}

gboolean
ncsn_vary (const NcsnModel *model, NcsnThreads *threads, gsize width, gsize height,
           const float *mask, double strength, const NcsnTaskOptions *options, float *picture,
           GError **error)
{
  NcsnInpaintJob job = {.mask = {width, height, mask, options->alpha},
                        .context = -1,
                        .passes =
                            mask != NULL ? ncsn_default_passes (ncsn_model_config (model)) : 1,
                        .fills = 1,
                        .start_from_picture = TRUE,
                        .sampler = options->sampler};
  NcsnTaskRun run;

  g_return_val_if_fail (width > 0 && height > 0, FALSE);

  if (!(strength >= 0.0 && strength <= 1.0)) {
    g_set_error (
        error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
        _ ("The strength is %g; choose between 0, nearly the same picture, and 1, another."),
        strength);
    return FALSE;
  }
  if (!ncsn_task_run_init (&run, model, threads, options, error))
    return FALSE;
  ncsn_sampler_begin_at (&job.sampler, ncsn_vary_sigma (&options->sampler.schedule, strength));
  if (mask == NULL && ncsn_model_config (model)->patches)
    return vary_whole (&run, &job.mask, &job.sampler, picture, error);
  return ncsn_inpaint_job_run (&run, &job, picture, error);
}
