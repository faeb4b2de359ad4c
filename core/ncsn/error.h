/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The error domain of the library. Messages are whole sentences for the user, except where a
 * function says otherwise. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define NCSN_ERROR (ncsn_error_quark ())

typedef enum {
  NCSN_ERROR_ARGUMENT, /* a value outside its range, or two values that contradict each other */
  NCSN_ERROR_FILE,     /* a file that could not be opened, read or written */
  NCSN_ERROR_FORMAT,   /* a file whose contents are not of the expected format */
  NCSN_ERROR_MISMATCH, /* a model, a picture or a checkpoint that do not fit each other */
  NCSN_ERROR_MEMORY,   /* not enough memory */
  NCSN_ERROR_DIVERGED, /* numbers that are no longer finite */
} NcsnErrorCode;

/* The domain, for NCSN_ERROR. */
GQuark ncsn_error_quark (void);

G_END_DECLS
