/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog of both procedures. */
#pragma once

#include <libgimp/gimp.h>

G_BEGIN_DECLS

/* Asks for the arguments of the procedure and writes the answers into `config`. Returns FALSE with
 * G_IO_ERROR_CANCELLED when the person thinks better of it. */
gboolean ncsn_dialog_run (GimpProcedure *procedure, GimpProcedureConfig *config, GError **error);

G_END_DECLS
