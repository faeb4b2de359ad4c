/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ncsn denoise: removes white noise from a picture by one evaluation of the model, Tweedie's
 * formula x + σ² s(x, σ) (Robbins 1956). */
#include "cli/common/command.h"

#include <glib/gi18n.h>

#include "cli/common/picture.h"
#include "cli/common/values.h"

#define TASK "denoise"

typedef struct {
  CliPictureOptions picture; /* without a mask */
  char *sigma_text;
  double sigma; /* where sigma_text is given */
} DenoiseOptions;

static void
denoise_options_clear (DenoiseOptions *o)
{
  cli_picture_options_clear (&o->picture);
  g_free (o->sigma_text);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DenoiseOptions, denoise_options_clear)

static gboolean
parse_command_line (int argc, char **argv, DenoiseOptions *o)
{
  const GOptionEntry entries[] = {
      {"input", 'i', 0, G_OPTION_ARG_FILENAME, &o->picture.input, N_ ("The noisy picture"),
       N_ ("FILE")},
      {"sigma", 0, 0, G_OPTION_ARG_STRING, &o->sigma_text,
       N_ ("Standard deviation of the noise, from 0 to 1, with pixels in [0, 1] (estimated)"),
       N_ ("σ")},
      {"output", 'o', 0, G_OPTION_ARG_FILENAME, &o->picture.output, N_ ("PNG file for the result"),
       N_ ("FILE")},
      CLI_TASK_ENTRIES (o->picture.task),
      G_OPTION_ENTRY_NULL};
  return cli_parse_options (
      argc, argv, entries, NULL, _ ("Removes noise from a picture and prints how much it was."),
      _ ("One evaluation of the model removes white noise (Tweedie's formula). The result has the "
         "size, depth and\ncolours of the input. If there is hardly any noise, the result is the "
         "input, and a note says so. The\nestimate of the noise ignores flat, clipped and "
         "transparent parts.\n\n"
         "Example:\n"
         "  ncsn denoise --model digits --input noisy.png --output clean.png"),
      NULL);
}

static gboolean
check_options (DenoiseOptions *o, GError **error)
{
  if (!cli_task_options_recall (&o->picture.task, error))
    return FALSE;
  cli_task_options_recall_text (&o->picture.task, "sigma", &o->sigma_text);
  return cli_require ("input", o->picture.input, error) &&
         cli_require ("output", o->picture.output, error) &&
         cli_parse_double ("sigma", o->sigma_text, &o->sigma, error);
}

/* The noise to remove: as given, or estimated. */
static double
choose_sigma (const DenoiseOptions *o, const CliPicture *picture)
{
  const NcsnImage *image = picture->image;
  if (o->sigma_text != NULL)
    return o->sigma;
  const double sigma = ncsn_estimate_noise (picture->pixels, image->alpha, image->width,
                                            image->height, picture->channels);
  if (sigma == 0.0)
    cli_note (
        _ ("Hardly any noise was found, so the picture is unchanged. If you see noise, give its "
           "level: --sigma 0.05 is a little, --sigma 0.2 a lot."));
  return sigma;
}

static gboolean
denoise (const DenoiseOptions *o, NcsnImageLoader *loader, GError **error)
{
  g_auto (CliPicture) picture = {0};
  if (!cli_picture_begin (&picture, TASK, &o->picture, loader, error))
    return FALSE;
  CliTask *task = &picture.task;
  const double sigma = choose_sigma (o, &picture);
  task->announced = TRUE; /* there is no sampler to announce */
  if (!ncsn_denoise (task->model, task->threads, picture.image->width, picture.image->height, sigma,
                     &task->options, picture.pixels, error))
    return FALSE;
  if (sigma > 0.0)
    cli_picture_finish (&picture, FALSE);
  g_autoptr (GKeyFile) record = cli_task_record (task);
  g_key_file_set_double (record, NCSN_RECORD_GROUP, "sigma", sigma);
  if (!cli_task_save (task, picture.image, record, o->picture.output, error))
    return FALSE;
  g_print (_ ("Noise of σ %.4g was removed.\n"), sigma);
  return TRUE;
}

int
cli_denoise (int argc, char **argv, NcsnImageLoader *loader)
{
  g_auto (DenoiseOptions) options = {0};
  g_autoptr (GError) error = NULL;
  if (!parse_command_line (argc, argv, &options))
    return CLI_USAGE;
  if (!check_options (&options, &error))
    return cli_usage (argv[0], "%s", error->message);
  return denoise (&options, loader, &error) ? CLI_OK : cli_fail (error);
}
