/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ncsn sample: draws new pictures and writes them side by side, in single files, or both. */
#include "cli/common/command.h"

#include <glib/gi18n.h>

#include "cli/common/output.h"
#include "cli/common/task.h"
#include "cli/common/values.h"
#include "image/model-finder.h"
#include "image/picture-file.h"

#define TASK "generate"
#define PICTURE_TASK "generate-from-picture"
#define DEFAULT_COUNT 64
#define MAX_COUNT 1000000

typedef struct {
  char *output, *separate, *dump, *count_text, *columns_text, *canvas_text, *tileable_text,
      *first_text;
  guint count, columns;
  gboolean on_canvas, from_picture; /* a picture is the model */
  NcsnCanvasSize canvas;            /* 0 × 0: of the model's own size */
  guint first; /* number of the first canvas of the seed; only records set it */
  CliTaskOptions task;
} SampleOptions;

static void
sample_options_clear (SampleOptions *o)
{
  g_free (o->output);
  g_free (o->separate);
  g_free (o->dump);
  g_free (o->count_text);
  g_free (o->columns_text);
  g_free (o->canvas_text);
  g_free (o->tileable_text);
  g_free (o->first_text);
  cli_task_options_clear (&o->task);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SampleOptions, sample_options_clear)

/* The values of --tileable. */
static const char *const ways[] = {"x", "y", "both", NULL};

static gboolean
parse_command_line (int argc, char **argv, SampleOptions *o)
{
  const GOptionEntry entries[] = {
      {"output", 'o', 0, G_OPTION_ARG_FILENAME, &o->output,
       N_ ("PNG file for all pictures side by side"), N_ ("FILE")},
      {"separate", 0, 0, G_OPTION_ARG_FILENAME, &o->separate,
       N_ ("Folder for one PNG file per picture, named by number and class"), N_ ("FOLDER")},
      {"count", 'n', 0, G_OPTION_ARG_STRING, &o->count_text,
       N_ ("Number of pictures (64; one on a canvas)"), N_ ("N")},
      {"columns", 0, 0, G_OPTION_ARG_STRING, &o->columns_text,
       N_ ("Pictures in a row (nearly square)"), N_ ("N")},
      {"canvas", 0, 0, G_OPTION_ARG_STRING, &o->canvas_text,
       N_ ("Size of a picture in pixels (the model's own)"), N_ ("W×H")},
      {"tileable", 0, 0, G_OPTION_ARG_STRING, &o->tileable_text,
       N_ ("Make opposite edges fit together: x (left and right), y or both"),
       cli_choice_symbol (ways, G_MAXUINT)},
      {"dump", 0, 0, G_OPTION_ARG_FILENAME, &o->dump,
       N_ ("Folder for the pictures under noise and their score at each evaluation, as .npy"),
       N_ ("FOLDER")},
      CLI_TASK_ENTRIES (o->task),
      CLI_CHAIN_ENTRIES (o->task),
      G_OPTION_ENTRY_NULL};
  g_autofree char *samplers = cli_sampler_help (NCSN_PURPOSE_DRAW);
  g_autofree char *description = g_strconcat (
      _ ("A model of patches draws canvases of any size; a model of whole pictures, such as "
         "digits, draws a grid\nof them on the canvas. Any picture file serves as a model too: a "
         "new picture of its texture is drawn at\nonce, without training, at its own size unless "
         "--canvas is given.\n\n"
         "Examples:\n"
         "  ncsn sample --model digits --class 3 --count 64 --seed 7 --output threes.png\n"
         "  ncsn sample --like threes.png --quality best --output better.png\n"
         "  ncsn sample --model wall.jpg --canvas 1024x1024 --tileable both --output "
         "sheet.png\n\n"),
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
  guint width = 0, height = 0;
  int way = -1;
  if ((o->canvas_text != NULL && !cli_parse_size (o->canvas_text, &width, &height, error)) ||
      (o->tileable_text != NULL && (way = cli_parse_choice (o->tileable_text, ways, error)) < 0))
    return FALSE;
  o->on_canvas = o->canvas_text != NULL || o->tileable_text != NULL || o->from_picture;
  o->canvas = (NcsnCanvasSize){.width = width,
                               .height = height,
                               .tileable_x = way == 0 || way == 2,
                               .tileable_y = way == 1 || way == 2};
  return TRUE;
}

/* A picture as a model has neither classes nor a sampler. */
static gboolean
check_for_picture (const SampleOptions *o, GError **error)
{
  if (o->task.class_name == NULL && o->task.guidance == NULL &&
      !cli_sampler_options_are_given (&o->task.sampler))
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
               _ ("“%s” is a picture, whose texture is drawn without classes and samplers; leave "
                  "--class, --guidance, --quality, --sampler and its numbers out"),
               o->task.model);
  return FALSE;
}

static gboolean
check_options (SampleOptions *o, GError **error)
{
  if (!cli_task_options_recall (&o->task, error))
    return FALSE;
  recall (o);
  if (o->output == NULL && o->separate == NULL && o->dump == NULL) {
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                         _ ("--output, --separate or --dump is missing"));
    return FALSE;
  }
  o->from_picture = o->task.model != NULL && ncsn_model_finder_is_picture (o->task.model);
  if (!parse_canvas (o, error) || (o->from_picture && !check_for_picture (o, error)))
    return FALSE;
  o->count = o->on_canvas ? 1 : DEFAULT_COUNT;
  if (!cli_parse_uint ("count", o->count_text, 1, MAX_COUNT, &o->count, error) ||
      !cli_parse_uint ("columns", o->columns_text, 1, MAX_COUNT, &o->columns, error) ||
      !cli_parse_uint ("first", o->first_text, 0, MAX_COUNT, &o->first, error))
    return FALSE;
  if ((o->task.animation == NULL && o->dump == NULL) ||
      o->count <= (o->on_canvas ? 1 : NCSN_TASK_BATCH))
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
               _ ("%s shows one canvas or at most %d pictures; lower --count"),
               o->dump != NULL ? "--dump" : "--animation", NCSN_TASK_BATCH);
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
canvas_size (const SampleOptions *o, const CliTask *task)
{
  NcsnCanvasSize size = o->canvas;
  if (o->canvas_text != NULL)
    return size;
  if (task->source != NULL) {
    size.width = task->source->width;
    size.height = task->source->height;
  } else {
    size.width = ncsn_model_config (task->model)->width;
    size.height = ncsn_model_config (task->model)->height;
  }
  return size;
}

static guint
count_channels (const CliTask *task)
{
  return task->source != NULL ? task->source->channels : ncsn_model_config (task->model)->channels;
}

static gboolean
draw_canvas (const CliTask *task, const NcsnCanvasSize *size, guint number, float *picture,
             GError **error)
{
  const NcsnImage *source = task->source;
  if (source == NULL)
    return ncsn_generate_canvas (task->model, task->threads, size, number, &task->options, picture,
                                 error);
  const NcsnShape shape = {1, source->height, source->width, source->channels};
  return ncsn_generate_from_picture (shape, source->data, task->threads, size, number,
                                     &task->options, picture, error);
}

/* classes receives those of the pictures; a canvas has none. */
static gboolean
draw (const SampleOptions *o, const NcsnCanvasSize *size, CliTask *task, float *pictures,
      guint *classes, GError **error)
{
  const gsize n = size->width * size->height * count_channels (task);
  if (!o->on_canvas)
    return ncsn_generate (task->model, task->threads, o->count, &task->options, pictures, classes,
                          error);
  task->parts = o->count;
  for (; task->part < o->count; task->part++)
    if (!draw_canvas (task, size, o->first + task->part, pictures + task->part * n, error))
      return FALSE;
  return TRUE;
}

/* Checks that the files can be written, makes the folder, and begins the task. */
static gboolean
begin_output (const SampleOptions *o, const NcsnCanvasSize *size, CliTask *task, GError **error)
{
  gsize n_columns, n_rows;
  ncsn_image_grid_layout (o->count, o->columns, &n_columns, &n_rows);
  if (o->output != NULL && !cli_check_png_output (o->output, error))
    return FALSE;
  if (o->output != NULL &&
      n_columns * n_rows > NCSN_IMAGE_MAX_PIXELS / (size->width * size->height)) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 ngettext ("%u picture makes too large a grid; ask for fewer, or use --separate.",
                           "%u pictures make too large a grid; ask for fewer, or use --separate.",
                           o->count),
                 o->count);
    return FALSE;
  }
  if (o->separate != NULL && !cli_make_folder (o->separate, error))
    return FALSE;
  if (o->dump != NULL && (task->dump = cli_dump_new (o->dump, error)) == NULL)
    return FALSE;
  return cli_task_begin (task, &o->task, n_columns * size->width, n_rows * size->height, o->columns,
                         error);
}

/* "00012-seven.png". A class may have any name, so its special characters are replaced. */
static char *
separate_path (const SampleOptions *o, const NcsnModel *model, guint number,
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
  return g_build_filename (o->separate, name, NULL);
}

/* Writes each picture with the record of the same picture drawn alone: a canvas of one picture's
 * size is the picture of the same number. */
static gboolean
save_separately (const SampleOptions *o, const NcsnCanvasSize *size, const CliTask *task,
                 GKeyFile *record, float *pictures, const guint *classes, GError **error)
{
  const guint channels = count_channels (task);
  const gsize a_picture = size->width * size->height * channels;
  g_autofree char *canvas =
      g_strdup_printf ("%" G_GSIZE_FORMAT "x%" G_GSIZE_FORMAT, size->width, size->height);
  g_key_file_set_string (record, NCSN_RECORD_GROUP, "canvas", canvas);
  g_key_file_set_uint64 (record, NCSN_RECORD_GROUP, "count", 1);
  g_key_file_remove_key (record, NCSN_RECORD_GROUP, "columns", NULL);
  for (guint i = 0; i < o->count; i++) {
    const NcsnImage image = {.width = size->width,
                             .height = size->height,
                             .channels = channels,
                             .depth = 8,
                             .data = pictures + i * a_picture};
    if (o->first + i > 0)
      g_key_file_set_uint64 (record, NCSN_RECORD_GROUP, "first", o->first + i);
    g_autofree char *text = g_key_file_to_data (record, NULL, NULL);
    g_autofree char *path =
        separate_path (o, task->model, o->first + i, classes != NULL ? &classes[i] : NULL);
    if (!ncsn_image_save_png (&image, text, path, error))
      return FALSE;
  }
  return TRUE;
}

/* classes: NULL, or the class of each picture, which names its file. */
static gboolean
save (const SampleOptions *o, const NcsnCanvasSize *size, CliTask *task, GKeyFile *record,
      float *pictures, const guint *classes, GError **error)
{
  const guint channels = count_channels (task);
  if (o->output != NULL || task->frames != NULL) {
    g_autoptr (NcsnImage) grid = ncsn_image_grid (pictures, o->count, size->height, size->width,
                                                  channels, o->columns, error);
    if (grid == NULL || !cli_task_save (task, grid, record, o->output, error))
      return FALSE;
  }
  return (o->separate == NULL ||
          save_separately (o, size, task, record, pictures, classes, error)) &&
         (task->dump == NULL || cli_dump_finish (task->dump, error));
}

static gboolean
sample (const SampleOptions *o, NcsnImageLoader *loader, GError **error)
{
  g_auto (CliTask) task = {0};
  if (!(o->from_picture ? cli_task_init_from_picture (&task, PICTURE_TASK, &o->task, loader, error)
                        : cli_task_init (&task, TASK, &o->task, error)))
    return FALSE;
  const guint channels = count_channels (&task);
  const NcsnCanvasSize size = canvas_size (o, &task);
  if (!begin_output (o, &size, &task, error))
    return FALSE;

  g_autofree guint *classes = g_new0 (guint, o->count);
  g_autofree float *pictures =
      g_try_malloc_n (o->count, size.width * size.height * channels * sizeof (float));
  if (pictures == NULL) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_MEMORY,
                 ngettext ("%u picture does not fit in memory; ask for fewer.",
                           "%u pictures do not fit in memory; ask for fewer.", o->count),
                 o->count);
    return FALSE;
  }
  if (!draw (o, &size, &task, pictures, classes, error))
    return FALSE;
  g_autoptr (GKeyFile) record = make_record (o, &task);
  return save (o, &size, &task, record, pictures,
               o->on_canvas || ncsn_model_config (task.model)->n_classes == 0 ? NULL : classes,
               error);
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
  return sample (&options, loader, &error) ? CLI_OK : cli_fail (error);
}
