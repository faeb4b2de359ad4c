/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recognises the files of trainings. A report is known by its record, whatever its name. Other
 * files, and reports of versions that wrote no record, are known by their names. */
#include "training-files.h"

#include <string.h>

#include <ncsn/ncsn.h>

#include "picture-file.h"

static const char *const reports[] = {"train", "evaluate", NULL};

char *
ncsn_report_record (const char *report, const char *model)
{
  g_autoptr (GKeyFile) record = g_key_file_new ();
  g_key_file_set_string (record, NCSN_RECORD_GROUP, "task", report);
  g_key_file_set_string (record, NCSN_RECORD_GROUP, "model", model);
  return g_key_file_to_data (record, NULL, NULL);
}

gboolean
ncsn_report_is (const char *path)
{
  g_autoptr (GKeyFile) record = g_key_file_new ();
  const gboolean regular = g_file_test (path, G_FILE_TEST_IS_REGULAR);
  g_autofree char *text = regular ? ncsn_image_read_record (path, NULL) : NULL;
  if (text == NULL ||
      !g_key_file_load_from_data (record, text, strlen (text), G_KEY_FILE_NONE, NULL))
    return FALSE;
  g_autofree char *task = g_key_file_get_string (record, NCSN_RECORD_GROUP, "task", NULL);
  return task != NULL && g_strv_contains (reports, task);
}

static gboolean
exists (const char *path, gsize stem, const char *ending)
{
  g_autofree char *name = g_strndup (path, stem);
  g_autofree char *whole = g_strconcat (name, ending, NULL);
  return g_file_test (whole, G_FILE_TEST_EXISTS);
}

static gboolean
has_training_name (const char *path)
{
  g_autofree char *previous = ncsn_checkpoint_previous (NCSN_TRAINING_CHECKPOINT);
  const char *const endings[] = {
      NCSN_TRAINING_MODEL, NCSN_TRAINING_CHECKPOINT, previous,
      NCSN_TRAINING_LOG,   NCSN_TRAINING_HELD_OUT,   NCSN_TRAINING_SAMPLES,
      NCSN_TRAINING_CHART, NCSN_TRAINING_LOCK};
  const gsize length = strlen (path);
  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++) {
    const gsize stem = length - MIN (length, strlen (endings[i]));
    if (g_str_has_suffix (path, endings[i]) &&
        (exists (path, stem, NCSN_TRAINING_MODEL) || exists (path, stem, NCSN_TRAINING_CHECKPOINT)))
      return TRUE;
  }
  return FALSE;
}

void
ncsn_training_files_take (GPtrArray *paths, GPtrArray *taken)
{
  for (guint i = 0; i < paths->len;)
    if (has_training_name (paths->pdata[i]) || ncsn_report_is (paths->pdata[i]))
      g_ptr_array_add (taken, g_ptr_array_steal_index (paths, i));
    else
      i++;
}
