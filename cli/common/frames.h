/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a picture comes out of the noise, as an animation: what the model takes the noisy picture
 * for, at moments spread evenly over the evaluations, and the result. */
#pragma once

#include "image/image.h"

#include <ncsn/ncsn.h>

G_BEGIN_DECLS

typedef struct _CliFrames CliFrames;

/* For pictures side by side that make up `width` × `height` pixels, in so many columns (0: near to
 * square). Errors as those of ncsn_animation_new (). */
CliFrames *cli_frames_new (const char *path, gsize width, gsize height, guint columns,
                           GError **error);
void cli_frames_free (CliFrames *frames); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliFrames, cli_frames_free)

/* To be told of every evaluation. */
void cli_frames_watch (CliFrames *frames, const NcsnProgress *progress);

/* Adds the result, which stays to be seen, and writes the file. */
gboolean cli_frames_finish (CliFrames *frames, const NcsnImage *result, GError **error);

G_END_DECLS
