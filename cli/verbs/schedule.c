/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ncsn schedule: the noise levels and step sizes that suit pictures (Song & Ermon 2020, techniques
 * 1, 2 and 4). */
#include "cli/common/command.h"

#include <glib/gi18n.h>

#include "cli/common/auto-ladder.h"
#include "cli/common/data.h"
#include "cli/common/values.h"
#include "schedule-report.h"

/* In fewer dimensions the overlap does not determine the ratio (ncsn_ratio_for_overlap ()). */
#define MIN_DIMENSION 5

/* The overlap of a level with itself, Φ(3) - Φ(-3). */
#define MAX_OVERLAP 0.9973

/* The texts given, NULL where an option is absent. */
typedef struct {
  char *data, *size, *subsample, *seed, *threads;
  char *sigma_begin, *dimension;
  char *sigma_end, *overlap, *levels, *steps;
  gboolean json;
} ScheduleOptions;

/* The parsed values. */
typedef struct {
  guint width, height, subsample, seed, threads;
  double overlap;
  CliScheduleReport report; /* the part given by options */
} ScheduleSettings;

static void
schedule_options_clear (ScheduleOptions *o)
{
  char *texts[] = {o->data,      o->size,      o->subsample, o->seed,   o->threads, o->sigma_begin,
                   o->dimension, o->sigma_end, o->overlap,   o->levels, o->steps};
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ScheduleOptions, schedule_options_clear)

static gboolean
parse_command_line (int argc, char **argv, ScheduleOptions *o)
{
  const GOptionEntry entries[] = {
      {"data", 'd', 0, G_OPTION_ARG_FILENAME, &o->data,
       N_ ("Folder of pictures or IDX file, as for ncsn train"), N_ ("PATH")},
      {"size", 's', 0, G_OPTION_ARG_STRING, &o->size,
       N_ ("Crop and resize the pictures to this size, such as 64 or 64x48"), N_ ("SIZE")},
      {"subsample", 0, 0, G_OPTION_ARG_STRING, &o->subsample,
       N_ ("Compare at most this number of pictures with each other (2000)"), N_ ("N")},
      {"seed", 0, 0, G_OPTION_ARG_STRING, &o->seed, N_ ("Seed that chooses these pictures (0)"),
       N_ ("N")},
      {"sigma-begin", 0, 0, G_OPTION_ARG_STRING, &o->sigma_begin,
       N_ ("Largest noise level (the largest distance between two pictures)"), N_ ("σ")},
      {"dimension", 0, 0, G_OPTION_ARG_STRING, &o->dimension,
       N_ ("Dimension of a picture, width × height × channels, without --data"), N_ ("D")},
      {"sigma-end", 0, 0, G_OPTION_ARG_STRING, &o->sigma_end, N_ ("Smallest noise level (0.01)"),
       N_ ("σ")},
      {"overlap", 0, 0, G_OPTION_ARG_STRING, &o->overlap,
       N_ ("Overlap of neighbouring levels, above 0 and below 0.9973 (0.5667)"), N_ ("C")},
      {"levels", 0, 0, G_OPTION_ARG_STRING, &o->levels,
       N_ ("Number of noise levels (by the overlap)"), N_ ("L")},
      {"steps", 0, 0, G_OPTION_ARG_STRING, &o->steps, N_ ("Langevin steps at each level (5)"),
       N_ ("T")},
      {"json", 0, 0, G_OPTION_ARG_NONE, &o->json, N_ ("As JSON, for programs"), NULL},
      {"threads", 0, 0, G_OPTION_ARG_STRING, &o->threads,
       N_ ("Threads to use (as many as there are processors)"), N_ ("N")},
      G_OPTION_ENTRY_NULL};
  return cli_parse_options (
      argc, argv, entries, NULL,
      _ ("Finds the noise levels and the step size that suit pictures (Song & Ermon 2020)."),
      _ ("The largest noise level is the largest distance between two pictures. The number of\n"
         "levels gives neighbouring levels the overlap. The paper recommends about 0.5; the\n"
         "default, 0.5667, is that of all ladders its authors used, and costs 6 percent more.\n"
         "The step size keeps the noise of a chain as near as possible to that of its level.\n\n"
         "Examples:\n"
         "  ncsn schedule --data photos --size 64\n"
         "  ncsn schedule --sigma-begin 50 --dimension 3072 --steps 3"),
      NULL);
}

/* Checks which options go together. */
static gboolean
check_combination (const ScheduleOptions *o, GError **error)
{
  const char *sentence = NULL;
  if (o->data == NULL && (o->sigma_begin == NULL || o->dimension == NULL))
    sentence = _ ("--data is missing; give it, or both --sigma-begin and --dimension");
  else if (o->data != NULL && o->dimension != NULL)
    sentence = _ ("--dimension follows from --data; leave one of them out");
  else if (o->levels != NULL && o->overlap != NULL)
    sentence = _ ("--levels and --overlap contradict each other; leave one of them out");
  if (sentence != NULL)
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT, sentence);
  return sentence == NULL;
}

static gboolean
understand (const ScheduleOptions *o, ScheduleSettings *settings, GError **error)
{
  CliScheduleReport *report = &settings->report;
  *settings = (ScheduleSettings){.subsample = CLI_SUBSAMPLE,
                                 .overlap = NCSN_DEFAULT_OVERLAP,
                                 .report = {.ladder = {.sigma_end = 0.01}, .steps = 5}};
  if (!check_combination (o, error) ||
      (o->size != NULL && !cli_parse_size (o->size, &settings->width, &settings->height, error)) ||
      !cli_parse_uint ("subsample", o->subsample, 2, 100000, &settings->subsample, error) ||
      !cli_parse_uint ("seed", o->seed, 0, G_MAXUINT32, &settings->seed, error) ||
      !cli_parse_uint ("threads", o->threads, 1, 1024, &settings->threads, error) ||
      !cli_parse_double ("sigma-begin", o->sigma_begin, &report->ladder.sigma_begin, error) ||
      !cli_parse_double ("sigma-end", o->sigma_end, &report->ladder.sigma_end, error) ||
      !cli_parse_uint ("dimension", o->dimension, MIN_DIMENSION, G_MAXINT, &report->dimension,
                       error) ||
      !cli_parse_uint ("levels", o->levels, 1, NCSN_MAX_LEVELS, &report->ladder.levels, error) ||
      !cli_parse_uint ("steps", o->steps, 1, G_MAXINT, &report->steps, error) ||
      !cli_parse_double ("overlap", o->overlap, &settings->overlap, error))
    return FALSE;
  if (settings->overlap > 0 && settings->overlap < MAX_OVERLAP)
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
               _ ("--overlap must be above 0 and below %g, not %g"), MAX_OVERLAP,
               settings->overlap);
  return FALSE;
}

/* Finds the dimension of the pictures, and σ begin if it is not given. */
static gboolean
measure_data (const ScheduleOptions *o, ScheduleSettings *settings, NcsnImageLoader *loader,
              GError **error)
{
  CliScheduleReport *report = &settings->report;
  const NcsnDatasetOptions options = {.width = settings->width, .height = settings->height};
  g_autoptr (NcsnDataset) dataset = cli_load_data (o->data, options, loader, error);
  if (dataset == NULL)
    return FALSE;
  report->dimension = dataset->width * dataset->height * dataset->channels;
  if (report->dimension < MIN_DIMENSION) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("The pictures are too small to find noise levels from them: %u × %u."),
                 dataset->width, dataset->height);
    return FALSE;
  }
  if (o->sigma_begin != NULL)
    return TRUE;
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (settings->threads);
  report->compared = cli_subsample_count (dataset, settings->subsample);
  return cli_largest_distance (dataset, settings->subsample, settings->seed, threads,
                               &report->ladder.sigma_begin, error);
}

/* Chooses the number of levels unless it is given, and checks the schedule. */
static gboolean
complete (ScheduleSettings *settings, GError **error)
{
  NcsnLadder *ladder = &settings->report.ladder;
  if (ladder->levels == 0)
    ncsn_ladder_choose (ladder, settings->report.dimension, settings->overlap);
  NcsnSchedule schedule = {.sigma_begin = ladder->sigma_begin,
                           .sigma_end = ladder->sigma_end,
                           .levels = ladder->levels,
                           .steps = settings->report.steps};
  ncsn_schedule_suit_epsilon (&schedule);
  return ncsn_schedule_check (&schedule, error);
}

int
cli_schedule (int argc, char **argv, NcsnImageLoader *loader)
{
  g_auto (ScheduleOptions) options = {0};
  ScheduleSettings settings;
  g_autoptr (GError) error = NULL;
  if (!parse_command_line (argc, argv, &options))
    return CLI_USAGE;
  if (!understand (&options, &settings, &error))
    return cli_usage (argv[0], "%s", error->message);
  if ((options.data != NULL && !measure_data (&options, &settings, loader, &error)) ||
      !complete (&settings, &error))
    return cli_fail (error);
  if (options.json)
    cli_schedule_report_json (&settings.report);
  else
    cli_schedule_report_text (&settings.report);
  return CLI_OK;
}
