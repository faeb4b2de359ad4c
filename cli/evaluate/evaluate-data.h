/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pictures that a model is evaluated on, and those it was trained on. */
#pragma once

#include "evaluate-options.h"
#include "evaluate-watch.h"
#include "image/loader.h"

G_BEGIN_DECLS

/* Pictures that suit the model. */
typedef struct {
  NcsnDataset *pictures; /* not owned */
  guint *classes;        /* the model's class for each class of the data; NULL: it has none */
} CliEvaluateSet;

typedef struct {
  NcsnDataset *data, *train_data; /* as loaded; train_data may be NULL */
  CliEvaluateSet held_out;        /* pictures the model has not seen */
  CliEvaluateSet training;        /* its training pictures; pictures NULL: unknown */
  gsize size;                     /* numbers in a picture */
} CliEvaluateData;

/* Loads the data that the options name. It is an error if they do not suit the model or nothing is
 * held out. `data` must be zeroed before, and cleared in either case, before the loader is freed.
 */
gboolean cli_evaluate_data_load (CliEvaluateData *data, const NcsnModel *model,
                                 const CliEvaluateOptions *options,
                                 const CliEvaluateSettings *settings, NcsnImageLoader *loader,
                                 GError **error);
void cli_evaluate_data_clear (CliEvaluateData *data);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliEvaluateData, cli_evaluate_data_clear)

/* Allocates `count` pictures of `size` floats (free with g_free ()); NULL with an error that names
 * the option to lower. */
float *cli_evaluate_pictures_new (gsize count, gsize size, const char *option, GError **error);

/* Draws `count` pictures by the seed into *pictures (count, H, W, C), and their classes in the
 * model into *classes (NULL if it has none); free both with g_free (). Whole pictures are drawn
 * without repetition, so the set must have so many; patches come from random places. */
gboolean cli_evaluate_set_draw (const CliEvaluateSet *set, const NcsnModel *model, guint count,
                                guint64 seed, float **pictures, guint **classes, GError **error);

/* Whether the set has pictures of this class of the model. */
gboolean cli_evaluate_set_has (const CliEvaluateSet *set, guint class_index);

/* Draws `each` pictures, or patches from random places, for each of `count` classes of the model
 * (-1: any class) into pictures (count, each, size). The set must have pictures of every class.
 * Different values of `begin` give independent drawings by one seed. */
gboolean cli_evaluate_set_collect (const CliEvaluateSet *set, const int *classes, guint count,
                                   guint each, guint64 seed, guint begin, CliEvaluateWatch *watch,
                                   float *pictures, GError **error);

G_END_DECLS
