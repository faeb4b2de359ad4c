/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recovers checkpoints of a program that was killed after it wrote one and before it renamed it. */
#include <glib/gstdio.h>

#include "model/safetensors.h"
#include "ncsn/train.h"

static gboolean
is_complete (const char *path, guint64 *iteration)
{
  g_autofree char *settings = ncsn_checkpoint_settings (path, iteration, NULL);

  return settings != NULL;
}

gboolean
ncsn_checkpoint_rescue (const char *path)
{
  g_autoptr (GPtrArray) left = ncsn_safetensors_list_temporary (path);
  g_autofree char *previous = ncsn_checkpoint_previous (path);
  const char *newest = NULL;
  guint64 max_iteration = 0, iteration;

  if (left->len == 0)
    return FALSE;
  const gboolean complete = is_complete (path, &max_iteration);
  for (guint i = 0; i < left->len; i++)
    if (is_complete (left->pdata[i], &iteration) &&
        ((!complete && newest == NULL) || iteration > max_iteration)) {
      newest = left->pdata[i];
      max_iteration = iteration;
    }
  return newest != NULL && ncsn_safetensors_replace (newest, path, complete ? previous : NULL);
}
