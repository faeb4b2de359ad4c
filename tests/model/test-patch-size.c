/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A model of patches for patches of another size: its scores are those that the first model gives
 * pictures of that size. */
#undef G_DISABLE_ASSERT
#include <math.h>

#include "compare.h"
#include "model/model-private.h"
#include "ncsn/error.h"
#include "small-model.h"

#define LARGER (2 * NCSN_TEST_SIDE)
#define CLASSES 3

/* A U-Net of patches with attention, whose last layer is not 0. */
static NcsnModel *
patches_model (void)
{
  NcsnModel *model = ncsn_test_model (NCSN_PRECONDITION_EDM, CLASSES);

  model->config.patches = TRUE;
  for (gsize i = 0; i < model->parameters->size; i++)
    model->values[i] += 0.05f * cosf ((float)i);
  return model;
}

static void
score_larger (const NcsnModel *model, const float *x, float *s)
{
  static const guint class_index = 1;
  const NcsnShape shape = {1, LARGER, LARGER, 1};
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  g_autoptr (NcsnModelScore) owner = ncsn_model_score_new (model, threads, &class_index, 1, NULL);
  const NcsnScore score = ncsn_model_score_function (owner);

  g_assert_true (score.evaluate (x, shape, 0.3, NULL, s, score.data, NULL));
}

static void
test_same_network (void)
{
  g_autoptr (NcsnModel) model = patches_model ();
  g_autoptr (GError) error = NULL;
  g_autoptr (NcsnModel) larger = ncsn_model_with_patches (model, LARGER, &error);
  g_autofree float *x = ncsn_test_normal (LARGER * LARGER, 5);
  float expected[LARGER * LARGER], actual[LARGER * LARGER];

  g_assert_no_error (error);
  const NcsnModelConfig *a = ncsn_model_config (model), *b = ncsn_model_config (larger);
  g_assert_cmpuint (b->width, ==, LARGER);
  g_assert_cmpuint (b->height, ==, LARGER);
  g_assert_cmpuint (a->n_attention, >, 0);
  g_assert_cmpuint (b->n_attention, ==, a->n_attention);
  for (guint i = 0; i < a->n_attention; i++)
    g_assert_cmpuint (b->attention[i], ==, 2 * a->attention[i]);
  score_larger (model, x, expected);
  score_larger (larger, x, actual);
  g_assert_cmpmem (actual, sizeof actual, expected, sizeof expected);
}

static void
refused (const NcsnModel *model, guint size)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ncsn_model_with_patches (model, size, &error));
  g_assert_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT);
  g_test_message ("%s", error->message);
}

/* Its levels do not fit into patches of odd size; whole pictures are not patches. */
static void
test_refused (void)
{
  g_autoptr (NcsnModel) model = patches_model ();
  g_autoptr (NcsnModel) whole = ncsn_test_model (NCSN_PRECONDITION_EDM, CLASSES);

  refused (model, 2 * NCSN_TEST_SIDE - 1);
  refused (whole, LARGER);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/patch-size/same-network", test_same_network);
  g_test_add_func ("/patch-size/refused", test_refused);
  return g_test_run ();
}
