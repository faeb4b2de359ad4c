/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures and masks from files, over black for the model, and back.
 *
 * Why a pixel outside the mask keeps its bytes: it is read as a number over 255 or 65535 (within
 * float precision), no one writes to it where the mask is 0, and saving rounds to the nearest
 * number. */
#include "picture.h"

#include <glib/gi18n.h>
#include <ncsn/ncsn.h>

void
cli_picture_clear (CliPicture *picture)
{
  ncsn_image_free (picture->image);
  ncsn_image_free (picture->mask);
  g_free (picture->pixels);
}

static NcsnImage *
load_mask (NcsnImageLoader *loader, const char *path, const NcsnImage *image, GError **error)
{
  const NcsnImageLoadOptions gray = {.channels = 1};
  g_autoptr (NcsnImage) mask = ncsn_image_loader_load (loader, path, &gray, error);
  if (mask == NULL)
    return NULL;
  if (mask->width == image->width && mask->height == image->height)
    return g_steal_pointer (&mask);
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
               _ ("The mask has %" G_GSIZE_FORMAT " × %" G_GSIZE_FORMAT
                  " pixels and the picture %" G_GSIZE_FORMAT " × %" G_GSIZE_FORMAT
                  "; they must be of one size."),
               mask->width, mask->height, image->width, image->height);
  return NULL;
}

static float *
over_black (const NcsnImage *image, GError **error)
{
  const gsize n = image->width * image->height * image->channels;
  float *pixels = g_try_new (float, n);
  if (pixels == NULL)
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_MEMORY,
                         _ ("The picture does not fit in memory; make it smaller."));
  for (gsize i = 0; pixels != NULL && i < n; i++)
    pixels[i] = image->data[i] * (image->alpha != NULL ? image->alpha[i / image->channels] : 1.0f);
  return pixels;
}

gboolean
cli_picture_load (CliPicture *picture, NcsnImageLoader *loader, const char *path,
                  const char *mask_path, guint channels, GError **error)
{
  const NcsnImageLoadOptions exactly = {.channels = channels, .exact = TRUE};
  picture->image = ncsn_image_loader_load (loader, path, &exactly, error);
  if (picture->image == NULL)
    return FALSE;
  if (mask_path != NULL) {
    picture->mask = load_mask (loader, mask_path, picture->image, error);
    if (picture->mask == NULL)
      return FALSE;
  }
  picture->pixels = over_black (picture->image, error);
  return picture->pixels != NULL;
}

/* Lays a colour of opacity m over one of opacity a (Porter & Duff 1984, “over”). */
static float
over (float colour, float m, float below, float a)
{
  return (m * colour + (1.0f - m) * a * below) / (m + (1.0f - m) * a);
}

static void
paint (CliPicture *picture, gsize i, float m)
{
  NcsnImage *image = picture->image;
  const float a = image->alpha != NULL ? image->alpha[i] : 1.0f;
  for (gsize k = i * image->channels; k < (i + 1) * image->channels; k++)
    image->data[k] = over (picture->pixels[k], m, image->data[k], a);
  if (image->alpha != NULL)
    image->alpha[i] = m + (1.0f - m) * a;
}

/* The colour that is the changed one when it lies over black. */
static void
replace (CliPicture *picture, gsize i)
{
  NcsnImage *image = picture->image;
  const float a = image->alpha != NULL ? image->alpha[i] : 1.0f;
  for (gsize k = i * image->channels; k < (i + 1) * image->channels; k++)
    if (a > 0.0f)
      image->data[k] = picture->pixels[k] / a;
}

void
cli_picture_finish (CliPicture *picture)
{
  const gsize n_pixels = picture->image->width * picture->image->height;
  for (gsize i = 0; i < n_pixels; i++)
    if (picture->mask == NULL)
      replace (picture, i);
    else if (picture->mask->data[i] > 0.0f)
      paint (picture, i, picture->mask->data[i]);
}
