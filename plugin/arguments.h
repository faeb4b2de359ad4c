/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The arguments that all procedures share: the model, the class, the seed and the sampler. */
#pragma once

#include <libgimp/gimp.h>
#include <ncsn/ncsn.h>

G_BEGIN_DECLS

/* The arguments of one call, checked and made whole. */
typedef struct {
  char *name;              /* what the model is called */
  char *where;             /* what finds it again: its name or its path */
  NcsnModel *model;        /* owned */
  NcsnTaskOptions options; /* class, seed and sampler */
} NcsnArguments;

/* Declares the shared arguments of a procedure, those of the sampler only where it samples. */
void ncsn_arguments_declare (GimpProcedure *procedure, gboolean samples);

/* Reads the shared arguments, those of a sampler for this purpose where it samples, loads the model
 * and draws a seed where none is given. On failure *arguments is as ncsn_arguments_clear () leaves
 * it. */
gboolean ncsn_arguments_read (NcsnArguments *arguments, GimpProcedureConfig *config,
                              gboolean samples, NcsnPurpose purpose, GError **error);

/* Frees what the struct holds and zeroes it. */
void ncsn_arguments_clear (NcsnArguments *arguments);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NcsnArguments, ncsn_arguments_clear)

/* The file of the model that the configuration names, or of the one that its procedure has where
 * none is given: for new pictures “digits”, for changes to a picture “photo”. Free it with g_free
 * (). NULL with an error when there is no such model. */
char *ncsn_arguments_model_path (GimpProcedureConfig *config, GError **error);

/* What a new layer is called: "NCSN fill, class 3, seed 7", where `what` is "fill". Free it with
 * g_free (). */
char *ncsn_arguments_title (const NcsnArguments *arguments, const char *what);

/* The record of a call of this task, to which the task adds its own numbers. */
GKeyFile *ncsn_arguments_record (const NcsnArguments *arguments, const char *task);

/* GIMP's word for a failure: cancelled, a wrong argument, or anything else. */
GimpPDBStatusType ncsn_status_of_error (const GError *error);

/* For which models an argument means something. */
typedef enum { NCSN_MODELS_ALL, NCSN_MODELS_OF_PATCHES, NCSN_MODELS_OF_PICTURES } NcsnModels;

/* An argument of the task's own, as the dialog shows it. */
typedef struct {
  const char *name;
  NcsnModels models;
  double step; /* what an arrow adds; 0: not a number but a choice */
} NcsnTaskArgument;

/* Whether an argument means something for a model. */
gboolean ncsn_task_argument_suits (const NcsnTaskArgument *argument, const NcsnModelConfig *model);

G_END_DECLS
