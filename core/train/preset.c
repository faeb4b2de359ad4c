/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of the authors' settings, and how a preset becomes a model and a training. */
#include "ncsn/preset.h"

#include <glib/gi18n-lib.h>

#include "ncsn/error.h"

/* The settings that all configurations of NCSN (anneal.yml) share, and those of NCSNv2
 * (cifar10.yml, celeba.yml). Their step_lr is doubled for the published form of the step. */
#define NCSN                                                                                       \
  .network = NCSN_NETWORK_NCSN, .ladder = {1, 0.01, 10}, .steps = 100, .epsilon = 2 * 2e-5,        \
  .batch = 128, .rate = 1e-3, .iterations = 200001, .dequantize = TRUE
#define NCSNV2                                                                                     \
  .network = NCSN_NETWORK_NCSNV2, .channels = 3, .base_channels = 128, .steps = 5,                 \
  .denoise = TRUE, .batch = 128, .rate = 1e-4, .ema = 0.999, .flip = TRUE

static const NcsnPreset presets[] = {
    {.name = "ncsn-mnist", .side = 28, .channels = 1, .base_channels = 64, NCSN},
    {.name = "ncsn-celeba", .side = 32, .channels = 3, .base_channels = 128, .flip = TRUE, NCSN},
    {.name = "ncsn-cifar10", .side = 32, .channels = 3, .base_channels = 128, .flip = TRUE, NCSN},
    {.name = "ncsnv2-cifar10",
     .side = 32,
     .ladder = {50, 0.01, 232},
     .epsilon = 2 * 6.2e-6,
     .iterations = 300000,
     NCSNV2},
    {.name = "ncsnv2-celeba",
     .side = 64,
     .ladder = {90, 0.01, 500},
     .epsilon = 2 * 3.3e-6,
     .iterations = 210000,
     NCSNV2},
    {.name = NULL},
};

const NcsnPreset *
ncsn_presets (void)
{
  return presets;
}

const NcsnPreset *
ncsn_preset_find (const char *name, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (const NcsnPreset *preset = presets; preset->name != NULL; preset++) {
    if (g_strcmp0 (preset->name, name) == 0)
      return preset;
    g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", preset->name);
  }
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
               _ ("There is no preset “%s”; there are: %s."), name, names->str);
  return NULL;
}

void
ncsn_preset_model (const NcsnPreset *preset, guint width, guint height, guint channels,
                   NcsnModelConfig *config)
{
  ncsn_model_config_init_refinenet (config, preset->network, width, height, channels,
                                    preset->base_channels, preset->ladder);
  config->schedule.steps = preset->steps;
  config->schedule.epsilon = preset->epsilon;
  config->schedule.denoise = preset->denoise;
}

void
ncsn_preset_training (const NcsnPreset *preset, NcsnTrainConfig *config)
{
  ncsn_train_config_init (config);
  config->batch = preset->batch;
  config->learning_rate = preset->rate;
  config->constant_rate = TRUE;
  config->warmup = 0;
  config->iterations = preset->iterations;
  config->ema = preset->ema;
  config->clip = 0;
  config->sigma_draw = NCSN_SIGMA_LADDER;
}
