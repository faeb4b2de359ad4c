/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plug-in as GIMP sees it: registers a procedure for each task and for training. */
#include <libintl.h>

#include "help.h"
#include "image/buffer.h"
#include "image/catalogues.h"
#include "image/streams.h"
#include "procedure.h"
#include "train.h"

#define NCSN_TYPE_PLUG_IN (ncsn_plug_in_get_type ())
G_DECLARE_FINAL_TYPE (NcsnPlugIn, ncsn_plug_in, NCSN, PLUG_IN, GimpPlugIn)

struct _NcsnPlugIn {
  GimpPlugIn parent_instance;
};

/* GIMP_MAIN () asks for the type before anything else. From 3.2 on libgimp starts babl, which reads
 * the settings once, in the class that this one derives from: class_init () below is too late. */
G_DEFINE_FINAL_TYPE_WITH_CODE (NcsnPlugIn, ncsn_plug_in, GIMP_TYPE_PLUG_IN,
                               ncsn_buffer_make_repeatable ();)

static const PluginTask *const tasks[] = {&plugin_task_generate, &plugin_task_inpaint,
                                          &plugin_task_vary, &plugin_task_denoise};

static GList *
ncsn_plug_in_query_procedures (GimpPlugIn *plug_in)
{
  GList *names = NULL;

  plugin_help_set_pages (plug_in);
  for (gsize i = 0; i < G_N_ELEMENTS (tasks); i++)
    names = g_list_append (names, plugin_procedure_name (tasks[i]));
  return g_list_append (names, g_strdup (PLUGIN_TRAIN_PROCEDURE));
}

static GimpProcedure *
ncsn_plug_in_create_procedure (GimpPlugIn *plug_in, const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (tasks); i++) {
    g_autofree char *own = plugin_procedure_name (tasks[i]);
    if (g_strcmp0 (name, own) == 0)
      return plugin_procedure_new (plug_in, tasks[i]);
  }
  return g_str_equal (name, PLUGIN_TRAIN_PROCEDURE) ? plugin_train_procedure_new (plug_in) : NULL;
}

/* GIMP looks for catalogues below the folder of the plug-in only. Those of this project are shared
 * with the command and the operation, so it binds them itself. FALSE: GIMP has to bind nothing. */
static gboolean
ncsn_plug_in_set_i18n (GimpPlugIn *plug_in, const char *name, char **domain, char **folder)
{
  ncsn_catalogues_bind ();
  textdomain (GETTEXT_PACKAGE);
  return FALSE;
}

static void
ncsn_plug_in_class_init (NcsnPlugInClass *class)
{
  GimpPlugInClass *plug_in_class = GIMP_PLUG_IN_CLASS (class);

  ncsn_streams_open ();
  plug_in_class->query_procedures = ncsn_plug_in_query_procedures;
  plug_in_class->create_procedure = ncsn_plug_in_create_procedure;
  plug_in_class->set_i18n = ncsn_plug_in_set_i18n;
}

static void
ncsn_plug_in_init (NcsnPlugIn *plug_in)
{
}

GIMP_MAIN (NCSN_TYPE_PLUG_IN)
