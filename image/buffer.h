/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Converts GeglBuffers to float arrays and back. The floats are R'G'B' or Y' of sRGB, the values
 * that models are trained on, whatever the buffer's colour space, precision, layout or number of
 * channels; alpha is an array of its own. Colours outside the gamut of sRGB have values outside [0,
 * 1]. */
#pragma once

#include <gegl.h>

G_BEGIN_DECLS

/* Makes babl convert the same colours to the same numbers in every process. Must be called before
 * GEGL or libgimp is initialised. By default babl times several conversions and uses the fastest,
 * and they differ in the last bits. */
void ncsn_buffer_make_repeatable (void);

/* Reads `region` of the buffer. pixels: (height, width, channels), channels 1 (luminance) or 3;
 * alpha: (height, width), all 1 when the buffer has none. Pixels outside the buffer's extent are
 * transparent black. */
void ncsn_buffer_read (GeglBuffer *buffer, const GeglRectangle *region, guint channels,
                       float *pixels, float *alpha);

/* Writes pixels and alpha, arranged as above; alpha NULL: opaque. A buffer without alpha takes the
 * colours unchanged; a gray buffer takes the luminance of three channels, a colour buffer takes one
 * channel as gray. */
void ncsn_buffer_write (GeglBuffer *buffer, const GeglRectangle *region, guint channels,
                        const float *pixels, const float *alpha);

/* Reads a mask (a selection, or any gray buffer) as linear values (height, width) in [0, 1];
 * outside the buffer's extent they are 0. */
void ncsn_buffer_read_mask (GeglBuffer *buffer, const GeglRectangle *region, float *mask);

G_END_DECLS
