/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures as float arrays, and their way into PNG files and the records in those. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Larger pictures are refused before they are decoded: 1 GiB of floats in colour. */
#define NCSN_IMAGE_MAX_PIXELS ((gsize)90 * 1000 * 1000)

/* Values are gamma-corrected (R'G'B', or Y' for one channel) in [0, 1], rows from the top. */
typedef struct {
  gsize width, height;
  guint channels;       /* 1 or 3 */
  guint depth;          /* bits of a channel in the file that it came from or goes to: 8 or 16 */
  float *data;          /* (height, width, channels); NULL where there are bytes */
  guint8 *bytes;        /* the same as 8-bit values, 255 for 1; NULL unless the loader was asked */
  float *alpha;         /* (height, width); NULL: opaque throughout */
  GBytes *profile;      /* an ICC profile for these channels; NULL: sRGB, … */
  double gamma;         /* … or gray with this exponent instead of sRGB's curve; 0: none */
  double resolution[2]; /* pixels a metre, across and down; 0: not known */
  GBytes *exif;         /* as it is in an eXIf chunk; NULL: none */
  char *xmp;            /* a packet; NULL: none */
} NcsnImage;

/* A picture of zeros, opaque, of depth 8; a GError when it is too large to be had. */
NcsnImage *ncsn_image_new (gsize width, gsize height, guint channels, GError **error);

/* The same, with 8-bit values in `bytes` in place of floats in `data`. */
NcsnImage *ncsn_image_new_bytes (gsize width, gsize height, guint channels, GError **error);

void ncsn_image_free (NcsnImage *image); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NcsnImage, ncsn_image_free)

/* What a PNG of 8 or of 16 bits holds for a pixel value: rounded to nearest and clamped. A number b
 * read from a file as b/255 or b/65535 comes back as b exactly. */
guint8 ncsn_image_byte (float value);
guint16 ncsn_image_word (float value);

/* How many columns and rows `count` pictures take; columns 0 makes the grid near to square. */
void ncsn_image_grid_layout (gsize count, guint columns, gsize *n_columns, gsize *n_rows);

/* One picture of `count` pictures (count, height, width, channels) side by side without gaps, row
 * by row, laid out by ncsn_image_grid_layout (); unused places are black. */
NcsnImage *ncsn_image_grid (const float *pictures, gsize count, gsize height, gsize width,
                            guint channels, guint columns, GError **error);

/* Writes a PNG, gray or RGB, with alpha or without, of image->depth bits, aside and renames it into
 * place, so that `path` never holds half a picture. `record`, unless NULL, is UTF-8 text that is
 * kept in it. The same picture with the same record always gives the same bytes. */
gboolean ncsn_image_save_png (const NcsnImage *image, const char *record, const char *path,
                              GError **error);

/* The record in a PNG file (transfer full). The file may be anything: no more of it is kept than a
 * record can be long. Fails with a sentence when there is none. */
char *ncsn_image_read_record (const char *path, GError **error);

G_END_DECLS
