/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bayer's mosaic: each photosite sees one colour. Demosaicing estimates the other two from its
 * neighbours, linearly, by the filters of Malvar, He & Cutler 2004. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define NCSN_MOSAIC_PHASES 4
#define NCSN_MOSAIC_MIN_SIDE 3

/* rgb: (height, width, 3); sites: (height, width). phase, below NCSN_MOSAIC_PHASES: which of the
 * four sites of the pattern is at the top left. Beyond its edges a picture is mirrored; its sides
 * must be NCSN_MOSAIC_MIN_SIDE or more. */
void ncsn_mosaic (const float *rgb, gsize height, gsize width, guint phase, float *sites);
void ncsn_demosaic (const float *sites, gsize height, gsize width, guint phase, float *rgb);

G_END_DECLS
