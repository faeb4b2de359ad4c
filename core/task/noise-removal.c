/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a model takes off noise of one level or of one for each brightness, and the parts of a
 * picture. */
#include "ncsn/noise.h"

#include "fill/tiles.h"
#include "ncsn/task.h"

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

/* The pixels of a region that are in the picture. */
static NcsnArea
area_of (const NcsnRegion *region, gsize width, gsize height)
{
  const gssize x = MAX (region->x, 0), y = MAX (region->y, 0);
  const gssize right = MIN (region->x + (gssize)region->width, (gssize)width);
  const gssize bottom = MIN (region->y + (gssize)region->height, (gssize)height);

  return (NcsnArea){(gsize)x, (gsize)y, (gsize)(right - x), (gsize)(bottom - y)};
}

GArray *
ncsn_noise_parts (const NcsnModel *model, gsize width, gsize height)
{
  const NcsnModelConfig *config = ncsn_model_config (model);
  GArray *parts = g_array_new (FALSE, FALSE, sizeof (NcsnNoisePart));
  const NcsnNoisePart whole = {{0, 0, width, height}, {0, 0, width, height}};

  if (!config->patches)
    return g_array_append_val (parts, whole);
  g_autoptr (GArray) tiles = ncsn_tiles_cover (width, height, config->width, config->height);
  for (guint i = 0; i < tiles->len; i++) {
    const NcsnRegion *tile = &g_array_index (tiles, NcsnRegion, i);
    const NcsnRegion core = ncsn_tile_core (tile, width, height, config->width, config->height);
    const NcsnNoisePart part = {area_of (tile, width, height), area_of (&core, width, height)};

    g_array_append_val (parts, part);
  }
  return parts;
}
