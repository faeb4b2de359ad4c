/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Declares and reads the shared arguments. */
#include "arguments.h"

#include "image/model-finder.h"
#include "sampler-arguments.h"

#include <glib/gi18n-lib.h>

void
plugin_arguments_declare (GimpProcedure *procedure, const char *default_model, gboolean samples)
{
  g_autofree char *blurb = g_strdup_printf (
      _ ("The model: its name, or a file (.safetensors); none: the model called “%s”"),
      default_model);

  /* With any other action GIMP itself rejects a missing file, without naming it. */
  gimp_procedure_add_file_argument (procedure, "model", _ ("_Model"), blurb,
                                    GIMP_FILE_CHOOSER_ACTION_ANY, TRUE, NULL, G_PARAM_READWRITE);
  gimp_procedure_add_string_argument (
      procedure, "class", _ ("_Kind"),
      _ ("The class to draw, one of the model's classes: a name or a number, or the part of names "
         "before a “/” for one of these by the seed; empty: any"),
      "", G_PARAM_READWRITE);
  gimp_procedure_add_int_argument (
      procedure, "seed", _ ("S_eed"),
      _ ("The same seed gives the same pictures again; -1: a new seed each time"), -1, G_MAXINT, -1,
      G_PARAM_READWRITE);
  if (samples)
    plugin_sampler_arguments_declare (procedure);
}

void
plugin_arguments_clear (PluginArguments *arguments)
{
  g_free (arguments->name);
  g_free (arguments->where);
  ncsn_model_free (arguments->model);
  *arguments = (PluginArguments){0};
}

/* GIMP turns the text that a script gives for a file into a path. So a model's name arrives as the
 * path of a file that does not exist and does not end in ".safetensors". */
static char *
find_path (const char *path, GError **error)
{
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *name = ncsn_model_finder_name (path);

  if (g_file_test (path, G_FILE_TEST_EXISTS) || !g_str_equal (name, base))
    return g_strdup (path);
  return ncsn_model_finder_find (name, error);
}

char *
plugin_arguments_model_path (GimpProcedureConfig *config, const char *default_model, GError **error)
{
  g_autoptr (GFile) file = NULL;

  g_object_get (config, "model", &file, NULL);
  if (file == NULL)
    return ncsn_model_finder_find (default_model, error);
  if (g_file_peek_path (file) != NULL)
    return find_path (g_file_peek_path (file), error);
  g_autofree char *uri = g_file_get_uri (file);
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
               _ ("The model “%s” is not on this computer: copy it into a local folder first."),
               uri);
  return NULL;
}

static gboolean
read_model (PluginArguments *arguments, GimpProcedureConfig *config, const char *default_model,
            GError **error)
{
  g_autofree char *path = plugin_arguments_model_path (config, default_model, error);

  if (path == NULL)
    return FALSE;
  arguments->name = ncsn_model_finder_name (path);
  /* A name, unlike a path, also finds the model when the image is opened on another computer. */
  g_autofree char *by_name = ncsn_model_finder_find (arguments->name, NULL);
  arguments->where = g_strdup (g_strcmp0 (by_name, path) == 0 ? arguments->name : path);
  arguments->model = ncsn_model_load (path, error);
  return arguments->model != NULL;
}

/* The class that is given by name or number, of a group one for the seed; -1 if none is. */
static gboolean
read_class (GimpProcedureConfig *config, const NcsnModel *model, NcsnTaskOptions *options,
            GError **error)
{
  g_autofree char *name = NULL;

  options->class_index = -1;
  g_object_get (config, "class", &name, NULL);
  if (name == NULL || *g_strstrip (name) == '\0')
    return TRUE;
  options->class_index = ncsn_model_find_class (model, name, options->seed, error);
  return options->class_index >= 0;
}

static guint64
read_seed (GimpProcedureConfig *config)
{
  int seed;

  g_object_get (config, "seed", &seed, NULL);
  /* A random seed stays within the argument's range, so that the user can enter it again. */
  return (guint64)(seed >= 0 ? seed : g_random_int_range (0, G_MAXINT));
}

/* Only some procedures have this argument. */
static void
read_guidance (GimpProcedureConfig *config, double *guidance)
{
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (config), "guidance") != NULL)
    g_object_get (config, "guidance", guidance, NULL);
}

/* Reads what only a model's network needs. */
static gboolean
read_network (PluginArguments *arguments, GimpProcedureConfig *config, gboolean samples,
              NcsnPurpose purpose, GError **error)
{
  NcsnTaskOptions *options = &arguments->options;
  const NcsnModel *model = arguments->model;

  read_guidance (config, &options->guidance);
  return read_class (config, model, options, error) &&
         (!samples || plugin_sampler_arguments_read (config, &ncsn_model_config (model)->schedule,
                                                     purpose, &options->sampler, error));
}

gboolean
plugin_arguments_read (PluginArguments *arguments, GimpProcedureConfig *config,
                       const char *default_model, gboolean samples, NcsnPurpose purpose,
                       GError **error)
{
  g_auto (PluginArguments) read = {0};

  *arguments = (PluginArguments){0};
  if (default_model != NULL && !read_model (&read, config, default_model, error))
    return FALSE;
  ncsn_task_options_init (&read.options, purpose, read.model);
  read.options.seed = read_seed (config);
  if (read.model != NULL && !read_network (&read, config, samples, purpose, error))
    return FALSE;
  *arguments = read;
  read = (PluginArguments){0};
  return TRUE;
}

char *
plugin_arguments_title (const PluginArguments *arguments, const char *what)
{
  int index = arguments->options.class_index;
  guint seed = (guint)arguments->options.seed;

  if (index < 0)
    return g_strdup_printf (_ ("NCSN %s, seed %u"), what, seed);
  g_autofree char *number = g_strdup_printf ("%d", index);
  const char *class = ncsn_model_class_name (arguments->model, (guint)index);
  return g_strdup_printf (_ ("NCSN %s, class %s, seed %u"), what, class != NULL ? class : number,
                          seed);
}

GKeyFile *
plugin_arguments_record (const PluginArguments *arguments, const char *task)
{
  return ncsn_record_new (task, arguments->model, arguments->where, &arguments->options);
}

GimpPDBStatusType
plugin_status_of_error (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return GIMP_PDB_CANCEL;
  if (g_error_matches (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT))
    return GIMP_PDB_CALLING_ERROR;
  return GIMP_PDB_EXECUTION_ERROR;
}

gboolean
plugin_task_argument_suits (const PluginTaskArgument *argument, gboolean patches)
{
  return argument->models == PLUGIN_MODELS_ALL ||
         (argument->models == PLUGIN_MODELS_OF_PATCHES) == patches;
}
