/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Classes of models: their names and groups, and models with other classes. */
#undef G_DISABLE_ASSERT
#include "small-model.h"

#include <math.h>
#include <string.h>

#include "ncsn/error.h"

static int
find (const NcsnModel *model, const char *name, guint64 seed)
{
  g_autoptr (GError) error = NULL;
  const int found = ncsn_model_find_class (model, name, seed, &error);

  g_assert_true ((found < 0) == (error != NULL));
  if (error != NULL)
    g_assert_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT);
  return found;
}

/* A group stands for its classes by the seed; a class of that very name, or of a name that only
 * begins like it, does not belong to the group. */
static void
test_find (void)
{
  static const char *const names[] = {"moss/dry", "mosses", "moss/wet", "bark", NULL};
  g_autoptr (NcsnModel) model = ncsn_test_model (NCSN_PRECONDITION_EDM, 4);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (find (model, "2", 0), ==, 2);
  g_assert_cmpint (find (model, "bark", 0), ==, -1);
  ncsn_model_set_class_names (model, names);
  g_assert_cmpint (find (model, "bark", 7), ==, 3);
  g_assert_cmpint (find (model, "moss/wet", 0), ==, 2);
  g_assert_cmpint (find (model, "moss", 4), ==, 0);
  g_assert_cmpint (find (model, "moss", 5), ==, 2);
  g_assert_cmpint (find (model, "moss", G_MAXUINT64), ==, 2);
  g_assert_cmpint (find (model, "3", 0), ==, 3);
  g_assert_cmpint (find (model, "mos", 0), ==, -1);
  g_assert_cmpint (ncsn_model_find_class (model, "brak", 0, &error), ==, -1);
  g_assert_nonnull (
      strstr (error->message, "no class “brak”. Did you mean “bark”? It has: moss/dry"));
  g_assert_cmpint (find (model, "4", 0), ==, -1);
}

/* The score of the test's pictures of a class. */
static float *
score_of (const NcsnModel *model, guint class_index)
{
  const NcsnShape shape = {1, NCSN_TEST_SIDE, NCSN_TEST_SIDE, 1};
  g_autoptr (NcsnThreads) threads = ncsn_threads_new (1);
  g_autoptr (NcsnModelScore) owner = ncsn_model_score_new (model, threads, &class_index, 1, NULL);
  const NcsnScore score = ncsn_model_score_function (owner);
  g_autofree float *x = ncsn_test_pictures (1, 3);
  float *s = g_new (float, NCSN_TEST_PIXELS);

  g_assert_true (score.evaluate (x, shape, 0.3, NULL, s, score.data, NULL));
  return s;
}

/* Each class has the score of the class that it begins as. */
static void
test_other_classes (void)
{
  static const int origin[] = {2, 0, 2, 1, 3};
  g_autoptr (NcsnModel) model = ncsn_test_model (NCSN_PRECONDITION_EDM, 4);
  for (gsize i = 0; i < model->parameters->size; i++)
    model->values[i] += 0.05f * cosf ((float)i); /* its last layer begins as 0 */
  g_autoptr (NcsnModel) other =
      ncsn_model_with_classes (model, origin, G_N_ELEMENTS (origin), NULL);

  g_assert_cmpuint (ncsn_model_config (other)->n_classes, ==, G_N_ELEMENTS (origin));
  g_assert_null (ncsn_model_class_name (other, 0));
  for (guint i = 0; i < G_N_ELEMENTS (origin); i++) {
    g_autofree float *a = score_of (model, (guint)origin[i]), *b = score_of (other, i);

    g_assert_cmpmem (a, NCSN_TEST_PIXELS * sizeof (float), b, NCSN_TEST_PIXELS * sizeof (float));
  }
  g_autofree float *first = score_of (other, 0), *second = score_of (other, 1);
  g_assert_cmpint (memcmp (first, second, NCSN_TEST_PIXELS * sizeof (float)), !=, 0);
}

/* A guidable model has the scores of the model that it began as, and for no class that of an
 * embedding of 0; other classes keep it. */
static void
test_guidable (void)
{
  static const int origin[] = {2, 2, 0};
  const gsize bytes = NCSN_TEST_PIXELS * sizeof (float);
  g_autoptr (NcsnModel) model = ncsn_test_model (NCSN_PRECONDITION_EDM, 4);
  for (gsize i = 0; i < model->parameters->size; i++)
    model->values[i] += 0.05f * cosf ((float)i);
  g_autoptr (NcsnModel) guidable = ncsn_model_with_guidance (model, NULL);
  g_autoptr (NcsnModel) other = ncsn_model_with_classes (guidable, origin, 3, NULL);
  const NcsnParameter *table = ncsn_parameters_find (model->parameters, "embedding.class.weight");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 4; i++) {
    g_autofree float *a = score_of (model, i), *b = score_of (guidable, i);

    g_assert_cmpmem (a, bytes, b, bytes);
  }
  for (gsize i = 0; i < table->shape.c; i++)
    model->values[table->offset + i] = 0.0f;
  g_autofree float *zero = score_of (model, 0), *none = score_of (guidable, 4);
  g_autofree float *still = score_of (other, 3);
  g_assert_cmpmem (zero, bytes, none, bytes);
  g_assert_cmpmem (zero, bytes, still, bytes);

  g_autoptr (NcsnModel) plain = ncsn_test_model (NCSN_PRECONDITION_EDM, 0);
  g_assert_null (ncsn_model_with_guidance (plain, &error));
  g_assert_error (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/classes/find", test_find);
  g_test_add_func ("/classes/other", test_other_classes);
  g_test_add_func ("/classes/guidable", test_guidable);
  return g_test_run ();
}
