/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Creates and inserts new layers. These functions are called after the long computation, because
 * GIMP's own Cancel button kills the plug-in, and an undo group that is open then would stay
 * inconsistent. */
#include "layers.h"

#include "arguments.h"
#include "image/buffer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

gboolean
plugin_image_check (GimpImage *image, GError **error)
{
  if (gimp_image_get_floating_sel (image) != NULL)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
                 _ ("The image has a floating selection: make it a layer with Layer ▸ To New "
                    "Layer, or anchor "
                    "it with Layer ▸ Anchor Layer."));
  else if (gimp_image_get_base_type (image) == GIMP_INDEXED)
    g_set_error (
        error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
        _ ("The image is indexed and can only show the colours of its colormap: convert it with "
           "Image ▸ Mode ▸ RGB."));
  else
    return TRUE;
  return FALSE;
}

static gboolean
is_ours (GimpItem *item)
{
  GimpParasite *parasite = gimp_item_get_parasite (item, PLUGIN_PARASITE);
  gboolean found = parasite != NULL;

  g_clear_pointer (&parasite, gimp_parasite_free);
  return found;
}

GimpItem **
plugin_layers_siblings (GimpLayer *layer)
{
  GimpItem *parent = gimp_item_get_parent (GIMP_ITEM (layer));

  return parent != NULL
             ? gimp_item_get_children (parent)
             : (GimpItem **)gimp_image_get_layers (gimp_item_get_image (GIMP_ITEM (layer)));
}

PluginPlace
plugin_place_of (GimpImage *image, GimpLayer *layer)
{
  GimpItem *parent = gimp_item_get_parent (GIMP_ITEM (layer));

  return (PluginPlace){parent != NULL ? GIMP_LAYER (parent) : NULL,
                       gimp_image_get_item_position (image, GIMP_ITEM (layer))};
}

PluginPlace
plugin_place_above (GimpImage *image, GimpLayer *layer)
{
  if (layer == NULL)
    return (PluginPlace){NULL, 0};
  PluginPlace place = plugin_place_of (image, layer);
  g_autofree GimpItem **siblings = plugin_layers_siblings (layer);
  while (place.position > 0 && is_ours (siblings[place.position - 1]))
    place.position--;
  return place;
}

void
plugin_layers_set_error (GError **error)
{
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
               _ ("GIMP could not create the new layer: %s"),
               gimp_pdb_get_last_error (gimp_get_pdb ()));
}

void
plugin_layer_attach (GimpLayer *layer, const char *name, const char *text)
{
  GimpParasite *parasite =
      gimp_parasite_new (name, GIMP_PARASITE_PERSISTENT, (guint32)strlen (text) + 1, text);

  gimp_item_attach_parasite (GIMP_ITEM (layer), parasite);
  gimp_parasite_free (parasite);
}

void
plugin_layer_sign (GimpLayer *layer, const char *name, GKeyFile *record)
{
  g_autofree char *text = g_key_file_to_data (record, NULL, NULL);

  gimp_item_set_name (GIMP_ITEM (layer), name);
  plugin_layer_attach (layer, PLUGIN_PARASITE, text);
}

GimpLayer *
plugin_layer_new (GimpImage *image, const char *name, PluginRect bounds, guint channels,
                  const float *pixels, const float *alpha, GKeyFile *record, GError **error)
{
  GimpImageType type =
      gimp_image_get_base_type (image) == GIMP_GRAY ? GIMP_GRAYA_IMAGE : GIMP_RGBA_IMAGE;
  GimpLayer *layer = gimp_layer_new (image, NULL, bounds.width, bounds.height, type, 100,
                                     gimp_image_get_default_new_layer_mode (image));

  if (layer == NULL) {
    plugin_layers_set_error (error);
    return NULL;
  }
  gimp_layer_set_offsets (layer, bounds.x, bounds.y);
  plugin_layer_sign (layer, name, record);
  g_autoptr (GeglBuffer) buffer = gimp_drawable_get_buffer (GIMP_DRAWABLE (layer));
  ncsn_buffer_write (buffer, GEGL_RECTANGLE (0, 0, bounds.width, bounds.height), channels, pixels,
                     alpha);
  return layer;
}

static void
copy_parasites (GimpItem *from, GimpItem *to)
{
  g_auto (GStrv) names = gimp_item_get_parasite_list (from);

  for (guint i = 0; names != NULL && names[i] != NULL; i++) {
    GimpParasite *parasite = gimp_item_get_parasite (from, names[i]);

    gimp_item_attach_parasite (to, parasite);
    gimp_parasite_free (parasite);
  }
}

static gboolean
insert_group (GimpImage *image, PluginPlace *place, GimpLayer *first, const char *title)
{
  GimpLayer *group = GIMP_LAYER (gimp_group_layer_new (image, title));

  copy_parasites (GIMP_ITEM (first), GIMP_ITEM (group));
  if (!gimp_image_insert_layer (image, group, place->parent, place->position))
    return FALSE;
  *place = (PluginPlace){group, 0};
  return TRUE;
}

gboolean
plugin_layers_insert (GimpImage *image, PluginPlace place, GimpLayer **layers, const char *title,
                      GError **error)
{
  gboolean several = layers[1] != NULL;
  gboolean done = TRUE;

  gimp_image_undo_group_start (image);
  if (several)
    done = insert_group (image, &place, layers[0], title);
  for (guint i = 0; layers[i] != NULL && done; i++) {
    if (i > 0)
      gimp_item_set_visible (GIMP_ITEM (layers[i]), FALSE);
    done = gimp_image_insert_layer (image, layers[i], place.parent, place.position + (int)i);
  }
  if (!done)
    plugin_layers_set_error (error);
  gimp_image_undo_group_end (image);
  return done;
}

void
plugin_layers_declare_return (GimpProcedure *procedure)
{
  gimp_procedure_add_core_object_array_return_value (procedure, "layers", _ ("New layers"),
                                                     _ ("The new layers, the first on top"),
                                                     GIMP_TYPE_LAYER, G_PARAM_READWRITE);
}

GimpValueArray *
plugin_layers_return (GimpProcedure *procedure, GimpLayer **layers, GError *error)
{
  if (error != NULL) {
    GimpPDBStatusType status = plugin_status_of_error (error);

    /* The user knows about a cancellation; GIMP would show the message as a failure. */
    if (status == GIMP_PDB_CANCEL)
      g_clear_error (&error);
    return gimp_procedure_new_return_values (procedure, status, error);
  }
  GimpValueArray *values = gimp_procedure_new_return_values (procedure, GIMP_PDB_SUCCESS, NULL);
  GIMP_VALUES_SET_CORE_OBJECT_ARRAY (values, 1, layers);
  return values;
}
