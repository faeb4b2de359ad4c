/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mixture of the 2-D study, and the square on which learnt scores are compared with its true
 * one.
 */
#pragma once

#include <ncsn/ncsn.h>

G_BEGIN_DECLS

#define CLI_TOY_EXTENT 8.0 /* the square is [-8, 8]², as in the paper's figures */
#define CLI_TOY_SIDE 129   /* grid points a side, 1/8 apart */
#define CLI_TOY_POINTS (CLI_TOY_SIDE * CLI_TOY_SIDE)

/* The share of a density that lies in its support, by the study's definition. */
#define CLI_TOY_COVERAGE 0.999

/* p(x) = 4/5 N((5,5), I) + 1/5 N((-5,-5), I) (Song & Ermon 2019, section 3.2.1). Not owned. */
const NcsnMixture *cli_toy_mixture (void);

/* An NcsnBatchFunc for whole batches: points of the mixture as pictures (count, 1, 1, 2). */
gboolean cli_toy_batch (guint64 seed, guint32 step, guint first, guint count, float *points,
                        guint *classes, gpointer data, GError **error);

/* Draws `count` points of q_σ, the mixture with noise N(0, σ²I), into x: (count, 2). */
void cli_toy_draw (double sigma, gsize count, float *x);

/* The support of q_σ is the smallest set that holds 99.9 % of it: the points where ln q_σ is at
 * least the returned value, the 0.1 % quantile of ln q_σ over points of q_σ. */
double cli_toy_support (double sigma);

typedef enum {
  CLI_TOY_INSIDE,  /* in the support of the data (σ = 0) */
  CLI_TOY_OUTSIDE, /* outside it: the region of low density */
} CliToyRegion;
#define CLI_TOY_REGIONS 2

typedef struct {
  float *grid;           /* (CLI_TOY_POINTS, 2): row by row from the lower left */
  double support;        /* cli_toy_support () of the data */
  CliToyRegion *regions; /* of the grid's points */
  double outside;        /* the share of CLI_TOY_OUTSIDE among them */
} CliToyPlane;

CliToyPlane *cli_toy_plane_new (void);
void cli_toy_plane_free (CliToyPlane *plane); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliToyPlane, cli_toy_plane_free)

/* The region of any point. */
CliToyRegion cli_toy_plane_region (const CliToyPlane *plane, const float *x);

/* The true score ∇ln q_σ at the grid's points: (CLI_TOY_POINTS, 2); free with g_free (). */
float *cli_toy_plane_true_score (const CliToyPlane *plane, double sigma);

/* ½‖a - b‖² of point i of two arrays (…, 2); b NULL: ½‖a‖². */
double cli_toy_half_square (const float *a, const float *b, gsize i);

/* The share of the grid points outside the data's support that lie in the support of q_σ: how much
 * of the region without data the noise fills. */
double cli_toy_plane_filled (const CliToyPlane *plane, double sigma);

G_END_DECLS
