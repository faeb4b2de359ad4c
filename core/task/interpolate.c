/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ncsn/task.h"
#include "ncsn/error.h"

gboolean
ncsn_interpolate (const NcsnModel *model, NcsnThreads *threads, gsize count, guint64 other_seed,
                  const NcsnTaskOptions *options, float *pictures, GError **error)
{
  g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT, "Not there yet.");
  return FALSE;
}
