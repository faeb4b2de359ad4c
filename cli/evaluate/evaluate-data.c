/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loads the data sets, checks that they suit the model, and draws pictures from them. */
#include "evaluate-data.h"

#include <string.h>

#include <glib/gi18n.h>

#include "cli/common/data.h"
#include "image/idx.h"

/* Whether the pictures are of the model's kind. */
static gboolean
check_fit (const NcsnModelConfig *config, const NcsnDataset *dataset, const char *path,
           GError **error)
{
  if (config->width != dataset->width || config->height != dataset->height)
    g_set_error (
        error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
        _ ("The pictures of “%s” are %u × %u, but the model is for %u × %u; add --resize to cut "
           "and resize picture files."),
        path, dataset->width, dataset->height, config->width, config->height);
  else if (config->channels != dataset->channels)
    g_set_error (
        error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
        config->channels == 1
            ? _ ("The model is for gray pictures, but those of “%s” are in colour; give others "
                 "with "
                 "--data.")
            : _ ("The model is for colour pictures, but those of “%s” are gray; give others with "
                 "--data."),
        path);
  else if (config->n_classes > 0 && dataset->n_classes == 0)
    g_set_error (
        error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
        _ ("The model has classes, but the pictures of “%s” have none; put them in sub-folders "
           "named like the classes."),
        path);
  else
    return TRUE;
  return FALSE;
}

/* The class of a name, or of its group: a picture that the model has not seen is one of its
 * material's. */
static int
find_class (const NcsnModel *model, const char *name, GError **error)
{
  const char *end = strstr (name, NCSN_CLASS_PART);
  g_autofree char *group = end != NULL ? g_strndup (name, (gsize)(end - name)) : NULL;
  const int found = ncsn_model_find_class (model, name, 0, group == NULL ? error : NULL);
  return found < 0 && group != NULL ? ncsn_model_find_class (model, group, 0, error) : found;
}

/* Matches the classes of the data and the model by their names. */
static gboolean
set_init (CliEvaluateSet *set, NcsnDataset *pictures, const NcsnModel *model, const char *path,
          GError **error)
{
  set->pictures = pictures;
  if (!check_fit (ncsn_model_config (model), pictures, path, error))
    return FALSE;
  if (ncsn_model_config (model)->n_classes == 0)
    return TRUE;
  set->classes = g_new (guint, pictures->n_classes);
  for (guint i = 0; i < pictures->n_classes; i++) {
    const int found = find_class (model, pictures->class_names[i], error);
    if (found < 0)
      return FALSE;
    set->classes[i] = (guint)found;
  }
  return TRUE;
}

/* The held-out pictures: all of --data, or the part that --hold-out sets aside. */
static NcsnDataset *
find_held_out (const CliEvaluateData *data, const CliEvaluateOptions *options, GError **error)
{
  if (options->hold_out == NULL)
    return data->data;
  NcsnDataset *held_out = ncsn_dataset_held_out (data->data);
  if (held_out == NULL)
    g_set_error (
        error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
        _ ("--hold-out %s sets nothing aside from “%s”: its pictures are too few, or too small "
           "to be cut; give other pictures with --data."),
        options->hold_out, options->data);
  return held_out;
}

/* Loads pictures with classes like the model's. Where it has some and the folder has no
 * sub-folders, each picture is one. */
static NcsnDataset *
load (const char *path, const NcsnModel *model, NcsnDatasetOptions reading, NcsnImageLoader *loader,
      GError **error)
{
  g_autofree char *idx = ncsn_idx_find_images (path);
  const gboolean files = g_file_test (path, G_FILE_TEST_IS_DIR) && idx == NULL;
  reading.each_picture = files && ncsn_model_has_groups (model);
  NcsnDataset *dataset = cli_load_data (path, reading, loader, error);
  if (dataset == NULL || !files || dataset->n_classes > 0 ||
      ncsn_model_config (model)->n_classes == 0)
    return dataset;
  ncsn_dataset_free (dataset);
  reading.each_picture = TRUE;
  return cli_load_data (path, reading, loader, error);
}

gboolean
cli_evaluate_data_load (CliEvaluateData *data, const NcsnModel *model,
                        const CliEvaluateOptions *options, const CliEvaluateSettings *settings,
                        NcsnImageLoader *loader, GError **error)
{
  const NcsnModelConfig *config = ncsn_model_config (model);
  NcsnDatasetOptions reading = settings->data;
  if (options->resize) {
    reading.width = config->width;
    reading.height = config->height;
  } else if (config->patches) {
    reading.patch_width = config->width;
    reading.patch_height = config->height;
  }
  if (options->scale != NULL && reading.patch_width == 0) {
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                         _ ("--scale is for models of patches, whose pictures are not resized; "
                            "leave it out."));
    return FALSE;
  }
  data->size = (gsize)config->width * config->height * config->channels;
  data->data = load (options->data, model, reading, loader, error);
  if (data->data == NULL)
    return FALSE;
  NcsnDataset *held_out = find_held_out (data, options, error);
  if (held_out == NULL || !set_init (&data->held_out, held_out, model, options->data, error))
    return FALSE;
  if (options->hold_out != NULL)
    return set_init (&data->training, data->data, model, options->data, error);
  if (options->train_data == NULL)
    return TRUE;
  data->train_data = load (options->train_data, model, reading, loader, error);
  return data->train_data != NULL &&
         set_init (&data->training, data->train_data, model, options->train_data, error);
}

void
cli_evaluate_data_clear (CliEvaluateData *data)
{
  g_clear_pointer (&data->held_out.classes, g_free);
  g_clear_pointer (&data->training.classes, g_free);
  g_clear_pointer (&data->data, ncsn_dataset_free);
  g_clear_pointer (&data->train_data, ncsn_dataset_free);
}

float *
cli_evaluate_pictures_new (gsize count, gsize size, const char *option, GError **error)
{
  float *pictures =
      count <= G_MAXSIZE / size ? g_try_malloc_n (count * size, sizeof (float)) : NULL;
  if (pictures == NULL)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_MEMORY,
                 ngettext ("%zu picture does not fit in memory; lower %s.",
                           "%zu pictures do not fit in memory; lower %s.", count),
                 count, option);
  return pictures;
}

gboolean
cli_evaluate_set_draw (const CliEvaluateSet *set, const NcsnModel *model, guint count, guint64 seed,
                       float **pictures, guint **classes, GError **error)
{
  const NcsnModelConfig *config = ncsn_model_config (model);
  const gsize size = (gsize)config->width * config->height * config->channels;
  *pictures = cli_evaluate_pictures_new (count, size, "--count", error);
  *classes = set->classes != NULL ? g_new (guint, count) : NULL;
  if (*pictures == NULL ||
      !(config->patches
            ? ncsn_dataset_batch (seed, 0, 0, count, *pictures, *classes, set->pictures, error)
            : ncsn_dataset_draw (set->pictures, seed, count, *pictures, *classes, error)))
    return FALSE;
  for (guint k = 0; set->classes != NULL && k < count; k++)
    (*classes)[k] = set->classes[(*classes)[k]];
  return TRUE;
}

gboolean
cli_evaluate_set_has (const CliEvaluateSet *set, guint class_index)
{
  for (gsize i = 0; i < set->pictures->count; i++)
    if (set->classes[set->pictures->labels[i]] == class_index)
      return TRUE;
  return FALSE;
}

/* Pictures drawn at a time until every class has enough. */
#define BATCH 32

/* The index of the first requested class that matches `class_index` and still lacks pictures;
 * `count` if there is none. */
static guint
find_place (const int *classes, guint count, const guint *have, guint each, int class_index)
{
  for (guint i = 0; i < count; i++)
    if ((classes[i] < 0 || classes[i] == class_index) && have[i] < each)
      return i;
  return count;
}

gboolean
cli_evaluate_set_collect (const CliEvaluateSet *set, const int *classes, guint count, guint each,
                          guint64 seed, guint begin, CliEvaluateWatch *watch, float *pictures,
                          GError **error)
{
  const NcsnDataset *from = set->pictures;
  const gsize size = (gsize)from->width * from->height * from->channels;
  const gsize total = (gsize)count * each;
  g_autofree float *drawn = g_new (float, BATCH *size);
  g_autofree guint *have = g_new0 (guint, count);
  guint labels[BATCH];
  gsize done = 0;
  for (guint32 step = begin; done < total; step++) {
    if (!cli_evaluate_watch_step (watch, done, total, error) ||
        !ncsn_dataset_batch (seed, step, 0, BATCH, drawn, set->classes != NULL ? labels : NULL,
                             set->pictures, error))
      return FALSE;
    for (guint k = 0; k < BATCH; k++) {
      const int own = set->classes != NULL ? (int)set->classes[labels[k]] : -1;
      const guint place = find_place (classes, count, have, each, own);
      if (place == count)
        continue;
      memcpy (pictures + ((gsize)place * each + have[place]) * size, drawn + k * size,
              size * sizeof (float));
      have[place]++;
      done++;
    }
  }
  return TRUE;
}
