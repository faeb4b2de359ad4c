/* How far apart two sets of pictures are: the sliced Wasserstein distance of their patches, for
 * each scale by itself (Rabin et al. 2011, "Wasserstein barycenter and its application to texture
 * mixing"; on patches of Laplacian pyramids: Karras et al. 2018, "Progressive growing of GANs",
 * section 5). */
#pragma once

#include "shape.h"
#include "threads.h"

G_BEGIN_DECLS

/* The mean over `directions` random unit vectors u of the Wasserstein distance between u·a and u·b,
 * which in one dimension is the mean absolute difference of the sorted values. a, b: (count,
 * dimension). Sets that are the same up to their order are at 0; one that is the other plus the
 * vector c is at ‖c‖ E|u_1| = ‖c‖ Γ(D/2)/(√π Γ((D+1)/2)), about 0.8 δ where every entry of c is δ,
 * whatever the dimension D. Two sets drawn from one distribution are not at 0, but nearer the more
 * points they have, so it takes a distance between two real sets of as many points to compare
 * with. */
double ncsn_sliced_wasserstein (NcsnThreads *threads, const float *a, const float *b, gsize count,
                                gsize dimension, guint directions, guint64 seed);

#define NCSN_PATCH_SIDE 7
#define NCSN_PATCH_SCALES 3

/* The scales of pictures of this size: NCSN_PATCH_SCALES, or fewer where their shorter side has
 * less than NCSN_PATCH_SIDE pixels at the coarser ones. 0 for pictures that are smaller themselves.
 */
guint ncsn_patch_scales (gsize height, gsize width);

/* The distance at each scale between two sets of shape.n pictures, (N, H, W, C), from the finest on
 * into distances (ncsn_patch_scales () of them), in the unit of pixel values. At each scale every
 * picture gives 128 patches of 7 × 7 × C from random places, the same for both sets, or all where
 * there are fewer.
 *
 * The scales are a Laplacian pyramid's (Burt & Adelson 1983): what a picture has beyond its half
 * size, what that has beyond its quarter size, and the quarter size with brightness and colour.
 * In the pictures themselves, and in a pyramid of shrunk ones, patches differ in brightness above
 * all, and detail that is missing would hardly move the distance. Levels are not brought to one
 * mean and variance, as Karras et al. do: wrong contrast shall count. NCSN_ERROR_MEMORY. */
gboolean ncsn_patch_distances (NcsnThreads *threads, const float *a, const float *b,
                               NcsnShape shape, guint64 seed, double *distances, GError **error);

G_END_DECLS
