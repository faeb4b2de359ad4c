/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The interface of the encoder for one format of picture files. */
#pragma once

#include "image.h"

G_BEGIN_DECLS

/* The part of a file that holds a record: */
#define NCSN_RECORD_NAME "ncsn" /* keyword of a PNG text, beginning of a JPEG comment */
#define NCSN_TIFF_RECORD 65042  /* tag; TIFF leaves those from 65000 on for private use */
#define NCSN_WEBP_RECORD "NCSN" /* kind of chunk */

typedef struct {
  const char *name;
  const char *const *endings;  /* in small letters, ended by NULL */
  gsize max_side;              /* pixels */
  guint depth;                 /* bits a channel at most */
  gboolean alpha, gray, gamma; /* whether it holds transparency, gray alone, and a gamma of gray */
  /* Appends the whole file, with image->depth bits a channel or fewer. FALSE: memory is short. */
  gboolean (*encode) (const NcsnImage *image, const char *record, GByteArray *bytes);
} NcsnPictureKind;

extern const NcsnPictureKind ncsn_picture_png, ncsn_picture_jpeg, ncsn_picture_tiff,
    ncsn_picture_webp;

G_END_DECLS
