/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a model takes off noise of one level or of one for each brightness, and the parts of a
 * picture. */
#include "ncsn/noise.h"

#include "fill/tiles.h"
#include "ncsn/task.h"

/* Pixels from one core to the next, about: those of a tile of a GeglBuffer, which programs ask for.
 * For patches of 64 it is three steps. Tiles at the border of a core are evaluated for two, which
 * takes 1.8 times as long as the whole picture at once. */
#define CORE 128

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
  if (noise->sigma == 0.0)
    return TRUE;
  if (noise->by_brightness)
    return ncsn_denoise_curve (model, threads, width, height, &noise->curve, options, picture,
                               error);
  return ncsn_denoise (model, threads, width, height, noise->sigma, options, picture, error);
}

/* One axis of a part. */
typedef struct {
  gsize block, core, core_end, block_end;
} Span;

/* The nearest number of whole steps. */
static gsize
core_side (gsize step)
{
  return MAX ((CORE + step / 2) / step, 1) * step;
}

/* The part number `index` along an axis of tiles that begin `step` pixels apart. A core's pixels
 * need all tiles that overlap them, which begin at multiples of a step, and the last one at the
 * end. */
static Span
span_at (gsize index, gsize step, gsize size, gsize patch)
{
  const gsize side = core_side (step), from = index * side, to = MIN (from + side, size);
  const gsize last = size > patch ? size - patch : 0; /* where the last tile begins */
  const gsize first_tile = from < patch ? 0 : (from - patch + step) / step * step;
  Span span = {.core = from, .core_end = to, .block = MIN (first_tile, last / step * step)};

  span.block_end = to > last ? size : (to - 1) / step * step + patch;
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
  const gsize step_x = config->patches ? ncsn_tiles_step (config->width) : width;
  const gsize step_y = config->patches ? ncsn_tiles_step (config->height) : height;
  GArray *parts = g_array_new (FALSE, FALSE, sizeof (NcsnNoisePart));

  for (gsize y = 0; y * core_side (step_y) < height; y++)
    for (gsize x = 0; x * core_side (step_x) < width; x++) {
      const NcsnNoisePart part = part_of (span_at (x, step_x, width, config->width),
                                          span_at (y, step_y, height, config->height));

      g_array_append_val (parts, part);
    }
  return parts;
}
