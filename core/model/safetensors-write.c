/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes safetensors containers so that a reader finds either the old file or the complete new one.
 */
#include "model/safetensors.h"

#include <glib/gi18n-lib.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include "base/words.h"
#include "model/digest.h"
#include "ncsn/error.h"

#define ALIGNMENT 8

/* The end of the names of temporary files, after the file's own name. */
#define TEMPORARY_TEMPLATE ".XXXXXX.part"
#define TEMPORARY_END ".part"

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  return strcmp (a, b);
}

/* Sorts the keys: a hash table has no order, and the same model must give the same bytes. */
static JsonObject *
describe_metadata (GHashTable *metadata)
{
  JsonObject *object = json_object_new ();
  g_autoptr (GList) keys = g_list_sort (g_hash_table_get_keys (metadata), compare_keys);
  for (GList *l = keys; l != NULL; l = l->next)
    json_object_set_string_member (object, l->data, g_hash_table_lookup (metadata, l->data));
  return object;
}

/* The header's entry for a tensor whose data begins at byte `begin`. */
static JsonObject *
describe_tensor (const NcsnTensor *tensor, gsize begin)
{
  JsonObject *object = json_object_new ();
  JsonArray *shape = json_array_new ();
  JsonArray *span = json_array_new ();
  for (guint i = 0; i < tensor->rank; i++)
    json_array_add_int_element (shape, (gint64)tensor->dims[i]);
  json_array_add_int_element (span, (gint64)begin);
  json_array_add_int_element (span, (gint64)(begin + tensor->size * sizeof (float)));
  json_object_set_string_member (object, "dtype", "F32");
  json_object_set_array_member (object, "shape", shape);
  json_object_set_array_member (object, "data_offsets", span);
  return object;
}

/* The bytes before the data: length and JSON, padded with spaces so that the data is aligned. */
static GString *
make_header (const NcsnTensor *tensors, guint count, GHashTable *metadata)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  gsize begin = 0;
  if (metadata != NULL)
    json_object_set_object_member (object, "__metadata__", describe_metadata (metadata));
  for (guint i = 0; i < count; i++) {
    json_object_set_object_member (object, tensors[i].name, describe_tensor (&tensors[i], begin));
    begin += tensors[i].size * sizeof (float);
  }
  json_node_take_object (root, object);

  g_autofree char *json = json_to_string (root, FALSE);
  GString *header = g_string_new (json);
  while (header->len % ALIGNMENT != 0)
    g_string_append_c (header, ' ');
  const guint64 length = GUINT64_TO_LE (header->len);
  g_string_prepend_len (header, (const char *)&length, sizeof length);
  return header;
}

/* A NcsnBytesFunc; descriptor: of an int */
static gboolean
write_bytes (gpointer descriptor, const guint8 *bytes, gsize size)
{
  while (size > 0) {
    gssize written = write (*(int *)descriptor, bytes, MIN (size, G_MAXINT));
    if (written < 0 && errno == EINTR)
      continue;
    if (written < 0)
      return FALSE;
    bytes += written;
    size -= (gsize)written;
  }
  return TRUE;
}

/* Writes the container and waits until it is on the disk. FALSE with errno set on failure. Closes
 * the descriptor in any case. */
static gboolean
write_container (int descriptor, gboolean sealed, const NcsnTensor *tensors, guint count,
                 GHashTable *metadata)
{
  g_autoptr (GString) header = make_header (tensors, count, metadata);
  if (sealed)
    ncsn_digest_seal (header, tensors, count);
  gboolean ok = write_bytes (&descriptor, (const guint8 *)header->str, header->len);
  for (guint i = 0; ok && i < count; i++)
    ok = ncsn_words_to_file (tensors[i].data, tensors[i].size, write_bytes, &descriptor);
  ok = ok && g_fsync (descriptor) == 0;
  int problem = errno;
  if (close (descriptor) != 0 && ok)
    return FALSE;
  errno = problem;
  return ok;
}

/* Makes the renaming survive a power failure. The file is complete in any case, so an error here is
 * ignored. */
static void
sync_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int descriptor = g_open (folder, O_RDONLY | O_CLOEXEC, 0);
  if (descriptor < 0)
    return;
  g_fsync (descriptor);
  close (descriptor);
}

GPtrArray *
ncsn_safetensors_list_temporary (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  GPtrArray *left = g_ptr_array_new_with_free_func (g_free);
  const char *entry;
  while (dir != NULL && (entry = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (entry, name) && g_str_has_suffix (entry, TEMPORARY_END) &&
        strlen (entry) == strlen (name) + strlen (TEMPORARY_TEMPLATE))
      g_ptr_array_add (left, g_build_filename (folder, entry, NULL));
  return left;
}

/* Removes temporary files of earlier runs, which can fill a disk. */
static void
remove_temporary (const char *path)
{
  g_autoptr (GPtrArray) left = ncsn_safetensors_list_temporary (path);
  for (guint i = 0; i < left->len; i++)
    g_unlink (left->pdata[i]);
}

/* Gives the file at `path` the second name `previous`. The hard link first has a temporary name, so
 * that an older file of that name stays until it is replaced. Renames instead if the file system
 * has no hard links. FALSE with errno set. */
static gboolean
keep (const char *temporary, const char *path, const char *previous)
{
  g_autofree char *second = g_strconcat (previous, temporary + strlen (path), NULL);
  if (link (path, second) == 0) {
    const gboolean renamed = g_rename (second, previous) == 0;
    /* If both are already names of the same file, as after a kill at this point, rename () does
     * nothing. */
    g_unlink (second);
    return renamed;
  }
  return errno == ENOENT || g_rename (path, previous) == 0;
}

gboolean
ncsn_safetensors_replace (const char *temporary, const char *path, const char *previous)
{
  if (previous != NULL && !keep (temporary, path, previous))
    return FALSE;
  if (g_rename (temporary, path) != 0)
    return FALSE;
  sync_folder (path);
  return TRUE;
}

static gboolean
write_file (const char *path, const char *previous, gboolean sealed, const NcsnTensor *tensors,
            guint count, GHashTable *metadata, GError **error)
{
  g_autofree char *temporary = g_strconcat (path, TEMPORARY_TEMPLATE, NULL);
  remove_temporary (path);
  if (previous != NULL)
    remove_temporary (previous);
  int descriptor = g_mkstemp_full (temporary, O_WRONLY | O_CLOEXEC, 0666);
  if (descriptor >= 0 && write_container (descriptor, sealed, tensors, count, metadata) &&
      ncsn_safetensors_replace (temporary, path, previous))
    return TRUE;

  int problem = errno;
  g_autofree char *name = g_filename_display_name (path);
  if (descriptor >= 0)
    g_unlink (temporary);
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_FILE, _ ("%s: The file cannot be written: %s."), name,
               g_strerror (problem));
  return FALSE;
}

gboolean
ncsn_safetensors_write_sealed (const char *path, const char *previous, const NcsnTensor *tensors,
                               guint count, GHashTable *metadata, GError **error)
{
  return write_file (path, previous, TRUE, tensors, count, metadata, error);
}

gboolean
ncsn_safetensors_write (const char *path, const NcsnTensor *tensors, guint count,
                        GHashTable *metadata, GError **error)
{
  return write_file (path, NULL, FALSE, tensors, count, metadata, error);
}
