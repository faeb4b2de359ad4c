/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chains on the sizes of a picture, and how their previews look at full size. */
#include "fill/patch-chain.h"

#include <math.h>
#include <string.h>

NcsnSampler
ncsn_patch_sampler (double sigma_begin, double sigma_end, guint levels)
{
  return (NcsnSampler){.rule = NCSN_RULE_CONSISTENT,
                       .schedule = {.sigma_begin = sigma_begin,
                                    .sigma_end = sigma_end,
                                    .levels = levels,
                                    .steps = 1,
                                    .epsilon = 2.0 * sigma_end * sigma_end,
                                    .denoise = TRUE}};
}

double
ncsn_patch_work (guint halvings)
{
  return pow (0.25, halvings);
}

void
ncsn_patch_enlarge (NcsnProgress *progress, NcsnShape to, float *pixels)
{
  const NcsnShape from = progress->shape;

  for (gsize y = 0; y < to.h; y++)
    for (gsize x = 0; x < to.w; x++)
      memcpy (pixels + (y * to.w + x) * to.c,
              progress->denoised + (y * from.h / to.h * from.w + x * from.w / to.w) * to.c,
              to.c * sizeof (float));
  progress->denoised = pixels;
  progress->shape = to;
}
