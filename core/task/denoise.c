/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Noise taken off a picture by Tweedie's formula. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "ncsn/error.h"
#include "task/group.h"
#include "task/memory.h"
#include "task/pixels.h"

/* Values so many σ outside [0, 1] are no noise of that σ. */
#define MOST_DEVIATION 6.0

static gboolean
check_sigma (double sigma, GError **error)
{
  if (isfinite (sigma) && sigma >= 0.0)
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
               "The noise to take off cannot be %g: its standard deviation is a positive number.",
               sigma);
  return FALSE;
}

/* x + σ² s(x, σ), clamped. x: of the group's shape. */
static gboolean
denoise_group (NcsnTaskRun *run, const NcsnGroup *group, double sigma, float *x, float *s,
               GError **error)
{
  const gsize size = ncsn_shape_size (group->shape);
  g_autoptr (NcsnTaskScore) score = ncsn_group_score (run, group, TRUE, error);
  NcsnScore function;

  if (!score || g_cancellable_set_error_if_cancelled (run->options->cancellable, error))
    return FALSE;
  function = ncsn_task_score_function (score);
  if (!function.evaluate (x, group->shape, sigma, s, function.data, error))
    return FALSE;
  for (gsize i = 0; i < size; i++) {
    x[i] = (float)(x[i] + sigma * sigma * s[i]);
    if (!isfinite (x[i])) {
      g_set_error (error, NCSN_ERROR, NCSN_ERROR_DIVERGED,
                   "The model's score is not finite at noise level %g: its weights are no good.",
                   sigma);
      return FALSE;
    }
    x[i] = CLAMP (x[i], 0.0f, 1.0f);
  }
  ncsn_task_run_report (run, sigma, group->shape, x);
  return TRUE;
}

/* Every group of regions, from `picture` to `result`. */
static gboolean
denoise_regions (NcsnTaskRun *run, const NcsnWanted *wanted, const GArray *regions,
                 NcsnShape largest, double sigma, const float *picture, float *result,
                 GError **error)
{
  const float margin = (float)(MOST_DEVIATION * sigma);
  const NcsnPixelRange range = {-margin, 1.0f + margin, FALSE};
  g_autoptr (NcsnFloats) x = ncsn_floats_new (ncsn_shape_size (largest), error);
  g_autoptr (NcsnFloats) s = x ? ncsn_floats_new (ncsn_shape_size (largest), error) : NULL;

  if (!s)
    return FALSE;
  for (gsize first = 0; first < regions->len;) {
    NcsnGroup group = ncsn_group_at (run->model, regions, first);

    if (!ncsn_pixels_load (wanted, group.regions, group.shape.n, picture, largest.c, &range, x,
                           error) ||
        !denoise_group (run, &group, sigma, x, s, error))
      return FALSE;
    ncsn_pixels_store (wanted, group.regions, group.shape.n, x, largest.c, result);
    first += group.shape.n;
  }
  return TRUE;
}

gboolean
ncsn_denoise (const NcsnModel *model, NcsnThreads *threads, gsize width, gsize height,
              double *sigma, const NcsnTaskOptions *options, float *picture, GError **error)
{
  const NcsnWanted all = {width, height, NULL};
  const NcsnShape whole = {1, height, width, ncsn_model_config (model)->channels};
  g_autoptr (GArray) regions = NULL;
  g_autoptr (NcsnFloats) result = NULL;
  NcsnShape largest;
  NcsnTaskRun run;

  g_return_val_if_fail (width > 0 && height > 0, FALSE);

  if (!ncsn_task_run_init (&run, model, threads, options, error) || !check_sigma (*sigma, error))
    return FALSE;
  regions = ncsn_group_regions (model, &all, -1, error);
  if (!regions)
    return FALSE;
  if (*sigma == 0.0)
    *sigma = ncsn_estimate_noise (picture, width, height, whole.c);
  if (*sigma == 0.0)
    return TRUE;
  run.total = ncsn_group_count (model, regions, &largest);
  if (!ncsn_task_check_memory (&run, largest, ncsn_task_floats (whole), error) ||
      !(result = ncsn_floats_new (ncsn_shape_size (whole), error)) ||
      !denoise_regions (&run, &all, regions, largest, *sigma, picture, result, error))
    return FALSE;
  memcpy (picture, result, ncsn_shape_size (whole) * sizeof (float));
  return TRUE;
}
