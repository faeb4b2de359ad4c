/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What JPEG loses (ITU-T T.81): colours at half the resolution, and rounded amounts of the 64 waves
 * of each block of 8 × 8 pixels. The rest of JPEG, which packs these numbers into a file, loses
 * nothing and is left out. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  guint quality;   /* 1 to 100, as in libjpeg */
  gboolean halved; /* colours have half the resolution in both directions (4:2:0) */
} NcsnJpeg;

/* Compresses and reads a picture (height, width, 3) in place; the results are bytes / 255. */
void ncsn_jpeg_lose (const NcsnJpeg *jpeg, gsize height, gsize width, float *rgb);

G_END_DECLS
