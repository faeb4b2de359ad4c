/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ncsn inpaint: fills a part of a picture. */
#include "cli/common/command.h"

#include <glib/gi18n.h>

#include "cli/common/output.h"
#include "cli/common/picture.h"
#include "cli/common/task.h"
#include "cli/common/values.h"

#define TASK "inpaint"
#define MAX_CONTEXT 65536
#define MAX_MEAN 10000
#define DEFAULT_PASSES                                                                             \
  G_STRINGIFY (NCSN_DEFAULT_PASSES) ", or " G_STRINGIFY (NCSN_DEFAULT_PASSES_HOLES)

/* What --draw may be, and what chains are for then. */
static const char *const draw_names[] = {"likely", "true", NULL};
static const NcsnPurpose draw_purposes[] = {NCSN_PURPOSE_FILL, NCSN_PURPOSE_FILL_TRULY};

typedef struct {
  char *input, *mask, *output, *context_text, *passes_text, *mean_text, *draw;
  NcsnInpaintOptions inpaint;
  CliTaskOptions task;
} InpaintOptions;

static void
inpaint_options_clear (InpaintOptions *o)
{
  g_free (o->input);
  g_free (o->mask);
  g_free (o->output);
  g_free (o->context_text);
  g_free (o->passes_text);
  g_free (o->mean_text);
  g_free (o->draw);
  cli_task_options_clear (&o->task);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (InpaintOptions, inpaint_options_clear)

static gboolean
parse_command_line (int argc, char **argv, InpaintOptions *o)
{
  const GOptionEntry entries[] = {
      {"input", 'i', 0, G_OPTION_ARG_FILENAME, &o->input, N_ ("The picture to fill"), N_ ("FILE")},
      {"mask", 0, 0, G_OPTION_ARG_FILENAME, &o->mask,
       N_ ("Where to fill: white, or painted white on nothing; lighter grays blend"), N_ ("FILE")},
      {"output", 'o', 0, G_OPTION_ARG_FILENAME, &o->output, N_ ("PNG file for the result"),
       N_ ("FILE")},
      {"context", 0, 0, G_OPTION_ARG_STRING, &o->context_text,
       N_ ("Pixels around the mask that a model of patches looks at (as suits it)"), N_ ("PIXELS")},
      {"resample", 0, 0, G_OPTION_ARG_STRING, &o->passes_text,
       N_ ("How often each noise level is gone through; more fits better and takes longer "
           "(" DEFAULT_PASSES " for a model that sees holes)"),
       N_ ("N")},
      {"mean", 0, 0, G_OPTION_ARG_STRING, &o->mean_text,
       N_ ("Not one fill but the mean of so many, which has the least squared error (1)"),
       N_ ("N")},
      {"draw", 0, 0, G_OPTION_ARG_STRING, &o->draw,
       N_ ("likely: near the middle of what may be there, which comes nearest to what was; true: "
           "as "
           "different from fill to fill as what may be there, which takes longer (likely)"),
       N_ ("HOW")},
      CLI_TASK_ENTRIES (o->task),
      CLI_CHAIN_ENTRIES (o->task),
      G_OPTION_ENTRY_NULL};
  g_autofree char *samplers = cli_sampler_help (NCSN_PURPOSE_FILL);
  g_autofree char *description = g_strconcat (
      _ ("The result has the size, depth and colours of the input; pixels where the mask is black "
         "stay\nexactly as they are. A gray model reads the lightness of a coloured picture and "
         "gives a gray one; a\ncolour model gives colour, and gray where all is gray. Grays of the "
         "mask below a third "
         "count as black,\nand transparent parts of the input as unknown.\n\n"
         "Example:\n"
         "  ncsn inpaint --model digits --input seven.png --mask hole.png --output new.png\n\n"),
      samplers, NULL);
  return cli_parse_options (argc, argv, entries, NULL,
                            _ ("Fills a part of a picture so that it suits the rest."), description,
                            NULL);
}

/* A way to draw is a quality's, and replaces that of a record. */
static gboolean
choose_draw (InpaintOptions *o, GError **error)
{
  CliSamplerOptions *sampler = &o->task.sampler;
  const gboolean other =
      sampler->sampler != NULL || cli_schedule_options_given (&sampler->schedule);
  if (o->draw != NULL && other) {
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                         _ ("--draw has a sampler and noise levels of its own: give it without "
                            "--sampler and their numbers"));
    return FALSE;
  }
  if (o->draw != NULL && sampler->quality == NULL)
    sampler->quality = g_strdup (ncsn_quality_names ()[NCSN_QUALITY_DEFAULT]);
  if (!other)
    cli_task_options_recall_text (&o->task, "draw", &o->draw);
  const int draw = o->draw != NULL ? cli_parse_choice (o->draw, draw_names, error) : 0;
  if (draw >= 0)
    o->task.purpose = draw_purposes[draw];
  return draw >= 0;
}

static gboolean
check_options (InpaintOptions *o, GError **error)
{
  guint context = 0;
  o->inpaint = (NcsnInpaintOptions){.context = -1};
  if (!cli_task_options_recall (&o->task, error) || !choose_draw (o, error))
    return FALSE;
  cli_task_options_recall_text (&o->task, "context", &o->context_text);
  cli_task_options_recall_text (&o->task, "resample", &o->passes_text);
  cli_task_options_recall_text (&o->task, "mean", &o->mean_text);
  if (!cli_require ("input", o->input, error) || !cli_require ("mask", o->mask, error) ||
      !cli_require ("output", o->output, error) ||
      !cli_parse_uint ("context", o->context_text, 0, MAX_CONTEXT, &context, error) ||
      !cli_parse_uint ("resample", o->passes_text, 1, NCSN_MAX_PASSES, &o->inpaint.passes, error) ||
      !cli_parse_uint ("mean", o->mean_text, 1, MAX_MEAN, &o->inpaint.mean, error))
    return FALSE;
  if (o->context_text != NULL)
    o->inpaint.context = (int)context;
  return TRUE;
}

static GKeyFile *
make_record (const InpaintOptions *o, const CliTask *task)
{
  GKeyFile *record = cli_task_record (task);
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
  g_auto (CliTask) task = {0};
  g_auto (CliPicture) picture = {0};
  if (!cli_check_png_output (o->output, error) || !cli_task_init (&task, TASK, &o->task, error) ||
      !cli_picture_load (&picture, loader, o->input, o->mask,
                         ncsn_model_config (task.model)->channels, error))
    return FALSE;

  NcsnImage *image = picture.image;
  task.options.alpha = image->alpha;
  if (ncsn_hole_is_everything (picture.mask->data, image->alpha, image->width * image->height))
    cli_note (
        _ ("All of the picture is marked or transparent, so nothing tells what belongs there: "
           "the model draws what it likes. Mark only what is to be filled, in white."));
  if (!cli_task_begin (&task, &o->task, image->width, image->height, 1, error) ||
      !ncsn_inpaint (task.model, task.threads, image->width, image->height, picture.mask->data,
                     &o->inpaint, &task.options, picture.pixels, error))
    return FALSE;
  cli_picture_finish (&picture, TRUE);
  g_autoptr (GKeyFile) record = make_record (o, &task);
  return cli_task_save (&task, image, record, o->output, error);
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
