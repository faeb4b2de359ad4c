/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An animation of how a picture emerges from noise: the model's denoised estimates at evaluations
 * that are evenly spread, and the result. */
#pragma once

#include "image/image.h"

#include <ncsn/ncsn.h>

G_BEGIN_DECLS

typedef struct _CliFrames CliFrames;

/* Begins an animation in the file `path`. Its frames are grids of `width` × `height` pixels with so
 * many columns of pictures (0: nearly square). Errors as from ncsn_animation_new (). */
CliFrames *cli_frames_new (const char *path, gsize width, gsize height, guint columns,
                           GError **error);
void cli_frames_free (CliFrames *frames); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliFrames, cli_frames_free)

/* Adds a frame if one is due; call this at every evaluation. */
void cli_frames_watch (CliFrames *frames, const NcsnProgress *progress);

/* Adds the result, shown for 3 seconds, and writes the file. */
gboolean cli_frames_finish (CliFrames *frames, const NcsnImage *result, GError **error);

G_END_DECLS
