/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far networks and patches read. */
#include "reach.h"

#include <math.h>

/* A task may read up to one patch more on each side, to complete its patches. */
static gboolean
find_network_area (const NcsnModelConfig *model, PluginRect layer, PluginRect selection,
                   int context, PluginArea *area)
{
  int patch = (int)MAX (model->width, model->height);
  int reach = (int)ncsn_hole_margin (context, (gsize)patch);

  return model->patches
             ? plugin_area_with_margin (layer, selection, reach, reach + patch, area)
             : plugin_area_of_cells (layer, selection, (int)model->width, (int)model->height, area);
}

/* Cells of models of whole pictures are not mixed with patches. */
gboolean
plugin_reach_area (const PluginReach *reach, const NcsnModelConfig *model, PluginRect layer,
                   PluginRect selection, gsize hole, PluginArea *area)
{
  int margin = (int)MIN (ncsn_fill_margin (hole), G_MAXINT / 4);

  if (!ncsn_fill_by_patches (reach->method, model, hole))
    return find_network_area (model, layer, selection, reach->context, area);
  if (reach->everywhere)
    margin = MAX (layer.width, layer.height);
  else if (reach->method == NCSN_FILL_AUTO) {
    int patch = (int)MAX (model->width, model->height);

    margin = MAX (margin, (int)ncsn_hole_margin (reach->context, (gsize)patch) + patch);
  }
  return plugin_area_with_margin (layer, selection, margin, margin, area);
}

double
plugin_reach_pictures (int context, const NcsnModelConfig *model, PluginRect layer,
                       PluginRect selection)
{
  NcsnCanvasOptions tiles = {.patch_height = model->height, .patch_width = model->width};
  PluginArea area;

  if (!find_network_area (model, layer, selection, context, &area))
    return 0;
  gsize width = (gsize)area.grid.width, height = (gsize)area.grid.height;
  if (model->patches)
    return (double)ncsn_canvas_patches (&tiles, MAX (height, model->height),
                                        MAX (width, model->width));
  return ceil ((double)width / model->width) * ceil ((double)height / model->height);
}
