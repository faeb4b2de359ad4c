/* Every operation on small arrays, for the tests of its derivatives. */
#pragma once

#include "autodiff/ops.h"

G_BEGIN_DECLS

typedef enum {
  FILL_NONE,     /* no such input */
  FILL_NORMAL,   /* N(0, 1) */
  FILL_OFF_ZERO, /* the same, at least 0.1 from the kink at 0 */
  FILL_SPACED, /* shuffled multiples of 0.05, so that no small step changes which is the largest */
  FILL_WEIGHT, /* positive, not differentiated */
  FILL_INDEX,  /* 0, 1, 2, 0, 1, …, not differentiated */
  FILL_PLACE,  /* 0, 0.75, 1.5, …, not differentiated */
} NcsnTestFill;

typedef struct {
  const char *name;
  NcsnNode *(*build) (NcsnGraph *graph, NcsnNode *const *x);
  float step; /* for central differences of the loss ½ ‖y‖² */
  struct {
    NcsnShape shape;
    NcsnTestFill fill;
    gboolean data; /* may have a tangent: not a weight or a condition */
  } inputs[NCSN_NODE_MAX_INPUTS];
} NcsnTestCase;

/* Adds the case's inputs to the graph; those that it lacks stay as they are. */
void ncsn_test_case_inputs (const NcsnTestCase *c, NcsnGraph *graph, NcsnNode **inputs);

/* Writes numbers into them. The graph must have its plan. */
void ncsn_test_case_fill (const NcsnTestCase *c, NcsnNode *const *inputs);

/* The same numbers for the same item. */
void ncsn_test_fill (NcsnNode *node, NcsnTestFill kind, guint32 item);

/* A test path/NAME for each case, which gets the case as its data. */
void ncsn_test_add_cases (const char *path, GTestDataFunc test);

G_END_DECLS
