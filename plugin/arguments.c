/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shared arguments. Every number of the schedule may be 0, "the model's own": scripts then name
 * only what they want to change, and a saved setting goes on suiting whichever model is chosen. */
#include "arguments.h"

#include "image/model-finder.h"

#include <glib/gi18n-lib.h>

static void
declare_model (GimpProcedure *procedure)
{
  /* With any other action GIMP itself refuses a file that is not there, without saying which. */
  gimp_procedure_add_file_argument (
      procedure, "model", _ ("_Model"),
      _ ("The model file (.safetensors); none: the model called “digits”"),
      GIMP_FILE_CHOOSER_ACTION_ANY, TRUE, NULL, G_PARAM_READWRITE);
  gimp_procedure_add_string_argument (
      procedure, "class", _ ("_Class"),
      _ ("What to draw, of the classes that the model knows: a name or a number; empty: any"), "",
      G_PARAM_READWRITE);
  gimp_procedure_add_int_argument (
      procedure, "seed", _ ("_Seed"),
      _ ("The same seed gives the same pictures again; -1: another one each time"), -1, G_MAXINT,
      -1, G_PARAM_READWRITE);
}

static void
declare_schedule (GimpProcedure *procedure)
{
  gimp_procedure_add_double_argument (
      procedure, "sigma-begin", _ ("_First noise level"),
      _ ("The largest noise level σ, in pixel values from 0 to 1; 0: the model's own"), 0, 1000, 0,
      G_PARAM_READWRITE);
  gimp_procedure_add_double_argument (
      procedure, "sigma-end", _ ("_Last noise level"),
      _ ("The smallest noise level σ, in pixel values from 0 to 1; 0: the model's own"), 0, 1000, 0,
      G_PARAM_READWRITE);
  gimp_procedure_add_int_argument (procedure, "levels", _ ("_Number of levels"),
                                   _ ("How many noise levels there are; 0: the model's own number"),
                                   0, NCSN_MAX_LEVELS, 0, G_PARAM_READWRITE);
  gimp_procedure_add_int_argument (
      procedure, "steps", _ ("S_teps per level"),
      _ ("How many Langevin steps are made at each noise level; 0: the model's own number"), 0,
      10000, 0, G_PARAM_READWRITE);
  gimp_procedure_add_double_argument (
      procedure, "epsilon", _ ("Step si_ze"),
      _ ("The step size ε at the last noise level, as in x + (α/2) s + √α z with "
         "α = ε σ²/σ_last² (twice the step_lr of the authors' code); 0: what suits the rest"),
      0, 1000, 0, G_PARAM_READWRITE);
  gimp_procedure_add_choice_argument (
      procedure, "denoise", _ ("_Denoise at the end"),
      _ ("Whether to take away the noise of the last level in one more step"),
      gimp_choice_new_with_values ("model", 0, _ ("As the model prefers"), NULL, "yes", 1,
                                   _ ("Yes"), NULL, "no", 2, _ ("No"), NULL, NULL),
      "model", G_PARAM_READWRITE);
}

void
ncsn_arguments_declare (GimpProcedure *procedure)
{
  declare_model (procedure);
  declare_schedule (procedure);
}

void
ncsn_arguments_clear (NcsnArguments *arguments)
{
  g_free (arguments->path);
  ncsn_model_free (arguments->model);
  *arguments = (NcsnArguments){0};
}

char *
ncsn_arguments_model_path (GimpProcedureConfig *config, GError **error)
{
  g_autoptr (GFile) file = NULL;

  g_object_get (config, "model", &file, NULL);
  if (file != NULL && g_file_peek_path (file) == NULL) {
    g_autofree char *uri = g_file_get_uri (file);
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("The model “%s” is not on this computer: copy it into a local folder first."),
                 uri);
    return NULL;
  }
  return file != NULL ? g_file_get_path (file) : ncsn_model_finder_find (NCSN_DEFAULT_MODEL, error);
}

gboolean
ncsn_arguments_schedule (GimpProcedureConfig *config, const NcsnSchedule *own,
                         NcsnSchedule *schedule, GError **error)
{
  NcsnSchedule asked = {0};
  int levels, steps;
  g_autofree char *denoise = NULL;

  g_object_get (config, "sigma-begin", &asked.sigma_begin, "sigma-end", &asked.sigma_end, "levels",
                &levels, "steps", &steps, "epsilon", &asked.epsilon, "denoise", &denoise, NULL);
  *schedule = *own;
  if (asked.sigma_begin > 0)
    schedule->sigma_begin = asked.sigma_begin;
  if (asked.sigma_end > 0)
    schedule->sigma_end = asked.sigma_end;
  if (levels > 0)
    schedule->levels = (guint)levels;
  if (steps > 0)
    schedule->steps = (guint)steps;
  if (asked.epsilon > 0)
    schedule->epsilon = asked.epsilon;
  else if (asked.sigma_begin > 0 || asked.sigma_end > 0 || levels > 0 || steps > 0)
    ncsn_schedule_suit_epsilon (schedule);
  if (g_strcmp0 (denoise, "model") != 0)
    schedule->denoise = g_strcmp0 (denoise, "yes") == 0;
  return ncsn_schedule_check (schedule, error);
}

/* The class that was asked for, by name or number. */
static gboolean
read_class (GimpProcedureConfig *config, const NcsnModel *model, int *class_index, GError **error)
{
  g_autofree char *name = NULL;

  *class_index = -1;
  g_object_get (config, "class", &name, NULL);
  if (name == NULL || *g_strstrip (name) == '\0')
    return TRUE;
  *class_index = ncsn_model_find_class (model, name, error);
  return *class_index >= 0;
}

gboolean
ncsn_arguments_read (NcsnArguments *arguments, GimpProcedureConfig *config, GError **error)
{
  g_auto (NcsnArguments) read = {0};
  int seed;

  g_object_get (config, "seed", &seed, NULL);
  /* A drawn seed stays in the argument's range, so that it can be typed in to repeat the picture.
   */
  read.seed = seed >= 0 ? seed : g_random_int_range (0, G_MAXINT);
  *arguments = (NcsnArguments){0};
  read.path = ncsn_arguments_model_path (config, error);
  if (read.path == NULL)
    return FALSE;
  read.model = ncsn_model_load (read.path, error);
  if (read.model == NULL)
    return FALSE;
  if (!read_class (config, read.model, &read.class_index, error) ||
      !ncsn_arguments_schedule (config, &ncsn_model_config (read.model)->schedule, &read.schedule,
                                error))
    return FALSE;
  *arguments = read;
  read = (NcsnArguments){0};
  return TRUE;
}

char *
ncsn_arguments_title (const NcsnArguments *arguments, const char *what)
{
  if (arguments->class_index < 0)
    return g_strdup_printf (_ ("NCSN %s, seed %d"), what, arguments->seed);
  g_autofree char *number = g_strdup_printf ("%d", arguments->class_index);
  const char *class = ncsn_model_class_name (arguments->model, (guint)arguments->class_index);
  return g_strdup_printf (_ ("NCSN %s, class %s, seed %d"), what, class != NULL ? class : number,
                          arguments->seed);
}

/* As short as it can be while it still reads back as what a person typed. */
static void
set_number (GKeyFile *file, const char *key, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_key_file_set_string (file, "ncsn", key, g_ascii_formatd (text, sizeof text, "%.9g", value));
}

char *
ncsn_arguments_to_text (const NcsnArguments *arguments, const char *procedure)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  const NcsnSchedule *schedule = &arguments->schedule;

  g_key_file_set_string (file, "ncsn", "procedure", procedure);
  g_key_file_set_string (file, "ncsn", "version", NCSN_VERSION);
  g_key_file_set_string (file, "ncsn", "model", arguments->path);
  g_key_file_set_integer (file, "ncsn", "seed", arguments->seed);
  if (arguments->class_index >= 0)
    g_key_file_set_integer (file, "ncsn", "class", arguments->class_index);
  set_number (file, "sigma-begin", schedule->sigma_begin);
  set_number (file, "sigma-end", schedule->sigma_end);
  g_key_file_set_uint64 (file, "ncsn", "levels", schedule->levels);
  g_key_file_set_uint64 (file, "ncsn", "steps", schedule->steps);
  set_number (file, "epsilon", schedule->epsilon);
  g_key_file_set_string (file, "ncsn", "denoise", schedule->denoise ? "yes" : "no");
  return g_key_file_to_data (file, NULL, NULL);
}

GimpPDBStatusType
ncsn_status_of_error (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return GIMP_PDB_CANCEL;
  if (g_error_matches (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT))
    return GIMP_PDB_CALLING_ERROR;
  return GIMP_PDB_EXECUTION_ERROR;
}
