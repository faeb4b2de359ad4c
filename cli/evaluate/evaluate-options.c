/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parses the options of ncsn evaluate and checks that they go together. */
#include "evaluate-options.h"

#include <glib/gi18n.h>

#include "cli/common/command.h"
#include "cli/common/data.h"
#include "cli/common/sampler-options.h"
#include "cli/common/values.h"

#define MAX_COUNT 1000000
#define MAX_SAMPLES 100000

void
cli_evaluate_options_clear (CliEvaluateOptions *o)
{
  char *texts[] = {o->model,      o->data,    o->scale,      o->hold_out, o->count,
                   o->seed,       o->probes,  o->tolerance,  o->samples,  o->quality,
                   o->class_name, o->picture, o->train_data, o->threads};
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
}

static const char *
description (void)
{
  return _ (
      "Prints the denoising loss at up to 20 levels of the model's ladder, always weighted by σ², "
      "with its standard\nerror over the pictures. A model with classes needs pictures with "
      "classes.\n\n"
      "With --samples, it generates so many pictures and compares them with as many that the model "
      "has not seen:\npatches of 7 × 7 pixels at three scales, projected on random directions (the "
      "sliced Wasserstein distance).\nThe distance between real pictures is printed too, because a "
      "finite sample of them is not at 0 either.\nWith --train-data or --hold-out the ratio is to "
      "the distance between training and held-out pictures: 1 is\nas good as copies. The nearest "
      "training pictures then show whether they are copies.\n\n"
      "Examples:\n"
      "  ncsn evaluate --model digits --data t10k-images-idx3-ubyte.gz --likelihood\n"
      "  ncsn evaluate --model stone --data stones --hold-out 0.05 --samples 64 --picture "
      "stone.png");
}

gboolean
cli_evaluate_options_parse (int argc, char **argv, CliEvaluateOptions *o)
{
  const GOptionEntry entries[] = {
      {"model", 'm', 0, G_OPTION_ARG_FILENAME, &o->model,
       N_ ("Name of an installed model, or path of a model file"), N_ ("MODEL")},
      {"data", 'd', 0, G_OPTION_ARG_FILENAME, &o->data,
       N_ ("Folder of pictures or IDX file, as for ncsn train, that the model has not seen"),
       N_ ("PATH")},
      {"hold-out", 0, 0, G_OPTION_ARG_STRING, &o->hold_out,
       N_ ("--data is the training data, trained with this option; use the part it set aside"),
       N_ ("SHARE")},
      {"scale", 0, 0, G_OPTION_ARG_STRING, &o->scale,
       N_ ("Scale of the pictures that patches are cut from, as for ncsn train (1)"),
       N_ ("MIN..MAX")},
      {"resize", 0, 0, G_OPTION_ARG_NONE, &o->resize,
       N_ ("Crop and resize the pictures to the model's size"), NULL},
      {"count", 'n', 0, G_OPTION_ARG_STRING, &o->count,
       N_ ("Number of pictures, drawn by the seed (256 for the loss, 64 for the likelihood)"),
       N_ ("N")},
      {"seed", 0, 0, G_OPTION_ARG_STRING, &o->seed, N_ ("Seed of all random numbers (0)"),
       N_ ("N")},
      {"likelihood", 'l', 0, G_OPTION_ARG_NONE, &o->likelihood,
       N_ ("Also compute the likelihood, by the probability-flow ODE"), NULL},
      {"probes", 0, 0, G_OPTION_ARG_STRING, &o->probes,
       N_ ("Random vectors a picture to estimate the divergence (1)"), N_ ("N")},
      {"tolerance", 0, 0, G_OPTION_ARG_STRING, &o->tolerance,
       N_ ("Local error allowed to the ODE solver (1e-4)"), N_ ("ERROR")},
      {"samples", 's', 0, G_OPTION_ARG_STRING, &o->samples,
       N_ ("Also generate so many pictures, of each class to compare, and compare them"), N_ ("N")},
      {"quality", 'q', 0, G_OPTION_ARG_STRING, &o->quality,
       cli_quality_help (_ ("Quality of the generated pictures")), CLI_QUALITY_SYMBOL},
      {"class", 'c', 0, G_OPTION_ARG_STRING, &o->class_name,
       N_ ("Compare pictures of this class, or of “all” classes separately"), N_ ("CLASS")},
      {"train-data", 0, 0, G_OPTION_ARG_FILENAME, &o->train_data,
       N_ ("The training data of the model, to find copies"), N_ ("PATH")},
      {"flip", 0, 0, G_OPTION_ARG_NONE, &o->flip,
       N_ ("Also find mirrored copies, for a model trained with --flip"), NULL},
      {"picture", 0, 0, G_OPTION_ARG_FILENAME, &o->picture,
       N_ ("Also write a PNG with the losses, new pictures and their nearest training pictures"),
       N_ ("FILE")},
      {"json", 0, 0, G_OPTION_ARG_NONE, &o->json, N_ ("As JSON, for programs"), NULL},
      {"threads", 0, 0, G_OPTION_ARG_STRING, &o->threads,
       N_ ("Threads to use (as many as there are processors); the result does not depend on it"),
       N_ ("N")},
      G_OPTION_ENTRY_NULL};
  return cli_parse_options (argc, argv, entries, NULL,
                            _ ("Measures how well a model fits pictures that it has not seen."),
                            description (), NULL);
}

/* An error message about options that contradict each other, or NULL. */
static const char *
find_contradiction (const CliEvaluateOptions *o)
{
  if (o->model == NULL)
    return _ ("--model is missing");
  if (o->data == NULL)
    return _ ("--data is missing");
  if (!o->likelihood && (o->probes != NULL || o->tolerance != NULL))
    return _ ("--probes and --tolerance are for --likelihood; add it, or leave them out");
  if (o->samples == NULL && (o->quality != NULL || o->class_name != NULL || o->train_data != NULL))
    return _ ("--quality, --class and --train-data are for --samples; add it, or leave them out");
  if (o->hold_out != NULL && o->train_data != NULL)
    return _ ("--hold-out searches the rest of --data for copies; leave --train-data out");
  if (o->flip && o->hold_out == NULL && o->train_data == NULL)
    return _ ("--flip is for the search for copies; add --train-data or --hold-out");
  return NULL;
}

static gboolean
parse_quality (const char *text, NcsnQuality *quality, GError **error)
{
  *quality = NCSN_QUALITY_DEFAULT;
  if (text == NULL)
    return TRUE;
  const int choice = cli_parse_choice (text, ncsn_quality_names (), error);
  if (choice >= 0)
    *quality = (NcsnQuality)choice;
  return choice >= 0;
}

gboolean
cli_evaluate_options_understand (const CliEvaluateOptions *o, CliEvaluateSettings *settings,
                                 GError **error)
{
  const char *sentence = find_contradiction (o);
  *settings = (CliEvaluateSettings){.probes = 1, .tolerance = 1e-4};
  if (sentence != NULL) {
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT, sentence);
    return FALSE;
  }
  return cli_parse_scale (o->scale, &settings->data.scale_min, &settings->data.scale_max, error) &&
         cli_parse_hold_out (o->hold_out, &settings->data.hold_out, error) &&
         parse_quality (o->quality, &settings->quality, error) &&
         cli_parse_uint ("count", o->count, 2, MAX_COUNT, &settings->count, error) &&
         cli_parse_uint ("seed", o->seed, 0, G_MAXUINT32, &settings->seed, error) &&
         cli_parse_uint ("probes", o->probes, 1, 1000, &settings->probes, error) &&
         cli_parse_double ("tolerance", o->tolerance, &settings->tolerance, error) &&
         cli_parse_uint ("samples", o->samples, 1, MAX_SAMPLES, &settings->samples, error) &&
         cli_parse_uint ("threads", o->threads, 1, 1024, &settings->threads, error);
}
