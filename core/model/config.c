/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Configurations: defaults for each network, names of the choices, and derived numbers. */
#include "model/config.h"

#include <math.h>

#define DEFAULT_LEVELS 3 /* of the U-Net */

const char *const *
ncsn_network_names (void)
{
  static const char *const names[] = {[NCSN_NETWORK_UNET] = "unet",
                                      [NCSN_NETWORK_NCSN] = "ncsn",
                                      [NCSN_NETWORK_NCSNV2] = "ncsnv2",
                                      [NCSN_NETWORK_MLP] = "mlp",
                                      NULL};
  return names;
}

const char *const *
ncsn_precondition_names (void)
{
  static const char *const names[] = {[NCSN_PRECONDITION_NONE] = "none",
                                      [NCSN_PRECONDITION_SIGMA] = "sigma",
                                      [NCSN_PRECONDITION_EDM] = "edm",
                                      NULL};
  return names;
}

void
ncsn_model_config_init (NcsnModelConfig *config, guint width, guint height, guint channels)
{
  *config = (NcsnModelConfig){
      .network = NCSN_NETWORK_UNET,
      .width = width,
      .height = height,
      .channels = channels,
      .base_channels = 32,
      .n_multipliers = 1,
      .multipliers = {1},
      .blocks = 1,
      .precondition = NCSN_PRECONDITION_EDM,
      .data_mean = 0.5,
      .data_sigma = 0.25,
      .schedule = {.sigma_end = 0.02, .levels = 100, .steps = 2, .denoise = TRUE},
  };

  /* σ_1 must be as large as distances between pictures (Song & Ermon 2020, technique 1), which grow
   * with the square root of the number of values in a picture. Half of the usual distance between
   * two digits, 10, was enough in practice. */
  config->schedule.sigma_begin = 5.0 * sqrt ((double)width * height * channels / (28 * 28));
  ncsn_schedule_suit_epsilon (&config->schedule);

  /* Add levels as long as halving gives whole pixels and enough of them for a convolution. */
  guint low_width = width, low_height = height;
  while ((config->n_multipliers < DEFAULT_LEVELS ||
          low_width * low_height > NCSN_MAX_ATTENTION_PIXELS) &&
         config->n_multipliers < NCSN_MAX_LEVELS_UNET && low_width % 2 == 0 &&
         low_height % 2 == 0 && MIN (low_width, low_height) >= 2 * NCSN_MIN_SIDE) {
    config->multipliers[config->n_multipliers++] = 2;
    low_width /= 2;
    low_height /= 2;
  }
  ncsn_model_config_attend_lowest (config);
}

void
ncsn_model_config_attend_lowest (NcsnModelConfig *config)
{
  config->n_attention = 1;
  config->attention[0] = config->height >> (config->n_multipliers - 1);
}

static NcsnSchedule
schedule_on (NcsnLadder ladder, guint steps, gboolean denoise)
{
  NcsnSchedule schedule = {.sigma_begin = ladder.sigma_begin,
                           .sigma_end = ladder.sigma_end,
                           .levels = ladder.levels,
                           .steps = steps,
                           .denoise = denoise};

  ncsn_schedule_suit_epsilon (&schedule);
  return schedule;
}

void
ncsn_model_config_init_refinenet (NcsnModelConfig *config, NcsnNetwork network, guint width,
                                  guint height, guint channels, guint base_channels,
                                  NcsnLadder ladder)
{
  gboolean second = network == NCSN_NETWORK_NCSNV2;

  *config = (NcsnModelConfig){
      .network = network,
      .width = width,
      .height = height,
      .channels = channels,
      .base_channels = base_channels,
      .ladder = ladder,
      .precondition = second ? NCSN_PRECONDITION_SIGMA : NCSN_PRECONDITION_NONE,
      .data_mean = 0.5,
      .data_sigma = 0.25,
      .schedule = schedule_on (ladder, second ? 5 : 100, second),
  };
}

void
ncsn_model_config_init_mlp (NcsnModelConfig *config, guint dimension, guint base_channels,
                            NcsnLadder ladder)
{
  *config = (NcsnModelConfig){
      .network = NCSN_NETWORK_MLP,
      .width = 1,
      .height = 1,
      .channels = dimension,
      .base_channels = base_channels,
      .precondition = NCSN_PRECONDITION_SIGMA,
      .data_sigma = 1.0,
      .schedule = schedule_on (ladder, 10, FALSE),
  };
}

guint
ncsn_model_config_multiple (const NcsnModelConfig *config)
{
  switch (config->network) {
  case NCSN_NETWORK_NCSN:
  case NCSN_NETWORK_NCSNV2:
    return 2;
  case NCSN_NETWORK_MLP:
    return 1;
  case NCSN_NETWORK_UNET:
  default:
    return 1u << (config->n_multipliers - 1);
  }
}

NcsnLadder
ncsn_model_config_ladder (const NcsnModelConfig *config)
{
  const NcsnSchedule *schedule = &config->schedule;

  if (ncsn_model_config_is_refinenet (config))
    return config->ladder;
  return (NcsnLadder){schedule->sigma_begin, schedule->sigma_end, schedule->levels};
}
