/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes the new layer: a patch above the original layer, or a copy that replaces it. A patch above
 * a layer with an alpha of 1/2 would let the old pixels show through. A patch above a layer with a
 * mask would show pixels that the mask hides. */
#include "result.h"

#include "image/beyond.h"
#include "image/buffer.h"
#include "look.h"

#include <math.h>
#include <string.h>

#define COLOURS PLUGIN_RESULT_COLOURS
#define STRIP_ROWS 64

/* The pixels of region->area.target. */
typedef struct {
  const PluginRegion *region;
  gsize count;   /* of pixels */
  float *pixels; /* (count, COLOURS): the result */
  float *old;    /* (count, COLOURS): the original layer's colours */
  float *alpha;  /* (count): the original layer's alpha */
  float full;    /* the alpha of filled pixels */
} Result;

static void
result_clear (Result *result)
{
  g_free (result->pixels);
  g_free (result->old);
  g_free (result->alpha);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Result, result_clear)

/* The alpha of filled pixels: the median alpha of the region's known pixels, so that a layer that
 * is half transparent everywhere stays so. */
static float
median_alpha (const PluginRegion *region)
{
  enum { STEPS = 255 };
  gsize of_step[STEPS + 1] = {0}, known = 0, below = 0;
  int step = 0;

  for (gsize i = 0; i < region->width * region->height; i++)
    if (region->mask[i] < NCSN_HOLE_THRESHOLD && region->alpha[i] > 0) {
      of_step[(int)lrintf (CLAMP (region->alpha[i], 0.0f, 1.0f) * STEPS)]++;
      known++;
    }
  for (; step < STEPS && (below += of_step[step]) * 2 <= known; step++)
    ;
  return (float)step / STEPS;
}

static void
read_new (Result *result, guint index)
{
  gsize channels = result->region->channels;
  const float *from = result->region->results + index * result->count * channels;

  for (gsize i = 0; i < result->count; i++)
    for (gsize c = 0; c < COLOURS; c++)
      result->pixels[i * COLOURS + c] = from[i * channels + (channels == 1 ? 0 : c)];
}

/* The alpha is the region's, in which pixels that are not finite are transparent. */
static void
read_old (Result *result)
{
  const PluginRegion *region = result->region;
  g_autoptr (GeglBuffer) buffer = gimp_drawable_get_buffer (GIMP_DRAWABLE (region->layer));
  PluginRect target = region->area.target;

  ncsn_buffer_read (buffer, GEGL_RECTANGLE (target.x, target.y, target.width, target.height),
                    COLOURS, result->old, result->alpha);
  for (gsize i = 0; i < result->count * COLOURS; i++)
    if (!isfinite (result->old[i]))
      result->old[i] = 0;
  target.x -= region->area.block.x;
  target.y -= region->area.block.y;
  plugin_picture_cut (region->alpha, region->area.block.width, 1, target, result->alpha);
}

/* Nothing of the original layer is needed where what the image shows takes its place. */
static Result
collect (const PluginRegion *region, guint index, double noise)
{
  const PluginRect *target = &region->area.target;
  gsize count = (gsize)target->width * (gsize)target->height;
  Result result = {.region = region,
                   .count = count,
                   .pixels = g_new (float, count *COLOURS),
                   .old = g_new (float, count *COLOURS),
                   .alpha = g_new (float, count),
                   .full = region->subject == PLUGIN_SUBJECT_HOLE ? median_alpha (region) : 1};

  read_new (&result, index);
  if (!region->visible)
    read_old (&result);
  if (region->subject != PLUGIN_SUBJECT_HOLE && region->channels == COLOURS)
    ncsn_beyond_restore (result.old, result.pixels, count * COLOURS, noise);
  return result;
}

/* Whether a patch above the layer looks like the layer with the new pixels. Above all layers there
 * is nothing else that it could be. A filled hole covers the old pixels if it is opaque. For other
 * tasks no selected pixel may be half transparent. */
static gboolean
suits_patch (const Result *result)
{
  const PluginRegion *region = result->region;

  if (region->visible)
    return TRUE;
  if (!plugin_look_is_plain (region->layer))
    return FALSE;
  if (region->subject == PLUGIN_SUBJECT_HOLE)
    return result->full == 1;
  for (gsize i = 0; i < result->count; i++)
    if (region->selection[i] > 0 && result->alpha[i] > 0 && result->alpha[i] < 1)
      return FALSE;
  return TRUE;
}

static GimpLayer *
make_patch (const Result *result, const PluginCall *call, const PluginSignature *signature,
            GError **error)
{
  const PluginRegion *region = result->region;
  g_autofree float *opacity = g_new (float, result->count);
  PluginRect on_canvas = region->area.target;

  /* A filled hole becomes opaque; in other tasks the pixels keep their alpha. */
  for (gsize i = 0; i < result->count; i++)
    opacity[i] =
        region->selection[i] * (region->subject == PLUGIN_SUBJECT_HOLE ? 1 : result->alpha[i]);
  on_canvas.x += region->bounds.x;
  on_canvas.y += region->bounds.y;
  return plugin_layer_new (call->image, signature->title, on_canvas, COLOURS, result->pixels,
                           opacity, signature->record, error);
}

/* Blends the result over the layer's old pixels, weighted by the selection, in place. */
static void
blend (Result *result)
{
  const PluginRegion *region = result->region;

  for (gsize i = 0; i < result->count; i++) {
    float selected = region->selection[i];
    float old = (1 - selected) * result->alpha[i];
    float new =
        selected *(region->subject == PLUGIN_SUBJECT_HOLE ? result->full : result->alpha[i]);
    float *pixel = result->pixels + i * COLOURS;

    result->alpha[i] = old + new;
    for (gsize c = 0; c < COLOURS && old + new > 0; c++)
      pixel[c] = (old * result->old[i * COLOURS + c] + new *pixel[c]) / (old + new);
  }
}

/* Writes some rows of the target, starting at `first`. Unselected pixels are restored bit for bit,
 * because the conversion to floats and back may change them. */
static void
write_rows (const Result *result, GeglBuffer *buffer, int first, int rows)
{
  const PluginRect *target = &result->region->area.target;
  const GeglRectangle *part = GEGL_RECTANGLE (target->x, target->y + first, target->width, rows);
  gsize at = (gsize)first * (gsize)target->width, count = (gsize)rows * (gsize)target->width;
  gsize size = (gsize)babl_format_get_bytes_per_pixel (gegl_buffer_get_format (buffer));
  g_autofree guint8 *before = g_malloc (count * size);
  g_autofree guint8 *after = g_malloc (count * size);

  gegl_buffer_get (buffer, part, 1.0, NULL, before, GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
  ncsn_buffer_write (buffer, part, COLOURS, result->pixels + at * COLOURS, result->alpha + at);
  gegl_buffer_get (buffer, part, 1.0, NULL, after, GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
  for (gsize i = 0; i < count; i++)
    if (!(result->region->selection[at + i] > 0))
      memcpy (after + i * size, before + i * size, size);
  gegl_buffer_set (buffer, part, 0, NULL, after, GEGL_AUTO_ROWSTRIDE);
}

static void
write_selected (const Result *result, GimpLayer *layer)
{
  g_autoptr (GeglBuffer) buffer = gimp_drawable_get_buffer (GIMP_DRAWABLE (layer));
  int height = result->region->area.target.height;

  for (int y = 0; y < height; y += STRIP_ROWS)
    write_rows (result, buffer, y, MIN (STRIP_ROWS, height - y));
}

static GimpLayer *
make_copy (Result *result, const PluginCall *call, const PluginSignature *signature, GError **error)
{
  GimpLayer *copy = plugin_look_copy (call->image, result->region->layer, error);

  if (copy == NULL)
    return NULL;
  plugin_layer_sign (copy, signature->title, signature->record);
  blend (result);
  write_selected (result, copy);
  return copy;
}

/* Selects a layer so that Redo keeps the selection. GIMP selects a new layer, and selecting another
 * one afterwards is not an undo step: Redo would select the new layer again. Removing a layer is an
 * undo step, and its Redo selects the layers that were selected then. */
static void
select_permanently (GimpImage *image, GimpLayer *layer)
{
  const GimpLayer *selected[] = {layer, NULL};
  PluginPlace place = plugin_place_of (image, layer);
  GimpLayer *temporary =
      gimp_layer_new (image, NULL, 1, 1, gimp_drawable_type (GIMP_DRAWABLE (layer)), 100,
                      gimp_image_get_default_new_layer_mode (image));

  if (temporary != NULL &&
      gimp_image_insert_layer (image, temporary, place.parent, place.position)) {
    gimp_image_set_selected_layers (image, selected);
    gimp_image_remove_layer (image, temporary);
  }
  gimp_image_set_selected_layers (image, selected);
}

/* Copies in a group blend with the layers beneath as the source does. */
static void
replace (GimpLayer *source, GimpLayer **copies)
{
  GimpLayer *item = copies[0];

  if (copies[1] != NULL) {
    item = GIMP_LAYER (gimp_item_get_parent (GIMP_ITEM (copies[0])));
    gimp_layer_set_mode (item, GIMP_LAYER_MODE_PASS_THROUGH);
  }
  plugin_look_replace (source, item);
}

/* After a patch the original layer is selected again, because the user continues with it and
 * Filters ▸ Repeat applies to it. After a copy the visible copy is selected. */
static gboolean
insert (const PluginRegion *region, GimpImage *image, GimpLayer **layers, gboolean patch,
        const char *title, GError **error)
{
  GimpLayer *source = region->layer;
  PluginPlace place = patch ? plugin_place_above (image, region->visible ? NULL : source)
                            : plugin_look_place (image, source);

  gimp_image_undo_group_start (image);
  gboolean done = plugin_layers_insert (image, place, layers, title, error);
  if (done && !patch)
    replace (source, layers);
  if (done)
    select_permanently (image, patch ? source : layers[0]);
  gimp_image_undo_group_end (image);
  return done;
}

/* Creates all layers before it inserts the first one, so that an error leaves the image unchanged.
 * They are all patches or all copies, because that does not depend on the new pixels. */
GimpLayer **
plugin_result_insert (const PluginRegion *region, const PluginCall *call,
                      const PluginSignature *signatures, double noise, GError **error)
{
  g_autofree GimpLayer **layers = g_new0 (GimpLayer *, region->n_results + 1);
  gboolean patch = TRUE;

  for (guint i = 0; i < region->n_results; i++) {
    g_auto (Result) result = collect (region, i, noise);

    patch = suits_patch (&result);
    layers[i] = patch ? make_patch (&result, call, &signatures[i], error)
                      : make_copy (&result, call, &signatures[i], error);
    if (layers[i] == NULL)
      return NULL;
  }
  if (!insert (region, call->image, layers, patch, signatures[0].title, error))
    return NULL;
  return g_steal_pointer (&layers);
}
