/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks and makes the paths of output files. */
#include "output.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <ncsn/ncsn.h>

#include "image/picture-file.h"
#include "image/training-files.h"

gboolean
cli_check_output (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  if (g_file_test (path, G_FILE_TEST_IS_DIR)) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("“%s” is a folder; give the name of a file."), path);
    return FALSE;
  }
  if (g_file_test (folder, G_FILE_TEST_IS_DIR) && access (folder, W_OK) == 0)
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
               _ ("The folder “%s” does not exist or is not writable."), folder);
  return FALSE;
}

gboolean
cli_check_png_output (const char *path, GError **error)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);
  if (g_str_has_suffix (lower, ".png"))
    return cli_check_output (path, error);
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
               _ ("Pictures are written as PNG, so “%s” must end in .png."), path);
  return FALSE;
}

gboolean
cli_check_picture_output (const char *path, GError **error)
{
  if (ncsn_picture_file_is_named (path))
    return cli_check_output (path, error);
  g_set_error (
      error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
      _ ("Pictures are written as PNG, JPEG, TIFF or WebP, so “%s” must end in .png, .jpg, "
         ".tif or .webp."),
      path);
  return FALSE;
}

gboolean
cli_make_folder (const char *path, GError **error)
{
  if (g_mkdir_with_parents (path, 0777) == 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
               _ ("The folder “%s” cannot be created: %s."), path, g_strerror (errno));
  return FALSE;
}

gboolean
cli_check_model_name (const char *path, GError **error)
{
  if (g_str_has_suffix (path, NCSN_TRAINING_MODEL))
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
               _ ("--output must end in .safetensors, not “%s”"), path);
  return FALSE;
}

char *
cli_output_beside (const char *output, const char *ending)
{
  g_autofree char *stem = g_strndup (output, strlen (output) - strlen (NCSN_TRAINING_MODEL));
  return g_strconcat (stem, ending, NULL);
}
