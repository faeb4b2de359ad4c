/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Measures a few training steps of each candidate network. */
#include "train-pace.h"

#include <glib/gi18n.h>

/* If a network would see fewer pictures than this, a narrower one is better; with fewer steps than
 * this, smaller batches are better. */
#define ENOUGH_PICTURES 150000.0
#define ENOUGH_STEPS 4000.0

static const guint widths[] = {16, 24, 32, 48, 64};
static const guint batches[] = {64, 32, 16};

/* Steps and batch size of a measurement; the first step, with cold caches, is not counted. */
#define STEPS 2
#define BATCH 32

/* Measures the seconds a picture takes in a step, with the current options. */
static gboolean
measure (const CliTrainOptions *o, const CliTrainSettings *settings, NcsnDataset *dataset,
         NcsnThreads *threads, double *seconds, GError **error)
{
  NcsnModelConfig config;
  NcsnTrainConfig train = settings->train;
  if (!o->batch.given)
    train.batch = BATCH;
  train.communicator = NULL; /* only this process measures; the others count as equally fast */
  train.iterations = 0;
  train.seconds = 0;
  if (!cli_train_settings_model (o, settings, dataset, &config, error))
    return FALSE;
  g_autoptr (NcsnModel) model = ncsn_model_new (&config, train.seed, error);
  g_autoptr (NcsnTrainer) trainer =
      model != NULL ? ncsn_trainer_new (model, &train, threads, ncsn_dataset_batch, dataset, error)
                    : NULL;
  if (trainer == NULL || !ncsn_trainer_step (trainer, error))
    return FALSE;
  const double before = ncsn_trainer_seconds (trainer);
  for (guint i = 0; i < STEPS; i++)
    if (!ncsn_trainer_step (trainer, error))
      return FALSE;
  const NcsnCommunicator *others = settings->train.communicator;
  const guint processes = others != NULL ? others->size : 1;
  *seconds = (ncsn_trainer_seconds (trainer) - before) / STEPS / train.batch / processes;
  return TRUE;
}

/* Chooses the widest network that is fast enough, or else the narrowest; *seconds: per picture. */
static gboolean
choose_width (CliTrainOptions *o, const CliTrainSettings *settings, NcsnDataset *dataset,
              NcsnThreads *threads, double *seconds, GString *choices, GError **error)
{
  const double time = settings->train.seconds;
  guint chosen = 0;
  double tried = 0;
  for (guint i = 0; i < G_N_ELEMENTS (widths) && time / MAX (tried, 1e-9) >= ENOUGH_PICTURES; i++) {
    o->features = CLI_NUMBER (widths[i]);
    if (!measure (o, settings, dataset, threads, &tried, error))
      return FALSE;
    if (i > 0 && time / tried < ENOUGH_PICTURES)
      break;
    chosen = i;
    *seconds = tried;
  }
  o->features = CLI_NUMBER (widths[chosen]);
  if (tried > *seconds)
    g_string_append_printf (
        choices,
        _ ("Chosen: %u channels (--features), which learn from about %.0f pictures in the time; %u "
           "channels would see only %.0f.\n"),
        widths[chosen], time / *seconds, widths[chosen + 1], time / tried);
  else
    g_string_append_printf (
        choices,
        _ ("Chosen: %u channels (--features), which learn from about %.0f pictures in the time.\n"),
        widths[chosen], time / *seconds);
  return TRUE;
}

static void
choose_batch (CliTrainOptions *o, double pictures, GString *choices)
{
  guint i = 0;
  while (i + 1 < G_N_ELEMENTS (batches) && pictures / batches[i] < ENOUGH_STEPS)
    i++;
  o->batch = CLI_NUMBER (batches[i]);
  g_string_append_printf (choices, _ ("Chosen: batches of %u (--batch), for about %.0f steps.\n"),
                          batches[i], pictures / batches[i]);
}

gboolean
cli_train_pace_choose (CliTrainOptions *o, const CliTrainSettings *settings, NcsnDataset *dataset,
                       NcsnThreads *threads, GString *choices, GError **error)
{
  double seconds = 0;
  if (settings->train.seconds <= 0 || (o->features.given && o->batch.given))
    return TRUE;
  if (o->features.given ? !measure (o, settings, dataset, threads, &seconds, error)
                        : !choose_width (o, settings, dataset, threads, &seconds, choices, error))
    return FALSE;
  if (!o->batch.given)
    choose_batch (o, settings->train.seconds / seconds, choices);
  return TRUE;
}
