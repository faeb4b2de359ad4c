/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ncsn inpaint: fills a part of a picture. */
#include "cli/common/command.h"

#include <glib/gi18n.h>

#include "cli/common/picture.h"
#include "cli/common/values.h"

#define TASK "inpaint"
#define MAX_CONTEXT 65536
#define MAX_MEAN 10000
#define DEFAULT_PASSES                                                                             \
  G_STRINGIFY (NCSN_DEFAULT_PASSES) ", or " G_STRINGIFY (NCSN_DEFAULT_PASSES_HOLES)

/* The values of --draw, and their purposes of sampling. */
static const char *const draw_names[] = {"likely", "true", NULL};
static const NcsnPurpose draw_purposes[] = {NCSN_PURPOSE_FILL, NCSN_PURPOSE_FILL_TRULY};

typedef struct {
  CliPictureOptions picture;
  char *context_text, *passes_text, *mean_text, *draw, *method;
  NcsnInpaintOptions inpaint;
} InpaintOptions;

static void
inpaint_options_clear (InpaintOptions *o)
{
  cli_picture_options_clear (&o->picture);
  g_free (o->context_text);
  g_free (o->passes_text);
  g_free (o->mean_text);
  g_free (o->draw);
  g_free (o->method);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (InpaintOptions, inpaint_options_clear)

static gboolean
parse_command_line (int argc, char **argv, InpaintOptions *o)
{
  const GOptionEntry entries[] = {
      {"input", 'i', 0, G_OPTION_ARG_FILENAME, &o->picture.input, N_ ("Picture to fill"),
       N_ ("FILE")},
      {"mask", 0, 0, G_OPTION_ARG_FILENAME, &o->picture.mask,
       N_ ("Where to fill: white, or painted white on nothing; lighter grays blend"), N_ ("FILE")},
      {"output", 'o', 0, G_OPTION_ARG_FILENAME, &o->picture.output, N_ ("PNG file for the result"),
       N_ ("FILE")},
      {"method", 0, 0, G_OPTION_ARG_STRING, &o->method,
       N_ ("network: by the model, best for what is at most 32 pixels wide; patches: with pieces "
           "of the picture itself, for objects of any size; auto: each hole by its width (auto)"),
       N_ ("HOW")},
      {"context", 0, 0, G_OPTION_ARG_STRING, &o->context_text,
       N_ ("Pixels around the mask that a model of patches sees (as suits it)"), N_ ("PIXELS")},
      {"resample", 0, 0, G_OPTION_ARG_STRING, &o->passes_text,
       N_ ("Passes through each interval of noise levels; more fits better and takes longer "
           "(" DEFAULT_PASSES " for a model that sees holes)"),
       N_ ("N")},
      {"mean", 0, 0, G_OPTION_ARG_STRING, &o->mean_text,
       N_ ("The mean of so many fills, which has the least squared error (1)"), N_ ("N")},
      {"draw", 0, 0, G_OPTION_ARG_STRING, &o->draw,
       N_ ("likely: fills near the mean of the distribution, closest to the original; true: draws "
           "from the distribution, which differ more and take longer (likely)"),
       N_ ("HOW")},
      CLI_TASK_ENTRIES (o->picture.task),
      CLI_CHAIN_ENTRIES (o->picture.task),
      G_OPTION_ENTRY_NULL};
  g_autofree char *samplers = cli_sampler_help (NCSN_PURPOSE_FILL);
  g_autofree char *description = g_strconcat (
      _ ("The result has the size, depth and colours of the input; pixels where the mask is black "
         "stay\nexactly the same. A gray model turns a coloured picture gray; a colour model gives "
         "colour, and gray\nif the whole picture is gray. Grays of the mask below a third count as "
         "black, and transparent parts\nof the input as unknown.\n\n"
         "Example:\n"
         "  ncsn inpaint --model digits --input seven.png --mask hole.png --output new.png\n\n"),
      samplers, NULL);
  return cli_parse_options (argc, argv, entries, NULL,
                            _ ("Fills a part of a picture to match the rest."), description, NULL);
}

/* --draw chooses among the samplers of a quality, and overrides a record. */
static gboolean
choose_draw (InpaintOptions *o, GError **error)
{
  CliSamplerOptions *sampler = &o->picture.task.sampler;
  const gboolean other = sampler->sampler != NULL || cli_sampler_options_have_schedule (sampler);
  if (o->draw != NULL && other) {
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                         _ ("--draw has its own sampler and noise levels; leave --sampler and the "
                            "numbers of the noise levels out"));
    return FALSE;
  }
  if (o->draw != NULL && sampler->quality == NULL)
    sampler->quality = g_strdup (ncsn_quality_names ()[NCSN_QUALITY_DEFAULT]);
  if (!other)
    cli_task_options_recall_text (&o->picture.task, "draw", &o->draw);
  const int draw = o->draw != NULL ? cli_parse_choice (o->draw, draw_names, error) : 0;
  if (draw >= 0)
    o->picture.task.purpose = draw_purposes[draw];
  return draw >= 0;
}

static gboolean
check_options (InpaintOptions *o, GError **error)
{
  guint context = 0;
  o->inpaint = (NcsnInpaintOptions){.context = -1};
  if (!cli_task_options_recall (&o->picture.task, error) || !choose_draw (o, error))
    return FALSE;
  cli_task_options_recall_text (&o->picture.task, "method", &o->method);
  cli_task_options_recall_text (&o->picture.task, "context", &o->context_text);
  cli_task_options_recall_text (&o->picture.task, "resample", &o->passes_text);
  cli_task_options_recall_text (&o->picture.task, "mean", &o->mean_text);
  if (!cli_require ("input", o->picture.input, error) ||
      !cli_require ("mask", o->picture.mask, error) ||
      !cli_require ("output", o->picture.output, error) ||
      !cli_parse_uint ("context", o->context_text, 0, MAX_CONTEXT, &context, error) ||
      !cli_parse_uint ("resample", o->passes_text, 1, NCSN_MAX_PASSES, &o->inpaint.passes, error) ||
      !cli_parse_uint ("mean", o->mean_text, 1, MAX_MEAN, &o->inpaint.mean, error))
    return FALSE;
  if (o->context_text != NULL)
    o->inpaint.context = (int)context;
  const int method =
      o->method != NULL ? cli_parse_choice (o->method, ncsn_fill_method_names (), error) : 0;
  if (method < 0)
    return FALSE;
  o->inpaint.method = (NcsnFillMethod)method;
  return TRUE;
}

static GKeyFile *
make_record (const InpaintOptions *o, const CliTask *task)
{
  GKeyFile *record = cli_task_record (task);
  g_key_file_set_string (record, NCSN_RECORD_GROUP, "method",
                         ncsn_fill_method_names ()[o->inpaint.method]);
  if (o->inpaint.context >= 0)
    g_key_file_set_integer (record, NCSN_RECORD_GROUP, "context", o->inpaint.context);
  if (o->inpaint.passes > 0)
    g_key_file_set_uint64 (record, NCSN_RECORD_GROUP, "resample", o->inpaint.passes);
  if (o->inpaint.mean > 1)
    g_key_file_set_uint64 (record, NCSN_RECORD_GROUP, "mean", o->inpaint.mean);
  if (o->draw != NULL)
    g_key_file_set_string (record, NCSN_RECORD_GROUP, "draw", o->draw);
  return record;
}

static gboolean
inpaint (const InpaintOptions *o, NcsnImageLoader *loader, GError **error)
{
  g_auto (CliPicture) picture = {0};
  if (!cli_picture_begin (&picture, TASK, &o->picture, loader, error))
    return FALSE;
  CliTask *task = &picture.task;
  NcsnImage *image = picture.image;
  if (o->inpaint.method != NCSN_FILL_PATCHES &&
      ncsn_hole_is_everything (picture.mask->data, image->alpha, image->width * image->height))
    cli_note (
        _ ("All of the picture is marked or transparent, so the model draws without any known "
           "pixels. Mark only the part to fill, in white."));
  if (!ncsn_inpaint (task->model, task->threads, image->width, image->height, picture.mask->data,
                     &o->inpaint, &task->options, picture.pixels, error))
    return FALSE;
  cli_picture_finish (&picture, TRUE);
  g_autoptr (GKeyFile) record = make_record (o, task);
  return cli_task_save (task, image, record, o->picture.output, error);
}

int
cli_inpaint (int argc, char **argv, NcsnImageLoader *loader)
{
  g_auto (InpaintOptions) options = {0};
  g_autoptr (GError) error = NULL;
  if (!parse_command_line (argc, argv, &options))
    return CLI_USAGE;
  if (!check_options (&options, &error))
    return cli_usage (argv[0], "%s", error->message);
  return inpaint (&options, loader, &error) ? CLI_OK : cli_fail (error);
}
