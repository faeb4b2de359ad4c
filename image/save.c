/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes whole files: a file is complete or does not appear. */
#include "save.h"

#include <glib/gi18n-lib.h>
#include <ncsn/ncsn.h>

gboolean
ncsn_image_save_bytes (const char *path, const GByteArray *bytes, GError **error)
{
  g_autoptr (GError) cause = NULL;
  if (g_file_set_contents (path, (const char *)bytes->data, bytes->len, &cause))
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_FILE, _ ("The picture “%s” cannot be written: %s."),
               path, cause->message);
  return FALSE;
}
