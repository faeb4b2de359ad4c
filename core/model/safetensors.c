/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads safetensors containers, which may be hostile. */
#include "model/safetensors.h"

#include <inttypes.h>
#include <glib/gi18n-lib.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "base/memory.h"
#include "base/words.h"
#include "model/json.h"
#include "ncsn/error.h"
#include "ncsn/file.h"

#define LENGTH_SIZE NCSN_SAFETENSORS_LENGTH_SIZE
#define MIN_HEADER 2                 /* bytes: {} */
#define MAX_TENSORS 16384            /* a checkpoint of the largest U-Net has about 10,000 */
#define MAX_VALUES (8 * MAX_TENSORS) /* commas: at most seven a tensor, and some for metadata */
#define MAX_INTEGER (G_MAXINT64 - 1)
#define METADATA_NAME "__metadata__"

struct _NcsnSafetensors {
  int descriptor;       /* -1: read from memory */
  gsize start, size;    /* bytes of the file before the data, and of the data */
  GBytes *data;         /* NULL: not read yet */
  JsonNode *root;       /* owns the names of the tensors and the metadata */
  JsonObject *metadata; /* NULL: none */
  GArray *tensors;      /* of NcsnTensor, in the order of their data */
  GHashTable *index;    /* name → element of tensors */
};

static gboolean
refuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_FORMAT, sentence);
  return FALSE;
}

/* Reads the header's length from the first eight bytes of a file of `size` bytes. */
static gboolean
read_header_length (const void *first, guint64 size, gsize *length, GError **error)
{
  guint64 claimed;
  memcpy (&claimed, first, sizeof claimed);
  claimed = GUINT64_FROM_LE (claimed);
  if (claimed > size - LENGTH_SIZE) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
                 _ ("This is not a safetensors file or it was cut short: its header should have "
                    "%" PRIu64 " bytes, but the file has only %" PRIu64 "."),
                 claimed, size);
    return FALSE;
  }
  if (claimed < MIN_HEADER || claimed > NCSN_SAFETENSORS_MAX_HEADER)
    return refuse (error,
                   _ ("This is not a safetensors file: the length of its header is impossible."));
  *length = (gsize)claimed;
  return TRUE;
}

static gboolean
read_shape (JsonObject *entry, NcsnTensor *tensor, gsize available, const char *owner,
            GError **error)
{
  guint64 dims[NCSN_TENSOR_MAX_RANK];
  if (!ncsn_json_take_integers (entry, "shape", MAX_INTEGER, dims, NCSN_TENSOR_MAX_RANK,
                                &tensor->rank, owner, error))
    return FALSE;
  tensor->size = 1;
  for (guint i = 0; i < tensor->rank; i++) {
    if (dims[i] == 0) {
      g_set_error (error, NCSN_ERROR, NCSN_ERROR_FORMAT, _ ("%s has a shape with a zero in it."),
                   owner);
      return FALSE;
    }
    /* Divides instead of multiplying, since the product of a hostile shape may overflow. */
    if (dims[i] > available / tensor->size) {
      g_set_error (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
                   _ ("%s has a shape that asks for more values than its data holds."), owner);
      return FALSE;
    }
    tensor->dims[i] = (gsize)dims[i];
    tensor->size *= tensor->dims[i];
  }
  return TRUE;
}

static gboolean
read_dtype (JsonObject *entry, NcsnTensor *tensor, const char *owner, GError **error)
{
  g_autofree char *dtype = ncsn_json_take_string (entry, "dtype", owner, error);
  if (dtype == NULL)
    return FALSE;
  tensor->is_integer = strcmp (dtype, "I32") == 0;
  if (tensor->is_integer || strcmp (dtype, "F32") == 0)
    return TRUE;
  g_autofree char *printable = ncsn_json_printable (dtype);
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
               _ ("%s has values of type “%s”, but only F32 and I32 (32-bit floats and integers) "
                  "can be read."),
               owner, printable);
  return FALSE;
}

/* Reads one member of the header; data_size is the number of bytes after the header. */
static gboolean
read_tensor (const char *name, JsonNode *node, gsize data_size, NcsnTensor *tensor, GError **error)
{
  g_autofree char *printable = ncsn_json_printable (name);
  g_autofree char *owner = g_strdup_printf (_ ("Tensor “%s”"), printable);
  guint64 span[2] = {0, 0};
  guint count;

  JsonObject *entry = ncsn_json_root_object (node, owner, error);
  if (entry == NULL || !read_dtype (entry, tensor, owner, error) ||
      !ncsn_json_take_integers (entry, "data_offsets", MAX_INTEGER, span, 2, &count, owner, error))
    return FALSE;
  if (count != 2 || span[0] > span[1] || span[1] > data_size) {
    g_set_error (
        error, NCSN_ERROR, NCSN_ERROR_FORMAT,
        g_dngettext (
            GETTEXT_PACKAGE,
            "%s lies outside the file's %zu byte of data: the file was cut short or is damaged.",
            "%s lies outside the file's %zu bytes of data: the file was cut short or is damaged.",
            data_size),
        owner, data_size);
    return FALSE;
  }
  gsize bytes = (gsize)(span[1] - span[0]);
  if (!read_shape (entry, tensor, bytes / sizeof (float), owner, error))
    return FALSE;
  if (tensor->size * sizeof (float) != bytes) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_FORMAT,
                 g_dngettext (GETTEXT_PACKAGE,
                              "%s has a shape that does not fit its %zu byte of data.",
                              "%s has a shape that does not fit its %zu bytes of data.", bytes),
                 owner, bytes);
    return FALSE;
  }
  tensor->name = name;
  tensor->offset = (gsize)span[0];
  return ncsn_json_check_empty (entry, owner, error);
}

static gboolean
read_metadata (NcsnSafetensors *file, JsonNode *node, GError **error)
{
  /* TRANSLATORS: __metadata__ is a name in the file's header. */
  const char *owner = _ ("The file's __metadata__");
  file->metadata = ncsn_json_root_object (node, owner, error);
  if (file->metadata == NULL)
    return FALSE;
  g_autoptr (GList) values = json_object_get_values (file->metadata);
  for (GList *l = values; l != NULL; l = l->next)
    if (!JSON_NODE_HOLDS_VALUE (l->data) || json_node_get_value_type (l->data) != G_TYPE_STRING)
      return refuse (error, _ ("The file's __metadata__ has an entry that is not a text."));
  return TRUE;
}

static int
compare_offsets (gconstpointer a, gconstpointer b)
{
  const gsize x = ((const NcsnTensor *)a)->offset;
  const gsize y = ((const NcsnTensor *)b)->offset;
  return (x > y) - (x < y);
}

/* Tensors must follow each other without gaps and fill the data, so that every byte of a file
 * belongs to exactly one. */
static gboolean
check_layout (GArray *tensors, gsize data_size, GError **error)
{
  gsize expected = 0;
  g_array_sort (tensors, compare_offsets);
  for (guint i = 0; i < tensors->len; i++) {
    const NcsnTensor *tensor = &g_array_index (tensors, NcsnTensor, i);
    if (tensor->offset != expected) {
      g_autofree char *name = ncsn_json_printable (tensor->name);
      g_set_error (
          error, NCSN_ERROR, NCSN_ERROR_FORMAT,
          _ ("Tensor “%s” does not begin where the one before it ends: the file is damaged."),
          name);
      return FALSE;
    }
    expected += tensor->size * sizeof (float);
  }
  return expected == data_size ||
         refuse (error, _ ("The file has data after its last tensor: it is damaged."));
}

static gboolean
read_members (NcsnSafetensors *file, GError **error)
{
  JsonObject *header = ncsn_json_root_object (file->root, _ ("The file's header"), error);
  if (header == NULL)
    return FALSE;
  if (json_object_get_size (header) > MAX_TENSORS)
    return refuse (error, _ ("The file has too many tensors."));

  g_autoptr (GList) names = json_object_get_members (header);
  for (GList *l = names; l != NULL; l = l->next) {
    JsonNode *node = json_object_get_member (header, l->data);
    NcsnTensor tensor = {0};
    if (strcmp (l->data, METADATA_NAME) == 0) {
      if (!read_metadata (file, node, error))
        return FALSE;
      continue;
    }
    if (!read_tensor (l->data, node, file->size, &tensor, error))
      return FALSE;
    g_array_append_val (file->tensors, tensor);
  }
  return check_layout (file->tensors, file->size, error);
}

/* A container of `size` bytes from its header, which is `length` bytes of JSON. */
static NcsnSafetensors *
read_header (const char *json, gsize length, gsize size, GError **error)
{
  JsonNode *root = ncsn_json_parse (json, length, MAX_VALUES, _ ("The file's header"), error);
  if (root == NULL)
    return NULL;

  g_autoptr (NcsnSafetensors) file = g_new0 (NcsnSafetensors, 1);
  file->descriptor = -1;
  file->start = LENGTH_SIZE + length;
  file->size = size - file->start;
  file->root = root;
  file->tensors = g_array_new (FALSE, FALSE, sizeof (NcsnTensor));
  file->index = g_hash_table_new (g_str_hash, g_str_equal);
  if (!read_members (file, error))
    return NULL;
  for (guint i = 0; i < file->tensors->len; i++) {
    NcsnTensor *tensor = &g_array_index (file->tensors, NcsnTensor, i);
    g_hash_table_insert (file->index, (gpointer)tensor->name, tensor);
  }
  return g_steal_pointer (&file);
}

/* Sets the data of all tensors from the bytes of the file after the header (transfer full). */
static void
set_data (NcsnSafetensors *file, GBytes *bytes)
{
  file->data = ncsn_words_from_file (bytes);
  const guint8 *start = g_bytes_get_data (file->data, NULL);
  for (guint i = 0; i < file->tensors->len; i++) {
    NcsnTensor *tensor = &g_array_index (file->tensors, NcsnTensor, i);
    tensor->data = start + tensor->offset;
  }
}

NcsnSafetensors *
ncsn_safetensors_parse (GBytes *bytes, GError **error)
{
  gsize size, length;
  const guint8 *start = g_bytes_get_data (bytes, &size);
  if (size < LENGTH_SIZE) {
    refuse (error, _ ("This is not a safetensors file: it has fewer than 8 bytes."));
    return NULL;
  }
  if (!read_header_length (start, size, &length, error))
    return NULL;
  NcsnSafetensors *file = read_header ((const char *)start + LENGTH_SIZE, length, size, error);
  if (file != NULL)
    set_data (file, g_bytes_new_from_bytes (bytes, file->start, file->size));
  return file;
}

/* Reads the header of an open file of `size` bytes. Most other files are refused after their first
 * eight bytes, however large they are. */
static NcsnSafetensors *
open_contents (int descriptor, guint64 size, GError **error)
{
  guint8 first[LENGTH_SIZE];
  gsize length;
  if (size < LENGTH_SIZE || !ncsn_file_read_at (descriptor, 0, first, LENGTH_SIZE)) {
    refuse (error, _ ("This is not a safetensors file: it has fewer than 8 bytes."));
    return NULL;
  }
  if (!read_header_length (first, size, &length, error))
    return NULL;
  /* Addresses of 32 bits cannot reach every byte of a larger file. */
  if ((gsize)size != size && !ncsn_memory_check ((double)size, error))
    return NULL;
  g_autofree char *json = g_try_malloc (length + 1);
  if (json == NULL || !ncsn_file_read_at (descriptor, LENGTH_SIZE, json, length)) {
    refuse (error, _ ("The file's header could not be read to its end."));
    return NULL;
  }
  json[length] = '\0';
  return read_header (json, length, size, error);
}

NcsnSafetensors *
ncsn_safetensors_open (const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr (GError) reason = NULL;
  guint64 size;
  NcsnSafetensors *file = NULL;
  const int descriptor = ncsn_file_open (path, &size, &reason);
  if (descriptor < 0)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_FILE, _ ("The file cannot be opened: %s."),
                 reason->message);
  else
    file = open_contents (descriptor, size, error);
  if (file != NULL)
    file->descriptor = descriptor;
  else if (descriptor >= 0)
    close (descriptor);
  if (file == NULL)
    g_prefix_error (error, "%s: ", name);
  return file;
}

gboolean
ncsn_safetensors_load (NcsnSafetensors *file, GError **error)
{
  if (file->data != NULL)
    return TRUE;
  if (!ncsn_memory_check ((double)file->size, error))
    return FALSE;
  guint8 *data = g_try_malloc (MAX (file->size, 1));
  if (data == NULL) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_MEMORY,
                 g_dngettext (GETTEXT_PACKAGE,
                              "There is not enough memory for the file's %zu byte.",
                              "There is not enough memory for the file's %zu bytes.", file->size),
                 file->size);
    return FALSE;
  }
  if (!ncsn_file_read_at (file->descriptor, file->start, data, file->size)) {
    g_free (data);
    return refuse (error, _ ("The file could not be read to its end."));
  }
  set_data (file, g_bytes_new_take (data, file->size));
  return TRUE;
}

NcsnSafetensors *
ncsn_safetensors_read (const char *path, GError **error)
{
  g_autoptr (NcsnSafetensors) file = ncsn_safetensors_open (path, error);
  if (file == NULL || ncsn_safetensors_load (file, error))
    return g_steal_pointer (&file);
  g_autofree char *name = g_filename_display_name (path);
  g_prefix_error (error, "%s: ", name);
  return NULL;
}

gboolean
ncsn_safetensors_value (const NcsnSafetensors *file, const NcsnTensor *tensor, gsize index,
                        float *value)
{
  const gsize at = tensor->offset + index * sizeof (float);
  guint32 word;
  if (file->data != NULL) {
    memcpy (value, (const guint8 *)g_bytes_get_data (file->data, NULL) + at, sizeof *value);
    return TRUE;
  }
  if (!ncsn_file_read_at (file->descriptor, file->start + at, &word, sizeof word))
    return FALSE;
  word = GUINT32_FROM_LE (word);
  memcpy (value, &word, sizeof word);
  return TRUE;
}

void
ncsn_safetensors_free (NcsnSafetensors *file)
{
  if (file == NULL)
    return;
  if (file->descriptor >= 0)
    close (file->descriptor);
  g_hash_table_unref (file->index);
  g_array_unref (file->tensors);
  json_node_unref (file->root);
  g_clear_pointer (&file->data, g_bytes_unref);
  g_free (file);
}

const char *
ncsn_safetensors_metadata (const NcsnSafetensors *file, const char *key)
{
  if (file->metadata == NULL)
    return NULL;
  JsonNode *node = json_object_get_member (file->metadata, key);
  return node != NULL ? json_node_get_string (node) : NULL;
}

gsize
ncsn_safetensors_data_size (const NcsnSafetensors *file)
{
  return file->size;
}

guint
ncsn_safetensors_count (const NcsnSafetensors *file)
{
  return file->tensors->len;
}

const NcsnTensor *
ncsn_safetensors_get (const NcsnSafetensors *file, guint index)
{
  return &g_array_index (file->tensors, NcsnTensor, index);
}

const NcsnTensor *
ncsn_safetensors_find (const NcsnSafetensors *file, const char *name)
{
  return g_hash_table_lookup (file->index, name);
}
