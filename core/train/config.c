/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The configuration of a training: defaults, names of the choices, and limits. */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "ncsn/error.h"
#include "ncsn/train.h"
#include "train/consistency.h"

/* The mean of ln σ of Karras et al. (2022, table 1), for pixels of NCSN_EDM_SIGMA. */
#define KARRAS_LOG_MEAN (-1.2)

/* The same for consistency tuning, and the standard deviation (Geng et al. 2024). */
#define CONSISTENCY_LOG_MEAN (-1.1)
#define CONSISTENCY_LOG_STD 2.0

const char *const *
ncsn_sigma_draw_names (void)
{
  static const char *const names[] = {
      [NCSN_SIGMA_LADDER] = "ladder", [NCSN_SIGMA_LOG_NORMAL] = "log-normal", NULL};
  return names;
}

const char *const *
ncsn_loss_names (void)
{
  static const char *const names[] = {
      [NCSN_LOSS_DSM] = "dsm",       [NCSN_LOSS_SSM] = "ssm",
      [NCSN_LOSS_SSM_VR] = "ssm-vr", [NCSN_LOSS_CONSISTENCY] = "consistency",
      [NCSN_LOSS_ESM] = "esm",       NULL};
  return names;
}

const char *const *
ncsn_probe_names (void)
{
  static const char *const names[] = {
      [NCSN_PROBE_GAUSSIAN] = "gaussian", [NCSN_PROBE_RADEMACHER] = "rademacher", NULL};
  return names;
}

const char *const *
ncsn_noise_names (void)
{
  static const char *const names[] = {
      [NCSN_NOISE_WHITE] = "white", [NCSN_NOISE_CAMERA] = "camera", NULL};
  return names;
}

const char *const *
ncsn_optimizer_names (void)
{
  static const char *const names[] = {
      [NCSN_OPTIMIZER_ADAM] = "adam", [NCSN_OPTIMIZER_MUON] = "muon", NULL};
  return names;
}

void
ncsn_train_config_init (NcsnTrainConfig *config)
{
  *config = (NcsnTrainConfig){.batch = 64,
                              .learning_rate = 2e-3,
                              .warmup = 100,
                              .ema = 0.999,
                              .clip = 1.0,
                              .sigma_draw = NCSN_SIGMA_LOG_NORMAL,
                              .sigma_log_mean = KARRAS_LOG_MEAN,
                              .sigma_log_std = 1.4,
                              .loss = NCSN_LOSS_DSM,
                              .projections = 1};
}

void
ncsn_train_config_suit_data (NcsnTrainConfig *config, double data_sigma)
{
  const double unit = log (data_sigma / NCSN_EDM_SIGMA);

  config->sigma_log_mean = unit + KARRAS_LOG_MEAN;
  if (config->loss == NCSN_LOSS_CONSISTENCY) {
    config->sigma_log_mean = unit + CONSISTENCY_LOG_MEAN;
    config->sigma_log_std = CONSISTENCY_LOG_STD;
  }
}

gboolean
ncsn_train_config_check (const NcsnTrainConfig *c, GError **error)
{
  const char *wrong = NULL;

  if (c->batch < 1 || c->batch > 65536)
    wrong = _ ("The batch must hold 1 to 65536 pictures.");
  else if (!(c->learning_rate > 0 && c->learning_rate < 1))
    wrong = _ ("The learning rate must be above 0 and below 1.");
  else if (!(c->ema >= 0 && c->ema < 1))
    wrong = _ ("The average's decay must be at least 0 and below 1.");
  else if (!(c->clip >= 0 && isfinite (c->clip)))
    wrong = _ ("The gradient's largest norm must be 0 (no clipping) or more.");
  else if (!(c->seconds >= 0 && isfinite (c->seconds)))
    wrong = _ ("The time limit must not be negative.");
  else if (c->projections < 1 || c->projections > 1024)
    wrong = _ ("The number of projections must be from 1 to 1024.");
  else if ((c->loss == NCSN_LOSS_ESM) != (c->truth.evaluate != NULL))
    wrong = _ ("Explicit score matching, and only that, needs to know the true score.");
  else if (!(fabs (c->sigma_log_mean) < 20 && c->sigma_log_std > 0 && c->sigma_log_std < 10))
    wrong = _ ("The distribution of noise levels is out of range.");
  if (wrong != NULL)
    g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT, wrong);
  return wrong == NULL;
}
