/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Denoising by Tweedie's formula x + σ² s(x, σ) (Robbins 1956; Efron 2011). */
#include "ncsn/task.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "fill/group.h"
#include "ncsn/error.h"
#include "ncsn/random.h"
#include "run/memory.h"

/* Values more than so many σ outside [0, 1] cannot come from noise of that σ. */
#define MAX_DEVIATION 6.0

/* White in pixels of 8 and of 16 bits, which users may take for the unit. */
#define BYTE 255.0
#define WORD 65535.0

static gboolean
check_sigma (double sigma, GError **error)
{
  const double white = sigma > BYTE ? WORD : BYTE;

  if (sigma >= 0.0 && sigma <= 1.0)
    return TRUE;
  if (sigma > 1.0 && sigma <= WORD)
    g_set_error (
        error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
        "The noise to take off cannot be %g: its standard deviation counts in pixel values "
        "from 0 to 1, where %g of %g is %.3g.",
        sigma, sigma, white, sigma / white);
  else
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 "The noise to take off cannot be %g: its standard deviation is a number from 0 to "
                 "1, as pixel values are.",
                 sigma);
  return FALSE;
}

/* x ← x + σ² s, clamped; FALSE when it is not finite. */
static gboolean
tweedie (float *x, const float *s, gsize size, double sigma)
{
  const double variance = sigma * sigma;
  gboolean finite = TRUE;

  for (gsize i = 0; i < size; i++) {
    x[i] = (float)(x[i] + variance * s[i]);
    finite &= isfinite (x[i]) != 0;
    x[i] = CLAMP (x[i], 0.0f, 1.0f);
  }
  return finite;
}

/* Draws standard normal numbers for a region's pixels. They belong to the pixels of the picture, so
 * that tiles have the same where they overlap. */
static void
draw_noise (const NcsnTaskRun *run, const NcsnRegion *region, gsize channels, float *z)
{
  const NcsnModelConfig *config = ncsn_model_config (run->model);
  NcsnRandomKey key = {.seed = run->options->seed, .stream = NCSN_STREAM_NOISE};

  /* A region begins at most half a patch beyond the edges. */
  for (gsize y = 0; y < region->height; y++, z += region->width * channels) {
    key.item = (guint32)(region->y + (gssize)(y + config->height));
    ncsn_random_normal (key, (guint64)(region->x + (gssize)config->width) * channels,
                        region->width * channels, z);
  }
}

/* The noise of a gray picture is the same in all C channels. A model expects independent noise in
 * each; the mean over channels of such noise has the deviation level/√C. So noise σ in gray
 * corresponds to the level √C σ in colours, and the differences between channels, which a gray
 * picture lacks, are added. Without them the mean is 1 dB further from the truth, and at the level
 * σ 6 dB. */
static void
add_colour_noise (const NcsnTaskRun *run, NcsnGroup *group, double level, float *z)
{
  const gsize size = ncsn_shape_size (group->shape), channels = group->shape.c;

  for (gsize i = 0; i < group->shape.n; i++)
    draw_noise (run, group->regions + i, channels, z + i * size / group->shape.n);
  for (gsize i = 0; i < size; i += channels) {
    float mean = 0.0f;

    for (gsize c = 0; c < channels; c++)
      mean += z[i + c] / (float)channels;
    for (gsize c = 0; c < channels; c++)
      group->pixels[i + c] += (float)level * (z[i + c] - mean);
  }
}

/* Denoises a group in place. sigma: the noise level given to the model. */
static gboolean
denoise_group (NcsnTaskRun *run, NcsnGroup *group, gboolean gray, double sigma, GError **error)
{
  const gsize size = ncsn_shape_size (group->shape);
  g_autoptr (NcsnTaskScore) score = ncsn_group_score (run, group, TRUE, error);
  g_autoptr (NcsnFloats) s = score != NULL ? ncsn_floats_new (size, error) : NULL;
  NcsnScore function;

  if (s == NULL || g_cancellable_set_error_if_cancelled (run->options->cancellable, error))
    return FALSE;
  if (gray)
    add_colour_noise (run, group, sigma, s);
  function = ncsn_task_score_function (score);
  if (!function.evaluate (group->pixels, group->shape, sigma, NULL, s, function.data, error))
    return FALSE;
  if (!tweedie (group->pixels, s, size, sigma)) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_DIVERGED,
                 "The model's score is not finite at noise level %g: its weights are damaged.",
                 sigma);
    return FALSE;
  }
  return TRUE;
}

/* Denoises group by group into `result`, which is the picture at first and serves as preview. */
static gboolean
denoise_groups (NcsnTaskRun *run, NcsnGroups *groups, double sigma, const float *picture,
                float *result, GError **error)
{
  const NcsnShape shape = {1, groups->mask.height, groups->mask.width, groups->channels};
  const float margin = (float)(MAX_DEVIATION * sigma);
  const NcsnPixelRange range = {-margin, 1.0f + margin, FALSE};
  double level;

  groups->gray = ncsn_pixels_are_gray (&groups->mask, picture, groups->channels, FALSE);
  level = groups->gray ? sqrt ((double)groups->channels) * sigma : sigma;
  run->total = groups->groups->len;
  for (guint i = 0; i < groups->groups->len; i++) {
    NcsnGroup *group = ncsn_groups_get (groups, i);

    if (!ncsn_group_load (groups, group, picture, &range, error) ||
        !denoise_group (run, group, groups->gray, level, error))
      return FALSE;
    ncsn_group_store_cores (groups, run->model, group, result);
    ncsn_group_unload (group);
    ncsn_task_run_report (run, sigma, shape, result);
  }
  return TRUE;
}

gboolean
ncsn_denoise (const NcsnModel *model, NcsnThreads *threads, gsize width, gsize height, double sigma,
              const NcsnTaskOptions *options, float *picture, GError **error)
{
  const NcsnMask all = {width, height, NULL, options->alpha};
  g_auto (NcsnGroups) groups = {0};
  g_autoptr (NcsnFloats) result = NULL;
  NcsnTaskRun run;

  g_return_val_if_fail (width > 0 && height > 0, FALSE);

  if (!ncsn_task_run_init (&run, model, threads, options, error) || !check_sigma (sigma, error) ||
      !ncsn_groups_init_whole (&groups, model, &all, error))
    return FALSE;
  const NcsnShape shape = {1, height, width, groups.channels};
  if (!ncsn_task_check_memory (&run, groups.largest, ncsn_task_floats (shape), error))
    return FALSE;
  if (sigma == 0.0)
    return TRUE;
  result = ncsn_floats_new (ncsn_shape_size (shape), error);
  if (result == NULL)
    return FALSE;
  memcpy (result, picture, ncsn_shape_size (shape) * sizeof (float));
  if (!denoise_groups (&run, &groups, sigma, picture, result, error))
    return FALSE;
  memcpy (picture, result, ncsn_shape_size (shape) * sizeof (float));
  return TRUE;
}
