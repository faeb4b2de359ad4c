/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compares, copies and replaces layers with their look. A copy made by GIMP keeps the look. */
#include "look.h"

#include "ncsn/error.h"

#include <glib/gi18n-lib.h>

/* The parasite of a copy that replaces another layer. It holds the other layer's tattoo, a number
 * that is saved with the image. */
#define STANDS_FOR "gimp-ncsn-stands-for"

static gboolean
is_normal (GimpLayer *layer)
{
  GimpLayerMode mode = gimp_layer_get_mode (layer);
  GimpLayerCompositeMode composite = gimp_layer_get_composite_mode (layer);

  return (mode == GIMP_LAYER_MODE_NORMAL || mode == GIMP_LAYER_MODE_NORMAL_LEGACY ||
          mode == GIMP_LAYER_MODE_PASS_THROUGH) &&
         (composite == GIMP_LAYER_COMPOSITE_AUTO || composite == GIMP_LAYER_COMPOSITE_UNION);
}

static gboolean
has_filters (GimpLayer *layer)
{
  g_autofree GimpDrawableFilter **filters = gimp_drawable_get_filters (GIMP_DRAWABLE (layer));
  gboolean any = FALSE;

  for (guint i = 0; filters != NULL && filters[i] != NULL; i++)
    any = any || gimp_drawable_filter_get_visible (filters[i]);
  return any;
}

gboolean
plugin_look_is_plain (GimpLayer *layer)
{
  gboolean masked = gimp_layer_get_mask (layer) != NULL &&
                    (gimp_layer_get_apply_mask (layer) || gimp_layer_get_show_mask (layer));

  return is_normal (layer) && gimp_layer_get_opacity (layer) == 100 && !masked &&
         !has_filters (layer);
}

static GimpImage *
image_like (GimpImage *image)
{
  GimpImage *result = gimp_image_new_with_precision (
      gimp_image_get_width (image), gimp_image_get_height (image), gimp_image_get_base_type (image),
      gimp_image_get_precision (image));
  g_autoptr (GimpColorProfile) profile = gimp_image_get_color_profile (image);

  if (profile != NULL)
    gimp_image_set_color_profile (result, profile);
  return result;
}

/* Whether GIMP draws the layer's pixels from a text, a file or a path. */
static gboolean
is_drawn (GimpLayer *layer)
{
#if GIMP_CHECK_VERSION(3, 2, 0)
  return GIMP_IS_RASTERIZABLE (layer) &&
         !gimp_rasterizable_is_rasterized (GIMP_RASTERIZABLE (layer));
#else
  return FALSE;
#endif
}

/* Returns the layer with pixels of its own, which GIMP does not draw anew; NULL: impossible. */
static GimpLayer *
rasterize (GimpLayer *layer)
{
  if (gimp_item_is_group (GIMP_ITEM (layer)))
    return gimp_group_layer_merge (GIMP_GROUP_LAYER (layer));
#if GIMP_CHECK_VERSION(3, 2, 0)
  if (gimp_rasterizable_rasterize (GIMP_RASTERIZABLE (layer)))
    return layer;
#endif
  return NULL;
}

/* Copies a layer that has no pixels of its own. GIMP gives it some only inside an image, and the
 * user's image must not change, so that is done in a temporary one. */
static GimpLayer *
copy_rasterized (GimpImage *image, GimpLayer *layer)
{
  GimpImage *temporary = image_like (image);
  GimpLayer *copy = gimp_layer_new_from_drawable (GIMP_DRAWABLE (layer), temporary);
  GimpLayer *settled = NULL, *result = NULL;

  if (copy != NULL && gimp_image_insert_layer (temporary, copy, NULL, 0))
    settled = rasterize (copy);
  if (settled != NULL)
    result = gimp_layer_new_from_drawable (GIMP_DRAWABLE (settled), image);
  gimp_image_delete (temporary);
  return result;
}

GimpLayer *
plugin_look_copy (GimpImage *image, GimpLayer *layer, GError **error)
{
  gboolean group = gimp_item_is_group (GIMP_ITEM (layer));

  if (group && has_filters (layer)) {
    g_set_error (
        error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
        _ ("The layer is a group with filters, which a single new layer cannot keep: merge "
           "the filters or the group first, or select a layer of the group."));
    return NULL;
  }
  GimpLayer *copy =
      group || is_drawn (layer) ? copy_rasterized (image, layer) : gimp_layer_copy (layer);
  if (copy == NULL) {
    plugin_layers_set_error (error);
    return NULL;
  }
  GimpItem *item = GIMP_ITEM (copy);
  gimp_item_set_visible (item, TRUE);
  gimp_item_set_lock_content (item, FALSE);
  g_autofree char *tattoo = g_strdup_printf ("%u", gimp_item_get_tattoo (GIMP_ITEM (layer)));
  plugin_layer_attach (copy, STANDS_FOR, tattoo);
  return copy;
}

static gboolean
stands_for (GimpItem *item, guint tattoo)
{
  GimpParasite *parasite = gimp_item_get_parasite (item, STANDS_FOR);
  guint32 size = 0;
  const char *text = parasite != NULL ? gimp_parasite_get_data (parasite, &size) : NULL;
  gboolean found =
      size > 0 && text[size - 1] == '\0' && g_ascii_strtoull (text, NULL, 10) == tattoo;

  g_clear_pointer (&parasite, gimp_parasite_free);
  return found;
}

PluginPlace
plugin_look_place (GimpImage *image, GimpLayer *source)
{
  guint tattoo = gimp_item_get_tattoo (GIMP_ITEM (source));
  g_autofree GimpItem **siblings = plugin_layers_siblings (source);
  PluginPlace place = plugin_place_of (image, source);

  while (place.position > 0 && stands_for (siblings[place.position - 1], tattoo))
    place.position--;
  return place;
}

static void
hide (GimpItem *item)
{
  gboolean locked = gimp_item_get_lock_visibility (item);

  if (locked)
    gimp_item_set_lock_visibility (item, FALSE);
  gimp_item_set_visible (item, FALSE);
  if (locked)
    gimp_item_set_lock_visibility (item, TRUE);
}

void
plugin_look_replace (GimpLayer *source, GimpLayer *layer)
{
  guint tattoo = gimp_item_get_tattoo (GIMP_ITEM (source));
  g_autofree GimpItem **siblings = plugin_layers_siblings (source);

  for (guint i = 0; siblings[i] != NULL; i++)
    if (siblings[i] != GIMP_ITEM (layer) && stands_for (siblings[i], tattoo))
      hide (siblings[i]);
  hide (GIMP_ITEM (source));
}
