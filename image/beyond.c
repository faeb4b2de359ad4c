/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beyond.h"

#include <math.h>

void
ncsn_beyond_restore (const float *old, float *values, gsize count, double noise)
{
  const float margin = (float)(3 * noise);

  for (gsize i = 0; i < count; i++) {
    const float beyond = old[i] - CLAMP (old[i], 0.0f, 1.0f);

    if (fabsf (beyond) > margin)
      values[i] =
          CLAMP (values[i], 0.0f, 1.0f) + beyond * (1 - (margin / beyond) * (margin / beyond));
  }
}
