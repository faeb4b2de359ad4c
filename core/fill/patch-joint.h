/* The joint between a fill by patches and the known pixels around it. */
#pragma once

#include "patches/level.h"

G_BEGIN_DECLS

/* Adds to the missing pixels of x, (height, width, channels) of the level, what the patches of
 * `score` leave out of known pixels at the border of the hole, continued smoothly into it:
 * Dirichlet conditions as in Poisson image editing (Pérez et al. 2003), for light that changes over
 * the picture and has no patch of its own. Fails with NCSN_ERROR_MEMORY. */
gboolean ncsn_patch_joint_close (const NcsnPatchScore *score, const NcsnPatchLevel *level, float *x,
                                 GError **error);

G_END_DECLS
