/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options for reading a picture file. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* All zero: the picture at its own size, converted to sRGB. */
typedef struct {
  guint channels;      /* 1 or 3; 0: as in the file, gray stays gray */
  guint width, height; /* crop the middle to this aspect ratio and resize; 0: keep the size */
  /* Keep the numbers of the file unconverted, with its profile, transparency, resolution, EXIF and
   * XMP, so that a saved copy has them again. Not together with a size. */
  gboolean exact;
  /* Store ncsn_image_byte () of each value in `bytes` of the image instead of floats in `data`. Not
   * together with exact. */
  gboolean bytes;
} NcsnImageLoadOptions;

G_END_DECLS
