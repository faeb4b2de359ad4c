/* What a model is made of, for model/ and train/. */
#pragma once

#include "ncsn/model.h"
#include "nn/parameters.h"

G_BEGIN_DECLS

/* How many pictures go through the network in one pass. A pass runs best on one thread, with all
 * that it computes in that core's cache: data that cross between cores are slow, on some machines
 * so slow that a second core gains nothing. Small pictures and networks with many weights take more
 * pictures a pass, so that the weights are read less often. Where a network with many weights has
 * too few pictures for all threads, the threads share each pass. */
#define NCSN_PASS_ALONE 4
#define NCSN_PASS_ALONE_LARGE 8
#define NCSN_PASS_SHARED 16
#define NCSN_MANY_WEIGHTS (4 * 1000 * 1000) /* a network has many weights from this number on */
#define NCSN_SMALL_PICTURE (32 * 1024)      /* the most floats in an array at full resolution */

struct _NcsnModel {
  NcsnModelConfig config;
  char **class_names; /* NULL or n_classes strings, NULL-terminated */
  char *description;  /* may be NULL */
  NcsnParameters *parameters;
  float *values; /* parameters->size floats, 64-byte aligned */
};

/* A model with its parameters declared and values allocated but not set. config must have been
 * checked. */
NcsnModel *ncsn_model_new_unset (const NcsnModelConfig *config, GError **error);

/* The parameters a configuration asks for; nothing is allocated for their values. */
NcsnParameters *ncsn_model_declare (const NcsnModelConfig *config);

G_END_DECLS
