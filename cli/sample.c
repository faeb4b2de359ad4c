/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ncsn sample: new pictures. */
#include "command.h"

#include <errno.h>

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "output.h"
#include "task.h"
#include "values.h"

#define MAX_COUNT 1000000

typedef struct {
  char *output, *separate, *count_text, *columns_text;
  guint count, columns;
  CliTaskOptions task;
} SampleOptions;

static void
sample_options_clear (SampleOptions *o)
{
  g_free (o->output);
  g_free (o->separate);
  g_free (o->count_text);
  g_free (o->columns_text);
  cli_task_options_clear (&o->task);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SampleOptions, sample_options_clear)

static gboolean
parse_command_line (int argc, char **argv, SampleOptions *o)
{
  const GOptionEntry entries[] = {
      {"output", 'o', 0, G_OPTION_ARG_FILENAME, &o->output,
       N_ ("PNG file for all pictures side by side"), N_ ("FILE")},
      {"separate", 0, 0, G_OPTION_ARG_FILENAME, &o->separate,
       N_ ("Folder for one PNG file a picture, named by number and class"), N_ ("FOLDER")},
      {"count", 'n', 0, G_OPTION_ARG_STRING, &o->count_text, N_ ("How many pictures (64)"),
       N_ ("N")},
      {"columns", 0, 0, G_OPTION_ARG_STRING, &o->columns_text,
       N_ ("Pictures side by side (as makes it square)"), N_ ("N")},
      CLI_TASK_ENTRIES (o->task),
      G_OPTION_ENTRY_NULL};
  return cli_parse_options (
      argc, argv, entries, NULL, _ ("Draws new pictures by annealed Langevin dynamics."),
      _ ("Schedule options that are left out are the model's own.\n\n"
         "Example:\n"
         "  ncsn sample --model digits --class 3 --count 64 --seed 7 --output threes.png"),
      NULL);
}

static gboolean
check_options (SampleOptions *o, GError **error)
{
  o->count = 64;
  if (o->output == NULL && o->separate == NULL) {
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                         _ ("--output or --separate is missing"));
    return FALSE;
  }
  return cli_parse_uint ("count", o->count_text, 1, MAX_COUNT, &o->count, error) &&
         cli_parse_uint ("columns", o->columns_text, 1, MAX_COUNT, &o->columns, error);
}

/* Room for the pictures, after a look whether the results can be written at all. */
static float *
prepare (const SampleOptions *o, const NcsnModelConfig *config, GError **error)
{
  gsize n_columns, n_rows;
  ncsn_image_grid_layout (o->count, o->columns, &n_columns, &n_rows);
  const gsize n_pixels = (gsize)config->width * config->height;
  if (o->output != NULL && !cli_check_png_output (o->output, error))
    return NULL;
  if (o->output != NULL && n_pixels * n_columns * n_rows > NCSN_IMAGE_MAX_PIXELS) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("%u pictures make too large a grid; ask for fewer, or use --separate."),
                 o->count);
    return NULL;
  }
  if (o->separate != NULL && g_mkdir_with_parents (o->separate, 0777) != 0) {
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
                 _ ("The folder “%s” cannot be made: %s."), o->separate, g_strerror (errno));
    return NULL;
  }

  float *pictures = g_try_malloc_n (o->count, n_pixels * config->channels * sizeof (float));
  if (pictures == NULL)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_MEMORY,
                 _ ("%u pictures do not fit in memory; ask for fewer."), o->count);
  return pictures;
}

/* "00012-seven.png". A class may have any name, a file may not. */
static char *
separate_path (const SampleOptions *o, const NcsnModel *model, gsize index, guint class_index)
{
  g_autofree char *class_name = g_strdup (ncsn_model_class_name (model, class_index));
  if (ncsn_model_config (model)->n_classes > 0 && class_name == NULL)
    class_name = g_strdup_printf ("%u", class_index);
  if (class_name != NULL)
    g_strcanon (class_name, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-_", '_');
  g_autofree char *name =
      g_strdup_printf ("%05" G_GSIZE_FORMAT "%s%s.png", index, class_name != NULL ? "-" : "",
                       class_name != NULL ? class_name : "");
  return g_build_filename (o->separate, name, NULL);
}

static gboolean
save_separately (const SampleOptions *o, const NcsnModel *model, float *pictures,
                 const guint *classes, GError **error)
{
  const NcsnModelConfig *config = ncsn_model_config (model);
  const gsize size = (gsize)config->width * config->height * config->channels;
  for (gsize i = 0; i < o->count; i++) {
    const NcsnImage image = {.width = config->width,
                             .height = config->height,
                             .channels = config->channels,
                             .depth = 8,
                             .data = pictures + i * size};
    g_autofree char *path = separate_path (o, model, i, classes[i]);
    if (!ncsn_image_save_png (&image, NULL, path, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
save_grid (const SampleOptions *o, const NcsnModelConfig *config, const float *pictures,
           GError **error)
{
  g_autoptr (NcsnImage) grid = ncsn_image_grid (pictures, o->count, config->height, config->width,
                                                config->channels, o->columns, error);
  return grid != NULL && ncsn_image_save_png (grid, NULL, o->output, error);
}

static gboolean
sample (const SampleOptions *o, GError **error)
{
  g_auto (CliTask) task = {0};
  if (!cli_task_init (&task, &o->task, error))
    return FALSE;
  const NcsnModelConfig *config = ncsn_model_config (task.model);
  g_autofree float *pictures = prepare (o, config, error);
  g_autofree guint *classes = g_new0 (guint, o->count);
  return pictures != NULL &&
         ncsn_generate (task.model, task.threads, o->count, &task.options, pictures, classes,
                        error) &&
         (o->output == NULL || save_grid (o, config, pictures, error)) &&
         (o->separate == NULL || save_separately (o, task.model, pictures, classes, error));
}

int
cli_sample (int argc, char **argv, NcsnImageLoader *loader)
{
  g_auto (SampleOptions) options = {0};
  g_autoptr (GError) error = NULL;
  if (!parse_command_line (argc, argv, &options))
    return CLI_USAGE;
  if (!check_options (&options, &error))
    return cli_usage (argv[0], "%s", error->message);
  return sample (&options, &error) ? CLI_OK : cli_fail (error);
}
