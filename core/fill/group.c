/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Grouping of regions, and their pixels from the picture and back. */
#include "fill/group.h"

#include <string.h>

#include "base/memory.h"
#include "ncsn/error.h"
#include "fill/tiles.h"
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
  g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                       "Nothing is marked by a third or more, so there is nothing to fill: mask or "
                       "select some pixels fully.");
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
  groups->regions =
      config->patches ? ncsn_tiles_cover (mask->width, mask->height, config->width, config->height)
                      : ncsn_regions_cells (mask, config->width, config->height);
  find_groups (groups, model);
  for (guint i = 0; config->patches && i < groups->groups->len; i++)
    ncsn_groups_get (groups, i)->first = 0; /* the class of one tile is that of all */
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
}

NcsnGroup *
ncsn_groups_get (const NcsnGroups *groups, guint index)
{
  return &g_array_index (groups->groups, NcsnGroup, index);
}

NcsnTaskScore *
ncsn_group_score (const NcsnTaskRun *run, const NcsnGroup *group, gboolean single, GError **error)
{
  const NcsnCanvasOptions canvas = {.overlap = single};

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

/* Copies the core of a region that has these pixels. */
static void
store_core (const NcsnRegion *region, NcsnRegion core, const float *pixels, gsize channels,
            gsize width, float *picture)
{
  const gsize left = (gsize)(core.x - region->x), top = (gsize)(core.y - region->y);

  for (gsize y = 0; y < core.height; y++)
    memcpy (picture + (((gsize)core.y + y) * width + (gsize)core.x) * channels,
            pixels + ((top + y) * region->width + left) * channels,
            core.width * channels * sizeof (float));
}

/* What of a cell is inside the picture. */
static NcsnRegion
visible (const NcsnRegion *cell, gsize width, gsize height)
{
  return (NcsnRegion){cell->x, cell->y, MIN (cell->width, width - (gsize)cell->x),
                      MIN (cell->height, height - (gsize)cell->y)};
}

void
ncsn_group_store_cores (const NcsnGroups *groups, const NcsnModel *model, const NcsnGroup *group,
                        float *picture)
{
  const NcsnModelConfig *config = ncsn_model_config (model);
  const gsize width = groups->mask.width, height = groups->mask.height;
  const NcsnShape shape = group->shape;

  if (groups->gray)
    make_gray (group->pixels, shape.n * shape.h * shape.w, shape.c);
  for (gsize i = 0; i < shape.n; i++) {
    const NcsnRegion *region = group->regions + i;
    const NcsnRegion core =
        config->patches ? ncsn_tile_core (region, width, height, config->width, config->height)
                        : visible (region, width, height);

    store_core (region, core, group->pixels + i * shape.h * shape.w * shape.c, shape.c, width,
                picture);
  }
}
