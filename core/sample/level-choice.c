/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Levels for few steps: the errors of large steps along a teacher's chains, and the cheapest path
 * through the levels by dynamic programming. */
#include "ncsn/level-choice.h"

#include <math.h>
#include <string.h>

#define LEVELS NCSN_TEACHER_LEVELS

/* GITS' coefficient: errors near the end are seen in the picture, earlier ones are partly undone by
 * later steps. */
#define GROWTH 1.15

struct _NcsnLevelChoice {
  NcsnSchedule schedule; /* σ_1 and σ_L */
  double sigmas[LEVELS];
  double errors[LEVELS][LEVELS]; /* from level i to level j > i, summed over pictures */
  NcsnScore score;               /* that is watched */
  guint evaluations;             /* of the present chain */
  float *x[LEVELS], *slope[LEVELS];
};

NcsnLevelChoice *
ncsn_level_choice_new (const NcsnSchedule *schedule)
{
  NcsnLevelChoice *choice = g_new0 (NcsnLevelChoice, 1);

  choice->schedule = *schedule;
  const NcsnSampler teacher = ncsn_level_choice_teacher (choice);
  ncsn_sampler_sigmas (&teacher, choice->sigmas);
  return choice;
}

static void
forget_chain (NcsnLevelChoice *choice)
{
  for (guint i = 0; i < LEVELS; i++) {
    g_clear_pointer (&choice->x[i], g_free);
    g_clear_pointer (&choice->slope[i], g_free);
  }
}

void
ncsn_level_choice_free (NcsnLevelChoice *choice)
{
  if (choice == NULL)
    return;
  forget_chain (choice);
  g_free (choice);
}

NcsnSampler
ncsn_level_choice_teacher (const NcsnLevelChoice *choice)
{
  NcsnSchedule own = choice->schedule;
  NcsnSampler teacher;

  own.n_chosen = 0;
  ncsn_sampler_init (&teacher, NCSN_RULE_ODE, &own);
  teacher.schedule.levels = LEVELS;
  return teacher;
}

double
ncsn_level_choice_floats (double size)
{
  return 2.0 * LEVELS * size;
}

/* The sum over pictures of the distance from x_j to where one step from x_i ends. */
static double
step_error (const NcsnLevelChoice *choice, guint i, guint j, NcsnShape shape)
{
  const double h = choice->sigmas[j] - choice->sigmas[i];
  const gsize size = ncsn_shape_size (shape) / shape.n;
  double sum = 0.0;

  for (gsize n = 0; n < shape.n; n++) {
    const float *x = choice->x[i] + n * size, *d = choice->slope[i] + n * size;
    const float *reached = choice->x[j] + n * size;
    double square = 0.0;

    for (gsize k = 0; k < size; k++) {
      const double error = x[k] + h * d[k] - reached[k];
      square += error * error;
    }
    sum += sqrt (square);
  }
  return sum;
}

/* Keeps the chain at level `at`, and adds the errors of the steps that end there. */
static void
keep (NcsnLevelChoice *choice, guint at, const float *x, const float *score, NcsnShape shape)
{
  const gsize size = ncsn_shape_size (shape);

  choice->x[at] = g_memdup2 (x, size * sizeof (float));
  choice->slope[at] = g_new (float, size);
  for (gsize k = 0; k < size; k++)
    choice->slope[at][k] = (float)-choice->sigmas[at] * score[k];
  for (guint i = 0; i < at; i++)
    choice->errors[i][at] += step_error (choice, i, at, shape);
}

/* Heun's method evaluates at each level's x first, and then where Euler's step from there ends. */
static gboolean
evaluate (const float *x, NcsnShape shape, double sigma, const NcsnKnown *known, float *score,
          gpointer data, GError **error)
{
  NcsnLevelChoice *choice = data;
  const NcsnScore inner = choice->score;

  if (!inner.evaluate (x, shape, sigma, known, score, inner.data, error))
    return FALSE;
  if (choice->evaluations % 2 == 0)
    keep (choice, choice->evaluations / 2, x, score, shape);
  choice->evaluations++;
  return TRUE;
}

NcsnScore
ncsn_level_choice_watch (NcsnLevelChoice *choice, NcsnScore score)
{
  forget_chain (choice);
  choice->evaluations = 0;
  choice->score = score;
  return (NcsnScore){evaluate, choice};
}

void
ncsn_level_choice_find (const NcsnLevelChoice *choice, guint levels, double *sigmas)
{
  g_autofree double *cost = g_new (double, levels *LEVELS); /* of reaching j as level number k */
  g_autofree guint *from = g_new0 (guint, levels * LEVELS); /* the level before it */
  double weight = 1.0;

  for (guint j = 0; j < levels * LEVELS; j++)
    cost[j] = j == 0 ? 0.0 : INFINITY;
  for (guint k = 1; k < levels; k++, weight *= GROWTH)
    for (guint j = k; j < LEVELS; j++)
      for (guint i = k - 1; i < j; i++) {
        const double sum = cost[(k - 1) * LEVELS + i] + weight * choice->errors[i][j];

        if (sum < cost[k * LEVELS + j]) {
          cost[k * LEVELS + j] = sum;
          from[k * LEVELS + j] = i;
        }
      }
  for (guint k = levels, at = LEVELS - 1; k-- > 0; at = from[k * LEVELS + at])
    sigmas[k] = choice->sigmas[at];
}
