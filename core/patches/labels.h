/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Large pieces of a picture for its missing pixels. */
#pragma once

#include "patches/places.h"

G_BEGIN_DECLS

/* Gives missing pixels other pixels of the source, of the same height and width, such that it shows
 * less where pixels meet whose sources do not: every pixel gets one of few offsets to its source,
 * or keeps its own (He & Sun 2012, "Statistics of patch offsets for image completion"; expansion
 * moves: Boykov et al. 2001). A meeting shows as much as the patches there, of which nine pixels
 * are compared, differ in the two sources. What shows in all never becomes more.
 *
 * missing: (height, width), above 0 where pixels are; others are known. sources, (height, width):
 * for missing pixels the places of `source` that they begin with; others are not read. If cancelled
 * some offsets are left out; cancellable may be NULL. */
void ncsn_patch_labels (const NcsnPatchPlaces *source, const float *missing,
                        const NcsnPatchPixel *offsets, gsize count, GCancellable *cancellable,
                        NcsnPatchPixel *sources);

G_END_DECLS
