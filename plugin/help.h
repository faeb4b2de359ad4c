/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pages that the Help buttons open. */
#pragma once

#include <libgimp/gimp.h>

G_BEGIN_DECLS

/* Tells GIMP where the pages are: in gimp-ncsn/help of the user's or the system's data folders, as
 * models are in gimp-ncsn/models. GIMP finds in LANGUAGE/gimp-help.xml there which page belongs to
 * a procedure, and opens it in the web browser. Without pages GIMP's own manual stays in charge. To
 * be called while GIMP asks for the procedures. */
void plugin_help_set_pages (GimpPlugIn *plug_in);

G_END_DECLS
