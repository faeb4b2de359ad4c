/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file written by the library and split into header and data, from which tests make hostile
 * variants. */
#pragma once

#include <glib/gstdio.h>
#include "container.h"
#include "model/model-private.h"

typedef struct {
  NcsnModel *model; /* that was saved */
  char *folder, *path;
  char *header; /* of the file, with its padding */
  guint8 *data;
  gsize data_size; /* bytes */
} SavedFile;

/* Saves the model (transfer full) by `save` as `name` in a new temporary folder. */
static inline void
saved_file_init (SavedFile *saved, NcsnModel *model, const char *name,
                 gboolean (*save) (const NcsnModel *model, const char *path, GError **error))
{
  g_autoptr (GError) error = NULL;
  g_autofree char *contents = NULL;
  gsize size;
  guint64 length;

  saved->model = model;
  saved->folder = g_dir_make_tmp ("ncsn-XXXXXX", &error);
  g_assert_no_error (error);
  saved->path = g_build_filename (saved->folder, name, NULL);
  g_assert_true (save (model, saved->path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (saved->path, &contents, &size, &error));
  memcpy (&length, contents, sizeof length);
  length = GUINT64_FROM_LE (length);
  saved->header = g_strndup (contents + sizeof length, length);
  saved->data_size = size - sizeof length - length;
  saved->data = g_memdup2 (contents + sizeof length + length, saved->data_size);
}

/* Removes the file and frees everything. Fails if another file was left in the folder. */
static inline void
saved_file_clear (SavedFile *saved)
{
  g_assert_cmpint (g_remove (saved->path), ==, 0);
  g_assert_cmpint (g_rmdir (saved->folder), ==, 0);
  ncsn_model_free (saved->model);
  g_free (saved->folder);
  g_free (saved->path);
  g_free (saved->header);
  g_free (saved->data);
}

/* The bytes of the file. Transfer full. */
static inline GByteArray *
saved_file_copy (const SavedFile *saved)
{
  return container_new (saved->header, saved->data, saved->data_size);
}

/* The file with `from` replaced in the header. Transfer full. */
static inline GByteArray *
saved_file_with (const SavedFile *saved, const char *from, const char *to)
{
  g_autofree char *header = replace_once (saved->header, from, to);

  return container_new (header, saved->data, saved->data_size);
}

/* The file with the bits of one float replaced. Transfer full. */
static inline GByteArray *
saved_file_with_float (const SavedFile *saved, gsize place, guint32 bits)
{
  GByteArray *file = saved_file_copy (saved);

  bits = GUINT32_TO_LE (bits);
  memcpy (file->data + file->len - saved->data_size + place * sizeof (float), &bits, sizeof bits);
  return file;
}
