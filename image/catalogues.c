/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Binds the catalogues of the folders that catalogues.h lists. */
#include "catalogues.h"

#include <libintl.h>

void
ncsn_catalogues_bind (void)
{
  g_autofree char *own = g_build_filename (g_get_user_data_dir (), "gimp-ncsn", "locale", NULL);
  const char *folder = g_getenv ("NCSN_LOCALE_DIR");

  if (folder == NULL)
    folder = g_file_test (own, G_FILE_TEST_IS_DIR) ? own : LOCALEDIR;
  bindtextdomain (GETTEXT_PACKAGE, folder);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
}
