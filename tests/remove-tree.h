/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Removal of the folders that tests make. */
#pragma once

#include <glib/gstdio.h>

/* Removes a file, or a folder with all that is in it. */
static inline void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);
    remove_tree (child);
  }
  g_assert_cmpint (g_remove (path), ==, 0);
}
