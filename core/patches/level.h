/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture with missing pixels, at full size and at halves of it, with numbers that describe the
 * surroundings of each pixel. */
#pragma once

#include "ncsn/patches.h"

G_BEGIN_DECLS

/* Arrays are owned. */
typedef struct {
  gsize height, width, channels, n_features;
  float *pixels;   /* (height, width, channels) */
  float *missing;  /* (height, width): above 0 where pixels are to be filled */
  float *unusable; /* (height, width): above 0 there and where pixels are otherwise unknown */
  float *features; /* (height, width, n_features) */
} NcsnPatchLevel;

/* Allocates arrays of zeros, without features. Fails with NCSN_ERROR_MEMORY; the level must be
 * cleared in either case. */
gboolean ncsn_patch_level_init (NcsnPatchLevel *level, gsize height, gsize width, gsize channels,
                                GError **error);
void ncsn_patch_level_clear (NcsnPatchLevel *level);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NcsnPatchLevel, ncsn_patch_level_clear)

/* Describes the surroundings of each pixel by means over the usable pixels in a square around it:
 * of the gray value's slopes |∂x|, |∂y|, which keep smooth and rough places apart, and of the
 * colours, which tie a fill to what is around it. Where no pixel is usable they are continued
 * smoothly from where there are some. They are scaled such that a difference counts in the distance
 * of two patches as it does there. Fails with NCSN_ERROR_MEMORY. */
gboolean ncsn_patch_level_describe (NcsnPatchLevel *level, GError **error);

/* Makes the level of half the size, rounded up. Fails as ncsn_patch_level_init (). */
gboolean ncsn_patch_level_halve (const NcsnPatchLevel *fine, NcsnPatchLevel *coarse,
                                 GError **error);

/* How far each missing pixel is from the nearest other one, in city blocks, into depths (height,
 * width); other pixels have 0. Returns the largest. */
gsize ncsn_patch_depths (const float *missing, gsize height, gsize width, float *depths);

G_END_DECLS
