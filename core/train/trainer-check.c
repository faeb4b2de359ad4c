/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a training suits its model: which losses and which noise a model can learn with. */
#include <glib/gi18n-lib.h>

#include "camera/camera.h"
#include "model/config.h"
#include "ncsn/error.h"
#include "train/trainer-private.h"

static gboolean
check_inputs (const NcsnModel *model, const NcsnTrainConfig *config, GError **error)
{
  if ((!model->config.holes && !model->config.noise_map && !model->config.coarse) ||
      config->loss == NCSN_LOSS_DSM || config->loss == NCSN_LOSS_CONSISTENCY)
    return TRUE;
  g_set_error (
      error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
      _ ("Only denoising and consistency can train holes, noise maps and coarse views: choose "
         "the loss “%s” or “%s”, or none of them."),
      ncsn_loss_names ()[NCSN_LOSS_DSM], ncsn_loss_names ()[NCSN_LOSS_CONSISTENCY]);
  return FALSE;
}

/* The authors' networks know a few levels only, and a pair of levels is anywhere. */
static gboolean
check_pairs (const NcsnModel *model, const NcsnTrainConfig *config, GError **error)
{
  const char *wrong = NULL;

  if (config->loss != NCSN_LOSS_CONSISTENCY)
    return TRUE;
  if (ncsn_model_config_is_refinenet (&model->config))
    wrong =
        _ ("Consistency tuning needs a network for noise of any level, which the authors' networks "
           "are not: start from a model with a U-Net.");
  else if (config->noise == NCSN_NOISE_CAMERA)
    wrong = _ ("Consistency tuning is for white noise: leave the noise of cameras out.");
  if (wrong != NULL)
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT, wrong);
  return wrong == NULL;
}

static gboolean
check_noise (const NcsnModel *model, const NcsnTrainConfig *config, GError **error)
{
  const NcsnModelConfig *c = &model->config;
  const char *wrong = NULL;

  if (config->noise != NCSN_NOISE_CAMERA)
    return TRUE;
  if (c->channels != 3)
    wrong = _ ("Only pictures in colour can have the noise of a camera: choose white noise.");
  else if (!c->noise_map)
    wrong = _ ("Only a model with a noise map can learn the noise of cameras.");
  else if (MIN (c->width, c->height) < NCSN_CAMERA_MIN_SIDE)
    wrong = _ ("The noise of cameras needs pictures of 8 × 8 pixels or more.");
  if (wrong != NULL)
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT, wrong);
  return wrong == NULL;
}

gboolean
ncsn_trainer_check (const NcsnModel *model, const NcsnTrainConfig *config, GError **error)
{
  return ncsn_train_config_check (config, error) && check_inputs (model, config, error) &&
         check_noise (model, config, error) && check_pairs (model, config, error);
}
