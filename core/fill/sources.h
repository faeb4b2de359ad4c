/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a user wants patches to be taken from. A mask of sources is as in NcsnInpaintOptions. */
#pragma once

#include "fill/regions.h"
#include "patches/level.h"

G_BEGIN_DECLS

/* Raises the margin around wanted pixels so that a region with it has all sources. Fails with
 * NCSN_ERROR_ARGUMENT if there are none. */
gboolean ncsn_sources_reach (const NcsnMask *mask, const float *sources, gsize *margin,
                             GError **error);

/* Makes pixels that are no sources unusable in the levels of a region, of which each has half the
 * size of the one before. sources NULL: all may be used. Returns how many of the levels have
 * patches left, at least 1. Fails, by 0, with NCSN_ERROR_MEMORY. */
guint ncsn_sources_restrict (const NcsnMask *mask, const NcsnRegion *region, const float *sources,
                             NcsnPatchLevel *levels, guint n_levels, GError **error);

G_END_DECLS
