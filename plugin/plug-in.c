/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plug-in as GIMP sees it: which procedures there are, and where. */
#include "generate.h"
#include "inpaint.h"

#define NCSN_TYPE_PLUG_IN (ncsn_plug_in_get_type ())
G_DECLARE_FINAL_TYPE (NcsnPlugIn, ncsn_plug_in, NCSN, PLUG_IN, GimpPlugIn)

struct _NcsnPlugIn {
  GimpPlugIn parent_instance;
};

G_DEFINE_FINAL_TYPE (NcsnPlugIn, ncsn_plug_in, GIMP_TYPE_PLUG_IN)

static GList *
ncsn_plug_in_query_procedures (GimpPlugIn *plug_in)
{
  GList *names = g_list_append (NULL, g_strdup (NCSN_PROC_GENERATE));

  return g_list_append (names, g_strdup (NCSN_PROC_INPAINT));
}

/* What all procedures have in common. Their menu entries stay alive where they will refuse, for the
 * refusal says what to do. */
static GimpProcedure *
place_in_gimp (GimpProcedure *procedure)
{
  gimp_procedure_set_image_types (procedure, "*");
  gimp_procedure_set_sensitivity_mask (procedure, GIMP_PROCEDURE_SENSITIVE_DRAWABLE |
                                                      GIMP_PROCEDURE_SENSITIVE_DRAWABLES |
                                                      GIMP_PROCEDURE_SENSITIVE_NO_DRAWABLES);
  gimp_procedure_add_menu_path (procedure, "<Image>/Filters/NCSN");
  gimp_procedure_set_attribution (procedure, "gimp-ncsn", "gimp-ncsn", "2026");
  return procedure;
}

static GimpProcedure *
ncsn_plug_in_create_procedure (GimpPlugIn *plug_in, const char *name)
{
  if (g_strcmp0 (name, NCSN_PROC_GENERATE) == 0)
    return place_in_gimp (ncsn_generate_create_procedure (plug_in));
  if (g_strcmp0 (name, NCSN_PROC_INPAINT) == 0)
    return place_in_gimp (ncsn_inpaint_create_procedure (plug_in));
  return NULL;
}

static void
ncsn_plug_in_class_init (NcsnPlugInClass *class)
{
  GimpPlugInClass *plug_in_class = GIMP_PLUG_IN_CLASS (class);

  plug_in_class->query_procedures = ncsn_plug_in_query_procedures;
  plug_in_class->create_procedure = ncsn_plug_in_create_procedure;
  /* There are no translations to be found yet; with this unset GIMP would warn on every run. */
  plug_in_class->set_i18n = NULL;
}

static void
ncsn_plug_in_init (NcsnPlugIn *plug_in)
{
}

GIMP_MAIN (NCSN_TYPE_PLUG_IN)
