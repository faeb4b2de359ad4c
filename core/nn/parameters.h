/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The named weights of a network: a list of declarations that gives each weight its place in one
 * block of floats. The block itself is separate, so there can be several. */
#pragma once

#include "ncsn/shape.h"

G_BEGIN_DECLS

/* The initial distribution of a parameter. */
typedef struct {
  enum {
    NCSN_INIT_UNIFORM,   /* U(-scale, scale) */
    NCSN_INIT_NORMAL,    /* N(0, scale²) */
    NCSN_INIT_NEAR_ONE,  /* N(1, scale²) */
    NCSN_INIT_NORM,      /* rows γ, α, β of a conditional norm: γ, α ~ N(1, scale²), β = 0 */
    NCSN_INIT_GEOMETRIC, /* a geometric progression from `first` to `last`; not trained */
  } kind;
  float scale;
  double first, last;
} NcsnInit;

typedef struct {
  char *name;      /* such as "down.0.0.conv1.weight" */
  guint rank;      /* 1, 2 or 4: the number of extents of `shape` that count, from the right */
  NcsnShape shape; /* (kh, kw, in, out) for convolutions, (1, 1, rows, columns) tables, (1, 1, 1, c)
                      vectors */
  NcsnInit init;
  gsize offset; /* of its first float in the block */
} NcsnParameter;

typedef struct {
  GPtrArray *list;   /* of NcsnParameter, in order of declaration */
  GHashTable *index; /* name → NcsnParameter */
  gsize size;        /* floats of the block; G_MAXSIZE if they exceed the address space */
} NcsnParameters;

/* A list without parameters. Free with ncsn_parameters_free (). */
NcsnParameters *ncsn_parameters_new (void);
void ncsn_parameters_free (NcsnParameters *parameters); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NcsnParameters, ncsn_parameters_free)

/* Declares a parameter, or returns the one that was declared under this name before. Another shape
 * under the same name is a programming error and aborts. Owned by `parameters`. */
const NcsnParameter *ncsn_parameters_declare (NcsnParameters *parameters, const char *name,
                                              guint rank, NcsnShape shape, NcsnInit init);

/* The parameter of this name; NULL: none. */
const NcsnParameter *ncsn_parameters_find (const NcsnParameters *parameters, const char *name);

/* The number of parameters, and parameter number `index`, in order of declaration. */
guint ncsn_parameters_count (const NcsnParameters *parameters);
const NcsnParameter *ncsn_parameters_get (const NcsnParameters *parameters, guint index);

/* The number of trained floats: `size` without the NCSN_INIT_GEOMETRIC parameters. */
gsize ncsn_parameters_trained (const NcsnParameters *parameters);

/* Draws the initial values of all parameters into `values`, `size` floats. Parameter i uses stream
 * NCSN_STREAM_WEIGHTS and item i. */
void ncsn_parameters_draw (const NcsnParameters *parameters, guint64 seed, float *values);

G_END_DECLS
