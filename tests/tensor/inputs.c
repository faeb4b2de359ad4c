/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes the inputs for the tests of normalisation and attention. */
#include "inputs.h"

#include "compare.h"

void
ncsn_test_make_activations (float *input, NcsnShape shape, float offset)
{
  gsize c = shape.c;
  g_autofree float *mean = ncsn_test_normal (c, 2);

  for (gsize i = 0; i < ncsn_shape_size (shape); i++)
    input[i] = input[i] * (0.5f + (float)(i % c % 3)) + mean[i % c] + offset;
}

void
ncsn_test_attention_shapes (NcsnTestAttentionFunc check)
{
  check ((NcsnShape){3, 7, 7, 3 * 64}, 1, 1, FALSE);
  check ((NcsnShape){1, 14, 13, 3 * 66}, 2, 1, FALSE);
  check ((NcsnShape){3, 3, 5, 3 * 9}, 3, 1, TRUE);
  check ((NcsnShape){3, 4, 3, 3 * 7}, 1, 1, TRUE);
  check ((NcsnShape){1, 1, 1, 3 * 5}, 1, 1, TRUE);
  check ((NcsnShape){1, 5, 5, 3 * 2}, 2, 1, TRUE);
  check ((NcsnShape){1, 4, 4, 3 * 16}, 1, 3, FALSE); /* each query attends to nearly one pixel */
}
