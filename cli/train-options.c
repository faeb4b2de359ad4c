/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of ncsn train and their meaning. */
#include "train-options.h"

#include <glib/gi18n.h>

#include "command.h"
#include "data.h"

void
cli_train_options_clear (CliTrainOptions *o)
{
  char *texts[] = {o->data,
                   o->output,
                   o->size,
                   o->patches,
                   o->scale,
                   o->hold_out,
                   o->time,
                   o->iterations,
                   o->batch,
                   o->rate,
                   o->warmup,
                   o->ema,
                   o->clip,
                   o->seed,
                   o->preset,
                   o->network,
                   o->loss,
                   o->projections,
                   o->probe,
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
      {"patches", 0, 0, G_OPTION_ARG_STRING, &o->patches,
       N_ ("Learn from squares of this side, cut out of the pictures at random: for a model that "
           "draws any size"),
       N_ ("N")},
      {"scale", 0, 0, G_OPTION_ARG_STRING, &o->scale,
       N_ ("The pictures' scale when patches are cut out of them, drawn anew for each: a range "
           "such "
           "as 0.5..1, where 1 is their own, or one number (1)"),
       N_ ("MIN..MAX")},
      {"hold-out", 0, 0, G_OPTION_ARG_STRING, &o->hold_out,
       N_ ("The share of the pictures to keep apart, to measure on what was not learnt from (0.05; "
           "0 for IDX files)"),
       N_ ("SHARE")},
      {"time", 't', 0, G_OPTION_ARG_STRING, &o->time,
       N_ ("Stop after this time, such as 90m or 2h (1h unless --iterations is given)"),
       N_ ("TIME")},
      {"iterations", 'n', 0, G_OPTION_ARG_STRING, &o->iterations, N_ ("Stop after so many steps"),
       N_ ("N")},
      {"seed", 0, 0, G_OPTION_ARG_STRING, &o->seed, N_ ("Where all randomness comes from (0)"),
       N_ ("N")},
      {"flip", 0, 0, G_OPTION_ARG_NONE, &o->flip,
       N_ ("Mirror half of the pictures: for things that have no left and right"), NULL},
      {"turn", 0, 0, G_OPTION_ARG_NONE, &o->turn,
       N_ ("Turn pictures by right angles: for things that have no top and bottom"), NULL},
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
      {"loss", 0, 0, G_OPTION_ARG_STRING, &o->loss,
       N_ ("What to learn by: dsm (denoising), ssm (sliced score matching) or ssm-vr (its "
           "variance-reduced form) (dsm)"),
       N_ ("KIND")},
      {"projections", 0, 0, G_OPTION_ARG_STRING, &o->projections,
       N_ ("Projections a picture, for sliced score matching (1)"), N_ ("N")},
      {"probe", 0, 0, G_OPTION_ARG_STRING, &o->probe,
       N_ ("What they are drawn from: gaussian or rademacher (gaussian)"), N_ ("KIND")},
      {"preset", 0, 0, G_OPTION_ARG_STRING, &o->preset,
       N_ ("The authors' network and settings: ncsn-mnist, ncsn-celeba, ncsn-cifar10, "
           "ncsnv2-cifar10 or ncsnv2-celeba; other options change them"),
       N_ ("NAME")},
      {"network", 0, 0, G_OPTION_ARG_STRING, &o->network,
       N_ ("unet, or one of the authors' at the pictures' own size: ncsn, ncsnv2 (unet)"),
       N_ ("NAME")},
      {"features", 0, 0, G_OPTION_ARG_STRING, &o->features,
       N_ ("Channels of the network at full size (32, or 128 for ncsn and ncsnv2)"), N_ ("N")},
      {"ngf", 0, 0, G_OPTION_ARG_STRING, &o->features,
       N_ ("The same, as the authors' code calls it"), N_ ("N")},
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
      _ ("Learns a model from pictures: score matching over many noise levels."),
      _ ("Beside MODEL.safetensors it writes MODEL.checkpoint, MODEL.csv (the loss) and MODEL.png\n"
         "(samples). Ctrl+C saves the state and stops; the same command with --resume goes on.\n\n"
         "--sigma-begin, --levels and --epsilon may each be auto: found from the pictures, as\n"
         "“ncsn schedule” tells beforehand.\n\n"
         "Examples:\n"
         "  ncsn train --data photos --size 64 --flip --time 3h --output photos.safetensors\n"
         "  ncsn train --data photos --patches 64 --flip --time 9h --output any.safetensors\n"
         "  ncsn train --preset ncsn-mnist --ngf 16 --data mnist --time 2h --output "
         "strokes.safetensors\n"
         "  ncsn train --data mnist/train-images-idx3-ubyte.gz --output digits.safetensors"),
      NULL);
}

/* The authors' settings that are asked for, by a preset or by the name of the network alone. */
static gboolean
find_preset (const CliTrainOptions *o, CliTrainSettings *settings, GError **error)
{
  static const char *const networks[] = {"unet", "ncsn", "ncsnv2", NULL};
  static const char *const usual[] = {NULL, "ncsn-cifar10", "ncsnv2-cifar10"};
  if (o->preset != NULL) {
    settings->preset = ncsn_preset_find (o->preset, error);
    if (settings->preset == NULL)
      return FALSE;
    settings->data.width = settings->data.height = settings->preset->side;
    settings->data.flip = settings->preset->flip;
    settings->data.dequantize = settings->preset->dequantize;
  }
  if (o->network == NULL)
    return TRUE;
  const int network = cli_parse_choice (o->network, networks, error);
  if (network < 0)
    return FALSE;
  if (settings->preset != NULL && (int)settings->preset->network != network) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("--preset %s and --network %s contradict each other"), o->preset, o->network);
    return FALSE;
  }
  if (settings->preset == NULL && usual[network] != NULL)
    settings->preset = ncsn_preset_find (usual[network], error);
  return TRUE;
}

static gboolean
parse_loss (const CliTrainOptions *o, NcsnTrainConfig *config, GError **error)
{
  static const char *const losses[] = {"dsm", "ssm", "ssm-vr", NULL};
  const int loss = o->loss != NULL ? cli_parse_choice (o->loss, losses, error) : NCSN_LOSS_DSM;
  const int probe = o->probe != NULL ? cli_parse_choice (o->probe, ncsn_probe_names (), error)
                                     : NCSN_PROBE_GAUSSIAN;
  if (loss < 0 || probe < 0)
    return FALSE;
  if (loss == NCSN_LOSS_DSM && (o->probe != NULL || o->projections != NULL)) {
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                         _ ("--projections and --probe are for --loss ssm and ssm-vr"));
    return FALSE;
  }
  config->loss = (NcsnLoss)loss;
  config->probe = (NcsnProbe)probe;
  return cli_parse_uint ("projections", o->projections, 1, 1024, &config->projections, error);
}

static gboolean
parse_train_config (const CliTrainOptions *o, const NcsnPreset *preset, NcsnTrainConfig *config,
                    GError **error)
{
  static const char *const draws[] = {"ladder", "log-normal", NULL};
  guint iterations = 0, seed = 0;
  ncsn_train_config_init (config);
  if (preset != NULL)
    ncsn_preset_training (preset, config);
  config->seconds = 0;
  if (!cli_parse_uint ("batch", o->batch, 1, 4096, &config->batch, error) ||
      !cli_parse_double ("rate", o->rate, &config->learning_rate, error) ||
      !cli_parse_uint ("warmup", o->warmup, 0, G_MAXINT, &config->warmup, error) ||
      !cli_parse_double ("ema", o->ema, &config->ema, error) ||
      !cli_parse_double ("clip", o->clip, &config->clip, error) ||
      !cli_parse_uint ("iterations", o->iterations, 1, G_MAXUINT32, &iterations, error) ||
      !cli_parse_uint ("seed", o->seed, 0, G_MAXUINT32, &seed, error))
    return FALSE;
  if (o->iterations != NULL)
    config->iterations = iterations;
  config->seed = seed;

  if (o->time == NULL && o->iterations == NULL)
    config->seconds = preset != NULL ? 0 : 3600;
  else if (o->time != NULL && !cli_parse_seconds (o->time, &config->seconds, error))
    return FALSE;
  if (o->sigma_draw != NULL) {
    const int draw = cli_parse_choice (o->sigma_draw, draws, error);
    if (draw < 0)
      return FALSE;
    config->sigma_draw = draw == 0 ? NCSN_SIGMA_LADDER : NCSN_SIGMA_LOG_NORMAL;
  }
  return parse_loss (o, config, error) && ncsn_train_config_check (config, error);
}

/* Which pictures, how large, and what becomes of them. */
static gboolean
parse_data (const CliTrainOptions *o, NcsnDatasetOptions *data, GError **error)
{
  data->flip |= o->flip;
  data->turn = o->turn;
  if (o->patches != NULL) /* cut at the pictures' own scale, not at that of a preset */
    data->width = data->height = 0;
  if (!cli_parse_uint ("patches", o->patches, 1, G_MAXINT, &data->patch_width, error) ||
      (o->size != NULL && !cli_parse_size (o->size, &data->width, &data->height, error)) ||
      !cli_parse_scale (o->scale, data, error) || !cli_parse_hold_out (o->hold_out, data, error))
    return FALSE;
  data->patch_height = data->patch_width;
  if (o->scale == NULL || o->patches != NULL)
    return TRUE;
  g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                       _ ("--scale is for --patches; whole pictures are resized by --size"));
  return FALSE;
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
  if (!find_preset (o, settings, error))
    return FALSE;
  return parse_data (o, &settings->data, error) &&
         cli_parse_uint ("threads", o->threads, 1, 1024, &settings->threads, error) &&
         cli_parse_interval (o->checkpoint_interval != NULL ? o->checkpoint_interval : "5m",
                             &settings->checkpoint_interval, error) &&
         cli_parse_interval (o->sample_interval != NULL ? o->sample_interval : "10m",
                             &settings->picture_interval, error) &&
         parse_train_config (o, settings->preset, &settings->train, error);
}

static gboolean
parse_structure (const CliTrainOptions *o, NcsnModelConfig *config, GError **error)
{
  return cli_parse_uint ("features", o->features, 1, 4096, &config->features, error) &&
         cli_parse_uint ("blocks", o->blocks, 1, 64, &config->blocks, error) &&
         (o->multipliers == NULL ||
          cli_parse_list (o->multipliers, config->multipliers, NCSN_MAX_LEVELS_UNET,
                          &config->n_multipliers, error)) &&
         (o->attention == NULL ||
          cli_parse_list (o->attention, config->attention, NCSN_MAX_LEVELS_UNET,
                          &config->n_attention, error));
}

gboolean
cli_train_options_model (const CliTrainOptions *o, const CliTrainSettings *settings,
                         const NcsnDataset *dataset, NcsnModelConfig *config, GError **error)
{
  const NcsnPreset *preset = settings->preset;
  if (preset != NULL)
    ncsn_preset_model (preset, dataset->width, dataset->height, dataset->channels, config);
  else
    ncsn_model_config_init (config, dataset->width, dataset->height, dataset->channels);
  config->data_mean = dataset->mean;
  config->data_sigma = MAX (dataset->sigma, 1e-3); /* pictures of one colour have none */
  config->patches = settings->data.patch_width > 0;
  config->n_classes = o->unconditional || preset != NULL ? 0 : dataset->n_classes;
  if (o->precondition != NULL) {
    const int choice = cli_parse_choice (o->precondition, ncsn_precondition_names (), error);
    if (choice < 0)
      return FALSE;
    config->precondition = (NcsnPrecondition)choice;
  }
  if (!parse_structure (o, config, error) ||
      !cli_schedule_options_apply (&o->schedule, &config->schedule, error))
    return FALSE;
  if (preset != NULL) /* the authors' networks are made for the levels that they learn at */
    config->ladder = (NcsnLadder){config->schedule.sigma_begin, config->schedule.sigma_end,
                                  config->schedule.levels};
  return ncsn_model_config_check (config, error);
}
