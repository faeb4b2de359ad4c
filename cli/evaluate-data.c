/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a data set to pictures that suit a model. */
#include "evaluate-data.h"

#include <glib/gi18n.h>

#include "data.h"

/* Whether the pictures are of the model's kind. */
static gboolean
check_fit (const NcsnModelConfig *config, const NcsnDataset *dataset, const char *path,
           GError **error)
{
  if (config->width != dataset->width || config->height != dataset->height)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
                 _ ("The pictures of “%s” are %u × %u and the model is for %u × %u; with --resize "
                    "picture files are cut and resized."),
                 path, dataset->width, dataset->height, config->width, config->height);
  else if (config->channels != dataset->channels)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
                 config->channels == 1
                     ? _ ("The model is for gray pictures, and those of “%s” are in colour.")
                     : _ ("The model is for colour, and the pictures of “%s” are gray."),
                 path);
  else if (config->n_classes > 0 && dataset->n_classes == 0)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
                 _ ("The model must be told the class of each picture, and those of “%s” have "
                    "none; put them in sub-folders named like the classes."),
                 path);
  else
    return TRUE;
  return FALSE;
}

/* Puts the model's classes in the place of the data's, by their names. */
static gboolean
translate_classes (const NcsnModel *model, const NcsnDataset *dataset, guint *classes, gsize count,
                   GError **error)
{
  g_autofree guint *translation = g_new (guint, dataset->n_classes);
  for (guint i = 0; i < dataset->n_classes; i++) {
    const int found = ncsn_model_find_class (model, dataset->class_names[i], error);
    if (found < 0)
      return FALSE;
    translation[i] = found;
  }
  for (gsize k = 0; k < count; k++)
    classes[k] = translation[classes[k]];
  return TRUE;
}

static gboolean
choose_count (CliEvaluateData *data, const NcsnDataset *dataset, guint count, guint usual,
              GError **error)
{
  data->available = dataset->count;
  data->count = count > 0 ? count : MIN (usual, dataset->count);
  if (data->count <= dataset->count)
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
               _ ("There are only %" G_GSIZE_FORMAT " pictures; lower --count from %u."),
               dataset->count, count);
  return FALSE;
}

static gboolean
draw (CliEvaluateData *data, const NcsnModel *model, const NcsnDataset *dataset, guint64 seed,
      GError **error)
{
  const gboolean conditional = ncsn_model_config (model)->n_classes > 0;
  data->size = (gsize)dataset->width * dataset->height * dataset->channels;
  data->pictures = g_try_malloc_n (data->count, data->size * sizeof (float));
  if (data->pictures == NULL) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_MEMORY,
                 _ ("%u pictures do not fit in memory; lower --count."), data->count);
    return FALSE;
  }
  data->classes = conditional ? g_new (guint, data->count) : NULL;
  return ncsn_dataset_draw (dataset, seed, data->count, data->pictures, data->classes, error) &&
         (!conditional || translate_classes (model, dataset, data->classes, data->count, error));
}

gboolean
cli_evaluate_data_load (CliEvaluateData *data, const NcsnModel *model, const char *path,
                        gboolean resize, guint count, guint usual, guint64 seed,
                        NcsnImageLoader *loader, GError **error)
{
  const NcsnModelConfig *config = ncsn_model_config (model);
  NcsnDatasetOptions options = {0};
  if (resize) {
    options.width = config->width;
    options.height = config->height;
  } else if (config->patches) {
    options.patch_width = config->width;
    options.patch_height = config->height;
  }
  g_autoptr (NcsnDataset) dataset = cli_load_data (path, options, loader, error);
  return dataset != NULL && check_fit (config, dataset, path, error) &&
         choose_count (data, dataset, count, usual, error) &&
         draw (data, model, dataset, seed, error);
}

void
cli_evaluate_data_clear (CliEvaluateData *data)
{
  g_clear_pointer (&data->pictures, g_free);
  g_clear_pointer (&data->classes, g_free);
}
