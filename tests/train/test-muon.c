/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Muon: orthogonal matrices, which parameters it changes, its step in double, and trainings. */
#undef G_DISABLE_ASSERT
#include "train/muon.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "compare.h"
#include "small-training.h"

/* Random matrices, and one of rank 1: for a singular value decomposition U S Vᵀ, the iteration
 * gives U f(S) Vᵀ. Then XᵀY is symmetric for the old X and the new Y, since it is V S f(S) Vᵀ; and
 * singular values that are not small are near 1, so that ‖Y‖² is nearly their number. */
static void
check_orthogonal (gsize m, gsize n)
{
  g_autoptr (NcsnFloats) scratch = ncsn_floats_new (ncsn_muon_scratch (m, n), NULL);
  g_autofree float *x = ncsn_test_normal (m * n, (guint32)(m + n));
  double norm = 0, square = 0, trace = 0;

  for (gsize i = 0; i < m * n; i++)
    norm += (double)x[i] * (double)x[i];
  for (gsize i = 0; i < m * n; i++)
    x[i] /= (float)sqrt (norm);
  g_autofree float *y = g_memdup2 (x, m * n * sizeof (float));
  ncsn_muon_orthogonalise (y, m, n, scratch);
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < n; j++) {
      double xy = 0, yx = 0, yy = 0;

      for (gsize k = 0; k < m; k++) {
        xy += (double)x[k * n + i] * (double)y[k * n + j];
        yx += (double)y[k * n + i] * (double)x[k * n + j];
        yy += (double)y[k * n + i] * (double)y[k * n + j];
      }
      g_assert_cmpfloat_with_epsilon (xy, yx, 1e-4);
      if (i != j)
        g_assert_cmpfloat (fabs (yy), <, 0.35);
      else
        g_assert_true (yy > 0.4 && yy < 1.5);
      trace += i == j ? xy : 0;
      square += i == j ? yy : 0;
    }
  g_assert_true (square > 0.55 * (double)n && square < 1.4 * (double)n);
  g_assert_cmpfloat (trace, >, 0);
}

static void
test_orthogonal (void)
{
  check_orthogonal (64, 16);
  check_orthogonal (90, 31);
  check_orthogonal (40, 40);
}

static void
test_rank_one (void)
{
  enum { M = 24, N = 8 };
  g_autoptr (NcsnFloats) scratch = ncsn_floats_new (ncsn_muon_scratch (M, N), NULL);
  float x[M * N], y[M * N], largest = 0;

  for (gsize i = 0; i < M * N; i++)
    y[i] = x[i] = (float)(sin ((double)(i / N)) * cos (3.0 * (double)(i % N)));
  double norm = 0, after = 0;
  for (gsize i = 0; i < M * N; i++)
    norm += (double)x[i] * (double)x[i];
  for (gsize i = 0; i < M * N; i++)
    y[i] = x[i] /= (float)sqrt (norm);
  ncsn_muon_orthogonalise (y, M, N, scratch);
  for (gsize i = 0; i < M * N; i++) {
    after += (double)y[i] * (double)y[i];
    largest = MAX (largest, fabsf (x[i]));
  }
  for (gsize i = 0; i < M * N; i++) /* a multiple of x */
    g_assert_cmpfloat_with_epsilon (y[i], x[i] * (float)sqrt (after), 1e-4f);
  g_assert_true (after > 0.4 && after < 1.6);
}

static void
test_matrices (void)
{
  static const struct {
    const char *name;
    gboolean matrix;
  } cases[] = {{"begin.weight", TRUE},
               {"begin.bias", FALSE},
               {"down.0.0.conv1.weight", TRUE},
               {"down.0.0.norm1.weight", FALSE},
               {"down.0.0.norm1.bias", FALSE},
               {"embedding.class.weight", FALSE},
               {"embedding.linear1.weight", TRUE},
               {"end.conv.weight", FALSE}};
  g_autoptr (NcsnModel) model = ncsn_test_model (NCSN_PRECONDITION_EDM, 4);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const NcsnParameter *parameter = ncsn_parameters_find (model->parameters, cases[i].name);

    g_assert_nonnull (parameter);
    g_assert_cmpint (ncsn_muon_is_matrix (parameter), ==, cases[i].matrix);
  }
}

/* The step of a matrix in double: momentum, five rounds, the rate and the average. */
static void
reference (const NcsnParameter *parameter, const float *before, const float *gradient,
           const float *momentum, double rate, double scale, double decay, double *after)
{
  const gsize rows = parameter->shape.n * parameter->shape.h * parameter->shape.w;
  const gsize columns = parameter->shape.c, k = MIN (rows, columns), count = rows * columns;
  g_autofree double *x = g_new (double, count), *gram = g_new (double, k *k);
  g_autofree double *factor = g_new (double, k *k), *y = g_new (double, count);
  const gboolean wide = rows < columns;
  double square = 0;

  for (gsize i = 0; i < count; i++) {
    const double g = scale * (double)gradient[i], m = 0.95 * (double)momentum[i] + 0.05 * g;
    x[i] = 0.95 * m + 0.05 * g;
    square += x[i] * x[i];
  }
  for (gsize i = 0; i < count; i++)
    x[i] /= sqrt (square);
  /* Element (i, j) of the smaller square is a sum over the longer side. */
  for (guint round = 0; round < 5; round++) {
    for (gsize i = 0; i < k; i++)
      for (gsize j = 0; j < k; j++) {
        gram[i * k + j] = 0;
        for (gsize l = 0; l < MAX (rows, columns); l++)
          gram[i * k + j] += wide ? x[i * columns + l] * x[j * columns + l]
                                  : x[l * columns + i] * x[l * columns + j];
      }
    for (gsize i = 0; i < k; i++)
      for (gsize j = 0; j < k; j++) {
        double sum = 0;
        for (gsize l = 0; l < k; l++)
          sum += gram[i * k + l] * gram[l * k + j];
        factor[i * k + j] = -4.7750 * gram[i * k + j] + 2.0315 * sum + (i == j ? 3.4445 : 0);
      }
    for (gsize r = 0; r < rows; r++)
      for (gsize c = 0; c < columns; c++) {
        y[r * columns + c] = 0;
        for (gsize l = 0; l < k; l++)
          y[r * columns + c] += wide ? factor[r * k + l] * x[l * columns + c]
                                     : x[r * columns + l] * factor[l * k + c];
      }
    memcpy (x, y, count * sizeof (double));
  }
  for (gsize i = 0; i < count; i++) {
    after[i] = (double)before[i] - 0.2 * rate * sqrt ((double)MAX (rows, columns)) * x[i];
    after[count + i] = decay * (double)before[i] + (1 - decay) * after[i];
  }
}

static void
check_step (const NcsnParameters *parameters, const NcsnParameter *parameter, const float *before,
            const NcsnAdam *arrays, const float *momentum)
{
  const gsize at = parameter->offset, count = ncsn_shape_size (parameter->shape);
  g_autofree double *after = g_new (double, 2 * count);

  reference (parameter, before + at, arrays->gradients + at, momentum + at, 0.01, 0.5, 0.9, after);
  for (gsize i = 0; i < count; i++) {
    g_assert_cmpfloat_with_epsilon ((double)arrays->weights[at + i], after[i], 2e-5);
    g_assert_cmpfloat_with_epsilon ((double)arrays->average[at + i], after[count + i], 2e-5);
  }
}

/* Matrices move as the reference says, also one with fewer rows than columns; the rest moves by
 * Adam. The gradients of one matrix are 0: it stays. */
static void
test_step (void)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  g_autoptr (NcsnModel) model = ncsn_test_model (NCSN_PRECONDITION_EDM, 4);
  const NcsnParameters *parameters = model->parameters;
  const gsize size = parameters->size;
  const NcsnParameter *still = ncsn_parameters_find (parameters, "middle.0.conv1.weight");
  g_autofree float *w = ncsn_test_normal (size, 1), *m = ncsn_test_normal (size, 2);
  g_autofree float *g = ncsn_test_normal (size, 3), *v = g_new0 (float, size);
  memset (m + still->offset, 0, ncsn_shape_size (still->shape) * sizeof (float));
  memset (g + still->offset, 0, ncsn_shape_size (still->shape) * sizeof (float));
  g_autofree float *before = g_memdup2 (w, size * sizeof (float));
  g_autofree float *average = g_memdup2 (w, size * sizeof (float));
  g_autofree float *momentum = g_memdup2 (m, size * sizeof (float));
  g_autofree float *aw = g_memdup2 (w, size * sizeof (float));
  g_autofree float *aa = g_memdup2 (w, size * sizeof (float));
  g_autofree float *am = g_memdup2 (m, size * sizeof (float)), *av = g_new0 (float, size);
  const NcsnAdam arrays = {size, w, average, m, v, g}, adam = {size, aw, aa, am, av, g};
  const NcsnAdamStep step = {1, 0.01, 0.5, 0.9};
  guint matrices = 0, wide = 0;

  ncsn_muon_step (parameters, &arrays, step, threads);
  ncsn_adam_step (&adam, step, threads);
  for (guint i = 0; i < ncsn_parameters_count (parameters); i++) {
    const NcsnParameter *parameter = ncsn_parameters_get (parameters, i);
    const gsize bytes = ncsn_shape_size (parameter->shape) * sizeof (float);

    if (parameter == still) {
      g_assert_cmpmem (w + still->offset, bytes, before + still->offset, bytes);
    } else if (ncsn_muon_is_matrix (parameter)) {
      check_step (parameters, parameter, before, &arrays, momentum);
      wide += parameter->shape.n * parameter->shape.h * parameter->shape.w < parameter->shape.c;
      matrices++;
    } else {
      g_assert_cmpmem (w + parameter->offset, bytes, aw + parameter->offset, bytes);
      g_assert_cmpmem (average + parameter->offset, bytes, aa + parameter->offset, bytes);
    }
  }
  g_assert_cmpuint (matrices, >, 10);
  g_assert_cmpuint (wide, >, 0);
}

/* The same bits on one thread as on two, and a loss that falls. */
static void
test_training (void)
{
  g_autoptr (NcsnThreads) one = ncsn_threads_new (1), two = ncsn_threads_new (2);
  g_autoptr (NcsnModel) a = ncsn_test_model (NCSN_PRECONDITION_EDM, 4);
  g_autoptr (NcsnModel) b = ncsn_test_model (NCSN_PRECONDITION_EDM, 4);
  NcsnTrainConfig config = ncsn_test_training (16, 60);
  config.optimizer = NCSN_OPTIMIZER_MUON;
  g_autoptr (NcsnTrainer) first = ncsn_test_trainer (a, &config, one);
  g_autoptr (NcsnTrainer) second = ncsn_test_trainer (b, &config, two);

  ncsn_test_steps (first, 10);
  ncsn_test_steps (second, 10);
  ncsn_test_same_state (first, second);
  const double early = ncsn_trainer_mean_loss (second);
  ncsn_test_steps (second, 50);
  g_assert_cmpfloat (ncsn_trainer_mean_loss (second), <, 0.85 * early);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/muon/orthogonal", test_orthogonal);
  g_test_add_func ("/muon/rank-one", test_rank_one);
  g_test_add_func ("/muon/matrices", test_matrices);
  g_test_add_func ("/muon/step", test_step);
  g_test_add_func ("/muon/training", test_training);
  return g_test_run ();
}
