/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chooses the part of the data that is held out of training. */
#include "dataset-private.h"

#include <math.h>

/* The largest share of a picture's width that a strip may take, unless hold_out asks for more. */
#define MAX_STRIP_SHARE (1 / 3.0)

double
ncsn_dataset_fitting_scale (const NcsnDatasetOptions *options, guint width, guint height)
{
  return MAX ((double)options->patch_width / width, (double)options->patch_height / height);
}

double
ncsn_dataset_min_scale (const NcsnDatasetOptions *options, guint width, guint height)
{
  const double fitting = ncsn_dataset_fitting_scale (options, width, height);

  return MAX (options->scale_min, options->coarse ? NCSN_COARSE * fitting : fitting);
}

static void
add (GArray *parts, guint picture, guint left, guint width)
{
  const NcsnDatasetPart part = {.picture = picture, .left = left, .width = width};
  g_array_append_val (parts, part);
}

/* The width of a picture's held-out strip; 0: none. */
static guint
strip_width (const NcsnStoredPicture *picture, const NcsnDatasetOptions *options)
{
  const double scale = MAX (options->scale_min, (double)options->patch_height / picture->height);
  const double needed = ceil (options->patch_width / scale);
  const double left =
      options->coarse ? NCSN_COARSE * options->patch_width / options->scale_max : needed;
  const double strip = MAX (needed, round (options->hold_out * picture->width));
  const double max_strip = MAX (MAX_STRIP_SHARE, options->hold_out) * picture->width;
  return strip <= max_strip && picture->width - strip >= left ? (guint)strip : 0;
}

static void
hold_out_strips (const NcsnDatasetSource *source, const NcsnDatasetOptions *options, GArray *train,
                 GArray *held_out)
{
  for (guint i = 0; i < ncsn_picture_store_count (source->store); i++) {
    const NcsnStoredPicture *picture = ncsn_picture_store_picture (source->store, i);
    const guint strip = strip_width (picture, options);
    add (train, i, 0, picture->width - strip);
    if (strip > 0)
      add (held_out, i, picture->width - strip, strip);
  }
}

/* Holds out every k-th picture. Folders are read class by class, so this is every k-th of a class.
 */
static void
hold_out_pictures (const NcsnDatasetSource *source, double share, GArray *train, GArray *held_out)
{
  const guint count = ncsn_picture_store_count (source->store);
  const guint k = share > 0 ? (guint)MAX (lround (1 / share), 2) : G_MAXUINT;
  g_autofree guint *left = g_new0 (guint, NCSN_MAX_CLASSES); /* training pictures of each class */
  for (guint i = 0; i < count; i++)
    left[source->labels != NULL ? source->labels[i] : 0]++;
  for (guint i = 0; i < count; i++) {
    guint *of_class = &left[source->labels != NULL ? source->labels[i] : 0];
    const gboolean held = i % k == k - 1 && *of_class > 1;
    *of_class -= held;
    add (held ? held_out : train, i, 0, ncsn_picture_store_picture (source->store, i)->width);
  }
}

void
ncsn_dataset_hold_out (const NcsnDatasetSource *source, const NcsnDatasetOptions *options,
                       GArray *train, GArray *held_out)
{
  if (options->hold_out > 0 && options->patch_width > 0)
    hold_out_strips (source, options, train, held_out);
  if (held_out->len > 0)
    return;
  g_array_set_size (train, 0);
  hold_out_pictures (source, options->hold_out, train, held_out);
}
