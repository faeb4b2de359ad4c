/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings are defaults, then what options give; options that are not given take the settings. */
#include "train-settings.h"

#include <string.h>

#include <glib/gi18n.h>

#define DEFAULT_SECONDS 3600.0

/* Finds the authors' settings that are requested by a preset or by the network alone. */
static gboolean
find_preset (const CliTrainOptions *o, CliTrainSettings *settings, GError **error)
{
  static const char *const defaults[NCSN_NETWORK_MLP] = {
      [NCSN_NETWORK_NCSN] = "ncsn-cifar10", [NCSN_NETWORK_NCSNV2] = "ncsnv2-cifar10"};
  if (o->preset != NULL) {
    settings->preset = ncsn_preset_find (o->preset, error);
    if (settings->preset == NULL)
      return FALSE;
    settings->data.width = settings->data.height = settings->preset->side;
    settings->data.flip = settings->preset->flip;
    settings->data.dequantize = settings->preset->dequantize;
  }
  if (!o->network.given)
    return TRUE;
  const NcsnNetwork network = o->network.value;
  if (settings->preset != NULL && settings->preset->network != network) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("--preset %s and --network %s contradict each other"), o->preset,
                 ncsn_network_names ()[network]);
    return FALSE;
  }
  if (settings->preset == NULL && defaults[network] != NULL)
    settings->preset = ncsn_preset_find (defaults[network], error);
  return TRUE;
}

static gboolean
settle_loss (const CliTrainOptions *o, NcsnTrainConfig *config, GError **error)
{
  config->loss = cli_number_or (o->loss, config->loss);
  config->probe = cli_number_or (o->probe, config->probe);
  config->projections = cli_number_or (o->projections, config->projections);
  const gboolean sliced = config->loss == NCSN_LOSS_SSM || config->loss == NCSN_LOSS_SSM_VR;
  const char *wrong = NULL;
  if (!sliced && (o->probe.given || o->projections.given))
    wrong = _ ("--projections and --probe are for --loss ssm and ssm-vr");
  else if (config->loss == NCSN_LOSS_CONSISTENCY && o->start == NULL && !o->resume)
    wrong =
        _ ("--objective consistency tunes a model that has learnt to remove noise: give it with "
           "--start");
  if (wrong != NULL)
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT, wrong);
  return wrong == NULL;
}

/* Muon is measured with denoising score matching and consistency only. */
static void
settle_optimizer (const CliTrainOptions *o, const NcsnPreset *preset, NcsnTrainConfig *config)
{
  const gboolean tuned = config->loss == NCSN_LOSS_CONSISTENCY;
  const gboolean muon = preset == NULL && (config->loss == NCSN_LOSS_DSM || tuned);
  config->optimizer =
      cli_number_or (o->optimizer, muon ? NCSN_OPTIMIZER_MUON : NCSN_OPTIMIZER_ADAM);
  if (preset == NULL && config->optimizer == NCSN_OPTIMIZER_MUON)
    config->learning_rate = NCSN_MUON_RATE;
  if (tuned) {
    config->learning_rate = NCSN_CONSISTENCY_RATE;
    config->ema = cli_number_or (o->ema, NCSN_CONSISTENCY_EMA);
  }
  config->learning_rate = cli_number_or (o->rate, config->learning_rate);
}

static gboolean
settle_training (const CliTrainOptions *o, const NcsnPreset *preset, NcsnTrainConfig *config,
                 GError **error)
{
  const gboolean limited = o->time.given || o->iterations.given || preset != NULL;
  ncsn_train_config_init (config);
  if (preset != NULL)
    ncsn_preset_training (preset, config);
  config->seconds = cli_number_or (o->time, limited ? 0 : DEFAULT_SECONDS);
  config->iterations = cli_number_or (o->iterations, config->iterations);
  config->seed = cli_number_or (o->seed, config->seed);
  config->batch = cli_number_or (o->batch, config->batch);
  config->warmup = cli_number_or (o->warmup, config->warmup);
  config->ema = cli_number_or (o->ema, config->ema);
  config->clip = cli_number_or (o->clip, config->clip);
  config->sigma_draw = cli_number_or (o->sigma_draw, config->sigma_draw);
  config->noise = cli_number_or (o->noise, config->noise);
  config->communicator = o->processes != NULL ? &o->processes->communicator : NULL;
  if (!settle_loss (o, config, error))
    return FALSE;
  settle_optimizer (o, preset, config);
  return ncsn_train_config_check (config, error);
}

/* The size of the pictures, and how they are cut and augmented. */
static void
settle_data (const CliTrainOptions *o, NcsnDatasetOptions *data)
{
  data->flip |= o->flip;
  data->turn = o->turn;
  data->coarse = o->coarse;
  data->each_picture = o->class_per_picture;
  if (o->size.given || o->patches.given) {
    data->width = o->size.width; /* 0: cut at the pictures' own scale, not the preset's */
    data->height = o->size.height;
  }
  data->patch_width = data->patch_height = cli_number_or (o->patches, 0);
  data->scale_min = o->scale.min;
  data->scale_max = o->scale.max;
  data->hold_out = cli_number_or (o->hold_out, NCSN_DATASET_DEFAULT);
}

static gboolean
check_classes (const CliTrainOptions *o, const CliTrainSettings *settings, GError **error)
{
  if (!o->class_per_picture || (!o->unconditional && settings->preset == NULL))
    return TRUE;
  g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                       o->unconditional
                           ? _ ("--class-per-picture and --unconditional contradict each other")
                           : _ ("The authors' networks have no classes; leave --class-per-picture "
                                "out"));
  return FALSE;
}

gboolean
cli_train_settings_understand (const CliTrainOptions *o, CliTrainSettings *settings, GError **error)
{
  *settings =
      (CliTrainSettings){.checkpoint_interval.seconds = 300, .picture_interval.seconds = 600};
  if (!cli_require ("data", o->data, error) || !find_preset (o, settings, error) ||
      !check_classes (o, settings, error))
    return FALSE;
  settle_data (o, &settings->data);
  settings->threads =
      cli_number_or (o->threads, o->processes != NULL ? o->processes->processors : 0);
  if (o->checkpoint_interval.given)
    settings->checkpoint_interval = o->checkpoint_interval;
  if (o->sample_interval.given)
    settings->picture_interval = o->sample_interval;
  return settle_training (o, settings->preset, &settings->train, error);
}

static void
settle_list (CliList list, guint *numbers, guint *count)
{
  if (!list.given)
    return;
  *count = list.count;
  memcpy (numbers, list.numbers, sizeof list.numbers);
}

static void
settle_network (const CliTrainOptions *o, NcsnModelConfig *config)
{
  config->base_channels = cli_number_or (o->features, config->base_channels);
  config->blocks = cli_number_or (o->blocks, config->blocks);
  config->precondition = cli_number_or (o->precondition, config->precondition);
  settle_list (o->multipliers, config->multipliers, &config->n_multipliers);
  /* The default height may not be a level of this network. */
  if (o->multipliers.given && config->n_multipliers > 0)
    ncsn_model_config_attend_lowest (config);
  settle_list (o->attention, config->attention, &config->n_attention);
}

gboolean
cli_train_settings_model (const CliTrainOptions *o, const CliTrainSettings *settings,
                          const NcsnDataset *dataset, NcsnModelConfig *config, GError **error)
{
  const NcsnPreset *preset = settings->preset;
  if (preset != NULL)
    ncsn_preset_model (preset, dataset->width, dataset->height, dataset->channels, config);
  else
    ncsn_model_config_init (config, dataset->width, dataset->height, dataset->channels);
  config->data_mean = dataset->mean;
  config->data_sigma = MAX (dataset->sigma, 1e-3); /* 0 for pictures of one colour */
  config->patches = settings->data.patch_width > 0;
  config->holes = o->holes;
  config->coarse = o->coarse;
  config->noise_map = settings->train.noise == NCSN_NOISE_CAMERA;
  config->n_classes = o->unconditional || preset != NULL ? 0 : dataset->n_classes;
  config->guidable = o->guidable;
  settle_network (o, config);
  if (!cli_schedule_options_apply (&o->schedule, &config->schedule, error))
    return FALSE;
  if (preset != NULL) /* the authors' networks are made for their training levels */
    config->ladder = (NcsnLadder){config->schedule.sigma_begin, config->schedule.sigma_end,
                                  config->schedule.levels};
  return ncsn_model_config_check (config, error);
}

static void
resolve (CliNumber *number, double value)
{
  if (!number->given || number->automatic)
    *number = CLI_NUMBER (value);
}

static void
resolve_list (CliList *list, const guint *numbers, guint count)
{
  if (list->given)
    return;
  *list = (CliList){.given = TRUE, .count = count};
  memcpy (list->numbers, numbers, sizeof list->numbers);
}

static void
resolve_training (CliTrainOptions *o, const NcsnTrainConfig *c)
{
  if (c->seconds > 0)
    resolve (&o->time, c->seconds);
  if (c->iterations > 0)
    resolve (&o->iterations, c->iterations);
  resolve (&o->seed, c->seed);
  resolve (&o->batch, c->batch);
  resolve (&o->rate, c->learning_rate);
  resolve (&o->warmup, c->warmup);
  resolve (&o->ema, c->ema);
  resolve (&o->clip, c->clip);
  resolve (&o->loss, c->loss);
  resolve (&o->sigma_draw, c->sigma_draw);
  resolve (&o->noise, c->noise);
  resolve (&o->optimizer, c->optimizer);
}

void
cli_train_resolve_schedule (CliScheduleOptions *o, const NcsnSchedule *schedule)
{
  NcsnSampler sampler;
  ncsn_sampler_init (&sampler, NCSN_RULE_ANNEALED, schedule);
  for (NcsnNumber number = 0; number < CLI_N_SCHEDULE_NUMBERS; number++)
    resolve (&o->numbers[number], ncsn_sampler_get (&sampler, number));
  o->denoise = schedule->denoise;
  o->no_denoise = !schedule->denoise;
}

void
cli_train_resolve_network (CliTrainOptions *o, const NcsnModelConfig *model)
{
  resolve (&o->features, model->base_channels);
  resolve (&o->precondition, model->precondition);
  if (model->n_multipliers == 0) /* one of the authors' networks */
    return;
  resolve_list (&o->multipliers, model->multipliers, model->n_multipliers);
  resolve_list (&o->attention, model->attention, model->n_attention);
  resolve (&o->blocks, model->blocks);
}

void
cli_train_resolve (CliTrainOptions *o, const NcsnTrainConfig *train, const NcsnModelConfig *model)
{
  resolve_training (o, train);
  cli_train_resolve_schedule (&o->schedule, &model->schedule);
  cli_train_resolve_network (o, model);
}
