/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moving pictures: WebP, and GIF with at most 256 colours a frame. They repeat for ever. */
#pragma once

#include "image.h"

G_BEGIN_DECLS

/* Frames are encoded while the sampler waits, so they must not take long. */
#define NCSN_ANIMATION_MAX_PIXELS ((gsize)1 << 20)

typedef struct _NcsnAnimation NcsnAnimation;

/* An animation of frames of this size, for a file whose kind its name tells (.webp, .gif). An error
 * when the name tells none or the frames would be larger than NCSN_ANIMATION_MAX_PIXELS or than the
 * kind allows. */
NcsnAnimation *ncsn_animation_new (const char *path, gsize width, gsize height, GError **error);
void ncsn_animation_free (NcsnAnimation *animation); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NcsnAnimation, ncsn_animation_free)

/* Adds a frame, which must have the size, to be seen for so long. */
gboolean ncsn_animation_add (NcsnAnimation *animation, const NcsnImage *frame, guint milliseconds,
                             GError **error);

/* Writes the file aside and renames it into place; nothing can be added then. */
gboolean ncsn_animation_save (NcsnAnimation *animation, GError **error);

G_END_DECLS
