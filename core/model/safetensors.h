/* The safetensors container: named tensors of 32-bit numbers and a string map, in one file.
 *
 * 1. bytes 0-7: length N of the header, unsigned, little-endian
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

typedef struct {
  const char *name;
  guint rank;                       /* 0 … NCSN_TENSOR_MAX_RANK */
  gsize dims[NCSN_TENSOR_MAX_RANK]; /* each at least 1 */
  gsize size;                       /* values: the product of dims */
  gboolean whole;                   /* they are 32-bit integers (I32), not floats (F32) */
  gsize offset;                     /* bytes of data before it, in a container that was read */
  const void *data; /* size little-endian values, perhaps unaligned: copy with memcpy. NULL in a
                       container whose data were not loaded */
} NcsnTensor;

typedef struct _NcsnSafetensors NcsnSafetensors;

/* Reads a container from memory, which is treated as hostile. Keeps a reference to bytes. */
NcsnSafetensors *ncsn_safetensors_parse (GBytes *bytes, GError **error);

/* Opens a file and reads its header, which must fit the file's size: no more is read, so that a
 * file of any size can be looked at. Errors begin with its name. */
NcsnSafetensors *ncsn_safetensors_open (const char *path, GError **error);

/* Reads the data, and so sets those of all tensors; does nothing when they are there. */
gboolean ncsn_safetensors_load (NcsnSafetensors *file, GError **error);

/* Both at once; errors begin with the file's name. */
NcsnSafetensors *ncsn_safetensors_read (const char *path, GError **error);

/* The value at `index` < tensor->size, whether the data are loaded or not. FALSE: it could not be
 * read. */
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

/* Writes tensors of floats and a string → string map (may be NULL) aside, syncs, and renames into
 * place. At any moment there is the old file or the whole new one. What programs that were killed
 * while they wrote this file have left (path, “.”, six characters, “.part”) is removed. */
gboolean ncsn_safetensors_write (const char *path, const NcsnTensor *tensors, guint count,
                                 GHashTable *metadata, GError **error);

/* The same with the file's digest (digest.h), for which the metadata hold a blank one. previous,
 * unless NULL, is a name in the same folder that the old file is kept under, if there is one. At
 * any moment there is a whole file under one of the two names, and at that of `path` wherever a
 * file may have two names. */
gboolean ncsn_safetensors_write_sealed (const char *path, const char *previous,
                                        const NcsnTensor *tensors, guint count,
                                        GHashTable *metadata, GError **error);

/* Puts a file that is written aside, in the same folder, in the place of `path`, as the above do.
 * FALSE with errno set. */
gboolean ncsn_safetensors_put_in_place (const char *aside, const char *path, const char *previous);

/* The files that programs which were killed while they wrote `path` have left: a GPtrArray of paths
 * (transfer full). They may be whole. */
GPtrArray *ncsn_safetensors_left_aside (const char *path);

G_END_DECLS
