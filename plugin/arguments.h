/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The arguments that all procedures share: the model, the class, the seed and the sampler. Also
 * which arguments of a task apply to which models. */
#pragma once

#include <libgimp/gimp.h>
#include <ncsn/ncsn.h>

G_BEGIN_DECLS

/* The arguments of one call, checked and complete. */
typedef struct {
  char *name;              /* of the model, as shown to the user; NULL if there is none */
  char *where;             /* the model's name or path, from which it can be found again */
  NcsnModel *model;        /* owned; NULL: the call needs none */
  NcsnTaskOptions options; /* seed; with a model also class and sampler */
} PluginArguments;

/* Declares the shared arguments of a procedure; those of the sampler only if it samples.
 * default_model: the name of the model used when none is given. */
void plugin_arguments_declare (GimpProcedure *procedure, const char *default_model,
                               gboolean samples);

/* Reads the shared arguments, loads the model and draws a seed if none is given. If the procedure
 * samples, also reads the sampler for this purpose. default_model NULL: the call needs no model,
 * and only the seed is read. On failure *arguments is as plugin_arguments_clear () leaves it. */
gboolean plugin_arguments_read (PluginArguments *arguments, GimpProcedureConfig *config,
                                const char *default_model, gboolean samples, NcsnPurpose purpose,
                                GError **error);

/* Frees what the struct holds and zeroes it. */
void plugin_arguments_clear (PluginArguments *arguments);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PluginArguments, plugin_arguments_clear)

/* The path of the model that the configuration names, or of the default model if it names none.
 * Free it with g_free (). NULL with an error if there is no such model. */
char *plugin_arguments_model_path (GimpProcedureConfig *config, const char *default_model,
                                   GError **error);

/* The name of a new layer: "NCSN fill, class 3, seed 7", where `what` is "fill". Free it with
 * g_free (). */
char *plugin_arguments_title (const PluginArguments *arguments, const char *what);

/* The record of a call of this task. The task adds its own numbers. */
GKeyFile *plugin_arguments_record (const PluginArguments *arguments, const char *task);

/* GIMP's status for an error: cancelled, calling error (a wrong argument) or execution error (all
 * others). */
GimpPDBStatusType plugin_status_of_error (const GError *error);

/* The models that an argument applies to. */
typedef enum {
  PLUGIN_MODELS_ALL,
  PLUGIN_MODELS_OF_PATCHES,
  PLUGIN_MODELS_OF_PICTURES
} PluginModels;

/* How the dialog shows an argument. */
typedef enum {
  PLUGIN_ROW_PLAIN,
  PLUGIN_ROW_SLIDER,
  PLUGIN_ROW_ADVANCED, /* only when a person asks for more */
} PluginRow;

/* An argument of a single task, as the dialog shows it. */
typedef struct {
  const char *name;
  PluginModels models;
  double step; /* of the spin button's arrows; 0: the argument is a choice, or a channel */
  PluginRow row;
  const char *low, *high; /* words for the ends of a slider, to be translated; NULL: none */
} PluginTaskArgument;

/* Whether an argument applies to a model. patches: whether that is one of patches. */
gboolean plugin_task_argument_suits (const PluginTaskArgument *argument, gboolean patches);

G_END_DECLS
