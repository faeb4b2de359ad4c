/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The distance between two sets of pictures: the sliced Wasserstein distance of their patches at
 * each scale (Rabin et al. 2011, "Wasserstein barycenter and its application to texture mixing"; on
 * patches of Laplacian pyramids: Karras et al. 2018, "Progressive growing of GANs", section 5). */
#pragma once

#include "shape.h"
#include "threads.h"

G_BEGIN_DECLS

/* The mean over `directions` random unit vectors u of the Wasserstein distance between u·a and u·b,
 * which in one dimension is the mean absolute difference of the sorted values. a, b: (count,
 * dimension). Sets that differ only in order have the distance 0. A set and the same set plus a
 * vector c have ‖c‖ E|u_1| = ‖c‖ Γ(D/2)/(√π Γ((D+1)/2)), about 0.8 δ in any dimension D if every
 * entry of c is δ. Two sets drawn from one distribution have a distance above 0 that falls with the
 * number of points, so compare with the distance between two real sets of as many points. */
double ncsn_sliced_wasserstein (NcsnThreads *threads, const float *a, const float *b, gsize count,
                                gsize dimension, guint directions, guint64 seed);

#define NCSN_PATCH_SIDE 7
#define NCSN_PATCH_SCALES 3

/* The number of scales of pictures of this size: NCSN_PATCH_SCALES, or fewer if their shorter side
 * has less than NCSN_PATCH_SIDE pixels at the coarser scales. 0 for pictures that are smaller than
 * a patch. */
guint ncsn_patch_scales (gsize height, gsize width);

/* Writes the distance at each scale between two sets of shape.n pictures, (N, H, W, C), in pixel
 * values, the finest scale first, into distances (ncsn_patch_scales () numbers). At each scale
 * every picture gives 128 patches of 7 × 7 × C from random places, the same for both sets, or all
 * patches if there are fewer. Fails with NCSN_ERROR_MEMORY.
 *
 * The scales are the levels of a Laplacian pyramid (Burt & Adelson 1983): the difference between a
 * picture and its half size, the difference between that and its quarter size, and the quarter size
 * with brightness and colour. Patches of the pictures themselves, or of shrunk pictures, differ
 * mostly in brightness, and missing detail would hardly change the distance. Levels are not
 * normalised to one mean and variance, as Karras et al. do, because wrong contrast must count. */
gboolean ncsn_patch_distances (NcsnThreads *threads, const float *a, const float *b,
                               NcsnShape shape, guint64 seed, double *distances, GError **error);

G_END_DECLS
