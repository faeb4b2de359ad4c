/* Holes in pictures: how wide they are, and a smooth filling to start from. */
#pragma once

#include "ncsn/error.h"
#include "ncsn/shape.h"
#include "task/regions.h"

G_BEGIN_DECLS

/* The side of the largest square of wanted pixels, at least 1; without a mask, the smaller side of
 * the picture. 0: the memory for finding it is missing, error says so. */
gsize ncsn_hole_width (const NcsnWanted *wanted, GError **error);

/* Continues the pixels where mask, (N, H, W), is 0 smoothly over all others of pixels, (N, H, W,
 * C), by pulling means of what is known to ever coarser pictures and pushing them back (Gortler et
 * al. 1996, "The Lumigraph", section 3.4). A picture with nothing known becomes 0.5. */
gboolean ncsn_hole_continue (float *pixels, const float *mask, NcsnShape shape, GError **error);

G_END_DECLS
