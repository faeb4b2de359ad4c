/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The joints of a fill by patches, with the known pixels around it and between its pieces. */
#pragma once

#include "patches/level.h"

G_BEGIN_DECLS

/* Makes the missing pixels of x, (height, width, channels) of the level, from the patches that
 * `score` has found: in pieces that meet where it shows least, with the light of the known pixels
 * around them, between which it changes as in the pieces (Pérez et al. 2003, "Poisson image
 * editing"). Fails with NCSN_ERROR_MEMORY, or if cancelled. */
gboolean ncsn_patch_joint_close (const NcsnPatchScore *score, const NcsnPatchLevel *level,
                                 GCancellable *cancellable, float *x, GError **error);

G_END_DECLS
