/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints the score of one picture, for programs that compute it otherwise (model-format.py).
 *
 * usage: print-score MODEL SIGMA CLASS HEIGHT WIDTH
 *
 * Reads 32-bit floats from the standard input: the noisy picture (H, W, C), and for a model that
 * sees holes also where they are (H, W, 1), 1 in a hole and 0 where the picture is known and has no
 * noise, and for a model with a noise map the levels (H, W, 1). Writes s(x, σ) as (H, W, C). */
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "model/model-private.h"
#include "model/score-graph.h"

static void
read_floats (float *values, gsize count)
{
  if (fread (values, sizeof (float), count, stdin) == count)
    return;
  g_printerr ("print-score: The standard input has too few numbers.\n");
  exit (2);
}

static gboolean
print_score (NcsnModel *model, double sigma, guint class_index, NcsnShape shape, GError **error)
{
  g_autoptr (NcsnGraph) graph = ncsn_graph_new ();
  NcsnScoreGraph score = ncsn_score_graph_build (graph, model->parameters, &model->config, shape);
  g_autofree float *x = g_new (float, ncsn_shape_size (shape));
  g_autofree float *hole = model->config.holes ? g_new (float, shape.h *shape.w) : NULL;
  g_autofree float *levels = model->config.noise_map ? g_new (float, shape.h *shape.w) : NULL;
  const gsize viewed = shape.h * shape.w * (shape.c + 1);
  g_autofree float *view = model->config.coarse ? g_new (float, viewed) : NULL;
  const NcsnKnown known = {
      .known = hole != NULL ? x : NULL, .mask = hole, .levels = levels, .view = view};

  read_floats (x, ncsn_shape_size (shape));
  if (hole != NULL)
    read_floats (hole, shape.h * shape.w);
  if (levels != NULL)
    read_floats (levels, shape.h * shape.w);
  if (view != NULL)
    read_floats (view, viewed);
  if (!ncsn_graph_plan (graph, NCSN_PLAN_INFERENCE, error))
    return FALSE;
  ncsn_graph_bind (graph, model->values, NULL);
  ncsn_score_graph_set (&score, &model->config, x, &sigma, &class_index, &known);
  NcsnThreads *threads = ncsn_threads_new (1);
  ncsn_graph_forward (graph, threads);
  ncsn_threads_free (threads);
  fwrite (score.score->value, sizeof (float), ncsn_shape_size (shape), stdout);
  return TRUE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NcsnModel) model = argc == 6 ? ncsn_model_load (argv[1], &error) : NULL;

  if (model != NULL) {
    NcsnShape shape = {1, strtoul (argv[4], NULL, 10), strtoul (argv[5], NULL, 10),
                       model->config.channels};
    if (print_score (model, g_ascii_strtod (argv[2], NULL), (guint)atoi (argv[3]), shape, &error))
      return 0;
  }
  g_printerr ("print-score: %s\n",
              error != NULL ? error->message : "usage: print-score MODEL SIGMA CLASS HEIGHT WIDTH");
  return 2;
}
