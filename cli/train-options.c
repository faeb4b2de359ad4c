/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of ncsn train and their meaning. */
#include "train-options.h"

#include <glib/gi18n.h>

#include "command.h"

void
cli_train_options_clear (CliTrainOptions *o)
{
  char *texts[] = {o->data,
                   o->output,
                   o->size,
                   o->time,
                   o->iterations,
                   o->batch,
                   o->rate,
                   o->warmup,
                   o->ema,
                   o->clip,
                   o->seed,
                   o->features,
                   o->multipliers,
                   o->blocks,
                   o->attention,
                   o->precondition,
                   o->sigma_draw,
                   o->checkpoint,
                   o->checkpoint_interval,
                   o->sample_interval,
                   o->threads,
                   o->description};
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
  cli_schedule_options_clear (&o->schedule);
}

gboolean
cli_train_options_parse (int argc, char **argv, CliTrainOptions *o)
{
  const GOptionEntry entries[] = {
      {"data", 'd', 0, G_OPTION_ARG_FILENAME, &o->data,
       N_ ("Folder of pictures (sub-folders are classes) or IDX file to learn from"), N_ ("PATH")},
      {"output", 'o', 0, G_OPTION_ARG_FILENAME, &o->output,
       N_ ("The model file to make, ending in .safetensors"), N_ ("FILE")},
      {"size", 's', 0, G_OPTION_ARG_STRING, &o->size,
       N_ ("Cut and resize the pictures to this size, such as 64 or 64x48"), N_ ("SIZE")},
      {"time", 't', 0, G_OPTION_ARG_STRING, &o->time,
       N_ ("Stop after this time, such as 90m or 2h (1h unless --iterations is given)"),
       N_ ("TIME")},
      {"iterations", 'n', 0, G_OPTION_ARG_STRING, &o->iterations, N_ ("Stop after so many steps"),
       N_ ("N")},
      {"seed", 0, 0, G_OPTION_ARG_STRING, &o->seed, N_ ("Where all randomness comes from (0)"),
       N_ ("N")},
      {"flip", 0, 0, G_OPTION_ARG_NONE, &o->flip,
       N_ ("Mirror half of the pictures: for things that have no left and right"), NULL},
      {"unconditional", 0, 0, G_OPTION_ARG_NONE, &o->unconditional,
       N_ ("Ignore the classes of the pictures"), NULL},
      {"resume", 0, 0, G_OPTION_ARG_NONE, &o->resume,
       N_ ("Go on exactly where the checkpoint stopped; only limits and the schedule may be new"),
       NULL},
      {"checkpoint", 0, 0, G_OPTION_ARG_FILENAME, &o->checkpoint,
       N_ ("Where to keep the state (beside the model, ending in .checkpoint)"), N_ ("FILE")},
      {"checkpoint-interval", 0, 0, G_OPTION_ARG_STRING, &o->checkpoint_interval,
       N_ ("How often to save it: a time, or a plain number of iterations (5m)"), N_ ("TIME|N")},
      {"sample-interval", 0, 0, G_OPTION_ARG_STRING, &o->sample_interval,
       N_ ("How often to draw samples into a PNG beside the model; 0 is never (10m)"),
       N_ ("TIME|N")},
      {"batch", 0, 0, G_OPTION_ARG_STRING, &o->batch, N_ ("Pictures a step (64)"), N_ ("N")},
      {"rate", 0, 0, G_OPTION_ARG_STRING, &o->rate,
       N_ ("Learning rate, which falls to 0 towards the end (2e-3)"), N_ ("R")},
      {"warmup", 0, 0, G_OPTION_ARG_STRING, &o->warmup,
       N_ ("Steps over which the rate rises at first"), N_ ("N")},
      {"ema", 0, 0, G_OPTION_ARG_STRING, &o->ema,
       N_ ("How slowly the averaged weights follow (0.999)"), N_ ("M")},
      {"clip", 0, 0, G_OPTION_ARG_STRING, &o->clip,
       N_ ("Largest norm of the gradient; 0 is no limit (1)"), N_ ("C")},
      {"features", 0, 0, G_OPTION_ARG_STRING, &o->features,
       N_ ("Channels of the network at full size (32)"), N_ ("N")},
      {"multipliers", 0, 0, G_OPTION_ARG_STRING, &o->multipliers,
       N_ ("How many times that at each halving of the size (1,2,2)"), N_ ("LIST")},
      {"blocks", 0, 0, G_OPTION_ARG_STRING, &o->blocks, N_ ("Residual blocks a level (1)"),
       N_ ("N")},
      {"attention", 0, 0, G_OPTION_ARG_STRING, &o->attention,
       N_ ("Heights with attention (the smallest); none is allowed"), N_ ("LIST")},
      {"precondition", 0, 0, G_OPTION_ARG_STRING, &o->precondition,
       N_ ("How the network's output becomes a score: none, sigma or edm (edm)"), N_ ("KIND")},
      {"sigma-draw", 0, 0, G_OPTION_ARG_STRING, &o->sigma_draw,
       N_ ("Noise levels to learn at: ladder or log-normal (log-normal)"), N_ ("KIND")},
      CLI_SCHEDULE_ENTRIES (o->schedule),
      {"description", 0, 0, G_OPTION_ARG_STRING, &o->description,
       N_ ("What people should know about the model: data, licence"), N_ ("TEXT")},
      {"threads", 0, 0, G_OPTION_ARG_STRING, &o->threads,
       N_ ("Threads to use (as many as there are processors)"), N_ ("N")},
      G_OPTION_ENTRY_NULL};
  return cli_parse_options (
      argc, argv, entries, NULL,
      _ ("Learns a model from pictures: denoising score matching over many noise levels."),
      _ ("Beside MODEL.safetensors it writes MODEL.checkpoint, MODEL.csv (the loss) and MODEL.png\n"
         "(samples). Ctrl+C saves the state and stops; the same command with --resume goes on.\n\n"
         "--sigma-begin, --levels and --epsilon may each be auto: found from the pictures, as\n"
         "“ncsn schedule” tells beforehand.\n\n"
         "Examples:\n"
         "  ncsn train --data photos --size 64 --flip --time 3h --output photos.safetensors\n"
         "  ncsn train --data mnist/train-images-idx3-ubyte.gz --output digits.safetensors"),
      NULL);
}

static gboolean
parse_train_config (const CliTrainOptions *o, NcsnTrainConfig *config, GError **error)
{
  static const char *const draws[] = {"ladder", "log-normal", NULL};
  ncsn_train_config_init (config);
  guint iterations = 0, seed = 0;
  config->seconds = 0;
  if (!cli_parse_uint ("batch", o->batch, 1, 4096, &config->batch, error) ||
      !cli_parse_double ("rate", o->rate, &config->learning_rate, error) ||
      !cli_parse_uint ("warmup", o->warmup, 0, G_MAXINT, &config->warmup, error) ||
      !cli_parse_double ("ema", o->ema, &config->ema, error) ||
      !cli_parse_double ("clip", o->clip, &config->clip, error) ||
      !cli_parse_uint ("iterations", o->iterations, 1, G_MAXUINT32, &iterations, error) ||
      !cli_parse_uint ("seed", o->seed, 0, G_MAXUINT32, &seed, error))
    return FALSE;
  config->iterations = iterations;
  config->seed = seed;

  if (o->time == NULL && o->iterations == NULL)
    config->seconds = 3600;
  else if (o->time != NULL && !cli_parse_seconds (o->time, &config->seconds, error))
    return FALSE;
  if (o->sigma_draw != NULL) {
    const int draw = cli_parse_choice (o->sigma_draw, draws, error);
    if (draw < 0)
      return FALSE;
    config->sigma_draw = draw == 0 ? NCSN_SIGMA_LADDER : NCSN_SIGMA_LOG_NORMAL;
  }
  return ncsn_train_config_check (config, error);
}

gboolean
cli_train_options_understand (const CliTrainOptions *o, CliTrainSettings *settings, GError **error)
{
  *settings = (CliTrainSettings){0};
  if (o->data == NULL || o->output == NULL) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT, _ ("%s is missing"),
                 o->data == NULL ? "--data" : "--output");
    return FALSE;
  }
  if (!g_str_has_suffix (o->output, CLI_MODEL_SUFFIX)) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("--output must end in .safetensors, unlike “%s”"), o->output);
    return FALSE;
  }
  return (o->size == NULL ||
          cli_parse_size (o->size, &settings->width, &settings->height, error)) &&
         cli_parse_uint ("threads", o->threads, 1, 1024, &settings->threads, error) &&
         cli_parse_interval (o->checkpoint_interval != NULL ? o->checkpoint_interval : "5m",
                             &settings->checkpoint_interval, error) &&
         cli_parse_interval (o->sample_interval != NULL ? o->sample_interval : "10m",
                             &settings->picture_interval, error) &&
         parse_train_config (o, &settings->train, error);
}

gboolean
cli_train_options_model (const CliTrainOptions *o, const NcsnDataset *dataset,
                         NcsnModelConfig *config, GError **error)
{
  ncsn_model_config_init (config, dataset->width, dataset->height, dataset->channels);
  config->data_mean = dataset->mean;
  config->data_sigma = MAX (dataset->sigma, 1e-3); /* pictures of one colour have none */
  config->n_classes = o->unconditional ? 0 : dataset->n_classes;
  if (o->precondition != NULL) {
    const int choice = cli_parse_choice (o->precondition, ncsn_precondition_names (), error);
    if (choice < 0)
      return FALSE;
    config->precondition = (NcsnPrecondition)choice;
  }
  return cli_parse_uint ("features", o->features, 1, 4096, &config->features, error) &&
         cli_parse_uint ("blocks", o->blocks, 1, 64, &config->blocks, error) &&
         (o->multipliers == NULL ||
          cli_parse_list (o->multipliers, config->multipliers, NCSN_MAX_LEVELS_UNET,
                          &config->n_multipliers, error)) &&
         (o->attention == NULL ||
          cli_parse_list (o->attention, config->attention, NCSN_MAX_LEVELS_UNET,
                          &config->n_attention, error)) &&
         cli_schedule_options_apply (&o->schedule, &config->schedule, error) &&
         ncsn_model_config_check (config, error);
}
