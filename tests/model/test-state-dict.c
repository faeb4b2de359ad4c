/* SPDX-License-Identifier: GPL-3.0-or-later */
/* State dicts: exported weights are imported again, and no file makes the import crash or take more
 * memory than it has. */
#undef G_DISABLE_ASSERT
#include "ncsn/state-dict.h"

#include <math.h>
#include "saved-file.h"

typedef struct {
  SavedFile saved;
  NcsnImportOptions options;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer network)
{
  g_autoptr (GError) error = NULL;
  NcsnModelConfig config;

  fixture->options.network = (NcsnNetwork)GPOINTER_TO_INT (network);
  ncsn_model_config_init_refinenet (&config, fixture->options.network, 8, 8, 1, 2,
                                    (NcsnLadder){3, 0.125, 4});
  NcsnModel *model = ncsn_model_new (&config, 3, &error);
  g_assert_no_error (error);
  saved_file_init (&fixture->saved, model, "weights.safetensors", ncsn_model_export);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  saved_file_clear (&fixture->saved);
}

static NcsnModel *
import (const Fixture *fixture, const GByteArray *file, GError **error)
{
  g_autoptr (GError) local = NULL;

  g_file_set_contents_full (fixture->saved.path, (const char *)file->data, file->len,
                            G_FILE_SET_CONTENTS_NONE, 0600, &local);
  g_assert_no_error (local);
  return ncsn_model_import (fixture->saved.path, &fixture->options, error);
}

static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NcsnModel) model = ncsn_model_import (fixture->saved.path, &fixture->options, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (model->values, model->parameters->size * sizeof (float),
                   fixture->saved.model->values,
                   fixture->saved.model->parameters->size * sizeof (float));
  g_assert_cmpuint (model->config.width, ==, 8);
  g_assert_cmpuint (model->config.base_channels, ==, 2);
  g_assert_cmpuint (model->config.ladder.levels, ==, 4);
  g_assert_cmpfloat (model->config.ladder.sigma_begin, ==, 3);
  g_assert_cmpfloat (model->config.ladder.sigma_end, ==, 0.125);
  g_assert_true (ncsn_model_config_check (&model->config, NULL));
}

/* A number of levels that contradicts the file. */
static void
test_levels (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->options.ladder.levels = 4;
  g_autoptr (NcsnModel) model = ncsn_model_import (fixture->saved.path, &fixture->options, &error);
  g_assert_no_error (error);
  fixture->options.ladder.levels = 5;
  g_assert_null (ncsn_model_import (fixture->saved.path, &fixture->options, &error));
  assert_sentence (error, "made for 4 noise levels, not for 5");
}

/* Each is the header of the exported file with one error. */
static const Mutation mutations[] = {
    {"{", "[", "header is not valid JSON"},
    {"\"begin_conv.weight\"", "\"begun_conv.weight\"", "no convolution “begin_conv.weight”"},
    {"\"begin_conv.bias\"", "\"begin_conv.boas\"",
     "lacks tensors of the network: begin_conv.bias; and it has tensors"},
    {"\"end_conv.bias\"", "\"end_conv.\\u001b[2J\"", "does not have: end_conv.?[2J."},
    {"[2,1,3,3]", "[1,2,3,3]", "1 channel (gray) or 3"},
    {"[2,1,3,3]", "[1,1,6,3]", "features must be from 2"},
    {"[2,1,3,3]", "[3,3,1,2]", "shape"},
    {"[2,1,3,3]", "[2,3,3]", "no convolution"},
    {"[2,1,3,3]", "[2,9223372036854775804,3,3]", "more values than its data"},
    {"[4,4,3,3]", "[4,3,4,3]", "has the shape (4×3×4×3)"},
    {"\"F32\"", "\"F16\"", "only F32"},
    {"\"image_size\":\"8\"", "\"image_size\":\"7\"", "even width"},
    {"\"image_size\":\"8\"", "\"image_size\":\"1e99\"", "width must be"},
    {"[0,", "[4,", "more values than its data"},
};

static void
assert_refused (const Fixture *fixture, const GByteArray *file, const char *fragment)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (import (fixture, file, &error));
  assert_sentence (error, fragment);
  g_assert_true (g_str_has_prefix (error->message, fixture->saved.path));
}

static void
test_hostile_headers (Fixture *fixture, gconstpointer data)
{
  struct rlimit before;

  limit_memory (&before);
  for (guint i = 0; i < G_N_ELEMENTS (mutations); i++) {
    g_autoptr (GByteArray) file =
        saved_file_with (&fixture->saved, mutations[i].from, mutations[i].to);
    assert_refused (fixture, file, mutations[i].fragment);
  }
  unlimit_memory (&before);
}

static void
test_hostile_values (Fixture *fixture, gconstpointer data)
{
  static const guint32 bits[] = {0x7fc00000, 0x7f800001, 0xff800000};
  gsize count = fixture->saved.data_size / sizeof (float);

  for (guint i = 0; i < G_N_ELEMENTS (bits); i++)
    for (gsize place = 0; place < count; place += 1 + count / 9) {
      g_autoptr (GByteArray) file = saved_file_with_float (&fixture->saved, place, bits[i]);
      assert_refused (fixture, file, "not a finite number");
    }
}

static void
assert_sound (const Fixture *fixture, const NcsnModel *model)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (ncsn_model_config_check (&model->config, &error));
  g_assert_no_error (error);
  g_assert_cmpint (model->config.network, ==, fixture->options.network);
  g_assert_cmpuint (model->parameters->size, ==, fixture->saved.model->parameters->size);
  for (gsize v = 0; v < model->parameters->size; v++)
    g_assert_true (isfinite (model->values[v]));
}

static void
test_hostile_random (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (4);
  struct rlimit before;
  guint accepted = 0;

  limit_memory (&before);
  for (guint i = 0; i < 2000; i++) {
    g_autoptr (GByteArray) file = container_mutated (fixture->saved.header, fixture->saved.data,
                                                     fixture->saved.data_size, random);
    g_autoptr (GError) error = NULL;
    g_autoptr (NcsnModel) model = import (fixture, file, &error);
    g_assert_true ((model == NULL) == (error != NULL));
    if (model == NULL) {
      assert_sentence (error, "");
      continue;
    }
    accepted++;
    assert_sound (fixture, model);
  }
  unlimit_memory (&before);
  g_test_message ("%u accepted", accepted);
  g_assert_cmpuint (accepted, >, 100);
}

static void
add (const char *name, void (*test) (Fixture *, gconstpointer))
{
  static const NcsnNetwork networks[] = {NCSN_NETWORK_NCSN, NCSN_NETWORK_NCSNV2};

  for (guint i = 0; i < G_N_ELEMENTS (networks); i++) {
    g_autofree char *path =
        g_strdup_printf ("/state-dict/%s/%s", ncsn_network_names ()[networks[i]], name);
    g_test_add (path, Fixture, GINT_TO_POINTER (networks[i]), set_up, test, tear_down);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("round-trip", test_round_trip);
  add ("levels", test_levels);
  add ("hostile/headers", test_hostile_headers);
  add ("hostile/values", test_hostile_values);
  add ("hostile/random", test_hostile_random);
  return g_test_run ();
}
