/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Denoising by Tweedie's formula x + σ² s(x, σ) (Robbins 1956; Efron 2011). */
#include "ncsn/task.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "camera/curve.h"
#include "fill/group.h"
#include "ncsn/error.h"
#include "ncsn/random.h"
#include "run/memory.h"

/* Values more than so many σ outside [0, 1] cannot come from noise of that σ. */
#define MAX_DEVIATION 6.0

/* White in pixels of 8 and of 16 bits, which users may take for the unit. */
#define BYTE 255.0
#define WORD 65535.0

/* The lowest level of a pixel beside others with noise. */
#define MIN_LEVEL 1e-4f

static gboolean
check_sigma (double sigma, GError **error)
{
  const double white = sigma > BYTE ? WORD : BYTE;

  if (sigma >= 0.0 && sigma <= 1.0)
    return TRUE;
  if (sigma > 1.0 && sigma <= WORD)
    g_set_error (
        error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
        _ ("The noise to take off cannot be %g: its standard deviation counts in pixel values "
           "from 0 to 1, where %g of %g is %.3g."),
        sigma, sigma, white, sigma / white);
  else
    g_set_error (
        error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
        _ ("The noise to take off cannot be %g: its standard deviation is a number from 0 to "
           "1, as pixel values are."),
        sigma);
  return FALSE;
}

/* The noise to take off: of one level, or of one for each brightness. */
typedef struct {
  double sigma;                /* the level, or the largest of the curve */
  const NcsnNoiseCurve *curve; /* NULL: one level */
  double factor;               /* of the levels given to the model; not 1 for gray pictures */
} Noise;

/* Takes what is to stay off a score: shares of its mean over the channels, and of the rest. The
 * colours of a gray picture are those that were added (add_colour_noise ()), of which none stay. */
static void
keep_some (const NcsnTaskOptions *options, gboolean gray, float *s, gsize size, gsize channels)
{
  const float lightness = (float)(1.0 - options->keep_lightness);
  const float colour = gray ? 1.0f : (float)(1.0 - options->keep_colour);

  for (gsize i = 0; i < size; i += channels) {
    float mean = 0.0f;

    for (gsize c = 0; c < channels; c++)
      mean += s[i + c] / (float)channels;
    for (gsize c = 0; c < channels; c++)
      s[i + c] = lightness * mean + colour * (s[i + c] - mean);
  }
}

/* x ← x + σ² s; FALSE when it is not finite. levels: of pixels; NULL: sigma everywhere. */
static gboolean
tweedie (float *x, const float *s, gsize size, gsize channels, double sigma, const float *levels)
{
  gboolean finite = TRUE;

  for (gsize i = 0; i < size; i++) {
    const double level = levels != NULL ? (double)levels[i / channels] : sigma;
    const double variance = level * level;

    x[i] = (float)(x[i] + variance * s[i]);
    finite &= isfinite (x[i]) != 0;
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
add_colour_noise (const NcsnTaskRun *run, NcsnGroup *group, double sigma, const float *levels,
                  float *z)
{
  const gsize size = ncsn_shape_size (group->shape), channels = group->shape.c;

  for (gsize i = 0; i < group->shape.n; i++)
    draw_noise (run, group->regions + i, channels, z + i * (size / group->shape.n));
  for (gsize i = 0; i < size; i += channels) {
    const float level = levels != NULL ? levels[i / channels] : (float)sigma;
    float mean = 0.0f;

    for (gsize c = 0; c < channels; c++)
      mean += z[i + c] / (float)channels;
    for (gsize c = 0; c < channels; c++)
      group->pixels[i + c] += level * (z[i + c] - mean);
  }
}

/* The levels of a group's pixels by their brightness, at least so much that models can divide by
 * them. NULL with an error if memory is short. */
static float *
find_levels (const NcsnGroup *group, const Noise *noise, GError **error)
{
  const NcsnShape shape = group->shape;
  const gsize pixels = shape.h * shape.w;
  float *levels = ncsn_floats_new (shape.n * pixels, error);

  for (gsize n = 0; levels != NULL && n < shape.n; n++) {
    float *of = levels + n * pixels;

    ncsn_curve_brightness (group->pixels + n * pixels * shape.c, shape.h, shape.w, shape.c, of);
    for (gsize i = 0; i < pixels; i++)
      of[i] = MAX (ncsn_curve_level (noise->curve, of[i]) * (float)noise->factor, MIN_LEVEL);
  }
  return levels;
}

/* Denoises a group in place. */
static gboolean
denoise_group (NcsnTaskRun *run, NcsnTaskScore *score, NcsnGroup *group, gboolean gray,
               const Noise *noise, GError **error)
{
  const double sigma = noise->factor * noise->sigma;
  const gsize size = ncsn_shape_size (group->shape);
  const NcsnScore function = ncsn_task_score_function (score);
  g_autoptr (NcsnFloats) s = ncsn_floats_new (size, error);
  g_autoptr (NcsnFloats) levels =
      s != NULL && noise->curve != NULL ? find_levels (group, noise, error) : NULL;
  const NcsnKnown known = {.levels = levels};

  if (s == NULL || (noise->curve != NULL && levels == NULL) ||
      g_cancellable_set_error_if_cancelled (run->options->cancellable, error))
    return FALSE;
  if (gray)
    add_colour_noise (run, group, sigma, levels, s);
  if (!function.evaluate (group->pixels, group->shape, sigma, levels != NULL ? &known : NULL, s,
                          function.data, error))
    return FALSE;
  if (run->options->keep_lightness > 0.0 || run->options->keep_colour > 0.0)
    keep_some (run->options, gray, s, size, group->shape.c);
  if (!tweedie (group->pixels, s, size, group->shape.c, sigma, levels)) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_DIVERGED,
                 _ ("The model's score is not finite at noise level %g: its weights are damaged."),
                 sigma);
    return FALSE;
  }
  return TRUE;
}

/* Makes the score of a group. That of tiles serves all groups, since all tiles have the class of
 * picture 0; cells have classes of their own. */
static gboolean
prepare_score (const NcsnTaskRun *run, const NcsnGroup *group, NcsnTaskScore **score,
               GError **error)
{
  if (!ncsn_model_config (run->model)->patches) {
    ncsn_task_score_free (*score);
    *score = ncsn_group_score (run, group, error);
  } else if (*score == NULL) {
    *score = ncsn_task_score_new (run, 0, ncsn_task_batch (run->model), NCSN_TASK_CLASS_ONE, error);
  }
  return *score != NULL;
}

/* Denoises group by group into `result`, which also serves as preview. */
static gboolean
denoise_groups (NcsnTaskRun *run, NcsnGroups *groups, Noise *noise, const float *picture,
                float *result, GError **error)
{
  const NcsnShape shape = {1, groups->mask.height, groups->mask.width, groups->channels};
  const float margin = (float)(MAX_DEVIATION * noise->sigma);
  const NcsnPixelSource source = {
      &groups->mask, picture, groups->channels, {-margin, 1.0f + margin, FALSE}};
  g_autoptr (NcsnTaskScore) score = NULL;

  for (gsize i = 0; i < ncsn_shape_size (shape); i++)
    result[i] = ncsn_pixel_value (&source, i);
  groups->gray = ncsn_pixels_are_gray (&groups->mask, picture, groups->channels, FALSE);
  noise->factor = groups->gray ? sqrt ((double)groups->channels) : 1.0;
  run->total = groups->groups->len;
  for (guint i = 0; i < groups->groups->len; i++) {
    NcsnGroup *group = ncsn_groups_get (groups, i);

    if (!prepare_score (run, group, &score, error) ||
        !ncsn_group_load (groups, group, picture, &source.range, error) ||
        !denoise_group (run, score, group, groups->gray, noise, error))
      return FALSE;
    ncsn_group_add (groups, group, &source, result);
    ncsn_group_unload (group);
    ncsn_task_run_report (run, noise->sigma, shape, result);
  }
  return TRUE;
}

static gboolean
denoise (const NcsnModel *model, NcsnThreads *threads, gsize width, gsize height, Noise *noise,
         const NcsnTaskOptions *options, float *picture, GError **error)
{
  const NcsnMask all = {width, height, NULL, options->alpha};
  g_auto (NcsnGroups) groups = {0};
  g_autoptr (NcsnFloats) result = NULL;
  NcsnTaskRun run;

  g_return_val_if_fail (width > 0 && height > 0, FALSE);

  if (!ncsn_task_run_init (&run, model, threads, options, error) ||
      !check_sigma (noise->sigma, error) || !ncsn_groups_init_whole (&groups, model, &all, error))
    return FALSE;
  const NcsnShape shape = {1, height, width, groups.channels};
  if (!ncsn_task_check_memory (&run, groups.largest, ncsn_task_floats (shape), error))
    return FALSE;
  if (noise->sigma == 0.0)
    return TRUE;
  result = ncsn_floats_new (ncsn_shape_size (shape), error);
  if (result == NULL || !denoise_groups (&run, &groups, noise, picture, result, error))
    return FALSE;
  for (gsize i = 0; i < ncsn_shape_size (shape); i++)
    picture[i] = CLAMP (result[i], 0.0f, 1.0f);
  return TRUE;
}

gboolean
ncsn_denoise (const NcsnModel *model, NcsnThreads *threads, gsize width, gsize height, double sigma,
              const NcsnTaskOptions *options, float *picture, GError **error)
{
  Noise noise = {.sigma = sigma};

  return denoise (model, threads, width, height, &noise, options, picture, error);
}

gboolean
ncsn_denoise_curve (const NcsnModel *model, NcsnThreads *threads, gsize width, gsize height,
                    const NcsnNoiseCurve *curve, const NcsnTaskOptions *options, float *picture,
                    GError **error)
{
  Noise noise = {.sigma = (double)curve->levels[0], .curve = curve};

  if (!ncsn_model_config (model)->noise_map) {
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                         _ ("This model knows noise of one level only: give its level."));
    return FALSE;
  }
  for (guint i = 1; i < NCSN_CURVE_POINTS; i++)
    noise.sigma = MAX (noise.sigma, (double)curve->levels[i]);
  return denoise (model, threads, width, height, &noise, options, picture, error);
}
