/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a kind of animation file has to offer. */
#pragma once

#include "image.h"

G_BEGIN_DECLS

typedef struct {
  const char *ending;
  gsize max_side;                                /* that the kind of file can express */
  gpointer (*start) (gsize width, gsize height); /* NULL when there is not enough memory */
  gboolean (*add) (gpointer encoder, const NcsnImage *frame, guint milliseconds);
  gboolean (*finish) (gpointer encoder, GByteArray *bytes); /* the whole file */
  void (*free) (gpointer encoder);
} NcsnAnimationKind;

extern const NcsnAnimationKind ncsn_animation_gif, ncsn_animation_webp;

G_END_DECLS
