/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Model files: a safetensors container (safetensors.h) whose metadata holds
 *   "format"      NCSN_MODEL_FORMAT
 *   "config"      the configuration as JSON (config.h)
 *   "classes"     JSON array of class names; absent when there are none
 *   "description" free text; may be absent
 * and whose tensors are exactly the parameters the configuration asks for. */
#pragma once

#include "model/model-private.h"
#include "model/safetensors.h"
#include "ncsn/error.h"

G_BEGIN_DECLS

#define NCSN_MODEL_FORMAT "ncsn-model-1"

/* Checks that the header of a container has what its configuration requires: the tensors named
 * `prefix` + parameter name, and hardly more data than they take. prefix is "" for model files,
 * where any other tensor is an error; with a prefix, as in checkpoints, tensors with other prefixes
 * are ignored. Reads no data. Fails with NCSN_ERROR_FORMAT or NCSN_ERROR_ARGUMENT. */
gboolean ncsn_model_check_header (const NcsnSafetensors *file, const char *prefix, GError **error);

/* The model in a container. Loads the data after the header has passed ncsn_model_check_header ().
 */
NcsnModel *ncsn_model_from_safetensors (NcsnSafetensors *file, const char *prefix, GError **error);

/* Copies the tensor prefix + name of every parameter into values (parameters->size floats), and
 * checks names, shapes and that every number is finite. The data must be loaded. */
gboolean ncsn_model_read_values (const NcsnSafetensors *file, const char *prefix,
                                 const NcsnParameters *parameters, float *values, GError **error);

/* The extents of a parameter's tensor, parameter->rank numbers. They are stored in `shape`, which
 * has room for NCSN_TENSOR_MAX_RANK. */
const gsize *ncsn_model_list_extents (const NcsnParameter *parameter, gsize *shape);

/* FALSE with an NCSN_ERROR_FORMAT that names the tensor when it does not hold floats of these
 * extents.
 */
gboolean ncsn_model_check_tensor (const NcsnTensor *tensor, guint rank, const gsize *wanted,
                                  GError **error);

/* FALSE with an error of `code` that names the tensor when a value is not a finite number. */
gboolean ncsn_model_check_finite (const char *name, const float *values, gsize count,
                                  NcsnErrorCode code, GError **error);

/* Appends an NcsnTensor for each parameter to `tensors` (a GArray of NcsnTensor). Their names are
 * allocated in `names` (a GPtrArray with g_free); their data points into `values`. */
void ncsn_model_append_tensors (const NcsnParameters *parameters, const float *values,
                                const char *prefix, GArray *tensors, GPtrArray *names);

/* The metadata of a model file: a new map of strings to strings (transfer full). */
GHashTable *ncsn_model_metadata (const NcsnModel *model);

G_END_DECLS
