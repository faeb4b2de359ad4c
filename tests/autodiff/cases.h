/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cases for the tests of derivatives: every operation on small arrays. */
#pragma once

#include "autodiff/ops.h"

G_BEGIN_DECLS

typedef enum {
  FILL_NONE,     /* no such input */
  FILL_NORMAL,   /* N(0, 1) */
  FILL_OFF_ZERO, /* N(0, 1) moved away from the kink at 0 by 0.1 */
  FILL_SPACED,   /* shuffled multiples of 0.05, so that a small step does not change the maximum */
  FILL_WEIGHT,   /* positive, not differentiated */
  FILL_INDEX,    /* 0, 1, 2, 0, 1, …, not differentiated */
  FILL_PLACE,    /* 0, 0.75, 1.5, …, not differentiated */
} NcsnTestFill;

typedef struct {
  const char *name;
  NcsnNode *(*build) (NcsnGraph *graph, NcsnNode *const *x);
  float step; /* for central differences */
  struct {
    NcsnShape shape;
    NcsnTestFill fill;
    gboolean data; /* it may have a tangent, so it is not a weight or a condition */
  } inputs[NCSN_NODE_MAX_INPUTS];
} NcsnTestCase;

/* Adds the case's inputs to the graph and stores them in `inputs`; missing inputs are not stored.
 */
void ncsn_test_case_inputs (const NcsnTestCase *c, NcsnGraph *graph, NcsnNode **inputs);

/* Fills the inputs with numbers. The graph must be planned. */
void ncsn_test_case_fill (const NcsnTestCase *c, NcsnNode *const *inputs);

/* Fills one input; the numbers are the same for the same item. */
void ncsn_test_fill (NcsnNode *node, NcsnTestFill kind, guint32 item);

/* Adds a test path/NAME for each case, with the case as its data. */
void ncsn_test_add_cases (const char *path, GTestDataFunc test);

G_END_DECLS
