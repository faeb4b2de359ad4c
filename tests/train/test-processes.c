/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Training with several processes, which are threads here: losses and weights are those of a single
 * process, and nothing is sent before it is complete. */
#undef G_DISABLE_ASSERT
#include <math.h>
#include <pthread.h>
#include <string.h>

#include "base/memory.h"
#include "ncsn/error.h"
#include "small-training.h"
#include "train/buckets.h"

#define MAX_PROCESSES 4
#define STEPS 50

typedef struct {
  float *values, *copy; /* the values, and a copy from when the sum began */
  gsize count;
} Sum;

static void
clear_sum (gpointer data)
{
  g_free (((Sum *)data)->copy);
}

/* The state that the threads share. */
typedef struct {
  pthread_barrier_t barrier;
  GArray *begun[MAX_PROCESSES];   /* of Sum */
  double *numbers[MAX_PROCESSES]; /* for a sum of a few numbers */
} Exchange;

typedef struct {
  NcsnCommunicator communicator;
  Exchange *exchange;
} Process;

static void
begin_sum (float *values, gsize count, gpointer data)
{
  const Process *process = data;

  g_array_append_vals (process->exchange->begun[process->communicator.rank],
                       &(Sum){values, g_memdup2 (values, count * sizeof (float)), count}, 1);
}

/* Computes the i-th sum of all processes, which must have the same range in all. */
static float *
add_up (const Process *process, guint i, gsize count)
{
  float *total = g_new0 (float, count);

  for (guint rank = 0; rank < process->communicator.size; rank++) {
    const Sum *sum = &g_array_index (process->exchange->begun[rank], Sum, i);
    g_assert_cmpuint (sum->count, ==, count);
    for (gsize k = 0; k < count; k++)
      total[k] += sum->copy[k];
  }
  return total;
}

static gboolean
end_sums (gpointer data, GError **error)
{
  const Process *process = data;
  GArray *mine = process->exchange->begun[process->communicator.rank];
  g_autoptr (GPtrArray) totals = g_ptr_array_new_with_free_func (g_free);

  pthread_barrier_wait (&process->exchange->barrier);
  for (guint i = 0; i < mine->len; i++)
    g_ptr_array_add (totals, add_up (process, i, g_array_index (mine, Sum, i).count));
  pthread_barrier_wait (&process->exchange->barrier);
  for (guint i = 0; i < mine->len; i++) {
    const Sum *sum = &g_array_index (mine, Sum, i);
    memcpy (sum->values, totals->pdata[i], sum->count * sizeof (float));
  }
  g_array_set_size (mine, 0);
  return TRUE;
}

static gboolean
sum (double *values, gsize count, gpointer data, GError **error)
{
  const Process *process = data;
  g_autofree double *total = g_new0 (double, count);

  process->exchange->numbers[process->communicator.rank] = values;
  pthread_barrier_wait (&process->exchange->barrier);
  for (guint rank = 0; rank < process->communicator.size; rank++)
    for (gsize k = 0; k < count; k++)
      total[k] += process->exchange->numbers[rank][k];
  pthread_barrier_wait (&process->exchange->barrier);
  memcpy (values, total, count * sizeof (double));
  return TRUE;
}

typedef struct {
  Process process;
  NcsnTrainConfig config;
  NcsnTrainer *trainer;
  NcsnModel *model;
  NcsnThreads *threads;
  guint steps;
  double losses[STEPS];
} Run;

static gpointer
train (gpointer data)
{
  Run *run = data;

  run->model = ncsn_test_model (NCSN_PRECONDITION_EDM, 4);
  run->threads = ncsn_threads_new (2);
  run->trainer = ncsn_test_trainer (run->model, &run->config, run->threads);
  for (guint i = 0; i < run->steps; i++) {
    ncsn_test_steps (run->trainer, 1);
    run->losses[i] = ncsn_trainer_loss (run->trainer);
  }
  return NULL;
}

static void
run_clear (Run *run)
{
  ncsn_trainer_free (run->trainer);
  ncsn_model_free (run->model);
  ncsn_threads_free (run->threads);
}

/* Trains with `size` processes; free each run with run_clear (). */
static void
train_together (guint size, const NcsnTrainConfig *config, guint steps, Run *runs)
{
  Exchange exchange;
  GThread *threads[MAX_PROCESSES];

  pthread_barrier_init (&exchange.barrier, NULL, size);
  for (guint rank = 0; rank < size; rank++) {
    exchange.begun[rank] = g_array_new (FALSE, FALSE, sizeof (Sum));
    g_array_set_clear_func (exchange.begun[rank], clear_sum);
    Run *run = &runs[rank];
    *run = (Run){.config = *config, .steps = steps, .process.exchange = &exchange};
    run->process.communicator =
        (NcsnCommunicator){rank, size, begin_sum, end_sums, sum, &run->process};
    run->config.communicator = &run->process.communicator;
    threads[rank] = g_thread_new ("process", train, run);
  }
  for (guint rank = 0; rank < size; rank++)
    g_thread_join (threads[rank]);
  for (guint rank = 0; rank < size; rank++)
    g_array_unref (exchange.begun[rank]);
  pthread_barrier_destroy (&exchange.barrier);
}

/* Each process has the losses of a single one, and all have the same bits. */
static void
assert_same_curve (const NcsnTrainConfig *config, guint size, guint steps)
{
  Run alone = {.config = *config, .steps = steps}, runs[MAX_PROCESSES];
  double worst = 0;

  train (&alone);
  train_together (size, config, steps, runs);
  for (guint rank = 0; rank < size; rank++) {
    for (guint i = 0; i < alone.steps; i++) {
      worst = MAX (worst, fabs (runs[rank].losses[i] / alone.losses[i] - 1));
      g_assert_cmpfloat (runs[rank].losses[i], ==, runs[0].losses[i]);
    }
    g_assert_cmpfloat (runs[rank].trainer->seconds, ==, runs[0].trainer->seconds);
    ncsn_test_same_state (runs[rank].trainer, runs[0].trainer);
  }
  g_test_message ("%u processes: within %.2g of one", size, worst);
  g_assert_cmpfloat (worst, <, 1e-4);
  for (guint rank = 0; rank < size; rank++)
    run_clear (&runs[rank]);
  run_clear (&alone);
}

static void
test_same_curve (gconstpointer data)
{
  NcsnTrainConfig config = ncsn_test_training (32, STEPS);

  assert_same_curve (&config, GPOINTER_TO_UINT (data), STEPS);
}

/* A batch that does not divide evenly, in slices smaller than those of a single process. */
static void
test_uneven (void)
{
  NcsnTrainConfig config = ncsn_test_training (8, STEPS);

  assert_same_curve (&config, 3, STEPS);
}

/* The gradient is complete only after the last projection of a picture. */
static void
test_projections (void)
{
  NcsnTrainConfig config = ncsn_test_training (16, 0);

  config.loss = NCSN_LOSS_SSM_VR;
  config.projections = 3;
  assert_same_curve (&config, 2, 10);
}

/* If there are more slices than groups, it is complete only after the last slice of each group. */
static void
test_many_slices (void)
{
  NcsnTrainConfig config = ncsn_test_training (256, 0);

  assert_same_curve (&config, 2, 5);
}

/* All processes count the seconds of process 0, which are at most the real time. */
static void
test_clock (void)
{
  NcsnTrainConfig config = ncsn_test_training (8, 0);
  Run runs[2];

  config.seconds = 1e3;
  gint64 start = g_get_monotonic_time ();
  train_together (2, &config, STEPS, runs);
  double passed = (double)(g_get_monotonic_time () - start) * 1e-6;
  g_assert_cmpfloat (runs[0].trainer->seconds, >, 0);
  g_assert_cmpfloat (runs[0].trainer->seconds, <, passed);
  g_assert_cmpfloat (runs[0].trainer->seconds, ==, runs[1].trainer->seconds);
  g_assert_cmpfloat (runs[0].trainer->rate, ==, runs[1].trainer->rate);
  for (guint rank = 0; rank < 2; rank++)
    run_clear (&runs[rank]);
}

static void
test_too_many (void)
{
  g_autoptr (NcsnModel) model = ncsn_test_model (NCSN_PRECONDITION_EDM, 0);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  NcsnTrainConfig config = ncsn_test_training (2, 0);
  const NcsnCommunicator three = {0, 3, begin_sum, end_sums, sum, NULL};
  g_autoptr (GError) error = NULL;

  config.communicator = &three;
  g_assert_null (ncsn_trainer_new (model, &config, threads, ncsn_test_batch, NULL, &error));
  g_assert_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT);
}

/* A communicator that records the values at the moment when a sum begins. */
typedef struct {
  GArray *begun;  /* of Sum */
  GArray *copies; /* of float, one sum after the other */
} Recorder;

static void
record (float *values, gsize count, gpointer data)
{
  Recorder *recorder = data;

  g_array_append_vals (recorder->begun, &(Sum){values, NULL, count}, 1);
  g_array_append_vals (recorder->copies, values, (guint)count);
}

typedef struct {
  NcsnBuckets *buckets;
  const Recorder *recorder;
  guint group, groups;
  guint middle, early; /* a node in the middle, and the number of buckets sent before it */
} Passing;

static void
pass (guint node, gpointer data)
{
  Passing *passing = data;

  ncsn_buckets_pass (passing->buckets, passing->group, node);
  if (passing->group + 1 < passing->groups)
    g_assert_cmpuint (passing->recorder->begun->len, ==, 0);
  else if (node > passing->middle)
    passing->early = passing->recorder->begun->len;
}

/* Every bucket that was sent was complete: twice the second group's gradient, since both groups
 * have the same batch. All buckets together have `size` floats. */
static void
check_sent (const Recorder *recorder, gsize size)
{
  gsize sent = 0;

  for (guint i = 0; i < recorder->begun->len; i++) {
    const Sum *one = &g_array_index (recorder->begun, Sum, i);
    const float *of_second = one->values + size;
    for (gsize k = 0; k < one->count; k++)
      g_assert_cmpfloat (g_array_index (recorder->copies, float, sent + k), ==, 2 * of_second[k]);
    sent += one->count;
  }
  g_assert_cmpuint (sent, ==, size);
}

/* Two groups run their reverse sweeps one after the other. During the second sweep, buckets are
 * sent one by one, later layers first. */
static void
test_buckets (void)
{
  enum { BUCKET = 100, GROUPS = 2 };
  g_autoptr (NcsnModel) model = ncsn_test_model (NCSN_PRECONDITION_EDM, 4);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  gsize size = model->parameters->size;
  g_autoptr (NcsnFloats) gradients = ncsn_floats_new (GROUPS * size, NULL);
  g_autoptr (NcsnObjective) o = ncsn_objective_new (
      NCSN_LOSS_DSM, &model->config, model->parameters,
      (NcsnShape){4, NCSN_TEST_SIDE, NCSN_TEST_SIDE, 1}, model->values, gradients, NULL);
  g_autoptr (GArray) begun = g_array_new (FALSE, FALSE, sizeof (Sum));
  g_autoptr (GArray) copies = g_array_new (FALSE, FALSE, sizeof (float));
  Recorder recorder = {begun, copies};
  const NcsnCommunicator communicator = {0, 1, record, NULL, NULL, &recorder};
  NcsnBuckets *buckets =
      ncsn_buckets_new (o->score.graph, size, BUCKET, GROUPS, gradients, &communicator);
  Passing passing = {buckets, &recorder, 0, GROUPS, o->loss->index / 2, 0};
  float pictures[4 * NCSN_TEST_PIXELS], noise[4 * NCSN_TEST_PIXELS];
  guint classes[4];
  const double sigmas[] = {0.1, 0.3, 1, 3};
  double loss;

  ncsn_test_batch (1, 0, 0, 4, pictures, classes, NULL, NULL);
  ncsn_test_batch (2, 0, 0, 4, noise, classes, NULL, NULL);
  const NcsnObjectiveBatch batch = {
      .x = pictures, .z = noise, .sigmas = sigmas, .classes = classes};
  ncsn_graph_watch (o->score.graph, pass, &passing);
  for (; passing.group < GROUPS; passing.group++) {
    ncsn_graph_bind (o->score.graph, model->values, gradients + passing.group * size);
    g_assert_true (
        ncsn_objective_evaluate (o, &model->config, &batch, 1, TRUE, threads, &loss, NULL));
  }
  check_sent (&recorder, size);
  g_test_message ("%u of %u buckets in the first half", passing.early, begun->len);
  g_assert_cmpuint (passing.early, >, begun->len / 4);
  g_assert_true (g_array_index (begun, Sum, 0).values > gradients + size / 2);
  ncsn_buckets_free (buckets);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/processes/buckets", test_buckets);
  g_test_add_data_func ("/processes/two", GUINT_TO_POINTER (2), test_same_curve);
  g_test_add_data_func ("/processes/three", GUINT_TO_POINTER (3), test_same_curve);
  g_test_add_data_func ("/processes/four", GUINT_TO_POINTER (4), test_same_curve);
  g_test_add_func ("/processes/uneven", test_uneven);
  g_test_add_func ("/processes/projections", test_projections);
  g_test_add_func ("/processes/many-slices", test_many_slices);
  g_test_add_func ("/processes/clock", test_clock);
  g_test_add_func ("/processes/too-many", test_too_many);
  return g_test_run ();
}
