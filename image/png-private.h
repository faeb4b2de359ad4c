/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the writer of PNG files and the reader of their records. */
#pragma once

#include <glib.h>
#include <png.h>

G_BEGIN_DECLS

#define NCSN_PNG_KEYWORD "ncsn"         /* of the text chunk that holds a record */
#define NCSN_PNG_MAX_RECORD (64 * 1024) /* bytes; ours have less than a thousand */

/* Handlers for libpng in place of its own, which print. An error jumps back to setjmp (); a warning
 * is ignored. */
void ncsn_png_on_error (png_structp png, png_const_charp message) G_GNUC_NORETURN;
void ncsn_png_on_warning (png_structp png, png_const_charp message);

G_END_DECLS
