/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chains over a picture's regions, a group at a time, with its other pixels held.
 *
 * Where nothing of the picture is kept in a hole, a chain starts from what is around it, continued
 * smoothly, with noise of σ = w σ_d, where w is the hole's width and σ_d the spread of the pixels
 * that the model knows: the mean of so much noise over w × w pixels is as large as what the smooth
 * start may be wrong by. So a narrow hole needs but few of the noise levels. */
#include "task/retouch.h"

#include <string.h>

#include "base/memory.h"
#include "task/group.h"
#include "task/hole.h"
#include "task/memory.h"
#include "task/preview.h"

/* What the chains of a group must keep: the pixels as they were, and a mask of one channel. */
typedef struct {
  float *known, *mask;
} Held;

static void
held_clear (Held *held)
{
  g_clear_pointer (&held->known, ncsn_floats_free);
  g_clear_pointer (&held->mask, ncsn_floats_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Held, held_clear)

static gboolean
held_init (Held *held, const NcsnGroups *groups, const NcsnGroup *group, GError **error)
{
  const NcsnShape shape = group->shape;
  const gsize pixels = shape.n * shape.h * shape.w;

  if (!(held->known = ncsn_floats_new (pixels * shape.c, error)) ||
      !(held->mask = ncsn_floats_new (pixels, error)))
    return FALSE;
  memcpy (held->known, group->pixels, pixels * shape.c * sizeof (float));
  ncsn_pixels_load_mask (&groups->wanted, group->regions, shape.n, held->mask);
  return TRUE;
}

static gboolean
retouch_group (NcsnTaskRun *run, const NcsnRetouch *retouch, const NcsnGroups *groups,
               NcsnGroup *group, const float *picture, GError **error)
{
  const double sigma = retouch->sampler.schedule.sigma_begin;
  const NcsnPixelRange range = {0.0f, 1.0f, !retouch->from_it};
  NcsnSampleOptions options = ncsn_task_run_options (run, group->first);
  g_autoptr (NcsnTaskScore) score = ncsn_group_score (run, group, FALSE, error);
  g_auto (Held) held = {0};

  if (!score || !ncsn_group_load (groups, group, picture, &range, error) ||
      g_cancellable_set_error_if_cancelled (options.cancellable, error) ||
      (groups->wanted.mask && !held_init (&held, groups, group, error)))
    return FALSE;
  const NcsnKnown known = {held.known, held.mask, retouch->resample};
  options.known = held.known ? &known : NULL;
  if (!retouch->from_it && !ncsn_hole_continue (group->pixels, held.mask, group->shape, error))
    return FALSE;
  ncsn_sample_noise (group->pixels, group->shape, sigma, &options);
  return ncsn_task_run_chain (run, ncsn_task_score_function (score), group->pixels, group->shape,
                              &retouch->sampler, &options, error);
}

static gboolean
begin_by_hole (const NcsnTaskRun *run, NcsnRetouch *retouch, GError **error)
{
  const gsize width = ncsn_hole_width (&retouch->wanted, error);

  ncsn_sampler_begin_at (&retouch->sampler,
                         (double)width * ncsn_model_config (run->model)->data_sigma);
  return width > 0;
}

gboolean
ncsn_task_retouch (NcsnTaskRun *run, const NcsnRetouch *asked, float *picture, GError **error)
{
  NcsnRetouch retouch = *asked;
  g_auto (NcsnGroups) groups = {0};
  g_auto (NcsnPreview) preview = {0};

  if (!ncsn_groups_init (&groups, run->model, &retouch.wanted, retouch.context, error) ||
      (!retouch.from_it && !begin_by_hole (run, &retouch, error)) ||
      !ncsn_task_check_memory (run, groups.largest,
                               ncsn_preview_floats (run, &groups) + groups.floats +
                                   2 * ncsn_task_floats (groups.largest),
                               error) ||
      !ncsn_preview_init (&preview, run, &groups, picture, error))
    return FALSE;
  run->total = groups.groups->len * ncsn_sampler_evaluations (&retouch.sampler, retouch.resample);
  for (guint i = 0; i < groups.groups->len; i++) {
    NcsnGroup *group = ncsn_groups_get (&groups, i);

    preview.group = group;
    if (!retouch_group (run, &retouch, &groups, group, picture, error))
      return FALSE;
  }
  ncsn_groups_store (&groups, picture);
  return TRUE;
}
