/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where one picture that is laid over another should begin. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum { NCSN_CUT_FREE, NCSN_CUT_OLD, NCSN_CUT_NEW } NcsnCutSide;

/* Makes each free pixel of sides, (height, width), old or new, such that the visible difference
 * along the border is least: a minimal cut (Kwatra et al. 2003, "Graphcut textures", section 3.1),
 * in which separating two neighbours costs the sum of their `difference`, (height, width), at least
 * 0. Free pixels that are not connected with old ones become new. */
void ncsn_cut (const float *difference, gsize height, gsize width, guint8 *sides);

G_END_DECLS
