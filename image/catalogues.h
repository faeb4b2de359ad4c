/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells gettext where the project's catalogues are: in $NCSN_LOCALE_DIR if it is set, otherwise in
 * gimp-ncsn/locale of the user's data folder if that exists (./dev install), otherwise in the
 * system's folder of the installation. The libraries look their sentences up by g_dgettext (),
 * which needs this and the locale that the program has set; they set neither. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Binds the domain GETTEXT_PACKAGE. For the start of a program or module, before other threads. */
void ncsn_catalogues_bind (void);

G_END_DECLS
