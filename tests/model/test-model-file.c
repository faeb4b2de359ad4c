/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Model files: saved models are loaded again, and no file makes the reader crash or take more
 * memory than the file has. */
#undef G_DISABLE_ASSERT
#include "model/file.h"

#include <math.h>
#include "model/config.h"
#include "saved-file.h"

static NcsnModel *
small_model (void)
{
  static const char *const names[] = {"zero", "µ \"one\"", NULL};
  NcsnModelConfig config;
  g_autoptr (GError) error = NULL;
  ncsn_model_config_init (&config, 4, 4, 1);
  config.base_channels = 4;
  config.n_classes = 2;
  NcsnModel *model = ncsn_model_new (&config, 5, &error);
  g_assert_no_error (error);
  ncsn_model_set_class_names (model, names);
  ncsn_model_set_description (model, "Two lines\nof “text”");
  return model;
}

static void
set_up (SavedFile *fixture, gconstpointer data)
{
  saved_file_init (fixture, small_model (), "small.safetensors", ncsn_model_save);
}

static void
tear_down (SavedFile *fixture, gconstpointer data)
{
  saved_file_clear (fixture);
}

static NcsnModel *
load (const GByteArray *file, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (file->data, file->len);
  return ncsn_model_load_bytes (bytes, error);
}

static void
assert_same_model (const NcsnModel *a, const NcsnModel *b)
{
  g_autofree char *a_config = ncsn_model_config_to_json (&a->config);
  g_autofree char *b_config = ncsn_model_config_to_json (&b->config);
  g_assert_cmpstr (a_config, ==, b_config);
  g_assert_cmpmem (a->values, a->parameters->size * sizeof (float), b->values,
                   b->parameters->size * sizeof (float));
  g_assert_cmpstr (ncsn_model_description (a), ==, ncsn_model_description (b));
  for (guint i = 0; i <= a->config.n_classes; i++)
    g_assert_cmpstr (ncsn_model_class_name (a, i), ==, ncsn_model_class_name (b, i));
}

static void
test_round_trip (SavedFile *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NcsnModel) model = ncsn_model_load (fixture->path, &error);
  g_assert_no_error (error);
  assert_same_model (model, fixture->model);

  g_autoptr (GByteArray) bytes = saved_file_copy (fixture);
  g_autoptr (NcsnModel) from_memory = load (bytes, &error);
  g_assert_no_error (error);
  assert_same_model (from_memory, fixture->model);

  /* A loaded model is saved with the same bytes. */
  g_assert_true (ncsn_model_save (model, fixture->path, &error));
  g_autofree char *contents = NULL;
  gsize size;
  g_assert_true (g_file_get_contents (fixture->path, &contents, &size, &error));
  g_assert_cmpmem (contents, size, bytes->data, bytes->len);
  g_assert_cmpuint ((size - fixture->data_size) % 8, ==, 0);
}

static void
assert_summary (const NcsnModelSummary *summary, const NcsnModel *model)
{
  g_autofree char *config = ncsn_model_config_to_json (&summary->config);
  g_autofree char *expected = ncsn_model_config_to_json (&model->config);
  g_assert_cmpstr (config, ==, expected);
  g_assert_cmpstr (summary->description, ==, model->description);
  g_assert_true ((summary->class_names != NULL) == (model->class_names != NULL));
  if (model->class_names != NULL)
    g_assert_cmpstrv (summary->class_names, model->class_names);
}

/* A peek finds what loading finds, with names and description and without. */
static void
test_peek (SavedFile *fixture, gconstpointer data)
{
  for (guint i = 0; i < 2; i++) {
    g_autoptr (GError) error = NULL;
    g_auto (NcsnModelSummary) summary = {0};
    g_assert_true (ncsn_model_peek (fixture->path, &summary, &error));
    g_assert_no_error (error);
    g_autoptr (NcsnModel) model = ncsn_model_load (fixture->path, &error);
    g_assert_no_error (error);
    assert_summary (&summary, model);

    ncsn_model_set_class_names (fixture->model, NULL);
    ncsn_model_set_description (fixture->model, NULL);
    g_assert_true (ncsn_model_save (fixture->model, fixture->path, &error));
  }
}

static void
write_container (const SavedFile *fixture, const char *header, gconstpointer values)
{
  g_autoptr (GByteArray) file = container_new (header, values, fixture->data_size);
  g_assert_true (
      g_file_set_contents (fixture->path, (const char *)file->data, (gssize)file->len, NULL));
}

/* Weights that loading refuses do not matter to a peek, since it does not read them. */
static void
test_peek_reads_no_weights (SavedFile *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_auto (NcsnModelSummary) summary = {0};
  g_autofree guint32 *values = g_malloc (fixture->data_size);
  for (gsize i = 0; i < fixture->data_size / sizeof (float); i++)
    values[i] = GUINT32_TO_LE (0x7fc00000); /* NaN */
  write_container (fixture, fixture->header, values);
  g_assert_null (ncsn_model_load (fixture->path, &error));
  assert_sentence (error, "not a finite number");
  g_clear_error (&error);
  g_assert_true (ncsn_model_peek (fixture->path, &summary, &error));
  g_assert_no_error (error);
  assert_summary (&summary, fixture->model);
}

/* The hash is the SHA-256 of configuration, names and weights as in the file. The description is
 * not part of it. */
static void
test_hash (SavedFile *fixture, gconstpointer data)
{
  static const char *const others[] = {"zero", "two", NULL};
  g_autoptr (GByteArray) whole = g_byte_array_new ();
  g_autofree char *config = ncsn_model_config_to_json (&fixture->model->config);
  const char *names = "[\"zero\",\"µ \\\"one\\\"\"]";
  g_byte_array_append (whole, (const guint8 *)config, (guint)strlen (config) + 1);
  g_byte_array_append (whole, (const guint8 *)names, (guint)strlen (names) + 1);
  g_byte_array_append (whole, (const guint8 *)fixture->data, (guint)fixture->data_size);
  g_autofree char *expected =
      g_compute_checksum_for_data (G_CHECKSUM_SHA256, whole->data, whole->len);
  g_autofree char *hash = ncsn_model_hash (fixture->model);
  g_assert_cmpstr (hash, ==, expected);

  g_autoptr (NcsnModel) loaded = ncsn_model_load (fixture->path, NULL);
  ncsn_model_set_description (loaded, NULL);
  g_autofree char *again = ncsn_model_hash (loaded);
  g_assert_cmpstr (again, ==, expected);
  loaded->values[0] += 1.0f;
  g_autofree char *other_weight = ncsn_model_hash (loaded);
  g_assert_cmpstr (other_weight, !=, expected);
  ncsn_model_set_class_names (fixture->model, others);
  g_autofree char *other_name = ncsn_model_hash (fixture->model);
  g_assert_cmpstr (other_name, !=, expected);
}

/* Names may come from folders, whose names are any bytes: a file must hold valid text, without
 * control characters for terminals. */
static void
test_unclean_text (SavedFile *fixture, gconstpointer data)
{
  static const char *const names[] = {"a\xff\x1b[2Jb", "c\nd", NULL};
  g_autoptr (GError) error = NULL;
  ncsn_model_set_class_names (fixture->model, names);
  ncsn_model_set_description (fixture->model, "e\n\xc3(\x07\xc2\x9b"
                                              "f");
  g_assert_true (ncsn_model_save (fixture->model, fixture->path, &error));
  g_autoptr (NcsnModel) model = ncsn_model_load (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (ncsn_model_class_name (model, 0), ==, "a\uFFFD [2Jb");
  g_assert_cmpstr (ncsn_model_class_name (model, 1), ==, "c d");
  g_assert_cmpstr (ncsn_model_description (model), ==, "e\n\uFFFD(  f");
}

/* Models may have no names of classes and no description. */
static void
test_bare (SavedFile *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  ncsn_model_set_class_names (fixture->model, NULL);
  ncsn_model_set_description (fixture->model, NULL);
  g_assert_true (ncsn_model_save (fixture->model, fixture->path, &error));
  g_autoptr (NcsnModel) model = ncsn_model_load (fixture->path, &error);
  g_assert_no_error (error);
  assert_same_model (model, fixture->model);
  g_assert_null (ncsn_model_class_name (model, 0));
}

/* A model with values that are not finite must not replace a file that can be loaded. */
static void
test_saves_no_nan (SavedFile *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL, *after = NULL;
  gsize before_size, after_size;
  g_assert_true (g_file_get_contents (fixture->path, &before, &before_size, NULL));
  fixture->model->values[fixture->model->parameters->size - 1] = NAN;
  g_assert_false (ncsn_model_save (fixture->model, fixture->path, &error));
  assert_sentence (error, "not a finite number");
  g_assert_error (error, NCSN_ERROR, NCSN_ERROR_DIVERGED);
  g_assert_true (g_file_get_contents (fixture->path, &after, &after_size, NULL));
  g_assert_cmpmem (before, before_size, after, after_size);
}

/* A prefix selects one of several sets of tensors in a file of another format. */
static void
test_prefix (SavedFile *fixture, gconstpointer data)
{
  const NcsnParameters *parameters = fixture->model->parameters;
  g_autoptr (GArray) tensors = g_array_new (FALSE, FALSE, sizeof (NcsnTensor));
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) metadata = ncsn_model_metadata (fixture->model);
  g_autofree float *other = g_new0 (float, parameters->size);
  g_autoptr (GError) error = NULL;
  ncsn_model_append_tensors (parameters, other, "a/", tensors, names);
  ncsn_model_append_tensors (parameters, fixture->model->values, "b/", tensors, names);
  g_hash_table_insert (metadata, g_strdup ("format"), g_strdup ("two sets"));
  g_assert_true (ncsn_safetensors_write (fixture->path, (const NcsnTensor *)tensors->data,
                                         tensors->len, metadata, &error));

  g_autoptr (NcsnSafetensors) file = ncsn_safetensors_read (fixture->path, &error);
  g_assert_no_error (error);
  g_autoptr (NcsnModel) model = ncsn_model_from_safetensors (file, "b/", &error);
  g_assert_no_error (error);
  assert_same_model (model, fixture->model);
  g_assert_true (ncsn_model_read_values (file, "a/", parameters, model->values, &error));
  g_assert_cmpmem (model->values, parameters->size * sizeof (float), other,
                   parameters->size * sizeof (float));
  g_assert_false (ncsn_model_read_values (file, "c/", parameters, model->values, &error));
  assert_sentence (error, "lacks the tensor “c/");
  g_clear_error (&error);
  g_assert_null (ncsn_model_load (fixture->path, &error));
  assert_sentence (error, "of the format “two sets”");
  g_assert_true (g_str_has_prefix (error->message, fixture->path));
}

static void
assert_refused (const GByteArray *file, const char *fragment)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (load (file, &error));
  assert_sentence (error, fragment);
}

/* Each is the header of the fixture's file with one error. The configuration is JSON inside a JSON
 * string, so its quotation marks have backslashes. */
static const Mutation mutations[] = {
    {"{", "[", "header is not valid JSON"},
    {"\"__metadata__\"", "\"__metadata\"", "has no “dtype”"},
    {"ncsn-model-1", "ncsn-model-2", "format “ncsn-model-2”"},
    {"\"format\":", "\"form\":", "format “”"},
    {"\"config\":", "\"conf\":", "holds no configuration"},
    {"\"config\":\"{", "\"config\":\"", "configuration is not valid JSON"},
    {"\"config\":\"{", "\"config\":\"{[", "configuration is not valid JSON"},
    {"\\\"unet\\\"", "\\\"refinenet\\\"",
     "the network “refinenet”, which this version does not know"},
    {"\\\"edm\\\"", "\\\"ve\\\"", "precondition “ve”"},
    {"\\\"width\\\":4", "\\\"width\\\":2147483648", "width must be"},
    {"\\\"width\\\":4,\\\"height\\\":4", "\\\"width\\\":1024,\\\"height\\\":1024", "lowest level"},
    {"\\\"height\\\":4", "\\\"height\\\":0", "height must be"},
    {"\\\"channels\\\":1", "\\\"channels\\\":4", "1 channel"},
    {"\\\"channels\\\":1", "\\\"channels\\\":3", "has the shape"},
    {"\\\"features\\\":4", "\\\"features\\\":1000000", "features must be"},
    {"\\\"features\\\":4", "\\\"features\\\":1024", "has the shape"},
    {"\\\"features\\\":4", "\\\"features\\\":5", "has the shape"},
    {"\\\"blocks\\\":1", "\\\"blocks\\\":16", "lacks the tensor"},
    {"\\\"blocks\\\":1", "\\\"blocks\\\":4000000000", "blocks a level must be"},
    {"\\\"classes\\\":2", "\\\"classes\\\":1000000000", "classes must be"},
    {"\\\"classes\\\":2", "\\\"classes\\\":1000", "has the shape"},
    {"\\\"classes\\\":2", "\\\"classes\\\":0", "does not ask for"},
    {"\\\"multipliers\\\":[1]", "\\\"multipliers\\\":[1,2,2,2,2,2,2,2,2]", "at most 8"},
    {"\\\"multipliers\\\":[1]", "\\\"multipliers\\\":[16]", "has the shape"},
    {"\\\"multipliers\\\":[1]", "\\\"multipliers\\\":[1,2]", "lacks the tensor"},
    {"\\\"attention\\\":[4]", "\\\"attention\\\":[]", "does not ask for"},
    {"\\\"attention\\\":[4]", "\\\"attention\\\":[5]", "Attention at height 5"},
    {"\\\"levels\\\":100", "\\\"levels\\\":0", "0 noise levels"},
    {"\\\"data_sigma\\\":0.25", "\\\"data_sigma\\\":0", "deviation of the data"},
    {"\"classes\":\"[", "\"classes\":\"[\\\"a\\\",", "list of classes does not fit"},
    {"\"classes\":\"[", "\"classes\":\"{", "list of classes is not valid JSON"},
    {"\"classes\":\"[\\\"zero\\\"", "\"classes\":\"[0", "entry that is not a text"},
    {"\"classes\":\"[\\\"zero\\\"", "\"classes\":\"[[]", "entry that is not a text"},
    {"\"begin.weight\"", "\"begun.weight\"", "lacks the tensor “begin.weight”"},
    {"[3,3,1,4]", "[3,1,3,4]", "shape (3×1×3×4), but the configuration asks for (3×3×1×4)"},
    {"[3,3,1,4]", "[9,1,4]", "shape (9×1×4), but"},
    {"[3,3,1,4]", "[9223372036854775804,3,1,4]", "more values than its data"},
    {"[3,3,1,4]", "[3,3,0,4]", "zero"},
    {"\"F32\"", "\"F16\"", "only F32"},
    {"\"F32\"", "\"I64\"", "only F32"},
    {"[0,", "[4,", "more values than its data"},
    {"[0,", "[-4,", "“data_offsets” that is not"},
};

static void
test_hostile_headers (SavedFile *fixture, gconstpointer data)
{
  struct rlimit before;
  limit_memory (&before);
  for (guint i = 0; i < G_N_ELEMENTS (mutations); i++) {
    g_autoptr (GByteArray) file = saved_file_with (fixture, mutations[i].from, mutations[i].to);
    assert_refused (file, mutations[i].fragment);
  }
  unlimit_memory (&before);
}

/* A peek refuses every header that loading refuses, with the same sentence. */
static void
test_peek_hostile_headers (SavedFile *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (mutations); i++) {
    g_autofree char *header = replace_once (fixture->header, mutations[i].from, mutations[i].to);
    g_autoptr (GError) error = NULL, from_loading = NULL;
    NcsnModelSummary summary = {.description = (char *)"untouched"};
    write_container (fixture, header, fixture->data);
    g_assert_null (ncsn_model_load (fixture->path, &from_loading));
    g_assert_false (ncsn_model_peek (fixture->path, &summary, &error));
    assert_sentence (error, mutations[i].fragment);
    g_assert_cmpstr (error->message, ==, from_loading->message);
    g_assert_cmpint (error->code, ==, from_loading->code);
    g_assert_cmpstr (summary.description, ==, "untouched");
  }
}

/* A file that was cut short, or does not exist. */
static void
test_peek_broken_files (SavedFile *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *nothing = g_strconcat (fixture->path, ".none", NULL);
  NcsnModelSummary summary;
  g_assert_false (ncsn_model_peek (nothing, &summary, &error));
  g_assert_error (error, NCSN_ERROR, NCSN_ERROR_FILE);
  g_clear_error (&error);
  g_assert_cmpint (truncate (fixture->path, 8 + (off_t)strlen (fixture->header)), ==, 0);
  g_assert_false (ncsn_model_peek (fixture->path, &summary, &error));
  assert_sentence (error, "cut short");
  g_assert_true (g_str_has_prefix (error->message, fixture->path));
}

static void
test_hostile_depth (SavedFile *fixture, gconstpointer data)
{
  static const char *const places[] = {"\\\"attention\\\":[", "\"classes\":\"["};
  g_autofree char *deep = repeat ("[", 100000);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    g_autofree char *with = g_strconcat (places[i], deep, NULL);
    g_autoptr (GByteArray) file = saved_file_with (fixture, places[i], with);
    assert_refused (file, "nested too deeply");
  }
}

static void
test_hostile_values (SavedFile *fixture, gconstpointer data)
{
  static const guint32 bits[] = {0x7fc00000, 0xffc00000, 0x7f800001, 0x7f800000, 0xff800000};
  gsize count = fixture->data_size / sizeof (float);
  for (guint i = 0; i < G_N_ELEMENTS (bits); i++) {
    gsize places[] = {0, count / 2, count - 1};
    for (guint p = 0; p < G_N_ELEMENTS (places); p++) {
      g_autoptr (GByteArray) file = saved_file_with_float (fixture, places[p], bits[i]);
      assert_refused (file, "not a finite number");
    }
  }
}

static void
test_hostile_lengths (SavedFile *fixture, gconstpointer data)
{
  struct rlimit before;
  g_autoptr (GByteArray) whole = saved_file_copy (fixture);
  limit_memory (&before);
  for (guint size = 0; size < whole->len; size += 1 + size / 7) {
    g_autoptr (GByteArray) file = saved_file_copy (fixture);
    g_byte_array_set_size (file, size);
    assert_refused (file, "");
  }
  static const guint64 lengths[] = {0, 1ull << 63, G_MAXUINT64, 1ull << 40};
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++) {
    guint64 length = GUINT64_TO_LE (lengths[i]);
    memcpy (whole->data, &length, sizeof length);
    assert_refused (whole, "not a safetensors file");
  }
  unlimit_memory (&before);
}

static void
test_hostile_random (SavedFile *fixture, gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  struct rlimit before;
  guint accepted = 0;
  limit_memory (&before);
  for (guint i = 0; i < 5000; i++) {
    g_autoptr (GByteArray) file =
        container_mutated (fixture->header, fixture->data, fixture->data_size, random);
    g_autoptr (GError) error = NULL;
    g_autoptr (NcsnModel) model = load (file, &error);
    g_assert_true ((model == NULL) == (error != NULL));
    if (model == NULL) {
      assert_sentence (error, "");
      continue;
    }
    accepted++;
    /* Weights, texts and settings may differ; the network cannot. */
    g_assert_true (ncsn_model_config_check (&model->config, &error));
    g_assert_cmpuint (model->parameters->size * sizeof (float), ==, fixture->data_size);
    g_assert_cmpuint (ncsn_parameters_count (model->parameters), ==,
                      ncsn_parameters_count (fixture->model->parameters));
    for (guint p = 0; p < ncsn_parameters_count (model->parameters); p++) {
      const NcsnParameter *a = ncsn_parameters_get (model->parameters, p);
      const NcsnParameter *b = ncsn_parameters_get (fixture->model->parameters, p);
      g_assert_cmpstr (a->name, ==, b->name);
      g_assert_true (ncsn_shape_equal (a->shape, b->shape));
    }
    for (gsize v = 0; v < model->parameters->size; v++)
      g_assert_true (isfinite (model->values[v]));
  }
  unlimit_memory (&before);
  g_test_message ("%u accepted", accepted);
  g_assert_cmpuint (accepted, >, 100);
}

static void
add (const char *name, void (*test) (SavedFile *, gconstpointer))
{
  g_test_add (name, SavedFile, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/model-file/round-trip", test_round_trip);
  add ("/model-file/peek", test_peek);
  add ("/model-file/peek/reads-no-weights", test_peek_reads_no_weights);
  add ("/model-file/peek/hostile-headers", test_peek_hostile_headers);
  add ("/model-file/peek/broken-files", test_peek_broken_files);
  add ("/model-file/hash", test_hash);
  add ("/model-file/unclean-text", test_unclean_text);
  add ("/model-file/bare", test_bare);
  add ("/model-file/saves-no-nan", test_saves_no_nan);
  add ("/model-file/prefix", test_prefix);
  add ("/model-file/hostile/headers", test_hostile_headers);
  add ("/model-file/hostile/depth", test_hostile_depth);
  add ("/model-file/hostile/values", test_hostile_values);
  add ("/model-file/hostile/lengths", test_hostile_lengths);
  add ("/model-file/hostile/random", test_hostile_random);
  return g_test_run ();
}
