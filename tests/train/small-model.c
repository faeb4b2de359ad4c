/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A model small enough to train in a test. */
#undef G_DISABLE_ASSERT
#include "small-model.h"

#include "ncsn/random.h"

#define DARK 0.1f
#define LIGHT 0.9f

NcsnModel *
ncsn_test_model (NcsnPrecondition precondition, guint n_classes)
{
  NcsnModelConfig config;
  g_autoptr (GError) error = NULL;

  ncsn_model_config_init (&config, NCSN_TEST_SIDE, NCSN_TEST_SIDE, 1);
  config.base_channels = 8;
  config.n_multipliers = 2;
  config.multipliers[0] = 1;
  config.multipliers[1] = 2;
  config.blocks = 1;
  config.n_attention = 1;
  config.attention[0] = NCSN_TEST_SIDE / 2;
  config.n_classes = n_classes;
  config.precondition = precondition;
  config.data_mean = 0.5;
  config.data_sigma = 0.4;
  NcsnModel *model = ncsn_model_new (&config, 1, &error);
  g_assert_no_error (error);
  return model;
}

void
ncsn_test_picture (guint index, float *pixels)
{
  for (guint i = 0; i < NCSN_TEST_SIDE; i++)
    for (guint j = 0; j < NCSN_TEST_SIDE; j++) {
      gboolean light = index == 0   ? i / 2 % 2 == 0
                       : index == 1 ? j / 2 % 2 == 0
                       : index == 2 ? (i / 4 + j / 4) % 2 == 0
                                    : i >= 2 && i < 6 && j >= 2 && j < 6;
      pixels[i * NCSN_TEST_SIDE + j] = light ? LIGHT : DARK;
    }
}

gboolean
ncsn_test_batch (guint64 seed, guint32 step, guint first, guint count, float *pictures,
                 guint *classes, gpointer data, GError **error)
{
  for (guint i = 0; i < count; i++) {
    guint index = ncsn_random_index ((NcsnRandomKey){seed, NCSN_STREAM_BATCH, first + i, step}, 4);
    ncsn_test_picture (index, pictures + i * NCSN_TEST_PIXELS);
    if (classes != NULL)
      classes[i] = index;
  }
  return TRUE;
}
