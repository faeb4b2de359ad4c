/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A model small enough to train in a test. */
#undef G_DISABLE_ASSERT
#include "small-model.h"

#include "compare.h"
#include "ncsn/random.h"

#define DARK 0.1f
#define LIGHT 0.9f

NcsnModel *
ncsn_test_model (NcsnPrecondition precondition, guint n_classes)
{
  NcsnModelConfig config = ncsn_test_unet_config (precondition, 1);
  g_autoptr (GError) error = NULL;

  config.n_classes = n_classes;
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

float *
ncsn_test_pictures (guint count, guint32 item)
{
  const gsize size = count * NCSN_TEST_PIXELS;
  float *x = ncsn_test_normal (size, item);

  for (gsize i = 0; i < size; i++)
    x[i] = 0.5f + 0.4f * x[i];
  return x;
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
