/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The long part of a procedure: on a thread of its own, while the main thread keeps the progress
 * bar moving and the Cancel button alive. */
#pragma once

#include "arguments.h"

G_BEGIN_DECLS

/* The work. Runs on a worker thread, so it must not call libgimp, GTK or GEGL. */
typedef gboolean (*NcsnJobFunc) (const NcsnModel *model, NcsnThreads *threads,
                                 const NcsnTaskOptions *options, gpointer data, GError **error);

/* Runs the work with these arguments and waits for it. Call from the main thread. Moves GIMP's
 * progress bar, headed by `title`; with GIMP_RUN_INTERACTIVE a work that takes long gets a window
 * with a Cancel button too (GIMP's own button does not ask, it kills the process). Fails as the
 * work does, or with G_IO_ERROR_CANCELLED. */
gboolean ncsn_job_run (const NcsnArguments *arguments, GimpRunMode run_mode, const char *title,
                       NcsnJobFunc work, gpointer data, GError **error);

G_END_DECLS
