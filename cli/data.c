/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loads data sets for commands. */
#include "data.h"

#include "command.h"

static void
warn_of_file (const char *sentence, gpointer data)
{
  cli_say ("%s", sentence);
}

NcsnDataset *
cli_load_data (const char *path, guint width, guint height, NcsnImageLoader *loader, GError **error)
{
  const NcsnDatasetOptions options = {
      .width = width, .height = height, .loader = loader, .warning = warn_of_file};
  return ncsn_dataset_load (path, &options, error);
}
