/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the command line of ncsn inpaint, and a record, to numbers. */
#include "inpaint-options.h"

#include <glib/gi18n.h>

#include "cli/common/command.h"
#include "cli/common/values.h"

#define MAX_CONTEXT 65536
#define MAX_MEAN 10000
#define MAX_COUNT 10000
#define ALL_SOURCES "all"

/* The texts for --grow and --resample have these numbers. */
G_STATIC_ASSERT (NCSN_DEFAULT_GROWTH == 3 && NCSN_DEFAULT_PASSES == 4 &&
                 NCSN_DEFAULT_PASSES_HOLES == 2);

/* The values of --draw, and their purposes of sampling. */
static const char *const draw_names[] = {"likely", "true", NULL};
static const NcsnPurpose draw_purposes[] = {NCSN_PURPOSE_FILL, NCSN_PURPOSE_FILL_TRULY};

void
cli_inpaint_options_clear (CliInpaintOptions *o)
{
  cli_picture_options_clear (&o->picture);
  g_free (o->sources);
  g_free (o->separate);
  g_free (o->context_text);
  g_free (o->passes_text);
  g_free (o->mean_text);
  g_free (o->draw);
  g_free (o->method);
  g_free (o->grow_text);
  g_free (o->count_text);
}

gboolean
cli_inpaint_options_parse (CliInpaintOptions *o, int argc, char **argv)
{
  const GOptionEntry entries[] = {
      {"input", 'i', 0, G_OPTION_ARG_FILENAME, &o->picture.input,
       N_ ("Picture to fill, or a folder of them"), N_ ("FILE")},
      {"mask", 0, 0, G_OPTION_ARG_FILENAME, &o->picture.mask,
       N_ ("Where to fill: white, or painted white on nothing; lighter grays "
           "blend; or a folder of masks, named like the pictures up to the ending"),
       N_ ("FILE")},
      CLI_OUTPUT_ENTRY (o->picture),
      {"separate", 0, 0, G_OPTION_ARG_FILENAME, &o->separate,
       N_ ("Instead of --output: folder for several fills, each a PNG file named by number"),
       N_ ("FOLDER")},
      {"count", 'n', 0, G_OPTION_ARG_STRING, &o->count_text,
       N_ ("Number of fills for --separate, with the seeds from --seed on (1)"), N_ ("N")},
      {"method", 0, 0, G_OPTION_ARG_STRING, &o->method,
       N_ ("network: by the model, best for what is at most 32 pixels wide; patches: with pieces "
           "of the picture itself, for objects of any size, without a model; auto: each hole by "
           "its width (auto)"),
       cli_choice_symbol (ncsn_fill_method_names (), G_MAXUINT)},
      {"grow", 0, 0, G_OPTION_ARG_STRING, &o->grow_text,
       N_ ("Pixels by which holes wider than 32 pixels grow, with a soft edge, so that no rim of "
           "an object stays (3 if patches fill them, else 0)"),
       N_ ("PIXELS")},
      {"sources", 0, 0, G_OPTION_ARG_FILENAME, &o->sources,
       N_ ("Where patches may be taken from: white in this picture; or the word all, for all of "
           "the input (near the hole)"),
       N_ ("FILE")},
      {"context", 0, 0, G_OPTION_ARG_STRING, &o->context_text,
       N_ ("Pixels around the mask that a model of patches sees (as suits it)"), N_ ("PIXELS")},
      {"resample", 0, 0, G_OPTION_ARG_STRING, &o->passes_text,
       N_ ("Passes through each interval of noise levels; more fits better and takes longer "
           "(4, or 2 for a model that sees holes)"),
       N_ ("N")},
      {"mean", 0, 0, G_OPTION_ARG_STRING, &o->mean_text,
       N_ ("The mean of so many fills, which has the least squared error (1)"), N_ ("N")},
      {"draw", 0, 0, G_OPTION_ARG_STRING, &o->draw,
       N_ ("likely: fills near the mean of the distribution, closest to the original; true: draws "
           "from the distribution, which differ more and take longer (likely)"),
       cli_choice_symbol (draw_names, G_MAXUINT)},
      CLI_TASK_ENTRIES (o->picture.task),
      CLI_CHAIN_ENTRIES (o->picture.task),
      G_OPTION_ENTRY_NULL};
  g_autofree char *samplers = cli_sampler_help (NCSN_PURPOSE_FILL);
  g_autofree char *description = g_strconcat (
      _ ("The result has the size, depth and colours of the input; pixels where the mask is black "
         "stay\nexactly the same. A gray model turns a coloured picture gray; a colour model gives "
         "colour, and gray\nif the whole picture is gray. Grays of the mask below a third count as "
         "black, and transparent parts\nof the input as unknown.\n\n"),
      _ (CLI_FOLDER_HELP),
      _ ("Example:\n"
         "  ncsn inpaint --model digits --input seven.png --mask hole.png --output new.png\n"
         "  ncsn inpaint --method patches --input street.png --mask car.png --output "
         "empty.png\n\n"),
      samplers, NULL);
  return cli_parse_options (argc, argv, entries, NULL,
                            _ ("Fills a part of a picture to match the rest."), description, NULL);
}

/* --draw chooses among the samplers of a quality, and overrides a record. */
static gboolean
choose_draw (CliInpaintOptions *o, GError **error)
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

/* The first option given that only a model's network reads, or NULL. */
static const char *
find_network_option (const CliInpaintOptions *o)
{
  const CliSamplerOptions *sampler = &o->picture.task.sampler;
  const struct {
    const char *name;
    gboolean given;
  } options[] = {{"class", o->picture.task.class_name != NULL},
                 {"guidance", o->picture.task.guidance != NULL},
                 {"sampler", sampler->sampler != NULL},
                 {"quality", sampler->quality != NULL},
                 {"denoise", sampler->schedule.denoise},
                 {"no-denoise", sampler->schedule.no_denoise},
                 {"context", o->context_text != NULL},
                 {"resample", o->passes_text != NULL},
                 {"mean", o->mean_text != NULL},
                 {"draw", o->draw != NULL}};
  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    if (options[i].given)
      return options[i].name;
  for (NcsnNumber number = 0; number < NCSN_N_NUMBERS; number++)
    if (sampler->numbers[number] != NULL)
      return ncsn_number_info (number)->name;
  return NULL;
}

/* Refuses options that the method would ignore: the user expects them to count. */
static gboolean
choose_method (CliInpaintOptions *o, GError **error)
{
  cli_task_options_recall_text (&o->picture.task, "method", &o->method);
  const int method =
      o->method != NULL ? cli_parse_choice (o->method, ncsn_fill_method_names (), error) : 0;
  if (method < 0)
    return FALSE;
  o->inpaint.method = (NcsnFillMethod)method;
  o->picture.task.without_model = method == NCSN_FILL_PATCHES;
  const char *unused = method == NCSN_FILL_PATCHES                         ? find_network_option (o)
                       : method == NCSN_FILL_NETWORK && o->sources != NULL ? "sources"
                                                                           : NULL;
  if (unused != NULL)
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("--%s is not used by --method %s; leave it out, or choose another method"),
                 unused, ncsn_fill_method_names ()[method]);
  return unused == NULL;
}

/* A record may come from anywhere, so it can name no file. */
static void
recall_sources (CliInpaintOptions *o)
{
  g_autofree char *recorded = NULL;
  cli_task_options_recall_text (&o->picture.task, "sources", &recorded);
  if (o->sources == NULL && g_strcmp0 (recorded, ALL_SOURCES) == 0)
    o->sources = g_steal_pointer (&recorded);
  o->all_sources = g_strcmp0 (o->sources, ALL_SOURCES) == 0;
}

static gboolean
check_outputs (CliInpaintOptions *o, GError **error)
{
  const char *trouble = NULL;
  o->count = 1;
  if (!cli_parse_uint ("count", o->count_text, 1, MAX_COUNT, &o->count, error))
    return FALSE;
  if (o->picture.output == NULL && o->separate == NULL)
    trouble = _ ("--output or --separate is missing");
  else if (o->picture.output != NULL && o->separate != NULL)
    trouble = _ ("--output is for one fill and --separate for several; leave one of them out");
  else if (o->count_text != NULL && o->separate == NULL)
    trouble = _ ("--count needs a folder for the fills; give one with --separate");
  else if (o->separate != NULL && g_file_test (o->picture.input, G_FILE_TEST_IS_DIR))
    trouble = _ ("--separate is for several fills of one picture, and --input is a folder; give "
                 "--output instead");
  else if (o->separate != NULL && o->picture.task.animation != NULL)
    trouble = _ ("--animation shows a single fill; give --output instead of --separate");
  if (trouble != NULL)
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT, trouble);
  return trouble == NULL;
}

static void
recall_network (CliInpaintOptions *o)
{
  cli_task_options_recall_text (&o->picture.task, "context", &o->context_text);
  cli_task_options_recall_text (&o->picture.task, "resample", &o->passes_text);
  cli_task_options_recall_text (&o->picture.task, "mean", &o->mean_text);
}

gboolean
cli_inpaint_options_check (CliInpaintOptions *o, GError **error)
{
  guint context = 0;
  o->inpaint = (NcsnInpaintOptions){.context = -1};
  if (!cli_task_options_recall (&o->picture.task, error))
    return FALSE;
  recall_sources (o);
  o->picture.also_read = o->all_sources ? NULL : o->sources;
  if (!choose_method (o, error))
    return FALSE;
  cli_task_options_recall_text (&o->picture.task, "grow", &o->grow_text);
  if (!o->picture.task.without_model) {
    if (!choose_draw (o, error))
      return FALSE;
    recall_network (o);
  }
  if (!cli_require ("input", o->picture.input, error) ||
      !cli_require ("mask", o->picture.mask, error) || !check_outputs (o, error) ||
      !cli_parse_uint ("grow", o->grow_text, 0, NCSN_MAX_GROWTH, &o->grow, error) ||
      !cli_parse_uint ("context", o->context_text, 0, MAX_CONTEXT, &context, error) ||
      !cli_parse_uint ("resample", o->passes_text, 1, NCSN_MAX_PASSES, &o->inpaint.passes, error) ||
      !cli_parse_uint ("mean", o->mean_text, 1, MAX_MEAN, &o->inpaint.mean, error))
    return FALSE;
  if (o->context_text != NULL)
    o->inpaint.context = (int)context;
  return TRUE;
}

GKeyFile *
cli_inpaint_options_record (const CliInpaintOptions *o, const CliTask *task, guint grow)
{
  GKeyFile *record = cli_task_record (task);
  g_key_file_set_string (record, NCSN_RECORD_GROUP, "method",
                         ncsn_fill_method_names ()[o->inpaint.method]);
  g_key_file_set_uint64 (record, NCSN_RECORD_GROUP, "grow", grow);
  if (o->all_sources)
    g_key_file_set_string (record, NCSN_RECORD_GROUP, "sources", ALL_SOURCES);
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
