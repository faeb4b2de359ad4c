/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The checks of a call, its arguments and its input pixels. */
#include "call.h"

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

gboolean
plugin_call_check_subject (const PluginCall *call, GError **error)
{
  return plugin_image_check (call->image, error) &&
         (call->task->subject == PLUGIN_SUBJECT_IMAGE || plugin_region_check (call, error));
}

gboolean
plugin_call_check_still_there (const PluginCall *call, GError **error)
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

gboolean
plugin_call_read (PluginCall *call, GError **error)
{
  const PluginTask *task = call->task;
  const char *model = plugin_call_reads (call, "model") ? task->default_model : NULL;

  return plugin_arguments_read (&call->arguments, call->config, model, task->samples, task->purpose,
                                error) &&
         check_arguments (call, error);
}
