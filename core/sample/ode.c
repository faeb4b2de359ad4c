/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Runge–Kutta pair of Dormand and Prince, 5(4), with step-size control. */
#include "sample/ode.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "ncsn/error.h"

/* The step is a little smaller than the error estimate allows, and changes by at most these factors
 * at a time (Hairer, Nørsett & Wanner, "Solving ordinary differential equations I", II.4). */
#define SAFETY 0.9
#define SHRINK 0.2
#define GROW 5.0

#define FIRST_STEP 1e-2 /* of the whole interval */
#define MIN_STEP 1e-8   /* of the whole interval */

static const double nodes[NCSN_ODE_STAGES] = {0, 1.0 / 5, 3.0 / 10, 4.0 / 5, 8.0 / 9, 1, 1};

/* The last row gives the solution of order 5; its slope is the first one of the next step. */
static const double matrix[NCSN_ODE_STAGES][NCSN_ODE_STAGES - 1] = {
    {0},
    {1.0 / 5},
    {3.0 / 40, 9.0 / 40},
    {44.0 / 45, -56.0 / 15, 32.0 / 9},
    {19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729},
    {9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656},
    {35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84},
};

/* The difference of the weights of the solutions of order 5 and 4. */
static const double difference[NCSN_ODE_STAGES] = {
    71.0 / 57600, 0, -71.0 / 16695, 71.0 / 1920, -17253.0 / 339200, 22.0 / 525, -1.0 / 40};

gboolean
ncsn_ode_init (NcsnOde *ode, NcsnOdeFunc f, gpointer data, gsize size, GError **error)
{
  *ode = (NcsnOde){.f = f, .data = data, .size = size};
  ode->memory = g_try_new (double, (NCSN_ODE_STAGES + 2) * size);
  if (ode->memory == NULL) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_MEMORY,
                 _ ("There is not enough memory for an equation of %zu unknowns: take fewer "
                    "pictures at a time."),
                 size);
    return FALSE;
  }
  ode->y = ode->memory;
  ode->next = ode->memory + size;
  for (int stage = 0; stage < NCSN_ODE_STAGES; stage++)
    ode->k[stage] = ode->memory + (stage + 2) * size;
  return TRUE;
}

void
ncsn_ode_clear (NcsnOde *ode)
{
  g_clear_pointer (&ode->memory, g_free);
}

gboolean
ncsn_ode_begin (NcsnOde *ode, double t, GError **error)
{
  ode->t = t;
  return ode->f (t, ode->y, ode->k[0], ode->data, error);
}

/* next = y + h Σ_j matrix[stage][j] k_j */
static void
place_stage (NcsnOde *ode, int stage, double h)
{
  for (gsize i = 0; i < ode->size; i++) {
    double sum = 0.0;

    for (int j = 0; j < stage; j++)
      sum += matrix[stage][j] * ode->k[j][i];
    ode->next[i] = ode->y[i] + h * sum;
  }
}

gboolean
ncsn_ode_try (NcsnOde *ode, double h, GError **error)
{
  for (int stage = 1; stage < NCSN_ODE_STAGES; stage++) {
    place_stage (ode, stage, h);
    if (!ode->f (ode->t + nodes[stage] * h, ode->next, ode->k[stage], ode->data, error))
      return FALSE;
  }
  return TRUE;
}

double
ncsn_ode_error (const NcsnOde *ode, double h, double tolerance)
{
  double total = 0.0;

  for (gsize i = 0; i < ode->size; i++) {
    double sum = 0.0, unit = tolerance * (1.0 + fmax (fabs (ode->y[i]), fabs (ode->next[i])));

    for (int j = 0; j < NCSN_ODE_STAGES; j++)
      sum += difference[j] * ode->k[j][i];
    total += (h * sum / unit) * (h * sum / unit);
  }
  return sqrt (total / ode->size);
}

static void
swap (double **a, double **b)
{
  double *kept = *a;

  *a = *b;
  *b = kept;
}

void
ncsn_ode_accept (NcsnOde *ode, double h)
{
  ode->t += h;
  swap (&ode->y, &ode->next);
  swap (&ode->k[0], &ode->k[NCSN_ODE_STAGES - 1]);
}

/* The factor from this step to the next one, for an error that grows with h⁵. If the estimate is
 * not finite the step was too long. */
static double
change (double estimate)
{
  if (!isfinite (estimate))
    return SHRINK;
  return CLAMP (SAFETY * pow (estimate, -0.2), SHRINK, GROW);
}

gboolean
ncsn_ode_solve (NcsnOde *ode, double end, double tolerance, GError **error)
{
  const double begin = ode->t, way = end - begin;
  double h = FIRST_STEP * way;
  gboolean rejected = FALSE;

  for (;;) {
    double left = end - ode->t;
    gboolean last = fabs (h) >= fabs (left);

    if (last)
      h = left;
    if (!ncsn_ode_try (ode, h, error))
      return FALSE;

    double estimate = ncsn_ode_error (ode, h, tolerance), factor = change (estimate);
    gboolean good = estimate <= 1.0;
    if (good)
      ncsn_ode_accept (ode, h);
    if (good && last)
      return TRUE;
    /* Right after a rejected step a longer one would probably be rejected too. */
    h *= rejected ? MIN (factor, 1.0) : factor;
    rejected = !good;
    if (rejected && fabs (h) < MIN_STEP * fabs (way)) {
      g_set_error (
          error, NCSN_ERROR, NCSN_ERROR_DIVERGED,
          _ ("The solver of the differential equation cannot get beyond %.0f %% of its interval "
             "with tolerance %g: raise the tolerance, or check the model."),
          100.0 * (ode->t - begin) / way, tolerance);
      return FALSE;
    }
  }
}
