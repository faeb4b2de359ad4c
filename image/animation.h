/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Animations as WebP files, or as GIF files with at most 256 colours a frame. They loop for ever.
 */
#pragma once

#include "image.h"

G_BEGIN_DECLS

/* The sampler waits while a frame is encoded, so frames must be small. */
#define NCSN_ANIMATION_MAX_PIXELS ((gsize)1 << 20)

typedef struct _NcsnAnimation NcsnAnimation;

/* Starts an animation with frames of width × height pixels. The ending of `path` (.webp or .gif)
 * chooses the format. Fails for any other ending, and when frames are larger than
 * NCSN_ANIMATION_MAX_PIXELS or than the format allows. */
NcsnAnimation *ncsn_animation_new (const char *path, gsize width, gsize height, GError **error);
void ncsn_animation_free (NcsnAnimation *animation); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NcsnAnimation, ncsn_animation_free)

/* Adds a frame, which must have the animation's size and is shown for `milliseconds`. */
gboolean ncsn_animation_add (NcsnAnimation *animation, const NcsnImage *frame, guint milliseconds,
                             GError **error);

/* Writes a temporary file and renames it to the animation's path. Afterwards no frame can be added.
 */
gboolean ncsn_animation_save (NcsnAnimation *animation, GError **error);

G_END_DECLS
