/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What ncsn evaluate found, for people and for programs. */
#pragma once

#include <ncsn/ncsn.h>

G_BEGIN_DECLS

/* Levels that a loss is told at: few enough to read. */
#define CLI_EVALUATE_LEVELS 20

/* Pictures that neighbours are looked for: a dozen. */
#define CLI_EVALUATE_NEIGHBOURS 12

/* Distances of pictures of a class, or of all, to a set of held-out ones, at each scale. */
typedef struct {
  char *name;                          /* of the class; NULL: all */
  double generated[NCSN_PATCH_SCALES]; /* of new pictures */
  double training[NCSN_PATCH_SCALES];  /* of what was learnt from, if that is known */
  double held_out[NCSN_PATCH_SCALES];  /* of another set of held-out pictures */
} CliEvaluateDistance;

typedef struct {
  const char *model;   /* path of the file; not owned */
  gboolean patches;    /* pictures below are patches of pictures */
  gsize dimension;     /* numbers in a picture */
  gsize available;     /* pictures in the data */
  guint count, levels; /* pictures and noise levels of the loss */
  double sigmas[CLI_EVALUATE_LEVELS];
  NcsnEstimate losses[CLI_EVALUATE_LEVELS];

  guint likelihood_count; /* pictures of the likelihood; 0: it was not asked for */
  NcsnLadder ladder;      /* of which the likelihood goes over the whole range */
  double tolerance;
  guint probes;
  NcsnEstimate bits;
  guint64 evaluations;

  guint samples;      /* pictures generated of each class; 0: none */
  guint scales;       /* that distances are told at */
  GArray *distances;  /* of CliEvaluateDistance; NULL without samples; owned */
  gboolean training;  /* it is known what was learnt from: that distance is the floor */
  guint n_neighbours; /* 0: none were looked for */
  NcsnNeighbour generated[CLI_EVALUATE_NEIGHBOURS]; /* nearest to new pictures, */
  NcsnNeighbour held_out[CLI_EVALUATE_NEIGHBOURS];  /* and to held-out ones of the same classes */
} CliEvaluateReport;

void cli_evaluate_report_clear (CliEvaluateReport *report);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliEvaluateReport, cli_evaluate_report_clear)

/* The bits per dimension that an exact score cannot fall below: the density of anything seen
 * through N(0, σ²I) is at most (2πσ²)^(-D/2). */
double cli_evaluate_least_bits (double sigma);

/* The mean over the scales. */
double cli_evaluate_mean_distance (const CliEvaluateReport *report, const double *distances);

/* What the distance of new pictures is compared with, at each scale: that of what was learnt from,
 * which is what a model of nothing but copies would have, if it is known; else that of another
 * drawing of held-out pictures. Patches of one strip have pixels in common, and two drawings of
 * them are too near to each other to ask that of new ones. */
const double *cli_evaluate_floor (const CliEvaluateReport *report,
                                  const CliEvaluateDistance *distance);

/* The distance over the floor at one scale, and the geometric mean over the scales: each counts as
 * much, however little contrast it has. */
double cli_evaluate_scale_ratio (const CliEvaluateReport *report,
                                 const CliEvaluateDistance *distance, guint scale);
double cli_evaluate_ratio (const CliEvaluateReport *report, const CliEvaluateDistance *distance);

/* The median and the least distance of n_neighbours of them. */
double cli_evaluate_median (const CliEvaluateReport *report, const NcsnNeighbour *neighbours);
double cli_evaluate_least (const CliEvaluateReport *report, const NcsnNeighbour *neighbours);

/* The median distance of new pictures over that of held-out ones. */
double cli_evaluate_neighbour_ratio (const CliEvaluateReport *report);

/* On stdout. */
void cli_evaluate_report_text (const CliEvaluateReport *report);
void cli_evaluate_report_json (const CliEvaluateReport *report);

G_END_DECLS
