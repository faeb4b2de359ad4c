/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One case of the bench in a process of its own.
 *
 * usage: bench-worker KIND ARGUMENT… N H W C INPUT THREADS
 *        bench-worker make NETWORK FEATURES SIDE CHANNELS MULTIPLIERS FILE
 *        bench-worker simd    tells which inner loops are in use
 *
 * KIND and its arguments are those of work.h; INPUT holds float32 numbers. Then it does what lines
 * on its input say, and answers each with one line:
 *   run K         does the work K times and tells how many milliseconds one took
 *   output FILE   writes the output of the last run as float32, and says "written"
 *   peak          tells the most memory the process has held, in MiB */
#include "work.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
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

static void die (const char *format, ...) G_GNUC_PRINTF (1, 2) G_GNUC_NORETURN;

static void
die (const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_autofree char *sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_printerr ("bench-worker: %s\n", sentence);
  exit (1);
}

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
  if (!order->input)
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
    if (!work)
      die ("%s", error->message);
    return work;
  }
  die ("There is no kind “%s”.", argv[1]);
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
tell_peak (void)
{
  g_autofree char *status = NULL;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    die ("/proc/self/status cannot be read.");
  const char *line = strstr (status, "VmHWM:");
  printf ("%.1f\n", line ? (double)whole (line + strlen ("VmHWM:")) / 1024 : 0.0);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  char line[4096];

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
    die ("Too few arguments; the first comment of bench/speed/worker.c explains them.");
  Work *work = prepare (argc, argv);
  while (fgets (line, sizeof line, stdin)) {
    g_strchomp (line);
    if (g_str_has_prefix (line, "run "))
      run (work, whole (line + 4));
    else if (g_str_has_prefix (line, "output "))
      write_output (work, line + 7);
    else if (strcmp (line, "peak") == 0)
      tell_peak ();
    else
      die ("“%s” is nothing it can do.", line);
    fflush (stdout);
  }
  return 0;
}
