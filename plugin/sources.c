/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Declares and reads the arguments about sources. */
#include "sources.h"

#include "image/buffer.h"

#include <glib/gi18n-lib.h>

/* The ids of the choices. */
enum { NEAR, EVERYWHERE, VISIBLE };

void
plugin_sources_declare (GimpProcedure *procedure)
{
  gimp_procedure_add_choice_argument (
      procedure, PLUGIN_SOURCES, _ ("Sam_ple from"),
      _ ("What the fill matches, and where its pieces are taken from: the layer near the "
         "selection; the whole layer; or what all visible layers show near the selection, which "
         "then is filled above all layers"),
      gimp_choice_new_with_values ("near", NEAR, _ ("Layer, near the selection"), NULL, "picture",
                                   EVERYWHERE, _ ("Layer, everywhere"), NULL, "visible", VISIBLE,
                                   _ ("All visible layers"), NULL, NULL),
      "near", G_PARAM_READWRITE);
  gimp_procedure_add_channel_argument (
      procedure, PLUGIN_SOURCE_MASK, _ ("Only insi_de"),
      _ ("A channel or layer mask: pieces are taken only from where it is white; none: from "
         "everywhere in what is sampled"),
      TRUE, G_PARAM_READWRITE);
}

gboolean
plugin_sources_are_visible (GimpProcedureConfig *config)
{
  return gimp_procedure_config_get_choice_id (config, PLUGIN_SOURCES) == VISIBLE;
}

gboolean
plugin_sources_are_everywhere (GimpProcedureConfig *config)
{
  g_autoptr (GimpChannel) mask = NULL;

  g_object_get (config, PLUGIN_SOURCE_MASK, &mask, NULL);
  return mask != NULL || gimp_procedure_config_get_choice_id (config, PLUGIN_SOURCES) == EVERYWHERE;
}

/* A layer mask lies where its layer does, a channel on the canvas. */
static gboolean
read_mask (const PluginCall *call, const PluginRegion *region, GimpChannel *mask, float *values,
           GError **error)
{
  PluginRect part = region->area.block;
  int x, y;

  if (gimp_item_get_image (GIMP_ITEM (mask)) != call->image) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("“%s” is of another image: choose a channel or layer mask of this image."),
                 PLUGIN_SOURCE_MASK);
    return FALSE;
  }
  g_autoptr (GeglBuffer) buffer = gimp_drawable_get_buffer (GIMP_DRAWABLE (mask));
  gimp_drawable_get_offsets (GIMP_DRAWABLE (mask), &x, &y);
  ncsn_buffer_read_mask (buffer,
                         GEGL_RECTANGLE (part.x + region->bounds.x - x,
                                         part.y + region->bounds.y - y, part.width, part.height),
                         values);
  return TRUE;
}

float *
plugin_sources_read (const PluginCall *call, const PluginRegion *region, GError **error)
{
  gsize count = region->width * region->height;
  g_autoptr (GimpChannel) mask = NULL;

  if (!plugin_sources_are_everywhere (call->config))
    return NULL;
  g_autofree float *values = g_try_new (float, count);
  if (values == NULL) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_MEMORY,
                 _ ("There is not enough memory to take pieces from all of the picture: take them "
                    "from near the selection."));
    return NULL;
  }
  g_object_get (call->config, PLUGIN_SOURCE_MASK, &mask, NULL);
  for (gsize i = 0; mask == NULL && i < count; i++)
    values[i] = 1;
  if (mask != NULL && !read_mask (call, region, mask, values, error))
    return NULL;
  return g_steal_pointer (&values);
}
