/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A model in memory: creating and freeing it, its classes and its description. */
#include "model/model-private.h"

#include <string.h>

#include "base/memory.h"
#include "model/score-graph.h"
#include "ncsn/error.h"
#include "ncsn/random.h"

#define MAX_INPUTS 5 /* channels that a U-Net sees: colours, holes and levels */

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

/* Copies the weights of a convolution. Input channel i of the new one is number origin[i] of the
 * old; where that is -1 the weights become 0. origin: NULL for each its own number. */
static void
copy_inputs (const NcsnParameter *from, const float *old, const NcsnParameter *to, float *values,
             const int *origin)
{
  const gsize taps = to->shape.n * to->shape.h, outputs = to->shape.c;

  for (gsize i = 0; i < taps * to->shape.w; i++) {
    const gsize tap = i / to->shape.w, input = i % to->shape.w;
    const int source = origin != NULL ? origin[input] : (int)input;

    if (source < 0)
      memset (values + i * outputs, 0, outputs * sizeof (float));
    else
      memcpy (values + i * outputs, old + (tap * from->shape.w + (gsize)source) * outputs,
              outputs * sizeof (float));
  }
}

/* The input channels are the picture's, that of holes and that of levels. */
static void
find_origins (const NcsnModelConfig *from, const NcsnModelConfig *to, int *origin)
{
  const int channels = (int)from->channels;

  for (int c = 0; c < channels; c++)
    *origin++ = c;
  if (to->holes)
    *origin++ = from->holes ? channels : -1;
  if (to->noise_map)
    *origin++ = from->noise_map ? channels + from->holes : -1;
}

NcsnModel *
ncsn_model_with_inputs (const NcsnModel *model, gboolean holes, gboolean noise_map, GError **error)
{
  NcsnModelConfig config = model->config;
  int origin[MAX_INPUTS];

  config.holes |= holes;
  config.noise_map |= noise_map;
  if (!ncsn_model_config_check (&config, error))
    return NULL;
  NcsnModel *wider = ncsn_model_new_unset (&config, error);
  if (wider == NULL)
    return NULL;
  find_origins (&model->config, &config, origin);
  for (guint i = 0; i < ncsn_parameters_count (wider->parameters); i++) {
    const NcsnParameter *to = ncsn_parameters_get (wider->parameters, i);
    const NcsnParameter *from = ncsn_parameters_find (model->parameters, to->name);
    copy_inputs (from, model->values + from->offset, to, wider->values + to->offset,
                 strcmp (to->name, "begin.weight") == 0 ? origin : NULL);
  }
  ncsn_model_set_class_names (wider, (const char *const *)model->class_names);
  ncsn_model_set_description (wider, model->description);
  return wider;
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

static int
class_by_number (const NcsnModel *model, const char *name)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (name, 10, 0, G_MAXINT, &number, NULL) ||
      number >= model->config.n_classes)
    return -1;
  return (int)number;
}

int
ncsn_model_find_class (const NcsnModel *model, const char *name, GError **error)
{
  if (model->config.n_classes == 0) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 "The model has no classes, so class “%s” cannot be asked for.", name);
    return -1;
  }
  for (guint i = 0; model->class_names != NULL && model->class_names[i] != NULL; i++)
    if (g_strcmp0 (model->class_names[i], name) == 0)
      return (int)i;

  int number = class_by_number (model, name);
  if (number < 0) {
    g_autofree char *names =
        model->class_names != NULL ? g_strjoinv (", ", model->class_names) : NULL;
    if (names != NULL)
      g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                   "The model has no class “%s”; it has: %s.", name, names);
    else
      g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                   "The model has no class “%s”; its classes are the numbers 0 to %u.", name,
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
