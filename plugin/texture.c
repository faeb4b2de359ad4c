/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a texture from a layer. The library needs a rectangle without gaps, but selections have any
 * shape, and layers are transparent in places. */
#include "texture.h"

#include <glib/gi18n-lib.h>

static gboolean
refuse (GError **error)
{
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
               _ ("The selected part of the layer has no opaque rectangle of %d × %d pixels that "
                  "could show a texture: select a larger part, or a larger layer."),
               NCSN_SHEET_MIN_SIDE, NCSN_SHEET_MIN_SIDE);
  return FALSE;
}

static gboolean
cut (PluginTexture *texture, PluginRegion *region, GError **error)
{
  int width = (int)region->width, height = (int)region->height;
  gsize floats;

  for (gsize i = 0; i < region->width * region->height; i++)
    region->mask[i] = MIN (region->mask[i], region->alpha[i]);
  PluginRect part = plugin_rect_largest (region->mask, width, height, NCSN_HOLE_THRESHOLD);
  if (MIN (part.width, part.height) < NCSN_SHEET_MIN_SIDE)
    return refuse (error);
  texture->shape = (NcsnShape){1, (gsize)part.height, (gsize)part.width, (gsize)region->channels};
  floats = texture->shape.h * texture->shape.w * texture->shape.c;
  texture->pixels = g_new (float, floats);
  plugin_picture_cut (region->pixels, width, region->channels, part, texture->pixels);
  for (gsize i = 0; i < floats; i++)
    texture->pixels[i] = CLAMP (texture->pixels[i], 0.0f, 1.0f);
  return TRUE;
}

gboolean
plugin_texture_read (PluginTexture *texture, const PluginCall *call, GError **error)
{
  PluginReach reach = {.context = -1, .method = NCSN_FILL_PATCHES, .n_results = 1};
  PluginRegion *region = plugin_region_new (sizeof *region, call, reach, error);
  gboolean done = region != NULL && cut (texture, region, error);

  plugin_region_free (region);
  return done;
}
