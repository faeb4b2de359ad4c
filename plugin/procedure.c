/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of every call: early checks, the dialog, arguments, input pixels, work, new layers. */
#include "procedure.h"

#include "dialog.h"
#include "job.h"
#include "layers.h"
#include "region.h"

#include <glib/gi18n-lib.h>

/* Whether an argument has its default value. */
static gboolean
is_left_out (GimpProcedureConfig *config, const char *name)
{
  GParamSpec *spec = g_object_class_find_property (G_OBJECT_GET_CLASS (config), name);
  g_auto (GValue) value = G_VALUE_INIT;

  g_object_get_property (G_OBJECT (config), name, &value);
  return g_param_value_defaults (spec, &value);
}

static gboolean
refuse_for_model (const PluginCall *call, const char *argument, GError **error)
{
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
               ncsn_model_config (call->arguments.model)->patches
                   ? _ ("“%s” is for models of whole pictures, but the model “%s” draws patches: "
                        "omit this argument.")
                   : _ ("“%s” is for models of patches, but the model “%s” draws whole pictures: "
                        "omit this argument."),
               argument, call->arguments.name);
  return FALSE;
}

/* An argument that does not apply to the model, or does not count, is an error; it is not silently
 * ignored. In the dialog those that do not count can be seen. */
static gboolean
check_arguments (const PluginCall *call, GError **error)
{
  const NcsnModel *model = call->arguments.model;

  for (const PluginTaskArgument *argument = call->task->arguments; argument->name != NULL;
       argument++) {
    if (is_left_out (call->config, argument->name))
      continue;
    if (model != NULL && !plugin_task_argument_suits (argument, ncsn_model_config (model)->patches))
      return refuse_for_model (call, argument->name, error);
    if (call->run_mode != GIMP_RUN_NONINTERACTIVE || plugin_call_reads (call, argument->name))
      continue;
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("“%s” is not used with the other arguments of this call: omit it."),
                 argument->name);
    return FALSE;
  }
  return TRUE;
}

/* The checks that need no arguments, so that an impossible call fails before the dialog opens. */
static gboolean
check_subject (const PluginCall *call, GError **error)
{
  return plugin_image_check (call->image, error) &&
         (call->task->subject == PLUGIN_SUBJECT_IMAGE || plugin_region_check (call, error));
}

/* Checks that the image and the layers still exist after the work. Closing the image cancels the
 * call. */
static gboolean
check_still_there (const PluginCall *call, GError **error)
{
  if (!gimp_image_is_valid (call->image)) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The image was closed.");
    return FALSE;
  }
  for (guint i = 0; call->drawables != NULL && call->drawables[i] != NULL; i++)
    if (!gimp_item_is_valid (GIMP_ITEM (call->drawables[i]))) {
      g_set_error (error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
                   _ ("The layer was deleted during the computation: undo the deletion, or select "
                      "another layer, and try again."));
      return FALSE;
    }
  return TRUE;
}

/* The new layers. Free the array with g_free (). NULL with an error. */
static GimpLayer **
run_task (PluginCall *call, GError **error)
{
  const PluginTask *task = call->task;
  GimpLayer **layers = NULL;

  if (!check_subject (call, error))
    return NULL;
  if (task->cost != NULL && task->subject != PLUGIN_SUBJECT_IMAGE &&
      call->run_mode == GIMP_RUN_INTERACTIVE)
    plugin_region_survey (call);
  if (call->run_mode == GIMP_RUN_INTERACTIVE && !plugin_dialog_run (call, error))
    return NULL;
  if (!plugin_arguments_read (&call->arguments, call->config,
                              plugin_call_reads (call, "model") ? task->default_model : NULL,
                              task->samples, task->purpose, error) ||
      !check_arguments (call, error))
    return NULL;
  gpointer data = task->prepare (call, error);
  if (data == NULL)
    return NULL;
  if (plugin_job_run (call, data, error) && check_still_there (call, error))
    layers = task->finish (call, data, error);
  task->discard (data);
  return layers;
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
