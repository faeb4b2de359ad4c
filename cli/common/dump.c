/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes states and scores of a chain as it runs. */
#include "dump.h"

#include <glib/gi18n.h>

#include "npy.h"
#include "output.h"

struct _CliDump {
  char *folder;
  GArray *sigmas; /* double: the noise level of each evaluation */
  GError *error;  /* the first error, reported at the end */
};

/* A shorter chain would leave the end of the longer one. */
static gboolean
check_empty (const char *folder, GError **error)
{
  g_autofree char *first = g_build_filename (folder, "state-00001.npy", NULL);
  if (!g_file_test (first, G_FILE_TEST_EXISTS))
    return TRUE;
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_FILE,
               _ ("“%s” has a chain already; choose another folder."), folder);
  return FALSE;
}

CliDump *
cli_dump_new (const char *folder, GError **error)
{
  if (!check_empty (folder, error) || !cli_make_folder (folder, error))
    return NULL;
  CliDump *dump = g_new (CliDump, 1);
  *dump =
      (CliDump){.folder = g_strdup (folder), .sigmas = g_array_new (FALSE, FALSE, sizeof (double))};
  return dump;
}

void
cli_dump_free (CliDump *dump)
{
  if (dump == NULL)
    return;
  g_free (dump->folder);
  g_array_unref (dump->sigmas);
  g_clear_error (&dump->error);
  g_free (dump);
}

static gboolean
save (CliDump *dump, const char *what, const float *pictures, NcsnShape shape)
{
  g_autofree char *name = g_strdup_printf ("%s-%05u.npy", what, dump->sigmas->len);
  g_autofree char *path = g_build_filename (dump->folder, name, NULL);
  return cli_npy_save_pictures (path, pictures, shape, &dump->error);
}

void
cli_dump_watch (CliDump *dump, const NcsnProgress *progress)
{
  if (progress->state == NULL || dump->error != NULL)
    return;
  g_array_append_val (dump->sigmas, progress->sigma);
  if (save (dump, "state", progress->state, progress->chain))
    save (dump, "score", progress->score, progress->chain);
}

gboolean
cli_dump_finish (CliDump *dump, GError **error)
{
  if (dump->error != NULL) {
    g_propagate_error (error, g_steal_pointer (&dump->error));
    return FALSE;
  }
  g_autofree char *path = g_build_filename (dump->folder, "sigma.npy", NULL);
  return cli_npy_save_numbers (path, (const double *)(gpointer)dump->sigmas->data,
                               dump->sigmas->len, error);
}
