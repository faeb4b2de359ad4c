/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Collects the frames of an animation from the previews of a task. */
#include "frames.h"

#include <glib/gi18n.h>

#include "image/animation.h"
#include "output.h"

#define MAX_FRAMES 50         /* before the result */
#define FRAME_MILLISECONDS 80 /* 4 seconds for all frames */
#define RESULT_MILLISECONDS 3000

struct _CliFrames {
  NcsnAnimation *animation;
  guint columns;
  GError *error; /* the first error, reported at the end */
};

CliFrames *
cli_frames_new (const char *path, gsize width, gsize height, guint columns, GError **error)
{
  if (!cli_check_output (path, error))
    return NULL;
  NcsnAnimation *animation = ncsn_animation_new (path, width, height, error);
  if (animation == NULL)
    return NULL;
  CliFrames *frames = g_new (CliFrames, 1);
  *frames = (CliFrames){.animation = animation, .columns = columns};
  return frames;
}

void
cli_frames_free (CliFrames *frames)
{
  if (frames == NULL)
    return;
  ncsn_animation_free (frames->animation);
  g_clear_error (&frames->error);
  g_free (frames);
}

static gboolean
is_due (const NcsnProgress *progress)
{
  const guint64 frames = MIN (progress->total, MAX_FRAMES);
  return progress->done * frames / progress->total !=
         (progress->done - 1) * frames / progress->total;
}

void
cli_frames_watch (CliFrames *frames, const NcsnProgress *progress)
{
  const NcsnShape shape = progress->shape;
  if (progress->denoised == NULL || frames->error != NULL || !is_due (progress))
    return;
  g_autoptr (NcsnImage) image = ncsn_image_grid (progress->denoised, shape.n, shape.h, shape.w,
                                                 shape.c, frames->columns, &frames->error);
  if (image != NULL)
    ncsn_animation_add (frames->animation, image, FRAME_MILLISECONDS, &frames->error);
}

gboolean
cli_frames_finish (CliFrames *frames, const NcsnImage *result, GError **error)
{
  if (frames->error != NULL) {
    g_propagate_error (error, g_steal_pointer (&frames->error));
    return FALSE;
  }
  return ncsn_animation_add (frames->animation, result, RESULT_MILLISECONDS, error) &&
         ncsn_animation_save (frames->animation, error);
}
