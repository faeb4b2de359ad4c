/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of every call: early checks, the dialog, arguments, input pixels, work, new layers. */
#include "procedure.h"

#include "call.h"
#include "dialog.h"
#include "job.h"
#include "layers.h"
#include "region.h"
#include "trial.h"

#include <glib/gi18n-lib.h>

/* Makes the whole result. The new layers; free the array with g_free (). NULL with an error. */
static GimpLayer **
run_whole (PluginCall *call, GError **error)
{
  const PluginTask *task = call->task;
  GimpLayer **layers = NULL;
  gpointer data;

  if (!plugin_call_read (call, error) || (data = task->prepare (call, error)) == NULL)
    return NULL;
  if (plugin_job_run (call, data, error) && plugin_call_check_still_there (call, error))
    layers = task->finish (call, data, error);
  task->discard (data);
  return layers;
}

/* Makes the whole result that the dialog would show, as one layer, with the seed of what was chosen
 * there. The configuration keeps its values, which the next dialog begins with. The image may have
 * changed while the dialog was open. */
static GimpLayer **
run_one (PluginCall *call, GError **error)
{
  const char *many = call->task->many;
  GimpLayer **layers = NULL;
  int seed, count = 1;

  g_object_get (call->config, "seed", &seed, many, &count, NULL);
  g_object_set (call->config, "seed", (int)call->seed, NULL);
  if (many != NULL)
    g_object_set (call->config, many, 1, NULL);
  if (plugin_call_check_subject (call, error))
    layers = run_whole (call, error);
  g_object_set (call->config, "seed", seed, many, count, NULL);
  return layers;
}

/* What the dialog has shown becomes the result where it is all of it. */
static GimpLayer **
run_dialog (PluginCall *call, GError **error)
{
  g_autoptr (GPtrArray) trials = NULL;
  PluginWork *work = NULL;

  if (call->task->cost != NULL && call->task->subject != PLUGIN_SUBJECT_IMAGE)
    plugin_region_survey (call);
  trials = plugin_dialog_run (call, &work, error);
  if (trials == NULL || (work != NULL && !plugin_job_wait (call, work, error)))
    return NULL;
  return trials->len > 0 ? plugin_trials_insert (call, trials, error) : run_one (call, error);
}

/* The new layers. Free the array with g_free (). NULL with an error. */
static GimpLayer **
run_task (PluginCall *call, GError **error)
{
  if (!plugin_call_check_subject (call, error))
    return NULL;
  return call->run_mode == GIMP_RUN_INTERACTIVE ? run_dialog (call, error)
                                                : run_whole (call, error);
}

static GimpValueArray *
run (GimpProcedure *procedure, GimpRunMode run_mode, GimpImage *image, GimpDrawable **drawables,
     GimpProcedureConfig *config, gpointer data)
{
  PluginCall call = {.task = data,
                     .procedure = procedure,
                     .run_mode = run_mode,
                     .image = image,
                     .drawables = drawables,
                     .config = config};
  GError *error = NULL;

  gegl_init (NULL, NULL);
  g_autofree GimpLayer **layers = run_task (&call, &error);
  plugin_arguments_clear (&call.arguments);
  if (error != NULL) { /* the message may contain file names */
    char *clean = ncsn_text_clean (error->message, "");
    g_free (error->message);
    error->message = clean;
  }
  return plugin_layers_return (procedure, layers, error);
}

char *
plugin_procedure_name (const PluginTask *task)
{
  return g_strconcat ("plug-in-ncsn-", task->name, NULL);
}

/* The documentation of a procedure: what the task does and, if it works on a layer, where its
 * result is. Free it with g_free (). */
static char *
help_text (const PluginTask *task)
{
  if (task->subject == PLUGIN_SUBJECT_IMAGE)
    return g_strdup (_ (task->help));
  return g_strconcat (
      _ (task->help), " ",
      _ ("The result is a new layer above the original layer, with the selection as its opacity. "
         "The original layer is not changed."),
      NULL);
}

GimpProcedure *
plugin_procedure_new (GimpPlugIn *plug_in, const PluginTask *task)
{
  g_autofree char *name = plugin_procedure_name (task);
  g_autofree char *help = help_text (task);
  GimpProcedure *procedure = gimp_image_procedure_new (plug_in, name, GIMP_PDB_PROC_TYPE_PLUGIN,
                                                       run, (gpointer)task, NULL);

  /* GIMP greys the entries in indexed images and says why in their tooltips. Whatever else is
   * missing is told when the entry is chosen, with what to do about it. */
  gimp_procedure_set_image_types (procedure, "RGB*, GRAY*");
  gimp_procedure_set_sensitivity_mask (procedure, GIMP_PROCEDURE_SENSITIVE_DRAWABLE |
                                                      GIMP_PROCEDURE_SENSITIVE_DRAWABLES |
                                                      GIMP_PROCEDURE_SENSITIVE_NO_DRAWABLES);
  gimp_procedure_set_menu_label (procedure, _ (task->label));
  gimp_procedure_add_menu_path (procedure, "<Image>/Filters/NCSN");
  gimp_procedure_add_menu_path (procedure, task->menu);
  gimp_procedure_set_icon_name (procedure, task->icon);
  gimp_procedure_set_documentation (procedure, _ (task->blurb), help, name);
  gimp_procedure_set_attribution (procedure, "gimp-ncsn", "gimp-ncsn", "2026");
  plugin_arguments_declare (procedure, task->default_model, task->samples);
  task->declare (procedure);
  plugin_layers_declare_return (procedure);
  return procedure;
}
