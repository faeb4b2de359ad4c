/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A block of JPEG: 8 × 8 values as amounts of 64 waves (the discrete cosine transform), which are
 * rounded to multiples of steps. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define NCSN_JPEG_SIDE 8

typedef float NcsnJpegSteps[NCSN_JPEG_SIDE][NCSN_JPEG_SIDE];

/* The steps of libjpeg for a quality from 1 to 100, for luma or for colours: the tables of ITU-T
 * T.81, annex K, scaled. */
void ncsn_jpeg_steps (guint quality, gboolean colour, NcsnJpegSteps steps);

/* Rounds the waves of a block in place; values are then bytes. stride: values from row to row. */
void ncsn_jpeg_round (const NcsnJpegSteps steps, float *values, gsize stride);

G_END_DECLS
