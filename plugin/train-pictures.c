/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Transparent pixels have no colour that could be learnt, so only a rectangle without gaps is. */
#include "train-pictures.h"

#include "geometry.h"
#include "image/buffer.h"
#include "image/picture-file.h"
#include "layers.h"

#include <glib/gi18n-lib.h>
#include <ncsn/ncsn.h>

/* The layer's part within the bounds of the selection, on the canvas. */
static PluginRect
find_bounds (GimpImage *image, GimpDrawable *layer)
{
  PluginRect bounds, selection;
  gboolean any;
  int right, bottom;

  gimp_drawable_get_offsets (layer, &bounds.x, &bounds.y);
  bounds.width = gimp_drawable_get_width (layer);
  bounds.height = gimp_drawable_get_height (layer);
  gimp_selection_bounds (image, &any, &selection.x, &selection.y, &right, &bottom);
  if (!any)
    return bounds;
  selection.width = right - selection.x;
  selection.height = bottom - selection.y;
  return plugin_rect_intersect (bounds, selection);
}

/* Multiplies alpha by the selection, if there is one. */
static void
apply_selection (GimpImage *image, PluginRect bounds, float *alpha)
{
  GimpSelection *selection = gimp_image_get_selection (image);
  g_autoptr (GeglBuffer) buffer = NULL;
  g_autofree float *mask = NULL;
  const gsize count = (gsize)bounds.width * (gsize)bounds.height;

  if (gimp_selection_is_empty (image))
    return;
  mask = g_new (float, count);
  buffer = gimp_drawable_get_buffer (GIMP_DRAWABLE (selection));
  ncsn_buffer_read_mask (buffer, GEGL_RECTANGLE (bounds.x, bounds.y, bounds.width, bounds.height),
                         mask);
  for (gsize i = 0; i < count; i++)
    alpha[i] *= mask[i];
}

static gboolean
refuse_size (GimpDrawable *layer, GError **error)
{
  g_autofree char *name = gimp_item_get_name (GIMP_ITEM (layer));

  g_set_error (error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
               _ ("“%s” has no opaque rectangle of %d × %d pixels, or the selection leaves none: a "
                  "model learns from squares of 64 × 64 pixels, so give it a larger picture."),
               name, PLUGIN_TRAIN_MIN_SIDE, PLUGIN_TRAIN_MIN_SIDE);
  return FALSE;
}

/* The picture to learn from; NULL with an error. */
static NcsnImage *
read_picture (GimpImage *image, GimpDrawable *layer, GError **error)
{
  const guint channels = gimp_image_get_base_type (image) == GIMP_GRAY ? 1 : 3;
  const PluginRect bounds = find_bounds (image, layer);
  const gsize count = (gsize)MAX (bounds.width, 0) * (gsize)MAX (bounds.height, 0);

  if (MIN (bounds.width, bounds.height) < PLUGIN_TRAIN_MIN_SIDE) {
    refuse_size (layer, error);
    return NULL;
  }
  g_autoptr (NcsnImage) whole = ncsn_image_new (bounds.width, bounds.height, channels, error);
  if (whole == NULL)
    return NULL;
  g_autofree float *alpha = g_new (float, count);
  g_autoptr (GeglBuffer) buffer = gimp_drawable_get_buffer (layer);
  int x, y;
  gimp_drawable_get_offsets (layer, &x, &y);
  ncsn_buffer_read (buffer,
                    GEGL_RECTANGLE (bounds.x - x, bounds.y - y, bounds.width, bounds.height),
                    channels, whole->data, alpha);
  apply_selection (image, bounds, alpha);
  const PluginRect part =
      plugin_rect_largest (alpha, bounds.width, bounds.height, NCSN_HOLE_THRESHOLD);
  if (MIN (part.width, part.height) < PLUGIN_TRAIN_MIN_SIDE) {
    refuse_size (layer, error);
    return NULL;
  }
  NcsnImage *picture = ncsn_image_new (part.width, part.height, channels, error);
  if (picture != NULL)
    plugin_picture_cut (whole->data, bounds.width, channels, part, picture->data);
  return picture;
}

static gboolean
write_picture (GimpImage *image, GimpDrawable *layer, guint number, const char *folder,
               GError **error)
{
  g_autofree char *name = g_strdup_printf ("%03u.png", number);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (NcsnImage) picture = read_picture (image, layer, error);

  return picture != NULL && ncsn_image_save_png (picture, NULL, path, error);
}

static gboolean
write_visible (GimpImage *image, const char *folder, GError **error)
{
  GimpLayer *seen = gimp_layer_new_from_visible (image, image, _ ("The image"));

  if (seen == NULL) {
    plugin_layers_set_error (error);
    return FALSE;
  }
  const gboolean written = write_picture (image, GIMP_DRAWABLE (seen), 1, folder, error);
  gimp_item_delete (GIMP_ITEM (seen));
  return written;
}

gboolean
plugin_train_pictures_write (GimpImage *image, GimpDrawable **layers, const char *folder,
                             GError **error)
{
  if (image == NULL || (layers != NULL && layers[0] == NULL)) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
                 _ ("There is no layer to learn from: open a picture and select its layers, or "
                    "choose a folder of pictures."));
    return FALSE;
  }
  if (layers == NULL)
    return write_visible (image, folder, error);
  for (guint i = 0; layers[i] != NULL; i++)
    if (!write_picture (image, layers[i], i + 1, folder, error))
      return FALSE;
  return TRUE;
}
