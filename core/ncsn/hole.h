/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holes in pictures: which pixels a mask marks, how wide a hole is, and the noise, passes and
 * margin that suit it. */
#pragma once

#include "model.h"

G_BEGIN_DECLS

/* The mask value from which on a pixel counts as marked. Pixels with less keep their values: the
 * black of scans and of video, 1 … 16 of 255, and the outer part of a feather are no hole. */
#define NCSN_HOLE_THRESHOLD 0.33f

/* The default number of passes through each interval between two levels where pixels are held. One
 * pass leaves the fill of a smooth field with steps at its border that are 1.7 times those inside;
 * three bring them within 5 % for consistent sampling (the flow takes ten;
 * tests/sample/test-seams.c). More levels help more than more passes. */
#define NCSN_DEFAULT_PASSES 4

/* The same for a model that sees holes, and so knows their surroundings. */
#define NCSN_DEFAULT_PASSES_HOLES 2

/* The default number of passes for this model. */
guint ncsn_default_passes (const NcsnModelConfig *config);

/* How a hole is filled. */
typedef enum {
  NCSN_FILL_AUTO,    /* each hole by its width: up to NCSN_NARROW_HOLE by the network, wider ones by
                        patches, whose joint with what is around the network then draws again */
  NCSN_FILL_NETWORK, /* by the model's network */
  NCSN_FILL_PATCHES, /* by patches of the picture itself (patches.h) */
} NcsnFillMethod;

/* The names of the methods in options ("auto", "network", "patches"), in their order, ended by
 * NULL. Not owned. */
const char *const *ncsn_fill_method_names (void);

/* Whether the method fills a hole of `width` pixels by patches. config: of the model; NULL: there
 * is none, which NCSN_FILL_PATCHES does not need. Only models of patches leave wide holes to them.
 */
gboolean ncsn_fill_by_patches (NcsnFillMethod method, const NcsnModelConfig *config, gsize width);

/* How many pixels around a hole of this width patches are taken from. */
gsize ncsn_fill_margin (gsize width);

/* The width, as of ncsn_hole_width (), of the widest hole that a network fills better than patches
 * do: what it sees is not much wider. */
#define NCSN_NARROW_HOLE 32

/* Divides a mask (height, width) into its holes that are at most NCSN_NARROW_HOLE wide, and the
 * wider ones. A hole is connected pixels of at least NCSN_HOLE_THRESHOLD, or above 0 where alpha,
 * (height, width) or NULL, is 0 or less. Writes the mask's values of either into `narrow` and
 * `wide`, (height, width), and 0 elsewhere. Returns the number of wide holes. */
gsize ncsn_hole_split (const float *mask, const float *alpha, gsize width, gsize height,
                       float *narrow, float *wide);

/* The number of pixels by which a hole that patches fill grows: enough for what mixes with an
 * object's outermost pixels, in the lens and in the picture's compression, not to stay as a ghost.
 */
#define NCSN_DEFAULT_GROWTH 3

/* The most pixels by which holes grow. */
#define NCSN_MAX_GROWTH 32

/* NCSN_DEFAULT_GROWTH if the method leaves wide holes to patches, 0 if not. config: as in
 * ncsn_fill_by_patches (). */
guint ncsn_hole_growth (NcsnFillMethod method, const NcsnModelConfig *config);

/* Grows the holes of a mask (height, width) that are wider than NCSN_NARROW_HOLE by so many pixels,
 * at most NCSN_MAX_GROWTH, in all directions. Around a pixel of the hole the mask has its value to
 * half that distance, and then falls evenly to NCSN_HOLE_THRESHOLD: all of the growth is filled,
 * and blends by the mask are soft. No value falls. Fails with NCSN_ERROR_MEMORY. */
gboolean ncsn_hole_grow (float *mask, gsize width, gsize height, guint pixels, GError **error);

/* The width in pixels of the widest hole of a mask (height, width): the side of the largest square
 * of marked pixels, at least 1. mask NULL: the shorter side of the picture. 0 with
 * NCSN_ERROR_MEMORY. */
gsize ncsn_hole_width (const float *mask, gsize width, gsize height, GError **error);

/* The margin around filled pixels that a model of patches sees, in pixels, along an axis on which
 * its patches have this size: `context`, or a quarter of a patch if that is -1. */
gsize ncsn_hole_margin (int context, gsize patch);

/* Whether no pixel is known beside the holes: each of `count` pixels is marked by at least
 * NCSN_HOLE_THRESHOLD, or transparent. alpha: as in NcsnTaskOptions; NULL: no pixel is transparent.
 */
gboolean ncsn_hole_is_everything (const float *mask, const float *alpha, gsize count);

/* The noise level at which the fill of a hole of `width` pixels starts, for ncsn_sampler_begin_at
 * (): σ = w σ_d / 3 in pixel values, with the standard deviation σ_d of the pixels that the model
 * knows. The fill starts from a smooth continuation of the surroundings. The mean of noise σ over w
 * × w pixels is as large as the error of that continuation, so a narrow hole needs few noise
 * levels. */
double ncsn_hole_sigma (const NcsnModelConfig *config, gsize width);

G_END_DECLS
