/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small network with random weights. */
#include "network.h"

#include "model/model-private.h"
#include "ncsn/random.h"

enum { SIDE = 8, CHANNELS = 3 };

void
network_config_init (NcsnModelConfig *config, guint side, guint channels)
{
  ncsn_model_config_init (config, side, side, channels);
  config->base_channels = 4;
  config->n_multipliers = 2;
  config->multipliers[0] = config->multipliers[1] = 1;
  config->blocks = 1;
  config->n_attention = 0;
}

void
network_fill (NcsnModel *model)
{
  const NcsnRandomKey key = {.seed = 1, .stream = NCSN_STREAM_WEIGHTS, .item = G_MAXUINT32};

  /* The last layer of a new network is 0; with other values every weight matters. */
  for (gsize i = 0; i < ncsn_model_n_parameters (model); i++) {
    float noise;

    ncsn_random_normal (key, i, 1, &noise);
    model->values[i] += 0.05f * noise;
  }
}

NcsnModel *
network_new (void)
{
  NcsnModelConfig config;
  g_autoptr (GError) error = NULL;

  network_config_init (&config, SIDE, CHANNELS);
  NcsnModel *model = ncsn_model_new (&config, 1, &error);
  g_assert_no_error (error);
  network_fill (model);
  return model;
}

NcsnShape
network_shape (gsize count)
{
  return (NcsnShape){count, SIDE, SIDE, CHANNELS};
}
