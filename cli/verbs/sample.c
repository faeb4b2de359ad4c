/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ncsn sample: new pictures. */
#include "cli/common/command.h"

#include <glib/gi18n.h>

#include "sample-output.h"
#include "cli/common/values.h"

#define TASK "generate"
#define DEFAULT_COUNT 64
#define MAX_COUNT 1000000

typedef struct {
  char *output, *separate, *count_text, *columns_text, *canvas_text, *tileable_text, *first_text;
  guint count, columns;
  gboolean on_canvas;
  NcsnCanvasSize canvas; /* 0 × 0: of the model's own size */
  guint first;           /* of a seed's canvases; told by records alone */
  CliTaskOptions task;
} SampleOptions;

static void
sample_options_clear (SampleOptions *o)
{
  g_free (o->output);
  g_free (o->separate);
  g_free (o->count_text);
  g_free (o->columns_text);
  g_free (o->canvas_text);
  g_free (o->tileable_text);
  g_free (o->first_text);
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
      {"count", 'n', 0, G_OPTION_ARG_STRING, &o->count_text,
       N_ ("How many pictures (64; one on a canvas)"), N_ ("N")},
      {"columns", 0, 0, G_OPTION_ARG_STRING, &o->columns_text,
       N_ ("Pictures side by side (as makes it square)"), N_ ("N")},
      {"canvas", 0, 0, G_OPTION_ARG_STRING, &o->canvas_text,
       N_ ("Size of a picture in pixels (the model's own)"), N_ ("W×H")},
      {"tileable", 0, 0, G_OPTION_ARG_STRING, &o->tileable_text,
       N_ ("Make opposite edges continue each other: x (left and right), y or both"), N_ ("WAY")},
      CLI_TASK_ENTRIES (o->task),
      CLI_CHAIN_ENTRIES (o->task),
      G_OPTION_ENTRY_NULL};
  g_autofree char *samplers = cli_sampler_help (NCSN_PURPOSE_DRAW);
  g_autofree char *description = g_strconcat (
      _ ("A model that was trained on patches draws canvases of any size; one of whole pictures, "
         "such as digits,\nputs a grid of them on the canvas.\n\n"
         "Examples:\n"
         "  ncsn sample --model digits --class 3 --count 64 --seed 7 --output threes.png\n"
         "  ncsn sample --like threes.png --quality best --output better.png\n\n"),
      samplers, NULL);
  return cli_parse_options (argc, argv, entries, NULL, _ ("Draws new pictures."), description,
                            NULL);
}

static void
recall (SampleOptions *o)
{
  cli_task_options_recall_text (&o->task, "count", &o->count_text);
  cli_task_options_recall_text (&o->task, "columns", &o->columns_text);
  cli_task_options_recall_text (&o->task, "canvas", &o->canvas_text);
  cli_task_options_recall_text (&o->task, "tileable", &o->tileable_text);
  cli_task_options_recall_text (&o->task, "first", &o->first_text);
}

static gboolean
parse_canvas (SampleOptions *o, GError **error)
{
  static const char *const ways[] = {"x", "y", "both", NULL};
  guint width = 0, height = 0;
  int way = -1;
  if ((o->canvas_text != NULL && !cli_parse_size (o->canvas_text, &width, &height, error)) ||
      (o->tileable_text != NULL && (way = cli_parse_choice (o->tileable_text, ways, error)) < 0))
    return FALSE;
  o->on_canvas = o->canvas_text != NULL || o->tileable_text != NULL;
  o->canvas = (NcsnCanvasSize){.width = width,
                               .height = height,
                               .tileable_x = way == 0 || way == 2,
                               .tileable_y = way == 1 || way == 2};
  return TRUE;
}

static gboolean
check_options (SampleOptions *o, GError **error)
{
  if (!cli_task_options_recall (&o->task, error))
    return FALSE;
  recall (o);
  if (o->output == NULL && o->separate == NULL) {
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                         _ ("--output or --separate is missing"));
    return FALSE;
  }
  if (!parse_canvas (o, error))
    return FALSE;
  o->count = o->on_canvas ? 1 : DEFAULT_COUNT;
  if (!cli_parse_uint ("count", o->count_text, 1, MAX_COUNT, &o->count, error) ||
      !cli_parse_uint ("columns", o->columns_text, 1, MAX_COUNT, &o->columns, error) ||
      !cli_parse_uint ("first", o->first_text, 0, MAX_COUNT, &o->first, error))
    return FALSE;
  if (o->task.animation == NULL || o->count <= (o->on_canvas ? 1 : NCSN_TASK_BATCH))
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
               _ ("--animation shows one canvas or at most %d pictures; lower --count"),
               NCSN_TASK_BATCH);
  return FALSE;
}

static GKeyFile *
make_record (const SampleOptions *o, const CliTask *task)
{
  GKeyFile *record = cli_task_record (task);
  g_key_file_set_uint64 (record, NCSN_RECORD_GROUP, "count", o->count);
  if (o->canvas_text != NULL)
    g_key_file_set_string (record, NCSN_RECORD_GROUP, "canvas", o->canvas_text);
  if (o->tileable_text != NULL)
    g_key_file_set_string (record, NCSN_RECORD_GROUP, "tileable", o->tileable_text);
  if (o->columns > 0)
    g_key_file_set_uint64 (record, NCSN_RECORD_GROUP, "columns", o->columns);
  if (o->first > 0)
    g_key_file_set_uint64 (record, NCSN_RECORD_GROUP, "first", o->first);
  return record;
}

static NcsnCanvasSize
canvas_size (const SampleOptions *o, const NcsnModelConfig *config)
{
  NcsnCanvasSize size = o->canvas;
  if (o->canvas_text == NULL) {
    size.width = config->width;
    size.height = config->height;
  }
  return size;
}

/* classes are those of the pictures; a canvas has none. */
static gboolean
draw (const SampleOptions *o, const NcsnCanvasSize *size, CliTask *task, float *pictures,
      guint *classes, GError **error)
{
  const gsize n = size->width * size->height * ncsn_model_config (task->model)->channels;
  if (!o->on_canvas)
    return ncsn_generate (task->model, task->threads, o->count, &task->options, pictures, classes,
                          error);
  task->parts = o->count;
  for (; task->part < o->count; task->part++)
    if (!ncsn_generate_canvas (task->model, task->threads, size, o->first + task->part,
                               &task->options, pictures + task->part * n, error))
      return FALSE;
  return TRUE;
}

static gboolean
sample (const SampleOptions *o, GError **error)
{
  g_auto (CliTask) task = {0};
  if (!cli_task_init (&task, TASK, &o->task, error))
    return FALSE;
  const NcsnModelConfig *config = ncsn_model_config (task.model);
  const NcsnCanvasSize size = canvas_size (o, config);
  const CliSampleOutput output = {.output = o->output,
                                  .separate = o->separate,
                                  .count = o->count,
                                  .columns = o->columns,
                                  .first = o->first,
                                  .width = size.width,
                                  .height = size.height};
  if (!cli_sample_output_begin (&output, &task, &o->task, error))
    return FALSE;

  g_autofree guint *classes = g_new0 (guint, o->count);
  g_autofree float *pictures =
      g_try_malloc_n (o->count, size.width * size.height * config->channels * sizeof (float));
  if (pictures == NULL) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_MEMORY,
                 _ ("%u pictures do not fit in memory; ask for fewer."), o->count);
    return FALSE;
  }
  if (!draw (o, &size, &task, pictures, classes, error))
    return FALSE;
  g_autoptr (GKeyFile) record = make_record (o, &task);
  return cli_sample_output_save (&output, &task, record, pictures,
                                 o->on_canvas || config->n_classes == 0 ? NULL : classes, error);
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
