/* SPDX-License-Identifier: GPL-3.0-or-later */
/* State dicts: exported weights are imported again, and no file makes the import crash or take more
 * memory than it has. */
#undef G_DISABLE_ASSERT
#include "ncsn/state-dict.h"

#include <math.h>
#include <glib/gstdio.h>
#include "container.h"
#include "model/model-private.h"

typedef struct {
  NcsnModel *model;
  NcsnImportOptions options;
  char *folder, *path;
  char *header; /* of the exported file, with its padding */
  guint8 *data;
  gsize data_size;
} Fixture;

/* Splits the file at `path` into header and data. */
static void
take_apart (Fixture *fixture)
{
  g_autofree char *contents = NULL;
  gsize size;
  guint64 length;

  g_assert_true (g_file_get_contents (fixture->path, &contents, &size, NULL));
  memcpy (&length, contents, sizeof length);
  length = GUINT64_FROM_LE (length);
  fixture->header = g_strndup (contents + sizeof length, length);
  fixture->data_size = size - sizeof length - length;
  fixture->data = g_memdup2 (contents + sizeof length + length, fixture->data_size);
}

static void
set_up (Fixture *fixture, gconstpointer network)
{
  g_autoptr (GError) error = NULL;
  NcsnModelConfig config;

  fixture->options.network = (NcsnNetwork)GPOINTER_TO_INT (network);
  ncsn_model_config_init_refinenet (&config, fixture->options.network, 8, 8, 1, 2,
                                    (NcsnLadder){3, 0.125, 4});
  fixture->model = ncsn_model_new (&config, 3, &error);
  g_assert_no_error (error);
  fixture->folder = g_dir_make_tmp ("ncsn-XXXXXX", &error);
  fixture->path = g_build_filename (fixture->folder, "weights.safetensors", NULL);
  g_assert_true (ncsn_model_export (fixture->model, fixture->path, &error));
  g_assert_no_error (error);
  take_apart (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (g_remove (fixture->path), ==, 0);
  /* Fails if a temporary file is left. */
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  ncsn_model_free (fixture->model);
  g_free (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->header);
  g_free (fixture->data);
}

static NcsnModel *
import (const Fixture *fixture, const GByteArray *file, GError **error)
{
  g_autoptr (GError) local = NULL;

  g_file_set_contents_full (fixture->path, (const char *)file->data, file->len,
                            G_FILE_SET_CONTENTS_NONE, 0600, &local);
  g_assert_no_error (local);
  return ncsn_model_import (fixture->path, &fixture->options, error);
}

static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NcsnModel) model = ncsn_model_import (fixture->path, &fixture->options, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (model->values, model->parameters->size * sizeof (float), fixture->model->values,
                   fixture->model->parameters->size * sizeof (float));
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
  g_autoptr (NcsnModel) model = ncsn_model_import (fixture->path, &fixture->options, &error);
  g_assert_no_error (error);
  fixture->options.ladder.levels = 5;
  g_assert_null (ncsn_model_import (fixture->path, &fixture->options, &error));
  assert_sentence (error, "made for 4 noise levels, not for 5");
}

typedef struct {
  const char *from, *to, *fragment;
} Mutation;

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
  g_assert_true (g_str_has_prefix (error->message, fixture->path));
}

static void
test_hostile_headers (Fixture *fixture, gconstpointer data)
{
  struct rlimit before;

  limit_memory (&before);
  for (guint i = 0; i < G_N_ELEMENTS (mutations); i++) {
    g_autofree char *header = replace_once (fixture->header, mutations[i].from, mutations[i].to);
    g_autoptr (GByteArray) file = container_new (header, fixture->data, fixture->data_size);
    assert_refused (fixture, file, mutations[i].fragment);
  }
  unlimit_memory (&before);
}

static void
test_hostile_values (Fixture *fixture, gconstpointer data)
{
  static const guint32 bits[] = {0x7fc00000, 0x7f800001, 0xff800000};
  gsize count = fixture->data_size / sizeof (float);

  for (guint i = 0; i < G_N_ELEMENTS (bits); i++)
    for (gsize place = 0; place < count; place += 1 + count / 9) {
      g_autoptr (GByteArray) file =
          container_new (fixture->header, fixture->data, fixture->data_size);
      gsize start = file->len - fixture->data_size;
      memcpy (file->data + start + place * sizeof (float), &bits[i], sizeof (float));
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
  g_assert_cmpuint (model->parameters->size, ==, fixture->model->parameters->size);
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
    g_autoptr (GByteArray) file =
        container_mutated (fixture->header, fixture->data, fixture->data_size, random);
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
