/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Data sets of pictures whose pixels hold their own coordinates. */
#include "places.h"

#include <string.h>

#include "image/picture-file.h"

void
places_write (const char *folder, const char *name, guint width, guint height, guint8 mark)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = folder_path (folder, name);
  g_autoptr (NcsnImage) image = ncsn_image_new (width, height, 3, &error);
  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++) {
      float *pixel = image->data + 3 * ((gsize)y * width + x);
      pixel[0] = x / 255.0f;
      pixel[1] = y / 255.0f;
      pixel[2] = mark / 255.0f;
    }
  g_assert_true (ncsn_image_save_png (image, NULL, path, &error));
}

static void
count_warning (const char *sentence, gpointer data)
{
  g_test_message ("%s", sentence);
  g_assert_null (strchr (sentence, '\n'));
  (*(guint *)data)++;
}

NcsnDataset *
places_load (const char *path, NcsnDatasetOptions options, gconstpointer loader, guint *warnings,
             GError **error)
{
  *warnings = 0;
  options.loader = (NcsnImageLoader *)loader;
  options.warning = count_warning;
  options.warning_data = warnings;
  return ncsn_dataset_load (path, &options, error);
}

double
places_value (const NcsnDataset *dataset, const float *pictures, guint k, guint x, guint y, guint c)
{
  const gsize pixel = ((gsize)k * dataset->height + y) * dataset->width + x;
  return 255.0 * pictures[pixel * dataset->channels + c];
}

float *
places_batch (NcsnDataset *dataset, guint32 step, guint batch, guint *classes)
{
  g_autoptr (GError) error = NULL;
  float *pictures =
      g_new (float, (gsize)batch * dataset->width * dataset->height * dataset->channels);
  ncsn_dataset_batch (1, step, 0, batch, pictures, classes, dataset, &error);
  g_assert_no_error (error);
  return pictures;
}
