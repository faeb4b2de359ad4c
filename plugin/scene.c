/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes Cairo's pictures of layers and of floats. */
#include "scene.h"

#include "region.h"

#include <math.h>

/* The layer, whose colours GEGL converts to those of screens; reduced by GEGL where it is large. */
cairo_surface_t *
plugin_scene_read (const PluginCall *call, PluginRect *part, int longest)
{
  GimpLayer *layer = plugin_region_layer (call, NULL);
  PluginRect bounds;

  if (layer == NULL)
    return NULL;
  g_autoptr (GeglBuffer) buffer = gimp_drawable_get_buffer (GIMP_DRAWABLE (layer));
  gimp_drawable_get_offsets (GIMP_DRAWABLE (layer), &bounds.x, &bounds.y);
  bounds.width = gimp_drawable_get_width (GIMP_DRAWABLE (layer));
  bounds.height = gimp_drawable_get_height (GIMP_DRAWABLE (layer));
  *part = plugin_rect_intersect (*part, bounds);
  if (part->width <= 0 || part->height <= 0)
    return NULL;
  double scale = MIN (1, (double)longest / MAX (part->width, part->height));
  int width = MAX (1, (int)(part->width * scale)), height = MAX (1, (int)(part->height * scale));
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cairo_surface_flush (surface);
  gegl_buffer_get (buffer,
                   GEGL_RECTANGLE ((int)((part->x - bounds.x) * scale),
                                   (int)((part->y - bounds.y) * scale), width, height),
                   scale, babl_format ("cairo-ARGB32"), cairo_image_surface_get_data (surface),
                   cairo_image_surface_get_stride (surface), GEGL_ABYSS_CLAMP);
  cairo_surface_mark_dirty (surface);
  return surface;
}

/* A premultiplied byte. */
static guint32
to_byte (float value, float alpha)
{
  /* Written so that NaN becomes 0. */
  return value > 0 ? (guint32)lrintf (MIN (value, 1.0f) * alpha * 255) : 0;
}

cairo_surface_t *
plugin_scene_of (const PluginShown *shown)
{
  int width = shown->bounds.width, height = shown->bounds.height;
  guint channels = shown->channels;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  const float *from = shown->pixels;

  if (cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS) {
    cairo_surface_destroy (surface);
    return cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 1, 1);
  }
  guchar *rows = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);
  cairo_surface_flush (surface);
  for (int y = 0; y < height; y++) {
    guint32 *row = (guint32 *)(gpointer)(rows + y * stride);
    for (int x = 0; x < width; x++, from += channels) {
      float alpha = shown->alpha != NULL ? CLAMP (shown->alpha[y * width + x], 0.0f, 1.0f) : 1;
      row[x] = to_byte (1, alpha) << 24 | to_byte (from[0], alpha) << 16 |
               to_byte (from[channels == 1 ? 0 : 1], alpha) << 8 |
               to_byte (from[channels == 1 ? 0 : 2], alpha);
    }
  }
  cairo_surface_mark_dirty (surface);
  return surface;
}

cairo_surface_t *
plugin_scene_tile (cairo_surface_t *picture)
{
  int width = cairo_image_surface_get_width (picture);
  int height = cairo_image_surface_get_height (picture);
  cairo_surface_t *tiles = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 2 * width, 2 * height);
  if (cairo_surface_status (tiles) != CAIRO_STATUS_SUCCESS) {
    cairo_surface_destroy (tiles);
    return cairo_surface_reference (picture);
  }
  cairo_t *cr = cairo_create (tiles);

  cairo_set_source_surface (cr, picture, 0, 0);
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_REPEAT);
  cairo_paint (cr);
  cairo_destroy (cr);
  return tiles;
}
