/* Holes in pictures: what a mask marks, how wide it is, and the noise and passes that suit it. */
#pragma once

#include "model.h"

G_BEGIN_DECLS

/* How much of a pixel must be marked for it to be marked at all. What a mask marks more faintly
 * stays: the black of scans and of video, which is 1 … 16 of 255, and the end of a feather are no
 * hole. */
#define NCSN_HOLE_THRESHOLD 0.33f

/* How often each interval between two levels is gone through where pixels are held, unless
 * something else is asked for. Held pixels alone leave the fill of a smooth field with steps at its
 * border that are 1.7 times the others, three bring them within 5 % for consistent sampling (the
 * flow takes ten; tests/sample/test-seams.c). More levels are of more use than more passes. */
#define NCSN_DEFAULT_PASSES 4

/* The same for a model that sees holes, which knows what is around them. */
#define NCSN_DEFAULT_PASSES_HOLES 2

/* The one of both that is for this model. */
guint ncsn_default_passes (const NcsnModelConfig *config);

/* How wide the holes of a mask (height, width) are: the side of the largest square of pixels of at
 * least NCSN_HOLE_THRESHOLD, at least 1; mask NULL: the smaller side. 0 with an NCSN_ERROR_MEMORY.
 */
gsize ncsn_hole_width (const float *mask, gsize width, gsize height, GError **error);

/* Whether nothing tells what belongs into the holes: each of `count` pixels is marked by at least
 * NCSN_HOLE_THRESHOLD, or transparent. alpha: as in NcsnTaskOptions, NULL: nothing is transparent.
 */
gboolean ncsn_hole_is_everything (const float *mask, const float *alpha, gsize count);

/* The noise that a hole of this width is filled from, for ncsn_sampler_begin_at (): σ = w σ_d / 3
 * in pixel values, with the spread σ_d of the pixels that the model knows. The fill starts from
 * what is around the hole, continued smoothly; the mean of so much noise over w × w pixels is as
 * large as what that is wrong by, so that a narrow hole needs but few of the noise levels. */
double ncsn_hole_sigma (const NcsnModelConfig *config, gsize width);

G_END_DECLS
