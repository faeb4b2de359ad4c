/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The results of ncsn evaluate, printed as text or JSON. */
#pragma once

#include <ncsn/ncsn.h>

G_BEGIN_DECLS

/* Maximal number of levels in the table of losses: few enough to read. */
#define CLI_EVALUATE_LEVELS 20

/* Maximal number of pictures whose neighbours are searched. */
#define CLI_EVALUATE_NEIGHBOURS 12

/* Distances of the pictures of a class, or of all, to a set of held-out ones, at each scale. */
typedef struct {
  char *name;                          /* of the class; NULL: all */
  double generated[NCSN_PATCH_SCALES]; /* of new pictures */
  double training[NCSN_PATCH_SCALES];  /* of training pictures, if they are known */
  double held_out[NCSN_PATCH_SCALES];  /* of another set of held-out pictures */
} CliEvaluateDistance;

typedef struct {
  const char *model;   /* path of the file; not owned */
  gboolean patches;    /* “pictures” below are patches of pictures */
  gsize dimension;     /* numbers in a picture */
  gsize available;     /* pictures in the data */
  guint count, levels; /* pictures and noise levels of the loss */
  double sigmas[CLI_EVALUATE_LEVELS];
  NcsnEstimate losses[CLI_EVALUATE_LEVELS];

  guint likelihood_count; /* pictures of the likelihood; 0: it was not requested */
  NcsnLadder ladder;      /* the likelihood integrates over its whole range */
  double tolerance;
  guint probes;
  NcsnEstimate bits;
  guint64 evaluations;

  guint samples;      /* pictures generated of each class; 0: none */
  guint scales;       /* number of scales of the distances */
  GArray *distances;  /* of CliEvaluateDistance; NULL without samples; owned */
  gboolean training;  /* training pictures are known: their distance is the floor */
  guint n_neighbours; /* 0: none were searched */
  NcsnNeighbour generated[CLI_EVALUATE_NEIGHBOURS]; /* nearest to new pictures, */
  NcsnNeighbour held_out[CLI_EVALUATE_NEIGHBOURS];  /* and to held-out ones of the same classes */
} CliEvaluateReport;

void cli_evaluate_report_clear (CliEvaluateReport *report);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliEvaluateReport, cli_evaluate_report_clear)

/* The least bits per dimension with an exact score, 8 + log2 (√(2π) σ): the density of any data
 * with noise N(0, σ²I) is at most (2πσ²)^(-D/2). */
double cli_evaluate_min_bits (double sigma);

/* The mean over the scales. */
double cli_evaluate_mean_distance (const CliEvaluateReport *report, const double *distances);

/* The distances that those of new pictures are divided by, at each scale: those of the training
 * pictures, if known, which a model that only copies would have; else those of another drawing of
 * held-out pictures. Two drawings of patches from one strip share pixels, so their distance is too
 * small to expect it of new pictures. */
const double *cli_evaluate_floor (const CliEvaluateReport *report,
                                  const CliEvaluateDistance *distance);

/* The ratio of the distance to the floor at one scale, and the geometric mean over the scales, so
 * that scales of low contrast count as much as others. */
double cli_evaluate_scale_ratio (const CliEvaluateReport *report,
                                 const CliEvaluateDistance *distance, guint scale);
double cli_evaluate_ratio (const CliEvaluateReport *report, const CliEvaluateDistance *distance);

/* The median and the smallest distance of n_neighbours neighbours. */
double cli_evaluate_median (const CliEvaluateReport *report, const NcsnNeighbour *neighbours);
double cli_evaluate_nearest (const CliEvaluateReport *report, const NcsnNeighbour *neighbours);

/* The ratio of the median distances of new and of held-out pictures. */
double cli_evaluate_neighbour_ratio (const CliEvaluateReport *report);

/* Print the report on stdout. */
void cli_evaluate_report_text (const CliEvaluateReport *report);
void cli_evaluate_report_json (const CliEvaluateReport *report);

G_END_DECLS
