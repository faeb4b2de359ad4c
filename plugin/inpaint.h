/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plug-in-ncsn-inpaint: fills the selected part of a layer, in a new layer above it. */
#pragma once

#include <libgimp/gimp.h>

#define NCSN_PROC_INPAINT "plug-in-ncsn-inpaint"

/* The procedure, with its arguments and documentation. */
GimpProcedure *ncsn_inpaint_create_procedure (GimpPlugIn *plug_in);
