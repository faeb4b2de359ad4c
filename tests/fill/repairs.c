/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Repairs of a small picture: models, masks and what may change. */
#undef G_DISABLE_ASSERT
#include "repairs.h"

#include <math.h>

const Repair repairs[N_REPAIRS] = {{FALSE, -1.0, {0}, FALSE}, {TRUE, -1.0, {0}, FALSE},
                                   {FALSE, 0.5, {0}, FALSE},  {TRUE, 0.5, {0}, FALSE},
                                   {FALSE, -1.0, {0}, TRUE},  {TRUE, -1.0, {0}, TRUE},
                                   {FALSE, 0.5, {0}, TRUE},   {TRUE, 0.5, {0}, TRUE}};

NcsnModel *
repair_model (const Repair *repair)
{
  g_autoptr (NcsnModel) model = small_model (CLASSES, repair->patches);

  return repair->holes ? ncsn_model_with_inputs (model, TRUE, FALSE, FALSE, NULL)
                       : g_steal_pointer (&model);
}

gboolean
repair_picture (const Repair *repair, gsize width, gsize height, const float *mask,
                const NcsnTaskOptions *options, float *picture, GError **error)
{
  g_autoptr (NcsnModel) model = repair_model (repair);
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (2);
  const NcsnInpaintOptions inpaint = {.context = -1, .passes = 1};
  NcsnTaskOptions used = options_for (model, 9);

  ncsn_model_set_symmetry (model, repair->symmetry);
  if (options != NULL) {
    const NcsnSampler sampler = used.sampler;

    used = *options;
    used.sampler = sampler;
  }
  return repair->strength < 0.0
             ? ncsn_inpaint (model, threads, width, height, mask, &inpaint, &used, picture, error)
             : ncsn_vary (model, threads, width, height, mask, repair->strength, &used, picture,
                          error);
}

float *
wild_picture (void)
{
  float *picture = random_picture (SIZE);

  picture[0] = -3.0f;
  picture[1] = INFINITY;
  return picture;
}

void
scattered_mask (float *mask)
{
  for (gsize p = 0; p < PIXELS; p++)
    mask[p] = p % 7 == 3 ? NCSN_HOLE_THRESHOLD : 0.0f;
  mask[PIXELS - 1] = 1.0f;
}

void
assert_changed_where (const float *mask, const float *before, const float *after, gsize pixels)
{
  for (gsize p = 0; p < pixels; p++) {
    gboolean kept = same (before + p * CHANNELS, after + p * CHANNELS, CHANNELS);

    g_assert_cmpint (kept, ==, mask != NULL && mask[p] == 0.0f);
    for (gsize c = 0; c < CHANNELS && !kept; c++)
      g_assert_true (after[p * CHANNELS + c] >= 0.0f && after[p * CHANNELS + c] <= 1.0f);
  }
}

void
add_repair_tests (const RepairTest *tests, gsize count)
{
  for (gsize i = 0; i < N_REPAIRS; i++)
    for (gsize k = 0; k < count; k++) {
      g_autofree char *path =
          g_strdup_printf ("/%s/%s%s/%s", repairs[i].strength < 0.0 ? "inpaint" : "vary",
                           repairs[i].patches ? "patches" : "cells",
                           repairs[i].holes ? "-holes" : "", tests[k].name);

      g_test_add_data_func (path, &repairs[i], tests[k].func);
    }
}
