/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far apart similar patches of a picture are. */
#pragma once

#include "ncsn/random.h"
#include "patches/places.h"

G_BEGIN_DECLS

/* The most frequent offsets from a patch of the source to the one that is most similar of those
 * that are farther away than a patch is wide (He & Sun 2012, "Statistics of patch offsets for image
 * completion"), the most frequent first: into offsets, at most `most`, whose number is returned.
 * beside: (height, width of the source), above 0 at pixels near which the patches are; NULL: they
 * are anywhere. Of many patches some are drawn with `key`. If cancelled there are no offsets;
 * cancellable may be NULL. */
gsize ncsn_patch_offsets (const NcsnPatchPlaces *source, const float *beside, NcsnRandomKey key,
                          NcsnThreads *threads, GCancellable *cancellable, NcsnPatchPixel *offsets,
                          gsize most);

G_END_DECLS
