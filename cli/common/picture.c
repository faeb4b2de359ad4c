/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads pictures and masks from files as colours for the model, and puts changed colours back.
 *
 * A pixel outside the mask keeps its bytes for three reasons: it is read as a number over 255 or
 * 65535 (within float precision), nothing writes to it where the mask marks nothing, and saving
 * rounds to the nearest number. */
#include "picture.h"

#include <glib/gi18n.h>
#include <ncsn/ncsn.h>

#include "command.h"
#include "image/picture-file.h"

void
cli_picture_options_clear (CliPictureOptions *options)
{
  g_free (options->input);
  g_free (options->mask);
  g_free (options->output);
  cli_task_options_clear (&options->task);
}

NcsnImage *
cli_picture_load_mask (NcsnImageLoader *loader, const char *path, const NcsnImage *image,
                       GError **error)
{
  const NcsnImageLoadOptions gray = {.channels = 1};
  g_autoptr (NcsnImage) mask = ncsn_image_loader_load (loader, path, &gray, error);
  if (mask == NULL)
    return NULL;
  if (mask->width == image->width && mask->height == image->height)
    return g_steal_pointer (&mask);
  g_set_error (
      error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
      _ ("The mask has %zu × %zu pixels and the picture %zu × %zu; they must be of one size."),
      mask->width, mask->height, image->width, image->height);
  return NULL;
}

static gboolean
is_transparent (const NcsnImage *image, gsize i)
{
  return image->alpha != NULL && image->alpha[i] <= 0.0f;
}

/* Whether all of the picture changes and nothing of it is needed later. It need not be there twice
 * then: a picture of 61 megapixels has 0.7 GiB. */
static gboolean
changes_wholly (const CliPicture *picture)
{
  return picture->mask == NULL && picture->image->alpha == NULL &&
         picture->image->channels == picture->channels;
}

/* The picture's colours with the model's channels; those of a gray picture are all equal. */
static float *
colours (const NcsnImage *image, guint channels, GError **error)
{
  const gsize n = image->width * image->height * channels;
  float *pixels = g_try_new (float, n);
  if (pixels == NULL)
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_MEMORY,
                         _ ("The picture does not fit in memory; make it smaller."));
  for (gsize i = 0; pixels != NULL && i < image->width * image->height; i++) {
    const float *colour = image->data + i * image->channels;
    for (guint c = 0; c < channels; c++)
      pixels[i * channels + c] =
          is_transparent (image, i) ? 0.0f : colour[image->channels == channels ? c : 0];
  }
  return pixels;
}

/* Says so if the output holds fewer bits than the input. */
static void
warn_of_depth (const NcsnImage *image, const char *output)
{
  if (output != NULL && ncsn_picture_file_depth (output) < image->depth)
    cli_note (_ ("“%s” holds 8 bits a channel, and the picture has more; PNG and TIFF hold 16."),
              output);
}

/* Whether `pixels` are those of `image`. */
static gboolean
shares_pixels (const CliPicture *picture)
{
  return picture->image != NULL && picture->pixels == picture->image->data;
}

static void
unload (CliPicture *picture)
{
  if (!shares_pixels (picture))
    g_free (picture->pixels);
  picture->pixels = NULL;
  g_clear_pointer (&picture->image, ncsn_image_free);
  g_clear_pointer (&picture->mask, ncsn_image_free);
}

gboolean
cli_picture_load (CliPicture *picture, const CliPictureFiles *files, NcsnImageLoader *loader,
                  GError **error)
{
  const NcsnModel *model = picture->task.model;
  const guint channels = model != NULL ? ncsn_model_config (model)->channels : 0;
  const NcsnImageLoadOptions exactly = {.channels = channels == 1 ? 1 : 0, .exact = TRUE};
  unload (picture);
  picture->files = *files;
  picture->image = ncsn_image_loader_load (loader, files->input, &exactly, error);
  if (picture->image == NULL ||
      (files->output != NULL && !ncsn_picture_file_check (picture->image, files->output, error)))
    return FALSE;
  warn_of_depth (picture->image, files->output);
  if (files->mask != NULL) {
    picture->mask = cli_picture_load_mask (loader, files->mask, picture->image, error);
    if (picture->mask == NULL)
      return FALSE;
  }
  picture->task.options.alpha = picture->image->alpha;
  picture->channels = channels > 0 ? channels : picture->image->channels;
  picture->pixels = changes_wholly (picture) ? picture->image->data
                                             : colours (picture->image, picture->channels, error);
  return picture->pixels != NULL;
}

void
cli_picture_clear (CliPicture *picture)
{
  cli_task_clear (&picture->task);
  unload (picture);
}

/* Lays a colour of opacity m over one of opacity a (Porter & Duff 1984, “over”). */
static float
over (float colour, float m, float below, float a)
{
  return (m * colour + (1.0f - m) * a * below) / (m + (1.0f - m) * a);
}

/* Channel c of the changed pixel i; for a gray picture, the mean of the model's channels. */
static float
changed_colour (const CliPicture *picture, gsize i, guint c)
{
  const float *changed = picture->pixels + i * picture->channels;
  float sum = 0.0f;
  if (picture->image->channels == picture->channels)
    return changed[c];
  for (guint k = 0; k < picture->channels; k++)
    sum += changed[k];
  return sum / picture->channels;
}

/* Lays the changed pixel i over the old one. */
static void
paint (CliPicture *picture, gsize i, float m, gboolean fills)
{
  NcsnImage *image = picture->image;
  const float a = fills && image->alpha != NULL ? image->alpha[i] : 1.0f;
  for (guint c = 0; c < image->channels; c++) {
    float *colour = image->data + i * image->channels + c;
    *colour = over (changed_colour (picture, i, c), m, *colour, a);
  }
  if (fills && image->alpha != NULL)
    image->alpha[i] = m + (1.0f - m) * a;
}

void
cli_picture_finish (CliPicture *picture, gboolean fills)
{
  const NcsnImage *image = picture->image;
  for (gsize i = 0; !shares_pixels (picture) && i < image->width * image->height; i++) {
    const gboolean transparent = is_transparent (image, i);
    const float m = picture->mask != NULL ? picture->mask->data[i] : 1.0f;
    if (transparent ? fills && m > 0.0f : m >= NCSN_HOLE_THRESHOLD)
      paint (picture, i, m, fills);
  }
}
