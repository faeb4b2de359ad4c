/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where models are found, and the errors if they are not. */
#include "image/model-finder.h"

#include <glib/gstdio.h>

#include "folder.h"

typedef struct {
  char *folder;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = folder_new ();
  g_autofree char *first = g_build_filename (fixture->folder, "first", NULL);
  g_autofree char *second = g_build_filename (fixture->folder, "second", NULL);
  g_autofree char *path = g_strconcat (first, "::/nowhere:", second, NULL);
  g_setenv ("NCSN_MODEL_PATH", path, TRUE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_unsetenv ("NCSN_MODEL_PATH");
  folder_remove (fixture->folder);
}

static void
test_find (Fixture *fixture, gconstpointer data)
{
  g_autofree char *a = folder_write (fixture->folder, "first/faces.safetensors", "x", 1);
  g_autofree char *b = folder_write (fixture->folder, "second/faces.safetensors", "x", 1);
  g_autofree char *c = folder_write (fixture->folder, "second/digits.safetensors", "x", 1);
  g_autofree char *d = folder_write (fixture->folder, "second/.hidden.safetensors", "x", 1);
  g_autoptr (GError) error = NULL;

  g_autofree char *faces = ncsn_model_finder_find ("faces", &error);
  g_assert_cmpstr (faces, ==, a);
  g_autofree char *digits = ncsn_model_finder_find ("digits", &error);
  g_assert_cmpstr (digits, ==, c);
  g_autofree char *path = ncsn_model_finder_find (b, &error);
  g_assert_cmpstr (path, ==, b);

  g_autoptr (GPtrArray) models = ncsn_model_finder_list ();
  g_assert_cmpuint (models->len, ==, 2);
  g_assert_cmpstr (models->pdata[0], ==, c);
  g_assert_cmpstr (models->pdata[1], ==, a);
  g_autofree char *name = ncsn_model_finder_name (b);
  g_assert_cmpstr (name, ==, "faces");
}

/* By content; a name that could be a model's is one. */
static void
test_pictures (Fixture *fixture, gconstpointer data)
{
  g_autofree char *picture = folder_write (fixture->folder, "photo.jpg", "\xff\xd8\xff\xe0", 4);
  g_autofree char *model = folder_write (fixture->folder, "model", "12345678{}", 10);
  g_autofree char *damaged = folder_write (fixture->folder, "damaged.safetensors", "x", 1);

  g_assert_true (ncsn_model_finder_is_picture (picture));
  g_assert_false (ncsn_model_finder_is_picture (model));
  g_assert_false (ncsn_model_finder_is_picture (damaged));
  g_assert_false (ncsn_model_finder_is_picture ("digits"));
  g_assert_false (ncsn_model_finder_is_picture ("missing.jpg"));
  g_assert_false (ncsn_model_finder_is_picture (fixture->folder));
}

static void
test_not_found (Fixture *fixture, gconstpointer data)
{
  GError *error = NULL;
  g_assert_null (ncsn_model_finder_find ("digits", &error));
  assert_sentence (&error, "nor any other");
  g_autofree char *a = folder_write (fixture->folder, "first/faces.safetensors", "x", 1);
  g_assert_null (ncsn_model_finder_find ("digits", &error));
  assert_sentence (&error, "There are faces (looked in");
  g_assert_null (ncsn_model_finder_find ("", &error));
  assert_sentence (&error, "no model “”");
  g_assert_null (ncsn_model_finder_find ("./none.safetensors", &error));
  assert_sentence (&error, "no model file “./none.safetensors”");
}

/* It is made, and models in it are found. */
static void
test_own_folder (Fixture *fixture, gconstpointer data)
{
  GError *error = NULL;
  g_autofree char *own = ncsn_model_finder_own_folder (&error);
  g_autofree char *again = ncsn_model_finder_own_folder (&error);

  g_assert_no_error (error);
  g_assert_cmpstr (own, ==, again);
  g_autofree char *path = folder_write (own, "moss.safetensors", "x", 1);
  g_autofree char *found = ncsn_model_finder_find ("moss", &error);
  g_assert_cmpstr (found, ==, path);
  g_assert_cmpint (g_remove (path), ==, 0);
}

int
main (int argc, char **argv)
{
  char *own = folder_new ();

  /* Installed models must not be found. */
  g_setenv ("XDG_DATA_HOME", own, TRUE);
  g_setenv ("XDG_DATA_DIRS", "/nowhere", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/model-finder/find", Fixture, NULL, set_up, test_find, tear_down);
  g_test_add ("/model-finder/pictures", Fixture, NULL, set_up, test_pictures, tear_down);
  g_test_add ("/model-finder/not-found", Fixture, NULL, set_up, test_not_found, tear_down);
  g_test_add ("/model-finder/own-folder", Fixture, NULL, set_up, test_own_folder, tear_down);
  const int status = g_test_run ();
  folder_remove (own);
  return status;
}
