/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GeglBuffers to float arrays and back. Colours are R'G'B' or Y' of sRGB, which models know,
 * whatever the buffer's colour space, precision, layout or number of channels; alpha is apart.
 * Colours that sRGB has not lie outside [0, 1]. */
#pragma once

#include <gegl.h>

G_BEGIN_DECLS

/* Makes the same colours be read and written as the same numbers in every process; to be called
 * before GEGL or GIMP's library starts. By itself babl converts in the way that was quickest when
 * it tried, and the ways differ in the last bits. */
void ncsn_buffer_make_repeatable (void);

/* Reads `region` of the buffer. pixels: height × width × channels, channels 1 (luminance) or 3;
 * alpha: height × width, 1 throughout when the buffer has none. What lies outside the buffer's
 * extent reads as transparent black. */
void ncsn_buffer_read (GeglBuffer *buffer, const GeglRectangle *region, guint channels,
                       float *pixels, float *alpha);

/* Writes pixels and alpha, laid out as above; alpha NULL: opaque. A buffer without alpha takes the
 * colours as they are; a gray buffer takes the luminance of three channels, a coloured one takes
 * one channel as gray. */
void ncsn_buffer_write (GeglBuffer *buffer, const GeglRectangle *region, guint channels,
                        const float *pixels, const float *alpha);

/* Reads a mask (a selection, or any gray buffer) as height × width linear values in [0, 1]; outside
 * the buffer's extent it is 0. */
void ncsn_buffer_read_mask (GeglBuffer *buffer, const GeglRectangle *region, float *mask);

G_END_DECLS
