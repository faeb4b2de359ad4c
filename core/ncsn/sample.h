/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sampling: following any score function from noise to pictures, by the rules of sampler.h. */
#pragma once

#include <gio/gio.h>
#include "progress.h"
#include "sampler.h"
#include "score.h"

G_BEGIN_DECLS

#define NCSN_MAX_PASSES 1000

/* A second seed, for pictures between those of two seeds: every random number is cos φ z + sin φ z'
 * with z from the first seed and z' from the second (Song & Ermon 2020, appendix C.2). This sum is
 * N(0, 1) too, so pictures between are drawn like any others; φ = 0 and π/2 give the pictures of
 * the first and the second seed, bit for bit. */
typedef struct {
  guint64 seed;
  const double *angles; /* φ of each of the N pictures, 0 … π/2 */
} NcsnBlend;

/* A picture that is a window of a larger one, and has the noise that the whole would have there:
 * for tiles, which must agree where they overlap. Counted in numbers, C for each pixel. */
typedef struct {
  gsize start;      /* the window's first number in the whole */
  gsize row, whole; /* numbers in a row of the window, and of the whole */
} NcsnNoiseWindow;

typedef struct {
  guint64 seed;
  guint32 first_picture;  /* number of the first picture in the seed's sequence; picture k of a seed
                             does not depend on the batch that it is drawn in */
  const NcsnBlend *blend; /* NULL: one seed alone, picture k has the noise of number k. With a blend
                             all pictures have the noise of number first_picture. */
  gboolean antithetic;    /* every random number is mirrored at its mean: -z, 1 - u. The chain is as
                             likely as the one with the original noise and errs in the opposite
                             direction, the more exactly the more linear the score is: antithetic
                             variates (Hammersley & Morton 1956). */
  const NcsnNoiseWindow *window; /* NULL: pictures are wholes */
  const NcsnKnown *known; /* what the score is told; pixels that are known are held by the chain
                             (Song & Ermon 2019, appendix B.3). NULL: nothing. The caller blends a
                             soft edge afterwards, with the mask as opacity: a blend of noisy
                             pictures would have less noise than the level. */
  guint passes; /* how often the chain crosses each interval between two noise levels, at most
                   NCSN_MAX_PASSES; 0 counts as 1. More passes make fills agree better with their
                   surroundings: after each pass but the last the chain is noised back to the level
                   it came from, x + √(σ_i² - σ_{i+1}²) z (Lugmayr et al. 2022, "RePaint", for
                   variance-exploding noise). */
  NcsnProgressFunc progress; /* may be NULL */
  gpointer progress_data;
  double preview_seconds;    /* the shortest time before a preview (NcsnProgress.denoised) and
                                between two; 0: with every evaluation; INFINITY: no previews, and no
                                memory for them */
  GCancellable *cancellable; /* may be NULL */
} NcsnSampleOptions;

/* What is known of pictures before any is drawn: mean and standard deviation of their values. */
typedef struct {
  double mean, sigma;
} NcsnPixelLaw;

/* Draws x ~ N(mean, (σ² + σ_d²) I), the prior of the likelihood: pictures under noise of level σ,
 * as far as mean and σ_d describe them. x: (N, H, W, C). Reads the options seed, first_picture,
 * blend, antithetic and cancellable; when cancelled, x holds anything. */
void ncsn_sample_prior (float *x, NcsnShape shape, double sigma, NcsnPixelLaw pixels,
                        const NcsnSampleOptions *options);

/* Draws the start of chains: pictures under noise of level σ, as the score describes them. The
 * score knows the pictures' mean for each pixel and class, and how they vary. From y = mean + σ z
 * one evaluation gives D(y) = y + σ² s(y, σ), the mean of the pictures given y, and the start is x
 * = D(y) + σ (½ z + √¾ z'). For pictures from N(m, Σ) and A = Σ (Σ + σ²)⁻¹ the mean of x differs
 * from m by A (mean - m) only, and its variance is σ² (1 + A + A²): that of noise on pictures,
 * σ² (1 - A)⁻¹, up to terms of order A³. A start that is centred elsewhere, such as the paper's
 * uniform one, remains off when there are few levels. At levels no larger than σ_d, which say too
 * little about the mean, this is ncsn_sample_prior (). Fails when the score fails, when cancelled,
 * and with NCSN_ERROR_MEMORY when another array of x's size does not fit. */
gboolean ncsn_sample_start (NcsnScore score, float *x, NcsnShape shape, double sigma,
                            NcsnPixelLaw pixels, const NcsnSampleOptions *options, GError **error);

/* x ← x + σ z: adds noise to given pictures, which is where variations start. Options as for
 * ncsn_sample_prior (). */
void ncsn_sample_noise (float *x, NcsnShape shape, double sigma, const NcsnSampleOptions *options);

/* Follows the score by a rule, in place, from x as given (pictures under noise of σ_1) to a sample.
 * Held pixels end with their exact values. Cancellation is checked before every evaluation. On
 * failure or cancellation x holds an unfinished chain. Fails with NCSN_ERROR_DIVERGED when x is no
 * longer finite. Allocates an array of x's size for the score, another one for ode, and another one
 * for previews. */
gboolean ncsn_sample (NcsnScore score, float *x, NcsnShape shape, const NcsnSampler *sampler,
                      const NcsnSampleOptions *options, GError **error);

G_END_DECLS
