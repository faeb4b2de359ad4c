/* The one error domain of the library. Messages are whole sentences for the person at the machine.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define NCSN_ERROR (ncsn_error_quark ())

typedef enum {
  NCSN_ERROR_ARGUMENT, /* a value outside its range, or two that contradict each other */
  NCSN_ERROR_FILE,     /* a file that cannot be opened, read or written */
  NCSN_ERROR_FORMAT,   /* a file that is not what it claims to be */
  NCSN_ERROR_MISMATCH, /* a model, a picture or a checkpoint that do not fit each other */
  NCSN_ERROR_MEMORY,   /* more memory wanted than can be had */
  NCSN_ERROR_DIVERGED, /* numbers stopped being finite */
} NcsnErrorCode;

GQuark ncsn_error_quark (void);

G_END_DECLS
