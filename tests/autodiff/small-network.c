/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Builds networks that are small enough to test their gradients by differences. */
#undef G_DISABLE_ASSERT
#include "small-network.h"

#include <math.h>

#include "compare.h"

NcsnModelConfig
ncsn_test_unet_config (NcsnPrecondition precondition, guint channels)
{
  NcsnModelConfig config;
  g_autoptr (GError) error = NULL;

  ncsn_model_config_init (&config, NCSN_TEST_UNET_SIDE, NCSN_TEST_UNET_SIDE, channels);
  config.base_channels = 8;
  config.n_multipliers = 2;
  config.multipliers[0] = 1;
  config.multipliers[1] = 2;
  config.blocks = 1;
  config.n_attention = 1;
  config.attention[0] = NCSN_TEST_UNET_SIDE / 2;
  config.n_classes = NCSN_TEST_UNET_CLASSES;
  config.precondition = precondition;
  config.data_mean = 0.4;
  config.data_sigma = 0.3;
  g_assert_true (ncsn_model_config_check (&config, &error));
  g_assert_no_error (error);
  return config;
}

NcsnModelConfig
ncsn_test_network_config (NcsnNetwork network)
{
  const NcsnLadder ladder = {5, 0.1, 3};
  NcsnModelConfig config;
  g_autoptr (GError) error = NULL;

  if (network == NCSN_NETWORK_UNET)
    return ncsn_test_unet_config (NCSN_PRECONDITION_NONE, 1);
  if (network == NCSN_NETWORK_MLP)
    ncsn_model_config_init_mlp (&config, 3, 8, ladder);
  else
    ncsn_model_config_init_refinenet (&config, network, 8, 8, 1, 4, ladder);
  g_assert_true (ncsn_model_config_check (&config, &error));
  g_assert_no_error (error);
  return config;
}

float *
ncsn_test_network_values (const NcsnParameters *parameters)
{
  float *values = ncsn_test_normal (parameters->size, 11);

  for (guint i = 0; i < ncsn_parameters_count (parameters); i++) {
    const NcsnParameter *p = ncsn_parameters_get (parameters, i);
    gsize count = ncsn_shape_size (p->shape), columns = p->shape.c;
    gboolean norm = p->init.kind == NCSN_INIT_NORM; /* a vector, or a row for each level */
    gboolean bias = p->rank == 1 && p->init.kind == NCSN_INIT_UNIFORM && p->init.scale > 0;
    float spread = bias ? 1 : norm || p->rank == 1 ? 0.2f : 1 / sqrtf ((float)(count / columns));
    for (gsize k = 0; k < count; k++) {
      gboolean scale =
          (norm && k % columns < columns / 3 * 2) || p->init.kind == NCSN_INIT_NEAR_ONE;
      float middle = scale ? 1 : 0;
      values[p->offset + k] = middle + spread * values[p->offset + k];
    }
  }
  return values;
}
