/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trainings with the real command: to the end, paused, kept, found again, refused. */
#include "background/training.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gegl.h>
#include <glib/gstdio.h>
#include <ncsn/ncsn.h>

#include "image/model-finder.h"
#include "image/picture-file.h"
#include "image/training-numbers.h"
#include "../image/folder.h"
#include "background/place.h"

#define SIDE 128
#define SHORT 8.0    /* seconds of a training to its end */
#define LONG 290.0   /* seconds that no test waits for, but short enough for the smallest network */
#define PATIENCE 120 /* seconds until the machine must have done what a test waits for */

static char *home;     /* of the user; everything is in there */
static char *pictures; /* a folder with one picture of stripes */

static char *
write_stripes (const char *folder, const char *name, gsize side)
{
  g_autoptr (NcsnImage) image = ncsn_image_new (side, side, 1, NULL);
  char *path = folder_path (folder, name);

  for (gsize i = 0; i < side * side; i++)
    image->data[i] = (float)((i % side / 4 + i / side / 8) % 2);
  g_assert_true (ncsn_image_save_png (image, NULL, path, NULL));
  return path;
}

/* Waits until a training is in this state; fails if it is in none that leads there. */
static void
wait_for (NcsnTraining *training, NcsnTrainingState wanted)
{
  g_autoptr (GError) error = NULL;
  NcsnTrainingState state = ncsn_training_state (training);

  for (int i = 0; i < PATIENCE * 20 && state != wanted; i++) {
    g_assert_true (ncsn_training_advance (training, &error));
    g_usleep (G_USEC_PER_SEC / 20);
    state = ncsn_training_state (training);
    if (state == NCSN_TRAINING_FAILED && wanted != NCSN_TRAINING_FAILED)
      g_error ("The training failed: %s", ncsn_training_sentence (training));
  }
  g_assert_cmpint (state, ==, wanted);
}

/* The steps in the last line of the log. */
static double
steps (NcsnTraining *training)
{
  g_autoptr (GArray) losses = ncsn_training_losses (training);

  if (losses == NULL || losses->len == 0)
    return 0;
  return g_array_index (losses, double,
                        losses->len - NCSN_TRAINING_COLUMNS + NCSN_TRAINING_ITERATION);
}

static void
wait_for_steps (NcsnTraining *training, double wanted)
{
  for (int i = 0; i < PATIENCE * 20 && steps (training) < wanted; i++)
    g_usleep (G_USEC_PER_SEC / 20);
  g_assert_cmpfloat (steps (training), >=, wanted);
}

static NcsnTraining *
begin (const char *name, double seconds)
{
  g_autoptr (GError) error = NULL;
  NcsnTraining *training = ncsn_training_new (name, seconds, &error);

  g_assert_no_error (error);
  g_assert_true (ncsn_training_begin (training, pictures, &error));
  g_assert_no_error (error);
  return training;
}

static char *
status_of (const char *name)
{
  g_autofree char *folder = ncsn_training_place_private (name, NULL);

  return g_file_test (folder, G_FILE_TEST_EXISTS) ? g_steal_pointer (&folder) : NULL;
}

/* The model is found by its name and can be loaded. */
static void
assert_model (const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = ncsn_model_finder_find (name, &error);
  g_assert_no_error (error);
  g_autoptr (NcsnModel) model = ncsn_model_load (path, &error);
  g_assert_no_error (error);
  g_assert_true (ncsn_model_config (model)->patches);
}

/* Nothing is found under the model's name before the end; the private pictures go, and the picture
 * of samples stays. */
static void
test_finish (void)
{
  g_autoptr (GError) error = NULL;
  NcsnTraining *training = ncsn_training_new ("short", SHORT, &error);
  g_assert_no_error (error);
  g_autofree char *own = ncsn_training_pictures (training, &error);
  g_autofree char *picture = write_stripes (own, "stripes.png", SIDE);

  g_assert_true (ncsn_training_begin (training, own, &error));
  g_assert_cmpint (ncsn_training_state (training), ==, NCSN_TRAINING_PREPARES);
  g_assert_null (ncsn_model_finder_find ("short", NULL));
  wait_for (training, NCSN_TRAINING_FINISHED);
  g_assert_true (ncsn_training_advance (training, &error));
  assert_model ("short");
  g_assert_false (g_file_test (own, G_FILE_TEST_EXISTS));
  g_autofree char *samples = ncsn_training_samples (training);
  g_assert_true (g_file_test (samples, G_FILE_TEST_EXISTS));

  g_assert_null (ncsn_training_new ("short", SHORT, &error));
  assert_sentence (&error, "There is a training “short” already");
  g_autoptr (GPtrArray) open = ncsn_training_list ();
  g_assert_cmpuint (open->len, ==, 0);
  g_assert_null (ncsn_training_new ("short", SHORT, &error));
  assert_sentence (&error, "There is a model “short” already");
  ncsn_training_discard (training);
  ncsn_training_free (training);
  assert_model ("short");
  g_assert_null (ncsn_training_new ("short", SHORT, &error));
  assert_sentence (&error, "There is a model “short” already");
}

/* A pause saves the state; resumed, the training continues from there, and what is left of its time
 * is less. Stopped and kept it gives a model soon. */
static void
test_pause_and_keep (void)
{
  g_autoptr (GError) error = NULL;
  NcsnTraining *training = begin ("paused", LONG);

  wait_for (training, NCSN_TRAINING_LEARNS);
  wait_for_steps (training, 10);
  g_assert_true (ncsn_training_pause (training, &error));
  wait_for (training, NCSN_TRAINING_PAUSES);
  const double before = steps (training), left = ncsn_training_left (training);
  g_assert_cmpfloat (left, <, LONG);
  g_assert_true (ncsn_training_resume (training, &error));
  g_assert_false (ncsn_training_resume (training, &error));
  assert_sentence (&error, "goes on already");
  wait_for_steps (training, before + 10);
  g_assert_cmpfloat (ncsn_training_left (training), <, left);
  g_assert_true (ncsn_training_keep (training, &error));
  g_assert_cmpfloat (ncsn_training_left (training), <, left / 2);
  wait_for (training, NCSN_TRAINING_FINISHED);
  assert_model ("paused");
  g_assert_cmpfloat (steps (training), >=, before + 10);
  ncsn_training_discard (training);
  ncsn_training_free (training);
}

/* What was learnt before the first step cannot be kept. */
static void
test_keep_nothing (void)
{
  g_autoptr (GError) error = NULL;
  NcsnTraining *training = begin ("early", LONG);

  g_assert_true (ncsn_training_keep (training, &error));
  g_assert_cmpint (ncsn_training_state (training), ==, NCSN_TRAINING_STOPS);
  gboolean advanced = TRUE;
  for (int i = 0; i < PATIENCE * 20 && advanced; i++) {
    advanced = ncsn_training_advance (training, &error);
    g_usleep (G_USEC_PER_SEC / 20);
  }
  assert_sentence (&error, "has not learnt anything yet");
  g_assert_cmpint (ncsn_training_state (training), ==, NCSN_TRAINING_PAUSES);
  ncsn_training_discard (training);
  ncsn_training_free (training);
}

/* A program that starts a training and is killed. */
static void
start_and_die (void)
{
  pid_t child = fork ();

  if (child == 0) {
    execl ("/proc/self/exe", "test-training", "--start", NULL);
    _exit (1);
  }
  int status;
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL);
}

/* The other program has died; the training goes on, is found by its name, cannot be started again,
 * and can be thrown away. */
static void
test_found (void)
{
  g_autoptr (GError) error = NULL;

  start_and_die ();
  g_autoptr (GPtrArray) names = ncsn_training_list ();
  g_assert_cmpuint (names->len, ==, 1);
  g_assert_cmpstr (names->pdata[0], ==, "found");
  NcsnTraining *training = ncsn_training_open ("found", &error);
  g_assert_no_error (error);
  wait_for (training, NCSN_TRAINING_LEARNS);
  const double before = steps (training);
  wait_for_steps (training, before + 10);
  g_assert_null (ncsn_training_new ("found", SHORT, &error));
  assert_sentence (&error, "There is a training “found” already");
  g_assert_false (ncsn_training_resume (training, &error));
  assert_sentence (&error, "goes on already");
  ncsn_training_discard (training);
  g_assert_cmpint (ncsn_training_state (training), ==, NCSN_TRAINING_FAILED);
  ncsn_training_free (training);
  g_autoptr (GPtrArray) none = ncsn_training_list ();
  g_assert_cmpuint (none->len, ==, 0);
  g_autofree char *model = ncsn_training_place_model ("found", "");
  g_autofree char *models = g_path_get_dirname (model);
  g_autoptr (GDir) dir = g_dir_open (models, 0, NULL);
  const char *name;
  while ((name = g_dir_read_name (dir)) != NULL)
    g_assert_false (g_str_has_prefix (name, "found"));
}

/* What the command refuses becomes a sentence of a failed training. */
static void
assert_refused (const char *folder, const char *words)
{
  GError *error = NULL;
  NcsnTraining *training = ncsn_training_new ("refused", LONG, &error);

  g_assert_no_error (error);
  g_assert_true (ncsn_training_begin (training, folder, &error));
  wait_for (training, NCSN_TRAINING_FAILED);
  g_autofree char *sentence = ncsn_training_sentence (training);
  g_assert_nonnull (sentence);
  if (strstr (sentence, words) == NULL)
    g_error ("“%s” lacks “%s”", sentence, words);
  ncsn_training_discard (training);
  ncsn_training_free (training);
}

static void
test_refusals (void)
{
  static const char *const names[] = {"a/b",  "..",          ".hidden", "a.loss",
                                      "a\\b", "line\nbreak", "\xff"};
  GError *error = NULL;
  g_autofree char *empty = folder_path (home, "empty/none");
  g_autofree char *small = write_stripes (home, "small/stripes.png", 3);
  g_autofree char *no_pictures = g_path_get_dirname (empty);
  g_autofree char *too_small = g_path_get_dirname (small);
  g_autofree char *missing = folder_path (home, "missing");

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_assert_null (ncsn_training_new (names[i], SHORT, &error));
    assert_sentence (&error, "cannot be the name of a model");
  }
  g_assert_null (ncsn_training_new ("", SHORT, &error));
  assert_sentence (&error, "has no name yet");
  assert_refused (no_pictures, "no picture that can be read");
  assert_refused (too_small, "not 3");
  assert_refused (missing, "missing");
}

/* Without the command, and where the folders cannot be written. */
static void
test_no_command (void)
{
  GError *error = NULL;
  g_autofree char *path = g_strdup (g_getenv ("PATH"));
  NcsnTraining *training = ncsn_training_new ("stuck", LONG, &error);

  g_assert_no_error (error);
  g_setenv ("PATH", "/nowhere", TRUE);
  g_assert_false (ncsn_training_begin (training, pictures, &error));
  g_setenv ("PATH", path, TRUE);
  assert_sentence (&error, "install it together with the plug-in");
  g_assert_cmpint (ncsn_training_state (training), ==, NCSN_TRAINING_FAILED);
  ncsn_training_discard (training);
  ncsn_training_free (training);
}

/* A file where the folder of models should be: also root cannot write there. */
static void
test_unwritable (void)
{
  GError *error = NULL;
  g_autofree char *model = ncsn_training_place_model ("x", "");
  g_autofree char *models = g_path_get_dirname (model);
  g_autofree char *aside = g_strconcat (models, ".aside", NULL);

  g_assert_cmpint (g_rename (models, aside), ==, 0);
  g_assert_true (g_file_set_contents (models, "x", 1, NULL));
  g_assert_null (ncsn_training_new ("stuck", LONG, &error));
  assert_sentence (&error, "cannot be made");
  g_assert_cmpint (g_remove (models), ==, 0);
  g_assert_cmpint (g_rename (aside, models), ==, 0);
  g_autofree char *left = status_of ("stuck");
  g_assert_null (left);
}

/* Gives the programs a user's folder of their own. */
static void
set_up (const char *folder)
{
  g_autofree char *data = g_build_filename (folder, "data", NULL);
  g_autofree char *path =
      g_strconcat (g_getenv ("NCSN_TEST_COMMAND_FOLDER"), ":", g_getenv ("PATH"), NULL);

  g_setenv ("HOME", folder, TRUE);
  g_setenv ("NCSN_TEST_HOME", folder, TRUE);
  g_setenv ("XDG_DATA_HOME", data, TRUE);
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  g_setenv ("PATH", path, TRUE);
  g_unsetenv ("NCSN_MODEL_PATH");
}

int
main (int argc, char **argv)
{
  if (argc == 2 && g_str_equal (argv[1], "--start")) {
    pictures = g_build_filename (g_getenv ("NCSN_TEST_HOME"), "pictures", NULL);
    begin ("found", LONG);
    kill (getpid (), SIGKILL);
  }
  home = folder_new ();
  set_up (home);
  gegl_init (NULL, NULL);
  g_test_init (&argc, &argv, NULL);
  g_autofree char *picture = write_stripes (home, "pictures/stripes.png", SIDE);
  pictures = g_path_get_dirname (picture);
  g_test_add_func ("/training/refusals", test_refusals);
  g_test_add_func ("/training/no-command", test_no_command);
  g_test_add_func ("/training/unwritable", test_unwritable);
  g_test_add_func ("/training/keep-nothing", test_keep_nothing);
  g_test_add_func ("/training/found", test_found);
  g_test_add_func ("/training/pause-and-keep", test_pause_and_keep);
  g_test_add_func ("/training/finish", test_finish);
  const int status = g_test_run ();
  folder_remove (home);
  return status;
}
