/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ncsn denoise: removes noise from a picture by one evaluation of the model, Tweedie's formula
 * x + σ² s(x, σ) (Robbins 1956). */
#include "cli/common/command.h"

#include <glib/gi18n.h>

#include "cli/common/pictures.h"
#include "cli/common/values.h"

#define TASK "denoise"
#define MAX_STRENGTH 200.0 /* percent */

typedef struct {
  CliPictureOptions picture; /* without a mask */
  char *sigma_text, *strength_text, *detail_text, *colour_text;
  double sigma;    /* where sigma_text is given */
  double strength; /* this and the following in percent */
  double detail;   /* to keep, in lightness */
  double colour;   /* to take off, in colours */
} DenoiseOptions;

static void
denoise_options_clear (DenoiseOptions *o)
{
  cli_picture_options_clear (&o->picture);
  g_free (o->sigma_text);
  g_free (o->strength_text);
  g_free (o->detail_text);
  g_free (o->colour_text);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DenoiseOptions, denoise_options_clear)

static gboolean
parse_command_line (int argc, char **argv, DenoiseOptions *o)
{
  const GOptionEntry entries[] = {
      {"input", 'i', 0, G_OPTION_ARG_FILENAME, &o->picture.input,
       N_ ("The noisy picture, or a folder of them"), N_ ("FILE")},
      {"sigma", 0, 0, G_OPTION_ARG_STRING, &o->sigma_text,
       N_ ("Standard deviation of the noise, from 0 to 1, with pixels in [0, 1] (estimated)"),
       N_ ("σ")},
      {"strength", 0, 0, G_OPTION_ARG_STRING, &o->strength_text,
       N_ ("How much noise to take for granted, in percent of what was given or found: from 0, "
           "which changes nothing, to 200 (100)"),
       N_ ("PERCENT")},
      {"detail", 0, 0, G_OPTION_ARG_STRING, &o->detail_text,
       N_ ("How much to keep, in lightness, of what would be taken off, in percent: for a grain "
           "that "
           "looks natural (0)"),
       N_ ("PERCENT")},
      {"colour", 0, 0, G_OPTION_ARG_STRING, &o->colour_text,
       N_ ("How much noise of colours to take off, in percent (100)"), N_ ("PERCENT")},
      CLI_OUTPUT_ENTRY (o->picture),
      CLI_TASK_ENTRIES (o->picture.task),
      G_OPTION_ENTRY_NULL};
  g_autofree char *description = g_strconcat (
      _ ("One evaluation of the model removes the noise (Tweedie's formula). The result has the "
         "size, depth and\ncolours of the input. If there is hardly any noise, the result is the "
         "input, and a note says so. The\nestimate of the noise ignores flat, clipped and "
         "transparent parts. Models trained with --noise camera\ntake off the noise of cameras, "
         "which differs by brightness; others, and --sigma, white noise.\n\n"),
      _ (CLI_FOLDER_HELP),
      _ ("Example:\n"
         "  ncsn denoise --model digits --input noisy.png --output clean.png"),
      NULL);
  return cli_parse_options (argc, argv, entries, NULL,
                            _ ("Removes noise from a picture and prints how much it was."),
                            description, NULL);
}

/* Reads an amount in percent, whose text may be in the record of --like; NULL: stays. */
static gboolean
read_percent (const CliTaskOptions *task, const char *name, double max, char **text, double *value,
              GError **error)
{
  cli_task_options_recall_text (task, name, text);
  if (!cli_parse_double (name, *text, value, error))
    return FALSE;
  if (*value >= 0.0 && *value <= max)
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
               _ ("--%s must be from 0 to %g percent, not %g"), name, max, *value);
  return FALSE;
}

static gboolean
check_options (DenoiseOptions *o, GError **error)
{
  const CliTaskOptions *task = &o->picture.task;
  if (!cli_task_options_recall (&o->picture.task, error))
    return FALSE;
  cli_task_options_recall_text (&o->picture.task, "sigma", &o->sigma_text);
  o->strength = o->colour = 100.0;
  return cli_require ("input", o->picture.input, error) &&
         cli_require ("output", o->picture.output, error) &&
         cli_parse_double ("sigma", o->sigma_text, &o->sigma, error) &&
         read_percent (task, "strength", MAX_STRENGTH, &o->strength_text, &o->strength, error) &&
         read_percent (task, "detail", 100.0, &o->detail_text, &o->detail, error) &&
         read_percent (task, "colour", 100.0, &o->colour_text, &o->colour, error);
}

/* The noise of the picture: as given, or estimated. */
static NcsnFoundNoise
choose_noise (const DenoiseOptions *o, const CliPicture *picture)
{
  const NcsnImage *image = picture->image;
  NcsnFoundNoise noise = {.sigma = o->sigma};
  if (o->sigma_text != NULL)
    return noise;
  noise = ncsn_noise_find (picture->task.model, picture->pixels, image->alpha, image->width,
                           image->height);
  if (noise.sigma == 0.0)
    cli_note (
        _ ("Hardly any noise was found, so the picture is unchanged. If you see noise, give its "
           "level: --sigma 0.05 is a little, --sigma 0.2 a lot."));
  return noise;
}

static void
report (const CliPicture *picture, const NcsnFoundNoise *noise)
{
  const float *levels = noise->curve.levels;
  g_autofree char *name = g_path_get_basename (picture->files.input);
  g_autofree char *clean = ncsn_text_clean (name, "");
  if (picture->of_several)
    g_print ("%s: ", clean);
  if (noise->by_brightness)
    g_print (_ ("Noise of σ %.4g was removed: %.3g in dark parts, %.3g in middle and %.3g in "
                "bright ones.\n"),
             noise->sigma, (double)levels[NCSN_CURVE_POINTS / 8],
             (double)levels[NCSN_CURVE_POINTS / 2],
             (double)levels[NCSN_CURVE_POINTS - 1 - NCSN_CURVE_POINTS / 8]);
  else
    g_print (_ ("Noise of σ %.4g was removed.\n"), noise->sigma);
}

/* The record (transfer full). found: the noise at full strength. Estimates of a curve are not kept:
 * they follow from the input. */
static GKeyFile *
record_of (const DenoiseOptions *o, const CliTask *task, const NcsnFoundNoise *found)
{
  GKeyFile *record = cli_task_record (task);
  if (!found->by_brightness)
    g_key_file_set_double (record, NCSN_RECORD_GROUP, "sigma", found->sigma);
  if (o->strength_text != NULL)
    g_key_file_set_double (record, NCSN_RECORD_GROUP, "strength", o->strength);
  if (o->detail_text != NULL)
    g_key_file_set_double (record, NCSN_RECORD_GROUP, "detail", o->detail);
  if (o->colour_text != NULL)
    g_key_file_set_double (record, NCSN_RECORD_GROUP, "colour", o->colour);
  return record;
}

static gboolean
denoise (CliPicture *picture, gpointer data, GError **error)
{
  const DenoiseOptions *o = data;
  CliTask *task = &picture->task;
  const NcsnFoundNoise found = choose_noise (o, picture);
  NcsnFoundNoise noise = found;
  if (o->strength_text != NULL)
    ncsn_noise_scale (&noise, o->strength / 100.0);
  task->options.keep_lightness = o->detail / 100.0;
  task->options.keep_colour = 1.0 - o->colour / 100.0;
  task->announced = TRUE; /* there is no sampler to announce */
  if (!ncsn_noise_remove (task->model, task->threads, picture->image->width, picture->image->height,
                          &noise, &task->options, picture->pixels, error))
    return FALSE;
  if (noise.sigma > 0.0)
    cli_picture_finish (picture, FALSE);
  g_autoptr (GKeyFile) record = record_of (o, task, &found);
  if (!cli_task_save (task, picture->image, record, picture->files.output, error))
    return FALSE;
  report (picture, &noise);
  return TRUE;
}

static char *
conclusion (guint changed, guint count)
{
  return g_strdup_printf (
      ngettext ("Denoised %u of %u picture.", "Denoised %u of %u pictures.", count), changed,
      count);
}

int
cli_denoise (int argc, char **argv, NcsnImageLoader *loader)
{
  static const CliPictureCommand command = {TASK, conclusion, denoise};
  g_auto (DenoiseOptions) options = {0};
  g_autoptr (GError) error = NULL;
  if (!parse_command_line (argc, argv, &options))
    return CLI_USAGE;
  if (!check_options (&options, &error))
    return cli_usage (argv[0], "%s", error->message);
  return cli_pictures_change (&command, &options.picture, loader, &options, &error)
             ? CLI_OK
             : cli_fail (error);
}
