/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plug-in-ncsn-generate: draws new pictures into new layers. */
#pragma once

#include <libgimp/gimp.h>

#define NCSN_PROC_GENERATE "plug-in-ncsn-generate"

/* The procedure, with its arguments and documentation. */
GimpProcedure *ncsn_generate_create_procedure (GimpPlugIn *plug_in);
