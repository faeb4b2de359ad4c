/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ordinary differential equations dy/dt = f(t, y) by the embedded Runge–Kutta pair of Dormand and
 * Prince, order 5 with an error estimate of order 4 (Dormand & Prince 1980, "A family of embedded
 * Runge-Kutta formulae"). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define NCSN_ODE_STAGES 7

/* Writes f(t, y) into slope; FALSE with an error stops the solver. */
typedef gboolean (*NcsnOdeFunc) (double t, const double *y, double *slope, gpointer data,
                                 GError **error);

typedef struct {
  NcsnOdeFunc f;
  gpointer data;
  gsize size;                 /* of y */
  double t, *y;               /* the present point; the caller fills y at first */
  double *next;               /* y at the end of the last step tried */
  double *k[NCSN_ODE_STAGES]; /* the slopes of that step; k[0] is f(t, y) */
  double *memory;             /* of all arrays */
} NcsnOde;

/* Allocates the arrays for an equation of `size` unknowns; NCSN_ERROR_MEMORY when that fails. */
gboolean ncsn_ode_init (NcsnOde *ode, NcsnOdeFunc f, gpointer data, gsize size, GError **error);
void ncsn_ode_clear (NcsnOde *ode);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NcsnOde, ncsn_ode_clear)

/* Sets t and computes the slope at (t, y), from which the first step starts. */
gboolean ncsn_ode_begin (NcsnOde *ode, double t, GError **error);

/* Computes `next` by one step of size h, which may be negative; t and y do not change. */
gboolean ncsn_ode_try (NcsnOde *ode, double h, GError **error);

/* The estimated error of that step: the root mean square over all unknowns, each in units of
 * tolerance × (1 + |y|). A step is accurate enough if it is at most 1; it may be NaN. */
double ncsn_ode_error (const NcsnOde *ode, double h, double tolerance);

/* Moves to the end of that step. */
void ncsn_ode_accept (NcsnOde *ode, double h);

/* Solves from (t, y), with k[0] known, to (end, y(end)) in steps whose estimated error is at most
 * the tolerance. NCSN_ERROR_DIVERGED when no step is small enough. */
gboolean ncsn_ode_solve (NcsnOde *ode, double end, double tolerance, GError **error);

G_END_DECLS
