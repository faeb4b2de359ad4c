/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a picture to the same without its noise: what was found, how much of that, and taking it
 * off. A model with a noise map takes off noise that follows the brightness, others noise of one
 * level; callers need not tell them apart. */
#pragma once

#include "noise-curve.h"
#include "task-options.h"

G_BEGIN_DECLS

/* The noise to take off a picture. */
typedef struct {
  gboolean
      by_brightness; /* the level follows the brightness, by the curve; otherwise it is sigma */
  double sigma;      /* the level, in pixel values; that of a curve is its root mean square over the
                        picture. 0: there is hardly any noise */
  NcsnNoiseCurve curve;
} NcsnFoundNoise;

/* Estimates the noise of a picture as this model can take it off. The arguments and the estimate
 * are those of ncsn_estimate_noise_curve () for a model with a noise map, of ncsn_estimate_noise ()
 * for others; the channels are the model's. */
NcsnFoundNoise ncsn_noise_find (const NcsnModel *model, const float *picture, const float *mask,
                                gsize width, gsize height);

/* Multiplies the levels; none gets above 1. */
void ncsn_noise_scale (NcsnFoundNoise *noise, double factor);

/* Takes noise off a picture in place, as ncsn_denoise_curve () and ncsn_denoise () do. With sigma 0
 * the picture does not change. */
gboolean ncsn_noise_remove (const NcsnModel *model, NcsnThreads *threads, gsize width, gsize height,
                            const NcsnFoundNoise *noise, const NcsnTaskOptions *options,
                            float *picture, GError **error);

/* A rectangle of a picture's pixels. */
typedef struct {
  gsize x, y, width, height; /* of the upper left pixel; at least 1 each */
} NcsnArea;

/* A part of a picture that can be denoised before the others: the block, as a picture of its own,
 * gives the core the pixels that it has in the denoised whole picture, within rounding. Blocks
 * overlap. This does not hold where a block is gray and the picture is not, and in gray pictures,
 * of which each block draws its own noise of colours. */
typedef struct {
  NcsnArea block, core;
} NcsnNoisePart;

/* The parts of a picture of this size, whose cores of about 128 × 128 pixels divide it: a GArray of
 * NcsnNoisePart, row by row (transfer full). Models of whole pictures have a single part. */
GArray *ncsn_noise_parts (const NcsnModel *model, gsize width, gsize height);

G_END_DECLS
