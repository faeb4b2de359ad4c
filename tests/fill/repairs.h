/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Repairs of a small picture by a network of random weights, for the tests of filling and varying.
 */
#pragma once

#include "models.h"

G_BEGIN_DECLS

/* A picture of 20 × 13, so that cells extend beyond its right and lower edges. */
enum { WIDTH = 20, HEIGHT = 13, PIXELS = WIDTH * HEIGHT, SIZE = PIXELS * CHANNELS };

/* What is done to a picture, and by which kind of model. */
typedef struct {
  gboolean patches; /* a model of patches, otherwise of whole pictures */
  double strength;  /* of a variation; below 0: the picture is filled instead */
  NcsnSymmetry symmetry;
  gboolean holes; /* the model sees holes */
} Repair;

/* Filling and varying by both kinds of models, first without seeing holes, then with it. */
#define N_REPAIRS 8
extern const Repair repairs[N_REPAIRS];

/* The model of a repair. One that sees holes is made from one that does not, and has learnt nothing
 * about them. */
NcsnModel *repair_model (const Repair *repair);

/* Repairs `picture` (1, height, width, CHANNELS) in place where `mask` says, with one pass through
 * each interval and the rule annealed. options: their sampler is replaced; NULL: seed 9. */
gboolean repair_picture (const Repair *repair, gsize width, gsize height, const float *mask,
                         const NcsnTaskOptions *options, float *picture, GError **error);

/* Random colours; the first two values are out of the range that a model has seen. */
float *wild_picture (void);

/* Marks some of PIXELS over several cells, as faintly as counts, with the last row and column. */
void scattered_mask (float *mask);

/* Asserts that exactly the pixels with a mask above 0 (NULL: all) have changed, and that their
 * values are in [0, 1]. */
void assert_changed_where (const float *mask, const float *before, const float *after,
                           gsize pixels);

/* Adds tests whose data are a repair, under “/inpaint/…/NAME” and “/vary/…/NAME”, for each of the
 * repairs. */
typedef struct {
  const char *name;
  GTestDataFunc func;
} RepairTest;

void add_repair_tests (const RepairTest *tests, gsize count);

G_END_DECLS
