/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loads data sets: chooses the reader for a path, fills in defaults, computes mean and σ. */
#include "dataset-private.h"

#include <math.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#define DEFAULT_WINDOW ((gsize)1 << 30)
#define DEFAULT_HOLD_OUT 0.05

void
ncsn_dataset_source_free (NcsnDatasetSource *source)
{
  if (source == NULL)
    return;
  ncsn_picture_store_free (source->store);
  g_free (source->labels);
  g_strfreev (source->class_names);
  g_free (source);
}

/* A quarter of the machine's memory, or half of the available memory if that is less. */
static gsize
default_memory (void)
{
  const gsize quarter = (gsize)sysconf (_SC_PHYS_PAGES) * (gsize)sysconf (_SC_PAGESIZE) / 4;
  const guint64 available = ncsn_memory_available ();
  return available > 0 ? (gsize)MIN (quarter, available / 2) : quarter;
}

/* The options with defaults in place of zeros. */
static NcsnDatasetOptions
complete (const NcsnDatasetOptions *options)
{
  NcsnDatasetOptions all = *options;
  if (all.scale_max == 0)
    all.scale_min = all.scale_max = 1;
  if (all.memory == 0)
    all.memory = default_memory ();
  if (all.window == 0)
    all.window = DEFAULT_WINDOW;
  return all;
}

/* Reads the pictures at `path`, and sets the default share to hold out. */
static NcsnDatasetSource *
read_source (const char *path, NcsnDatasetOptions *options, GError **error)
{
  if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_FILE, _ ("There is no folder or data file “%s”."),
                 path);
    return NULL;
  }
  const gboolean folder = g_file_test (path, G_FILE_TEST_IS_DIR);
  g_autofree char *idx = folder ? ncsn_idx_find_images (path) : g_strdup (path);
  if (idx != NULL && options->each_picture) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("The classes of “%s” are its labels, so its pictures cannot be classes."), idx);
    return NULL;
  }
  if (options->hold_out < 0)
    options->hold_out = idx != NULL ? 0 : DEFAULT_HOLD_OUT;
  return idx != NULL ? ncsn_dataset_read_idx (idx, options, error)
                     : ncsn_dataset_read_folder (path, options, error);
}

/* Sets the fields that a data set and its held-out data have in common. */
static void
describe_source (NcsnDataset *dataset)
{
  const NcsnDatasetSource *source = dataset->private->source;
  const NcsnDatasetOptions *options = &dataset->private->options;
  const guint count = ncsn_picture_store_count (source->store);
  const NcsnStoredPicture *first = ncsn_picture_store_picture (source->store, 0);
  double mean = 0, mean_square = 0;
  dataset->width = options->patch_width > 0 ? options->patch_width : first->width;
  dataset->height = options->patch_width > 0 ? options->patch_height : first->height;
  for (guint i = 0; i < count; i++) {
    const NcsnStoredPicture *picture = ncsn_picture_store_picture (source->store, i);
    dataset->channels = MAX (dataset->channels, picture->channels);
    mean += picture->mean;
    mean_square += picture->mean_square;
  }
  dataset->mean = mean / count;
  dataset->sigma = sqrt (MAX (mean_square / count - dataset->mean * dataset->mean, 0.0));
  if (source->class_names != NULL) {
    dataset->n_classes = g_strv_length (source->class_names);
    dataset->class_names = g_strdupv (source->class_names);
  }
}

/* The number of pictures that fill the window; 0 if all of them fit. */
static guint
find_window (const NcsnDataset *dataset)
{
  const NcsnDatasetPrivate *private = dataset->private;
  double size = 0;
  for (gsize i = 0; i < dataset->count; i++) {
    const NcsnStoredPicture *picture =
        ncsn_picture_store_picture (private->source->store, private->parts[i].picture);
    size += (double)picture->width * picture->height * picture->channels;
  }
  const double window = (double)private->options.window;
  return size <= window ? 0 : (guint)MAX (dataset->count * (window / size), 1.0);
}

static NcsnDataset *
make_dataset (NcsnDatasetSource *source, const NcsnDatasetOptions *options, GArray *parts)
{
  NcsnDataset *dataset = g_new0 (NcsnDataset, 1);
  dataset->private = g_new0 (NcsnDatasetPrivate, 1);
  dataset->private->source = source;
  dataset->private->options = *options;
  dataset->count = parts->len;
  dataset->private->parts = g_memdup2 (parts->data, parts->len * sizeof (NcsnDatasetPart));
  if (source->labels != NULL) {
    dataset->labels = g_new (guint16, dataset->count);
    for (gsize i = 0; i < dataset->count; i++)
      dataset->labels[i] = source->labels[dataset->private->parts[i].picture];
  }
  describe_source (dataset);
  dataset->private->window = find_window (dataset);
  return dataset;
}

static gboolean
check_turn (const NcsnDataset *dataset, GError **error)
{
  if (!dataset->private->options.turn || dataset->width == dataset->height)
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
               _ ("Pictures of %u × %u cannot be turned by right angles; cut them to squares with "
                  "--size or --patches."),
               dataset->width, dataset->height);
  return FALSE;
}

NcsnDataset *
ncsn_dataset_load (const char *path, const NcsnDatasetOptions *options, GError **error)
{
  NcsnDatasetOptions all = complete (options);
  NcsnDatasetSource *source = read_source (path, &all, error);
  if (source == NULL)
    return NULL;
  g_autoptr (GArray) train = g_array_new (FALSE, FALSE, sizeof (NcsnDatasetPart));
  g_autoptr (GArray) held_out = g_array_new (FALSE, FALSE, sizeof (NcsnDatasetPart));
  ncsn_dataset_hold_out (source, &all, train, held_out);
  g_autoptr (NcsnDataset) dataset = make_dataset (source, &all, train);
  if (!check_turn (dataset, error))
    return NULL;
  all.flip = all.turn = all.coarse = FALSE;
  if (held_out->len > 0)
    dataset->private->held_out = make_dataset (source, &all, held_out);
  return g_steal_pointer (&dataset);
}

/* Frees all but the source, which a data set shares with its held-out data. */
static void
free_without_source (NcsnDataset *dataset)
{
  g_free (dataset->private->parts);
  g_free (dataset->private);
  g_free (dataset->labels);
  g_strfreev (dataset->class_names);
  g_free (dataset);
}

void
ncsn_dataset_free (NcsnDataset *dataset)
{
  if (dataset == NULL)
    return;
  if (dataset->private->held_out != NULL)
    free_without_source (dataset->private->held_out);
  ncsn_dataset_source_free (dataset->private->source);
  free_without_source (dataset);
}

NcsnDataset *
ncsn_dataset_held_out (const NcsnDataset *dataset)
{
  return dataset->private->held_out;
}
