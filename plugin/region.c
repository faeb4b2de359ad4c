/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the selection and the layer into arrays. */
#include "region.h"

#include "image/buffer.h"
#include "layers.h"

#include <glib/gi18n-lib.h>

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
  g_free (region->results);
  g_free (region);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PluginRegion, plugin_region_free)

/* The layer to work on. While a layer mask is being edited, GIMP passes the mask instead. */
GimpLayer *
plugin_region_layer (const PluginCall *call, GError **error)
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

/* Those of the layer, or of the canvas where what the image shows takes its place. */
static PluginRect
find_bounds (const PluginCall *call, GimpLayer *layer)
{
  PluginRect bounds = {0, 0, gimp_image_get_width (call->image),
                       gimp_image_get_height (call->image)};

  if (plugin_call_sees_image (call))
    return bounds;
  gimp_drawable_get_offsets (GIMP_DRAWABLE (layer), &bounds.x, &bounds.y);
  bounds.width = gimp_drawable_get_width (GIMP_DRAWABLE (layer));
  bounds.height = gimp_drawable_get_height (GIMP_DRAWABLE (layer));
  return bounds;
}

/* The bounds of the selection; the bounds of the layer if nothing is selected. Both only within the
 * call's view. */
static PluginRect
selection_bounds (const PluginCall *call, PluginRect layer, gboolean *any)
{
  int x1, y1, x2, y2;

  gimp_selection_bounds (call->image, any, &x1, &y1, &x2, &y2);
  PluginRect bounds = *any ? (PluginRect){x1, y1, x2 - x1, y2 - y1} : layer;
  return call->view.width > 0 ? plugin_rect_intersect (bounds, call->view) : bounds;
}

PluginRect
plugin_region_extent (const PluginCall *call, const NcsnModelConfig *model)
{
  PluginRect bounds = find_bounds (call, plugin_region_layer (call, NULL));
  gboolean any;

  return plugin_rect_intersect (selection_bounds (call, bounds, &any), bounds);
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
  GimpLayer *layer = plugin_region_layer (call, error);
  gboolean any;

  if (layer == NULL)
    return FALSE;
  PluginRect bounds = find_bounds (call, layer);
  PluginRect common = plugin_rect_intersect (selection_bounds (call, bounds, &any), bounds);
  if (call->task->subject == PLUGIN_SUBJECT_HOLE && !any) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
                 _ ("Nothing is selected: select the part of the layer to fill."));
    return FALSE;
  }
  return common.width > 0 && common.height > 0 ? TRUE : refuse_selection (error);
}

PluginCost
plugin_region_cost (const PluginCall *call, const NcsnModelConfig *model,
                    const NcsnSampler *sampler, double sigma, guint passes, int context)
{
  PluginRect bounds = find_bounds (call, plugin_region_layer (call, NULL));
  NcsnSampler rest = *sampler;

  ncsn_sampler_begin_at (&rest, sigma);
  return (PluginCost){.evaluations = ncsn_sampler_evaluations (&rest, passes),
                      .pictures = plugin_reach_pictures (context, model, bounds, call->marked)};
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
  PluginRect bounds = find_bounds (call, plugin_region_layer (call, NULL));
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

/* Allocates the other arrays of a region, if they fit into memory together with those of the task
 * and of its results. */
static gboolean
allocate (PluginRegion *region, const PluginReach *reach, GError **error)
{
  const PluginRect *target = &region->area.target;
  gsize part = (gsize)target->width * (gsize)target->height;
  gsize block = region->width * region->height;
  gsize results = part * region->channels * region->n_results;
  gsize copies = region->n_results > 1 ? 2 : 1; /* of the block, while several results are made */
  double floats = (double)block * (copies * region->channels + 2) + (double)results +
                  (reach->everywhere ? (double)block : 0) +
                  (double)part * (2 * PLUGIN_RESULT_COLOURS + 2);

  if (!ncsn_memory_check (floats * sizeof (float), NULL))
    return refuse_size (target, error);
  region->mask = g_try_new (float, block);
  region->pixels = g_try_new (float, block * region->channels);
  region->alpha = g_try_new (float, block);
  region->results = g_try_new (float, results);
  return (region->mask != NULL && region->pixels != NULL && region->alpha != NULL &&
          region->results != NULL) ||
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
read_pixels (PluginRegion *region, GimpLayer *layer)
{
  g_autoptr (GeglBuffer) buffer = gimp_drawable_get_buffer (GIMP_DRAWABLE (layer));
  const PluginRect *block = &region->area.block;

  ncsn_buffer_read (buffer, GEGL_RECTANGLE (block->x, block->y, block->width, block->height),
                    region->channels, region->pixels, region->alpha);
}

/* The layer that shows what the image does exists only here. */
static gboolean
read_visible_pixels (PluginRegion *region, GimpImage *image, GError **error)
{
  GimpLayer *seen = gimp_layer_new_from_visible (image, image, "NCSN");

  if (seen == NULL) {
    plugin_layers_set_error (error);
    return FALSE;
  }
  read_pixels (region, seen);
  gimp_item_delete (GIMP_ITEM (seen));
  return TRUE;
}

static gboolean
has_unmarked (const PluginRegion *region)
{
  for (gsize i = 0; i < region->width * region->height; i++)
    if (region->mask[i] < NCSN_HOLE_THRESHOLD)
      return TRUE;
  return FALSE;
}

static void
begin (PluginRegion *region, const PluginCall *call, PluginReach reach)
{
  const NcsnModel *model = call->arguments.model;

  region->layer = plugin_region_layer (call, NULL);
  region->subject = call->task->subject;
  region->visible = plugin_call_sees_image (call);
  region->bounds = find_bounds (call, region->layer);
  region->channels = model == NULL ? PLUGIN_RESULT_COLOURS : ncsn_model_config (model)->channels;
  region->n_results = reach.n_results;
}

static gboolean
read_region (PluginRegion *region, const PluginCall *call, PluginReach reach, GError **error)
{
  const NcsnModel *model = call->arguments.model;
  gboolean any;

  begin (region, call, reach);
  PluginRect selection = selection_bounds (call, region->bounds, &any);
  gsize hole = read_grown_target (region, call, &selection, reach, error);
  if (hole == 0)
    return FALSE;
  if (!plugin_reach_area (&reach, model != NULL ? ncsn_model_config (model) : NULL, region->bounds,
                          selection, hole, &region->area))
    return refuse_selection (error);
  region->width = (gsize)region->area.block.width;
  region->height = (gsize)region->area.block.height;
  if (!allocate (region, &reach, error))
    return FALSE;
  if (!region->visible)
    read_pixels (region, region->layer);
  else if (!read_visible_pixels (region, call->image, error))
    return FALSE;
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

/* The opacity is that of a patch above the layer (result.c). */
void
plugin_region_show (const PluginCall *call, gconstpointer data, PluginShown *shown)
{
  const PluginRegion *region = data;
  PluginRect target = region->area.target;
  gsize count = (gsize)target.width * (gsize)target.height;
  g_autofree float *old = g_new (float, count);

  *shown = (PluginShown){.bounds = {target.x + region->bounds.x, target.y + region->bounds.y,
                                    target.width, target.height},
                         .channels = region->channels,
                         .pixels =
                             g_memdup2 (region->results, count * region->channels * sizeof (float)),
                         .alpha = g_memdup2 (region->selection, count * sizeof (float))};
  if (region->subject == PLUGIN_SUBJECT_HOLE)
    return;
  target.x -= region->area.block.x;
  target.y -= region->area.block.y;
  plugin_picture_cut (region->alpha, region->area.block.width, 1, target, old);
  for (gsize i = 0; i < count; i++)
    shown->alpha[i] *= old[i];
}

void
plugin_region_keep (PluginRegion *region, const float *pixels, guint index)
{
  PluginRect part = region->area.target;
  gsize floats = (gsize)part.width * (gsize)part.height * region->channels;

  part.x -= region->area.block.x;
  part.y -= region->area.block.y;
  plugin_picture_cut (pixels, region->area.block.width, region->channels, part,
                      region->results + index * floats);
}
