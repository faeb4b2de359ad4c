/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Grouping of regions, and their pixels from the picture and back. */
#include "fill/group.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/memory.h"
#include "ncsn/error.h"
#include "patches/continue.h"
#include "run/memory.h"

static gboolean
is_canvas (const NcsnModelConfig *config, const NcsnRegion *region)
{
  return region->width != config->width || region->height != config->height;
}

/* The group that begins with region `first`. */
static NcsnGroup
group_at (const NcsnModel *model, const GArray *regions, gsize first)
{
  const NcsnModelConfig *config = ncsn_model_config (model);
  const NcsnRegion *region = &g_array_index (regions, NcsnRegion, first);
  const gboolean canvas = is_canvas (config, region);
  const gsize max = canvas ? 1 : MIN (regions->len - first, ncsn_task_batch (model));
  gsize count = 1;

  while (count < max && !is_canvas (config, region + count))
    count++;
  return (NcsnGroup){.regions = region,
                     .first = (guint32)first,
                     .shape = {count, region->height, region->width, config->channels},
                     .canvas = canvas};
}

static void
note_size (NcsnGroups *groups, const NcsnGroup *group)
{
  if (ncsn_task_floats (group->shape) > ncsn_task_floats (groups->largest))
    groups->largest = group->shape;
  groups->floats += ncsn_task_floats (group->shape);
}

static void
find_groups (NcsnGroups *groups, const NcsnModel *model)
{
  groups->groups = g_array_new (FALSE, FALSE, sizeof (NcsnGroup));
  for (gsize first = 0; first < groups->regions->len;) {
    NcsnGroup group = group_at (model, groups->regions, first);

    g_array_append_val (groups->groups, group);
    note_size (groups, &group);
    first += group.shape.n;
  }
}

/* FALSE with an error if the groups have no region. */
static gboolean
check_any (const NcsnGroups *groups, GError **error)
{
  if (groups->groups->len > 0)
    return TRUE;
  g_set_error_literal (
      error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
      _ ("Nothing is marked by a third or more, so there is nothing to fill: mask or "
         "select some pixels fully."));
  return FALSE;
}

static gboolean
begin (NcsnGroups *groups, const NcsnModel *model, const NcsnMask *mask, GError **error)
{
  const NcsnModelConfig *config = ncsn_model_config (model);

  *groups = (NcsnGroups){.mask = *mask, .channels = config->channels, .mean = config->data_mean};
  return ncsn_memory_check (sizeof (float) * (double)mask->width * (double)mask->height, error);
}

gboolean
ncsn_groups_init (NcsnGroups *groups, const NcsnModel *model, const NcsnMask *mask, int context,
                  GError **error)
{
  const NcsnModelConfig *config = ncsn_model_config (model);

  if (!begin (groups, model, mask, error))
    return FALSE;
  groups->regions = config->patches
                        ? ncsn_regions_around (mask, config->width, config->height, context)
                        : ncsn_regions_cells (mask, config->width, config->height);
  find_groups (groups, model);
  return check_any (groups, error);
}

gboolean
ncsn_groups_init_whole (NcsnGroups *groups, const NcsnModel *model, const NcsnMask *mask,
                        GError **error)
{
  const NcsnModelConfig *config = ncsn_model_config (model);

  if (!begin (groups, model, mask, error))
    return FALSE;
  if (config->patches) {
    ncsn_tiles_init_patches (&groups->tiles, mask->width, mask->height, config->width,
                             config->height);
    groups->regions = ncsn_tiles_regions (&groups->tiles);
  } else {
    groups->regions = ncsn_regions_cells (mask, config->width, config->height);
  }
  find_groups (groups, model);
  return TRUE;
}

gboolean
ncsn_groups_init_canvases (NcsnGroups *groups, const NcsnModel *model, const NcsnMask *mask,
                           GError **error)
{
  const NcsnModelConfig *config = ncsn_model_config (model);

  if (!begin (groups, model, mask, error))
    return FALSE;
  ncsn_tiles_init_canvases (&groups->tiles, mask->width, mask->height, config->width,
                            config->height);
  groups->regions = ncsn_tiles_regions (&groups->tiles);
  find_groups (groups, model);
  return TRUE;
}

/* Extends one axis of a region beyond the edges of the picture that it reaches. */
static void
extend (gssize *start, gsize *length, gsize size, gsize border)
{
  const gssize end = *start + (gssize)*length;
  const gssize from = *start <= 0 ? MIN (*start, -(gssize)border) : *start;
  const gssize to = end >= (gssize)size ? MAX (end, (gssize)(size + border)) : end;

  *start = from;
  *length = (gsize)(to - from);
}

gboolean
ncsn_groups_init_around (NcsnGroups *groups, const NcsnMask *mask, gsize channels, gsize patch,
                         int margin, gsize border, GError **error)
{
  *groups = (NcsnGroups){.mask = *mask, .channels = channels, .mean = 0.5};
  groups->regions = ncsn_regions_around (mask, patch, patch, margin);
  groups->groups = g_array_new (FALSE, FALSE, sizeof (NcsnGroup));
  for (guint i = 0; i < groups->regions->len; i++) {
    NcsnRegion *region = &g_array_index (groups->regions, NcsnRegion, i);

    extend (&region->x, &region->width, mask->width, border);
    extend (&region->y, &region->height, mask->height, border);
    const NcsnGroup group = {.regions = region,
                             .first = i,
                             .shape = {1, region->height, region->width, channels},
                             .canvas = TRUE};
    g_array_append_val (groups->groups, group);
    note_size (groups, &group);
  }
  return check_any (groups, error);
}

void
ncsn_groups_clear (NcsnGroups *groups)
{
  for (guint i = 0; groups->groups != NULL && i < groups->groups->len; i++)
    ncsn_floats_free (ncsn_groups_get (groups, i)->pixels);
  g_clear_pointer (&groups->groups, g_array_unref);
  g_clear_pointer (&groups->regions, g_array_unref);
  ncsn_tiles_clear (&groups->tiles);
}

NcsnGroup *
ncsn_groups_get (const NcsnGroups *groups, guint index)
{
  return &g_array_index (groups->groups, NcsnGroup, index);
}

NcsnTaskScore *
ncsn_group_score (const NcsnTaskRun *run, const NcsnGroup *group, GError **error)
{
  const NcsnCanvasOptions canvas = {0};

  if (group->canvas)
    return ncsn_task_score_new_canvas (run, group->first, &canvas, error);
  return ncsn_task_score_new (run, group->first, group->shape.n, NCSN_TASK_CLASS_EACH, error);
}

static gboolean
continue_known (const NcsnGroups *groups, NcsnGroup *group, GError **error)
{
  const NcsnShape shape = group->shape;
  g_autoptr (NcsnFloats) unknown = ncsn_floats_new (shape.n * shape.h * shape.w, error);

  if (unknown == NULL)
    return FALSE;
  ncsn_pixels_load_unknown (&groups->mask, group->regions, shape.n, unknown);
  return ncsn_continue (group->pixels, unknown, shape, groups->mean, error);
}

gboolean
ncsn_group_load (const NcsnGroups *groups, NcsnGroup *group, const float *picture,
                 const NcsnPixelRange *range, GError **error)
{
  group->pixels = ncsn_floats_new (ncsn_shape_size (group->shape), error);
  if (group->pixels == NULL ||
      !ncsn_pixels_load (&groups->mask, group->regions, group->shape.n, picture, groups->channels,
                         range, group->pixels, error))
    return FALSE;
  return groups->mask.alpha == NULL || range->blind || continue_known (groups, group, error);
}

void
ncsn_group_unload (NcsnGroup *group)
{
  g_clear_pointer (&group->pixels, ncsn_floats_free);
}

static void
make_gray (float *pixels, gsize count, gsize channels)
{
  for (gsize i = 0; i < count; i++, pixels += channels) {
    float sum = 0.0f;

    for (gsize c = 0; c < channels; c++)
      sum += pixels[c];
    for (gsize c = 0; c < channels; c++)
      pixels[c] = sum / (float)channels;
  }
}

void
ncsn_groups_store (const NcsnGroups *groups, float *picture)
{
  for (guint i = 0; i < groups->groups->len; i++) {
    const NcsnGroup *group = ncsn_groups_get (groups, i);
    const NcsnShape shape = group->shape;

    if (groups->gray)
      make_gray (group->pixels, shape.n * shape.h * shape.w, shape.c);
    ncsn_pixels_store (&groups->mask, group->regions, shape.n, group->pixels, groups->channels,
                       picture);
  }
}

/* Copies what of a cell is inside the picture. */
static void
copy_cell (const NcsnMask *mask, const NcsnRegion *cell, const float *pixels, gsize channels,
           float *picture)
{
  const gsize left = (gsize)cell->x, top = (gsize)cell->y;
  const gsize width = MIN (cell->width, mask->width - left);
  const gsize height = MIN (cell->height, mask->height - top);

  for (gsize y = 0; y < height; y++)
    memcpy (picture + ((top + y) * mask->width + left) * channels,
            pixels + y * cell->width * channels, width * channels * sizeof (float));
}

void
ncsn_group_add (const NcsnGroups *groups, NcsnGroup *group, const NcsnPixelSource *source,
                float *result)
{
  const NcsnShape shape = group->shape;
  const gsize size = shape.h * shape.w * shape.c;

  if (groups->gray)
    make_gray (group->pixels, shape.n * shape.h * shape.w, shape.c);
  for (gsize i = 0; i < shape.n; i++) {
    const float *pixels = group->pixels + i * size;

    if (groups->tiles.width > 0)
      ncsn_tiles_add (&groups->tiles, group->first + i, pixels, source, result);
    else
      copy_cell (&groups->mask, group->regions + i, pixels, shape.c, result);
  }
}
