/* The named weights of a network: a list of declarations, then one block of floats for them all. */
#pragma once

#include "ncsn/shape.h"

G_BEGIN_DECLS

/* How a parameter is first drawn. */
typedef struct {
  enum {
    NCSN_INIT_UNIFORM,   /* U(-scale, scale) */
    NCSN_INIT_NORMAL,    /* N(0, scale²) */
    NCSN_INIT_NEAR_ONE,  /* N(1, scale²) */
    NCSN_INIT_NORM,      /* rows γ, α, β of a conditional norm: γ, α ~ N(1, scale²), β = 0 */
    NCSN_INIT_GEOMETRIC, /* geometric from `first` to `last`, and not to be trained */
  } kind;
  float scale;
  double first, last;
} NcsnInit;

typedef struct {
  char *name;      /* such as "down.0.0.conv1.weight" */
  guint rank;      /* 1, 2 or 4: how many extents of `shape` count, from the right */
  NcsnShape shape; /* (kh, kw, in, out) for convolutions, (1, 1, rows, columns) tables, (1, 1, 1, c)
                      vectors */
  NcsnInit init;
  gsize offset; /* of its first float in the block */
} NcsnParameter;

typedef struct {
  GPtrArray *list;   /* of NcsnParameter, in order of declaration */
  GHashTable *index; /* name → NcsnParameter */
  gsize size;        /* floats in all; G_MAXSIZE when they would not fit in memory's addresses */
} NcsnParameters;

NcsnParameters *ncsn_parameters_new (void);
void ncsn_parameters_free (NcsnParameters *parameters); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NcsnParameters, ncsn_parameters_free)

/* Declares a parameter, or finds the one declared before under this name and shape (another shape
 * is a programmer's error and aborts). */
const NcsnParameter *ncsn_parameters_declare (NcsnParameters *parameters, const char *name,
                                              guint rank, NcsnShape shape, NcsnInit init);
const NcsnParameter *ncsn_parameters_find (const NcsnParameters *parameters,
                                           const char *name); /* NULL: none */
guint ncsn_parameters_count (const NcsnParameters *parameters);
const NcsnParameter *ncsn_parameters_get (const NcsnParameters *parameters, guint index);

/* How many numbers are trained: `size` without the fixed tensors. */
gsize ncsn_parameters_trained (const NcsnParameters *parameters);

/* Draws all values anew. Parameter i reads stream NCSN_STREAM_WEIGHTS, item i of the seed. */
void ncsn_parameters_draw (const NcsnParameters *parameters, guint64 seed, float *values);

G_END_DECLS
