/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes a tiny, hardly trained model. It is fast, and its results depend on the surrounding pixels
 * and on the class, which is enough to test the plug-in. Without iterations its results are almost
 * noise. "patches": as if trained on patches of pictures.
 *
 * usage: make-model FILE CHANNELS SIZE ITERATIONS whole|patches */
#include <ncsn/ncsn.h>
#include <stdlib.h>

/* Pictures of three classes: two halves side by side, which are brighter for higher classes. */
static gboolean
draw_batch (guint64 seed, guint32 step, guint first, guint count, float *pictures, guint *classes,
            gpointer data, GError **error)
{
  const NcsnModelConfig *config = data;
  gsize row = (gsize)config->width * config->channels, floats = row * config->height;

  for (guint k = 0; k < count; k++) {
    classes[k] = (step + k) % config->n_classes;
    for (gsize i = 0; i < floats; i++)
      pictures[k * floats + i] = (float)(classes[k] + (i % row < row / 2 ? 2 : 0)) / 4;
  }
  return TRUE;
}

static gboolean
train (NcsnModel *model, guint iterations, GError **error)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  NcsnTrainConfig config;

  ncsn_train_config_init (&config);
  config.batch = 8;
  config.iterations = iterations;
  config.warmup = 1;
  config.learning_rate = 0.01;
  g_autoptr (NcsnTrainer) trainer = ncsn_trainer_new (model, &config, threads, draw_batch,
                                                      (gpointer)ncsn_model_config (model), error);
  while (trainer != NULL && !ncsn_trainer_finished (trainer))
    if (!ncsn_trainer_step (trainer, error))
      return FALSE;
  return trainer != NULL;
}

static NcsnModel *
make_model (guint channels, guint size, guint iterations, gboolean patches, GError **error)
{
  const char *const names[] = {"circle", "square", "line", NULL};
  NcsnModelConfig config;

  ncsn_model_config_init (&config, size, size, channels);
  config.base_channels = 8;
  config.n_multipliers = 2;
  config.multipliers[0] = 1;
  config.multipliers[1] = 1;
  config.blocks = 1;
  config.n_attention = 0;
  config.n_classes = 3;
  config.guidable = TRUE;
  config.patches = patches;
  config.schedule = (NcsnSchedule){1, 0.1, 4, 2, 0.01, .denoise = TRUE};
  g_autoptr (NcsnModel) model = ncsn_model_new (&config, 1, error);
  if (model == NULL)
    return NULL;
  ncsn_model_set_class_names (model, names);
  return iterations == 0 || train (model, iterations, error) ? g_steal_pointer (&model) : NULL;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  if (argc != 6)
    g_error ("usage: make-model FILE CHANNELS SIZE ITERATIONS whole|patches");
  g_autoptr (NcsnModel) model =
      make_model ((guint)atoi (argv[2]), (guint)atoi (argv[3]), (guint)atoi (argv[4]),
                  g_str_equal (argv[5], "patches"), &error);
  if (model == NULL || !ncsn_model_save (model, argv[1], &error))
    g_error ("%s", error->message);
  return 0;
}
