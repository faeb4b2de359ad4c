/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Previews of a whole picture, of which chains show parts. */
#include "fill/preview.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "run/memory.h"

static gboolean
is_wanted (const NcsnTaskRun *run)
{
  return run->options->progress != NULL && isfinite (run->options->preview_seconds);
}

static NcsnShape
shape_of (const NcsnGroups *groups)
{
  return (NcsnShape){1, groups->mask.height, groups->mask.width, groups->channels};
}

double
ncsn_preview_floats (const NcsnTaskRun *run, const NcsnGroups *groups)
{
  return is_wanted (run) ? ncsn_task_floats (shape_of (groups)) : 0.0;
}

/* An NcsnTaskPlaceFunc. */
static void
place (NcsnProgress *progress, gpointer data)
{
  const NcsnPreview *preview = data;
  const NcsnGroups *groups = preview->groups;
  const NcsnGroup *group = preview->group;

  ncsn_pixels_store (&groups->mask, group->regions, group->shape.n, progress->denoised,
                     groups->channels, preview->picture);
  progress->shape = shape_of (groups);
  progress->denoised = preview->picture;
}

gboolean
ncsn_preview_init (NcsnPreview *preview, NcsnTaskRun *run, const NcsnGroups *groups,
                   const float *picture, GError **error)
{
  const gsize size = ncsn_shape_size (shape_of (groups));

  *preview = (NcsnPreview){.groups = groups};
  if (!is_wanted (run))
    return TRUE;
  preview->picture = ncsn_floats_new (size, error);
  if (preview->picture == NULL)
    return FALSE;
  memcpy (preview->picture, picture, size * sizeof (float));
  run->place = place;
  run->place_data = preview;
  return TRUE;
}

void
ncsn_preview_clear (NcsnPreview *preview)
{
  g_clear_pointer (&preview->picture, ncsn_floats_free);
}
