/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs Langevin chains, takes snapshots of them, and adds up the errors of the scores they meet. */
#include "toy-chain.h"

#include <math.h>
#include <string.h>

#define STEPS_A_LEVEL 200
#define STEPS (CLI_TOY_LEVELS * STEPS_A_LEVEL)

/* The step size α of plain Langevin. The modes have variance 1, so a step forgets 1/20 of a point's
 * place in its mode, and the discretisation widens the modes by 1/(1 - α/4), 3 %. */
#define ALPHA 0.1

#define WATCHED 200 /* chains whose errors are added up along the way */
#define NETWORK_WORK 4.0
#define EXACT_WORK 0.5

/* Snapshots of plain chains are early, because they soon change little; those of annealed chains
 * are at the ends of levels. */
static const guint plain_snapshots[] = {0, 10, 100, STEPS};
static const guint annealed_snapshots[] = {0, 4 * STEPS_A_LEVEL, 7 * STEPS_A_LEVEL, STEPS};

/* A score function that observes the chains that call it. */
typedef struct {
  NcsnScore score;
  const CliToyPlane *plane;
  CliToyChains *chains;
  CliToyClock *clock;
  double work;
  guint step;   /* number of steps so far */
  double sigma; /* of the last step */
  double error_sum[CLI_TOY_REGIONS], truth_sum[CLI_TOY_REGIONS];
} Watch;

static void
take_snapshot (Watch *watch, const float *x)
{
  CliToyChains *chains = watch->chains;
  for (guint k = 0; k < CLI_TOY_SNAPSHOTS; k++)
    if (chains->steps[k] == watch->step) {
      chains->sigmas[k] = watch->sigma;
      memcpy (chains->snapshots + (gsize)k * CLI_TOY_CHAINS * 2, x,
              CLI_TOY_CHAINS * 2 * sizeof (float));
    }
}

static gboolean
add_errors (Watch *watch, const float *x, double sigma, const float *s, GError **error)
{
  const NcsnScore exact = ncsn_mixture_score (cli_toy_mixture ());
  float truth[WATCHED * 2];
  if (!exact.evaluate (x, (NcsnShape){WATCHED, 1, 1, 2}, sigma, NULL, truth, exact.data, error))
    return FALSE;
  for (gsize i = 0; i < WATCHED; i++) {
    const CliToyRegion region = cli_toy_plane_region (watch->plane, x + 2 * i);
    for (gsize j = 2 * i; j < 2 * i + 2; j++) {
      watch->error_sum[region] += (s[j] - truth[j]) * (s[j] - truth[j]);
      watch->truth_sum[region] += truth[j] * truth[j];
    }
  }
  return TRUE;
}

static gboolean
evaluate (const float *x, NcsnShape shape, double sigma, const NcsnKnown *known, float *s,
          gpointer data, GError **error)
{
  Watch *watch = data;
  take_snapshot (watch, x);
  watch->step++;
  watch->sigma = sigma;
  return watch->score.evaluate (x, shape, sigma, known, s, watch->score.data, error) &&
         add_errors (watch, x, sigma, s, error) &&
         cli_toy_clock_tick (watch->clock, watch->work / STEPS, error);
}

/* Starts uniformly in the square, as in figure 3 of Song & Ermon 2019; the seed alone decides. */
static void
start (float *x, guint64 seed)
{
  const NcsnRandomKey key = {seed, NCSN_STREAM_PRIOR, 0, 0};
  ncsn_random_uniform (key, 0, CLI_TOY_CHAINS * 2, x);
  for (gsize i = 0; i < CLI_TOY_CHAINS * 2; i++)
    x[i] = (float)CLI_TOY_EXTENT * (2.0f * x[i] - 1.0f);
}

static gboolean
follow (NcsnScore score, const NcsnLadder *ladder, guint64 seed, float *x, GError **error)
{
  const NcsnShape shape = {CLI_TOY_CHAINS, 1, 1, 2};
  const NcsnSampleOptions options = {.seed = seed};
  NcsnSampler sampler = {.rule = NCSN_RULE_LANGEVIN,
                         .schedule = {.sigma_begin = ladder->sigma_begin,
                                      .sigma_end = ladder->sigma_end,
                                      .levels = ladder->levels,
                                      .steps = STEPS,
                                      .epsilon = ALPHA}};
  if (ladder->levels > 1) {
    sampler.rule = NCSN_RULE_ANNEALED;
    sampler.schedule.steps = STEPS_A_LEVEL;
    ncsn_schedule_suit_epsilon (&sampler.schedule);
  }
  return ncsn_sample (score, x, shape, &sampler, &options, error);
}

/* The share of the points that most probably belong to the mixture's first component. */
static double
first_weight (const float *x)
{
  gsize n = 0;
  for (gsize i = 0; i < CLI_TOY_CHAINS; i++)
    n += ncsn_mixture_classify (cli_toy_mixture (), x + 2 * i) == 0;
  return (double)n / CLI_TOY_CHAINS;
}

static void
conclude (CliToyChains *chains, Watch *watch, const float *x)
{
  take_snapshot (watch, x);
  chains->weight = first_weight (x);
  for (guint region = 0; region < CLI_TOY_REGIONS; region++)
    chains->relative[region] = watch->error_sum[region] / watch->truth_sum[region];
}

const float *
cli_toy_chains_end (const CliToyChains *chains)
{
  return chains->snapshots + (gsize)(CLI_TOY_SNAPSHOTS - 1) * CLI_TOY_CHAINS * 2;
}

double
cli_toy_chains_work (gboolean exact)
{
  return STEPS * (exact ? EXACT_WORK : NETWORK_WORK);
}

gboolean
cli_toy_chains_run (CliToyChains *chains, const CliToyNetwork *network, gboolean exact,
                    const CliToyPlane *plane, guint64 seed, CliToyClock *clock, GError **error)
{
  const gboolean annealed = network->ladder.levels > 1;
  *chains = (CliToyChains){.annealed = annealed, .exact = exact};
  memcpy (chains->steps, annealed ? annealed_snapshots : plain_snapshots, sizeof chains->steps);
  chains->snapshots = g_new (float, CLI_TOY_SNAPSHOTS *CLI_TOY_CHAINS * 2);

  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  g_autoptr (NcsnModelScore) learnt =
      exact ? NULL : ncsn_model_score_new (network->model, threads, NULL, 0, error);
  if (!exact && learnt == NULL)
    return FALSE;
  Watch watch = {.score = exact ? ncsn_mixture_score (cli_toy_mixture ())
                                : ncsn_model_score_function (learnt),
                 .plane = plane,
                 .chains = chains,
                 .clock = clock,
                 .work = cli_toy_chains_work (exact)};
  g_autofree float *x = g_new (float, CLI_TOY_CHAINS * 2);
  start (x, seed);
  if (!follow ((NcsnScore){evaluate, &watch}, &network->ladder, seed, x, error))
    return FALSE;
  conclude (chains, &watch, x);
  return TRUE;
}

void
cli_toy_chains_clear (CliToyChains *chains)
{
  g_free (chains->snapshots);
}
