/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks for the pages in the folders in which models are looked for. */
#include "help.h"

#define DOMAIN_NAME "gimp-ncsn"

/* Sets the folder if it has pages. */
static gboolean
set_folder (GimpPlugIn *plug_in, const char *data)
{
  g_autofree char *folder = g_build_filename (data, "gimp-ncsn", "help", NULL);
  g_autoptr (GFile) pages = g_file_new_for_path (folder);

  if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    return FALSE;
  gimp_plug_in_set_help_domain (plug_in, DOMAIN_NAME, pages);
  return TRUE;
}

void
plugin_help_set_pages (GimpPlugIn *plug_in)
{
  const char *const *system = g_get_system_data_dirs ();
  gboolean found = set_folder (plug_in, g_get_user_data_dir ());

  for (guint i = 0; !found && system[i] != NULL; i++)
    found = set_folder (plug_in, system[i]);
}
