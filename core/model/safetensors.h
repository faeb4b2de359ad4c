/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The safetensors container: named tensors of 32-bit numbers and a string map, in one file.
 *
 * 1. bytes 0 … 7: length N of the header, unsigned, little-endian
 * 2. bytes 8 … 8+N-1: JSON object. "__metadata__" maps strings to strings; every other member is a
 *    tensor: {"dtype": "F32" or "I32", "shape": [d0, …], "data_offsets": [begin, end]}; offsets
 * count from byte 8+N
 * 3. the rest: little-endian values, row-major, tensors end to end without holes or overlap
 *
 * Source: the safetensors format description (huggingface/safetensors). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define NCSN_TENSOR_MAX_RANK 4
#define NCSN_SAFETENSORS_LENGTH_SIZE 8                 /* bytes of the header's length */
#define NCSN_SAFETENSORS_MAX_HEADER (16 * 1024 * 1024) /* bytes */

typedef struct {
  const char *name;
  guint rank;                       /* 0 … NCSN_TENSOR_MAX_RANK */
  gsize dims[NCSN_TENSOR_MAX_RANK]; /* each at least 1 */
  gsize size;                       /* values: the product of dims */
  gboolean is_integer;              /* the values are 32-bit integers (I32), not floats (F32) */
  gsize offset;                     /* bytes of data before it, in a container that was read */
  const void *data; /* `size` values in the processor's byte order, perhaps unaligned: copy with
                       memcpy. NULL in a container whose data is not loaded */
} NcsnTensor;

typedef struct _NcsnSafetensors NcsnSafetensors;

/* Reads a container from memory, which is treated as hostile. Keeps a reference to `bytes`. Fails
 * with NCSN_ERROR_FORMAT. */
NcsnSafetensors *ncsn_safetensors_parse (GBytes *bytes, GError **error);

/* Opens a file and reads its header, which must agree with the file's size, but not its data. Fails
 * with NCSN_ERROR_FILE or NCSN_ERROR_FORMAT; the message begins with the file's name. */
NcsnSafetensors *ncsn_safetensors_open (const char *path, GError **error);

/* Reads the data, and sets `data` of all tensors; does nothing if it is loaded already. Fails with
 * NCSN_ERROR_MEMORY or NCSN_ERROR_FORMAT. */
gboolean ncsn_safetensors_load (NcsnSafetensors *file, GError **error);

/* Opens a file and loads its data. The message of an error begins with the file's name. */
NcsnSafetensors *ncsn_safetensors_read (const char *path, GError **error);

/* Sets *value to the tensor's value at `index` < tensor->size, whether the data is loaded or not.
 * FALSE if it cannot be read. */
gboolean ncsn_safetensors_value (const NcsnSafetensors *file, const NcsnTensor *tensor, gsize index,
                                 float *value);

gsize ncsn_safetensors_data_size (const NcsnSafetensors *file); /* in bytes */

void ncsn_safetensors_free (NcsnSafetensors *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NcsnSafetensors, ncsn_safetensors_free)

const char *ncsn_safetensors_metadata (const NcsnSafetensors *file,
                                       const char *key); /* NULL: none */
guint ncsn_safetensors_count (const NcsnSafetensors *file);
const NcsnTensor *ncsn_safetensors_get (const NcsnSafetensors *file, guint index);
const NcsnTensor *ncsn_safetensors_find (const NcsnSafetensors *file,
                                         const char *name); /* NULL: none */

/* Writes tensors of floats and a map of strings to strings (or NULL) to a temporary file, syncs it,
 * and renames it to `path`. At any moment, the file is either the old one or the complete new one.
 * Removes temporary files of this path that killed programs have left (path, “.”, six characters,
 * “.part”). Fails with NCSN_ERROR_FILE. */
gboolean ncsn_safetensors_write (const char *path, const NcsnTensor *tensors, guint count,
                                 GHashTable *metadata, GError **error);

/* The same, and seals the file with its digest (digest.h), for which the metadata hold a blank one.
 * previous: a path in the same folder under which an old file is kept, or NULL. At any moment, one
 * of the two names is a complete file; it is always `path` if the file system allows hard links. */
gboolean ncsn_safetensors_write_sealed (const char *path, const char *previous,
                                        const NcsnTensor *tensors, guint count,
                                        GHashTable *metadata, GError **error);

/* Renames a temporary file in the same folder to `path`, and keeps the old file as `previous`, as
 * the functions above do. FALSE with errno set. */
gboolean ncsn_safetensors_replace (const char *temporary, const char *path, const char *previous);

/* The temporary files that killed programs have left while they wrote `path`: a GPtrArray of paths
 * (transfer full). Some of them may be complete. */
GPtrArray *ncsn_safetensors_list_temporary (const char *path);

G_END_DECLS
