/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chains over a picture's regions, a group at a time, with its other pixels held. */
#include "task/retouch.h"

#include <string.h>

#include "base/memory.h"
#include "ncsn/error.h"
#include "task/group.h"
#include "task/memory.h"
#include "task/pixels.h"

/* Chains of a group; all arrays of its shape, the mask with one channel. */
typedef struct {
  float *x, *known, *mask;
} Chains;

static void
chains_clear (Chains *chains)
{
  g_clear_pointer (&chains->x, ncsn_floats_free);
  g_clear_pointer (&chains->known, ncsn_floats_free);
  g_clear_pointer (&chains->mask, ncsn_floats_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Chains, chains_clear)

/* Where the chains start, and what they must keep. */
static gboolean
load (Chains *chains, const NcsnGroup *group, const NcsnRetouch *retouch, const float *picture,
      const NcsnSampleOptions *options, GError **error)
{
  const double sigma = retouch->sampler.schedule.sigma_begin;
  const NcsnPixelRange range = {0.0f, 1.0f, !retouch->from_it};
  const NcsnShape shape = group->shape;

  if (!ncsn_pixels_load (&retouch->wanted, group->regions, shape.n, picture, shape.c, &range,
                         chains->x, error))
    return FALSE;
  if (chains->known) {
    memcpy (chains->known, chains->x, ncsn_shape_size (shape) * sizeof (float));
    ncsn_pixels_load_mask (&retouch->wanted, group->regions, shape.n, chains->mask);
  }
  if (retouch->from_it)
    ncsn_sample_noise (chains->x, shape, sigma, options);
  else
    ncsn_sample_prior (chains->x, shape, sigma, options);
  return TRUE;
}

static gboolean
allocate (Chains *chains, NcsnShape shape, gboolean holds, GError **error)
{
  gsize pixels = shape.n * shape.h * shape.w;

  if (!(chains->x = ncsn_floats_new (pixels * shape.c, error)))
    return FALSE;
  return !holds || ((chains->known = ncsn_floats_new (pixels * shape.c, error)) &&
                    (chains->mask = ncsn_floats_new (pixels, error)));
}

static gboolean
retouch_group (NcsnTaskRun *run, const NcsnRetouch *retouch, const NcsnGroup *group,
               const float *picture, float *result, GError **error)
{
  const NcsnShape shape = group->shape;
  NcsnSampleOptions options = ncsn_task_run_options (run, group->first);
  g_autoptr (NcsnTaskScore) score = ncsn_group_score (run, group, FALSE, error);
  g_auto (Chains) chains = {0};

  if (!score || !allocate (&chains, shape, retouch->wanted.mask != NULL, error) ||
      !load (&chains, group, retouch, picture, &options, error))
    return FALSE;
  const NcsnKnown known = {chains.known, chains.mask, retouch->resample};
  options.known = chains.known ? &known : NULL;
  if (!ncsn_task_run_chain (run, ncsn_task_score_function (score), chains.x, shape,
                            &retouch->sampler, &options, error))
    return FALSE;
  ncsn_pixels_store (&retouch->wanted, group->regions, shape.n, chains.x, shape.c, result);
  return TRUE;
}

/* Counts the evaluations, and looks whether the largest group fits in memory. */
static gboolean
plan (NcsnTaskRun *run, const NcsnRetouch *retouch, const GArray *regions, NcsnShape whole,
      GError **error)
{
  NcsnShape largest;
  guint64 chains = ncsn_group_count (run->model, regions, &largest);

  if (chains == 0) {
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                         "The mask is empty, so there is nothing to fill: mark some pixels.");
    return FALSE;
  }
  run->total = chains * ncsn_sampler_evaluations (&retouch->sampler, retouch->resample);
  return ncsn_task_check_memory (run, largest,
                                 ncsn_task_floats (whole) + 3 * ncsn_task_floats (largest), error);
}

gboolean
ncsn_task_retouch (NcsnTaskRun *run, const NcsnRetouch *retouch, float *picture, GError **error)
{
  const NcsnShape whole = {1, retouch->wanted.height, retouch->wanted.width,
                           ncsn_model_config (run->model)->channels};
  const gsize size = ncsn_shape_size (whole);
  g_autoptr (GArray) regions =
      ncsn_group_regions (run->model, &retouch->wanted, retouch->context, error);
  g_autoptr (NcsnFloats) result = NULL;

  /* Aside, so that a failure or a cancellation half-way leaves the picture as it was. */
  if (!regions || !plan (run, retouch, regions, whole, error) ||
      !(result = ncsn_floats_new (size, error)))
    return FALSE;
  memcpy (result, picture, size * sizeof (float));
  for (gsize first = 0; first < regions->len;) {
    NcsnGroup group = ncsn_group_at (run->model, regions, first);

    if (!retouch_group (run, retouch, &group, picture, result, error))
      return FALSE;
    first += group.shape.n;
  }
  memcpy (picture, result, size * sizeof (float));
  return TRUE;
}
