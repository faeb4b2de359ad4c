/* Sampling: following any score function from noise to pictures. */
#pragma once

#include <gio/gio.h>
#include "progress.h"
#include "sampler.h"
#include "score.h"

G_BEGIN_DECLS

/* Pixels that must be kept (Song & Ermon 2019, appendix B.3). */
typedef struct {
  const float *known; /* (N, H, W, C): the picture to keep */
  const float *mask;  /* (N, H, W, 1): 0 keeps the pixel, anything above lets the chain fill it. A
                         soft edge is blended afterwards by the caller, with the mask as opacity:
                         blending noisy pictures would lower their noise below the level's. */
  guint passes;       /* how often each interval between two noise levels is gone through, at most
                           NCSN_MAX_PASSES; 0 and 1: once. More often makes fills agree better with
                           what is around them: after each but the last time the chain is noised back
                           to the level it came from, x + √(σ_i² - σ_{i+1}²) z (Lugmayr et al. 2022,
                           "RePaint", in the form of this family). */
} NcsnKnown;

#define NCSN_MAX_PASSES 1000

/* A second seed, for pictures between those of two seeds: every random number is cos φ z + sin φ z'
 * with z from the first seed and z' from the second (Song & Ermon 2020, appendix C.2). That is
 * again N(0, 1), so every picture between is drawn as any other; φ = 0 and π/2 are the seeds' own,
 * bit for bit. */
typedef struct {
  guint64 seed;
  const double *angles; /* φ of each of the N pictures, 0 … π/2 */
} NcsnBlend;

typedef struct {
  guint64 seed;
  guint32 first_picture;  /* number of the first picture in the seed's sequence: picture k of a seed
                             is the same whatever batch it is drawn in */
  const NcsnBlend *blend; /* NULL: one seed alone, picture k with the noise of number k. With a
                             blend all pictures have the noise of number first_picture. */
  gboolean antithetic; /* every random number as far on the other side of its mean: -z, 1 - u. The
                        chain is as likely as the one it is opposite to, and where that errs one
                        way it errs the other way, the more exactly the more linear the score is:
                        antithetic variates (Hammersley & Morton 1956). */
  const NcsnKnown *known;    /* NULL: nothing is held */
  NcsnProgressFunc progress; /* may be NULL */
  gpointer progress_data;
  double preview_seconds;    /* the least time before a preview (NcsnProgress.denoised) and between
                                two; 0: with every evaluation; INFINITY: none, and no memory for it */
  GCancellable *cancellable; /* may be NULL */
} NcsnSampleOptions;

/* What is known of pictures before one is drawn: mean and standard deviation of their values. */
typedef struct {
  double mean, sigma;
} NcsnPixelLaw;

/* What noise of level σ makes of pictures, as far as these two tell: x ~ N(mean, (σ² + σ_d²) I),
 * the prior of the likelihood. x: (N, H, W, C). Of the options the seed, the first picture, the
 * blend and `opposite` count. */
void ncsn_sample_prior (float *x, NcsnShape shape, double sigma, NcsnPixelLaw pixels,
                        const NcsnSampleOptions *options);

/* Where chains start: the same as far as the score can tell, which knows the pictures' mean, pixel
 * by pixel and class by class, and how they differ. From y = mean + σ z one evaluation gives
 * D(y) = y + σ² s(y, σ), the mean of the pictures given y, and x = D(y) + σ (½ z + √¾ z'). For
 * pictures from N(m, Σ) and A = Σ (Σ + σ²)⁻¹ the mean of x is off m by A (mean - m) only, and its
 * variance is σ² (1 + A + A²), that of noise on pictures, σ² (1 - A)⁻¹, but for A³. A start that is
 * centred elsewhere, as the paper's uniform one, stays off where levels are few. At levels no
 * larger than σ_d, which tell too little of the mean, it is ncsn_sample_prior (). Fails with the
 * score, when cancelled, and without the memory of another array of x's size. */
gboolean ncsn_sample_start (NcsnScore score, float *x, NcsnShape shape, double sigma,
                            NcsnPixelLaw pixels, const NcsnSampleOptions *options, GError **error);

/* x ← x + σ z: a given picture seen through noise, where a variation of it starts. The options
 * count as above. When the options' cancellable is triggered both stop, and x holds anything. */
void ncsn_sample_noise (float *x, NcsnShape shape, double sigma, const NcsnSampleOptions *options);

/* Follows the score by a rule, from x as given (noise of σ_1 around pictures) to a sample. Held
 * pixels end with their exact values. On failure or cancellation, which is looked for before every
 * evaluation, x holds an unfinished chain. Fails with NCSN_ERROR_DIVERGED when x stops being
 * finite. Holds the score in an array of x's size, ode one more, and one more when previews are
 * wanted. */
gboolean ncsn_sample (NcsnScore score, float *x, NcsnShape shape, const NcsnSampler *sampler,
                      const NcsnSampleOptions *options, GError **error);

G_END_DECLS
