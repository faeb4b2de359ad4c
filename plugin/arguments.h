/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The arguments that both procedures share: the model, the seed, the class and the noise levels. */
#pragma once

#include <libgimp/gimp.h>
#include <ncsn/ncsn.h>

G_BEGIN_DECLS

/* The model that is used when none is given. */
#define NCSN_DEFAULT_MODEL "digits"

/* The arguments of one call, checked and made whole. */
typedef struct {
  char *path;            /* the model's file */
  NcsnModel *model;      /* owned */
  int seed;              /* the one used: never negative */
  int class_index;       /* -1: any */
  NcsnSchedule schedule; /* the one used */
} NcsnArguments;

/* Declares the shared arguments of a procedure. */
void ncsn_arguments_declare (GimpProcedure *procedure);

/* Reads the shared arguments, loads the model and draws a seed where none is given. On failure
 * *arguments is as ncsn_arguments_clear () leaves it. */
gboolean ncsn_arguments_read (NcsnArguments *arguments, GimpProcedureConfig *config,
                              GError **error);

/* Frees what the struct holds and zeroes it. */
void ncsn_arguments_clear (NcsnArguments *arguments);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NcsnArguments, ncsn_arguments_clear)

/* The file of the model that the configuration names, or of the default one; free it with g_free
 * (). NULL with an error when there is no default model. */
char *ncsn_arguments_model_path (GimpProcedureConfig *config, GError **error);

/* The schedule that the configuration asks for: its numbers, and the model's own where they are 0.
 * FALSE with a sentence when they make no sense together. */
gboolean ncsn_arguments_schedule (GimpProcedureConfig *config, const NcsnSchedule *own,
                                  NcsnSchedule *schedule, GError **error);

/* What a new layer is called: "NCSN digits, class 3, seed 7", where `what` is "digits". Free it
 * with g_free (). */
char *ncsn_arguments_title (const NcsnArguments *arguments, const char *what);

/* The settings as text, from which a person or a script can repeat the call. Free it with g_free
 * (). */
char *ncsn_arguments_to_text (const NcsnArguments *arguments, const char *procedure);

/* GIMP's word for a failure: cancelled, a wrong argument, or anything else. */
GimpPDBStatusType ncsn_status_of_error (const GError *error);

G_END_DECLS
