/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Muon. A matrix is changed by one thread alone. */
#include "train/muon.h"

#include <math.h>
#include <string.h>

#include "base/parallel.h"
#include "tensor/simd/product.h"

#define ROUNDS 5
#define A 3.4445f
#define B (-4.7750f)
#define C 2.0315f

#define SIZE_OF_STEPS 0.2
#define SMALLEST_SQUARE 1e-60 /* of a momentum that still has a direction in float */
#define LINE 16               /* floats: arrays in scratch memory begin on a cache line */

gboolean
ncsn_muon_is_matrix (const NcsnParameter *parameter)
{
  return parameter->rank == 4 && parameter->init.kind == NCSN_INIT_UNIFORM &&
         parameter->init.scale > 0;
}

static gsize
line_up (gsize floats)
{
  return (floats + LINE - 1) / LINE * LINE;
}

static gsize
product_scratch (gsize m, gsize n)
{
  return line_up (MAX (ncsn_product_scratch (n, m), ncsn_product_scratch (m, n)));
}

gsize
ncsn_muon_scratch (gsize m, gsize n)
{
  return line_up (m * n) + 2 * line_up (n * n) + product_scratch (m, n);
}

void
ncsn_muon_orthogonalise (float *x, gsize m, gsize n, float *scratch)
{
  float *result = scratch, *gram = result + line_up (m * n), *factor = gram + line_up (n * n);
  float *rest = factor + line_up (n * n);
  const NcsnMatrix normal = {x, n, 1}, transposed = {x, 1, n};
  const NcsnMatrix of_gram = {gram, n, 1}, of_factor = {factor, n, 1};

  for (guint round = 0; round < ROUNDS; round++) {
    ncsn_product (n, n, m, transposed, normal, FALSE, gram, n, rest);
    ncsn_product (n, n, n, of_gram, of_gram, FALSE, factor, n, rest);
    for (gsize i = 0; i < n * n; i++)
      factor[i] = B * gram[i] + C * factor[i] + (i % (n + 1) == 0 ? A : 0);
    ncsn_product (m, n, n, normal, of_factor, FALSE, result, n, rest);
    memcpy (x, result, m * n * sizeof (float));
  }
}

typedef struct {
  const NcsnParameters *parameters;
  const NcsnAdam *arrays;
  NcsnAdamStep step;
  NcsnThreads *threads;
} Job;

/* A parameter as a matrix with at least as many rows as columns: element i of its block is at
 * place_in (). */
typedef struct {
  gsize m, n, columns;
  gboolean turned;
} Matrix;

static Matrix
matrix_of (const NcsnParameter *parameter)
{
  const NcsnShape shape = parameter->shape;
  const gsize rows = shape.n * shape.h * shape.w;

  return (Matrix){MAX (rows, shape.c), MIN (rows, shape.c), shape.c, rows < shape.c};
}

static gsize
place_in (const Matrix *matrix, gsize i)
{
  return matrix->turned ? i % matrix->columns * matrix->n + i / matrix->columns : i;
}

/* Updates the momentum and sets x to its look ahead, with the norm 1. */
static void
take_momentum (const Matrix *matrix, const float *gradients, double scale, float *momentum,
               float *x)
{
  const float beta = (float)NCSN_MUON_MOMENTUM;
  double square = 0;

  for (gsize i = 0; i < matrix->m * matrix->n; i++) {
    const float new = (1 - beta) * (float)scale *gradients[i];

    momentum[i] = beta * momentum[i] + new;
    const float ahead = beta * momentum[i] + new;
    x[place_in (matrix, i)] = ahead;
    square += (double)ahead * (double)ahead;
  }
  const float factor = square > SMALLEST_SQUARE ? (float)(1 / sqrt (square)) : 0;
  for (gsize i = 0; i < matrix->m * matrix->n; i++)
    x[i] *= factor;
}

static void
step_matrix (const Job *job, const NcsnParameter *parameter, guint worker)
{
  const Matrix matrix = matrix_of (parameter);
  const gsize count = matrix.m * matrix.n, at = parameter->offset;
  float *x = ncsn_threads_scratch (job->threads, worker,
                                   line_up (count) + ncsn_muon_scratch (matrix.m, matrix.n));
  float *weights = job->arrays->weights + at, *average = job->arrays->average + at;
  const float rate = (float)(SIZE_OF_STEPS * job->step.rate * sqrt ((double)matrix.m));
  const float new = (float)(1 - job->step.decay);

  take_momentum (&matrix, job->arrays->gradients + at, job->step.scale, job->arrays->m + at, x);
  ncsn_muon_orthogonalise (x, matrix.m, matrix.n, x + line_up (count));
  for (gsize i = 0; i < count; i++) {
    weights[i] -= rate * x[place_in (&matrix, i)];
    average[i] += new *(weights[i] - average[i]);
  }
}

static void
step_matrices (gsize first, gsize last, guint worker, gpointer data)
{
  const Job *job = data;

  for (gsize i = first; i < last; i++) {
    const NcsnParameter *parameter = ncsn_parameters_get (job->parameters, (guint)i);

    if (ncsn_muon_is_matrix (parameter))
      step_matrix (job, parameter, worker);
  }
}

void
ncsn_muon_step (const NcsnParameters *parameters, const NcsnAdam *arrays, NcsnAdamStep step,
                NcsnThreads *threads)
{
  Job job = {parameters, arrays, step, threads};

  for (guint i = 0; i < ncsn_parameters_count (parameters); i++) {
    const NcsnParameter *parameter = ncsn_parameters_get (parameters, i);
    const gsize at = parameter->offset;
    const NcsnAdam part = {.count = ncsn_shape_size (parameter->shape),
                           .weights = arrays->weights + at,
                           .average = arrays->average + at,
                           .m = arrays->m + at,
                           .v = arrays->v + at,
                           .gradients = arrays->gradients + at};

    if (!ncsn_muon_is_matrix (parameter))
      ncsn_adam_step (&part, step, threads);
  }
  ncsn_parallel_for (threads, ncsn_parameters_count (parameters), 1, step_matrices, &job);
}
