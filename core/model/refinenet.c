/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The authors' RefineNets. For n base channels and S × S pixels: a residual stage of n channels at
 * side S; three of 2n channels at side S/2, undilated and with dilations 2 and 4; then four
 * RefineNet blocks back to side S. */
#include "model/refinenet.h"

#include <math.h>

#include "nn/refine-blocks.h"

/* A position this near to a level of the ladder counts as that level, so that rounding does not mix
 * rows of the tables. */
#define SNAP 1e-4

double
ncsn_refinenet_level (const NcsnModelConfig *config, double sigma)
{
  const NcsnLadder *ladder = &config->ladder;
  double last = ladder->levels - 1;

  if (ladder->levels == 1)
    return 0.0;
  double level =
      last * log (ladder->sigma_begin / sigma) / log (ladder->sigma_begin / ladder->sigma_end);
  if (fabs (level - round (level)) < SNAP)
    level = round (level);
  return CLAMP (level, 0.0, last);
}

/* Declares the noise levels as a tensor that is stored but not trained. */
static void
declare_sigmas (NcsnNet *net, const NcsnLadder *ladder)
{
  NcsnInit init = {
      .kind = NCSN_INIT_GEOMETRIC, .first = ladder->sigma_begin, .last = ladder->sigma_end};

  ncsn_parameters_declare (net->parameters, NCSN_REFINENET_SIGMAS, 1,
                           (NcsnShape){1, 1, 1, ladder->levels}, init);
}

NcsnNode *
ncsn_refinenet (NcsnNet *net, const NcsnModelConfig *config, NcsnNode *x, NcsnNode *level)
{
  NcsnRefine refine = {net, level, config->ladder.levels};
  gsize channels = x->shape.c, n = config->base_channels;

  if (level == NULL)
    declare_sigmas (net, &config->ladder);
  x = ncsn_refine_conv (&refine, "begin_conv", x, n, 3, 1, TRUE);
  NcsnNode *stage1 = ncsn_refine_residual (&refine, "res1.0", x, 1);
  stage1 = ncsn_refine_residual (&refine, "res1.1", stage1, 1);
  NcsnNode *stage2 = ncsn_refine_residual_down (&refine, "res2.0", stage1, 2 * n, 1);
  stage2 = ncsn_refine_residual (&refine, "res2.1", stage2, 1);
  NcsnNode *stage3 = ncsn_refine_residual_down (&refine, "res3.0", stage2, 2 * n, 2);
  stage3 = ncsn_refine_residual (&refine, "res3.1", stage3, 2);
  NcsnNode *stage4 = ncsn_refine_residual_down (&refine, "res4.0", stage3, 2 * n, 4);
  stage4 = ncsn_refine_residual (&refine, "res4.1", stage4, 4);

  NcsnNode *h = ncsn_refine_block (&refine, "refine1", (NcsnNode *[]){stage4}, 1, 2 * n, FALSE);
  h = ncsn_refine_block (&refine, "refine2", (NcsnNode *[]){stage3, h}, 2, 2 * n, FALSE);
  h = ncsn_refine_block (&refine, "refine3", (NcsnNode *[]){stage2, h}, 2, n, FALSE);
  h = ncsn_refine_block (&refine, "refine4", (NcsnNode *[]){stage1, h}, 2, n, TRUE);
  h = ncsn_refine_norm (&refine, "normalizer", h, NCSN_ACTIVATION_ELU);
  return ncsn_refine_conv (&refine, "end_conv", h, channels, 3, 1, TRUE);
}
