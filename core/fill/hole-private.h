/* Holes in pictures: how wide they are (ncsn/hole.h), and a smooth filling to start from. */
#pragma once

#include "ncsn/hole.h"

G_BEGIN_DECLS

/* Continues the pixels where mask, (N, H, W), is 0 smoothly over all others of pixels, (N, H, W,
 * C), by pulling means of what is known to ever coarser pictures and pushing them back (Gortler et
 * al. 1996, "The Lumigraph", section 3.4). A picture with nothing known becomes `otherwise` all
 * over. */
gboolean ncsn_hole_continue (float *pixels, const float *mask, NcsnShape shape, double otherwise,
                             GError **error);

G_END_DECLS
