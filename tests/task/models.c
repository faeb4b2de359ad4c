/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models.h"

#include <string.h>

#include "ncsn/random.h"
#include "network.h"
#include "model/model-private.h"

static NcsnModel *
model_new (guint n_classes, gboolean patches, double mean, double deviation)
{
  NcsnModelConfig config;
  NcsnModel *model;
  g_autoptr (GError) error = NULL;

  network_config_init (&config, CELL, CHANNELS);
  config.n_classes = n_classes;
  config.data_mean = mean;
  config.data_sigma = deviation;
  config.schedule = (NcsnSchedule){2.0, 0.05, 3, 2, 0.004, .denoise = TRUE};
  config.patches = patches;
  model = ncsn_model_new (&config, 1, &error);
  g_assert_no_error (error);
  return model;
}

NcsnModel *
small_model (guint n_classes, gboolean patches)
{
  NcsnModel *model = model_new (n_classes, patches, 0.5, 0.25);

  network_fill (model);
  return model;
}

NcsnModel *
white_model (double mean, double deviation, gboolean patches)
{
  return model_new (0, patches, mean, deviation);
}

NcsnTaskOptions
options_for (const NcsnModel *model, guint64 seed)
{
  NcsnTaskOptions options;

  ncsn_task_options_init (&options, NCSN_PURPOSE_DRAW, model);
  ncsn_sampler_init (&options.sampler, NCSN_RULE_ANNEALED, &ncsn_model_config (model)->schedule);
  options.seed = seed;
  return options;
}

void
watch (const NcsnProgress *progress, gpointer data)
{
  Watch *watched = data;

  g_assert_cmpuint (progress->done, ==, watched->done + 1);
  g_assert_cmpuint (progress->done, <=, progress->total);
  if (watched->done > 0)
    g_assert_cmpuint (progress->total, ==, watched->total);
  g_assert_cmpfloat (progress->share, >, watched->share);
  g_assert_cmpfloat (progress->share, <=, 1 + 1e-9);
  if (progress->done == progress->total)
    g_assert_cmpfloat (progress->share, >, 1 - 1e-9);
  if (watched->done == 0)
    watched->first_share = progress->share;
  watched->done = progress->done;
  watched->total = progress->total;
  watched->share = progress->share;
  if (progress->denoised && ncsn_shape_size (progress->shape) > ncsn_shape_size (watched->largest))
    watched->largest = progress->shape;
  if (watched->done == watched->stop_at)
    g_cancellable_cancel (watched->cancellable);
}

float *
random_picture (gsize size)
{
  float *picture = g_new (float, size);

  ncsn_random_uniform ((NcsnRandomKey){.seed = 3, .stream = NCSN_STREAM_AUGMENT}, 0, size, picture);
  return picture;
}

gboolean
same (const float *a, const float *b, gsize size)
{
  return memcmp (a, b, size * sizeof (float)) == 0;
}
