/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Registers the error domain of the library. */
#include "ncsn/error.h"

G_DEFINE_QUARK (ncsn - error - quark, ncsn_error)
