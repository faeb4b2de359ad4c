/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where new pictures go. */
#include "sample-output.h"

#include <errno.h>

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "cli/common/output.h"

gboolean
cli_sample_output_begin (const CliSampleOutput *output, CliTask *task,
                         const CliTaskOptions *options, GError **error)
{
  gsize n_columns, n_rows;
  ncsn_image_grid_layout (output->count, output->columns, &n_columns, &n_rows);
  if (output->output != NULL && !cli_check_png_output (output->output, error))
    return FALSE;
  if (output->output != NULL &&
      n_columns * n_rows > NCSN_IMAGE_MAX_PIXELS / (output->width * output->height)) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("%u pictures make too large a grid; ask for fewer, or use --separate."),
                 output->count);
    return FALSE;
  }
  if (output->separate != NULL && g_mkdir_with_parents (output->separate, 0777) != 0) {
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
                 _ ("The folder “%s” cannot be made: %s."), output->separate, g_strerror (errno));
    return FALSE;
  }
  return cli_task_begin (task, options, n_columns * output->width, n_rows * output->height,
                         output->columns, error);
}

/* "00012-seven.png". A class may have any name, a file may not. */
static char *
separate_path (const CliSampleOutput *output, const NcsnModel *model, guint number,
               const guint *class_index)
{
  g_autofree char *class_name =
      class_index != NULL ? g_strdup (ncsn_model_class_name (model, *class_index)) : NULL;
  if (class_index != NULL && class_name == NULL)
    class_name = g_strdup_printf ("%u", *class_index);
  if (class_name != NULL)
    g_strcanon (class_name, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-_", '_');
  g_autofree char *name = g_strdup_printf ("%05u%s%s.png", number, class_name != NULL ? "-" : "",
                                           class_name != NULL ? class_name : "");
  return g_build_filename (output->separate, name, NULL);
}

/* Each with the record that it has when it is made alone: a canvas of one picture's size is the
 * picture of the same number. */
static gboolean
save_separately (const CliSampleOutput *output, const CliTask *task, GKeyFile *record,
                 float *pictures, const guint *classes, GError **error)
{
  const guint channels = ncsn_model_config (task->model)->channels;
  const gsize size = output->width * output->height * channels;
  g_autofree char *canvas =
      g_strdup_printf ("%" G_GSIZE_FORMAT "x%" G_GSIZE_FORMAT, output->width, output->height);
  g_key_file_set_string (record, NCSN_RECORD_GROUP, "canvas", canvas);
  g_key_file_set_uint64 (record, NCSN_RECORD_GROUP, "count", 1);
  g_key_file_remove_key (record, NCSN_RECORD_GROUP, "columns", NULL);
  for (guint i = 0; i < output->count; i++) {
    const NcsnImage image = {.width = output->width,
                             .height = output->height,
                             .channels = channels,
                             .depth = 8,
                             .data = pictures + i * size};
    if (output->first + i > 0)
      g_key_file_set_uint64 (record, NCSN_RECORD_GROUP, "first", output->first + i);
    g_autofree char *text = g_key_file_to_data (record, NULL, NULL);
    g_autofree char *path = separate_path (output, task->model, output->first + i,
                                           classes != NULL ? &classes[i] : NULL);
    if (!ncsn_image_save_png (&image, text, path, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
cli_sample_output_save (const CliSampleOutput *output, CliTask *task, GKeyFile *record,
                        float *pictures, const guint *classes, GError **error)
{
  const guint channels = ncsn_model_config (task->model)->channels;
  if (output->output != NULL || task->frames != NULL) {
    g_autoptr (NcsnImage) grid = ncsn_image_grid (pictures, output->count, output->height,
                                                  output->width, channels, output->columns, error);
    if (grid == NULL || !cli_task_save (task, grid, record, output->output, error))
      return FALSE;
  }
  return output->separate == NULL ||
         save_separately (output, task, record, pictures, classes, error);
}
