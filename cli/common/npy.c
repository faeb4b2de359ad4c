/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes .npy files: a magic number, the length of a header padded to ALIGNMENT bytes, the header,
 * and the numbers in the machine's order of bytes, which the header tells. */
#include "npy.h"

#include <string.h>

#include <glib/gi18n.h>

#define ALIGNMENT 64
#define MAGIC "\x93NUMPY\x01\x00"
#define BEFORE_HEADER (sizeof MAGIC - 1 + sizeof (guint16))

/* shape: a Python tuple. */
static gboolean
save (const char *path, const char *type, const char *shape, gconstpointer data, gsize size,
      GError **error)
{
  const char order = G_BYTE_ORDER == G_LITTLE_ENDIAN ? '<' : '>';
  g_autoptr (GString) file = g_string_sized_new (size + 2 * ALIGNMENT);
  g_autofree char *header = g_strdup_printf (
      "{'descr': '%c%s', 'fortran_order': False, 'shape': %s, }", order, type, shape);
  const gsize used = BEFORE_HEADER + strlen (header) + 1; /* with a line feed */
  const gsize padding = (ALIGNMENT - used % ALIGNMENT) % ALIGNMENT;
  const guint16 length = GUINT16_TO_LE ((guint16)(used + padding - BEFORE_HEADER));
  g_autoptr (GError) cause = NULL;

  g_string_append_len (file, MAGIC, sizeof MAGIC - 1);
  g_string_append_len (file, (const char *)&length, sizeof length);
  g_string_append_printf (file, "%s%*s\n", header, (int)padding, "");
  g_string_append_len (file, data, (gssize)size);
  if (g_file_set_contents (path, file->str, (gssize)file->len, &cause))
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_FILE, _ ("The array “%s” cannot be written: %s."),
               path, cause->message);
  return FALSE;
}

gboolean
cli_npy_save_pictures (const char *path, const float *pictures, NcsnShape shape, GError **error)
{
  g_autofree char *tuple = g_strdup_printf ("(%" G_GSIZE_FORMAT ", %" G_GSIZE_FORMAT
                                            ", %" G_GSIZE_FORMAT ", %" G_GSIZE_FORMAT ")",
                                            shape.n, shape.h, shape.w, shape.c);
  return save (path, "f4", tuple, pictures, ncsn_shape_size (shape) * sizeof *pictures, error);
}

gboolean
cli_npy_save_numbers (const char *path, const double *numbers, gsize count, GError **error)
{
  g_autofree char *tuple = g_strdup_printf ("(%" G_GSIZE_FORMAT ",)", count);
  return save (path, "f8", tuple, numbers, count * sizeof *numbers, error);
}
