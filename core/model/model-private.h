/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The members of a model, and the sizes of its passes, for model/, train/ and run/. */
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
  char **class_names; /* n_classes strings and a NULL; NULL: the classes have no names */
  char *description;  /* NULL: none */
  NcsnParameters *parameters;
  float *values; /* parameters->size floats, 64-byte aligned */
};

/* A model whose values are allocated but not set. config must have passed ncsn_model_config_check
 * (). NULL with NCSN_ERROR_MEMORY. */
NcsnModel *ncsn_model_new_unset (const NcsnModelConfig *config, GError **error);

/* The parameters of a configuration's network, without memory for their values (transfer full). */
NcsnParameters *ncsn_model_declare (const NcsnModelConfig *config);

G_END_DECLS
