/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds out whether there are other processes, loads the module that reaches them, and compares and
 * exchanges data with them. */
#include "train-processes.h"

#include <string.h>

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <gmodule.h>

#include "cli/common/command.h"

/* The number of processes by the launcher's environment variables; Slurm's is last, because Slurm
 * also starts other launchers. 0: no launcher. */
static guint
announced (void)
{
  static const char *const names[] = {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "SLURM_STEP_NUM_TASKS"};
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    const char *text = g_getenv (names[i]);
    if (text != NULL)
      return (guint)g_ascii_strtoull (text, NULL, 10);
  }
  return 0;
}

/* Opens the module beside the program (as built), or where Meson or ./dev installs it. */
static GModule *
open_module (GError **error)
{
  static const char *const places[] = {".", MODULES_DIR, "../lib/gimp-ncsn"};
  g_autofree char *program = g_file_read_link ("/proc/self/exe", error);
  if (program == NULL)
    return NULL;
  g_autofree char *folder = g_path_get_dirname (program);
  for (gsize i = 0; i < G_N_ELEMENTS (places); i++) {
    g_autofree char *path = g_build_filename (folder, places[i], NCSN_PROCESSES_MODULE, NULL);
    if (g_file_test (path, G_FILE_TEST_EXISTS))
      return g_module_open_full (path, G_MODULE_BIND_LAZY, error);
  }
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_FILE, _ ("there is no %s near “%s”"),
               NCSN_PROCESSES_MODULE, program);
  return NULL;
}

gboolean
cli_processes_join (NcsnProcesses **processes, GError **error)
{
  const guint wanted = announced ();
  NcsnProcessesJoinFunc join;
  *processes = NULL;
  if (wanted <= 1 && g_getenv ("OMPI_COMM_WORLD_SIZE") == NULL && g_getenv ("PMIX_RANK") == NULL)
    return TRUE;

  GModule *module = open_module (error);
  if (module == NULL || !g_module_symbol (module, NCSN_PROCESSES_JOIN, (gpointer *)&join)) {
    g_prefix_error (error, _ ("This is one of several processes, but MPI is not available: "));
    return FALSE;
  }
  g_module_make_resident (module);
  *processes = join (error);
  if (*processes == NULL)
    return FALSE;
  if (wanted > 1 && (*processes)->communicator.size == 1) {
    g_set_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT,
                 _ ("The launcher started %u processes that are not connected; use Open MPI's own "
                    "mpirun, or “srun --mpi=pmix”."),
                 wanted);
    return FALSE;
  }
  cli_report_as ((*processes)->communicator.rank);
  return TRUE;
}

gboolean
cli_processes_is_first (const NcsnProcesses *processes)
{
  return processes == NULL || processes->communicator.rank == 0;
}

void
cli_processes_heed (NcsnProcesses *processes, GCancellable *cancellable)
{
  if (processes != NULL && processes->communicator.rank == 0)
    g_set_object (&processes->cancellable, cancellable);
}

gboolean
cli_processes_any (NcsnProcesses *processes, gboolean here)
{
  double count = here;
  if (processes == NULL)
    return here;
  const NcsnCommunicator *communicator = &processes->communicator;
  return !communicator->sum (&count, 1, communicator->data, NULL) || count > 0;
}

/* Receives the `size` bytes of process `from`, with a final 0. Free with g_free (). */
static char *
receive (NcsnProcesses *processes, guint from, const char *bytes, gsize *size)
{
  guint64 count = *size;
  processes->broadcast (processes, from, &count, sizeof count);
  char *copy = g_malloc0 (count + 1);
  if (processes->communicator.rank == from)
    memcpy (copy, bytes, count);
  processes->broadcast (processes, from, copy, count);
  *size = count;
  return copy;
}

/* The first process whose `here` is TRUE; the number of processes if there is none. */
static guint
find_first (NcsnProcesses *processes, gboolean here)
{
  const NcsnCommunicator *communicator = &processes->communicator;
  g_autofree double *found = g_new0 (double, communicator->size);
  guint first = 0;
  found[communicator->rank] = here;
  communicator->sum (found, communicator->size, communicator->data, NULL);
  while (first < communicator->size && found[first] == 0)
    first++;
  return first;
}

gboolean
cli_processes_compare (NcsnProcesses *processes, const char *text, GError **error)
{
  if (processes == NULL)
    return TRUE;
  gsize size = strlen (text);
  g_autofree char *first = receive (processes, 0, text, &size);
  const guint other = find_first (processes, !g_str_equal (first, text));
  if (other == processes->communicator.size)
    return TRUE;
  size = strlen (text);
  g_autofree char *different = receive (processes, other, text, &size);
  g_set_error (error, NCSN_ERROR, NCSN_ERROR_MISMATCH,
               /* TRANSLATORS: the two %s are program, data and limits, in English. */
               _ ("Process %u has %s, but process 0 has %s; use the same program, data and options "
                  "for all processes."),
               other, different, first);
  return FALSE;
}

gboolean
cli_processes_send_file (NcsnProcesses *processes, const char *path, GError **error)
{
  g_autofree char *contents = NULL;
  gsize size;
  if (!g_file_get_contents (path, &contents, &size, error))
    return FALSE;
  g_free (receive (processes, 0, contents, &size));
  return TRUE;
}

char *
cli_processes_receive_file (NcsnProcesses *processes, GError **error)
{
  gsize size = 0;
  g_autofree char *contents = receive (processes, 0, "", &size), *name = NULL;
  const int file = g_file_open_tmp ("ncsn-XXXXXX", &name, error);
  if (file < 0)
    return NULL;
  g_close (file, NULL);
  if (g_file_set_contents (name, contents, size, error))
    return g_steal_pointer (&name);
  g_unlink (name);
  return NULL;
}

int
cli_processes_end (NcsnProcesses *processes, int status)
{
  if (processes != NULL && status == CLI_FAILED)
    processes->abort (processes, status);
  else if (processes != NULL)
    processes->leave (processes, status);
  return status;
}
