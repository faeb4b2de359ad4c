/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the selection and the layer into arrays. */
#include "region.h"

#include "image/buffer.h"

#include <glib/gi18n-lib.h>
#include <math.h>

void
plugin_region_free (gpointer data)
{
  PluginRegion *region = data;

  if (region == NULL)
    return;
  g_free (region->selection);
  g_free (region->mask);
  g_free (region->alpha);
  g_free (region->pixels);
  g_free (region);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PluginRegion, plugin_region_free)

/* The layer to work on. While a layer mask is being edited, GIMP passes the mask instead. */
static GimpLayer *
get_layer (const PluginCall *call, GError **error)
{
  GimpDrawable **drawables = call->drawables;

  if (drawables != NULL && drawables[0] != NULL && drawables[1] == NULL) {
    if (GIMP_IS_LAYER (drawables[0]))
      return GIMP_LAYER (drawables[0]);
    if (GIMP_IS_LAYER_MASK (drawables[0]))
      return gimp_layer_from_mask (GIMP_LAYER_MASK (drawables[0]));
  }
  g_set_error (
      error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
      _ ("This filter works on a single layer: select exactly one layer (not a channel) in "
         "the Layers dialog."));
  return NULL;
}

static PluginRect
layer_bounds (GimpLayer *layer)
{
  PluginRect bounds;

  gimp_drawable_get_offsets (GIMP_DRAWABLE (layer), &bounds.x, &bounds.y);
  bounds.width = gimp_drawable_get_width (GIMP_DRAWABLE (layer));
  bounds.height = gimp_drawable_get_height (GIMP_DRAWABLE (layer));
  return bounds;
}

/* The bounds of the selection; the bounds of the layer if nothing is selected. */
static PluginRect
selection_bounds (const PluginCall *call, PluginRect layer, gboolean *any)
{
  int x1, y1, x2, y2;

  gimp_selection_bounds (call->image, any, &x1, &y1, &x2, &y2);
  return *any ? (PluginRect){x1, y1, x2 - x1, y2 - y1} : layer;
}

static gboolean
refuse_selection (GError **error)
{
  g_set_error (
      error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
      _ ("The selection does not touch the layer: select a part of it, or another layer."));
  return FALSE;
}

gboolean
plugin_region_check (const PluginCall *call, GError **error)
{
  GimpLayer *layer = get_layer (call, error);
  gboolean any;

  if (layer == NULL)
    return FALSE;
  PluginRect bounds = layer_bounds (layer);
  PluginRect common = plugin_rect_intersect (selection_bounds (call, bounds, &any), bounds);
  if (call->task->subject == PLUGIN_SUBJECT_HOLE && !any) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
                 _ ("Nothing is selected: select the part of the layer to fill."));
    return FALSE;
  }
  return common.width > 0 && common.height > 0 ? TRUE : refuse_selection (error);
}

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

/* The area for a hole of this width; cells of models of whole pictures are not mixed with patches.
 */
static gboolean
find_area (const NcsnModelConfig *model, PluginRect layer, PluginRect selection, PluginReach reach,
           gsize hole, PluginArea *area)
{
  int margin = (int)MIN (ncsn_fill_margin (hole), G_MAXINT / 4);

  if (!ncsn_fill_by_patches (reach.method, model, hole))
    return find_network_area (model, layer, selection, reach.context, area);
  if (reach.method == NCSN_FILL_AUTO) {
    int patch = (int)MAX (model->width, model->height);

    margin = MAX (margin, (int)ncsn_hole_margin (reach.context, (gsize)patch) + patch);
  }
  return plugin_area_with_margin (layer, selection, margin, margin, area);
}

/* About how many pictures of the model's size one evaluation of the marked part takes. */
static double
count_pictures (const PluginCall *call, const NcsnModelConfig *model, int context)
{
  PluginRect bounds = layer_bounds (GIMP_LAYER (call->drawables[0]));
  NcsnCanvasOptions tiles = {.patch_height = model->height, .patch_width = model->width};
  PluginArea area;

  if (!find_network_area (model, bounds, call->marked, context, &area))
    return 0;
  gsize width = (gsize)area.grid.width, height = (gsize)area.grid.height;
  if (model->patches)
    return (double)ncsn_canvas_patches (&tiles, MAX (height, model->height),
                                        MAX (width, model->width));
  return ceil ((double)width / model->width) * ceil ((double)height / model->height);
}

PluginCost
plugin_region_cost (const PluginCall *call, const NcsnModelConfig *model,
                    const NcsnSampler *sampler, double sigma, guint passes, int context)
{
  NcsnSampler rest = *sampler;

  ncsn_sampler_begin_at (&rest, sigma);
  return (PluginCost){.evaluations = ncsn_sampler_evaluations (&rest, passes),
                      .pictures = count_pictures (call, model, context)};
}

/* part: on the canvas; the selection has the size of the canvas. */
static void
read_selection (GimpImage *image, PluginRect part, float *mask)
{
  g_autoptr (GeglBuffer) buffer =
      gimp_drawable_get_buffer (GIMP_DRAWABLE (gimp_image_get_selection (image)));

  ncsn_buffer_read_mask (buffer, GEGL_RECTANGLE (part.x, part.y, part.width, part.height), mask);
}

/* The bounds of the marked pixels of a mask; those of the whole mask if none are marked. */
static PluginRect
marked_bounds (const float *mask, int width, int height)
{
  int x0 = width, y0 = height, x1 = 0, y1 = 0;

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++, mask++)
      if (*mask >= NCSN_HOLE_THRESHOLD) {
        x0 = MIN (x0, x);
        x1 = MAX (x1, x + 1);
        y0 = MIN (y0, y);
        y1 = y + 1;
      }
  return x1 > 0 ? (PluginRect){x0, y0, x1 - x0, y1 - y0} : (PluginRect){0, 0, width, height};
}

void
plugin_region_survey (PluginCall *call)
{
  PluginRect bounds = layer_bounds (GIMP_LAYER (call->drawables[0]));
  gboolean any;
  PluginRect selected = plugin_rect_intersect (selection_bounds (call, bounds, &any), bounds);
  gsize width = (gsize)selected.width, height = (gsize)selected.height;
  g_autofree float *mask = any ? g_try_new (float, width *height) : NULL;

  call->marked = selected;
  call->hole = MIN (width, height);
  if (mask == NULL)
    return;
  read_selection (call->image, selected, mask);
  call->marked = marked_bounds (mask, selected.width, selected.height);
  call->marked.x += selected.x;
  call->marked.y += selected.y;
  call->hole = ncsn_hole_width (mask, width, height, NULL);
}

static gboolean
refuse_size (const PluginRect *target, GError **error)
{
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_MEMORY,
               _ ("The selected part, %d × %d pixels, needs more memory than there is: select a "
                  "smaller part."),
               target->width, target->height);
  return FALSE;
}

/* Allocates the other arrays of a region, if they fit into memory together with those of its
 * result. */
static gboolean
allocate (PluginRegion *region, GError **error)
{
  const PluginRect *target = &region->area.target;
  gsize part = (gsize)target->width * (gsize)target->height;
  gsize block = region->width * region->height;
  double floats =
      (double)block * (region->channels + 2) + (double)part * (2 * PLUGIN_RESULT_COLOURS + 2);

  if (!ncsn_memory_check (floats * sizeof (float), NULL))
    return refuse_size (target, error);
  region->mask = g_try_new (float, block);
  region->pixels = g_try_new (float, block * region->channels);
  region->alpha = g_try_new (float, block);
  return (region->mask != NULL && region->pixels != NULL && region->alpha != NULL) ||
         refuse_size (target, error);
}
/* Reads the selection within the layer into region->selection. */
static gboolean
read_target (PluginRegion *region, const PluginCall *call, PluginRect selection, GError **error)
{
  PluginRect target;

  if (!plugin_area_with_margin (region->bounds, selection, 0, 0, &region->area))
    return refuse_selection (error);
  target = region->area.target;
  gsize count = (gsize)target.width * (gsize)target.height;
  g_free (region->selection);
  region->selection = g_try_new (float, count);
  if (region->selection == NULL)
    return refuse_size (&target, error);
  for (gsize i = 0; i < count; i++)
    region->selection[i] = 1;
  target.x += region->bounds.x;
  target.y += region->bounds.y;
  if (!gimp_selection_is_empty (call->image))
    read_selection (call->image, target, region->selection);
  return TRUE;
}

/* Reads the selection, grown if it is wide. Returns the width of its widest hole; 0 with an error.
 */
static gsize
read_grown_target (PluginRegion *region, const PluginCall *call, PluginRect *selection,
                   PluginReach reach, GError **error)
{
  const PluginRect *target = &region->area.target;
  int grow = (int)reach.grow;
  gsize hole;

  if (!read_target (region, call, *selection, error))
    return 0;
  hole = ncsn_hole_width (region->selection, (gsize)target->width, (gsize)target->height, error);
  if (hole <= NCSN_NARROW_HOLE || grow == 0)
    return hole;
  *selection = (PluginRect){selection->x - grow, selection->y - grow, selection->width + 2 * grow,
                            selection->height + 2 * grow};
  if (!read_target (region, call, *selection, error) ||
      !ncsn_hole_grow (region->selection, (gsize)target->width, (gsize)target->height, reach.grow,
                       error))
    return 0;
  return ncsn_hole_width (region->selection, (gsize)target->width, (gsize)target->height, error);
}

static void
read_pixels (PluginRegion *region)
{
  g_autoptr (GeglBuffer) buffer = gimp_drawable_get_buffer (GIMP_DRAWABLE (region->layer));
  const PluginRect *block = &region->area.block;

  ncsn_buffer_read (buffer, GEGL_RECTANGLE (block->x, block->y, block->width, block->height),
                    region->channels, region->pixels, region->alpha);
}

static gboolean
has_unmarked (const PluginRegion *region)
{
  for (gsize i = 0; i < region->width * region->height; i++)
    if (region->mask[i] < NCSN_HOLE_THRESHOLD)
      return TRUE;
  return FALSE;
}

static gboolean
read_region (PluginRegion *region, const PluginCall *call, PluginReach reach, GError **error)
{
  const NcsnModelConfig *model = ncsn_model_config (call->arguments.model);
  gboolean any;

  region->layer = get_layer (call, NULL);
  region->subject = call->task->subject;
  region->bounds = layer_bounds (region->layer);
  region->channels = reach.method == NCSN_FILL_PATCHES ? PLUGIN_RESULT_COLOURS : model->channels;
  PluginRect selection = selection_bounds (call, region->bounds, &any);
  gsize hole = read_grown_target (region, call, &selection, reach, error);
  if (hole == 0)
    return FALSE;
  if (!find_area (model, region->bounds, selection, reach, hole, &region->area))
    return refuse_selection (error);
  region->width = (gsize)region->area.block.width;
  region->height = (gsize)region->area.block.height;
  if (!allocate (region, error))
    return FALSE;
  read_pixels (region);
  if (!plugin_area_mask (&region->area, region->selection, region->alpha, region->pixels,
                         region->channels, region->mask))
    return refuse_selection (error);
  region->has_known = has_unmarked (region);
  return TRUE;
}

gpointer
plugin_region_new (gsize size, const PluginCall *call, PluginReach reach, GError **error)
{
  g_autoptr (PluginRegion) region = g_malloc0 (size);

  /* The image may have changed while the dialog was open. */
  if (!plugin_region_check (call, error) || !read_region (region, call, reach, error))
    return NULL;
  return g_steal_pointer (&region);
}
