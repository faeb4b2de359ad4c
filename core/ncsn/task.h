/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tasks, from a model to pixels: the calls behind the command and the plug-in.
 *
 * There are two kinds of models (NcsnModelConfig.patches). A model trained on patches draws
 * canvases of any size. A model trained on whole pictures, such as digits, draws pictures of its
 * own size, and its canvases are grids of these cells.
 *
 * All tasks can be cancelled within 0.2 s, fail with NCSN_ERROR_MEMORY before they start if memory
 * does not suffice, and give the same bits for the same arguments on any number of threads. A given
 * picture is changed only when the task succeeds; arrays for new pictures hold anything after a
 * failure. Results are clamped to [0, 1].
 *
 * A picture of three channels counts as gray if these are equal in all known pixels (within a
 * quarter of an 8-bit step) and not all pixels have the same value; its result is gray too.
 *
 * Previews (NcsnProgress.denoised) of one picture show all of it in its present state, (1, height,
 * width, C); those of several pictures show the present batch, (n, H, W, C). */
#pragma once

#include "canvas.h"
#include "hole.h"
#include "noise-curve.h"
#include "task-options.h"

G_BEGIN_DECLS

/* Draws `count` new pictures of the model's size into pictures: (count, H, W, C). classes: NULL, or
 * count numbers that receive the class of each picture. NCSN_ERROR_ARGUMENT unless 1 ≤ count < 2³².
 */
gboolean ncsn_generate (const NcsnModel *model, NcsnThreads *threads, gsize count,
                        const NcsnTaskOptions *options, float *pictures, guint *classes,
                        GError **error);

typedef struct {
  gsize width, height;             /* at least 1 each */
  gboolean tileable_x, tileable_y; /* the left edge continues the right one, the top the bottom */
} NcsnCanvasSize;

/* How a model of patches lays them on a canvas that it draws. */
NcsnCanvasOptions ncsn_generate_canvas_options (const NcsnModelConfig *config,
                                                const NcsnCanvasSize *size);

/* How many patches each evaluation of such a canvas takes. Sets *coarse to those of each evaluation
 * of its coarse picture, with which a model that has a coarse view begins canvases larger than a
 * patch (view.h), or to 0. */
gsize ncsn_generate_canvas_patches (const NcsnModelConfig *config, const NcsnCanvasSize *size,
                                    gsize *coarse);

/* Draws a new picture of any size into picture: (1, height, width, C). `number` distinguishes the
 * pictures of one seed. For a model of patches the whole canvas is one picture; if it is smaller
 * than a patch and not tileable it is the middle of one. A model of whole pictures places as many
 * as fit, at least one, in a grid in the middle of the canvas, cropped evenly if the canvas is
 * smaller, and repeats their outermost pixels up to the edge. Such a grid cannot be tileable:
 * NCSN_ERROR_MISMATCH. */
gboolean ncsn_generate_canvas (const NcsnModel *model, NcsnThreads *threads,
                               const NcsnCanvasSize *size, guint32 number,
                               const NcsnTaskOptions *options, float *picture, GError **error);

/* The least width and height of a picture whose texture is to be drawn, and of the canvas. */
#define NCSN_SHEET_MIN_SIDE 16

/* Draws a new picture of the texture of a given one, which needs no model: by the score of its
 * patches (patches.h). source: (1, h, w, C); picture: (1, height, width, C) of the canvas; `number`
 * distinguishes the pictures of one seed. Of the options neither sampler nor class nor alpha are
 * read. NCSN_ERROR_ARGUMENT if a side of the picture or of the canvas is below
 * NCSN_SHEET_MIN_SIDE. */
gboolean ncsn_generate_from_picture (NcsnShape source, const float *pixels, NcsnThreads *threads,
                                     const NcsnCanvasSize *size, guint32 number,
                                     const NcsnTaskOptions *options, float *picture,
                                     GError **error);

/* The mean of N fills estimates E(x|y), the mean of all possible fills x given the surroundings y.
 * It is the estimate with the least expected squared error, tr Var(x|y). If the model's p(x|y) is
 * right, the truth is a draw from it. A fill of NCSN_PURPOSE_FILL_TRULY is another draw, with twice
 * that error. A fill of NCSN_PURPOSE_FILL follows about p(x|y)^(1/T) with T = 1/2, for a Gaussian
 * with T times its variance, and has the error (1 + T) tr Var(x|y). The mean of N has the error
 * (1 + T/N) tr Var(x|y) if p^(1/T) has the mean E(x|y), as for a Gaussian; with several modes the
 * larger ones get too much weight. The mean lacks details on which the fills do not agree. The
 * fills are chains of one seed in antithetic pairs (NcsnSampleOptions), with less of the term T/N
 * than independent ones: none for an even N if the score is linear (tests/task/test-mean.c). Unless
 * options name a class, each pair has a class of its own. */
typedef struct {
  int context; /* how many pixels around the filled ones a model of patches sees; -1: a quarter of a
                  patch (ncsn_hole_margin ()), and as many more as take no further patch */
  guint passes;          /* as in NcsnSampleOptions; 0: ncsn_default_passes () */
  guint mean;            /* the result is the mean of so many fills; 0 and 1: one fill */
  NcsnFillMethod method; /* patches take no notice of the model and of the numbers above */
  guint channels;        /* of the picture if there is no model; else not read */
  const float *sources;  /* (height, width): patches are taken only from pixels marked by at least
                            NCSN_HOLE_THRESHOLD; NULL: from all near the hole (ncsn_fill_margin ()).
                            Not owned */
} NcsnInpaintOptions;

/* Fills pixels of a picture in place: those whose mask is at least NCSN_HOLE_THRESHOLD, and unknown
 * ones whose mask is above 0. The sampler determines whether fills are near the middle of the
 * likely ones or vary like these (NcsnPurpose). model: may be NULL for NCSN_FILL_PATCHES. picture:
 * (1, height, width, C) with the model's channels; mask: (1, height, width, 1). Other pixels do not
 * change. The caller blends soft edges. A model of patches fills the regions around marked pixels,
 * one by one if they are far apart. For a model of whole pictures the picture is a grid of cells of
 * the model's size from its upper left corner, and cells with marked pixels are sampled; the parts
 * of cells beyond the picture's edges are free. NCSN_ERROR_ARGUMENT if the mask marks no pixel, or
 * if a pixel that is read is not a number. */
gboolean ncsn_inpaint (const NcsnModel *model, NcsnThreads *threads, gsize width, gsize height,
                       const float *mask, const NcsnInpaintOptions *inpaint,
                       const NcsnTaskOptions *options, float *picture, GError **error);

/* The noise level at which a variation of this strength, from 0 to 1, begins: from σ_L (0) to σ_1
 * (1), evenly in ln σ. */
double ncsn_vary_sigma (const NcsnSchedule *schedule, double strength);

/* Varies a picture in place: adds noise of a level between the sampler's σ_L (strength 0) and σ_1
 * (strength 1), evenly in ln σ, and continues the chain from there. mask: NULL, or (1, height,
 * width, 1) with less than NCSN_HOLE_THRESHOLD where pixels must stay. Otherwise as ncsn_inpaint ()
 * with context -1 and, with a mask, passes 0. NCSN_ERROR_ARGUMENT unless 0 ≤ strength ≤ 1. */
gboolean ncsn_vary (const NcsnModel *model, NcsnThreads *threads, gsize width, gsize height,
                    const float *mask, double strength, const NcsnTaskOptions *options,
                    float *picture, GError **error);

/* Removes noise of standard deviation σ, in pixel values from 0 to 1, from a picture (1, height,
 * width, C) in place, by Tweedie's formula x + σ² s(x, σ) (Robbins 1956; Efron 2011). With σ = 0
 * the picture does not change. Reads all options but the numbers of the sampler, which must be
 * valid. A model of patches evaluates patches that overlap by a quarter, a batch after the other.
 * Values more than 6 σ outside [0, 1] count as 6 σ outside. Of what would be taken off,
 * options->keep_lightness and keep_colour, each from 0 to 1, stay. */
gboolean ncsn_denoise (const NcsnModel *model, NcsnThreads *threads, gsize width, gsize height,
                       double sigma, const NcsnTaskOptions *options, float *picture,
                       GError **error);

/* The same for noise whose level follows the brightness of the picture, the mean of 5 × 5 pixels
 * (fewer at the edges of the picture and of patches).
 * Only for a model with a noise map. Levels are at least 0 and at most 1; a curve of zeros changes
 * nothing. */
gboolean ncsn_denoise_curve (const NcsnModel *model, NcsnThreads *threads, gsize width,
                             gsize height, const NcsnNoiseCurve *curve,
                             const NcsnTaskOptions *options, float *picture, GError **error);

/* Estimates the standard deviation of white noise in a picture (height, width, channels), in pixel
 * values: in tiles of 12 × 12 pixels the median absolute value of the finest diagonal details,
 * which are almost only noise, divided by 0.6745 (Donoho & Johnstone 1994); of these levels the one
 * on which most tiles agree. Pixels without noise are left out in each channel: flat and clipped
 * ones, and tiles with less noise than the rounding of their values. mask: NULL, or (height,
 * width); pixels below NCSN_HOLE_THRESHOLD are not read. Texture as fine as a few pixels counts as
 * noise: photographs without noise measure up to 0.01, half of them up to 0.005. 0 if there is
 * hardly any noise, or the picture is smaller than a tile. */
double ncsn_estimate_noise (const float *picture, const float *mask, gsize width, gsize height,
                            gsize channels);

/* Estimates the noise of a camera's picture at each brightness, and returns its root mean square
 * over the picture; 0 if there is hardly any. Where the noise is white it is that of
 * ncsn_estimate_noise (), at every brightness. Noise of colours, of up to 8 pixels, tells a
 * camera's noise from texture; in gray pictures texture counts as noise. Arguments are those of
 * ncsn_estimate_noise (), channels 1 or 3. */
double ncsn_estimate_noise_curve (const float *picture, const float *mask, gsize width,
                                  gsize height, gsize channels, NcsnNoiseCurve *curve);

/* Multiplies the levels of a curve; none gets above 1. */
void ncsn_noise_curve_scale (NcsnNoiseCurve *curve, double factor);

/* Chooses noise levels for drawing with few evaluations (level-choice.h), for each of n_lengths
 * numbers of levels: the teacher draws 32 pictures, of options->class_index and seed. Sets
 * *schedule to the model's with these chosen levels and no others. NCSN_ERROR_ARGUMENT unless the
 * numbers are 1 to NCSN_MAX_CHOSEN different ones from 2 to NCSN_MAX_CHOSEN_LEVELS. */
gboolean ncsn_choose_levels (const NcsnModel *model, NcsnThreads *threads, const guint *lengths,
                             guint n_lengths, const NcsnTaskOptions *options,
                             NcsnSchedule *schedule, GError **error);

/* Draws `count` ≥ 2 pictures of the model's size, from that of options->seed to that of other_seed,
 * into pictures: (count, H, W, C). All have the same class. NCSN_ERROR_ARGUMENT for other counts.
 */
gboolean ncsn_interpolate (const NcsnModel *model, NcsnThreads *threads, gsize count,
                           guint64 other_seed, const NcsnTaskOptions *options, float *pictures,
                           GError **error);

G_END_DECLS
