/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parses the texts of options into settings, and formats settings as texts that give exactly the
 * same numbers. */
#include "train-settings.h"

#include <glib/gi18n.h>

#include "cli/common/data.h"

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
  if (o->network == NULL)
    return TRUE;
  const int network =
      cli_parse_choice_of (o->network, ncsn_network_names (), G_N_ELEMENTS (defaults), error);
  if (network < 0)
    return FALSE;
  if (settings->preset != NULL && (int)settings->preset->network != network) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("--preset %s and --network %s contradict each other"), o->preset, o->network);
    return FALSE;
  }
  if (settings->preset == NULL && defaults[network] != NULL)
    settings->preset = ncsn_preset_find (defaults[network], error);
  return TRUE;
}

static gboolean
parse_loss (const CliTrainOptions *o, NcsnTrainConfig *config, GError **error)
{
  const int loss = o->loss != NULL
                       ? cli_parse_choice_of (o->loss, ncsn_loss_names (), NCSN_LOSS_ESM, error)
                       : NCSN_LOSS_DSM;
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
  guint iterations = 0, seed = 0;
  ncsn_train_config_init (config);
  if (preset != NULL)
    ncsn_preset_training (preset, config);
  config->seconds = 0;
  config->communicator = o->processes != NULL ? &o->processes->communicator : NULL;
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
    const int draw = cli_parse_choice (o->sigma_draw, ncsn_sigma_draw_names (), error);
    if (draw < 0)
      return FALSE;
    config->sigma_draw = (NcsnSigmaDraw)draw;
  }
  return parse_loss (o, config, error) && ncsn_train_config_check (config, error);
}

/* The size of the pictures, and how they are cut and augmented. */
static gboolean
parse_data (const CliTrainOptions *o, NcsnDatasetOptions *data, GError **error)
{
  data->flip |= o->flip;
  data->turn = o->turn;
  if (o->patches != NULL) /* cut at the pictures' own scale, not the preset's */
    data->width = data->height = 0;
  if (!cli_parse_uint ("patches", o->patches, 1, G_MAXINT, &data->patch_width, error) ||
      (o->size != NULL && !cli_parse_size (o->size, &data->width, &data->height, error)) ||
      !cli_parse_scale (o->scale, data, error) || !cli_parse_hold_out (o->hold_out, data, error))
    return FALSE;
  data->patch_height = data->patch_width;
  return TRUE;
}

gboolean
cli_train_settings_understand (const CliTrainOptions *o, CliTrainSettings *settings, GError **error)
{
  *settings = (CliTrainSettings){0};
  if (!cli_require ("data", o->data, error))
    return FALSE;
  if (!find_preset (o, settings, error))
    return FALSE;
  if (o->processes != NULL)
    settings->threads = o->processes->processors;
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
  if (o->multipliers != NULL &&
      !cli_parse_list (o->multipliers, config->multipliers, NCSN_MAX_LEVELS_UNET,
                       &config->n_multipliers, error))
    return FALSE;
  /* The default height may not be a level of this network. */
  if (o->multipliers != NULL && o->attention == NULL && config->n_multipliers > 0)
    ncsn_model_config_attend_lowest (config);
  return cli_parse_uint ("features", o->features, 1, 4096, &config->base_channels, error) &&
         cli_parse_uint ("blocks", o->blocks, 1, 64, &config->blocks, error) &&
         (o->attention == NULL ||
          cli_parse_list (o->attention, config->attention, NCSN_MAX_LEVELS_UNET,
                          &config->n_attention, error));
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
  if (preset != NULL) /* the authors' networks are made for their training levels */
    config->ladder = (NcsnLadder){config->schedule.sigma_begin, config->schedule.sigma_end,
                                  config->schedule.levels};
  return ncsn_model_config_check (config, error);
}

static gboolean
is_open (const char *text)
{
  return text == NULL || cli_schedule_option_is_auto (text);
}

static void
resolve (char **text, char *value)
{
  g_autofree char *kept = value;
  if (!is_open (*text))
    return;
  g_free (*text);
  *text = g_steal_pointer (&kept);
}

static char *
number (double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  return g_strdup (g_ascii_dtostr (text, sizeof text, value));
}

static char *
list (const guint *numbers, guint count)
{
  GString *text = g_string_new (count == 0 ? "none" : NULL);
  for (guint i = 0; i < count; i++)
    g_string_append_printf (text, "%s%u", i > 0 ? "," : "", numbers[i]);
  return g_string_free (text, FALSE);
}

static void
resolve_training (CliTrainOptions *o, const NcsnTrainConfig *c)
{
  if (o->time == NULL && c->seconds > 0)
    o->time = number (c->seconds);
  if (o->iterations == NULL && c->iterations > 0)
    o->iterations = g_strdup_printf ("%" G_GUINT64_FORMAT, c->iterations);
  resolve (&o->seed, g_strdup_printf ("%" G_GUINT64_FORMAT, c->seed));
  resolve (&o->batch, g_strdup_printf ("%u", c->batch));
  resolve (&o->rate, number (c->learning_rate));
  resolve (&o->warmup, g_strdup_printf ("%u", c->warmup));
  resolve (&o->ema, number (c->ema));
  resolve (&o->clip, number (c->clip));
  resolve (&o->loss, g_strdup (ncsn_loss_names ()[c->loss]));
  resolve (&o->sigma_draw, g_strdup (ncsn_sigma_draw_names ()[c->sigma_draw]));
}

void
cli_train_resolve_schedule (CliScheduleOptions *o, const NcsnSchedule *schedule)
{
  resolve (&o->sigma_begin, number (schedule->sigma_begin));
  resolve (&o->sigma_end, number (schedule->sigma_end));
  resolve (&o->levels, g_strdup_printf ("%u", schedule->levels));
  resolve (&o->steps, g_strdup_printf ("%u", schedule->steps));
  resolve (&o->epsilon, number (schedule->epsilon));
  o->denoise = schedule->denoise;
  o->no_denoise = !schedule->denoise;
}

void
cli_train_resolve_network (CliTrainOptions *o, const NcsnModelConfig *model)
{
  resolve (&o->features, g_strdup_printf ("%u", model->base_channels));
  resolve (&o->precondition, g_strdup (ncsn_precondition_names ()[model->precondition]));
  if (model->n_multipliers == 0) /* one of the authors' networks */
    return;
  resolve (&o->multipliers, list (model->multipliers, model->n_multipliers));
  resolve (&o->attention, list (model->attention, model->n_attention));
  resolve (&o->blocks, g_strdup_printf ("%u", model->blocks));
}

void
cli_train_resolve (CliTrainOptions *o, const NcsnTrainConfig *train, const NcsnModelConfig *model)
{
  resolve_training (o, train);
  cli_train_resolve_schedule (&o->schedule, &model->schedule);
  cli_train_resolve_network (o, model);
}
