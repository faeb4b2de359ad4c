/* What a model is made of, for model/ and train/. */
#pragma once

#include "ncsn/model.h"
#include "nn/parameters.h"

G_BEGIN_DECLS

/* From so many weights on, all threads work on the same pictures. */
#define NCSN_MANY_WEIGHTS (4 * 1000 * 1000)
/* Up to so many floats in one array at full size, twice as many pictures go together. */
#define NCSN_SMALL_PICTURE (32 * 1024)

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
