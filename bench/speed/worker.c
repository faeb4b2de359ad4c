/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The process that measures one case of the bench with our library.
 *
 * usage: bench-worker KIND ARGUMENT… N H W C INPUT THREADS
 *        bench-worker make NETWORK FEATURES SIDE CHANNELS MULTIPLIERS FILE
 *        bench-worker simd    prints the name of the inner loops in use
 *
 * work.h lists each KIND and its arguments; INPUT is a file of float32 numbers. The worker then
 * reads commands from standard input, one a line, and answers each with one line: run K runs the
 * work K times and prints the mean milliseconds of one run output FILE   writes the output of the
 * last run as float32 and prints "written" peak          prints the peak memory of the process in
 * MiB */
#include "work.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "die.h"
#include "tensor/simd/kernels.h"

typedef Work *(*WorkFunc) (const WorkOrder *order, NcsnThreads *threads, GError **error);

static const struct {
  const char *name;
  WorkFunc prepare;
  int n_arguments;
} kinds[] = {
    {"evaluate", work_evaluate, 2},   {"canvas", work_canvas, 2},
    {"train", work_train, 1},         {"gradient", work_gradient, 2},
    {"conv", work_conv, 3},           {"gemm-blas", work_gemm_blas, 0},
    {"gemm-pool", work_gemm_pool, 0}, {"product", work_product, 2},
    {"peak", work_peak, 2},
};

static gsize
whole (const char *text)
{
  return g_ascii_strtoull (text, NULL, 10);
}

static void
read_input (WorkOrder *order, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *bytes = NULL;
  gsize length;

  if (!g_file_get_contents (path, &bytes, &length, &error))
    die ("%s", error->message);
  order->input = ncsn_floats_new (length / sizeof (float), &error);
  if (order->input == NULL)
    die ("%s", error->message);
  memcpy (order->input, bytes, length);
}

static Work *
prepare (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    char **tail = argv + 2 + kinds[i].n_arguments;
    if (strcmp (kinds[i].name, argv[1]) != 0)
      continue;
    if (argc != 2 + kinds[i].n_arguments + 6)
      die ("%s takes %d arguments before N H W C INPUT THREADS.", argv[1], kinds[i].n_arguments);
    WorkOrder order = {
        .arguments = g_new0 (char *, kinds[i].n_arguments + 1),
        .shape = {whole (tail[0]), whole (tail[1]), whole (tail[2]), whole (tail[3])}};
    memcpy (order.arguments, argv + 2, (gsize)kinds[i].n_arguments * sizeof (char *));
    read_input (&order, tail[4]);
    Work *work = kinds[i].prepare (&order, ncsn_threads_new ((guint)whole (tail[5])), &error);
    if (work == NULL)
      die ("%s", error->message);
    return work;
  }
  die ("“%s” is not a kind of work; work.h lists the kinds.", argv[1]);
}

static void
run (Work *work, gsize times)
{
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();

  for (gsize i = 0; i < times; i++)
    if (!work->run (work, &error))
      die ("%s", error->message);
  printf ("%.6f\n", (double)(g_get_monotonic_time () - start) * 1e-3 / (double)times);
}

static void
write_output (const Work *work, const char *path)
{
  g_autoptr (GError) error = NULL;
  gsize bytes = work->output_size * sizeof (float);

  if (!g_file_set_contents (path, (const char *)work->output, (gssize)bytes, &error))
    die ("%s", error->message);
  puts ("written");
}

static void
print_peak (void)
{
  g_autofree char *status = NULL;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    die ("Cannot read /proc/self/status.");
  const char *line = strstr (status, "VmHWM:");
  printf ("%.1f\n", line != NULL ? (double)whole (line + strlen ("VmHWM:")) / 1024 : 0.0);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  char line[4096];

  g_set_prgname ("bench-worker");
  if (argc == 2 && strcmp (argv[1], "simd") == 0) {
    puts (ncsn_kernels ()->name);
    return 0;
  }
  if (argc == 8 && strcmp (argv[1], "make") == 0) {
    if (!work_make_model (argv + 2, argv[7], &error))
      die ("%s", error->message);
    return 0;
  }
  if (argc < 8)
    die ("Too few arguments: see the first comment of bench/speed/worker.c.");
  Work *work = prepare (argc, argv);
  while (fgets (line, sizeof line, stdin) != NULL) {
    g_strchomp (line);
    if (g_str_has_prefix (line, "run "))
      run (work, whole (line + 4));
    else if (g_str_has_prefix (line, "output "))
      write_output (work, line + 7);
    else if (strcmp (line, "peak") == 0)
      print_peak ();
    else
      die ("“%s” is not a command of this worker.", line);
    fflush (stdout);
  }
  return 0;
}
