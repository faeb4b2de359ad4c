/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs all trainings and chains of the study in a pool of threads. */
#include "toy-study.h"

static const NcsnLoss losses[CLI_TOY_OBJECTIVES] = {
    [CLI_TOY_EXPLICIT] = NCSN_LOSS_ESM,
    [CLI_TOY_SLICED] = NCSN_LOSS_SSM_VR,
    [CLI_TOY_DENOISING] = NCSN_LOSS_DSM,
};

static double
total_work (const CliToyStudy *study)
{
  double work = CLI_TOY_LADDERS * cli_toy_chains_work (TRUE);
  for (guint i = 0; i < CLI_TOY_OBJECTIVES; i++)
    for (guint j = 0; j < CLI_TOY_LADDERS; j++)
      work += cli_toy_network_work (&study->networks[i][j]) + cli_toy_chains_work (FALSE);
  return work;
}

/* The job of one thread: to train a network and run its chains, or, if `exact`, only to run chains
 * along the true score. */
typedef struct {
  CliToyNetwork *network;
  CliToyChains *chains;
  gboolean exact;
  GError *error;
} Job;

#define N_JOBS ((CLI_TOY_OBJECTIVES + 1) * CLI_TOY_LADDERS)

typedef struct {
  Job jobs[N_JOBS];
  const CliToyPlane *plane;
  guint64 seed;
  CliToyClock *clock;
  gint n_finished; /* atomic */
} Work;

static void
run_job (gpointer data, gpointer user_data)
{
  Job *job = data;
  Work *work = user_data;
  const gboolean learnt =
      job->exact ||
      cli_toy_network_learn (job->network, work->plane, work->seed, work->clock, &job->error);
  if (!learnt || !cli_toy_chains_run (job->chains, job->network, job->exact, work->plane,
                                      work->seed, work->clock, &job->error))
    cli_toy_clock_stop (work->clock);
  g_atomic_int_inc (&work->n_finished);
}

/* The longest jobs are first, so that no thread works alone at the end. */
static void
list_jobs (CliToyStudy *study, Work *work)
{
  static const CliToyObjective order[] = {CLI_TOY_SLICED, CLI_TOY_EXPLICIT, CLI_TOY_DENOISING};
  Job *job = work->jobs;
  for (guint i = 0; i < CLI_TOY_OBJECTIVES; i++)
    for (guint j = 0; j < CLI_TOY_LADDERS; j++)
      *job++ =
          (Job){.network = &study->networks[order[i]][j], .chains = &study->chains[order[i]][j]};
  for (guint j = 0; j < CLI_TOY_LADDERS; j++)
    *job++ = (Job){.network = &study->networks[CLI_TOY_DENOISING][j],
                   .chains = &study->exact[j],
                   .exact = TRUE};
}

/* Propagates the error that stopped the others, if there is one, else the cancellation. */
static gboolean
collect_errors (Work *work, GError **error)
{
  GError *first = NULL;
  for (guint i = 0; i < N_JOBS; i++) {
    GError *other = work->jobs[i].error;
    const gboolean better =
        other != NULL &&
        (first == NULL || g_error_matches (first, G_IO_ERROR, G_IO_ERROR_CANCELLED));
    if (better) {
      g_clear_error (&first);
      first = other;
    } else
      g_clear_error (&other);
  }
  if (first != NULL)
    g_propagate_error (error, first);
  return first == NULL;
}

static gboolean
run (CliToyStudy *study, guint64 seed, guint threads, GError **error)
{
  g_autoptr (CliToyClock) clock = cli_toy_clock_new (total_work (study));
  Work work = {.plane = study->plane, .seed = seed, .clock = clock};
  list_jobs (study, &work);
  GThreadPool *pool = g_thread_pool_new (
      run_job, &work, (int)(threads > 0 ? threads : g_get_num_processors ()), FALSE, error);
  if (pool == NULL)
    return FALSE;
  for (guint i = 0; i < N_JOBS; i++)
    g_thread_pool_push (pool, work.jobs + i, NULL);
  while (g_atomic_int_get (&work.n_finished) < N_JOBS)
    cli_toy_clock_wait (clock);
  g_thread_pool_free (pool, FALSE, TRUE);
  return collect_errors (&work, error);
}

CliToyStudy *
cli_toy_study_new (guint64 seed, guint threads, GError **error)
{
  g_autoptr (CliToyStudy) study = g_new0 (CliToyStudy, 1);
  study->plane = cli_toy_plane_new ();
  for (guint i = 0; i < CLI_TOY_OBJECTIVES; i++)
    for (guint j = 0; j < CLI_TOY_LADDERS; j++)
      cli_toy_network_init (&study->networks[i][j], losses[i], j == CLI_TOY_MANY);
  return run (study, seed, threads, error) ? g_steal_pointer (&study) : NULL;
}

void
cli_toy_study_free (CliToyStudy *study)
{
  if (study == NULL)
    return;
  for (guint j = 0; j < CLI_TOY_LADDERS; j++) {
    for (guint i = 0; i < CLI_TOY_OBJECTIVES; i++) {
      cli_toy_network_clear (&study->networks[i][j]);
      cli_toy_chains_clear (&study->chains[i][j]);
    }
    cli_toy_chains_clear (&study->exact[j]);
  }
  cli_toy_plane_free (study->plane);
  g_free (study);
}
