/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a model takes off noise of one level or of one for each brightness, and the parts of a
 * picture. */
#include "ncsn/noise.h"

#include "ncsn/task.h"

/* Pixels from one core to the next, if patches are not larger: those of a tile of a GeglBuffer,
 * which programs ask for. Each pixel next to a border is evaluated twice, which takes half as long
 * again as the whole picture at once for patches of 64 × 64. */
#define STEP 128

NcsnFoundNoise
ncsn_noise_find (const NcsnModel *model, const float *picture, const float *mask, gsize width,
                 gsize height)
{
  const NcsnModelConfig *config = ncsn_model_config (model);
  NcsnFoundNoise noise = {.by_brightness = config->noise_map};

  noise.sigma =
      noise.by_brightness
          ? ncsn_estimate_noise_curve (picture, mask, width, height, config->channels, &noise.curve)
          : ncsn_estimate_noise (picture, mask, width, height, config->channels);
  return noise;
}

void
ncsn_noise_scale (NcsnFoundNoise *noise, double factor)
{
  noise->sigma = MIN (noise->sigma * factor, 1.0);
  ncsn_noise_curve_scale (&noise->curve, factor);
}

gboolean
ncsn_noise_remove (const NcsnModel *model, NcsnThreads *threads, gsize width, gsize height,
                   const NcsnFoundNoise *noise, const NcsnTaskOptions *options, float *picture,
                   GError **error)
{
  if (noise->by_brightness)
    return ncsn_denoise_curve (model, threads, width, height, &noise->curve, options, picture,
                               error);
  return ncsn_denoise (model, threads, width, height, noise->sigma, options, picture, error);
}

/* One axis of a part. */
typedef struct {
  gsize block, core, core_end, block_end;
} Span;

static gsize
whole_patches (gsize length, gsize patch)
{
  return (length + patch - 1) / patch * patch;
}

/* A core's pixels see all patches that overlap them, and patches begin at multiples of half a patch
 * as in the whole picture. So blocks begin there too, have half a patch or more on each side of the
 * core, and are as long as whole patches. */
static Span
span_at (gsize index, gsize step, gsize size, gsize patch)
{
  const gsize half = patch / 2;
  Span span = {.core = index * step, .core_end = MIN ((index + 1) * step, size)};

  span.block = span.core > half ? span.core - half : 0;
  span.block_end = span.block + whole_patches (span.core_end + half - span.block, patch);
  if (span.block_end >= size) {
    const gsize length = whole_patches (size - span.block, patch);

    span.block_end = size;
    span.block = size > length ? (size - length) / half * half : 0;
  }
  return span;
}

static NcsnNoisePart
part_of (Span x, Span y)
{
  return (NcsnNoisePart){{x.block, y.block, x.block_end - x.block, y.block_end - y.block},
                         {x.core, y.core, x.core_end - x.core, y.core_end - y.core}};
}

GArray *
ncsn_noise_parts (const NcsnModel *model, gsize width, gsize height)
{
  const NcsnModelConfig *config = ncsn_model_config (model);
  const gsize step_x = config->patches ? MAX (STEP / config->width, 1) * config->width : width;
  const gsize step_y = config->patches ? MAX (STEP / config->height, 1) * config->height : height;
  GArray *parts = g_array_new (FALSE, FALSE, sizeof (NcsnNoisePart));

  for (gsize y = 0; y * step_y < height; y++)
    for (gsize x = 0; x * step_x < width; x++) {
      const NcsnNoisePart part = part_of (span_at (x, step_x, width, config->width),
                                          span_at (y, step_y, height, config->height));

      g_array_append_val (parts, part);
    }
  return parts;
}
