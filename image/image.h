/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures as float arrays, with what a copy of their file needs. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Larger pictures are refused before they are decoded. In colour this is 1 GiB of floats. */
#define NCSN_IMAGE_MAX_PIXELS ((gsize)90 * 1000 * 1000)

/* How a JPEG file codes its pixels: the quality, in numbers. */
typedef struct {
  guint channels;            /* 1 or 3; 0: none of the kinds that are written */
  guint8 across[3], down[3]; /* sampling factors of each channel, 1 … 4 */
  guint8 table[3];           /* the quantisation table of each channel */
  guint16 tables[4][8 * 8];  /* in natural order; 0 throughout: not used */
} NcsnJpegCoding;

/* Values are gamma-corrected (R'G'B', or Y' for one channel) in [0, 1], rows from the top. */
typedef struct {
  gsize width, height;
  guint channels;  /* 1 or 3 */
  guint depth;     /* bits a channel in the file that it was read from or is written to: 8 or 16 */
  float *data;     /* (height, width, channels); NULL where there are bytes */
  guint8 *bytes;   /* the same as 8-bit values, 255 for 1; NULL unless the loader was asked */
  float *alpha;    /* (height, width); NULL: opaque throughout */
  GBytes *profile; /* ICC profile of the values; NULL: sRGB, or gray with `gamma` */
  double gamma;    /* exponent of gray values without a profile; 0: the curve of sRGB */
  double resolution[2]; /* pixels per metre, horizontal and vertical; 0: unknown */
  GBytes *exif;         /* content of an eXIf chunk; NULL: none */
  char *xmp;            /* XMP packet; NULL: none */
  GBytes *iptc;         /* IPTC data sets; NULL: none */
  NcsnJpegCoding jpeg;  /* of the JPEG file that it was read from */
} NcsnImage;

/* A new picture of zeros, opaque, of depth 8. Fails when it is too large or memory is short. */
NcsnImage *ncsn_image_new (gsize width, gsize height, guint channels, GError **error);

/* The same, with 8-bit values in `bytes` in place of floats in `data`. */
NcsnImage *ncsn_image_new_bytes (gsize width, gsize height, guint channels, GError **error);

void ncsn_image_free (NcsnImage *image); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NcsnImage, ncsn_image_free)

/* The 8-bit or 16-bit number for a pixel value in [0, 1], rounded to nearest and clamped; 0 for
 * NaN. A number b that was read from a file as b/255 or b/65535 gives b again. */
guint8 ncsn_image_byte (float value);
guint16 ncsn_image_word (float value);

/* Writes pixels first … first+count-1 with image->depth bits a channel, each with its opacity last
 * if the image has any. byte_order: of 16 bits, G_BIG_ENDIAN or G_LITTLE_ENDIAN. */
void ncsn_image_write_pixels (const NcsnImage *image, gsize first, gsize count, int byte_order,
                              guint8 *bytes);

/* The columns and rows of a grid of `count` pictures; columns 0: about square. */
void ncsn_image_grid_layout (gsize count, guint columns, gsize *n_columns, gsize *n_rows);

/* A picture that shows `count` pictures (count, height, width, channels) row by row without gaps,
 * in the grid of ncsn_image_grid_layout (); unused places are black. */
NcsnImage *ncsn_image_grid (const float *pictures, gsize count, gsize height, gsize width,
                            guint channels, guint columns, GError **error);

G_END_DECLS
