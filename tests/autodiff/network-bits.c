/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints checksums for bits.py: one line for each network and number of threads, with a checksum of
 * every bit of the score and the gradients. */
#undef G_DISABLE_ASSERT
#include <stdio.h>

#include "compare.h"
#include "dsm-loss.h"
#include "small-network.h"

#define PICTURES 5

static const double sigmas[PICTURES] = {0.1, 0.5, 3.0, 0.2, 1.1};
static const guint classes[PICTURES] = {0, 2, 1, 1, 0};

/* The channels do not fill registers, the sides do not fill tiles, and attention has several heads.
 */
static NcsnModelConfig
config_of (NcsnNetwork network)
{
  NcsnModelConfig config = ncsn_test_network_config (network);

  if (network == NCSN_NETWORK_MLP)
    return config;
  config.base_channels = network == NCSN_NETWORK_UNET ? 40 : 24;
  config.height = config.width = network == NCSN_NETWORK_UNET ? 28 : 20;
  if (network == NCSN_NETWORK_UNET)
    config.attention[0] = config.height / 2;
  g_assert_true (ncsn_model_config_check (&config, NULL));
  return config;
}

static void
print_bits (NcsnNetwork network, guint n_threads)
{
  NcsnModelConfig config = config_of (network);
  g_autoptr (NcsnParameters) parameters = ncsn_model_declare (&config);
  g_autofree float *values = ncsn_test_network_values (parameters);
  g_autofree float *gradients = g_new0 (float, parameters->size);
  NcsnShape shape = {PICTURES, config.height, config.width, config.channels};
  gsize count = ncsn_shape_size (shape);
  g_autofree float *x = ncsn_test_normal (count, 2), *z = ncsn_test_normal (count, 3);
  NcsnThreads *threads = ncsn_threads_new (n_threads);
  g_autoptr (NcsnObjective) dsm =
      ncsn_objective_new (NCSN_LOSS_DSM, &config, parameters, shape, values, gradients, NULL);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  double loss =
      dsm_loss (dsm, &config, x, z, sigmas, config.n_classes ? classes : NULL, TRUE, threads);
  g_checksum_update (sum, (const guchar *)dsm->score.score->value,
                     (gssize)(count * sizeof (float)));
  g_checksum_update (sum, (const guchar *)gradients, (gssize)(parameters->size * sizeof (float)));
  printf ("%d %u %s %.9g\n", network, n_threads, g_checksum_get_string (sum), loss);
  ncsn_threads_free (threads);
}

int
main (void)
{
  const guint threads[] = {1, 2, 7};

  for (NcsnNetwork network = 0; network <= NCSN_NETWORK_MLP; network++)
    for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
      print_bits (network, threads[i]);
  return 0;
}
