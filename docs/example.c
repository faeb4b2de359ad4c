/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws four pictures with a model, one below the other: example MODEL >PICTURE.pnm */
#include <stdio.h>

#include <ncsn/ncsn.h>

#define COUNT 4

static gboolean
draw (const char *path, GError **error)
{
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (0);
  g_autoptr (NcsnModel) model = ncsn_model_load (path, error);
  if (model == NULL)
    return FALSE;

  const NcsnModelConfig *config = ncsn_model_config (model);
  const NcsnShape shape = {COUNT, config->height, config->width, config->channels};
  g_autofree float *pictures = g_new (float, ncsn_shape_size (shape));
  NcsnTaskOptions options;
  ncsn_task_options_init (&options, NCSN_PURPOSE_DRAW, model);
  options.seed = 7;
  if (!ncsn_generate (model, threads, COUNT, &options, pictures, NULL, error))
    return FALSE;

  printf ("P%d\n%u %u\n255\n", shape.c == 3 ? 6 : 5, config->width, COUNT * config->height);
  for (gsize i = 0; i < ncsn_shape_size (shape); i++)
    putchar ((int)(255 * pictures[i] + 0.5f));
  return TRUE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  if (argc == 2 && draw (argv[1], &error))
    return 0;
  fprintf (stderr, "%s\n", error != NULL ? error->message : "usage: example MODEL >PICTURE.pnm");
  return 1;
}
