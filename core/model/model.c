/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A model in memory: creating and freeing it, its classes and its description. */
#include "model/model-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/memory.h"
#include "model/score-graph.h"
#include "ncsn/error.h"
#include "ncsn/random.h"
#include "ncsn/suggest.h"

#define MAX_INPUTS 9 /* channels that a U-Net sees: colours, holes, levels and a marked view */

NcsnParameters *
ncsn_model_declare (const NcsnModelConfig *config)
{
  g_autoptr (NcsnGraph) graph = ncsn_graph_new ();
  NcsnParameters *parameters = ncsn_parameters_new ();

  ncsn_score_graph_build (graph, parameters, config,
                          (NcsnShape){1, config->height, config->width, config->channels});
  return parameters;
}

NcsnModel *
ncsn_model_new_unset (const NcsnModelConfig *config, GError **error)
{
  g_autoptr (NcsnModel) model = g_new0 (NcsnModel, 1);

  model->config = *config;
  model->parameters = ncsn_model_declare (config);
  model->values = ncsn_floats_new (model->parameters->size, error);
  return model->values != NULL ? g_steal_pointer (&model) : NULL;
}

NcsnModel *
ncsn_model_new (const NcsnModelConfig *config, guint64 seed, GError **error)
{
  if (!ncsn_model_config_check (config, error))
    return NULL;
  NcsnModel *model = ncsn_model_new_unset (config, error);
  if (model != NULL)
    ncsn_parameters_draw (model->parameters, seed, model->values);
  return model;
}

/* Copies rows of `length` numbers, a block of `from` rows after the other. Row i of a new block is
 * row origin[i] of the old one; where that is -1 its numbers become 0. origin: NULL for each its
 * own number. */
static void
copy_rows (const float *old, gsize from, float *values, gsize to, gsize blocks, gsize length,
           const int *origin)
{
  for (gsize i = 0; i < blocks * to; i++) {
    const gsize block = i / to, row = i % to;
    const int source = origin != NULL ? origin[row] : (int)row;

    if (source < 0)
      memset (values + i * length, 0, length * sizeof (float));
    else
      memcpy (values + i * length, old + (block * from + (gsize)source) * length,
              length * sizeof (float));
  }
}

/* The input channels are the picture's, that of holes, that of levels and those of the view. */
static void
find_inputs (const NcsnModelConfig *from, const NcsnModelConfig *to, int *origin)
{
  const int channels = (int)from->channels;
  int old = channels;

  for (int c = 0; c < channels; c++)
    *origin++ = c;
  if (to->holes)
    *origin++ = from->holes ? old++ : -1;
  if (to->noise_map)
    *origin++ = from->noise_map ? old++ : -1;
  for (int c = 0; to->coarse && c <= channels; c++)
    *origin++ = from->coarse ? old++ : -1;
}

/* The rows of the table of classes, each of which begins as the class of this number (origin NULL:
 * of its own); that of no class begins as the old one, or as 0 (transfer full). */
static int *
find_classes (const NcsnModelConfig *from, const NcsnModelConfig *to, const int *origin)
{
  int *rows = g_new (int, to->n_classes + 1);

  for (guint i = 0; i < to->n_classes; i++)
    rows[i] = origin != NULL ? origin[i] : (int)i;
  rows[to->n_classes] = from->guidable ? (int)from->n_classes : -1;
  return rows;
}

/* A model of another configuration with these weights. The input channels of the one convolution
 * that sees them begin as the old ones of these numbers, and so do classes. */
static NcsnModel *
rearrange (const NcsnModel *model, const NcsnModelConfig *config, const int *inputs,
           const int *classes, GError **error)
{
  if (!ncsn_model_config_check (config, error))
    return NULL;
  NcsnModel *made = ncsn_model_new_unset (config, error);
  g_autofree int *rows = find_classes (&model->config, config, classes);
  for (guint i = 0; made != NULL && i < ncsn_parameters_count (made->parameters); i++) {
    const NcsnParameter *to = ncsn_parameters_get (made->parameters, i);
    const NcsnParameter *from = ncsn_parameters_find (model->parameters, to->name);
    const int *origin = NULL;

    if (strcmp (to->name, "begin.weight") == 0)
      origin = inputs;
    else if (strcmp (to->name, "embedding.class.weight") == 0)
      origin = rows;
    copy_rows (model->values + from->offset, from->shape.w, made->values + to->offset, to->shape.w,
               to->shape.n * to->shape.h, to->shape.c, origin);
  }
  if (made != NULL)
    ncsn_model_set_description (made, model->description);
  return made;
}

NcsnModel *
ncsn_model_with_inputs (const NcsnModel *model, gboolean holes, gboolean noise_map, gboolean coarse,
                        GError **error)
{
  NcsnModelConfig config = model->config;
  int origin[MAX_INPUTS];

  config.holes |= holes;
  config.noise_map |= noise_map;
  config.coarse |= coarse;
  if (!ncsn_model_config_check (&config, error))
    return NULL;
  find_inputs (&model->config, &config, origin);
  NcsnModel *wider = rearrange (model, &config, origin, NULL, error);
  if (wider != NULL)
    ncsn_model_set_class_names (wider, (const char *const *)model->class_names);
  return wider;
}

NcsnModel *
ncsn_model_with_classes (const NcsnModel *model, const int *origin, guint n_classes, GError **error)
{
  NcsnModelConfig config = model->config;

  if (config.n_classes == 0) {
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                         _ ("The model has no classes that others could begin as."));
    return NULL;
  }
  config.n_classes = n_classes;
  return rearrange (model, &config, NULL, origin, error);
}

NcsnModel *
ncsn_model_with_patches (const NcsnModel *model, guint size, GError **error)
{
  NcsnModelConfig config = model->config;

  if (config.network != NCSN_NETWORK_UNET || !config.patches) {
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                         _ ("Only a U-Net of patches can learn on from patches of another size."));
    return NULL;
  }
  for (guint i = 0; i < config.n_attention; i++)
    config.attention[i] = (guint)((guint64)config.attention[i] * size / config.height);
  config.width = config.height = size;
  NcsnModel *other = rearrange (model, &config, NULL, NULL, error);
  if (other != NULL)
    ncsn_model_set_class_names (other, (const char *const *)model->class_names);
  return other;
}

NcsnModel *
ncsn_model_with_guidance (const NcsnModel *model, GError **error)
{
  NcsnModelConfig config = model->config;

  config.guidable = TRUE;
  NcsnModel *guidable = rearrange (model, &config, NULL, NULL, error);
  if (guidable != NULL)
    ncsn_model_set_class_names (guidable, (const char *const *)model->class_names);
  return guidable;
}

void
ncsn_model_free (NcsnModel *model)
{
  if (model == NULL)
    return;
  ncsn_parameters_free (model->parameters);
  ncsn_floats_free (model->values);
  g_strfreev (model->class_names);
  g_free (model->description);
  g_free (model);
}

const NcsnModelConfig *
ncsn_model_config (const NcsnModel *model)
{
  return &model->config;
}

void
ncsn_model_set_schedule (NcsnModel *model, const NcsnSchedule *schedule)
{
  model->config.schedule = *schedule;
}

void
ncsn_model_set_symmetry (NcsnModel *model, NcsnSymmetry symmetry)
{
  model->config.symmetry = symmetry;
}

gsize
ncsn_model_n_parameters (const NcsnModel *model)
{
  return ncsn_parameters_trained (model->parameters);
}

const char *
ncsn_model_class_name (const NcsnModel *model, guint index)
{
  return model->class_names != NULL && index < model->config.n_classes ? model->class_names[index]
                                                                       : NULL;
}

void
ncsn_model_set_class_names (NcsnModel *model, const char *const *names)
{
  g_strfreev (model->class_names);
  model->class_names = g_strdupv ((char **)names);
}

gboolean
ncsn_model_has_groups (const NcsnModel *model)
{
  for (guint i = 0; i < model->config.n_classes; i++) {
    const char *name = ncsn_model_class_name (model, i);

    if (name != NULL && strstr (name, NCSN_CLASS_PART) != NULL)
      return TRUE;
  }
  return FALSE;
}

static int
class_by_number (const NcsnModel *model, const char *name)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (name, 10, 0, G_MAXINT, &number, NULL) ||
      number >= model->config.n_classes)
    return -1;
  return (int)number;
}

static int
class_by_name (const NcsnModel *model, const char *name)
{
  for (guint i = 0; i < model->config.n_classes; i++)
    if (g_strcmp0 (ncsn_model_class_name (model, i), name) == 0)
      return (int)i;
  return -1;
}

/* Class number seed modulo n of the n classes of a group. */
static int
class_of_group (const NcsnModel *model, const char *group, guint64 seed)
{
  g_autofree char *begin = g_strconcat (group, NCSN_CLASS_PART, NULL);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (int));

  for (guint i = 0; i < model->config.n_classes; i++) {
    const char *name = ncsn_model_class_name (model, i);
    if (name != NULL && g_str_has_prefix (name, begin))
      g_array_append_val (found, i);
  }
  return found->len > 0 ? g_array_index (found, int, seed % found->len) : -1;
}

int
ncsn_model_find_class (const NcsnModel *model, const char *name, guint64 seed, GError **error)
{
  if (model->config.n_classes == 0) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("The model has no classes, so class “%s” cannot be asked for."), name);
    return -1;
  }
  int number = class_by_name (model, name);
  if (number < 0)
    number = class_of_group (model, name, seed);
  if (number < 0)
    number = class_by_number (model, name);
  if (number < 0) {
    g_autofree char *names =
        model->class_names != NULL ? g_strjoinv (", ", model->class_names) : NULL;
    g_autofree char *meant = ncsn_did_you_mean (name, (const char *const *)model->class_names);
    if (names != NULL)
      g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                   _ ("The model has no class “%s”.%s It has: %s."), name, meant, names);
    else
      g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                   _ ("The model has no class “%s”; its classes are the numbers 0 to %u."), name,
                   model->config.n_classes - 1);
  }
  return number;
}

const char *
ncsn_model_description (const NcsnModel *model)
{
  return model->description;
}

void
ncsn_model_set_description (NcsnModel *model, const char *description)
{
  g_free (model->description);
  model->description = g_strdup (description);
}

void
ncsn_model_choose_classes (const NcsnModel *model, int class_index, guint64 seed,
                           guint32 first_picture, guint *classes, gsize n_pictures)
{
  for (gsize i = 0; i < n_pictures; i++) {
    NcsnRandomKey key = {seed, NCSN_STREAM_CLASS, first_picture + (guint32)i, 0};
    if (model->config.n_classes == 0)
      classes[i] = 0;
    else
      classes[i] =
          class_index >= 0 ? (guint)class_index : ncsn_random_index (key, model->config.n_classes);
  }
}
