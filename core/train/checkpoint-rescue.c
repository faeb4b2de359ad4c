/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between writing a checkpoint and putting it in place a program may be killed, too. */
#include <glib/gstdio.h>

#include "model/safetensors.h"
#include "ncsn/train.h"

static gboolean
is_whole (const char *path, guint64 *iteration)
{
  g_autofree char *settings = ncsn_checkpoint_settings (path, iteration, NULL);

  return settings != NULL;
}

gboolean
ncsn_checkpoint_rescue (const char *path)
{
  g_autoptr (GPtrArray) left = ncsn_safetensors_left_aside (path);
  g_autofree char *previous = ncsn_checkpoint_previous (path);
  const char *newest = NULL;
  guint64 most = 0, iteration;

  if (left->len == 0)
    return FALSE;
  const gboolean whole = is_whole (path, &most);
  for (guint i = 0; i < left->len; i++)
    if (is_whole (left->pdata[i], &iteration) && ((!whole && !newest) || iteration > most)) {
      newest = left->pdata[i];
      most = iteration;
    }
  return newest && ncsn_safetensors_put_in_place (newest, path, whole ? previous : NULL);
}
