/* Model files: a safetensors container (safetensors.h) whose metadata holds
 *   "format"      "ncsn-model-1"
 *   "config"      the configuration as JSON (config.h)
 *   "classes"     JSON array of class names; absent when there are none
 *   "description" free text; may be absent
 * and whose tensors are exactly the parameters the configuration asks for. */
#pragma once

#include "model/model-private.h"
#include "model/safetensors.h"
#include "ncsn/error.h"

G_BEGIN_DECLS

/* Whether the header of a container has what its configuration asks for: the tensors named `prefix`
 * + parameter name ("" in model files; checkpoints hold several sets), and hardly more data than
 * they take. Other prefixes' tensors are not looked at when prefix is not empty; when it is empty,
 * left-over tensors are an error. Reads no data. */
gboolean ncsn_model_check_header (const NcsnSafetensors *file, const char *prefix, GError **error);

/* The model in a container, whose data are loaded once that holds. */
NcsnModel *ncsn_model_from_safetensors (NcsnSafetensors *file, const char *prefix, GError **error);

/* Copies the tensors prefix + name of every parameter into values (parameters->size floats),
 * checking names, shapes and that every number is finite. */
gboolean ncsn_model_read_values (const NcsnSafetensors *file, const char *prefix,
                                 const NcsnParameters *parameters, float *values, GError **error);

/* FALSE with an error that names the tensor when it does not hold floats of these extents. */
gboolean ncsn_model_check_tensor (const NcsnTensor *tensor, guint rank, const gsize *wanted,
                                  GError **error);

/* FALSE with an error of `code` that names the tensor when a value is not a finite number. */
gboolean ncsn_model_check_finite (const char *name, const float *values, gsize count,
                                  NcsnErrorCode code, GError **error);

/* Appends one NcsnTensor a parameter to `tensors` (a GArray of NcsnTensor); names are allocated in
 * `names` (a GPtrArray with g_free), data points into values. */
void ncsn_model_append_tensors (const NcsnParameters *parameters, const float *values,
                                const char *prefix, GArray *tensors, GPtrArray *names);

/* The metadata of a model's file: a new string → string map (transfer full). */
GHashTable *ncsn_model_metadata (const NcsnModel *model);

G_END_DECLS
