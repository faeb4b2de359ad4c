/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads model files, and checks that a container has exactly the tensors that its configuration
 * requires. */
#include "model/file.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>
#include "model/config.h"
#include "model/json.h"
#include "ncsn/error.h"
#include "ncsn/text.h"

#define MAX_SETS 4 /* sets of tensors in one file: checkpoints have this many */

static char *
print_extents (const gsize *extents, guint rank)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < rank; i++)
    g_string_append_printf (text, "%s%" G_GSIZE_FORMAT, i > 0 ? "×" : "", extents[i]);
  return g_string_free (text, FALSE);
}

gboolean
ncsn_model_check_tensor (const NcsnTensor *tensor, guint rank, const gsize *wanted, GError **error)
{
  if (tensor->is_integer) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
                 _ ("Tensor “%s” holds whole numbers, but weights are floats (F32)."),
                 tensor->name);
    return FALSE;
  }
  if (tensor->rank == rank && memcmp (tensor->dims, wanted, rank * sizeof (gsize)) == 0)
    return TRUE;
  g_autofree char *found = print_extents (tensor->dims, tensor->rank);
  g_autofree char *right = print_extents (wanted, rank);
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
               _ ("Tensor “%s” has the shape (%s), but the configuration asks for (%s)."),
               tensor->name, found, right);
  return FALSE;
}

/* The tensor of a parameter, with its shape checked. */
static const NcsnTensor *
find_tensor (const NcsnSafetensors *file, const char *prefix, const NcsnParameter *parameter,
             GError **error)
{
  g_autofree char *name = g_strconcat (prefix, parameter->name, NULL);
  const NcsnTensor *tensor = ncsn_safetensors_find (file, name);
  gsize shape[NCSN_TENSOR_MAX_RANK];

  if (tensor == NULL) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
                 _ ("The file lacks the tensor “%s” that its configuration asks for."), name);
    return NULL;
  }
  return ncsn_model_check_tensor (tensor, parameter->rank,
                                  ncsn_model_list_extents (parameter, shape), error)
             ? tensor
             : NULL;
}

static gboolean
check_size (const NcsnSafetensors *file, const NcsnParameters *parameters, GError **error)
{
  if (ncsn_safetensors_data_size (file) / MAX_SETS <= parameters->size * sizeof (float))
    return TRUE;
  g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
                       _ ("The file has more data than its configuration asks for."));
  return FALSE;
}

/* Finds every parameter in the file. Together with the checks of the container, this proves that
 * the file has all values of the parameters, and hardly any other data. */
static gboolean
check_tensors (const NcsnSafetensors *file, const char *prefix, const NcsnParameters *parameters,
               GError **error)
{
  for (guint i = 0; i < ncsn_parameters_count (parameters); i++)
    if (find_tensor (file, prefix, ncsn_parameters_get (parameters, i), error) == NULL)
      return FALSE;
  if (*prefix != '\0')
    return check_size (file, parameters, error);
  for (guint i = 0; i < ncsn_safetensors_count (file); i++) {
    const NcsnTensor *tensor = ncsn_safetensors_get (file, i);
    if (ncsn_parameters_find (parameters, tensor->name) != NULL)
      continue;
    g_autofree char *name = ncsn_json_printable (tensor->name);
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
                 _ ("The file has a tensor “%s” that its configuration does not ask for."), name);
    return FALSE;
  }
  return TRUE;
}

gboolean
ncsn_model_check_finite (const char *name, const float *values, gsize count, NcsnErrorCode code,
                         GError **error)
{
  for (gsize i = 0; i < count; i++)
    if (!isfinite (values[i])) {
      g_set_error (error, NCSN_ERROR, code,
                   _ ("Tensor “%s” holds a value that is not a finite number."), name);
      return FALSE;
    }
  return TRUE;
}

gboolean
ncsn_model_read_values (const NcsnSafetensors *file, const char *prefix,
                        const NcsnParameters *parameters, float *values, GError **error)
{
  for (guint i = 0; i < ncsn_parameters_count (parameters); i++) {
    const NcsnParameter *parameter = ncsn_parameters_get (parameters, i);
    const NcsnTensor *tensor = find_tensor (file, prefix, parameter, error);
    if (tensor == NULL)
      return FALSE;
    float *own = values + parameter->offset;
    memcpy (own, tensor->data, tensor->size * sizeof (float));
    if (!ncsn_model_check_finite (parameter->name, own, tensor->size, NCSN_ERROR_FORMAT, error))
      return FALSE;
  }
  return TRUE;
}

/* Class names from their JSON array; NULL with an error when they are not one for each class. */
static char **
read_class_names (const char *json, guint n_classes, GError **error)
{
  const char *owner = _ ("The model's list of classes");
  g_autoptr (JsonNode) root = ncsn_json_parse (json, strlen (json), NCSN_MAX_CLASSES, owner, error);
  if (root == NULL)
    return NULL;
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (root) ? json_node_get_array (root) : NULL;
  if (array == NULL || n_classes == 0 || json_array_get_length (array) != n_classes) {
    g_set_error (
        error, NCSN_ERROR, NCSN_ERROR_FORMAT,
        g_dngettext (GETTEXT_PACKAGE, "%s does not fit its configuration, which asks for %u name.",
                     "%s does not fit its configuration, which asks for %u names.", n_classes),
        owner, n_classes);
    return NULL;
  }
  g_auto (GStrv) names = g_new0 (char *, n_classes + 1);
  for (guint i = 0; i < n_classes; i++) {
    JsonNode *node = json_array_get_element (array, i);
    if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING) {
      g_set_error (error, NCSN_ERROR, NCSN_ERROR_FORMAT, _ ("%s has an entry that is not a text."),
                   owner);
      return NULL;
    }
    names[i] = ncsn_text_clean (json_node_get_string (node), "");
  }
  return g_steal_pointer (&names);
}

static gboolean
read_config (const NcsnSafetensors *file, NcsnModelConfig *config, GError **error)
{
  const char *json = ncsn_safetensors_metadata (file, "config");
  if (json != NULL)
    return ncsn_model_config_from_json (json, config, error);
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
               _ ("The file holds no configuration, so the model in it cannot be built."));
  return FALSE;
}

static gboolean
check_format (const NcsnSafetensors *file, GError **error)
{
  const char *format = ncsn_safetensors_metadata (file, "format");
  if (g_strcmp0 (format, NCSN_MODEL_FORMAT) == 0)
    return TRUE;
  g_autofree char *printable = ncsn_json_printable (format != NULL ? format : "");
  g_set_error (
      error, NCSN_ERROR, NCSN_ERROR_FORMAT,
      _ ("This is a safetensors file of the format “%s”, but only “%s” can be used as a model."),
      printable, NCSN_MODEL_FORMAT);
  return FALSE;
}

/* Also sets *config. */
static gboolean
check_header (const NcsnSafetensors *file, const char *prefix, NcsnModelConfig *config,
              GError **error)
{
  /* A file with prefixes belongs to a caller with a format of its own. */
  if ((*prefix == '\0' && !check_format (file, error)) || !read_config (file, config, error))
    return FALSE;
  g_autoptr (NcsnParameters) parameters = ncsn_model_declare (config);
  return check_tensors (file, prefix, parameters, error);
}

gboolean
ncsn_model_check_header (const NcsnSafetensors *file, const char *prefix, GError **error)
{
  NcsnModelConfig config;

  return check_header (file, prefix, &config, error);
}

void
ncsn_model_summary_clear (NcsnModelSummary *summary)
{
  g_clear_pointer (&summary->class_names, g_strfreev);
  g_clear_pointer (&summary->description, g_free);
}

/* What the header says about the model, once all of it has been checked. */
static gboolean
read_summary (const NcsnSafetensors *file, const char *prefix, NcsnModelSummary *summary,
              GError **error)
{
  NcsnModelSummary read = {0};
  if (!check_header (file, prefix, &read.config, error))
    return FALSE;
  const char *classes = ncsn_safetensors_metadata (file, "classes");
  if (classes != NULL) {
    read.class_names = read_class_names (classes, read.config.n_classes, error);
    if (read.class_names == NULL)
      return FALSE;
  }
  const char *description = ncsn_safetensors_metadata (file, "description");
  if (description != NULL)
    read.description = ncsn_text_clean (description, "\n\t");
  *summary = read;
  return TRUE;
}

NcsnModel *
ncsn_model_from_safetensors (NcsnSafetensors *file, const char *prefix, GError **error)
{
  g_auto (NcsnModelSummary) summary = {0};
  if (!read_summary (file, prefix, &summary, error) || !ncsn_safetensors_load (file, error))
    return NULL;
  g_autoptr (NcsnModel) model = ncsn_model_new_unset (&summary.config, error);
  if (model == NULL ||
      !ncsn_model_read_values (file, prefix, model->parameters, model->values, error))
    return NULL;
  model->class_names = g_steal_pointer (&summary.class_names);
  model->description = g_steal_pointer (&summary.description);
  return g_steal_pointer (&model);
}

static void
prefix_path (GError **error, const char *path)
{
  g_autofree char *name = g_filename_display_name (path);
  g_prefix_error (error, "%s: ", name);
}

gboolean
ncsn_model_peek (const char *path, NcsnModelSummary *summary, GError **error)
{
  g_autoptr (NcsnSafetensors) file = ncsn_safetensors_open (path, error);
  if (file == NULL)
    return FALSE;
  if (read_summary (file, "", summary, error))
    return TRUE;
  prefix_path (error, path);
  return FALSE;
}

NcsnModel *
ncsn_model_load (const char *path, GError **error)
{
  g_autoptr (NcsnSafetensors) file = ncsn_safetensors_open (path, error);
  if (file == NULL)
    return NULL;
  NcsnModel *model = ncsn_model_from_safetensors (file, "", error);
  if (model == NULL)
    prefix_path (error, path);
  return model;
}

NcsnModel *
ncsn_model_load_bytes (GBytes *bytes, GError **error)
{
  g_autoptr (NcsnSafetensors) file = ncsn_safetensors_parse (bytes, error);
  return file != NULL ? ncsn_model_from_safetensors (file, "", error) : NULL;
}
