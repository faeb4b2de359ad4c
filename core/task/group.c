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

NcsnGroup
ncsn_group_at (const NcsnModel *model, const GArray *regions, gsize first)
{
  const NcsnModelConfig *config = ncsn_model_config (model);
  const NcsnRegion *region = &g_array_index (regions, NcsnRegion, first);
  gsize most = config->patches ? 1 : ncsn_task_batch (model);
  NcsnShape shape = {MIN (regions->len - first, most), region->height, region->width,
                     config->channels};

  return (NcsnGroup){region, (guint32)first, shape};
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

  if (ncsn_model_config (run->model)->patches)
    return ncsn_task_score_new_canvas (run, group->first, &canvas, error);
  return ncsn_task_score_new (run, group->first, group->shape.n, NCSN_TASK_CLASS_EACH, error);
}
