/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes model files, and computes the hash of a model from what its file would hold. */
#include "model/file.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include "model/digest.h"
#include "model/json.h"
#include "ncsn/text.h"

const gsize *
ncsn_model_list_extents (const NcsnParameter *parameter, gsize *shape)
{
  shape[0] = parameter->shape.n;
  shape[1] = parameter->shape.h;
  shape[2] = parameter->shape.w;
  shape[3] = parameter->shape.c;
  return shape + NCSN_TENSOR_MAX_RANK - parameter->rank;
}

void
ncsn_model_append_tensors (const NcsnParameters *parameters, const float *values,
                           const char *prefix, GArray *tensors, GPtrArray *names)
{
  for (guint i = 0; i < ncsn_parameters_count (parameters); i++) {
    const NcsnParameter *parameter = ncsn_parameters_get (parameters, i);
    NcsnTensor tensor = {.rank = parameter->rank,
                         .size = ncsn_shape_size (parameter->shape),
                         .data = values + parameter->offset};
    gsize shape[NCSN_TENSOR_MAX_RANK];
    char *name = g_strconcat (prefix, parameter->name, NULL);
    memcpy (tensor.dims, ncsn_model_list_extents (parameter, shape),
            parameter->rank * sizeof (gsize));
    tensor.name = name;
    g_ptr_array_add (names, name);
    g_array_append_val (tensors, tensor);
  }
}

static char *
class_names_to_json (const NcsnModel *model)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_ARRAY);
  JsonArray *array = json_array_new ();
  for (guint i = 0; i < model->config.n_classes; i++) {
    g_autofree char *name = ncsn_text_clean (model->class_names[i], "");
    json_array_add_string_element (array, name);
  }
  json_node_take_array (root, array);
  return json_to_string (root, FALSE);
}

GHashTable *
ncsn_model_metadata (const NcsnModel *model)
{
  GHashTable *metadata = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_insert (metadata, g_strdup ("format"), g_strdup (NCSN_MODEL_FORMAT));
  g_hash_table_insert (metadata, g_strdup ("config"), ncsn_model_config_to_json (&model->config));
  if (model->class_names != NULL && model->config.n_classes > 0)
    g_hash_table_insert (metadata, g_strdup ("classes"), class_names_to_json (model));
  if (model->description != NULL)
    g_hash_table_insert (metadata, g_strdup ("description"),
                         ncsn_text_clean (model->description, "\n\t"));
  return metadata;
}

/* Loading refuses values that are not finite, so they must not replace a file that can be loaded.
 */
static gboolean
check_values (const NcsnModel *model, GError **error)
{
  for (guint i = 0; i < ncsn_parameters_count (model->parameters); i++) {
    const NcsnParameter *parameter = ncsn_parameters_get (model->parameters, i);
    if (!ncsn_model_check_finite (parameter->name, model->values + parameter->offset,
                                  ncsn_shape_size (parameter->shape), NCSN_ERROR_DIVERGED, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
ncsn_model_save (const NcsnModel *model, const char *path, GError **error)
{
  g_autoptr (GHashTable) metadata = ncsn_model_metadata (model);
  g_autoptr (GArray) tensors = g_array_new (FALSE, FALSE, sizeof (NcsnTensor));
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  if (!check_values (model, error)) {
    g_autofree char *name = g_filename_display_name (path);
    g_prefix_error (error, _ ("%s: The model was not written: "), name);
    return FALSE;
  }
  ncsn_model_append_tensors (model->parameters, model->values, "", tensors, names);
  return ncsn_safetensors_write (path, (const NcsnTensor *)tensors->data, tensors->len, metadata,
                                 error);
}

char *
ncsn_model_hash (const NcsnModel *model)
{
  g_autoptr (GHashTable) metadata = ncsn_model_metadata (model);
  g_autoptr (GArray) tensors = g_array_new (FALSE, FALSE, sizeof (NcsnTensor));
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  const char *texts[] = {"config", "classes"};

  /* Includes the NUL that ends each text, so that different texts cannot give the same bytes. */
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    const char *text = g_hash_table_lookup (metadata, texts[i]);
    text = text != NULL ? text : "";
    g_checksum_update (checksum, (const guchar *)text, (gssize)strlen (text) + 1);
  }
  ncsn_model_append_tensors (model->parameters, model->values, "", tensors, names);
  ncsn_digest_add_tensors (checksum, (const NcsnTensor *)tensors->data, tensors->len);
  return g_strdup (g_checksum_get_string (checksum));
}
