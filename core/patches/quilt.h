/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sheet from large blocks of a picture, from which chains start. */
#pragma once

#include "ncsn/random.h"
#include "patches/level.h"

G_BEGIN_DECLS

/* Lays overlapping blocks of the source's pixels on a sheet, x (height, width, channels of the
 * source). Of many places of the source a block is taken from where it fits best what lies there
 * already and where the source has been used least, and it begins along a minimal cut (cut.h).
 * Opposite edges of the target meet like blocks where it wraps; its other fields are not read. The
 * source must have at least 8 pixels a side, and less than 2^31 as the sheet. Fails only if
 * cancelled; cancellable may be NULL. */
gboolean ncsn_quilt (const NcsnPatchLevel *source, const NcsnPatchTarget *target, NcsnRandomKey key,
                     GCancellable *cancellable, float *x, GError **error);

G_END_DECLS
