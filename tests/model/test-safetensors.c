/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The safetensors container: exact bytes, round trips, hostile headers, failing writes. */
#undef G_DISABLE_ASSERT
#include "model/safetensors.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <glib/gstdio.h>
#include "container.h"

#define A_HEADER                                                                                   \
  "{\"__metadata__\":{\"a\":\"x\"},"                                                               \
  "\"one\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[0,8]},"                            \
  "\"two\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[8,12]}}"

static const float a_data[3] = {1, -2, 0.5f};

/* The same as a file has them, whatever the processor's byte order. */
static const guint8 a_bytes[12] = {0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0, 0, 0, 0, 0x3f};

static NcsnSafetensors *
parse (GByteArray *file, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (file->data, file->len);
  return ncsn_safetensors_parse (bytes, error);
}

static void
assert_refused (GByteArray *file, const char *fragment)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (parse (file, &error));
  assert_sentence (error, fragment);
}

static void
assert_header_refused (const char *header, const char *fragment)
{
  g_autoptr (GByteArray) file = container_new (header, a_bytes, sizeof a_bytes);
  assert_refused (file, fragment);
}

static void
test_reads (void)
{
  g_autoptr (GByteArray) bytes = container_new (A_HEADER, a_bytes, sizeof a_bytes);
  g_autoptr (GError) error = NULL;
  g_autoptr (NcsnSafetensors) file = parse (bytes, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ncsn_safetensors_count (file), ==, 2);
  g_assert_cmpstr (ncsn_safetensors_metadata (file, "a"), ==, "x");
  g_assert_null (ncsn_safetensors_metadata (file, "b"));

  const NcsnTensor *one = ncsn_safetensors_find (file, "one");
  g_assert_true (one == ncsn_safetensors_get (file, 0));
  g_assert_cmpuint (one->rank, ==, 2);
  g_assert_cmpuint (one->dims[0], ==, 2);
  g_assert_cmpuint (one->dims[1], ==, 1);
  g_assert_cmpmem (one->data, one->size * sizeof (float), a_data, 2 * sizeof (float));
  const NcsnTensor *two = ncsn_safetensors_find (file, "two");
  g_assert_cmpuint (two->rank, ==, 0);
  g_assert_cmpmem (two->data, two->size * sizeof (float), &a_data[2], sizeof (float));
  g_assert_null (ncsn_safetensors_find (file, "three"));
}

/* The members of a header may have any order; the tensors are ordered by their data. */
static void
test_order (void)
{
  g_autoptr (GByteArray) bytes =
      container_new ("{\"b\":{\"shape\":[1],\"data_offsets\":[8,12],\"dtype\":\"F32\"},"
                     "\"a\":{\"data_offsets\":[0,8],\"dtype\":\"F32\",\"shape\":[2]}}  \n",
                     a_bytes, sizeof a_bytes);
  g_autoptr (GError) error = NULL;
  g_autoptr (NcsnSafetensors) file = parse (bytes, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (ncsn_safetensors_get (file, 0)->name, ==, "a");
  g_assert_cmpstr (ncsn_safetensors_get (file, 1)->name, ==, "b");
  g_assert_null (ncsn_safetensors_metadata (file, "a"));
}

/* Each is A_HEADER with one error. */
static const Mutation mutations[] = {
    {"{", "[", "not valid JSON"},
    {"}}", "}", "not valid JSON"},
    {"}}", "}}}", "not valid JSON"},
    {"}}", "}}{}", "not valid JSON"},
    {"}}", "},}", "not valid JSON"},
    {"{", "/*c*/{", "not valid JSON"},
    {"{", "{/*c*/", "not valid JSON"},
    {"{", "{//c\n", "not valid JSON"},
    {"{", "{/* \" */", "not valid JSON"},
    {"{", "{// \"\n", "not valid JSON"},
    {"{", "var x = {", "not valid JSON"},
    {"one", "o\\u0000ne", "not valid JSON"},
    {"one", "o\\377ne", "not valid JSON"},
    {"one", "o\\ud800ne", "not valid JSON"},
    {"one", "o\nne", "not valid JSON"},
    {"one", "o\xffne", "UTF-8"},
    {"\"two\"", "two", "not valid JSON"},
    {"two", "one", "same name"},
    {"\"x\"", "\"x\",\"a\":\"y\"", "same name"},
    {"[]", "[],\"shape\":[]", "same name"},
    {"{\"a\":\"x\"}", "7", "__metadata__ is not a JSON object"},
    {"{\"a\":\"x\"}", "{\"a\":7}", "not a text"},
    {"{\"a\":\"x\"}", "{\"a\":null}", "not a text"},
    {"{\"a\":\"x\"}", "{\"a\":{\"b\":\"c\"}}", "not a text"},
    {"F32", "F16", "“one” has values of type “F16”, but only F32"},
    {"F32", "I64", "only F32"},
    {"F32", "", "only F32"},
    {"\"F32\"", "32", "“dtype” that is not a text"},
    {"\"dtype\":\"F32\",", "", "has no “dtype”"},
    {"\"shape\":[2,1],", "", "has no “shape”"},
    {"[2,1]", "2", "“shape” that is not a list"},
    {"[2,1]", "[2,\"1\"]", "“shape” that is not a list"},
    {"[2,1]", "[2,null]", "“shape” that is not a list"},
    {"[2,1]", "[2,[1]]", "“shape” that is not a list"},
    {"[2,1]", "[2,1.5]", "“shape” that is not a list"},
    {"[2,1]", "[2,1.0]", "“shape” that is not a list"},
    {"[2,1]", "[-2,-1]", "“shape” that is not a list"},
    {"[2,1]", "[2,1,1,1,1]", "“shape” that is not a list of at most 4"},
    {"[2,1]", "[2,0]", "zero"},
    {"[2,1]", "[0,9223372036854775806]", "zero"},
    {"[2,1]", "[3,1]", "more values than its data"},
    {"[2,1]", "[1,1]", "does not fit its 8 bytes"},
    {"[2,1]", "[9223372036854775808,2]", "“shape” that is not a list"},
    {"[2,1]", "[4294967296,4294967296]", "more values than its data"},
    {"[2,1]", "[2,9223372036854775806]", "more values than its data"},
    {"[2,1]", "[1e400]", "“shape” that is not a list"},
    {"[0,8]", "[0,8,8]", "“data_offsets” that is not a list of at most 2"},
    {"[0,8]", "[0]", "outside"},
    {"[0,8]", "[]", "outside"},
    {"[0,8]", "[8,0]", "outside"},
    {"[0,8]", "[-8,0]", "“data_offsets” that is not a list"},
    {"[0,8]", "[0.5,8.5]", "“data_offsets” that is not a list"},
    {"[0,8]", "[0,99]", "outside the file's 12 bytes"},
    {"[0,8]", "[0,18446744073709551624]", "“data_offsets” that is not a list"},
    {"[0,8]", "[9223372036854775800,9223372036854775804]", "outside"},
    {"[0,8]", "[4,12]", "does not begin where"},
    {"[0,8]", "[0,6]", "more values"},
    {"[8,12]", "[4,8]", "does not begin where"},
    {"[8,12]", "[0,4]", "does not begin where"},
    {",\"data_offsets\":[0,8]", "", "has no “data_offsets”"},
    {",\"data_offsets\":[0,8]", ",\"data_offsets\":[0,8],\"more\":1", "“more” that this version"},
    {"{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[0,8]}", "null", "not a JSON object"},
    {"{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[0,8]}", "[]", "not a JSON object"},
    {",\"two\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[8,12]}", "", "after its last"},
    {"\"one\":{", "\"one\\n\\u001b[2J\":{\"x\":1,", "“one??[2J” has an entry “x”"},
};

static void
test_hostile_headers (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (mutations); i++) {
    g_autofree char *header = replace_once (A_HEADER, mutations[i].from, mutations[i].to);
    assert_header_refused (header, mutations[i].fragment);
  }
  assert_header_refused ("[]", "not a JSON object");
  assert_header_refused ("{}", "after its last");
  assert_header_refused ("\"a\"", "not valid JSON");
  assert_header_refused ("  ", "not valid JSON");
}

static void
test_hostile_lengths (void)
{
  static const guint64 lengths[] = {0,          1,           1000,        G_MAXINT64,
                                    1ull << 63, G_MAXUINT64, G_MAXUINT32, G_MAXUINT64 - 7};
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++) {
    g_autoptr (GByteArray) file = container_new (A_HEADER, a_bytes, sizeof a_bytes);
    guint64 length = GUINT64_TO_LE (lengths[i]);
    memcpy (file->data, &length, sizeof length);
    assert_refused (file, "not a safetensors file");
  }
  for (guint size = 0; size < 8 + strlen (A_HEADER) + sizeof a_data; size++) {
    g_autoptr (GByteArray) file = container_new (A_HEADER, a_bytes, sizeof a_bytes);
    g_byte_array_set_size (file, size);
    assert_refused (file, size < 8 + strlen (A_HEADER) ? "not a safetensors file" : "cut short");
  }
  g_autoptr (GByteArray) longer = container_new (A_HEADER, a_bytes, sizeof a_bytes);
  g_byte_array_append (longer, (const guint8 *)"tail", 4);
  assert_refused (longer, "after its last");
}

/* json-glib's parser recurses for every bracket, so these texts would overflow its stack. The
 * second hides its brackets from a check that skips comments. */
static void
test_hostile_depth (void)
{
  g_autofree char *arrays = repeat ("[", 100000);
  g_autofree char *objects = repeat ("{\"\":", 100000);
  g_autofree char *hidden = g_strconcat ("{/* \" */ \"a\":", arrays, NULL);
  g_autofree char *inside = replace_once (A_HEADER, "\"x\"", arrays);
  assert_header_refused (arrays, "nested too deeply");
  assert_header_refused (objects, "nested too deeply");
  assert_header_refused (inside, "nested too deeply");
  assert_header_refused (hidden, "not valid JSON");
}

static void
test_hostile_amounts (void)
{
  g_autofree char *zeros = repeat ("0,", 1000000);
  g_autofree char *list = g_strdup_printf ("[%s0]", zeros);
  g_autofree char *shape = replace_once (A_HEADER, "[2,1]", list);
  assert_header_refused (shape, "too many entries");

  GString *many = g_string_new ("{");
  for (guint i = 0; i <= 16384; i++)
    g_string_append_printf (many, "%s\"%u\":0", i > 0 ? "," : "", i);
  g_autofree char *members = g_string_free (g_string_append_c (many, '}'), FALSE);
  assert_header_refused (members, "too many tensors");

  g_autofree char *spaces = g_strnfill (16 * 1024 * 1024 + 1, ' ');
  assert_header_refused (spaces, "impossible");
}

static void
mutate (GRand *random, GByteArray *file)
{
  guint place = (guint)g_rand_int_range (random, 0, (gint32)file->len);
  guint8 byte = (guint8)g_rand_int_range (random, 0, 256);
  switch (g_rand_int_range (random, 0, 5)) {
  case 0:
    file->data[place] ^= (guint8)(1u << (byte % 8));
    break;
  case 1:
    file->data[place] = byte;
    break;
  case 2:
    g_byte_array_remove_index (file, place);
    break;
  case 3:
    g_byte_array_set_size (file, MAX (place, 1));
    break;
  default:
    /* Characters of JSON pass more checks than random bytes. */
    file->data[place] = (guint8) "{}[]:,\"0123456789\\ -.eE"[byte % 23];
  }
}

/* An accepted container must be consistent. */
static void
test_hostile_random (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (2);
  guint accepted = 0;
  for (guint i = 0; i < 20000; i++) {
    g_autoptr (GByteArray) bytes = container_new (A_HEADER, a_bytes, sizeof a_bytes);
    g_autoptr (GError) error = NULL;
    for (gint32 n = g_rand_int_range (random, 1, 4); n > 0 && bytes->len > 0; n--)
      mutate (random, bytes);
    g_autoptr (NcsnSafetensors) file = parse (bytes, &error);
    g_assert_true ((file == NULL) == (error != NULL));
    if (file == NULL) {
      assert_sentence (error, "");
      continue;
    }
    guint64 length;
    memcpy (&length, bytes->data, sizeof length);
    gsize total = 8 + (gsize)GUINT64_FROM_LE (length);
    for (guint t = 0; t < ncsn_safetensors_count (file); t++)
      total += ncsn_safetensors_get (file, t)->size * sizeof (float);
    g_assert_cmpuint (total, ==, bytes->len);
    accepted++;
  }
  g_test_message ("%u accepted", accepted);
  g_assert_cmpuint (accepted, >, 100);
}

static char *
make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("ncsn-XXXXXX", &error);
  g_assert_no_error (error);
  return folder;
}

/* The folder must have exactly these names, in this order. Removes them and the folder. */
static void
remove_folder (const char *folder, const char *only)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_assert_cmpstr (g_dir_read_name (dir), ==, only);
  g_assert_null (g_dir_read_name (dir));
  if (only != NULL) {
    g_autofree char *path = g_build_filename (folder, only, NULL);
    g_assert_cmpint (g_remove (path), ==, 0);
  }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static const NcsnTensor two_tensors[] = {
    {.name = "one", .rank = 2, .dims = {2, 1}, .size = 2, .data = &a_data[0]},
    {.name = "two", .rank = 0, .size = 1, .data = &a_data[2]},
};

static void
test_writes_exactly (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "a.safetensors", NULL);
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;
  g_autoptr (GHashTable) metadata = g_hash_table_new (g_str_hash, g_str_equal);
  g_hash_table_insert (metadata, (gpointer) "a", (gpointer) "x");
  g_assert_true (ncsn_safetensors_write (path, two_tensors, 2, metadata, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &contents, &size, &error));

  /* Spaces align the data to a multiple of eight bytes. */
  gsize padding = (8 - strlen (A_HEADER) % 8) % 8;
  g_autofree char *spaces = g_strnfill (padding, ' ');
  g_autofree char *header = g_strconcat (A_HEADER, spaces, NULL);
  g_assert_cmpuint (padding, >, 0);
  g_autoptr (GByteArray) expected = container_new (header, a_bytes, sizeof a_bytes);
  g_assert_cmpmem (contents, size, expected->data, expected->len);
  remove_folder (folder, "a.safetensors");
}

static void
test_round_trip (void)
{
  static const float values[24] = {1.5f, -0.0f, 1e-45f, 3.4e38f};
  const NcsnTensor tensors[] = {
      {.name = "z \"quoted\"\n", .rank = 4, .dims = {1, 2, 3, 4}, .size = 24, .data = values},
      {.name = "σ", .rank = 1, .dims = {5}, .size = 5, .data = values},
      {.name = "", .rank = 3, .dims = {1, 1, 2}, .size = 2, .data = values},
  };
  static const char text[] = "line\nline \"q\" \\ \t ünïcode \U0001f600 {[\x7f";
  g_autofree char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "a", NULL);
  g_autoptr (GHashTable) metadata = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;
  g_hash_table_insert (metadata, (gpointer) "text", (gpointer)text);
  g_assert_true (ncsn_safetensors_write (path, tensors, 3, metadata, &error));
  g_autoptr (NcsnSafetensors) file = ncsn_safetensors_read (path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (ncsn_safetensors_metadata (file, "text"), ==, text);
  g_assert_cmpuint (ncsn_safetensors_count (file), ==, 3);
  for (guint i = 0; i < 3; i++) {
    const NcsnTensor *tensor = ncsn_safetensors_get (file, i);
    g_assert_true (ncsn_safetensors_find (file, tensors[i].name) == tensor);
    g_assert_cmpmem (tensor->dims, tensor->rank * sizeof (gsize), tensors[i].dims,
                     tensors[i].rank * sizeof (gsize));
    g_assert_cmpmem (tensor->data, tensor->size * sizeof (float), values,
                     tensors[i].size * sizeof (float));
  }
  remove_folder (folder, "a");
}

/* The bytes must not depend on the order of a hash table's keys. */
static void
test_deterministic (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "a", NULL);
  g_autofree char *first = NULL;
  gsize first_size = 0;
  for (guint order = 0; order < 2; order++) {
    g_autoptr (GHashTable) metadata =
        g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    for (guint i = 0; i < 100; i++) {
      guint key = order == 0 ? i : 99 - i;
      g_hash_table_insert (metadata, g_strdup_printf ("%c%u", 'a' + (int)(key % 26), key),
                           g_strdup_printf ("%u", key));
    }
    g_assert_true (ncsn_safetensors_write (path, two_tensors, 2, metadata, NULL));
    g_autofree char *contents = NULL;
    gsize size;
    g_assert_true (g_file_get_contents (path, &contents, &size, NULL));
    if (order == 1)
      g_assert_cmpmem (contents, size, first, first_size);
    g_assert_nonnull (strstr (contents + 8, "\"a0\":\"0\",\"a26\":\"26\",\"a52\":\"52\",\"a78\":"));
    g_free (first);
    first = g_steal_pointer (&contents);
    first_size = size;
  }
  remove_folder (folder, "a");
}

static void
test_umask (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "a", NULL);
  GStatBuf status;
  mode_t before = umask (027);
  g_assert_true (ncsn_safetensors_write (path, two_tensors, 2, NULL, NULL));
  umask (before);
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0640);
  remove_folder (folder, "a");
}

/* A limit on the size of files simulates a full disk: a write fails in the middle. */
static void
test_full_disk (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "a", NULL);
  g_autofree float *large = g_new0 (float, 1 << 20);
  const NcsnTensor tensor = {
      .name = "large", .rank = 1, .dims = {1 << 20}, .size = 1 << 20, .data = large};
  g_autoptr (GError) error = NULL;
  struct rlimit before, limit;
  g_assert_true (g_file_set_contents (path, "old", -1, NULL));

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  limit = before;
  limit.rlim_cur = 1 << 20;
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  gboolean written = ncsn_safetensors_write (path, &tensor, 1, NULL, &error);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);

  g_assert_false (written);
  assert_sentence (error, "cannot be written: File too large");
  g_assert_true (g_str_has_prefix (error->message, path));
  g_autofree char *contents = NULL;
  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, "old");
  remove_folder (folder, "a");
}

static void
test_unwritable (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *missing = g_build_filename (folder, "no", "a", NULL);
  g_autoptr (GError) error = NULL;
  g_assert_false (ncsn_safetensors_write (missing, two_tensors, 2, NULL, &error));
  assert_sentence (error, "No such file");

  /* There is a folder at the path of the file, so that only the last step, the renaming, fails. */
  g_autofree char *occupied = g_build_filename (folder, "sub", NULL);
  g_clear_error (&error);
  g_assert_cmpint (g_mkdir (occupied, 0700), ==, 0);
  g_assert_false (ncsn_safetensors_write (occupied, two_tensors, 2, NULL, &error));
  assert_sentence (error, "Is a directory");
  remove_folder (folder, "sub");
}

static void
assert_unreadable (const char *path, const char *fragment)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (ncsn_safetensors_read (path, &error));
  assert_sentence (error, fragment);
  g_assert_true (g_str_has_prefix (error->message, path));
}

static void
test_unreadable (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "a", NULL);
  assert_unreadable (folder, "not a file");
  assert_unreadable ("/dev/zero", "not a file");
  assert_unreadable (path, "No such file");
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  assert_unreadable (path, "not a file");
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  assert_unreadable (path, "fewer than 8 bytes");

  /* A sparse file of a terabyte, which must not be read. */
  g_assert_cmpint (truncate (path, (off_t)1 << 40), ==, 0);
  assert_unreadable (path, "not a safetensors file");
  remove_folder (folder, "a");
}

/* A size is not taken for its lowest 32 bits, which are those of a right file. */
static void
test_too_large (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "a", NULL);
  g_autoptr (GByteArray) file = container_new (A_HEADER, a_bytes, sizeof a_bytes);
  g_assert_true (g_file_set_contents (path, (const char *)file->data, (gssize)file->len, NULL));
  g_assert_cmpint (truncate (path, ((off_t)1 << 32) + file->len), ==, 0);
  assert_unreadable (path, "");
  remove_folder (folder, "a");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/safetensors/reads", test_reads);
  g_test_add_func ("/safetensors/order", test_order);
  g_test_add_func ("/safetensors/hostile/headers", test_hostile_headers);
  g_test_add_func ("/safetensors/hostile/lengths", test_hostile_lengths);
  g_test_add_func ("/safetensors/hostile/depth", test_hostile_depth);
  g_test_add_func ("/safetensors/hostile/amounts", test_hostile_amounts);
  g_test_add_func ("/safetensors/hostile/random", test_hostile_random);
  g_test_add_func ("/safetensors/writes-exactly", test_writes_exactly);
  g_test_add_func ("/safetensors/round-trip", test_round_trip);
  g_test_add_func ("/safetensors/deterministic", test_deterministic);
  g_test_add_func ("/safetensors/umask", test_umask);
  g_test_add_func ("/safetensors/full-disk", test_full_disk);
  g_test_add_func ("/safetensors/unwritable", test_unwritable);
  g_test_add_func ("/safetensors/unreadable", test_unreadable);
  g_test_add_func ("/safetensors/too-large", test_too_large);
  return g_test_run ();
}
