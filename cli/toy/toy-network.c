/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trains one network and measures its errors. */
#include "toy-network.h"

#include <math.h>

#include <glib/gi18n.h>

#define BASE_CHANNELS 64
#define ITERATIONS 6000
#define BATCH 128
#define RATE 2e-3

/* From the largest distance between points to noise that hardly widens the modes. */
#define SIGMA_BEGIN 20.0
#define SIGMA_END 0.3
#define SIGMA_CLEAN 0.01

#define MEASURE_POINTS 8192
#define FILLED 0.99

void
cli_toy_network_init (CliToyNetwork *network, NcsnLoss loss, gboolean many)
{
  const double alone = loss == NCSN_LOSS_DSM ? SIGMA_END : SIGMA_CLEAN;
  *network = (CliToyNetwork){
      .loss = loss,
      .ladder = many ? (NcsnLadder){SIGMA_BEGIN, SIGMA_END, CLI_TOY_LEVELS}
                     : (NcsnLadder){alone, alone, 1},
  };
}

void
cli_toy_network_clear (CliToyNetwork *network)
{
  ncsn_model_free (network->model);
  for (guint i = 0; i < CLI_TOY_LEVELS; i++)
    g_free (network->levels[i].score);
}

const char *
cli_toy_network_objective (const CliToyNetwork *network)
{
  switch (network->loss) {
  case NCSN_LOSS_ESM:
    return _ ("explicit");
  case NCSN_LOSS_SSM:
  case NCSN_LOSS_SSM_VR:
    return _ ("sliced");
  case NCSN_LOSS_DSM:
  default:
    return _ ("denoising");
  }
}

double
cli_toy_network_work (const CliToyNetwork *network)
{
  /* A sliced step takes the gradient of a derivative. */
  const double a_step = network->loss == NCSN_LOSS_SSM_VR ? 3.0 : 1.0;
  return a_step * ITERATIONS;
}

/* With many levels the network's output is divided by σ, which gives it the size of a score (Song &
 * Ermon 2020, technique 3). With one level the last layer learns that size. */
static NcsnModel *
make_model (const CliToyNetwork *network, guint64 seed, GError **error)
{
  NcsnModelConfig config;
  ncsn_model_config_init_mlp (&config, cli_toy_mixture ()->dimension, BASE_CHANNELS,
                              network->ladder);
  config.precondition =
      network->ladder.levels > 1 ? NCSN_PRECONDITION_SIGMA : NCSN_PRECONDITION_NONE;
  return ncsn_model_new (&config, seed, error);
}

static NcsnTrainer *
make_trainer (const CliToyNetwork *network, NcsnModel *model, guint64 seed, NcsnThreads *threads,
              GError **error)
{
  NcsnTrainConfig config;
  ncsn_train_config_init (&config);
  config.seed = seed;
  config.batch = BATCH;
  config.iterations = ITERATIONS;
  config.learning_rate = RATE;
  config.sigma_draw = NCSN_SIGMA_LADDER;
  config.loss = network->loss;
  if (network->loss == NCSN_LOSS_ESM)
    config.truth = ncsn_mixture_score (cli_toy_mixture ());
  return ncsn_trainer_new (model, &config, threads, cli_toy_batch, NULL, error);
}

static NcsnModel *
train (const CliToyNetwork *network, NcsnModel *model, guint64 seed, NcsnThreads *threads,
       CliToyClock *clock, GError **error)
{
  g_autoptr (NcsnTrainer) trainer = make_trainer (network, model, seed, threads, error);
  if (trainer == NULL)
    return NULL;
  const double work = cli_toy_network_work (network) / ITERATIONS;
  while (!ncsn_trainer_finished (trainer))
    if (!ncsn_trainer_step (trainer, error) || !cli_toy_clock_tick (clock, work, error))
      return NULL;
  return ncsn_trainer_average (trainer, error);
}

static gboolean
measure_on_density (NcsnScore learnt, double sigma, double *mean, GError **error)
{
  g_autofree float *x = g_new (float, 2 * MEASURE_POINTS);
  g_autofree float *s = g_new (float, 2 * MEASURE_POINTS);
  g_autofree float *truth = g_new (float, 2 * MEASURE_POINTS);
  const NcsnScore exact = ncsn_mixture_score (cli_toy_mixture ());
  const NcsnShape shape = {MEASURE_POINTS, 1, 1, 2};
  cli_toy_draw (sigma, MEASURE_POINTS, x);
  if (!learnt.evaluate (x, shape, sigma, NULL, s, learnt.data, error) ||
      !exact.evaluate (x, shape, sigma, NULL, truth, exact.data, error))
    return FALSE;
  *mean = 0;
  for (gsize i = 0; i < MEASURE_POINTS; i++)
    *mean += cli_toy_half_square (s, truth, i) / MEASURE_POINTS;
  return TRUE;
}

static gboolean
measure_on_grid (NcsnScore learnt, const CliToyPlane *plane, CliToyLevel *level, GError **error)
{
  g_autofree float *truth = cli_toy_plane_true_score (plane, level->sigma);
  level->score = g_new (float, 2 * CLI_TOY_POINTS);
  level->filled = cli_toy_plane_filled (plane, level->sigma);
  if (!learnt.evaluate (plane->grid, (NcsnShape){CLI_TOY_POINTS, 1, 1, 2}, level->sigma, NULL,
                        level->score, learnt.data, error))
    return FALSE;
  double error_sum[CLI_TOY_REGIONS] = {0}, truth_sum[CLI_TOY_REGIONS] = {0};
  gsize n[CLI_TOY_REGIONS] = {0};
  for (gsize i = 0; i < CLI_TOY_POINTS; i++) {
    const CliToyRegion region = plane->regions[i];
    error_sum[region] += cli_toy_half_square (level->score, truth, i);
    truth_sum[region] += cli_toy_half_square (truth, NULL, i);
    n[region]++;
  }
  for (guint region = 0; region < CLI_TOY_REGIONS; region++) {
    level->absolute[region] = error_sum[region] / n[region];
    level->relative[region] = error_sum[region] / truth_sum[region];
  }
  return TRUE;
}

/* Measures the error of `model` at every level on noisy data, and after training on the grid too.
 */
static gboolean
measure (CliToyNetwork *network, const NcsnModel *model, const CliToyPlane *plane, gboolean trained,
         NcsnThreads *threads, GError **error)
{
  double sigmas[CLI_TOY_LEVELS];
  g_autoptr (NcsnModelScore) score = ncsn_model_score_new (model, threads, NULL, 0, error);
  if (score == NULL)
    return FALSE;
  const NcsnScore learnt = ncsn_model_score_function (score);
  ncsn_ladder_sigmas (&network->ladder, sigmas);
  for (guint i = 0; i < network->ladder.levels; i++) {
    CliToyLevel *level = network->levels + i;
    level->sigma = sigmas[i];
    if (!measure_on_density (learnt, level->sigma, trained ? &level->after : &level->before,
                             error) ||
        (trained && !measure_on_grid (learnt, plane, level, error)))
      return FALSE;
  }
  return TRUE;
}

gboolean
cli_toy_network_learn (CliToyNetwork *network, const CliToyPlane *plane, guint64 seed,
                       CliToyClock *clock, GError **error)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  g_autoptr (NcsnModel) model = make_model (network, seed, error);
  if (model == NULL || !measure (network, model, plane, FALSE, threads, error))
    return FALSE;
  network->model = train (network, model, seed, threads, clock, error);
  return network->model != NULL && measure (network, network->model, plane, TRUE, threads, error);
}

const CliToyLevel *
cli_toy_network_last (const CliToyNetwork *network)
{
  return network->levels + network->ladder.levels - 1;
}

guint
cli_toy_network_n_filled (const CliToyNetwork *network)
{
  guint n = 0;
  while (n < network->ladder.levels && network->levels[n].filled >= FILLED)
    n++;
  return n;
}

double
cli_toy_network_filled_error (const CliToyNetwork *network, CliToyRegion region)
{
  const guint n = cli_toy_network_n_filled (network);
  double sum = 0;
  for (guint i = 0; i < n; i++)
    sum += network->levels[i].relative[region];
  return sum / n;
}
