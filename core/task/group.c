/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From regions to groups, by the kind of the model. */
#include "task/group.h"

#include "base/memory.h"
#include "task/memory.h"

GArray *
ncsn_group_regions (const NcsnModel *model, const NcsnWanted *wanted, int context, GError **error)
{
  const NcsnModelConfig *config = ncsn_model_config (model);
  const NcsnShape whole = {1, wanted->height, wanted->width, config->channels};

  if (!ncsn_memory_check (sizeof (float) * ncsn_task_floats (whole), error))
    return NULL;
  return config->patches ? ncsn_regions_around (wanted, config->width, config->height, context)
                         : ncsn_regions_cells (wanted, config->width, config->height);
}

static gboolean
is_canvas (const NcsnModelConfig *config, const NcsnRegion *region)
{
  return region->width != config->width || region->height != config->height;
}

NcsnGroup
ncsn_group_at (const NcsnModel *model, const GArray *regions, gsize first)
{
  const NcsnModelConfig *config = ncsn_model_config (model);
  const NcsnRegion *region = &g_array_index (regions, NcsnRegion, first);
  const gboolean canvas = is_canvas (config, region);
  const gsize most = canvas ? 1 : MIN (regions->len - first, ncsn_task_batch (model));
  gsize count = 1;

  while (count < most && !is_canvas (config, region + count))
    count++;
  return (NcsnGroup){
      region, (guint32)first, {count, region->height, region->width, config->channels}, canvas};
}

guint64
ncsn_group_count (const NcsnModel *model, const GArray *regions, NcsnShape *largest)
{
  guint64 count = 0;

  *largest = (NcsnShape){0};
  for (gsize first = 0; first < regions->len; count++) {
    NcsnGroup group = ncsn_group_at (model, regions, first);

    if (ncsn_shape_size (group.shape) > ncsn_shape_size (*largest))
      *largest = group.shape;
    first += group.shape.n;
  }
  return count;
}

NcsnTaskScore *
ncsn_group_score (const NcsnTaskRun *run, const NcsnGroup *group, gboolean single, GError **error)
{
  const NcsnCanvasOptions canvas = {.overlap = single};

  if (group->canvas)
    return ncsn_task_score_new_canvas (run, group->first, &canvas, error);
  return ncsn_task_score_new (run, group->first, group->shape.n, NCSN_TASK_CLASS_EACH, error);
}
