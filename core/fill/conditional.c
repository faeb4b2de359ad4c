/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The score of what is missing, given what is known: known pixels replace those of the chain, and
 * the hole is another channel. The hole is interleaved with the pixels because canvases cut patches
 * at other places for each evaluation and orientations turn them: both then treat it as any
 * channel. */
#include "fill/conditional.h"

#include <string.h>

#include "base/memory.h"

struct _NcsnConditionalScore {
  NcsnScore inner;
  NcsnKnown known;
  float *seen, *score; /* (N, H, W, C + 1) */
};

NcsnConditionalScore *
ncsn_conditional_score_new (NcsnScore score, const NcsnKnown *known, NcsnShape shape,
                            GError **error)
{
  g_autoptr (NcsnConditionalScore) conditional = g_new0 (NcsnConditionalScore, 1);

  conditional->inner = score;
  conditional->known = *known;
  shape.c++;
  if ((conditional->seen = ncsn_floats_new (ncsn_shape_size (shape), error)) == NULL ||
      (conditional->score = ncsn_floats_new (ncsn_shape_size (shape), error)) == NULL)
    return NULL;
  return g_steal_pointer (&conditional);
}

void
ncsn_conditional_score_free (NcsnConditionalScore *score)
{
  if (score == NULL)
    return;
  ncsn_floats_free (score->seen);
  ncsn_floats_free (score->score);
  g_free (score);
}

static gboolean
evaluate (const float *x, NcsnShape shape, double sigma, float *score, gpointer data,
          GError **error)
{
  NcsnConditionalScore *conditional = data;
  const NcsnKnown *known = &conditional->known;
  const gsize pixels = shape.n * shape.h * shape.w, c = shape.c;
  const NcsnShape seen = {shape.n, shape.h, shape.w, c + 1};

  for (gsize i = 0; i < pixels; i++) {
    const gboolean missing = known->mask[i] > 0;
    float *pixel = conditional->seen + i * (c + 1);

    memcpy (pixel, (missing ? x : known->known) + i * c, c * sizeof (float));
    pixel[c] = missing ? 1 : 0;
  }
  if (!conditional->inner.evaluate (conditional->seen, seen, sigma, conditional->score,
                                    conditional->inner.data, error))
    return FALSE;
  for (gsize i = 0; i < pixels; i++)
    memcpy (score + i * c, conditional->score + i * (c + 1), c * sizeof (float));
  return TRUE;
}

NcsnScore
ncsn_conditional_score_function (NcsnConditionalScore *score)
{
  return (NcsnScore){evaluate, score};
}
