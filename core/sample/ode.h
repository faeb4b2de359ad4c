/* Ordinary differential equations dy/dt = f(t, y) by the embedded Runge–Kutta pair of Dormand and
 * Prince, order 5 with an error estimate of order 4 (Dormand & Prince 1980, "A family of embedded
 * Runge-Kutta formulae"). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define NCSN_ODE_STAGES 7

/* Writes f(t, y); FALSE with an error ends the solution. */
typedef gboolean (*NcsnOdeFunc) (double t, const double *y, double *slope, gpointer data,
                                 GError **error);

typedef struct {
  NcsnOdeFunc f;
  gpointer data;
  gsize size;                 /* of y */
  double t, *y;               /* where the solution is; y is the caller's to fill at first */
  double *next;               /* y at the end of the last step tried */
  double *k[NCSN_ODE_STAGES]; /* the slopes of that step; k[0] is f(t, y) */
  double *memory;             /* of all arrays */
} NcsnOde;

/* Allocates the arrays for an equation of `size` unknowns; NCSN_ERROR_MEMORY when that fails. */
gboolean ncsn_ode_init (NcsnOde *ode, NcsnOdeFunc f, gpointer data, gsize size, GError **error);
void ncsn_ode_clear (NcsnOde *ode);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NcsnOde, ncsn_ode_clear)

/* The slope at (t, y), which the first step starts from. */
gboolean ncsn_ode_begin (NcsnOde *ode, double t, GError **error);

/* One step of size h (which may be negative), to `next`; t and y stay. */
gboolean ncsn_ode_try (NcsnOde *ode, double h, GError **error);

/* The estimated error of the step tried: the root mean square over all unknowns, each in units of
 * tolerance × (1 + |y|). At most 1 is good enough; may be NaN. */
double ncsn_ode_error (const NcsnOde *ode, double h, double tolerance);

/* Moves to where the step tried has led. */
void ncsn_ode_accept (NcsnOde *ode, double h);

/* From (t, y), with k[0] known, to (end, y(end)) in steps whose estimated error is below the
 * tolerance. NCSN_ERROR_DIVERGED when no step is small enough for that. */
gboolean ncsn_ode_solve (NcsnOde *ode, double end, double tolerance, GError **error);

G_END_DECLS
