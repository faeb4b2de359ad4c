/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Levels for few steps: the errors of large steps along a teacher's chains, and the cheapest path
 * through the levels by dynamic programming. */
#include "ncsn/level-choice.h"

#include <math.h>
#include <string.h>

#define LEVELS NCSN_TEACHER_LEVELS

/* So many numbers of a picture, evenly spaced, stand for all of it. */
#define MAX_NUMBERS 4096

struct _NcsnLevelChoice {
  NcsnSchedule schedule; /* σ_1 and σ_L */
  double sigmas[LEVELS];
  /* Of the step from level i to level j > i after one from level h < i; h = i: after none. Summed
   * over pictures. */
  double errors[LEVELS][LEVELS][LEVELS];
  double spreads[LEVELS]; /* sums over pictures of the deviations of their numbers */
  NcsnScore score;        /* that is watched */
  guint evaluations;      /* of the present chain */
  gsize numbers;          /* that are kept of each of its pictures */
  float *x[LEVELS], *denoised[LEVELS];
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
    g_clear_pointer (&choice->denoised[i], g_free);
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
  return 2.0 * LEVELS * MIN (size, MAX_NUMBERS);
}

/* How much of the change from the estimate before belongs to a step (dpm.c). */
static double
share_of (const NcsnLevelChoice *choice, guint h, guint i, guint j)
{
  const double *sigmas = choice->sigmas;

  return h < i ? 0.5 * log (sigmas[i] / sigmas[j]) / log (sigmas[h] / sigmas[i]) : 0.0;
}

/* The sum over pictures of the distance from x_j to where the step from x_i ends. */
static double
step_error (const NcsnLevelChoice *choice, guint h, guint i, guint j, gsize pictures)
{
  const float left = (float)(choice->sigmas[j] / choice->sigmas[i]);
  const float share = (float)share_of (choice, h, i, j);
  double sum = 0.0;

  for (gsize n = 0; n < pictures; n++) {
    const gsize at = n * choice->numbers;
    const float *x = choice->x[i] + at, *reached = choice->x[j] + at;
    const float *d = choice->denoised[i] + at, *before = choice->denoised[h] + at;
    float square = 0.0F;

    for (gsize k = 0; k < choice->numbers; k++) {
      const float ahead = d[k] + share * (d[k] - before[k]);
      const float error = left * x[k] + (1.0F - left) * ahead - reached[k];
      square += error * error;
    }
    sum += sqrt (square);
  }
  return sum;
}

static double
spread (const float *x, gsize count)
{
  double sum = 0.0, squares = 0.0;

  for (gsize k = 0; k < count; k++) {
    sum += x[k];
    squares += (double)x[k] * x[k];
  }
  return sqrt (MAX (squares / (double)count - pow (sum / (double)count, 2.0), 0.0));
}

/* Keeps the chain at level `at`, and adds the errors of the steps that end there. */
static void
keep (NcsnLevelChoice *choice, guint at, const float *x, const float *score, NcsnShape shape)
{
  const gsize size = ncsn_shape_size (shape) / shape.n;
  const gsize stride = (size + MAX_NUMBERS - 1) / MAX_NUMBERS;
  const double variance = choice->sigmas[at] * choice->sigmas[at];

  choice->numbers = size / stride;
  choice->x[at] = g_new (float, shape.n * choice->numbers);
  choice->denoised[at] = g_new (float, shape.n * choice->numbers);
  for (gsize n = 0; n < shape.n; n++) {
    float *kept = choice->x[at] + n * choice->numbers;

    for (gsize k = 0; k < choice->numbers; k++) {
      const gsize from = n * size + k * stride;

      kept[k] = x[from];
      choice->denoised[at][n * choice->numbers + k] = (float)(x[from] + variance * score[from]);
    }
    choice->spreads[at] += spread (kept, choice->numbers);
  }
  choice->errors[0][0][at] += step_error (choice, 0, 0, at, shape.n);
  for (guint i = 1; i < at; i++)
    for (guint h = 0; h < i; h++)
      choice->errors[h][i][at] += step_error (choice, h, i, at, shape.n);
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
  /* Of reaching level i as number k of the path from level h; and the level before h. */
  const gsize pairs = LEVELS * LEVELS;
  g_autofree double *cost = g_new (double, levels *pairs);
  g_autofree guint *from = g_new0 (guint, levels * pairs);
  guint before = 0, at = LEVELS - 1;

  for (gsize j = 0; j < levels * pairs; j++)
    cost[j] = j == 0 ? 0.0 : INFINITY;
  for (guint k = 1; k < levels; k++)
    for (guint i = k - 1; i < LEVELS; i++)
      for (guint h = 0; h <= i; h++)
        for (guint j = i + 1; j < LEVELS; j++) {
          const gsize to = k * pairs + i * LEVELS + j;
          const double sum =
              cost[(k - 1) * pairs + h * LEVELS + i] + choice->errors[h][i][j] / choice->spreads[j];

          if (sum < cost[to]) {
            cost[to] = sum;
            from[to] = h;
          }
        }
  for (guint h = 0; h < LEVELS; h++)
    if (cost[(levels - 1) * pairs + h * LEVELS + at] <
        cost[(levels - 1) * pairs + before * LEVELS + at])
      before = h;
  for (guint k = levels; k-- > 0;) {
    const guint next = before;

    sigmas[k] = choice->sigmas[at];
    before = from[k * pairs + before * LEVELS + at];
    at = next;
  }
}
