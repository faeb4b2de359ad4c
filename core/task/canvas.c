/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ncsn/task.h"
#include "ncsn/error.h"

gboolean
ncsn_generate_canvas (const NcsnModel *model, NcsnThreads *threads, const NcsnCanvasSize *size,
                      guint32 number, const NcsnTaskOptions *options, float *picture,
                      GError **error)
{
  g_set_error_literal (error, NCSN_ERROR, NCSN_ERROR_ARGUMENT, "Not there yet.");
  return FALSE;
}
