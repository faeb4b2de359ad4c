/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a picture file is read. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What to make of a file. All zero: the picture as it is, in sRGB. */
typedef struct {
  guint channels; /* 1 or 3; 0: as the file, where gray stays gray */
  guint width,
      height;     /* cut from the middle to this aspect and resize to this size; 0: as the file */
  gboolean exact; /* keep the very numbers of the file, with its profile, its transparency, its
                     resolution, EXIF and XMP, so that saving gives them back; not together with a
                     size */
  gboolean bytes; /* 8-bit values in `bytes` of the image instead of floats in `data`: each is
                     ncsn_image_byte () of the float; not together with exact */
} NcsnImageLoadOptions;

G_END_DECLS
