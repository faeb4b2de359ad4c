/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The score of a picture's own patches, which serves as a model without any training.
 *
 * The data are patches p_k of a source picture. Under noise of level σ their density is a mixture,
 * q_σ(y) = mean_k N(y | p_k, σ² I), and its score is exact:
 *
 *   ∇y log q_σ(y) = (E[p | y] - y) / σ²,   E[p | y] = Σ_k w_k p_k,
 *   w = softmax_k (-‖y - p_k‖² / 2σ²).
 *
 * A picture is made of overlapping patches. The estimate of a pixel is the mean of the estimates of
 * all patches i around it, D = Σ_i a_i E_i / Σ_i a_i, and its score is (D - x) / σ². As σ → 0 the
 * nearest patch remains, and following the score becomes the iteration of Wexler et al. (2007) and
 * Newson et al. (2014). PatchMatch (Barnes et al. 2009) finds near patches without visiting all. */
#pragma once

#include <gio/gio.h>
#include "score.h"
#include "threads.h"

G_BEGIN_DECLS

/* Patches are squares of this side, in pixels. */
#define NCSN_PATCH_SIDE 7

/* Where the patches p_k are from: all those within the usable pixels of a picture. */
typedef struct {
  gsize height, width, channels;
  const float *pixels;   /* (height, width, channels) */
  const float *unusable; /* (height, width): above 0 where no patch may lie; NULL: nowhere */
  const float *features; /* (height, width, n_features): numbers that describe the surroundings of
                            each pixel. Their differences count in ‖y - p_k‖², for the pixels in the
                            middle of the patches. NULL if n_features is 0 */
  gsize n_features;
} NcsnPatchSource;

/* The picture whose score is wanted. */
typedef struct {
  gsize height, width;
  const float *missing;    /* (height, width): above 0 where the score is wanted; it is 0 elsewhere.
                              NULL: everywhere */
  const float *features;   /* (height, width, n_features of the source), or NULL */
  gboolean wrap_x, wrap_y; /* the left edge continues the right one, the top the bottom */
} NcsnPatchTarget;

typedef struct {
  guint neighbours; /* E[p | y] is that of so many of the nearest patches that the search finds, at
                       least 1. If there are no more patches than that, of all, exactly */
  guint sweeps;     /* of the search, at each evaluation */
  double coherence; /* κ ≥ 0, after Hertzmann et al. (2001): a patch from a random place is taken if
                       its distance is below 1/(1 + κ) of that of the match it replaces, one that
                       continues a neighbour's match if it is smaller. Larger pieces of the source
                       stay together, with their texture */
  guint64 seed;     /* of the search */
  guint32 number;   /* distinguishes searches of one seed */
  GCancellable *cancellable; /* may be NULL; looked at often within an evaluation */
} NcsnPatchOptions;

typedef struct _NcsnPatchScore NcsnPatchScore;

/* The score of a picture of the target's shape, (1, height, width, channels). Each evaluation
 * continues the search of the last one. The result is the same on any number of threads. Copies the
 * source's pixels; all other arrays, and threads, must outlive it. Fails with NCSN_ERROR_ARGUMENT
 * if the source has no patch or an edge of the target that does not wrap is shorter than a patch,
 * and with NCSN_ERROR_MEMORY.
 *
 * The weight of patch i for a pixel is a_i = (b^-t_i exp (-d_i / q))^(1/ρ): t_i is how far the
 * patch's middle is from known pixels (city blocks) and b = 1.3, after Newson et al. (2014); d_i is
 * the distance ‖y - p‖² of its nearest patch and q the mean of these around the pixel, at least
 * 1e-5; ρ = min (1, (σ/0.1)²), so that in the end a single patch decides. */
NcsnPatchScore *ncsn_patch_score_new (const NcsnPatchSource *source, const NcsnPatchTarget *target,
                                      const NcsnPatchOptions *options, NcsnThreads *threads,
                                      GError **error);
void ncsn_patch_score_free (NcsnPatchScore *score); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NcsnPatchScore, ncsn_patch_score_free)

/* Starts the search from the patches that `coarser` has found, the score of the same pictures at
 * half the size, and writes D of these into the missing pixels of x, (1, height, width, channels).
 */
void ncsn_patch_score_refine (NcsnPatchScore *score, const NcsnPatchScore *coarser, float *x);

/* Starts the search from large pieces of the source, found by how far apart its similar patches are
 * (He & Sun 2012, "Statistics of patch offsets for image completion"), and writes their pixels into
 * the missing ones of x, (1, height, width, channels). The source must be the target's picture.
 * If cancelled x is arbitrary. */
void ncsn_patch_score_begin (NcsnPatchScore *score, float *x);

/* The place of a pixel. */
typedef struct {
  gint32 x, y;
} NcsnPatchPixel;

/* Writes for each missing pixel into sources, (height, width), from which pixel of the source it is
 * taken by the patch around it that counts most after the search. */
void ncsn_patch_score_sources (const NcsnPatchScore *score, NcsnPatchPixel *sources);

/* Valid as long as `score`. It reads known pixels without noise. */
NcsnScore ncsn_patch_score_function (NcsnPatchScore *score);

G_END_DECLS
