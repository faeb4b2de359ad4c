/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The estimate of the memory that a task needs. */
#include "run/memory.h"

#include "base/memory.h"
#include "model/model-private.h"
#include "sample/rules.h"

/* Arrays of x's shape that every chain has beside x: the score and the preview. */
#define CHAIN_ARRAYS 2

/* A network holds about so many of its widest arrays for each picture in a pass: 9.4 to 10.1 in
 * U-Nets, 5.1 in the authors' networks. */
#define NETWORK_ARRAYS 10

static double
network_floats (const NcsnTaskRun *run, double pictures)
{
  const NcsnModelConfig *config = ncsn_model_config (run->model);
  const gboolean heavy = ncsn_model_n_parameters (run->model) >= NCSN_MANY_WEIGHTS;
  double threads = ncsn_threads_count (run->threads);
  double pass = heavy ? NCSN_PASS_ALONE_LARGE : NCSN_PASS_ALONE;
  double max_pictures = MAX (NCSN_PASS_SHARED, pass * threads);

  return ncsn_guidance_scores (run->options->guidance) * NETWORK_ARRAYS *
         MIN (pictures, max_pictures) * config->height * config->width * config->base_channels;
}

double
ncsn_task_floats (NcsnShape shape)
{
  return (double)shape.n * (double)shape.h * (double)shape.w * (double)shape.c;
}

gboolean
ncsn_task_check_memory (const NcsnTaskRun *run, NcsnShape chain, double floats, GError **error)
{
  double size = ncsn_task_floats (chain);
  double pictures = size / ncsn_task_floats (ncsn_task_picture_shape (run->model));

  const guint scores = ncsn_guidance_scores (run->options->guidance) - 1; /* besides the chain's */

  floats += (CHAIN_ARRAYS + scores + ncsn_sampler_kept (&run->options->sampler)) * size +
            network_floats (run, MAX (pictures, 1.0));
  return ncsn_memory_check (sizeof (float) * floats, error);
}
