/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The interface of the encoder for one format of animation files. */
#pragma once

#include "image.h"

G_BEGIN_DECLS

typedef struct {
  const char *ending;
  gsize max_side;                                /* pixels; the limit of the format */
  gpointer (*start) (gsize width, gsize height); /* NULL when memory is short */
  gboolean (*add) (gpointer encoder, const NcsnImage *frame, guint milliseconds);
  gboolean (*finish) (gpointer encoder, GByteArray *bytes); /* appends the whole file */
  void (*free) (gpointer encoder);
} NcsnAnimationKind;

extern const NcsnAnimationKind ncsn_animation_gif, ncsn_animation_webp;

G_END_DECLS
