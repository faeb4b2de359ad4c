/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pictures that a model is evaluated on, and those that it was trained on. */
#pragma once

#include "evaluate-options.h"
#include "evaluate-watch.h"
#include "image/loader.h"

G_BEGIN_DECLS

/* Pictures of the model's kind. */
typedef struct {
  NcsnDataset *pictures; /* not owned */
  guint *classes;        /* the model's, of each class of the data; NULL for a model without */
} CliEvaluateSet;

typedef struct {
  NcsnDataset *data, *train_data; /* what was loaded; train_data may be NULL */
  CliEvaluateSet held_out;        /* what the model has not seen */
  CliEvaluateSet training;        /* what it has seen; pictures NULL: not known */
  gsize size;                     /* numbers in a picture */
} CliEvaluateData;

/* Loads what the options name. Errors say what does not fit the model, or that nothing is held out.
 * `data` must be zeroed before and cleared in either case, and before the loader. */
gboolean cli_evaluate_data_load (CliEvaluateData *data, const NcsnModel *model,
                                 const CliEvaluateOptions *options,
                                 const CliEvaluateSettings *settings, NcsnImageLoader *loader,
                                 GError **error);
void cli_evaluate_data_clear (CliEvaluateData *data);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliEvaluateData, cli_evaluate_data_clear)

/* Room for `count` pictures (free with g_free ()); NULL with an error that names the option to
 * lower. */
float *cli_evaluate_pictures_new (gsize count, gsize size, const char *option, GError **error);

/* Draws `count` pictures by the seed into pictures, and the model's classes of them into *classes
 * (NULL for a model without), both to be freed with g_free (): different pictures of a set of whole
 * ones, which must have so many, patches from random places of others. */
gboolean cli_evaluate_set_draw (const CliEvaluateSet *set, const NcsnModel *model, guint count,
                                guint64 seed, float **pictures, guint **classes, GError **error);

/* Whether the set has pictures of a class of the model. */
gboolean cli_evaluate_set_has (const CliEvaluateSet *set, guint class_index);

/* Draws `each` pictures, or patches from random places, for each of `count` classes of the model
 * (-1: of any) into pictures: (count, each, size). The set must have such. `begin` tells several
 * drawings by one seed apart. */
gboolean cli_evaluate_set_collect (const CliEvaluateSet *set, const int *classes, guint count,
                                   guint each, guint64 seed, guint begin, CliEvaluateWatch *watch,
                                   float *pictures, GError **error);

G_END_DECLS
