/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small window with a preview, a progress bar and a Cancel button that asks the work to stop. */
#pragma once

#include "ui/thumbnail.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _NcsnProgressDialog NcsnProgressDialog;

/* Shows the window. Cancel, Escape and closing it trigger `cancellable`. GTK must have been
 * initialised by gimp_ui_init (). */
NcsnProgressDialog *ncsn_progress_dialog_new (const char *title, GCancellable *cancellable);

/* fraction: 0 to 1. preview: the picture as it looks by now, or NULL: as before. */
void ncsn_progress_dialog_update (NcsnProgressDialog *dialog, double fraction, const char *text,
                                  const NcsnThumbnail *preview);

/* Takes the window away. */
void ncsn_progress_dialog_free (NcsnProgressDialog *dialog);

G_END_DECLS
