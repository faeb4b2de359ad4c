/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors of libjpeg, shared by the reader and the writer. */
#pragma once

#include <setjmp.h>
#include <stdio.h>

#include <glib.h>
#include <jpeglib.h>

G_BEGIN_DECLS

typedef struct {
  struct jpeg_error_mgr manager; /* must be the first */
  jmp_buf back;
} NcsnJpegErrors;

/* An error jumps to `back`, which must be set before libjpeg is called; nothing is printed. */
struct jpeg_error_mgr *ncsn_jpeg_errors (NcsnJpegErrors *errors);

G_END_DECLS
