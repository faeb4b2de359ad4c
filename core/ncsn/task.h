/* What people ask for, from a model to pixels: the calls behind the CLI and the plug-in.
 *
 * Models come in two kinds (NcsnModelConfig.patches). One that was trained on patches draws
 * canvases of any size, by tiles. One that was trained on whole pictures, such as digits, draws
 * pictures of its own size, and canvases are grids of these cells.
 *
 * All of them can be cancelled within 0.2 s, refuse with NCSN_ERROR_MEMORY what cannot fit in
 * memory before they begin, and give the same bits for the same arguments on any number of threads.
 * A picture that they are given is worked on aside and is as it was when they fail; arrays for new
 * pictures then hold anything. Values that they write are clamped to [0, 1].
 *
 * A picture of three channels that are the same in all that is known of it (to a quarter of an
 * 8-bit step) is gray unless it is of one value, and what becomes of it is gray too.
 *
 * Previews (NcsnProgress.denoised) show a picture of any size whole, (1, height, width, C), as far
 * as it is; of pictures side by side the batch at hand, (n, H, W, C). */
#pragma once

#include "hole.h"
#include "task-options.h"

G_BEGIN_DECLS

/* `count` new pictures of the model's size into pictures: (count, H, W, C), values clamped to [0,
 * 1]. classes: NULL or count numbers that receive each picture's class. */
gboolean ncsn_generate (const NcsnModel *model, NcsnThreads *threads, gsize count,
                        const NcsnTaskOptions *options, float *pictures, guint *classes,
                        GError **error);

typedef struct {
  gsize width, height;             /* at least 1 each */
  gboolean tileable_x, tileable_y; /* left continues right, top continues bottom */
} NcsnCanvasSize;

/* A new picture of any size into picture: (1, height, width, C). `number` tells the pictures of one
 * seed apart. With patches the whole canvas is one picture (cut out of the middle of one patch
 * where it is smaller than that, unless it is tileable there); a model of whole pictures puts as
 * many as fit into a grid in the middle of the canvas, at least one (cut off evenly where the
 * canvas is smaller), and continues their outermost pixels to the edge. Such a grid cannot be
 * tileable: NCSN_ERROR_MISMATCH. */
gboolean ncsn_generate_canvas (const NcsnModel *model, NcsnThreads *threads,
                               const NcsnCanvasSize *size, guint32 number,
                               const NcsnTaskOptions *options, float *picture, GError **error);

/* The mean of N fills estimates E(x|y), the mean of all that may be there given the pixels around:
 * the estimate with the least expected squared error, tr Var(x|y). Where the model's p(x|y) is
 * right the truth is a draw from it. A fill of NCSN_PURPOSE_FILL_TRULY is another one, and off by
 * twice as much; one of NCSN_PURPOSE_FILL follows about p(x|y)^(1/T) with T = 1/2, for a Gaussian T
 * of its variance, and is off by (1 + T) tr Var(x|y). The mean of N is off by (1 + T/N) tr
 * Var(x|y), if the mean of what they follow is E(x|y), as for a Gaussian; of several modes the
 * larger ones get more than their share. It shows no detail that the fills do not agree on. They
 * are chains of the one seed in pairs of opposite noise (NcsnSampleOptions), which leaves less of
 * the 1/N than independent ones: nothing of it for an even number of them where the score is linear
 * (tests/task/test-mean.c). Unless a class is asked for each pair has one of its own. */
typedef struct {
  int context;  /* pixels around the filled ones that are looked at, for models of patches; -1: a
                   quarter of a patch, and as many more as cost no further patch */
  guint passes; /* as in NcsnKnown; 0: ncsn_default_passes () times */
  guint mean;   /* not one fill but the mean of so many; 0 and 1: one */
} NcsnInpaintOptions;

/* Fills the pixels of a picture where the mask is at least NCSN_HOLE_THRESHOLD, or above 0 and
 * nothing is known, in place, near the middle of what may be there or as different from it as that
 * is, as the sampler is made for (NcsnPurpose). picture: (1, height, width, C) with the model's
 * channels; mask: (1, height, width, 1). Other pixels are not touched. A soft edge is blended by
 * the caller. A model of patches works on the regions around what the mask marks, one by one where
 * they are far apart; for one of whole pictures the picture is a grid of cells of the model's size,
 * starting at its upper left corner, of which those with something to fill are sampled. What hangs
 * over the picture's edges is free there. A mask that marks nothing is an NCSN_ERROR_ARGUMENT, and
 * so is a pixel that is looked at and not a number. */
gboolean ncsn_inpaint (const NcsnModel *model, NcsnThreads *threads, gsize width, gsize height,
                       const float *mask, const NcsnInpaintOptions *inpaint,
                       const NcsnTaskOptions *options, float *picture, GError **error);

/* A variation of a picture, in place: noise of a level between the sampler's σ_L (strength 0) and
 * σ_1 (strength 1), evenly in ln σ, is added, and the chain goes on from there. mask: NULL, or
 * (1, height, width, 1) with less than NCSN_HOLE_THRESHOLD where pixels must stay; the rest as for
 * ncsn_inpaint () with context -1 and, with a mask, passes 0. */
gboolean ncsn_vary (const NcsnModel *model, NcsnThreads *threads, gsize width, gsize height,
                    const float *mask, double strength, const NcsnTaskOptions *options,
                    float *picture, GError **error);

/* Takes noise of standard deviation σ, from 0 to 1 as pixel values are, off a picture, in place, by
 * Tweedie's formula x + σ² s(x, σ) (Robbins 1956; Efron 2011). With σ = 0 the picture stays as it
 * is. Of the options the seed, the class, alpha and what watches count. One evaluation is all, so
 * patches overlap by half to leave no seams. Values more than 6 σ outside [0, 1] count as 6 σ
 * outside. */
gboolean ncsn_denoise (const NcsnModel *model, NcsnThreads *threads, gsize width, gsize height,
                       double sigma, const NcsnTaskOptions *options, float *picture,
                       GError **error);

/* The standard deviation of white noise in a picture (height, width, channels), from the picture
 * alone: in tiles of 12 × 12 pixels the median absolute value of the finest diagonal details, which
 * are nearly only noise, over 0.6745 (Donoho & Johnstone 1994); of these levels the one that most
 * tiles agree on. What carries no noise is left out, channel by channel: flat and clipped pixels,
 * and tiles with less than the rounding of their values. mask: NULL, or (height, width), where
 * pixels below NCSN_HOLE_THRESHOLD are not looked at. Texture as fine as a few pixels counts as
 * noise: photographs without any measure up to 0.01, half of them up to 0.005. 0 when hardly any is
 * found, as in pictures smaller than a tile. */
double ncsn_estimate_noise (const float *picture, const float *mask, gsize width, gsize height,
                            gsize channels);

/* A row of `count` ≥ 2 pictures of the model's size from that of options->seed to that of
 * other_seed, into pictures: (count, H, W, C). All are of one class. */
gboolean ncsn_interpolate (const NcsnModel *model, NcsnThreads *threads, gsize count,
                           guint64 other_seed, const NcsnTaskOptions *options, float *pictures,
                           GError **error);

G_END_DECLS
