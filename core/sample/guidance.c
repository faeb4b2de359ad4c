/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Guidance: two scores mixed into one. */
#include "ncsn/guidance.h"

#include "base/memory.h"

struct _NcsnGuidedScore {
  NcsnScore of_class, of_none;
  double weight;
  float *none; /* the second score, `room` floats */
  gsize room;
};

NcsnGuidedScore *
ncsn_guided_score_new (NcsnScore of_class, NcsnScore of_none, double weight)
{
  NcsnGuidedScore *guided = g_new0 (NcsnGuidedScore, 1);

  guided->of_class = of_class;
  guided->of_none = of_none;
  guided->weight = weight;
  return guided;
}

void
ncsn_guided_score_free (NcsnGuidedScore *guided)
{
  if (guided == NULL)
    return;
  ncsn_floats_free (guided->none);
  g_free (guided);
}

static gboolean
make_room (NcsnGuidedScore *guided, gsize size, GError **error)
{
  if (size <= guided->room)
    return TRUE;
  ncsn_floats_free (guided->none);
  guided->none = ncsn_floats_new (size, error);
  guided->room = guided->none != NULL ? size : 0;
  return guided->none != NULL;
}

static gboolean
evaluate (const float *x, NcsnShape shape, double sigma, const NcsnKnown *known, float *score,
          gpointer data, GError **error)
{
  NcsnGuidedScore *guided = data;
  const NcsnScore of_class = guided->of_class, of_none = guided->of_none;
  const gsize size = ncsn_shape_size (shape);

  if (!make_room (guided, size, error) ||
      !of_class.evaluate (x, shape, sigma, known, score, of_class.data, error) ||
      !of_none.evaluate (x, shape, sigma, known, guided->none, of_none.data, error))
    return FALSE;
  for (gsize i = 0; i < size; i++) {
    const double none = guided->none[i];

    score[i] = (float)(none + guided->weight * ((double)score[i] - none));
  }
  return TRUE;
}

NcsnScore
ncsn_guided_score_function (NcsnGuidedScore *guided)
{
  return (NcsnScore){evaluate, guided};
}
