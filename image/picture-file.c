/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chooses the format of a picture file by its name, checks that it can hold the picture, and saves
 * it. */
#include "picture-file.h"

#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>
#include <ncsn/ncsn.h>

#include "picture-kind.h"
#include "save.h"

/* NULL when the name ends like none. */
static const NcsnPictureKind *
find_kind (const char *path)
{
  static const NcsnPictureKind *const kinds[] = {&ncsn_picture_png, &ncsn_picture_jpeg,
                                                 &ncsn_picture_tiff, &ncsn_picture_webp};
  g_autofree char *lower = g_ascii_strdown (path, -1);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    for (const char *const *ending = kinds[i]->endings; *ending != NULL; ending++)
      if (g_str_has_suffix (lower, *ending))
        return kinds[i];
  return NULL;
}

gboolean
ncsn_picture_file_is_named (const char *path)
{
  return find_kind (path) != NULL;
}

guint
ncsn_picture_file_depth (const char *path)
{
  return find_kind (path)->depth;
}

static gboolean
is_opaque (const NcsnImage *image)
{
  for (gsize i = 0; image->alpha != NULL && i < image->width * image->height; i++)
    if (image->alpha[i] < 1.0f)
      return FALSE;
  return TRUE;
}

gboolean
ncsn_picture_file_check (const NcsnImage *image, const char *path, GError **error)
{
  const NcsnPictureKind *kind = find_kind (path);
  if (MAX (image->width, image->height) > kind->max_side)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("The picture has %zu × %zu pixels, and the %s file “%s” holds at most %zu on a "
                    "side; write a PNG or TIFF file."),
                 image->width, image->height, kind->name, path, kind->max_side);
  else if (!kind->alpha && !is_opaque (image))
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("The picture has transparent parts, which the %s file “%s” cannot hold; write "
                    "a PNG, TIFF or WebP file."),
                 kind->name, path);
  else if (!kind->gray && image->channels == 1 && image->profile != NULL)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("The picture has a profile of gray, which the %s file “%s” cannot hold; write "
                    "a PNG, JPEG or TIFF file."),
                 kind->name, path);
  else
    return TRUE;
  return FALSE;
}

/* Gray values of the curve of sRGB (IEC 61966-2-1) that look like those with the image's gamma
 * (transfer full). */
static float *
with_srgb_curve (const NcsnImage *image)
{
  const gsize n = image->width * image->height;
  float *values = g_try_new (float, n);
  for (gsize i = 0; values != NULL && i < n; i++) {
    const double light = pow (CLAMP (image->data[i], 0.0f, 1.0f), image->gamma);
    values[i] = (float)(light <= 0.0031308 ? 12.92 * light : 1.055 * pow (light, 1 / 2.4) - 0.055);
  }
  return values;
}

static gboolean
save (const NcsnPictureKind *kind, const NcsnImage *image, const char *record, const char *path,
      GError **error)
{
  g_return_val_if_fail (record == NULL || strlen (record) <= NCSN_MAX_RECORD, FALSE);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  NcsnImage shown = *image;
  const gboolean convert = !kind->gamma && image->gamma > 0 && image->channels == 1;
  g_autofree float *converted = convert ? with_srgb_curve (image) : NULL;
  if (convert)
    shown.data = converted;
  if (shown.data != NULL && kind->encode (&shown, record, bytes))
    return ncsn_image_save_bytes (path, bytes, error);
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_MEMORY,
               _ ("There is not enough memory to write the picture “%s”; close other programs."),
               path);
  return FALSE;
}

gboolean
ncsn_picture_file_save (const NcsnImage *image, const char *record, const char *path,
                        GError **error)
{
  return save (find_kind (path), image, record, path, error);
}

gboolean
ncsn_image_save_png (const NcsnImage *image, const char *record, const char *path, GError **error)
{
  return save (&ncsn_picture_png, image, record, path, error);
}
